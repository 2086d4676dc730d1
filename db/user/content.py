"""Reading a user.db without changing a byte of it, and proving it whole.

For opening, backups and files set aside alike.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.user import rows
from db.user.errors import NewerFileError
from db.user.records import (
    Addition,
    AdditionEdit,
    Category,
    CategoryEdit,
    Draft,
    Edit,
    Mark,
    Moment,
    addition_id,
)

REVISION = 2
"""The version of the tables that this program writes: the last of `migrations.STEPS`."""

WAL = "-wal"
COMPANIONS = (WAL, "-shm", "-journal")
"""What SQLite may lay beside the file; they belong to it wherever it goes."""


class DamagedError(Exception):
    """The file is not what was written: never shown as it is, `rescue` deals with it."""


class OvertakenError(Exception):
    """Someone else has written to the file since it was read."""


class GoneError(Exception):
    """The file that was opened no longer has its name: it was deleted or put elsewhere while it was open."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What one transaction writes."""

    edits: tuple[Edit, ...] = ()
    """Each mark at most once."""
    categories: tuple[CategoryEdit, ...] = ()
    additions: tuple[AdditionEdit, ...] = ()
    drafts: tuple[Draft, ...] = ()
    drop_drafts: tuple[str, ...] = ()
    """Ids of marks."""
    editions: Mapping[str, tuple[str, str, bytes]] = field(default_factory=dict)
    drop_editions: tuple[str, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class UserContent:
    """All that user.db holds."""

    marks: dict[str, Mark] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    additions: dict[str, Addition] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    editions: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    """By stamp: the plan's slug, its title, its words (`PlanText.pack`)."""
    settled: dict[str, str] = field(default_factory=dict)
    """For each plan the edition in which its marks were placed last."""
    sequence: int = 0
    """How many changes were written; 0: the file doesn't exist yet."""
    seal: int = 0
    revision: int = REVISION

    @property
    def state(self) -> tuple[int, int]:
        """What tells one content from another: sequence and seal."""
        return self.sequence, self.seal

    @property
    def newest(self) -> Moment:
        """When its newest mark was changed; empty without marks."""
        return max((mark.changed for mark in self.marks.values()), default="")

    def take(self, writing: Writing) -> None:
        """Do here what is written there."""
        for edit in writing.edits:
            if edit.after is not None:
                self.marks[edit.after.id] = edit.after
            else:
                self.marks.pop(edit.id, None)
        for edit in writing.categories:
            if edit.after is not None:
                self.categories[edit.after.id] = edit.after
            else:
                self.categories.pop(edit.id, None)
        for edit in writing.additions:
            if edit.after is not None:
                self.additions[edit.id] = edit.after
            else:
                self.additions.pop(edit.id, None)
        for key in writing.drop_drafts:
            self.drafts.pop(key, None)
        self.drafts.update({draft.mark: draft for draft in writing.drafts})
        for stamp in writing.drop_editions:
            self.editions.pop(stamp, None)
        self.editions.update(writing.editions)
        self.settled.update(writing.settled)


def read_file(path: Path) -> UserContent:
    """Everything in the file at `path`, which is left untouched, byte for byte.

    Raises DamagedError when it is not whole, NewerFileError when a newer program wrote it, OSError when it
    can't be read.
    """
    try:
        with path.open("rb") as file:
            if file.read(16) != b"SQLite format 3\0":
                raise DamagedError("no SQLite file")
        with untouched(path) as connection:
            return read(connection)
    except (sqlite3.Error, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise DamagedError(repr(error)) from error


@contextmanager
def untouched(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file that writes nothing, not even what SQLite itself would after a crash."""
    wal = path.with_name(path.name + WAL)
    if not wal.exists() or wal.stat().st_size == 0:
        with closing(
            sqlite3.connect(path.absolute().as_uri() + "?mode=ro&immutable=1", uri=True)
        ) as connection:
            yield connection
        return
    # Changes wait beside the file; SQLite would take them over on a copy.
    with tempfile.TemporaryDirectory(prefix="plan-reader-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "user.db"
        shutil.copyfile(path, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(wal, copy.with_name(copy.name + WAL))
        with closing(sqlite3.connect(copy)) as connection:
            yield connection


def read(connection: sqlite3.Connection) -> UserContent:
    """Everything that a connection sees, as of one moment. Raises as `read_file`, and sqlite3.Error."""
    connection.isolation_level = None
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("BEGIN")
    try:
        revision = _revision(connection)
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        if faults != ["ok"]:
            raise DamagedError("; ".join(map(str, faults)))
        return _content(connection, revision)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def state(connection: sqlite3.Connection) -> tuple[int, int]:
    """Sequence and seal of the file as it is now: `UserContent.state`."""
    meta = dict(connection.execute("SELECT name, value FROM meta WHERE name IN ('sequence', 'seal')"))
    return int(meta["sequence"]), int(meta["seal"])


def _revision(connection: sqlite3.Connection) -> int:
    """The version of the tables.

    Raises NewerFileError only if the file says so twice; a flipped byte says it once.
    """
    (told,) = connection.execute("PRAGMA user_version").fetchone()
    found = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
    if len(found) != 1 or not str(found[0]).isdecimal() or int(found[0]) != told or told < 1:
        raise DamagedError(f"revision {found!r}, {told!r}")
    if told > REVISION:
        raise NewerFileError(
            "您的批注是由更新版本的规划阅读器保存的，本版本不能打开，文件没有改动；请改用新版本程序。",
            f"revision {told}",
        )
    return told


def _content(connection: sqlite3.Connection, revision: int) -> UserContent:
    content = UserContent(revision=revision)
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    content.sequence, content.seal = int(meta["sequence"]), int(meta["seal"])
    content.settled = {
        name.removeprefix("settled:"): value for name, value in meta.items() if name.startswith("settled:")
    }
    seal = 0
    for table in (name for name in rows.COLUMNS if rows.SINCE.get(name, 1) <= revision):
        for row, check in _rows(connection, table):
            seal ^= check
            _keep(content, table, row)
    if seal != content.seal:
        raise DamagedError("rows are missing, or from another time")
    return content


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[tuple[Any, ...], int]]:
    names = ", ".join(f'"{name}"' for name in rows.COLUMNS[table])
    for *row, check in connection.execute(f'SELECT {names}, checksum FROM "{table}" ORDER BY rowid'):
        if rows.check(table, row) != check:
            raise DamagedError(f"a row of {table} is not as it was written")
        yield tuple(row), check


def _keep(content: UserContent, table: str, row: tuple[Any, ...]) -> None:
    if table == "mark":
        mark = rows.mark_from(row)
        content.marks[mark.id] = mark
    elif table == "category":
        category = rows.category_from(row)
        content.categories[category.id] = category
    elif table == "draft":
        draft = rows.draft_from(row)
        content.drafts[draft.mark] = draft
    elif table == "addition":
        addition = rows.addition_from(row)
        content.additions[addition_id(addition)] = addition
    else:
        stamp, plan, title, words = row
        content.editions[stamp] = (plan, title, words)
