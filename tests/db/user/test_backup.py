"""Backups: hourly while something changes, each read back before an older one goes, in the order of their numbers."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from db.user.backup import Backups
from db.user.errors import BackupError
from db.user.mark_file import MarkFile
from db.user.marks import Marks
from db.user.records import Mark

Open = Callable[[Path], Marks]
Make = Callable[..., Mark]


@pytest.fixture
def later(clock: Callable[[], object]) -> Callable[..., None]:
    """Lets time go by."""
    return clock.go_on  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]


def test_hourly_while_something_changes(marks: Marks, made: Make, later: Callable[..., None]) -> None:
    assert marks.back_up_if_due() is None
    marks.add(made())
    first = marks.back_up_if_due()
    assert first is not None
    assert (first.why, first.sound, first.marks) == ("hourly", True, 1)
    later(hours=5)
    assert marks.back_up_if_due() is None
    marks.add(made("铁路", "8.1.b1.i1"))
    assert marks.back_up_if_due() is not None
    marks.add(made("四港", "0.p1"))
    later(minutes=50)
    assert marks.back_up_if_due() is None
    later(minutes=11)
    newest = marks.back_up_if_due()
    assert newest is not None
    assert [backup.marks for backup in marks.backups()] == [3, 2, 1]
    assert newest.newest == max(mark.changed for mark in marks.all())


def test_a_clock_set_back_does_not_stop_them(marks: Marks, made: Make, later: Callable[..., None]) -> None:
    marks.add(made())
    marks.back_up_if_due()
    later(days=-30)
    marks.add(made("铁路", "8.1.b1.i1"))
    assert marks.back_up_if_due() is not None


@pytest.mark.parametrize("days", [365 * 73, 1, -1, -365 * 20])
def test_a_clock_that_was_wrong_once_stops_nothing_later(
    marks: Marks, made: Make, later: Callable[..., None], days: int
) -> None:
    for _ in range(3):
        marks.add(made())
        later(hours=1)
        assert marks.back_up_if_due() is not None
    later(days=days)
    marks.add(made())
    assert marks.back_up_if_due() is not None
    later(days=-days)
    for number in range(30):
        marks.add(made())
        later(hours=1)
        new = marks.back_up_if_due()
        assert new is not None
        assert [backup.marks for backup in marks.backups()] == list(range(5 + number, 0, -1))
        # And not more than one an hour.
        marks.add(made())
        assert marks.back_up_if_due() is None
        marks.remove(marks.all()[-1].id)


def test_those_of_earlier_programs_come_first(
    marks: Marks, made: Make, later: Callable[..., None], tmp_path: Path
) -> None:
    marks.add(made())
    first = marks.back_up_if_due()
    assert first is not None
    folder = tmp_path / "backups"
    # One of them was made by a clock that ran ahead.
    for name in ("user-20991231T000000000Z-hourly.db", "user-20260101T000000000Z-import.db"):
        (folder / name).write_bytes((folder / first.name).read_bytes())
    (folder / first.name).unlink()
    later(hours=2)
    marks.add(made())
    new = marks.back_up_if_due()
    assert new is not None
    assert [backup.name for backup in marks.backups()] == [
        new.name,
        "user-20991231T000000000Z-hourly.db",
        "user-20260101T000000000Z-import.db",
    ]


def test_made_by_hand_stands_apart(marks: Marks, made: Make) -> None:
    assert marks.back_up() is None
    marks.add(made())
    for _ in range(3):
        assert marks.back_up() is not None
    assert [backup.why for backup in marks.backups()] == ["manual"] * 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows 没有命名管道")
def test_what_is_no_backup_stops_nothing(marks: Marks, made: Make, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "user-000009-20260101T000000000Z-hourly.db").mkdir()
    os.mkfifo(folder / "user-20260101T000000000Z-hourly.db")
    (folder / "user-000008-20260101T000000000Z-hourly.db").symlink_to("nowhere")
    (folder / f"user-{'9' * 15}-99991231T235959999Z-hourly.db").write_bytes(b"foreign")
    (folder / "我的说明.txt").write_text("")
    for _ in range(3):
        marks.add(made())
        assert marks.back_up() is not None
    assert [backup.marks for backup in marks.backups() if backup.sound] == [3, 2, 1]
    assert len(list(folder.iterdir())) == 8


def test_a_backup_is_one_file_by_itself(marks: Marks, made: Make, tmp_path: Path) -> None:
    marks.add(made())
    marks.back_up_if_due()
    (only,) = (tmp_path / "backups").iterdir()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "user.db").write_bytes(only.read_bytes())
    assert Marks.open(copy).all() == marks.all()


def test_restoring_brings_back_what_is_missing_and_one_undo_takes_it_away(marks: Marks, made: Make) -> None:
    kept, removed = made(), made("铁路", "8.1.b1.i1")
    marks.add(kept, removed)
    backup = marks.back_up_if_due()
    assert backup is not None
    marks.remove(removed.id)
    marks.edit(kept.id, note="后来的话")
    new = made("四港", "0.p1")
    marks.add(new)
    now = marks.all()
    offer = marks.recovery(backup.name)
    assert (offer.why, len(offer.marks)) == ("backup", 2)
    added = marks.restore(offer)
    assert {mark.id for mark in marks.all()} == {kept.id, removed.id, new.id}
    assert marks.get(kept.id).note == "后来的话"
    marks.apply(added.change.inverse)
    assert marks.all() == now


def test_what_another_program_writes_while_a_backup_is_made_is_in_it(
    opened: Open, made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = opened(tmp_path), opened(tmp_path)
    first.add(made())
    copy_to = MarkFile.copy_to

    def late(file: MarkFile, target: Path) -> None:
        assert other.add(made("铁路", "8.1.b1.i1")).on_disk
        copy_to(file, target)

    monkeypatch.setattr(MarkFile, "copy_to", late)
    backup = first.back_up_if_due()
    assert backup is not None
    assert (backup.sound, backup.marks) == (True, 2)


@pytest.mark.parametrize("name", ["user-20200101T000000000Z-hourly.db", "../user.db", "", "user.db"])
def test_a_backup_that_is_not_there(marks: Marks, made: Make, name: str) -> None:
    marks.add(made())
    with pytest.raises(BackupError):
        marks.recovery(name)


def test_a_folder_for_backups_that_cannot_be_made(marks: Marks, made: Make, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("")
    marks.add(made())
    with pytest.raises(BackupError, match="没有做成"):
        marks.back_up_if_due()
    # An import waits until its backup can be made.
    other = marks.handed_on("自己")
    marks.remove(marks.all()[0].id)
    with pytest.raises(BackupError):
        marks.merge(marks.preview(other))
    assert marks.all() == ()


def test_a_half_made_backup_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "user-20260101T000000000Z-hourly.db.part").write_bytes(b"half")
    assert Backups(folder).all() == ()
    assert not Backups(folder).any()


def test_what_a_stopped_program_left_goes_with_the_next_backup(
    marks: Marks, made: Make, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old, young = (folder / f"user-00000{n}-20260101T000000000Z-hourly.db.part" for n in (1, 2))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    marks.add(made())
    marks.back_up()
    assert [path.exists() for path in (old, young)] == [False, True]
