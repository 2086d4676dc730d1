"""user.db on disk: every change is one transaction that has reached the disk before `write` returns, or
nothing of it has.
"""

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from db import database, files
from db.files import cause, sync
from db.user import content, schema
from db.user.content import (
    COMPANIONS,
    TABLES,
    DamagedError,
    GoneError,
    OvertakenError,
    StoredValue,
    UserContent,
    Writing,
    check,
    new_file_id,
)
from db.user.errors import LockedError, NotSavedError

PAGE = 4096
"""Bytes of a page of the file; `salvage` reads pages by themselves."""

_CHUNK = 500
"""Keys of one statement: SQLite may be built with at most 999 variables."""


class MarkFile:
    """One user.db, open for writing. Not to be used by two threads at a time."""

    def __init__(self, path: Path, patience: float) -> None:
        """`path` must exist. `patience`: seconds to wait for a lock. Nothing is opened yet."""
        self._path = path
        self._patience = patience
        self._engine: Engine | None = None
        self._raw: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def write(self, writing: Writing, content: UserContent) -> None:
        """Write one change, and bring `content` up to it.

        Raises NotSavedError (nothing was written), OvertakenError (`content` is old), DamagedError,
        GoneError.
        """
        with _told(self._path), self._begin() as connection:
            meta = {row.name: row.value for row in connection.execute(select(schema.meta))}
            if (int(meta["sequence"]), int(meta["seal"])) != content.state:
                raise OvertakenError(repr(meta))
            seal = content.seal ^ _write_rows(connection, writing.tables(), content)
            sequence = content.sequence + 1
            # A file of an earlier program gets its own with the first change.
            file_id = content.file_id or new_file_id()
            _put_meta(connection, writing.settled, seal, sequence, file_id)
        if _identity(self._path) != self._identity:
            # Someone has put another file there at this very moment: what we wrote went with the one before.
            raise GoneError(str(self._path))
        content.take(writing)
        content.seal, content.sequence, content.file_id = seal, sequence, file_id

    def read(self) -> UserContent:
        """Everything in the file now, waiting for locks.

        Raises NotSavedError, DamagedError, NewerFileError.
        """
        with _told(self._path):
            return content.read(self._opened())

    def state(self) -> tuple[int, int]:
        """`UserContent.state` of the file as it is now. Raises NotSavedError, DamagedError, GoneError."""
        with _told(self._path):
            return content.state(self._opened())

    def copy_to(self, target: Path) -> None:
        """Make a copy by SQLite's backup API: one file that needs no other.

        Raises NotSavedError, DamagedError, OSError.
        """
        with _told(target), closing(database.connect(target, "rwc")) as copy:
            self._opened().backup(copy)

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()
        if self._raw is not None:
            self._raw.close()
        self._engine = self._raw = self._identity = None

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        raw = self._opened()
        if self._engine is None:
            self._engine = _engine(raw)
        with _transaction(self._engine, raw) as connection:
            yield connection

    def _opened(self) -> sqlite3.Connection:
        identity = _identity(self._path)
        if identity is None or self._identity not in (None, identity):
            raise GoneError(str(self._path))
        if self._raw is None:
            self._raw = _connect(self._path, self._patience)
            self._identity = identity
        return self._raw


@contextmanager
def alone(path: Path, lock: Path, patience: float) -> Iterator[None]:
    """Of all programs only this one makes, replaces or sets aside the file at `path` meanwhile.

    Raises NotSavedError.
    """
    with ExitStack() as stack:
        with _told(path):
            lock.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(files.alone(_lockable(lock), patience))
        yield


def _lockable(lock: Path) -> Path:
    """`lock`, or where something stands that is no file of ours, the name beside it that all programs take
    then.
    """
    try:
        found = lock.lstat()
    except OSError:
        return lock
    usable = stat.S_ISREG(found.st_mode) and os.access(lock, os.R_OK | os.W_OK)
    return lock if usable else lock.with_name(f"{lock.name}.other")


def create(path: Path, content: UserContent) -> UserContent:
    """Write a whole new user.db at `path`, under that name only when it is complete on disk; one that is
    there is replaced.

    To be called `alone`. Gives the content as it stands in it, with the same dictionaries. Raises
    NotSavedError.
    """
    part = path.with_name(path.name + ".part")
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for end in ("", *COMPANIONS):
            part.with_name(part.name + end).unlink(missing_ok=True)
        written = replace(content)
        with closing(_connect(part, 1.0, create=True)) as raw, _transaction(_engine(raw), raw) as connection:
            # Alembic is for a file that is made or brought up, which few starts do.
            from db.user import migrations

            migrations.migrate(connection)
            written.seal = _write_rows(
                connection, ((name, written.table(name)) for name in TABLES), UserContent()
            )
            written.sequence = content.sequence + 1
            written.file_id = content.file_id or new_file_id()
            _put_meta(connection, written.settled, written.seal, written.sequence, written.file_id)
        # The rows must be on the disk before the name is: after a power cut a file with the name is whole.
        sync(part)
        # A log left from another file would be taken for one of this.
        for end in COMPANIONS:
            path.with_name(path.name + end).unlink(missing_ok=True)
            part.with_name(part.name + end).unlink(missing_ok=True)
        part.replace(path)
        # Until the folder is on the disk too, a power cut may still bring the old name back.
        sync(path.parent)
    return written


def migrate(path: Path, patience: float) -> None:
    """Bring an older user.db to this version, whole or not at all. Raises NotSavedError, DamagedError."""
    from db.user import migrations

    with _told(path), closing(_connect(path, patience)) as raw, _transaction(_engine(raw), raw) as connection:
        migrations.migrate(connection)


