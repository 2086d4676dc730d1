"""Full screen, presenting, and the layout of docks."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db.records import Place
from db.user.records import TextRange
from desktop.app.session import Session
from desktop.help.keys import shown
from desktop.marks.marks_controller import MarksController
from desktop.reading.presentation_bar import KEYS
from desktop.room import PAGE
from desktop.search.searches import Searches
from desktop.shell.window import Window
from tests.desktop.keyboard import commit, press

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


@pytest.fixture
def window(open_reader: Opener) -> Window:
    window = open_reader().window
    window.resize(770, 650)
    return window


def _key(window: Window) -> str:
    """Where the page stands."""
    place = window.page.place()
    assert place is not None
    return place.key


def _bars(window: Window) -> list[bool]:
    return [window.menuBar().isVisible(), window.statusBar().isVisible(), window.top.isVisible()]


def test_presenting_leaves_the_page_alone_in_large_type(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.put("铁路")
    window.docks["marks"].show()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.isFullScreen()
    assert _bars(window) == [False, False, False]
    assert not any(dock.isVisible() for dock in window.docks.values())
    assert window.page._looks.zoom > 100
    assert window.looks.zoom == 100
    assert window.page.hasFocus()
    assert window.commands["present"].isChecked()
    assert not window.commands["full_screen"].isChecked()


def test_escape_brings_everything_back(qtbot: QtBot, window: Window) -> None:
    window.go_to(Place(SLUG, "8.1"))
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.put("铁路")
    before = {name: dock.isVisible() for name, dock in window.docks.items()}
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert _bars(window) == [True, True, True]
    assert {name: dock.isVisible() for name, dock in window.docks.items()} == before
    assert window.page._looks.zoom == 100
    assert not window.commands["present"].isChecked()


def test_who_does_not_know_the_key_gets_out_by_a_button(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    button = window.findChild(QPushButton, "leave")
    assert isinstance(button, QPushButton)
    assert button.isVisible()
    assert window.rect().contains(button.geometry())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not window.reading.presentation.on
    assert not button.isVisible()


def test_a_size_chosen_while_presenting_is_not_kept(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    begun = window.page._looks.zoom
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert window.page._looks.zoom > begun
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.page._looks.zoom == begun
    window.commands["theme_dark"].trigger()
    assert window.page._looks.theme.name == "dark"
    assert window.page._looks.zoom == begun
    window.commands["present"].trigger()
    assert window.looks.zoom == window.page._looks.zoom == 100


def test_findings_stay_hidden_also_when_a_search_ends_up_there(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.put("铁路")
    assert not window.docks["results"].isVisible()
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    # What was looked for in the meeting is gone with it.
    assert window.box.text() == ""
    assert not window.docks["results"].isVisible()


def test_it_leaves_everything_as_it_was_found(qtbot: QtBot, window: Window) -> None:
    window.setWindowState(Qt.WindowState.WindowMaximized)
    search = window.room(Searches).plan_search
    with qtbot.waitSignal(search.counted):
        search.box.put("铁路")
    window.page.show_at_top(Place(SLUG, "4.2.p1", (0, 0)))
    there = window.page.place()
    window.commands["tables"].trigger()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.front == PAGE
    with qtbot.waitSignal(search.counted):
        search.box.put("医院")
    search.next_hit()
    window.go_to(Place(SLUG, "8.1"))
    at_the_meeting = _key(window)
    qtbot.keyClick(window.page, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(search.counted):
        qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert window.front == "tables"
    assert search.box.text() == "铁路"
    assert window.windowState() & Qt.WindowState.WindowMaximized
    assert not window.isFullScreen()
    assert window.page.place() == there
    assert window.page._looks.zoom == 100
    assert window.commands["tables"].isEnabled()
    assert not window.commands["present"].isChecked()
    # And there is a way back to where the meeting was.
    window.commands["back"].trigger()
    assert _key(window) == at_the_meeting


def test_keys_are_shown_quietly_and_on_request(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    bar = window.reading.presentation.bar
    assert bar is not None
    assert bar.isVisible()
    assert [each.text() for each in (bar.chapters, bar.search, bar.keys, bar.leave)] == [
        "章节（Ctrl+1）",
        "查找（Ctrl+F）",
        "按键（F1）",
        "退出演示（Esc）",
    ]
    bar._going.timeout.emit()
    assert not bar.isVisible()
    qtbot.mouseMove(window.page.viewport(), QPoint(200, 200))
    qtbot.mouseMove(window.page.viewport(), QPoint(210, 200))
    qtbot.waitUntil(bar.isVisible)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_Question):
        qtbot.keyClick(window.page, key)
        assert bar.sheet.isVisible()
        assert window.rect().contains(bar.sheet.geometry())
        qtbot.keyClick(window.page, Qt.Key.Key_Escape)
        assert not bar.sheet.isVisible()
        assert window.reading.presenting
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert not window.reading.presenting
    assert not bar.isVisible()


def test_the_buttons_never_stand_over_the_search_box(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    bar = window.reading.presentation.bar
    assert bar is not None
    press(qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.box.hasFocus()
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: window.centralWidget().y() > 0)
    bar.come()
    assert bar.y() >= window.centralWidget().y()


def test_the_buttons_do_what_they_say(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    bar, left = window.reading.presentation.bar, Qt.MouseButton.LeftButton
    assert bar is not None
    qtbot.mouseClick(bar.chapters, left)
    assert window.reading.jump is not None
    assert window.reading.jump.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    bar.come()
    qtbot.mouseClick(bar.keys, left)
    assert bar.sheet.isVisible()
    qtbot.mouseClick(bar.keys, left)
    assert not bar.sheet.isVisible()
    qtbot.mouseClick(bar.search, left)
    assert window.box.hasFocus()


def test_what_the_sheet_says_are_the_keys(window: Window) -> None:
    told = " ".join(keys for keys, _ in KEYS)
    for name in ("to_outline", "find", "chapter_after", "chapter_before", "back", "highlight_0"):
        assert shown(window.commands[name].shortcuts()[0].toString()) in told, name


def test_a_chapter_is_jumped_to_by_keyboard(qtbot: QtBot, window: Window) -> None:
    window.commands["present"].trigger()
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    jump = window.reading.jump
    assert jump is not None
    assert jump.isVisible()
    assert jump.line.hasFocus()
    assert not any(dock.isVisible() for dock in window.docks.values())
    commit("交通")
    qtbot.waitUntil(lambda: any(jump.list.item(row).isHidden() for row in range(jump.list.count())))
    chosen = jump.list.currentItem().text().strip()
    assert "交通" in chosen
    press(qtbot, Qt.Key.Key_Return)
    assert not jump.isVisible()
    assert window.page.hasFocus()
    assert window.outline_model.titles(_key(window))[-1] == chosen
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_Escape)
    assert not jump.isVisible()
    assert window.reading.presenting


def test_nothing_that_is_not_for_a_meeting_can_be_shown(qtbot: QtBot, window: Window) -> None:
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    marks._add("note", TextRange("4.1.p1", 0, "4.1.p1", 4))
    marks._add("highlight", TextRange("4.1.p1", 6, "4.1.p1", 9), marks.offered()[0])
    search = window.room(Searches).plan_search
    with qtbot.waitSignal(search.counted):
        search.box.put("会前查过的医院")
    search.box.returnPressed.emit()
    search.box.put("")
    window.commands["present"].trigger()
    window.go_to(Place(SLUG, "4.1.p1", (0, 4)))
    assert [mark.kind for mark, _ in window.page._marked.by_key["4.1.p1"]] == ["highlight"]
    for key, modifiers in (
        (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
    ):
        press(qtbot, key, modifiers)
        assert not any(dock.isVisible() for dock in window.docks.values()), key
        assert window.front == PAGE
    window.docks["marks"].show()
    assert not window.docks["marks"].isVisible()
    assert search._here.watched()
    window.commands["present"].trigger()
    assert [mark.kind for mark, _ in window.page._marked.by_key["4.1.p1"]] == ["note", "highlight"]
    window.docks["marks"].show()
    assert window.docks["marks"].isVisible()


def test_closing_while_presenting_starts_again_as_before(open_reader: Opener) -> None:
    window = open_reader().window
    window.resize(770, 650)
    window.commands["present"].trigger()
    window.close()
    again = open_reader().window
    assert not again.isFullScreen()
    assert (again.width(), again.height()) == (770, 650)
    assert _bars(again) == [True, True, True]
    assert again.docks["outline"].isVisible()
    assert again.page._looks.zoom == 100


def test_the_whole_screen_and_back(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert window.commands["full_screen"].isChecked()
    assert _bars(window) == [True, True, True]
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    assert not window.commands["full_screen"].isChecked()


def test_docks_go_back_to_where_they_were_at_first(window: Window) -> None:
    outline = window.docks["outline"]
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, outline)
    outline.close()
    window.commands["usual_layout"].trigger()
    assert outline.isVisible()
    assert window.dockWidgetArea(outline) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert not window.docks["results"].isVisible()
