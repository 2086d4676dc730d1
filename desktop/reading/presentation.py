"""Presents the plan to a meeting (演示): the page alone on the whole screen, in large type."""

from dataclasses import replace

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget

from desktop.look.appearance import USUAL, ZOOMS, Appearance
from desktop.reading.presentation_bar import PresentationBar
from desktop.typeset.page_style import BODY

_LEAST = 34
"""Characters that a line holds at least, so that it is still read as a line."""


class Presentation(QObject):
    """Hides the window's bars and docks while presenting, and brings them back as they were."""

    turned = Signal(bool)
    """Presenting has begun or ended."""
    chapters_asked = Signal()
    """The presenter wants to choose a chapter."""
    search_asked = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.on = False
        """Whether something is presented."""
        self._before = Qt.WindowState.WindowNoState
        self._geometry, self._layout = QByteArray(), QByteArray()
        self._bars: list[QWidget] = []
        self._usual = self._zoom = USUAL
        self.bar: PresentationBar | None = None
        """Made when something is first presented."""

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
        docks = window.findChildren(QDockWidget)
        for part in (*self._bars, *docks):
            part.hide()
        for dock in docks:
            dock.visibilityChanged.connect(self._hide_again)
        window.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        if self.bar is None:
            self.bar = PresentationBar(window)
            self.bar.leave_asked.connect(self.end)
            self.bar.chapters_asked.connect(self.chapters_asked)
            self.bar.search_asked.connect(self.search_asked)
        self.bar.come()
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
        if self.bar is not None:
            self.bar.go()
        for dock in window.findChildren(QDockWidget):
            dock.visibilityChanged.disconnect(self._hide_again)
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
            # The buttons would stand over the box: the next move of the mouse brings them back beneath it.
            if self.bar is not None:
                self.bar.hide()

    def watch(self, page: QWidget) -> None:
        """While presenting, a move of the mouse over this page brings the buttons back."""
        page.installEventFilter(self)

    @Slot(bool)
    def _hide_again(self, visible: bool) -> None:
        """Notes, findings and words that were looked for are nobody's business in a meeting, whoever would
        show them.
        """
        if visible and self.on:
            for dock in self._window.findChildren(QDockWidget):
                dock.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.on or self.bar is None:
            return False
        if event.type() == QEvent.Type.MouseMove:
            self.bar.come()
        elif watched is not self._window:
            return False
        elif event.type() == QEvent.Type.Resize:
            self.bar.place()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                # First what stands over the page, then the page itself.
                if self.bar.sheet.isHidden():
                    self.end()
                else:
                    self.bar.turn_keys()
                return True
            if event.key() == Qt.Key.Key_F1 or event.text() in ("?", "？"):
                self.bar.turn_keys()
                return True
        return super().eventFilter(watched, event)
