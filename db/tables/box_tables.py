"""The boxes (专栏) of a plan read as tables, and the tables that the person filled in where the source has
none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.records import Supplement
from db.records import Table as Printed
from db.tables.facts import PlanFacts
from db.tables.maker import TableMaker, Wanted, cells, picked
from db.tables.table import AnyTable, Column, RowTable, cell_words


@dataclass(slots=True)
class ItemRow:
    """A box item and the plan around it."""

    facts: PlanFacts
    key: str

    @property
    def lead(self) -> str:
        """The words before its first mark (智能厨电), without the mark; empty if it has none."""
        passage = self.facts.view.passages[self.key]
        return cell_words(self.facts.signed(self.key, (0, passage.lead)))

    @property
    def rest(self) -> str:
        """What follows the lead, with the sign where something is lost."""
        passage = self.facts.view.passages[self.key]
        return cell_words(self.facts.signed(self.key, (passage.lead, len(passage.text))))


@dataclass(slots=True)
class PrintedRow:
    """A row of a table that the plan itself has."""

    facts: PlanFacts
    key: str
    """The passage that holds it."""
    cells: tuple[str, ...]
    shown: tuple[str, ...]
    """The cells with the signs of what is lost in them."""


@dataclass(slots=True)
class FilledRow:
    """A row of a table that was filled in by hand."""

    facts: PlanFacts
    supplement: Supplement
    cells: tuple[str, ...]


def box_table(facts: PlanFacts, box: str) -> RowTable[ItemRow]:
    """A box as a table of its items: what each is about, and what it says."""
    items = [ItemRow(facts, item.key) for item in facts.view.items.get(box, ())]
    columns: tuple[Column[ItemRow], ...] = (
        Column("item", "事项", lambda row: row.lead, width=10, searched=True),
        Column(
            "text",
            "内容",
            lambda row: row.facts.view.passages[row.key].text,
            show=lambda row: row.rest,
            width=48,
            searched=True,
        ),
        Column(
            "place",
            "涉及乡镇",
            lambda row: row.facts.townships(row.key),
            kind="list",
            width=10,
            groups=True,
        ),
    )
    title = facts.view.signed(box)
    return RowTable(box, title, columns, items, lambda row: facts.place(row.key), facts.slug)


def printed_table(facts: PlanFacts, record: Printed) -> RowTable[PrintedRow]:
    """A table of the plan, such as that of its main indicators (主要指标), cell for cell."""
    keys: dict[int, str] = {}
    for cell in record.cells:
        keys.setdefault(cell.row, cell.key)
    lost = facts.view.gaps
    # Only where a row lost something: writing signs into every cell of a large table takes long.
    cells = (
        replace(cell, text=facts.signed(cell.key, cell.span)) if cell.key in lost else cell
        for cell in record.cells
    )
    signed = replace(record, cells=tuple(cells))
    rows = [
        PrintedRow(facts, keys.get(at, record.key), plain, shown)
        for at, (plain, shown) in enumerate(zip(record.rows, signed.rows, strict=True), record.header)
    ]
    columns: list[Column[PrintedRow]] = [
        Column(
            f"c{at}",
            title or f"第{at + 1}列",
            lambda row, at=at: row.cells[at],
            show=lambda row, at=at: row.shown[at],
            # A column of long sentences would push all others off the screen.
            width=min(max((len(row.cells[at]) for row in rows), default=4), 20) + 1,
            groups=True,
            searched=True,
        )
        for at, title in enumerate(signed.columns)
    ]
    of_box = facts.view.signed(record.box) if record.box in facts.view.passages else ""
    title = record.title or of_box or "表"
    return RowTable(record.key, title, columns, rows, lambda row: facts.place(row.key), facts.slug)


def filled_table(facts: PlanFacts, supplement: Supplement, key: str) -> RowTable[FilledRow]:
    """A table that the person entered from the paper copy, for the chapter `key`; its first row is the
    header.
    """
    header, *rows = supplement.cells or (("",),)
    columns: list[Column[FilledRow]] = [
        Column(
            f"c{at}",
            title or f"第{at + 1}列",
            # A row that was typed may be shorter than the head.
            lambda row, at=at: row.cells[at] if at < len(row.cells) else "",
            width=10,
            searched=True,
        )
        for at, title in enumerate(header)
    ]
    title = f"{supplement.quote}【人工补录】"
    place = facts.place(key)
    filled = [FilledRow(facts, supplement, row) for row in rows]
    return RowTable(f"filled:{supplement.id}", title, columns, filled, lambda _row: place, facts.slug)


def plan_tables(facts: PlanFacts) -> tuple[AnyTable, ...]:
    """All boxes and tables of a plan, in its order, and after them the tables that were filled in by hand."""
    printed = {record.box: record for record in facts.plan.tables}
    boxes: list[AnyTable] = []
    for passage in facts.plan.passages:
        if passage.key in printed:
            boxes.append(printed_table(facts, printed.pop(passage.key)))
        elif passage.kind == "box_title":
            boxes.append(box_table(facts, passage.key))
    # Tables that stand in no box have no title in the text to come after.
    boxes += [printed_table(facts, record) for record in printed.values()]
    filled = [
        filled_table(facts, each, chapter.key)
        for chapter in facts.plan.chapters
        for each in facts.tables_of(chapter.key)
    ]
    return (*boxes, *filled)


def _picked(table: AnyTable, wanted: Wanted) -> Sequence[int]:
    """A box is of one field; a stage is that of the projects that are read from an item."""
    if not len(table):
        return ()
    facts = table.rows[0].facts
    fields = wanted.get("field")
    if fields and not (table.name in facts.view.passages and facts.field(table.name) in fields):
        return ()
    # Field and stage are no columns of a box; they are looked at here.
    rows = picked(table, {column: values for column, values in wanted.items() if column == "place"})
    if "stage" in wanted:
        staged = {project.key for project in facts.plan.projects if project.arranged in wanted["stage"]}
        rows = [row for row in rows if table.place(row).key in staged]
    return rows


def _described(table: AnyTable, rows: Sequence[int]) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [
        {
            "key": table.name,
            "title": table.title,
            "columns": [column.title for column in table.columns],
            "rows": [
                {"key": table.place(row).key, "cells": [table.text(row, name) for name in names]}
                for row in rows
            ],
        }
    ]


def _told(table: AnyTable, rows: Sequence[int]) -> Iterator[str]:
    yield f"\n{table.name}  {table.title}"
    for row in rows:
        yield "  " + "  ".join(cells(table, row))


MAKER = TableMaker(
    lambda plans, _: [table for facts in plans for table in plan_tables(facts)],
    pick=_picked,
    describe=_described,
    tell=_told,
)
