"""Keys act where the person is: in each room those for copying, choosing all, printing, paging and undoing, with the keyboard
where a click or a key would have put it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.records import Place, Supplement
from db.user.records import TextRange
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.marks.marks_controller import MarksController
from desktop.overview.overview_controller import OverviewController
from desktop.printing.print_room import PrintRoom
from desktop.room import PAGE
from desktop.search.searches import Searches
from desktop.shell.window import Window
from desktop.tables.checks_panel import ChecksPanel
from desktop.tables.tables_controller import TablesController
from desktop.tables.tables_room import TablesRoom
from desktop.tables.township_view import TownshipView
from tests.desktop.keyboard import press

SLUG = "shengzhou-145"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
_WHOLE_PLAN = 20_000
"""Characters that only a copy of the whole plan has."""


@pytest.fixture
def window(open_reader: Callable[..., Session]) -> Window:
    return open_reader().window


def _copied() -> str:
    return QGuiApplication.clipboard().text()


def _tables(qtbot: QtBot, window: Window, tab: str) -> TablesRoom:
    room = window.room(TablesController).shown()
    room.show_tab(tab)
    qtbot.waitUntil(lambda: not room.busy and room.page("projects").model.rowCount() == 77)
    return room


def _in_rows(qtbot: QtBot, window: Window) -> QWidget:
    page = _tables(qtbot, window, "projects").page("projects")
    page.view.setFocus()
    page.view.selectRow(2)
    return page.view


def _in_tabs(qtbot: QtBot, window: Window) -> QWidget:
    room = _tables(qtbot, window, "projects")
    room.tabs.setFocus()
    return room.page("projects").view


def _in_boxes(qtbot: QtBot, window: Window) -> QWidget:
    room = _tables(qtbot, window, "boxes")
    qtbot.waitUntil(lambda: room.page("boxes").model.rowCount() > 0)
    room.page("boxes").view.setFocus()
    room.page("boxes").view.selectRow(0)
    return room.page("boxes").view


def _in_places(qtbot: QtBot, window: Window) -> QWidget:
    view = _tables(qtbot, window, "places").view(TownshipView)
    qtbot.waitUntil(lambda: bool(view.model.pages))
    view.choose("三界镇")
    view.list.setFocus()
    return view.list


def _in_place_page(qtbot: QtBot, window: Window) -> QWidget:
    _in_places(qtbot, window)
    page = window.room(TablesController).shown().view(TownshipView).page
    page.setFocus()
    return page


def _in_checks(qtbot: QtBot, window: Window) -> QWidget:
    panel = _tables(qtbot, window, "checks").view(ChecksPanel)
    qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.model.index(0, 0))
    return panel.list


def _in_outline(_qtbot: QtBot, window: Window) -> QWidget:
    window.action("to_outline").trigger()
    return window.outline


def _in_results(qtbot: QtBot, window: Window) -> QWidget:
    window.box.setText("水库")
    results = window.room(Searches).plan_search.panel.list
    qtbot.waitUntil(lambda: results.model().rowCount() > 2)
    window.action("to_results").trigger()
    results.setCurrentIndex(results.model().index(1, 0))
    return results


def _in_marks(qtbot: QtBot, window: Window) -> QWidget:
    controller = window.room(MarksController)
    qtbot.waitUntil(lambda: controller.room.markable)
    assert window.plan is not None
    for passage in [each for each in window.plan.passages if each.kind == "paragraph"][:2]:
        controller.room.bookmark_at(passage.key)
    window.action("to_marks").trigger()
    cards = controller.room.panel.list
    qtbot.waitUntil(lambda: cards.model().rowCount() > 1)
    cards.setCurrentIndex(cards.model().index(1, 0))
    return cards


def _in_library(qtbot: QtBot, window: Window) -> QWidget:
    controller = window.room(ImportController)
    qtbot.waitUntil(lambda: bool(window._plans))
    window.action("library").trigger()
    view = controller.room().page.view
    qtbot.waitUntil(lambda: view.model().rowCount() > 0)
    return view


@dataclass(frozen=True)
class Spot:
    """Where the keyboard is, and what the keys do there."""

    enter: Callable[[QtBot, Window], QWidget]
    """Gives what is read there."""
    one: str
    """What the status line says of what is chosen…"""
    all: str
    """…and of all of it."""
    prints: bool = False
    """It prints its own page, not the plan."""


SPOTS = {
    "rows": Spot(_in_rows, "已复制1行。", "已复制77行。", prints=True),
    "tabs of the tables": Spot(_in_tabs, "没有选中行，已复制全部77行。", "已复制77行。", prints=True),
    "boxes": Spot(_in_boxes, "已复制1行。", "行。", prints=True),
    "townships": Spot(_in_places, "已复制三界镇的全部内容。", "已复制三界镇的全部内容。", prints=True),
    "township's page": Spot(
        _in_place_page, "已复制三界镇的全部内容。", "已复制三界镇的全部内容。", prints=True
    ),
    "checks": Spot(_in_checks, "已复制1条。", "条。", prints=True),
    "outline": Spot(_in_outline, "已复制1条标题。", "条标题。"),
    "results": Spot(_in_results, "已复制1条。", "条。"),
    "marks": Spot(_in_marks, "已复制1条。", "已复制2条。"),
    "library": Spot(_in_library, "已复制1行。", "已复制1行。"),
}
spots = pytest.mark.parametrize("spot", SPOTS.values(), ids=list(SPOTS))


@spots
def test_copying_and_choosing_all_act_where_the_keyboard_is(qtbot: QtBot, window: Window, spot: Spot) -> None:
    spot.enter(qtbot, window)
    QGuiApplication.clipboard().setText("nothing was copied")
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert window.statusBar().currentMessage() == spot.one
    assert "nothing was copied" not in _copied()
    assert 0 < len(_copied()) < _WHOLE_PLAN
    press(qtbot, Qt.Key.Key_A, CONTROL)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert window.statusBar().currentMessage().endswith(spot.all)
    assert 0 < len(_copied()) < _WHOLE_PLAN
    # What is chosen elsewhere is not touched: the page has no selection.
    assert window.page.selected_ends() is None
    assert QGuiApplication.clipboard().mimeData().hasHtml()


@spots
def test_the_menu_copies_the_same_as_the_key(qtbot: QtBot, window: Window, spot: Spot) -> None:
    spot.enter(qtbot, window)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    by_key = _copied()
    QGuiApplication.clipboard().setText("nothing was copied")
    window.action("copy").trigger()
    assert _copied() == by_key


@pytest.mark.parametrize("enter", [_in_rows, _in_boxes], ids=["rows", "boxes"])
def test_the_button_and_the_row_menu_say_what_they_copied(
    qtbot: QtBot, window: Window, enter: Callable[[QtBot, Window], QWidget]
) -> None:
    enter(qtbot, window)
    tables = window.room(TablesController).shown()
    (page,) = (page for page in (tables.page("projects"), tables.page("boxes")) if page.isVisible())
    copy = next(entry for entry in page.row_menu().actions() if entry.text() == "复制选中的行")
    button = next(each for each in page.findChildren(QToolButton) if each.text() == "复制")
    for ask in (lambda: qtbot.mouseClick(button, Qt.MouseButton.LeftButton), copy.trigger):
        window.mention("")
        QGuiApplication.clipboard().setText("nothing was copied")
        ask()
        assert window.statusBar().currentMessage() == "已复制1行。"
        assert "nothing was copied" not in _copied()


def test_a_page_that_shows_no_place_is_not_said_to_be_copied(qtbot: QtBot, window: Window) -> None:
    page = _in_place_page(qtbot, window)
    view = window.room(TablesController).shown().view(TownshipView)
    view.box.setFocus()
    qtbot.keyClicks(view.box, "qqq")
    assert not view.model.pages
    QGuiApplication.clipboard().setText("kept")
    for focus in (view.list, page):
        focus.setFocus()
        press(qtbot, Qt.Key.Key_C, CONTROL)
        assert window.statusBar().currentMessage() == ""
        assert _copied() == "kept"


@spots
def test_printing_prints_what_is_in_front(
    qtbot: QtBot, window: Window, spot: Spot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(PrintRoom, "print_report", lambda _self, _report: printed.append("report"))
    monkeypatch.setattr(PrintRoom, "open", lambda _self: printed.append("plan"))
    spot.enter(qtbot, window)
    press(qtbot, Qt.Key.Key_P, CONTROL)
    assert printed == ["report" if spot.prints else "plan"]


@spots
def test_end_and_home_move_what_is_read_there_and_not_the_page_of_the_plan(
    qtbot: QtBot, window: Window, spot: Spot
) -> None:
    area = spot.enter(qtbot, window)
    before = window.page.place()
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home):
        press(qtbot, key)
        if key == Qt.Key.Key_End:
            assert _at_its_end(area)
    assert window.page.place() == before


def _at_its_end(area: QWidget) -> bool:
    if isinstance(area, QTreeView):
        return not area.indexBelow(area.currentIndex()).isValid()
    if isinstance(area, QAbstractItemView):
        return area.currentIndex().row() == area.model().rowCount() - 1
    assert isinstance(area, QTextEdit)
    return area.verticalScrollBar().value() == area.verticalScrollBar().maximum()


@spots
def test_undo_and_redo_are_those_of_marks_where_nothing_is_written(
    qtbot: QtBot, window: Window, spot: Spot
) -> None:
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    spot.enter(qtbot, window)
    before = len(marks.store.marks)
    marks.bookmark_at("8.1")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert len(marks.store.marks) == before
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    assert len(marks.store.marks) == before + 1


def _in_note(qtbot: QtBot, window: Window) -> QWidget:
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    marks.note_at(Place(SLUG, "8.1.p1", (0, 4)))
    note = marks.panel.editor.note
    qtbot.waitUntil(note.hasFocus)
    qtbot.keyClicks(note, "abc def")
    return note


def _in_filter(qtbot: QtBot, window: Window) -> QWidget:
    line = _tables(qtbot, window, "projects").page("projects").filters.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    qtbot.keyClicks(line, "abc def")
    return line


def _in_box(qtbot: QtBot, window: Window) -> QWidget:
    window.box.setFocus()
    qtbot.keyClicks(window.box, "abc def")
    return window.box


@pytest.mark.parametrize("enter", [_in_note, _in_filter, _in_box], ids=["note", "filter", "box"])
def test_in_a_field_the_keys_are_its_own(
    qtbot: QtBot, window: Window, enter: Callable[[QtBot, Window], QWidget]
) -> None:
    field = enter(qtbot, window)
    place = window.page.place()
    for key, copied in ((Qt.Key.Key_A, "abc def"), (Qt.Key.Key_Home, ""), (Qt.Key.Key_End, "")):
        press(qtbot, key, CONTROL if copied else NONE)
        if copied:
            press(qtbot, Qt.Key.Key_C, CONTROL)
            assert _copied() == copied
            QGuiApplication.clipboard().setText("nothing was copied")
            window.action("copy").trigger()
            assert _copied() == copied
    press(qtbot, Qt.Key.Key_Home)
    press(qtbot, Qt.Key.Key_Delete)
    press(qtbot, Qt.Key.Key_A, CONTROL)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert _copied() == "bc def"
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    press(qtbot, Qt.Key.Key_A, CONTROL)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert _copied() == "abc def"
    assert QApplication.focusWidget() is field
    assert window.page.place() == place


def test_del_on_a_row_takes_off_what_was_entered_for_it(qtbot: QtBot, window: Window) -> None:
    marks = window.room(MarksController).room
    room = _tables(qtbot, window, "gaps")
    page = room.page("gaps")
    qtbot.waitUntil(lambda: marks.markable and page.model.rowCount() > 0)
    assert window.plan is not None
    gap = next(gap for gap in window.plan.gaps if gap.span is not None)
    entry = Supplement(
        "1", SLUG, gap.key, gap.span, "约〔缺〕个", (("12",),), "个", "纸质", "2026-01-01", "李"
    )
    room.entries.save_supplement(entry)

    def filled() -> list[int]:
        return [
            row
            for row in range(len(page.table) if page.table is not None else 0)
            if page.kind.maker.entry_of is not None
            and page.table is not None
            and page.kind.maker.entry_of(page.table.rows[row]) is not None
        ]

    qtbot.waitUntil(lambda: not room.busy and bool(filled()))
    page.view.select_row(filled()[0])
    page.view.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    assert not marks.store.additions
    assert window.notice.sentence == "已删除补录。"
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert list(marks.store.additions.values()) == [entry]


@pytest.mark.parametrize("name", ["outline", "results", "marks"])
def test_esc_leads_from_a_dock_to_the_page(qtbot: QtBot, window: Window, name: str) -> None:
    SPOTS[name].enter(qtbot, window)
    press(qtbot, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.page


def test_rows_are_copied_as_they_are_written(qtbot: QtBot, window: Window) -> None:
    """Tab-separated and as a table, with ranges whole and the signs of what is lost."""
    view = _in_rows(qtbot, window)
    page = window.room(TablesController).shown().page("projects")
    assert page.table is not None
    signed = next(row for row in range(len(page.table)) if "〔缺〕" in page.table.text(row, "name"))
    page.view.select_row(signed)
    view.setFocus()
    press(qtbot, Qt.Key.Key_C, CONTROL)
    head, cells, rest = _copied().split("\n")
    assert rest == ""
    assert len(head.split("\t")) == len(cells.split("\t")) == len(page.view.shown_columns())
    assert page.table.text(signed, "name") in cells.split("\t")
    html = QGuiApplication.clipboard().mimeData().html()
    assert html.count("<tr>") == 2
    assert page.table.text(signed, "name") in html


def test_the_words_of_a_label_are_copied(qtbot: QtBot, window: Window) -> None:
    window.show_room("overview")
    view = window.room(OverviewController).view
    assert view is not None
    view._title.setFocus()
    press(qtbot, Qt.Key.Key_A, CONTROL)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert _copied() == view._title.text()


def test_a_note_is_written_on_the_chosen_row_and_not_on_words_that_nobody_sees(
    qtbot: QtBot, window: Window
) -> None:
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    window.page.selectAll()
    _in_rows(qtbot, window)
    place = window.room(TablesController).chosen_place()
    assert place is not None
    assert place.span is not None
    press(qtbot, Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(lambda: len(marks.store.marks) == 1)
    (mark,) = marks.store.marks.values()
    assert mark.anchor.reach == TextRange(place.key, place.span[0], place.key, place.span[1])
    assert window.front == PAGE


def test_nothing_is_marked_on_a_page_behind_a_table(qtbot: QtBot, window: Window) -> None:
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    window.page.selectAll()
    _in_rows(qtbot, window)
    press(qtbot, Qt.Key.Key_U, CONTROL)
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert not marks.store.marks
    assert window.notice.sentence == "请先在正文中选中文字。"


def test_a_citation_is_that_of_the_chosen_row(qtbot: QtBot, window: Window) -> None:
    _in_rows(qtbot, window)
    place = window.room(TablesController).chosen_place()
    assert place is not None
    assert window.plan is not None
    press(qtbot, Qt.Key.Key_C, CONTROL | SHIFT)
    assert window.plan.view.passage(place.key).text[:5] in _copied()


def test_restoring_in_a_line_of_words_is_not_done_to_marks(qtbot: QtBot, window: Window) -> None:
    """Ctrl+Y is the line's own 恢复, also where Qt knows it by another key."""
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    marks.bookmark_at("8.1.p1")
    marks.store.stack.undo()
    window.box.setFocus()
    qtbot.keyClicks(window.box, "abc")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert window.box.text() != "abc"
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    assert window.box.text() == "abc"
    assert not marks.store.marks


