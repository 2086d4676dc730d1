"""Tables that go on over the end of a page, as one: a repeated header goes, a row that is cut is joined."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from db.source.formats.pdf_cells import CLOSING
from db.source.formats.pdf_rows import Row, continued, mark_of
from db.source.lines import APART, Grid, GridCell, LinePiece

_EDGE = 4.0
"""Points by which the upright lines of a table's parts may stand apart."""
_DEEPEST_HEAD = 4
"""Rows of a table's header at most."""
# Stands above a second part: takes `续表1`, `表2　主要指标（续）` and `（续上表）`, not `持续推进`
_CONTINUED = re.compile(r"\A(?:[（(]?(?:接|续)(?:上)?表.{0,30}|.{0,40}[（(](?:续表?|接上表?)\d{0,2}[)）])\Z")

# A frame of its own begins: takes `专栏2 重大工程` and `【专栏3】`, not `专栏所列`
_TITLE = re.compile(r"\A[【〖]?\s?(?:专栏|表|图)\s?\d")


class _OpenTable:
    """A table that may go on, with what its next part is compared with."""

    def __init__(self, row: Row, grid: Grid) -> None:
        self.row = row
        self.cells = list(grid.cells)
        self.height = grid.height
        self.page = row.page
        self.head = [_texts(grid.cells, at) for at in range(min(_DEEPEST_HEAD, self.height))]
        self.full = row.full
        """Of the part that was read last: rows and columns of the cells that have no room for more."""
        self.ends = self._reaching_down(range(len(self.cells)))
        """Column → place of the cell that ends with the last row."""

    def _reaching_down(self, places: Iterable[int]) -> dict[int, int]:
        return {
            self.cells[at].column: at
            for at in places
            if self.cells[at].row + self.cells[at].rows == self.height
        }

    def whole(self) -> Row:
        """The table as it was put together."""
        cells = sorted(self.cells, key=lambda cell: (cell.row, cell.column))
        return replace(self.row, grid=Grid(tuple(cells)))

    def take(self, row: Row, grid: Grid) -> int | None:
        """Take a part from the next page; gives how many rows of it repeat the header, None if it is another
        table.
        """
        columns = _columns(self.row.edges, row.edges)
        if row.page - self.page != 1 or columns is None:
            return None
        header = self._repeated(grid)
        cells = [
            GridCell(cell.row - header, columns[cell.column], cell.rows, _span(columns, cell), cell.pieces)
            for cell in grid.cells
            if cell.row >= header
        ]
        if not cells or (len(columns) == 2 and _TITLE.match(grid.cells[0].text)):
            return None
        if self._is_cut(cells):
            cells = self._rejoined(cells)
        elif header == 0 and self._opens_with_head(cells):
            return None
        self._add(cells)
        self.full = frozenset(
            (at - header + self.height - (grid.height - header), columns[column])
            for at, column in row.full
            if at >= header
        )
        self.page = row.page
        return header

    def _add(self, cells: Sequence[GridCell]) -> None:
        """More rows; a merged cell of the first column that goes on over the page's end reaches down."""
        first = next((cell for cell in cells if cell.column == 0 and cell.row == 0), None)
        above = self.ends.get(0)
        several = len({cell.column for cell in cells}) > 1
        kept: dict[int, int] = {}
        if first is not None and not first.pieces and above is not None and several:
            held = self.cells[above]
            if held.pieces:
                self.cells[above] = replace(held, rows=held.rows + first.rows)
                cells = [cell for cell in cells if cell is not first]
                kept = {0: above}
        start = len(self.cells)
        self.cells += (replace(cell, row=cell.row + self.height) for cell in cells)
        self.height += max((cell.row + cell.rows for cell in cells), default=0)
        self.ends = self._reaching_down([*kept.values(), *range(start, len(self.cells))]) or self.ends

    def _repeated(self, grid: Grid) -> int:
        """So many rows at the top of a part repeat the table's first ones."""
        same = 0
        for at in range(min(len(self.head), grid.height)):
            texts = _texts(grid.cells, at)
            if texts != self.head[at] or not any(texts):
                break
            same = at + 1
        return same

    def _opens_with_head(self, cells: Sequence[GridCell]) -> bool:
        """Whether another table begins: its first row has names of the first table's head, and others."""
        first = [cell for cell in cells if cell.row == 0]
        # Heads of one kind have words in common: 序号, 指标, 单位. Equal figures tell nothing.
        known = {text for text in (self.head[0] if self.head else ()) if not text[:1].isdigit() and text}
        return len(first) > 1 and sum(cell.text in known for cell in first) * 2 >= len(first)

    def _is_cut(self, cells: Sequence[GridCell]) -> bool:
        """Whether the last row goes on in the first one of these cells.

        What goes on fills its line and is no finished sentence, and at least one cell has no more to say.
        """
        ends = {column: self.cells[at] for column, at in self.ends.items()}
        first = [cell for cell in cells if cell.row == 0]
        going = [cell for cell in first if cell.pieces]
        if set(ends) != {cell.column for cell in first} or not going:
            return False
        if len(first) == 1:
            # A frame, whose paragraphs go on.
            return True
        silent = any(not cell.pieces and ends[cell.column].pieces for cell in first)
        return silent and all(_continues(ends[cell.column], cell, self.full) for cell in going)

    def _rejoined(self, cells: Sequence[GridCell]) -> list[GridCell]:
        """Give the last row its rest, which stands in the first row of `cells`; gives the other ones."""
        for rest in cells:
            if rest.row == 0 and rest.pieces:
                at = self.ends[rest.column]
                self.cells[at] = replace(self.cells[at], pieces=_pieces(self.cells[at], rest))
        return [replace(cell, row=cell.row - 1) for cell in cells if cell.row > 0]


