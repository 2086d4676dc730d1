"""Draws the cells: quiet lines, lost and filled-in figures in their own colours, heads of groups across the
whole width.
"""

import math
import re

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from db.records import SIGNS
from desktop.look.icons import draw_fold
from desktop.look.theme import bold, row_height
from desktop.tables.rows_model import FoldedRole, GroupRole, MarkRole
from desktop.widgets.themed_delegate import ThemedDelegate

_AIR = 5
"""Pixels above and below the words of a row that is as high as they are."""
PADDING = 10
_LINES = 2
"""Of words in a cell, at most."""
_Index = QModelIndex | QPersistentModelIndex
_MARKED = re.compile(f"{'|'.join(SIGNS)}|【补录：[^】]{{0,400}}】|（疑似）")


class RowsDelegate(ThemedDelegate):
    """For a RowsView."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wraps = False
        """Long words take several lines; otherwise they are cut with an ellipsis."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        if index.data(GroupRole) is not None:
            self._group(painter, option, index)
        else:
            painter.fillRect(rect, QColor(self.theme.chosen if selected else self.theme.sheet))
            self._words(painter, option, index)
        painter.setPen(QColor(self.theme.hairline))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = row_height(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        view = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        if not self.wraps or index.data(GroupRole) is not None or not isinstance(view, QTableView):
            return QSize(80, height)
        text = str(index.data() or "")
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        layout = self._cut(text, font, view.columnWidth(index.column()) - 2 * PADDING, None)
        return QSize(80, max(height, round(layout.boundingRect().height()) + 2 * _AIR))

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        text = str(index.data() or "")
        if not text:
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        view = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        room = rect.adjusted(PADDING, 0, -PADDING, 0)
        # 12500 cut by the edge of the view would read 1250: only an ellipsis says that something is left out.
        seen = room.intersected(view.viewport().rect()) if isinstance(view, QTableView) else room
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if not self.wraps or (_is_right(alignment) and seen.width() < room.width()):
            text = _elided(QFontMetricsF(font), text, Qt.TextElideMode.ElideRight, seen.width())
            if index.data(MarkRole) is None and "（疑似）" not in text:
                painter.setFont(font)
                painter.setPen(QColor(self.theme.text))
                painter.drawText(seen, int(alignment), text)
                return
            room = seen
        layout = self._cut(text, font, room.width(), alignment)
        height = layout.boundingRect().height()
        painter.setClipRect(rect)
        painter.setPen(QColor(self.theme.text))
        full = self.wraps and height > room.height() - 2 * _AIR
        top = rect.top() + (_AIR if full else (rect.height() - height) / 2)
        at = QPointF(room.left(), top)
        if room.width() == seen.width():
            layout.draw(painter, at)
        else:
            self._draw_seen(painter, layout, at, seen)

    def _draw_seen(self, painter: QPainter, layout: QTextLayout, at: QPointF, seen: QRect) -> None:
        """Draw what there is room for of each line of a cell that lies only partly in the view."""
        units = layout.text().encode("utf-16-le")
        for line in (layout.lineAt(number) for number in range(layout.lineCount())):
            start, ends = at.x() + line.x(), at.x() + line.x() + line.naturalTextWidth()
            left, right = max(start, seen.left()), min(ends, seen.right() + 1)
            text = units[2 * line.textStart() : 2 * (line.textStart() + line.textLength())].decode(
                "utf-16-le", "replace"
            )
            if left > start or right < ends:
                elide = Qt.TextElideMode.ElideLeft if left > start else Qt.TextElideMode.ElideRight
                metrics = QFontMetricsF(layout.font())
                text = _elided(metrics, text, elide, max(right - left, 0))
                start = right - metrics.horizontalAdvance(text) if left > start else start
            # It fits, so that it does not wrap.
            room = math.ceil(max(right - left, 0)) + 1
            self._layout(text, layout.font(), room, None).draw(painter, QPointF(start, at.y() + line.y()))

    def _layout(self, text: str, font: QFont, width: int, alignment: Qt.AlignmentFlag | None) -> QTextLayout:
        layout = QTextLayout(text, font)
        option = QTextOption(
            Qt.AlignmentFlag.AlignRight if _is_right(alignment) else Qt.AlignmentFlag.AlignLeft
        )
        option.setWrapMode(
            QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if self.wraps else QTextOption.WrapMode.NoWrap
        )
        layout.setTextOption(option)
        layout.setFormats([self._marked(match) for match in _MARKED.finditer(text)])
        layout.beginLayout()
        at = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, at))
            at += line.height()
        layout.endLayout()
        return layout

    def _cut(self, text: str, font: QFont, width: int, alignment: Qt.AlignmentFlag | None) -> QTextLayout:
        """The words on at most two lines; the tip says the rest."""
        layout = self._layout(text, font, width, alignment)
        if layout.lineCount() <= _LINES:
            return layout
        # Qt counts in UTF-16.
        units = text.encode("utf-16-le")
        start = 2 * layout.lineAt(_LINES - 1).textStart()
        head, rest = (part.decode("utf-16-le", "replace") for part in (units[:start], units[start:]))
        last = _elided(QFontMetricsF(font), rest.replace("\n", " "), Qt.TextElideMode.ElideRight, width - 1)
        return self._layout(head + last, font, width, alignment)

    def _marked(self, match: re.Match[str]) -> QTextLayout.FormatRange:
        form = QTextCharFormat()
        colour = (
            self.theme.lost
            if match[0] in SIGNS
            else self.theme.secondary
            if match[0] == "（疑似）"
            else self.theme.filled
        )
        form.setForeground(QColor(colour))
        found = QTextLayout.FormatRange()
        # Signs are in the basic plane, but what stands before them need not be.
        found.start = len(match.string[: match.start()].encode("utf-16-le")) // 2  # type: ignore[attr-defined]
        found.length = len(match[0].encode("utf-16-le")) // 2  # type: ignore[attr-defined]
        found.format = form  # type: ignore[attr-defined]
        return found

    def _group(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Each cell of the line draws its part of one text that stands across the view."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        view = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(self.theme.panel))
        if not isinstance(view, QTableView):
            return
        painter.setFont(bold(option.font))  # pyright: ignore[reportAttributeAccessIssue]
        painter.setPen(QColor(self.theme.text))
        whole = QRect(0, rect.top(), view.viewport().width(), rect.height())
        words = str(index.model().index(index.row(), 0).data() or "")
        painter.drawText(whole.adjusted(PADDING + 18, 0, -PADDING, 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(PADDING + 6, QRectF(rect).center().y())
        draw_fold(painter, centre, self.theme.secondary, folded=bool(index.data(FoldedRole)))
        if option.state & QStyle.StateFlag.State_HasFocus:  # pyright: ignore[reportAttributeAccessIssue]
            painter.setPen(QPen(QColor(self.theme.focus), 1.5))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))


def _elided(metrics: QFontMetricsF, text: str, mode: Qt.TextElideMode, room: float) -> str:
    """As Qt cuts words, but nothing of a single sign without room: Qt lets it stand, and half an 8 is a 3."""
    cut = metrics.elidedText(text, mode, room)
    return cut if len(text) > 1 or metrics.horizontalAdvance(text) <= room else ""


def _is_right(alignment: Qt.AlignmentFlag | None) -> bool:
    return alignment is not None and bool(int(alignment) & Qt.AlignmentFlag.AlignRight.value)
