"""Starts programs by forking, so that nothing is imported again: many can be tried, together, and killed.

Lines of JSON on stdin: {"run": NAME, …} starts one, whose process id comes back; {"wait": ID} gives its exit code, once
it has ended. What there is to run stands in PROGRAMS; a verb of the command line is {"run": "verb", "arguments": […]}.
"""

import json
import os
import random
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.plan.query import PlanStore
from db.user.merge import version
from db.user.records import Change, Edition, Mark, TextRange
from desktop.__main__ import main as verb
from tests.db.user.day_of_marking import Day


def run_verb(arguments: list[str], **_: object) -> int:
    """A verb, or without any the window."""
    try:
        code = verb(arguments)
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


class Commands(Day):
    """What a command does: only in the window somebody types, and there is one of it. It would take what another
    program is typing at that moment for what was left of one that was killed.
    """

    def draft(self, mark: Mark) -> None:
        """Nothing is typed."""


def run_marks(folder: str, log: str, seed: int, plan: str, **_: object) -> int:
    """Adds, edits and removes marks of its own until it is killed; `log` tells what is meant, and what was saved."""
    store = PlanStore.open(Path(plan))
    edition = Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)
    day = Commands(Path(folder), Path(log), seed, edition)
    mine: list[str] = []
    while True:
        there = [day.marks.get(id_) for id_ in mine]
        step = day.random.random()
        if step < 0.6 or not there:
            change = day.some_change(0.0, ())
        else:
            change = day.some_change(0.7 if step < 0.85 else 0.9, tuple(there))
        done = day.do(change)
        mine = [
            *(id_ for id_ in mine if all(edit.id != id_ or edit.after for edit in done.edits)),
            *(edit.id for edit in done.edits if edit.before is None),
        ]
        day.marks.back_up_if_due()


def run_window(folder: str, log: str, seed: int, shipped: str, **_: object) -> int:
    """The window, in which highlights are made until it is killed; `log` tells what it showed as saved."""
    # Only programs with a window pay for it.
    from tests.desktop.marks.day_at_the_window import Day as DayAtTheWindow

    class Highlights(DayAtTheWindow):
        def tell(self, change: Change | None) -> None:
            """What the window is going to save."""
            if change is not None:
                self.write(
                    meant={edit.id: version(edit.after) if edit.after else None for edit in change.edits}
                )

        def go(self) -> Any:
            store = self.room.store
            # Of the change itself: another program's marks may come to the window at the same moment.
            store.changed.connect(self.tell)
            keys = [
                each.key for each in store.plan_of(self.session.window.slug).passages if len(each.text) > 40
            ]
            while True:
                draw = random.Random(f"{seed} {len(store.marks)}")
                key, start = draw.choice(keys), draw.randrange(20)
                self.room._add("highlight", TextRange(key, start, key, start + 9), store.categories[0])
                yield
                self.write(done=True)

    return Highlights(Path(shipped), Path(folder), Path(log), seed).application.exec()


PROGRAMS: dict[str, Callable[..., int]] = {"verb": run_verb, "marks": run_marks, "window": run_window}


def settle(out: str = "", err: str = "", cwd: str = "", size: int = 0, uid: int = 0, **_: object) -> None:
    """What surrounds the program: where its words go, its folder, the largest file that it may write, its user."""
    for path, to in ((out, 1), (err, 2)):
        if path:
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), to)
    if cwd:
        os.chdir(cwd)
    if size:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    if uid:
        os.setgid(uid)
        os.setuid(uid)


def start(request: dict[str, Any]) -> int:
    """The process id of a new program."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        # The pipe to the test is not for what programs print.
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        settle(**request)
        code = PROGRAMS[request["run"]](**request)
    finally:
        # Nothing of the server is to happen twice; a bug is told as Python would.
        if (error := sys.exception()) is not None:
            traceback.print_exception(error)
        os._exit(code)


def main() -> None:
    """Wait for requests."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        request = json.loads(line)
        told = (
            start(request)
            if "run" in request
            else os.waitstatus_to_exitcode(os.waitpid(request["wait"], 0)[1])
        )
        print(told, file=answers, flush=True)


if __name__ == "__main__":
    main()
