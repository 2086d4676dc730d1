"""The rows that are shown, as Qt asks for them: lines of a table, and the heads of groups between them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from db.records import SIGNS, Place
from db.tables.arrangement import View
from db.tables.table import RowTable
from desktop.widgets.tips import as_words

RowRole = Qt.ItemDataRole.UserRole + 1
"""The row's number in the table; None for the head of a group."""
GroupRole = Qt.ItemDataRole.UserRole + 2
"""The label of the group that the line is the head of; None for a row."""
FoldedRole = Qt.ItemDataRole.UserRole + 3
"""Whether the group's rows are hidden."""
MarkRole = Qt.ItemDataRole.UserRole + 4
""""lost" or "filled", for a cell that shows such a figure; otherwise None."""

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _nowhere(_row: Any) -> Place:
    return Place("", "")


def _nothing(_row: Any) -> None:
    """What a column reads that has no rows."""


_EMPTY: RowTable[Any] = RowTable("", "", (), (), _nowhere)


class RowsModel(QAbstractTableModel):
    """Lines over a table. A cell is read from the table when Qt asks for it; nothing is edited in place."""

    sort_asked = Signal(str, bool)
    """The column's name (empty: the plan's order), and whether downwards."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: RowTable[Any] = _EMPTY
        self.view = View(())
        self._folded: set[str] = set()
        self._sums: tuple[str, ...] = ()
        self._lines: list[int] | tuple[int, ...] = ()

    def set_table(self, table: RowTable[Any], view: View) -> None:
        """Show a view of a table."""
        self.beginResetModel()
        self.table, self.view = table, view
        # The sums of the last view would stand on groups of this one until the new ones come.
        self._sums = ()
        # Groups of the same name stay folded when the rows are filtered; names that are gone are forgotten.
        self._folded &= {group.label for group in view.groups}
        self._lines = self._laid_out()
        self.endResetModel()

    def let_go(self) -> None:
        """Show no rows, and hold no table any more."""
        # The columns stay, but read nothing: without any the header would forget how wide they are and where.
        columns = [replace(column, read=_nothing, show=None) for column in self.table.columns]
        self.set_table(RowTable(self.table.name, self.table.title, columns, (), _nowhere), View(()))

    def set_sums(self, sums: Sequence[str]) -> None:
        """Words on each of the groups, which come a little later."""
        self._sums = tuple(sums)
        if self._lines and self._sums:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, self.columnCount() - 1))

    def toggle(self, label: str) -> None:
        """Hide a group's rows, or show them again."""
        self.beginResetModel()
        self._folded ^= {label}
        self._lines = self._laid_out()
        self.endResetModel()

    def line_of(self, row: int) -> int | None:
        """The first line that shows the table's row."""
        return self._lines.index(row) if row in self._lines else None

    def place(self, index: _Index) -> Place | None:
        """Where the row's words stand in the plan; None for the head of a group."""
        row = self._lines[index.row()] if index.isValid() else -1
        return self.table.place(row) if row >= 0 else None

    def _laid_out(self) -> list[int] | tuple[int, ...]:
        """For each line its row number; for the head of the group number n, ~n, which is below 0."""
        if not self.view.groups:
            return self.view.rows
        lines: list[int] = []
        for number, group in enumerate(self.view.groups):
            # ~0 is -1: even the first group is below all row numbers.
            lines.append(~number)
            if group.label not in self._folded:
                lines += group.rows
        return lines

    def _group(self, line: int, role: int) -> Any:
        group = self.view.groups[~line]
        if role == GroupRole:
            return group.label
        if role == FoldedRole:
            return group.label in self._folded
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            sums = self._sums[~line] if ~line < len(self._sums) else ""
            return f"{group.label}（{len(group.rows)}）" + (f"　{sums}" if sums else "")
        return None

    def _cell(self, row: int, column: int, role: int) -> Any:
        name = self.table.columns[column].name
        if role == Qt.ItemDataRole.DisplayRole:
            return self.table.text(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_words(self.table.text(row, name))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.table.columns[column].title}：{self.table.text(row, name) or '空'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # Figures are compared by their last digits.
            return _RIGHT if self.table.columns[column].kind == "number" else _LEFT
        if role == MarkRole:
            # By the shown words: they alone have the signs, and what was filled in beside them.
            text = self.table.text(row, name)
            return "filled" if "【补录：" in text else "lost" if any(sign in text for sign in SIGNS) else None
        return row if role == RowRole else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if line < 0:
            # Drawn once across the line, but read out in whichever cell is the current one.
            return None if index.column() and role == Qt.ItemDataRole.DisplayRole else self._group(line, role)
        return self._cell(line, index.column(), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.table.columns):
            return None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind == "number" else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        name = self.table.columns[column].name if 0 <= column < len(self.table.columns) else ""
        # Only asked: the background sorts all rows at once, and the view is set anew.
        self.sort_asked.emit(name, order == Qt.SortOrder.DescendingOrder)
