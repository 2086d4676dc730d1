"""The person's name: asked for quietly at the first note or the first file, once, and on everything from then on."""

import getpass
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from db.export.marks.forms import FORMS
from db.progress import QUIET
from db.user.person import PersonFile
from db.user.records import TextRange
from desktop.app.session import Session
from desktop.marks.marks_controller import MarksController
from desktop.marks.marks_room import MarksRoom
from desktop.marks.signature import SignatureDialog
from desktop.settings.settings_room import SettingsRoom
from desktop.shell.window import Window
from desktop.tables.tables_controller import TablesController
from tests.desktop.keyboard import at_the_keyboard, commit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
Opener = Callable[..., Session]
KEY, OTHER = "4.1.p1", "8.1.p1"
LOGIN = getpass.getuser()
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, open_reader: Opener) -> Window:
    window = open_reader().window
    qtbot.waitUntil(lambda: window.room(MarksController).room.markable)
    return window


@pytest.fixture
def room(window: Window) -> MarksRoom:
    return window.room(MarksController).room


def _authors(room: MarksRoom) -> list[str]:
    return [mark.author for mark in room.store.in_order()]


def _note(room: MarksRoom, key: str = KEY, start: int = 3) -> str:
    id_ = room._add("note", TextRange(key, start, key, start + 6))
    room.show_card(id_, write=True)
    return id_


def _reached(qtbot: QtBot, name: str) -> None:
    """With Tab, to the control of this name."""
    for _ in range(30):
        if at_the_keyboard().accessibleName() == name:
            return
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(name)


def test_the_first_note_asks_beneath_and_stops_nobody(
    qtbot: QtBot, window: Window, room: MarksRoom, tmp_path: Path
) -> None:
    _note(room)
    row = room.panel.editor.signature
    assert row.isVisible()
    assert at_the_keyboard() is room.panel.editor.note
    commit("请核对")
    _reached(qtbot, "姓名")
    assert room.store.in_order()[0].note == "请核对"
    commit("张三")
    press(qtbot, Qt.Key.Key_Tab)
    commit("市发改局")
    press(qtbot, Qt.Key.Key_Return)
    # On this note at once, and the person writes on in it.
    assert _authors(room) == ["张三（市发改局）"]
    assert not row.isVisible()
    assert at_the_keyboard() is room.panel.editor.note
    commit("，本周内")
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    assert room.store.in_order()[0].note == "请核对，本周内"
    assert (window.notice.sentence, PersonFile(tmp_path / "data").read().author) == ("", "张三（市发改局）")
    _note(room, OTHER)
    assert not row.isVisible()
    assert _authors(room) == ["张三（市发改局）"] * 2
    assert window.notice.sentence == ""


