"""Holds the range of a plan that is set in type: a document that grows and shrinks at both ends while shown.

Setting a plan of a hundred times the usual size takes seconds, so only the parts around what is read are
set. Two blank blocks, above and below, are as high as what is left out, so that one scroll goes through the
whole plan.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby

from PySide6.QtGui import QTextBlockFormat, QTextCursor

from desktop.typeset.box_layout import BoxCard
from desktop.typeset.document_writer import DocumentWriter, Sign, empty_document
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.page_style import PageStyle
from desktop.typeset.text_map import BlockMaps, TextMap
from desktop.typeset.typesetter import write_part

HIGHEST = 24_000_000.0
"""Highest blank, in pixels. Qt lays out in 26.6 fixed point (QFixed), which ends at 33,554,431 pixels; the
rest is for the words.
"""
_FILLING = "\u00a0"


class LoadedRange:
    """Parts `first` to `end` (not included) of a plan, set in a style."""

    def __init__(self, parts: PageBlocks, style: PageStyle, first: int) -> None:
        """Empty, before the part with the number `first`."""
        self.parts = parts
        self.style = style
        self.first = self.end = first
        self.map = BlockMaps(parts, first, len(_FILLING))
        self._cards: dict[str, BoxCard] = {}
        self._signs: list[list[Sign]] = []
        self.above = self.below = 1.0
        """Heights of the blank blocks, in pixels."""
        self.document = empty_document(style)
        self.document.setTextWidth(style.sheet_width)
        cursor = QTextCursor(self.document)
        cursor.setBlockFormat(_blank(1))
        # Not empty: Qt hides an empty block at the side of the table after it, however high it is.
        cursor.insertText(_FILLING)
        cursor.insertBlock(_blank(1))

    @property
    def whole(self) -> bool:
        """Nothing is left out."""
        return self.first == 0 and self.end == len(self.parts)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The signs of lost figures, at their positions in the document."""
        return tuple(
            replace(sign, position=self.map.start_of(number) + sign.position)
            for number, signs in enumerate(self._signs, self.first)
            for sign in signs
        )

    def plain_text(self, start: int, end: int) -> str:
        """What a copy of a document range gets: a line for each passage, lost figures as 〔缺〕."""
        pieces = [(run.position, run.key, run.text) for run in self.map.runs(start, end)]
        pieces += [
            (sign.position, sign.gap.key, sign.gap.sign)
            for sign in self.signs
            if start < sign.end and sign.position < end
        ]
        lines = groupby(sorted(pieces), key=lambda piece: piece[1])
        return "\n".join("".join(text for *_, text in line) for _, line in lines)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Qt lays out all parts that are written meanwhile together at the end, which is quicker than one
        by one.
        """
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        try:
            yield
        finally:
            cursor.endEditBlock()

    def lengthen(self) -> None:
        """Set the next part below."""
        # At the end of the last block before the blank one below.
        text, signs, length = self._write(self.end, self.document.lastBlock().position() - 1)
        self.map.put_below(text, length)
        self._signs.append(signs)
        self.end += 1

    def extend(self) -> None:
        """Set the part before the first one."""
        # At the end of the blank block above: a new block comes after it.
        text, signs, length = self._write(self.first - 1, len(_FILLING))
        self.map.put_above(text, length)
        self._signs.insert(0, signs)
        self.first -= 1

    def cut_above(self, number: int) -> None:
        """Take away the parts before the one with this number."""
        gone = number - self.first
        if gone <= 0:
            return
        self._remove(len(_FILLING), self.map.start_of(number))
        self.map.cut_above(gone)
        del self._signs[:gone]
        self.first = number

    def cut_below(self, number: int) -> None:
        """Take away the part with this number and those after it."""
        kept = number - self.first
        if number >= self.end:
            return
        self._remove(self.map.start_of(number), self.map.start_of(self.end))
        self.map.cut_below(kept)
        del self._signs[kept:]
        self.end = number

    def fill(self, above: float, below: float) -> None:
        """How high the blank blocks are, in pixels."""
        if above != self.above:
            self.above = above
            QTextCursor(self.document.firstBlock()).setBlockFormat(_blank(above))
        if below != self.below:
            self.below = below
            QTextCursor(self.document.lastBlock()).setBlockFormat(_blank(below))

    def top_of(self, number: int) -> float:
        """Where a part that is set begins, in the document's pixels; for `end`, where the last one ends."""
        # A part's positions begin at the end of the block before it; its own first block begins one later.
        block = self.document.findBlock(self.map.start_of(number) + 1)
        # Qt lays out as far as this block when it is asked for its rectangle.
        return self.document.documentLayout().blockBoundingRect(block).top()

    def _write(self, number: int, at: int) -> tuple[TextMap, list[Sign], int]:
        part = self.parts[number]
        before = self.document.characterCount()
        cursor = QTextCursor(self.document)
        cursor.setPosition(at)
        form = cursor.blockFormat()
        pen = DocumentWriter(self.parts, self.style, cursor, self._cards)
        cursor.beginEditBlock()
        write_part(pen, part)
        if part.box is not None:
            # Qt puts a block after a table, and draws it beside the table if nothing is in it.
            pen.cursor.setBlockFormat(_blank(1))
        # An empty block that something is written after must stay as it was.
        QTextCursor(self.document.findBlock(at)).setBlockFormat(form)
        cursor.endEditBlock()
        # Counted by the document: blocks and cells take positions besides the words.
        return pen.map, pen.signs, self.document.characterCount() - before

    def _remove(self, start: int, end: int) -> None:
        cursor = QTextCursor(self.document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        # Qt joins the blocks at both ends of what was removed: give the blank above its height again.
        QTextCursor(self.document.firstBlock()).setBlockFormat(_blank(self.above))


def _blank(height: float) -> QTextBlockFormat:
    form = QTextBlockFormat()
    form.setLineHeight(min(max(height, 1.0), HIGHEST), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return form
