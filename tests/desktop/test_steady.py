"""What is used again and again leaves nothing behind. `tests/attack/test_soak.py` does it with everything at once."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from db.records import Place, Plan
from db.tables.arrangement import TableQuery
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.marks.choice_bar import ChoiceBar
from desktop.marks.marks_controller import MarksController
from desktop.printing.print_room import PrintRoom
from desktop.search.searches import Searches
from desktop.shell.window import Window
from desktop.tables.boxes_view import BoxesView
from desktop.tables.tables_controller import TablesController
from desktop.widgets.controls import clear_menu, menu_entry, menu_line, submenu

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
ANOTHER = """样板市国民经济和社会发展第十五个五年规划纲要

第一章 夯实基础设施

第一节 完善水利设施

推进甘霖镇、长乐镇水利建设，完善供水体系。

专栏1 水利重点项目
水源工程：建成样板水库、甘霖镇引水工程。
"""
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


@pytest.fixture
def another(qtbot: QtBot, window: Window, tmp_path: Path) -> str:
    """Slug of a plan of the person's own."""
    path = tmp_path / "样板.txt"
    path.write_text(ANOTHER, "utf-8")
    controller = window.room(ImportController)
    with qtbot.waitSignal(controller.intake.added):
        controller.add([path])
    return window.slug


def there(kind: type[Any]) -> list[Any]:
    """What there is of a class."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return [each for each in gc.get_objects() if type(each) is kind]


def test_no_document_stays_of_what_was_read_before(window: Window, another: str) -> None:
    counts: set[int] = set()
    for turn in range(10):
        for slug in (SLUG, another):
            window.open_plan(slug)
            window.page.viewport().repaint()
        if turn:
            counts.add(len(there(QTextDocument)))
    assert len(counts) == 1


def test_closed_docks_leave_no_separator(qapp: QApplication, qtbot: QtBot, open_reader: Opener) -> None:
    # As at the start of the program: the window of a test before has left its style sheet.
    qapp.setStyleSheet("")
    window = open_reader().window

    def separators() -> int:
        return len(window.findChildren(QWidget, "qt_qmainwindow_extended_splitter"))

    dock, counts = window.docks["marks"], list[int]()
    for _ in range(6):
        for shown in (True, False):
            dock.setVisible(shown)
            qtbot.waitUntil(lambda shown=shown: dock.isVisible() == shown)
            window.layout().activate()  # type: ignore[union-attr]
        counts.append(separators())
    assert counts[-1] == counts[0]


def test_menus_that_are_filled_anew_keep_nothing(qtbot: QtBot) -> None:
    menu, bar = QMenu(), ChoiceBar()
    qtbot.addWidget(menu)
    qtbot.addWidget(bar)
    counts: list[tuple[int, int]] = []
    for _ in range(5):
        clear_menu(menu)
        menu_line(menu, "没有可选的内容")
        menu_entry(submenu(menu, "本章"), "第一节", print)
        bar.set_values((), [("水利", 3), ("交通", 1)])
        counts.append((len(there(QAction)), len(there(QMenu))))
    assert len(set(counts[1:])) == 1


def test_nothing_is_kept_of_a_plan_that_was_removed(qtbot: QtBot, window: Window, another: str) -> None:
    searches = window.room(Searches).plan_search
    store = window.room(MarksController).room.store
    qtbot.waitUntil(lambda: store.text(another) is not None)
    tables = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not tables.busy and bool(tables.view(BoxesView).which.text()))
    window.go_to(Place(another, window.library.store(another).plan.passages[0].key))
    searches.box.put("水利")
    qtbot.waitUntil(lambda: searches.answer is not None and searches.answer.whole)
    window.commands["print"].trigger()
    printing = window.room(PrintRoom)
    qtbot.waitUntil(lambda: printing.dialog is not None and not printing.dialog.busy)
    assert printing.dialog is not None
    printing.dialog.close()
    searches.leave()
    window.room(ImportController).room().remove(another)
    window.reading.focus_page()

    def gone() -> bool:
        return another not in {plan.info.slug for plan in there(Plan)}

    qtbot.waitUntil(gone)
    assert window.slug == SLUG


def test_tables_out_of_sight_come_back_as_they_were(qtbot: QtBot, window: Window, another: str) -> None:
    window.open_plan(SLUG)
    room = window.room(TablesController).shown()
    page = room.page("projects")
    qtbot.waitUntil(lambda: not room.busy and page.model.rowCount() > 0)
    page.ask(TableQuery(sort="name", descending=True))
    qtbot.waitUntil(lambda: not room.busy)
    page.view.setColumnWidth(2, 321)
    page.view.horizontalHeader().moveSection(0, 2)
    first, columns = page.model.index(0, 0).data(), page.view.shown_columns()
    window.reading.focus_page()
    window.open_plan(another)
    assert page.table is None
    assert page.model.rowCount() == 0
    window.open_plan(SLUG)
    assert window.room(TablesController).shown() is room
    qtbot.waitUntil(lambda: not room.busy and page.model.rowCount() > 0)
    assert page.wanted == TableQuery(sort="name", descending=True)
    assert (page.model.index(0, 0).data(), page.view.shown_columns()) == (first, columns)
    assert page.view.columnWidth(2) == 321
