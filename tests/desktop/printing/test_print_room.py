"""The print room in the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from db.records import Place
from db.user.mark_edits import Fields
from desktop.app.session import Session
from desktop.look.theme import DARK
from desktop.marks.marks_controller import MarksController
from desktop.printing.print_dialog import PrintDialog
from desktop.printing.print_room import PrintRoom
from desktop.room import FILE
from desktop.search.searches import Searches


def _dialog(qtbot: QtBot, session: Session) -> PrintDialog:
    """The dialog, opened with the keyboard."""
    assert session.window.room(PrintRoom).dialog is None
    qtbot.keyClick(session.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = session.window.room(PrintRoom).dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    return dialog


def test_ctrl_p_offers_the_chapter_where_the_reader_is(
    qtbot: QtBot, open_reader: Callable[..., Session]
) -> None:
    session = open_reader()
    dialog = _dialog(qtbot, session)
    assert dialog.isVisible()
    place = session.window.page.place()
    assert place is not None
    keys, _ = dialog.ticks.choice()
    assert len(keys) == 1
    assert place.key.startswith(next(iter(keys)))
    assert len(dialog.preview.view.sides) > 0
    dialog.reject()
    session.window.commands["print"].trigger()
    assert session.window.room(PrintRoom).dialog is dialog
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()


def test_the_readers_marks_reach_the_dialog(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    window = open_reader().window
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    marks.bookmark_at("6.1.p1")
    marks.note_at(Place(window.slug, "7.1.p1", (0, 3)))
    noted = next(mark for mark in marks.store.in_order() if mark.kind == "note")
    marks.edit(noted.id, Fields(note="批注"))
    room = window.room(PrintRoom)
    room.open()
    dialog = room.dialog
    assert dialog is not None
    for name, key in (("bookmarked", "6.1"), ("noted", "7.1")):
        dialog.quick[name].click()
        assert dialog.ticks.choice()[0] == {key}
    assert dialog.options.marks_box.isEnabled()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()


def test_it_takes_the_windows_theme(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    dialog = _dialog(qtbot, session)
    session.window.commands["theme_dark"].trigger()
    assert dialog.grab().toImage().pixelColor(2, 2).name().upper() == DARK.panel
    dialog.reject()


def test_what_was_found_can_be_ticked(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    session.window.room(Searches).plan_search.box.put("通用机场")
    qtbot.waitUntil(lambda: bool(session.window.room(Searches).plan_search.marks), timeout=30_000)
    dialog = _dialog(qtbot, session)
    assert dialog.quick["found"].isEnabled()
    dialog.quick["found"].click()
    assert dialog.ticks.choice()[0] == {"8.1"}
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "title", "ending"), [("save_pdf", "另存为PDF", "pdf"), ("export_word", "导出Word", "docx")]
)
def test_the_menu_saves_with_one_more_key(
    qtbot: QtBot, open_reader: Callable[..., Session], tmp_path: Path, name: str, title: str, ending: str
) -> None:
    window = open_reader().window
    window.make_rooms()
    assert window.commands[name] in window.menu(FILE).actions()
    window.commands[name].trigger()
    dialog = window.room(PrintRoom).dialog
    assert dialog is not None
    assert dialog.windowTitle() == title
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    out = tmp_path / f"第八章.{ending}"
    dialog._ask_file = lambda *_asked: out
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.writing and out.exists(), timeout=30_000)
    dialog.reject()
    window.commands["print"].trigger()
    assert dialog.windowTitle() == "打印"
    assert dialog.print_button.isDefault()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()


def _choose(qtbot: QtBot, session: Session, key: str, words: str) -> None:
    """Choose a line of the context menu of a row of the tree, with the mouse."""
    outline = session.window.outline
    index = session.window.outline_model.index_of(key)
    outline.scrollTo(index)
    point = outline.visualRect(index).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, outline.viewport().mapToGlobal(point))
    QApplication.sendEvent(outline.viewport(), event)
    menu = next(menu for menu in outline.findChildren(QMenu) if menu.isVisible())
    action = next(action for action in menu.actions() if action.text() == words)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_tree_prints_a_chapter_by_itself_and_opens_and_closes_all(
    qtbot: QtBot, open_reader: Callable[..., Session]
) -> None:
    session = open_reader()
    window, outline = session.window, session.window.outline
    window.make_rooms()
    _choose(qtbot, session, "4", "打印本章…")
    dialog = window.room(PrintRoom).dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.ticks.choice()[0] == {"4"}
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()
    _choose(qtbot, session, "4", "全部展开")
    section = window.outline_model.index_of("9.5")
    assert outline.isExpanded(section.parent())
    _choose(qtbot, session, "9.5", "打印本节…")
    assert dialog.ticks.choice()[0] == {"9.5"}
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()
    _choose(qtbot, session, "4", "全部折叠")
    assert not outline.isExpanded(section.parent())
    window.go_to(Place(window.slug, "9.5.p3"))
    assert not outline.isExpanded(section.parent()), "it stays closed while the page goes on"
