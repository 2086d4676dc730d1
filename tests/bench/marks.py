"""How fast 10,000 marks are opened, chosen among, shown, handed on, written out and brought into another edition.

Run by hand: `python -m tests.bench.marks` or `python tests/bench/marks.py`, from the project's folder. Never in the test run.
"""

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.marks.marks_controller import MarksController

sys.path.insert(0, str(Path(__file__).parents[2]))

from db.export.marks.entries import entries
from db.export.marks.excel import write_xlsx
from db.export.marks.markdown import write_markdown
from db.export.marks.web import write_html
from db.export.marks.word import write_docx
from db.library.build import build_plan
from db.plan.query import PlanStore
from db.progress import Progress
from db.records import Place
from db.search.corpus import Document
from db.search.query import SearchQuery
from db.search.searcher import Searcher
from db.user.anchors import make_anchor
from db.user.mark_edits import new_mark
from db.user.mark_filter import Choice, chosen, searchable
from db.user.marks import Marks
from db.user.plan_text import PlanText
from db.user.planmarks import read_planmarks, write_planmarks
from db.user.records import DEFAULT_CATEGORIES, Edition, Mark, now

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QApplication

    from desktop.marks.marks_panel import MarksPanel
    from desktop.reading.page_view import PageView

Result = TypeVar("Result")

COUNT = 10_000
IN_VIEW = 500
"""Marks on what a page shows at once."""
SOURCES = Path(__file__).parents[2] / "resources" / "source"


def main() -> None:
    """Measure everything once and print a line for each."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plan_folder = folder / "shipped" / "shengzhou-145"
        build_plan(SOURCES / "shengzhou-145.txt", SOURCES / "shengzhou-145.toml", plan_folder)
        store = PlanStore.open(plan_folder / "plan.db")
        edition = Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)
        marks = Marks.open(folder)
        marks.move_to_edition(edition)
        everything = make_marks(PlanText.of(edition))
        timed("add 10,000 marks in one change", lambda: marks.add(*everything))
        timed(
            "add one more",
            lambda: marks.add(replace(everything[0], id="00000000-0000-4000-8000-000000000000")),
        )
        timed("make a backup", marks.back_up_if_due)
        marks.close()
        marks = timed("open", lambda: Marks.open(folder))
        timed("hand the plan in again", lambda: marks.move_to_edition(edition))
        listed = timed("list in the order of the plan", marks.all, limit=100)
        timed(
            "filter by kind, tag and state",
            lambda: chosen(listed, Choice(tags=frozenset({"标签3"}), states=frozenset({"待办"}))),
            limit=100,
        )
        texts = [(mark, searchable(mark)) for mark in listed]
        timed("filter by words, plain", lambda: [mark for mark, text in texts if "发展" in text], limit=100)
        documents = [Document("s", mark.id, "paragraph", (), (), "", text) for mark, text in texts]
        searcher = timed("make marks searchable (once)", lambda: Searcher(documents))
        timed("first search with folding and pinyin", lambda: searcher.search(SearchQuery("发展")))
        for words in ("发展", "hst", "加快推进"):
            timed(
                f"search {words} with folding and pinyin",
                lambda words=words: searcher.search(SearchQuery(words)),
                limit=100,
            )
        outputs(folder, marks, listed, store)
        marks.close()
        window(folder, PlanText.of(edition))
        marks = Marks.open(folder)
        marks.move_to_edition(edition)
        reanchor(folder, marks, edition)
        marks.close()


def window(folder: Path, text: PlanText) -> None:
    """In the real window: the hub, its filters, and scrolling over a page that is full of marks."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop

    from db.library.library import Folders, Library
    from desktop.app import settings
    from desktop.app.start import make_application, make_session

    application = make_application()
    session = make_session(
        application, Library(Folders(folder / "shipped", SOURCES, None)), settings.Settings(), folder
    )
    session.start()
    session.window.settle()
    room, page = session.window.room(MarksController).room, session.window.page
    panel = room.panel

    def wait(signal: "SignalInstance", until: Callable[[], bool]) -> None:
        loop = QEventLoop()
        signal.connect(loop.quit)
        while not until():
            loop.exec()
        application.processEvents()

    def painted() -> None:
        application.processEvents()
        panel.list.viewport().repaint()

    wait(room.store.ready, lambda: room.markable)
    wait(page.grown, lambda: not page.growing)

    def show() -> None:
        session.window.docks["marks"].show()
        painted()

    def choose(chooser: str, number: int) -> None:
        getattr(panel.bar, chooser).menu().actions()[number].setChecked(True)
        painted()

    timed("window: the hub opens and is painted", show, limit=100)
    # After the start a backup may be made and proved on another thread: half a second in which all that is
    # done here takes two or three times as long, and which is no part of a filter.
    queue = room.store._queue
    wait(queue.emptied, lambda: not queue.busy)
    for chooser, number in (("kinds", 0), ("colours", 1), ("tags", 3), ("states", 0)):
        timed(
            f"window: filter by {chooser}",
            lambda chooser=chooser, number=number: choose(chooser, number),
            limit=100,
        )
        timed(f"window: and show all again ({chooser})", lambda: (panel.bar.clear(), painted()), limit=100)
    for words in ("发展", "加快推进", "hst"):
        timed(
            f"window: search {words} (with the wait of 80 ms)", lambda words=words: search(panel, words, wait)
        )
    panel.bar.clear()
    session.window.docks["marks"].hide()

    frames = {}
    for what, marks in (("no marks", []), (f"{IN_VIEW} marks in view", crowded(text, page.place()))):
        page.set_marks(marks, room.store.colours())
        frames[what] = scrolled(page, application)
        print(f"{frames[what]:9.2f} ms  window: a step of scrolling, median, {what}")
    none, many = frames.values()
    print(f"           {many / none:.2f} times as long with marks")
    session.window.close()
    session.finish()


