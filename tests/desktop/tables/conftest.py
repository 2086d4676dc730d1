"""The room over the bundled plan, on the screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from db.records import Plan
from desktop.tables.tables_room import TablesRoom

Shower = Callable[[TablesRoom], None]
Chooser = Callable[[TablesRoom, Path], Path]


@pytest.fixture
def choose_file() -> Chooser:
    """Answers the dialog for files that is open: with a path, or with a folder, and the name as offered."""

    def choose(room: TablesRoom, chosen: Path) -> Path:
        (dialog,) = [each for each in room.window().findChildren(QFileDialog) if each.isVisible()]
        path = chosen if chosen.suffix else chosen / Path(dialog.selectedFiles()[0]).name
        dialog.fileSelected.emit(str(path))
        dialog.close()
        return path

    return choose


@pytest.fixture
def pool() -> Iterator[QThreadPool]:
    pool = QThreadPool()
    yield pool
    pool.waitForDone()


@pytest.fixture
def show_room(qapp: QApplication, pool: QThreadPool) -> Iterator[Shower]:
    """Shows a room inside a window and waits until its tables are on the screen."""
    windows: list[QWidget] = []

    def show(room: TablesRoom) -> None:
        window = QWidget()
        windows.append(window)
        window.resize(1366, 720)
        room.setParent(window)
        room.resize(1366, 720)
        window.show()

    yield show
    pool.waitForDone()
    # Off-screen, Qt keeps the clipboard longer than Python keeps what is on it.
    QGuiApplication.clipboard().clear()
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def room(qtbot: QtBot, pool: QThreadPool, plan: Plan, show_room: Shower) -> TablesRoom:
    room = TablesRoom(pool)
    room.set_plans([plan])
    with qtbot.waitSignals([room.opened, room.page("projects").summed, room.page("gaps").summed]):
        show_room(room)
    return room
