"""Marks as an Excel workbook: one row a mark, and the 任务分解表 from those that are tasks."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format

from db.export.marks.entries import MarkEntry, badges
from db.user.file_writing import LockWanted, always, write_whole

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}
"""Everything that a reader wrote is words, also where it begins with = + - @."""
_LONGEST = 32_767
"""Characters of a cell in Excel; more is cut and said so."""
_CUT = "……（余下部分请见导出的 Word 文件）"

_MARKS = (
    *(
        ("序号", 6),
        ("规划", 24),
        ("章节", 30),
        ("类型", 10),
        ("颜色", 8),
        ("原文", 60),
        ("批注", 50),
        ("标签", 16),
        ("状态", 8),
    ),
    *(("作者", 10), ("创建时间", 17), ("修改时间", 17), ("出处", 50)),
)
_TASKS = (
    ("序号", 6),
    ("任务原文", 60),
    ("牵头单位", 18),
    ("责任单位", 24),
    ("完成时限", 14),
    ("状态", 8),
    ("出处", 50),
)


def write_xlsx(path: Path, entries: Sequence[MarkEntry], *, wanted: LockWanted = always) -> None:
    """Write two sheets, 批注 and 任务分解表 (empty but for its head if nothing is a task).

    Raises ExportError.
    """
    data = _workbook(entries)
    write_whole(path, lambda part: _write(part, data), wanted)


def tasks(entries: Iterable[MarkEntry]) -> list[MarkEntry]:
    """Those that are tasks."""
    return [entry for entry in entries if entry.mark.state is not None]


def _write(part: Path, data: bytes) -> None:
    part.write_bytes(data)


def _workbook(entries: Sequence[MarkEntry]) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data, _OPTIONS) as book:
        _sheet(book, "批注", _MARKS, [_mark(entry) for entry in entries], badges(entries))
        _sheet(book, "任务分解表", _TASKS, [_task(entry) for entry in tasks(entries)], badges(tasks(entries)))
    return data.getvalue()


def _mark(entry: MarkEntry) -> list[str]:
    return [
        *(entry.plan, "　".join(entry.path), entry.kind, entry.category, entry.quote, entry.plain_note),
        *(
            "，".join(entry.tags),
            entry.state,
            entry.mark.author,
            entry.created,
            entry.changed,
            entry.citation,
        ),
    ]


def _task(entry: MarkEntry) -> list[str]:
    task = entry.mark.task
    return [entry.quote, task.lead_unit, task.units, task.due, entry.state, entry.citation]


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: tuple[tuple[str, int], ...],
    rows: list[list[str]],
    badge: str,
) -> None:
    sheet = book.add_worksheet(name)
    head, plain, number = _formats(book)
    for at, (_, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    for at, (title, _) in enumerate(columns):
        sheet.write_string(0, at, title, head)
    for at, row in enumerate(rows, 1):
        sheet.set_row(at, _height(row, columns))
        sheet.write_number(at, 0, at, number)
        for column, text in enumerate(row, 1):
            cut = text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
            sheet.write_string(at, column, cut, plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{badge.replace('&', '&&')}&R第 &P 页")


def _height(row: list[str], columns: tuple[tuple[str, int], ...]) -> float:
    """A row's height in points, so that its words can be seen: Excel and WPS fit rows only as they are
    edited.
    """
    lines = 1
    for text, (_, width) in zip(row, columns[1:], strict=True):
        wide = (sum(1 if each < "\u2e80" else 2 for each in line) for line in text.split("\n"))
        lines = max(lines, sum(max(ceil(each / (width - 1)), 1) for each in wide))
    return min(lines * 16.5 + 2, 409.0)


def _formats(book: xlsxwriter.Workbook) -> tuple[Format, Format, Format]:
    plain = {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top", "border": 1}
    head = plain | {
        "font_name": "黑体",
        "bold": True,
        "bg_color": "#E7E6E6",
        "align": "center",
        "valign": "vcenter",
    }
    return book.add_format(head), book.add_format(plain), book.add_format(plain | {"align": "center"})
