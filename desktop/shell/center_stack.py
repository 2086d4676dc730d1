"""The middle of the window: the page, or one of the rooms that take its place for a while."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.room import PAGE


class CenterStack(QStackedWidget):
    """Shows one thing at a time.

    A room is made when it is first shown, so that none of them slows the start.
    """

    turned = Signal(str)
    """Name of what is in front now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {}
        self._name = PAGE

    @property
    def name(self) -> str:
        """Name of what is in front."""
        return self._name

    @property
    def names(self) -> tuple[str, ...]:
        """The page and all rooms that there are."""
        return tuple(sorted(self._makers, key=lambda name: name != PAGE))

    def add(self, name: str, make: Callable[[], QWidget]) -> None:
        """A room, made by `make` when it is first shown:
        with the plan, theme and connections that it needs.
        """
        self._makers[name] = make

    def turn_to(self, name: str) -> QWidget:
        """Bring a room, or the page, to the front, and give it back.

        Raises KeyError for a name that nobody added.
        """
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.addWidget(self._made[name])
        widget = self._made[name]
        if name != self._name:
            self._name = name
            self.setCurrentWidget(widget)
            self.turned.emit(name)
        return widget
