"""`outline` and `text`: print a plan's table of contents, or its words."""

import argparse
from pathlib import Path
from typing import Any

from db.plan.query import PlanStore
from db.records import Chapter, Passage
from desktop.cli.verbs import Verbs, choose_plan, open_plan, print_json
from desktop.folders import open_library


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    choose_plan(verbs.add("outline", _outline, "章节目录"))
    text = choose_plan(verbs.add("text", _text, "一段、一个专栏或一章的文字"))
    text.add_argument("key", metavar="KEY", help="编号，如 4.1.p2、8.1.b1、8")


def _outline(options: argparse.Namespace, data: Path) -> int:
    store = open_plan(open_library(data), options.plan)
    if options.json:
        info = store.info
        plan = {"slug": info.slug, "title": info.title, "period": info.period, "source": info.source}
        print_json(
            {"plan": plan, "chapters": [_chapter(store, chapter) for chapter in store.view.children()]}
        )
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
    # What stands in the chapter itself; its sections tell their own.
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
        "children": [_chapter(store, child) for child in store.view.children(chapter.key)],
    }


def _text(options: argparse.Namespace, data: Path) -> int:
    store = open_plan(open_library(data), options.plan)
    passage = store.view.passage(options.key)
    inside = store.view.within(passage.key)
    if options.json:
        described = _passage(store, passage)
        if passage.kind in ("heading", "box_title"):
            described["passages"] = [_passage(store, inner) for inner in inside]
        print_json(described)
        return 0
    for shown in (passage, *inside):
        print(store.view.signed(shown.key))
        note = store.view.chapter(shown.key).note if shown.kind == "heading" else ""
        if note:
            print(f"〔本阅读器注：{note}〕")
    return 0


def _passage(store: PlanStore, passage: Passage) -> dict[str, Any]:
    return {
        "key": passage.key,
        "path": list(store.view.path(passage.key)),
        "kind": passage.kind,
        "text": passage.text,
        "source_lines": list(passage.source_lines),
    }
