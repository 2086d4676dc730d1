"""Does a day of use leave anything behind? The real window, used in rounds, and what there is of it afterwards.

`python tests/bench/soak.py [ROUNDS]`, off-screen. Objects by type, handles, threads and memory are told after a fifth,
two fifths and all of the rounds (of 1,000: after 200, 400 and 1,000). Of objects, handles and threads there must be as
many at the end as after the first fifth; what is in use may have grown by 1 MiB, private memory by 10.
`tests/attack/test_soak.py` does the same rounds, fewer of them.

Memory is told twice (on Linux): what is in use is what malloc has given out and not taken back, and grows only where
something is kept; what is private is what the system has given, and also grows where free memory lies in pieces. Pages
of files are no part of it: they come and go with what other programs look at.
"""

import argparse
import ctypes
import gc
import os
import re
import sys
import tempfile
import time
import weakref
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer, qInstallMessageHandler  # noqa: E402
from PySide6.QtGui import QPixmapCache  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog  # noqa: E402

from db.export.form import named  # noqa: E402
from db.export.marks.forms import FORMS as MARK_FORMS  # noqa: E402
from db.export.tables.forms import FORMS as TABLE_FORMS  # noqa: E402
from db.library.build import build_index, build_plan  # noqa: E402
from db.library.library import Folders, Library  # noqa: E402
from db.records import Place  # noqa: E402
from desktop.app.session import Session  # noqa: E402
from desktop.app.settings import Settings  # noqa: E402
from desktop.app.start import make_application, make_session, settle  # noqa: E402
from desktop.background import Latest  # noqa: E402
from desktop.help.help_controller import HelpController  # noqa: E402
from desktop.library.import_controller import ImportController  # noqa: E402
from desktop.marks.mark_dialogs import Listed  # noqa: E402
from desktop.marks.marks_controller import MarksController  # noqa: E402
from desktop.printing.print_room import PrintRoom  # noqa: E402
from desktop.reading.selection import Ends, Point  # noqa: E402
from desktop.search.searches import Searches  # noqa: E402
from desktop.settings.settings_room import SettingsRoom  # noqa: E402
from desktop.tables.tables_controller import TablesController  # noqa: E402
from desktop.tables.township_view import TownshipView  # noqa: E402

SLUG = "shengzhou-145"
SOURCES = ROOT / "resources" / "source"
SHORT = """某县“十五五”交通规划

一、总体要求

坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道。

二、重点任务

（一）完善路网

到2030年，公路里程达到500公里以上，通用机场建成投用，农村公路优良率达到95%以上。甘霖镇、崇仁镇先行建设。
"""
PASSING = "二〇二六年"
"""In the title of the plan that comes and goes."""
WORDS = "水利", "hst", "公路 -农村"
TURN = 5
"""Rounds until everything was done."""
MOST_KEPT, MOST_GROWN = 1.0, 10.0
"""MiB that what is in use, and private memory, may have grown between a fifth of the rounds and all."""
OURS = "db.", "desktop.", "PySide6.", "in Qt: ", "handles", "threads"
"""What may not be more; a module that is loaded late brings some plain objects along."""
HOURLY = "db.user.proofs.Proof"
"""Says that a backup is sound, of which there is one an hour."""
_PATIENCE = 60.0
"""Seconds that anything may take."""
_QUIET = 2
"""Looks in a row at which nothing may be at work: what ends may have something begin at once."""


@dataclass(frozen=True)
class Census:
    """What there is at one moment, when nothing is at work."""

    objects: Counter[str]
    """By type: what Python's collector knows, and what hangs in Qt's trees."""
    handles: int
    threads: int
    in_use: float
    """MiB that malloc has given out: of Qt, SQLite, and all larger things of Python."""
    blocks: int
    """Smaller things of Python."""
    private: float
    """MiB of memory that is this process's own."""

    def more_than(self, before: "Census") -> dict[str, int]:
        """What there is more of than before, and less, by what it is."""
        counts = {**self.objects, "handles": self.handles, "threads": self.threads}
        were = {**before.objects, "handles": before.handles, "threads": before.threads}
        by = {name: counts.get(name, 0) - were.get(name, 0) for name in {*counts, *were}}
        return {name: grown for name, grown in sorted(by.items()) if grown}

    def kept_since(self, before: "Census") -> dict[str, int]:
        """What there is more of than before though it may not be, by what it is."""
        grown = self.more_than(before)
        return {name: by for name, by in grown.items() if by > 0 and name.startswith(OURS) and name != HOURLY}


