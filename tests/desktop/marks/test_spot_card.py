"""The card of a mark at the spot, opened and closed by mouse and keyboard; the panel comes only when it is asked for."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.records import Place
from db.user.records import Assignment, TextRange
from desktop.app.session import Session
from desktop.marks.marks_controller import MarksController
from desktop.marks.marks_room import MarksRoom
from desktop.marks.spot_card import SpotCard
from desktop.shell.window import Window
from tests.desktop.keyboard import at_the_keyboard, commit, press
from tests.desktop.marks.test_marks_controller import select

Opener = Callable[..., Session]
SLUG, KEY = "shengzhou-145", "4.1.p1"


@pytest.fixture
def window(qtbot: QtBot, open_reader: Opener) -> Window:
    window = open_reader().window
    window.resize(1366, 740)
    qtbot.waitUntil(lambda: window.room(MarksController).room.markable)
    window.page.show_at_top(Place(SLUG, KEY, (0, 0)))
    window.page.setFocus()
    return window


@pytest.fixture
def room(window: Window) -> MarksRoom:
    return window.room(MarksController).room


def _marked(room: MarksRoom, start: int = 3, colour: str = "important") -> str:
    room.sign("张三", "市发改局")
    id_ = room._add("highlight", TextRange(KEY, start, KEY, start + 9), room.store.category(colour))
    task = Assignment("发改局", "交通局", "6月底前")
    room.edit(id_, {"note": "请核对", "tags": ("交通", "机场"), "state": "待办", "task": task})
    return id_


def _click(qtbot: QtBot, window: Window, offset: int = 5) -> SpotCard:
    line = window.page.line_of(Place(SLUG, KEY, (offset, offset + 1)))
    at = line.center() - window.page.viewport().pos() + QPoint(4, 0)
    qtbot.mouseClick(window.page.viewport(), Qt.MouseButton.LeftButton, pos=at)
    return window.room(MarksController).room.card


def test_it_says_all_of_the_mark_and_stands_at_its_words(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    _marked(room)
    before = window.page.width()
    card = _click(qtbot, window)
    assert card.isVisible()
    assert card.head.text() == "突出显示 · 重点"
    assert card.note.text() == "请核对"
    assert card.facts.text() == "#交通 #机场\n待办　牵头单位：发改局　责任单位：交通局　完成时限：6月底前"
    assert card.foot.text().startswith("张三（市发改局）　20")
    line = window.page.line_of(Place(SLUG, KEY, (5, 6)))
    assert not card.geometry().intersects(line)
    assert window.page.rect().contains(card.geometry())
    assert 0 <= card.geometry().top() - line.bottom() < 20
    # The words stay where they were: no panel takes room.
    assert not window.docks["marks"].isVisible()
    assert window.page.width() == before


@pytest.mark.parametrize("how", ["Esc", "page", "outline", "bar", "room", "scrolled away"])
def test_it_closes(qtbot: QtBot, window: Window, room: MarksRoom, how: str) -> None:
    _marked(room)
    card = _click(qtbot, window)
    if how == "Esc":
        press(qtbot, Qt.Key.Key_Escape)
        assert window.page.hasFocus()
    elif how == "page":
        qtbot.mouseClick(
            window.page.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, window.page.height() - 40)
        )
    elif how == "outline":
        qtbot.mouseClick(window.outline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 300))
    elif how == "bar":
        qtbot.mouseClick(window.top, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    elif how == "room":
        window.commands["overview"].trigger()
    else:
        window.page.verticalScrollBar().setValue(window.page.verticalScrollBar().value() + 2000)
    assert not card.isVisible()
    assert room.store.marks


def test_it_goes_with_its_words_when_the_page_is_scrolled(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    _marked(room)
    window.page.verticalScrollBar().setValue(window.page.verticalScrollBar().value() - 150)
    card = _click(qtbot, window)
    before = card.y()
    window.page.verticalScrollBar().setValue(window.page.verticalScrollBar().value() + 60)
    assert card.y() == before - 60


def test_the_keyboard_alone(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    id_ = _marked(room)
    press(qtbot, Qt.Key.Key_F4)
    assert room.card.isVisible()
    names: list[str] = []
    for _ in range(12):
        press(qtbot, Qt.Key.Key_Tab)
        if not room.card.isVisible():
            break
        names.append(at_the_keyboard().accessibleName() or at_the_keyboard().property("text"))
    assert {"编辑", "复制并附出处", "删除", "关闭", "颜色：疑问"} <= set(names)
    room.show_at_spot(id_)
    press(qtbot, Qt.Key.Key_Return)
    # Now the panel was asked for.
    assert window.docks["marks"].isVisible()
    qtbot.waitUntil(room.panel.editor.note.hasFocus)
    assert not room.card.isVisible()
    commit("，本周内")
    press(qtbot, Qt.Key.Key_Escape)
    assert room.store.marks[id_].note == "请核对，本周内"


def test_enter_on_marked_words_opens_it(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    _marked(room)
    _click(qtbot, window)
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_Return)
    assert room.card.isVisible()


def test_a_colour_a_copy_and_the_end_of_a_mark(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    id_ = _marked(room)
    card = _click(qtbot, window)
    question = next(each for each in card.colours if each.accessibleName() == "颜色：疑问")
    qtbot.mouseClick(question, Qt.MouseButton.LeftButton)
    assert room.store.marks[id_].category == "question"
    assert card.head.text() == "突出显示 · 疑问"
    assert [each.isChecked() for each in card.colours].count(True) == 1
    press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "请核对"
    qtbot.mouseClick(card.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(room.store.marks[id_].anchor.quote)
    assert "《嵊州市" in copied
    before = room.store.marks[id_]
    card.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    assert not card.isVisible()
    assert not room.store.marks
    assert window.notice.sentence == "已删除突出显示。"
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert room.store.marks[id_] == before


def test_marks_on_the_same_words_come_one_after_the_other(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    _marked(room)
    room._add("underline", TextRange(KEY, 3, KEY, 30))
    card = _click(qtbot, window)
    first = card.mark
    assert card._count.text() == "1 / 2"
    qtbot.mouseClick(card._after, Qt.MouseButton.LeftButton)
    assert card.mark != first
    assert card._count.text() == "2 / 2"


def test_with_the_panel_open_its_card_is_current_there_too(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    id_ = _marked(room)
    window.docks["marks"].show()
    QApplication.sendPostedEvents()
    window.page.show_at_top(Place(SLUG, KEY, (0, 0)))
    assert _click(qtbot, window).isVisible()
    assert room.panel.editor.mark is not None
    assert room.panel.editor.mark.id == id_


def test_no_note_in_a_meeting(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    _marked(room)
    window.commands["present"].trigger()
    window.page.show_at_top(Place(SLUG, KEY, (0, 0)))
    assert not _click(qtbot, window).isVisible()


def test_words_are_highlighted_and_noted_in_five_acts(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    # 1 drag over the words
    reach = TextRange(KEY, 3, KEY, 12)
    select(window, KEY, 3, 12)
    # 2 a key for the colour
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    # 3 a click on them
    _click(qtbot, window)
    # 4 Enter, to write
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(room.panel.editor.note.hasFocus)
    # 5 the words; nothing has to be saved
    commit("请核对")
    (mark,) = room.store.in_order()
    assert (mark.anchor.reach, mark.category, mark.note) == (reach, "important", "请核对")
    qtbot.waitUntil(lambda: room.store.saved)


def test_the_bar_stands_at_the_words_also_where_the_sheet_has_margins(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    window.docks["outline"].hide()
    qtbot.waitUntil(lambda: window.page.viewport().x() > 40)
    select(window, KEY, 3, 12)
    assert room.bar.isVisible()
    end = window.page.line_of(Place(SLUG, KEY, (12, 13)))
    assert abs(room.bar.geometry().center().x() - end.left()) < 24
