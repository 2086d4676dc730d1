"""A person at the keyboard: keys and words go to where it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def at_the_keyboard() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key."""
    qtbot.keyClick(at_the_keyboard(), key, modifiers)


def commit(words: str, widget: QWidget | None = None) -> None:
    """What an input method sends when the person has chosen the words."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget or at_the_keyboard(), event)
