"""Every room, panel, dialog and popup, looked at as a person comes to them: names for those who can't see, margins, and heights of rows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QInputDialog,
    QLineEdit,
    QListView,
    QMessageBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from desktop.app.session import Session
from desktop.look.theme import row_height
from desktop.widgets.layouts import DIALOG_MARGINS, PAGE_MARGINS, SPACING
from tests.desktop.surfaces import surfaces

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Opener = Callable[..., Session]
_PRESSED = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView, QAbstractSpinBox, QComboBox, QTabBar)
_FREE = (QInputDialog, QMessageBox)
"""Dialogs of Qt's, which place their parts themselves."""
_CARDS = ("results_list", "sheets")
"""Lists whose rows are cards or pictures."""


def _unnamed(surface: QWidget) -> Iterator[str]:
    for widget in [surface, *surface.findChildren(QWidget)]:
        reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, _PRESSED)
        crossed = isinstance(widget.parent(), QLineEdit)
        if (
            not reached
            or not (widget.isVisible() or crossed)
            or widget.objectName().startswith("qt_scrollarea")
        ):
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken is None or not (spoken.text(QAccessible.Text.Name) or widget.focusProxy()):
            # Within a field what it is made of has the field's name.
            if isinstance(widget.parent(), (QComboBox, QAbstractSpinBox)):
                continue
            yield f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}"


def _margins(surface: QWidget) -> Iterator[str]:
    layout = surface.layout()
    if not isinstance(surface, QDialog) or isinstance(surface, _FREE) or layout is None:
        return
    if type(surface).__name__ == "PrintDialog":
        return
    margins = layout.contentsMargins()
    found = (margins.left(), margins.top(), margins.right(), margins.bottom())
    if surface.property("scrolled"):
        return
    if found not in (DIALOG_MARGINS, PAGE_MARGINS) or layout.spacing() != SPACING:
        yield f"{type(surface).__name__}: {found}, {layout.spacing()} apart"


def _rows(surface: QWidget) -> Iterator[str]:
    for view in surface.findChildren(QAbstractItemView):
        model = view.model()
        if (
            not isinstance(view, (QTableView, QListView, QTreeView))
            or not view.isVisible()
            or view.objectName() in _CARDS
            or model is None
            or not model.rowCount(QModelIndex())
        ):
            continue
        heights = [
            view.visualRect(model.index(row, column)).height()
            for row in range(min(model.rowCount(QModelIndex()), 60))
            for column in range(3)
        ]
        heights = [height for height in heights if height > 0]
        least = row_height(view.font())
        # Rows of several lines are higher; the lowest is one of a single line, where there is one.
        if heights and not least <= min(heights) + 1 <= 2.2 * least:
            yield f"{type(view).__name__} {view.objectName()!r}: {min(heights)} px, not {least}"


@pytest.mark.slow
def test_everything_is_named_and_placed_alike(open_reader: Opener, tmp_path: Path) -> None:
    session = open_reader()
    looked: list[str] = []
    told: list[str] = []
    for name, surface in surfaces(session, tmp_path):
        looked.append(name)
        for check in (_unnamed, _margins, _rows):
            told += [f"{name}: {each}" for each in check(surface)]
    assert len(looked) > 25, looked
    assert not told, "\n".join(dict.fromkeys(told))
    assert isinstance(QApplication.instance(), QApplication)
