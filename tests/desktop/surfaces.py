"""Every room, panel, dialog and popup of a window, one after the other, as a person comes to them: for tests that look at all."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from db.errors import PlanReaderError
from db.records import Place
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.library.import_queue import Added, Outcome
from desktop.library.outcomes_dialog import OutcomesDialog
from desktop.marks.marks_controller import MarksController
from desktop.marks.recovery_dialog import RecoveryDialog, RestoreDialog
from desktop.search.searches import Searches
from desktop.shell.window import Window
from desktop.tables.tables_controller import TablesController

Surface = tuple[str, QWidget]
"""What it is called, and the window or the part of one that is to be looked at."""
ALONE = ("quit", "present", "full_screen", "beside", "import_copied")
"""Actions that open nothing, and would end or cover what is looked at."""
IMPORTED = "# 青山县“十五五”规划\n\n## 一、发展目标\n\n到2030年，粮食产量达到（ ）万吨。\n"


def surfaces(session: Session, folder: Path) -> Iterator[Surface]:
    """All of them. `folder` takes a file that is imported, so that there is something to review."""
    window = session.window
    until(lambda: window.room(MarksController).room.markable)
    yield from _pages(window)
    yield from _tables(window)
    yield from _library(window, folder)
    yield from _opened(window)
    yield from _made(window)


def _pages(window: Window) -> Iterator[Surface]:
    marks = window.room(MarksController)
    yield "page", window
    window.go_to(Place(window.slug, "8.1.p1", (0, 4)))
    window.box.setText("高速铁路")
    window.room(Searches)
    until(lambda: bool(window.top.count.text()) and not window.pool.activeThreadCount())
    turn(100)
    yield "results", window
    window.box.clear()
    turn(100)
    window.room(MarksController).write_note_at(Place(window.slug, "8.1.p1", (0, 4)))
    until(lambda: marks.room.panel.editor.mark is not None)
    turn(200)
    yield "note", window
    window.commands["toggle_marks"].trigger()
    window.commands["beside"].trigger()
    turn(200)
    yield "beside", window
    window.commands["beside"].trigger()
    window.show_room("overview")
    turn(100)
    until(lambda: not window.pool.activeThreadCount())
    turn(100)
    yield "overview", window


def _tables(window: Window) -> Iterator[Surface]:
    window.show_room("tables")
    room = window.room(TablesController).tables
    assert room is not None
    for name in room.views:
        room.show_tab(name)
        turn(50)
        until(lambda: not room.busy and not window.pool.activeThreadCount())
        turn(100)
        yield f"tables {name}", window
    page = room.page("projects")
    room.show_tab("projects")
    if page.table is not None:
        page.view.setCurrentIndex(page.view.model().index(2, 0))


def _library(window: Window, folder: Path) -> Iterator[Surface]:
    window.show_room("library")
    turn(100)
    yield "library", window
    slug = window.slug
    path = folder / "青山县规划.md"
    path.write_text(IMPORTED, encoding="utf-8")
    controller = window.room(ImportController)
    controller.add([path])
    until(lambda: bool(controller.room().reviewing) or len(controller.room().page.model.rows) > 1)
    until(lambda: not window.pool.activeThreadCount())
    turn(300)
    yield "review", window
    controller.room().show_list()
    turn(100)
    yield "library own", window
    window.open_plan(slug)
    until(lambda: window.slug == slug and not window.page.growing)


def _opened(window: Window) -> Iterator[Surface]:
    """What an action opens."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for name in [
        row.name for row in window.specs if row.name not in ALONE and not row.name.startswith("theme_")
    ]:
        if not isValid(window):
            return
        window.go_to(Place(window.slug, "8.1.p1", (0, 4)))
        before = set(application.topLevelWidgets())
        # Where the system's own dialog for files would come, Qt's does, and waits for an answer.
        QTimer.singleShot(400, partial(_give_up_files, before))
        window.commands[name].trigger()
        turn(20)
        until(lambda: not window.pool.activeThreadCount())
        turn(60)
        yield from _new(before, name)


def _made(window: Window) -> Iterator[Surface]:
    """Dialogs that need something to have happened."""
    tables = window.room(TablesController)
    window.show_room("tables")
    room = tables.tables
    assert room is not None
    until(lambda: not room.busy and bool(room.facts))
    for row in (0, 1):
        before = set(QApplication.topLevelWidgets())
        gaps = room.page("gaps").table
        if gaps is not None:
            rows = [each for each in gaps.rows if (each.gap is None) == bool(row)]
            if rows:
                room.entries.fill_in(rows[0])
                turn(60)
        yield from _new(before, f"supplement {row}")
    before = set(QApplication.topLevelWidgets())
    room.entries.correct(room.facts[0], "黄泽镇")
    turn(60)
    yield from _new(before, "township word")
    failed = Outcome(
        Path("坏了的文件.docx"), None, PlanReaderError("文件“坏了的文件.docx”打不开，没有导入。")
    )
    dialogs: list[QDialog] = [
        OutcomesDialog(Added(several=True, outcomes=[failed, failed]), window),
        RecoveryDialog(
            "恢复批注",
            "有一份备份可以恢复。",
            ["批注　一条　昨天", "高亮　另一条　昨天"],
            "恢复",
            window,
            choose=True,
        ),
        RestoreDialog("备份中有 2 条现在没有的批注。", (), (), window, settles=True),
    ]
    for dialog in dialogs:
        dialog.open()
        turn(40)
        yield type(dialog).__name__, dialog
        dialog.close()
    controller = window.room(ImportController)
    window.show_room("library")
    before = set(QApplication.topLevelWidgets())
    own = [row.info.slug for row in controller.room().page.model.rows if row.info.slug != window.slug]
    if own:
        controller.room().page.rename_asked.emit(own[0])
        turn(60)
    yield from _new(before, "rename")


def _new(before: set[QWidget], name: str) -> Iterator[Surface]:
    for each in set(QApplication.topLevelWidgets()) - before:
        # What was given up meanwhile is gone.
        if (
            isValid(each)
            and each.isVisible()
            and each.isWindow()
            and not isinstance(each, QMenu | QFileDialog)
        ):
            each.activateWindow()
            turn(40)
            if isValid(each):
                yield f"{name} {type(each).__name__}", each
                each.close()
                turn(20)


def turn(ms: int = 0) -> None:
    """Let the program work so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(done: Callable[[], bool]) -> None:
    """Let the program work until that is so."""
    while not done():
        turn(20)


def _give_up_files(before: set[QWidget]) -> None:
    for each in set(QApplication.topLevelWidgets()) - before:
        if isValid(each) and isinstance(each, QFileDialog) and each.isVisible():
            each.reject()
