"""Input fields of a mark's card. The wheel does not change them, and keys for undo that they cannot use go to
the window.
"""

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
_REDO_TOO = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
"""Only on Windows Qt takes it for 恢复, as the window does everywhere."""


class ChoiceField(QComboBox):
    """A drop-down list that the wheel does not turn: scrolling past it changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        # What a field leaves alone goes to the area around it, which scrolls.
        event.ignore()


class LineField(QLineEdit):
    """One line.

    With nothing of its own to undo it leaves Ctrl+Z to the window, which undoes what was done to the marks.
    """

    def event(self, event: QEvent) -> bool:
        taken = takes_undo(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable())
        return super().event(event) if taken is None else taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_redo(event):
            self.redo()
            event.accept()
        else:
            super().keyPressEvent(event)


def is_redo(event: QKeyEvent) -> bool:
    """Whether the keys for 恢复 were pressed."""
    return event.matches(_REDO) or event.keyCombination() == _REDO_TOO


def takes_undo(event: QEvent, *, undo: bool, redo: bool) -> bool | None:
    """Keys for undo and redo were pressed: whether a field that can undo and redo so takes them for itself.

    None: other keys.
    """
    # Before Qt looks for a shortcut of the window it asks the field with the keyboard, by this event, whether
    # it wants the key for itself.
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return None
    if not (backwards := event.matches(_UNDO)) and not is_redo(event):
        return None
    taken = undo if backwards else redo
    event.setAccepted(taken)
    return taken
