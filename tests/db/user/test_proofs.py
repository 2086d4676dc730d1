"""What is remembered of backups: a start reads none of them again, and believes nothing that does not fit."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.user import backup as backup_module
from db.user.backup import Backups
from db.user.content import UserContent, read_file
from db.user.marks import Marks
from db.user.records import Mark

Open = Callable[[Path], Marks]
Make = Callable[..., Mark]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the backups that are read."""
    names: list[str] = []

    def counted(path: Path) -> UserContent:
        names.append(path.name)
        return read_file(path)

    monkeypatch.setattr(backup_module, "read_file", counted)
    return names


@pytest.fixture
def folder(opened: Open, made: Make, clock: Callable[[], object], tmp_path: Path) -> Path:
    """A person's folder with five backups."""
    marks = opened(tmp_path)
    for _ in range(5):
        marks.add(made())
        clock.go_on(hours=1)  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]
        marks.back_up_if_due()
    marks.close()
    return tmp_path


def test_a_start_reads_no_backup(folder: Path, opened: Open, read: list[str]) -> None:
    marks = opened(folder)
    assert marks.back_up_if_due() is None
    assert [each.marks for each in marks.backups()] == [5, 4, 3, 2, 1]
    assert {source.state for source in marks.recovery_sources()} == {"sound"}
    assert read == []
    # `marks check` proves each one.
    marks.check()
    assert len(read) == 5


def test_what_was_changed_is_read_again(folder: Path, opened: Open, read: list[str]) -> None:
    first = min((folder / "backups").iterdir())
    first.write_bytes(first.read_bytes()[:-1] + b"x")
    assert [each.sound for each in opened(folder).backups()] == [True, True, True, True, False]
    assert read == [first.name]
    read.clear()
    opened(folder).backups()
    assert read == []


@pytest.mark.parametrize("what", ["gone", "noise", "flipped", "folder", "resealed", "deep"])
def test_a_memory_that_is_not_what_was_written(
    what: str, folder: Path, opened: Open, read: list[str]
) -> None:
    path = folder / "backups.json"
    data = path.read_bytes()
    path.unlink()
    if what == "noise":
        path.write_bytes(os.urandom(500))
    elif what == "flipped":
        at = data.index(b'"marks": 5') + len('"marks": ')
        path.write_bytes(data[:at] + b"9" + data[at + 1 :])
    elif what == "folder":
        path.mkdir()
    elif what == "resealed":
        path.write_text("\n" + json.dumps({"counter": "many", "files": []}))
    elif what == "deep":
        path.write_bytes(b"[" * 10**5)
    marks = opened(folder)
    marks.back_up_if_due()
    assert [each.marks for each in marks.backups()] == [5, 4, 3, 2, 1]
    assert len(read) == 5


def test_what_stands_for_others_is_proved_before_they_go(
    folder: Path, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that went bad under the same size and time: what a damaged one stands for does not go."""
    backups = Backups(folder / "backups")
    newest, second, third, *_ = backups.names()
    path = folder / "backups" / second
    found = path.stat()
    path.write_bytes(bytes(found.st_size))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    # All of one hour: the newest stands for the rest, and the damaged one for nothing.
    at = datetime(2026, 1, 1, 8, tzinfo=UTC)
    weighed = Backups.weighed

    def of_two_hours(self: Backups, *beyond: object) -> list[object]:
        from dataclasses import replace

        return [
            replace(each, made=at + timedelta(hours=each.name == newest))
            for each in weighed(self, *beyond)  # pyright: ignore[reportArgumentType]
        ]

    monkeypatch.setattr(Backups, "weighed", of_two_hours)
    again = Backups(folder / "backups")
    again.let_go()
    assert again.names()[0] == newest
    assert third in again.names()


def test_the_counter_goes_on_when_the_backups_are_gone(folder: Path, opened: Open, made: Make) -> None:
    last = max(path.name for path in (folder / "backups").iterdir())
    for path in (folder / "backups").iterdir():
        path.unlink()
    marks = opened(folder)
    marks.add(made())
    made_now = marks.back_up_if_due()
    assert made_now is not None
    assert made_now.name > last
