"""What `projects`, `targets`, `tables`, `places` and `checks` answer."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.errors import PlanReaderError, StoreError
from db.export.tables.sheet import Lines
from db.records import PlaceWord, Supplement
from db.tables.arrangement import TableQuery, arrange
from db.tables.box_tables import plan_tables
from db.tables.checks import KIND_NAMES, check
from db.tables.facts import PlanFacts
from db.tables.projects import ProjectRow, project_table
from db.tables.table import RowTable
from db.tables.targets import COMPARISON_NAMES, TargetRow, figure, target_table
from db.tables.totals import project_totals
from db.tables.township_pages import place_pages
from desktop.cli.verbs import open_plan, print_json
from desktop.folders import open_library


def _plans(options: argparse.Namespace, data: Path) -> list[PlanFacts]:
    """The plans that were asked for, with what the reader added to them. Raises StoreError."""
    library = open_library(data)
    if options.all:
        plans = [library.store(info.slug).plan for info in library.plans()]
    elif options.plan is None:
        plans = [open_plan(library).plan]
    elif options.plan in library.slugs():
        plans = [library.store(options.plan).plan]
    else:
        raise StoreError(f"没有编号为“{options.plan}”的规划。")
    words, supplements = _own(data / "user.db")
    return [PlanFacts(plan, words, supplements) for plan in plans]


def _own(path: Path) -> tuple[list[PlaceWord], list[Supplement]]:
    """Corrections of place names and entries from the paper copy.

    A file that can't be read is told of and left as it is.
    """
    from db.user.content import DamagedError, read_file

    try:
        additions = read_file(path).additions.values() if path.exists() else ()
    except (DamagedError, OSError, PlanReaderError) as error:
        told = (
            error if isinstance(error, PlanReaderError) else "批注文件读不出来，人工补录和地名更正没有计入。"
        )
        print(told, file=sys.stderr)
        return [], []
    own = list(additions)
    return [each for each in own if isinstance(each, PlaceWord)], [
        each for each in own if isinstance(each, Supplement)
    ]


def _wanted(options: argparse.Namespace) -> TableQuery:
    wanted = TableQuery()
    for column in ("field", "stage", "place"):
        if values := getattr(options, column):
            wanted = wanted.choosing(column, *values)
    return wanted


def projects(options: argparse.Namespace, data: Path) -> int:
    """Rows of projects, filtered; printed, as JSON or as a file."""
    plans = _plans(options, data)
    table = project_table(plans)
    view = arrange(table, _wanted(options))
    if _written(options, table, view.rows, plans, project_totals([table.rows[row] for row in view.rows])):
        return 0
    rows = [table.rows[row] for row in view.rows]
    if options.json:
        print_json([_project(row, with_plan=options.all) for row in rows])
        return 0
    box = None
    for number, row in zip(view.rows, rows, strict=True):
        if (row.facts.slug, row.project.box) != box:
            box = row.facts.slug, row.project.box
            print(f"\n{row.facts.passages[row.project.box].text}")
        cells = [table.text(number, name) for name in ("category", "stage", "name", "quantity", "unit")]
        money = table.text(number, "investment")
        cells += [f"投资{money}亿元" if money else "", table.text(number, "place")]
        print("  " + "  ".join(cell for cell in cells if cell))
    print(f"\n共 {len(rows)} 行：{'；'.join(project_totals(rows))}。")
    return 0


def _project(row: ProjectRow, *, with_plan: bool) -> dict[str, Any]:
    project, passages = row.project, row.facts.passages
    described: dict[str, Any] = {
        "key": project.key,
        "table": passages[project.box].text,
        "category": project.category,
        "stage": project.stage,
        "name": project.name,
        "quantity": project.quantity,
        "unit": project.unit,
        "investment": project.investment,
        "lost": list(project.lost),
        "source_line": passages[project.key].source_line(project.span[0]),
        "span": list(project.span),
    }
    return {"plan": row.facts.slug, **described} if with_plan else described


def targets(options: argparse.Namespace, data: Path) -> int:
    """Rows of targets, filtered; printed, as JSON or as a file.

    A field is part of the title of a chapter or section.
    """
    plans = _plans(options, data)
    table = target_table(plans)
    rows = arrange(table, TableQuery().choosing("place", *(options.place or ()))).rows
    if options.field:
        sources = table.values("source")
        rows = tuple(row for row in rows if any(field in str(sources[row]) for field in options.field))
    if options.stage:
        rows = ()
    if _written(options, table, rows, plans, ()):
        return 0
    found = [table.rows[row] for row in rows]
    if options.json:
        print_json([_target(row, with_plan=options.all) for row in found])
        return 0
    for number, row in zip(rows, found, strict=True):
        name, year, text = (table.text(number, column) for column in ("name", "year", "text"))
        when = f"（{year}）" if year else ""
        print(f"{name}{when}  {COMPARISON_NAMES[row.target.comparison]} {figure(row.target)}  “{text}”")
    print(f"\n共 {len(found)} 项")
    return 0


def _target(row: TargetRow, *, with_plan: bool) -> dict[str, Any]:
    target = row.target
    described: dict[str, Any] = {
        "key": target.key,
        "name": target.name,
        "comparison": target.comparison,
        "value": target.value,
        "value_to": target.value_to,
        "unit": target.unit,
        "year": target.year,
        "binding": target.binding,
        "text": target.text,
        "span": list(target.span),
    }
    return {"plan": row.facts.slug, **described} if with_plan else described


def tables(options: argparse.Namespace, data: Path) -> int:
    """The boxes as tables."""
    plans = _plans(options, data)
    found: list[tuple[PlanFacts, RowTable[Any], list[int]]] = []
    for facts in plans:
        for table in plan_tables(facts):
            rows = _rows_wanted(options, facts, table)
            asked = options.key is None or options.key == table.name
            if asked and (rows or not (options.field or options.stage or options.place)):
                found.append((facts, table, rows))
    if options.key is not None and not found:
        raise StoreError(f"没有编号为“{options.key}”的表格，或其中没有符合条件的内容。")
    if options.csv or options.xlsx:
        if len(found) != 1:
            raise StoreError("导出时请指明是哪一张表，例如 tables 8.1.b1 --xlsx 表.xlsx。")
        facts, table, rows = found[0]
        _written(options, table, rows, [facts], ())
        return 0
    if options.json:
        print_json([_table(facts, table, rows, with_plan=options.all) for facts, table, rows in found])
        return 0
    for _, table, rows in found:
        print(f"\n{table.name}  {table.title}")
        for row in rows:
            print(
                "  " + "  ".join(text for column in table.columns if (text := table.text(row, column.name)))
            )
    return 0


def _rows_wanted(options: argparse.Namespace, facts: PlanFacts, table: RowTable[Any]) -> list[int]:
    if options.field and not (table.name in facts.passages and facts.field(table.name) in options.field):
        return []
    rows = arrange(table, TableQuery().choosing("place", *(options.place or ()))).rows
    if options.place and not table.has("place"):
        return []
    if options.stage:
        staged = {project.key for project in facts.plan.projects if project.stage in options.stage}
        rows = tuple(row for row in rows if table.place(row).key in staged)
    return list(rows)


def _table(facts: PlanFacts, table: RowTable[Any], rows: Sequence[int], *, with_plan: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "key": table.name,
        "title": table.title,
        "columns": [column.title for column in table.columns],
        "rows": [
            {"key": table.place(row).key, "cells": [table.text(row, column.name) for column in table.columns]}
            for row in rows
        ],
    }
    return {"plan": facts.slug, **described} if with_plan else described


def places(options: argparse.Namespace, data: Path) -> int:
    """Which passages speak of which township."""
    pages = [(facts, page) for facts in _plans(options, data) for page in place_pages(facts)]
    if options.json:
        print_json(
            [
                {
                    **({"plan": facts.slug} if options.all else {}),
                    "place": page.place,
                    "named": [spoken.passage.key for spoken in page.named],
                    "related": [spoken.passage.key for spoken in page.related],
                    "projects": len(page.projects),
                }
                for facts, page in pages
            ]
        )
        return 0
    for _, page in pages:
        print(
            f"{page.place}  明确提及{len(page.named)}段  疑似相关{len(page.related)}段  "
            f"规划项目{len(page.projects)}项"
        )
    if not pages:
        print("本规划没有提到具体的乡镇、街道。")
    return 0


def checks(options: argparse.Namespace, data: Path) -> int:
    """What the plan says twice, compared."""
    found = [(facts, finding) for facts in _plans(options, data) for finding in check(facts)]
    if options.json:
        print_json(
            [
                {
                    **({"plan": facts.slug} if options.all else {}),
                    "kind": finding.kind,
                    "message": finding.message,
                    "keys": list(finding.keys),
                    "agrees": finding.agrees,
                }
                for facts, finding in found
            ]
        )
        return 0
    for _, finding in found:
        print(f"{KIND_NAMES[finding.kind]}  {finding.verdict}  {finding.message}  {'、'.join(finding.keys)}")
    if not found:
        print("没有发现可以核对的内容。")
    return 0


def _written(
    options: argparse.Namespace,
    table: RowTable[Any],
    rows: Sequence[int],
    plans: Sequence[PlanFacts],
    notes: Sequence[str],
) -> bool:
    """Write the file that was asked for, if any.

    Raises StoreError rather than overwrite one, DataFolderError.
    """
    out: Path | None = options.csv or options.xlsx
    if out is None:
        return False
    if out.exists() and not options.force:
        raise StoreError(f"文件“{out}”已存在，没有覆盖；要覆盖请加 --force，或换一个文件名。")
    lines = Lines(table, tuple(column.name for column in table.columns if column.shown), rows)
    if options.csv:
        from db.export.tables.text import write_csv

        write_csv(lines, out)
    else:
        from db.export.tables.xlsx import write_xlsx

        write_xlsx(lines, plans, out, notes=notes)
    if options.json:
        print_json({"rows": len(rows), "file": str(out)})
    else:
        print(f"已写入 {len(rows)} 行：{out}")
    return True
