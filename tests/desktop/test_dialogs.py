"""Every dialog that an action opens: its controls are named, nothing in it is too small, and Escape closes it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.app.session import Session
from desktop.marks.marks_controller import MarksController

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise)")
Opener = Callable[..., Session]
SLUG = "shengzhou-145"
_KINDS = (
    QAbstractButton,
    QLineEdit,
    QTextEdit,
    QPlainTextEdit,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
)
_OPENED = (
    "settings",
    "guide",
    "shortcuts",
    "report",
    "about",
    "paragraph",
    "print",
    "mark_colours",
    "backups",
)


@pytest.mark.parametrize("name", _OPENED)
def test_controls_are_named_and_escape_closes(qtbot: QtBot, open_reader: Opener, name: str) -> None:
    window = open_reader().window
    qtbot.waitUntil(lambda: window.room(MarksController).room.markable)
    window.go_to(Place(SLUG, "8.1"))
    before = set(QApplication.topLevelWidgets())
    window.commands[name].trigger()

    def opened() -> QWidget | None:
        new = [
            each
            for each in QApplication.topLevelWidgets()
            if each not in before and each.isVisible() and each.isWindow()
        ]
        return new[0] if new else None

    qtbot.waitUntil(lambda: opened() is not None)
    dialog = opened()
    assert dialog is not None
    assert dialog.windowTitle()
    for widget in dialog.findChildren(QWidget):
        if not widget.isVisibleTo(dialog):
            continue
        assert widget.fontInfo().pixelSize() >= 14, widget
        inside = isinstance(widget.parent(), (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView))
        if isinstance(widget, _KINDS) and not inside and not widget.objectName().startswith("qt_"):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget
            assert (
                not isinstance(widget, QAbstractButton) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            ), widget
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: opened() is None)
