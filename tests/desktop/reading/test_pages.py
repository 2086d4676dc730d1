"""双栏对照: two places of the same plan side by side."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from db.records import Place, Plan
from db.word_count import word_count
from desktop.app.session import Session
from desktop.reading.outline_model import KeyRole
from desktop.reading.page_view import PageView
from desktop.reading.pages import Pages
from desktop.search.searches import Searches
from desktop.shell.window import Window

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


@pytest.fixture
def window(open_reader: Opener) -> Window:
    window = open_reader().window
    window.resize(1300, 700)
    window.go_to(Place(SLUG, "8.1"))
    return window


@pytest.fixture
def pages(qtbot: QtBot, window: Window) -> Pages:
    qtbot.keyClick(window, Qt.Key.Key_F8)
    return window.reading.pages


def _second(pages: Pages) -> PageView:
    assert pages.second is not None
    return pages.second


def _key(page: PageView) -> str:
    place = page.place()
    return place.key if place else ""


def _is_current(window: Window, key: str) -> bool:
    return window.outline.currentIndex().data(KeyRole) == key


def test_the_second_page_opens_where_the_first_stands_and_half_as_wide(window: Window, pages: Pages) -> None:
    second = _second(pages)
    assert second.isVisible()
    assert _key(second) == _key(window.page) == "8.1"
    assert abs(second.width() - window.page.width()) < 20
    assert window.commands["beside"].isChecked()
    assert [pane.where.accessibleName() for pane in pages.panes] == [
        "左栏：打造现代交通网络！ › （一）完善便捷高效的综合交通体系",
        "右栏：打造现代交通网络！ › （一）完善便捷高效的综合交通体系",
    ]


def test_the_outline_leads_the_page_that_the_reader_is_in(qtbot: QtBot, window: Window, pages: Pages) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert _second(pages).hasFocus()
    assert pages.panes[1].where.font().bold()
    assert not pages.panes[0].where.font().bold()
    index = window.outline_model.index_of("5")
    window.outline.setCurrentIndex(index)
    window.outline.setFocus()
    qtbot.keyClick(window.outline, Qt.Key.Key_Return)
    assert (_key(window.page), _key(_second(pages))) == ("8.1", "5")
    assert _is_current(window, "5")
    assert "现代化产业集群确定！" in window._where.text()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.page.hasFocus()
    assert _is_current(window, "8.1")


def test_chapter_by_chapter_on_the_second_page(qtbot: QtBot, window: Window, pages: Pages) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F6)
    qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert (_key(window.page), _key(_second(pages))) == ("8.1", "8.2")


def test_hits_are_walked_on_the_first_page_and_marked_on_both(
    qtbot: QtBot, window: Window, pages: Pages
) -> None:
    _second(pages).setFocus()
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.put("教育")
    with qtbot.waitSignal(window.room(Searches).plan_search.place_requested) as asked:
        qtbot.keyClick(window, Qt.Key.Key_F3)
    assert asked.args is not None
    assert window.page.place() == asked.args[0]
    assert _key(_second(pages)) == "8.1"
    assert _second(pages)._hits == window.page._hits != {}


def test_a_page_opened_while_something_is_searched_shows_the_hits(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.put("铁路")
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert _second(window.reading.pages)._hits != {}


def test_a_chapter_is_chosen_in_the_strip(qtbot: QtBot, window: Window, pages: Pages) -> None:
    pane = pages.panes[1]
    menu = pane.where.menu()
    menu.aboutToShow.emit()
    chapter = next(action for action in menu.actions() if action.text() == "将建9所中小学！")
    below = chapter.menu()
    assert isinstance(below, QMenu)
    below.aboutToShow.emit()
    next(action for action in below.actions() if action.text() == "（二）建设优质公平教育体系").trigger()
    assert _key(pane.page) == "9.2"
    assert pane.page.hasFocus()
    below.aboutToShow.emit()
    assert len([action for action in below.actions() if action.text() == "（二）建设优质公平教育体系"]) == 1


def test_one_page_again(qtbot: QtBot, window: Window, pages: Pages) -> None:
    _second(pages).setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert pages.second is None
    assert window.page.hasFocus()
    assert not pages.panes[0].strip.isVisible()
    assert not window.commands["other_page"].isEnabled()
    window.go_to(Place(SLUG, "4"))
    assert _key(window.page) == "4"


def test_closing_the_left_one_keeps_what_stood_on_the_right(
    qtbot: QtBot, window: Window, pages: Pages
) -> None:
    _second(pages).show_place(Place(SLUG, "9.3"))
    qtbot.mouseClick(pages.panes[0].close_button, Qt.MouseButton.LeftButton)
    assert pages.second is None
    assert _key(window.page) == "9.3"


def test_type_and_theme_reach_both_pages(window: Window, pages: Pages) -> None:
    window.commands["theme_dark"].trigger()
    window.commands["larger"].trigger()
    assert _second(pages)._looks == window.page._looks
    assert _second(pages)._looks.zoom == 110


def test_both_places_come_back_at_the_next_start(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    window.go_to(Place(SLUG, "8.1"))
    window.commands["beside"].trigger()
    _second(window.reading.pages).show_place(Place(SLUG, "9.2"))
    window.close()
    again = open_reader().window
    assert _key(again.page) == "8.1"
    assert _key(_second(again.reading.pages)) == "9.2"
    again.commands["beside"].trigger()
    again.close()
    assert open_reader().window.reading.pages.second is None


def test_what_is_selected_is_counted_on_either_page(
    qtbot: QtBot, window: Window, pages: Pages, plan: Plan
) -> None:
    whole = sum(word_count(passage.text) for passage in plan.passages)
    assert window.reading.chosen.text() == ""
    for page in (window.page, _second(pages)):
        page.setFocus()
        window.commands["select_all"].trigger()
        qtbot.waitUntil(lambda: window.reading.chosen.text() == f"已选 {whole:,} 字")
        cursor = page.textCursor()
        cursor.clearSelection()
        page.setTextCursor(cursor)
        assert window.reading.chosen.text() == ""
