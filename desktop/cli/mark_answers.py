"""Does what the verb `marks` asks, and prints the answer as text or JSON."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from db.errors import PlanReaderError, StoreError
from db.export.form import named
from db.export.marks.forms import EXCERPTS, FORMS, ExportedMarks
from db.filenames import shown
from db.library.library import Library
from db.plan.query import PlanStore
from db.progress import QUIET
from db.records import Plan
from db.user.anchors import find_quote, make_anchor
from db.user.errors import BackupError, CategoryError, NotSavedError, UnreadableError
from db.user.mark_edits import NAMES, MarkWords, new_mark
from db.user.marks import Marks
from db.user.note_text import plain
from db.user.person import Person, PersonFile, earlier_marks, rename_change
from db.user.planmarks import read_planmarks
from db.user.reading import UNREADABLE
from db.user.records import (
    Assignment,
    Category,
    Edition,
    Incident,
    Mark,
    MarkKind,
    Recovery,
    RecoverySource,
    Saved,
    TextRange,
    local_time,
    now,
)
from db.user.recovery_words import source_words
from db.user.second_place import PlaceReport
from desktop.cli.verbs import RESTORABLE, answer, open_plan, print_json, refuse_overwriting
from desktop.folders import ensure, open_library, whole_path


def list_marks(options: argparse.Namespace, data: Path) -> int:
    """`marks`."""
    with _opened(data, whole=True) as (marks, _):
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
        mark = new_mark(
            kind, anchor, options.author or PersonFile(data).read().author, now(), category, **words
        )
        _confirmed(marks.add(mark))
        _back_up(marks)
        categories = {each.id: each for each in marks.categories()}
    answer(options, _as_json(mark, categories), mark.id)
    return 0


def remove(options: argparse.Namespace, data: Path) -> int:
    """`marks remove`."""
    with _opened(data, whole=True) as (marks, _):
        _confirmed(marks.remove(options.id))
        _back_up(marks)
    if options.json:
        print_json({"removed": options.id})
    return 0


def export_marks(options: argparse.Namespace, data: Path) -> int:
    """`marks export`."""
    out: Path = whole_path(options.out)
    refuse_overwriting(options, out)
    library = open_library(data)
    with _opened(data, library=library, whole=True) as (marks, _):
        found = marks.all()
        slugs = tuple(dict.fromkeys(mark.anchor.plan for mark in found))
        author = PersonFile(data).read().author
        content = ExportedMarks(found, partial(_plans, library, slugs), marks.categories(), author, marks)
        named((*FORMS, EXCERPTS), options.format).write(content, out, QUIET)
    answer(options, {"file": str(out), "marks": len(found)}, f"{shown(out)}（{len(found)} 条）")
    return 0


def import_marks(options: argparse.Namespace, data: Path) -> int:
    """`marks import`."""
    file = read_planmarks(options.file)
    library = open_library(data)
    folder = data if options.dry_run else ensure(data)
    with _opened(folder, library=library, whole=options.dry_run) as (marks, _):
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
        "updated": len(preview.updated),
        "conflicting": len(preview.conflicting),
        "unplaced": len(preview.unplaced),
    }
    if options.json:
        print_json({**counts, "applied": not options.dry_run})
        return 0
    print(
        f"来自{file.author or '（未署名）'}的 {len(file.marks)} 条批注："
        f"新增 {counts['new']} 条，更新 {counts['updated']} 条，相同 {counts['same']} 条，"
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
        second = marks.second_place.report()
    if options.json:
        newest = {backup.name: backup.newest for backup in checked.backups}
        print_json(
            {
                "sound": not checked.faults,
                "faults": list(checked.faults),
                "marks": checked.marks,
                "placed": checked.placed,
                "offered": checked.offered,
                "unplaced": checked.unplaced,
                "backups": [
                    _source(each) | {"newest": newest.get(each.name) or None}
                    for each in checked.sources
                    if each.kind == "backup"
                ],
                "incident": _incident(incident) if incident is not None else None,
                "incidents": [
                    _source(each) | {"settled": each.settled}
                    for each in checked.sources
                    if each.kind == "incident"
                ],
                "second_place": _place(second) if second is not None else None,
            }
        )
        return 1 if checked.faults else 0
    print(
        f"批注 {checked.marks} 条：{checked.placed} 条已定位，"
        f"{checked.offered} 条待确认，{checked.unplaced} 条待重新定位"
    )
    for each in checked.sources:
        what = ("备份" if not each.away else "第二位置的备份") if each.kind == "backup" else "损坏记录"
        waits = "" if each.settled else "，未处理"
        print(f"{what} {each.name}  {local_time(each.made)}  {source_words(each)}{waits}")
    for offer in incident.offers if incident is not None else ():
        print(f"可恢复（marks restore）：{len(offer.marks)} 条，最后改动于 {local_time(offer.newest)}")
    if second is not None:
        print(second.trouble or f"第二备份位置：{second.folder}，更新于 {local_time(second.reached)}")
    for fault in checked.faults:
        print(fault, file=sys.stderr)
    if not checked.faults:
        print("没有发现问题")
    return 1 if checked.faults else 0


def restore(options: argparse.Namespace, data: Path) -> int:
    """`marks restore`."""
    with _opened(data if options.dry_run else ensure(data)) as (marks, _):
        recovery = _recovery(marks, options.source)
        if options.dry_run:
            return _list_recovery(marks, recovery, options)
        if unknown := set(options.only or ()) - {mark.id for mark in recovery.marks}:
            raise BackupError(f"其中没有编号为“{min(unknown)}”的批注，没有恢复；见 marks restore --dry-run。")
        saved = _confirmed(marks.restore(recovery, options.only))
        _back_up(marks)
        waits = marks.incident is not None
    back = saved.change.edits
    doubtful = len({edit.id for edit in back} & set(recovery.doubtful))
    words = f"已恢复 {len(back)} 条批注。" if back else "已恢复 0 条批注：其中没有现在缺少的。"
    entries = len(saved.change.additions)
    words += f"人工补录和地名更正 {entries} 处。" if entries else ""
    words += f"其中 {doubtful} 条读取时有疑问，已加标签“待核对”。" if doubtful else ""
    words += "批注文件损坏的事还会提醒；不需要时请用 marks settle。" if waits else ""
    answer(options, {"restored": len(back), "doubtful": doubtful}, words)
    return 0


def back_up(options: argparse.Namespace, data: Path) -> int:
    """`marks backup`."""
    with _opened(ensure(data)) as (marks, _):
        if options.place is not None or options.no_place:
            marks.second_place.choose(options.place)
        made = marks.back_up() if options.place is None and not options.no_place else None
        second = marks.copy_backups()
        # It is said right here: no need to say it once more later.
        marks.second_place.tell_once(second)
    words = [f"已备份 {made.marks} 条批注：{made.name}"] if made is not None else []
    if second is not None:
        words.append(second.trouble or f"第二备份位置：{second.folder}，已更新。")
    elif options.no_place:
        words.append("备份不再另存；已另存的仍保留。")
    elif made is None:
        words.append("还没有批注，没有需要备份的。")
    told = {
        "backup": made.name if made is not None else None,
        "second_place": _place(second) if second is not None else None,
    }
    answer(options, told, "\n".join(words))
    return 0


def settle(options: argparse.Namespace, data: Path) -> int:
    """`marks settle`."""
    with _opened(data, hushed=True) as (marks, _):
        known = {each.name: each for each in marks.recovery_sources() if each.kind == "incident"}
        if unknown := [name for name in options.name if name not in known]:
            raise BackupError(f"没有名为“{unknown[0]}”的损坏记录，见 marks check。")
        names = options.name or [name for name, each in known.items() if not each.settled]
        if names and not marks.settle_incidents(*names):
            raise BackupError("没有记下来：数据文件夹不能写入，以后还会提醒。")
    words = f"{len(names)} 次损坏不再提醒；当时的文件仍保留，可用 marks restore --from 恢复。"
    answer(options, {"settled": names}, words if names else "没有需要处理的。")
    return 0


def name(options: argparse.Namespace, data: Path) -> int:
    """`marks name`."""
    file = PersonFile(data)
    person = file.read()
    if options.name is not None or options.unit is not None:
        given = (options.name, person.name), (options.unit, person.unit)
        person = person.named(*(new if new is not None else old for new, old in given))
        ensure(data)
        file.write(person)
    with _opened(ensure(data) if options.rename else data, whole=True) as (marks, _):
        earlier = earlier_marks(marks.all(), person)
        change = rename_change(earlier, person, now())
        if options.rename and change:
            _confirmed(marks.apply(change))
            _back_up(marks)
    told = {"name": person.name, "unit": person.unit, "author": person.author}
    answer(
        options,
        {**told, "renamed" if options.rename else "earlier": len(earlier)},
        _signed(person, len(earlier), renamed=options.rename),
    )
    return 0


def _signed(person: Person, earlier: int, *, renamed: bool) -> str:
    words = f"署名：{person.author}" + ("" if person.name or person.unit else "（系统用户名）")
    if renamed:
        return f"{words}\n已把 {earlier} 条以前的批注改为这个署名。"
    return (
        f"{words}\n以前用别的署名写的批注 {earlier} 条，可用 marks name --rename 改过来。"
        if earlier
        else words
    )


def _list_recovery(marks: Marks, recovery: Recovery, options: argparse.Namespace) -> int:
    there = {mark.id for mark in marks.all()}
    missing = [mark for mark in recovery.marks if mark.id not in there]
    other = marks.differing(recovery)
    categories = {each.id: each for each in (*recovery.categories, *marks.categories())}
    if options.json:
        print_json(
            {
                "missing": [_as_json(mark, categories) for mark in missing],
                "different": [_as_json(mark, categories) for mark in other],
            }
        )
        return 0
    for mark in (*missing, *other):
        print(_line(mark, categories))
    print(f"现在没有的 {len(missing)} 条，现在内容不同的 {len(other)} 条；以上只是预览，没有恢复。")
    return 0


@contextmanager
def _opened(
    data: Path,
    slug: str | None = None,
    library: Library | None = None,
    *,
    hushed: bool = False,
    whole: bool = False,
) -> Iterator[tuple[Marks, PlanStore]]:
    """The marks, brought into the present editions of their plans; and the plan that is asked about.

    `whole`: the answer would not be true without what was lost and not brought back yet. Raises
    UnreadableError then, and where the file can't be read just now.
    """
    # A caller that asks the library too hands over its own: each opens its plans again.
    library = library or open_library(data)
    store = open_plan(library, slug)
    # Seconds: the window may be writing just now, and a script can wait.
    marks = Marks.open(data, patience=5)
    try:
        if marks.trouble:
            raise UnreadableError(UNREADABLE, marks.trouble)
        if marks.incident is not None and whole:
            raise UnreadableError(marks.incident.sentence + RESTORABLE)
        if marks.incident is not None and not hushed:
            print(f"{marks.incident.sentence}{RESTORABLE}", file=sys.stderr)
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
        return library.mended(slug)
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
        if marks.back_up_if_due() is not None:
            told = marks.second_place.tell_once(marks.copy_backups())
            if told:
                print(told, file=sys.stderr)


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


def _recovery(marks: Marks, source: str | None) -> Recovery:
    if source is not None:
        file = Path(source)
        known = {each.name for each in marks.recovery_sources()}
        return (
            marks.recovery_of_file(file) if source not in known and file.is_file() else marks.recovery(source)
        )
    if marks.incident is not None and marks.incident.offers:
        offer = marks.incident.offers[0]
        if {mark.id for mark in offer.marks} - {mark.id for mark in marks.all()} or offer.additions:
            return offer
    # They come newest first; one that would bring nothing is passed over.
    sources = marks.recovery_sources()
    sound = [each for each in sources if each.state == "sound"]
    damaged = [each for each in sources if each.state == "damaged" and each.marks]
    if not (sound or damaged):
        waits = "不再提醒请用 marks settle。" if marks.incident is not None else ""
        raise BackupError(f"没有可以恢复的备份。{waits}")
    # A damaged one brings what can still be read of it, when no sound one has more.
    helpful = [each for each in (*sound, *damaged) if each.more or each.entries]
    return marks.recovery((helpful or sound or damaged)[0].name)


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


def _source(source: RecoverySource) -> dict[str, Any]:
    return {
        "name": source.name,
        "made": source.made,
        "why": source.why,
        "sound": source.state == "sound",
        "marks": source.marks,
        "more": source.more,
        "fewer": source.fewer,
        "other": source.other,
        "away": source.away,
    }


def _place(place: PlaceReport) -> dict[str, Any]:
    return {"folder": str(place.folder), "reached": place.reached or None, "trouble": place.trouble or None}


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
