"""Lays out a table (表) of the plan as a card, in its own rows and columns: every character of a row's
passage stands in one of the cells.
"""

import re
from collections.abc import Mapping, Sequence

from db.records import Cell as TableCell
from db.records import Passage, Table
from desktop.typeset.box_layout import (
    BoxCell,
    BoxLine,
    BoxParts,
    inner_width,
    text_line,
    title_line,
)
from desktop.typeset.box_rows import BoxGrid, Slice
from desktop.typeset.page_style import PageStyle, TextRole

FIGURE = re.compile(r"\A[<>≤≥＜＞＝=约-]*\s*\d[\d.,，]*\s*\D{0,4}")
"""What is set to the right: takes ≥8.5% and 1200亿元; not 到2030年, which is words."""
_LEAST = 2.2
"""Characters that a column must hold, at least; with less, the rows are set as paragraphs."""


class GridCard:
    """A table: its title passage first, then its rows; items that are no rows are set as paragraphs among
    them.

    The columns are those of the whole table; lines are laid out for the passages that are asked for.
    """

    def __init__(self, style: PageStyle, table: Table, grid: BoxGrid) -> None:
        self._style, self._table = style, table
        self._cells: Mapping[str, Sequence[TableCell]] = grid.cells
        self.widths = _widths(style, grid.longest)
        if len(self.widths) * _LEAST * style.small > inner_width(style):
            self.widths, self._cells = [inner_width(style)], {}

    def lines(self, passages: Sequence[Passage]) -> list[BoxLine]:
        """The lines of some of the box's passages."""
        return [self._line(passage) for passage in passages]

    def _line(self, passage: Passage) -> BoxLine:
        style, columns = self._style, len(self.widths)
        if passage.key == passage.box:
            return title_line(style, passage, columns)
        if passage.key in self._cells:
            return _line(style, passage, self._cells[passage.key], self._table, columns)
        return text_line(style, passage, columns)


def _widths(style: PageStyle, longest: Sequence[float]) -> list[float]:
    """Columns by the length of what stands in them, none narrower than the least if there is room for all."""
    least = _LEAST * style.small
    # The shortest first: what one of them gets more than its share, the longer ones share out less.
    widths, inner, rest = [0.0] * len(longest), inner_width(style), sum(length + 1 for length in longest)
    for at in sorted(range(len(longest)), key=longest.__getitem__):
        share = longest[at] + 1
        widths[at] = max(inner * share / rest, least)
        inner, rest = inner - widths[at], rest - share
    return widths


def _line(style: PageStyle, item: Passage, cells: Sequence[TableCell], table: Table, columns: int) -> BoxLine:
    # In the order of the passage's words, in which they must be written.
    cells = sorted(cells, key=lambda cell: cell.span)
    line = BoxLine(item.key, above=style.em(0.15), below=style.em(0.15), ruled=True)
    for at, cell in enumerate(cells):
        # What stands between two cells' words is set with the first of them: no character may be lost.
        start = 0 if at == 0 else cell.span[0]
        after = cells[at + 1].span[0] if at + 1 < len(cells) else len(item.text)
        role: TextRole = "cell_strong" if cell.row < table.header else "cell"
        slices: list[tuple[Slice, TextRole]] = [
            (Slice(start, cell.span[1]), role),
            (Slice(cell.span[1], after), "cell_weak"),
        ]
        parts: BoxParts = tuple((part, how) for part, how in slices if part.start < part.end)
        right = cell.row >= table.header and FIGURE.fullmatch(cell.text) is not None
        across = min(cell.columns, columns - cell.column)
        line.cells.append(BoxCell(cell.column, across, cell.rows, passage=item, parts=parts, right=right))
    return line
