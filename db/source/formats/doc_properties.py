"""Properties of words, paragraphs and rows in Word 97–2003 documents: they stand apart from the text, in
pages of 512 bytes that say which bytes of the text have them, each as a list of numbered changes (Sprm in
MS-DOC).
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from db.source.formats.bounds import too_much
from db.source.formats.doc_text import Piece, WordText

_PAGE = 512
_CHARACTER_PAGES, _PARAGRAPH_PAGES = 12, 13
"""Tables that list the pages."""
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of a change's value by the upper bits of its number; 0 where the value tells it."""
_ROW_CELLS, _TABS = 0xD608, 0xC615
"""Two changes that tell their length in ways of their own."""
ELSEWHERE = (0x6645, 0x6646, 0x646B)
"""Changes that stand in the stream of data: too many for a page."""
_MOST_RUNS = 600_000
"""Runs of words that differ; with more the text would be read for a minute."""


@dataclass(slots=True)
class Runs:
    """Stretches of the text in order, each with the properties that it has."""

    starts: list[int]
    """First positions."""
    properties: list[bytes]

    def at(self, position: int) -> bytes:
        """The properties at a position."""
        found = bisect_right(self.starts, position) - 1
        return self.properties[found] if found >= 0 else b""

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """Parts of a stretch of text: first position, the one behind the last, properties."""
        at = max(bisect_right(self.starts, start) - 1, 0)
        while start < end:
            upto = self.starts[at + 1] if at + 1 < len(self.starts) else end
            if upto > start:
                yield start, min(upto, end), self.properties[at] if self.properties else b""
                start = upto
            at += 1


def changes(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """The changes of a list: number and value."""
    at, end = 0, len(properties)
    while at + 2 <= end:
        number = properties[at] | properties[at + 1] << 8
        at += 2
        size = _SIZES[number >> 13]
        if not size:
            size = properties[at] if at < end else 0
            at += 1
            if number == _ROW_CELLS:
                size = (size | (properties[at] << 8 if at < end else 0)) - 1
                at += 1
            elif number == _TABS and size == 255:
                # Two counts stand in the value; such a list of tabs ends what can be read.
                return
        if size < 0 or at + size > end:
            return
        yield number, properties[at : at + size]
        at += size


def character_runs(text: WordText) -> Runs:
    """The properties of all words. Raises SourceError, struct.error."""
    starts: list[int] = []
    found: list[bytes] = []
    for page, count in _pages(text, _CHARACTER_PAGES):
        # As many places, and one more, then a byte for each.
        if 4 * (count + 1) + count > _PAGE - 1:
            raise struct.error("too many runs in a page")
        starts += _starts(text, page, count, len(starts))
        for at in range(count):
            place = page[4 * (count + 1) + at] * 2
            found.append(page[place + 1 : place + 1 + page[place]] if place else b"")
    return _in_text(text, starts, found)


def paragraph_runs(text: WordText) -> Runs:
    """The properties of all paragraphs, the number of the style first (2 bytes).

    Raises SourceError, struct.error.
    """
    starts: list[int] = []
    found: list[bytes] = []
    for page, count in _pages(text, _PARAGRAPH_PAGES):
        if 4 * (count + 1) + 13 * count > _PAGE - 1:
            raise struct.error("too many paragraphs in a page")
        starts += _starts(text, page, count, len(starts))
        for at in range(count):
            place = page[4 * (count + 1) + 13 * at] * 2
            size = 2 * page[place] - 1
            # A first byte of zero: the length stands in the next one, in pairs of bytes.
            if size < 0:
                place += 1
                size = 2 * page[place]
            # Of the first style, where nothing is told.
            found.append(page[place + 1 : place + 1 + size] if place > 1 and size > 1 else b"\0\0")
    return _in_text(text, starts, found)


def _pages(text: WordText, table: int) -> Iterator[tuple[bytes, int]]:
    """The pages of properties in the order of the text's bytes, and how many runs each tells of."""
    # A file may name one page many times.
    for each in dict.fromkeys(text.places(table, 4)[1]):
        place = (struct.unpack("<I", each)[0] & 0x3FFFFF) * _PAGE
        page = text.main[place : place + _PAGE]
        if len(page) < _PAGE:
            raise struct.error("page of properties outside")
        yield page + bytes(_PAGE), page[_PAGE - 1]


def _starts(text: WordText, page: bytes, count: int, before: int) -> tuple[int, ...]:
    if before + count > _MOST_RUNS:
        raise too_much(text.name)
    return struct.unpack_from(f"<{count}I", page)


def _in_text(text: WordText, starts: Sequence[int], properties: list[bytes]) -> Runs:
    """What is told of bytes as told of positions in the text."""
    if any(start > after for start, after in pairwise(starts)):
        order = sorted(range(len(starts)), key=starts.__getitem__)
        starts, properties = [starts[at] for at in order], [properties[at] for at in order]
    made = Runs([], [])
    known: dict[bytes, bytes] = {}
    for piece in text.pieces:
        for start, told in _in_piece(piece, starts, properties):
            whole = told + piece.modifiers if piece.modifiers else told
            if not made.properties or made.properties[-1] != whole:
                made.starts.append(start)
                made.properties.append(known.setdefault(whole, whole))
        if len(made.starts) > _MOST_RUNS:
            raise too_much(text.name)
    return made


def _in_piece(piece: Piece, starts: Sequence[int], properties: list[bytes]) -> Iterator[tuple[int, bytes]]:
    if piece.start == piece.end:
        return
    at = bisect_right(starts, piece.place) - 1
    yield piece.start, properties[at] if at >= 0 else b""
    end = piece.place + (piece.end - piece.start) * piece.width
    while at + 1 < len(starts) and starts[at + 1] < end:
        at += 1
        if starts[at] > piece.place:
            yield piece.start + (starts[at] - piece.place) // piece.width, properties[at]
