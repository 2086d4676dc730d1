"""What every verb has, and how it answers."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.errors import ExportError, StoreError
from db.filenames import shown
from db.library.library import Library
from db.plan.query import PlanStore
from desktop.cli.spoken import SpokenStream

Do = Callable[[argparse.Namespace, Path], int]
"""A verb's function: the parsed options and the folder of the person's own files; gives the exit code."""


class Verbs:
    """The table of verbs that the rooms add to."""

    def __init__(self, table: "argparse._SubParsersAction[Any]") -> None:
        self._table = table

    def add(self, name: str, do: Do, help_: str = "") -> argparse.ArgumentParser:
        """A verb with --json and --data. Without words of help it isn't listed."""
        verb = (
            self._table.add_parser(name, help=help_, description=help_)
            if help_
            else self._table.add_parser(name)
        )
        # Without defaults: `marks --json add …` would lose what stands before the inner verb.
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="以 JSON 输出")
        verb.add_argument(
            "--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="存放个人文件的文件夹"
        )
        verb.set_defaults(do=do)
        return verb


def count(text: str) -> int:
    """A whole number from 0, for argparse. Raises ValueError."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


RESTORABLE = "可用 marks check 查看，用 marks restore 恢复。"
"""Said after the sentence that says why marks can't be read."""

_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What `json` leaves of what would steer a terminal."""


def print_json(value: object) -> None:
    """Write `value` to stdout as UTF-8, Chinese characters as they are."""
    text = _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    if isinstance(sys.stdout, SpokenStream):
        sys.stdout.in_utf8()
    print(text)


def may_overwrite(verb: argparse.ArgumentParser) -> None:
    """Let a verb that writes a file be told to take the place of one that is there."""
    verb.add_argument("--force", action="store_true", help="文件已存在时覆盖")


def refuse_overwriting(options: argparse.Namespace, path: Path) -> None:
    """Raises ExportError where something has this name and --force was not given."""
    if not options.force and os.path.lexists(path):
        raise ExportError(
            f"文件“{shown(path.name)}”已存在，没有覆盖；要覆盖请加 --force，或换一个文件名。", str(path)
        )


def answer(options: argparse.Namespace, value: object, words: str) -> None:
    """Print `value` where --json was given, else `words`."""
    if options.json:
        print_json(value)
    else:
        print(words)


def choices(words: Mapping[str, str]) -> str:
    """What can be chosen, and what each means, for the help."""
    return "、".join(f"{name}（{meaning}）" for name, meaning in words.items())


def choose_plan(verb: argparse.ArgumentParser, *, several: bool = False) -> argparse.ArgumentParser:
    """Let a verb be asked of another plan than the bundled one, and of all,
    if it can answer for `several`.
    """
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--plan", metavar="SLUG", help="哪一部规划（省略时为随程序发布的规划；编号见 plans）")
    if several:
        which.add_argument("--all", action="store_true", help="全部规划")
    return verb


def open_plan(library: Library, slug: str | None = None) -> PlanStore:
    """The store of a plan, without `slug` of the bundled one; built again from its source where it is
    damaged.

    Raises StoreError.
    """
    slugs = library.slugs()
    if not slugs:
        raise StoreError("没有找到任何规划，请重新安装本程序。")
    if slug is not None and slug not in slugs:
        raise StoreError(f"没有编号为“{slug}”的规划。")
    try:
        return library.store(slug or slugs[0])
    except StoreError as error:
        # There is no window that stays usable meanwhile: wait for it, and say so beside the answer.
        store = library.repair(slug or slugs[0])
        print(f"{error}已从原文重新生成。", file=sys.stderr)
        return store