def _connect(path: Path, patience: float, *, create: bool = False) -> sqlite3.Connection:
    raw = database.connect(path, "rwc" if create else "rw", patience=patience)
    try:
        raw.execute(f"PRAGMA page_size = {PAGE}")
        # Not WAL: before 3.51.3, and that is what Debian 11 to 13 and Python's own installers bring, two
        # programs that write and empty the log at once can lose a change (https://sqlite.org/wal.html,
        # "WAL-reset bug"). A change takes five syncs instead of four; what is confirmed stands in one file.
        # TRUNCATE, not DELETE: scanners hold on to files on Windows, and with FULL it is synced when it is
        # emptied, so that no power cut takes back what was confirmed.
        (mode,) = raw.execute("PRAGMA journal_mode = TRUNCATE").fetchone()
        if mode != "truncate":
            raise sqlite3.OperationalError(f"the journal's mode stays {mode}")
        raw.execute("PRAGMA synchronous = FULL")
        # macOS: fsync alone leaves the bytes in the drive's own cache.
        raw.execute("PRAGMA fullfsync = ON")
        # What was removed is gone from the file too; and a page read by itself holds nothing old.
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error:
        raw.close()
        raise
    return raw


def _engine(raw: sqlite3.Connection) -> Engine:
    """SQLAlchemy over a connection that is opened and closed here, not by SQLAlchemy."""
    return create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)


@contextmanager
def _transaction(engine: Engine, raw: sqlite3.Connection) -> Iterator[Connection]:
    with engine.connect() as connection:
        # The lock is taken before anything is read: with a plain BEGIN two programs could read the same
        # sequence, and one would fail half-way when it begins to write.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.exec_driver_sql("COMMIT")
        finally:
            if raw.in_transaction:
                raw.execute("ROLLBACK")


def _write_rows(
    connection: Connection, tables: Iterable[tuple[str, Mapping[str, Any]]], content: UserContent
) -> int:
    """Write the records of each table, as `Writing.tables` gives them, over what `content` says is in the
    file; gives by what the seal changes.
    """
    seal = 0
    for name, records in tables:
        table, form, there = schema.metadata.tables[name], TABLES[name], content.table(name)
        before = {key: form.row(there[key]) for key in records if key in there}
        after = {key: form.row(record) for key, record in records.items() if record is not None}
        checks = {key: check(name, row) for key, row in after.items()}
        seal ^= _sum(checks.values()) ^ _sum(check(name, row) for row in before.values())
        values: dict[str, dict[str, StoredValue]] = {
            key: dict(zip((*form.columns, "checksum"), (*row, checks[key]), strict=True))
            for key, row in after.items()
        }
        key_column = table.c[form.columns[0]]
        gone = [key for key in before if key not in after]
        for start in range(0, len(gone), _CHUNK):
            chunk = gone[start : start + _CHUNK]
            _expect(connection.execute(delete(table).where(key_column.in_(chunk))).rowcount, len(chunk))
        if added := [values[key] for key in after if key not in before]:
            connection.execute(insert(table), added)
        if changed := [{"_key": key, **values[key]} for key in after if key in before]:
            statement = update(table).where(key_column == bindparam("_key"))
            _expect(connection.execute(statement, changed).rowcount, len(changed))
    return seal


def _put_meta(
    connection: Connection, settled: Mapping[str, str], seal: int, sequence: int, file_id: str
) -> None:
    values = {f"settled:{plan}": stamp for plan, stamp in settled.items()}
    values |= {"seal": str(seal), "sequence": str(sequence), "file_id": file_id}
    put = upsert(schema.meta)
    put = put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
    connection.execute(put, [{"name": name, "value": value} for name, value in values.items()])


def _expect(count: int, expected: int) -> None:
    if count != expected:
        raise DamagedError(f"{count} rows changed instead of {expected}")


def _sum(checks: Iterable[int]) -> int:
    return reduce(xor, checks, 0)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_DAMAGE = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_ERROR,
)
_NO_ROOM = 2**20
"""With fewer bytes left on the disk than this, an error in writing is told as a full disk."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Sort what SQLite and the system say of the file at `path`: into what can be told in a sentence, and
    damage.
    """
    try:
        yield
    except DBAPIError as error:
        raise _sorted(error.orig or error, path) from error
    except (sqlite3.Error, OSError) as error:
        raise _sorted(error, path) from error
    except (SQLAlchemyError, ValueError, KeyError, TypeError) as error:
        # What stands in the file is not what belongs there.
        raise DamagedError(repr(error)) from error


def _sorted(error: BaseException, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)
    if not isinstance(error, OSError) and (
        code & 0xFF in _DAMAGE or code in (0, sqlite3.SQLITE_IOERR_SHORT_READ)
    ):
        # No code: Python itself could make nothing of what SQLite read.
        return DamagedError(repr(error))
    if code & 0xFF in _LOCKED or isinstance(error, TimeoutError):
        return LockedError("批注文件正被其他程序占用", repr(error))
    known = isinstance(error, OSError) and error.errno not in (None, errno.EIO)
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    # What the system has named is that, however little room there is.
    if full or code & 0xFF == sqlite3.SQLITE_FULL or (not known and _no_room(path)):
        return NotSavedError("磁盘空间已满", repr(error))
    refused = isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    if refused or code & 0xFF in _READ_ONLY:
        return NotSavedError("批注文件所在的文件夹不能写入", repr(error))
    if isinstance(error, OSError):
        return NotSavedError(f"批注文件不能写入（{cause(error, path)}）", repr(error))
    return NotSavedError("读写磁盘时出错", f"{error!r} {code}")


def _no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NO_ROOM
    except OSError:
        return False
