"""What user.db holds: read without changing a byte of it and proved whole, as records, and as the rows that
they are in the file with the checksums that prove each one to be what was written.

For opening, backups and files set aside alike. No SQLAlchemy here: this is read while the program starts.
"""

import hashlib
import json
import secrets
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from db import database
from db.files import head
from db.records import PlaceWord, Supplement
from db.user.errors import NewerFileError
from db.user.records import (
    Addition,
    Anchor,
    Assignment,
    Category,
    Change,
    Draft,
    Mark,
    Moment,
    PlaceSuggestion,
    SourceRange,
    TextRange,
    put,
)

REVISION = 3
"""The version of the tables that this program writes: the last of `migrations.STEPS`."""

WAL, JOURNAL = "-wal", "-journal"
LOGS = (WAL, JOURNAL)
"""What may hold a part of the file's content: of a change, by a program of before, and of what it changes."""
COMPANIONS = (*LOGS, "-shm")
"""What SQLite may lay beside the file; they belong to it wherever it goes."""


class DamagedError(Exception):
    """The file is not what was written: never shown as it is, `rescue` deals with it."""


class OvertakenError(Exception):
    """Someone else has written to the file since it was read."""


class GoneError(Exception):
    """The file that was opened no longer has its name: it was deleted or put elsewhere while it was open."""


@dataclass(frozen=True, slots=True)
class UserFiles:
    """Where things lie in the person's own folder."""

    folder: Path

    @property
    def user(self) -> Path:
        """The marks."""
        return self.folder / "user.db"

    @property
    def whole_part(self) -> Path:
        """A new user.db that was written, perhaps whole, but did not get its name before the program
        ended.
        """
        return self.folder / "user.db.part"

    @property
    def lock(self) -> Path:
        """What programs hold while they make, replace or set aside user.db."""
        return self.folder / "user.lock"

    @property
    def damaged(self) -> Path:
        """The folder of what was set aside."""
        return self.folder / "damaged"


class StoredEdition(NamedTuple):
    """The words of an edition, kept as long as marks hold on to it: a row as it stands in the file."""

    stamp: str
    plan: str
    """The plan's slug."""
    title: str
    words: bytes
    """`PlanText.pack`."""


class Lineage(NamedTuple):
    """Which versions a mark was before (`merge.version`), the oldest first."""

    mark: str
    versions: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Writing:
    """What one transaction writes. Compared by identity: two with the same content are still two."""

    change: Change
    drafts: Mapping[str, Draft | None] = field(default_factory=dict)
    """By id of the mark; None: the draft goes."""
    editions: Mapping[str, StoredEdition | None] = field(default_factory=dict)
    """By stamp; None: no mark needs its words any more."""
    settled: Mapping[str, str] = field(default_factory=dict)
    lineages: Mapping[str, Lineage | None] = field(default_factory=dict)
    """By id of the mark; they come with its changes."""

    @property
    def only_drafts(self) -> bool:
        """It changes no marks, and what it keeps may give way to a later draft."""
        return not (self.change or self.editions or self.settled)

    def tables(self) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """For each table the records that are to stand there, by key; None where one is removed."""
        change = self.change
        return {
            "mark": {edit.id: edit.after for edit in change.edits},
            "category": {edit.id: edit.after for edit in change.categories},
            "addition": {edit.id: edit.after for edit in change.additions},
            "draft": self.drafts,
            "edition": self.editions,
            "lineage": self.lineages,
        }.items()


@dataclass(slots=True)
class UserContent:
    """All that user.db holds."""

    marks: dict[str, Mark] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    additions: dict[str, Addition] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    editions: dict[str, StoredEdition] = field(default_factory=dict)
    lineages: dict[str, Lineage] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    """For each plan the edition in which its marks were placed last."""
    sequence: int = 0
    """How many changes were written; 0: the file doesn't exist yet."""
    seal: int = 0
    file_id: str = ""
    """Which file this is, or is a copy of; empty in one that an earlier program wrote last."""
    revision: int = REVISION

    @property
    def state(self) -> tuple[int, int]:
        """What tells one content from another: sequence and seal."""
        return self.sequence, self.seal

    @property
    def newest(self) -> Moment:
        """When its newest mark was changed; empty without marks."""
        return max((mark.changed for mark in self.marks.values()), default="")

    def follows(self, sequence: int, file_id: str) -> bool:
        """Whether it can have come, by changes, from a file of this count of changes and this id."""
        other = bool(file_id and self.file_id) and file_id != self.file_id
        return self.sequence >= sequence and not other

    def table(self, name: str) -> dict[str, Any]:
        """The records of one of TABLES, by key."""
        return getattr(self, TABLES[name].field)

    def take(self, writing: Writing) -> None:
        """Apply what a transaction writes to this content."""
        for name, records in writing.tables():
            put(self.table(name), records)
        self.settled.update(writing.settled)

    def copied(self) -> "UserContent":
        """The same in dictionaries of its own; the records in them never change."""
        copies = {table.field: dict(self.table(name)) for name, table in TABLES.items()}
        return replace(self, settled=dict(self.settled), **copies)


