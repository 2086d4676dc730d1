"""`projects`, `targets`, `tables`, `places`, `checks` and `gaps`: the plan as data.

What works the answers out is imported when it is asked for: this module is also there when the window opens.
"""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from desktop.cli.verbs import Do, Verbs, open_plan, print_json
from desktop.folders import open_library

_SIGN = "〔缺〕"


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    _filtered(verbs.add("projects", _late("projects"), "规划项目"))
    _filtered(verbs.add("targets", _late("targets"), "量化目标"))
    tables = _filtered(verbs.add("tables", _late("tables"), "各专栏和表格"))
    tables.add_argument(
        "key", metavar="KEY", nargs="?", help="只要这一张表，如 8.1.b1；导出 CSV 或 Excel 时须指定"
    )
    _of_plans(verbs.add("places", _late("places"), "涉及乡镇：哪些段落提到哪个乡镇、街道"))
    _of_plans(verbs.add("checks", _late("checks"), "核对：前后数目、合计、重复和相近的项目名称"))
    _of_plans(verbs.add("gaps", _gaps, "原文缺失之处"))


def _of_plans(verb: argparse.ArgumentParser) -> argparse.ArgumentParser:
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--plan", metavar="SLUG", help="哪一部规划（省略时为随程序发布的规划）")
    which.add_argument("--all", action="store_true", help="全部规划")
    return verb


def _filtered(verb: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _of_plans(verb)
    verb.add_argument("--field", metavar="F", action="append", help="只要这一领域，如 水利；可重复")
    verb.add_argument("--stage", metavar="S", action="append", help="只要这一规划安排，如 建成；可重复")
    verb.add_argument(
        "--place",
        metavar="P",
        action="append",
        help="只要涉及这个乡镇、街道的（含疑似相关），如 甘霖镇；可重复",
    )
    out = verb.add_mutually_exclusive_group()
    out.add_argument("--csv", type=Path, metavar="OUT", help="写入 CSV 文件（UTF-8，带 BOM）")
    out.add_argument("--xlsx", type=Path, metavar="OUT", help="写入 Excel 文件")
    verb.add_argument("--force", action="store_true", help="文件已存在时覆盖")
    return verb


def _late(name: str) -> Do:
    def answer(options: argparse.Namespace, data: Path) -> int:
        do: Callable[[argparse.Namespace, Path], int] = getattr(
            import_module("desktop.cli.table_answers"), name
        )
        return do(options, data)

    return answer


def _gaps(options: argparse.Namespace, data: Path) -> int:
    from db.source.report import GAP_NAMES

    library = open_library(data)
    asked = [info.slug for info in library.plans()] if options.all else [options.plan]
    found = [
        (store, gap) for slug in asked for store in [open_plan(library, slug)] for gap in store.plan.gaps
    ]
    if options.json:
        print_json(
            [
                {
                    **({"plan": store.info.slug} if options.all else {}),
                    "key": gap.key,
                    "kind": gap.kind,
                    "text": store.view.passage(gap.key).text,
                    "span": list(gap.span),
                    "source_line": store.view.passage(gap.key).source_line(gap.span[0]),
                }
                for store, gap in found
            ]
        )
        return 0
    for store, gap in found:
        passage = store.view.passage(gap.key)
        start, end = gap.span
        words = f"{passage.text[max(start - 12, 0) : start]}{_SIGN}{passage.text[end : end + 12]}"
        print(f"{gap.key}  原文第 {passage.source_line(start)} 行  {GAP_NAMES[gap.kind]}  {words}")
    print(f"共 {len(found)} 处")
    return 0
