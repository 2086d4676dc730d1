"""Work on user.db, one thing after the other, on a thread of its own:
what is written waits for nothing else.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.errors import PlanReaderError
from desktop.background import Latest, Ticket

_NOT_DONE = "程序出错，这一步没有做成；其他批注不受影响。"


@dataclass(frozen=True, slots=True)
class _Errand:
    work: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Callable[[PlanReaderError], None]


@dataclass(frozen=True, slots=True)
class _Broken:
    """The answer of work that ended by an error of the program itself."""

    error: Exception


class Errands(QObject):
    """A queue. Unlike a `Latest` by itself it drops nothing: each errand is run, and its answer told.

    An errand that fails by a bug is told as failed, then raised where reports are made; those behind it are
    run all the same.
    """

    emptied = Signal()
    """Nothing waits any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._task = Latest(self._pool, self)
        self._task.answered.connect(self._answered)
        self._task.failed.connect(self._failed)
        self._waiting: deque[_Errand] = deque()
        self._under_way: _Errand | None = None

    @property
    def busy(self) -> bool:
        """Something is under way, or waits."""
        return self._under_way is not None

    def add(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[PlanReaderError], None]
    ) -> None:
        """Run `work` behind all that was added before; `then` gets what it returns, `failed` a
        PlanReaderError it raises.
        """
        self._waiting.append(_Errand(work, then, failed))
        if self._under_way is None:
            self._next()

    def finish(self) -> None:
        """Run what is left, here and now. Answers are told no more: the window is gone."""
        self._pool.waitForDone()
        self._task.drop()
        left, self._under_way = list(self._waiting), None
        self._waiting.clear()
        broken: list[Exception] = []
        for errand in left:
            try:
                answer = _Run(errand.work)()
            except PlanReaderError as error:
                errand.failed(error)
            else:
                broken += [answer.error] if isinstance(answer, _Broken) else []
        for error in broken:
            raise error

    def _next(self) -> None:
        self._under_way = self._waiting.popleft() if self._waiting else None
        if self._under_way is None:
            self.emptied.emit()
            return
        work = self._under_way.work
        self._task.ask(_Run(work))

    @Slot(object)
    def _answered(self, answer: object) -> None:
        errand = self._under_way
        self._next()
        if errand is None:
            return
        if isinstance(answer, _Broken):
            errand.failed(PlanReaderError(_NOT_DONE, repr(answer.error)))
            raise answer.error
        errand.then(answer)

    @Slot(object)
    def _failed(self, error: PlanReaderError) -> None:
        errand = self._under_way
        self._next()
        if errand is not None:
            errand.failed(error)


class _Run:
    """The errand's work as a `Latest` calls it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work

    def __call__(self, _ticket: Ticket | None = None) -> Any:
        try:
            return self._work()
        except PlanReaderError:
            raise
        except Exception as error:  # noqa: BLE001  what waits behind it must still be written; it is raised again on the other side
            return _Broken(error)
