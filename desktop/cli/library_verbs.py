"""`import`, `plans`, `rename` and `remove`: the library from the command line."""

import argparse
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.errors import PlanReaderError, ReadingBugError
from db.filenames import decoded, shown
from db.files import is_folder
from db.library.library import Imported, Library
from db.library.listing import left_out_of
from db.source.formats.detection import short_names
from desktop.cli.verbs import Verbs, answer, print_json
from desktop.folders import open_library


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    bring = verbs.add("import", _import, f"导入规划或报告（{short_names()}），或整个文件夹")
    bring.add_argument("files", metavar="FILE", nargs="+", type=Path, help="文件或文件夹")
    bring.add_argument("--title", type=decoded, default="", metavar="T", help="规划名称（省略时取自正文）")
    bring.add_argument("--replace", metavar="SLUG", help="作为这部规划的新版本，取代原来的")
    verbs.add("plans", _plans, "规划库里的规划")
    rename = verbs.add("rename", _rename, "更改规划名称")
    rename.add_argument("slug", metavar="SLUG")
    rename.add_argument("title", type=decoded, metavar="T", help="新名称")
    verbs.add("remove", _remove, "移除导入的规划").add_argument(
        "slug", metavar="SLUG", help="规划编号，见 plans"
    )


def _import(options: argparse.Namespace, data: Path) -> int:
    single = len(options.files) == 1 and not is_folder(options.files[0])
    if not single and (options.title or options.replace is not None):
        raise PlanReaderError(
            "--title 和 --replace 只能用于一个文件，没有导入任何文件；请每次只给一个文件，或者去掉这个选项。"
        )
    library = open_library(data)
    answers: list[dict[str, Any]] = []
    failed = False
    for path, outcome in _imported(library, options):
        if isinstance(outcome, PlanReaderError):
            # The other files are taken all the same; the exit code tells that one was not.
            failed = True
            print(outcome, file=sys.stderr)
            if isinstance(outcome, ReadingBugError):
                print(_reported(outcome, data), file=sys.stderr)
            continue
        if options.json:
            answers.append({**outcome.report.as_json(), "same": outcome.same})
        else:
            print(_told(path, outcome, whole=single))
    if options.json and single and answers:
        print_json(answers[0])
    elif options.json and not single:
        print_json(answers)
    library.close()
    return 1 if failed else 0


def _imported(
    library: Library, options: argparse.Namespace
) -> Iterator[tuple[Path, Imported | PlanReaderError]]:
    for path in options.files:
        if is_folder(path):
            yield from library.add_folder(path)
            if words := left_out_of(path).words:
                # Beside the answer, which may be JSON.
                print(words, file=sys.stderr)
            continue
        try:
            yield path, library.add(path, title=options.title, replacing=options.replace)
        except PlanReaderError as error:
            yield path, error


def _reported(error: ReadingBugError, data: Path) -> str:
    """Write a crash report; the sentence that says where it is."""
    # Late, because it brings Qt, and nearly no import needs it.
    from desktop.app.crash import CrashReports

    # There is no log in a command: without a handler Python would print the traceback beside the sentence.
    logging.getLogger().addHandler(logging.NullHandler())
    return CrashReports(data).report(error.bug)


def _told(path: Path, outcome: Imported, *, whole: bool) -> str:
    if outcome.same:
        return f"“{shown(path.name)}”已经在规划库中：{outcome.report.plan.info.title}（{outcome.slug}）"
    return (
        f"{outcome.slug}  {outcome.report.as_text() if whole else outcome.report.as_text().splitlines()[0]}"
    )


def _plans(options: argparse.Namespace, data: Path) -> int:
    library = open_library(data)
    # First, because what can be built again is listed like all others.
    damaged = library.damaged()
    rows: list[dict[str, Any]] = [
        {
            "slug": card.info.slug,
            "title": card.info.title,
            "jurisdiction": card.info.jurisdiction,
            "period": card.info.period,
            "passages": card.passages,
            "paragraphs": card.paragraphs,
            "bundled": library.is_bundled(card.info.slug),
        }
        for card in library.cards()
    ]
    rows += [
        {
            "slug": plan.slug,
            "title": plan.title,
            "jurisdiction": "",
            "period": "",
            "passages": 0,
            "paragraphs": 0,
            "bundled": library.is_bundled(plan.slug),
            "damaged": plan.why,
        }
        for plan in damaged
    ]
    if options.json:
        print_json(rows)
        return 0
    for row in rows:
        if "damaged" in row:
            print(f"{row['slug']}  {row['title']}  损坏：{row['damaged']}")
            continue
        size = f"{row['paragraphs']} 段" if row["paragraphs"] else ""
        about = "，".join(str(part) for part in (row["jurisdiction"], row["period"], size) if part)
        title = f"{row['title']}（{about}）" if about else row["title"]
        print(f"{row['slug']}  {title}{'  随程序发布' if row['bundled'] else ''}")
    return 0


def _rename(options: argparse.Namespace, data: Path) -> int:
    library = open_library(data)
    info = library.rename(options.slug, options.title)
    library.close()
    answer(options, {"slug": info.slug, "title": info.title}, f"{info.slug}  {info.title}")
    return 0


def _remove(options: argparse.Namespace, data: Path) -> int:
    library = open_library(data)
    # Asked for before: afterwards nobody knows it any more.
    title = next((info.title for info in library.plans() if info.slug == options.slug), options.slug)
    library.remove(options.slug)
    library.close()
    answer(options, {"slug": options.slug, "title": title}, f"已移除：{title}")
    return 0
