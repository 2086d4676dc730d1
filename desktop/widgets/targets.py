"""What keys act on that mean the same everywhere (copying, choosing all, printing, paging, undoing).

The window asks the widget with the keyboard, then those around it, the nearest first, and at last what stands
in the middle.

The names are Qt's own where Qt has one, so that its lists and text fields are targets as they are.
"""

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@runtime_checkable
class CopyTarget(Protocol):
    """A widget that can be copied from."""

    def copy_chosen(self) -> str | None:
        """Put what is chosen on the clipboard; in words what that was, None where there is nothing to say."""
        ...


@runtime_checkable
class SelectTarget(Protocol):
    """A widget in which all can be chosen."""

    def selectAll(self) -> object:
        """Choose all of it."""
        ...


@runtime_checkable
class UndoTarget(Protocol):
    """A widget that takes back its own last step, unless it is read-only."""

    def isReadOnly(self) -> bool:
        """Nothing can be changed in it."""
        ...

    def undo(self) -> object:
        """Take the last step back."""
        ...

    def redo(self) -> object:
        """Do a step again that was taken back."""
        ...


@runtime_checkable
class PrintTarget(Protocol):
    """A widget that prints what it shows; where there is none, the plan is printed."""

    def print_page(self) -> object:
        """Ask how to print it."""
        ...


@runtime_checkable
class TargetStack(Protocol):
    """A widget that shows one of several at a time, as QStackedWidget: the one in front is asked too."""

    def currentWidget(self) -> QWidget:
        """The one in front."""
        ...


@runtime_checkable
class ScrollTarget(Protocol):
    """A page of the window in which one part is read, whichever has the keyboard."""

    def scrolled(self) -> QWidget | None:
        """That part: it gets the keys for pages, beginning and end that nothing else takes."""
        ...
