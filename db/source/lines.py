"""What every format is read into: numbered lines, each with the way back to its source, and tables among
them.
"""

import errno
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from db.errors import SourceError
from db.filenames import shown
from db.files import read_whole, unread
from db.records import Dropped, Origin
from db.source.typography import to_shown

LARGEST = 64 * 1024 * 1024
"""Bytes; a file beyond this is no plan."""
APART = "\u3000"
"""Stands between the paragraphs of a cell where they are shown as one text: 120 above 350 is not 120350. A
narrow blank would not do, because large numbers may be written with it.
"""
PARTED = "一行以数字结束，下一行又以数字开头，没有连成一个数，请核对。"
"""What is said where two lines may have held one figure."""

BROKEN = ("txt", "md", "pdf", "ofd")
"""Kinds of files in which the end of a line may be that of a page's width, and not of a paragraph."""

# A page of print, and what Word and web pages end a line with inside of a paragraph: each a line end to the
# eye, though no editor counts it. Takes `\x0b` (VT), `\x0c` (FF) and `\u2028`, not `\t`
SOFT_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class LinePiece:
    """Words and where each of them stands in the source. What the program puts in between has no origin."""

    text: str
    origins: tuple[Origin, ...] = ()

    @classmethod
    def of_run(cls, text: str, line: int, column: int) -> "LinePiece":
        """Words that stand in the source as they are."""
        return cls(text, (Origin(0, line, column, len(text)),) if text else ())

    @classmethod
    def joined(cls, pieces: Iterable["LinePiece"], between: str = "") -> "LinePiece":
        """Pieces after one another, `between` them words of the program's own."""
        texts: list[str] = []
        origins: list[Origin] = []
        start = 0
        for piece in pieces:
            start += len(between) if texts else 0
            texts.append(piece.text)
            origins += (
                Origin(origin.start + start, origin.line, origin.column, origin.length)
                for origin in piece.origins
            )
            start += len(piece.text)
        return cls(between.join(texts), tuple(origins))

    @classmethod
    def continued(cls, pieces: Iterable["LinePiece"]) -> "LinePiece":
        """Lines of one text after one another: nothing stands between them, but where a figure ends one and
        another begins the next. 120 and 350家 were not written as 120350家.
        """
        apart = cls(APART)
        parts: list[LinePiece] = []
        for piece in pieces:
            if parts and parts[-1].text[-1:].isdigit() and piece.text[:1].isdigit():
                parts.append(apart)
            parts.append(piece)
        return cls.joined(parts)

    @property
    def parts_figures(self) -> bool:
        """Whether `continued` kept two figures apart."""
        ends = {origin.start + origin.length for origin in self.origins}
        return any(
            self.text[end : end + 1] == APART
            and self.text[end - 1 : end].isdigit()
            and self.text[end + 1 : end + 2].isdigit()
            for end in ends
        )

    def cut(self, start: int, end: int | None = None) -> "LinePiece":
        """The words from `start` to `end`."""
        end = len(self.text) if end is None else end
        # Looked up: a line of many marks has as many origins, and may be cut into as many pieces.
        first = bisect_right(self.origins, start, key=attrgetter("start")) - 1
        last = bisect_left(self.origins, end, key=attrgetter("start"))
        inside = (
            (origin, max(origin.start, start), min(origin.start + origin.length, end))
            for origin in self.origins[max(first, 0) : last]
        )
        origins = (
            Origin(first - start, origin.line, origin.column + first - origin.start, last - first)
            for origin, first, last in inside
            if first < last
        )
        return LinePiece(self.text[start:end], tuple(origins))

    def stripped(self) -> "LinePiece":
        """Without white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(len(self.text.rstrip()), start))

    def shown(self) -> "LinePiece":
        """Its words as they are shown. The length stays, and with it the way back."""
        return LinePiece(to_shown(self.text), self.origins)

    @property
    def lines(self) -> tuple[int, ...]:
        """The source lines that it comes from, each once, in order."""
        return tuple(dict.fromkeys(origin.line for origin in self.origins))


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table as the file has it; merged cells cover several rows or columns."""

    row: int
    column: int
    rows: int
    columns: int
    pieces: tuple[LinePiece, ...]
    """Its paragraphs; never an empty one."""

    @property
    def piece(self) -> LinePiece:
        """All its words, its paragraphs apart."""
        return LinePiece.joined(self.pieces, APART)

    @property
    def text(self) -> str:
        """The same words without their way back."""
        return APART.join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the file has it."""

    cells: tuple[GridCell, ...]
    """In reading order."""
    title: LinePiece = LinePiece("")
    """What the file itself calls it, as a sheet has a name; empty in most formats, where the lines around a
    table say it.
    """
    above: tuple[LinePiece, ...] = ()
    """Lines that belong to a table with such a title and stand above it: 单位：万元."""
    below: tuple[LinePiece, ...] = ()
    """The same below it: 注：…"""

    @property
    def pieces(self) -> tuple[LinePiece, ...]:
        """All its lines, in reading order."""
        cells = (piece for cell in self.cells for piece in cell.pieces)
        title = (self.title,) if self.title.text else ()
        return (*title, *self.above, *cells, *self.below)

    @property
    def piece(self) -> LinePiece:
        """All its words, cells run together."""
        return LinePiece.joined(self.pieces)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    @property
    def height(self) -> int:
        """Number of rows."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source line that is not blank: its 1-based number and its words without the white space around them.

    In formats without lines (docx, HTML, PDF) a line is a paragraph as it was read, numbered in reading
    order.
    """

    number: int
    text: str
    column: int
    """0-based column of the first character of `text` in the source line, in code points."""
    indented: bool
    gap: int = 0
    """Blank lines above it; in formats without lines 1 where the file leaves extra room."""
    level: int = 0
    """Heading level that the file itself gives it (a style, h1–h6, #); 0 if none.

    Of no trust: some mark all headings alike.
    """
    strong: bool = False
    """All of it is bold."""
    aside: str = ""
    """What the file itself says it is beside the text (网页栏目, 目录); empty for the text."""
    origins: tuple[Origin, ...] = ()
    """The way back where `text` is not just a run of the source line; empty if it is."""
    grid: Grid | None = None
    """A table in place of words; its lines have numbers from `number` on."""
    raw: str = ""
    """The source line's words where `text` differs from them."""
    left_out: tuple[Dropped, ...] = ()
    """Words of the same source lines that somebody deleted, struck out or hid."""

    @property
    def piece(self) -> LinePiece:
        """Its words with their way back."""
        if self.origins:
            return LinePiece(self.text, self.origins)
        return LinePiece.of_run(self.text, self.number, self.column)

    @property
    def numbers(self) -> tuple[int, ...]:
        """All source lines that it comes from, in order."""
        # Also a line without words, such as a rule between rows, is a line of the file.
        return (self.piece if self.grid is None else self.grid.piece).lines or (self.number,)

    @property
    def source(self) -> str:
        """The words as the source has them, for lists of lines."""
        return self.raw or self.text


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as it was read."""

    lines: list[SourceLine]
    kind: str
    """Short name of its format: txt, docx. Stands in a plan's report."""
    doubts: tuple[str, ...] = ()
    """What the user should know about the reading as a whole."""
    title: str = ""
    """What the file's own properties call it; of no trust."""


class _Numbered(Protocol):
    @property
    def numbers(self) -> tuple[int, ...]: ...


def shared_lines(units: Iterable[_Numbered]) -> dict[int, list[int]]:
    """The source lines that more than one unit comes from, and the indexes of these."""
    found: dict[int, list[int]] = {}
    for at, unit in enumerate(units):
        for number in unit.numbers:
            found.setdefault(number, []).append(at)
    return {number: indexes for number, indexes in found.items() if len(indexes) > 1}


def whole_lines(
    units: Sequence[_Numbered], chosen: Collection[int], shared: Mapping[int, Sequence[int]] | None = None
) -> set[int]:
    """Those indexes of `chosen` that share no source line with a unit outside of it. `shared` is what
    `shared_lines` says of the units.

    A source line leaves the text whole or not at all. In `第一篇<table></table>&gt;` a sign of a web page
    stands behind a heading: taken out by itself, the line would be both in the text and not.
    """
    whole = set(chosen)
    shared = shared_lines(units) if shared is None else shared
    numbers = {number for at in whole for number in units[at].numbers if number in shared}
    # What stays keeps its lines, and with them the units that share one, and so on.
    kept = [number for number in numbers if not whole.issuperset(shared[number])]
    seen = set(kept)
    while kept:
        for at in whole.intersection(shared[kept.pop()]):
            whole.remove(at)
            more = {number for number in units[at].numbers if number in shared} - seen
            seen |= more
            kept += more
    return whole


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises SourceError when it is missing, unreadable, empty or absurdly large."""
    name = shown(path.name)
    try:
        data = read_whole(path, LARGEST)
    except FileNotFoundError as error:
        raise SourceError(f"找不到源文件“{name}”，请检查路径。", repr(error)) from error
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise SourceError(f"源文件“{name}”超过 64 MB，不像是规划文本，没有导入。") from error
        raise SourceError(
            f"源文件“{name}”读不出来：{unread(error)}，请检查权限或磁盘。", repr(error)
        ) from error
    if not data.strip():
        raise SourceError(f"源文件“{name}”是空的，没有导入；请重新取得文件，再导入。")
    return data


def checksum(data: bytes) -> str:
    """SHA-256 of a source as received, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
