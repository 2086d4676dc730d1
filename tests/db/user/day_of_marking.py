"""A scripted day of marking, to be killed at any moment. `test_faults.py` runs it with the folder of a plan.db.

A line of JSON on stdin, [folder, log, seed], starts a day in a process of its own (forked, so that nothing is imported again);
its id comes back on stdout, and its exit code when it has ended. Before each step the day writes to the log what it is going to
do, and afterwards that this was shown as saved.
"""

import json
import os
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.plan.query import PlanStore
from db.user import mark_file, migrations
from db.user.anchors import make_anchor
from db.user.mark_edits import edited, new_mark
from db.user.marks import Marks
from db.user.merge import version
from db.user.plan_text import PlanText
from db.user.planmarks import from_json, to_json
from db.user.records import Change, Edit, Edition, Mark, Saved

LOADED = (mark_file, migrations)
"""What `Marks` imports late, so that no day has to."""


class Day:
    """One day: steps chosen at random."""

    def __init__(self, folder: Path, log: Path, seed: int, edition: Edition) -> None:
        self.random = random.Random(seed)
        self.at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=seed)
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.text = PlanText.of(edition)
        self.marks = Marks.open(folder, clock=self.clock)
        if self.marks.incident is not None:
            self.write(incident=self.marks.incident.sentence)
        self.marks.move_to_edition(edition)

    def clock(self) -> datetime:
        """Seven minutes go by each time someone looks."""
        self.at += timedelta(minutes=7)
        return self.at

    def write(self, **what: object) -> None:
        """A line of the log."""
        os.write(self.log, (json.dumps(what) + "\n").encode())

    def mean(self, change: Change) -> None:
        """Say what will be there once this is done."""
        self.write(meant={edit.id: version(edit.after) if edit.after else None for edit in change.edits})

    def confirm(self, saved: Saved) -> Saved:
        """Say that it was shown as saved."""
        self.write(**({"done": True} if saved.on_disk else {"not_saved": saved.why}))
        return saved

    def go(self) -> None:
        """Until someone puts an end to it."""
        last: Change | None = None
        while True:
            step = self.random.random()
            marks = self.marks.all()
            if step < 0.1:
                self.marks.back_up_if_due()
            elif step < 0.2 and marks:
                self.bring_in()
                last = None
            elif step < 0.3 and last is not None:
                self.do(last.inverse)
                last = None
            else:
                last = self.do(self.some_change(step, marks))

    def some_change(self, step: float, marks: tuple[Mark, ...]) -> Change:
        """Add, edit or remove."""
        if step < 0.6 or not marks:
            return Change("", tuple(Edit(None, self.mark()) for _ in range(self.random.choice((1, 1, 1, 3)))))
        if step < 0.8:
            mark = self.random.choice(marks)
            self.draft(mark)
            return Change(
                "", (Edit(mark, edited(mark, self.clock(), note="改" * self.random.randint(1, 2000))),)
            )
        return Change("", tuple(Edit(mark, None) for mark in self.random.sample(marks, min(3, len(marks)))))

    def draft(self, mark: Mark) -> None:
        """Its note is being typed."""
        self.marks.save_draft(mark.id, "写到一半")

    def do(self, change: Change) -> Change:
        """One step that can be undone."""
        self.mean(change)
        return self.confirm(self.marks.apply(change)).change

    def bring_in(self) -> None:
        """A colleague's file: two of ours in a later version, and one that is new."""
        sent = self.marks.handed_on("李四")
        later = [edited(mark, self.clock(), note=mark.note[:50] + "，同意") for mark in sent.marks[:2]]
        file = from_json(to_json(replace(sent, marks=(*later, self.mark()))).encode(), "同事.planmarks")
        preview = self.marks.preview(file)
        self.mean(preview.change)
        self.confirm(self.marks.merge(preview))

    def mark(self) -> Mark:
        """A note on any words."""
        start = self.random.randrange(len(self.text.text) - 40)
        anchor = make_anchor(self.text, self.text.reach(start, start + self.random.randint(2, 40)))
        return new_mark("note", anchor, "张三", self.clock(), note="字" * self.random.randint(0, 300))


def main() -> None:
    """Wait for days to begin."""
    store = PlanStore.open(Path(sys.argv[1]) / "plan.db")
    edition = Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)
    for line in sys.stdin:
        folder, log, seed = json.loads(line)
        child = os.fork()
        if child == 0:
            Day(Path(folder), Path(log), seed, edition).go()
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
