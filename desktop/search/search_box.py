"""The search box in the top bar: a line to type words in, and what could be meant beneath it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QIcon, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.look import icons
from desktop.look.theme import LIGHT, Theme
from desktop.widgets.typed_line import TypedLine

if TYPE_CHECKING:
    from desktop.search.suggestion_popup import SuggestionPopup, SuggestionRow


class SearchBox(TypedLine):
    """Says what was typed, so that something can be suggested, and what was taken of it."""

    suggestions_wanted = Signal(str)
    """Committed words that the person typed; empty when the person comes to an empty box."""
    suggestions_closed = Signal()
    """Nobody waits for suggestions any more."""
    entry_taken = Signal(object)
    entry_removed = Signal(object, int)
    """A SuggestionRow that the person takes away, and its row."""
    regex_refused = Signal()
    """The words are to be words again, and no regular expression."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._popup: SuggestionPopup | None = None
        self._choosing = False
        """The person types, or asked for the list, and has turned to nothing else since."""
        self._theme: Theme = LIGHT
        self.words_changed.connect(self._want)
        self._regex = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._regex.setText("输入的内容是正则表达式，点一下改回普通文字")
        self._regex.triggered.connect(self.regex_refused)
        self.set_regex(on=False)
        self.setAccessibleName("查找")
        self.setAccessibleDescription(
            "输入即查找；回车到下一处，Shift+回车到上一处，向下键选查找建议，Esc 返回查找前位置"
        )

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self._regex.setIcon(icons.icon("regex", theme.accent))
        if self._popup is not None:
            self._popup.set_theme(theme)

    def set_regex(self, *, on: bool) -> None:
        """Show that the words are a regular expression, or that they are words."""
        self._regex.setVisible(on)
        self.setPlaceholderText("查找：正则表达式，如 \\d+亿元" if on else "查找规划内容")

    @property
    def popup(self) -> "SuggestionPopup":
        """The list beneath; made when the person first comes to the box."""
        if self._popup is None:
            from desktop.search.suggestion_popup import SuggestionPopup

            self._popup = SuggestionPopup(self)
            self._popup.set_theme(self._theme)
            self._popup.chosen.connect(self._take_entry)
            self._popup.removed.connect(self.entry_removed)
            self._popup.dismissed.connect(self.close_suggestions)
        return self._popup

    @property
    def offers(self) -> bool:
        """Whether suggestions are shown, if there are any: the person is at the box and chooses words, and
        no input method shows its own list here.
        """
        return self._choosing and self.hasFocus() and not self.composing

    def suggest(self, entries: "Sequence[SuggestionRow]") -> None:
        """Show what could be meant; an answer that comes when nobody chooses any more is dropped."""
        if self.offers:
            self.popup.offer(entries)

    def put(self, words: str) -> None:
        """Set the words, and say them at once; nothing is suggested for them."""
        super().put(words)
        # Words that were put here are meant: nothing else is offered for them.
        self.close_suggestions()

    def close_suggestions(self) -> None:
        """Take the suggestions away, and those that are still on their way: the person has chosen, walks
        through the hits, or turned to something else.
        """
        self._choosing = False
        if self._popup is not None:
            self._popup.hide()
        self.suggestions_closed.emit()

    @Slot(str)
    def _want(self, words: str) -> None:
        if self.hasFocus():
            self._choosing = True
            self.suggestions_wanted.emit(words)

    @Slot(object)
    def _take_entry(self, entry: "SuggestionRow") -> None:
        self.close_suggestions()
        self.entry_taken.emit(entry)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if self.composing:
            self.close_suggestions()  # the input method's own list of candidates comes here

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.composing:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.popup.isVisible():
                self.popup.step(1 if key == Qt.Key.Key_Down else -1)
            elif key == Qt.Key.Key_Down:
                self._want(self.text())
        elif self.popup.isVisible() and key == Qt.Key.Key_Escape:
            self.close_suggestions()
        elif self._acts_on_row(key):
            event.accept()
        else:
            # TypedLine does what the key means; the list is in the way of it, also the one that it asks for
            # where Enter comes right after the last character.
            super().keyPressEvent(event)
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                self.close_suggestions()

    def _acts_on_row(self, key: int) -> bool:
        """Do what a key means for the suggestion that is picked out; False where it means nothing."""
        if not self.popup.isVisible():
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.popup.take_current()
        return key == Qt.Key.Key_Delete and self.popup.remove_current()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Not when the window comes to the front: nobody asked for the list then.
        if not self.text() and event.reason() in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            self._want("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_suggestions()

    def sizeHint(self) -> QSize:
        return QSize(420, super().sizeHint().height())
