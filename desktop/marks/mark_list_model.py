"""All marks as cards in the order of the plan, grouped by chapter,
those without a place before the others.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.user.mark_edits import NAMES
from db.user.note_text import plain
from db.user.records import Category, Mark
from desktop.widgets.tips import as_words

CardRole = Qt.ItemDataRole.UserRole + 1
"""The MarkCard of a row."""
TRAY = "待重新定位"
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MarkCard:
    """A line of the list: a plan's or chapter's headline, or a mark."""

    kind: Literal["plan", "chapter", "mark"]
    text: str
    """A headline's words; of a mark, what it is called."""
    count: int = 0
    """Of the marks under a headline."""
    mark: Mark | None = None
    where: str = ""
    colour: str = ""
    """#rrggbb; empty without one."""


class MarkListModel(QAbstractTableModel):
    """One column. It holds what was chosen; choosing is done elsewhere."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[MarkCard | Mark] = []
        """Headlines, and marks, whose cards are made when they are seen."""
        self._heads: list[int] = []
        """The rows of headlines."""
        self._rows: dict[str, int] | None = None
        self._categories: dict[str, Category] = {}

    def show(self, marks: Sequence[Mark], categories: Iterable[Category], titles: Mapping[str, str]) -> None:
        """Show these marks, which are in order; `titles` are the plans', by slug.

        One plan gets no headline.
        """
        self.beginResetModel()
        self._categories = {each.id: each for each in categories}
        # The rows by id are counted when one is first asked for: each key that is typed brings another list.
        self._lines, self._rows = [], None
        by_plan: dict[str, list[Mark]] = {}
        for mark in marks:
            by_plan.setdefault(mark.anchor.plan, []).append(mark)
        for slug, own in by_plan.items():
            if len(by_plan) > 1 or len(titles) > 1:
                self._lines.append(MarkCard("plan", titles.get(slug, slug), len(own)))
            groups: dict[str, list[Mark]] = {}
            for mark in own:
                groups.setdefault(chapter(mark), []).append(mark)
            # What waits to be placed comes first; `sorted` leaves the chapters in their order.
            for title in sorted(groups, key=lambda each: each != TRAY):
                self._lines.append(MarkCard("chapter", title, len(groups[title])))
                self._lines += groups[title]
        self._heads = [row for row, line in enumerate(self._lines) if isinstance(line, MarkCard)]
        self.endResetModel()

    def take(self, before: Mark | None, after: Mark | None) -> bool:
        """Show what became of one mark (None: it is not shown).

        False: there would be other headlines, and nothing was done; all has to be shown anew.
        """
        if before is not None and after is not None and _stands(before) == _stands(after):
            row = self._row(before)
            if row is None:
                return False
            self._lines[row] = after
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
            return True
        taken, put = (self._section(mark) if mark is not None else None for mark in (before, after))
        row = self._row(before) if before is not None else None
        if (before is not None and (taken is None or row is None)) or (after is not None and put is None):
            return False
        if taken is not None and taken.stop - taken.start == 2 and taken != put:
            # The last one under its headline.
            return False
        if row is not None and taken is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._lines[row]
            self._count(taken.start, -1)
            self.endRemoveRows()
            self._tell_heads()
        if after is not None:
            section = self._section(after)
            assert section is not None
            row = self._place(after, section)
            self.beginInsertRows(QModelIndex(), row, row)
            self._lines.insert(row, after)
            # Before the view is told: it asks where the headlines are.
            self._count(section.start, 1)
            self.endInsertRows()
            self._tell_heads()
        self._rows = None
        return True

    @property
    def count(self) -> int:
        """How many marks are shown."""
        return len(self._lines) - len(self._heads)

    def _section(self, mark: Mark) -> range | None:
        """The lines from the headline that a mark stands under to the next one; None where there is none."""
        title, plan = chapter(mark), mark.anchor.plan
        for at, head in enumerate(self._heads):
            card = self._lines[head]
            end = self._heads[at + 1] if at + 1 < len(self._heads) else len(self._lines)
            first = self._lines[head + 1] if head + 1 < end else None
            same = isinstance(first, Mark) and first.anchor.plan == plan
            if same and isinstance(card, MarkCard) and card.kind == "chapter" and card.text == title:
                return range(head, end)
        return None

    def _place(self, mark: Mark, section: range) -> int:
        return bisect_left(self._lines, mark.order, section.start + 1, section.stop, key=_order)

    def _row(self, mark: Mark) -> int | None:
        section = self._section(mark)
        row = self._place(mark, section) if section is not None else len(self._lines)
        there = self._lines[row] if row < len(self._lines) else None
        return row if isinstance(there, Mark) and there.id == mark.id else None

    def _count(self, head: int, by: int) -> None:
        """There are so many more under a headline, and under that of the plan."""
        self._heads = [at + by if at > head else at for at in self._heads]
        plans = [at for at in self._heads if at <= head and self._head(at).kind == "plan"]
        for at in (head, *plans[-1:]):
            card = self._head(at)
            self._lines[at] = replace(card, count=card.count + by)

    def _tell_heads(self) -> None:
        self.dataChanged.emit(self.index(self._heads[0], 0), self.index(self._heads[-1], 0))

    def _head(self, row: int) -> MarkCard:
        card = self._lines[row]
        assert isinstance(card, MarkCard)
        return card

    def row_of(self, id_: str) -> int:
        """The row of a mark; -1 if it is not shown."""
        if self._rows is None:
            self._rows = {line.id: row for row, line in enumerate(self._lines) if isinstance(line, Mark)}
        return self._rows.get(id_, -1)

    def row_near(self, plan: str, position: int) -> int:
        """The row of the last mark at or before a position of the plan's text; -1 if there is none."""
        found = -1
        for row, line in enumerate(self._lines):
            if isinstance(line, Mark) and line.placed == "placed" and line.anchor.plan == plan:
                if line.anchor.position[0] > position:
                    # All further ones of this plan stand behind it.
                    break
                found = row
        return found

    def low_rows(self) -> list[int]:
        """The rows of headlines."""
        return self._heads

    def marks(self) -> list[Mark]:
        """The marks that are shown, in their order."""
        return [line for line in self._lines if isinstance(line, Mark)]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._lines[index.row()], MarkCard):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        # Made for a row that is seen: ten thousand cards at once would hold the window up.
        card = line if isinstance(line, MarkCard) else _card(line, self._categories)
        if role == CardRole:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.text if card.mark is None else card.mark.anchor.quote
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(card)
        if role == Qt.ItemDataRole.ToolTipRole and card.mark is not None:
            return as_words("\n".join(part for part in (card.where, plain(card.mark.note)[:600]) if part))
        return None


