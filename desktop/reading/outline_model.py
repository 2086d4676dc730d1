"""The outline (目录) as a Qt model: chapters and sections are a tree, boxes are its leaves."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.records import Plan
from desktop.widgets.tips import as_words

KeyRole = Qt.ItemDataRole.UserRole + 1
"""The chapter's or the box's key."""
HitsRole = Qt.ItemDataRole.UserRole + 2
"""How many hits stand in it and in everything under it."""
KindRole = Qt.ItemDataRole.UserRole + 3
"""`chapter` or `box`."""
OwnRole = Qt.ItemDataRole.UserRole + 4
"""The title is the program's own: the source has none here."""
MarksRole = Qt.ItemDataRole.UserRole + 5
"""How many marks stand in it and in everything under it."""
BookmarkRole = Qt.ItemDataRole.UserRole + 6
"""A bookmark stands in it: on itself, or on a passage that has no row of its own."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class _Node:
    key: str
    title: str
    kind: Literal["chapter", "box"]
    own: bool
    parent: int
    row: int
    children: list[int] = field(default_factory=list)
    hits: int = 0
    marks: int = 0
    bookmarks: int = 0
    """On itself, or on a passage that has no row of its own."""

    @property
    def bookmark(self) -> bool:
        return self.bookmarks > 0


_NAMES = {
    KeyRole: "key",
    HitsRole: "hits",
    KindRole: "kind",
    OwnRole: "own",
    MarksRole: "marks",
    BookmarkRole: "bookmark",
}


class OutlineModel(QAbstractItemModel):
    """Nodes are numbered in the order of the plan; an index carries its node's number.

    Number 0 is the invisible root.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[_Node] = [_Node("", "", "chapter", False, 0, 0)]
        self._by_key: dict[str, int] = {}
        self._of_passage: dict[str, int] = {}
        self.has_hits = False
        """Some chapter has hits."""

    def set_plan(self, plan: Plan) -> None:
        """Show the outline of another plan, without hits."""
        self.beginResetModel()
        self._nodes = [_Node("", "", "chapter", False, 0, 0)]
        self._by_key, self._of_passage, self.has_hits = {}, {}, False
        for passage in plan.passages:
            if passage.kind == "heading":
                chapter = plan.view.chapters[passage.chapter]
                parent = self._by_key.get(chapter.parent or "", 0)
                self._add(_Node(chapter.key, passage.text, "chapter", chapter.own_title, parent, 0))
            elif passage.kind == "box_title":
                self._add(
                    _Node(passage.key, passage.text, "box", False, self._by_key.get(passage.chapter, 0), 0)
                )
            self._of_passage[passage.key] = self._by_key.get(passage.box or passage.chapter, 0)
        self.endResetModel()

    def _add(self, node: _Node) -> None:
        # Passages come in the order of the plan, so that a parent has its number before its children.
        number = len(self._nodes)
        siblings = self._nodes[node.parent].children
        node.row = len(siblings)
        siblings.append(number)
        self._nodes.append(node)
        self._by_key[node.key] = number

    def set_hits(self, hits: Mapping[str, int]) -> None:
        """Show how many hits stand in chapters, sections and boxes, what is under them counted too; where
        none, no entry.
        """
        changed = bool(hits) != self.has_hits
        for node in self._nodes:
            now = hits.get(node.key, 0)
            changed = changed or now != node.hits
            node.hits = now
        self.has_hits = bool(hits)
        if changed and self.rowCount():
            # One signal for all: the view draws anew what is in sight.
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0), [HitsRole])

    def set_marks(self, marks: Mapping[str, int], bookmarks: Mapping[str, int]) -> None:
        """Show how many marks, and bookmarks apart, begin in each passage."""
        for node in self._nodes:
            node.marks = node.bookmarks = 0
        self.change_marks(marks, bookmarks)

    def change_marks(self, marks: Mapping[str, int], bookmarks: Mapping[str, int]) -> None:
        """Show by how many there are more of them in each passage, or fewer."""
        for key, more in marks.items():
            for number in self._upwards(self._of_passage.get(key, 0)):
                self._nodes[number].marks += more
        for key, more in bookmarks.items():
            # An unknown key leads to the root, which is never drawn.
            self._nodes[self._by_key.get(key) or self._of_passage.get(key, 0)].bookmarks += more
        if self.rowCount():
            self.dataChanged.emit(
                self.index(0, 0), self.index(self.rowCount() - 1, 0), [MarksRole, BookmarkRole]
            )

    def index_of(self, key: str) -> QModelIndex:
        """The index of the chapter or box with this key, or of what the passage with this key stands in."""
        return self._index(self._by_key.get(key) or self._of_passage.get(key, 0))

    def heading_beside(self, key: str, by: int) -> str | None:
        """Key of the heading `by` steps (+1, -1) from the one that the passage with this key stands under."""
        chapters = [node.key for node in self._nodes[1:] if node.kind == "chapter"]
        number = self._of_passage.get(key, 0)
        while number and self._nodes[number].kind == "box":
            number = self._nodes[number].parent
        if not number:
            return chapters[0] if chapters else None
        at = chapters.index(self._nodes[number].key) + by
        return chapters[at] if 0 <= at < len(chapters) else None

    def entries(self) -> tuple[tuple[str, str], ...]:
        """Key and title of each chapter, section and box, in order."""
        return tuple((node.key, node.title) for node in self._nodes[1:])

    def around(self, keys: Collection[str]) -> set[str]:
        """Keys of these, of all that they stand in, and of all that stands in them."""
        found = {number for key in keys for number in self._upwards(self._by_key.get(key, 0))}
        within = [False] * len(self._nodes)
        for number, node in enumerate(self._nodes[1:], 1):
            # A node's parent has a lower number, so it is decided already.
            within[number] = node.key in keys or within[node.parent]
        return {
            node.key
            for number, node in enumerate(self._nodes)
            if number and (within[number] or number in found)
        }

    def titles(self, key: str) -> list[str]:
        """Titles of what the passage with this key stands in, from the top."""
        upwards = self._upwards(self._of_passage.get(key, 0))
        return [self._nodes[number].title for number in upwards][::-1]

    def _upwards(self, number: int) -> Iterator[int]:
        """A node and what it stands in, without the root."""
        while number:
            yield number
            number = self._nodes[number].parent

    def _index(self, number: int) -> QModelIndex:
        return self.createIndex(self._nodes[number].row, 0, number) if number else QModelIndex()

    def _node(self, index: _Index) -> _Node:
        return self._nodes[index.internalId()] if index.isValid() else self._nodes[0]

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, self._node(parent).children[row])

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]
        return self._index(self._node(index).parent)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        # Qt's rule for trees: only the first column has children.
        return 0 if parent.column() > 0 else len(self._node(parent).children)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._node(index)
        name = _NAMES.get(role)
        if name is not None:  # first: a painted row asks for all of them
            return getattr(node, name)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return node.title
            case Qt.ItemDataRole.ToolTipRole:
                return as_words(node.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                told = (
                    node.title,
                    f"{node.hits}处" if node.hits else "",
                    f"{node.marks}条批注" if node.marks else "",
                )
                return "，".join([*filter(None, told), *(["书签"] if node.bookmark else [])])
            case _:
                return None
