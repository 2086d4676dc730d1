"""Searching as a reader does it: typing with an input method, Enter, Esc, the list, the rail."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.app.session import Session
from desktop.reading.hit_rail import HitRail
from desktop.reading.outline_model import HitsRole
from desktop.reading.page_overlays import rectangles
from desktop.search.results_model import ResultLineRole
from desktop.search.searches import Searches
from desktop.shell.window import Window
from tests.desktop.keyboard import commit

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


def compose(box: QLineEdit, preedit: str) -> None:
    """What an input method sends while the reader is still typing pinyin."""
    QApplication.sendEvent(box, QInputMethodEvent(preedit, []))


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _search(qtbot: QtBot, window: Window, words: str) -> None:
    """Type words, and wait for what is found."""
    window.room(Searches).plan_search.box.clear()
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        commit(words, window.room(Searches).plan_search.box)


def _shown(window: Window, place: Place) -> bool:
    page = window.page
    assert page.page is not None
    position = page.page.map.ranges(place.key, place.span)[0][0]
    rect = rectangles(page.document(), position, position + 1)[0].translated(
        0, -page.verticalScrollBar().value()
    )
    return rect.top() >= 0 and rect.bottom() <= page.viewport().height()


def _current(window: Window) -> Place:
    place = window.room(Searches).plan_search.current
    assert place is not None
    return place


def _listed(window: Window) -> list[str]:
    """The lines of the list: headlines as they stand, passages by their keys."""
    model = window.room(Searches).plan_search.model
    lines = [model.index(row, 0).data(ResultLineRole) for row in range(model.rowCount())]
    lines = [line for line in lines if line.kind != "named"]
    return [line.hit.key if line.hit else f"{line.text} {line.counts}".strip() for line in lines]


def test_typing_finds_marks_and_counts(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "通用机场")
    assert window.top.count.text() == "共 2 段 2 处"
    assert window.docks["results"].isVisible()
    assert _listed(window) == ["打造现代交通网络！ 2 段 2 处", "8.1.p1", "8.1.b1.i4"]
    assert window.docks["results"]._words.text() == "查找结果　共 2 段 2 处"
    outline = window.outline_model
    assert {key: outline.index_of(key).data(HitsRole) for key in ("8", "8.1", "8.1.b1", "4")} == {
        "8": 2,
        "8.1": 2,
        "8.1.b1": 1,
        "4": 0,
    }
    assert window.page.verticalScrollBar().value() == 0, "typing alone does not move the page"


def test_enter_goes_on_and_shift_enter_back(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "杭绍台")
    box, total = window.room(Searches).plan_search.box, len(window.room(Searches).plan_search._walk)
    seen = []
    for number in range(total):
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert window.top.count.text() == f"第 {number + 1} 处，共 {total} 处"
        assert _shown(window, _current(window))
        seen.append(_current(window))
    assert len(set(seen)) == total > 4
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert _current(window) == seen[0]
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert _current(window) == seen[-1]
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert _current(window) == seen[0]
    qtbot.keyClick(window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert _current(window) == seen[-1]


def test_enter_before_the_answer_goes_to_the_first_hit(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.room(Searches).plan_search.place_requested):
        commit("通用机场", window.room(Searches).plan_search.box)
        qtbot.keyClick(window.room(Searches).plan_search.box, Qt.Key.Key_Return)
    assert _current(window).key == "8.1.p1"


def test_esc_returns_to_where_the_reader_was(qtbot: QtBot, window: Window) -> None:
    window.page.show_at_top(Place(SLUG, "5.3.p1", (40, 40)))
    before = window.page.verticalScrollBar().value()
    window.room(Searches).plan_search.box.setFocus()
    _search(qtbot, window, "医院")
    qtbot.keyClick(window.room(Searches).plan_search.box, Qt.Key.Key_Return)
    qtbot.keyClick(window.room(Searches).plan_search.box, Qt.Key.Key_Return)
    assert window.page.verticalScrollBar().value() != before
    qtbot.keyClick(window.room(Searches).plan_search.box, Qt.Key.Key_Escape)
    assert abs(window.page.verticalScrollBar().value() - before) <= 1
    assert window.room(Searches).plan_search.box.text() == ""
    assert window.top.count.text() == ""
    assert not window.docks["results"].isVisible()
    assert window.outline_model.index_of("9").data(HitsRole) == 0
    assert window.page.hasFocus()


def test_emptying_the_box_ends_the_search_and_moves_nothing(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "通用机场")
    qtbot.keyClick(window.room(Searches).plan_search.box, Qt.Key.Key_Return)
    there = window.page.verticalScrollBar().value()
    with qtbot.waitSignal(window.room(Searches).plan_search.ended):
        window.room(Searches).plan_search.box.clear()
    assert window.page.verticalScrollBar().value() == there


def test_nothing_is_searched_while_a_composition_is_open(qtbot: QtBot, window: Window) -> None:
    box = window.room(Searches).plan_search.box
    _search(qtbot, window, "机场")
    with qtbot.assertNotEmitted(box.words_changed, wait=4 * 100):
        compose(box, "tong")
        assert box.composing
        qtbot.keyClick(box, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        commit("跑道", box)
    assert not box.composing
    assert box.text() == "机场跑道"
    assert window.top.count.text() == "没有找到"


def test_an_empty_result_says_so_and_what_to_do(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "航天飞机场馆")
    assert window.room(Searches).plan_search.panel.message.startswith("没有找到“航天飞机场馆”。")
    assert len(window.room(Searches).plan_search.panel.message) > len("没有找到“航天飞机场馆”。")
    assert window.docks["results"].isVisible()


def test_words_one_edit_away_are_offered(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "杭少台")
    assert "杭绍台" in window.room(Searches).plan_search.panel.offer
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        qtbot.mouseClick(window.room(Searches).plan_search.panel._take, Qt.MouseButton.LeftButton)
    assert window.room(Searches).plan_search.box.text() == "杭绍台"
    assert window.room(Searches).plan_search.panel.message == ""


def test_a_click_on_a_result_goes_there(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "通用机场")
    results = window.room(Searches).plan_search.panel.list
    index = window.room(Searches).plan_search.model.reveal(Place(SLUG, "8.1.b1.i4"))
    qtbot.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, pos=results.visualRect(index).center())
    assert _current(window).key == "8.1.b1.i4"
    assert _shown(window, _current(window))
    assert results.currentIndex() == index


def test_a_click_on_the_rail_goes_to_the_nearest_hit(qtbot: QtBot, window: Window) -> None:
    rail = window.page.findChild(HitRail)
    assert isinstance(rail, HitRail)
    assert not rail.isVisible()
    _search(qtbot, window, "通用机场")
    assert rail.isVisible()
    qtbot.mouseClick(rail, Qt.MouseButton.LeftButton, pos=QPoint(5, rail.height() - 5))
    assert _current(window).key == "8.1.b1.i4"


def test_every_hit_of_a_common_word_is_marked_where_it_stands(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "嵊州")
    page, marks = window.page, window.page._marks
    assert page.page is not None
    assert marks is not None
    walk = window.room(Searches).plan_search._walk
    places = [(place.key, place.span) for place in map(walk.place, range(len(walk)))]
    assert len(places) > 80
    drawn = list(marks.between(0, page.document().characterCount()))
    assert [hit for hit, _ in drawn] == places
    assert all(1 <= len(rects) <= 2 and all(rect.width() > 5 for rect in rects) for _, rects in drawn)


def test_a_hit_over_a_lost_figure_marks_the_sign_too(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "五年完成投资约亿元")
    assert window.page._marks is not None
    assert len(window.page._marks.signs_within) == 3
    assert len(window.page.extraSelections()) == 3


def test_only_the_newest_words_are_answered(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        for words in ("通", "用", "机", "场"):
            commit(words, window.room(Searches).plan_search.box)
            window.room(Searches).plan_search.box.flush()
    answer = window.room(Searches).plan_search.answer
    assert answer is not None
    assert answer.query.words == "通用机场"


def test_words_that_were_committed_wait_for_the_end_of_the_next_composition(
    qtbot: QtBot, window: Window
) -> None:
    box = window.room(Searches).plan_search.box
    with qtbot.assertNotEmitted(box.words_changed, wait=4 * 100):
        commit("机场", box)
        compose(box, "pao")
    with qtbot.waitSignal(box.words_changed) as said:
        compose(box, "")
    assert said.args == ["机场"]
