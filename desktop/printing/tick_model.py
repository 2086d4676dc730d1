"""The tree of what can be printed, with tick boxes: chapters, sections, boxes (专栏)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from db.records import Plan
from desktop.widgets.tips import as_words

TickKeyRole = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_ON, _PART, _OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


@dataclass(slots=True)
class _Node:
    key: str
    title: str
    box: bool
    parent: int
    row: int
    children: list[int] = field(default_factory=list)
    own: bool = False
    """What stands in it itself is printed: heading and paragraphs, not what its children hold."""


class TickModel(QAbstractItemModel):
    """Nodes are numbered in the order of the plan; an index carries its node's number.

    Number 0 is the invisible root.
    """

    ticked = Signal()
    """What is ticked has changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[_Node] = [_Node("", "", False, 0, 0)]
        self._by_key: dict[str, int] = {}
        self._of_passage: dict[str, int] = {}
        self._states: list[Qt.CheckState] = [_OFF]

    def set_plan(self, plan: Plan) -> None:
        """Show another plan, everything ticked."""
        self.beginResetModel()
        self._nodes = [_Node("", "", False, 0, 0)]
        self._by_key, self._of_passage = {}, {}
        for passage in plan.passages:
            box = passage.kind == "box_title"
            if box or passage.kind == "heading":
                above = passage.chapter if box else plan.view.chapters[passage.key].parent
                self._add(passage.key, passage.text, self._by_key.get(above or "", 0), box=box)
            self._of_passage[passage.key] = self._by_key.get(passage.box or passage.chapter, 0)
        self._settle()
        self.endResetModel()
        self.ticked.emit()

    def _add(self, key: str, title: str, parent: int, *, box: bool) -> None:
        number = len(self._nodes)
        siblings = self._nodes[parent].children
        self._nodes.append(_Node(key, title, box, parent, len(siblings), own=True))
        siblings.append(number)
        self._by_key[key] = number

    # What is ticked

    @property
    def everything(self) -> bool:
        """All is ticked."""
        return all(node.own for node in self._nodes[1:])

    def choice(self) -> tuple[frozenset[str], frozenset[str]]:
        """Keys of what is printed with all that stands in it, and of what is left out of that (see
        `job.chosen`).
        """
        # Where a part and what it stands in differ; the root stands for nothing.
        others = [node for node in self._nodes[1:] if node.own != self._nodes[node.parent].own]
        keys = frozenset(node.key for node in others if node.own)
        return keys, frozenset(node.key for node in others if not node.own)

    def tick_all(self, *, on: bool) -> None:
        """Tick everything, or nothing."""
        self._change(range(1, len(self._nodes)) if on else ())

    def tick_only(self, passages: Iterable[str]) -> None:
        """Tick the sections and boxes in which these passages stand, a section with its boxes.

        Unknown ones count nothing.
        """
        nodes = self._nodes
        found = {self._of_passage.get(key, 0) for key in passages} - {0}
        boxes = {child for number in found for child in nodes[number].children if nodes[child].box}
        self._change(found | boxes)

    def tick_whole(self, passage: str) -> None:
        """Tick the chapter or section in which a passage stands, with all that stands in it, and nothing
        else.
        """
        number = self._of_passage.get(passage, 0)
        while number and self._nodes[number].box:
            number = self._nodes[number].parent
        self._change(self._under(number) if number else ())

    def _change(self, numbers: Iterable[int]) -> None:
        on = frozenset(numbers)
        for number, node in enumerate(self._nodes):
            node.own = number in on
        self._tell()

    def _under(self, number: int) -> Iterable[int]:
        yield number
        for child in self._nodes[number].children:
            yield from self._under(child)

    def _filled(self, number: int) -> bool:
        """All sections of a chapter are ticked, one by one: it is meant as a whole.

        Its boxes alone say nothing of it.
        """
        children = self._nodes[number].children
        whole = all(self._nodes[each].own for child in children for each in self._under(child))
        return whole and not all(self._nodes[child].box for child in children)

    def _settle(self) -> None:
        """Count again what each box shows."""
        self._states = [_OFF] * len(self._nodes)
        # A chapter is numbered before all that stands in it: from the end, each part is settled before its
        # whole.
        for number in range(len(self._nodes) - 1, 0, -1):
            node = self._nodes[number]
            states = {self._states[child] for child in node.children} | {_ON if node.own else _OFF}
            self._states[number] = states.pop() if len(states) == 1 else _PART

    def _tell(self) -> None:
        before = self._states
        self._settle()
        for node in self._nodes:
            other = [child for child in node.children if self._states[child] != before[child]]
            if other:
                # In a long plan most boxes stay as they were.
                self.dataChanged.emit(
                    self._index(other[0]), self._index(other[-1]), [Qt.ItemDataRole.CheckStateRole]
                )
        self.ticked.emit()

    def index_of(self, passage: str) -> QModelIndex:
        """The index of what the passage stands in."""
        return self._index(self._of_passage.get(passage, 0))

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
        return len(self._node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._node(index)
        return {
            Qt.ItemDataRole.DisplayRole: node.title,
            Qt.ItemDataRole.ToolTipRole: as_words(node.title),
            Qt.ItemDataRole.CheckStateRole: self._states[index.internalId()],
            TickKeyRole: node.key,
        }.get(role)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        on = Qt.CheckState(value) != _OFF
        for number in self._under(index.internalId()):
            self._nodes[number].own = on
        above = self._nodes[index.internalId()].parent
        # Whoever ticks all sections of a chapter one by one means its heading and its own words, too.
        while on and above and self._filled(above):
            self._nodes[above].own = True
            above = self._nodes[above].parent
        self._tell()
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
