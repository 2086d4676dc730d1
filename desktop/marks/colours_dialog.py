"""The colours of highlights: names and colours are the reader's own, up to eight."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.user.records import OFFERED_CATEGORIES, Category, Change, Edit
from desktop.marks.mark_bar import swatch

_MORE = ("#aed581", "#90caf9", "#ce93d8", "#ffab91", "#bcaaa4", "#e6ee9c", "#80deea", "#ffd54f")
_LONGEST = 12


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
        self._grid.setHorizontalSpacing(8)
        self.more = QPushButton("添加一种颜色")
        self.more.clicked.connect(self.add)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        words = QLabel("选中文字后可用的颜色，最多八种。停用的颜色仍留在已有的批注上。")
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(self._grid)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        column.addWidget(buttons)
        for each in categories:
            if each.offered:
                self._add(each.id, each.name, each.colour, task=each.task)
        self.setMinimumWidth(420)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def change(self) -> Change:
        """What is to be done, as one step."""
        there = {each.id: each for each in self._before}
        edits: list[Edit[Category]] = []
        for ordinal, row in enumerate(self.rows):
            before = there.get(row.id)
            name = row.name.text().strip() or (before.name if before is not None else f"颜色{ordinal + 1}")
            after = Category(
                row.id, name, row.colour, ordinal, offered=True, task=row.task.isChecked(), own=True
            )
            if after != before:
                edits.append(Edit(before, after))
        kept = {row.id for row in self.rows}
        for each in self._before:
            if each.offered and each.id not in kept:
                off = Category(
                    each.id, each.name, each.colour, each.ordinal, offered=False, task=each.task, own=True
                )
                edits.append(Edit(each, off))
        return Change("修改颜色", (), tuple(edits))

    @Slot()
    def add(self) -> None:
        """One more colour, one that is not there yet."""
        used = {row.colour for row in self.rows}
        colour = next((each for each in _MORE if each not in used), _MORE[0])
        self._add(str(uuid.uuid4()), "", colour, task=False).name.setFocus()

    def _add(self, id_: str, name: str, colour: str, *, task: bool) -> _Row:
        row = _Row(id_, QLineEdit(name), QToolButton(), QCheckBox("作为任务"), QToolButton(), colour)
        row.name.setMaxLength(_LONGEST)
        row.name.setPlaceholderText("名称")
        row.name.setAccessibleName("颜色的名称")
        row.button.setIcon(swatch(colour, 20))
        row.button.setToolTip("选择颜色")
        row.button.setAccessibleName("选择颜色")
        row.task.setChecked(task)
        row.task.setToolTip("用这种颜色突出显示的文字，一开始就是“待办”")
        row.remove.setText("停用")
        row.button.clicked.connect(partial(self._ask_colour, row))
        row.remove.clicked.connect(partial(self._remove, row))
        line = self._grid.rowCount()
        for column, widget in enumerate((row.button, row.name, row.task, row.remove)):
            self._grid.addWidget(widget, line, column)
        self.rows.append(row)
        self._limit()
        return row

    def _remove(self, row: _Row, _checked: bool = False) -> None:
        self.rows.remove(row)
        for widget in (row.button, row.name, row.task, row.remove):
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._limit()

    def _limit(self) -> None:
        self.more.setEnabled(len(self.rows) < OFFERED_CATEGORIES)
        for row in self.rows:
            row.remove.setEnabled(len(self.rows) > 1)

    def _ask_colour(self, row: _Row, _checked: bool = False) -> None:
        dialog = QColorDialog(QColor(row.colour), self)
        dialog.setWindowTitle("选择颜色")
        dialog.colorSelected.connect(partial(self._take_colour, row))
        dialog.open()

    def _take_colour(self, row: _Row, colour: QColor) -> None:
        row.colour = colour.name()
        row.button.setIcon(swatch(row.colour, 20))
