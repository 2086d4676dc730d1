"""Where the words of a Word 97–2003 document stand (MS-DOC): its head (FIB), which tells the place of every
table, and the pieces that its text is made of.

A position is a code unit of UTF-16 (CP), and here one character of a string each, also half of a character
beyond the first plane.
"""

import struct
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from db.errors import SourceError
from db.source.formats.bounds import CHARACTERS, too_much
from db.source.formats.compound import CompoundFile
from db.source.formats.programs import locked

_WORD_97 = 0xC1
"""Version of the first Word that writes this form; those before have another."""
_WORDS = (0xA5EC, 0xA5DC)
"""First number of a document; the second one is of Word 6 and 95."""
_TABLES = 154
"""Where the places of the tables stand in the head."""
STORIES = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")
"""What the text is made of, in order."""
_LATIN = "‚ƒ„…†‡ˆ‰Š‹Œ\x8d\x8e\x8f\x90‘’“”•–—˜™š›œ\x9d\x9eŸ"
_EIGHT_BITS = {0x82 + at: sign for at, sign in enumerate(_LATIN)}
_SHORT_MODIFIERS = {
    0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x55: 0x0835, 0x57: 0x0837, 0x5C: 0x083C,
    0x68: 0x2A48, 0x73: 0x2A53,
}  # fmt: skip
"""Properties of which a piece tells by a short number, those that matter for reading."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stands in one place of the file."""

    start: int
    end: int
    """Positions in the text."""
    place: int
    """Of its first byte in the stream."""
    width: int
    """Bytes of a character: 1 or 2."""
    modifiers: bytes
    """Properties that it gives to all its words, above those that stand with the words."""


@dataclass(slots=True)
class WordText:
    """A document's text and tables."""

    name: str
    """The file's, for what is said of it."""
    main: bytes
    """The stream of the text and of the properties that words have."""
    tables: bytes
    """The stream of all else."""
    data: bytes
    """The stream of what is too large for those: pictures, properties of wide tables."""
    stories: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """First position and the one behind the last, by the names of `STORIES`."""
    pieces: list[Piece] = field(default_factory=list[Piece])
    text: str = ""

    @classmethod
    def read(cls, file: CompoundFile) -> "WordText":
        """From the streams of a document.

        Raises SourceError when it is of an older form, encrypted, damaged or too long; struct.error where a
        table is damaged.
        """
        main = file.stream("WordDocument") or b""
        first, version = struct.unpack_from("<HH", main)
        if first not in _WORDS:
            raise file.damaged(f"first word {first:x}")
        flags = struct.unpack_from("<H", main, 10)[0]
        if flags & 0x100:
            raise locked(file.name, sheet=False)
        if version < _WORD_97:
            raise SourceError(
                f"“{file.name}”是 Word 95 或更早的文件，请用 WPS 或 Word 打开，另存为 .docx 后再导入。"
            )
        tables = file.stream("1Table" if flags & 0x200 else "0Table")
        if tables is None:
            raise file.damaged("no tables")
        text = cls(file.name, main, tables, file.stream("Data") or b"")
        lengths = struct.unpack_from("<8I", main, 76)
        ends = list(accumulate(lengths))
        if ends[-1] > CHARACTERS * 11 // 10:
            raise too_much(file.name)
        text.stories = dict(zip(STORIES, zip([0, *ends], ends, strict=False), strict=True))
        text._read_pieces(ends[-1])
        if len(text.text) < ends[-1]:
            raise file.damaged(f"{len(text.text)} of {ends[-1]} characters")
        return text

    def table(self, number: int) -> bytes:
        """A table by its number in the head; empty where there is none. Raises struct.error."""
        place, length = self.place_of(number)
        return self.tables[place : place + length]

    def place_of(self, number: int) -> tuple[int, int]:
        """Where a table stands in its stream, and how many bytes it has. Raises struct.error."""
        place, length = struct.unpack_from("<II", self.main, _TABLES + 8 * number)
        if length and place + length > len(self.tables):
            raise struct.error(f"table {number} is outside")
        return place, length

    def places(self, number: int, width: int) -> tuple[tuple[int, ...], list[bytes]]:
        """A table of positions with `width` bytes for each but the last one. Raises struct.error."""
        return parted_plc(self.table(number), width)

    def _read_pieces(self, most: int) -> None:
        content = self.table(33)
        modifiers: list[bytes] = []
        at = 0
        while content[at : at + 1] == b"\1":
            length = struct.unpack_from("<H", content, at + 1)[0]
            modifiers.append(content[at + 3 : at + 3 + length])
            at += 3 + length
        length = struct.unpack_from("<xI", content, at)[0]
        positions, told = parted_plc(content[at + 5 : at + 5 + length], 8)
        parts: list[str] = []
        read = 0
        for (start, end), each in zip(pairwise(positions), told, strict=True):
            place, modifier = struct.unpack_from("<IH", each, 2)
            if start != read or end < start or end > most + 1_000:
                raise struct.error("pieces out of order")
            read = end
            width = 1 if place & 0x40000000 else 2
            place = place & 0x3FFFFFFF
            place = place // 2 if width == 1 else place
            units = self.main[place : place + (end - start) * width]
            if len(units) < (end - start) * width:
                raise struct.error("text outside")
            self.pieces.append(Piece(start, end, place, width, _modifiers(modifier, modifiers)))
            parts.append(_decoded(units, width))
        self.text = "".join(parts)


def parted_plc(content: bytes, width: int) -> tuple[tuple[int, ...], list[bytes]]:
    """Positions, one more than there are entries of `width` bytes behind them."""
    count = max((len(content) - 4) // (4 + width), 0)
    if len(content) < 4:
        return (), []
    positions = struct.unpack_from(f"<{count + 1}I", content)
    base = 4 * (count + 1)
    return positions, [content[base + at * width : base + (at + 1) * width] for at in range(count)]


def _decoded(units: bytes, width: int) -> str:
    if width == 1:
        return units.decode("latin-1").translate(_EIGHT_BITS)
    words = units.decode("utf-16-le", "surrogatepass")
    if len(words) * 2 < len(units):
        return "".join(map(chr, struct.unpack(f"<{len(units) // 2}H", units)))
    return words


def _modifiers(told: int, known: list[bytes]) -> bytes:
    if told & 1:
        return known[told >> 1] if told >> 1 < len(known) else b""
    number = _SHORT_MODIFIERS.get(told >> 1 & 0x7F)
    return struct.pack("<HB", number, told >> 8) if number else b""
