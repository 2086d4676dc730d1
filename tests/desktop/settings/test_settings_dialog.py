"""The settings: few, taken at once, and kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from desktop.app.session import Session
from desktop.settings.settings_dialog import SettingsDialog
from desktop.settings.settings_room import SettingsRoom

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
Opener = Callable[..., Session]


def _open(qtbot: QtBot, session: Session) -> SettingsDialog:
    qtbot.keyClick(session.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = session.window.room(SettingsRoom).dialog
    assert dialog is not None
    return dialog


def _choose(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """With the keyboard, as from the closed box."""
    box.setFocus()
    while box.currentText() != text:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before


def test_theme_and_size_change_at_once(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    dialog = _open(qtbot, session)
    dark = next(button for button in dialog.themes.buttons() if button.text() == "夜间")
    qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert session.window.looks.theme.name == "dark"
    _choose(qtbot, dialog.zoom, "150%")
    assert session.window.looks.zoom == 150
    assert session.window.looks.theme.name == "dark"


def test_what_is_chosen_elsewhere_shows(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    dialog = _open(qtbot, session)
    session.window.commands["theme_paper"].trigger()
    session.window.commands["larger"].trigger()
    assert dialog.themes.checkedButton().text() == "护眼"
    assert dialog.zoom.currentText() == "110%"


def test_the_interface_grows_at_once_and_at_the_next_start(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    usual = QApplication.font().pixelSize()
    row = session.window.outline.sizeHintForRow(0)
    dialog = _open(qtbot, session)
    _choose(qtbot, dialog.interface, "特大（150%）")
    large = QApplication.font().pixelSize()
    assert large == pytest.approx(usual * 1.5, abs=1)
    assert session.window.outline.fontInfo().pixelSize() == large
    assert session.window.outline.sizeHintForRow(0) > row
    assert session.window.top.plan_button.fontInfo().pixelSize() > large
    assert session.window.page._looks.zoom == 100
    dialog.close()
    session.window.close()
    _choose(qtbot, _open(qtbot, open_reader()).interface, "特大（150%）")
    assert QApplication.font().pixelSize() == large


def test_it_is_gone_when_closed_and_comes_anew(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    dialog = _open(qtbot, session)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert session.window.room(SettingsRoom).dialog is None
    session.window.commands["larger"].trigger()
    assert _open(qtbot, session).zoom.currentText() == "110%"


def test_without_a_folder_it_says_so(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    dialog = _open(qtbot, open_reader(data=None))
    words = [label.text() for label in dialog.findChildren(type(dialog.layout().itemAt(1).widget()))]  # type: ignore[union-attr]
    assert any("本次的设置不会保存" in text for text in words)
