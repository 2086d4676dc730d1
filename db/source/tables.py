"""Tables: from real grids, and from indicator tables that a copy broke into one cell a line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from operator import attrgetter

from db.records import Cell, Table
from db.source.lines import Grid, GridCell, LinePiece
from db.source.numbering import CIRCLES, WIDE_DIGITS

BETWEEN = "\u3000"
"""Stands between the cells of a row where it is shown as one passage; it has no place in the source."""
# Takes `约束性` and `（预期性）`, not `约束性指标3个`
BINDING = re.compile(r"\A[（(]?\s*(约束|预期)(?:性|型)?(?:指标)?\s*[)）]?")
# Takes `指　　标` and `2025年`, not `合计`
_HEADER_WORD = re.compile(
    r"序\s*号|编\s*号|类\s*别|分\s*类|领\s*域|指\s*标|名\s*称|项\s*目|内\s*容|任\s*务|单\s*位|属\s*性|性\s*质|类\s*型|预期值|目标值?|"
    r"基期|现状|规划|建设|责任|牵头|配合|备\s*注|年均|累计|增速|完成|投资|地\s*点|时\s*限|19\d\d|20\d\d|[“\"]?十[一二三四五六]五"
)
# Takes `属　性`, not `属性说明`
_PROPERTY = re.compile(r"(?:指标)?属\s*性|指标性质|性\s*质|类\s*型")
# Takes `指　标`, not `目标`
_INDICATOR = re.compile(r"指\s*标")
# Takes `一级指标` and `类别`, not `指标名称`
_CATEGORY = re.compile(r"类\s*别|分\s*类|领\s*域|指标类别|一级指标|类\s*型")
# Takes `序 号`, not `序号1`
_ORDINAL = re.compile(r"序\s*号|编\s*号")
# Takes `(1)甲。(2)乙。` and `1.甲`, not `1.5亿元` or `（2）乙`
_FIRST_ITEM = re.compile(r"\A\s*([（(]\s*1\s*[)）]|1\s*[.．、](?!\d)|①)")
# Takes `2025年` and `目标`, not `责任单位`
_INDICATOR_HEAD = re.compile(r"20\d\d|目标|预期|属\s*性")
# Takes `指　标`, not `指标`
_BLANKS = re.compile(r"[\s\u3000]")
# Takes `（单位：亿元）` and `计量单位:万人`, not `责任单位：市发改局`
UNIT_NOTE = re.compile(r"\A[（(]?\s*(?:计量)?单位\s*[:：].{1,30}")
_LONGEST_CELL = 60
_MOST_ITEMS = 200
_WIDEST = 12
CELLS_HEAD = _WIDEST + 2
"""Where each cell stands on its own line: within so many lines its head ends, and each row."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it becomes a passage: its words, and which cells they are."""

    piece: LinePiece
    cells: tuple[tuple[GridCell, int, int], ...]
    """Each cell that begins in this row, with the start and end of its words in the passage."""


def rows_of(grid: Grid) -> list[TableRow]:
    """The rows of a grid that hold any words; a merged cell stands in its first row."""
    rows: list[TableRow] = []
    for _, cells in groupby(sorted(grid.cells, key=attrgetter("row")), attrgetter("row")):
        pieces: list[LinePiece] = []
        placed: list[tuple[GridCell, int, int]] = []
        end = 0
        for cell in cells:
            words = cell.piece.shown()
            if words.text:
                end += len(BETWEEN) if pieces else 0
                pieces.append(words)
            placed.append((cell, end, end + len(words.text)))
            end += len(words.text)
        if pieces:
            rows.append(TableRow(LinePiece.joined(pieces, BETWEEN), tuple(placed)))
    return rows


def column_of(heads: Sequence[str], named: re.Pattern[str], but: str = "") -> int | None:
    """The first column whose head has such words in it, and none of `but` (words with | between them)."""
    return next(
        (
            at
            for at, head in enumerate(heads)
            if named.search(head) and not any(word in head for word in but.split("|") if word)
        ),
        None,
    )


def plain_heads(table: Table, first: int = 0, end: int | None = None) -> tuple[str, ...]:
    """The heads of a table's columns without blanks: 指　标 is 指标. They may stand in other rows."""
    return tuple(_BLANKS.sub("", head) for head in table.heads(first, table.header if end is None else end))


def covering(table: Table, column: int | None) -> dict[int, str]:
    """Row → the words of the cell that covers this column there; empty for no column."""
    return {row: cell.text.strip() for row, cell in covering_cells(table, column).items()}


def covering_cells(table: Table, column: int | None) -> dict[int, Cell]:
    """Row → the cell that covers this column there; empty for no column."""
    found: dict[int, Cell] = {}
    for cell in table.cells:
        if column is not None and cell.column <= column < cell.column + cell.columns:
            found.update(dict.fromkeys(range(cell.row, cell.row + cell.rows), cell))
    return found


def header_rows(grid: Grid) -> int:
    """How many rows at the top are the table's head."""
    top = [cell for cell in grid.cells if cell.row == 0]
    if not top or len(top) < 2 or not any(_HEADER_WORD.search(cell.text) for cell in top):
        return 0
    deep = depth_of(top)
    return min(deep, 4) if deep < grid.height else 1


def depth_of(top: Iterable[Cell | GridCell]) -> int:
    """How many rows a head reaches down whose first row has these cells."""
    return max((cell.rows for cell in top if cell.columns == 1 or cell.rows > 1), default=1)


