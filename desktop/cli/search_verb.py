"""`search`: searches one plan or all, and prints what was found or exports it."""

import argparse
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from db.errors import PlanReaderError
from db.export.results.kinds import KIND_NAMES
from db.filenames import decoded
from db.files import is_folder
from db.library.library import Library
from db.progress import Progress
from db.records import Hit, Note, NoteHit, Sought, Span
from db.search.hits import pieces
from db.search.query import SearchQuery, SearchResults, timed_out
from desktop.cli.verbs import RESTORABLE, Verbs, choose_plan, count, open_plan, print_json
from desktop.folders import open_library
from desktop.search.search_service import SearchService

_WIDTH = 72
"""Characters of a snippet."""


def add(verbs: Verbs) -> None:
    """Add the verb."""
    search = choose_plan(verbs.add("search", _search, "查找"), several=True)
    search.add_argument(
        "words", type=decoded, metavar="WORDS", nargs="+", help="要找的词；空格隔开的词须同时出现"
    )
    how = search.add_mutually_exclusive_group()
    how.add_argument("--literal", action="store_true", help="整个参数按原样查找，不作任何解释")
    how.add_argument(
        "--regex",
        action="store_true",
        help="整个参数是正则表达式（RE2 写法），每部规划最多查 2 秒",
    )
    search.add_argument("--limit", type=count, metavar="N", help="最多列出 N 段（合计数不受影响）")
    search.add_argument("--scope", metavar="KEY", help="只在这一章、节或专栏内查找")
    search.add_argument(
        "--kind", action="append", choices=list(KIND_NAMES), metavar="KIND", help=_kinds_told()
    )
    search.add_argument(
        "--order", choices=("plan", "rank"), default="plan", help="按原文顺序（plan）或相关程度（rank）排列"
    )
    search.add_argument("--pinyin", choices=("auto", "off"), default="auto", help="字母是否也按拼音查找")
    search.add_argument(
        "--together", choices=("passage", "section"), default="passage", help="多个词须在同一段，或同一节"
    )


# Takes `--json`, `-h` and `--plna`, which argparse tells, not `-水库`, `-x` or `--水库`
_OPTION = re.compile(r"-h|--[a-z][a-z-]*(?:=.*)?", re.DOTALL)
_SEARCH_VALUES = ("--limit", "--scope", "--kind", "--order", "--pinyin", "--together", "--plan", "--data")


def shielded(arguments: list[str]) -> list[str]:
    """The arguments with the words of a search put behind `--`: “-水库” excludes a word, it is no option."""
    at = next((at for at, argument in enumerate(arguments) if argument == "search"), None)
    if at is None or "--" in arguments:
        return arguments
    options: list[str] = []
    words: list[str] = []
    rest = iter(arguments[at + 1 :])
    for argument in rest:
        if argument in _SEARCH_VALUES:
            # The option and its value; argparse tells if the value is missing.
            options += [argument, *(value for value in [next(rest, None)] if value is not None)]
        elif _OPTION.fullmatch(argument):
            options.append(argument)
        else:
            words.append(argument)
    return [*arguments[: at + 1], *options, *(["--", *words] if words else [])]


def _search(options: argparse.Namespace, data: Path) -> int:
    library = open_library(data)
    query = SearchQuery(
        words=" ".join(options.words),
        plan="" if options.all else open_plan(library, options.plan).info.slug,
        reach="all" if options.all else "chapter" if options.scope else "plan",
        chapter=options.scope or "",
        kinds=tuple(options.kind or ()),
        order=options.order,
        together=options.together,
        literal=options.literal,
        regex=options.regex,
        pinyin=options.pinyin == "auto",
        limit=options.limit,
    )
    service = SearchService(library)
    unread: list[PlanReaderError] = []
    # Read only if notes are searched: the service asks for them then.
    service.set_notes(partial(_notes, data, unread))
    found, notes = library.search(query), service.notes(query, Progress())
    for title in found.left_out:
        print(f"没有查找《{title}》：规划数据已损坏，怎么办见 plans。", file=sys.stderr)
    if options.json:
        print_json(_found(found, notes))
    elif found.passages or notes or not unread:
        _print_found(library, found, notes, several=options.all)
    for error in unread:
        print(f"没有查找批注：{error}{RESTORABLE}", file=sys.stderr)
    if not found.whole:
        print(timed_out(found), file=sys.stderr)
    return 1 if unread or not found.whole else 0


