"""Hostile documents as old workbooks: BIFF 8 in a compound file."""

import struct
from collections.abc import Mapping, Sequence

from tests.db.source.hostile.document import Document
from tests.db.source.hostile.old_word import compound
from tests.db.source.hostile.sheets import broken, rows_of


def record(number: int, data: bytes = b"") -> bytes:
    """A record of an old workbook."""
    return struct.pack("<HH", number, len(data)) + data


def wide(words: str, size: str = "B") -> bytes:
    """A string with its length before it."""
    return struct.pack(f"<{size}B", len(words), 1) + words.encode("utf-16-le")


def font(*, struck: bool = False, moved: int = 0) -> bytes:
    """A font."""
    return record(0x31, struct.pack("<5H", 200, 8 * struck, 0x7FFF, 400, moved) + bytes(4) + wide("宋体"))


def look(code: int = 0, number: int = 0) -> bytes:
    """A format of cells: of a number's format and a font."""
    return record(0xE0, struct.pack("<HH", number, code) + bytes(16))


def old_workbook(
    sheets: Mapping[str, bytes],
    *,
    before: bytes = b"",
    strings: Sequence[bytes] = (),
    states: Mapping[str, int] | None = None,
) -> bytes:
    """The stream of an old workbook. `strings` are the records of the shared texts."""
    shared = b"".join(record(0xFC if not at else 0x3C, part) for at, part in enumerate(strings))
    fixed = record(0x809, struct.pack("<HH", 0x600, 5) + bytes(12)) + before + shared
    listed = sum(len(record(0x85, bytes(6) + wide(name))) for name in sheets) + 4
    places: list[int] = []
    bodies = b""
    for content in sheets.values():
        places.append(len(fixed) + listed + len(bodies))
        bodies += record(0x809, struct.pack("<HH", 0x600, 0x10) + bytes(12)) + content + record(0x0A)
    rows = (
        record(0x85, struct.pack("<IBB", place, (states or {}).get(name, 0), 0) + wide(name))
        for name, place in zip(sheets, places, strict=True)
    )
    return compound({"Workbook": fixed + b"".join(rows) + record(0x0A) + bodies})


_FONTS = {"note": 5, "power": 5, "index": 6, "deleted": 7, "struck": 7}


def xls(document: Document) -> bytes:
    """As an old workbook, whose shared texts go on from record to record in the middle of words."""
    parts: list[bytes] = [b""]
    count = 0
    cells = b""
    for at, (row, hidden) in enumerate(rows_of(document)):
        cells += record(0x208, struct.pack("<4H4xI", at, 0, 2, 300, 0x20 * hidden))
        for column, cell in enumerate(row):
            runs = [each for each in broken(cell) if each.words]
            words = "".join(each.words for each in runs)
            fonts, start = b"", 0
            for each in runs:
                fonts += struct.pack("<HH", start, _FONTS.get(each.sort, 0))
                start += len(each.words)
            text = words.encode("utf-16-le")
            opening = struct.pack("<HBH", len(words), 9, len(runs))
            half = len(words) // 2 * 2
            if count % 3 == 1 and half:
                parts[-1] += opening + text[:half]
                parts.append(b"\1" + text[half:] + fonts)
            else:
                parts[-1] += opening + text + fonts
            cells += record(0xFD, struct.pack("<HHHI", at, column, 0, count))
            count += 1
    parts[0] = struct.pack("<II", count, count) + parts[0]
    before = b"".join((*(font(),) * 4, font(moved=1), font(moved=2), font(struck=True), look()))
    return old_workbook({"Sheet1": cells}, before=before, strings=parts)
