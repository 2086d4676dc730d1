"""Incidents followed by work, wrong clocks, spoilt files: whatever was confirmed comes back by `marks restore`."""

import io
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from db.user import retention
from db.user.anchors import find_quote, make_anchor
from db.user.backup import Backups
from db.user.content import read_file
from db.user.errors import BackupError
from db.user.mark_edits import new_mark
from db.user.marks import Marks
from db.user.plan_text import PlanText
from db.user.records import Edition, Mark
from desktop.cli import run
from desktop.folders import open_library
from verify.attack import LostError, RefusedError, Tally, quiet

pytestmark = pytest.mark.slow
SLUG = "shengzhou-145"


@dataclass
class Clock:
    """A clock that goes on by a second at each look, and wherever it is put."""

    at: datetime = datetime(2026, 11, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Person:
    """Somebody who marks, with a folder, a clock, and a memory of what was confirmed."""

    folder: Path
    edition: Edition
    text: PlanText
    clock: Clock = field(default_factory=Clock)
    confirmed: set[str] = field(default_factory=set)

    def work(
        self, hours: int, each: int = 1, step: Callable[[], timedelta] = lambda: timedelta(hours=1)
    ) -> None:
        """Some hours of marking, with a look after each whether a backup is due."""
        marks = Marks.open(self.folder, clock=self.clock)
        marks.move_to_edition(self.edition)
        for _ in range(hours):
            new = [self.mark() for _ in range(each)]
            if marks.add(*new).on_disk:
                self.confirmed |= {mark.id for mark in new}
            self.clock.at += step()
            marks.back_up_if_due()
        if not marks.close():
            raise LostError(marks.trouble)

    def back_up(self) -> None:
        """By hand, now."""
        marks = Marks.open(self.folder, clock=self.clock)
        marks.back_up()
        marks.close()

    def mark(self) -> Mark:
        anchor = make_anchor(self.text, find_quote(self.text, "8.1.p1", "综合交通网"))
        return new_mark("note", anchor, "张三", self.clock(), None, note="字" * 40)

    def copy(self, folder: Path) -> "Person":
        """The same person with a copy of the folder."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Person(folder, self.edition, self.text, Clock(self.clock.at), set(self.confirmed))

    def say(self, *arguments: str) -> tuple[int, str, str]:
        """Type a command: its exit code, and what it says."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--data", str(self.folder), "marks", *arguments])
        return code, quiet(out.getvalue()), quiet(err.getvalue())

    def told(self, *arguments: str) -> Any:
        code, out, err = self.say(*arguments, "--json")
        if not out:
            raise RefusedError(f"marks {' '.join(arguments)}: {code} {err}")
        return json.loads(out)

    def everything_back(self, wanted: set[str] | None = None) -> None:
        """All that was confirmed is there, or comes back by `marks restore`."""
        wanted = self.confirmed if wanted is None else wanted
        for _ in range(4):
            if wanted <= self.there():
                break
            code, _, err = self.say("restore")
            if code:
                raise LostError(f"{len(wanted - self.there())} marks: {err}")
        if missing := wanted - self.there():
            raise LostError(f"{len(missing)} of {len(wanted)} marks")
        # What is left of it, if anything, the person can let go.
        if self.say()[0] and (self.say("settle")[0] or self.say()[0]):
            raise RefusedError("settle")

    def there(self) -> set[str]:
        """The ids of the marks that are there now, also while `marks` says that some are missing."""
        marks = Marks.open(self.folder, clock=self.clock)
        try:
            return {mark.id for mark in marks.all()}
        finally:
            marks.close()


@pytest.fixture(scope="module")
def edition() -> Edition:
    store = open_library(None).store(SLUG)
    return Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)


@pytest.fixture(scope="module")
def text(edition: Edition) -> PlanText:
    return PlanText.of(edition)


@pytest.fixture(scope="module")
def settled_in(edition: Edition, text: PlanText, tmp_path_factory: pytest.TempPathFactory) -> Person:
    """30 marks with backups, the last of them after the last mark, and one incident of before."""
    person = Person(tmp_path_factory.mktemp("user") / "data", edition, text)
    # Each mark is in two files at least: what one file alone holds goes with it.
    person.work(5, 4)
    person.back_up()
    (person.folder / "user.db").write_bytes(b"no database" * 50)
    person.work(5, 2)
    person.back_up()
    return person


