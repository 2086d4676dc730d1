"""The program killed at any moment, its files truncated, flipped and deleted, its disk full: nothing confirmed is lost."""

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from db.files import alone
from db.user.errors import BackupError
from db.user.marks import Marks
from db.user.merge import version
from db.user.records import Edition, Mark
from verify.disks import SmallDisk

ROOT = Path(__file__).parents[3]
DAY = Path(__file__).with_name("day_of_marking.py")
KILLS = 30, 200
"""By default, and with --thorough."""

Open = Callable[[Path], Marks]
Make = Callable[..., Mark]

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="本系统没有 fork")


# Killed


class Days:
    """Starts days of marking and kills them."""

    def __init__(self, plan_folder: Path) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(DAY), str(plan_folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
        )

    def live(self, folder: Path, log: Path, seed: int, seconds: float) -> int:
        """One day, cut short after some seconds; gives its exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(folder), str(log), seed]) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        # What the day itself would end by is readable at once; otherwise its time runs out.
        select.select([self.process.stdout], [], [], seconds)
        os.kill(child, signal.SIGKILL)
        return int(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def days(plan_folder: Path) -> Iterator[Days]:
    days = Days(plan_folder)
    yield days
    days.close()


class Confirmed:
    """What must be there, from the log of all days so far."""

    def __init__(self) -> None:
        self.there: dict[str, str] = {}
        self.steps = 0
        self.open: dict[str, str | None] = {}
        """What the last step meant to do, not confirmed: it may have been done or not, but not by half."""

    def read(self, log: Path) -> None:
        for line in log.read_text().splitlines() if log.exists() else ():
            told = json.loads(line)
            assert told.keys() <= {"meant", "done"}, told
            if "meant" in told:
                self.open = told["meant"]
            else:
                self.there = self.after()
                self.open = {}
                self.steps += 1
        log.unlink(missing_ok=True)

    def after(self) -> dict[str, str]:
        merged = self.there | self.open
        return {id_: told for id_, told in merged.items() if told is not None}


@needs_fork
@pytest.mark.slow
def test_killed_at_any_moment_every_confirmed_mark_is_there(
    days: Days, tmp_path: Path, thorough: bool
) -> None:
    kills = KILLS[thorough]
    draw = random.Random(5)
    confirmed = Confirmed()
    folder, log = tmp_path / "数据", tmp_path / "log"
    in_between = kill = 0
    pace = 1.0
    # On a busy machine a day may end before its first step: give days more time, and go on until enough was confirmed.
    while (kill < kills or confirmed.steps <= kills or not in_between) and kill < 10 * kills:
        kill += 1
        before = confirmed.steps
        code = days.live(
            folder, log, kill, draw.choice((0.03, 0.1, 0.15, 0.25)) * draw.uniform(0.2, 1.2) * pace
        )
        assert code == -signal.SIGKILL
        confirmed.read(log)
        pace = max(pace / 1.1, 1.0) if confirmed.steps > before else min(pace * 1.1, 20.0)
        marks = Marks.open(folder)
        assert marks.incident is None
        assert marks.trouble == ""
        found = {mark.id: version(mark) for mark in marks.all()}
        if found != confirmed.there:
            assert found == confirmed.after()
            in_between += 1
        marks.close()
        confirmed.there, confirmed.open = found, {}
    assert confirmed.steps > kills
    # The kills did hit moments in which something was being written.
    assert in_between > 0


@pytest.mark.parametrize("end", ["", "-wal"])
def test_a_new_file_whose_rows_still_wait_in_its_log_is_taken_with_them(
    end: str, opened: Open, made: Make, clock: Callable[[], object], tmp_path: Path
) -> None:
    """The moment between the first commit and the name: the part is there, its rows stand in the log beside it."""
    marks = opened(tmp_path / "first")
    marks.add(made())
    kept = marks.all()
    marks.close()
    folder = tmp_path / "cut"
    folder.mkdir()
    part = folder / "user.db.part"
    whole = tmp_path / "first" / "user.db"
    if end:
        with (
            closing(sqlite3.connect(whole)) as first,
            closing(sqlite3.connect(tmp_path / part.name)) as second,
        ):
            second.execute("PRAGMA journal_mode = WAL")
            second.execute("PRAGMA wal_autocheckpoint = 0")
            (version,) = first.execute("PRAGMA user_version").fetchone()
            second.executescript("\n".join([*first.iterdump(), f"PRAGMA user_version = {version};"]))
            for name in (part.name, part.name + end):
                shutil.copy(tmp_path / name, folder / name)
        with closing(sqlite3.connect(f"{part.as_uri()}?immutable=1", uri=True)) as alone:
            assert alone.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    else:
        shutil.copy(whole, part)
    again = opened(folder)
    assert again.incident is None
    assert again.all() == kept
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("user.db")) == ["user.db"]
    again.close()


# Several programs


TOGETHER = """
import os, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from day_of_marking import Day, Edition, PlanStore
store = PlanStore.open(Path({plan!r}) / "plan.db")
edition = Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)
for number in range({rounds}):
    children = []
    for seed in range({programs}):
        child = os.fork()
        if child == 0:
            day = Day(Path({folder!r}) / str(number), Path({folder!r}) / f"{{number}}-{{seed}}", seed, edition)
            for _ in range({each}):
                saved = day.marks.add(day.mark())
            os._exit(0 if day.marks.close() and not day.marks.trouble else 1)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.slow
