"""A person's screen, made for one process: `python on_screen.py WIDTH HEIGHT SCALE PLANS DATA`.

Starts the program as `app.run` does, opens every room and every dialog that an action opens, and prints what
does not fit, one line each; at the end "all fits" where nothing was printed.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolButton, QWidget
from shiboken6 import isValid

import resources
from db.library.library import Folders, Library
from db.records import Place
from desktop.app.settings import Settings
from desktop.app.start import make_application, make_session
from desktop.marks.marks_controller import MarksController
from desktop.search.results_model import HitRole
from desktop.search.searches import Searches
from desktop.shell.window import Window
from desktop.tables.tables_controller import TablesController
from desktop.widgets.screen_fit import ScreenFit, fit, within_screen

ALONE = ("quit", "present", "full_screen", "beside")
"""Actions that open nothing, and would end or cover what is looked at."""
SMALLEST, LEAST_ROWS = QSize(1024, 600), 8
"""A screen in its own pixels, and of a table in that. On still smaller ones the page is scrolled."""
USUAL, LEAST_HITS = QSize(1366, 768), 5
"""A screen, and of what was found in that."""


def main(width: int, height: int, scale: str, plans: Path, data: Path) -> None:
    """Look at everything on such a screen; `plans` are those that are shipped."""
    screen = Path(tempfile.mkdtemp()) / "screen.json"
    one = {"name": "one", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    other = {"name": "other", "x": width, "y": 0, "width": 960, "height": 540, "dpr": 1}
    screen.write_text(json.dumps({"screens": [one, other]}))
    # Qt reads both when the application is made.
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    os.environ["QT_SCALE_FACTOR"] = scale
    application = make_application()
    library = Library(Folders(plans, resources.FOLDER / "source", data / "plans"))
    session = make_session(application, library, Settings(), data)
    window = session.window
    window.resize(within_screen(window, window.width(), window.height()))
    ScreenFit(application)
    session.start()
    fit(window)
    window.settle()
    _until(lambda: not window.page.growing)
    told = [
        *_window(window),
        *_rooms(window),
        *_rows(window),
        *_with_both_panels(window),
        *_hits(window),
        *_dialogs(application, window),
        *_on_the_other(application, window),
    ]
    print("\n".join(told) or "all fits")
    sys.stdout.flush()
    # Dialogs and windows are open: nothing of them is to be kept.
    os._exit(0)


def _window(window: Window) -> Iterator[str]:
    if not _fits(window):
        yield f"window {window.frameGeometry()}"
    # As it was left on a screen of twice the size.
    size = window.screen().size()
    window.resize(2 * size.width(), 2 * size.height())
    larger = window.saveGeometry()
    window.resize(size.width() // 2, size.height() // 2)
    window.restoreGeometry(larger)
    fit(window)
    _turn()
    if not _fits(window):
        yield f"restored {window.frameGeometry()}"


def _rooms(window: Window) -> Iterator[str]:
    for name, spec in window.rooms.specs.items():
        if spec.page is None:
            continue
        window.show_room(name)
        _turn(50)
        page = window.stage.currentWidget()
        if not _fits(window):
            yield f"room {name}"
        if page.width() < page.minimumSizeHint().width():
            yield f"room {name} is cut off: {page.width()} {page.minimumSizeHint()}"
        yield from _cut_off(window, f"room {name}")


def _cut_off(window: Window, where: str) -> Iterator[str]:
    """Buttons that have no room for their words."""
    yield from (
        f"{where}: {button.text()} is cut off"
        for button in window.findChildren(QToolButton)
        if button.isVisible() and button.text() and button.width() < button.minimumSizeHint().width()
    )


def _rows(window: Window) -> Iterator[str]:
    window.show_room("tables")
    tables = window.room(TablesController).tables
    assert tables is not None
    for name, view in tables.views.items():
        tables.show_tab(name)
        page = view.table_page
        _until(lambda: not tables.busy)
        _turn(50)
        yield from _cut_off(window, f"tab {name}")
        if page is None or page.table is None or not page.view.model().rowCount():
            continue
        # Of one line; a long name has two.
        rows = page.view.viewport().height() // page.view.verticalHeader().defaultSectionSize()
        if window.screen().size() == SMALLEST and rows < LEAST_ROWS:
            yield f"only {rows} rows of the table {name} are in sight"


def _with_both_panels(window: Window) -> Iterator[str]:
    window.docks["marks"].show()
    _turn(50)
    yield from (f"both panels: {told}" for told in (*_rooms(window), *_rows(window)))
    window.docks["marks"].hide()
    _turn(50)


def _hits(window: Window) -> Iterator[str]:
    room = window.room(Searches).plan_search
    for words in ("发展", "三界镇"):
        window.room(Searches).search_for(words)
        _until(lambda: room.found > 0 and room.panel.list.isVisible())
        _turn(100)
        view, model = room.panel.list, room.model
        hits = [model.index(row, 0) for row in range(model.rowCount())]
        hits = [index for index in hits if index.data(HitRole) is not None]
        seen = sum(view.viewport().rect().contains(view.visualRect(index)) for index in hits)
        if window.screen().size().width() >= USUAL.width() and seen < min(LEAST_HITS, len(hits)):
            yield f"only {seen} hits of {words} are in sight"
    window.room(Searches).search_for("")


def _dialogs(application: QApplication, window: Window) -> Iterator[str]:
    _until(lambda: window.room(MarksController).room.markable)
    # What an action acts on: a place, and words that are searched.
    window.room(Searches).search_for("高速铁路")
    for name in [row.name for row in window.specs if row.name not in ALONE]:
        window.go_to(Place(window.slug, "8.1.p1", (0, 4)))
        before = set(application.topLevelWidgets())
        # Where the system's own dialog for files would come, Qt's does, and waits for an answer.
        QTimer.singleShot(400, partial(_give_up_files, before))
        window.commands[name].trigger()
        _turn(20)
        # Some dialogs come when what they show was looked up.
        _until(lambda: not window.pool.activeThreadCount())
        _turn(60)
        for each in set(application.topLevelWidgets()) - before:
            # What was given up meanwhile is gone.
            if isValid(each) and each.isVisible() and each.isWindow() and not isinstance(each, QMenu):
                each.activateWindow()
                _turn(20)
                if not isValid(each):
                    continue
                if not _fits(each):
                    yield f"{name} {type(each).__name__} {each.frameGeometry()}"
                print(f"opened {type(each).__name__}")
                each.close()


def _on_the_other(application: QApplication, window: Window) -> Iterator[str]:
    """Taken to a smaller screen, as by the mouse: nobody has to click into it."""
    other = application.screens()[1]
    window.windowHandle().setScreen(other)
    window.move(other.geometry().topLeft())
    for _ in range(100):
        if window.screen() is other and _fits(window):
            return
        _turn(20)
    yield f"on the other screen {window.frameGeometry()}"


def _turn(ms: int = 0) -> None:
    """Let the program work so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _until(done: Callable[[], bool]) -> None:
    while not done():
        _turn(20)


def _fits(widget: QWidget) -> bool:
    return widget.screen().availableGeometry().contains(widget.frameGeometry())


def _give_up_files(before: set[QWidget]) -> None:
    for each in set(QApplication.topLevelWidgets()) - before:
        if isValid(each) and isinstance(each, QFileDialog) and each.isVisible():
            each.reject()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]), Path(sys.argv[5]))
