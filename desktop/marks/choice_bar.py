"""What is shown in the list of marks: words, kind, colour, tag, state, one plan or all."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from db.user.mark_edits import NAMES
from db.user.mark_filter import Choice
from db.user.records import Category
from desktop.look.theme import Theme
from desktop.marks.mark_bar import swatch
from desktop.widgets.controls import menu_button, menu_line, named, open_menu, restyle
from desktop.widgets.filter_line import filter_line
from desktop.widgets.layouts import column, fill, row
from desktop.widgets.overflow_row import OverflowRow
from desktop.widgets.typed_line import TypedLine

_LONGEST_LABEL = 5
"""Characters of what a button says: four of them stand side by side in a dock of 330 pixels."""
_MOST_TAGS = 40
"""Lines of the menu of tags: the most used ones."""


class _Chooser(QToolButton):
    """A button with a menu of values, several of which may be checked."""

    changed = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._menu = QMenu(self)
        open_menu(self, self._menu)
        named(self, "option", tip=f"按{label}筛选", spoken=f"按{label}筛选")
        self._fit()

    def fill(self, values: Iterable[tuple[Any, str, str]]) -> None:
        """Values with their labels and colours (or none); what was checked stays so, if it is still there."""
        before = self.values()
        self._menu.clear()
        for value, text, colour in values:
            action = menu_line(self._menu, text, enabled=True)
            action.setIcon(swatch(colour) if colour else QIcon())
            action.setCheckable(True)
            # In a tuple: None is a value too (no colour), and what Qt gives where nothing was set.
            action.setData((value,))
            action.setChecked(value in before)
            action.toggled.connect(self._toggled)
        if not self._menu.actions():
            menu_line(self._menu, "没有可选的内容")
        self._fit()

    def values(self) -> frozenset[Any]:
        """What is checked."""
        return frozenset(action.data()[0] for action in self._menu.actions() if action.isChecked())

    def clear(self) -> None:
        """Check nothing."""
        for action in self._menu.actions():
            action.setChecked(False)

    @Slot()
    def _toggled(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        checked = [action.text() for action in self._menu.actions() if action.isChecked()]
        # One value is named; of several only their number fits.
        words = (
            checked[0] if len(checked) == 1 else f"{self._label} {len(checked)}" if checked else self._label
        )
        self.setText(f"{words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + '…'} ▾")
        restyle(self, "chosen", bool(checked))


class ChoiceBar(QWidget):
    """The filters over the list: `changed` tells that one was set, `choice` and `everywhere` give which."""

    words_changed = Signal(str)
    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = named(filter_line(TypedLine()), spoken="在批注中查找")
        self.line.setPlaceholderText("在批注中查找")
        self.line.words_changed.connect(self.words_changed)
        self.line.left.connect(self._leave)
        self.kinds, self.colours = _Chooser("种类"), _Chooser("颜色")
        self.tags, self.states = _Chooser("标签"), _Chooser("状态")
        self._choosers = (self.kinds, self.colours, self.tags, self.states)
        for chooser in self._choosers:
            chooser.changed.connect(self.changed)
        self.reach = menu_button(name="option", spoken="查看范围")
        for text, everywhere in (("本规划", False), ("全部规划", True)):
            self.reach.menu().addAction(text).triggered.connect(partial(self.set_everywhere, everywhere))
        self.everywhere = False
        self.kinds.fill([(kind, name, "") for kind, name in NAMES.items()])
        self.states.fill([("待办", "待办", ""), ("已办", "已办", "")])
        self._top = row(fill(self.line), self.reach, spacing=2)
        choosers = OverflowRow(self._choosers, name="option", spoken="更多筛选", spacing=2)
        column(self._top, choosers, on=self, spacing=4, margins=(10, 4, 10, 4))
        self._name_reach()

    def add(self, button: QToolButton) -> None:
        """One more button, at the end."""
        self._top.addWidget(button)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.line.set_theme(theme)

    def set_values(self, categories: Sequence[Category], tags: Sequence[tuple[str, int]]) -> None:
        """The colours and tags that there are, the tags with their counts."""
        self.colours.fill(
            [*((each.id, each.name, each.colour) for each in categories), (None, "没有颜色", "")]
        )
        self.tags.fill([(tag, f"{tag}（{count}）", "") for tag, count in tags[:_MOST_TAGS]])

    def choice(self, plan: str) -> Choice:
        """What is chosen; `plan` is the one that is open."""
        return Choice(
            plans=frozenset() if self.everywhere or not plan else frozenset({plan}),
            kinds=self.kinds.values(),
            categories=self.colours.values(),
            tags=self.tags.values(),
            states=self.states.values(),
        )

    @property
    def narrowed(self) -> bool:
        """Whether a filter other than the plan leaves marks out."""
        return bool(self.line.text().strip()) or any(chooser.values() for chooser in self._choosers)

    @Slot()
    def clear(self) -> None:
        """Show all."""
        for chooser in self._choosers:
            chooser.clear()
        self.line.put("")

    @Slot()
    def _leave(self) -> None:
        # The first Esc brings back all marks, the next one the page.
        if self.line.text():
            self.line.put("")
        else:
            self.left.emit()

    def set_everywhere(self, everywhere: bool) -> None:
        """Show the marks of one plan, or of all."""
        if everywhere != self.everywhere:
            self.everywhere = everywhere
            self._name_reach()
            self.changed.emit()

    def _name_reach(self) -> None:
        self.reach.setText(f"{'全部规划' if self.everywhere else '本规划'} ▾")