@needs_fork
def test_programs_that_make_the_file_at_the_same_moment_lose_nothing(
    plan_folder: Path, tmp_path: Path
) -> None:
    """The window and the command line, each with the reader's very first mark."""
    rounds, programs, each = 8, 4, 3
    told = {"here": str(DAY.parent), "plan": str(plan_folder), "folder": str(tmp_path)}
    script = TOGETHER.format(**told, rounds=rounds, programs=programs, each=each)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True)
    for number in range(rounds):
        marks = Marks.open(tmp_path / str(number))
        assert (marks.incident, len(marks.all())) == (None, programs * each)
        assert not (tmp_path / str(number) / "damaged").exists()
        marks.close()


def test_a_program_that_makes_the_file_is_waited_for(opened: Open, made: Make, tmp_path: Path) -> None:
    """And one that never ends is told as what it is; its end, in whatever way, lets others in."""
    marks = opened(tmp_path)
    with alone(tmp_path / "user.lock", 0):
        saved = marks.add(made())
        assert not saved.on_disk
        assert saved.why.startswith("批注文件正被其他程序占用")
    assert marks.retry()
    assert len(Marks.open(tmp_path).all()) == 1


# Damaged


@pytest.fixture
def kept(
    opened: Open, made: Make, clock: Callable[[], object], tmp_path: Path
) -> tuple[Path, dict[str, Mark], dict[str, Mark]]:
    """A folder with 60 marks and two backups: the folder, all marks, and those of the newest backup."""
    folder = tmp_path / "sound"
    marks = opened(folder)
    first = [made(note=f"第{number}条" + "字" * (number * 7 % 900)) for number in range(25)]
    marks.add(*first)
    marks.back_up_if_due()
    for number in range(20):
        marks.add(made("铁路", "8.1.b1.i1", note=f"再{number}"))
    clock.go_on(hours=2)  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]
    marks.back_up_if_due()
    backed_up = {mark.id: mark for mark in marks.all()}
    for number in range(15):
        marks.add(made("四港", "0.p1", note=f"后{number}"))
    marks.edit(first[3].id, note="改过的")
    everything = {mark.id: mark for mark in marks.all()}
    marks.close()
    assert len(list((folder / "backups").iterdir())) == 2
    return folder, everything, backed_up


