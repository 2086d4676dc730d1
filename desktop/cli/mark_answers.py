"""Does what the verb `marks` asks, and prints the answer as text or JSON."""

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from db.errors import ExportError, PlanReaderError, StoreError
from db.export.form import named
from db.export.marks.forms import EXCERPTS, FORMS, ExportedMarks
from db.library.library import Library
from db.plan.query import PlanStore
from db.progress import QUIET
from db.records import Plan
from db.user.anchors import find_quote, make_anchor
from db.user.errors import BackupError, CategoryError, NotSavedError
from db.user.mark_edits import NAMES, MarkWords, new_mark
from db.user.marks import Marks
from db.user.note_text import plain
from db.user.planmarks import read_planmarks
from db.user.records import (
    Assignment,
    Backup,
    Category,
    Edition,
    Incident,
    Mark,
    MarkKind,
    Recovery,
    Saved,
    TextRange,
    local_time,
    now,
)
from desktop.cli.verbs import answer, open_plan, print_json
from desktop.folders import ensure, open_library


def list_marks(options: argparse.Namespace, data: Path) -> int:
    """`marks`."""
    with _opened(data) as (marks, _):
        found = marks.all()
        categories = {category.id: category for category in marks.categories()}
    if options.json:
        print_json([_as_json(mark, categories) for mark in found])
        return 0
    for mark in found:
        print(_line(mark, categories))
        for line in plain(mark.note).split("\n") if mark.note else ():
            print(f"    {line}")
    print(f"共 {len(found)} 条")
    return 0


def add(options: argparse.Namespace, data: Path) -> int:
    """`marks add`."""
    with _opened(ensure(data), options.plan) as (marks, store):
        kind: MarkKind = options.kind or ("note" if options.note else "highlight")
        text = marks.text(store.info.slug)
        if text is None:
            raise StoreError(f"没有编号为“{store.info.slug}”的规划。")
        if options.quote is None:
            if kind != "bookmark":
                raise PlanReaderError("请用 --quote 指定要批注的文字；只有书签可以省略。")
            anchor = make_anchor(
                text, TextRange(store.view.passage(options.key).key, 0, options.key, 0), whole=True
            )
        else:
            anchor = make_anchor(text, find_quote(text, options.key, options.quote, options.nth))
        words = MarkWords(
            note=options.note,
            tags=tuple(options.tag),
            task=Assignment(options.lead_unit, options.units, options.due),
        )
        if options.state:
            words["state"] = options.state
        category = _category(marks, options.colour, kind)
        mark = new_mark(kind, anchor, options.author or _user(), now(), category, **words)
        _confirmed(marks.add(mark))
        _back_up(marks)
        categories = {each.id: each for each in marks.categories()}
    answer(options, _as_json(mark, categories), mark.id)
    return 0


def remove(options: argparse.Namespace, data: Path) -> int:
    """`marks remove`."""
    with _opened(data) as (marks, _):
        _confirmed(marks.remove(options.id))
        _back_up(marks)
    if options.json:
        print_json({"removed": options.id})
    return 0


def export_marks(options: argparse.Namespace, data: Path) -> int:
    """`marks export`."""
    out: Path = options.out.absolute()
    if out.exists() and not options.force and (out.is_dir() or out.stat().st_size > 0):
        raise ExportError(f"文件“{out.name}”已经存在，没有覆盖；要覆盖请加 --force。")
    library = open_library(data)
    with _opened(data, library=library) as (marks, _):
        found = marks.all()
        slugs = tuple(dict.fromkeys(mark.anchor.plan for mark in found))
        content = ExportedMarks(found, partial(_plans, library, slugs), marks.categories(), _user(), marks)
        named((*FORMS, EXCERPTS), options.format).write(content, out, QUIET)
    answer(options, {"file": str(out), "marks": len(found)}, f"{out}（{len(found)} 条）")
    return 0


