"""Background work: answers, overtaken ones, and errors for the reader."""

import threading

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from db.errors import StoreError
from desktop.background import Latest, Ticket


@pytest.fixture
def pool(qapp: QObject) -> QThreadPool:
    pool = QThreadPool()
    pool.setMaxThreadCount(1)
    return pool


def test_an_answer_comes_back_on_the_askers_thread(qtbot: QtBot, pool: QThreadPool) -> None:
    owner, here = QObject(), threading.get_ident()
    task = Latest(pool, owner)
    heard: list[tuple[int, object]] = []
    task.answered.connect(lambda answer: heard.append((threading.get_ident(), answer)))
    assert not task.busy
    with qtbot.waitSignal(task.answered):
        task.ask(lambda _ticket: threading.get_ident())
        assert task.busy
    assert not task.busy
    ((thread, worker),) = heard
    assert thread == here
    assert worker != here


def test_an_overtaken_answer_is_dropped(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)
    begun, go_on = threading.Event(), threading.Event()
    heard: list[object] = []
    overtaken: list[bool] = []
    task.answered.connect(heard.append)

    def slow(ticket: Ticket) -> str:
        begun.set()
        go_on.wait(10)
        overtaken.append(ticket.overtaken())
        return "old"

    with qtbot.waitSignal(task.answered):
        task.ask(slow)
        assert begun.wait(10)
        task.ask(lambda _ticket: "never run")
        task.ask(lambda _ticket: "new")
        go_on.set()
    assert pool.waitForDone(10_000)
    assert heard == ["new"]
    assert overtaken == [True]


def test_an_error_that_the_reader_can_act_on_is_told(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)

    def broken(_ticket: Ticket) -> None:
        raise StoreError("规划数据已损坏。")

    told: list[StoreError] = []
    task.failed.connect(told.append)
    with qtbot.waitSignal(task.failed):
        task.ask(broken)
    assert [str(error) for error in told] == ["规划数据已损坏。"]
    assert not task.busy


def test_a_dropped_question_gets_no_answer(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)
    go_on = threading.Event()
    with qtbot.assertNotEmitted(task.answered):
        task.ask(lambda _ticket: go_on.wait(10))
        task.drop()
        go_on.set()
        assert pool.waitForDone(10_000)
    assert not task.busy
