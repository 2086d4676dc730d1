"""From the page to its row and back, in the real window."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot

from db.library.library import Folders, Library
from db.records import Place, Supplement
from db.tables.arrangement import TableQuery
from db.user.content import read_file
from desktop.app.session import Session
from desktop.marks.marks_controller import MarksController
from desktop.overview.overview_controller import OverviewController
from desktop.room import PAGE
from desktop.shell.window import Window
from desktop.tables.supplement_dialog import SupplementDialog
from desktop.tables.table_page import TablePage
from desktop.tables.tables_controller import TablesController
from desktop.tables.tables_room import TablesRoom
from desktop.tables.township_view import TownshipView
from desktop.tables.township_word_dialog import TownshipWordDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

SLUG = "shengzhou-145"
Opener = Callable[..., Session]
ANOTHER = """样板市国民经济和社会发展第十五个五年规划纲要

第一章 夯实基础设施

第一节 完善水利设施

推进甘霖镇、长乐镇水利建设，完善供水体系。

专栏1 水利重点项目
水源工程：建成样板水库、甘霖镇引水工程。
"""


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _opened(qtbot: QtBot, window: Window) -> TablesRoom:
    """The room, called by its key, with its rows on the screen."""
    window.page.setFocus()
    qtbot.keyClick(window.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    room = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not room.busy and room.page("projects").model.rowCount() == 77)
    return room


def _words(window: Window, words: str) -> Place:
    assert window.plan is not None
    passage = next(passage for passage in window.plan.passages if words in passage.text and passage.box)
    at = passage.text.index(words)
    return Place(SLUG, passage.key, (at, at + len(words)))


def test_from_the_row_to_its_words(qtbot: QtBot, window: Window) -> None:
    room = _opened(qtbot, window)
    assert window.front == "tables"
    with qtbot.waitSignal(room.page("projects").arranged):
        room.page("projects").ask(TableQuery(words="甘霖水库"))
    room.page("projects").view.select_row(room.page("projects").model.view.rows[0])
    with qtbot.waitSignal(window.events.front_changed):
        qtbot.keyClick(room.page("projects").view, Qt.Key.Key_Return)
    assert window.front == PAGE
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
    room = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: bool(room.page("projects").view.selected_rows()))
    assert (
        room.page("projects").model.table.text(room.page("projects").view.selected_rows()[0], "name")
        == "嵊州通用机场项目"
    )
    window.go_to(_words(window, "三溪水库"))
    qtbot.keyClick(
        window.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: not room.busy)
    assert (
        room.page("projects").model.table.text(room.page("projects").view.selected_rows()[0], "name")
        == "三溪水库"
    )


def test_words_that_are_no_project_offer_nothing(window: Window) -> None:
    menu = QMenu()
    window.page.menu_opening.emit(menu, Place(SLUG, "8.1.p1", (3, 3)))
    window.page.menu_opening.emit(menu, None)
    assert "在项目表中查看" not in [action.text() for action in menu.actions()]


def test_the_same_key_goes_back_to_the_page(qtbot: QtBot, window: Window) -> None:
    room = _opened(qtbot, window)
    qtbot.keyClick(room.tabs, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.front == PAGE


@pytest.mark.parametrize(("key", "tab"), [(Qt.Key.Key_X, "places"), (Qt.Key.Key_K, "checks")])
def test_places_and_findings_have_keys(qtbot: QtBot, window: Window, key: Qt.Key, tab: str) -> None:
    qtbot.keyClick(window.page, key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.room(TablesController).shown().views[tab].isVisible()


def test_the_overview_leads_to_rows(qtbot: QtBot, window: Window) -> None:
    window.show_room("overview")
    view = window.room(OverviewController).view
    assert view is not None
    view.rows_requested.emit("projects", "field", "水利", Place(SLUG, "8.3.b1.i1"))
    room = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not room.busy and room.page("projects").model.rowCount() == 20)
    assert room.page("projects").chips.words == ["领域：水利  ×"]


def test_filters_and_columns_are_there_again_at_the_next_start(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    first = open_reader()
    room = _opened(qtbot, first.window)
    with qtbot.waitSignal(room.page("projects").arranged):
        room.page("projects").ask(TableQuery().choosing("stage", "谋划"))
    first.window.close()
    first.finish()
    assert json.loads((tmp_path / "data" / "settings.json").read_text("utf-8"))["tables"]["tables"][
        "projects"
    ]["filters"][SLUG]
    second = open_reader().window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not second.busy and second.page("projects").model.rowCount() == 5)
    assert second.page("projects").chips.words == ["规划安排：谋划  ×"]


def test_a_start_without_the_tables_keeps_how_they_were_left(open_reader: Opener, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    kept = {"tables": {"tab": "gaps", "tables": {}}}
    (tmp_path / "data" / "settings.json").write_text(json.dumps(kept), "utf-8")
    session = open_reader()
    session.window.close()
    assert json.loads((tmp_path / "data" / "settings.json").read_text("utf-8"))["tables"] == kept["tables"]


def _ready(qtbot: QtBot, session: Session) -> TablesRoom:
    """The room, once marks can be made."""
    qtbot.waitUntil(lambda: session.window.room(MarksController).room.markable)
    return _opened(qtbot, session.window)


def _menu(page: TablePage, row: int, words: str) -> None:
    """Choose from the menu of a row."""
    page.view.select_row(row)
    (action,) = [action for action in page.row_menu().actions() if action.text() == words]
    assert action.isEnabled()
    action.trigger()


def _enter(qtbot: QtBot, room: TablesRoom, value: str) -> None:
    """Fill in the dialog that is open and save."""
    dialog = room.entries.dialog
    assert isinstance(dialog, SupplementDialog)
    qtbot.keyClicks(dialog.value, value)
    qtbot.keyClicks(dialog.source, "p.30")
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "zhang")
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    qtbot.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)


def _investment(room: TablesRoom) -> str:
    return room.page("projects").model.table.text(0, "investment")


def test_an_entry_is_on_disk_undone_and_there_again(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    first = open_reader()
    room = _ready(qtbot, first)
    _menu(room.page("projects"), 0, "人工补录…")
    _enter(qtbot, room, "320")
    qtbot.waitUntil(lambda: not room.busy and _investment(room) == "〔缺〕【补录：320】")
    assert room.page("projects").count_filled.isVisible()
    page = first.window.page
    first.window.go_to(Place(SLUG, "4.5.b1.i2"))
    assert "五年完成投资约〔缺〕【补录：320】亿元" in page.toPlainText()
    assert page.page is not None
    assert "补录" not in page.page.plain_text(0, page.document().characterCount())
    first.window.room(TablesController).shown()
    first.window.activateWindow()  # as a window manager does when a dialog has closed
    qtbot.waitUntil(first.window.isActiveWindow)
    qtbot.keyClick(room.page("projects").view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not room.busy and _investment(room) == "〔缺〕")
    qtbot.keyClick(room.page("projects").view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not room.busy and _investment(room) == "〔缺〕【补录：320】")
    qtbot.waitUntil(lambda: first.window.room(MarksController).room.store.saved)
    first.window.close()
    first.finish()
    (kept,) = read_file(tmp_path / "data" / "user.db").additions.values()
    assert isinstance(kept, Supplement)
    assert (kept.cells, kept.unit, kept.source, kept.name) == ((("320",),), "亿元", "p.30", "zhang")
    again = _ready(qtbot, open_reader())
    qtbot.waitUntil(lambda: not again.busy and _investment(again) == "〔缺〕【补录：320】")


def test_a_row_is_noted_and_bookmarked(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    room, store = _ready(qtbot, session), session.window.room(MarksController).room.store
    row = next(row for row in range(77) if room.page("projects").model.table.text(row, "name") == "甘霖水库")
    _menu(room.page("projects"), row, "写批注")
    qtbot.waitUntil(lambda: len(store.marks) == 1)
    (mark,) = store.marks.values()
    assert (mark.kind, mark.anchor.quote, mark.anchor.reach.start_key) == ("note", "甘霖水库", "8.3.b1.i1")
    assert session.window.front == PAGE
    assert session.window.docks["marks"].isVisible()
    session.window.room(TablesController).shown()
    _menu(room.page("projects"), row, "添加或取消书签")
    qtbot.waitUntil(lambda: {mark.kind for mark in store.marks.values()} == {"note", "bookmark"})
    assert {mark.anchor.quote for mark in store.marks.values()} == {"甘霖水库"}
    session.window.room(TablesController).shown()
    _menu(room.page("projects"), row, "添加或取消书签")
    qtbot.waitUntil(lambda: len(store.marks) == 1)


def test_a_correction_of_a_place_name_stays(qtbot: QtBot, open_reader: Opener) -> None:
    first = open_reader()
    room = _ready(qtbot, first)
    room.show_place("黄泽镇")
    assert "黄泽江干流综合治理工程" not in room.view(TownshipView).page.toPlainText()
    qtbot.mouseClick(room.view(TownshipView).buttons["words"], Qt.MouseButton.LeftButton)
    dialog = room.entries.dialog
    assert isinstance(dialog, TownshipWordDialog)
    dialog.word.setText("黄泽江")
    dialog.ways.buttons()[1].click()
    dialog.accept()
    qtbot.waitUntil(
        lambda: not room.busy and "黄泽江干流综合治理工程" in room.view(TownshipView).page.toPlainText()
    )
    assert room.view(TownshipView).place == "黄泽镇"
    first.window.close()
    first.finish()
    again = _ready(qtbot, open_reader())
    again.show_place("黄泽镇")
    qtbot.waitUntil(
        lambda: not again.busy and "黄泽江干流综合治理工程" in again.view(TownshipView).page.toPlainText()
    )


def test_the_tables_of_all_plans(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    own = tmp_path / "another.txt"
    own.write_text(ANOTHER, "utf-8")
    data = tmp_path / "data"
    with closing(Library(Folders(tmp_path / "none", tmp_path / "none", data / "plans"))) as library:
        added = library.add(own)
    session = open_reader()
    room = _opened(qtbot, session.window)
    assert room.everywhere.isVisible()
    qtbot.mouseClick(room.everywhere, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.busy and room.page("projects").model.rowCount() == 79)
    assert "plan" in room.page("projects").view.shown_columns()
    with qtbot.waitSignal(room.page("projects").arranged):
        room.page("projects").ask(TableQuery(words="样板水库"))
    room.page("projects").view.select_row(room.page("projects").model.view.rows[0])
    qtbot.keyClick(room.page("projects").view, Qt.Key.Key_Return)
    place = session.window.page.place()
    assert place is not None
    assert place.plan == added.slug
    room.show_place("甘霖镇")
    qtbot.waitUntil(lambda: not room.busy)
    session.window.room(TablesController).shown()
    qtbot.waitUntil(
        lambda: not room.busy and room.view(TownshipView).page.toPlainText().count("明确提及（") == 2
    )
    qtbot.mouseClick(room.everywhere, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.busy and len(room.facts) == 1 and room.facts[0].slug == added.slug)
