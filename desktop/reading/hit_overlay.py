"""Which hits are to be drawn on the page, and where: only those in sight are ever looked at."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextLine

from db.records import Span
from desktop.typeset.document_writer import Sign
from desktop.typeset.loaded_range import LoadedRange

Hits = Mapping[str, Sequence[Span]]
"""Passage key → where its hits are in its text."""


class HitOverlay:
    """The hits of a search in a typeset document, worked out where they are seen.

    A sign 〔缺〕 inside a hit belongs to it.
    """

    def __init__(self, page: LoadedRange, hits: Hits) -> None:
        self._page = page
        self._hits = hits
        self._ranges: dict[str, list[tuple[Span, list[tuple[int, int]]]]] = {}
        near = [sign for sign in page.signs if sign.key in hits]
        self._signs = {position for sign in near for position in range(sign.position, sign.end)}
        self.signs_within = tuple(sign for sign in near if self._covers(sign))
        """Signs that stand in a hit: drawn in the colour of the text, not in rust on yellow."""

    def between(self, top: int, bottom: int) -> Iterator[tuple[tuple[str, Span], list[QRectF]]]:
        """Key, span and rectangles (in the document's coordinates) of each range between two document
        positions.
        """
        for key in dict.fromkeys(run.key for run in self._page.map.runs(top, bottom)):
            for span, ranges in self._in_passage(key):
                for start, end in ranges:
                    if start < bottom and end > top:
                        yield (key, span), rectangles(self._page.document, start, end)

    def first(self, key: str, span: Span) -> int | None:
        """Document position where a hit begins; None for one that is not on this page."""
        found = self._page.map.ranges(key, span) if key in self._page.map else []
        return found[0][0] if found else None

    def _in_passage(self, key: str) -> list[tuple[Span, list[tuple[int, int]]]]:
        if key not in self._ranges:
            ranges = self._page.map.ranges
            self._ranges[key] = [
                (span, _joined(ranges(key, span), self._signs)) for span in self._hits.get(key, ())
            ]
        return self._ranges[key]

    def _covers(self, sign: Sign) -> bool:
        return any(
            start <= sign.position < end for _, ranges in self._in_passage(sign.key) for start, end in ranges
        )


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
