"""The verbs of the command line, for scripts, tests and support. Qt is loaded only by those that draw.

Every verb has --help and --json, and exits with 0 (done, also with no hit), 1 (could not, told in one sentence on
stderr) or 2 (wrong usage). JSON is UTF-8 whatever the terminal's encoding is.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.errors import PlanReaderError, StoreError
from db.library import Library
from db.plan.query import PlanStore
from db.records import Chapter, Found, Passage
from desktop.folders import data_folder, open_library

_KINDS = ("heading", "paragraph", "box_title", "box_item")
_KIND_NAMES = {"heading": "标题", "paragraph": "正文", "box_title": "专栏标题", "box_item": "专栏内容"}
_SIGN, _DOUBTFUL_SIGN = "〔缺〕", "〔疑似缺失〕"


def run(arguments: list[str]) -> int:
    """Run one command line, without the program's own name."""
    _settle_streams()
    parser = _parser()
    options = parser.parse_args(_shielded(arguments))
    data = data_folder(options.data)
    if options.verb is None:
        from desktop.app import run as open_window

        return open_window(data)
    try:
        return options.do(options, data)
    except PlanReaderError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output has left (`| head`); the interpreter must not write to it again when it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="plan-reader", description="规划阅读器。不带命令时打开窗口。")
    parser.add_argument("--data", type=Path, metavar="DIR", help="存放个人文件的文件夹（也可用环境变量 PLAN_READER_HOME 指定）")
    parser.set_defaults(verb=None)
    verbs = parser.add_subparsers(metavar="命令", dest="verb")

    def verb(name: str, do: Callable[[argparse.Namespace, Path], int], help_: str | None) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=help_, description=help_) if help_ else verbs.add_parser(name)
        sub.add_argument("--json", action="store_true", help="以 JSON 输出")
        sub.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="存放个人文件的文件夹")
        sub.set_defaults(do=do)
        return sub

    verb("outline", _outline, "章节目录")
    verb("text", _text, "一段、一个专栏或一章的文字").add_argument("key", metavar="KEY", help="编号，如 4.1.p2、8.1.b1、8")
    search = verb("search", _search, "查找")
    search.add_argument("words", metavar="WORDS", nargs="+", help="要找的词；空格隔开的词须同时出现")
    search.add_argument("--literal", action="store_true", help="整个参数按原样查找，不作任何解释")
    search.add_argument("--limit", type=_count, metavar="N", help="最多列出 N 段（合计数不受影响）")
    search.add_argument("--scope", metavar="KEY", help="只在这一章、节或专栏内查找")
    search.add_argument("--kind", action="append", choices=_KINDS, metavar="KIND", help="只查某类：" + "、".join(_KINDS))
    search.add_argument("--order", choices=("plan", "rank"), default="plan", help="按原文顺序（plan）或相关程度（rank）排列")
    search.add_argument("--pinyin", choices=("auto", "off"), default="auto", help="字母是否也按拼音查找")
    search.add_argument("--together", choices=("passage", "section"), default="passage", help="多个词须在同一段，或同一节")
    verb("projects", _projects, "规划项目")
    verb("gaps", _gaps, "原文缺失之处")
    selftest = verb("selftest", _selftest, "自检：打开数据、核对版本、查找、绘制窗口")
    selftest.add_argument("--out", type=Path, metavar="FILE", help="把自检报告写入文件")
    offscreen = verb("offscreen", _offscreen, None)
    offscreen.add_argument("--out", type=Path, metavar="DIR", default=Path("plan-reader-offscreen"))
    return parser


_SEARCH_FLAGS = ("--json", "--literal", "-h", "--help")
_SEARCH_VALUES = ("--limit", "--scope", "--kind", "--order", "--pinyin", "--together", "--data")


def _shielded(arguments: list[str]) -> list[str]:
    """The arguments with the words of a search put behind `--`: “-水库” excludes a word, it is no option."""
    at = next((at for at, argument in enumerate(arguments) if argument == "search"), None)
    if at is None or "--" in arguments:
        return arguments
    options: list[str] = []
    words: list[str] = []
    rest = iter(arguments[at + 1 :])
    for argument in rest:
        if argument in _SEARCH_FLAGS or argument.startswith(tuple(f"{name}=" for name in _SEARCH_VALUES)):
            options.append(argument)
        elif argument in _SEARCH_VALUES:
            options += [argument, *(value for value in [next(rest, None)] if value is not None)]
        else:
            words.append(argument)
    return [*arguments[: at + 1], *options, *(["--", *words] if words else [])]


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _settle_streams() -> None:
    """A terminal that can't show a character gets its escape; nothing typed or read can raise an encoding error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _print_json(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    print(text)


def _open(library: Library) -> PlanStore:
    """The bundled plan's store; built again from its source where it is damaged."""
    slug = _slug(library)
    try:
        return library.store(slug)
    except StoreError as error:
        store = library.repair(slug)
        print(f"{error}已从原文重新生成。", file=sys.stderr)
        return store


def _slug(library: Library) -> str:
    slugs = library.slugs()
    if not slugs:
        raise StoreError("没有找到任何规划，请重新安装本程序。")
    return slugs[0]


