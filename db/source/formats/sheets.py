"""Workbooks as tables: each sheet that is shown becomes one table with its title, unit and notes, and what is
hidden is told apart. The readers of the formats fill a `Workbook` with cells as a person sees them.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath

from db.errors import SourceError
from db.source.formats.bounds import CELLS, CHARACTERS, too_much
from db.source.formats.heading_breaks import joined_heading
from db.source.formats.line_numbers import LineMaker
from db.source.formats.page_styles import HIDDEN
from db.source.lines import APART, Grid, GridCell, LinePiece, SourceText
from db.source.numbering import read_mark
from db.source.tables import UNIT_NOTE

LOST = "〓"
"""Stands in a cell whose formula came without its result, as printers set it for a sign they lack."""
SHEETS = 255
"""Of a workbook, at most."""
_AREA = 2_000_000
"""Rows times columns of a sheet, empty ones not counted."""
_HIDDEN_CELLS = 20_000
"""Of a hidden sheet so many are looked at, and so many rows of hidden words are listed."""
_HIDDEN_ROWS = 500
# Takes `\n` and `\r\n`, not `\t`
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
# A name that says nothing: takes `Sheet1`, `工作表 2` and `1`, not `重点项目`
_NO_NAME = re.compile(
    r"\A\s*+(?:sheet|worksheet|chart|工作表|表格?)?+[\d一二三四五六七八九十（）()\s_-]*+", re.IGNORECASE
)
# Takes `附件2`, `新建 XLS 工作表` and `工作簿1`, not `云溪县重点项目表`
_NO_FILE_NAME = re.compile(
    r"\A(?>附件|附表|附|新建|无标题|未命名|工作簿|工作表|book|sheet|xlsx?|et|csv|表|"
    r"[\d\s_.（）()一二三四五六七八九十-]++)*+",
    re.IGNORECASE,
)
# What a table is in its letter: takes `附件2`, `附表一：` and `附件`, not `附件2　重点项目表`
_ANNEX = re.compile(r"附\s*(?:件|表|录)?\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]?")
# A fact about a table: takes `填报单位：县发改局` and `填报日期:`, not `注：` or `项目名称`
_FACT = re.compile(r"[\u4e00-\u9fff\s]{2,12}[:：].{0,60}")
# Takes `（2026—2030年）`, not `（一）总体要求`
_BRACKETED = re.compile(r"[（(].{1,60}[)）]")
# Takes `12`, `1,234.5` and `30%`, not `2026年` or `（万元）`
_FIGURE = re.compile(r"[-\d.,]{1,30}[%％]?")
# Takes `注：带*的为续建项目。` and `说明:`, not `备注`
_NOTE = re.compile(r"\A[（(]?\s*(?:注|备\s*注|说\s*明|数据来源|资料来源)\s*[:：]")
_TITLE_ROWS, _TITLE = 10, 100
"""Rows above a table's head, and characters of its title, at most."""


class EnoughError(Exception):
    """Of a hidden sheet no more is looked at."""


@dataclass(slots=True)
class Sheet:
    """A sheet as its file has it. Rows and columns count from 0."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    """The words of each cell that has any, as they are shown, by row and column."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    """Row, column, how many rows and how many columns."""
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """The first and the last of each run."""
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Why, and the words: what is struck out, hidden in its cell, or a remark."""
    texts: list[str] = field(default_factory=list[str])
    """The words of text boxes."""
    lost: int = 0
    """Formulas without a result."""
    errors: int = 0
    """Cells that show an error: #REF!"""
    unformed: int = 0
    """Numbers whose format is not understood."""
    missing: int = 0
    """Cells whose words are not in the file."""
    drawn: Counter[str] = field(default_factory=Counter[str])
    """What is only drawn, and how many of it."""
    cut: bool = False
    """It is hidden, and has more cells than are looked at."""


