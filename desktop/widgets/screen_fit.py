"""Keeps windows and dialogs within what the screen has room for, also where the screen has changed."""

from PySide6.QtCore import QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFrame, QScrollArea, QWidget

from desktop.widgets.controls import one_shot
from desktop.widgets.layouts import NO_MARGINS, column, fill

_FRAME = QSize(16, 40)
"""About what the system draws around a window; known only when it is on the screen."""
_SCROLLED, _WATCHED = "scrolled", "watched"
_RESTS = 150
"""Milliseconds without a move after which a window that came to another screen has arrived."""


def within_screen(widget: QWidget, width: int, height: int) -> QSize:
    """A first size for a window, or as much of it as the screen has room for."""
    return QSize(width, height).boundedTo(widget.screen().availableSize() - _FRAME)


class ScreenFit(QObject):
    """Looks at each window that comes to the front or is dragged to another screen, and at all of them when
    a screen changes.
    """

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._arrived = one_shot(self, _RESTS, self.fit_all)
        application.focusWindowChanged.connect(self._fit_front)
        application.screenRemoved.connect(self.fit_all)
        application.screenAdded.connect(self._watch)
        for screen in application.screens():
            self._watch(screen)

    @Slot()
    def fit_all(self) -> None:
        """Fit every window that is on a screen."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():
                fit(widget)

    @Slot(object)
    def _fit_front(self, front: QWindow | None) -> None:
        if front is None:
            return
        if not front.property(_WATCHED):
            front.setProperty(_WATCHED, True)
            front.screenChanged.connect(self._arrived.start)
            for moved in (front.xChanged, front.yChanged):
                moved.connect(self._wait_on)
        for widget in QApplication.topLevelWidgets():
            if widget.windowHandle() is front:
                fit(widget)

    @Slot()
    def _wait_on(self) -> None:
        if self._arrived.isActive():
            # It is still being dragged: the system would only take it to where the mouse is.
            self._arrived.start()

    @Slot(object)
    def _watch(self, screen: QObject) -> None:
        screen.availableGeometryChanged.connect(self.fit_all)  # pyright: ignore[reportAttributeAccessIssue]


def fit(widget: QWidget) -> None:
    """Make a window no larger than its screen, and bring all of it onto that screen.

    What needs more room than there is, is scrolled. Menus, tips and windows that fill the screen stay as they
    are.
    """
    kinds = (Qt.WindowType.Window, Qt.WindowType.Dialog)
    if widget.windowType() not in kinds or widget.isMaximized() or widget.isFullScreen():
        return
    screen = widget.screen().availableGeometry()
    framed, inner = widget.frameGeometry(), widget.geometry()
    if screen.contains(framed):
        return
    room = screen.size() - (framed.size() - inner.size())
    widget.setMinimumSize(widget.minimumSize().boundedTo(room))
    if isinstance(widget, QDialog):
        _let_scroll(widget, room)
    widget.resize(inner.size().boundedTo(room))
    size = widget.size() + (framed.size() - inner.size())
    widget.move(_inside(QRect(framed.topLeft(), size), screen).topLeft())


def _inside(part: QRect, whole: QRect) -> QRect:
    """`part` moved into `whole`, its upper left corner at least."""
    moved = QRect(part)
    moved.moveLeft(max(min(part.left(), whole.right() + 1 - part.width()), whole.left()))
    moved.moveTop(max(min(part.top(), whole.bottom() + 1 - part.height()), whole.top()))
    return moved


def _let_scroll(dialog: QDialog, room: QSize) -> None:
    """Let a dialog scroll whose content has no room; its buttons stay in sight."""
    layout, least = dialog.layout(), dialog.minimumSizeHint()
    if layout is None or dialog.property(_SCROLLED) or room.boundedTo(least) == least:
        return
    dialog.setProperty(_SCROLLED, True)
    buttons = [
        each
        for each in dialog.findChildren(QDialogButtonBox, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if layout.indexOf(each) >= 0
    ]
    for each in buttons:
        layout.removeWidget(each)
    inside, area = QWidget(), QScrollArea(widgetResizable=True)
    # The layout goes with all that it holds.
    inside.setLayout(layout)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    foot = [column(*buttons, margins=(16, 4, 16, 12))] if buttons else []
    column(fill(area), *foot, on=dialog, spacing=0, margins=NO_MARGINS)