def _outline(options: argparse.Namespace, data: Path) -> int:
    store = _open(open_library(data))
    if options.json:
        info = store.info
        plan = {"slug": info.slug, "title": info.title, "period": info.period, "source": info.source}
        _print_json({"plan": plan, "chapters": [_chapter(store, chapter) for chapter in store.children()]})
        return 0
    print(store.info.title)
    for chapter in store.plan.chapters:
        described = _chapter(store, chapter)
        counts = f"{described['paragraphs']} 段" if described["paragraphs"] else ""
        print(f"{'  ' * chapter.level}{chapter.key}  {chapter.heading}  {counts}".rstrip())
        for box in described["boxes"]:
            print(f"{'  ' * (chapter.level + 1)}{box['key']}  [{box['title']}]  {box['items']} 条")
    return 0


def _chapter(store: PlanStore, chapter: Chapter) -> dict[str, Any]:
    own = [passage for passage in store.plan.passages if passage.chapter == chapter.key]
    return {
        "key": chapter.key,
        "level": chapter.level,
        "number": chapter.number,
        "title": chapter.title,
        "own_title": chapter.own_title,
        "paragraphs": sum(passage.kind == "paragraph" for passage in own),
        "boxes": [
            {
                "key": passage.key,
                "title": passage.text,
                "items": sum(item.kind == "box_item" and item.box == passage.key for item in own),
            }
            for passage in own
            if passage.kind == "box_title"
        ],
        "children": [_chapter(store, child) for child in store.children(chapter.key)],
    }


def _text(options: argparse.Namespace, data: Path) -> int:
    store = _open(open_library(data))
    passage = store.passage(options.key)
    inside = store.within(passage.key)
    if options.json:
        described = _passage(store, passage)
        if passage.kind in ("heading", "box_title"):
            described["passages"] = [_passage(store, inner) for inner in inside]
        _print_json(described)
        return 0
    for shown in (passage, *inside):
        print(_with_signs(store, shown))
        note = store.chapter(shown.key).note if shown.kind == "heading" else ""
        if note:
            print(f"〔本阅读器注：{note}〕")
    return 0


def _passage(store: PlanStore, passage: Passage) -> dict[str, Any]:
    return {
        "key": passage.key,
        "path": list(store.path(passage.key)),
        "kind": passage.kind,
        "text": passage.text,
        "source_lines": list(passage.source_lines),
    }


def _with_signs(store: PlanStore, passage: Passage) -> str:
    """The text for reading, with a sign where the source lost something."""
    text = passage.text
    for gap in reversed([gap for gap in store.plan.gaps if gap.key == passage.key]):
        sign = _DOUBTFUL_SIGN if gap.kind == "doubtful" else _SIGN
        text = text[: gap.span[0]] + sign + text[gap.span[0] :]
    return text


def _search(options: argparse.Namespace, data: Path) -> int:
    library = open_library(data)
    slug = _open(library).info.slug
    words = " ".join(options.words)
    found = library.search(
        words,
        [slug],
        literal=options.literal,
        pinyin=options.pinyin == "auto",
        scope=options.scope,
        kinds=options.kind,
        order=options.order,
        limit=options.limit,
        together=options.together,
    )
    if options.json:
        _print_json(_found(found))
    else:
        _print_found(found)
    return 0


def _found(found: Found) -> dict[str, Any]:
    return {
        "query": found.query,
        "passages": found.passages,
        "hits": found.hits,
        "ms": round(found.ms, 3),
        "offer": found.offer,
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
    }


def _print_found(found: Found) -> None:
    if not found.passages:
        offer = f"您是否要找“{found.offer}”？" if found.offer else "可以换个说法，或只输入其中几个字。"
        print(f"没有找到“{found.query}”。{offer}")
        return
    print(f"共 {found.passages} 段 {found.hits} 处")
    for hit in found.results:
        how = "（拼音匹配）" if hit.how == "pinyin" else ""
        print(f"\n{hit.key}  {' › '.join(hit.path)}  {_KIND_NAMES[hit.kind]}{how}")
        print("  " + _bracketed(hit.text, hit.spans))
    if len(found.results) < found.passages:
        print(f"\n（只列出前 {len(found.results)} 段，共 {found.passages} 段）")


def _bracketed(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text


def _projects(options: argparse.Namespace, data: Path) -> int:
    store = _open(open_library(data))
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
        _print_json(rows)
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

    store = _open(open_library(data))
    if options.json:
        _print_json(
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


def _selftest(options: argparse.Namespace, data: Path) -> int:
    from desktop.selftest import check

    report = check(open_library(data), data)
    text = json.dumps(report.as_json(), ensure_ascii=False) if options.json else report.as_text()
    if options.out is not None:
        try:
            options.out.write_text(text + "\n", "utf-8")
        except OSError as error:
            raise PlanReaderError(f"自检报告写不进“{options.out}”，请换一个位置。", str(error)) from error
    elif options.json:
        _print_json(report.as_json())
    else:
        print(text)
    return 0 if report.passed else 1


def _offscreen(options: argparse.Namespace, data: Path) -> int:
    from desktop.app import offscreen

    return offscreen(options.out, data)