def test_shift_f4_makes_one_card_current_and_chooses_no_range(qtbot: QtBot, window: Window) -> None:
    cards = _in_marks(qtbot, window)
    window.page.setFocus()
    press(qtbot, Qt.Key.Key_F4, SHIFT)
    press(qtbot, Qt.Key.Key_F4, SHIFT)
    assert isinstance(cards, QAbstractItemView)
    assert len(cards.selectionModel().selectedRows()) == 1


def test_del_removes_all_chosen_cards_in_one_step(qtbot: QtBot, window: Window) -> None:
    _in_marks(qtbot, window)
    store = window.room(MarksController).room.store
    press(qtbot, Qt.Key.Key_A, CONTROL)
    press(qtbot, Qt.Key.Key_Delete)
    assert not store.marks
    store.stack.undo()
    assert len(store.marks) == 2


def test_the_presentation_is_left_by_esc_and_paged_by_keys(qtbot: QtBot, window: Window) -> None:
    window.outline.setFocus()
    found = window.page.place()
    window.action("present").trigger()
    assert QApplication.focusWidget() is window.page
    before = window.page.verticalScrollBar().value()
    press(qtbot, Qt.Key.Key_PageDown)
    assert window.page.verticalScrollBar().value() > before
    read = window.page.place()
    QApplication.sendEvent(window.page, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, NONE))
    assert not window.reading.presenting
    # As it was found; 后退 leads to where the meeting was.
    assert window.page.place() == found
    window.action("back").trigger()
    there = window.page.place()
    assert there is not None
    assert read is not None
    assert there.key == read.key
