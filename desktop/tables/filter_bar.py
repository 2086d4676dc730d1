"""The bar over a table: words to filter by, a menu for each column that it makes sense to choose from, and
the grouping.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from db.tables.arrangement import NOTHING, TableQuery, arrange, counts
from db.tables.table import RowTable
from desktop.look.theme import Theme
from desktop.widgets.controls import menu_button, menu_entry, menu_line
from desktop.widgets.filter_line import filter_line
from desktop.widgets.typed_line import TypedLine

_GAP = 6
_WORDS, _FEWEST = 232, 130
"""Pixels of the line for words, in which its hint is seen whole, and at least."""
_MOST_VALUES = 60
"""A menu with more values is no help; words do better."""


class FilterBar(QWidget):
    """Shows the query of a table, and emits another when the person changes it. It changes no row itself."""

    changed = Signal(object)
    """The TableQuery that the person asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: RowTable[Any] | None = None
        self._wanted = TableQuery()
        self._buttons: list[QToolButton] = []
        self.words = filter_line(TypedLine())
        self.words.setPlaceholderText("筛选：汉字、拼音或首字母")
        self.words.setAccessibleName("按词筛选")
        self.words.setMaximumWidth(320)
        self.words.words_changed.connect(self._set_words)
        self.words.left.connect(self._clear_words)
        self.group = menu_button("分组 ▾", name="choice", spoken="选择分组")
        self.group.menu().aboutToShow.connect(self._fill_groups)
        self._choice = QActionGroup(self.group.menu())
        self.more = menu_button("更多 ▾", name="choice", spoken="更多筛选")
        self.more.menu().aboutToShow.connect(self._fill_more)
        self._grouped = False
        for part in (self.words, self.group, self.more):
            part.setParent(self)
        # As high as its one line: what has no room in it stands in a menu.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_table(self, table: RowTable[Any], shown: Sequence[str]) -> None:
        """Offer the columns of a table, those that are shown."""
        self._table = table
        for button in self._buttons:
            # Hidden at once: until it is deleted, its place would be drawn over by the next.
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        for column in table.columns:
            if column.groups and column.name in shown:
                button = menu_button(
                    f"{column.title} ▾", name=f"choose_{column.name}", spoken=f"选择{column.title}"
                )
                button.menu().aboutToShow.connect(partial(self._fill_values, column.name, button.menu()))
                button.setParent(self)
                self._buttons.append(button)
        # New buttons come last in the tab order, and stand before the grouping on the screen.
        for before, after in pairwise((self.words, *self._buttons, self.group, self.more)):
            QWidget.setTabOrder(before, after)
        self._grouped = any(column.groups for column in table.columns)
        self.set_wanted(self._wanted)

    def let_go(self) -> None:
        """Hold no table any more."""
        self._table = None

    def set_wanted(self, wanted: TableQuery) -> None:
        """Show what is wanted."""
        # An answer may come while the person goes on typing: what was typed since must not be written over.
        other, self._wanted = wanted.words != self._wanted.words, wanted
        if other:
            self.words.put(wanted.words)
        title = (
            self._table.column(wanted.group).title
            if self._table and wanted.group and self._table.has(wanted.group)
            else "无"
        )
        self.group.setText(f"分组：{title} ▾")
        self._place_parts()

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs in the box for words in the theme's colour."""
        self.words.set_theme(theme)

    def choice(self, column: str) -> QToolButton | None:
        """The button that chooses values of a column."""
        return next((button for button in self._buttons if button.objectName() == f"choose_{column}"), None)

    def sizeHint(self) -> QSize:
        # It takes what others leave: what stands beside it comes first.
        parts = (self.words, *self._offered())
        width = _FEWEST + _GAP + self.more.sizeHint().width()
        return QSize(width, max(part.sizeHint().height() for part in parts))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def _offered(self) -> list[QToolButton]:
        return [*self._buttons, *([self.group] if self._grouped else [])]

    def _place_parts(self) -> None:
        """The line for words, then as many buttons as there is room for; the others stand in a menu."""
        offered = self._offered()
        widths = [button.sizeHint().width() + _GAP for button in offered]
        most = _GAP + self.more.sizeHint().width()
        least = max(min(_WORDS, self.width() - most), _FEWEST)
        room, shown = self.width() - least, len(offered)
        if sum(widths) > room:
            room -= most
            while shown and sum(widths[:shown]) > room:
                shown -= 1
        height = self.height()
        # What the buttons leave goes to the line.
        spare = max(room - sum(widths[:shown]), 0)
        at = min(least + spare, self.words.maximumWidth())
        self.words.setGeometry(0, 0, at, height)
        row = [*offered[:shown], *([self.more] if shown < len(offered) else [])]
        for button in (*self._buttons, self.group, self.more):
            button.setVisible(button in row)
        for button in row:
            button.setGeometry(at + _GAP, 0, button.sizeHint().width(), height)
            at += _GAP + button.sizeHint().width()
        self.updateGeometry()

    @Slot()
    def _fill_more(self) -> None:
        menu = self.more.menu()
        # Not `clear_menu`: the menus in it are those of the buttons.
        menu.clear()
        for button in self._offered():
            if not button.isVisibleTo(self):
                below = button.menu()
                below.setTitle(button.text().removesuffix(" ▾"))
                menu.addMenu(below)

    def _fill_values(self, column: str, menu: QMenu) -> None:
        """Values with their numbers, among the rows that all other filters leave."""
        menu.clear()
        if self._table is None:
            return
        # Without the choice of this column itself, or a value once chosen would hide all others.
        rows = arrange(self._table, self._wanted.choosing(column)).rows
        found = dict(counts(self._table, column, rows))
        chosen = self._wanted.values(column)
        # A chosen value stays in the menu with 0 rows: it could not be taken off otherwise.
        found.update({value: 0 for value in chosen if value not in found})
        values = sorted(found, key=lambda value: value == NOTHING)[:_MOST_VALUES]
        for value in values:
            words = f"{value}（{found[value]}）".replace("&", "&&")
            action = QAction(words, menu, checkable=True, checked=value in chosen)
            action.triggered.connect(partial(self._toggle, column, value))
            menu.addAction(action)
        if len(found) > len(values):
            menu_line(menu, f"另有{len(found) - len(values)}个，请在左边按词筛选")
        if chosen:
            menu.addSeparator()
            menu_entry(menu, "不限", self._ask, self._wanted.choosing(column))

    @Slot()
    def _fill_groups(self) -> None:
        menu = self.group.menu()
        menu.clear()
        if self._table is None:
            return
        # The group lets just one line be ticked; the lines are its own, and go with it.
        self._choice.deleteLater()
        self._choice = QActionGroup(menu)
        columns = [(column.name, column.title) for column in self._table.columns if column.groups]
        for name, title in ((None, "无"), *columns):
            action = QAction(title, self._choice, checkable=True, checked=name == self._wanted.group)
            action.triggered.connect(partial(self._ask, replace(self._wanted, group=name)))
            menu.addAction(action)

    def _toggle(self, column: str, value: str, _checked: bool = False) -> None:
        self._ask(self._wanted.toggling(column, value))

    def _ask(self, wanted: TableQuery, _checked: bool = False) -> None:
        self.changed.emit(wanted)

    @Slot(str)
    def _set_words(self, words: str) -> None:
        # The line also tells of words that were put into it.
        if words != self._wanted.words:
            # At once, not with the answer: what is chosen meanwhile must keep these words.
            self._wanted = replace(self._wanted, words=words)
            self._ask(self._wanted)

    @Slot()
    def _clear_words(self) -> None:
        self.words.put("")
