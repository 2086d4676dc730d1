"""Marks as an Excel workbook: one row a mark, and the 任务分解表 from those that are tasks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from db.export.excel import SheetCell, add_sheet, workbook
from db.export.marks.entries import MarkEntry, badges
from db.progress import QUIET, Progress
from db.tables.table import cell_words

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


def write_xlsx(entries: Sequence[MarkEntry], path: Path, progress: Progress = QUIET) -> int:
    """Write two sheets, 批注 and 任务分解表 (empty but for its head if nothing is a task).

    Gives the number of marks. Raises ExportError, Stopped.
    """
    given = tasks(entries)
    with workbook(path) as book:
        add_sheet(
            book,
            "批注",
            _MARKS,
            (_mark(at, entry) for at, entry in enumerate(entries, 1)),
            foot=badges(entries),
            whole=len(entries),
            progress=progress,
        )
        add_sheet(
            book,
            "任务分解表",
            _TASKS,
            (_task(at, entry) for at, entry in enumerate(given, 1)),
            foot=badges(given),
        )
        # The second sheet asks nobody whether to go on: this does, before the file gets its name.
        progress.check()
    return len(entries)


def tasks(entries: Iterable[MarkEntry]) -> list[MarkEntry]:
    """Those that are tasks."""
    return [entry for entry in entries if entry.mark.state is not None]


def _mark(number: int, entry: MarkEntry) -> list[SheetCell]:
    return [
        *(
            number,
            entry.plan,
            "　".join(entry.path),
            entry.kind,
            entry.category,
            entry.quote,
            entry.plain_note,
        ),
        *(
            "，".join(entry.tags),
            entry.state,
            entry.mark.author,
            entry.created,
            entry.changed,
            entry.citation,
        ),
    ]


def _task(number: int, entry: MarkEntry) -> list[SheetCell]:
    task = entry.mark.task
    return [
        number,
        cell_words(entry.quote),
        task.lead_unit,
        task.units,
        task.due,
        entry.state,
        entry.citation,
    ]
