#!/usr/bin/env python3
"""Takes the pictures of the window again: those of the user guide and of the README, and a set to look at.

  .venv/bin/python build/verify/pictures.py                 those in resources/help/
  .venv/bin/python build/verify/pictures.py --all DIR       every theme, size and scale too, into DIR

Needs Linux with Xvfb and openbox. Each picture is taken of the real program, in a process and on a screen of
its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop.shell.window import Window

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "resources" / "help"
LARGEST = 200_000
"""Bytes of a picture in the repository."""
_PATIENCE_MS, _STEP_MS, _STILL_MS = 30_000, 30, 250
Ready = Callable[[], bool]
Steps = Callable[["Window"], Iterator[Ready]]
"""Acts on the window; yields what must be true before it goes on."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A row of the table. Sizes are of the screen, in its own pixels."""

    name: str
    steps: Steps
    size: tuple[int, int] = (1366, 768)
    theme: str = "light"
    scale: float = 1.0
    guide: bool = False
    """It belongs to the guide or the README, and is kept in resources/help/."""
    what: Literal["window", "screen"] = "window"
    """The main window, or all that is on the screen (dialogs, menus)."""


def reading(window: "Window") -> Iterator[Ready]:
    """A chapter with a box."""
    yield from _at(window, "8.1")


def overview(window: "Window") -> Iterator[Ready]:
    """The plan's first page."""
    yield from _at(window, "8.1")
    window.commands["overview"].trigger()
    yield lambda: window.front == "overview"


def searching(window: "Window") -> Iterator[Ready]:
    """A word with hits in several chapters."""
    from desktop.search.searches import Searches

    search = window.room(Searches).plan_search
    search.box.put("高铁")
    yield lambda: search.answer is not None and search.answer.whole
    search.next_hit()


def with_synonyms(words: str) -> Steps:
    """Words that have synonyms in the plan, in the list that is shipped or in the person's own."""

    def steps(window: "Window") -> Iterator[Ready]:
        from db.search.synonyms import add_own
        from desktop.folders import SYNONYMS
        from desktop.search.searches import Searches

        if window.folder is not None:
            own = window.folder / SYNONYMS
            add_own(own, ["数字经济", "智慧城市", "大数据", "互联网", "城市大脑", "人工智能产业体系"])
            add_own(own, ["越乡", "嵊州"])
        search = window.room(Searches).plan_search
        search.box.put(words)
        yield lambda: search.answer is not None and search.answer.whole
        search.next_hit()

    return steps


def tables(window: "Window") -> Iterator[Ready]:
    """The table of projects, with one field chosen."""
    from desktop.tables.tables_controller import TablesController

    tables = window.room(TablesController).shown()
    tables.show_rows("projects", "field", "综合交通")
    yield lambda: not tables.busy


def beside(window: "Window") -> Iterator[Ready]:
    """Two places of the plan side by side."""
    from db.records import Place

    yield from _at(window, "8.1")
    window.commands["beside"].trigger()
    second = window.reading.pages.second
    if second is not None:
        second.show_place(Place("shengzhou-145", "4.5.b1"))
    yield window.page.isVisible


def presenting(window: "Window") -> Iterator[Ready]:
    """The page alone, in large type."""
    yield from _at(window, "6")
    window.commands["present"].trigger()
    yield window.page.isVisible


def marks(window: "Window") -> Iterator[Ready]:
    """Highlights, a note, and the panel that lists them."""
    from desktop.marks.marks_controller import MarksController

    room = window.room(MarksController).room
    yield lambda: room.markable
    yield from _at(window, "8.2")
    for key, start, end, action in (
        ("8.2.p1", 0, 9, "highlight_0"),
        ("8.2.p1", 60, 92, "highlight_1"),
        ("8.2.p2", 20, 40, "underline"),
    ):
        _select(window, key, start, end)
        window.commands[action].trigger()
        yield lambda: room.markable
    _select(window, "8.2.p2", 60, 84)
    window.commands["write_note"].trigger()
    yield window.docks["marks"].isVisible
    _type("请大数据局补充最新进展，周五前。")
    window.page.setFocus()
    window.page.unselect()
    yield lambda: room.store.saved


def notes(window: "Window") -> Iterator[Ready]:
    """Words that the plan has, and a note."""
    from desktop.search.searches import Searches

    yield from marks(window)
    search = window.room(Searches).plan_search
    search.box.put("大数据")
    yield lambda: bool(search.found)


