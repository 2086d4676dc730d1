"""Work in the background: the one way to do it.

Two classes. With `Latest` only the newest request counts: an older one is stopped and its answer dropped.
With `InOrder` every request is done, one after the other, on a thread of its own.

The work is a plain function. It runs on another thread, touches no QObject and opens its own files. It is
handed a `Progress`: what it tells arrives as the signal `told` on the asker's thread, and it hears there that
nobody waits for it any more. Answers, too, arrive on the asker's thread.

**Any** exception is answered as a failure, so that nothing waits for ever: a PlanReaderError as it is,
a bug with one plain sentence. A bug is then raised on the asker's thread, where crash reports are made.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, SignalInstance, Slot

from db.errors import PlanReaderError, ReadingBugError
from db.progress import Progress

Work = Callable[[Progress], Any]
"""What runs in the background. It may raise Stopped: nobody waits for its answer then."""

Connected = Callable[..., object] | SignalInstance
"""What a signal is connected to: a function or another signal."""

_BROKEN = "程序出错，这一步没有做成；规划和批注没有受到影响。"


class Latest(QObject):
    """One kind of question that its owner asks again and again."""

    answered = Signal(object)
    """What the newest request's function returned."""
    failed = Signal(object)
    """The PlanReaderError for which the newest request has no answer."""
    told = Signal(float, float, str)
    """How far the newest request is: done, of how much (0 while not known), and in words."""
    _told = Signal(int, float, float, str)
    _done = Signal(int, object, object)

    def __init__(
        self,
        pool: QThreadPool,
        parent: QObject,
        answered: Connected | None = None,
        failed: Connected | None = None,
        told: Connected | None = None,
    ) -> None:
        """`answered`, `failed` and `told`: who hears the signals of these names."""
        super().__init__(parent)
        for signal, receiver in ((self.answered, answered), (self.failed, failed), (self.told, told)):
            if receiver is not None:
                signal.connect(receiver)
        self._pool = pool
        # A list: the work looks into it, and must not be the last to hold a QObject.
        self._newest = [0]
        self._answered_number = 0
        self._told.connect(self._tell)
        # Emitted on a thread of the pool, received on this object's: Qt queues the call in between.
        self._done.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """The newest request has no answer yet."""
        return self._answered_number != self._newest[0]

    def ask(self, work: Work) -> None:
        """Run `work` in the background; an earlier request is stopped, and its answer dropped."""
        newest = self._newest
        newest[0] += 1
        number = newest[0]
        progress = Progress(partial(self._told.emit, number), lambda: number != newest[0])
        # A function, not a QRunnable of ours: one that is done before PySide has handed it over to the pool,
        # as the quick ones are, is never deleted, nor what it holds (seen with PySide 6.8).
        self._pool.start(partial(_run, work, progress, number, self._done))

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        # Whoever works looks into the list, and stops at the next look.
        self._newest[0] += 1
        self._answered_number = self._newest[0]

    @Slot(int, float, float, str)
    def _tell(self, number: int, done: float, whole: float, words: str) -> None:
        if number == self._newest[0]:
            self.told.emit(done, whole, words)

    @Slot(int, object, object)
    def _deliver(self, number: int, answer: object, error: Exception | None) -> None:
        if number == self._newest[0]:
            self._answered_number = number
            if error is None:
                self.answered.emit(answer)
            else:
                self.failed.emit(_as_told(error))
        # Also for a request that nobody waits for: a bug is one all the same.
        _raise_bug(error)


@dataclass(frozen=True, slots=True)
class _Request:
    work: Work
    then: Callable[[Any], object]
    failed: Callable[[PlanReaderError], object]


class InOrder(QObject):
    """A queue that drops nothing: every request is done, and its answer told, before the next one begins."""

    emptied = Signal()
    """Nothing waits any more."""
    told = Signal(float, float, str)
    """How far the present request is, as in `Latest.told`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        # One thread of its own: the shared pool would run two requests at once, and wait behind searches.
        self._pool.setMaxThreadCount(1)
        self._waiting: deque[_Request] = deque()
        self._present: _Request | None = None
        # Nothing newer is asked before the answer is there, so that Latest drops nothing here.
        self._task = Latest(self._pool, self, self._answered, self._failed, self.told)

    @property
    def busy(self) -> bool:
        """Something is under way, or waits."""
        return self._present is not None

    def add(
        self, work: Work, then: Callable[[Any], object], failed: Callable[[PlanReaderError], object]
    ) -> None:
        """Run `work` after all that was added before.

        `then` gets what it returns; `failed` gets the PlanReaderError for which it has no answer.
        """
        self._waiting.append(_Request(work, then, failed))
        if self._present is None:
            self._next()

    def drop(self) -> None:
        """Stop what is under way and forget what waits; none of it is answered."""
        self._task.drop()
        self._waiting.clear()
        self._present = None

    def finish(self) -> None:
        """Run what is left, here and now; raises the last bug of it.

        Only failures are told: there is no window any more that could show an answer.
        """
        self._pool.waitForDone()
        # Taken first: `drop` forgets what waits.
        left = list(self._waiting)
        self.drop()
        bug: Exception | None = None
        for request in left:
            _, error = _tried(request.work, Progress())
            if error is not None:
                request.failed(_as_told(error))
                bug = bug if isinstance(error, PlanReaderError) else error
        _raise_bug(bug)

    def _next(self) -> None:
        if self._waiting:
            self._present = self._waiting.popleft()
            self._task.ask(self._present.work)
        else:
            self._present = None
            self.emptied.emit()

    @Slot(object)
    def _answered(self, answer: object) -> None:
        request = self._present
        self._next()
        if request is not None:
            request.then(answer)

    @Slot(object)
    def _failed(self, error: PlanReaderError) -> None:
        request = self._present
        self._next()
        if request is not None:
            request.failed(error)


def _run(work: Work, progress: Progress, number: int, done: SignalInstance) -> None:
    """One request, on a thread of the pool. It is handed the bound signal, and no QObject."""
    # It may have waited in the pool while a newer request came.
    if not progress.stopped:
        done.emit(number, *_tried(work, progress))


def _tried(work: Work, progress: Progress) -> tuple[object, Exception | None]:
    try:
        return work(progress), None
    except Exception as error:  # noqa: BLE001  else the asker waited for ever; a bug is raised again there
        return None, error


def _as_told(error: Exception) -> PlanReaderError:
    return error if isinstance(error, PlanReaderError) else PlanReaderError(_BROKEN, repr(error))


def _raise_bug(error: Exception | None) -> None:
    if isinstance(error, ReadingBugError):
        raise error.bug
    if error is not None and not isinstance(error, PlanReaderError):
        raise error
