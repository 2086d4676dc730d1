"""The list of sheets beside the preview: a small picture and a number for each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap

_Index = QModelIndex | QPersistentModelIndex
WIDTH = 92
"""Of a picture, in pixels."""
_KEPT = 200


class SheetsModel(QAbstractListModel):
    """Pictures are drawn when they are first seen."""

    def __init__(self, draw: Callable[[int, int], QImage], parent: QObject | None = None) -> None:
        """`draw` gives the picture of a sheet by its number, so many pixels wide."""
        super().__init__(parent)
        self._draw = draw
        self._labels: list[str] = []
        self._pictures: dict[int, QIcon] = {}

    def set_labels(self, labels: list[str]) -> None:
        """Show other sheets, with these words beneath them."""
        self.beginResetModel()
        self._labels = labels
        self._pictures.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._labels)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(index.row())
        words = self._labels[index.row()]
        return {
            Qt.ItemDataRole.DisplayRole: words,
            Qt.ItemDataRole.AccessibleTextRole: f"第{words}页",
            Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignCenter,
        }.get(Qt.ItemDataRole(role))

    def _picture(self, row: int) -> QIcon:
        found = self._pictures.get(row)
        if found is None:
            # All at once: what is in sight is drawn again in a moment.
            if len(self._pictures) >= _KEPT:
                self._pictures.clear()
            picture = QPixmap.fromImage(self._draw(row, WIDTH))
            found = self._pictures[row] = QIcon(picture)
            # The chosen sheet is not dyed blue.
            found.addPixmap(picture, QIcon.Mode.Selected)
        return found
