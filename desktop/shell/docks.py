"""The docks (目录, 查找结果) in one table, and their title bars."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.room import DockSpec
from desktop.widgets.controls import label, named, tool_button
from desktop.widgets.layouts import fill, row


class Dock(QDockWidget):
    """A dock with a slim title bar of its own, which says the window title; it can be closed and moved."""

    def __init__(self, spec: DockSpec, window: QMainWindow) -> None:
        super().__init__(spec.title, window)
        self.spec = spec
        # QMainWindow.saveState finds docks by this name: another name loses their kept places.
        self.setObjectName(spec.name)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        bar = named(QWidget(), "dock_title")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = label(spec.title)
        # A long title must not keep the person from making the dock narrow.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        tip = f"关闭{spec.title}"
        self._close = tool_button(
            pressed=self.close, tip=tip, spoken=tip, icon=16, focus=Qt.FocusPolicy.NoFocus
        )
        row(fill(self._words), self._close, on=bar, margins=(14, 5, 6, 3))
        self.setTitleBarWidget(bar)
        self.windowTitleChanged.connect(self._words.setText)

    def set_theme(self, theme: Theme) -> None:
        """Draw the closing cross in the theme's colour."""
        self._close.setIcon(icons.icon("close", theme.secondary))


def place(specs: Iterable[DockSpec], window: QMainWindow) -> dict[str, Dock]:
    """Put the docks into the window; those of one area stand beneath one another, in the table's order."""
    docks = {spec.name: Dock(spec, window) for spec in specs}
    lay_out(docks, window)
    return docks


def lay_out(docks: Mapping[str, Dock], window: QMainWindow) -> None:
    """Put the docks where they stand at the first start, as wide and high as then."""
    placed = sorted(docks.values(), key=lambda dock: dock.spec.area.value)
    for dock in placed:
        window.addDockWidget(dock.spec.area, dock)
    for dock, other in pairwise(placed):
        if dock.spec.area == other.spec.area:
            window.splitDockWidget(dock, other, Qt.Orientation.Vertical)
    for dock in placed:
        dock.setVisible(dock.spec.shown)
    window.resizeDocks(placed, [dock.spec.width for dock in placed], Qt.Orientation.Horizontal)
    window.resizeDocks(placed, [dock.spec.height for dock in placed], Qt.Orientation.Vertical)
