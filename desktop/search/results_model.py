"""The results as a tree of two levels: chapters with their counts, and under them the passages that were found."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.records import Found, Hit, Place, Plan

HitRole = Qt.ItemDataRole.UserRole + 1
"""The Hit of a passage; None for a chapter."""
CountRole = Qt.ItemDataRole.UserRole + 2
"""Occurrences in the passage or in the whole chapter."""
PlaceRole = Qt.ItemDataRole.UserRole + 3
"""Place of a passage's first occurrence."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class _Group:
    title: str
    hits: list[Hit] = field(default_factory=list)
    count: int = 0


class ResultsModel(QAbstractItemModel):
    """A passage's index carries its group's number, counted from 1; a group's index carries 0."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chapters: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self.order: dict[str, int] = {}
        """Each passage's number in the plan."""
        self._groups: list[_Group] = []
        self._where: dict[str, tuple[int, int]] = {}

    def set_plan(self, plan: Plan) -> None:
        """Take another plan's order and chapters; the results are gone."""
        parents = {chapter.key: chapter.parent for chapter in plan.chapters}
        self.order = {passage.key: number for number, passage in enumerate(plan.passages)}
        self._titles = {chapter.key: chapter.heading for chapter in plan.chapters}
        self._chapters = {passage.key: _top(passage.chapter, parents) for passage in plan.passages}
        self.clear()

    def clear(self) -> None:
        """No results."""
        self.beginResetModel()
        self._groups, self._where = [], {}
        self.endResetModel()

    def set_found(self, found: Found) -> None:
        """Show what was found, in the order of the plan."""
        self.beginResetModel()
        groups: dict[str, _Group] = {}
        for hit in sorted(found.results, key=lambda hit: self.order.get(hit.key, -1)):
            top = self._chapters.get(hit.key, "")
            group = groups.setdefault(top, _Group(self._titles.get(top, "")))
            group.hits.append(hit)
            group.count += len(hit.spans)
        self._groups = list(groups.values())
        self._where = {hit.key: (g, h) for g, group in enumerate(self._groups) for h, hit in enumerate(group.hits)}
        self.endResetModel()

    def index_of(self, key: str) -> QModelIndex:
        """The index of the passage with this key, if it was found."""
        where = self._where.get(key)
        return QModelIndex() if where is None else self.createIndex(where[1], 0, where[0] + 1)

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        group = index.internalId() if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._groups)
        return len(self._groups[parent.row()].hits) if parent.internalId() == 0 and parent.column() == 0 else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.internalId() == 0:
            return self._of_group(self._groups[index.row()], role)
        return self._of_hit(self._groups[index.internalId() - 1].hits[index.row()], role)

    @staticmethod
    def _of_group(group: _Group, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return group.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{group.title}，{group.count}处"
            case _:
                return group.count if role == CountRole else None

    @staticmethod
    def _of_hit(hit: Hit, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return hit.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{'，'.join(hit.path)}：{hit.text}，{len(hit.spans)}处"
            case _:
                place = Place(hit.plan, hit.key, hit.spans[0] if hit.spans else None)
                return {HitRole: hit, CountRole: len(hit.spans), PlaceRole: place}.get(role)


def _top(chapter: str, parents: dict[str, str | None]) -> str:
    while (parent := parents.get(chapter)) is not None:
        chapter = parent
    return chapter