class Rounds:
    """The window over the bundled plan and one of the person's own, and the round that is done again and again."""

    def __init__(self, folder: Path, tasks: Collection[Latest]) -> None:
        """`folder` is empty; all files of the window go there. `tasks`: all that is at work in the background."""
        self._tasks = tasks
        ready, self._data = folder / "ready", folder / "data"
        build_plan(SOURCES / f"{SLUG}.txt", SOURCES / f"{SLUG}.toml", ready / SLUG)
        build_index(ready / SLUG)
        self._data.mkdir()
        self._out = folder / "out"
        self._out.mkdir()
        self._files = {name: folder / f"{name}.txt" for name in ("own", "passing")}
        self._files["own"].write_text(SHORT, "utf-8")
        self._files["passing"].write_text(SHORT.replace("某县", PASSING), "utf-8")
        self.library = Library(Folders(ready, SOURCES, self._data / "plans"))
        self.session: Session = make_session(make_application(), self.library, Settings(), self._data)
        self.window = self.session.window
        self.window.resize(1366, 768)
        self.session.start()
        settle(self.session)
        self.settle()
        self._seldom = cycle(
            (
                (self.look_at_tables,),
                (self.export, self.dialogs),
                (self.overview, self.print_preview),
                (self.looks, self.come_and_go),
                (self.another_theme,),
            )
        )
        self.own = self._imported("own")
        self.marks = self.window.room(MarksController).room
        self.window.open_plan(SLUG)
        self.settle()
        # The way back holds a hundred steps: it is to be full before anything is counted.
        for number in range(110):
            self.window.go_to(Place(SLUG, self.library.store(SLUG).plan.passages[number % 3].key))
        self.settle()

    def round(self) -> None:
        """What is done most, and one of the things that are done now and then: after TURN rounds all was done, and
        the window shows what it showed before.
        """
        for act in (self.read_both_plans, self.search, self.mark, *next(self._seldom)):
            act()
            self.settle()

    def read_both_plans(self) -> None:
        """One plan, the other, and places in it."""
        for slug in (self.own, SLUG):
            self.window.open_plan(slug)
            self.settle()
        passages = self.library.store(SLUG).plan.passages
        for at in (40, len(passages) - 20):
            self.window.go_to(Place(SLUG, passages[at].key))
            self.window.page.viewport().repaint()
        self.window.commands["back"].trigger()
        self.window.commands["chapter_after"].trigger()

    def looks(self) -> None:
        """A second page beside the first, larger type, paragraph numbers, and a part of the outline."""
        for name in ("beside", "larger", "usual_size", "numbers", "numbers"):
            self.window.commands[name].trigger()
            self.settle()
        self.window.open_plan(self.own)
        self.window.open_plan(SLUG)
        self.window.commands["beside"].trigger()
        for words in ("水利", ""):
            self.window.reading.contents.line.put(words)
            self.settle()

    def search(self) -> None:
        """Words, their hits one after the other, and the end of it."""
        searches = self.window.room(Searches)
        search = searches.plan_search
        for words in WORDS:
            search.box.put(words)
            self.settle()
            for _ in range(3):
                searches.next_hit()
        search.panel.list.viewport().repaint()
        self.window.page.viewport().repaint()
        search.turn_regex(on=True)
        search.box.put("交通.{2,6}工程")
        self.settle()
        search.leave()

    def look_at_tables(self) -> None:
        """Each tab, a filter, a place's page, all plans together; then the page again."""
        self.window.commands["tables"].trigger()
        self.settle()
        tables = self.window.room(TablesController).tables
        assert tables is not None
        for name in tables.views:
            tables.show_tab(name)
            self.settle()
        tables.show_tab("projects")
        page = tables.page("projects")
        for wanted in (("field", "水利"), ("", "")):
            tables.show_rows("projects", *wanted) if wanted[0] else page.ask(type(page.wanted)())
            self.settle()
            page.view.viewport().repaint()
        page.row_menu().close()
        tables.show_place(next(iter(tables.view(TownshipView).model.pages)).place)
        tables.everywhere.click()
        self.settle()
        tables.everywhere.click()
        self.settle()
        tables.show_tab("projects")
        self.window.reading.focus_page()

    def mark(self) -> None:
        """A highlight, a note on it, its card among the others, away with it, and all of that taken back."""
        self.window.commands["toggle_marks"].trigger()
        self.settle()
        passage = next(each for each in self.library.store(SLUG).plan.passages if len(each.text) > 90)
        self.window.go_to(Place(SLUG, passage.key))
        self.window.page.select_from_to(Ends(Point(passage.key, 4), Point(passage.key, 20)))
        before = set(self.marks.store.marks)
        self.marks.highlight_nth(0)
        self.settle()
        (made,) = set(self.marks.store.marks) - before
        self.marks.show_card(made, write=True)
        self.marks.panel.editor.note.insertPlainText("核对总投资")
        self.marks.panel.editor.commit()
        self.settle()
        self.marks.panel.bar.line.put("总投资")
        self.settle()
        self.marks.panel.bar.clear()
        self.marks.remove(made)
        self.settle()
        while self.marks.store.stack.canUndo():
            self.window.commands["undo"].trigger()
            self.settle()
        # What can be taken back is kept on purpose, up to a bound.
        self.marks.store.stack.clear()
        self.window.reading.focus_page()
        self.window.commands["toggle_marks"].trigger()

    def export(self) -> None:
        """The marks (there are none, but for their heading) and a table, as files, over those of the round before."""
        self.window.commands["tables"].trigger()
        tables = self.window.room(TablesController).tables
        assert tables is not None
        passage = self.library.store(SLUG).plan.passages[30]
        self.marks.bookmark_at(passage.key)
        self.settle()
        exported = self.marks.dialogs.exported(self.marks.store.in_order())
        assert exported is not None
        for form in MARK_FORMS:
            self.marks.dialogs.exporting.start(
                form, lambda _progress: exported, self._out / f"m.{form.ending}"
            )
            self.settle()
        lines = tables.page("projects").lines()
        assert lines is not None
        form = named(TABLE_FORMS, "xlsx")
        tables.export.start(form, lambda _progress: lines, self._out / "t.xlsx")
        self.settle()
        self.marks.dialogs.ask_export(self.marks.store.in_order(), Listed("规划", 1))
        self._close_dialogs()
        self.window.commands["undo"].trigger()
        self.window.reading.focus_page()

    def overview(self) -> None:
        """The overview of both plans."""
        self.window.commands["overview"].trigger()
        for slug in (self.own, SLUG):
            self.settle()
            self.window.open_plan(slug)
            self.window.grab()
        self.settle()
        self.window.reading.focus_page()

    def print_preview(self) -> None:
        """A chapter of each plan, as it will come out of the printer."""
        for slug in (self.own, SLUG):
            self.window.open_plan(slug)
            self.settle()
            self.window.commands["print"].trigger()
            self.settle()
            dialog = self.window.room(PrintRoom).dialog
            assert dialog is not None
            dialog.grab()
            dialog.close()

    def dialogs(self) -> None:
        """The settings, the colours, the backups, the guide, the shortcuts, the report, about."""
        for name in (
            "settings",
            "mark_colours",
            "backups",
            "guide",
            "shortcuts",
            "report",
            "about",
            "paragraph",
        ):
            self.window.commands[name].trigger()
            self.settle()
            self._close_dialogs()
        settings, help_ = self.window.room(SettingsRoom), self.window.room(HelpController)
        assert settings.dialog is None
        if help_.guide is not None:
            help_.guide.box.setText("批注")
            help_.guide.box.clear()
            help_.guide.close()

    def another_theme(self) -> None:
        """Another theme and back, painted."""
        for name in ("theme_dark", "theme_light"):
            self.window.commands[name].trigger()
            self.settle()
            self.window.grab()

    def come_and_go(self) -> None:
        """A plan comes in, is opened, looked through, searched, and removed."""
        slug = self._imported("passing")
        controller = self.window.room(ImportController)
        self.window.commands["tables"].trigger()
        self.settle()
        self.search()
        controller.review(slug)
        self.settle()
        self.window.grab()
        controller.room().show_list()
        controller.room().remove(slug)
        self.settle()
        self.window.open_plan(SLUG)
        self.window.reading.focus_page()

    def settle(self) -> None:
        """Run the event loop until nothing is at work, nor will soon be."""
        loop, timer, until = QEventLoop(), QTimer(), time.monotonic() + _PATIENCE
        quiet = 0

        def look() -> None:
            nonlocal quiet
            quiet = quiet + 1 if self._idle() else 0
            if quiet > _QUIET or time.monotonic() > until:
                loop.exit(int(quiet <= _QUIET))

        timer.timeout.connect(look)
        timer.start(2)
        if loop.exec():
            raise TimeoutError(", ".join(type(each.parent()).__name__ for each in self._tasks if each.busy))

    def census(self) -> Census:
        """Count what there is."""
        self.settle()
        # Their threads end; at the next work there are new ones.
        for each in self._tasks:
            each._pool.waitForDone()
        # What was there at the start is not searched by the program.
        gc.unfreeze()
        # What is given up in one turn may hold the last of something that is given up in the next.
        for _ in range(3):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self.settle()
            gc.collect()
        objects = Counter(_name(each) for each in gc.get_objects() if not _passing(each))
        objects.update(_in_qt())
        handles, threads = (len(list(Path("/proc/self", each).iterdir())) for each in ("fd", "task"))
        # Qt keeps up to 10 MiB of pictures that it has drawn, and lets the oldest go: they are not more each time.
        QPixmapCache.clear()
        # As once a minute anyhow: how long ago that was is chance.
        self.session.heap.trim()
        return Census(objects, handles, threads, in_use(), sys.getallocatedblocks(), private())

    def close(self) -> None:
        """End as the program does."""
        self.window.close()
        self.session.finish()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.unfreeze()

    def _imported(self, name: str) -> str:
        before = set(self.library.slugs())
        self.window.room(ImportController).add([self._files[name]])
        self.settle()
        (slug,) = set(self.library.slugs()) - before
        return slug

    def _close_dialogs(self) -> None:
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QDialog) and each.isVisible():
                each.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _idle(self) -> bool:
        tables = self.window.room(TablesController).tables
        dialog = self.window.room(PrintRoom).dialog
        return not (
            self.window.pool.activeThreadCount()
            or self.window.page.growing
            or any(each.busy for each in self._tasks)
            or (tables is not None and tables.busy)
            or (dialog is not None and dialog.busy)
        )


