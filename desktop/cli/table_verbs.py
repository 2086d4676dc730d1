"""`projects`, `targets`, `tables`, `places`, `gaps` and `checks`: a verb for each kind of table.

What works the answers out is imported when it is asked for: this module is also there when the window opens.
"""

import argparse
from functools import partial
from pathlib import Path

from db.export.tables.forms import FORMS
from db.tables import kinds
from db.tables.kinds import TableKind
from desktop.cli.verbs import Verbs, choose_plan, may_overwrite


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    for kind in kinds.KINDS:
        verb = verbs.add(kind.verb or kind.name, partial(_answer, kind), kind.help or kind.title)
        choose_plan(verb, several=True)
        if kind.filtered:
            _add_filters(verb)
        if kind.several:
            verb.add_argument(
                "key",
                metavar="KEY",
                nargs="?",
                help="只要这一张表，如 8.1.b1；导出 CSV 或 Excel 时须指定",
            )
        out = verb.add_mutually_exclusive_group()
        for form in FORMS:
            out.add_argument(f"--{form.name}", type=Path, metavar="OUT", help=form.help)
        may_overwrite(verb)


def _add_filters(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--field", metavar="F", action="append", help="只要这一领域，如 水利；可重复")
    verb.add_argument("--stage", metavar="S", action="append", help="只要这一规划安排，如 建成；可重复")
    verb.add_argument(
        "--place",
        metavar="P",
        action="append",
        help="只要涉及这个乡镇、街道的（含疑似相关），如 甘霖镇；可重复",
    )


def _answer(kind: TableKind, options: argparse.Namespace, data: Path) -> int:
    # The tables and what they are worked out with take 50 ms: no other verb should wait for them.
    from desktop.cli.table_answers import answer

    return answer(kind, options, data)
