"""Backups of user.db: made by SQLite's backup API, read back and proved before an older one goes."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from db.files import sync
from db.user.content import COMPANIONS, DamagedError, UserContent, name_of, read_file, time_of_name
from db.user.errors import BackupError, NewerFileError, NotSavedError
from db.user.records import Backup, Moment, moment

Why = Literal["hourly", "import", "migration", "edition", "restore"]

FOLDER = "backups"
KEPT = 5
"""Hourly backups that are kept: sound ones."""
KEPT_APART = 20
"""Those made before imports, new editions and restoring; those before migrations are never removed."""
EVERY = timedelta(hours=1)

_NAME = re.compile(r"user-(\d{8}T\d{9}Z)-(hourly|import|migration|edition|restore)\.db")


class Copied(Protocol):
    """What a backup is made of: `mark_file.MarkFile`."""

    def copy_to(self, target: Path) -> None:
        """Make a copy at `target`."""
        ...


@dataclass(frozen=True, slots=True)
class _Look:
    """What is remembered of a backup that was read; all but `sound` is empty if it is damaged."""

    sound: bool
    marks: int = 0
    newest: Moment = ""
    state: tuple[int, int] = (0, 0)


class Backups:
    """The folder of backups beside a user.db."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist."""
        self._folder = folder
        self._looks: dict[str, tuple[int, int, _Look]] = {}

    def make(self, file: Copied, why: Why, at: datetime, expected: UserContent) -> Backup:
        """Make a backup of an open file, which must hold just what is `expected`, and let those go that are
        too old.

        Raises BackupError when it could not be made, DamagedError when the copy is not what was expected.
        """
        name = f"user-{name_of(at)}-{why}.db"
        part = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # A program that was stopped here may have left one.
            part.unlink(missing_ok=True)
            file.copy_to(part)
            # Read back and compared before it counts, because an older backup may be removed for it.
            copied = read_file(part)
            if copied.state != expected.state:
                raise DamagedError("the copy is of another time")
            sync(part)
            part.replace(self._folder / name)
            sync(self._folder)
        except (OSError, NotSavedError) as error:
            raise BackupError(
                "备份没有做成：磁盘空间已满，或文件夹不能写入。批注本身不受影响。", repr(error)
            ) from error
        finally:
            _remove([part, *(part.with_name(part.name + end) for end in COMPANIONS)])
        found = (self._folder / name).stat()
        self._looks[name] = (found.st_size, found.st_mtime_ns, _seen(copied))
        self._let_go()
        return self._described(name)

    def all(self) -> tuple[Backup, ...]:
        """All backups, the newest first, each read and proved."""
        return tuple(self._described(name) for name in self._names())

    def any(self) -> bool:
        """Whether there is a backup at all, sound or not."""
        return bool(self._names())

    def content(self, name: str) -> UserContent:
        """What a backup holds. Raises BackupError when it is damaged or gone."""
        try:
            if not _NAME.fullmatch(name):
                raise FileNotFoundError(name)
            return read_file(self._folder / name)
        except (DamagedError, NewerFileError, OSError) as error:
            raise BackupError(f"备份“{name}”已损坏或不存在，请选择另一份。", repr(error)) from error

    def newest_sound(self) -> Backup | None:
        """The newest backup that is whole; None if there is none."""
        return next((self._described(name) for name in self._names() if self._look(name).sound), None)

    def due(self, at: datetime, content: UserContent) -> bool:
        """Whether an hourly backup is due: the newest sound one holds another state, and was made an hour ago
        or more.
        """
        if content.sequence == 0:
            return False
        newest = next((name for name in self._names() if self._look(name).sound), None)
        if newest is None:
            return True
        # A clock that was set back must not stop the backups.
        return self._look(newest).state != content.state and not timedelta(0) <= at - _made(newest) < EVERY

    def _let_go(self) -> None:
        """Hourly ones behind the fifth sound one go, and of those kept apart the oldest."""
        sound = 0
        hourly = [name for name in self._names() if _why(name) == "hourly"]
        # To count is to read each one and prove it: not needed as long as there are few.
        for name in hourly if len(hourly) > KEPT else ():
            if sound >= KEPT:
                _remove([self._folder / name])
            # A damaged one takes no place: behind it an older sound one is kept.
            sound += self._look(name).sound
        apart = [name for name in self._names() if _why(name) in ("import", "edition", "restore")]
        _remove(self._folder / name for name in apart[KEPT_APART:])

    def _names(self) -> list[str]:
        try:
            return sorted(
                (path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True
            )
        except OSError:
            return []

    def _described(self, name: str) -> Backup:
        look = self._look(name)
        return Backup(name, moment(_made(name)), _why(name), look.sound, look.marks, look.newest)

    def _look(self, name: str) -> _Look:
        """Read a backup and prove it; remembered while the file stays as it is."""
        try:
            found = (self._folder / name).stat()
            size, time, look = self._looks.get(name, (0, 0, _Look(sound=False)))
            # Reading one takes long; size and time of change tell that it is still the same.
            if (size, time) != (found.st_size, found.st_mtime_ns):
                look = _looked(self._folder / name)
                self._looks[name] = (found.st_size, found.st_mtime_ns, look)
        except OSError:
            return _Look(sound=False)
        return look


def _looked(path: Path) -> _Look:
    try:
        content = read_file(path)
    except (DamagedError, NewerFileError, OSError):
        return _Look(sound=False)
    return _seen(content)


def _seen(content: UserContent) -> _Look:
    return _Look(True, len(content.marks), content.newest, content.state)


def _made(name: str) -> datetime:
    found = _NAME.fullmatch(name)
    return (time_of_name(found.group(1)) if found else None) or datetime.fromtimestamp(0, UTC)


def _why(name: str) -> Why:
    found = _NAME.fullmatch(name)
    return found.group(2) if found else "hourly"  # pyright: ignore[reportReturnType]


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        # What can't be removed now is removed the next time.
        with suppress(OSError):
            path.unlink(missing_ok=True)