def new_file_id() -> str:
    """For a file that is no copy of another."""
    return secrets.token_hex(8)


def read_file(path: Path) -> UserContent:
    """Everything in the file at `path`, which is left untouched, byte for byte.

    Raises DamagedError when it is not whole, NewerFileError when a newer program wrote it, OSError when it
    can't be read.
    """
    # A folder, or a named pipe, at which whoever opens it waits for ever.
    if not stat.S_ISREG(path.stat().st_mode):
        raise DamagedError("no file")
    try:
        with path.open("rb") as file:
            # SQLite takes an empty file for a new database, and would say that all is well.
            if file.read(16) != b"SQLite format 3\0":
                raise DamagedError("no SQLite file")
        with untouched(path) as connection:
            return read(connection)
    # Not only what SQLite says: rows of which Python can make no records are damage, too.
    except (sqlite3.Error, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise DamagedError(repr(error)) from error


@contextmanager
def untouched(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file that writes nothing, not even what SQLite itself would after a crash."""
    beside = [log for end in LOGS if _size(log := path.with_name(path.name + end))]
    if not beside:
        # immutable: SQLite takes no lock and lays nothing beside the file, also where one can't write.
        with closing(database.connect(path, "ro", immutable=True)) as connection:
            yield connection
        return
    # Changes wait beside the file, or half of one is to be taken back; SQLite would do that on a copy.
    with tempfile.TemporaryDirectory(prefix="plan-reader-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "user.db"
        shutil.copyfile(path, copy)
        for log in beside:
            # The program that wrote it may have closed the file meanwhile, and removed its log.
            with suppress(FileNotFoundError):
                shutil.copyfile(log, Path(folder) / log.name.replace(path.name, copy.name, 1))
        # What waits is taken over by writing; only then is it read, within the bounds of reading.
        with closing(database.connect(copy, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        with closing(database.connect(copy, "ro", immutable=True)) as connection:
            yield connection


def _size(path: Path) -> int:
    """In bytes; 0 also when there is no such file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read(connection: sqlite3.Connection) -> UserContent:
    """Everything that a connection sees, as of one moment. Raises as `read_file`, and sqlite3.Error."""
    # Otherwise Python begins and ends transactions where it likes.
    connection.isolation_level = None
    # One transaction: the seal and all rows are of the same moment, though others write meanwhile.
    connection.execute("BEGIN")
    try:
        database.refuse_code(connection)
        revision = _revision(connection)
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        if faults != ["ok"]:
            raise DamagedError("; ".join(map(str, faults)))
        return _content(connection, revision)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


_SIGN = b"SQLite format 3\0"


def is_marks_file(path: Path) -> bool:
    """Whether a file may be a user.db or a backup of one: people are handed no other databases."""
    return head(path, len(_SIGN)) == _SIGN


class FileOutline(NamedTuple):
    """What stands in a file, in short."""

    marks: Mapping[str, Moment]
    """When each was changed, by id."""
    additions: frozenset[str]
    """Their ids."""


def outlined(connection: sqlite3.Connection) -> FileOutline:
    """The outline of a file that was proved. Raises sqlite3.Error."""
    marks = dict(connection.execute("SELECT id, changed FROM mark"))
    (revision,) = connection.execute("PRAGMA user_version").fetchone()
    found = connection.execute("SELECT id FROM addition") if revision >= TABLES["addition"].since else ()
    return FileOutline(marks, frozenset(id_ for (id_,) in found))


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
    # Two places, so that one flipped byte is told as damage and not as a newer program.
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
    content.file_id = str(meta.get("file_id", ""))
    content.settled = {
        name.removeprefix("settled:"): value for name, value in meta.items() if name.startswith("settled:")
    }
    # Each checksum says that a row is right; the seal, that none is missing.
    seal = 0
    for name, table in TABLES.items():
        for row, row_check in _rows(connection, name) if table.since <= revision else ():
            seal ^= row_check
            content.table(name)[row[0]] = table.record(row)
    if seal != content.seal:
        raise DamagedError("rows are missing, or from another time")
    return content


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[tuple[Any, ...], int]]:
    names = ", ".join(f'"{name}"' for name in TABLES[table].columns)
    for *row, told in connection.execute(f'SELECT {names}, checksum FROM "{table}" ORDER BY rowid'):
        if check(table, row) != told:
            raise DamagedError(f"a row of {table} is not as it was written")
        yield tuple(row), told


# Rows and records, one into the other

_json = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    separators=(",", ":"),
    # JSON has no bytes: the words of an edition, the only ones, stand for themselves by their hash.
    default=lambda value: hashlib.blake2b(value).hexdigest(),
).encode
"""Checksums hang on this form: it must stay."""

