"""筛选目录: the outline filtered by Chinese, pinyin and initials."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.app.session import Session
from desktop.reading.outline_model import KeyRole
from desktop.shell.window import Window
from tests.desktop.keyboard import commit

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _shown(window: Window) -> list[str]:
    """Keys of the rows that can be seen or scrolled to."""
    outline, model, found = window.outline, window.outline_model, list[str]()

    def walk(parent: QModelIndex) -> None:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            if not outline.isRowHidden(row, parent):
                found.append(index.data(KeyRole))
                if outline.isExpanded(index):
                    walk(index)

    walk(QModelIndex())
    return found


def _type(window: Window, words: str) -> None:
    commit(words, window.reading.contents.line)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("交通网络", ["8"]),
        ("水利", ["8", "8.3", "8.3.b1"]),
        ("shuili", ["8", "8.3", "8.3.b1"]),
        ("yzgp", ["9", "9.2"]),
    ],
)
def test_chinese_and_pinyin(qtbot: QtBot, window: Window, typed: str, keys: list[str]) -> None:
    qtbot.keyClick(
        window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert window.reading.contents.line.hasFocus()
    _type(window, typed)
    qtbot.waitUntil(lambda: window.outline.is_filtered)
    shown = _shown(window)
    titles = dict(window.outline_model.entries())
    assert [key for key in shown if key in keys] == keys, [titles[key] for key in shown]
    assert len(shown) < 12


def test_nothing_is_asked_while_a_composition_is_open(qtbot: QtBot, window: Window) -> None:
    before = _shown(window)
    window.reading.contents.line.setFocus()
    QApplication.sendEvent(window.reading.contents.line, QInputMethodEvent("shui'li", []))
    assert not window.reading.contents.line._timer.isActive()
    assert _shown(window) == before
    _type(window, "水利")
    qtbot.waitUntil(lambda: window.outline.is_filtered)


def test_the_arrow_leads_to_what_was_found_and_escape_shows_all_as_it_was(
    qtbot: QtBot, window: Window
) -> None:
    window.go_to(Place(SLUG, "5.1"))
    window.outline.collapse(window.outline_model.index_of("5"))
    before = _shown(window)
    window.reading.contents.line.setFocus()
    _type(window, "水利")
    qtbot.waitUntil(lambda: window.outline.is_filtered)
    qtbot.keyClick(window.reading.contents.line, Qt.Key.Key_Down)
    assert window.outline.hasFocus()
    assert window.outline.currentIndex().data(KeyRole) == "8.3"
    window.reading.contents.line.setFocus()
    qtbot.keyClick(window.reading.contents.line, Qt.Key.Key_Escape)
    assert not window.outline.is_filtered
    assert _shown(window) == before
    assert "5" in window.outline.folding()[1]


def test_enter_goes_to_the_first(qtbot: QtBot, window: Window) -> None:
    window.reading.contents.line.setFocus()
    _type(window, "能源保障")
    qtbot.waitUntil(lambda: window.outline.is_filtered)
    qtbot.keyClick(window.reading.contents.line, Qt.Key.Key_Return)
    place = window.page.place()
    assert place is not None
    assert place.key == "8.4"


def test_where_nothing_fits_a_sentence_says_so(qtbot: QtBot, window: Window) -> None:
    window.reading.contents.line.setFocus()
    _type(window, "没有这一章")
    qtbot.waitUntil(window.reading.contents._none.isVisible)
    assert _shown(window) == []
    assert "请换一个词" in window.reading.contents._none.text()


def test_what_was_open_is_kept_also_when_the_program_is_closed_while_filtered(
    qtbot: QtBot, open_reader: Opener
) -> None:
    window = open_reader().window
    window.outline.expand(window.outline_model.index_of("6"))
    before = _shown(window)
    window.reading.contents.line.setFocus()
    _type(window, "水利")
    qtbot.waitUntil(lambda: window.outline.is_filtered)
    window.close()
    assert _shown(open_reader().window) == before
