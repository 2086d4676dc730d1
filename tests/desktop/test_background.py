"""Background work: answers, overtaken ones, what is told on the way, and failures of every sort."""

import gc
import threading
import weakref
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from db.errors import PlanReaderError, StoreError
from db.progress import Progress
from desktop.background import InOrder, Latest

BROKEN = "程序出错，这一步没有做成；规划和批注没有受到影响。"


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
        task.ask(lambda _progress: threading.get_ident())
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

    def slow(progress: Progress) -> str:
        begun.set()
        go_on.wait(10)
        overtaken.append(progress.stopped)
        return "old"

    with qtbot.waitSignal(task.answered):
        task.ask(slow)
        assert begun.wait(10)
        task.ask(lambda _progress: "never run")
        task.ask(lambda _progress: "new")
        go_on.set()
    assert pool.waitForDone(10_000)
    assert heard == ["new"]
    assert overtaken == [True]


def test_what_is_told_comes_on_the_askers_thread_and_of_the_newest_only(
    qtbot: QtBot, pool: QThreadPool
) -> None:
    owner, here = QObject(), threading.get_ident()
    task = Latest(pool, owner)
    begun, go_on = threading.Event(), threading.Event()
    heard: list[tuple[float, float, str]] = []
    threads: set[int] = set()
    task.told.connect(lambda *told: heard.append(told))
    task.told.connect(lambda *_: threads.add(threading.get_ident()))

    def counting(name: str, progress: Progress) -> str:
        progress.tell(1, 2, name)
        begun.set()
        go_on.wait(10)
        progress.tell(2, 2, name)  # raises Stopped in the old one: nobody hears of that
        return name

    with qtbot.assertNotEmitted(task.failed), qtbot.waitSignal(task.answered) as answered:
        task.ask(partial(counting, "old"))
        assert begun.wait(10)
        task.ask(partial(counting, "new"))
        go_on.set()
    assert answered.args == ["new"]
    assert heard == [(1, 2, "new"), (2, 2, "new")]
    assert threads == {here}


def test_an_error_that_the_reader_can_act_on_is_told(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)

    def broken(_progress: Progress) -> None:
        raise StoreError("规划数据已损坏。")

    told: list[StoreError] = []
    task.failed.connect(told.append)
    with qtbot.waitSignal(task.failed):
        task.ask(broken)
    assert [str(error) for error in told] == ["规划数据已损坏。"]
    assert not task.busy


def test_a_bug_is_answered_as_a_failure_and_reported(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)
    told: list[PlanReaderError] = []
    task.failed.connect(told.append)
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(task.failed):
        task.ask(broken)
    assert [(str(error), error.detail) for error in told] == [(BROKEN, "ZeroDivisionError('a bug')")]
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]
    assert not task.busy


def test_a_bug_of_an_overtaken_request_is_only_reported(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)
    begun, go_on = threading.Event(), threading.Event()

    def slow(progress: Progress) -> object:
        begun.set()
        go_on.wait(10)
        return broken(progress)

    with (
        qtbot.captureExceptions() as raised,
        qtbot.assertNotEmitted(task.failed),
        qtbot.waitSignal(task.answered),
    ):
        task.ask(slow)
        assert begun.wait(10)
        task.ask(lambda _progress: "new")
        go_on.set()
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]


def test_a_dropped_question_gets_no_answer(qtbot: QtBot, pool: QThreadPool) -> None:
    owner = QObject()
    task = Latest(pool, owner)
    go_on = threading.Event()
    with qtbot.assertNotEmitted(task.answered):
        task.ask(lambda _progress: go_on.wait(10))
        task.drop()
        go_on.set()
        assert pool.waitForDone(10_000)
    assert not task.busy


def broken(_progress: Progress) -> object:
    raise ZeroDivisionError("a bug")


def refused(_progress: Progress) -> object:
    raise PlanReaderError("写不了。")


def kept(done: list[int], number: int, _progress: Progress) -> int:
    done.append(number)
    return number


@pytest.fixture
def queue(qtbot: QtBot) -> Iterator[InOrder]:
    owner = QObject()
    queue = InOrder(owner)
    yield queue
    queue.finish()


def test_what_waits_behind_a_bug_is_done_and_the_bug_is_reported(qtbot: QtBot, queue: InOrder) -> None:
    told: list[object] = []
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(queue.emptied):
        queue.add(broken, told.append, told.append)
        queue.add(refused, told.append, told.append)
        queue.add(partial(kept, [], 7), told.append, told.append)
        assert queue.busy
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]
    qtbot.waitUntil(lambda: len(told) == 3)
    assert [str(each) for each in told] == [BROKEN, "写不了。", "7"]
    assert not queue.busy


def test_at_the_end_too(queue: InOrder) -> None:
    done: list[int] = []
    told: list[object] = []
    for work in (partial(kept, done, 1), broken, refused, partial(kept, done, 8)):
        queue.add(work, told.append, told.append)
    with pytest.raises(ZeroDivisionError):
        queue.finish()
    assert done == [1, 8]
    assert [str(each) for each in told] == [BROKEN, "写不了。"]


def test_a_dropped_queue_stops_what_is_under_way_and_begins_nothing_else(
    qtbot: QtBot, queue: InOrder
) -> None:
    begun, go_on, stopped = threading.Event(), threading.Event(), threading.Event()
    done: list[int] = []
    told: list[object] = []

    def slow(progress: Progress) -> None:
        begun.set()
        go_on.wait(10)
        if progress.stopped:
            stopped.set()
        progress.check()

    queue.add(slow, told.append, told.append)
    queue.add(partial(kept, done, 2), told.append, told.append)
    assert begun.wait(10)
    queue.drop()
    assert not queue.busy
    go_on.set()
    assert stopped.wait(10)
    with qtbot.waitSignal(queue.emptied):
        queue.add(partial(kept, done, 3), told.append, told.append)
    qtbot.waitUntil(lambda: told == [3])
    assert done == [3]


class Question:
    """A piece of work that can be watched."""

    def __call__(self, _progress: Progress) -> int:
        return 1


def test_nothing_is_kept_of_work_that_is_done(qtbot: QtBot) -> None:
    # Of those that were done quicker than they were handed over, some were kept for good.
    pool, owner = QThreadPool(), QObject()
    task = Latest(pool, owner)
    asked: list[weakref.ref[Question]] = []
    for _ in range(4000):
        question = Question()
        asked.append(weakref.ref(question))
        task.ask(question)
        del question
        if not len(asked) % 50:
            pool.waitForDone()
    qtbot.waitUntil(lambda: not task.busy)
    pool.waitForDone()
    gc.collect()
    assert sum(each() is not None for each in asked) == 0
