"""A rail beside the page that shows where the hits are in the whole plan."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.look.theme import LIGHT, Theme

WIDTH = 14


class HitRail(QWidget):
    """Marks at parts (0 to 1) of the page's height; a click asks for the nearest one."""

    hit_requested = Signal(int)
    """Number of the hit, in the order in which they were given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: list[float] = []
        self._drawn: tuple[int, list[int]] | None = None
        self._current: float | None = None
        self._theme: Theme = LIGHT
        self.setFixedWidth(WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("查找结果在全文中的位置")
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def set_parts(self, parts: Sequence[float]) -> None:
        """Where the hits are, in order; none hides the rail."""
        self._parts, self._drawn = list(parts), None
        self.setVisible(bool(self._parts))
        self.update()

    def set_current(self, part: float | None) -> None:
        """Where the current hit is."""
        self._current = part
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.window))
        edge = QColor(self._theme.hit_current)
        edge = edge.lighter(190) if self._theme.dark else edge.darker(125)
        if self._drawn is None or self._drawn[0] != self.height():
            self._drawn = self.height(), sorted({self._mark(part) for part in self._parts})
        for drawn in self._drawn[1]:
            painter.fillRect(QRectF(3, drawn, WIDTH - 6, 3), edge)
        if self._current is not None:
            painter.fillRect(
                QRectF(1, self._mark(self._current) - 1, WIDTH - 2, 5), QColor(self._theme.accent)
            )

    def _mark(self, part: float) -> int:
        return round(part * (self.height() - 8)) + 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._parts or event.button() != Qt.MouseButton.LeftButton:
            return
        part = (event.position().y() - 2) / max(self.height() - 8, 1)
        after = bisect_left(self._parts, part)
        near = [number for number in (after - 1, after) if 0 <= number < len(self._parts)]
        self.hit_requested.emit(min(near, key=lambda number: abs(self._parts[number] - part)))
