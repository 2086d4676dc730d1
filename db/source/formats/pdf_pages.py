"""A page of a PDF as rows in reading order: each direction of letters and each column by itself, tables with
their cells.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from db.source.formats.pdf_cells import TurnedTable, table_row
from db.source.formats.pdf_columns import Band, find_bands
from db.source.formats.pdf_drawings import Drawings
from db.source.formats.pdf_fractions import with_fractions
from db.source.formats.pdf_rows import Row, RowPart, rows_of
from db.source.formats.pdf_spans import UNREADABLE, TextSpan, turned
from db.source.formats.pdf_stacks import with_stacks
from db.source.formats.pdf_tables import Box, RuledLine, find_tables
from db.source.formats.pdf_unseen import LeftOut, seen, usual_size
from db.source.lines import APART

_TURNS = range(4)
_MOST_FLOWS = 1_000
"""Of one direction of letters on a page."""
_OTHERWISE = 100_000
"""What is added to the columns of lines that stand otherwise than the page's, for each quarter of a turn."""
_SIDEWAYS = 20
"""Characters up to which words that stand otherwise than the page's are a mark at its side."""


def page_rows(
    spans: list[TextSpan], drawings: Drawings, box: Box, number: int, remarks: Sequence[LeftOut] = ()
) -> list[Row]:
    """The rows of a page; `box` is what of it is to be seen, `number` its own from 1, `remarks` stand on it
    and are none of its text.
    """
    spans, left_out = seen(spans, drawings, box)
    spans = with_fractions(spans, drawings.rules)
    letters = Counter[int]()
    for span in spans:
        letters[span.style.turn] += len(span.text)
    turns = [turn for turn, _ in letters.most_common()]
    tables, held, free = _tables(spans, drawings.rules, turns)
    upright = free.get(0, [])
    if len(stacked := with_stacks(upright)) < len(upright):
        free[0] = [span for span in stacked if not span.style.turn]
        down = [span for span in stacked if span.style.turn]
        free.setdefault(down[0].style.turn, []).extend(down)
        moved = sum(len(span.text) for span in down)
        letters.update({0: -moved, down[0].style.turn: moved})
        turns = [turn for turn, _ in letters.most_common()]
    rows: list[Row] = []
    for at, turn in enumerate(turns):
        own = [
            table_row(table, words, number)
            for table, words in zip(tables, held, strict=True)
            if table.turn == turn and words
        ]
        block = _arranged(free.get(turn, []), own, number)
        _place(block, box, turn)
        if at and not own and sum(len(row.text) for row in block) <= _SIDEWAYS:
            for row in block:
                row.sideways = True
        for row in block:
            row.flow += (number * len(_TURNS) + at) * _MOST_FLOWS
            # Its edges are none of the edges of the page's own lines.
            row.column += turn * _OTHERWISE if at else 0
            row.spans = row.pieces = ()
            if row.grid is None and not row.text.strip(f"{UNREADABLE} {APART}"):
                row.aside = row.aside or "字体没有编码、读不出来的文字"
        rows = _merged(rows, block, turn, turns[0]) if at else block
    return [*rows, *_asides([*left_out, *remarks], number)]


def _asides(left_out: Iterable[LeftOut], number: int) -> list[Row]:
    return [Row(number, words, 0, 0, 0, 0, bold=False, aside=why) for words, why in left_out if words.strip()]


def _tables(
    spans: Sequence[TextSpan], rules: Sequence[RuledLine], turns: Sequence[int]
) -> tuple[list[TurnedTable], list[list[TextSpan]], dict[int, list[TextSpan]]]:
    """The ruled tables with the words in each, and the words that are in none, by their direction."""
    tables: list[TurnedTable] = []
    for turn in turns:
        for ruled in find_tables([_turned_rule(rule, turn) for rule in rules] if turn else rules):
            table = TurnedTable(ruled, turn)
            inside = Counter[int]()
            for span in spans if len(turns) > 1 else ():
                if table.holds(*span.point):
                    inside[span.style.turn] += len(span.text)
            if not inside or inside.most_common(1)[0][0] == turn:
                tables.append(table)
    held: list[list[TextSpan]] = [[] for _ in tables]
    free: dict[int, list[TextSpan]] = {}
    for span in spans:
        point = span.point if tables else None
        at = next((at for at, table in enumerate(tables) if point and table.holds(*point)), None)
        (free.setdefault(span.style.turn, []) if at is None else held[at]).append(span)
    return tables, held, free


def _turned_rule(rule: RuledLine, turn: int) -> RuledLine:
    one, other = (
        ((rule.start, rule.at), (rule.end, rule.at))
        if rule.flat
        else ((rule.at, rule.start), (rule.at, rule.end))
    )
    (x, y), (u, v) = turned(*one, turn), turned(*other, turn)
    if rule.flat == (turn % 2 == 0):
        return RuledLine(y, min(x, u), max(x, u), flat=True)
    return RuledLine(x, min(y, v), max(y, v), flat=False)


def _arranged(spans: Sequence[TextSpan], tables: Sequence[Row], number: int) -> list[Row]:
    """Rows in reading order, columns one after the other."""
    for table in tables:
        table.pieces = (RowPart(table.left, table.right, 0),)
    across = sorted([*rows_of(spans, number), *tables], key=lambda row: -row.middle)
    # Most pages have one column, and no row of theirs begins behind the middle of another.
    bands = find_bands(across, usual_size(spans)) if spans else []
    rows: list[Row] = []
    flow = at = 0
    for band in bands:
        rows += _flowing(across[at : band.start], flow)
        columns = _columns(across[band.start : band.end], band, number)
        for column, held in enumerate(columns, start=1):
            rows += _flowing(held, flow + column, 100 * len(columns) + column - 1)
        flow += len(columns) + 1
        at = band.end
    return rows + _flowing(across[at:], flow)


def _flowing(rows: Sequence[Row], flow: int, column: int = 0) -> list[Row]:
    for row in rows:
        row.flow, row.column = flow, column
    return list(rows)


def _columns(rows: Sequence[Row], band: Band, number: int) -> list[list[Row]]:
    spans: list[list[TextSpan]] = [[] for _ in range(len(band.gutters) + 1)]
    tables: list[list[Row]] = [[] for _ in spans]
    for row in rows:
        if row.grid is not None:
            tables[band.column((row.left + row.right) / 2)].append(row)
        for span in row.spans:
            spans[band.column(span.center)].append(span)
    return [
        sorted([*rows_of(each, number), *held], key=lambda row: -row.middle)
        for each, held in zip(spans, tables, strict=True)
    ]


def _place(rows: Sequence[Row], box: Box, turn: int) -> None:
    """How high on the page rows stand, for one who reads them."""
    heights = [turned(x, y, turn).y for x, y in ((box.left, box.bottom), (box.right, box.top))]
    low, high = min(heights), max(heights)
    for row in rows:
        row.place = (row.middle - low) / max(high - low, 1)


def _merged(rows: list[Row], block: list[Row], turn: int, main: int) -> list[Row]:
    """Rows of another direction among the page's own: above the first one below their middle."""
    if not block:
        return rows
    ends = (turned(x, row.middle, -turn) for row in block for x in (row.left, row.right))
    heights = [turned(x, y, main).y for x, y in ends]
    middle = (min(heights) + max(heights)) / 2
    at = next((at for at, row in enumerate(rows) if row.middle < middle), len(rows))
    return [*rows[:at], *block, *rows[at:]]
