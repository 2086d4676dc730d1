"""The bar above everything: words, what goes to 更多, and every button by key."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from db.records import Plan
from desktop.app.session import Session
from desktop.look.appearance import Appearance
from desktop.room import GO, PAGE, ActionSpec
from desktop.shell.rooms import ROOMS, BarButton, RoomSpec
from desktop.shell.top_bar import MOST_ROOMS
from desktop.shell.window import Window
from desktop.tables.tables_controller import TablesController
from tests.desktop.keyboard import at_the_keyboard
from tests.desktop.shell.conftest import WindowOpener

# Of menus: off-screen there is no keyboard to be taken.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Opener = Callable[..., Session]
_PLAIN_ROOM = """
from PySide6.QtWidgets import QLabel
from desktop.room import Room

class PlainRoom(Room):
    def page(self):
        return QLabel("房间")
"""
_WORDS = Qt.ToolButtonStyle.ToolButtonTextUnderIcon


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _buttons(window: Window) -> list[QToolButton]:
    """Those that are in sight, but what belongs to the search box."""
    found = window.top.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [button for button in found if button.isVisible()]


def _wide(qtbot: QtBot, window: Window, width: int, height: int = 700) -> None:
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.top.width() == width and not window.top._grown.isActive())


def _rooms_in(window: Window) -> list[str]:
    return [button.defaultAction().objectName() for button in window.top._rooms if button.isVisible()]


def test_the_bar_says_what_its_buttons_are(qtbot: QtBot, window: Window) -> None:
    _wide(qtbot, window, 1366)
    words = [button.text() for button in _buttons(window) if button.toolButtonStyle() == _WORDS]
    assert words[:2] == ["后退", "前进"]
    assert words[2:] == ["目录", "概览", "正文", "规划项目", "涉及乡镇", "批注", "打印", "规划库", "更多"]
    qtbot.waitUntil(lambda: window.top.height() > 40)
    assert window.top.height() <= 52
    frame = window.top.parentWidget()
    assert frame is not None
    assert frame.height() == window.top.height(), "nothing is lost around it"


def test_every_button_has_a_name_a_tip_with_its_key_and_is_reached_by_tab(
    qtbot: QtBot, window: Window
) -> None:
    _wide(qtbot, window, 1900)
    window.events.front_changed.emit(window.front)
    for name in ("back", "forward", "previous_hit", "next_hit", "back_before_search", "smaller"):
        window.action(name).setEnabled(True)
    buttons = _buttons(window)
    assert len(buttons) == 18
    for button in buttons:
        assert button.accessibleName(), button.text()
        assert button.toolTip(), button.text()
        action = button.defaultAction()
        if action is not None and not action.shortcut().isEmpty():
            assert action.shortcut().toString() in button.toolTip()
    assert window.top.plan_button.toolTip().splitlines() == [
        window.windowTitle().removesuffix(" - 规划阅读器"),
        "选择规划（Ctrl+Shift+P）",
    ]
    buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    met = set()
    for _ in range(len(buttons) + 4):
        met.add(QApplication.focusWidget())
        qtbot.keyClick(at_the_keyboard(), Qt.Key.Key_Tab)
    assert met >= set(buttons)


@pytest.mark.parametrize("size", [100, 150])
def test_in_narrow_windows_words_go_first_and_then_rooms_and_nothing_is_cut_off(
    qtbot: QtBot, window: Window, size: int
) -> None:
    window.events.looks_chosen.emit(Appearance(interface=size))
    order = _rooms_in(window)
    before = 99
    for width in (1900, 1366, 1240, 1024, 860, 720):
        _wide(qtbot, window, width)
        window.show_count("第 88 处，共 99 处")
        QTest.qWait(0)
        rooms, words = _rooms_in(window), window.top.more.toolButtonStyle() == _WORDS
        assert rooms == order[: len(rooms)], "the last ones go first"
        assert len(rooms) == len(order) or not words, width
        assert len(rooms) <= before
        before = len(rooms)
        for button in _buttons(window):
            assert button.width() >= button.sizeHint().width(), (width, button.text())
            assert not button.text().startswith("…"), width
        assert window.top.count.isVisible()
        assert window.top.count.width() >= window.top.count.sizeHint().width()
        assert window.top.width() == window.width()
        window.show_count("")
    assert before < len(order)


def test_of_many_rooms_the_bar_holds_nine_and_the_rest_stand_under_more(
    qtbot: QtBot,
    open_reader: Opener,
    open_window: WindowOpener,
    plan: Plan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A session dresses the application.
    open_reader()
    (tmp_path / "plainroom.py").write_text(_PLAIN_ROOM, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    titles = ("指标监测", "任务分解", "核稿", "协同", "归档", "年报")
    more = [
        RoomSpec(
            f"more_{number}",
            "plainroom:PlainRoom",
            page=ActionSpec(f"more_{number}", GO, title, None, "tables", checkable=True),
            bar=(BarButton(f"more_{number}", 45 if number == 0 else 90 + number),),
        )
        for number, title in enumerate(titles)
    ]
    window = open_window([*ROOMS, *more])
    window.set_looks(Appearance())
    window.show_plan(plan)
    window.show()
    _wide(qtbot, window, 1366)
    rooms = _rooms_in(window)
    assert len(rooms) == MOST_ROOMS
    assert rooms.index("more_0") == rooms.index("tables") + 1, "a row says its place"
    assert window.top.more.toolButtonStyle() == _WORDS
    _wide(qtbot, window, 1920)
    assert len(_rooms_in(window)) == MOST_ROOMS, "however wide the window is"

    def choose(menu: QMenu) -> None:
        assert [action.text() for action in menu.actions()][:5] == list(titles[1:])
        at = menu.actions().index(window.action("more_5"))
        for _ in range(at + 1):
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    def click(menu: QMenu) -> None:
        spot = menu.actionGeometry(window.action("more_4")).center()
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=spot)

    menu = window.top.more.menu()
    # Qt waits in the press until the menu is closed.
    menu.aboutToShow.connect(
        lambda: QTimer.singleShot(0, lambda: choose(menu)), Qt.ConnectionType.SingleShotConnection
    )
    window.top.more.setFocus()
    qtbot.keyClick(window.top.more, Qt.Key.Key_Space)
    assert (window.front, window.action("more_5").isChecked()) == ("more_5", True)
    menu.aboutToShow.connect(
        lambda: QTimer.singleShot(0, lambda: click(menu)), Qt.ConnectionType.SingleShotConnection
    )
    qtbot.mouseClick(window.top.more, Qt.MouseButton.LeftButton)
    assert window.front == "more_4"


def test_words_are_turned_off_and_stay_off(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    _wide(qtbot, session.window, 1366)
    session.window.commands["bar_words"].trigger()
    assert {button.toolButtonStyle() for button in _buttons(session.window)}.isdisjoint({_WORDS})
    qtbot.waitUntil(lambda: session.window.top.height() <= 40)
    session.window.close()
    session.finish()
    again = open_reader().window
    assert not again.commands["bar_words"].isChecked()
    _wide(qtbot, again, 1366)
    assert {button.toolButtonStyle() for button in _buttons(again)}.isdisjoint({_WORDS})
    again.commands["bar_words"].trigger()
    assert again.top.more.toolButtonStyle() == _WORDS


def test_each_room_s_button_leads_to_its_own(qtbot: QtBot, window: Window) -> None:
    _wide(qtbot, window, 1366)
    by_name = {
        button.defaultAction().objectName(): button
        for button in _buttons(window)
        if button.defaultAction() is not None
    }

    def pressed() -> list[str]:
        return [name for name in ("overview", "to_page", "tables", "places") if by_name[name].isChecked()]

    def click(name: str) -> None:
        qtbot.mouseClick(by_name[name], Qt.MouseButton.LeftButton)

    assert pressed() == ["to_page"]
    click("to_page")
    assert (window.front, pressed()) == (PAGE, ["to_page"])
    click("places")
    tables = window.room(TablesController).tables
    assert tables is not None
    assert (window.front, pressed()) == ("tables", ["places"])
    click("tables")
    assert (window.front, pressed()) == ("tables", ["tables"])
    assert tables.currentWidget() is tables.page("projects")
    tables.show_tab("checks")
    assert pressed() == ["tables"]
    tables.show_tab("places")
    click("to_page")
    assert (window.front, pressed()) == (PAGE, ["to_page"])
    click("tables")
    assert tables.currentWidget() is tables.page("projects"), "not the township's, which has its own button"
    click("places")
    click("places")
    assert window.front == PAGE
    # Going back leads to what was left.
    window.show_room("tables")
    assert pressed() == ["places"]
    click("overview")
    assert pressed() == ["overview"]


def test_plans_are_chosen_by_key(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: bool(window.top.plan_button.menu().actions()))
    qtbot.keyClick(
        window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    menu = window.top.plan_button.menu()
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_no_button_stays_lit_when_its_menu_has_closed(qtbot: QtBot, window: Window) -> None:
    _wide(qtbot, window, 1366)
    button, menu = window.top.more, window.top.more.menu()
    spot = button.mapTo(window, button.rect().center())
    QTest.mouseMove(window.windowHandle(), spot)
    qtbot.waitUntil(button.underMouse)

    def leave() -> None:
        QCursor.setPos(window.mapToGlobal(QPoint(600, 500)))
        qtbot.keyClick(menu, Qt.Key.Key_Escape)

    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, leave), Qt.ConnectionType.SingleShotConnection)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not button.underMouse())
