"""Boxes (专栏) and tables: where one begins, how far it reaches, and what its items are.

A box has the word 专栏, or is a table of one column, or a short title line of its own form with items below
it. It ends at the next heading or box, at more room than its items have between them, or where a line of
another form than its items stands.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from db.records import UNTITLED
from db.source.headings import LEAD_LENGTH, Heading
from db.source.lines import Grid, GridCell, LinePiece
from db.source.source_paragraphs import SourceParagraph
from db.source.tables import (
    CELLS_HEAD,
    UNIT_NOTE,
    TableRow,
    begin_cells,
    header_rows,
    is_indicator_table,
    read_cells,
    rows_of,
    split_items,
)

# Takes `专栏2　安全生产治本攻坚重点` and `【专栏1】`, not `专栏1列出重点项目。`
BOX_TITLE = re.compile(
    r"\A[【〖\[]?\s*专\s*栏\s*+(?P<number>[0-9０-９]{1,3}(?:[-—－.][0-9]{1,2})?|[一二三四五六七八九十]{1,3})?+[\s:：、.．]*+(?P<title>[^。；]{0,60}?)[】〗\]]?"
)
# Takes `表1 主要指标` and `附表二　重点项目`, not `表彰先进单位` (a number must follow).
TABLE_TITLE = re.compile(
    r"(?:附?表|图表)\s*(?P<number>[0-9０-９]{1,3}(?:[-—－.][0-9]{1,2})?|[一二三四五六七八九十]{1,3})[\s:：、.．]*(?P<title>[^。；，]{0,60})"
)
# A title without the word 专栏: takes `嵊州“十四五”时期综合交通重大项目`, not `推进项目建设`
_LIST_TITLE = re.compile(
    r"(?:重大|重点|主要|标志性)?(?:项目|工程|平台|任务)(?:安排|清单|一览|布局|体系|名录|库)?$|(?:清单|一览表?|汇总表|重点|指标)$|\A(?>.*?[“\"‘]十[三四五六]五[”\"’]).*(?:项目|工程|重点|指标)"
)
# Takes `安全生产主要指标` and `任务分工`, not `生态环境更加优美`
_TABLE_WORD = re.compile(r"表|指标|清单|一览|项目|工程|计划|任务|安排|目标|汇总|情况|分工")
# A title has no mark at its end: takes `推进以下工作：`, not `嵊州文旅融合重点`
_CLOSED = re.compile(r"[。；！？：，、…”）]$")
# Takes `铁路：建成杭绍台铁路`, not `铁路。建成：杭绍台铁路` or `铁路：`
_COLON_ITEM = re.compile(r"[^：。（]{1,20}：.")
# Takes `3．应急物资库` and `1、交通`, not `3个项目` or `第1.项`
_NUMBERED_ITEM = re.compile(r"\d{1,2}\s*[.．、]")
# Takes `注：带*为约束性指标。` and `（单位：亿元）`, not `按照批注修改`
_NOTE = re.compile(r"\A[（(]?\s*(?:注|备注|说明|数据来源|资料来源|单位)\s*[:：]?.*")
_TITLE_LENGTH = 40
_UNITS = 2
"""Lines with a unit between a table and its title at most."""
_ITEM_FORMS = ("1.", "（1）", "1）", "①", "一是", "●", "（一）", "一、", "壹、")
# Lines looked at for a table with one cell a line: 200 indicators of six cells.
_MOST_CELLS = 1_200


@dataclass(frozen=True, slots=True)
class BoxItem:
    """One item of a box, or one row of a table."""

    piece: LinePiece
    row: TableRow | None = None


@dataclass(slots=True)
class SourceBox:
    """A box or a table, and which lines it takes."""

    start: int
    """Index of its first unit."""
    end: int
    """Index behind its last one."""
    letter: Literal["b", "t"]
    """As in its key: a box, or a table that stands in no box."""
    title: LinePiece
    numbers: tuple[int, ...] = ()
    """All source lines of the title."""
    number: str = ""
    """As printed after 专栏."""
    items: list[BoxItem] = field(default_factory=list[BoxItem])
    grid: Grid | None = None
    header: int = 0
    indicator: bool = False
    doubt: str = ""
    """Why its extent is doubtful."""

    def take(self, unit: SourceParagraph) -> None:
        """The line right below is an item, as it stands."""
        self.items.append(BoxItem(unit.piece))
        self.end += 1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the search for boxes has to know of the text."""

    headings: dict[int, Heading]
    """Numbered headings."""
    stops: Collection[int]
    """Other lines that end a box: kickers, annexes, lines that the user said are none of it."""
    titles: Collection[int]
    """Lines that the user said are box titles."""
    items: Collection[int]
    """Lines that the user said are items."""
    indented: bool
    """Paragraphs are indented in this text, so that a short line that is not is a title."""


