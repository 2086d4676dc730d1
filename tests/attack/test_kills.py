"""Programs that are killed while they work together on one folder."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

import resources
from db.user.marks import Marks
from db.user.merge import version
from verify.attack import LostError, RefusedError, Tally
from verify.programs import Programs

KILLS = 10, 300
"""Times that all programs are killed, in the normal run and in the long one."""


class Confirmed:
    """What must be there, and what may be, from the logs of all programs."""

    def __init__(self) -> None:
        self.there: dict[str, str | None] = {}
        self.maybe: dict[str, set[str | None]] = {}
        self.steps = 0

    def read(self, log: Path) -> None:
        """Take in the log of one program that has ended, and remove it."""
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        waiting: dict[str, set[str | None]] = {}
        last: dict[str, str | None] = {}
        for line in lines:
            told = json.loads(line)
            if "incident" in told:
                raise LostError(told["incident"])
            for id_, after in told.get("meant", {}).items():
                waiting.setdefault(id_, {self.there.get(id_)}).add(after)
                last[id_] = after
            # What another program kept from being saved for a second waits, and is saved with the next change.
            if "done" in told:
                self.there |= last
                self.steps += 1
                waiting, last = {}, {}
        # Done or not: it was not said.
        self.maybe |= waiting

    def compare(self, found: dict[str, str]) -> None:
        """Raises LostError if a confirmed mark is missing, or is not as it was confirmed."""
        for id_, wanted in self.there.items():
            if found.get(id_) not in self.maybe.get(id_, {wanted}):
                raise LostError(f"{id_} is {found.get(id_)}, was {wanted}")
        if strange := found.keys() - self.there.keys() - self.maybe.keys():
            raise AssertionError(f"nobody made {strange}")
        self.there |= {id_: found.get(id_) for id_ in self.maybe}
        self.maybe.clear()


@pytest.mark.slow
def test_programs_killed_together(tally: Tally, programs: Programs, tmp_path: Path, thorough: bool) -> None:
    """Window, command line and others killed together."""
    draw, folder = random.Random(7), tmp_path / "数据"
    folder.mkdir()
    slug, key, quote = "shengzhou-145", "8.1.p1", "综合交通网"
    ready = resources.READY
    plan = ready / slug / "plan.db"
    confirmed = Confirmed()
    kill, kills, pace = 0, KILLS[thorough], 1.0
    # On a busy machine programs may be killed before they have begun: go on until enough was confirmed.
    while (kill < kills or confirmed.steps <= 2 * kills) and kill < 10 * kills:
        kill += 1
        before = confirmed.steps
        logs = [tmp_path / f"log-{number}" for number in range(4)]
        for log in logs:
            # Of a trial that ended early; it would be taken for the next one's.
            log.unlink(missing_ok=True)
        with tally.trial(f"kill {kill}"):
            running = [
                programs.start(
                    "marks", folder=str(folder), log=str(log), seed=kill * 10 + number, plan=str(plan)
                )
                for number, log in enumerate(logs[:3])
            ]
            # The window takes a second to stand: not every time.
            if kill % 4 == 0:
                running.append(
                    programs.start(
                        "window", folder=str(folder), log=str(logs[3]), seed=kill, shipped=str(ready)
                    )
                )
            added = programs.start_verb(
                *("--data", str(folder), "marks", "add", "--plan", slug, "--key", key, "--quote", quote),
                *("--note", f"命令 {kill}"),
            )
            time.sleep((draw.uniform(0.05, 0.6) + (1.2 if kill % 4 == 0 else 0)) * pace)
            for process in (*running, added.process):
                # One that has ended stays until it is waited for, so that its number belongs to nobody else.
                os.kill(process, signal.SIGKILL)
            for process in running:
                if (code := programs.wait(process)) != -signal.SIGKILL:
                    raise RefusedError(f"a program ended by itself: {code}")
            code = programs.wait(added.process)
            for log in logs:
                confirmed.read(log)
            marks = Marks.open(folder)
            if marks.incident is not None or marks.trouble:
                raise LostError(f"{marks.incident} {marks.trouble}")
            found = {mark.id: version(mark) for mark in marks.all()}
            by_verb = {mark.id: mark.note for mark in marks.all() if mark.note.startswith("命令 ")}
            marks.close()
            if code == 0 and f"命令 {kill}" not in by_verb.values():
                raise LostError("the command said that its note was saved")
            confirmed.compare({id_: told for id_, told in found.items() if id_ not in by_verb})
        pace = max(pace / 1.1, 1.0) if confirmed.steps > before + 2 else min(pace * 1.2, 4.0)
    # The kills did hit programs that had something to lose.
    assert confirmed.steps > 2 * kills
