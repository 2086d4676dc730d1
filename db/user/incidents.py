"""The folders of what was set aside when user.db was damaged, gone or replaced, and the note in each: what
happened, where the backups stood, and whether the person has let it go.

They stay on disk for good. Whatever a note holds or lacks, the files beside it count: a note that can't be
read is one that nobody has settled.
"""

import json
import re
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.files import read_text, write_text
from db.user.backup import Turn
from db.user.content import COMPANIONS, UserFiles, name_of

_NOTE = "incident.json"
_NAME = re.compile(r"(\d{8}T\d{9}Z)(?:-(\d+))?")
_MOST = 2**16
"""Bytes: a longer note is none of ours."""
_UNKNOWN = "批注文件曾经损坏，当时的记录读不出来；原文件还在“damaged”文件夹里。"


@dataclass(frozen=True, slots=True)
class SetAside:
    """What is known of one incident."""

    name: str
    """Of the folder."""
    sentence: str
    settled: bool
    before: Turn | None
    """The backups up to here were made before it; None if it was not noted, and only its time tells."""

    @property
    def time(self) -> str:
        """When it was, as in the name."""
        return self.name[:19]


def new_folder(files: UserFiles, at: datetime) -> Path:
    """A folder that nothing is in yet. Raises OSError."""
    make_folder(files.damaged)
    name = name_of(at)
    for number in range(1, 1000):
        folder = files.damaged / (name if number == 1 else f"{name}-{number}")
        # By a clock that stands still or was set back, this moment may have had its incident already.
        with suppress(FileExistsError):
            folder.mkdir()
            return folder
    raise FileExistsError(str(files.damaged / name))


def write_note(folder: Path, sentence: str, before: Turn | None, *, settled: bool) -> None:
    """Write what happened. Raises OSError."""
    note = {"sentence": sentence, "settled": settled, "before": before}
    make_way(folder / _NOTE)
    write_text(folder / _NOTE, json.dumps(note, ensure_ascii=False))


def all_of(files: UserFiles) -> tuple[SetAside, ...]:
    """All incidents, the last first."""
    try:
        folders = [path for path in files.damaged.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()]
    except OSError:
        return ()
    found = [incident for folder in folders if (incident := _read(folder)) is not None]
    # By the backups that were there, which no clock can put in another order.
    return tuple(
        sorted(found, key=lambda each: (each.before or Turn(0, each.time), _order(each.name)), reverse=True)
    )


def unsettled(files: UserFiles) -> tuple[SetAside, ...]:
    """Those that the person has not let go, the last first."""
    return tuple(each for each in all_of(files) if not each.settled)


def settle(files: UserFiles, incidents: Iterable[SetAside]) -> bool:
    """Note that the person has let them go; what was set aside stays where it is. False if it can't be
    noted.
    """
    done = True
    for each in incidents:
        try:
            write_note(files.damaged / each.name, each.sentence, each.before, settled=True)
        except OSError:
            done = False
    return done


def make_way(path: Path) -> None:
    """If there is something at `path` that no file can be put in the place of, give it another name.

    Raises OSError.
    """
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            _rename_away(path)


def make_folder(path: Path) -> None:
    """Make a folder at `path`; what is there and is none gets another name. Raises OSError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        _rename_away(path)
        path.mkdir(exist_ok=True)


def make_room(files: UserFiles) -> None:
    """Give another name to whatever is no file, and stands where SQLite or this program put files beside
    user.db.
    """
    part = files.whole_part
    for beside in (files.user, part):
        for end in COMPANIONS if beside is files.user else ("", *COMPANIONS):
            with suppress(OSError):
                make_way(beside.with_name(beside.name + end))


def _rename_away(path: Path) -> None:
    for number in range(1, 1000):
        other = path.with_name(f"{path.name}.old-{number}")
        if not other.exists() and not other.is_symlink():
            # Not removed: nobody knows what it is.
            path.rename(other)
            return
    raise FileExistsError(str(path))


def drop(files: UserFiles, name: str) -> None:
    """Take back what was copied of a file that turned out to be sound."""
    shutil.rmtree(files.damaged / name, ignore_errors=True)


def _read(folder: Path) -> SetAside | None:
    sentence, settled, before = _UNKNOWN, False, None
    try:
        note = json.loads(read_text(folder / _NOTE, _MOST))
        settled, sentence = note["settled"] is True, str(note["sentence"])
        # Earlier programs did not note it.
        if note.get("before") is not None:
            number, time = note["before"]
            before = Turn(int(number), str(time))
    except FileNotFoundError:
        # A folder in which nothing was put, because the program was stopped or there was no room.
        if not _holds_anything(folder):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # What could be read of it stays; the rest is as for a note that was lost.
        pass
    return SetAside(folder.name, sentence, settled, before)


def _holds_anything(folder: Path) -> bool:
    try:
        return any(path.name != _NOTE for path in folder.iterdir())
    except OSError:
        return True


def _order(name: str) -> tuple[str, int]:
    found = _NAME.fullmatch(name)
    return (found.group(1), int(found.group(2) or 1)) if found else (name, 0)