def find_boxes(
    units: Sequence[SourceParagraph], indexes: Sequence[int], around: Surroundings
) -> list[SourceBox]:
    """The boxes and tables among `indexes`, in order."""
    boxes: list[SourceBox] = []
    place = 0
    while place < len(indexes):
        box = _box_at(units, indexes, place, around)
        if box is not None:
            boxes.append(box)
        place += 1 if box is None else box.end - box.start
    return boxes


def is_box_title(unit: SourceParagraph) -> bool:
    """Whether a line is a box's title by its own words: it begins with 专栏, and is no sentence."""
    return (
        unit.grid is None
        and len(unit.text) <= 70
        and unit.text[-1:] not in "。；，"
        and bool(BOX_TITLE.fullmatch(unit.text))
    )


def may_be_flush_title(unit: SourceParagraph) -> bool:
    """A short line without indent or closing mark, in a text whose paragraphs are indented."""
    return (
        unit.grid is None
        and not unit.indented
        and len(unit.text) <= _TITLE_LENGTH
        and not _CLOSED.search(unit.text)
        and not _NUMBERED_ITEM.match(unit.text)
        and not unit.text.isdecimal()
    )


def lead_length(shown: str, kind: str) -> int:
    """Length of the run-in lead (段首提示句) with its closing mark, 0 if there is none: the words up to the
    first 。, in a box item also up to the first ：, if they are at most `LEAD_LENGTH` and something follows.
    """
    marks = "。：" if kind == "box_item" else "。"
    at = min((found for mark in marks if (found := shown.find(mark)) > 0), default=0)
    # 各位代表！…: an address, and its sentence
    leads = 0 < at <= LEAD_LENGTH and at + 1 < len(shown) and "！" not in shown[:at]
    return at + 1 if leads and shown.count("（", 0, at) == shown.count("）", 0, at) else 0