def _notes(data: Path, unread: list[PlanReaderError]) -> tuple[Note, ...]:
    """The person's own notes; why they can't be read is added to `unread`."""
    # Late, because most who search have no notes.
    if not is_folder(data):
        return ()
    from db.user.mark_filter import notes
    from db.user.reading import read_entered

    try:
        return notes(sorted(read_entered(data).marks.values(), key=lambda mark: mark.order))
    except PlanReaderError as error:
        unread.append(error)
        return ()


def _found(found: SearchResults, notes: Sequence[NoteHit]) -> dict[str, Any]:
    return {
        "query": found.query.words,
        "passages": found.passages,
        "hits": found.hits,
        "whole": found.whole,
        "unfinished": list(found.unfinished),
        "ms": round(found.ms, 3),
        "left_out": list(found.left_out),
        "offer": found.offer,
        "synonyms": [
            {"word": each.word, "passages": each.passages, "hits": each.hits} for each in found.synonyms
        ],
        "results": [
            {
                "plan": hit.plan,
                "key": hit.key,
                "path": list(hit.path),
                "kind": hit.kind,
                "text": hit.text,
                "spans": [list(span) for span in hit.spans],
                "how": hit.how,
            }
            for hit in found.results
        ],
        "notes": [
            {
                "id": hit.note.id,
                "plan": hit.note.plan,
                "key": hit.note.key or None,
                "path": list(hit.note.path),
                "kind": "note",
                "text": hit.note.text,
                "spans": [list(span) for span in hit.spans],
                "how": hit.how,
            }
            for hit in notes
        ],
    }


def _print_found(library: Library, found: SearchResults, notes: Sequence[NoteHit], *, several: bool) -> None:
    if not found.passages and not notes:
        offer = f"您是否要找“{found.offer}”？" if found.offer else "可以换个说法，或只输入其中几个字。"
        print(f"没有找到“{found.query.words}”。{offer}")
        _print_synonyms(found)
        return
    print(f"共 {found.passages} 段 {found.hits} 处" + (f"，另有批注 {len(notes)} 条" if notes else ""))
    _print_synonyms(found)
    for hit in found.results:
        print(_headline(hit, hit.key, hit.kind, hit.how, several=several))
        view = library.store(hit.plan).view
        print("  " + _snippet(view.signed(hit.key), view.signed_spans(hit.key, hit.spans)))
    if len(found.results) < found.passages:
        print(f"\n（只列出前 {len(found.results)} 段，共 {found.passages} 段）")
    for hit in notes:
        print(_headline(hit.note, hit.note.key or "待重新定位", "note", hit.how, several=several))
        print("  " + _snippet(hit.note.text, hit.spans))


def _print_synonyms(found: SearchResults) -> None:
    """Apart from what was found: none of it is counted there."""
    if found.synonyms:
        print("近义：" + "；".join(f"{each.word} {each.passages}段{each.hits}处" for each in found.synonyms))


def _headline(at: Hit | Note, key: str, kind: Sought, how: str, *, several: bool) -> str:
    plan = f"{at.plan}  " if several else ""
    sound = "（拼音匹配）" if how == "pinyin" else ""
    return f"\n{plan}{key}  {' › '.join(at.path)}  {KIND_NAMES[kind]}{sound}"


def _snippet(passage: str, spans: Sequence[Span]) -> str:
    """The words around each hit, the hits in brackets."""
    shown: list[str] = []
    for piece in pieces(passage, spans, _WIDTH):
        text = piece.text
        # From the end, so that the brackets move no span that is still to come.
        for start, end in reversed(piece.spans):
            text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
        shown.append(f"{'…' if piece.cut_before and not shown else ''}{text}{'…' if piece.cut_after else ''}")
    return "".join(shown)


def _kinds_told() -> str:
    return "只查某类（可重复）：" + "、".join(f"{kind} {name}" for kind, name in KIND_NAMES.items())
