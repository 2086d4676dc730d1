"""Free memory goes back to the system.

glibc keeps what was freed, in a heap for each thread that worked beside others, and gives back what lies at a
heap's end. One thing that stays there is enough to keep all free pages before it: 30 rounds of use
(tests/bench/soak.py) left 29 MiB of them, ten rounds had left 14. Windows gives them back by itself.
"""

import sys

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 60_000
"""Milliseconds between two times; each takes 1 to 5 where there is something to give, and 0.1 where not."""


class HeapTrimmer(QObject):
    """Gives free pages back once a minute, as long as it is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if sys.platform == "linux":
            self._timer = QTimer(self, interval=_EVERY_MS)
            self._timer.timeout.connect(self.trim)
            self._timer.start()

    @Slot()
    def trim(self) -> None:
        """Give back all pages that are free now; nothing happens where the C library keeps none."""
        # Late: the start needs no ctypes.
        import ctypes

        # None of them with another C library than glibc.
        malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if malloc_trim is not None:
            malloc_trim(0)
