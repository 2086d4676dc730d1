"""Full screen, presenting, and the layout of docks."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.app.session import Session
from desktop.search.searches import Searches
from desktop.shell.window import Window

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


@pytest.fixture
def window(open_reader: Opener) -> Window:
    window = open_reader().window
    window.resize(770, 650)
    return window


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
    assert window.docks["results"].isVisible()


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
