"""A second place for backups: filled, proved, missed, caught up with, and of use when all else is gone."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.user.backup import Backups
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


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘 100%?"
    folder.mkdir()
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def there(stick: Path) -> set[str]:
    return {path.name for path in stick.glob("规划阅读器备份-*/user-*.db")}


def here(data: Path) -> set[str]:
    return {path.name for path in (data / "backups").iterdir()}


def work(marks: Marks, made: Make, later: Later, hours: int) -> None:
    for _ in range(hours):
        assert marks.add(made()).on_disk
        later(hours=1)
        marks.back_up_if_due()


def test_copies_go_there_and_are_proved(
    opened: Open, made: Make, later: Later, data: Path, stick: Path
) -> None:
    marks = opened(data)
    assert marks.copy_backups() is None
    work(marks, made, later, 3)
    marks.second_place.choose(stick)
    report = marks.copy_backups()
    assert report is not None
    assert (report.trouble, bool(report.reached)) == ("", True)
    assert there(stick) == here(data)
    (within,) = (path for path in stick.iterdir() if path.is_dir())
    assert all(backup.sound for backup in Backups(within).all(anew=True))
    work(marks, made, later, 1)
    marks.copy_backups()
    assert there(stick) == here(data)
    # Another start knows it still.
    marks.close()
    again = opened(data)
    assert again.second_place.folder == stick


def test_a_damaged_copy_is_made_again(
    opened: Open, made: Make, later: Later, data: Path, stick: Path
) -> None:
    marks = opened(data)
    work(marks, made, later, 2)
    marks.second_place.choose(stick)
    marks.copy_backups()
    first = min(stick.glob("*/user-*.db"))
    first.write_bytes(b"damaged")
    marks.copy_backups()
    assert first.read_bytes() == (data / "backups" / first.name).read_bytes()


def test_when_it_is_missing_that_is_told_once_and_made_up_for(
    opened: Open, made: Make, later: Later, data: Path, stick: Path, tmp_path: Path
) -> None:
    marks = opened(data)
    work(marks, made, later, 1)
    marks.second_place.choose(stick)
    marks.copy_backups()
    away = tmp_path / "drawer"
    stick.rename(away)
    # Where it was mounted there is a folder still: nothing is written there.
    stick.mkdir()
    work(marks, made, later, 2)
    report = marks.copy_backups()
    assert report is not None
    assert "现在不在" in report.trouble
    assert marks.second_place.tell_once(report) == report.trouble
    assert marks.second_place.tell_once(marks.copy_backups()) == ""
    marks.close()
    marks = opened(data)
    assert marks.second_place.tell_once(marks.copy_backups()) == ""
    assert list(stick.iterdir()) == []
    stick.rmdir()
    away.rename(stick)
    report = marks.copy_backups()
    assert report is not None
    assert report.trouble == ""
    assert there(stick) == here(data)
    # Missing again is told again.
    stick.rename(away)
    assert marks.second_place.tell_once(marks.copy_backups())


def test_everything_here_is_gone(opened: Open, made: Make, later: Later, data: Path, stick: Path) -> None:
    marks = opened(data)
    marks.second_place.choose(stick)
    work(marks, made, later, 3)
    marks.copy_backups()
    kept = {mark.id for mark in marks.all()}
    marks.close()
    for path in data.iterdir():
        if path.name != "backup-place.json":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    marks = opened(data)
    assert marks.incident is not None
    assert {mark.id for mark in marks.incident.offers[0].marks} == kept
    assert {source.away for source in marks.recovery_sources() if source.kind == "backup"} == {True}
    assert marks.restore(marks.incident.offers[0]).on_disk
    assert {mark.id for mark in marks.all()} == kept
    # What is made now comes behind what is there, and does not vanish as it is copied.
    work(marks, made, later, 2)
    marks.copy_backups()
    assert here(data) <= there(stick)
    assert max(there(stick)) == max(here(data))


def test_another_computer_brings_them_back_by_a_file(
    opened: Open, made: Make, later: Later, data: Path, stick: Path, tmp_path: Path
) -> None:
    marks = opened(data)
    marks.second_place.choose(stick)
    work(marks, made, later, 2)
    marks.copy_backups()
    other = opened(tmp_path / "new")
    newest = max(stick.glob("*/user-*.db"), key=lambda path: path.name)
    assert other.restore(other.recovery_of_file(newest)).on_disk
    assert other.all() == marks.all()
    # It may use the same stick: each has its own folder there.
    other.second_place.choose(stick)
    other.back_up()
    other.copy_backups()
    assert len(list(stick.iterdir())) >= 2
    assert here(data) <= there(stick)


def test_what_was_let_go_there_is_not_copied_again_and_again(
    opened: Open, made: Make, later: Later, data: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = opened(data)
    marks.second_place.choose(stick)
    for _ in range(70):
        work(marks, made, later, 1)
        marks.copy_backups()
    taken: list[str] = []
    take = Backups.take
    monkeypatch.setattr(
        Backups, "take", lambda self, name, source: (taken.append(name), take(self, name, source))
    )
    marks.copy_backups()
    assert taken == []
    assert len(there(stick)) < 70


def test_a_place_that_cannot_be_used(opened: Open, data: Path, tmp_path: Path) -> None:
    marks = opened(data)
    file = tmp_path / "file"
    file.write_text("")
    data.mkdir(exist_ok=True)
    for place in (tmp_path / "nowhere", file, data, data / "backups"):
        with pytest.raises(BackupError):
            marks.second_place.choose(place)
    assert marks.second_place.folder is None
    marks.second_place.choose(None)


@pytest.mark.parametrize("what", ["noise", "wrong", "folder", "pipe", "link"])
def test_whatever_its_file_holds(
    what: str, opened: Open, made: Make, later: Later, data: Path, stick: Path
) -> None:
    data.mkdir()
    path = data / "backup-place.json"
    if what == "noise":
        path.write_bytes(bytes(range(256)))
    elif what == "wrong":
        path.write_text(json.dumps({"folder": 3, "id": "../..", "counter": "x", "reached": None, "told": 1}))
    elif what == "folder":
        path.mkdir()
    elif what == "link":
        path.symlink_to(data / "nowhere")
    elif hasattr(os, "mkfifo"):
        os.mkfifo(path)
    marks = opened(data)
    work(marks, made, later, 1)
    assert marks.copy_backups() is None
    marks.second_place.choose(stick)
    marks.copy_backups()
    assert there(stick) == here(data)


def test_a_full_place_is_told_and_stops_nothing(
    opened: Open, made: Make, later: Later, data: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = opened(data)
    marks.second_place.choose(stick)
    work(marks, made, later, 1)

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.user.backup.shutil.copyfile", full)
    report = marks.copy_backups()
    assert report is not None
    assert "磁盘空间已满" in report.trouble
    assert not list(stick.glob("*/*.part"))
