"""Which hits are to be drawn on the page, and where: only those in sight are ever looked at."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextLine

from db.records import Place
from desktop.typeset.composer import Typeset


class HitMarks:
    """The hits of a search as ranges of a typeset document. A sign 〔缺〕 in the middle of a hit belongs to it."""

    def __init__(self, page: Typeset, places: Sequence[Place]) -> None:
        self._document = page.document
        signs = {position for sign in page.signs for position in range(sign.position, sign.end)}
        ranges: list[tuple[int, int, int]] = []
        self.first: list[int | None] = []
        """Document position where each hit begins; None for one that is not on this page."""
        for number, place in enumerate(places):
            found = page.map.ranges(place.key, place.span) if place.key in page.map else []
            self.first.append(found[0][0] if found else None)
            ranges += [(start, end, number) for start, end in _joined(found, signs)]
        ranges.sort()
        self._ranges = ranges
        self._starts = [start for start, _, _ in ranges]
        self.signs_within = tuple(sign for sign in page.signs if self._covers(sign.position))
        """Signs that stand in a hit: drawn in the colour of the text, not in rust on yellow."""

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def between(self, top: int, bottom: int) -> Iterator[tuple[int, list[QRectF]]]:
        """Number and rectangles (in the document's coordinates) of each range between two document positions."""
        first = max(bisect_left(self._starts, top) - 1, 0)
        for start, end, number in self._ranges[first : bisect_right(self._starts, bottom)]:
            yield number, rectangles(self._document, start, end)

    def _covers(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and self._ranges[index][1] > position


def _joined(ranges: list[tuple[int, int]], signs: set[int]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and all(position in signs for position in range(joined[-1][1], start)):
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def line_at(document: QTextDocument, position: int) -> tuple[QTextBlock, QTextLine, QPointF]:
    """The line that holds a document position, and the document point where its block's layout begins."""
    block = document.findBlock(position)
    corner = document.documentLayout().blockBoundingRect(block).topLeft()
    layout = block.layout()
    line = layout.lineForTextPosition(position - block.position())
    return block, line, corner


def rectangles(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """One rectangle for each line that the range touches, as high as its characters."""
    block, _, corner = line_at(document, start)
    layout, found = block.layout(), []
    left, right = start - block.position(), end - block.position()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if last <= left or first >= right:
            continue
        x1, x2 = (_x(line, position) for position in (max(left, first), min(right, last)))
        base = corner.y() + line.y() + line.ascent()
        size = block.charFormat().font().pixelSize() if block.length() < 2 else _size(block, max(left, first))
        found.append(QRectF(corner.x() + min(x1, x2), base - size * 0.98, abs(x2 - x1), size * 1.28))
    return found


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # a pair in PySide6, for whatever Qt's own signature says
    return found[0]


def _size(block: QTextBlock, offset: int) -> int:
    """Pixel size of the character at an offset of the block."""
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        if fragment.contains(block.position() + offset):
            return fragment.charFormat().font().pixelSize()
        fragments += 1
    return block.charFormat().font().pixelSize()
