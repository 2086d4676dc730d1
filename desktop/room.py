"""What rooms and shell say to each other: the rows of actions and docks, and the name of the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

PAGE = "page"
"""The name of the page among what stands in the middle of the window."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """A row of the table.

    `menu` is the title of a menu; "查看/字号" is a menu in a menu; a line stands before `lined` ones.
    """

    name: str
    menu: str
    text: str
    slot: Callable[..., object]
    icon: str = ""
    keys: tuple[str, ...] = ()
    group: str = ""
    """Actions of one group are choices: exactly one of them is checked."""
    checkable: bool = False
    lined: bool = False
    given: Any = None
    """Handed to `slot`; without it, the slot is called with nothing."""


@dataclass(frozen=True, slots=True)
class DockSpec:
    """A row of the table: what stands in the dock, where, and how wide and high at first."""

    name: str
    title: str
    widget: QWidget | None
    """None where it is made later."""
    area: Qt.DockWidgetArea
    width: int
    height: int
    shown: bool = True
