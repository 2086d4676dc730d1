"""The window as a whole: everything by keyboard, everything named, nothing too small to read."""

import gc
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QMenu, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from db.records import PlanInfo
from desktop.app.session import Session
from desktop.look.appearance import Appearance
from desktop.look.theme import DARK
from desktop.room import PLANS, ActionSpec
from desktop.search.searches import Searches
from desktop.shell.window import Window
from tests.desktop.keyboard import at_the_keyboard

Opener = Callable[..., Session]


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _in_menus(menu: QMenu) -> list[str]:
    found: list[str] = []
    for action in menu.actions():
        below = action.menu()
        found += _in_menus(below) if isinstance(below, QMenu) else [action.objectName()]
    return found


def test_every_action_stands_in_a_menu_and_no_two_share_a_key(window: Window) -> None:
    listed = [name for action in window.menuBar().actions() for name in _in_menus(action.menu())]  # type: ignore[arg-type]
    table = window.commands.table
    assert {entry.name for entry in table} <= set(listed)
    keys = [key for entry in table for key in entry.keys]
    assert len(keys) == len(set(keys))
    assert len({entry.name for entry in table}) == len(table)


def test_every_key_reaches_its_action_from_the_page(qtbot: QtBot, window: Window) -> None:
    reached: list[str] = []
    for entry in window.commands.table:
        action = window.commands[entry.name]
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked=False, name=entry.name: reached.append(name))
        action.setEnabled(True)
        action.setVisible(True)
    window.page.setFocus()
    for entry in window.commands.table:
        for keys in entry.keys:
            reached.clear()
            qtbot.keySequence(window.page, QKeySequence(keys))
            assert reached == [entry.name], keys


def test_the_page_copies_and_selects_by_keys(qtbot: QtBot, window: Window) -> None:
    window.page.setFocus()
    qtbot.keyClick(window.page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "杭绍台铁路嵊州段" in QGuiApplication.clipboard().text()


def test_every_action_without_a_key_has_a_letter_of_its_own_in_its_menu(window: Window) -> None:
    waiting = [action.menu() for action in window.menuBar().actions()]
    titles = [action.text() for action in window.menuBar().actions()]
    assert len({_letter(title) for title in titles}) == len(titles)
    while waiting:
        menu = waiting.pop()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        letters = [_letter(action.text()) for action in menu.actions() if not action.isSeparator()]
        own = [letter for letter in letters if letter]
        assert len(own) == len(set(own)), (menu.title(), sorted(own))
        listed = [entry for entry in window.commands.table if window.commands[entry.name] in menu.actions()]
        for entry in listed:
            assert entry.keys or _letter(entry.text) or entry.group or entry.name.startswith("highlight"), (
                entry
            )
        waiting += [action.menu() for action in menu.actions() if action.menu() is not None]


def _letter(text: str) -> str:
    return text.partition("(&")[2][:1]


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(window: Window) -> None:
    kinds = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView)
    controls = [widget for widget in window.findChildren(QWidget) if isinstance(widget, kinds)]
    own = [
        widget
        for widget in controls
        if not widget.objectName().startswith("qt_") and widget.isVisibleTo(window)
    ]
    assert len(own) > 10
    for widget in own:
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        inside = isinstance(widget.parent(), QLineEdit)
        assert widget.accessibleName() or text or inside, widget
    for widget in (
        window.page,
        window.outline,
        window.room(Searches).plan_search.box,
        window.room(Searches).plan_search.panel.list,
        window.top.plan_button,
    ):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget


def test_nothing_of_the_interface_is_under_14_pixels(window: Window) -> None:
    for widget in window.findChildren(QWidget):
        assert widget.fontInfo().pixelSize() >= 14, widget


@pytest.mark.parametrize(
    ("key", "held", "part"),
    [
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, "box"),
        (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier, "box"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier, "outline"),
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier, "page"),
        (Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier, "list"),
    ],
)
def test_keys_lead_from_part_to_part(
    qtbot: QtBot, window: Window, key: Qt.Key, held: Qt.KeyboardModifier, part: str
) -> None:
    parts = {
        "box": window.room(Searches).plan_search.box,
        "outline": window.outline,
        "page": window.page,
        "list": window.room(Searches).plan_search.panel.list,
    }
    window.room(Searches).plan_search.box.setText("规划")
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.flush()
    (window.outline if part == "page" else window.page).setFocus()
    qtbot.keyClick(window, key, held)
    assert parts[part].hasFocus()


