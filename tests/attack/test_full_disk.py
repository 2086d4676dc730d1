"""A disk with no room, or with too little for what is done."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from verify.attack import LostError, RefusedError, Tally
from verify.disks import SmallDisk
from verify.programs import Programs, Started

SLUG = "shengzhou-145"
MARK = ("--plan", SLUG, "--key", "8.1.p1", "--quote", "综合交通网")
ROOM = (0, 4_096, 150_000), (0, 1, 4_096, 20_000, 60_000, 150_000, 400_000, 900_000)
"""Bytes that are left on the disk, in the normal run and in the long one."""
TEXT = "云溪县数字经济规划\n\n第一章 总体要求\n\n到2025年，数字经济核心产业增加值达到120亿元。\n" * 40


class Person:
    """Works by the command line."""

    def __init__(self, programs: Programs, data: Path) -> None:
        self._programs, self._data = programs, data

    def tries(self, *what: str) -> tuple[int, Started]:
        """The exit code of a verb, 0 or 1, and what it said: a sentence if it could not."""
        code, started = self._programs.verb("--data", str(self._data), *what)
        told = started.said
        if code not in (0, 1) or (code == 1) != bool(started.err.read_text("utf-8").strip()):
            raise AssertionError(f"exit {code}: {told}")
        return code, started

    def does(self, *what: str) -> str:
        """What a verb prints that has room enough."""
        code, started = self.tries(*what)
        if code != 0:
            raise RefusedError(f"{what}: {started.said}")
        return started.out.read_text("utf-8").strip()

    def marks(self) -> dict[str, str]:
        """The notes of all marks, by id."""
        return {each["id"]: each["note"] for each in self._json("marks")}

    def plans(self) -> set[str]:
        """The slugs of all plans."""
        return {each["slug"] for each in self._json("plans")}

    def _json(self, *what: str) -> list[dict[str, Any]]:
        return json.loads(self.does(*what, "--json"))


@pytest.mark.slow
@pytest.mark.parametrize("small_disk", ["12m"], indirect=True)
def test_little_room(
    tally: Tally, small_disk: SmallDisk, programs: Programs, tmp_path: Path, thorough: bool
) -> None:
    """Full disks."""
    source, colleague = tmp_path / "规划.txt", tmp_path / "同事.planmarks"
    out = small_disk.folder / "输出"
    source.write_text(TEXT, "utf-8")
    person = Person(programs, small_disk.folder / "数据")
    other = Person(programs, tmp_path / "同事")
    other.does("marks", "add", *MARK, "--note", "李四")
    other.does("marks", "export", "--format", "planmarks", str(colleague))
    kept = person.does("marks", "add", *MARK, "--note", "留")
    person.does("marks", "backup")
    person.does("import", str(source), "--title", "已有的规划")
    plans = person.plans()
    (own,) = plans - {SLUG}
    acts: dict[str, tuple[str, ...]] = {
        "add": ("marks", "add", *MARK, "--note", "新"),
        "merge": ("marks", "import", str(colleague)),
        "back up": ("marks", "backup"),
        "export": ("marks", "export", "--format", "docx", f"{out}.docx"),
        "sheet": ("marks", "export", "--format", "xlsx", f"{out}.xlsx"),
        "import": ("import", str(source), "--title", "另一部"),
        "replace": ("import", str(source), "--replace", own),
        "print": ("print", "--chapters", "0", "--out", f"{out}.pdf"),
        "list": ("projects", "--xlsx", f"{out}2.xlsx"),
        "search": ("search", "经济"),
        "look": ("marks",),
    }
    draw = random.Random(3)
    for free in [*ROOM[thorough], *(draw.randrange(2_000_000) for _ in range(60 if thorough else 0))]:
        for name, act in acts.items():
            with tally.trial(f"{name} with {free} bytes"):
                filler = small_disk.fill(free)
                before = person.marks()
                code, started = person.tries(*act)
                filler.unlink()
                if code == 1 and name in ("search", "look"):
                    raise RefusedError(started.said)
                after = person.marks()
                if before.items() - after.items() or plans - person.plans():
                    raise LostError(f"{before} to {after}, {plans} to {person.plans()}: {started.said}")
                if name == "add" and (len(after) > len(before)) != (code == 0):
                    raise LostError(f"exit {code}, {len(after) - len(before)} marks more: {started.said}")
                # Again as it was, for the next trial.
                for id_ in after.keys() - {kept}:
                    person.does("marks", "remove", id_)
                for slug in person.plans() - plans:
                    person.does("remove", slug)
                for path in small_disk.folder.glob("输出*"):
                    path.unlink()
