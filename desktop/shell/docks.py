"""The docks (目录, 查找结果) in one table, and their title bars."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.room import DockSpec
from desktop.shell.center_stack import CenterStack
from desktop.widgets.controls import label, named, one_shot, tool_button
from desktop.widgets.layouts import fill, row

_MIDDLE = 460
"""Pixels of the page that docks leave at least: a table of four columns, a line of 25 characters."""
_EDGE = 6
"""Pixels between a dock and the page."""


class Dock(QDockWidget):
    """A dock with a slim title bar of its own, which says the window title; it can be closed and moved."""

    widened = Signal()
    """It is wider or narrower than before."""

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    def set_theme(self, theme: Theme) -> None:
        """Draw the closing cross in the theme's colour."""
        self._close.setIcon(icons.icon("close", theme.secondary))


class DockWidths(QObject):
    """Gives docks back the width that the person gave them, as soon as there is room for it again.

    Qt takes it from them in a small window, and gives it to the page afterwards.
    """

    def __init__(self, docks: Mapping[str, Dock], window: QMainWindow, stage: CenterStack) -> None:
        super().__init__(window)
        self._docks, self._window, self._stage = docks, window, stage
        self._size = window.size()
        self.given: dict[str, int] = {}
        """The widths by the side where docks stand, in pixels."""
        self.later = one_shot(self, 0, self._hold)
        self.lay_out()
        for dock in docks.values():
            dock.widened.connect(partial(self._note, dock))
            dock.visibilityChanged.connect(self.later.start)
        stage.currentChanged.connect(self.later.start)

    def lay_out(self) -> None:
        """The widths of the first start."""
        self.given = {dock.spec.area.name or "": dock.spec.width for dock in self._docks.values()}

    def take(self, given: Mapping[str, object]) -> None:
        """Widths of the last time; what is none is passed over."""
        kept = {side: width for side, width in given.items() if type(width) is int and width > 0}
        self.given = kept
        self.later.start()

    def _note(self, dock: Dock) -> None:
        """The person draws a dock wider: the mouse is pressed, and the window's size stays."""
        pressed = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        if pressed and self._window.size() == self._size and self._is_placed(dock):
            self.given[self._side(dock)] = dock.width()

    def _leave_middle(self) -> None:
        """Let the page in front have the room that it needs, before the docks: as far as they go."""
        sides: dict[str, int] = {}
        for dock in self._docks.values():
            if self._is_placed(dock):
                side = self._side(dock)
                sides[side] = max(sides.get(side, 0), dock.minimumSizeHint().width())
        room = self._window.width() - sum(sides.values()) - _EDGE * len(sides)
        needed = max(_MIDDLE, self._stage.minimumSizeHint().width())
        self._window.centralWidget().setMinimumWidth(max(min(needed, room), 1))

    @Slot()
    def _hold(self) -> None:
        self._size = self._window.size()
        self._leave_middle()
        for dock in self._docks.values():
            if self._is_placed(dock):
                width = self.given.setdefault(self._side(dock), dock.width())
                if width != dock.width():
                    self._window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)

    def _is_placed(self, dock: Dock) -> bool:
        return dock.isVisible() and not dock.isFloating()

    def _side(self, dock: Dock) -> str:
        return self._window.dockWidgetArea(dock).name or ""


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
