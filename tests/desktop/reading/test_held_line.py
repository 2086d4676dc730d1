"""The page holds the line that the reader reads, whatever comes up beside it."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.app.session import Session
from desktop.reading.page_view import PageView
from desktop.shell.window import Window

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


def _height(page: PageView, place: Place) -> float:
    height = page._height_of(place)
    assert height is not None, "it is out of sight"
    return height


@pytest.fixture
def window(qtbot: QtBot, open_reader: Opener) -> Window:
    window = open_reader().window
    window.resize(1240, 760)
    return window


def _both_ways(qtbot: QtBot, window: Window, place: Place, change: Callable[[bool], object]) -> None:
    before = _height(window.page, place)
    for on in (True, False):
        width = window.page.width()
        change(on)
        qtbot.waitUntil(lambda width=width: window.page.width() != width)
        qtbot.waitUntil(lambda: abs(_height(window.page, place) - before) <= 2)


@pytest.mark.parametrize("dock", ["outline", "marks"])
@pytest.mark.parametrize("jump", [True, False])
def test_when_a_panel_opens_and_closes(qtbot: QtBot, window: Window, dock: str, jump: bool) -> None:
    if jump:
        window.go_to(Place(SLUG, "8.1.p1", (258, 262)))
    else:
        window.page.show_at_top(Place(SLUG, "5.3.p1", (40, 40)))
        window.page.verticalScrollBar().setValue(window.page.verticalScrollBar().value() + 77)
    place = window.page.place()
    assert place is not None
    shown = window.docks[dock].isVisible()
    _both_ways(qtbot, window, place, lambda on: window.docks[dock].setVisible(on is not shown))


def test_when_the_words_that_were_jumped_to_stand_in_the_middle(qtbot: QtBot, window: Window) -> None:
    place = Place(SLUG, "8.1.p1", (258, 262))
    window.go_to(place)
    assert _height(window.page, place) > 100
    _both_ways(qtbot, window, place, window.docks["marks"].setVisible)


def test_when_the_reader_comes_back_from_a_table(qtbot: QtBot, window: Window) -> None:
    place = Place(SLUG, "8.1.p1", (258, 262))
    window.go_to(place)
    before = _height(window.page, place)
    window.commands["overview"].trigger()
    window.commands["overview"].trigger()
    qtbot.waitUntil(window.page.isVisible)
    assert abs(_height(window.page, place) - before) <= 2


def test_when_the_type_becomes_larger(qtbot: QtBot, window: Window) -> None:
    place = Place(SLUG, "8.1.p1", (258, 262))
    window.go_to(place)
    before = _height(window.page, place)
    window.commands["larger"].trigger()
    assert abs(_height(window.page, place) - before) <= 2