def _name(each: object) -> str:
    return f"{type(each).__module__}.{type(each).__qualname__}"


def _passing(each: object) -> bool:
    """It comes and goes, and holds nothing: a dead weak reference (SQLAlchemy makes them, and clears them away now
    and then), what lxml keeps of a path, or what is counted here itself.
    """
    if type(each) is weakref.ref:
        return each() is None
    return type(each) in (Census, Counter) or str(type(each).__module__).startswith(("lxml.", "_cython"))


def _in_qt() -> Iterator[str]:
    """The class of each object in Qt's trees."""
    lines: list[str] = []
    # Not by findChildren: it makes a Python object for each, and those of what Qt deletes later would stay.
    before = qInstallMessageHandler(lambda _kind, _context, words: lines.append(words))
    for top in (QApplication.instance(), *QApplication.topLevelWidgets()):
        if top is not None and top.parent() is None:
            top.dumpObjectTree()
    qInstallMessageHandler(before)
    return (f"in Qt: {line.strip().partition('::')[0]}" for line in lines)


def private() -> float:
    """MiB of memory that is this process's own, and no page of a file."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024


def in_use() -> float:
    """MiB that glibc's malloc has given out, in all its arenas."""
    libc = ctypes.CDLL(None)
    libc.open_memstream.restype = ctypes.c_void_p
    words, length = ctypes.c_char_p(), ctypes.c_size_t()
    stream = ctypes.c_void_p(libc.open_memstream(ctypes.byref(words), ctypes.byref(length)))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    # After the arenas, all of them together.
    told = (words.value or b"").decode("ascii").rpartition("</heap>")[2]
    libc.free(words)
    size = {kind: int(bytes_) for kind, bytes_ in re.findall(r'type="(\w+)".* size="(\d+)"', told)}
    return (size["current"] + size["mmap"] - size["fast"] - size["rest"]) / 2**20


