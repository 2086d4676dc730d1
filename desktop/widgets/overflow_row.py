"""Buttons in a row; those that have no room stand in a menu."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from desktop.widgets.controls import menu_button, menu_entry

_ARROW = " ▾"
"""Behind the words of a button that opens a menu."""


class OverflowRow(QWidget):
    """Shows as many buttons as it has room for; the last ones go into a menu at its end, where they do the
    same. No button is ever narrower than its words.
    """

    def __init__(
        self,
        buttons: Sequence[QToolButton],
        *,
        name: str = "choice",
        spoken: str = "更多操作",
        spacing: int = 6,
    ) -> None:
        """`name` and `spoken` are those of the button that opens the menu, `spacing` is in pixels."""
        super().__init__()
        self._spacing = spacing
        self._buttons = list(buttons)
        self._offered = set(buttons)
        self.more = menu_button("⋯", name=name, tip=spoken, spoken=spoken)
        self.more.setFocusPolicy(self._buttons[0].focusPolicy())
        self.more.menu().aboutToShow.connect(self._fill_more)
        for each in (*self._buttons, self.more):
            each.setParent(self)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def offer(self, button: QToolButton, *, on: bool) -> None:
        """Whether a button is there at all, in the row or in the menu."""
        (self._offered.add if on else self._offered.discard)(button)
        self.updateGeometry()
        self._place_parts()

    @property
    def overflowing(self) -> list[QToolButton]:
        """The buttons that stand in the menu."""
        return [each for each in self._wanted() if not each.isVisibleTo(self)]

    def sizeHint(self) -> QSize:
        return QSize(self._width_of(self._wanted()), self._high())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), self._high())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # A button has other words.
            self.updateGeometry()
            self._place_parts()
        return super().event(event)

    def _wanted(self) -> list[QToolButton]:
        return [each for each in self._buttons if each in self._offered]

    def _high(self) -> int:
        return max(each.sizeHint().height() for each in self._buttons)

    def _place_parts(self) -> None:
        wanted = self._wanted()
        shown = list(wanted)
        line: list[QToolButton] = wanted
        while shown and self._width_of(line) > self.width():
            shown.pop()
            line = [*shown, self.more]
        for each in (*self._buttons, self.more):
            each.setVisible(each in line)
        at = 0
        for each in line:
            hint = each.sizeHint()
            each.setGeometry(at, (self.height() - hint.height()) // 2, hint.width(), hint.height())
            at += hint.width() + self._spacing

    def _width_of(self, line: Sequence[QToolButton]) -> int:
        return sum(each.sizeHint().width() for each in line) + self._spacing * max(len(line) - 1, 0)

    @Slot()
    def _fill_more(self) -> None:
        menu = self.more.menu()
        # Not `clear_menu`: the menus in it are those of the buttons.
        menu.clear()
        for each in self.overflowing:
            words = each.text().removesuffix(_ARROW)
            below = each.menu()
            if below is not None:
                below.setTitle(words)
                menu.addMenu(below)
            else:
                checked = each.isChecked() if each.isCheckable() else None
                menu_entry(menu, words, each.click, checked=checked).setEnabled(each.isEnabled())
