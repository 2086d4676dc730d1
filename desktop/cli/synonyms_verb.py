"""`synonyms`: lists the words that the search takes for synonyms, and adds the person's own."""

import argparse
from pathlib import Path

import resources
from db.filenames import decoded
from desktop.cli.verbs import Verbs, answer
from desktop.folders import SYNONYMS, ensure


def add(verbs: Verbs) -> None:
    """Add the verb and what it can do."""
    synonyms = verbs.add("synonyms", _list, "近义词：列出，或添加、删除自己的")
    synonyms.add_argument("--all", action="store_true", help="程序自带的也列出")
    table = Verbs(synonyms.add_subparsers(metavar="操作", dest="synonyms_verb"))
    for name, do, help_ in (
        ("add", _add, "添加一组意思相同的词；与已有的一组有相同的词时并入那一组"),
        ("remove", _remove, "从自己添加的近义词里删除"),
    ):
        verb = table.add(name, do, help_)
        verb.add_argument("words", type=decoded, metavar="WORD", nargs="+", help="词")


# Late in all of them: the tables of folding are read only by those who use them.
def _list(options: argparse.Namespace, data: Path) -> int:
    from db.search.synonyms import BETWEEN, read_groups

    own, shipped = read_groups(data / SYNONYMS), read_groups(resources.FOLDER / SYNONYMS)
    value = {
        "own": [list(group.words) for group in own],
        "shipped": [{"words": list(group.words), "reason": group.reason} for group in shipped],
    }
    lines = [BETWEEN.join(group.words) for group in own] or ["还没有自己添加的近义词。"]
    if options.all:
        lines += ["", *(f"{BETWEEN.join(group.words)}（{group.reason}）" for group in shipped)]
    else:
        lines.append(f"程序自带 {len(shipped)} 组，加 --all 列出。")
    answer(options, value, "\n".join(lines))
    return 0


def _add(options: argparse.Namespace, data: Path) -> int:
    from db.search.synonyms import BETWEEN, add_own

    group = add_own(ensure(data) / SYNONYMS, options.words)
    answer(options, {"words": list(group.words)}, f"已添加：{BETWEEN.join(group.words)}")
    return 0


def _remove(options: argparse.Namespace, data: Path) -> int:
    from db.search.synonyms import BETWEEN, remove_own

    remove_own(ensure(data) / SYNONYMS, options.words)
    answer(options, {"removed": options.words}, f"已删除：{BETWEEN.join(options.words)}")
    return 0
