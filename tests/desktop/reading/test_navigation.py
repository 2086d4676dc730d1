"""Moving about with keyboard and mouse: back and forward, links, a paragraph's number."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from db.records import Place, Plan
from desktop.app.session import Session
from desktop.reading.navigation import HistoryEntry
from desktop.reading.paragraph_dialog import ParagraphDialog
from desktop.search.searches import Searches
from desktop.shell.window import Window

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _here(window: Window) -> str:
    place = window.reading.pages.reader.place()
    return place.key if place else ""


def test_back_and_forward_by_keyboard(qtbot: QtBot, window: Window) -> None:
    back, forward = window.commands["back"], window.commands["forward"]
    assert not back.isEnabled()
    window.page.show_at_top(Place(SLUG, "4.2.p1", (30, 30)))
    window.go_to(Place(SLUG, "8.1"))
    window.go_to(Place(SLUG, "9.2"))
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert _here(window) == "8.1"
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert _here(window) == "4.2.p1"
    assert not back.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    assert _here(window) == "9.2"
    assert not forward.isEnabled()


def test_back_by_the_mouses_own_button(qtbot: QtBot, window: Window) -> None:
    window.go_to(Place(SLUG, "8.1"))
    qtbot.mouseClick(window.page.viewport(), Qt.MouseButton.BackButton, pos=QPoint(200, 200))
    assert _here(window) == "0"
    qtbot.mouseClick(window.page.viewport(), Qt.MouseButton.ForwardButton, pos=QPoint(200, 200))
    assert _here(window) == "8.1"


def test_a_walk_over_hits_is_gone_back_over_at_once(qtbot: QtBot, window: Window) -> None:
    window.page.show_place(Place(SLUG, "5.1"))
    window.room(Searches).plan_search.box.setText("铁路")
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.flush()
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_F3)
    assert _here(window) != "5.1"
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert _here(window) == "5.1"
    assert not window.commands["back"].isEnabled()


def test_back_to_the_room_that_led_here(qtbot: QtBot, window: Window) -> None:
    window.go_to(Place(SLUG, "6.1"))
    qtbot.keyClick(window, Qt.Key.Key_Home, ALT)
    assert window.front == "overview"
    window.go_to(Place(SLUG, "8.1"))
    assert window.front == "page"
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.front == "overview"
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert (window.front, _here(window)) == ("page", "0")


def test_a_stop_in_a_plan_that_is_gone_is_passed_over(qtbot: QtBot, window: Window) -> None:
    window.page.show_place(Place(SLUG, "4.1"))
    window.go_to(Place(SLUG, "5.1"))
    window.reading.navigation._history.leave(HistoryEntry("page", Place("gone", "1")))
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert (window.slug, _here(window)) == (SLUG, "4.1")


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_a_paragraph_by_its_number(qtbot: QtBot, window: Window, plan: Plan) -> None:
    window.go_to(Place(SLUG, "9.4"))
    qtbot.keyClick(window, Qt.Key.Key_G, CTRL)
    dialog = window.findChild(ParagraphDialog)
    assert isinstance(dialog, ParagraphDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.number.setFocus()
    dialog.number.selectAll()
    qtbot.keyClicks(dialog.number, "3")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)
    assert _here(window) == "9.4.p3"
    assert dialog.number.maximum() == sum(passage.key.startswith("9.4.p") for passage in plan.passages)


def test_where_no_paragraph_is_a_sentence_says_so(qtbot: QtBot, window: Window) -> None:
    window.go_to(Place(SLUG, "1"))
    qtbot.keyClick(window, Qt.Key.Key_G, CTRL)
    assert window.findChild(ParagraphDialog) is None
    assert "没有段落" in window.notice.sentence


def test_selected_words_are_looked_for(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.page.search_requested.emit("杭绍台 铁路")
    assert window.room(Searches).plan_search.box.text() == '"杭绍台 铁路"'


def test_numbers_in_the_margin_are_switched_by_key_and_kept(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    before = window.page.viewport().grab().toImage()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert window.commands["numbers"].isChecked()
    assert window.page.viewport().grab().toImage() != before
    window.close()
    again = open_reader().window
    assert again.commands["numbers"].isChecked()
    qtbot.keyClick(again, Qt.Key.Key_F7)
    assert not again.looks.numbered
