"""One search: Ctrl+F and Ctrl+K, F3, Esc, and regular expressions, all of them in the box."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.marks.marks_controller import MarksController
from desktop.reading.selection import Ends, Point
from desktop.room import PAGE
from desktop.search.results_model import ResultLineRole
from desktop.tables.tables_controller import TablesController

SLUG = "shengzhou-145"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = (Qt.Key.Key_F, Qt.Key.Key_K)


def _focus() -> str:
    """What a screen reader says of what has the keyboard."""
    widget = QApplication.focusWidget()
    return widget.accessibleName() if widget is not None else ""


def _leave(reader: Any) -> None:
    """Press Esc in the box until the search is left."""
    reader.box.setFocus()
    while reader.box.hasFocus():
        reader.key(Qt.Key.Key_Escape)


def _says(reader: Any, words: str) -> None:
    reader.qtbot.waitUntil(lambda: reader.window.top.count.text() == words)


def _regex(reader: Any, words: str) -> None:
    if not reader.window.commands["regex"].isChecked():
        reader.window.commands["regex"].trigger()
    reader.box.clear()
    reader.commit(words)


def _select(reader: Any, key: str, start: int, end: int) -> None:
    reader.window.page.select_from_to(Ends(Point(key, start), Point(key, end)))
    reader.window.page.setFocus()


@pytest.mark.parametrize("key", KEYS)
def test_both_keys_lead_to_the_box_and_what_is_typed_is_found(qtbot: QtBot, reader: Any, key: Qt.Key) -> None:
    reader.window.page.setFocus()
    reader.key(key, CTRL)
    assert reader.box.hasFocus()
    reader.commit("杭绍台")
    _says(reader, "共 3 段 7 处")
    assert set(reader.window.page._hits) == {"7.1.p1", "8.1.p1", "8.1.b1.i1"}
    seen = []
    for number in range(7):
        reader.key(Qt.Key.Key_F3)
        _says(reader, f"第 {number + 1} 处，共 7 处")
        assert reader.sees(reader.room.current)
        seen.append(reader.room.current)
    assert len(set(seen)) == 7
    reader.key(Qt.Key.Key_F3, SHIFT)
    assert reader.room.current == seen[5]


@pytest.mark.parametrize("key", KEYS)
def test_selected_words_are_looked_for(qtbot: QtBot, reader: Any, key: Qt.Key) -> None:
    _select(reader, "0.p1", 2, 4)
    reader.key(key, CTRL)
    assert reader.box.text() == "重塑"
    assert reader.box.selectedText() == "重塑"
    reader.answered("重塑")
    assert reader.room.answer.found.hits == 5


@pytest.mark.parametrize("key", KEYS)
def test_in_a_table_they_lead_to_its_filter_and_from_there_to_the_box(
    qtbot: QtBot, reader: Any, key: Qt.Key
) -> None:
    reader.window.commands["tables"].trigger()
    tables = reader.window.room(TablesController).tables
    page = tables.page("projects")
    qtbot.waitUntil(lambda: page.table is not None and not tables.busy)
    page.view.setFocus()
    reader.key(key, CTRL)
    assert page.filters.words.hasFocus()
    reader.key(key, CTRL)
    assert reader.box.hasFocus()
    tables.show_tab("places")
    tables.tabs.setFocus()
    reader.key(key, CTRL)
    assert _focus() != reader.box.accessibleName()
    assert reader.window.front == "tables"


@pytest.mark.parametrize("key", KEYS)
def test_in_the_list_of_notes_and_in_the_library_they_lead_to_their_filters(
    qtbot: QtBot, reader: Any, key: Qt.Key
) -> None:
    reader.window.commands["bookmark"].trigger()
    reader.window.docks["marks"].show()
    marks = reader.window.room(MarksController).room.panel
    qtbot.waitUntil(marks.list.isVisible)
    marks.list.setFocus()
    reader.key(key, CTRL)
    assert _focus() == "在批注中查找"
    reader.window.commands["library"].trigger()
    reader.window.stage.currentWidget().setFocus()
    reader.key(key, CTRL)
    assert _focus() == "筛选规划"


@pytest.mark.parametrize("key", KEYS)
def test_the_outline_is_no_place_to_find_in(qtbot: QtBot, reader: Any, key: Qt.Key) -> None:
    reader.window.outline.setFocus()
    reader.key(key, CTRL)
    assert reader.box.hasFocus()


def test_while_presenting_the_box_comes_and_goes(qtbot: QtBot, reader: Any) -> None:
    reader.search("通用机场")
    reader.room.next_hit()
    reader.key(Qt.Key.Key_Escape)
    reader.window.commands["present"].trigger()
    assert not reader.box.isVisible()
    reader.key(Qt.Key.Key_F, CTRL)
    assert reader.box.isVisible()
    assert reader.box.hasFocus()
    reader.commit("杭绍台")
    reader.answered("杭绍台")
    assert reader.window.page._hits
    assert not reader.window.docks["results"].isVisible()
    while reader.box.hasFocus():
        reader.key(Qt.Key.Key_Escape)
    assert reader.window.reading.presenting
    assert not reader.box.isVisible()
    reader.key(Qt.Key.Key_Escape)
    assert reader.box.isVisible()


def test_esc_moves_nobody_who_has_not_jumped(qtbot: QtBot, reader: Any) -> None:
    reader.window.page.show_at_top(Place(SLUG, "0.p1"))
    reader.search("医院")
    reader.window.page.show_at_top(Place(SLUG, "8.1.p1"))
    there = reader.window.page.verticalScrollBar().value()
    assert there > 0
    _leave(reader)
    assert not reader.room.active
    assert reader.window.page.verticalScrollBar().value() == there


def test_esc_moves_nobody_who_has_read_on(qtbot: QtBot, reader: Any) -> None:
    reader.search("医院")
    reader.key(Qt.Key.Key_F3)
    reader.window.page.show_at_top(Place(SLUG, "5.3.p1"))
    assert not reader.sees(reader.room.current)
    there = reader.window.page.verticalScrollBar().value()
    reader.room.leave()
    assert reader.window.page.verticalScrollBar().value() == there


def test_the_place_to_go_back_to_is_that_from_which_the_walk_led_away(qtbot: QtBot, reader: Any) -> None:
    back = reader.window.commands["back_before_search"]
    reader.window.page.show_at_top(Place(SLUG, "0.p1"))
    reader.search("医院")
    assert not back.isEnabled()
    reader.window.page.show_at_top(Place(SLUG, "5.3.p1", (40, 40)))
    before = reader.window.page.verticalScrollBar().value()
    for _ in range(3):
        reader.key(Qt.Key.Key_F3)
    assert back.isEnabled()
    assert reader.window.page.verticalScrollBar().value() != before
    reader.window.page.show_at_top(Place(SLUG, "2.p1"))
    reader.key(Qt.Key.Key_F5, SHIFT)
    assert reader.window.page.place().key == "5.3.p1"
    assert abs(reader.window.page.verticalScrollBar().value() - before) <= 1
    assert not back.isEnabled()


def test_whoever_came_from_a_table_comes_back_to_it(qtbot: QtBot, reader: Any) -> None:
    reader.window.commands["tables"].trigger()
    reader.search("通用机场")
    qtbot.keyClick(reader.box, Qt.Key.Key_Return)
    assert reader.window.front == PAGE
    _leave(reader)
    assert reader.window.front == "tables"
    tables = reader.window.room(TablesController).tables
    assert tables.isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize("room", ["tables", "overview", "library"])
def test_whoever_has_gone_nowhere_from_a_room_stays_in_it(qtbot: QtBot, reader: Any, room: str) -> None:
    reader.window.commands[room].trigger()
    reader.search("通用机场")
    _leave(reader)
    assert reader.window.front == room
    assert reader.window.stage.currentWidget().isAncestorOf(QApplication.focusWidget())


def test_f3_takes_up_the_search_that_has_ended(qtbot: QtBot, reader: Any) -> None:
    reader.window.page.setFocus()
    reader.key(Qt.Key.Key_F3)
    assert reader.box.hasFocus(), "nothing was ever looked for"
    reader.search("通用机场")
    while reader.box.hasFocus():
        reader.key(Qt.Key.Key_Escape)
    assert not reader.window.page._hits
    reader.key(Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: reader.room.current is not None)
    assert reader.box.text() == "通用机场"
    assert reader.sees(reader.room.current)
    _says(reader, "第 1 处，共 2 处")


def test_regular_expressions_are_an_option_of_the_box(qtbot: QtBot, reader: Any) -> None:
    _regex(reader, r"\d+亿元")
    _says(reader, "共 3 段 3 处")
    assert reader.counts("4") == [3]
    lines = [
        reader.room.model.index(row, 0).data(ResultLineRole) for row in range(reader.room.model.rowCount())
    ]
    assert lines[0].counts == "3 段 3 处"
    reader.key(Qt.Key.Key_F3)
    assert reader.room.current.quote == "80亿元"
    assert reader.sees(reader.room.current)
    _regex(reader, "建成.{2,8}铁路")
    qtbot.waitUntil(lambda: reader.is_answered("建成.{2,8}铁路"))
    assert reader.room.answer.found.hits == 2
    reader.box._regex.trigger()
    _says(reader, "没有找到")
    assert not reader.window.commands["regex"].isChecked()


def test_esc_ends_the_regular_expression_too(qtbot: QtBot, reader: Any) -> None:
    _regex(reader, r"\d+亿元")
    _says(reader, "共 3 段 3 处")
    while reader.box.hasFocus():
        reader.key(Qt.Key.Key_Escape)
    assert not reader.window.commands["regex"].isChecked()
    assert not reader.box._regex.isVisible()


@pytest.mark.parametrize("wrong", ["(", "[", "*", "\\", "(?<=a)b", r"(a)\1", "(" * 300])
def test_a_wrong_expression_is_told_in_a_sentence(qtbot: QtBot, reader: Any, wrong: str) -> None:
    _regex(reader, wrong)
    qtbot.waitUntil(lambda: reader.panel.message.startswith("正则表达式"))
    assert reader.panel.message.endswith("。")
    assert not reader.window.page._hits


BOMBS = (
    "(a+)+$",
    "(.*)*(.*)*(.*)*x",
    "(x+x+)+y",
    "((((.*)*)*)*)*\u4e00{50}",
    "(.|.)*(.|.)*(.|.)*z",
    "((a{1,50}){1,50}){1,50}",
)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_does_not_hang_the_window(qtbot: QtBot, reader: Any, bomb: str) -> None:
    _regex(reader, bomb)
    qtbot.waitUntil(lambda: reader.is_answered(bomb) or reader.panel.message.startswith("正则表达式"))
    _regex(reader, "杭绍台")
    _says(reader, "共 3 段 7 处")


def test_what_was_not_looked_through_is_told(
    qtbot: QtBot, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.search import expression

    find: Callable[..., Any] = expression.find
    monkeypatch.setattr(expression, "find", lambda *given, **more: find(*given, **{**more, "seconds": 0}))
    _regex(reader, "建设")
    qtbot.waitUntil(reader.panel.left_out.isVisible)
    assert "查找超时" in reader.panel.left_out.text()
    monkeypatch.undo()
    reader.search("交通")
    assert not reader.panel.left_out.isVisible()
