"""The worker's side: reads one file after another, until the program closes the pipe.

A message asks for one of three things: to `read` a file, to make its `plan`, or to tell beside the plan what
became of each line (`review`). The bytes come along, or are those of the message before. An answer is the
plan, or a PlanReaderError; a bug of the program's own ends the worker with its traceback on stderr.
"""

import faulthandler
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from db.errors import PlanReaderError, SourceError
from db.progress import Progress
from db.source.corrections import Correction
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.lines import SourceText
from db.source.meta import Meta
from db.source.report import report_on
from db.source.review import review_lines
from db.source.worker.confinement import confine
from db.source.worker.messages import OUT_OF_MEMORY, SAVE_ANEW, receive, send
from db.source.worker.plain import of_plain, to_plain


def main(arguments: list[str]) -> int:
    """Work until the pipe ends. `arguments`: how many bytes of memory this process may hold."""
    # Copies: what a library prints must not get among the answers.
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confine(int(arguments[0]))
    faulthandler.enable()
    try:
        _serve(jobs, answers)
    except MemoryError:
        # At once: what is left to be done at an ordinary end may need memory, too.
        os._exit(OUT_OF_MEMORY)
    return 0


def _serve(jobs: IO[bytes], answers: IO[bytes]) -> None:
    reader = _Reader(Progress(lambda done, whole, words: send(answers, {"told": [done, whole, words]})))
    send(answers, {"ready": True})
    while (message := receive(jobs)) is not None:
        with _ending_with(jobs):
            answer = reader.answer(*message)
        send(answers, answer)


class _Reader:
    """Holds the file that was read last: it is asked for again when its lines are reviewed."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._source: SourceText | None = None

    def answer(self, job: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        """What is answered to a message."""
        try:
            return self._done(job, data)
        except PlanReaderError as error:
            return {"error": [type(error).__name__, str(error), error.detail]}
        except RecursionError as error:
            deep = SourceError(f"“{job['name']}”嵌套得太深，读不下去；规划库没有改动。{SAVE_ANEW}")
            return {"error": [type(deep).__name__, str(deep), repr(error)]}

    def _done(self, job: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        name = job["name"]
        if data:
            self._source = None
            self._source = read_source(data, name, self._progress)
        if job["do"] == "read":
            return {"read": True}
        assert self._source is not None
        meta, said = of_plain(Meta, job["meta"]), of_plain(dict[int, Correction], job["said"])
        self._progress.tell(0.4, 1, "正在识别章节…")
        plan = plan_of(self._source, meta, name, said, self._progress)
        if job["do"] != "review":
            return {"plan": to_plain(plan), "lines": []}
        lines = review_lines(self._source.lines, plan, report_on(plan, meta, "").doubts, said)
        return {"plan": to_plain(plan), "lines": [to_plain(line) for line in lines]}


@contextmanager
def _ending_with(pipe: IO[bytes]) -> Iterator[None]:
    """In here the system ends this process as soon as the program has closed the pipe, or has been killed.

    No thread could see to that: a regular expression that runs away lets no other thread run. On Windows the
    job object does it.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl
    import select

    handle = pipe.fileno()
    flags = fcntl.fcntl(handle, fcntl.F_GETFL)
    fcntl.fcntl(handle, fcntl.F_SETOWN, os.getpid())
    # SIGIO, which ends a process that does not handle it, comes when something happens at the pipe. The
    # program writes nothing into it until it has the answer: what happens is that it is closed.
    fcntl.fcntl(handle, fcntl.F_SETFL, flags | os.O_ASYNC)
    watch = select.poll()
    watch.register(handle, 0)
    if watch.poll(0):  # it was closed before the signal was asked for
        os._exit(0)
    try:
        yield
    finally:
        fcntl.fcntl(handle, fcntl.F_SETFL, flags)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
