"""Writes Excel workbooks, with one look for every sheet.

Whatever a cell holds is words or a number, never a formula or a link, also where it begins with = + - @.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from db.errors import ExportError
from db.files import exported
from db.progress import QUIET, Progress

SheetCell = str | int | float
_OPTIONS = {
    # Rows go to the disk as they are written: a hundred thousand of them take no memory.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_MOST_ROWS = 1_048_575
"""Of a sheet, its head not counted. The limits are those of Excel's own specification."""
_LONGEST = 32_767
"""Characters of a cell; XlsxWriter leaves out a longer one without a word."""
_CUT = "……（余下部分请见导出的 Word 文件）"
_HIGHEST = 409.0
"""Points of a row."""
_LINE = 16.5
"""Points of a line of 宋体 11."""
_STEP = 1000
"""Rows between two words about progress."""
_A4 = 9
"""The number of the paper in Excel's list."""
_WIDE = re.compile("[\u2e80-\U0010ffff]+")
"""The CJK blocks begin at U+2E80: such a sign is two columns wide, a Latin letter one."""

_PLAIN = {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top", "border": 1}
_HEAD = _PLAIN | {
    "font_name": "黑体",
    "bold": True,
    "bg_color": "#E7E6E6",
    "align": "center",
    "valign": "vcenter",
}
_BAND = _PLAIN | {"font_name": "黑体", "valign": "vcenter"}
_TITLE = {
    "font_name": "黑体",
    "font_size": 18,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
_UNDER = {"font_name": "宋体", "font_size": 11, "align": "center", "valign": "vcenter", "text_wrap": True}
_SMALL = {
    "font_name": "宋体",
    "font_size": 10,
    "font_color": "#595959",
    "valign": "vcenter",
    "text_wrap": True,
}


@contextmanager
def workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A workbook to add sheets to; the file is there, whole, when the block ends. Raises ExportError."""
    with exported(path) as part, TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        # Not straight into the file: on a full disk an archive that is half written complains on stderr.
        whole = BytesIO()
        book = xlsxwriter.Workbook(whole, {**_OPTIONS, "tmpdir": scratch})
        try:
            yield book
        finally:
            # Also when stopped: XlsxWriter keeps files open until it is closed.
            book.close()
        part.write_bytes(whole.getvalue())


def add_sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[SheetCell] | str],
    *,
    title: str = "",
    above: Sequence[str] = (),
    total: str = "",
    below: Sequence[str] = (),
    right: Collection[int] = (),
    filtered: bool | None = None,
    foot: str = "",
    whole: int = 0,
    progress: Progress = QUIET,
) -> int:
    """Add a sheet and give the number of its rows. `columns` are titles and widths in characters; a row that
    is a string goes across all of them; `title` and the lines `above` stand over the head, `total` and the
    lines `below` under the rows; in the columns `right` words stand at the right, as figures do; `foot`
    stands at the foot of each printed page. The head has filters where it is `filtered`, and if nothing is
    said where nothing stands above it. Progress is told where the number of rows is known (`whole`).

    Raises ExportError when there are more rows than a sheet holds, Stopped.
    """
    if whole > _MOST_ROWS:
        raise ExportError(
            f"共{whole}行，超过一张工作表能放下的{_MOST_ROWS}行，请先筛选再导出，或导出为 CSV。"
        )
    sheet = book.add_worksheet(_sheet_name(name))
    # A line of 宋体 11 has the height of Excel's own only where that font is there.
    sheet.set_default_row(_LINE + 2)
    head, plain = book.add_format(_HEAD), book.add_format(_PLAIN)
    last = max(len(columns) - 1, 0)
    room = sum(width for _, width in columns)
    top = _write_above(book, sheet, title, above, last, room)
    for at, (words, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(top, at, words, head)
    band, figures = book.add_format(_BAND), book.add_format(_PLAIN | {"align": "right"})
    looks = [figures if at in right else plain for at in range(len(columns))]
    number = 0
    for number, row in enumerate(rows, 1):
        if isinstance(row, str):
            _write_band(sheet, top + number, row, last, room, band)
        else:
            _write_row(sheet, top + number, row, columns, looks)
        if whole:
            progress.count(number, whole, _STEP)
        else:
            progress.check()
    end = top + number + 1
    if total:
        _write_band(sheet, end, total, last, room, band)
    small = book.add_format(_SMALL)
    for at, line in enumerate(below, end + bool(total)):
        _write_band(sheet, at, line, last, room, small)
    if title or not above:
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
    if filtered or (filtered is None and not above and not title):
        sheet.autofilter(top, 0, top + max(number, 1), last)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    # One page wide, as many high as it takes.
    sheet.fit_to_pages(1, 0)
    # An ampersand begins a code there: two are one.
    sheet.set_footer(f"&L{foot.replace('&', '&&')}&R第 &P 页")
    return number


def _write_above(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    title: str,
    above: Sequence[str],
    last: int,
    room: float,
) -> int:
    """The title and the lines under it, in the middle over all columns; without a title the lines alone, as
    they are. Gives the number of the row below them.
    """
    if not title:
        for at, text in enumerate(above):
            sheet.write_string(at, 0, text)
        return len(above) + 1 if above else 0
    large, line = book.add_format(_TITLE), book.add_format(_UNDER)
    _write_band(sheet, 0, title, last, room / 2, large, pitch=27)
    for at, text in enumerate(above, 1):
        _write_band(sheet, at, text, last, room, line)
    return len(above) + 1


def _write_band(
    sheet: Worksheet, at: int, words: str, last: int, room: float, look: Format, *, pitch: float = _LINE
) -> None:
    """Words across all columns, `room` characters wide in all; `pitch` is the height of a line, in points."""
    sheet.set_row(at, min(_lines(words, room) * pitch + 4, _HIGHEST))
    if last:
        # As a string: merge_range would take what begins with = for a formula.
        sheet.merge_range(at, 0, at, last, "", look)
    sheet.write_string(at, 0, words[:_LONGEST], look)


def _write_row(
    sheet: Worksheet,
    at: int,
    row: Sequence[SheetCell],
    columns: Sequence[tuple[str, float]],
    looks: Sequence[Format],
) -> None:
    if height := _height(row, columns):
        # Now, not after all rows: in constant memory a row is written out when the next one begins.
        sheet.set_row(at, height)
    for column, (cell, look) in enumerate(zip(row, looks, strict=True)):
        if not isinstance(cell, str):
            sheet.write_number(at, column, cell, look)
        elif cell:
            if len(cell) > _LONGEST:
                cell = cell[: _LONGEST - len(_CUT)] + _CUT
            # XlsxWriter takes <r>…</r> for XML of its own and writes it as it is: a damaged workbook.
            sheet.write_string(at, column, f"{cell} " if cell.startswith("<r>") else cell, look)
        else:
            # With its look: a cell left out would have no border, and words typed into it another font.
            sheet.write_blank(at, column, None, look)


def _height(row: Sequence[SheetCell], columns: Sequence[tuple[str, float]]) -> float:
    """A row's height in points, so that all of its words can be seen: Excel and WPS fit a row only when it is
    edited. 0 for a row of one line, which is left to them.
    """
    lines = 1
    for cell, (_, width) in zip(row, columns, strict=True):
        # Most cells are short; they are not looked at sign by sign.
        if isinstance(cell, str) and (2 * len(cell) > width or "\n" in cell):
            lines = max(lines, sum(_lines(line, width) for line in cell.split("\n")))
    return min(lines * _LINE + 2, _HIGHEST) if lines > 1 else 0.0


def _lines(line: str, width: float) -> int:
    # By runs of wide signs, not sign by sign: half the time for long words.
    wide = len(line) + sum(map(len, _WIDE.findall(line)))
    return max(ceil(wide / max(width - 1, 1)), 1)


def _sheet_name(title: str) -> str:
    """A title as Excel allows on a tab: at most 31 characters, none of []:*?/\\, no apostrophe at an end."""
    return "".join("_" if char in "[]:*?/\\" else char for char in title)[:31].strip("'") or "表"
