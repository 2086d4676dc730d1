"""The places that the plans name, as Qt asks for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.records import Place, grouped
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.table import Column, RowTable
from db.tables.township_pages import TownshipPage, TownshipRow
from desktop.widgets.tips import as_words

_Index = QModelIndex | QPersistentModelIndex
NameRole = Qt.ItemDataRole.UserRole + 1
"""The place's name."""


@dataclass(frozen=True, slots=True)
class TownshipEntry:
    """A place with what each plan says of it."""

    place: str
    parts: tuple[tuple[PlanFacts, TownshipPage], ...]

    @property
    def projects(self) -> int:
        """How many project rows speak of it."""
        return sum(len(page.projects) for _, page in self.parts)

    @property
    def named(self) -> int:
        """How many passages name it."""
        return sum(len(page.named) for _, page in self.parts)

    @property
    def related(self) -> int:
        """How many passages may mean it."""
        return sum(len(page.related) for _, page in self.parts)


def entries_of(rows: Iterable[TownshipRow]) -> tuple[TownshipEntry, ...]:
    """The places of several plans, each once, in the order in which they first come."""
    found = grouped(rows, lambda row: row.page.place)
    return tuple(
        TownshipEntry(place, tuple((row.facts, row.page) for row in of_place))
        for place, of_place in found.items()
    )


class TownshipsModel(QAbstractListModel):
    """The places with what there is of each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[TownshipEntry, ...] = ()
        self._words = ""
        self.pages: tuple[TownshipEntry, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there are places at all, whatever is filtered."""
        return bool(self._all)

    def set_pages(self, pages: Sequence[TownshipEntry]) -> None:
        """Show these, as far as they hold the words that were asked for last."""
        self._all = tuple(pages)
        self.filter(self._words)

    def filter(self, words: str) -> None:
        """Only those that hold the words, Chinese or pinyin."""
        self.beginResetModel()
        self._words = words
        column: Column[TownshipEntry] = Column("place", "", lambda page: page.place, searched=True)
        # As a table of one column, so that words and pinyin are read as in all other filters.
        table = RowTable("places", "", [column], self._all, lambda _page: Place("", ""))
        self.pages = tuple(self._all[row] for row in arrange(table, TableQuery(words=words)).rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.pages)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        page = self.pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{page.place}　{page.projects}项 · {page.named + page.related}段"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return as_words(
                f"{page.place}：规划项目{page.projects}项，明确提及{page.named}段，疑似相关{page.related}段"
            )
        return page.place if role == NameRole else None
