"""An .xlsx workbook: a report's tables, a sheet for each; and of a table the sources of its rows and the
lost figures of its plans.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from db.export.excel import SheetCell, add_sheet, workbook
from db.export.tables.report import (
    ReportBand,
    ReportColumn,
    ReportRow,
    ReportTable,
    TableReport,
    cell_text,
    report_of,
)
from db.export.tables.sheet import Lines
from db.progress import QUIET, Progress
from db.tables.gaps import MISSING_TABLE

_WIDEST = 60
"""Characters of a column: wider ones don't fit on a screen beside others."""
_SOURCES = (("序号", 8), ("编号", 14), ("原文行", 8), ("出处", 70), ("规划", 40))
_LOST = (
    *(("规划", 30), ("编号", 14), ("缺失", 10), ("原文", 60), ("出处", 60)),
    *(("人工补录", 16), ("补录来源", 30), ("补录日期", 12), ("补录人", 10)),
)


def write_xlsx(lines: Lines, path: Path, progress: Progress = QUIET) -> int:
    """Write a workbook, whole or not at all; the number of its rows. Raises ExportError, Stopped."""
    report = report_of(lines)
    with workbook(path) as book:
        _add_table(book, report, report.tables[0], progress)
        sources = _SOURCES if len(lines.plans) > 1 else _SOURCES[:-1]
        above = [*_about(lines), *lines.told, *lines.totals, *lines.notes]
        add_sheet(book, "出处", sources, _sources(lines), above=above, progress=progress)
        add_sheet(book, "原文缺失", _LOST, _lost(lines), progress=progress)
    return len(lines.rows)


def write_report(report: TableReport, path: Path, progress: Progress = QUIET) -> int:
    """The same of a report of several tables, those without a row left out."""
    with workbook(path) as book:
        for table in [table for table in report.tables if table.count] or report.tables[:1]:
            _add_table(book, report, table, progress)
    return report.count


def _add_table(
    book: xlsxwriter.Workbook, report: TableReport, table: ReportTable, progress: Progress
) -> None:
    several = len(report.tables) > 1
    title = f"{report.title}：{table.title}" if several else report.title
    add_sheet(
        book,
        table.title,
        [(column.title, _width(column)) for column in table.columns],
        map(_row, table.rows()),
        title=title,
        above=[*report.under, *([table.note] if table.note else [])],
        total=f"合计：{table.total}" if table.total else "",
        below=report.foot,
        right=[at for at, column in enumerate(table.columns) if column.right],
        filtered=not table.grouped,
        foot=report.badge,
        whole=table.count,
        progress=progress,
    )


def _width(column: ReportColumn) -> float:
    # Two columns for a Chinese character, and the button of the filter.
    return min(max(column.width, len(column.title)) * 2 + 3, _WIDEST)


def _row(row: ReportRow) -> Sequence[SheetCell] | str:
    if isinstance(row, ReportBand):
        return row.words
    return [cell if isinstance(cell, int | float) else cell_text(cell) for cell in row]


def _about(lines: Lines) -> Iterator[str]:
    """What the workbook is taken from."""
    for facts in lines.plans:
        info = facts.plan.info
        yield from filter(None, (f"《{info.title}》", info.badge, info.source))


def _sources(lines: Lines) -> Iterator[list[SheetCell]]:
    """For each row, in the order of its numbers on the first sheet, where its words stand."""
    by_slug = {facts.slug: facts for facts in lines.plans}
    for number, row in enumerate(lines.rows, 1):
        place = lines.table.place(row)
        facts = by_slug.get(place.plan)
        told: list[SheetCell] = [number, "", "", "", ""]
        if facts is not None:
            line = facts.view.passages[place.key].source_line(place.span[0] if place.span else 0)
            told = [
                number,
                place.key,
                "" if line is None else line,
                facts.source(place.key),
                facts.plan.info.title,
            ]
        yield told if len(lines.plans) > 1 else told[:-1]


def _lost(lines: Lines) -> Iterator[list[SheetCell]]:
    """The lost figures and names, and then the tables that the source lacks."""
    for facts in lines.plans:
        title = facts.plan.info.title
        for gap in facts.plan.gaps:
            filled = [
                (each.value + each.unit, each.source, each.date, each.name) for each in facts.all_filled(gap)
            ]
            # Each column tells of all entries: colleagues may have read the paper copy differently.
            by_hand = ["；".join(words) for words in zip(*filled, strict=True)] or [""] * 4
            told = [title, gap.key, gap.name, "".join(facts.view.around(gap))]
            yield [*told, facts.source(gap.key), *by_hand]
        for chapter in facts.plan.chapters:
            if chapter.note:
                yield [title, chapter.key, MISSING_TABLE, chapter.title, facts.source(chapter.key), *[""] * 4]
