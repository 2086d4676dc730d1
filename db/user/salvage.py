"""Reading rows out of a damaged user.db, page by page, without SQLite: whatever is left of header, tables and
indexes.

Only leaf pages of tables are looked at (https://www.sqlite.org/fileformat.html, 1.6 and 2.1). A row counts
when its checksum is right; one that reads like a mark but whose checksum is wrong is given as doubtful.
"""

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.files import read_whole
from db.user.content import JOURNAL, MARK, TABLES, WAL, UserContent, check
from db.user.records import Draft, Mark, Moment, is_id

_PAGE = 4096
"""As `mark_file.PAGE`; the header that tells it may be gone."""
# The first byte of such a page. Page 1 begins with the header of the file, 100 bytes.
_LEAF = 13
_FIRST_HEADER = 100
# Bytes before the first page in the log, and before each.
_WAL_HEADER, _FRAME_HEADER = 32, 24
# Of a rollback journal: what its headers begin with, and how long they are on all but the oddest disks.
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_SECTOR = 512
_TABLES = {len(table.columns) + (2 if name == "mark" else 1): name for name, table in TABLES.items()}
"""Tables by the number of columns that are stored: also the checksum, and in `mark` the `number`."""


@dataclass(slots=True)
class Salvaged:
    """What could be read."""

    content: UserContent = field(default_factory=UserContent)
    doubtful: dict[str, Any] = field(default_factory=dict)
    """Marks that read well but whose checksum is wrong, by id; none of them is in `content`."""


def salvage(path: Path) -> Salvaged:
    """All that can be read from the file at `path` and the logs beside it, the newest form of each row.

    Never raises for what the files hold; files that can't be read give nothing.
    """
    salvaged = Salvaged()
    pages = _Pages(*(_bytes(path.with_name(path.name + end)) for end in ("", WAL, JOURNAL)))
    for page in pages.leaves():
        for cell in _cells(page, pages):
            _take(salvaged, cell)
    # Pages that are free may hold older forms of a row; a sound form of the same mark makes doubts needless.
    for id_ in salvaged.content.marks:
        salvaged.doubtful.pop(id_, None)
    return salvaged


