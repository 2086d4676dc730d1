"""Finds out where on the page's height all hits are, a little at a time: there may be tens of thousands."""

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from db.records import Span
from desktop.reading.hit_overlay import Hits

SLICE = 0.006
"""Seconds of work at a time."""
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
