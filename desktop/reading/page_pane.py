"""One half of 双栏对照: a page, and above it a strip that names its chapter and leads to any other."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.reading.outline_model import KeyRole, KindRole, OutlineModel
from desktop.reading.page_view import PageView
from desktop.widgets.controls import clear_menu, menu_button, menu_entry, named, submenu, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, column, fill, row
from desktop.widgets.tips import as_words

_EDGES = 60
"""Pixels of the strip that are no room for the chapter's name."""


class PagePane(QWidget):
    """The strip is made when it is first shown: most people read in one page."""

    key_requested = Signal(str)
    """Key of the chapter that the person chose for this page."""
    close_requested = Signal()

    def __init__(self, page: PageView, name: str, model: OutlineModel, parent: QWidget | None = None) -> None:
        """`name` tells the panes apart, for those who can't see them (左栏, 右栏)."""
        super().__init__(parent)
        self.page = page
        self.name = name
        self._model = model
        self._titles: Sequence[str] = ()
        self._active = True
        self._strip: QWidget | None = None
        self.setFocusProxy(page)
        self._column = column(fill(page), on=self, spacing=0, margins=NO_MARGINS)

    @property
    def strip(self) -> QWidget:
        """The strip, with its two buttons."""
        if self._strip is None:
            self._strip = self._make_strip()
            self._column.insertWidget(0, self._strip)
            self._fit()
        return self._strip

    def show_strip(self, *, shown: bool) -> None:
        """Show the strip, or put it away."""
        if shown or self._strip is not None:
            self.strip.setVisible(shown)

    def set_theme(self, theme: Theme) -> None:
        """Draw the closing cross in the theme's colour."""
        if self._strip is not None:
            self.close_button.setIcon(icons.icon("close", theme.secondary))

    def set_titles(self, titles: Sequence[str]) -> None:
        """Titles of what the page shows, from the top."""
        self._titles = titles
        self._fit()

    def set_active(self, *, active: bool) -> None:
        """Whether the person is in this page: what is chosen in the outline is then shown here."""
        self._active = active
        self._fit()

    def _make_strip(self) -> QWidget:
        strip = named(QWidget(), "strip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.where = menu_button(menu=self._menu, name="where")
        self.where.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.where.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tip = f"关闭{self.name}"
        self.close_button = tool_button(
            pressed=self.close_requested, tip=tip, spoken=tip, icon=16, focus=Qt.FocusPolicy.TabFocus
        )
        row(self.where, STRETCH, self.close_button, on=strip, margins=(10, 2, 6, 2))
        return strip

    def _fit(self) -> None:
        if self._strip is None:
            return
        font = QFont(self.font())
        font.setBold(self._active)
        self.where.setFont(font)
        path = " › ".join(self._titles) or "选择章节"
        room = max(self.width() - _EDGES - self.where.fontMetrics().horizontalAdvance("  ▾") - 24, 60)
        self.where.setText(
            self.where.fontMetrics().elidedText(path, Qt.TextElideMode.ElideMiddle, room) + "  ▾"
        )
        self.where.setAccessibleName(f"{self.name}：{path}")
        what = "在目录中选择的章节显示在这一栏" if self._active else "选择这一栏显示的章节"
        self.where.setToolTip(as_words(f"{path}\n{what}"))

    @Slot()
    def _fill_menu(self) -> None:
        clear_menu(self._menu)
        self._add_below(self._menu, QModelIndex())

    def _add_below(self, menu: QMenu, parent: QModelIndex) -> None:
        """The chapters under `parent`; those that have others below them are menus, which are filled when
        they open.
        """
        for index in self._chapters_below(parent):
            # A menu takes a single & for the mark of a shortcut.
            words, key = str(index.data()).replace("&", "&&"), str(index.data(KeyRole))
            if not self._chapters_below(index):
                menu_entry(menu, words, self.key_requested.emit, key)
                continue
            below = submenu(menu, words)
            menu_entry(below, words, self.key_requested.emit, key)
            below.addSeparator()
            below.aboutToShow.connect(partial(self._fill_below, below, key))

    def _chapters_below(self, parent: QModelIndex) -> list[QModelIndex]:
        rows = [self._model.index(row, 0, parent) for row in range(self._model.rowCount(parent))]
        return [index for index in rows if index.data(KindRole) == "chapter"]

    def _fill_below(self, menu: QMenu, key: str) -> None:
        # Only the chapter itself and the line under it: the menu opens for the first time.
        if len(menu.actions()) == 2:
            self._add_below(menu, self._model.index_of(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
