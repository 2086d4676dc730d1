"""Compound files (MS-CFB): the file system inside a file that Office used before zip packages.

Only what the root folder holds is looked at. Chains of sectors are followed with bounds, so that a damaged
file ends in a sentence and not in a loop. What no reader needs is not asked for: WPS writes a class id into
the header, where others write zeros.
"""

import struct
from itertools import chain

from db.errors import SourceError
from db.source.formats.programs import is_sheet, office

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOKS = frozenset(("workbook", "book"))
"""Streams that hold the sheets of an old workbook."""
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on are no sectors: ends of chains, free ones."""
_END = 0xFFFFFFFE
_MINI_SECTOR = 64
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """An opened compound file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises SourceError when it is damaged; `name` is for what is said of it."""
        self.name: str = name
        self._data = data
        self._entries: dict[str, tuple[int, int, int]] = {}
        try:
            self._read()
        except (struct.error, IndexError) as error:
            raise self.damaged(repr(error)) from error

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams and folders in the root folder, in small letters: case says nothing."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream of the root folder; None if there is none. Raises SourceError."""
        entry = self._entries.get(name.lower())
        if entry is None or entry[0] != _STREAM:
            return None
        _, start, size = entry
        try:
            if size < self._cutoff:
                return self._chained(self._mini, start, size, self._mini_data, _MINI_SECTOR, 0)
            return self._chained(self._table, start, size, self._data, self._size, self._size)
        except IndexError as error:
            raise self.damaged(repr(error)) from error

    def damaged(self, detail: str = "") -> SourceError:
        """What is said of a damaged file."""
        program, saved = office(sheet=is_sheet(self.name) or not BOOKS.isdisjoint(self._entries))
        return SourceError(
            f"“{self.name}”已损坏或不完整（可能没有下载完），没有导入；请重新取得文件，或用 WPS、{program} "
            f"打开修复后另存为 {saved}，再导入。",
            detail,
        )

    def _read(self) -> None:
        shift = struct.unpack_from("<H", self._data, 30)[0]
        if self._data[:8] != MAGIC or shift not in (9, 12):
            raise self.damaged("header")
        self._size = 1 << shift
        directory = struct.unpack_from("<I", self._data, 48)[0]
        self._cutoff, mini_start, mini_count, more, _ = struct.unpack_from("<5I", self._data, 56)
        self._table = self._sector_table(more)
        folder = self._chained(self._table, directory, None, self._data, self._size, self._size)
        entries = [folder[at : at + _ENTRY] for at in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
        if not entries or entries[0][66] != _ROOT:
            raise self.damaged("no root")
        start, size = struct.unpack_from("<II", entries[0], 116)
        self._mini_data = self._chained(self._table, start, size, self._data, self._size, self._size)
        packed = b""
        if mini_count:
            packed = self._chained(self._table, mini_start, None, self._data, self._size, self._size)
        self._mini = struct.unpack(f"<{len(packed) // 4}I", packed)
        self._walk(entries)

    def _sector_table(self, more: int) -> tuple[int, ...]:
        """Which sector follows each (FAT); its own sectors are listed in the header, and in a chain from
        sector `more` on.
        """
        listed: list[int] = list(struct.unpack_from("<109I", self._data, 76))
        each = self._size // 4
        most = len(self._data) // self._size + 1
        while more < _LAST_SECTOR and most > 0:
            *found, more = struct.unpack_from(f"<{each}I", self._data, (more + 1) * self._size)
            listed += found
            most -= 1
        sectors = [sector for sector in listed if sector < _LAST_SECTOR]
        # Each holds the places of others: a file can't have more of them than sectors.
        if len(sectors) > len(self._data) // self._size + 1:
            raise self.damaged("too many sectors")
        parts = (struct.unpack_from(f"<{each}I", self._data, (sector + 1) * self._size) for sector in sectors)
        return tuple(chain.from_iterable(parts))

    def _chained(
        self, table: tuple[int, ...], start: int, size: int | None, data: bytes, sector: int, first: int
    ) -> bytes:
        """The bytes of a chain of sectors in `data`, of which sector 0 begins at `first`; all of them where
        `size` is None.
        """
        if size == 0:
            return b""
        wanted = len(table) if size is None else min(-(-size // sector), len(table))
        parts: list[bytes] = []
        at = start
        while at < _LAST_SECTOR and len(parts) < wanted:
            place = first + at * sector
            parts.append(data[place : place + sector])
            # Some programs leave the last sector of a file cut short; none leaves one out.
            if not parts[-1]:
                raise self.damaged(f"sector {at} is outside")
            at = table[at]
        if size is None and at != _END and len(parts) >= wanted:
            raise self.damaged("endless chain")
        content = b"".join(parts)
        if size is not None and len(content) < size:
            raise self.damaged(f"{len(content)} of {size} bytes")
        return content if size is None else content[:size]

    def _walk(self, entries: list[bytes]) -> None:
        """The children of the root, which form a tree."""
        waiting = [struct.unpack_from("<I", entries[0], 76)[0]]
        seen: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number >= len(entries) or number in seen:
                continue
            seen.add(number)
            entry = entries[number]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace").partition("\0")[0]
            self._entries[name.lower()] = (entry[66], *struct.unpack_from("<II", entry, 116))
            waiting += struct.unpack_from("<II", entry, 68)
