"""Backups of user.db: made by SQLite's backup API, read back and proved before an older one goes.

They are ordered by a number in their names. Those of earlier programs, which have none, come before all
others, in the order of their times.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from db.files import cause, is_file, sync
from db.user import retention
from db.user.content import (
    COMPANIONS,
    DamagedError,
    FileOutline,
    UserContent,
    name_of,
    outlined,
    read_file,
    time_of_name,
    untouched,
)
from db.user.errors import BackupError, NewerFileError, NotSavedError
from db.user.proofs import Proof, Proofs
from db.user.records import Backup, Moment, moment
from db.user.retention import AgedBackup, Why

EVERY = timedelta(hours=1)

_NAME = re.compile(
    r"user-(?:(\d{6,15})-)?(\d{8}T\d{9}Z)-(hourly|manual|import|migration|edition|restore)\.db"
)
_STALE = 60 * 60
"""Seconds after which a backup that is not finished never will be."""
_LAST = 10**15 - 1
"""The highest number that a name may have: a file that somebody gave it stops nothing."""


class Turn(NamedTuple):
    """Where a backup stands in their order."""

    number: int
    """0: an earlier program made it."""
    time: str
    """As in the name; counts only where the numbers are the same."""


class Copied(Protocol):
    """What a backup is made of: `mark_file.MarkFile`."""

    def copy_to(self, target: Path) -> None:
        """Make a copy at `target`."""
        ...


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    turn: Turn
    why: Why

    @property
    def made(self) -> datetime:
        return time_of_name(self.turn.time) or datetime.fromtimestamp(0, UTC)


class Backups:
    """A folder of backups: the one beside a user.db, or its twin in another place."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist."""
        self.folder = folder
        self._proofs = Proofs(folder)
        self._read: dict[str, Proof] = {}
        """Those that were really read since the program started, not remembered from earlier."""

    def make(
        self,
        file: Copied,
        why: Why,
        at: datetime,
        expected: UserContent,
        *,
        above: int = 0,
        hold: Turn | None = None,
    ) -> Backup:
        """Make a backup of an open file, which must hold what is `expected` or what another program has made
        of it since, and let those go that are too old; none of those up to `hold`.

        Its number is higher than `above`. Raises BackupError when it could not be made, DamagedError when the
        copy is not what was expected.
        """

        def write(part: Path) -> UserContent:
            file.copy_to(part)
            # Read back and compared before it counts, because an older backup may be removed for it.
            copied = read_file(part)
            # Another program may have written meanwhile: the copy then holds that as well.
            if copied.sequence <= expected.sequence and copied.state != expected.state:
                raise DamagedError("the copy is of another time")
            return copied

        number = min(max(self.counter, above) + 1, _LAST)
        name = f"user-{number:06d}-{name_of(at)}-{why}.db"
        try:
            self._put(name, write)
        except (OSError, NotSavedError) as error:
            told = cause(error, self.folder / name) if isinstance(error, OSError) else error.why
            raise BackupError(f"备份没有做成：{told}。批注本身不受影响。", repr(error)) from error
        self._proofs.count(number)
        self.let_go(hold)
        return self._described(_entry(name))

    def take(self, name: str, source: Path) -> None:
        """Take a copy of a sound backup from another place, proved as if it were made here.

        Raises OSError, DamagedError, NewerFileError.
        """

        def write(part: Path) -> UserContent:
            shutil.copyfile(source, part)
            return read_file(part)

        self._put(name, write)

    def _put(self, name: str, write: Callable[[Path], UserContent]) -> None:
        part = self.folder / f"{name}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # A program that was stopped here may have left one.
            part.unlink(missing_ok=True)
            content = write(part)
            sync(part)
            part.replace(self.folder / name)
            sync(self.folder)
        finally:
            _remove([part, *(part.with_name(part.name + end) for end in COMPANIONS)])
        found = (self.folder / name).stat()
        self._note(name, found, content)
        self._clear_parts(found.st_mtime - _STALE)

    def _clear_parts(self, before: float) -> None:
        """Remove what a program left that was stopped while it made a backup; that of a running one is
        younger, by the file system's own clock.
        """
        with suppress(OSError):
            for path in self.folder.glob("user-*.db.part*"):
                if is_file(path) and path.stat().st_mtime < before:
                    _remove([path])

    # What there is

    @property
    def counter(self) -> int:
        """The highest number of a backup that is here, or was."""
        return max((self._proofs.counter, *(entry.turn.number for entry in self._entries())))

    def before(self, time: str) -> Turn:
        """The last one that was made at this time, as in a name, or before; the last of all if the times tell
        nothing.
        """
        turns = [entry.turn for entry in self._entries()]
        return max(
            (turn for turn in turns if turn.time <= time), default=max(turns, default=Turn(self.counter, "~"))
        )

    def all(self, *, anew: bool = False) -> tuple[Backup, ...]:
        """All backups, the newest first, each read and proved; `anew`: also those that were before."""
        if anew:
            self._read.clear()
            for entry in self._entries():
                self._proved(entry.name)
        found = tuple(self._described(entry) for entry in self._entries())
        self._save()
        return found

    def any(self) -> bool:
        """Whether there is a backup at all, sound or not."""
        return bool(self._entries())

    def names(self) -> list[str]:
        """The names of all, the newest first."""
        return [entry.name for entry in self._entries()]

    @staticmethod
    def turn(name: str) -> Turn:
        """Where the backup of this name stands in their order. Raises ValueError if it is no backup's."""
        return _entry(name).turn

    def made(self, name: str) -> Moment:
        """When a backup was made, by its name; empty if it has no backup's name."""
        return moment(_entry(name).made) if _NAME.fullmatch(name) else ""

    def content(self, name: str) -> UserContent:
        """What a backup holds. Raises BackupError when it is damaged or gone."""
        try:
            if not _NAME.fullmatch(name):
                raise FileNotFoundError(name)
            return read_file(self.folder / name)
        except (DamagedError, NewerFileError, OSError) as error:
            raise BackupError(f"备份“{name}”已损坏或不存在，请选择另一份。", repr(error)) from error

    def outline(self, name: str) -> FileOutline:
        """What stands in a backup that was proved sound, in short; nothing where it can't be read.

        Quicker by far than `content`, because nothing is proved again.
        """
        with suppress(OSError, sqlite3.Error, DamagedError), untouched(self.folder / name) as connection:
            return outlined(connection)
        return FileOutline({}, frozenset())

    def newest_sound(self, up_to: Turn | None = None) -> Backup | None:
        """The newest backup that is whole, of those that are not behind `up_to`; None if there is none."""
        for entry in self._entries():
            if (up_to is None or entry.turn <= up_to) and self._is_sound(entry.name):
                return self._described(entry)
        return None

    def newest_proof(self) -> tuple[Turn, Proof] | None:
        """Where the newest sound backup stands, and what is known of it."""
        for entry in self._entries():
            if self._is_sound(entry.name) and (proof := self._look(entry.name)) is not None:
                self._save()
                return entry.turn, proof
        return None

    def due(self, at: datetime, content: UserContent) -> bool:
        """Whether an hourly backup is due: the newest sound one holds another state, and was made an hour ago
        or more.
        """
        if content.sequence == 0:
            return False
        newest = self.newest_proof()
        if newest is None:
            return True
        turn, proof = newest
        made = time_of_name(turn.time) or datetime.fromtimestamp(0, UTC)
        other = (proof.sequence, proof.seal) != content.state
        # A clock that was set back, or had run ahead, must not stop the backups.
        return other and not timedelta(0) <= at - made < EVERY

    # What goes

    def let_go(self, hold: Turn | None = None, limit: int = retention.LIMIT) -> None:
        """Remove what `retention` does not keep. With `hold` nothing goes of those up to there, and of those
        behind it nothing before they take more than `limit` bytes by themselves.
        """
        for name in self._going(hold, limit):
            _remove([self.folder / name])
        self._save()

    def _going(self, hold: Turn | None, limit: int) -> list[str]:
        # Each round that is not the last has found one more that is damaged.
        for _ in self._entries():
            weighed = self.weighed(hold)
            if hold is not None and sum(each.size for each in weighed) <= limit:
                break
            kept = retention.kept(weighed, limit)
            going = [each.name for each in weighed if each.name not in kept]
            sound = [each.name for each in weighed if each.name in kept and each.state == "sound"]
            # Each goes because a newer one stands for it. That one is read once more, if it was not since the
            # program started: what is remembered of it may be of before the disk went bad.
            if all(self._proved(name) for name in _stand_ins(going, sound)):
                return going
        return []

    def weighed(self, beyond: Turn | None = None) -> list[AgedBackup]:
        """All, or those behind `beyond`, the oldest first, as `retention` wants them."""
        found: list[AgedBackup] = []
        for entry in reversed(self._entries()):
            if beyond is not None and entry.turn <= beyond:
                continue
            proof = self._look(entry.name)
            state = "unknown" if proof is None or proof.state == "newer" else proof.state
            size, marks = (proof.size, proof.marks) if proof is not None else (0, 0)
            found.append(AgedBackup(entry.name, entry.made, entry.why, size, state, marks))
        return found

    def _entries(self) -> list[_Entry]:
        """The newest first. What has a backup's name and is no file, or has another name, is none."""
        try:
            paths = [path for path in self.folder.iterdir() if _NAME.fullmatch(path.name) and is_file(path)]
        except OSError:
            return []
        entries = [_entry(path.name) for path in paths]
        return sorted(entries, key=lambda entry: (entry.turn, entry.name), reverse=True)

    def _described(self, entry: _Entry) -> Backup:
        proof = self._look(entry.name)
        sound = proof is not None and proof.state == "sound"
        marks, newest = (proof.marks, proof.newest) if proof is not None and sound else (0, "")
        state = "unknown" if proof is None or proof.state == "newer" else proof.state
        return Backup(entry.name, moment(entry.made), entry.why, sound, marks, newest, state)

    def _is_sound(self, name: str) -> bool:
        proof = self._look(name)
        return proof is not None and proof.state == "sound"

    def _proved(self, name: str) -> bool:
        """Whether it is sound, found out by reading it since the program started."""
        with suppress(OSError):
            found = (self.folder / name).stat()
            proof = self._read.get(name)
            if proof is None or (proof.size, proof.time) != (found.st_size, found.st_mtime_ns):
                proof = self._look_into(name)
            return proof.state == "sound"
        return False

    def _look(self, name: str) -> Proof | None:
        """Read a backup and prove it; remembered while the file stays as it is. None: it can't be read."""
        with suppress(OSError):
            # Reading one takes long; size and time of change tell that it is still the same.
            return self._proofs.of(name, (self.folder / name).stat()) or self._look_into(name)
        return None

    def _look_into(self, name: str) -> Proof:
        """Raises OSError."""
        path = self.folder / name
        found = path.stat()
        try:
            return self._note(name, found, read_file(path))
        except NewerFileError:
            proof = Proof(found.st_size, found.st_mtime_ns, "newer")
        except DamagedError:
            proof = Proof(found.st_size, found.st_mtime_ns, "damaged")
        self._read[name] = proof
        self._proofs.put(name, proof)
        return proof

    def _note(self, name: str, found: os.stat_result, content: UserContent) -> Proof:
        marks = len(content.marks)
        told = marks, content.newest, *content.state, content.file_id
        proof = Proof(found.st_size, found.st_mtime_ns, "sound", *told)
        self._read[name] = proof
        self._proofs.put(name, proof)
        return proof

    def _save(self) -> None:
        # Without a folder there is nothing to remember, and nothing is made beside it.
        if self.folder.is_dir():
            self._proofs.save(self.names())


def _entry(name: str) -> _Entry:
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return _Entry(name, Turn(int(found.group(1) or 0), found.group(2)), found.group(3))  # pyright: ignore[reportArgumentType]


def _stand_ins(going: Iterable[str], sound: Iterable[str]) -> set[str]:
    """Of each that goes the next newer one of those that stay."""
    turns = sorted((_entry(name).turn, name) for name in sound)
    nexts = (next((name for turn, name in turns if turn > _entry(each).turn), "") for each in going)
    return {name for name in nexts if name}


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        # What can't be removed now is removed the next time.
        with suppress(OSError):
            path.unlink(missing_ok=True)