def is_indicator_table(grid: Grid) -> bool:
    """A table of 主要指标: its head names 指标 and 属性, or its rows end in 约束性 and 预期性."""
    bound = sum(bool(BINDING.fullmatch(cell.text.strip())) for cell in grid.cells)
    deep = max(1, header_rows(grid))
    head = " ".join(cell.text for cell in grid.cells if cell.row < deep)
    return bound >= 2 or bool(_INDICATOR.search(head) and _INDICATOR_HEAD.search(head))


def read_cells(pieces: Sequence[LinePiece]) -> tuple[Grid, int] | None:
    """An indicator table of which every cell stands on its own line, and how many lines it takes; None if it
    is none.
    """
    texts = _cell_texts(pieces)
    wide = _head_length(texts)
    if not wide:
        return None
    rows = _by_property(texts, wide) or _by_ordinal(texts, wide)
    if not rows:
        return None
    cells = [GridCell(0, column, 1, 1, (pieces[column],)) for column in range(wide)]
    for at, (start, end) in enumerate(rows, start=1):
        if end - start == 1:
            cells.append(GridCell(at, 0, 1, wide, (pieces[start],)))
        else:
            # a row without its first cells stands at the right
            cells += (GridCell(at, wide - end + of, 1, 1, (pieces[of],)) for of in range(start, end))
    return Grid(tuple(_stretched(cells, len(rows)))), rows[-1][1]


def begin_cells(pieces: Sequence[LinePiece]) -> bool:
    """Whether the head of such a table stands at the top of these lines, of which there are `CELLS_HEAD`."""
    return _head_length(_cell_texts(pieces)) > 0


def _cell_texts(pieces: Sequence[LinePiece]) -> list[str]:
    """The words of the lines that may be cells: those above the first long one or sentence."""
    texts = (piece.text.strip() for piece in pieces)
    return list(takewhile(lambda text: len(text) <= _LONGEST_CELL and text[-1:] not in "。；", texts))


def _head_length(texts: Sequence[str]) -> int:
    """How many of the first cells are the head; 0 if they are none."""
    head = 0
    while (
        head < min(len(texts), _WIDEST)
        and _HEADER_WORD.search(texts[head])
        and not BINDING.fullmatch(texts[head])
    ):
        head += 1
        if _PROPERTY.fullmatch(texts[head - 1]) and head >= 3:
            break
    if head < 3 or not any(_INDICATOR.search(text) for text in texts[:head]):
        return 0
    if _ORDINAL.fullmatch(texts[0]):
        first = next((at for at in range(2, min(len(texts), _WIDEST + 1)) if texts[at] in ("1", "１")), None)
        return first if first is not None and first <= head + 1 else head
    return head


def _by_property(texts: Sequence[str], wide: int) -> list[tuple[int, int]]:
    """Rows that end in 约束性 or 预期性, where that is the last column."""
    if not _PROPERTY.fullmatch(texts[wide - 1]):
        return []
    rows: list[tuple[int, int]] = []
    start = wide
    least = wide - 1 if _CATEGORY.search(texts[0]) else wide
    for at in range(wide, len(texts)):
        if not BINDING.fullmatch(texts[at]):
            if at - start > wide:
                break
            continue
        if at - start == wide:
            # one cell more than columns: a group's name in a row of its own
            rows.append((start, start + 1))
            start += 1
        if not least <= at + 1 - start <= wide:
            break
        rows.append((start, at + 1))
        start = at + 1
    return rows if len(rows) >= 2 else []


def _by_ordinal(texts: Sequence[str], wide: int) -> list[tuple[int, int]]:
    """Rows that open with 1, 2, 3."""
    if not _ORDINAL.fullmatch(texts[0]):
        return []
    rows: list[tuple[int, int]] = []
    at = wide
    while at + wide <= len(texts) and texts[at].translate(WIDE_DIGITS) == str(len(rows) + 1):
        rows.append((at, at + wide))
        at += wide
    return rows if len(rows) >= 2 else []


def _stretched(cells: list[GridCell], rows: int) -> list[GridCell]:
    """First cells reach down to the next one of their column where rows below have none."""
    firsts = [cell for cell in cells if cell.column == 0 and cell.row > 0]
    starts = [cell.row for cell in firsts] + [rows + 1]
    below = {cell.row: nearest for cell, nearest in zip(firsts, starts[1:], strict=True)}
    return [
        replace(cell, rows=below[cell.row] - cell.row)
        if cell.column == 0 and cell.row > 0 and cell.columns == 1 and below[cell.row] > cell.row + 1
        else cell
        for cell in cells
    ]


def split_items(piece: LinePiece) -> list[LinePiece]:
    """The items of a cell that holds several: “(1)甲。…。(2)乙。…” is two."""
    opening = _FIRST_ITEM.match(piece.text)
    if opening is None:
        return [piece]
    starts, at = [0], opening.end()
    for number in range(2, _MOST_ITEMS + 1):
        found = re.compile(_item_number(opening.group(1)[0], number)).search(piece.text, at)
        if found is None:
            break
        starts.append(found.start())
        at = found.end()
    parts = (piece.cut(start, end).stripped() for start, end in pairwise([*starts, len(piece.text)]))
    return [part.shown() for part in parts if part.text]


def _item_number(first: str, number: int) -> str:
    """How the items are numbered of which the first begins with this sign, as a regular expression."""
    if first == "①":
        return CIRCLES[number - 1] if number <= len(CIRCLES) else "(?!)"
    form = rf"[（(]\s*{number}\s*[)）]" if first in "（(" else rf"{number}\s*[.．、](?!\d)"
    return rf"(?<=[。；;！”）)])\s*{form}"