StoredValue = str | int | float | bytes | None
StoredRow = tuple[StoredValue, ...]
"""The values of a row in the order of its columns below, without number and checksum."""

MARK = (
    *("id", "kind", "plan", "start_key", "start", "end_key", "end", "quote", "prefix", "suffix", "whole"),
    *(
        "position_start",
        "position_end",
        "source",
        "path",
        "occurrences",
        "twins",
        "edition",
        "category",
        "note",
        "tags",
    ),
    *("state", "lead_unit", "units", "due", "author", "created", "changed", "placed", "suggestion"),
)
CATEGORY = ("id", "name", "colour", "ordinal", "offered", "task", "own")
DRAFT = ("mark", "text", "saved")
EDITION = ("stamp", "plan", "title", "words")
ADDITION = ("id", "kind", "plan", "key", "told")
LINEAGE = ("mark", "versions")


def check(table: str, row: Sequence[StoredValue]) -> int:
    """The checksum of a row: 64 bits with a sign, as SQLite keeps them."""
    text = _json([table, *row])
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True
    )


def mark_row(mark: Mark) -> StoredRow:
    """The row of a mark."""
    anchor, reach, source, suggestion = mark.anchor, mark.anchor.reach, mark.anchor.source, mark.suggestion
    return (
        *(mark.id, mark.kind, anchor.plan, reach.start_key, reach.start, reach.end_key, reach.end),
        *(anchor.quote, anchor.prefix, anchor.suffix, int(anchor.whole), *anchor.position),
        _json([source.start_line, source.start_column, source.end_line, source.end_column])
        if source
        else None,
        *(_json(anchor.path), anchor.occurrences, anchor.twins, anchor.edition),
        *(
            mark.category,
            mark.note,
            _json(mark.tags),
            mark.state,
            mark.task.lead_unit,
            mark.task.units,
            mark.task.due,
        ),
        *(mark.author, mark.created, mark.changed, mark.placed),
        _json([*_reach_values(suggestion.reach), suggestion.quote, suggestion.likeness])
        if suggestion
        else None,
    )


def mark_from(row: Sequence[Any]) -> Mark:
    """The mark of a row.

    Raises ValueError, TypeError or KeyError when the row can't have been one of ours.
    """
    (
        id_, kind, plan, start_key, start, end_key, end, quote, prefix, suffix, whole,
        position_start, position_end, source, path, occurrences, twins, edition, category, note, tags,
        state, lead_unit, units, due, author, created, changed, placed, suggestion,
    ) = row  # fmt: skip
    return Mark(
        id=id_,
        kind=kind,
        anchor=Anchor(
            plan=plan,
            reach=TextRange(start_key, start, end_key, end),
            quote=quote,
            prefix=prefix,
            suffix=suffix,
            whole=bool(whole),
            position=(position_start, position_end),
            source=SourceRange(*json.loads(source)) if source is not None else None,
            path=_list(path),
            occurrences=occurrences,
            twins=twins,
            edition=edition,
        ),
        category=category,
        note=note,
        tags=_list(tags),
        state=state,
        task=Assignment(lead_unit, units, due) if lead_unit or units or due else Assignment(),
        author=author,
        created=created,
        changed=changed,
        placed=placed,
        suggestion=_suggestion(suggestion) if suggestion is not None else None,
    )


