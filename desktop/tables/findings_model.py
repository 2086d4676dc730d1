"""The findings of the checks as a tree: each finding, and under it the places that it compares."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.records import Place
from db.tables.checks import KIND_NAMES, Finding, FindingRow
from db.tables.facts import PlanFacts
from desktop.look.theme import bold
from desktop.widgets.tips import as_words

FindingPlaceRole = Qt.ItemDataRole.UserRole + 1
"""The Place of a line under a finding; of a finding, its first."""
AgreesRole = Qt.ItemDataRole.UserRole + 2
"""Whether nothing contradicts; None for a place."""
_TOP = 0
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex
_QUOTE = 40


class FindingsModel(QAbstractItemModel):
    """`internalId` is 0 for a finding, and the finding's row plus one for its places."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[FindingRow, ...] = ()

    def set_findings(self, found: Sequence[FindingRow]) -> None:
        """Show these; what contradicts comes first."""
        self.beginResetModel()
        # Sorting is stable: within each half the order of the checks stays.
        self._found = tuple(sorted(found, key=lambda row: row.finding.agrees))
        self.endResetModel()

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        # One more than the row, because 0 already says that an index is a finding.
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: _Index = QModelIndex()) -> Any:  # type: ignore[override]
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self._found)
        # Places have nothing below them; children of other columns are not asked for in a tree.
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return len(self._found[parent.row()].finding.places)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_words(self.data(index, Qt.ItemDataRole.AccessibleTextRole))
        if index.internalId() == _TOP:
            return self._finding(self._found[index.row()].finding, role)
        found = self._found[index.internalId() - 1]
        return _place(found.facts, found.finding.places[index.row()], role)

    @staticmethod
    def _finding(finding: Finding, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return f"〔{finding.verdict}〕{finding.message}"
        if role in _WORDS:
            return f"{KIND_NAMES[finding.kind]}，{finding.verdict}：{finding.message}"
        if role == FindingPlaceRole:
            return finding.places[0]
        if role == Qt.ItemDataRole.FontRole and not finding.agrees:
            return bold()
        return finding.agrees if role == AgreesRole else None


def _place(facts: PlanFacts, place: Place, role: int) -> Any:
    if role == FindingPlaceRole:
        return place
    if role not in _WORDS:
        return None
    view = facts.view
    gap = next((gap for gap in view.gaps.get(place.key, ()) if gap.span == place.span), None)
    # A point where something is lost has no words of its own: those around it are told.
    words = "".join(view.around(gap)) if gap else view.signed(place.key, *(place.span or (0, None)))
    if role == Qt.ItemDataRole.DisplayRole and len(words) > _QUOTE:
        words = words[:_QUOTE] + "…"
    return f"“{words}”　{facts.source(place.key)}"
