"""Incidents and the work that goes on after them: what was there before is offered until the person lets it go."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.user.content import read_file
from db.user.errors import BackupError
from db.user.marks import Marks
from db.user.records import Mark

Open = Callable[[Path], Marks]
Make = Callable[..., Mark]
Later = Callable[..., None]


@pytest.fixture
def later(clock: Callable[[], object]) -> Later:
    """Lets time go by."""
    return clock.go_on  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]


def worked(marks: Marks, made: Make, later: Later, hours: int, each: int = 1) -> set[str]:
    """So many hours of marking, each with a backup; gives the ids."""
    ids: set[str] = set()
    for _ in range(hours):
        new = [made(note="字") for _ in range(each)]
        assert marks.add(*new).on_disk
        ids |= {mark.id for mark in new}
        later(hours=1)
        marks.back_up_if_due()
    return ids


def ids(marks: Marks) -> set[str]:
    return {mark.id for mark in marks.all()}


@pytest.fixture
def good(opened: Open, made: Make, later: Later, tmp_path: Path) -> set[str]:
    """60 marks in three hours, and three backups."""
    marks = opened(tmp_path)
    found = worked(marks, made, later, 3, 20)
    assert marks.close()
    return found


def sound_empty(folder: Path, opened: Open, made: Make, changes: int = 2) -> Path:
    """A sound user.db that holds nothing any more."""
    other = opened(folder)
    for _ in range(changes // 2):
        mark = made()
        other.add(mark)
        other.remove(mark.id)
    other.close()
    return folder / "user.db"


WAYS = ("emptied", "deleted", "replaced", "replaced by one of more changes")


def harm(way: str, tmp_path: Path, opened: Open, made: Make) -> None:
    user = tmp_path / "user.db"
    if way == "emptied":
        user.write_bytes(b"")
    elif way == "deleted":
        user.unlink()
    else:
        changes = 40 if "more" in way else 2
        shutil.copy(sound_empty(tmp_path / "other", opened, made, changes), user)


@pytest.mark.parametrize("way", WAYS)
def test_the_person_goes_on_and_the_good_ones_are_still_offered(
    way: str, good: set[str], opened: Open, made: Make, later: Later, tmp_path: Path
) -> None:
    harm(way, tmp_path, opened, made)
    marks = opened(tmp_path)
    fresh = worked(marks, made, later, 8)
    assert ids(marks) == fresh
    marks.close()
    again = opened(tmp_path)
    assert again.incident is not None
    checked = again.check()
    assert checked.faults
    assert max(source.more for source in checked.sources) == 60
    assert {mark.id for mark in again.incident.offers[0].marks} == good
    assert again.restore(again.incident.offers[0]).on_disk
    assert ids(again) == good | fresh
    assert again.incident is None
    again.close()
    assert opened(tmp_path).incident is None


def test_nothing_rotates_while_an_incident_waits(
    good: set[str], opened: Open, made: Make, later: Later, tmp_path: Path
) -> None:
    before = {path.name for path in (tmp_path / "backups").iterdir()}
    (tmp_path / "user.db").unlink()
    marks = opened(tmp_path)
    worked(marks, made, later, 80)
    assert before <= {backup.name for backup in marks.backups()}
    assert len(marks.backups()) == len(before) + 80
    marks.settle_incidents()
    worked(marks, made, later, 1)
    assert len(marks.backups()) < 80


def test_an_offer_that_brings_nothing_settles_nothing(
    good: set[str], opened: Open, made: Make, later: Later, tmp_path: Path
) -> None:
    (tmp_path / "user.db").unlink()
    marks = opened(tmp_path)
    worked(marks, made, later, 1)
    fresh = marks.backups()[0]
    assert marks.restore(marks.recovery(fresh.name)).change.edits == ()
    assert marks.incident is not None
    marks.close()
    assert opened(tmp_path).incident is not None


def test_of_two_incidents_each_is_reached_and_both_come_back(
    good: set[str], opened: Open, made: Make, later: Later, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "backups")
    data = bytearray((tmp_path / "user.db").read_bytes())
    data[:100] = bytes(100)
    (tmp_path / "user.db").write_bytes(data)
    marks = opened(tmp_path)
    second = {mark.id for mark in (made(note="二"), made(note="三")) if marks.add(mark).on_disk}
    marks.close()
    (tmp_path / "user.db").write_bytes(bytes(100) + (tmp_path / "user.db").read_bytes()[100:])
    marks = opened(tmp_path)
    assert marks.incident is not None
    sources = [each for each in marks.recovery_sources() if each.kind == "incident"]
    assert [(each.marks, each.more, each.settled) for each in sources] == [(2, 2, False), (60, 60, False)]
    assert {mark.id for mark in marks.recovery(sources[0].name).marks} == second
    assert {mark.id for mark in marks.recovery(sources[1].name).marks} == good
    # One of them alone settles that one alone.
    assert marks.restore(marks.recovery(sources[0].name)).on_disk
    assert marks.incident is not None
    assert marks.incident.set_aside == sources[1].name
    marks.close()
    marks = opened(tmp_path)
    assert marks.incident is not None
    assert marks.restore(marks.incident.offers[0]).on_disk
    assert ids(marks) == good | second
    assert marks.incident is None
    # And what was settled can still be read, for good.
    marks.remove(*second)
    assert {mark.id for mark in marks.recovery(sources[0].name).marks} == second


def test_both_at_once(good: set[str], opened: Open, made: Make, later: Later, tmp_path: Path) -> None:
    (tmp_path / "user.db").write_bytes(b"")
    marks = opened(tmp_path)
    second = worked(marks, made, later, 2)
    marks.close()
    (tmp_path / "user.db").unlink()
    marks = opened(tmp_path)
    assert marks.incident is not None
    assert "此前还有 1 次" in marks.incident.sentence
    assert marks.restore(marks.incident.offers[0]).on_disk
    assert ids(marks) == good | second
    assert marks.incident is None


def test_some_of_it_and_the_rest_stays_on_offer(good: set[str], opened: Open, tmp_path: Path) -> None:
    (tmp_path / "user.db").unlink()
    marks = opened(tmp_path)
    assert marks.incident is not None
    offer = marks.incident.offers[0]
    chosen = sorted(good)[:7]
    saved = marks.restore(offer, chosen)
    assert ids(marks) == set(chosen)
    assert marks.incident is not None
    marks.apply(saved.change.inverse)
    assert ids(marks) == set()
    marks.restore(offer)
    assert ids(marks) == good
    assert marks.incident is None


def test_by_whatever_way_all_came_back_the_incident_is_over(
    good: set[str], opened: Open, made: Make, tmp_path: Path
) -> None:
    (tmp_path / "user.db").write_bytes(b"")
    marks = opened(tmp_path)
    marks.add(made())
    best = next(each for each in marks.recovery_sources() if each.kind == "backup" and each.more == 60)
    assert marks.restore(marks.recovery(best.name)).on_disk
    assert good < ids(marks)
    assert marks.incident is None


def test_a_mark_that_was_changed_comes_back_beside_what_it_is_now(marks: Marks, made: Make) -> None:
    mark = made(note="原来的话")
    marks.add(mark)
    backup = marks.back_up_if_due()
    assert backup is not None
    marks.edit(mark.id, note="写坏了")
    recovery = marks.recovery(backup.name)
    assert [each.note for each in marks.differing(recovery)] == ["原来的话"]
    assert not marks.restore(recovery).change
    marks.restore(recovery, [mark.id])
    assert sorted(each.note for each in marks.all()) == ["写坏了", "原来的话"]
    assert not marks.restore(recovery, [mark.id]).change


def test_letting_go_is_said_and_kept(good: set[str], opened: Open, tmp_path: Path) -> None:
    (tmp_path / "user.db").unlink()
    marks = opened(tmp_path)
    assert marks.settle_incidents()
    assert marks.incident is None
    marks.close()
    marks = opened(tmp_path)
    assert marks.incident is None
    assert max(source.more for source in marks.recovery_sources()) == 60


def test_a_file_that_is_gone_is_one_incident_however_often_one_looks(
    good: set[str], opened: Open, tmp_path: Path
) -> None:
    (tmp_path / "user.db").unlink()
    for _ in range(3):
        marks = opened(tmp_path)
        assert marks.incident is not None
        assert "此前" not in marks.incident.sentence
        marks.close()
    assert len(list((tmp_path / "damaged").iterdir())) == 1


GARBAGE = {
    "empty": b"",
    "noise": bytes(range(256)),
    "a list": b"[]",
    "deep": b"[" * 5000,
    "wrong": json.dumps({"sentence": 3, "settled": "no", "before": {"a": 1}}).encode(),
    "long": b" " * 10**6,
}


posix = pytest.mark.skipif(os.name == "nt", reason="Windows 没有命名管道，也不让改动打开的文件")


@posix
@pytest.mark.parametrize("what", [*GARBAGE, "folder", "pipe", "gone"])
def test_whatever_the_note_holds_the_offer_stays(
    what: str, good: set[str], opened: Open, made: Make, later: Later, tmp_path: Path
) -> None:
    (tmp_path / "user.db").write_bytes(b"no database" * 1000)
    opened(tmp_path).close()
    (note,) = (tmp_path / "damaged").glob("*/incident.json")
    note.unlink()
    if what == "folder":
        note.mkdir()
    elif what == "pipe":
        os.mkfifo(note)
    elif what != "gone":
        note.write_bytes(GARBAGE[what])
    marks = opened(tmp_path)
    fresh = worked(marks, made, later, 2)
    marks.close()
    marks = opened(tmp_path)
    assert marks.incident is not None
    assert {mark.id for mark in marks.incident.offers[0].marks} == good
    assert marks.restore(marks.incident.offers[0]).on_disk
    assert ids(marks) == good | fresh
    assert marks.incident is None
    marks.close()
    assert opened(tmp_path).incident is None


@posix
@pytest.mark.parametrize("name", ["damaged", "user.db", "user.db.part", "user.lock", "user.db-journal"])
@pytest.mark.parametrize("what", ["folder", "pipe", "link"])
def test_what_is_no_file_stops_nothing(
    name: str, what: str, good: set[str], opened: Open, made: Make, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.unlink(missing_ok=True)
    if what == "folder" and name != "damaged":
        (path / "inside").mkdir(parents=True)
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "nowhere" / "at all")
    if name == "damaged":
        (tmp_path / "user.db").write_bytes(b"")
    marks = opened(tmp_path)
    assert marks.trouble == ""
    mark = made()
    assert marks.add(mark).on_disk
    if marks.incident is not None:
        assert marks.restore(marks.incident.offers[0]).on_disk
    marks.close()
    assert read_file(tmp_path / "user.db").marks.keys() == good | {mark.id}


def test_two_incidents_at_one_moment_have_a_folder_each(
    good: set[str], tmp_path: Path, opened: Open, made: Make
) -> None:
    still = datetime(2026, 5, 1, tzinfo=UTC)
    for number in range(3):
        (tmp_path / "user.db").write_bytes(b"%d" % number)
        marks = Marks.open(tmp_path, clock=lambda: still)
        assert marks.add(made()).on_disk
        marks.close()
    kept = {path.read_bytes() for path in (tmp_path / "damaged").glob("*/user.db")}
    assert kept == {b"0", b"1", b"2"}


# While it is open


@posix
@pytest.mark.parametrize("way", [*WAYS, "replaced in place", "older", "garbage"])
@pytest.mark.parametrize("then", ["closed", "refreshed", "written"])
def test_a_file_that_is_lost_while_it_is_open_is_written_again(
    way: str, then: str, good: set[str], opened: Open, made: Make, tmp_path: Path
) -> None:
    marks = opened(tmp_path)
    # Confirmed, and in no backup.
    new = made()
    assert marks.add(new).on_disk
    user = tmp_path / "user.db"
    if way == "replaced in place":
        user.write_bytes(sound_empty(tmp_path / "other", opened, made).read_bytes())
    elif way == "older":
        user.unlink()
        shutil.copy(min((tmp_path / "backups").iterdir()), user)
    elif way == "garbage":
        user.write_bytes(b"garbage" * 5000)
    else:
        if way.startswith("replaced"):
            user.unlink()
        harm(way, tmp_path, opened, made)
    everything = good | {new.id}
    if then == "refreshed":
        marks.refresh()
    elif then == "written":
        other = made()
        assert marks.add(other).on_disk
        everything |= {other.id}
    assert marks.close()
    assert read_file(user).marks.keys() == everything
    again = opened(tmp_path)
    assert (again.incident, ids(again)) == (None, everything)


def test_a_file_of_anywhere(good: set[str], opened: Open, tmp_path: Path) -> None:
    marks = opened(tmp_path / "new")
    newest = max((tmp_path / "backups").iterdir())
    assert {mark.id for mark in marks.recovery_of_file(newest).marks} == good
    data = bytearray((tmp_path / "user.db").read_bytes())
    data[:100] = bytes(100)
    (tmp_path / "broken.db").write_bytes(data)
    recovery = marks.recovery_of_file(tmp_path / "broken.db")
    assert marks.restore(recovery).on_disk
    assert ids(marks) == good
    for name in ("none.db", "folder"):
        (tmp_path / "folder").mkdir(exist_ok=True)
        with pytest.raises(BackupError):
            marks.recovery_of_file(tmp_path / name)
