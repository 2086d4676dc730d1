"""What the verbs of the tables answer: rows printed, as JSON or as a file."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.errors import PlanReaderError, StoreError
from db.export.form import ExportForm
from db.export.tables.forms import FORMS
from db.export.tables.sheet import Lines
from db.filenames import shown
from db.progress import QUIET
from db.records import PlaceWord, Supplement
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.table import AnyTable
from db.user.reading import read_entered
from desktop.cli import verbs
from desktop.cli.verbs import open_plan, print_json
from desktop.folders import open_library

Picked = tuple[AnyTable, Sequence[int]]
"""A table, and those of its rows that were asked for."""


def answer(kind: TableKind, options: argparse.Namespace, data: Path) -> int:
    """The tables of a kind, filtered. Raises StoreError, ExportError."""
    form = next((form for form in FORMS if getattr(options, form.name)), None)
    if form is not None:
        verbs.refuse_overwriting(options, getattr(options, form.name))
    plans, unread = _plans(options, data)
    if unread and form is not None:
        # A file that lacks what the person entered would pass for whole.
        raise unread
    maker = kind.maker
    columns = ("field", "stage", "place") if kind.filtered else ()
    wanted = {column: values for column in columns if (values := getattr(options, column))}
    found = [(table, maker.pick(table, wanted)) for table in maker.make(plans, QUIET)]
    if kind.several:
        found = _chosen(found, options.key, filtered=bool(wanted))
    if form is not None:
        # A file of several tables would have columns that mean different things.
        if len(found) != 1:
            raise StoreError("导出时请指明是哪一张表，例如 tables 8.1.b1 --xlsx 表.xlsx。")
        table, rows = found[0]
        # A kind of several tables has no totals of its own.
        totals = maker.totals([table.rows[row] for row in rows], False) if not kind.several else ()
        told = [f"筛选：{'；'.join('、'.join(values) for values in wanted.values())}"] if wanted else []
        names = tuple(column.name for column in table.columns if column.shown)
        of_table = [each for each in plans if table.plan in ("", each.slug)]
        _write(options, form, Lines(table, names, rows, of_table, told=told, totals=totals))
    elif options.json:
        print_json([each for table, rows in found for each in _described(kind, table, rows, options.all)])
    else:
        for table, rows in found:
            for line in maker.tell(table, rows):
                print(line)
    if unread:
        print(f"没有计入人工补录和地名更正：{unread}{verbs.RESTORABLE}", file=sys.stderr)
    return 1 if unread else 0


def _plans(options: argparse.Namespace, data: Path) -> tuple[list[PlanFacts], PlanReaderError | None]:
    """The plans that were asked for, with what the person added to them; and why that could not be read.

    Raises StoreError.
    """
    library = open_library(data)
    if options.all:
        plans = [store.plan for store in library.stores()]
        for damaged in library.damaged():
            print(f"没有计入《{damaged.title}》：{damaged.why}", file=sys.stderr)
    else:
        plans = [open_plan(library, options.plan).plan]
    unread = None
    try:
        own = tuple(read_entered(data).additions.values())
    except PlanReaderError as error:
        own, unread = (), error
    words = [each for each in own if isinstance(each, PlaceWord)]
    supplements = [each for each in own if isinstance(each, Supplement)]
    return [PlanFacts(plan, words, supplements) for plan in plans], unread


def _chosen(found: list[Picked], key: str | None, *, filtered: bool) -> list[Picked]:
    """Of several tables the one with the key, or all; a filter also takes off those that it leaves empty.

    Raises StoreError.
    """
    chosen = [(table, rows) for table, rows in found if key in (None, table.name) and (rows or not filtered)]
    if key is not None and not chosen:
        raise StoreError(f"没有编号为“{key}”的表格，或其中没有符合条件的内容。")
    return chosen


def _described(
    kind: TableKind, table: AnyTable, rows: Sequence[int], with_plan: bool
) -> list[dict[str, Any]]:
    """For JSON, row by row, because each names its plan where all plans were asked for."""
    if not with_plan:
        return kind.maker.describe(table, rows)
    if table.plan:
        return [{"plan": table.plan, **each} for each in kind.maker.describe(table, rows)]
    return [
        {"plan": table.place(row).plan, **each} for row in rows for each in kind.maker.describe(table, [row])
    ]


def _write(options: argparse.Namespace, form: ExportForm[Lines], lines: Lines) -> None:
    """Write the file that was asked for. Raises ExportError."""
    out: Path = getattr(options, form.name)
    rows = form.write(lines, out, QUIET)
    verbs.answer(options, {"rows": rows, "file": str(out)}, f"已写入 {rows} 行：{shown(out)}")
