"""A list of lines with tick boxes, whose words are made as they come into sight: there may be 10,000."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView

from desktop.widgets.controls import named
from desktop.widgets.tips import as_words

_Index = QModelIndex | QPersistentModelIndex
_TICK = Qt.ItemDataRole.CheckStateRole


class TickedModel(QAbstractListModel):
    """Lines by their numbers; which of them are ticked."""

    ticked = Signal()
    """What is ticked has changed."""

    def __init__(
        self, count: int, words: Callable[[int], str], ticks: Iterable[int], parent: QObject | None = None
    ) -> None:
        """`words` gives those of a line. `ticks`: the lines that are ticked at first."""
        super().__init__(parent)
        self._count, self._words = count, words
        self._ticks = set(ticks)

    def ticks(self) -> frozenset[int]:
        """The lines that are ticked."""
        return frozenset(self._ticks)

    def tick_all(self, *, on: bool) -> None:
        """Tick every line, or none."""
        self._ticks = set(range(self._count)) if on else set()
        self.dataChanged.emit(self.index(0), self.index(self._count - 1), [_TICK])
        self.ticked.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_words(self._words(index.row()))
        if role == _TICK:
            on = index.row() in self._ticks
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != _TICK or not index.isValid():
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        (self._ticks.add if on else self._ticks.discard)(index.row())
        self.dataChanged.emit(index, index, [_TICK])
        self.ticked.emit()
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable


class TickedList(QListView):
    """Shows a TickedModel; a screen reader calls it `spoken`."""

    def __init__(self, spoken: str, ticked: TickedModel) -> None:
        super().__init__()
        named(self, spoken=spoken)
        ticked.setParent(self)
        self.setModel(ticked)
        # Otherwise Qt measures each of ten thousand lines before the first is drawn.
        self.setUniformItemSizes(True)