def _box_at(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> SourceBox | None:
    at = indexes[place]
    unit = units[at]
    if unit.grid is not None:
        return _of_grid(units, indexes, place, around)
    # A line is what the user said, whatever it looks like.
    if at in around.headings or at in around.stops or at in around.items:
        return None
    following = units[indexes[place + 1]] if place + 1 < len(indexes) else None
    if at in around.titles or is_box_title(unit):
        return _of_lines(units, indexes, place, around, "b")
    if UNIT_NOTE.fullmatch(unit.text):
        return _below_unit(units, indexes, place, around)
    if _is_table(units, indexes, place + 1):
        return _of_lines(units, indexes, place, around, "t") if _names_table(unit) else None
    if following is None or unit.mark is not None:
        return None
    if TABLE_TITLE.fullmatch(unit.text) and _cells_below(units, indexes, place + 1, around) is not None:
        return _of_lines(units, indexes, place, around, "t")
    flush = around.indented and may_be_flush_title(unit) and indexes[place + 1] not in around.headings
    # What a width has broken goes on below an unfinished line.
    flush = flush and not (place and indexes[place - 1] == at - 1 and _is_unfinished(units[at - 1]))
    if not unit.level and (flush or _is_list_title(units, indexes, place, around)):
        return _of_lines(units, indexes, place, around, "b")
    return None


def _is_unfinished(unit: SourceParagraph) -> bool:
    """Whether a line is the beginning of a paragraph, cut in the middle of a sentence."""
    running = "，" in unit.text or "、" in unit.text
    return unit.grid is None and unit.mark is None and not unit.closed and len(unit.text) >= 15 and running


def _is_table(units: Sequence[SourceParagraph], indexes: Sequence[int], place: int) -> bool:
    """Whether a table stands here, or its unit (单位：万元) with the table below it."""
    at = next(
        (at for at in indexes[place : place + _UNITS + 1] if not UNIT_NOTE.fullmatch(units[at].text)), None
    )
    return at is not None and units[at].grid is not None


def _below_unit(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> SourceBox | None:
    """The table whose unit stands here, above its title or above itself; None if there is none."""
    start = indexes[place]
    below = indexes[place + 1] if place + 1 < len(indexes) else None
    titled = below is not None and (_names_table(units[below]) or is_box_title(units[below]))
    if below != start + 1 or not _is_table(units, indexes, place + 1 + titled):
        return None
    box = _box_at(units, indexes, place + 1, around)
    if box is not None:
        box.start = start
        box.items.insert(0, BoxItem(units[start].piece))
    return box


def _names_table(unit: SourceParagraph) -> bool:
    return TABLE_TITLE.fullmatch(unit.text) is not None or (
        0 < len(unit.text) <= 50
        and unit.text[-1] not in "。；，："
        and unit.mark is None
        and _TABLE_WORD.search(unit.text) is not None
    )


def _is_list_title(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> bool:
    """A title without the word 专栏: “…重大项目” above two items of the same form."""
    unit = units[indexes[place]]
    if len(unit.text) > _TITLE_LENGTH or _CLOSED.search(unit.text) or not _LIST_TITLE.search(unit.text):
        return False
    above, below = indexes[max(place - 1, 0) : place], indexes[place + 1 : place + 3]
    begins = all(units[at].closed or at in around.headings for at in above)
    free = not any(at in around.headings or at in around.stops for at in below)
    forms = {_item_form(units[at]) for at in below}
    return begins and free and len(below) == 2 and len(forms) == 1 and forms != {""}


def _item_form(unit: SourceParagraph) -> str:
    if unit.grid is not None:
        return ""
    if unit.mark is not None and unit.mark.form in _ITEM_FORMS:
        return unit.mark.form
    return "：" if _COLON_ITEM.match(unit.text) else ""


def _of_grid(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> SourceBox | None:
    """A box or table that is a real table, with its title in the first cell or none."""
    start = indexes[place]
    grid = units[start].grid
    assert grid is not None
    if grid.title.text or grid.above:
        return _of_titled(grid, units, indexes, place, around)
    top = [cell for cell in grid.cells if cell.row == 0 and cell.pieces]
    title = top[0].pieces[0].shown() if top else LinePiece("")
    named = BOX_TITLE.fullmatch(title.text.strip()) if title.text else None
    # Word's frames come as tables of one column, with the title in the first paragraph.
    if len(top) == 1 and (named or (_is_column(grid) and _heads_column(grid, title))):
        number = (named.group("number") or "") if named else ""
        box = SourceBox(start, start + 1, "b", title, title.lines, number)
        return _filled(box, _without(grid, top[0]), units, indexes, place, around)
    box = SourceBox(start, start + 1, "t", LinePiece(UNTITLED + "表格"))
    return _filled(box, grid, units, indexes, place, around)


def _of_titled(
    grid: Grid,
    units: Sequence[SourceParagraph],
    indexes: Sequence[int],
    place: int,
    around: Surroundings,
) -> SourceBox:
    """A table to which the file itself gives a title, as a sheet has one."""
    start = indexes[place]
    title = grid.title if grid.title.text else LinePiece(UNTITLED + "表格")
    box = SourceBox(start, start + 1, "t", title.shown(), title.lines)
    box.items += (BoxItem(piece.shown()) for piece in grid.above)
    box = _filled(box, grid, units, indexes, place, around)
    box.items += (BoxItem(piece.shown()) for piece in grid.below)
    return box


def _is_column(grid: Grid) -> bool:
    """Whether no row has more than one cell with words."""
    filled = Counter(cell.row for cell in grid.cells if cell.pieces)
    return max(filled.values(), default=0) <= 1


def _heads_column(grid: Grid, first: LinePiece) -> bool:
    """In a table of one column, the first paragraph reads like a title."""
    paragraphs = sum(len(cell.pieces) for cell in grid.cells)
    return paragraphs > 1 and len(first.text) <= _TITLE_LENGTH and not _CLOSED.search(first.text)


def _without(grid: Grid, top: GridCell) -> Grid:
    """The grid without the first paragraph of its first cell."""
    cells = [cell for cell in grid.cells if cell is not top]
    if len(top.pieces) > 1:
        return Grid((replace(top, pieces=top.pieces[1:]), *cells))
    return Grid(tuple(replace(cell, row=max(cell.row - 1, 0)) for cell in cells))


def _filled(
    box: SourceBox,
    grid: Grid,
    units: Sequence[SourceParagraph],
    indexes: Sequence[int],
    place: int,
    around: Surroundings,
) -> SourceBox:
    """The box with a grid's content: rows, or the paragraphs of its single column as items."""
    # A table of one column is a frame around paragraphs.
    if _is_column(grid):
        pieces = [piece.shown() for cell in grid.cells for piece in cell.pieces]
        box.items += [BoxItem(item) for piece in pieces for item in split_items(piece)]
        _take_tail(box, units, indexes, place, around)
    else:
        box.grid, box.header, box.indicator = grid, header_rows(grid), is_indicator_table(grid)
        box.items += [BoxItem(row.piece, row) for row in rows_of(grid)]
    while (
        (note := _below(box, units, indexes, place)) is not None
        and box.end not in around.stops
        and box.end not in around.titles
        and _NOTE.fullmatch(note.text)
        and len(note.text) < 200
        and not _is_next_unit(units, box.end)
    ):
        box.take(note)
    return box


def _is_next_unit(units: Sequence[SourceParagraph], at: int) -> bool:
    """Whether a note below a table is the unit of the next one."""
    following = units[at + 1 : at + 3]
    if not UNIT_NOTE.fullmatch(units[at].text) or not following:
        return False
    below = following[0]
    return below.grid is not None or (
        (_names_table(below) or is_box_title(below)) and len(following) > 1 and following[1].grid is not None
    )


def _below(
    box: SourceBox, units: Sequence[SourceParagraph], indexes: Sequence[int], place: int
) -> SourceParagraph | None:
    """The line right below a box that begins at `place`, as far as it was found; None where another part of
    the text follows.
    """
    after = place + box.end - box.start
    return units[box.end] if after < len(indexes) and indexes[after] == box.end else None


def _take_tail(
    box: SourceBox, units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> None:
    """What a page break cut off from the last item."""
    unit = _below(box, units, indexes, place)
    if not box.items or unit is None or box.end in around.headings:
        return
    last = box.items[-1].piece
    cut = len(last.text) > LEAD_LENGTH and last.text[-1] not in "。！？；：”）"
    plain = unit.mark is None and unit.grid is None and not unit.level and not is_box_title(unit)
    stopped = box.end in around.stops or box.end in around.titles
    if cut and plain and unit.text[-1:] in "。；" and not stopped:
        box.items[-1] = BoxItem(LinePiece.continued((last, unit.piece)))
        box.end += 1


def _of_lines(
    units: Sequence[SourceParagraph],
    indexes: Sequence[int],
    place: int,
    around: Surroundings,
    letter: Literal["b", "t"],
) -> SourceBox:
    """A box whose title is a line, with a grid, one cell a line, or items below it."""
    start = indexes[place]
    unit = units[start]
    named = BOX_TITLE.fullmatch(unit.text) or TABLE_TITLE.fullmatch(unit.text)
    number = (named.group("number") or "") if named else ""
    box = SourceBox(start, start + 1, letter, unit.piece, unit.numbers, number)
    # also on the other side of a contents list, which is no part of the text
    for at in indexes[place + 1 : place + 2] if named and not named.group("title") else ():
        if _is_title_below(units[at], at, around):
            box.title = LinePiece.joined((box.title, units[at].piece), "\u3000")
            box.numbers += units[at].numbers
            box.end += 1
    while (below := _below(box, units, indexes, place)) is not None and UNIT_NOTE.fullmatch(below.text):
        box.take(below)
    if below is not None and below.grid is not None:
        box.end += 1
        return _filled(box, below.grid, units, indexes, place, around)
    after = place + box.end - box.start
    cells = _cells_below(units, indexes, after, around)
    if cells is not None:
        box.end += cells[1]
        box = _filled(box, cells[0], units, indexes, place, around)
        # read_cells takes no other tables.
        box.indicator = True
        return box
    extent = _extent(units, indexes, after, around)
    _append(box, [units[at] for at in extent], around)
    box.end += len(extent)
    if not extent:
        box.doubt = "专栏标题之下没有内容，可能原为图片。"
    return box


def _is_title_below(unit: SourceParagraph, at: int, around: Surroundings) -> bool:
    return (
        unit.grid is None
        and unit.mark is None
        and len(unit.text) <= _TITLE_LENGTH
        and not _CLOSED.search(unit.text)
        and at not in around.headings
    )


def _append(box: SourceBox, lines: Sequence[SourceParagraph], around: Surroundings) -> None:
    """Add items, each with the rest of it where it was cut."""
    # The parts of the last one so far. They are put together once, and not anew with every part.
    last = [box.items.pop().piece] if box.items else []
    for unit in lines:
        long = sum(len(piece.text) for piece in last[:25]) >= 25
        # A long item without a mark at its end was cut by a page. Indents would tell where the next one
        # begins.
        cut = long and last[-1].text[-1:] not in "。！？；：…”）" and not around.indented
        if cut and unit.mark is None and not _COLON_ITEM.match(unit.text):
            last.append(unit.piece)
            continue
        box.items += [BoxItem(LinePiece.continued(last))] if last else []
        *items, rest = split_items(unit.piece)
        box.items += map(BoxItem, items)
        last = [rest]
    box.items += [BoxItem(LinePiece.continued(last))] if last else []


def _cells_below(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> tuple[Grid, int] | None:
    """An indicator table with one cell a line, and how many lines it takes."""
    run: list[SourceParagraph] = []
    widest, looked_at = 0, CELLS_HEAD
    for step in range(place, min(place + _MOST_CELLS, len(indexes))):
        at = indexes[step]
        unit = units[at]
        if (
            unit.grid is not None
            or len(unit.text) > 60
            or is_box_title(unit)
            or at in around.stops
            or at in around.titles
            or (run and run[-1].numbers[-1] >= unit.number)
            or (len(run) > 2 and unit.gap > max(widest, 1))
        ):
            break
        widest = max(widest, unit.gap) if run else 0
        run.append(unit)
        # Few titles have such a table below them, and few tables are long: the lines are not all looked at
        # below each.
        if len(run) == looked_at:
            pieces = [unit.piece for unit in run]
            found = read_cells(pieces)
            ended = found is None or found[1] + CELLS_HEAD <= looked_at
            if ended and (looked_at > CELLS_HEAD or not begin_cells(pieces)):
                return found
            looked_at *= 4
    return read_cells([unit.piece for unit in run]) if len(run) >= 6 else None


def _extent(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings
) -> list[int]:
    """The lines that are items of the box whose title stands before `place`."""
    items: list[int] = []
    form: _Form | None = None
    widest = 0
    for step in range(place, len(indexes)):
        at = indexes[step]
        unit = units[at]
        if items and at != items[-1] + 1:
            break
        if at not in around.items and (
            _ends_box(units, indexes, step, around, begun=bool(items))
            or (len(items) >= 2 and unit.gap > widest)
            or (len(items) == 1 and unit.gap > max(units[items[0]].gap, 1))
            or (form is not None and not form.takes(unit))
        ):
            break
        if form is None:
            form = _Form(unit)
        else:
            widest = max(widest, unit.gap)
            form.add(unit)
        items.append(at)
    return items


def _ends_box(
    units: Sequence[SourceParagraph], indexes: Sequence[int], place: int, around: Surroundings, *, begun: bool
) -> bool:
    at = indexes[place]
    unit = units[at]
    if at in around.stops or unit.grid is not None or is_box_title(unit) or at in around.titles:
        return True
    heading = around.headings.get(at)
    if heading is not None:
        # items may be numbered （一） or 一、 themselves, from the first on
        return begun or heading.number != 1 or heading.form != "（一）" or not heading.cut
    flush = around.indented and may_be_flush_title(unit) and place + 1 < len(indexes)
    return unit.mark is None and (unit.level > 0 or flush)


class _Form:
    """What the items of a box have been like so far."""

    def __init__(self, first: SourceParagraph) -> None:
        self._first = first.mark if first.mark is not None and first.mark.form in _ITEM_FORMS else None
        self._count = self._colons = self._numbered = self._number = 0
        self._last = first
        self.add(first)

    def add(self, unit: SourceParagraph) -> None:
        """Another item."""
        self._last = unit
        self._count += 1
        self._colons += bool(_COLON_ITEM.match(unit.text))
        self._numbered += bool(_NUMBERED_ITEM.match(unit.text))
        if self._first is not None and unit.mark is not None and unit.mark.form == self._first.form:
            self._number = max(self._number, unit.mark.number)

    def takes(self, unit: SourceParagraph) -> bool:
        """Whether a line goes on with the box: until a line of another form than the box's own items."""
        colon = bool(_COLON_ITEM.match(unit.text))
        # Below items such as 铁路：… a line such as 加强统筹。… is the text that goes on.
        leads = not colon and lead_length(unit.text, "paragraph") > 0
        if leads and (self._colons >= 2 or (self._numbered >= 2 and not _NUMBERED_ITEM.match(unit.text))):
            return False
        if self._first is None:
            mixed = self._colons >= 2 and self._colons * 2 > self._count
            other = mixed and unit.is_body and "：" not in unit.text[:30] and unit.mark is None
            return not other or bool(_NOTE.fullmatch(unit.text))
        if unit.mark is not None:
            # Numbers have to rise, or begin again in another group; bullets have none.
            if unit.mark.form == self._first.form and self._first.form != "●":
                return unit.mark.number == 1 or unit.mark.number > self._number
            return unit.mark.form in _ITEM_FORMS
        subtitle = len(self._last.text) <= _TITLE_LENGTH and not self._last.closed
        cut = len(self._last.text) >= 25 and not self._last.closed
        return subtitle or cut or colon or bool(_NOTE.fullmatch(unit.text))
