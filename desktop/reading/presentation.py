"""Presents the plan to a meeting (演示): the page alone on the whole screen, in large type."""

from dataclasses import replace

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QPushButton, QToolBar, QWidget

from desktop.look.appearance import USUAL, ZOOMS, Appearance
from desktop.typeset.page_style import BODY
from desktop.widgets.controls import button

_LEAST = 34
"""Characters that a line holds at least, so that it is still read as a line."""
_CORNER = 16
"""Pixels above the button that leads out; at its right there are twice as many."""


class Presentation(QObject):
    """Hides the window's bars and docks while presenting, and brings them back as they were."""

    turned = Signal(bool)
    """Presenting has begun or ended."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.on = False
        """Whether something is presented."""
        self._before = Qt.WindowState.WindowNoState
        self._geometry, self._layout = QByteArray(), QByteArray()
        self._bars: list[QWidget] = []
        self._usual = self._zoom = USUAL
        self._leave: QPushButton | None = None

    def frame(self) -> tuple[QByteArray, QByteArray]:
        """The window's geometry and layout, apart from presenting."""
        if self.on:
            return self._geometry, self._layout
        return self._window.saveGeometry(), self._window.saveState()

    def looks(self, chosen: Appearance) -> Appearance:
        """What the page looks like now, when `chosen` is what the person reads with."""
        return replace(chosen, zoom=self._zoom) if self.on else chosen

    def zoom(self, steps: int) -> None:
        """Larger or smaller for this presentation only; 0: as at its beginning."""
        self._zoom = Appearance(zoom=self._zoom).zoomed(steps).zoom if steps else self._usual

    def begin(self, chosen: Appearance) -> None:
        """Present, in type as large as the screen bears and no smaller than `chosen`."""
        if self.on:
            return
        window = self._window
        # Before anything is hidden: this is what the next start must find, also if the program ends
        # meanwhile.
        self._geometry, self._layout = window.saveGeometry(), window.saveState()
        self._before = window.windowState()
        room = 0.92 * window.screen().size().width()
        fits = [zoom for zoom in ZOOMS if zoom * BODY / 100 * _LEAST <= room]
        self._usual = self._zoom = max([chosen.zoom, *fits])
        self._bars = [
            bar
            for bar in (window.menuBar(), window.statusBar(), *window.findChildren(QToolBar))
            if not bar.isHidden()
        ]
        # Before the window's state changes: the room then asks whether it is presenting (`note_state`).
        self.on = True
        for part in (*self._bars, *window.findChildren(QDockWidget)):
            part.hide()
        window.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        self._show_way_out()
        window.installEventFilter(self)
        self.turned.emit(True)

    @Slot()
    def end(self) -> None:
        """Bring everything back as it was."""
        if not self.on:
            return
        window = self._window
        self.on = False
        window.removeEventFilter(self)
        if self._leave is not None:
            self._leave.hide()
        for bar in self._bars:
            bar.show()
        window.setWindowState(self._before)
        window.restoreState(self._layout)
        self.turned.emit(False)

    def show_search(self, *, on: bool) -> None:
        """While presenting, show the bar with the search box, or hide it again."""
        if self.on:
            for bar in self._bars:
                if isinstance(bar, QToolBar):
                    bar.setVisible(on)

    def _show_way_out(self) -> None:
        """Show a quiet button in the corner, for a person who does not know that Esc leads out."""
        if self._leave is None:
            self._leave = button("退出演示（Esc）", self.end, name="leave")
            self._leave.setParent(self._window)
            self._leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._leave.adjustSize()
        self._leave.show()
        self._leave.raise_()
        self._place_way_out()

    def _place_way_out(self) -> None:
        if self._leave is not None:
            self._leave.move(self._window.width() - self._leave.width() - 2 * _CORNER, _CORNER)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_way_out()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.end()
            return True
        return super().eventFilter(watched, event)
