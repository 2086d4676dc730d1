"""`projects` and `gaps`: the plan's rows, and what the source lost."""

import argparse
from pathlib import Path

from desktop.commands.verbs import Verbs, open_plan, print_json
from desktop.folders import open_library

_SIGN = "〔缺〕"


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    verbs.add("projects", _projects, "规划项目")
    verbs.add("gaps", _gaps, "原文缺失之处")


def _projects(options: argparse.Namespace, data: Path) -> int:
    store = open_plan(open_library(data))
    rows = [
        {
            "key": project.key,
            "table": store.passage(project.box).text,
            "category": project.category,
            "stage": project.stage,
            "name": project.name,
            "quantity": project.quantity,
            "unit": project.unit,
            "investment": project.investment,
            "lost": list(project.lost),
            "source_line": store.passage(project.key).source_line(project.span[0]),
            "span": list(project.span),
        }
        for project in store.plan.projects
    ]
    if options.json:
        print_json(rows)
        return 0
    table = None
    for row in rows:
        if row["table"] != table:
            table = row["table"]
            print(f"\n{table}")
        figures = f"{row['quantity']}{row['unit']}" if row["quantity"] is not None else ""
        sum_ = f"约{row['investment']:g}亿元" if row["investment"] is not None else ""
        lost = "（有原文缺失）" if row["lost"] else ""
        print("  " + "  ".join(str(cell) for cell in (row["category"], row["stage"], row["name"], figures, sum_, lost) if cell))
    print(f"\n共 {len(rows)} 行")
    return 0


def _gaps(options: argparse.Namespace, data: Path) -> int:
    from db.source.report import GAP_NAMES

    store = open_plan(open_library(data))
    if options.json:
        print_json(
            [
                {
                    "key": gap.key,
                    "kind": gap.kind,
                    "text": store.passage(gap.key).text,
                    "span": list(gap.span),
                    "source_line": store.passage(gap.key).source_line(gap.span[0]),
                }
                for gap in store.plan.gaps
            ]
        )
        return 0
    for gap in store.plan.gaps:
        passage = store.passage(gap.key)
        start, end = gap.span
        words = f"{passage.text[max(start - 12, 0) : start]}{_SIGN}{passage.text[end : end + 12]}"
        print(f"{gap.key}  原文第 {passage.source_line(start)} 行  {GAP_NAMES[gap.kind]}  {words}")
    print(f"共 {len(store.plan.gaps)} 处")
    return 0