def test_a_name_that_was_typed_and_not_confirmed_is_not_lost(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    _note(room)
    _reached(qtbot, "姓名")
    commit("张三")
    qtbot.mouseClick(window.page.viewport(), Qt.MouseButton.LeftButton)
    window.page.setFocus()
    assert _authors(room) == ["张三"]
    window.close()
    assert room.person.author == "张三"


def test_who_closes_the_window_over_a_typed_name_has_given_it(
    qtbot: QtBot, window: Window, room: MarksRoom, tmp_path: Path
) -> None:
    _note(room)
    _reached(qtbot, "姓名")
    commit("张三")
    window.close()
    assert PersonFile(tmp_path / "data").read().name == "张三"
    assert _authors(room) == ["张三"]


def test_who_wants_no_name_is_not_asked_again(
    qtbot: QtBot, open_reader: Opener, window: Window, room: MarksRoom
) -> None:
    _note(room)
    qtbot.mouseClick(room.panel.editor.signature.skip, Qt.MouseButton.LeftButton)
    assert not room.panel.editor.signature.isVisible()
    _note(room, OTHER)
    assert not room.panel.editor.signature.isVisible()
    room.export()
    assert not window.findChildren(SignatureDialog)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.reject()
    assert _authors(room) == [LOGIN, LOGIN]
    window.close()
    again = open_reader().window
    assert again.room(MarksController).person.asked


def test_the_first_export_asks_and_goes_on(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    room._add("highlight", TextRange(KEY, 3, KEY, 9), room.offered()[0])
    room.export()
    (dialog,) = window.findChildren(SignatureDialog)
    qtbot.waitUntil(dialog.fields.name.hasFocus)
    assert dialog.also.text() == f"有 1 条批注署名为“{LOGIN}”，也改为这个署名"
    commit("张三", dialog.fields.name)
    qtbot.keyClick(dialog.fields.name, Qt.Key.Key_Return)
    assert _authors(room) == ["张三"]
    assert [each.isVisible() for each in window.findChildren(QFileDialog)] == [True]
    content = room.dialogs.exported(room.store.in_order())
    assert content is not None
    assert content.author == "张三"
    room.store.stack.undo_act()
    assert _authors(room) == [LOGIN]


def test_the_settings_show_the_name_and_offer_to_rename_ones_own_marks_only(
    qtbot: QtBot, window: Window, room: MarksRoom, tmp_path: Path
) -> None:
    for start, author in ((3, LOGIN), (9, "李四"), (15, LOGIN)):
        room._add("note", TextRange(KEY, start, KEY, start + 4))
        mark = room.store.in_order()[-1]
        room.edit(mark.id, {"author": author, "note": f"{start}"})
    qtbot.waitUntil(lambda: room.store.saved)
    press(qtbot, Qt.Key.Key_Comma, CONTROL)
    dialog = window.room(SettingsRoom).dialog
    assert dialog is not None
    commit("王五", dialog.person.name)
    dialog.close()
    assert _authors(room) == [LOGIN, "李四", LOGIN]
    assert window.notice.sentence == f"有 2 条批注署名为“{LOGIN}”，要改为“王五”吗？"
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert _authors(room) == ["王五", "李四", "王五"]
    # One step, taken back at the spot.
    assert window.notice.sentence == "已改 2 条批注的署名。"
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert _authors(room) == [LOGIN, "李四", LOGIN]
    press(qtbot, Qt.Key.Key_Comma, CONTROL)
    dialog = window.room(SettingsRoom).dialog
    assert dialog is not None
    assert dialog.person.values == ("王五", "")
    assert PersonFile(tmp_path / "data").read().name == "王五"


def test_the_name_stands_in_word_and_on_entries_from_paper(
    qtbot: QtBot, window: Window, room: MarksRoom, tmp_path: Path
) -> None:
    tables = window.room(TablesController).shown()
    assert tables.entries.name == LOGIN
    window.room(MarksController).sign("张三", "市发改局")
    assert tables.entries.name == "张三（市发改局）"
    _note(room)
    room.panel.editor.note.insertPlainText("请核对")
    room.panel.editor.commit()
    content = room.dialogs.exported(room.store.in_order())
    assert content is not None
    form = next(form for form in FORMS if form.ending == "docx")
    form.write(content, tmp_path / "批注.docx", QUIET)
    document = Document(str(tmp_path / "批注.docx"))
    assert document.core_properties.author == "张三（市发改局）"
    words = "\n".join(part.text for part in document.paragraphs)
    assert "张三（市发改局）" in words
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize(("width", "height", "whole"), [(1366, 740, True), (1024, 574, False)])
def test_the_editor_has_room_in_a_low_window(
    qtbot: QtBot, window: Window, room: MarksRoom, width: int, height: int, whole: bool
) -> None:
    window.resize(width, height)
    _note(room)
    editor = room.panel.editor

    def seen(part: QWidget) -> bool:
        # With what is inside: a box that is cut is not seen.
        top = part.mapTo(editor.viewport(), QPoint(0, 0))
        return editor.viewport().rect().contains(QRect(top, part.size()))

    parts = [editor.note, editor.signature]
    if whole:
        parts += [editor.tags, editor.state, editor.colour, editor.changed_at]
    qtbot.waitUntil(lambda: all(map(seen, parts)))
    assert editor.state.height() >= editor.state.sizeHint().height()
    assert room.panel.list.height() >= 30
