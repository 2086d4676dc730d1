"""Panels keep the width that the person gave them."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app.session import Session
from desktop.shell.window import Window

Opener = Callable[..., Session]


def drag_outline(qtbot: QtBot, window: Window, by: int) -> int:
    """Draw the outline wider by its edge; how wide it is then."""
    dock = window.docks["outline"]
    edge = dock.mapTo(window, QPoint(dock.width(), dock.height() // 2))
    before = dock.width()
    # Through the window's handle: only then does Qt know that the mouse is pressed.
    handle = window.windowHandle()
    QTest.mouseMove(handle, edge)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(handle, edge + QPoint(by // 2, 0))
    QTest.mouseMove(handle, edge + QPoint(by, 0))
    qtbot.waitUntil(lambda: dock.width() == before + by)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=edge + QPoint(by, 0))
    return dock.width()


def _width(window: Window) -> int:
    return window.docks["outline"].width()


def test_after_a_small_window(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    window.resize(1240, 760)
    window.docks["marks"].show()
    wide = drag_outline(qtbot, window, 90)
    window.resize(720, 500)
    qtbot.waitUntil(lambda: _width(window) < wide)
    window.resize(1240, 760)
    qtbot.waitUntil(lambda: _width(window) == wide)


def test_after_hiding_and_presenting(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    window.resize(1240, 760)
    wide = drag_outline(qtbot, window, 90)
    window.docks["outline"].close()
    window.resize(1200, 760)
    window.docks["outline"].show()
    qtbot.waitUntil(lambda: _width(window) == wide)
    window.commands["present"].trigger()
    qtbot.waitUntil(lambda: not window.docks["outline"].isVisible())
    window.commands["present"].trigger()
    qtbot.waitUntil(lambda: window.docks["outline"].isVisible() and _width(window) == wide)


def test_after_a_start_in_a_small_window(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    window = session.window
    window.resize(1240, 760)
    window.docks["marks"].show()
    wide = drag_outline(qtbot, window, 90)
    window.resize(720, 500)
    qtbot.waitUntil(lambda: _width(window) < wide)
    window.close()
    session.finish()
    again = open_reader().window
    again.resize(1240, 760)
    qtbot.waitUntil(lambda: _width(again) == wide)


def test_the_usual_layout_has_the_usual_width(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    window.resize(1240, 760)
    usual = _width(window)
    assert drag_outline(qtbot, window, 90) > usual
    window.commands["usual_layout"].trigger()
    qtbot.waitUntil(lambda: _width(window) == usual)


def test_between_both_panels_the_library_keeps_its_columns_and_buttons_on_a_small_screen(
    qtbot: QtBot, open_reader: Opener
) -> None:
    window = open_reader().window
    window.resize(1008, 560)
    window.docks["marks"].show()
    window.show_room("library")
    page = window.stage.currentWidget()
    qtbot.waitUntil(lambda: window.centralWidget().width() >= page.minimumSizeHint().width())
