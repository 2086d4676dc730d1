"""The cells of a ruled table on a PDF's page, and tables that go on over the end of a page."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.source.formats.pdf_rows import Row, continued, mark_of, rows_of
from db.source.formats.pdf_spans import TextSpan, turned
from db.source.formats.pdf_tables import Area, Ruled
from db.source.lines import Grid, GridCell, LinePiece

_PADDING = 10.0
"""Points between a cell's lines and its words at most."""
_EDGE = 4.0
"""Points by which the upright lines of a table's parts may stand apart."""
_CLOSING = "。；！？：;!?:"


@dataclass(frozen=True, slots=True)
class TurnedTable:
    """A ruled table and the direction that its words stand in."""

    ruled: Ruled
    turn: int

    def holds(self, x: float, y: float) -> bool:
        """Whether a place on the page is inside."""
        return self.ruled.holds(*turned(x, y, self.turn))

    def place(self, span: TextSpan) -> tuple[int, int]:
        """The row and column that a span stands in."""
        x, y = turned(span.center, span.middle, -span.style.turn)
        return self.ruled.place(*turned(x, y, self.turn))


def table_row(table: TurnedTable, spans: Sequence[TextSpan], page: int) -> Row:
    """A table with its words."""
    ruled = table.ruled
    areas = ruled.by_place()
    cells: dict[tuple[int, int], list[TextSpan]] = {}
    for span in itertools.chain.from_iterable(_parts(span, table) for span in spans):
        area = areas.get(table.place(span))
        if area is not None:
            cells.setdefault((area.row, area.column), []).append(span)
    single = max(area.column + area.columns for area in ruled.areas) == 1
    padding = _padding(ruled, cells, table.turn)
    made: list[GridCell] = []
    full: set[tuple[int, int]] = set()
    for area in ruled.areas:
        rows = _cell_rows(cells.get((area.row, area.column), []), page)
        room = area.right - area.left - 2 * padding
        # A frame has paragraphs, and margins of its own.
        texts = _paragraphs(rows, room)
        if rows and room - (rows[-1].right - rows[-1].left) < 1.5 * rows[-1].size:
            full.add((area.row, area.column))
        pieces = tuple(LinePiece(text) for text in texts if text)
        made.append(GridCell(area.row, area.column, area.rows, area.columns, pieces))
    grid = Grid(tuple(sorted(made, key=lambda cell: (cell.row, cell.column))))
    edges = (ruled.columns[0], ruled.columns[-1]) if single else ruled.columns
    return Row(
        page,
        "",
        ruled.left,
        ruled.right,
        ruled.top,
        0,
        bold=False,
        grid=grid,
        edges=edges,
        full=frozenset(full),
    )


def _parts(span: TextSpan, table: TurnedTable) -> list[TextSpan]:
    """A span, or what of it stands in each column: some programs draw a whole row as one."""
    length = len(span.text)
    if span.style.turn != table.turn or length < 2:
        return [span]
    first, last = (table.place(span.cut(at, at + 1))[1] for at in (0, length - 1))
    if first == last:
        return [span]
    columns = [table.place(span.cut(at, at + 1))[1] for at in range(length)]
    areas = table.ruled.by_place()
    row = table.place(span)[0]
    cells = [areas.get((row, column)) for column in columns]
    starts = [at for at in range(length) if at == 0 or cells[at] is not cells[at - 1]]
    return [span.cut(start, end) for start, end in itertools.pairwise([*starts, length])]


def _padding(ruled: Ruled, cells: dict[tuple[int, int], list[TextSpan]], turn: int) -> float:
    """How far words keep from a cell's sides: the nearest ones tell."""
    areas = {(area.row, area.column): area for area in ruled.areas}
    nearest = _PADDING
    for place, spans in cells.items():
        area: Area = areas[place]
        for span in spans:
            if span.style.turn == turn:
                nearest = min(nearest, span.left - area.left, area.right - span.right)
    return max(nearest, 0.0)


