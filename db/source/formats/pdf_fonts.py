"""The one font that PDFium is given in place of the system's Chinese ones: a box for every character.

Where characters stand is written in the file. To open a system's font for each of them takes twenty times as
long, and what was left out for want of a font would depend on the system: PDFium passes over words whose font
has no outline for them.
"""

import ctypes
import struct
from typing import Any

import pypdfium2.raw as pdfium

_UNITS = 1000
"""Of a font's square."""
_CHINESE = (128, 129, 134, 136)
"""Sets of characters: Japanese, Korean, Chinese. For Latin letters PDFium has fonts of its own."""
_STEP = 0x1000
"""Characters that one segment of the table of characters covers."""


def _box_font() -> bytes:
    """A TrueType font in which every character is the same box."""
    # One outline of four points, all on the curve and given as two bytes each.
    # Narrow, because PDFium makes the place of a character as wide as its outline is.
    low, high, wide = -120, 880, 200
    box = struct.pack(">hhhhh", 1, 0, low, wide, high) + struct.pack(">HH", 3, 0) + b"\x01" * 4
    box += struct.pack(">hhhh", 0, wide, 0, -wide) + struct.pack(">hhhh", low, 0, high - low, 0)
    tables = {
        "cmap": _characters(),
        "glyf": box,
        "head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000,
            0,
            0,
            0x5F0F3CF5,
            0,
            _UNITS,
            0,
            0,
            0,
            low,
            wide,
            high,
            0,
            8,
            2,
            1,
            0,
        ),
        "hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, high, low, 0, _UNITS, *[0] * 11, 1),
        "hmtx": struct.pack(">Hhh", _UNITS, 0, 0),
        "loca": struct.pack(">III", 0, 0, len(box)),
        "maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
    }
    at = 12 + 16 * len(tables)
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    content = b""
    for name, table in tables.items():
        directory += struct.pack(">4sIII", name.encode(), 0, at + len(content), len(table))
        content += table + bytes(-len(table) % 4)
    return directory + content


def _characters() -> bytes:
    """The table of characters: all segments share one list, in which each is the box."""
    starts = [*range(0, 0xF000, _STEP), 0xF000]
    ends = [start + _STEP - 1 for start in starts[:-1]] + [0xFFFF]
    count = len(starts)
    listed = struct.pack(f">{_STEP}H", *[1] * _STEP)
    # From the place of each offset on: the other offsets behind it, then the list.
    offsets = [2 * (count - at) for at in range(count)]
    body = struct.pack(">HHHH", 2 * count, 32, 4, 2 * count - 32)
    body += struct.pack(f">{count}H", *ends) + bytes(2)
    body += struct.pack(f">{count}H", *starts) + bytes(2 * count) + struct.pack(f">{count}H", *offsets)
    table = struct.pack(">HHH", 4, 6 + len(body) + len(listed), 0) + body + listed
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


class OneFont:
    """What PDFium asks for the system's fonts; to be kept as long as it may ask."""

    def __init__(self) -> None:
        self._data = _box_font()
        self._name = b"Box\0"
        self._info = pdfium.FPDF_SYSFONTINFO()
        self._info.version = 1
        answers = {
            "EnumFonts": lambda *_: None,
            "MapFont": lambda _info, _weight, _italic, charset, *_: int(charset in _CHINESE),
            "GetFont": lambda *_: None,
            "GetFontData": self._give,
            "GetFaceName": lambda _info, _font, room, size: self._copied(self._name, room, size),
            "GetFontCharset": lambda *_: 1,
            "DeleteFont": lambda *_: None,
        }
        for asked, answer in answers.items():
            setattr(self._info, asked, type(getattr(self._info, asked))(answer))
        pdfium.FPDF_SetSystemFontInfo(self._info)

    def _give(self, _info: object, _font: object, table: int, room: int | None, size: int) -> int:
        # Only the whole is asked for, or whether it is a collection.
        return self._copied(self._data, room, size) if not table else 0

    def _copied(self, data: bytes, room: Any, size: int) -> int:
        if room and size >= len(data):
            ctypes.memmove(room, data, len(data))
        return len(data)