def printing(window: "Window") -> Iterator[Ready]:
    """Chapters to be ticked, and the preview of their pages."""
    from desktop.printing.print_room import PrintRoom

    yield from _at(window, "8.1")
    window.commands["print"].trigger()
    room = window.room(PrintRoom)
    yield lambda: room.dialog is not None and "页" in room.dialog.count.text()


def numbered(window: "Window") -> Iterator[Ready]:
    """Running text in Hei with its paragraphs numbered, and a filtered outline."""
    from dataclasses import replace

    yield from _at(window, "6.1")
    window.events.looks_chosen.emit(replace(window.looks, face="hei", numbered=True))
    window.reading.contents.line.put("jt")
    yield lambda: window.outline.is_filtered


def dialog(name: str) -> Steps:
    """A dialog that an action opens, over the window."""

    def steps(window: "Window") -> Iterator[Ready]:
        yield from _at(window, "8.1")
        window.commands[name].trigger()
        yield lambda: True

    return steps


def box(window: "Window") -> Iterator[Ready]:
    """A box as a framed card."""
    yield from _at(window, "5.2.b1")


def table(window: "Window") -> Iterator[Ready]:
    """A list of projects as a table on the page."""
    yield from _at(window, "8.1.b1")


def _at(window: "Window", key: str) -> Iterator[Ready]:
    from db.records import Place

    place = window.page.place()
    window.go_to(Place(place.plan if place else "", key))
    yield window.page.isVisible


def _select(window: "Window", key: str, start: int, end: int) -> None:
    from PySide6.QtGui import QTextCursor

    page = window.page.page
    if page is None:
        return
    cursor = QTextCursor(window.page.document())
    cursor.setPosition(page.map.position(key, start))
    cursor.setPosition(page.map.position(key, end), QTextCursor.MoveMode.KeepAnchor)
    window.page.setTextCursor(cursor)


def _type(words: str) -> None:
    """As an input method does."""
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    typed = QInputMethodEvent()
    typed.setCommitString(words)
    focused = QApplication.focusWidget()
    if focused is not None:
        QApplication.sendEvent(focused, typed)


PICTURES = (
    Picture("window-read", reading, guide=True),
    Picture("window-search", searching, guide=True),
    Picture("guide-overview", overview, guide=True),
    Picture("guide-tables", tables, guide=True),
    Picture("guide-marks", marks, guide=True),
    Picture("guide-print", printing, guide=True, what="screen"),
    Picture("guide-beside", beside, guide=True),
    *(
        Picture(f"{name}-dialog", dialog(name), what="screen")
        for name in ("settings", "guide", "shortcuts", "report", "about", "paragraph")
    ),
    *(Picture(f"numbers-{theme}", numbered, theme=theme) for theme in ("light", "dark")),
    *(
        Picture(f"{name}-dark", dialog(name), theme="dark", what="screen")
        for name in ("settings", "guide", "about")
    ),
    *(Picture(f"tables-{theme}", tables, theme=theme) for theme in ("paper", "dark")),
    *(Picture(f"beside-{theme}", beside, theme=theme) for theme in ("paper", "dark")),
    *(Picture(f"marks-{theme}", marks, theme=theme) for theme in ("paper", "dark")),
    *(Picture(f"notes-{theme}", notes, theme=theme) for theme in ("light", "dark")),
    Picture("print-dark", printing, theme="dark", what="screen"),
    Picture("present-light", presenting),
    Picture("present-1920", presenting, size=(1920, 1080), theme="dark"),
    Picture("tables-200", tables, size=(1920, 1080), scale=2.0),
    Picture("beside-1920", beside, size=(1920, 1080)),
    *(Picture(f"read-{theme}", reading, theme=theme) for theme in ("light", "paper", "dark")),
    *(Picture(f"box-{theme}", box, theme=theme) for theme in ("light", "paper", "dark")),
    *(Picture(f"table-{theme}", table, theme=theme) for theme in ("light", "paper", "dark")),
    *(Picture(f"search-{theme}", searching, theme=theme) for theme in ("light", "paper", "dark")),
    *(Picture(f"overview-{theme}", overview, theme=theme) for theme in ("light", "paper", "dark")),
    Picture("overview-1920", overview, size=(1920, 1080)),
    Picture("overview-200", overview, size=(1920, 1080), scale=2.0),
    Picture("read-1920", reading, size=(1920, 1080)),
    Picture("read-200", reading, size=(2732, 1536), scale=2.0),
    *(
        Picture(f"{name}-{size[0]}-{theme}", with_synonyms(words), size=size, theme=theme)
        for name, words in (("synonyms", "数字经济"), ("synonym", "托育"), ("synonym-alone", "高速铁路"))
        for size, theme in (((1366, 768), "light"), ((1024, 600), "dark"))
    ),
    Picture("synonyms-dialog", dialog("synonyms"), size=(1024, 600), what="screen"),
    Picture("search-200", searching, size=(1920, 1080), scale=2.0),
)


