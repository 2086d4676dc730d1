"""Lays out a table (表) of the plan as a card, in its own rows and columns: every character of a row's
passage stands in one of the cells.
"""

import re
from collections.abc import Sequence

from db.records import Cell as TableCell
from db.records import Passage, Table
from desktop.typeset.box_layout import (
    BoxCell,
    BoxLayout,
    BoxLine,
    BoxParts,
    inner_width,
    make_card,
    text_line,
    title_line,
)
from desktop.typeset.box_rows import Slice
from desktop.typeset.page_style import PageStyle, TextRole

FIGURE = re.compile(r"\A[<>≤≥＜＞＝=约-]*\s*\d[\d.,，]*\s*\D{0,4}")
"""What is set to the right: takes ≥8.5% and 1200亿元; not 到2030年, which is words."""
_LEAST = 2.2
"""Characters that a column must hold, at least; with less, the rows are set as paragraphs."""


def grid_card(style: PageStyle, passages: Sequence[Passage], table: Table) -> BoxLayout:
    """A table: its title passage first, then its rows; items that are no rows are set as paragraphs among
    them.
    """
    title, *items = passages
    rows: dict[str, list[TableCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.key, []).append(cell)
    widths = _widths(style, table)
    if min(widths) < _LEAST * style.small:
        widths, rows = [inner_width(style)], {}
    lines = [title_line(style, title, len(widths))]
    for item in items:
        if item.key in rows:
            lines.append(_line(style, item, rows[item.key], table, len(widths)))
        else:
            lines.append(text_line(style, item, len(widths)))
    return make_card(style, widths, lines)


def _widths(style: PageStyle, table: Table) -> list[float]:
    """Columns by the length of what stands in them; a long one does not starve the others."""
    longest = [2.0] * table.width
    for cell in table.cells:
        # A merged cell does not say how wide one of its columns must be.
        if cell.columns == 1 and cell.column < table.width:
            longest[cell.column] = max(longest[cell.column], min(len(cell.text), 16))
    inner = inner_width(style)
    return [inner * (length + 1) / sum(other + 1 for other in longest) for length in longest]


def _line(style: PageStyle, item: Passage, cells: list[TableCell], table: Table, columns: int) -> BoxLine:
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
