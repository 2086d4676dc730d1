"""The colours of highlights: names and colours are the person's own, up to eight."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QToolButton,
    QWidget,
)

from db.user.records import OFFERED_CATEGORIES, Category, Change, Edit
from desktop.marks.mark_bar import swatch
from desktop.widgets.controls import button, dialog_buttons, label, named, tool_button
from desktop.widgets.layouts import LEFT, SIDE_SPACING, STRETCH, aligned, dialog_column

_MORE = ("#aed581", "#90caf9", "#ce93d8", "#ffab91", "#bcaaa4", "#e6ee9c", "#80deea", "#ffd54f")
"""What a new colour is at first: the first of these that no other has."""
_LONGEST = 12
"""Characters of a name."""


@dataclass(slots=True)
class _Row:
    id: str
    name: QLineEdit
    button: QToolButton
    task: QCheckBox
    remove: QToolButton
    colour: str


class ColoursDialog(QDialog):
    """Edits a copy; `change` tells what is different in the end.

    A colour taken off stays on the marks that have it.
    """

    def __init__(self, categories: Sequence[Category], parent: QWidget) -> None:
        super().__init__(parent)
        self._before = tuple(categories)
        self.rows: list[_Row] = []
        self.setWindowTitle("颜色与名称")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SIDE_SPACING)
        self.more = button("添加一种颜色", self.add)
        dialog_column(
            self,
            label("选中文字后可用的颜色，最多八种。停用的颜色仍留在已有的批注上。", wraps=True),
            self._grid,
            aligned(self.more, LEFT),
            STRETCH,
            dialog_buttons(self, QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel),
        )
        for each in categories:
            if each.offered:
                self._add(each.id, each.name, each.colour, task=each.task)
        self.setMinimumWidth(420)
        # Otherwise its parent, the page, keeps every dialog until the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def change(self) -> Change:
        """What is to be done, as one step."""
        there = {each.id: each for each in self._before}
        after: list[Category] = []
        for ordinal, row in enumerate(self.rows):
            before = there.get(row.id)
            name = row.name.text().strip() or (before.name if before is not None else f"颜色{ordinal + 1}")
            after.append(Category(row.id, name, row.colour, ordinal, offered=True, task=row.task.isChecked()))
        kept = {row.id for row in self.rows}
        # Not removed: marks that have such a colour keep it. From now on it is the person's own, so that no
        # colleague's file names it anew.
        after += [
            replace(each, offered=False, own=True)
            for each in self._before
            if each.offered and each.id not in kept
        ]
        edits = (Edit(there.get(each.id), each) for each in after)
        return Change("修改颜色", categories=tuple(edit for edit in edits if edit.before != edit.after))

    @Slot()
    def add(self) -> None:
        """One more colour, one that is not there yet."""
        used = {row.colour for row in self.rows}
        colour = next((each for each in _MORE if each not in used), _MORE[0])
        self._add(str(uuid.uuid4()), "", colour, task=False).name.setFocus()

    def _add(self, id_: str, name: str, colour: str, *, task: bool) -> _Row:
        row = _Row(
            id_,
            named(QLineEdit(name), spoken="颜色的名称"),
            tool_button(tip="选择颜色", spoken="选择颜色"),
            QCheckBox("作为任务"),
            tool_button("停用"),
            colour,
        )
        row.name.setMaxLength(_LONGEST)
        row.name.setPlaceholderText("名称")
        row.button.setIcon(swatch(colour, 20))
        row.task.setChecked(task)
        row.task.setToolTip("用这种颜色突出显示的文字，一开始就是“待办”")
        row.button.clicked.connect(partial(self._ask_colour, row))
        row.remove.clicked.connect(partial(self._remove, row))
        # Rows of a grid stay when their widgets go: a number is never used twice.
        line = self._grid.rowCount()
        for place, widget in enumerate((row.button, row.name, row.task, row.remove)):
            self._grid.addWidget(widget, line, place)
        self.rows.append(row)
        self._limit()
        return row

    def _remove(self, row: _Row) -> None:
        self.rows.remove(row)
        for widget in (row.button, row.name, row.task, row.remove):
            # A layout that lets go of a widget leaves it drawn where it stood.
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._limit()

    def _limit(self) -> None:
        self.more.setEnabled(len(self.rows) < OFFERED_CATEGORIES)
        for row in self.rows:
            # One colour must be left to highlight with.
            row.remove.setEnabled(len(self.rows) > 1)

    def _ask_colour(self, row: _Row) -> None:
        dialog = QColorDialog(QColor(row.colour), self)
        dialog.setWindowTitle("选择颜色")
        dialog.colorSelected.connect(partial(self._take_colour, row))
        dialog.open()

    def _take_colour(self, row: _Row, colour: QColor) -> None:
        row.colour = colour.name()
        row.button.setIcon(swatch(row.colour, 20))