def joined_tables(rows: Sequence[Row]) -> list[Row]:
    """The rows, tables that go on over the end of a page as one."""
    made: list[Row] = []
    table: _OpenTable | None = None
    place = 0
    titles: list[Row] = []
    """Rows that announce the next part of the table."""
    for row in rows:
        made.append(row)
        if row.aside:
            continue
        if row.grid is None:
            if table is not None and _CONTINUED.match(row.text) and row.page == table.page + 1:
                titles.append(row)
            else:
                _close(made, place, table)
                table, titles = None, []
            continue
        header = table.take(row, row.grid) if table is not None else None
        if header is None:
            _close(made, place, table)
            table, place = _OpenTable(row, row.grid), len(made) - 1
        else:
            made.pop()
            if header:
                words = (cell.text for cell in row.grid.cells if cell.row < header and cell.pieces)
                made.append(replace(row, grid=None, text=APART.join(words), aside="重复的表头"))
            for title in titles:
                title.aside = "续表的标题"
        titles = []
    _close(made, place, table)
    return made


def _close(made: list[Row], place: int, table: _OpenTable | None) -> None:
    if table is not None:
        made[place] = table.whole()


def _texts(cells: Iterable[GridCell], row: int) -> list[str]:
    return [cell.text for cell in cells if cell.row == row]


def _columns(ones: Sequence[float], others: Sequence[float]) -> list[int] | None:
    """Which column of the first table each one of the second is; None where they are set otherwise."""
    if len(others) > len(ones) or not ones or not others:
        return None
    # Odd and even pages may have other margins.
    shift = others[0] - ones[0]
    found: list[int] = []
    for edge in others:
        at = next((at for at, known in enumerate(ones) if abs(known + shift - edge) <= _EDGE), None)
        if at is None:
            return None
        found.append(at)
    return found if found[-1] == len(ones) - 1 else None


def _span(columns: Sequence[int], cell: GridCell) -> int:
    return columns[min(cell.column + cell.columns, len(columns) - 1)] - columns[cell.column]


def _continues(end: GridCell, cell: GridCell, full: frozenset[tuple[int, int]]) -> bool:
    if not end.pieces:
        return False
    above, below = end.pieces[-1].text, cell.pieces[0].text
    if mark_of(below) is not None:
        return above[-1] in "，；、。："
    return (end.row, end.column) in full and above[-1] != "。" and not below[:1].isdigit()


def _pieces(cell: GridCell, more: GridCell) -> tuple[LinePiece, ...]:
    if not cell.pieces or not more.pieces:
        return (*cell.pieces, *more.pieces)
    above, below = cell.pieces[-1].text, more.pieces[0].text
    if above[-1] in CLOSING or mark_of(below) is not None:
        return (*cell.pieces, *more.pieces)
    return (*cell.pieces[:-1], LinePiece(continued(above, below)), *more.pieces[1:])
