"""The docks (目录, 查找结果) in one table, and their title bars."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QSizePolicy, QToolButton, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.room import DockSpec


class Dock(QDockWidget):
    """A dock with a slim title bar of its own, which says the window title; it can be closed and moved."""

    def __init__(self, row: DockSpec, window: QMainWindow) -> None:
        super().__init__(row.title, window)
        self.row = row
        # QMainWindow.saveState finds docks by this name: another name loses their kept places.
        self.setObjectName(row.name)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        self._bar = QWidget()
        self._bar.setObjectName("dock_title")
        self._bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = QLabel(row.title)
        # A long title must not keep the person from making the dock narrow.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setIconSize(QSize(16, 16))
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setAccessibleName(f"关闭{row.title}")
        self._close.setToolTip(f"关闭{row.title}")
        self._close.clicked.connect(self.close)
        line = QHBoxLayout(self._bar)
        line.setContentsMargins(14, 5, 6, 3)
        line.addWidget(self._words, 1)
        line.addWidget(self._close)
        self.setTitleBarWidget(self._bar)
        self.windowTitleChanged.connect(self._words.setText)

    def set_theme(self, theme: Theme) -> None:
        """Draw the closing cross in the theme's colour."""
        self._close.setIcon(icons.icon("close", theme.secondary))


def place(rows: Iterable[DockSpec], window: QMainWindow) -> dict[str, Dock]:
    """Put the docks into the window; those of one area stand beneath one another, in the table's order."""
    docks: dict[str, Dock] = {}
    for row in rows:
        docks[row.name] = Dock(row, window)
    lay_out(docks, window)
    return docks


def lay_out(docks: Mapping[str, Dock], window: QMainWindow) -> None:
    """Put the docks where they stand at the first start, as wide and high as then."""
    placed = sorted(docks.values(), key=lambda dock: dock.row.area.value)
    for dock in placed:
        window.addDockWidget(dock.row.area, dock)
    for dock, other in pairwise(placed):
        if dock.row.area == other.row.area:
            window.splitDockWidget(dock, other, Qt.Orientation.Vertical)
    for dock in placed:
        dock.setVisible(dock.row.shown)
    window.resizeDocks(placed, [dock.row.width for dock in placed], Qt.Orientation.Horizontal)
    window.resizeDocks(placed, [dock.row.height for dock in placed], Qt.Orientation.Vertical)