def _bytes(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError:
        return b""


class _Pages:
    """The pages of the file, those that the journal was to bring back, and those that wait in the log; the
    newest of each last.
    """

    def __init__(self, file: bytes, log: bytes, journal: bytes) -> None:
        self._file = [file[at : at + _PAGE] for at in range(0, len(file), _PAGE)]
        self._log: dict[int, bytes] = {}
        self._older = list(_journal_pages(journal))
        for at in range(_WAL_HEADER, len(log) - _FRAME_HEADER, _FRAME_HEADER + _PAGE):
            (number,) = struct.unpack_from(">I", log, at)
            page = log[at + _FRAME_HEADER : at + _FRAME_HEADER + _PAGE]
            if number in self._log:
                self._older.append((number, self._log[number]))
            self._log[number] = page

    def page(self, number: int) -> bytes:
        """A page by its number, from 1; empty if there is none."""
        if number in self._log:
            return self._log[number]
        return self._file[number - 1] if 0 < number <= len(self._file) else b""

    def leaves(self) -> Iterator[bytes]:
        """What may be leaf pages of tables: those of the file, then older and newest ones of the logs."""
        for number, page in [*enumerate(self._file, 1), *self._older, *self._log.items()]:
            start = _FIRST_HEADER if number == 1 else 0
            if len(page) > start + 8 and page[start] == _LEAF:
                yield page


def _journal_pages(journal: bytes) -> Iterator[tuple[int, bytes]]:
    """The pages as they were before a change that was cut short, with their numbers (section 3 of the
    format).
    """
    # Each header begins a sector of its own, and takes it whole; the first may be damaged.
    later = range(_SECTOR, len(journal), _SECTOR)
    headers = [0, *(at for at in later if journal.startswith(_JOURNAL_MAGIC, at)), len(journal)]
    for header, end in itertools.pairwise(headers):
        # Number, page and checksum. A page stops short of the next header, which fills up its sector.
        for at in range(header + _SECTOR, end - _PAGE - 7, _PAGE + 8):
            yield struct.unpack_from(">I", journal, at)[0], journal[at + 4 : at + 4 + _PAGE]


def _cells(page: bytes, pages: _Pages) -> Iterator[list[Any]]:
    """The rows of a leaf page, as far as they can be made out."""
    start = _FIRST_HEADER if page[:16] == b"SQLite format 3\0" else 0
    (count,) = struct.unpack_from(">H", page, start + 3)
    for at in range(start + 8, min(start + 8 + 2 * count, len(page) - 1), 2):
        (cell,) = struct.unpack_from(">H", page, at)
        try:
            record = _record(_payload(page, cell, pages))
        except (IndexError, struct.error, ValueError, OverflowError):
            continue
        yield record


def _payload(page: bytes, at: int, pages: _Pages) -> bytes:
    length, at = _varint(page, at)
    _, at = _varint(page, at)
    # Section 1.6 of the format: how much of a long row stands on the leaf, the rest in a chain of pages.
    most = _PAGE - 35
    if length <= most:
        return page[at : at + length]
    least = (_PAGE - 12) * 32 // 255 - 23
    local = least + (length - least) % (_PAGE - 4)
    local = local if local <= most else least
    pieces = [page[at : at + local]]
    (overflow,) = struct.unpack_from(">I", page, at + local)
    left = length - local
    # A damaged chain may run in a circle.
    seen: set[int] = set()
    while left > 0 and overflow and overflow not in seen:
        seen.add(overflow)
        body = pages.page(overflow)
        (overflow,) = struct.unpack_from(">I", body, 0)
        pieces.append(body[4 : 4 + min(left, _PAGE - 4)])
        left -= _PAGE - 4
    return b"".join(pieces)


def _record(payload: bytes) -> list[Any]:
    """The values of a record. Raises ValueError, IndexError or struct.error when it is none."""
    size, at = _varint(payload, 0)
    types: list[int] = []
    while at < size:
        kind, at = _varint(payload, at)
        types.append(kind)
    if len(types) not in _TABLES:
        raise ValueError("a row of no table of ours")
    values: list[Any] = []
    for kind in types:
        value, at = _value(payload, at, kind)
        values.append(value)
    return values


_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind == 0:
        return None, at
    if kind in _INTEGERS:
        size = _INTEGERS[kind]
        return int.from_bytes(payload[at : at + size], signed=True), at + size
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind in (8, 9):
        # The numbers 0 and 1 take no room.
        return kind - 8, at
    # 10 and 11: no sound file has them.
    if kind < 12:
        raise ValueError("a reserved type")
    size = (kind - 12) // 2
    piece = payload[at : at + size]
    if len(piece) < size:
        raise ValueError("cut off")
    return (piece if kind % 2 == 0 else piece.decode("utf-8", "replace")), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        # The ninth byte has no sign that more follow: all its eight bits count.
        if step == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + step + 1
    raise ValueError("no number")


def _take(salvaged: Salvaged, stored: list[Any]) -> None:
    name = _TABLES[len(stored)]
    # The row id of `mark` is its `number`, which stands in its place as nothing.
    *row, told = stored[1:] if name == "mark" else stored
    sound = check(name, row) == told
    if not sound and not (name == "mark" and _reads_well(row)):
        return
    try:
        record = TABLES[name].record(row)
    except (ValueError, TypeError, KeyError):
        return
    into = salvaged.content.table(name) if sound else salvaged.doubtful
    before = into.get(row[0])
    # Of equally new ones the later page: pages of the log come last.
    if before is None or _moment(before) <= _moment(record):
        into[row[0]] = record


def _moment(record: object) -> Moment:
    """When a mark or draft was written; of the others the one that is read last counts."""
    return record.changed if isinstance(record, Mark) else record.saved if isinstance(record, Draft) else ""


def _reads_well(row: list[Any]) -> bool:
    """Whether each value of a mark's row is of the type that it should be."""
    numbers = {"start", "end", "whole", "position_start", "position_end", "occurrences", "twins"}
    empty = {"source", "category", "state", "suggestion"}
    for name, value in zip(MARK, row, strict=True):
        if value is None and name in empty:
            continue
        if not isinstance(value, int if name in numbers else str):
            return False
    kinds = ("highlight", "underline", "note", "bookmark")
    values = dict(zip(MARK, row, strict=True))
    return is_id(values["id"]) and values["kind"] in kinds and values["state"] in (None, "待办", "已办")
