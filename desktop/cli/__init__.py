"""The verbs of the command line, for scripts, tests and support. Qt is loaded only by those that draw.

Every verb has --help and --json, and exits with 0 (done, also with no hit), 1 (could not, told in one
sentence on stderr) or 2 (wrong usage). JSON is UTF-8 whatever the terminal's encoding is. A module holds the
verbs of one room and adds them in its `add`.
"""

import argparse
import gc
import logging
import os
import sys
from pathlib import Path

from db.errors import PlanReaderError
from db.filenames import shown
from db.files import unread
from db.rights import keep_private
from desktop.cli import open_verb
from desktop.folders import data_folder

_NOWHERE = logging.NullHandler()


def run(arguments: list[str]) -> int:
    """Run one command line, without the program's own name."""
    keep_private()
    # Without any handler Python writes warnings to stderr, where only sentences for a person belong.
    logging.getLogger().addHandler(_NOWHERE)
    if not arguments:
        try:
            return open_verb.open_window(argparse.Namespace(given=""), data_folder(None))
        except PlanReaderError as error:
            if sys.stderr is not None:
                print(error, file=sys.stderr)
            return 1
    # desktop/__main__.py turned it off for the start of the window; a verb has no first paint.
    gc.enable()
    # Late, because the window that is opened without a verb says nothing.
    from desktop.cli.spoken import speaking

    with speaking() as out:
        try:
            code = _run(arguments)
        except SystemExit as stop:  # argparse: help was printed, or the usage was wrong
            if stop.code or not out.lost:
                raise
            code = 0
        if out.lost:
            print(out.lost, file=sys.stderr)
        return 1 if out.lost else code


def _run(arguments: list[str]) -> int:
    from desktop.cli import search_verb
    from desktop.log_format import logged

    parser, verbs = _parser()
    # A file that the desktop hands over stands where a verb would; -词 in a search is no option.
    options = parser.parse_args(open_verb.led(search_verb.shielded(arguments), verbs))
    try:
        data = data_folder(options.data)
        with logged(data):
            return options.do(options, data)
    except PlanReaderError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        # What a disk or a path refuses, and nobody foresaw, is nothing that a person can't act on.
        at = f"“{shown(os.fsdecode(error.filename))}”" if isinstance(error.filename, str | bytes) else "文件"
        print(f"读写{at}时出错：{unread(error)}。请检查路径和磁盘后再试。", file=sys.stderr)
        return 1


def _parser() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """The parser, and the names of all verbs.

    The window, which is opened without a verb, starts without them.
    """
    from desktop.cli import (
        library_verbs,
        mark_verbs,
        print_verb,
        search_verb,
        support_verbs,
        synonyms_verb,
        table_verbs,
        text_verbs,
    )
    from desktop.cli.command_parser import CommandParser
    from desktop.cli.verbs import Verbs

    parser = CommandParser(prog="plan-reader", description="规划阅读器。不带命令时打开窗口。")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="存放个人文件的文件夹（也可用环境变量 PLAN_READER_HOME 指定）",
    )
    parser.set_defaults(do=open_verb.open_window, given="", json=False)
    table = parser.add_subparsers(metavar="命令")
    verbs = Verbs(table)
    for room in (
        text_verbs,
        search_verb,
        synonyms_verb,
        table_verbs,
        print_verb,
        mark_verbs,
        support_verbs,
        library_verbs,
        open_verb,
    ):
        room.add(verbs)
    return parser, frozenset(table.choices)
