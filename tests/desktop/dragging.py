"""Files that are dragged over a window and let go, as the system tells of it: to the native window, which finds the widget."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_HELD = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def of_files(*paths: Path) -> QMimeData:
    """What a file manager drags."""
    return of_urls([QUrl.fromLocalFile(str(path)) for path in paths])


def of_urls(urls: Sequence[QUrl]) -> QMimeData:
    """The same, for addresses."""
    mime = QMimeData()
    mime.setUrls(list(urls))
    return mime


def drag_over(window: QWidget, mime: QMimeData, at: QPoint | None = None) -> bool:
    """Come in at a point of the window, without one in the middle; whether it may be let go there."""
    event = QDragEnterEvent(at or window.rect().center(), Qt.DropAction.CopyAction, mime, *_HELD)
    event.ignore()
    QApplication.sendEvent(window.windowHandle(), event)
    return event.isAccepted()


def drag_away(window: QWidget) -> None:
    """Leave the window, or press Escape."""
    QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())


def let_go(window: QWidget, mime: QMimeData, at: QPoint | None = None) -> bool:
    """Let go at a point; whether it was taken."""
    event = QDropEvent(QPointF(at or window.rect().center()), Qt.DropAction.CopyAction, mime, *_HELD)
    event.ignore()
    QApplication.sendEvent(window.windowHandle(), event)
    return event.isAccepted()
