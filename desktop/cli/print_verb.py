"""`print`: writes chosen chapters to a PDF or Word file."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from db.export.form import of_file
from db.filenames import shown
from db.plan.query import PlanStore
from db.progress import QUIET
from desktop.cli.verbs import (
    Verbs,
    answer,
    choices,
    choose_plan,
    may_overwrite,
    open_plan,
    refuse_overwriting,
)
from desktop.folders import open_library, whole_path
from desktop.printing.forms import FORMS, PDF, PrintedJob

if TYPE_CHECKING:
    from desktop.printing.paper_marks import PaperMark

_LAYOUTS = {"official": "参照公文版式", "compact": "紧凑", "large": "大字"}
_MARKS = {
    "none": "不印批注",
    "highlights": "只印突出显示",
    "footnotes": "批注印在页脚",
    "appendix": "批注集中印在文后",
}


def add(verbs: Verbs) -> None:
    """Add the verb."""
    verb = choose_plan(verbs.add("print", _print, "打印：把选定的章节另存为 PDF 或 Word"))
    verb.add_argument(
        "--chapters", default="all", metavar="KEY[,KEY…]", help="章、节或专栏的编号，用逗号隔开；all 为全文"
    )
    verb.add_argument("--layout", choices=list(_LAYOUTS), default="official", help=choices(_LAYOUTS))
    verb.add_argument("--marks", choices=list(_MARKS), default="none", help=choices(_MARKS))
    verb.add_argument("--contents", action="store_true", help="印目录")
    verb.add_argument("--cover", action="store_true", help="印封面")
    verb.add_argument("--numbers", action="store_true", help="在页边印段号，与出处一致（仅 PDF）")
    files = "|".join(f"FILE.{form.ending}" for form in FORMS)
    verb.add_argument("--out", type=_file, required=True, metavar=files, help="输出文件")
    may_overwrite(verb)


def _file(text: str) -> Path:
    path = Path(text)
    if of_file(FORMS, path) is None:
        endings = " 或 ".join(f".{form.ending}" for form in FORMS)
        raise argparse.ArgumentTypeError(f"文件名须以 {endings} 结尾")
    return path


def _print(options: argparse.Namespace, data: Path) -> int:
    path: Path = whole_path(options.out)
    refuse_overwriting(options, path)
    store = open_plan(open_library(data), options.plan)
    keys = (
        None
        if options.chapters == "all"
        else frozenset(key.strip() for key in options.chapters.split(",") if key.strip())
    )
    # Kept in the options for as long as the verb runs: without a reference Qt's application is gone at once.
    options.application = _make_application()
    from desktop.printing.composition import Composition
    from desktop.printing.job import Job
    from desktop.printing.missing_glyphs import missing_words

    job = Job(
        store.plan,
        keys,
        layout_name=options.layout,
        marks_mode=options.marks,
        marks=_marks(store, data) if options.marks != "none" else (),
        contents=options.contents,
        cover=options.cover,
        numbers=options.numbers,
    )
    # `_file` has let no other ending through.
    form = of_file(FORMS, path) or PDF
    composed = Composition(job).whole()
    if words := missing_words(composed.missing):
        print(words, file=sys.stderr)
    count = form.write(PrintedJob(job, composed), path, QUIET)
    told = {"file": str(path), form.counted: count, "bytes": path.stat().st_size}
    answer(options, told, f"{shown(path)}（{count}{form.unit}）")
    return 0


def _make_application() -> object:
    """Fonts need an application, for as long as they are used; it needs no display."""
    from PySide6.QtGui import QGuiApplication

    import resources
    from desktop.app.crash import log_qt
    from desktop.look.theme import load_fonts

    log_qt()
    application = QGuiApplication.instance()
    if application is None:
        if sys.platform.startswith("linux"):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QGuiApplication([sys.argv[0] if sys.argv else ""])
    load_fonts(resources.FOLDER / "fonts")
    return application


def _marks(store: PlanStore, data: Path) -> "tuple[PaperMark, ...]":
    """The person's marks on the plan. Raises UnreadableError, NewerFileError."""
    from db.user.reading import read_entered
    from db.user.records import in_menu_order
    from desktop.printing.paper_marks import from_records

    entered = read_entered(data)
    marks = (mark for mark in entered.marks.values() if mark.anchor.plan == store.info.slug)
    ordered = sorted(marks, key=lambda mark: mark.order)
    return from_records(store.plan, ordered, in_menu_order(entered.categories.values()))