def category_row(category: Category) -> StoredRow:
    """The row of a category."""
    flags = (int(category.offered), int(category.task), int(category.own))
    return (category.id, category.name, category.colour, category.ordinal, *flags)


def category_from(row: Sequence[Any]) -> Category:
    """The category of a row."""
    id_, name, colour, ordinal, offered, task, own = row
    return Category(id_, name, colour, ordinal, bool(offered), bool(task), bool(own))


def addition_row(addition: Addition) -> StoredRow:
    """The row of an addition."""
    if isinstance(addition, Supplement):
        span = list(addition.span) if addition.span is not None else None
        told = {
            "span": span,
            "quote": addition.quote,
            "cells": addition.cells,
            "unit": addition.unit,
            "source": addition.source,
            "date": addition.date,
            "name": addition.name,
        }
        return (addition.id, "supplement", addition.plan, addition.key, _json(told))
    told = {"word": addition.word, "how": addition.how}
    return (addition.id, "place_word", addition.plan, addition.place, _json(told))


def addition_from(row: Sequence[Any]) -> Addition:
    """The addition of a row.

    Raises ValueError, TypeError or KeyError when the row can't have been one of ours.
    """
    id_, kind, plan, key, words = row
    told = json.loads(words)
    if kind == "place_word":
        return PlaceWord(plan, key, told["word"], told["how"])
    start_end = told["span"]
    return Supplement(
        id=id_,
        plan=plan,
        key=key,
        span=(start_end[0], start_end[1]) if start_end is not None else None,
        quote=told["quote"],
        cells=tuple(tuple(line) for line in told["cells"]),
        unit=told["unit"],
        source=told["source"],
        date=told["date"],
        name=told["name"],
    )


def _reach_values(reach: TextRange) -> tuple[str, int, str, int]:
    return reach.start_key, reach.start, reach.end_key, reach.end


def _suggestion(text: str) -> PlaceSuggestion:
    start_key, start, end_key, end, quote, likeness = json.loads(text)
    return PlaceSuggestion(TextRange(start_key, start, end_key, end), quote, likeness)


# Ten thousand marks share a few hundred paths and lists of tags: opening is quicker, and they stand once.
@lru_cache(4096)
def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of user.db whose rows carry checksums: how its rows and its records become one another."""

    field: str
    """Where `UserContent` holds its records."""
    columns: tuple[str, ...]
    """What the checksums cover; the first one is the key."""
    row: Callable[[Any], StoredRow]
    record: Callable[[Sequence[Any]], Any]
    """Raises ValueError, TypeError or KeyError for a row that can't have been one of ours."""
    since: int = 1
    """The revision that brought it: older files lack it."""


TABLES = {
    "mark": StoredTable("marks", MARK, mark_row, mark_from),
    "category": StoredTable("categories", CATEGORY, category_row, category_from),
    "draft": StoredTable(
        "drafts", DRAFT, lambda draft: (draft.mark, draft.text, draft.saved), lambda row: Draft(*row)
    ),
    "edition": StoredTable("editions", EDITION, tuple, lambda row: StoredEdition(*row)),
    "addition": StoredTable("additions", ADDITION, addition_row, addition_from, since=2),
    "lineage": StoredTable(
        "lineages",
        LINEAGE,
        lambda lineage: (lineage.mark, _json(lineage.versions)),
        lambda row: Lineage(row[0], _list(row[1])),
        since=3,
    ),
}
"""A new table, or a new column, comes with a step in `migrations`, a Table in `schema`, and a row here."""


def name_of(at: datetime) -> str:
    """A point in time for a file's name: sorts by time, and holds no sign that a file system refuses."""
    at = at.astimezone(UTC)
    # %Y has no zeros in front of a year before 1000, which a broken clock may tell.
    return f"{at.year:04d}{at:%m%dT%H%M%S}{at.microsecond // 1000:03d}Z"


def time_of_name(told: str) -> datetime | None:
    """The point in time of what `name_of` gave."""
    try:
        whole = datetime.strptime(told[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return whole.replace(microsecond=int(told[15:18]) * 1000)
    except ValueError:
        return None
