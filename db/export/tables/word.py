"""A report as a Word document: tables whose heads come again on each page."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from docx.oxml.xmlchemy import BaseOxmlElement

from db.export.tables.report import (
    MarkedWords,
    ReportBand,
    ReportCell,
    ReportColumn,
    TableReport,
    cell_text,
)
from db.export.word import HEI, SONG, element, word_file, words
from db.progress import QUIET, Progress

_HEAD = 8
"""Characters of a head on one line; a longer one breaks."""
_STEP = 200
"""Rows between two words about progress."""


def write_word(report: TableReport, path: Path, progress: Progress = QUIET) -> int:
    """Write a .docx file, whole or not at all; the number of its rows. Raises ExportError, Stopped."""
    with word_file(path, report.title, report.badge, across=report.wide) as file:
        file.add("表格标题", words(report.title, HEI))
        for line in report.under:
            file.add("表格说明", words(line))
        done = 0
        for table in report.tables:
            if len(report.tables) > 1:
                file.add_heading(f"{table.title}（{table.count}）", 2)
            if table.note:
                file.add("说明", words(table.note))
            if not table.count:
                file.add("说明", words("没有。"))
                continue
            made = file.add_table(_widths(table.columns))
            made.row([_cell(column.title, head=True) for column in table.columns], head=True)
            for row in table.rows():
                if isinstance(row, ReportBand):
                    made.band(words(row.words, HEI), keep=True)
                    continue
                made.row(
                    [_cell(cell, right=column.right) for cell, column in zip(row, table.columns, strict=True)]
                )
                done += 1
                progress.count(done, report.count, _STEP)
            if table.total:
                made.band(words(f"合计：{table.total}", HEI))
            made.end()
        for line in report.foot:
            file.add("说明", words(line))
    return report.count


def _widths(columns: Sequence[ReportColumn]) -> list[float]:
    """What each column asks for, in characters: its usual content, and its head as a whole."""
    return [max(column.width, min(len(column.title), _HEAD), 2) + 1.4 for column in columns]


def _cell(cell: ReportCell, *, head: bool = False, right: bool = False) -> tuple[str, list[BaseOxmlElement]]:
    """How it stands, and its runs."""
    align = "center" if head else "right" if right else "left"
    if isinstance(cell, MarkedWords):
        return align, list(_marked(cell))
    text = cell_text(cell)
    return align, [words(text, HEI if head else SONG)] if text else []


def _marked(cell: MarkedWords) -> Iterator[BaseOxmlElement]:
    at = 0
    for start, end in cell.spans:
        if at < start:
            yield words(cell.text[at:start])
        shade = element("w:shd", val="clear", color="auto", fill=cell.ground.lstrip("#"))
        yield words(cell.text[start:end], SONG, shade)
        at = end
    if at < len(cell.text):
        yield words(cell.text[at:])