def sound_empty(person: Person, folder: Path) -> bytes:
    """The bytes of a sound user.db without marks."""
    shutil.rmtree(folder, ignore_errors=True)
    other = Person(folder, person.edition, person.text)
    marks = Marks.open(folder, clock=other.clock)
    mark = other.mark()
    marks.add(mark)
    marks.remove(mark.id)
    marks.close()
    return (folder / "user.db").read_bytes()


Fault = Callable[[Path, random.Random], object]


def _put(data: Callable[[bytes, random.Random], bytes], path: Path, draw: random.Random) -> None:
    path.write_bytes(data(path.read_bytes(), draw))


def _flipped(data: bytes, draw: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(draw.choice((1, 5, 50)) if data else 0):
        flipped[draw.randrange(len(data))] ^= draw.randint(1, 255)
    return bytes(flipped)


def _instead(make: Callable[[Path], object], path: Path, _draw: random.Random) -> None:
    path.unlink()
    make(path)


FAULTS: dict[str, Fault] = {
    "deleted": lambda path, _: path.unlink(),
    "emptied": partial(_put, lambda _data, _draw: b""),
    "truncated": partial(_put, lambda data, draw: data[: draw.randrange(len(data) + 1)]),
    "flipped": partial(_put, _flipped),
    "garbage": partial(_put, lambda data, draw: draw.randbytes(len(data) or 100)),
    "zeros": partial(_put, lambda data, _: bytes(len(data))),
    "a folder": partial(_instead, lambda path: (path / "inside").mkdir(parents=True)),
}
if os.name != "nt":
    FAULTS |= {
        "a pipe": partial(_instead, os.mkfifo),
        "a dangling link": partial(_instead, lambda path: path.symlink_to("nowhere/at/all")),
        # Whoever is root reads it all the same.
        "unreadable": lambda path, _: path.chmod(0),
    }


def files_of(person: Person) -> list[Path]:
    """All files of the user folder but for plans, which are another attack's."""
    return sorted(path.relative_to(person.folder) for path in person.folder.rglob("*") if path.is_file())


@pytest.fixture
def calm(settled_in: Person, tmp_path: Path) -> Iterator[Callable[[], Person]]:
    """Copies of the person's folder, one at a time."""

    def copy() -> Person:
        return settled_in.copy(tmp_path / "data")

    yield copy
    # Otherwise pytest can't remove them.
    for path in tmp_path.rglob("*"):
        if not path.is_symlink() and path.is_file():
            path.chmod(0o600)


def test_every_file_and_every_fault(
    tally: Tally, calm: Callable[[], Person], thorough: bool, tmp_path: Path
) -> None:
    """Backups: every file of the user folder × every fault, then restore."""
    draw = random.Random(13)
    empty = sound_empty(calm(), tmp_path / "empty")
    faults = FAULTS | {"a sound empty one": partial(_put, lambda _data, _draw: empty)}
    files = files_of(calm())
    pairs = list(product(files, faults))
    if thorough:
        trials = [(path, fault, number % 2 == 0) for number, (path, fault) in enumerate(pairs)]
    else:
        trials = [(Path("user.db"), fault, number % 2 == 0) for number, fault in enumerate(faults)]
        trials += [(path, fault, draw.random() < 0.5) for path, fault in draw.sample(pairs, 6)]
    for path, fault, goes_on in trials:
        with tally.trial(f"{path} {fault}, goes on: {goes_on}"):
            person = calm()
            faults[fault](person.folder / path, draw)
            if goes_on:
                person.work(6)
            if fault == "unreadable" and (person.folder / path).exists():
                (person.folder / path).chmod(0o600)
            person.everything_back()
            before = person.there()
            person.work(1)
            if not before <= {mark["id"] for mark in person.told()}:
                raise LostError("after the next hour of work")


def test_two_files_at_once(tally: Tally, calm: Callable[[], Person], thorough: bool) -> None:
    """Backups: two files spoilt at once."""
    draw = random.Random(14)
    files = files_of(calm())
    for number in range(80 if thorough else 4):
        one, other = draw.sample(files, 2)
        first, second = draw.choice(list(FAULTS)), draw.choice(list(FAULTS))
        with tally.trial(f"{number}: {one} {first}, {other} {second}"):
            person = calm()
            for path, fault in ((one, first), (other, second)):
                FAULTS[fault](person.folder / path, draw)
            # What no file holds any more can't come back.
            left: set[str] = set()
            for path in [person.folder / "user.db", *(person.folder / "backups").iterdir()]:
                if path.is_file() and os.access(path, os.R_OK):
                    try:
                        left |= read_file(path).marks.keys()
                    except Exception:  # noqa: BLE001 - whatever it is, it holds nothing whole
                        continue
            person.work(3)
            for path in (one, other):
                if (person.folder / path).exists():
                    (person.folder / path).chmod(0o700)
            for name in [source["name"] for source in person.told("check")["backups"] if source["sound"]]:
                if person.there() >= left:
                    break
                person.say("restore", "--from", name)
            person.everything_back(left & person.confirmed)


def test_incidents_followed_by_more_work(
    tally: Tally, edition: Edition, text: PlanText, thorough: bool, tmp_path: Path
) -> None:
    """Backups: incidents, one to four, each followed by days of work."""
    for seed in range(20 if thorough else 3):
        draw = random.Random(seed)
        with tally.trial(str(seed)):
            shutil.rmtree(tmp_path / "data", ignore_errors=True)
            person = Person(tmp_path / "data", edition, text)
            for _ in range(draw.randint(1, 4)):
                person.work(draw.randint(2, 8), draw.randint(1, 5))
                _spoil_user_db(person, draw, tmp_path)
                person.work(draw.choice((0, 1, 6, 60)))
            checked = person.told("check")
            if person.confirmed - person.there() and checked["sound"]:
                raise LostError("`marks check` says that all is well")
            person.everything_back()


def _spoil_user_db(person: Person, draw: random.Random, tmp_path: Path) -> None:
    # Right after a backup: what was marked since is in the file alone.
    person.back_up()
    user = person.folder / "user.db"
    fault = draw.choice(["deleted", "emptied", "garbage", "zeros", "a folder", "a sound empty one"])
    if fault == "a sound empty one":
        user.write_bytes(sound_empty(person, tmp_path / "empty"))
    else:
        FAULTS[fault](user, draw)


JUMPS = {
    "ahead once": lambda number: timedelta(days=365 * 70) if number == 40 else timedelta(hours=1),
    "ahead and back": lambda number: {40: timedelta(days=365 * 70), 41: timedelta(days=-365 * 70)}.get(
        number, timedelta(hours=1)
    ),
    "back once": lambda number: timedelta(days=-400) if number == 40 else timedelta(hours=1),
    "back by a little, often": lambda number: timedelta(minutes=-30 if number % 3 == 0 else 90),
    "begins anew each day": lambda number: timedelta(hours=-7 if number % 8 == 7 else 1),
    "leaps by months": lambda number: timedelta(days=31 * (-1) ** (number // 5), hours=2),
}


def test_wrong_clocks(tally: Tally, edition: Edition, text: PlanText, thorough: bool, tmp_path: Path) -> None:
    """Backups: clocks that run ahead, back and about, with many backups; then user.db is lost."""
    ways = "deleted", "a sound empty one"
    trials = list(product(JUMPS.items(), ways))
    for (name, jump), way in trials if thorough else trials[::3]:
        with tally.trial(f"{name}, {way}"):
            shutil.rmtree(tmp_path / "data", ignore_errors=True)
            person = Person(tmp_path / "data", edition, text)
            marks = Marks.open(person.folder, clock=person.clock)
            for number in range(80 if thorough else 52):
                new = person.mark()
                marks.add(new)
                person.confirmed.add(new.id)
                person.clock.at += jump(number)
                backup = marks.back_up_if_due()
                if backup is None:
                    # It may be that the clock stood within an hour of the last one; not twice in a row.
                    person.clock.at += timedelta(hours=1)
                    backup = marks.back_up_if_due()
                if backup is None:
                    raise LostError(f"no backup after change {number}")
                if backup.name not in {each.name for each in marks.backups()}:
                    raise LostError(f"the backup of change {number} vanished as it was made")
            marks.close()
            user = person.folder / "user.db"
            if way == "deleted":
                user.unlink()
            else:
                user.write_bytes(sound_empty(person, tmp_path / "empty"))
            person.work(60 if thorough else 10, step=lambda: timedelta(hours=1))
            person.everything_back()


def test_little_room(tally: Tally, edition: Edition, text: PlanText, tmp_path: Path) -> None:
    """Backups: less room than they take, with and without an incident."""
    person = Person(tmp_path / "data", edition, text)
    person.work(30, 8)
    backups = Backups(person.folder / "backups")
    before = backups.names()
    newest = (person.folder / "backups" / before[0]).stat().st_size
    for room in (100, 20, 5, 2, 0):
        with tally.trial(f"room for {room}"):
            backups.let_go(limit=room * newest)
            left = backups.names()
            if before[0] not in left:
                raise LostError("the newest backup")
            if room >= 5 and sum((backups.folder / name).stat().st_size for name in left) > room * newest:
                raise RefusedError("more than there is room for")
            (person.folder / "user.db").rename(tmp_path / "aside")
            person.copy(tmp_path / "copy").everything_back()
            (tmp_path / "aside").rename(person.folder / "user.db")
    with tally.trial("held by an incident"):
        held = backups.names()
        (person.folder / "user.db").unlink()
        person.work(20)
        again = Backups(person.folder / "backups")
        again.let_go(hold=Backups.turn(held[0]), limit=newest)
        if not set(held) <= set(again.names()):
            raise LostError("what an incident holds")
        person.everything_back()
    with tally.trial("foreign files among the backups"):
        folder = person.folder / "backups"
        (folder / "user-999999999999999-99991231T235959999Z-hourly.db").write_bytes(b"foreign")
        (folder / "user-000001-00010101T000000000Z-import.db").mkdir()
        (folder / "notes.txt").write_text("mine")
        (folder / "user-000002-20260101T000000000Z-edition.db.part").write_bytes(b"half")
        if os.name != "nt":
            os.mkfifo(folder / "user-000003-20260101T000000000Z-hourly.db")
        person.work(5)
        person.told("check")
        person.everything_back()
        if (folder / "notes.txt").read_text() != "mine":
            raise LostError("a foreign file")


def test_the_limits_are_those_that_are_told() -> None:
    """The guide says them."""
    told = (retention.DAYS, retention.WEEKS, retention.MONTHS, retention.LIMIT // 2**20)
    assert told == (14, 8, 12, 500)
    guide = (Path(__file__).parents[2] / "resources" / "help" / "guide.html").read_text("utf-8")
    assert "14天内每天、8周内每周、12个月内每月保留一份，共超过500MB" in guide


def test_a_second_place_that_comes_and_goes(
    tally: Tally, edition: Edition, text: PlanText, thorough: bool, tmp_path: Path
) -> None:
    """Backups: a stick that comes and goes, is filled and spoilt; then the computer is lost."""
    for seed in range(10 if thorough else 2):
        draw = random.Random(seed)
        with tally.trial(str(seed)):
            for name in ("data", "stick", "drawer"):
                shutil.rmtree(tmp_path / name, ignore_errors=True)
            stick, drawer = tmp_path / "stick", tmp_path / "drawer"
            stick.mkdir()
            person = Person(tmp_path / "data", edition, text)
            person.work(1)
            person.told("backup", "--place", str(stick))
            for _ in range(6):
                there = stick.exists()
                if draw.random() < 0.4:
                    (stick if there else drawer).rename(drawer if there else stick)
                elif there and draw.random() < 0.5:
                    _flip_one(stick, draw)
                person.work(draw.randint(1, 5))
                person.told("backup")
            if drawer.exists():
                drawer.rename(stick)
            person.told("backup")
            shutil.rmtree(person.folder)
            newest = max(stick.glob("*/user-*.db"), key=lambda path: path.name)
            code, _, err = person.say("restore", "--from", str(newest))
            if code:
                raise LostError(err)
            person.everything_back()


def _flip_one(stick: Path, draw: random.Random) -> None:
    found = sorted(stick.glob("*/user-*.db"))
    if found:
        FAULTS[draw.choice(["flipped", "emptied", "deleted"])](draw.choice(found), draw)


def test_a_backup_that_is_refused_is_told(settled_in: Person, tmp_path: Path) -> None:
    """No attack: what these attacks rest on, that a verb which can't do it says so."""
    person = settled_in.copy(tmp_path / "data")
    assert person.say("restore", "--from", "user-nowhere.db")[0] == 1
    assert person.say("settle", "nowhere")[0] == 1
    assert person.say("backup", "--place", str(tmp_path / "nowhere"))[0] == 1
    with pytest.raises(BackupError):
        Marks.open(person.folder).second_place.choose(person.folder)
