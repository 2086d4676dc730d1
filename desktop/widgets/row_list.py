"""A table in which rows are chosen, not cells: the keys for its ends lead to the first and the last row."""

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget


class RowList(QTableView):
    """As a list has it; Qt's own table would go to the first and last column."""

    def __init__(self, parent: QWidget | None = None, **properties: Any) -> None:
        """`properties` are Qt's own: `showGrid=False`."""
        super().__init__(parent, **properties)
        # Who can't see hears which part of the table a key has led to.
        self.horizontalHeader().setAccessibleName("表头")
        self.verticalHeader().setAccessibleName("行号")

    def first_column(self) -> int:
        """The first column that is not hidden."""
        return next((at for at in range(self.model().columnCount()) if not self.isColumnHidden(at)), 0)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The index that a key leads to."""
        moves = QAbstractItemView.CursorAction
        if action not in (moves.MoveHome, moves.MoveEnd):
            return super().moveCursor(action, modifiers)
        rows = range(self.model().rowCount())
        column = self.currentIndex().column()
        if column < 0 or self.isColumnHidden(column):
            column = self.first_column()
        # Headlines may be no rows to stop at.
        there = (
            self.model().index(row, column) for row in (rows if action == moves.MoveHome else rows[::-1])
        )
        return next((index for index in there if index.flags() & Qt.ItemFlag.ItemIsEnabled), QModelIndex())