def main(arguments: list[str]) -> int:
    """Take pictures. 0: done; 1: one of them could not be taken, or is too large to be kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", type=Path, metavar="DIR", help="every picture, into DIR")
    parser.add_argument("--only", metavar="NAME", default="", help="only those whose names begin so")
    parser.add_argument("--draw", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    wanted = [
        picture
        for picture in PICTURES
        if picture.name.startswith(options.only) and (picture.guide or options.all)
    ]
    if options.draw:
        return _draw(next(picture for picture in PICTURES if picture.name == options.only), options.draw)
    folder: Path = options.all or HELP
    folder.mkdir(parents=True, exist_ok=True)
    return max([_take(picture, folder / f"{picture.name}.png") for picture in wanted], default=1)


def _take(picture: Picture, path: Path) -> int:
    with tempfile.TemporaryDirectory() as home, _screen(picture.size) as display:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": f"{picture.scale}",
            "PLAN_READER_HOME": home,
            "PYTHONPATH": str(ROOT),
        }
        # A process for each: Qt takes its scale from the environment, once.
        command = [sys.executable, __file__, "--only", picture.name, "--draw", str(path)]
        code = subprocess.run(command, env=environment, cwd=ROOT, timeout=120, check=False).returncode
    size = path.stat().st_size if code == 0 else 0
    fault = "could not be taken" if code else "is too large" if picture.guide and size > LARGEST else ""
    print(f"{path.name}  {size // 1000} kB  {fault}", flush=True)
    return 1 if fault else 0


@contextmanager
def _screen(size: tuple[int, int]) -> Iterator[str]:
    """A screen of its own with a window manager, under the name that is given."""
    reading_end, writing_end = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing_end),
            "-screen",
            "0",
            f"{size[0]}x{size[1]}x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[writing_end],
        stderr=subprocess.DEVNULL,
    )
    # Only the server may hold it open: otherwise readline would not end when the server dies.
    os.close(writing_end)
    with os.fdopen(reading_end) as pipe:
        display = f":{pipe.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL)
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait()


def _draw(picture: Picture, path: Path) -> int:
    """In the process of its own: open the window, act, and save what is to be seen once it stands still."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtGui import QCursor, QGuiApplication, QImage

    from desktop.app.settings import from_values
    from desktop.app.start import make_application, make_session
    from desktop.folders import data_folder, open_library

    application = make_application()
    data = data_folder()
    session = make_session(application, open_library(data), from_values({"theme": picture.theme}), data)
    window, loop, timer = session.window, QEventLoop(), QTimer()
    seen = [QImage()]

    def look() -> "QImage":
        grabbed = window.grab() if picture.what == "window" else QGuiApplication.primaryScreen().grabWindow(0)
        return grabbed.toImage()

    def still() -> bool:
        before, seen[0] = seen[0], look()
        return before == seen[0]

    def act() -> Iterator[Ready]:
        # Before that the window has not the size of the screen, and everything is laid out again.
        yield lambda: window.width() * picture.scale >= picture.size[0] - 2
        session.window.settle()
        yield from picture.steps(window)
        # Slower now: two looks in a row that are the same say that nothing moves any more.
        timer.setInterval(_STILL_MS)
        yield still

    steps = act()
    waiting = [next(steps)]

    def go_on() -> None:
        if waiting[0]():
            try:
                waiting[0] = next(steps)
            except StopIteration:
                loop.exit(0)

    session.start()
    # In the corner, where it lies over nothing that would light up.
    QCursor.setPos(picture.size[0], picture.size[1])
    window.showFullScreen()
    timer.timeout.connect(go_on)
    timer.start(_STEP_MS)
    QTimer.singleShot(_PATIENCE_MS, lambda: loop.exit(1))
    code = loop.exec()
    timer.stop()
    session.finish()
    return code or (0 if _few_colours(seen[0]).save(str(path), quality=0) else 1)


def _few_colours(image: "QImage") -> "QImage":
    """With its 256 commonest colours a picture takes a third of the room, and the eye sees no difference."""
    from PySide6.QtCore import Qt

    whole = image.convertToFormat(image.Format.Format_RGB32)
    counts = Counter(memoryview(bytes(whole.constBits())).cast("I"))
    table = [colour for colour, _ in counts.most_common(256)]
    return whole.convertToFormat(image.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
