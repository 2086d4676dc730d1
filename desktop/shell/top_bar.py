"""The bar above everything: the plan's name, the search box in the middle, a few actions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.widgets.controls import label, menu_button, named, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, Item, fill, row
from desktop.widgets.tips import as_words

_BUTTON, _SPARE, _NARROWEST = 44, 40, 120
"""Pixels: of a button with its gap, beside the plan's name, and of the name at least."""
_NARROW = 1080
"""Pixels of a bar in which not all buttons have room beside a count of hits."""


class TopBar(QWidget):
    """Places what it is given: it knows neither plans nor searching."""

    def __init__(
        self,
        plans: QMenu,
        box: QLineEdit,
        left: Sequence[QAction],
        beside: Sequence[QAction],
        right: Sequence[QAction],
        spare: Sequence[QAction] = (),
    ) -> None:
        """`left`, `beside` (the box) and `right` are shown as buttons; one with a menu opens it. Of `right`,
        those in `spare` are left out where the window is narrow.
        """
        super().__init__()
        self.plan_button = menu_button(menu=plans, name="plan", spoken="选择规划")
        self.plan_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._title = ""
        self._buttons_at_left = len(left)
        self.count = named(label(name="count"), spoken="查找结果数")
        self._left = _group(*map(_button, left), self.plan_button, STRETCH)
        side = _group(*map(_button, beside), self.count, STRETCH)
        box.setMinimumWidth(240)
        box.setMaximumWidth(460)
        tail = QWidget()
        buttons = [_button(action) for action in right]
        # Those that can go in a narrow window: they stand in a menu too, and have keys.
        self._spare = [button for button, action in zip(buttons, right, strict=True) if action in spare]
        row(fill(side), _group(STRETCH, *buttons), on=tail, margins=NO_MARGINS)
        # Equal shares left and right keep the box in the middle of the window, whatever the plan is called.
        row(fill(self._left, 10), fill(box, 9), fill(tail, 10), on=self, spacing=8, margins=(8, 4, 8, 4))

    def set_title(self, title: str) -> None:
        """The name of the plan that is open."""
        self._title = title
        self._fit_title()

    def _fit_title(self) -> None:
        room = max(self._left.width() - self._buttons_at_left * _BUTTON - _SPARE, _NARROWEST)
        metrics = self.plan_button.fontMetrics()
        self.plan_button.setText(metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room))
        self.plan_button.setToolTip(as_words(self._title))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in self._spare:
            button.setVisible(self.width() >= _NARROW)
        self._fit_title()


def _group(*items: Item) -> QWidget:
    group = QWidget()
    row(*items, on=group, spacing=4, margins=NO_MARGINS)
    return group


def _button(action: QAction) -> QToolButton:
    # By the keyboard only: a click on a button must not take the focus from the text.
    button = tool_button(spoken=action.iconText(), icon=20, focus=Qt.FocusPolicy.TabFocus)
    menu = action.menu()
    if isinstance(menu, QMenu):
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setDefaultAction(action)
    return button