@contextmanager
def used(folder: Path) -> Iterator[Rounds]:
    """The window, ready for its rounds, and closed afterwards."""
    tasks = weakref.WeakSet[Latest]()
    make = Latest.__init__

    def made(task: Latest, *given: Any, **named: Any) -> None:
        make(task, *given, **named)
        tasks.add(task)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Latest, "__init__", made)
        rounds = Rounds(folder, tasks)
        try:
            yield rounds
        finally:
            rounds.close()


def main() -> int:
    """Do the rounds and tell what there is; 1 if there is more than there may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=1000)
    given = parser.parse_args()
    looks = sorted({max(given.rounds * part // 5, 1) for part in (1, 2, 5)})
    found: dict[int, Census] = {}
    with tempfile.TemporaryDirectory() as folder, used(Path(folder)) as rounds:
        begun = time.perf_counter()
        for number in range(1, given.rounds + 1):
            rounds.round()
            if number in looks:
                found[number] = rounds.census()
                told_one(number, found[number], time.perf_counter() - begun)
    return told(found)


def told_one(rounds: int, census: Census, seconds: float) -> None:
    """Print what there is after so many rounds."""
    print(
        f"{rounds:5} rounds {seconds:7.0f} s   in use {census.in_use:6.1f} MiB   private {census.private:6.1f} MiB   "
        f"blocks {census.blocks:,}   objects {sum(census.objects.values()):,}   handles {census.handles}   "
        f"threads {census.threads}",
        flush=True,
    )


def told(found: dict[int, Census]) -> int:
    """Print what has changed between the looks; 1 if something grew that may not."""
    first, *others = found
    kept, grown = 0.0, 0.0
    more: dict[str, int] = {}
    for look in others:
        by, more = found[look].more_than(found[first]), found[look].kept_since(found[first])
        kept = found[look].in_use - found[first].in_use
        grown = found[look].private - found[first].private
        print(
            f"\nat {look} against {first} rounds: in use {kept:+.2f} MiB, private {grown:+.1f} MiB; "
            f"other than before: {by or 'nothing'}"
        )
    return int(bool(more) or kept > MOST_KEPT or grown > MOST_GROWN)


if __name__ == "__main__":
    sys.exit(main())
