"""Where Ctrl+F leads: to the line that filters what the keyboard is in, if there is one."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

FIND_KEYS = ("Ctrl+F", "Ctrl+K")
"""The second is that of browsers and chats; WPS knows the first."""
_FILTERS = "filters"
_Line = TypeVar("_Line", bound=QLineEdit)


def filter_line(line: _Line) -> _Line:
    """`line`, to which Ctrl+F leads from whatever stands beside it: the rows of a table, a list of notes."""
    line.setProperty(_FILTERS, True)
    return line


def line_at_hand() -> QLineEdit | None:
    """The line that filters what the keyboard is in, the nearest one; None where there is none."""
    part = QApplication.focusWidget()
    # Not the window itself: it holds the lines of all its docks.
    while part is not None and not isinstance(part, QMainWindow):
        for line in part.findChildren(QLineEdit):
            if line.property(_FILTERS) and line.isVisible() and line.isEnabled():
                return line
        part = part.parentWidget()
    return None


def turn_to(line: QLineEdit) -> None:
    """Put the keyboard into a line, with what stands in it selected, to be written over."""
    line.setFocus(Qt.FocusReason.ShortcutFocusReason)
    line.selectAll()
