"""Labels, buttons and timers made in one call with all that the house gives them: a name for the style sheet,
a tip, a name that a screen reader says.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop.background import Connected
from desktop.widgets.tips import as_words

CLOSE = {"关闭": QDialogButtonBox.ButtonRole.RejectRole}
"""The one button of a dialog that only shows something, for `dialog_buttons`."""
_Widget = TypeVar("_Widget", bound=QWidget)
_Area = TypeVar("_Area", bound=QAbstractScrollArea)


def named(widget: _Widget, name: str = "", *, tip: str = "", spoken: str = "") -> _Widget:
    """`widget`, with a name for the style sheet, a tip and what a screen reader says; "" changes nothing."""
    if name:
        widget.setObjectName(name)
    if tip:
        widget.setToolTip(as_words(tip))
    if spoken:
        widget.setAccessibleName(spoken)
    return widget


def restyle(widget: QWidget, state: str, value: bool) -> None:
    """Set a property that the style sheet asks for, and draw `widget` by it."""
    widget.setProperty(state, value)
    # Qt looks at such properties only when a widget is polished.
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def frameless(area: _Area, *, fits: bool = False) -> _Area:
    """`area` without a frame; one that `fits` its width has no scroll bar at its foot either."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    if fits:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def choose_row(view: QAbstractItemView, index: QModelIndex) -> None:
    """Stand on a row, and choose it alone. Where several may be chosen, the view's own setCurrentIndex()
    does as for a click: with Ctrl still held down, from a shortcut that led here, it chooses nothing.
    """
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)


def clearable(line: QLineEdit) -> QLineEdit:
    """`line` with Qt's cross at its end, which clears it."""
    line.setClearButtonEnabled(True)
    for cross in line.findChildren(QToolButton):
        named(cross, tip="清除", spoken="清除")
    return line


def label(words: str = "", name: str = "", *, wraps: bool = False, rich: bool = False) -> QLabel:
    """A label of words; a `rich` one takes HTML, in which all that comes from elsewhere is escaped."""
    made = QLabel(wordWrap=wraps)
    # First: words that look like HTML would be taken for it, and their pictures opened.
    made.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
    made.setText(words)
    return named(made, name)


def button(words: str, pressed: Connected | None = None, *, name: str = "", tip: str = "") -> QPushButton:
    """A button that calls `pressed` when clicked."""
    made = QPushButton(words)
    if pressed is not None:
        made.clicked.connect(pressed)
    return named(made, name, tip=tip)


def tool_button(
    words: str = "",
    pressed: Connected | None = None,
    *,
    name: str = "",
    tip: str = "",
    spoken: str = "",
    checkable: bool = False,
    icon: int = 0,
    focus: Qt.FocusPolicy | None = None,
) -> QToolButton:
    """A flat button. `icon` is the side of its picture in pixels; 0 and None leave Qt's own."""
    made = QToolButton()
    made.setText(words)
    made.setCheckable(checkable)
    if icon:
        made.setIconSize(QSize(icon, icon))
    if focus is not None:
        made.setFocusPolicy(focus)
    if pressed is not None:
        made.clicked.connect(pressed)
    return named(made, name, tip=tip, spoken=spoken)


def menu_button(
    words: str = "", menu: QMenu | None = None, *, name: str = "", tip: str = "", spoken: str = ""
) -> QToolButton:
    """A flat button of words that opens a menu at once; without `menu` it has an empty one."""
    made = tool_button(words, name=name, tip=tip, spoken=spoken)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    open_menu(made, menu or QMenu(made))
    return made


def open_menu(button: QToolButton, menu: QMenu) -> None:
    """Let `button` open `menu` at once, and look as every other one when that has closed."""
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(menu)
    # While a menu is open Qt (6.8) tells nobody that the mouse has left: the button stayed lit afterwards.
    later = one_shot(button, 0, partial(_look_for_mouse, button))
    menu.aboutToHide.connect(later.start)


def _look_for_mouse(button: QToolButton) -> None:
    here = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, here)
    button.update()


def menu_entry(
    menu: QMenu, words: str, run: Callable[..., object], *given: object, checked: bool | None = None
) -> QAction:
    """A new entry at the end of `menu`, which calls `run` with what is `given`; with `checked`, one with a
    tick.
    """
    entry = menu_line(menu, words, enabled=True)
    if checked is not None:
        entry.setCheckable(True)
        entry.setChecked(checked)
    # Qt hands over whether the entry is checked, which `run` does not ask for.
    entry.triggered.connect(lambda _checked=False: run(*given))
    return entry


def menu_line(menu: QMenu, words: str, *, enabled: bool = False) -> QAction:
    """A new line at the end of `menu`, which does nothing by itself."""
    # Not QMenu.addAction(words): PySide (6.8) never lets go of an action that Qt has made itself, and deletes
    # with the menu or when the menu is filled anew.
    entry = QAction(words, menu)
    entry.setEnabled(enabled)
    menu.addAction(entry)
    return entry


def submenu(menu: QMenu, words: str) -> QMenu:
    """A new menu at the end of `menu`; `clear_menu` takes it away."""
    below = QMenu(words, menu)
    menu.addMenu(below)
    return below


def clear_menu(menu: QMenu) -> None:
    """Take all out of `menu` that belongs to it, with the menus in it."""
    # QMenu.clear deletes entries only: the menus in it would stay, unseen, as long as it does itself.
    for below in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        below.deleteLater()
    menu.clear()


def dialog_buttons(
    dialog: QDialog,
    buttons: QDialogButtonBox.StandardButton = QDialogButtonBox.StandardButton.NoButton,
    words: Mapping[str, QDialogButtonBox.ButtonRole] | None = None,
) -> QDialogButtonBox:
    """The buttons at the foot of `dialog`, which accept and reject it: Qt's own, and those with `words`."""
    box = QDialogButtonBox(buttons)
    for text, role in (words or {}).items():
        box.addButton(text, role)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def one_shot(parent: QObject, msec: int, run: Connected) -> QTimer:
    """A timer that calls `run` once, `msec` milliseconds after its last start()."""
    timer = QTimer(parent, interval=msec, singleShot=True)
    timer.timeout.connect(run)
    return timer
