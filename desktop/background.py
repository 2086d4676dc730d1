"""Work in the background: the one way to do it.

The asker owns a `Latest`. It hands in a plain function, which runs on a thread of the pool, touches no
QObject and opens what it needs itself. The answer comes back as a signal on the asker's thread. Each request
has a number: when a newer one was asked meanwhile, the older answer is dropped.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, SignalInstance, Slot

from db.errors import PlanReaderError


class Ticket:
    """A request's number, and whether a newer one has been asked. Safe to read from any thread."""

    def __init__(self, latest: list[int]) -> None:
        self._latest = latest
        latest[0] += 1
        self.number = latest[0]

    def overtaken(self) -> bool:
        """Nobody waits for this answer any more: long work looks here now and then."""
        return self._latest[0] != self.number


Work = Callable[[Ticket], Any]
"""What runs in the background.

A PlanReaderError that it raises is told to the asker; anything else is a bug.
"""


class Latest(QObject):
    """One kind of question that its owner asks, again and again."""

    answered = Signal(object)
    """What the function of the newest request returned."""
    failed = Signal(object)
    """The PlanReaderError that the function of the newest request raised."""
    _done = Signal(int, object, object)

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = pool
        self._latest = [0]
        self._answered_number = 0
        self._done.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """The newest request has no answer yet."""
        return self._answered_number != self._latest[0]

    def ask(self, work: Work) -> None:
        """Run `work` in the background; an earlier request's answer will be dropped."""
        self._pool.start(_Job(work, Ticket(self._latest), self._done))

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        self._latest[0] += 1
        self._answered_number = self._latest[0]

    @Slot(int, object, object)
    def _deliver(self, number: int, answer: object, error: object) -> None:
        if number != self._latest[0]:
            return
        self._answered_number = number
        if error is not None:
            self.failed.emit(error)
        else:
            self.answered.emit(answer)


class _Job(QRunnable):
    """One request on its way. Holds the bound signal and no QObject of its own."""

    def __init__(self, work: Work, ticket: Ticket, done: SignalInstance) -> None:
        super().__init__()
        self._work, self._ticket, self._done = work, ticket, done

    def run(self) -> None:
        if self._ticket.overtaken():
            return
        try:
            answer = self._work(self._ticket)
        except PlanReaderError as error:
            self._done.emit(self._ticket.number, None, error)
        else:
            self._done.emit(self._ticket.number, answer, None)