@dataclass(slots=True)
class Workbook:
    """Sheets as they are read, and what could not be."""

    name: str
    """Of the file."""
    kind: str
    """Short name of the format: xlsx."""
    sheets: list[Sheet] = field(default_factory=list[Sheet])
    doubts: list[str] = field(default_factory=list[str])
    more: bool = False
    """There are more sheets than `SHEETS`, of which the first ones are read."""
    _filled: int = 0
    _length: int = 0

    def sheet(self, name: str, *, hidden: bool = False) -> Sheet:
        """Another sheet. A name that is broken over lines is one."""
        self.sheets.append(Sheet("".join(joined_heading(_LINE_END.split(name))), hidden))
        return self.sheets[-1]

    def put(self, row: int, column: int, words: str) -> None:
        """The words of a cell of the last sheet, as they are shown.

        Raises SourceError where there are more than any plan has, EnoughError in a hidden sheet.
        """
        sheet = self.sheets[-1]
        if not words or words.isspace():
            return
        sheet.cells[row, column] = words
        if sheet.hidden:
            if len(sheet.cells) > _HIDDEN_CELLS:
                sheet.cut = True
                raise EnoughError
            return
        self._filled += 1
        self._length += len(words)
        if self._filled > CELLS:
            raise too_large(self.name)
        if self._length > CHARACTERS:
            raise too_much(self.name)

    def source(self) -> SourceText:
        """The sheets that are shown as tables, and the rest told.

        Raises SourceError when nothing is shown, or there is more than in any plan.
        """
        maker = LineMaker(self.name)
        titles: list[str] = []
        shown = [sheet for sheet in self._visible if sheet.cells or sheet.texts or sheet.left_out]
        hidden: list[Sheet] = [sheet for sheet in self.sheets if sheet.hidden]
        for sheet in shown:
            table = _Table(sheet, self.name)
            if len(table.placed) == 1:
                # One cell is no table.
                for line in table.placed[0].lines:
                    maker.paragraph(line)
            elif table.placed:
                table.read_head()
                titles.append(table.title)
                maker.table(table.grid(alone=len(shown) == 1))
                if table.silent_name(alone=len(shown) == 1):
                    maker.paragraph(sheet.name, aside="工作表名称")
            for words in sheet.texts:
                maker.paragraph(words)
            _tell(maker, [*table.left_out, *sheet.left_out])
        if not any(not line.aside for line in maker.lines):
            raise self._nothing(has_hidden=bool(hidden or maker.lines))
        for sheet in hidden:
            rows = groupby(sorted(sheet.cells.items()), lambda cell: cell[0][0])
            why = f"隐藏的工作表“{sheet.name}”"
            told = [_beside(words for _, words in cells) for _, cells in rows]
            told += (*sheet.texts, *(words for _, words in sheet.left_out))
            _tell(maker, [(why, words) for words in told])
        return SourceText(maker.lines, self.kind, tuple(self._said()), self._title(titles))

    @property
    def _visible(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.hidden]

    def _title(self, titles: Sequence[str]) -> str:
        """The one title of all tables, or of the first where the file's own name says nothing."""
        named = list(dict.fromkeys(title for title in titles if title))
        if len(named) == 1 or (named and _NO_FILE_NAME.fullmatch(PurePath(self.name).stem)):
            return named[0]
        return ""

    def _nothing(self, *, has_hidden: bool) -> SourceError:
        if any(sheet.missing for sheet in self._visible):
            return SourceError(
                f"“{self.name}”已损坏，单元格的文字不在文件里，没有导入；请用 Excel 或 WPS 打开修复后另存，"
                "再导入。"
            )
        if any(sheet.drawn for sheet in self._visible):
            return SourceError(
                f"“{self.name}”里只有图片或图表，没有可导入的文字，没有导入；请先做文字识别（OCR），再导入。"
            )
        if has_hidden:
            return SourceError(
                f"“{self.name}”里的内容都是隐藏的，没有导入；请在 Excel 或 WPS 中取消隐藏，保存后再导入。"
            )
        return SourceError(f"“{self.name}”里的表格是空的，没有导入；请确认选对了文件。")

    def _said(self) -> list[str]:
        told = list(self.doubts)
        told += (f"隐藏的工作表“{sheet.name}”太大，没有全部列出。" for sheet in self.sheets if sheet.cut)
        if self.more:
            told.append(f"工作表太多，只读了前 {SHEETS} 张。")
        visible = self._visible
        if lost := sum(sheet.lost for sheet in visible):
            told.append(
                f"有 {lost} 个公式没有保存计算结果，显示为缺失；请在 Excel 或 WPS 中打开并保存，再导入。"
            )
        if missing := sum(sheet.missing for sheet in visible):
            told.append(f"有 {missing} 个单元格的文字不在文件里，没有读出来，请与原件核对。")
        if errors := sum(sheet.errors for sheet in visible):
            told.append(f"有 {errors} 个单元格是错误值（如 #REF!），请核对原表。")
        if unformed := sum(sheet.unformed for sheet in visible):
            told.append(f"有 {unformed} 个数的显示格式不能识别，按保存的数值显示，请核对原表。")
        drawn = sum((sheet.drawn for sheet in visible), Counter[str]())
        told += (f"有 {count} 处{what}没有读出来，请对照原文件。" for what, count in drawn.items())
        return told


