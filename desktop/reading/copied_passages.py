"""Collects the words that a copy takes: passage by passage, whole or in part, with the signs of lost
figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtGui import QTextCursor

from db.records import Passage
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import PageBlocks


@dataclass(frozen=True, slots=True)
class CopiedPassage:
    """Words of one passage."""

    passage: Passage
    pieces: tuple[tuple[int, int, str], ...]
    """In order: start and end in code points, and the characters. A sign is no part of the passage: its
    start is its end.
    """

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for _, _, text in self.pieces)

    def within(self, start: int, end: int) -> str:
        """What of it stands between two code points of the passage."""
        last = end == len(self.passage.text)
        found: list[str] = []
        for first, after, text in self.pieces:
            if first == after:
                # A sign goes with the character after it; at the passage's very end it goes with the last
                # part.
                if start <= first < end or (last and first == end):
                    found.append(text)
            elif first < end and after > start:
                found.append(text[max(start - first, 0) : min(after, end) - first])
        return "".join(found)


def selected(page: LoadedRange, cursor: QTextCursor) -> list[CopiedPassage]:
    """What a document's cursor has selected: for cells of a table the selected cells alone."""
    pieces: list[tuple[int, str, int, int, str]] = []
    for start, end in _ranges(cursor):
        pieces += [(run.position, run.key, run.start, run.end, run.text) for run in page.map.runs(start, end)]
        for sign in page.signs:
            if start < sign.end and sign.position < end:
                pieces.append((sign.position, sign.gap.key, sign.offset, sign.offset, sign.gap.sign))
    # By position, so that signs come among the words where they stand on the page.
    pieces.sort()
    found: list[CopiedPassage] = []
    for key, group in groupby(pieces, key=lambda piece: piece[1]):
        passage = page.parts.passages[page.parts.order(key)]
        found.append(CopiedPassage(passage, tuple(piece[2:] for piece in group)))
    return found


def stretched(parts: PageBlocks, first: tuple[str, int], last: tuple[str, int]) -> list[CopiedPassage]:
    """What stands between two points of the plan, each a passage's key and a code point."""
    return [
        CopiedPassage(passage, tuple(_pieces(parts, passage, start, end)))
        for passage, start, end in parts.view.stretch(first, last)
        if start < end
    ]


def whole(parts: PageBlocks, passages: Sequence[Passage]) -> list[CopiedPassage]:
    """All words of some passages."""
    return [
        CopiedPassage(passage, tuple(_pieces(parts, passage, 0, len(passage.text))))
        for passage in passages
        if passage.text
    ]


def _pieces(parts: PageBlocks, passage: Passage, start: int, end: int) -> Iterable[tuple[int, int, str]]:
    for offset, gap in parts.view.signs(passage.key, start, end):
        if start < offset:
            yield start, offset, passage.text[start:offset]
        yield offset, offset, gap.sign
        start = offset
    if start < end:
        yield start, end, passage.text[start:end]


def _ranges(cursor: QTextCursor) -> list[tuple[int, int]]:
    table = cursor.currentTable()
    if not cursor.hasComplexSelection() or table is None:
        return [(cursor.selectionStart(), cursor.selectionEnd())]
    first_row, rows, first_column, columns = _cells(cursor)
    # A merged cell is met in each row and column that it covers.
    cells = (
        table.cellAt(row, column)
        for row in range(first_row, first_row + rows)
        for column in range(first_column, first_column + columns)
    )
    return sorted({(cell.firstPosition(), cell.lastPosition()) for cell in cells})


def _cells(cursor: QTextCursor) -> tuple[int, int, int, int]:
    found: Any = cursor.selectedTableCells()  # PySide6 gives four numbers; its stub says object
    return found
