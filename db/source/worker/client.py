"""The program's side of a worker: starts it, keeps it between files, ends it, and tells in a sentence why a
file could not be read.
"""

import queue
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from db import errors
from db.errors import PlanReaderError, ReadingBugError, SourceError
from db.progress import QUIET, Progress
from db.records import Plan
from db.source.corrections import Corrections
from db.source.lines import checksum
from db.source.meta import Meta
from db.source.report import report_on
from db.source.review import Reviewed, ReviewLine
from db.source.worker.messages import OUT_OF_MEMORY, SAVE_ANEW, receive, send
from db.source.worker.plain import PlainFormError, of_plain, to_plain
from db.source.worker.process import WorkerProcess


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How much a worker may take for one file. They are far above what the longest plan takes on a slow
    computer.
    """

    memory: int = 1536 << 20
    """Bytes. A Word document with the longest text that is admitted takes half of it."""
    seconds: float = 30
    """For any file, however small."""
    seconds_per_megabyte: float = 60
    """Added for each megabyte of the file."""
    longest: float = 900
    """Seconds, however large the file is."""
    start: float = 60
    """Seconds within which a worker has to be there."""
    idle: float = 60
    """Seconds after which a worker that has nothing to do is ended."""

    def for_size(self, size: int) -> float:
        """Seconds for a file of `size` bytes."""
        return min(self.seconds + self.seconds_per_megabyte * size / 1_000_000, self.longest)


class Workers:
    """Reads files in processes of their own. One worker is kept for the next file; whoever asks while it is
    busy gets another, which ends with its file.

    All methods may be called from any thread. When the object goes, or the program ends, so do its workers.
    """

    def __init__(self, limits: WorkerLimits = WorkerLimits()) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._kept: WorkerProcess | None = None
        self._idle: threading.Timer | None = None
        self._alive: set[WorkerProcess] = set()
        weakref.finalize(self, _end_all, self._alive)

    def read(self, data: bytes, name: str, progress: Progress = QUIET) -> None:
        """Only read a file: what can't be read is told, and what can is at hand for `review`.

        Raises SourceError, Stopped.
        """
        self._ask("read", data, name, {}, progress)

    def plan(self, data: bytes, name: str, meta: Meta, said: Corrections, progress: Progress = QUIET) -> Plan:
        """The plan in a file, as `importer.plan_of` gives it. Raises SourceError, Stopped."""
        return self._plan("plan", data, name, meta, said, progress)[0]

    def review(
        self, data: bytes, name: str, meta: Meta, said: Corrections, progress: Progress = QUIET
    ) -> tuple[Plan, tuple[ReviewLine, ...]]:
        """The plan, and what became of each line. Raises SourceError, Stopped."""
        return self._plan("review", data, name, meta, said, progress)

    def close(self) -> None:
        """End all workers. A file that is asked for later gets a new one."""
        with self._lock:
            self._keep(None)
            workers = list(self._alive)
        for worker in workers:
            self._end(worker)

    def _plan(
        self,
        do: Literal["plan", "review"],
        data: bytes,
        name: str,
        meta: Meta,
        said: Corrections,
        progress: Progress,
    ) -> tuple[Plan, tuple[ReviewLine, ...]]:
        words = {"meta": to_plain(meta), "said": [[line, to_plain(each)] for line, each in said.items()]}
        answer = self._ask(do, data, name, words, progress)
        try:
            plan = of_plain(Plan, answer.get("plan"))
            lines = of_plain(tuple[ReviewLine, ...], answer.get("lines"))
            if plan.info.slug != meta.info.slug or not plan.passages:
                raise PlainFormError("another plan")
        except PlainFormError as error:
            raise _crashed(name, str(error)) from error
        return plan, lines

    def _ask(
        self, do: str, data: bytes, name: str, words: Mapping[str, Any], progress: Progress
    ) -> dict[str, Any]:
        progress.check()
        key = checksum(data)
        worker = self._take(name)
        try:
            # What the worker read last need not be sent again.
            job = _Job({"do": do, "name": name, **words}, b"" if worker.holds == key else data)
            worker.holds = ""
            answer = _Conversation(worker, job, self.limits, len(data), name, progress).answer()
            worker.holds = key
        except BaseException:
            # It may be in the middle of the file, or nobody knows how it is: the next one gets a new one.
            self._end(worker)
            raise
        if "error" in answer:
            worker.holds = ""
        self._give_back(worker)
        if "error" in answer:
            raise _told(answer["error"], name)
        return answer

    def _take(self, name: str) -> WorkerProcess:
        with self._lock:
            kept = self._kept
            self._keep(None)
        if kept is not None:
            if kept.runs:
                return kept
            self._end(kept)
        try:
            worker = WorkerProcess(self.limits.memory)
        except OSError as error:
            raise _not_started(name, repr(error)) from error
        with self._lock:
            self._alive.add(worker)
        return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._lock:
            if self._kept is None and worker in self._alive:
                self._keep(worker)
                return
        self._end(worker)

    def _keep(self, worker: WorkerProcess | None) -> None:
        """Have this one, or none, at hand for the next file; the lock is held."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        self._kept = worker
        if worker is not None:
            self._idle = threading.Timer(self.limits.idle, self._end_idle, (worker,))
            self._idle.daemon = True
            self._idle.start()

    def _end_idle(self, worker: WorkerProcess) -> None:
        with self._lock:
            # It may have been taken while the timer went off.
            if self._kept is not worker:
                return
            self._keep(None)
        self._end(worker)

    def _end(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.end()


class FileReview:
    """A file that can be read, and what it becomes under corrections. May be used from any thread."""

    def __init__(self, workers: Workers, data: bytes, meta: Meta, name: str, said: Corrections) -> None:
        """`data`: the file's bytes; `said`: the corrections that are kept for it."""
        self._workers, self._data, self._meta = workers, data, meta
        self.title = name
        """The file's own name."""
        self.said = dict(said)

    def read(self, said: Corrections, progress: Progress = QUIET) -> Reviewed:
        """What the file becomes with these corrections.

        Raises SourceError when nothing would be left of it, or it can't be read; Stopped.
        """
        plan, lines = self._workers.review(self._data, self.title, self._meta, said, progress)
        return Reviewed(report_on(plan, self._meta, ""), lines, dict(said))


@dataclass(frozen=True, slots=True)
class _Job:
    words: Mapping[str, Any]
    data: bytes


class _Conversation:
    """One job: it is sent and answered on a thread of its own, so that whoever waits can stop waiting."""

    _LOOK = 0.05
    """Seconds after which it is looked whether somebody still waits."""
    _STEP = 1.0
    """Seconds between two looks that count at most: a computer that was asleep has read nothing meanwhile."""
    _NEARLY = 0.8
    """Share of its memory from which a worker that crashed is taken for one that had too little."""

    def __init__(
        self, worker: WorkerProcess, job: _Job, limits: WorkerLimits, size: int, name: str, progress: Progress
    ) -> None:
        self._worker, self._job, self._limits = worker, job, limits
        self._size, self._name, self._progress = size, name, progress
        self._heard: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._talk, name="worker", daemon=True)

    def answer(self) -> dict[str, Any]:
        """The answer to the job. Raises SourceError, Stopped; the worker then is of no more use."""
        self._thread.start()
        try:
            return self._wait()
        except BaseException:
            # The pipes end with the process, and the thread with the pipes.
            self._worker.kill()
            raise
        finally:
            self._thread.join(self._LOOK * 100)

    def _talk(self) -> None:
        into, out = self._worker.pipes
        try:
            send(into, self._job.words, self._job.data)
            while (message := receive(out)) is not None:
                words, _ = message
                self._heard.put(words)
                if "told" not in words and "ready" not in words:
                    return
        except OSError:  # the worker is gone
            pass
        except ValueError:  # it talks nonsense
            self._worker.kill()
        self._heard.put(None)

    def _wait(self) -> dict[str, Any]:
        limit = self._limits.for_size(self._size) if self._worker.ready else self._limits.start
        spent, last = 0.0, time.monotonic()
        while True:
            try:
                words = self._heard.get(timeout=self._LOOK)
            except queue.Empty:
                words = {}
                self._worker.note_peak()
            now = time.monotonic()
            spent, last = spent + min(now - last, self._STEP), now
            self._progress.check()
            if words is None:
                raise self._cause()
            if "ready" in words:
                self._worker.ready, limit, spent = True, self._limits.for_size(self._size), 0.0
            elif "told" in words:
                self._tell(words["told"])
            elif words:
                return words
            if spent > limit:
                raise _too_long(self._name, limit) if self._worker.ready else _not_started(self._name, "")

    def _tell(self, told: Any) -> None:
        match told:
            case [int() | float() as done, int() | float() as whole, str() as words]:
                self._progress.tell(done, whole, words)
            case _:
                raise _crashed(self._name, "")

    def _cause(self) -> PlanReaderError:
        """Why the pipe has ended without an answer."""
        code, said = self._worker.code(), self._worker.said()
        if not self._worker.ready:
            return _not_started(self._name, f"{code} {said}")
        # PDFium crashes where it gets no memory.
        if code == OUT_OF_MEMORY or self._worker.peak > self._limits.memory * self._NEARLY:
            return _too_large(self._name, self._limits.memory)
        if code == 1 and "Traceback (most recent call last)" in said:
            return ReadingBugError(f"读取“{self._name}”时程序出错，没有读完；规划库没有改动。", said)
        return _crashed(self._name, f"{code} {said}")