def too_large(name: str) -> SourceError:
    """What is said of a file with more cells than any plan has."""
    return SourceError(
        f"“{name}”的表格太大（有内容的单元格超过 {CELLS // 10_000} 万个），不像是规划，没有导入；"
        "请只留下需要的工作表，另存后再导入。"
    )


def _beside(words: Iterable[str]) -> str:
    return "\u3000".join(APART.join(_lines(each)) for each in words)


def _lines(words: str) -> list[str]:
    return [line for line in _LINE_END.split(words) if line.strip()]


def _tell(maker: LineMaker, left_out: Sequence[tuple[str, str]]) -> None:
    for why, words in left_out[:_HIDDEN_ROWS]:
        maker.paragraph(_LINE_END.sub("\u3000", words), aside=why)
    if len(left_out) > _HIDDEN_ROWS:
        maker.paragraph(f"另有 {len(left_out) - _HIDDEN_ROWS} 行没有列出", aside=left_out[-1][0])


@dataclass(slots=True)
class _Placed:
    """A cell in the table of what is shown."""

    row: int
    column: int
    rows: int
    columns: int
    lines: list[str]

    @property
    def words(self) -> str:
        return joined_heading(self.lines)[0] if len(self.lines) > 1 else self.lines[0]


class _Table:
    """What is shown of a sheet: rows and columns without words or hidden ones left out."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.title = ""
        self.left_out: list[tuple[str, str]] = []
        self._sheet = sheet
        self._gone_rows = _joined((row, row) for row in sheet.hidden_rows)
        self._gone_columns = _joined(sheet.hidden_columns)
        self._label = ""
        self._above: list[str] = []
        self._below: list[str] = []
        self.placed = self._place(name)

    def _place(self, name: str) -> list[_Placed]:
        merged = self._merged()
        cells = self._shown(merged)
        filled_rows = sorted({row for row, _ in cells})
        filled_columns = sorted({column for _, column in cells})
        rows = {row: at for at, row in enumerate(filled_rows)}
        columns = {column: at for at, column in enumerate(filled_columns)}
        if len(rows) * len(columns) > _AREA:
            raise too_large(name)
        placed: list[_Placed] = []
        covered = 0
        for (row, column), words in sorted(cells.items()):
            last_row, last_column = merged.get((row, column), (row, column))
            high = len(_between(filled_rows, row, last_row))
            wide = len(_between(filled_columns, column, last_column))
            covered += high * wide
            if covered > 4 * CELLS:
                high = wide = 1
            placed.append(_Placed(rows[row], columns[column], high, wide, _lines(words)))
        return placed

    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first cell that is shown of each merged region → its last row and column."""
        sheet = self._sheet
        found: dict[tuple[int, int], tuple[int, int]] = {}
        if not sheet.merges:
            return found
        by_row: dict[int, list[int]] = {}
        for row, column in sheet.cells:
            by_row.setdefault(row, []).append(column)
        filled = sorted(by_row)
        inside: set[tuple[int, int]] = set()
        looked_at = 0
        for row, column, rows, columns in sheet.merges:
            last_row, last_column = row + rows - 1, column + columns - 1
            crossed = _between(filled, row, last_row)
            looked_at += sum(len(by_row[at]) for at in crossed)
            # Many regions of a whole sheet each are none that a person made.
            if looked_at > 20 * CELLS:
                break
            held = [
                (at, each)
                for at in crossed
                for each in by_row[at]
                if column <= each <= last_column and (at, each) in sheet.cells
            ]
            if not held or inside.intersection(held):
                continue
            inside.update(held)
            words = sheet.cells.get((row, column), "")
            for at in held:
                # Programs keep what a merged cell covers, and show only the first one.
                if at != (row, column):
                    self.left_out.append((HIDDEN, sheet.cells.pop(at)))
            if not words:
                continue
            first_row = _first_shown(self._gone_rows, row, last_row)
            first_column = _first_shown(self._gone_columns, column, last_column)
            if (first_row, first_column) != (row, column):
                sheet.cells[first_row, first_column] = sheet.cells.pop((row, column))
            found[first_row, first_column] = (last_row, last_column)
        return found

    def _shown(self, merged: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], str]:
        """The cells that are shown; those in hidden rows and columns are told apart, row by row."""
        sheet = self._sheet
        gone = {
            column for column in {column for _, column in sheet.cells} if _run_at(self._gone_columns, column)
        }
        shown: dict[tuple[int, int], str] = {}
        hidden: dict[tuple[int, str], list[str]] = {}
        for (row, column), words in sorted(sheet.cells.items()):
            if row in sheet.hidden_rows:
                hidden.setdefault((row, "隐藏的行"), []).append(words)
            elif column in gone:
                hidden.setdefault((row, "隐藏的列"), []).append(words)
            else:
                shown[row, column] = words
        self.left_out += ((why, _beside(words)) for (_, why), words in hidden.items())
        return shown

    def read_head(self) -> None:
        """Take the title, the unit and the notes from the rows of cells, as far as they stand there."""
        rows = [list(cells) for _, cells in groupby(self.placed, lambda cell: cell.row)]
        head = self._head_rows(rows)
        foot = _foot_rows(rows[head:])
        for cell in (cell for row in rows[:head] for cell in row):
            words = cell.words
            if _ANNEX.fullmatch(words.strip()) and not self.title:
                self._label = words.strip().rstrip(":：")
            elif self.title or not _may_be_title(words):
                self._above += cell.lines
            else:
                self.title = words.strip()
        kept = rows[head : len(rows) - foot]
        self._below = [line for row in rows[len(rows) - foot :] for cell in row for line in cell.lines]
        first = kept[0][0].row if kept else 0
        self.placed = [cell for row in kept for cell in row]
        for cell in self.placed:
            cell.row -= first
        if len(kept) > 1:
            _join_heads(kept[0], kept[1])

    @staticmethod
    def _head_rows(rows: Sequence[Sequence[_Placed]]) -> int:
        """How many rows stand above the table's head."""
        # Row by row, below which row the cells of all rows so far end.
        head = 0
        single = not any(len(row) > 1 for row in rows)
        if single:
            first = rows[0][0]
            return int(len(rows) > 1 and len(first.words) <= _TITLE and first.words[-1] not in "。；：，")
        while head < min(len(rows) - 1, _TITLE_ROWS):
            row = rows[head]
            reaches = any(cell.row + cell.rows > row[0].row + 1 for cell in row)
            about = all(UNIT_NOTE.fullmatch(cell.words) or _FACT.fullmatch(cell.words) for cell in row)
            mark = read_mark(row[0].words)
            if reaches or (len(row) > 1 and not about) or (mark is not None and not about):
                break
            head += 1
        return head

    def silent_name(self, *, alone: bool) -> bool:
        """Whether the sheet's own name stands nowhere in the table, although it says something."""
        name = self._sheet.name.strip()
        return alone and bool(self.title) and not _NO_NAME.fullmatch(name) and name not in self.title

    def grid(self, *, alone: bool) -> Grid:
        """The table. Where it is not `alone`, the sheet's name tells it from the others."""
        name = "" if _NO_NAME.fullmatch(self._sheet.name) else self._sheet.name.strip()
        parts = [self._label, self.title or name]
        if not alone and self.title and name and _plain(name) not in _plain(self.title):
            parts.insert(0, name)
        title = "\u3000".join(part for part in parts if part)
        return Grid(
            tuple(
                GridCell(cell.row, cell.column, cell.rows, cell.columns, tuple(map(LinePiece, cell.lines)))
                for cell in self.placed
            ),
            LinePiece(title),
            tuple(map(LinePiece, self._above)),
            tuple(map(LinePiece, self._below)),
        )