def import_marks(options: argparse.Namespace, data: Path) -> int:
    """`marks import`."""
    file = read_planmarks(options.file)
    library = open_library(data)
    with _opened(data if options.dry_run else ensure(data), library=library) as (marks, _):
        # A mark that comes needs its plan's words to be placed, also where the person has none on it.
        for slug in library.slugs():
            if marks.text(slug) is None:
                _move_to_edition(marks, library, slug)
        preview = marks.preview(file)
        if not options.dry_run:
            _confirmed(marks.merge(preview))
            _back_up(marks)
    counts = {
        "new": len(preview.new),
        "same": len(preview.same),
        "conflicting": len(preview.conflicting),
        "unplaced": len(preview.unplaced),
    }
    if options.json:
        print_json({**counts, "applied": not options.dry_run})
        return 0
    print(
        f"来自{file.author or '（未署名）'}的 {len(file.marks)} 条批注："
        f"新增 {counts['new']} 条，相同 {counts['same']} 条，"
        f"冲突 {counts['conflicting']} 条（两份都保留），其中 {counts['unplaced']} 条待重新定位。"
    )
    if preview.additions:
        print(f"人工补录和地名更正：新增 {preview.additions} 处。")
    print("以上只是预览，没有合并。" if options.dry_run else "已合并；合并前的批注已备份。")
    return 0


def check(options: argparse.Namespace, data: Path) -> int:
    """`marks check`."""
    with _opened(data) as (marks, _):
        checked = marks.check()
        incident = marks.incident
    if options.json:
        print_json(
            {
                "sound": not checked.faults,
                "faults": list(checked.faults),
                "marks": checked.marks,
                "placed": checked.placed,
                "offered": checked.offered,
                "unplaced": checked.unplaced,
                "backups": [_backup(backup) for backup in checked.backups],
                "incident": _incident(incident) if incident is not None else None,
            }
        )
        return 1 if checked.faults else 0
    print(
        f"批注 {checked.marks} 条：{checked.placed} 条已定位，"
        f"{checked.offered} 条待确认，{checked.unplaced} 条待重新定位"
    )
    for backup in checked.backups:
        state = f"{backup.marks} 条" if backup.sound else "已损坏"
        print(f"备份 {backup.name}  {local_time(backup.made)}  {state}")
    for offer in incident.offers if incident is not None else ():
        print(f"可恢复（marks restore）：{len(offer.marks)} 条，最后改动于 {local_time(offer.newest)}")
    for fault in checked.faults:
        print(fault, file=sys.stderr)
    if not checked.faults:
        print("没有发现问题")
    return 1 if checked.faults else 0


def restore(options: argparse.Namespace, data: Path) -> int:
    """`marks restore`."""
    with _opened(ensure(data)) as (marks, _):
        recovery = _recovery(marks, options.backup)
        saved = _confirmed(marks.restore(recovery))
        _back_up(marks)
    back, doubtful = len(saved.change.edits), len(recovery.doubtful)
    doubt = f"其中 {doubtful} 条读取时有疑问，已加标签“待核对”。" if doubtful else ""
    answer(options, {"restored": back, "doubtful": doubtful}, f"已恢复 {back} 条批注。{doubt}")
    return 0


@contextmanager
def _opened(
    data: Path, slug: str | None = None, library: Library | None = None
) -> Iterator[tuple[Marks, PlanStore]]:
    """The marks, brought into the present editions of their plans; and the plan that is asked about."""
    # A caller that asks the library too hands over its own: each opens its plans again.
    library = library or open_library(data)
    store = open_plan(library, slug)
    # Seconds: the window may be writing just now, and a script can wait.
    marks = Marks.open(data, patience=5)
    try:
        if marks.incident is not None:
            print(f"{marks.incident.sentence}可用 marks restore 恢复。", file=sys.stderr)
        # Before anything is answered: an import may have brought a new edition since the window was open.
        for each in dict.fromkeys([store.info.slug, *(mark.anchor.plan for mark in marks.all())]):
            _move_to_edition(marks, library, each)
        yield marks, store
    finally:
        marks.close()


