"""Draws a row of the outline: title, and at the right how many hits stand in it."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop.look.theme import LIGHT, Theme
from desktop.reading.outline_model import BookmarkRole, HitsRole, KindRole, MarksRole, OwnRole

ROW = 32
"""Height of a row, in pixels, at the smallest interface font."""
_Index = QModelIndex | QPersistentModelIndex


class OutlineDelegate(QStyledItemDelegate):
    """Titles only; the row's ground and its arrow are the view's."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self.theme: Theme = LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        # Not by the option's state: making all that QStyle knows takes longer than drawing the outline.
        current = self._view.selectionModel().isSelected(index)
        font = self._font(option, index, current=current)
        painter.save()
        title = self._title_rect(rect, font, index)
        painter.setFont(font)
        weak = index.data(OwnRole) or index.data(KindRole) == "box"
        colour = self.theme.accent if current else self.theme.secondary if weak else self.theme.text
        painter.setPen(QColor(colour))
        text = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if hits := index.data(HitsRole):
            self._badge(painter, self._badge_rect(rect, font, hits), str(hits))
        self._marks(painter, rect, font, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        metrics = QFontMetrics(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(120, max(ROW, round(metrics.height() * 1.6)))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A tool tip only for a title that is cut."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            font = self._font(option, index, current=True)
            room = self._title_rect(option.rect, font, index).width()  # pyright: ignore[reportAttributeAccessIssue]
            cut = QFontMetrics(font).horizontalAdvance(str(index.data())) > room
            QToolTip.showText(event.globalPos(), str(index.data()) if cut else "", view)
            return True
        return super().helpEvent(event, view, option, index)

    def _font(self, option: QStyleOptionViewItem, index: _Index, *, current: bool) -> QFont:
        font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        font.setBold(current)
        if index.data(KindRole) == "box":
            font.setPixelSize(max(14, font.pixelSize() - 1))
        return font

    def _title_rect(self, rect: QRect, font: QFont, index: _Index) -> QRect:
        hits = index.data(HitsRole)
        room = self._badge_rect(rect, font, hits).width() + 14 if hits else 8
        return rect.adjusted(4, 0, -int(room + self._marks_width(font, index)), 0)

    @staticmethod
    def _marks_width(font: QFont, index: _Index) -> int:
        """Pixels for the count of marks and the bookmark's sign; 0 where there is neither."""
        marks = index.data(MarksRole)
        count = QFontMetrics(font).horizontalAdvance(str(marks)) + 12 if marks else 0
        return count + (14 if index.data(BookmarkRole) else 0)

    def _marks(self, painter: QPainter, rect: QRect, font: QFont, index: _Index) -> None:
        """How many marks stand in it, as a number with a line under it, and a bookmark's ribbon."""
        width = self._marks_width(font, index)
        if not width:
            return
        x = self._title_rect(rect, font, index).right() + 4.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(BookmarkRole):
            y = rect.center().y() - 6.5
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.accent))
            ribbon = ((0, 0), (8, 0), (8, 13), (4, 9.5), (0, 13))
            painter.drawPolygon(QPolygonF([QPointF(x + a, y + b) for a, b in ribbon]))
            x, width = x + 14, width - 14
        if marks := index.data(MarksRole):
            plain = QFont(font)
            plain.setBold(False)
            metrics = QFontMetrics(plain)
            painter.setFont(plain)
            painter.setPen(QColor(self.theme.secondary))
            room = QRectF(x, rect.top(), width, rect.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(marks))
            half, y = metrics.horizontalAdvance(str(marks)) / 2 + 1, rect.center().y() + metrics.height() / 2
            painter.drawLine(QPointF(room.center().x() - half, y), QPointF(room.center().x() + half, y))

    @staticmethod
    def _badge_rect(rect: QRect, font: QFont, hits: int) -> QRectF:
        metrics = QFontMetrics(font)
        width = max(metrics.horizontalAdvance(str(hits)) + 14, 26)
        height = min(metrics.height() + 2, rect.height() - 6)
        return QRectF(rect.right() - width - 6, rect.center().y() - height / 2 + 0.5, width, height)

    def _badge(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.hit))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        font = painter.font()
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.hit_text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