def _join_heads(upper: Sequence[_Placed], lower: Sequence[_Placed]) -> None:
    """Heads in two rows that nobody merged: a head reaches down where nothing stands below it, and over the
    columns beside it that have only a lower head. 总投资 above （万元） is one head, 投资 above 2026年 and
    2027年 belongs to both.
    """
    below = {cell.column for cell in lower if cell.columns == 1 and cell.rows == 1}
    if len(below) < len(lower) or 0 in below or any(_FIGURE.fullmatch(cell.words) for cell in lower):
        return
    ends = [cell.column for cell in upper[1:]] + [max(below) + 1]
    reach = [max(cell.columns, end - cell.column) for cell, end in zip(upper, ends, strict=True)]
    spread = any(
        wide > 1 and below.issuperset(range(cell.column, cell.column + wide))
        for cell, wide in zip(upper, reach, strict=True)
    )
    if not spread and not all(_BRACKETED.fullmatch(cell.words) for cell in lower):
        return
    for cell, wide in zip(upper, reach, strict=True):
        if below.isdisjoint(range(cell.column, cell.column + cell.columns)):
            cell.rows = max(cell.rows, 2)
        elif cell.rows == 1:
            cell.columns = wide


def _plain(words: str) -> str:
    return "".join(words.split())


def _may_be_title(words: str) -> bool:
    return (
        len(words) <= _TITLE
        and words.strip()[-1:] not in "。；，：:"
        and not any(form.fullmatch(words.strip()) for form in (UNIT_NOTE, _FACT, _BRACKETED))
        and not _NOTE.match(words)
    )


def _foot_rows(rows: Sequence[Sequence[_Placed]]) -> int:
    """How many rows at the end are notes below the table."""
    at = len(rows)
    while at > 1 and len(rows[at - 1]) == 1 and len(rows) - at < 20:
        at -= 1
        if _NOTE.match(rows[at][0].words):
            return len(rows) - at
    return 0


def _joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs in order, those that touch as one: a file may tell of each column by itself."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        elif first <= last:
            joined.append((first, last))
    return joined


def _run_at(runs: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The one of joined runs that a place is in."""
    at = bisect_right(runs, place, key=itemgetter(0)) - 1
    return runs[at] if at >= 0 and place <= runs[at][1] else None


def _first_shown(hidden: Sequence[tuple[int, int]], first: int, last: int) -> int:
    """The first place that no run hides; `first` where all up to `last` are hidden."""
    run = _run_at(hidden, first)
    return run[1] + 1 if run and run[1] < last else first


def _between(ordered: Sequence[int], first: int, last: int) -> Sequence[int]:
    return ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]
