"""One half of 双栏对照: a page, and above it a strip that names its chapter and leads to any other."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.reading.outline_model import KeyRole, KindRole, OutlineModel
from desktop.reading.page_view import PageView

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)

    @property
    def strip(self) -> QWidget:
        """The strip, with its two buttons."""
        if self._strip is None:
            self._strip = self._make_strip()
            self.layout().insertWidget(0, self._strip)  # type: ignore[union-attr]
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
        strip = QWidget()
        strip.setObjectName("strip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.where = QToolButton()
        self.where.setObjectName("where")
        self.where.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.where.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.where.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.where.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.where.setMenu(self._menu)
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(f"关闭{self.name}")
        self.close_button.setToolTip(f"关闭{self.name}")
        self.close_button.clicked.connect(self.close_requested)
        line = QHBoxLayout(strip)
        line.setContentsMargins(10, 2, 6, 2)
        line.addWidget(self.where)
        line.addStretch(1)
        line.addWidget(self.close_button)
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
        self.where.setToolTip(
            f"{path}\n{'在目录中选择的章节显示在这一栏' if self._active else '选择这一栏显示的章节'}"
        )

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        self._add_below(self._menu, QModelIndex())

    def _add_below(self, menu: QMenu, parent: QModelIndex) -> None:
        """The chapters under `parent`; those that have others below them are menus, which are filled when
        they open.
        """
        for index in self._chapters_below(parent):
            # A menu takes a single & for the mark of a shortcut.
            words, key = str(index.data()).replace("&", "&&"), str(index.data(KeyRole))
            if not self._chapters_below(index):
                menu.addAction(words).triggered.connect(
                    # A default binds the key of this turn of the loop; `triggered` hands over `checked`
                    # first.
                    lambda _checked=False, key=key: self.key_requested.emit(key)
                )
                continue
            below = menu.addMenu(words)
            below.addAction(words).triggered.connect(
                lambda _checked=False, key=key: self.key_requested.emit(key)
            )
            below.addSeparator()
            below.aboutToShow.connect(lambda below=below, key=key: self._fill_below(below, key))

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
