"""Where Python looks for cyclic waste: on the window's thread, and nowhere else.

Python's own search begins on whichever thread happens to make an object. On a thread of the pool it did away
with a timer that had become waste, and Qt ended the program: a QObject has to go on the thread that it lives
on.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MS = 2_000
"""Milliseconds between two looks whether a search is due."""
_SHARE = 100
"""A search among all objects may take one part in so many of the time."""
_MANY = 100_000
"""Objects made between two looks that are too many to be searched: it would stop the window for 0.1 s or
more, as after a search that finds all 45,000 rows of a table.
"""


class GarbageCollector(QObject):
    """Searches instead of Python, whose own search is off from the moment that this is made.

    What is there when it `start`s stays for good, and is not searched.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._next_whole = 0.0

    def start(self) -> None:
        """From now on."""
        gc.freeze()
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Search, if as much was made since the last time as lets Python search.

        Among the younger objects; among all of them after ten of these, as Python does, but not soon again
        where it took long. A plan of 45,000 rows, two million objects, is not searched at all: what was read
        knows nothing of who holds it, and goes when nobody does.
        """
        (made, _, younger), (enough, _, often) = gc.get_count(), gc.get_threshold()
        if made <= enough:
            return
        if made > _MANY:
            gc.freeze()
            return
        began = time.monotonic()
        if younger <= often or began < self._next_whole:
            gc.collect(1)
            return
        gc.collect()
        ended = time.monotonic()
        self._next_whole = ended + _SHARE * (ended - began)
