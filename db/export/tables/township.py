"""All that plans say of a township as a report: its projects, its targets, and the passages that name it or
may mean it.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from db.export.tables.report import (
    NUMBER,
    MarkedWords,
    ReportBand,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
    TableReport,
    badge_of,
    cell_text,
    plans_in_words,
    signs_in_words,
    sources,
    table_of,
)
from db.export.tables.sheet import Lines
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.projects import project_table
from db.tables.table import AnyTable
from db.tables.targets import target_table
from db.tables.township_html import Ink, doubt, summary
from db.tables.township_pages import Spoken, TownshipPage

_PROJECTS = ("field", "category", "stage", "name", "quantity", "unit", "investment", "remark")
_TARGETS = ("name", "comparison", "value", "unit", "year", "text")


def township_report(parts: Sequence[tuple[PlanFacts, TownshipPage]], day: date | None = None) -> TableReport:
    """The report on a place, plan by plan; `day` is the one that it is handed out on, today without it.

    There must be at least one plan.
    """
    plans = [facts for facts, _ in parts]
    place = parts[0][1].place
    several = len(parts) > 1
    tables: list[ReportTable] = []
    told: list[str] = []
    for facts, page in parts:
        before = f"{facts.short_title}：" if several else ""
        targets = target_table([facts])
        of_place = arrange(targets, TableQuery().choosing("place", place)).rows
        told.append(before + summary(page, len(of_place)).removesuffix("。"))
        tables += [
            _rows_of(facts, project_table([facts]), page.projects, _PROJECTS, f"{before}规划项目"),
            *([_rows_of(facts, targets, of_place, _TARGETS, f"{before}量化目标")] if of_place else []),
            _passages(facts, page.named, f"{before}明确提及", Ink().named),
            _passages(facts, page.related, f"{before}疑似相关", Ink().related, doubt(place)),
        ]
    texts = (cell_text(cell) for table in tables for row in table.rows() for cell in _cells(row))
    return TableReport(
        place,
        (*plans_in_words(plans), *told),
        tuple(tables),
        (*signs_in_words(texts), *sources(plans, day)),
        badge_of(plans),
        wide=False,
    )


def _cells(row: ReportRow) -> Iterator[ReportCell]:
    if not isinstance(row, ReportBand):
        yield from row


def _rows_of(
    facts: PlanFacts, table: AnyTable, rows: Sequence[int], wanted: Sequence[str], title: str
) -> ReportTable:
    """Some rows of a table, without the columns that are empty in all of them."""
    shown = tuple(name for name in wanted if table.has(name) and any(table.text(row, name) for row in rows))
    return table_of(Lines(table, shown, rows, [facts]), title)


def _passages(
    facts: PlanFacts, found: Sequence[Spoken], title: str, ground: str, note: str = ""
) -> ReportTable:
    def rows() -> Iterator[ReportRow]:
        for number, spoken in enumerate(found, 1):
            key = spoken.passage.key
            words = MarkedWords(facts.view.signed(key), facts.view.signed_spans(key, spoken.spans), ground)
            yield [number, spoken.source, words]

    columns = (NUMBER, ReportColumn("出处", 10), ReportColumn("原文", 40))
    return ReportTable(title, columns, len(found), rows, note=note if found else "")
