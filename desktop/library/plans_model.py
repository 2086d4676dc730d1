"""The plans of the library as a table: what each is called, whose it is, its years, its size, where it came
from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from db.records import PlanInfo

COLUMNS = ("规划名称", "地区", "规划期", "段落", "来源")
SlugRole = Qt.ItemDataRole.UserRole + 1
OwnPlanRole = Qt.ItemDataRole.UserRole + 2
"""Whether the plan is the user's own."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list."""

    info: PlanInfo
    passages: int
    own: bool
    file: str
    """The name of the file that it came from."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What its row says."""
        source = self.file or "导入" if self.own else "随程序发布"
        return (self.info.title, self.info.jurisdiction, self.info.period, f"{self.passages:,}", source)


class PlansModel(QAbstractTableModel):
    """Rows are PlanRows; the open one stands in bold."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[PlanRow, ...] = ()
        self._open = ""

    def set_rows(self, rows: Sequence[PlanRow], opened: str) -> None:
        """Show these; `opened` is the slug of the plan that is being read."""
        self.beginResetModel()
        self.rows, self._open = tuple(rows), opened
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (row.info.title, row.info.source, row.info.badge) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return f"{row.info.title}{'，正在阅读' if row.info.slug == self._open else ''}"
        if role == Qt.ItemDataRole.FontRole and row.info.slug == self._open:
            font = QFont()
            font.setBold(True)
            return font
        if role == SlugRole:
            return row.info.slug
        return row.own if role == OwnPlanRole else None