def damaged_copy(folder: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    return target


def check_what_is_offered(folder: Path, everything: dict[str, Mark], backed_up: dict[str, Mark]) -> str:
    """Opens; either nothing is missing, or an incident offers the backup and more. Says which, and what came back."""
    marks = Marks.open(folder)
    found = {mark.id: mark for mark in marks.all()}
    if marks.incident is None:
        assert found == everything
        marks.close()
        return "whole"
    assert found == {}
    offer = marks.incident.offers[0]
    assert marks.restore(offer).on_disk
    back = {mark.id: mark for mark in marks.all()}
    for id_, mark in backed_up.items():
        assert back[id_] in (mark, everything[id_])
    for id_, mark in back.items():
        assert mark in (everything.get(id_), backed_up.get(id_)) or id_ in offer.doubtful
    marks.close()
    again = Marks.open(folder)
    assert again.incident is None
    assert {mark.id: mark for mark in again.all()} == back
    again.close()
    return "all back" if all(back.get(id_) == mark for id_, mark in everything.items()) else "backup and more"


@pytest.mark.slow
def test_flipped_bytes(kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path) -> None:
    folder, everything, backed_up = kept
    draw = random.Random(7)
    size = (folder / "user.db").stat().st_size
    outcomes: list[str] = []
    for _ in range(120):
        copy = damaged_copy(folder, tmp_path / "copy")
        data = bytearray((copy / "user.db").read_bytes())
        for _ in range(draw.choice((1, 1, 1, 5, 50))):
            data[draw.randrange(size) if draw.random() < 0.7 else draw.randrange(200)] ^= draw.randint(1, 255)
        (copy / "user.db").write_bytes(data)
        outcomes.append(check_what_is_offered(copy, everything, backed_up))
    assert {"whole", "all back", "backup and more"} == set(outcomes)
    assert outcomes.count("all back") > outcomes.count("backup and more")


def test_a_truncated_file(kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path) -> None:
    folder, everything, backed_up = kept
    draw = random.Random(8)
    data = (folder / "user.db").read_bytes()
    for length in [
        0,
        1,
        100,
        4096,
        len(data) - 1,
        len(data) - 4096,
        *(draw.randrange(len(data)) for _ in range(20)),
    ]:
        copy = damaged_copy(folder, tmp_path / "copy")
        (copy / "user.db").write_bytes(data[:length])
        outcome = check_what_is_offered(copy, everything, backed_up)
        # SQLite reads what is missing of the last page as zeros: where zeros stood there, nothing is missing.
        assert outcome != "whole" or not data[length:].strip(b"\0")


@pytest.mark.slow
def test_zeros_and_noise(kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path) -> None:
    folder, everything, backed_up = kept
    draw = random.Random(9)
    data = (folder / "user.db").read_bytes()
    for filling in (bytes, draw.randbytes):
        for page in range(len(data) // 4096):
            copy = damaged_copy(folder, tmp_path / "copy")
            (copy / "user.db").write_bytes(data[: page * 4096] + filling(4096) + data[(page + 1) * 4096 :])
            check_what_is_offered(copy, everything, backed_up)
    copy = damaged_copy(folder, tmp_path / "copy")
    (copy / "user.db").write_bytes(draw.randbytes(len(data)))
    assert check_what_is_offered(copy, everything, backed_up) == "backup and more"


def test_a_deleted_file(kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path) -> None:
    folder, everything, backed_up = kept
    copy = damaged_copy(folder, tmp_path / "copy")
    (copy / "user.db").unlink()
    assert check_what_is_offered(copy, everything, backed_up) == "backup and more"


def test_damaged_backups_are_passed_over(
    kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path
) -> None:
    folder, _, _ = kept
    for damage in (
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
    ):
        copy = damaged_copy(folder, tmp_path / "copy")
        newest = max((copy / "backups").iterdir())
        damage(newest)
        (copy / "user.db").unlink()
        marks = Marks.open(copy)
        assert marks.incident is not None
        assert [len(offer.marks) for offer in marks.incident.offers] == [25]
        assert marks.restore(marks.incident.offers[0]).on_disk
        assert len(marks.all()) == 25
        marks.close()


def test_flips_in_backups_never_give_wrong_marks(
    kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path
) -> None:
    folder, everything, backed_up = kept
    draw = random.Random(10)
    for _ in range(40):
        copy = damaged_copy(folder, tmp_path / "copy")
        newest = max((copy / "backups").iterdir())
        data = bytearray(newest.read_bytes())
        data[draw.randrange(len(data))] ^= draw.randint(1, 255)
        newest.write_bytes(data)
        (copy / "user.db").unlink()
        marks = Marks.open(copy)
        assert marks.incident is not None
        for mark in marks.incident.offers[0].marks:
            assert (
                mark in (backed_up[mark.id], everything[mark.id]) or len(marks.incident.offers[0].marks) == 25
            )
        marks.close()


def test_everything_gone_but_the_damaged_file(
    kept: tuple[Path, dict[str, Mark], dict[str, Mark]], tmp_path: Path
) -> None:
    """No backups at all: what can be read is offered."""
    folder, everything, _ = kept
    copy = damaged_copy(folder, tmp_path / "copy")
    shutil.rmtree(copy / "backups")
    data = bytearray((copy / "user.db").read_bytes())
    data[:100] = bytes(100)
    (copy / "user.db").write_bytes(data)
    assert check_what_is_offered(copy, everything, {}) == "all back"


def test_the_log_that_an_older_program_left_beside_the_file(opened: Open, made: Make, tmp_path: Path) -> None:
    """As a kill left it: one change waits in the log. Whatever becomes of the log, what was confirmed before is there."""
    folder = tmp_path / "sound"
    marks = opened(folder)
    marks.add(*(made(note=str(number)) for number in range(10)))
    before = {mark.id: mark for mark in marks.all()}
    marks.close()
    copied = damaged_copy(folder, tmp_path / "old")
    marks = opened(folder)
    marks.add(made("铁路", "8.1.b1.i1"))
    after = {mark.id: mark for mark in marks.all()}
    marks.close()
    with closing(sqlite3.connect(copied / "user.db", isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("PRAGMA wal_autocheckpoint = 0")
        old.execute("ATTACH ? AS later", [str(folder / "user.db")])
        old.executescript(
            "BEGIN; REPLACE INTO mark SELECT * FROM later.mark; REPLACE INTO meta SELECT * FROM later.meta;"
            "REPLACE INTO edition SELECT * FROM later.edition; COMMIT"
        )
        log = (copied / "user.db-wal").read_bytes()
        waiting = damaged_copy(copied, tmp_path / "waiting")
    assert len(log) > 4096
    draw = random.Random(11)
    outcomes: set[int] = set()
    for way in ("as it is", "deleted", "truncated", *["flipped"] * 40):
        copy = damaged_copy(waiting, tmp_path / "copy")
        (copy / "user.db-shm").unlink(missing_ok=True)
        (copy / "user.db-wal").unlink()
        if way != "deleted":
            (copy / "user.db-wal").write_bytes(harmed(log, way, draw))
        again = opened(copy)
        assert again.incident is None
        found = {mark.id: mark for mark in again.all()}
        assert found in (before, after)
        assert found == after or way != "as it is"
        outcomes.add(len(found))
        # The first change brings the log into the file, and no log is left beside it.
        again.add(made(note="以后"))
        assert len(again.all()) == len(found) + 1
        again.close()
        assert not (copy / "user.db-wal").exists()
    assert outcomes == {10, 11}


def test_the_journal_beside_the_file(opened: Open, made: Make, tmp_path: Path) -> None:
    """As a kill leaves it in the middle of a change: half of it stands in the file, the journal takes it back. When
    that is harmed too, every mark that was confirmed is still offered, and none is shown as it never was.
    """
    folder = tmp_path / "sound"
    marks = opened(folder)
    marks.add(*(made(note=f"{number} " + "甲" * 200) for number in range(60)))
    before = {mark.id: mark for mark in marks.all()}
    marks.close()
    with closing(sqlite3.connect(folder / "user.db", isolation_level=None)) as cut:
        cut.execute("PRAGMA journal_mode = TRUNCATE")
        # So few that pages of the change are written before it ends.
        cut.execute("PRAGMA cache_size = 2")
        cut.execute("BEGIN IMMEDIATE")
        cut.execute("UPDATE mark SET note = replace(note, '甲', '乙'), checksum = checksum + 1")
        half = damaged_copy(folder, tmp_path / "half")
        cut.execute("ROLLBACK")
    journal = (half / "user.db-journal").read_bytes()
    assert journal[:8] == bytes.fromhex("d9d505f920a163d7")
    assert (half / "user.db").read_bytes() != (folder / "user.db").read_bytes()
    draw = random.Random(11)
    sound, whole = 0, dict[str, int]()
    for way in ("as it is", "deleted", "truncated", *["flipped"] * 40):
        copy = damaged_copy(half, tmp_path / "copy")
        (copy / "user.db-journal").unlink()
        if way != "deleted":
            (copy / "user.db-journal").write_bytes(harmed(journal, way, draw))
        again = opened(copy)
        found = {mark.id: mark for mark in again.all()}
        if again.incident is None:
            assert found == before
            sound += 1
        else:
            assert way != "as it is"
            (offer,) = again.incident.offers
            offered = {mark.id: mark for mark in offer.marks}
            assert before.keys() <= offered.keys()
            assert all(before.get(id_) == mark or id_ in offer.doubtful for id_, mark in offered.items())
            whole[way] = max(whole.get(way, 0), sum(mark in before.values() for mark in offer.marks))
        again.close()
    assert sound > 1
    # All but one page of them come from a journal that SQLite itself gives up.
    assert whole["flipped"] >= len(before) - 4


def harmed(log: bytes, way: str, draw: random.Random) -> bytes:
    """What a disk may leave of a file."""
    if way == "truncated":
        return log[: draw.randrange(len(log))]
    changed = bytearray(log)
    if way == "flipped":
        changed[draw.randrange(len(log))] ^= draw.randint(1, 255)
    return bytes(changed)


def test_an_incident_waits_for_a_decision(
    kept: tuple[Path, dict[str, Mark], dict[str, Mark]], made: Make, tmp_path: Path
) -> None:
    folder, _, backed_up = kept
    copy = damaged_copy(folder, tmp_path / "copy")
    (copy / "user.db").write_bytes(b"no database" * 1000)
    marks = Marks.open(copy)
    assert marks.incident is not None
    assert "已损坏" in marks.incident.sentence
    new = made()
    assert marks.add(new).on_disk
    marks.close()
    # Not decided; the next start asks again, and the damaged file is still there.
    again = Marks.open(copy)
    assert again.incident is not None
    assert (copy / "damaged" / again.incident.set_aside / "user.db").read_bytes().startswith(b"no database")
    assert again.incident.offers[0].newest == max(mark.changed for mark in backed_up.values())
    change = again.restore(again.incident.offers[0]).change
    assert {mark.id for mark in again.all()} == {new.id, *backed_up}
    again.apply(change.inverse)
    assert {mark.id for mark in again.all()} == {new.id}
    again.close()
    assert Marks.open(copy).incident is None


def test_a_file_of_another_program_is_set_aside(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "user.db")) as raw, raw:
        raw.execute("CREATE TABLE something (a)")
    marks = Marks.open(tmp_path)
    assert marks.incident is not None
    assert marks.incident.offers == ()
    assert (tmp_path / "damaged" / marks.incident.set_aside / "user.db").exists()


# The disk is full


def test_a_full_disk(small_disk: SmallDisk, opened: Open, made: Make) -> None:
    marks = opened(small_disk.folder / "data")
    first = made()
    assert marks.add(first).on_disk
    filler = small_disk.fill()
    second, third = made("铁路", "8.1.b1.i1", note="字" * 3000), made("四港", "0.p1")
    saved = marks.add(second)
    assert not saved.on_disk
    assert saved.why.startswith("磁盘空间已满，改动还没有保存")
    assert not marks.add(third).on_disk
    assert {mark.id for mark in marks.all()} == {first.id, second.id, third.id}
    # Whoever looks meanwhile finds what was confirmed.
    assert [mark.id for mark in Marks.open(small_disk.folder / "data").all()] == [first.id]
    filler.unlink()
    assert marks.retry()
    marks.close()
    again = Marks.open(small_disk.folder / "data")
    assert {mark.id: mark for mark in again.all()} == {mark.id: mark for mark in (first, second, third)}


def test_a_disk_that_is_full_from_the_start(small_disk: SmallDisk, opened: Open, made: Make) -> None:
    filler = small_disk.fill()
    marks = opened(small_disk.folder / "data")
    assert not marks.add(made()).on_disk
    assert marks.trouble.startswith("磁盘空间已满")
    filler.unlink()
    assert marks.retry()
    assert len(Marks.open(small_disk.folder / "data").all()) == 1


def test_a_disk_that_fills_up_while_marking(small_disk: SmallDisk, opened: Open, made: Make) -> None:
    """Until nothing more goes in: what was confirmed is there, also after a cut, and the backups are whole or not there."""
    marks = opened(small_disk.folder / "data")
    confirmed: dict[str, Mark] = {}
    for number in range(400):
        mark = made(note=f"{number}" + "字" * 1500)
        if not marks.add(mark).on_disk:
            break
        confirmed[mark.id] = mark
        with suppress(BackupError):
            marks.back_up_if_due()
    assert 10 < len(confirmed) < 400
    assert {mark.id: mark for mark in Marks.open(small_disk.folder / "data").all()} == confirmed
    assert all(backup.sound for backup in marks.backups())
    assert not list((small_disk.folder / "data" / "backups").glob("*.part*"))


QUOTA = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from day_of_marking import Day, Edition, PlanStore
store = PlanStore.open(Path({plan!r}) / "plan.db")
edition = Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)
day = Day(Path({folder!r}), Path({log!r}), 1, edition)
first = [day.mark() for _ in range(20)]
assert day.marks.add(*first).on_disk
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
saved = day.marks.add(*[day.mark() for _ in range(20)])
told = [saved.on_disk, saved.why, len(day.marks.all())]
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(json.dumps([*told, day.marks.retry()]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有这种限额")
def test_a_quota(plan_folder: Path, tmp_path: Path) -> None:
    """No file may grow: works where nothing can be mounted."""
    names = {
        "here": str(DAY.parent),
        "plan": str(plan_folder),
        "folder": str(tmp_path / "data"),
        "log": str(tmp_path / "log"),
    }
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", QUOTA.format(**names)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    on_disk, why, count, retried = json.loads(done.stdout)
    assert (on_disk, count, retried) == (False, 40, True)
    assert "改动还没有保存" in why
    assert len(Marks.open(tmp_path / "data").all()) == 40


def test_the_report_of_a_fresh_start_says_nothing(opened: Open, tmp_path: Path, edition: Edition) -> None:
    marks = opened(tmp_path)
    assert (marks.incident, marks.trouble, marks.move_to_edition(edition)) == (None, "", None)
