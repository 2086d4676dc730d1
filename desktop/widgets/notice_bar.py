"""One sentence above the page when something needs the person's notice, with what can be done about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.widgets.controls import button, label, tool_button
from desktop.widgets.layouts import fill, row


class NoticeBar(QFrame):
    """Hidden until something is said; a later sentence takes the place of an earlier one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[], object] | None = None
        self._sign = label()
        # Plain: sentences name files and words of plans, and Qt must not read a < in them as markup.
        self._words = label(wraps=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = button("", self._do)
        self._close = tool_button("", self.hide, tip="关闭提示", spoken="关闭提示")
        row(
            self._sign,
            fill(self._words),
            self._button,
            self._close,
            on=self,
            spacing=10,
            margins=(14, 6, 8, 6),
        )
        self.setAccessibleName("提示")
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said now; empty when the bar is hidden."""
        return "" if self.isHidden() else self._words.text()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._sign.setPixmap(icons.pixmap("warn", theme.lost, 20))
        self._close.setIcon(icons.icon("close", theme.secondary))

    def say(self, sentence: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence, with a button that calls `act` where there is something to do."""
        self._words.setText(sentence)
        self._act = act
        self._button.setText(button)
        self._button.setVisible(bool(button and act))
        self.show()

    @Slot()
    def _do(self) -> None:
        # First, so that what `_act` says in this bar stays on the screen.
        self.hide()
        if self._act is not None:
            self._act()
