"""A line to type words in. It tells the words once the person stops typing and no input method is
composing.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.widgets.controls import one_shot

DELAY = 80
"""Milliseconds without a change before words are looked for."""

LONGEST = 10_000
"""Characters that the line takes."""


class TypedLine(QLineEdit):
    """Only committed text counts: while a composition (preedit) is open nothing is said."""

    words_changed = Signal(str)
    next_asked = Signal()
    previous_asked = Signal()
    left = Signal()
    """Esc was pressed: the person wants to leave the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        """An input method's composition is open."""
        self._said = ""
        self._timer = one_shot(self, DELAY, self._say)
        # Qt's usual timers are coarse: they may be late by 5 %.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.textChanged.connect(self._typed)
        # Not Qt's own button to clear: its cross does not take the theme's colour.
        self._glass = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._glass.setText("查找")
        self._clear = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setText("清除")
        self._clear.triggered.connect(self.clear)
        self._clear.setVisible(False)
        self.setMaxLength(LONGEST)

    def set_theme(self, theme: Theme) -> None:
        """Draw the glass and the cross in the theme's colour."""
        self._glass.setIcon(icons.icon("search", theme.secondary))
        self._clear.setIcon(icons.icon("close", theme.secondary))

    def flush(self) -> None:
        """Say the words now instead of after the delay."""
        if self._timer.isActive():
            self._timer.stop()
            self._say()

    def put(self, words: str) -> None:
        """Set the words, and say them at once."""
        self.setText(words)
        self.flush()

    @Slot()
    def _typed(self) -> None:
        self._clear.setVisible(bool(self.text()))
        self._timer.start()

    @Slot()
    def _say(self) -> None:
        if self.composing or self.text() == self._said:
            return
        self._said = self.text()
        self.words_changed.emit(self._said)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self.composing:
            self._timer.stop()
        # A composition that was cancelled changes no text: what was typed before it has still to be told.
        elif self.text() != self._said:
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            # Enter and Esc belong to the input method now.
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.flush()
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.previous_asked if back else self.next_asked).emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
