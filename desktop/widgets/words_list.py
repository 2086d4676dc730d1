"""A list of lines of words to look through or to choose from, drawn line by line as they come into sight."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QListView

from desktop.widgets.controls import named
from desktop.widgets.copied_rows import chosen_rows, copy_rows
from desktop.widgets.tips import as_words

_Index = QModelIndex | QPersistentModelIndex


class WordsLine(NamedTuple):
    """A line of the list."""

    words: str
    tip: str = ""
    """Its tip; empty: its words, of which a narrow list shows only the beginning."""
    number: int = 0
    """What it stands for, given back by `Qt.ItemDataRole.UserRole`."""


class WordsModel(QAbstractListModel):
    """Lines, all made anew at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[WordsLine, ...] = ()

    def set_lines(self, lines: Iterable[WordsLine]) -> None:
        """Hold these."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words
            case Qt.ItemDataRole.ToolTipRole:
                return as_words(line.tip or line.words)
            case Qt.ItemDataRole.UserRole:
                return line.number
            case _:
                return None


class WordsList(QListView):
    """Shows lines; a screen reader calls it `spoken`."""

    def __init__(self, spoken: str, lines: Iterable[WordsLine] = ()) -> None:
        super().__init__()
        named(self, spoken=spoken)
        self._model = WordsModel(self)
        self.setModel(self._model)
        # Made here: PySide (6.8) never lets go of the one that Qt makes once it was asked for.
        self.setSelectionModel(QItemSelectionModel(self._model, self))
        self.set_lines(lines)

    def set_lines(self, lines: Iterable[WordsLine]) -> None:
        """Show these; none is current."""
        self._model.set_lines(lines)

    def copy_chosen(self) -> str | None:
        """Copy the chosen lines; in words how many."""
        return copy_rows(((str(index.data()),) for index in chosen_rows(self)), "条")

    def set_row(self, row: int) -> None:
        """Make the line with this number, from 0, the current one."""
        self.setCurrentIndex(self._model.index(row))
