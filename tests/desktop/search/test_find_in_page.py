"""Finding in the page (Ctrl+F): words, regular expressions, and how it shares the page with the search."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from db.records import Hit, Place
from desktop.search import find_room
from desktop.search.hit_cursor import HitCursor
from desktop.search.searches import Searches

SLUG = "shengzhou-145"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _find(reader: Any, words: str) -> None:
    reader.qtbot.keyClick(reader.window, Qt.Key.Key_F, CTRL)
    reader.commit(words, reader.bar.line)


def _says(reader: Any, words: str) -> None:
    reader.qtbot.waitUntil(lambda: reader.bar.said == words)


def test_ctrl_f_opens_a_bar_that_finds_as_one_types(qtbot: QtBot, reader: Any) -> None:
    assert not reader.bar.isVisible()
    _find(reader, "杭绍台")
    assert reader.bar.isVisible()
    assert reader.bar.line.hasFocus()
    _says(reader, "第 1 处，共 7 处")
    find = reader.window.room(Searches).find
    assert reader.sees(find.current)
    assert set(reader.window.page._hits) == {"7.1.p1", "8.1.p1", "8.1.b1.i1"}
    seen = [find.current]
    for _ in range(6):
        reader.key(Qt.Key.Key_Return)
        assert reader.sees(find.current)
        seen.append(find.current)
    assert len(set(seen)) == 7
    reader.key(Qt.Key.Key_Return, SHIFT)
    assert find.current == seen[5]
    assert reader.bar.said == "第 6 处，共 7 处"


def test_it_folds_as_the_search_does_and_takes_words_as_they_stand(qtbot: QtBot, reader: Any) -> None:
    for typed, words in (
        ("長三角", "长三角"),
        ("５ｇ", "5G"),
        ("“十四五”", "“十四五”"),
        ('"十四五"', "“十四五”"),
    ):
        total = sum(passage.text.count(words) for passage in reader.window.plan.passages)
        _find(reader, typed)
        qtbot.waitUntil(lambda total=total: reader.bar.said.endswith(f"共 {total} 处"))
    _find(reader, "hangshaotai")
    _says(reader, "没有找到")
    _find(reader, "杭绍台 铁路")
    _says(reader, "没有找到")


def test_it_begins_where_the_reader_is(qtbot: QtBot, reader: Any) -> None:
    reader.window.page.show_at_top(Place(SLUG, "8.1.p1"))
    _find(reader, "杭绍台")
    _says(reader, "第 5 处，共 7 处")
    _find(reader, "杭绍台铁路嵊州段、金")
    _says(reader, "第 1 处，共 2 处")
    assert reader.window.room(Searches).find.current.key == "8.1.p1"


def test_nothing_is_found_while_a_composition_is_open(qtbot: QtBot, reader: Any) -> None:
    _find(reader, "机场")
    _says(reader, "第 1 处，共 2 处")
    with qtbot.assertNotEmitted(reader.bar.changed, wait=300):
        reader.compose("tong", reader.bar.line)
    assert reader.bar.said == "第 1 处，共 2 处"


def test_esc_closes_it_and_the_reader_stays(qtbot: QtBot, reader: Any) -> None:
    _find(reader, "通用机场")
    _says(reader, "第 1 处，共 2 处")
    place = reader.window.room(Searches).find.current
    reader.key(Qt.Key.Key_Escape)
    assert not reader.bar.isVisible()
    assert reader.window.page.hasFocus()
    assert reader.sees(place)
    assert not reader.window.page._hits
    qtbot.keyClick(reader.window, Qt.Key.Key_F3)
    assert reader.bar.isVisible()
    assert reader.bar.line.text() == "通用机场"
    qtbot.waitUntil(lambda: bool(reader.window.page._hits))


def test_selected_words_are_found(qtbot: QtBot, reader: Any) -> None:
    page = reader.window.page
    start = page.page.map.position("0.p1", 2)
    cursor = QTextCursor(page.document())
    cursor.setPosition(start)
    cursor.setPosition(start + 2, QTextCursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)
    page.setFocus()
    qtbot.keyClick(reader.window, Qt.Key.Key_F, CTRL)
    assert reader.bar.line.text() == "重塑"
    _says(reader, "第 1 处，共 5 处")


def test_f3_goes_on_in_whichever_was_used_last(qtbot: QtBot, reader: Any) -> None:
    reader.search("医院")
    marks = reader.window.page._hits
    _find(reader, "杭绍台")
    _says(reader, "第 1 处，共 7 处")
    assert set(reader.window.page._hits) == {"7.1.p1", "8.1.p1", "8.1.b1.i1"}
    qtbot.keyClick(reader.window, Qt.Key.Key_F3)
    assert reader.bar.said == "第 2 处，共 7 处"
    assert reader.room.current is None
    reader.box.setFocus()
    reader.key(Qt.Key.Key_Return)
    assert reader.window.page._hits == marks
    assert reader.room.current is not None
    qtbot.keyClick(reader.window, Qt.Key.Key_F3)
    assert reader.window.top.count.text().startswith("第 ")
    assert reader.bar.said == "第 2 处，共 7 处"
    _find(reader, "通用机场")
    _says(reader, "第 1 处，共 2 处")
    reader.key(Qt.Key.Key_Escape)
    assert reader.window.page._hits == marks, "the marks of the search come back"


def test_regular_expressions(qtbot: QtBot, reader: Any) -> None:
    qtbot.keyClick(reader.window, Qt.Key.Key_F, CTRL)
    qtbot.mouseClick(reader.bar.expression, Qt.MouseButton.LeftButton)
    _find(reader, r"\d+亿元")
    _says(reader, "第 1 处，共 3 处")
    place = reader.window.room(Searches).find.current
    assert place.quote == "80亿元"
    assert reader.sees(place)
    _find(reader, "建成.{2,8}铁路")
    _says(reader, "第 1 处，共 2 处")
    qtbot.mouseClick(reader.bar.expression, Qt.MouseButton.LeftButton)
    _says(reader, "没有找到")


@pytest.mark.parametrize("wrong", ["(", "[", "*", "a{2", "\\", "(?<=a)b", r"(a)\1", "(" * 300])
def test_a_wrong_expression_is_told_in_a_sentence(qtbot: QtBot, reader: Any, wrong: str) -> None:
    qtbot.keyClick(reader.window, Qt.Key.Key_F, CTRL)
    reader.bar.expression.setChecked(True)
    _find(reader, wrong)
    if wrong == "a{2":  # words in RE2, as in many engines
        _says(reader, "没有找到")
        return
    qtbot.waitUntil(lambda: reader.bar.said.startswith("表达式"))
    assert reader.bar.said.endswith("。")
    assert not reader.window.page._hits


@pytest.mark.parametrize(
    "bomb",
    [
        "(a+)+$",
        "(.*)*(.*)*(.*)*x",
        "(x+x+)+y",
        "((((.*)*)*)*)*\u4e00{50}",
        "(.|.)*(.|.)*(.|.)*z",
        "((a{1,50}){1,50}){1,50}",
    ],
)
def test_a_bomb_does_not_hang_the_window(qtbot: QtBot, reader: Any, bomb: str) -> None:
    qtbot.keyClick(reader.window, Qt.Key.Key_F, CTRL)
    reader.bar.expression.setChecked(True)
    started = time.monotonic()
    _find(reader, bomb)
    qtbot.waitUntil(lambda: reader.bar.said != "")
    assert time.monotonic() - started < 4
    _find(reader, "杭绍台")
    _says(reader, "第 1 处，共 7 处")


def test_the_walk_through_the_hits_is_made_in_the_background(
    qtbot: QtBot, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    class Noted(HitCursor):
        def __init__(self, hits: Sequence[Hit] = (), order: Mapping[str, int] | None = None) -> None:
            if hits:
                threads.append(threading.current_thread())
            super().__init__(hits, order)

    monkeypatch.setattr(find_room, "HitCursor", Noted)
    _find(reader, "杭绍台")
    _says(reader, "第 1 处，共 7 处")
    assert threads
    assert threading.main_thread() not in threads
