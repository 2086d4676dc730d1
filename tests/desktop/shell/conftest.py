"""Windows of rooms that a test chooses."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QThreadPool

from db.library.library import Library
from desktop.shell.rooms import RoomSpec
from desktop.shell.window import Window

WindowOpener = Callable[[Sequence[RoomSpec]], Window]


@pytest.fixture
def open_window(qapp: object, library: Library) -> Iterator[WindowOpener]:
    """Makes windows as the session does, before anything but the page is wanted."""
    windows: list[Window] = []
    pool = QThreadPool()

    def opened(specs: Sequence[RoomSpec]) -> Window:
        windows.append(Window(library, None, pool, {"toy": {"counted": 4}}, specs))
        return windows[-1]

    yield opened
    for window in windows:
        window.close()
        for room in window.rooms.made:
            room.finish()
    pool.waitForDone()
    for window in windows:
        window.deleteLater()
