"""Free memory goes back to the system.

glibc keeps what was freed, in a heap for each thread that works beside others, up to eight for each core,
and gives back what lies at a heap's end. One thing that stays there is enough to keep all free pages before
it: ten rounds of use (tests/bench/soak.py) left 14 MiB of them, thirty left 29. Windows gives them back by
itself.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 60_000
"""Milliseconds between two times; each takes 1 to 5 where there is something to give, and 0.1 where not."""
_M_ARENA_MAX = -8
"""Of mallopt: how many heaps there may be."""


class HeapTrimmer(QObject):
    """Gives free pages back once a minute, and lets no more heaps be made than there are.

    Where the C library is not glibc it does nothing.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.trim)
        self._malloc_trim: Callable[[int], object] | None = None

    def start(self) -> None:
        """From now on."""
        if sys.platform != "linux":
            return
        # Late: the first picture needs no ctypes.
        import ctypes

        libc = ctypes.CDLL(None)
        self._malloc_trim = getattr(libc, "malloc_trim", None)
        if self._malloc_trim is not None:
            # What is free at the end of any heap but the first is not given back: 6 MiB in each that a thread
            # of the pool had ever got. They take turns for Python anyhow, and seldom wait for memory.
            libc.mallopt(_M_ARENA_MAX, 1)
            self._timer.start()

    @Slot()
    def trim(self) -> None:
        """Give back all pages that are free now."""
        if self._malloc_trim is not None:
            self._malloc_trim(0)
