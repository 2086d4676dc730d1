"""Cyclic waste goes on the window's thread, whatever the pool does meanwhile."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QThreadPool
from pytestqt.qtbot import QtBot

from db.progress import Progress
from desktop.app import garbage, start
from desktop.app.garbage import GarbageCollector
from desktop.app.session import Session
from desktop.background import Latest

Opener = Callable[..., Session]


@pytest.fixture(autouse=True)
def _nothing_stays_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


class Dialog:
    """Something that nobody holds but itself."""

    def __init__(self, gone: Callable[[], object]) -> None:
        self.itself = self
        weakref.finalize(self, gone)


def many(_progress: Progress) -> int:
    """Makes what lets Python search for waste, several times over."""
    return len([[number] for number in range(200_000)])


def test_waste_goes_on_the_windows_thread(
    qtbot: QtBot, open_reader: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_LOOK_MS", 10)
    # Else a look amid what the pool makes takes it for a large plan, and keeps the waste with it.
    monkeypatch.setattr(garbage, "_MANY", 100_000_000)
    session = open_reader()
    start.settle(session)
    threads: list[int] = []
    for _ in range(20):
        Dialog(lambda: threads.append(threading.get_ident()))
    pool = QThreadPool()
    task = Latest(pool, session)
    for _ in range(3):
        with qtbot.waitSignal(task.answered):
            task.ask(many)
    kept = [[number] for number in range(2_000)]
    qtbot.waitUntil(lambda: len(threads) == 20)
    assert set(threads) == {threading.get_ident()}
    assert kept


def test_a_search_is_made_when_as_much_was_made_as_lets_python_search(qapp: QCoreApplication) -> None:
    collector, gone = GarbageCollector(qapp), list[bool]()
    gc.collect()
    Dialog(lambda: gone.append(True))
    collector.look()
    assert not gone
    kept = [[number] for number in range(2_000)]
    collector.look()
    assert gone
    assert kept


def test_old_waste_goes_too(qapp: QCoreApplication) -> None:
    collector, gone = GarbageCollector(qapp), list[bool]()
    gc.collect()
    dialog: list[Any] = [Dialog(lambda: gone.append(True))]
    # It is among the old ones when it becomes waste.
    gc.collect(0)
    gc.collect(1)
    dialog.clear()
    kept: list[list[int]] = []
    for _ in range(20):
        kept += [[number] for number in range(2_000)]
        collector.look()
    assert gone


def test_what_a_large_plan_is_made_of_is_not_searched(
    qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_MANY", 5_000)
    collector = GarbageCollector(qapp)
    collector.look()
    gc.freeze()
    before = gc.get_freeze_count()
    rows = [[number] for number in range(10_000)]
    collector.look()
    assert gc.get_freeze_count() - before >= len(rows)
    # They go all the same, as soon as nobody holds them.
    rows.clear()
    assert gc.get_freeze_count() - before < 5_000