def chapter(mark: Mark) -> str:
    """The headline that a mark stands under."""
    if mark.placed != "placed":
        return TRAY
    return mark.anchor.path[0] if mark.anchor.path else mark.anchor.quote.partition("\n")[0]


def _stands(mark: Mark) -> tuple[object, ...]:
    """What decides where in the list a mark stands."""
    return (*mark.order, chapter(mark))


def _order(line: MarkCard | Mark) -> tuple[object, ...]:
    # Only the marks under one headline are compared.
    assert isinstance(line, Mark)
    return line.order


def spoken(card: MarkCard) -> str:
    """A line as a screen reader says it."""
    if card.mark is None:
        return f"{card.text}，{card.count}条"
    parts = (card.text, card.mark.anchor.quote, plain(card.mark.note), card.mark.state or "", *card.mark.tags)
    return "，".join(part for part in parts if part)


def _card(mark: Mark, categories: Mapping[str, Category]) -> MarkCard:
    category = categories.get(mark.category or "")
    name = NAMES[mark.kind]
    if category is not None and mark.kind == "highlight":
        name = category.name
    path = mark.anchor.path if mark.placed != "placed" else mark.anchor.path[1:]
    return MarkCard("mark", name, 0, mark, " › ".join(path), category.colour if category is not None else "")