def search(panel: "MarksPanel", words: str, wait: Callable[..., None]) -> None:
    """Type words, and wait until what holds them is shown."""
    found = panel._search.found
    told: list[object] = []
    found.connect(told.append)
    panel.bar.line.setText(words)
    wait(found, lambda: bool(told))
    found.disconnect(told.append)
    panel.list.viewport().repaint()


def crowded(text: PlanText, place: Place | None) -> list[Mark]:
    """Many marks on few passages, from the one at the top of the page on."""
    draw = random.Random(7)
    first = text.starts[text.at[place.key]] if place is not None else 0
    marks = []
    for number in range(IN_VIEW):
        start = first + draw.randrange(900)
        kind = draw.choice(("note", "highlight", "underline"))
        anchor = make_anchor(text, text.reach(start, start + draw.choice((4, 10, 40))))
        marks.append(new_mark(kind, anchor, "张三", now(), DEFAULT_CATEGORIES[number % 3], note="记"))
    return marks


def scrolled(page: "PageView", application: "QApplication") -> float:
    """Milliseconds of one step of scrolling within the first screen and a half, painted: the median."""
    took: list[float] = []
    bar = page.verticalScrollBar()
    for step in range(240):
        start = time.perf_counter()
        bar.setValue(step % 60 * 8)
        page.viewport().repaint()
        took.append((time.perf_counter() - start) * 1000)
        application.processEvents()
    return statistics.median(took[30:])


def outputs(folder: Path, marks: Marks, listed: tuple[Mark, ...], store: PlanStore) -> None:
    """Every form of export."""
    found = timed("entries for export", lambda: entries(listed, [store.plan], marks.categories()))
    for name, write, limit in (
        ("docx", write_docx, 10_000),
        ("xlsx", write_xlsx, 0),
        ("md", write_markdown, 0),
        ("html", write_html, 0),
    ):
        timed(
            f"export {name}", lambda name=name, write=write: write(found, folder / f"x.{name}"), limit=limit
        )
    timed("write .planmarks", lambda: write_planmarks(marks.handed_on("张三"), folder / "x.planmarks"))
    file = timed("read .planmarks", lambda: read_planmarks(folder / "x.planmarks"))
    timed("preview an import of the same", lambda: marks.preview(file))


def reanchor(folder: Path, marks: Marks, edition: Edition) -> None:
    """Onto an edition with changed words, moved and removed paragraphs; and onto the same text read by another parser."""
    told: list[float] = []
    report = timed(
        "re-anchor onto an edited edition",
        lambda: marks.move_to_edition(edited(edition), Progress(lambda done, _, __: told.append(done))),
        limit=10_000,
    )
    assert report is not None
    assert len(told) > COUNT
    ways = {way: report.count(way) for way in ("source", "same", "chapter", "plan", "fuzzy", "tray")}
    print(f"    {ways}")
    timed("re-anchor back", lambda: marks.move_to_edition(edition), limit=10_000)
    same_source = replace(edition, content_sha256="f" * 64)
    timed(
        "re-anchor onto the same source of another parser",
        lambda: marks.move_to_edition(same_source),
        limit=10_000,
    )


def make_marks(text: PlanText) -> list[Mark]:
    """Marks of all kinds and lengths, most of them notes."""
    draw = random.Random(5)
    found: list[Mark] = []
    for number in range(COUNT):
        start = draw.randrange(len(text.text) - 90)
        reach = text.reach(start, start + draw.choice((2, 4, 6, 10, 20, 60)))
        mark = new_mark(
            draw.choice(("note", "note", "highlight", "underline")),
            make_anchor(text, reach),
            "张三",
            now(),
            draw.choice(DEFAULT_CATEGORIES),
            note=f"先核对**总投资**，第{number}条。\n\n- 牵头：交通局\n- 配合：三界镇",
            tags=(f"标签{number % 20}",),
        )
        found.append(mark)
    return found


def edited(edition: Edition) -> Edition:
    """A newer edition: a word changed in every second paragraph, every tenth paragraph moved, every twentieth gone."""
    draw = random.Random(6)
    passages = list(edition.plan.passages)
    for at, passage in enumerate(passages):
        if at % 2 and len(passage.text) > 20:
            cut = draw.randrange(len(passage.text) - 4)
            passages[at] = replace(passage, text=f"{passage.text[:cut]}改动后的字{passage.text[cut + 3 :]}")
    gone = [passage for at, passage in enumerate(passages) if passage.kind == "paragraph" and at % 20 == 0]
    passages = [passage for passage in passages if passage not in gone]
    for passage in [
        passage for at, passage in enumerate(passages) if passage.kind == "paragraph" and at % 10 == 0
    ]:
        passages.remove(passage)
        passages.insert(draw.randrange(len(passages)), passage)
    return Edition(replace(edition.plan, passages=tuple(passages)), "e" * 64, "e" * 64)


def timed(what: str, work: Callable[[], Result], limit: int = 0) -> Result:
    """Do it, and print how long it took and what the processor did for it, in milliseconds; with `limit`, against that."""
    gc.collect()
    start, busy = time.perf_counter(), time.process_time()
    result = work()
    took, worked = (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000
    verdict = "" if not limit else f"   (limit {limit})" if took <= limit else f"   OVER the limit of {limit}"
    print(f"{took:9.1f} ms ({worked:7.1f} ms of processor)  {what}{verdict}")
    return result


if __name__ == "__main__":
    main()
