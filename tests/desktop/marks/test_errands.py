"""The queue of what is written: it goes on, whatever becomes of one errand."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.errors import PlanReaderError
from desktop.marks.errands import Errands


def broken() -> object:
    raise ZeroDivisionError("a bug")


def refused() -> object:
    raise PlanReaderError("写不了。")


@pytest.fixture
def errands(qtbot: QtBot) -> Iterator[Errands]:
    owner = QObject()
    errands = Errands(owner)
    yield errands
    errands.finish()


def test_what_waits_behind_a_bug_is_done_and_the_bug_is_reported(qtbot: QtBot, errands: Errands) -> None:
    told: list[object] = []
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(errands.emptied):
        errands.add(broken, told.append, told.append)
        errands.add(refused, told.append, told.append)
        errands.add(partial(int, "7"), told.append, told.append)
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]
    qtbot.waitUntil(lambda: len(told) == 3)
    assert [str(each) for each in told] == ["程序出错，这一步没有做成；其他批注不受影响。", "写不了。", "7"]


def test_at_the_end_too(errands: Errands) -> None:
    done: list[object] = []
    told: list[object] = []
    for work in (partial(int, "1"), broken, refused, partial(done.append, 8)):
        errands.add(work, told.append, told.append)
    with pytest.raises(ZeroDivisionError):
        errands.finish()
    assert done == [8]