def _move_to_edition(marks: Marks, library: Library, slug: str) -> None:
    store = _store(library, slug)
    if store is not None:
        edition = Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)
        report = marks.move_to_edition(edition)
        if report is not None:
            print(report.sentence, file=sys.stderr)


def _store(library: Library, slug: str) -> PlanStore | None:
    """None for a plan that is not in the library any more: its marks wait for it."""
    try:
        return library.store(slug)
    except StoreError:
        return None


def _plans(library: Library, slugs: Sequence[str]) -> list[Plan]:
    return [store.plan for slug in slugs if (store := _store(library, slug))]


def _confirmed(saved: Saved) -> Saved:
    """Raises NotSavedError unless the change is on disk: the program ends here, and memory with it."""
    if not saved.on_disk:
        raise NotSavedError(f"{saved.why.partition('，')[0] or '写入失败'}，没有保存。", saved.why)
    return saved


def _back_up(marks: Marks) -> None:
    # A backup that can't be made is no reason to call a saved change a failure.
    with suppress(BackupError):
        marks.back_up_if_due()


def _category(marks: Marks, name: str | None, kind: MarkKind) -> Category | None:
    categories = marks.categories()
    if name is None:
        return categories[0] if kind == "highlight" and categories else None
    for category in categories:
        if name in (category.name, category.id):
            return category
    raise CategoryError(
        f"没有叫“{name}”的颜色，可用的有：{'、'.join(category.name for category in categories)}。"
    )


def _recovery(marks: Marks, backup: str | None) -> Recovery:
    if backup is not None:
        return marks.recovery(backup)
    if marks.incident is not None and marks.incident.offers:
        return marks.incident.offers[0]
    # They come newest first; a damaged one is passed over.
    newest = next((each for each in marks.backups() if each.sound), None)
    if newest is None:
        raise BackupError("没有可以恢复的备份。")
    return marks.recovery(newest.name)


def _as_json(mark: Mark, categories: dict[str, Category]) -> dict[str, Any]:
    reach = mark.anchor.reach
    category = categories.get(mark.category or "")
    return {
        "id": mark.id,
        "kind": mark.kind,
        "plan": mark.anchor.plan,
        "key": reach.start_key,
        "end_key": reach.end_key,
        "span": None if mark.anchor.whole else [reach.start, reach.end],
        "quote": mark.anchor.quote,
        "note": mark.note,
        "tags": list(mark.tags),
        "state": mark.state,
        "task": {"lead_unit": mark.task.lead_unit, "units": mark.task.units, "due": mark.task.due},
        "colour": category.name if category else None,
        "author": mark.author,
        "created": mark.created,
        "changed": mark.changed,
        "placed": mark.placed == "placed",
    }


def _line(mark: Mark, categories: dict[str, Category]) -> str:
    category = categories.get(mark.category or "")
    told = [
        mark.id,
        mark.anchor.reach.start_key if mark.placed == "placed" else "待重新定位",
        NAMES[mark.kind] + (f"（{category.name}）" if category else ""),
        mark.state or "",
        mark.anchor.quote.replace("\n", " "),
        *(f"#{tag}" for tag in mark.tags),
    ]
    return "  ".join(each for each in told if each)


def _backup(backup: Backup) -> dict[str, Any]:
    return {
        "name": backup.name,
        "made": backup.made,
        "why": backup.why,
        "sound": backup.sound,
        "marks": backup.marks,
        "newest": backup.newest or None,
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "sentence": incident.sentence,
        "set_aside": incident.set_aside or None,
        "offers": [
            {
                "why": offer.why,
                "made": offer.made or None,
                "marks": len(offer.marks),
                "doubtful": len(offer.doubtful),
                "newest": offer.newest or None,
            }
            for offer in incident.offers
        ],
    }


def _user() -> str:
    """Who works here: the system's name for them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
