"""An .xlsx workbook: the rows as they are shown, a sheet of sources, and one of lost figures."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from db.errors import ExportError
from db.export.tables.sheet import Lines, Progress
from db.files import exported
from db.source.report import GAP_NAMES
from db.tables.facts import PlanFacts

_STEP = 1000
"""Rows between two reports of progress."""
_WIDEST = 60
_MOST_ROWS = 1_048_575
"""Of a sheet, its header not counted."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Stopped(Exception):  # noqa: N818  no error: the reader asked for it
    """The export was stopped; no file was left."""


def write_xlsx(
    lines: Lines,
    plans: Sequence[PlanFacts],
    path: Path,
    *,
    notes: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """Write a workbook, whole or not at all. `notes` (filters, totals) stand on the sheet of sources.

    Raises ExportError when it can't be written, Stopped when `progress` says so.
    """
    with exported(path) as part, TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        book = xlsxwriter.Workbook(str(part), {**_OPTIONS, "tmpdir": scratch})
        try:
            _rows(book, lines, progress)
            _sources(book, lines, plans, notes)
            _lost(book, plans)
        finally:
            # Also when stopped: XlsxWriter keeps files open until it is closed.
            _close(book)


def _close(book: xlsxwriter.Workbook) -> None:
    """Write the file. Raises OSError, which XlsxWriter wraps in an error of its own."""
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args[0].args) from error


def _rows(book: xlsxwriter.Workbook, lines: Lines, progress: Progress | None) -> None:
    sheet = book.add_worksheet(_sheet_name(lines.table.title))
    head, plain, number = _formats(book)
    for at, column in enumerate(lines.shown):
        sheet.set_column(at, at, min(max(column.width, len(column.title)) * 2 + 3, _WIDEST))
    _header(sheet, lines.header(), head)
    total = len(lines.rows)
    if total > _MOST_ROWS:
        raise ExportError(
            f"共{total}行，超过一张工作表能放下的{_MOST_ROWS}行，请先筛选再导出，或导出为 CSV。"
        )
    for at, cells in enumerate(lines.cells(), 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(at, column, cell, plain)
            else:
                sheet.write_number(at, column, cell, number)
        if progress is not None and at % _STEP == 0 and not progress(at, total):
            raise Stopped
    sheet.autofilter(0, 0, max(total, 1), max(len(lines.columns) - 1, 0))
    if progress is not None:
        progress(total, total)


def _sources(
    book: xlsxwriter.Workbook, lines: Lines, plans: Sequence[PlanFacts], notes: Sequence[str]
) -> None:
    """For each row, in the same order, where its words stand; above them what this workbook is."""
    sheet = book.add_worksheet("出处")
    head, plain, _ = _formats(book)
    at = 0
    for facts in plans:
        info = facts.plan.info
        for words in (f"《{info.title}》", info.badge, info.source):
            if words:
                sheet.write_string(at, 0, words, plain)
                at += 1
    for note in notes:
        sheet.write_string(at, 0, note, plain)
        at += 1
    at += 1
    several = len(plans) > 1
    titles = ("行", "编号", "原文行", "出处", *(["规划"] if several else []))
    for column, (title, width) in enumerate(zip(titles, (8, 14, 8, 70, 40), strict=False)):
        sheet.set_column(column, column, width)
        sheet.write_string(at, column, title, head)
    by_slug = {facts.slug: facts for facts in plans}
    for number, row in enumerate(lines.rows, 2):
        at += 1
        place = lines.table.place(row)
        facts = by_slug.get(place.plan)
        sheet.write_number(at, 0, number)
        if facts is None:
            continue
        sheet.write_string(at, 1, place.key)
        line = facts.passages[place.key].source_line(place.span[0] if place.span else 0)
        if line is not None:
            sheet.write_number(at, 2, line)
        sheet.write_string(at, 3, facts.source(place.key))
        if several:
            sheet.write_string(at, 4, facts.plan.info.title)


def _lost(book: xlsxwriter.Workbook, plans: Sequence[PlanFacts]) -> None:
    sheet = book.add_worksheet("原文缺失")
    head, plain, _ = _formats(book)
    titles = ("规划", "编号", "缺失", "原文", "出处", "人工补录", "补录来源", "补录日期", "补录人")
    for column, width in enumerate((30, 14, 10, 60, 60, 16, 30, 12, 10)):
        sheet.set_column(column, column, width)
    _header(sheet, titles, head)
    at = 0
    for facts in plans:
        for gap in facts.plan.gaps:
            at += 1
            cells = [
                facts.plan.info.title,
                gap.key,
                GAP_NAMES[gap.kind],
                facts.quote(gap),
                facts.source(gap.key),
            ]
            entries = [
                (each.cells[0][0] + each.unit, each.source, each.date, each.name)
                for each in facts.all_filled(gap)
            ]
            cells += ["；".join(words) for words in zip(*entries, strict=True)]
            for column, words in enumerate(cells):
                sheet.write_string(at, column, words, plain)
    sheet.autofilter(0, 0, max(at, 1), len(titles) - 1)


def _formats(book: xlsxwriter.Workbook) -> tuple[Format, Format, Format]:
    """For the header, for words, for numbers."""
    return (
        book.add_format(
            {"bold": True, "bg_color": "#EDEFF2", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"valign": "top", "num_format": "General"}),
    )


def _header(sheet: Worksheet, titles: Sequence[str], head: Format) -> None:
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, head)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet_name(title: str) -> str:
    """A title as Excel allows it on a tab: at most 31 characters, none of []:*?/\\,
    no apostrophe at an end.
    """
    return "".join("_" if char in "[]:*?/\\" else char for char in title)[:31].strip("'") or "表"
