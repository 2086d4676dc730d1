"""Draws what is on the page besides its words: hits, the flash of a jump, paragraph numbers and the link that
has the keyboard; and finds the rectangles of a document's characters, which marks and links use too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextBlock, QTextDocument, QTextLine

from db.records import Place, Span
from desktop.look.theme import Theme
from desktop.typeset.document_writer import Sign
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_style import PageStyle

Hits = Mapping[str, Sequence[Span]]
"""Passage key → where its hits are in its text."""


class HitOverlay:
    """The hits of a search in a typeset document, worked out where they are seen.

    A sign 〔缺〕 inside a hit belongs to it.
    """

    def __init__(self, page: LoadedRange, hits: Hits) -> None:
        self._page = page
        self._hits = hits
        # By passage, filled when it is first painted.
        self._ranges: dict[str, list[tuple[Span, list[tuple[int, int]]]]] = {}
        near = [sign for sign in page.signs if sign.gap.key in hits]
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
            start <= sign.position < end
            for _, ranges in self._in_passage(sign.gap.key)
            for start, end in ranges
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
        # Lines have a fixed height with air in it: what is drawn is as high as the characters, not the line.
        base = corner.y() + line.y() + line.ascent()
        size = block.charFormat().font().pixelSize() if block.length() < 2 else _size(block, max(left, first))
        found.append(QRectF(corner.x() + min(x1, x2), base - size * 0.98, abs(x2 - x1), size * 1.28))
    return found


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # PySide6 gives a pair (x, position); its stub says object
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


Seen = tuple[int, int]
"""First and last document position of what is in sight, with some more on either side."""
_BESIDE = 34.0
"""Pixels between a paragraph's number and its text: a bookmark's sign may stand there."""
_NARROW = 54.0
"""In a margin narrower than this a number stands at the text."""


def _felt_pen(painter: QPainter, theme: Theme) -> None:
    """Draw over the words like a felt pen: on a light ground it darkens only, on a dark one it lightens."""
    modes = QPainter.CompositionMode
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(
        modes.CompositionMode_Lighten if theme.dark else modes.CompositionMode_Multiply
    )


def draw_hits(painter: QPainter, theme: Theme, marks: HitOverlay, current: Place | None, seen: Seen) -> None:
    """Hits; the current one with an edge, so that it is not told by its colour alone."""
    _felt_pen(painter, theme)
    now = (current.key, current.span) if current is not None else None
    for hit, rects in marks.between(*seen):
        is_current = hit == now
        painter.setPen(QPen(QColor(theme.accent), 1.5) if is_current else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hit_current if is_current else theme.hit))
        for rect in rects:
            painter.drawRoundedRect(rect, 3, 3)


def draw_flash(
    painter: QPainter, theme: Theme, page: LoadedRange, place: Place, strength: float, seen: Seen
) -> None:
    """The place that was jumped to, with an edge, so that it is seen beside hits and marks too; `strength`
    from 1 to 0.
    """
    if place.key not in page.map:
        return
    _felt_pen(painter, theme)
    # In the dark the words are lightened less than their ground, or they would be lost in it.
    tint, edge = QColor(theme.accent if theme.dark else theme.hit), QColor(theme.accent)
    tint.setAlphaF((0.45 if theme.dark else 1.0) * strength)
    edge.setAlphaF(strength)
    painter.setPen(QPen(edge, 2))
    painter.setBrush(tint)
    for start, end in page.map.ranges(place.key, place.span):
        if start <= seen[1] and end >= seen[0]:
            for rect in rectangles(page.document, start, end):
                painter.drawRoundedRect(rect.adjusted(-3, 0, 3, 0), 3, 3)


def draw_numbers(
    painter: QPainter, style: PageStyle, page: LoadedRange, numbers: Mapping[str, int], seen: Seen
) -> None:
    """The ordinals of paragraphs and items, in the margin beside their first lines."""
    font = _number_font(tuple(style.hei), min(round(style.size * 0.72), 16))
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(style.theme.secondary))
    right = style.margin - (_BESIDE if style.margin >= _NARROW else 5)
    for key in dict.fromkeys(run.key for run in page.map.runs(*seen)):
        if key in numbers:
            _, line, corner = line_at(page.document, page.map.position(key))
            text = str(numbers[key])
            baseline = corner.y() + line.y() + line.ascent()
            painter.drawText(QPointF(max(right - metrics.horizontalAdvance(text), 2), baseline), text)


def draw_link(painter: QPainter, theme: Theme, rects: Iterable[QRectF]) -> None:
    """A frame around the link that Enter follows."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent), 1.5))
    for rect in rects:
        painter.drawRoundedRect(rect.adjusted(-2, -1, 2, 1), 3, 3)


@lru_cache(maxsize=8)
def _number_font(families: Sequence[str], size: int) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(size)
    return font