def _cell_rows(spans: list[TextSpan], page: int) -> list[Row]:
    """The lines of a cell, those of each direction by themselves."""
    turns = sorted({span.style.turn for span in spans})
    if len(turns) < 2:
        return [row for row in rows_of(spans, page) if not row.aside]
    rows = (rows_of([span for span in spans if span.style.turn == turn], page) for turn in turns)
    return [row for each in rows for row in each if not row.aside]


def _paragraphs(rows: list[Row], room: float) -> list[str]:
    """The paragraphs of a cell. A line is the rest of the one above if its first word had no room there."""
    texts: list[str] = []
    for at, row in enumerate(rows):
        above = rows[at - 1] if at else None
        if above is not None and _goes_on(above, row, room):
            texts[-1] = continued(texts[-1], row.text)
        else:
            texts.append(row.text)
    return texts


def _goes_on(above: Row, row: Row, room: float) -> bool:
    left = room - (above.right - above.left)
    mark = mark_of(row.text)
    # 1. and （1） may as well number what a sentence names; they open an item behind a stop.
    closed = above.text[-1] in _CLOSING
    if closed and (mark is not None or left > 1.2 * row.size or row.left > above.left + 1.5 * row.size):
        return False
    if (
        mark is not None
        and mark.form not in ("●", "一、")
        and row.left >= above.left
        and left > 0.5 * row.size
    ):
        return False
    return _first_word(row) > left - 0.15 * row.size


def _first_word(row: Row) -> float:
    """The width of what cannot be parted at a row's start."""
    words = row.text
    end = 1
    while end < len(words) and words[end - 1] in "（(“‘《〈【〔":
        end += 1
    if words[end - 1].isascii():
        while end < len(words) and words[end].isascii() and words[end] != " ":
            end += 1
    # What closes a sentence does not begin a line.
    while end < len(words) and words[end] in "，。；：、！？）》”％":
        end += 1
    width = (row.right - row.left) / len(words) if len(words) > end else row.right - row.left
    return min(end * max(width, 0.5 * row.size), row.right - row.left)


def joined_tables(rows: Sequence[Row]) -> list[Row]:
    """The rows, tables that go on over the end of a page as one."""
    made: list[Row] = []
    last = -1
    """Where the table stands that may go on."""
    for row in rows:
        if row.aside:
            made.append(row)
            continue
        if row.grid is not None and last >= 0 and (joined := _joined(made[last], row)):
            made[last] = joined
            repeated = _header(made[last].grid, row.grid)
            if repeated:
                words = "\u3000".join(
                    cell.text for cell in row.grid.cells if cell.row < repeated and cell.pieces
                )
                made.append(replace(row, grid=None, text=words, aside="重复的表头"))
            continue
        made.append(row)
        last = len(made) - 1 if row.grid is not None else -1
    return made


def _joined(above: Row, row: Row) -> Row | None:
    """A table with the one on the next page behind it; None if that is another."""
    one, other = above.grid, row.grid
    if one is None or other is None or row.page - above.last_page != 1:
        return None
    columns = _columns(above.edges, row.edges)
    if columns is None:
        return None
    header = _header(one, other)
    cells = [
        GridCell(cell.row - header, columns[cell.column], cell.rows, _span(columns, cell), cell.pieces)
        for cell in other.cells
        if cell.row >= header
    ]
    if not cells:
        return None
    kept = list(one.cells)
    height = one.height
    if _is_cut(above, cells):
        kept, cells = _rejoined(kept, cells, height - 1)
        height -= 1
    elif header == 0 and _opens_with_head(cells, one):
        return None
    moved = [replace(cell, row=cell.row + height) for cell in cells]
    kept = _reaching(kept, moved, height)
    full = frozenset((at + height - header, columns[column]) for at, column in row.full if at >= header)
    grid = Grid(tuple(sorted([*kept, *moved], key=lambda cell: (cell.row, cell.column))))
    return replace(above, grid=grid, full=full, last_page=row.page)


def _columns(ones: Sequence[float], others: Sequence[float]) -> list[int] | None:
    """Which column of the first table each one of the second is; None where they are set otherwise."""
    if len(others) > len(ones) or not ones:
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