def _too_long(name: str, seconds: float) -> SourceError:
    return SourceError(f"“{name}”太复杂，{seconds:.0f} 秒还没有读完，已停止读取；规划库没有改动。{SAVE_ANEW}")


def _too_large(name: str, memory: int) -> SourceError:
    return SourceError(
        f"“{name}”太复杂，读取它要用的内存超过 {memory >> 20} MB，已停止读取；规划库没有改动。{SAVE_ANEW}"
    )


def _crashed(name: str, detail: str) -> SourceError:
    return SourceError(
        f"读取“{name}”时读取程序意外中断，这个文件可能已损坏；规划库没有改动。{SAVE_ANEW}", detail
    )


def _not_started(name: str, detail: str) -> SourceError:
    return SourceError(
        f"读取程序没有启动，可能被安全软件拦截，或内存不足；“{name}”没有读取，规划库没有改动。请重新启动本程序后再试。",
        detail,
    )


def _told(error: Any, name: str) -> PlanReaderError:
    """The error that a worker answered: one of the program's own, by its name, and no other."""
    match error:
        case [str() as kind, str() as message, str() as detail]:
            made = getattr(errors, kind, None)
            if isinstance(made, type) and issubclass(made, PlanReaderError):
                return made(message, detail)
    return _crashed(name, "")


def _end_all(workers: set[WorkerProcess]) -> None:
    for worker in list(workers):
        worker.end()
