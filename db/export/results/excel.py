"""Results as a workbook: the writer of the plan's tables, given a table of passages."""

from pathlib import Path

from db.export.results.report import ResultEntry, ResultsReport
from db.export.tables.sheet import Lines
from db.export.tables.xlsx import write_xlsx
from db.progress import QUIET, Progress
from db.tables.facts import PlanFacts
from db.tables.table import Column, RowTable


def write_excel(report: ResultsReport, path: Path, progress: Progress = QUIET) -> int:
    """Write an .xlsx file, whole or not at all: a row for each passage; their number.

    Raises ExportError, Stopped.
    """
    table = result_table(report)
    names = tuple(column.name for column in table.columns)
    # Sources and lost figures need facts of the plans; what was filled in by hand is not asked for here.
    facts = tuple(PlanFacts(plan) for plan in report.plans)
    notes = (report.title, *report.told)
    return write_xlsx(Lines(table, names, range(len(table)), facts, notes=notes), path, progress)


def result_table(report: ResultsReport) -> RowTable[ResultEntry]:
    """The passages as rows."""
    columns: tuple[Column[ResultEntry], ...] = (
        Column("plan", "规划", lambda entry: entry.plan, width=12),
        Column("chapter", "章", lambda entry: entry.heading, width=12),
        Column("kind", "类别", lambda entry: entry.kind, width=5),
        Column("how", "匹配", lambda entry: "拼音匹配" if entry.sounds else "原文匹配", width=5),
        Column("words", "查到的字词", lambda entry: entry.words, kind="list", width=8),
        Column("count", "处数", lambda entry: len(entry.spans), kind="number", width=4),
        Column("text", "原文", lambda entry: entry.text, width=28),
        Column("rows", "所在项目", lambda entry: entry.rows, kind="list", width=12),
        Column("citation", "出处", lambda entry: entry.citation, width=28),
    )
    return RowTable("results", "查找结果", columns, report.entries, lambda entry: entry.place)