def _header(one: Grid | None, other: Grid | None) -> int:
    """So many rows at the top of the second table repeat those of the first."""
    if one is None or other is None:
        return 0
    same = 0
    for at in range(min(4, one.height, other.height)):
        first, second = ([cell.text for cell in grid.cells if cell.row == at] for grid in (one, other))
        if first != second or not any(first):
            break
        same = at + 1
    return same


def _opens_with_head(cells: Sequence[GridCell], one: Grid) -> bool:
    """Whether another table begins: its first row has the first table's width and other names in it."""
    first = [cell for cell in cells if cell.row == 0]
    heads = [cell for cell in one.cells if cell.row == 0]
    known = {cell.text for cell in heads if cell.text}
    # Heads of one kind have words in common: 序号, 指标, 单位.
    return len(first) > 1 and sum(cell.text in known for cell in first) * 2 >= len(first)


def _is_cut(above: Row, cells: Sequence[GridCell]) -> bool:
    """Whether a table's last row goes on in the first one of these cells.

    What goes on fills its line and is no finished sentence, and at least one cell has nothing to say more.
    """
    grid = above.grid
    if grid is None:
        return False
    last = grid.height - 1
    ends = {cell.column: cell for cell in grid.cells if cell.row + cell.rows - 1 == last}
    first = [cell for cell in cells if cell.row == 0]
    if set(ends) != {cell.column for cell in first}:
        return False
    going = [cell for cell in first if cell.pieces]
    if not going:
        return False
    if len(first) == 1:
        # A frame, whose paragraphs go on.
        return True
    silent = any(not cell.pieces and ends[cell.column].pieces for cell in first)
    return silent and all(_continues(ends[cell.column], cell, above.full) for cell in going)


def _continues(end: GridCell, cell: GridCell, full: frozenset[tuple[int, int]]) -> bool:
    if not end.pieces:
        return False
    above, below = end.pieces[-1].text, cell.pieces[0].text
    if mark_of(below) is not None:
        return above[-1] in "，；、。："
    return (end.row, end.column) in full and above[-1] != "。" and not below[:1].isdigit()


def _rejoined(
    kept: list[GridCell], cells: list[GridCell], last: int
) -> tuple[list[GridCell], list[GridCell]]:
    """The last row with its rest, which stands in the first row of `cells`."""
    rest = {cell.column: cell for cell in cells if cell.row == 0}
    deepest = max(cell.rows for cell in rest.values())
    made: list[GridCell] = []
    for cell in kept:
        more = rest.get(cell.column) if cell.row + cell.rows - 1 == last else None
        if more is None:
            made.append(cell)
            continue
        pieces = _piece_lists(cell, more)
        made.append(replace(cell, rows=cell.rows + deepest - 1, pieces=pieces))
    return made, [cell for cell in cells if cell.row > 0]


def _piece_lists(cell: GridCell, more: GridCell) -> tuple[LinePiece, ...]:
    if not cell.pieces or not more.pieces:
        return (*cell.pieces, *more.pieces)
    above, below = cell.pieces[-1].text, more.pieces[0].text
    if above[-1] in _CLOSING or mark_of(below) is not None:
        return (*cell.pieces, *more.pieces)
    return (*cell.pieces[:-1], LinePiece(continued(above, below)), *more.pieces[1:])


def _reaching(kept: list[GridCell], moved: list[GridCell], height: int) -> list[GridCell]:
    """Merged cells of the first column that go on over the page's end reach down to the next one."""
    firsts = [cell for cell in moved if cell.column == 0]
    empty = next((cell for cell in firsts if cell.row == height and not cell.pieces), None)
    known = [cell for cell in kept if cell.column == 0 and cell.row + cell.rows == height]
    if empty is None or not known or not known[0].pieces or len({cell.column for cell in moved}) < 2:
        return kept
    moved.remove(empty)
    return [replace(cell, rows=cell.rows + empty.rows) if cell is known[0] else cell for cell in kept]
