"""From the page to its row and back, in the real window."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from db.records import Place
from db.tables.arrange import Wanted
from desktop.session import Session
from desktop.stage import PAGE
from desktop.tables.tables_room import TablesRoom
from desktop.window import Window

SLUG = "shengzhou-145"
Opener = Callable[..., Session]


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _opened(qtbot: QtBot, window: Window) -> TablesRoom:
    """The room, called by its key, with its rows on the screen."""
    window.page.setFocus()
    qtbot.keyClick(window.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    room = window.tables()
    qtbot.waitUntil(lambda: not room.busy and room.projects.model.rowCount() == 77)
    return room


def _words(window: Window, words: str) -> Place:
    assert window._plan is not None
    passage = next(passage for passage in window._plan.passages if words in passage.text and passage.box)
    at = passage.text.index(words)
    return Place(SLUG, passage.key, (at, at + len(words)))


def test_from_the_row_to_its_words(qtbot: QtBot, window: Window) -> None:
    room = _opened(qtbot, window)
    assert window.stage.name == "tables"
    with qtbot.waitSignal(room.projects.arranged):
        room.projects.ask(Wanted(words="甘霖水库"))
    room.projects.view.select_row(room.projects.model.view.rows[0])
    with qtbot.waitSignal(window.stage.turned):
        qtbot.keyClick(room.projects.view, Qt.Key.Key_Return)
    assert window.stage.name == PAGE
    place = window.page.place()
    assert place is not None
    assert place.key == "8.3.b1.i1"
    assert window.page.cursor_place() == Place(SLUG, "8.3.b1.i1", (place.span[0], place.span[0]))  # type: ignore[index]


def test_from_the_words_to_their_row(qtbot: QtBot, window: Window) -> None:
    place = _words(window, "通用机场项目")
    window.go_to(place)
    menu = QMenu()
    window.page.menu_opening.emit(menu, place)
    (action,) = [action for action in menu.actions() if action.text() == "在项目表中查看"]
    action.trigger()
    room = window.tables()
    qtbot.waitUntil(lambda: bool(room.projects.view.selected_rows()))
    assert room.projects.table is not None
    assert room.projects.table.text(room.projects.view.selected_rows()[0], "name") == "嵊州通用机场项目"
    window.go_to(_words(window, "三溪水库"))
    qtbot.keyClick(window.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: not room.busy)
    assert room.projects.table.text(room.projects.view.selected_rows()[0], "name") == "三溪水库"


def test_words_that_are_no_project_offer_nothing(window: Window) -> None:
    menu = QMenu()
    window.page.menu_opening.emit(menu, Place(SLUG, "8.1.p1", (3, 3)))
    window.page.menu_opening.emit(menu, None)
    assert "在项目表中查看" not in [action.text() for action in menu.actions()]


def test_the_same_key_goes_back_to_the_page(qtbot: QtBot, window: Window) -> None:
    room = _opened(qtbot, window)
    qtbot.keyClick(room.tabs, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.stage.name == PAGE


@pytest.mark.parametrize(("key", "tab"), [(Qt.Key.Key_X, "places"), (Qt.Key.Key_K, "checks")])
def test_places_and_findings_have_keys(qtbot: QtBot, window: Window, key: Qt.Key, tab: str) -> None:
    qtbot.keyClick(window.page, key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert getattr(window.tables(), tab).isVisible()


def test_the_overview_leads_to_rows(qtbot: QtBot, window: Window) -> None:
    window.show_overview()
    assert window._overview is not None
    window._overview.rows_requested.emit("projects", "field", "水利", Place(SLUG, "8.3.b1.i1"))
    room = window.tables()
    qtbot.waitUntil(lambda: not room.busy and room.projects.model.rowCount() == 20)
    assert room.projects.chips.words == ["领域：水利  ×"]


def test_filters_and_columns_are_there_again_at_the_next_start(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    first = open_reader()
    room = _opened(qtbot, first.window)
    with qtbot.waitSignal(room.projects.arranged):
        room.projects.ask(Wanted().choosing("stage", "谋划"))
    first.window.close()
    first.finish()
    assert json.loads((tmp_path / "data" / "settings.json").read_text("utf-8"))["tables"]["tables"]["projects"]["chosen"]
    second = open_reader().window.tables()
    qtbot.waitUntil(lambda: not second.busy and second.projects.model.rowCount() == 5)
    assert second.projects.chips.words == ["规划安排：谋划  ×"]


def test_a_start_without_the_tables_keeps_how_they_were_left(open_reader: Opener, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    kept = {"tables": {"tab": "gaps", "tables": {}}}
    (tmp_path / "data" / "settings.json").write_text(json.dumps(kept), "utf-8")
    session = open_reader()
    session.window.close()
    assert json.loads((tmp_path / "data" / "settings.json").read_text("utf-8"))["tables"] == kept["tables"]
