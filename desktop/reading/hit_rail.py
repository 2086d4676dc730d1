"""A rail beside the page that shows where in the whole plan the hits are, and the work that finds it out."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from db.records import Span
from desktop.look.theme import LIGHT, Theme
from desktop.reading.page_overlays import Hits

WIDTH = 14
"""Pixels."""


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
            # Thousands of hits share a few hundred pixels: each is drawn once, and kept until hits or
            # height change.
            self._drawn = self.height(), sorted({self._mark(part) for part in self._parts})
        for drawn in self._drawn[1]:
            painter.fillRect(QRectF(3, drawn, WIDTH - 6, 3), edge)
        if self._current is not None:
            painter.fillRect(
                QRectF(1, self._mark(self._current) - 1, WIDTH - 2, 5), QColor(self._theme.accent)
            )

    def _mark(self, part: float) -> int:
        # Eight pixels less, so that the current hit's mark, five pixels high, stays inside the rail.
        return round(part * (self.height() - 8)) + 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._parts or event.button() != Qt.MouseButton.LeftButton:
            return
        # The inverse of `_mark`.
        part = (event.position().y() - 2) / max(self.height() - 8, 1)
        after = bisect_left(self._parts, part)
        near = [number for number in (after - 1, after) if 0 <= number < len(self._parts)]
        self.hit_requested.emit(min(near, key=lambda number: abs(self._parts[number] - part)))


SLICE = 0.006
"""Seconds of work at a time; then Qt gets to what else waits."""
EXACT = 2000
"""With more hits than these, the first one of each passage stands for all of it: the rail has fewer pixels
than that.
"""

Where = Callable[[str, Span], float | None]
"""Part (0 to 1) of the page's height at which a hit is; None for one that is not on the page."""


class RailFiller(QObject):
    """Works until all hits have their place, or others are asked for."""

    filled = Signal(object)
    """The parts found so far, rising."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: Iterator[tuple[str, Span]] = iter(())
        self._found: list[tuple[float, str, Span]] = []
        self._where: Where | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self, hits: Hits, where: Where) -> None:
        """Find the places of these hits; what can be done in a moment is done at once."""
        exact = sum(map(len, hits.values())) <= EXACT
        self._waiting = (
            (key, span) for key, spans in hits.items() for span in (spans if exact else spans[:1])
        )
        self._found, self._where = [], where
        # A timer of 0 ms fires when no other event waits.
        self._timer.start(0)
        self._go_on()

    def hit(self, number: int) -> tuple[str, Span]:
        """Key and span of the hit whose part is the one with this number."""
        _, key, span = self._found[number]
        return key, span

    @Slot()
    def _go_on(self) -> None:
        until = perf_counter() + SLICE
        where = self._where
        for key, span in self._waiting:
            part = where(key, span) if where is not None else None
            if part is not None:
                self._found.append((part, key, span))
            if perf_counter() > until:
                break
        else:
            self._timer.stop()
            self._where = None
        self._found.sort()
        self.filled.emit([part for part, _, _ in self._found])
