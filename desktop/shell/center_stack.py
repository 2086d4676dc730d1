"""The middle of the window: the page in front, scrolled where the window is smaller than what it needs."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class CenterStack(QStackedWidget):
    """The pages of the rooms. It needs what the one in front needs, and not what the widest of all does."""

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        return front.minimumSizeHint().expandedTo(front.minimumSize()) if front is not None else QSize()


class CenterArea(QScrollArea):
    """Shows the stack as large as there is room for; behind scroll bars where there is not enough."""

    def __init__(self, stack: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Keys go to the page itself.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(stack)
        # Held: when PySide (6.8) lets go of a viewport that somebody met on the way up from a widget, it
        # takes what Qt has made below (the signs in search lines) for deleted.
        self._viewport = self.viewport()
        # The window gives it what the panels leave: see `DockWidths`.
        self.setMinimumSize(1, 1)