def test_the_outline_can_be_put_away_and_brought_back(qtbot: QtBot, window: Window) -> None:
    action = window.commands["toggle_outline"]
    assert action.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert not window.docks["outline"].isVisible()
    assert not action.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.docks["outline"].isVisible()
    window.docks["outline"].close()
    assert not action.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.docks["outline"].isVisible()


def test_size_goes_as_far_as_it_goes(qtbot: QtBot, window: Window) -> None:
    larger, smaller = window.commands["larger"], window.commands["smaller"]
    while smaller.isEnabled():
        qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
        assert window.looks.zoom >= 80
    assert window.looks.zoom == window.page._looks.zoom == 80
    steps = 0
    while larger.isEnabled():
        qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        steps += 1
        assert steps < 20
    assert window.looks.zoom == 250
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.looks.zoom == 100


def test_the_badge_of_an_extract_is_always_in_sight(window: Window) -> None:
    assert window._badge.isVisible()
    assert window._badge.text() == "网络转载节选，非正式文本"


def test_plans_are_listed_and_chosen_by_name(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: bool(window.menu(PLANS).actions()))
    action, *more = window.menu(PLANS).actions()
    assert [each.objectName() for each in more if not each.isSeparator()] == ["import_files", "library"]
    assert action.text() == "嵊州市“十四五”规划（网络转载节选）"
    assert action.isChecked()
    asked: list[str] = []
    window.events.plan_requested.connect(asked.append)
    action.trigger()
    assert asked == ["shengzhou-145"]


def test_a_notice_can_offer_something_to_do(qtbot: QtBot, window: Window) -> None:
    done: list[bool] = []
    window.notice.say("索引已损坏。", "重建", lambda: done.append(True))
    assert window.notice.isVisible()
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert done == [True]
    assert window.notice.sentence == ""
    window.notice.say("一句话。")
    assert not window.notice._button.isVisible()
    qtbot.mouseClick(window.notice._close, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()


def test_words_of_the_table_are_chinese_and_short(window: Window) -> None:
    def plain(entry: ActionSpec) -> str:
        return window.commands[entry.name].iconText()

    for entry in window.commands.table:
        assert 2 <= len(plain(entry)) <= 10, entry
        assert not set(plain(entry)) & set("&()")


def test_of_very_many_plans_the_menu_lists_the_open_one_and_the_first(window: Window) -> None:
    plans = [PlanInfo(f"own-{number}", f"规划{number}", "", "", "") for number in range(1000)]
    assert window.plan is not None
    window.plan = replace(window.plan, info=plans[700])
    window.list_plans(plans)
    titles = [action.text() for action in window.menu(PLANS).actions() if action.data()]
    assert len(titles) == 20
    assert titles[0] == "规划700"
    assert len(set(titles)) == 20


def test_a_way_up_from_a_widget_takes_nothing_away(qtbot: QtBot, window: Window) -> None:
    window.show_room("tables")
    # As Ctrl+F does, which looks for a line on the way to the window.
    part: QWidget | None = at_the_keyboard()
    while part is not None and part is not window:
        part = part.parentWidget()
    del part
    gc.collect()
    window.set_looks(Appearance(theme=DARK))
    window.set_looks(Appearance())


def test_the_arrow_to_menus_that_have_no_room_can_be_seen(qtbot: QtBot, window: Window) -> None:
    window.setMinimumSize(1, 1)
    window.resize(400, 300)
    arrow = window.menuBar().findChild(QAbstractButton, "qt_menubar_ext_button")
    assert arrow is not None
    qtbot.waitUntil(arrow.isVisible)
    drawn = arrow.grab().toImage()
    points = [(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
    assert len({drawn.pixel(x, y) for x, y in points}) > 1
