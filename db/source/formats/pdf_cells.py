"""The cells of a ruled table on a PDF's page."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.source.formats.pdf_rows import Row, continued, mark_of, rows_of
from db.source.formats.pdf_spans import TextSpan, turned
from db.source.formats.pdf_tables import Area, Ruled
from db.source.lines import Grid, GridCell, LinePiece

_PADDING = 10.0
"""Points between a cell's lines and its words at most."""
_FIGURE = "0123456789.,．"
CLOSING = "。；！？：;!?:"


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
        return self.ruled.place(*turned(*span.point, self.turn))


def table_row(table: TurnedTable, spans: Sequence[TextSpan], page: int) -> Row:
    """A table with its words."""
    ruled = table.ruled
    areas = ruled.by_place()
    cells: dict[tuple[int, int], list[TextSpan]] = {}
    above: TextSpan | None = None
    area: Area | None = None
    for span in itertools.chain.from_iterable(_parts(span, table, areas) for span in spans):
        if above is None or not _is_one_figure(above, span):
            area = areas.get(table.place(span))
        above = span
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


def _parts(span: TextSpan, table: TurnedTable, areas: Mapping[tuple[int, int], Area]) -> list[TextSpan]:
    """A span, or what of it stands in each column: some programs draw a whole row as one."""
    length = len(span.text)
    if span.style.turn != table.turn or length < 2:
        return [span]
    first, last = (table.place(span.cut(at, at + 1))[1] for at in (0, length - 1))
    if first == last:
        return [span]
    columns = [table.place(span.cut(at, at + 1))[1] for at in range(length)]
    row = table.place(span)[0]
    cells = [areas.get((row, column)) for column in columns]
    text = span.text
    # A figure that runs over a cell's edge is not two: it stays where it begins.
    starts = [
        at
        for at in range(length)
        if at == 0
        or (cells[at] is not cells[at - 1] and not (text[at] in _FIGURE and text[at - 1] in _FIGURE))
    ]
    return [span.cut(start, end) for start, end in itertools.pairwise([*starts, length])]


def _is_one_figure(above: TextSpan, span: TextSpan) -> bool:
    """Whether a span goes on the digits before it: a figure that runs over a cell's edge is not two."""
    size = max(span.size, 1.0)
    return (
        above.text[-1] in _FIGURE
        and span.text[0] in _FIGURE
        and abs(span.left - above.right) < 0.1 * size
        and abs(span.base - above.base) < 0.1 * size
        and span.style.turn == above.style.turn
    )


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
    closed = above.text[-1] in CLOSING
    if closed and (mark is not None or left > 1.2 * row.size or row.left > above.left + 1.5 * row.size):
        return False
    if (
        mark is not None
        and mark.form not in ("●", "壹、", "一、")
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
