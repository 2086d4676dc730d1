"""Draws the results: a chapter with its count, a passage with where it stands and the words around its hits."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from db.records import Hit
from desktop.search.results_model import CountRole, HitRole
from desktop.search.snippet import snippet
from desktop.theme import LIGHT, Theme

LINES = 2
"""Lines of a snippet."""
_PAD = 6
_Index = QModelIndex | QPersistentModelIndex


class ResultsDelegate(QStyledItemDelegate):
    """Rows of two heights: one line for a chapter, three for a passage."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        hit: Hit | None = index.data(HitRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if hit is None:
            self._group(painter, rect, font, str(index.data()), index.data(CountRole))
        else:
            self._ground(painter, rect, option)
            self._hit(painter, rect, font, hit)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = QFontMetrics(option.font).height()  # pyright: ignore[reportAttributeAccessIssue]
        if index.data(HitRole) is None:
            return QSize(160, round(line * 1.6))
        return QSize(160, round(line * (1 + LINES) * 1.1) + 2 * _PAD)

    def _ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        ground = QRectF(rect).adjusted(6, 1, -6, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(self.theme.accent_tint))
            painter.drawRoundedRect(ground, 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(self.theme.hover))
            painter.drawRoundedRect(ground, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.accent), 1.5))
            painter.drawRoundedRect(ground.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)

    def _group(self, painter: QPainter, rect: QRect, font: QFont, title: str, count: int) -> None:
        bold = QFont(font)
        bold.setBold(True)
        text = f"{count} 处"
        room = QFontMetrics(font).horizontalAdvance(text) + 16
        inside = rect.adjusted(12, 0, -12, 0)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        title = QFontMetrics(bold).elidedText(title, Qt.TextElideMode.ElideRight, inside.width() - room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.secondary))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _hit(self, painter: QPainter, rect: QRect, font: QFont, hit: Hit) -> None:
        inside = rect.adjusted(14, _PAD, -14, -_PAD)
        line = QFontMetrics(font).height() * 1.1
        where = " › ".join(hit.path[1:]) or (hit.path[0] if hit.path else "章标题")
        count = f"{len(hit.spans)} 处" if len(hit.spans) > 1 else ""
        room = QFontMetrics(font).horizontalAdvance(count) + 8 if count else 0
        first = QRectF(inside.left(), inside.top(), inside.width(), line)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.secondary))
        elided = QFontMetrics(font).elidedText(where, Qt.TextElideMode.ElideMiddle, inside.width() - room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        if count:
            painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        self._snippet(painter, QRectF(inside.left(), inside.top() + line, inside.width(), line * LINES), font, hit)

    def _snippet(self, painter: QPainter, room: QRectF, font: QFont, hit: Hit) -> None:
        size = max(QFontMetrics(font).horizontalAdvance("国"), 1)
        text, spans = snippet(hit.text, hit.spans, max(int(room.width() // size) * LINES - 2, 8))
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        marks = []
        for start, end in spans:
            mark: Any = QTextLayout.FormatRange()
            mark.start, mark.length = len(text[:start].encode("utf-16-le")) // 2, len(text[start:end].encode("utf-16-le")) // 2
            form = QTextCharFormat()
            form.setBackground(QColor(self.theme.hit))
            form.setForeground(QColor(self.theme.hit_text))
            mark.format = form
            marks.append(mark)
        layout.setFormats(marks)
        layout.beginLayout()
        for number in range(LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(room.width())
            line.setPosition(QPointF(0, number * room.height() / LINES))
        layout.endLayout()
        painter.setPen(QColor(self.theme.text))
        painter.setClipRect(room)
        layout.draw(painter, room.topLeft())
