"""The rooms, in one table. A new room needs its folder, a row here, and a page of the guide.

The rows are light: what they name is imported when the room is first wanted. SQLAlchemy, Whoosh and the
widgets of all rooms take longer than the first paint may.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt

from desktop.reading.reading_room import ReadingRoom
from desktop.room import (
    FILE,
    GO,
    SEARCH,
    ActionSpec,
    DockSpec,
    Marking,
    Reading,
    Room,
    RowTables,
    Searching,
    Shell,
    T,
)


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """A row: what the shell must know of a room before it is made."""

    name: str
    make: Callable[[Shell], Room]
    offers: type | None = None
    """The protocol by which other rooms ask for it."""
    dock: DockSpec | None = None
    in_middle: bool = False
    """It has a page that stands in the middle of the window; the action of its name brings it there."""
    at_hand: tuple[ActionSpec, ...] = ()
    """Actions that are there from the start: buttons of the bar above, and what brings its page there."""


# A function for each room, for its late import: the reason stands at the top.
def _library(shell: Shell) -> Room:
    from desktop.library.import_controller import ImportController

    return ImportController(shell)


def _printing(shell: Shell) -> Room:
    from desktop.printing.print_room import PrintRoom

    return PrintRoom(shell)


def _marks(shell: Shell) -> Room:
    from desktop.marks.marks_controller import MarksController

    return MarksController(shell)


def _search(shell: Shell) -> Room:
    from desktop.search.searches import Searches

    return Searches(shell)


def _overview(shell: Shell) -> Room:
    from desktop.overview.overview_controller import OverviewController

    return OverviewController(shell)


def _tables(shell: Shell) -> Room:
    from desktop.tables.tables_controller import TablesController

    return TablesController(shell)


def _help(shell: Shell) -> Room:
    from desktop.help.help_controller import HelpController

    return HelpController(shell)


_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
ROOMS = (
    RoomSpec("reading", ReadingRoom, Reading, DockSpec("outline", "目录", _LEFT, 300, 380)),
    RoomSpec(
        "library",
        _library,
        in_middle=True,
        at_hand=(
            ActionSpec("library", FILE, "规划库(&L)", icon="library", keys=("Ctrl+Shift+L",), checkable=True),
        ),
    ),
    RoomSpec(
        "printing",
        _printing,
        at_hand=(ActionSpec("print", FILE, "打印(&P)…", icon="print", keys=("Ctrl+P",), lined=True),),
    ),
    RoomSpec("marks", _marks, Marking, DockSpec("marks", "我的批注", _RIGHT, 330, 600, shown=False)),
    RoomSpec(
        "search",
        _search,
        Searching,
        DockSpec("results", "查找结果", _LEFT, 300, 400, shown=False, passing=True),
        at_hand=(
            ActionSpec("next_hit", SEARCH, "下一处(&N)", icon="down", keys=("F3",), lined=True),
            ActionSpec("previous_hit", SEARCH, "上一处(&P)", icon="up", keys=("Shift+F3",)),
            ActionSpec("back_before_search", SEARCH, "返回查找前位置(&B)", icon="back", keys=("Shift+F5",)),
        ),
    ),
    RoomSpec(
        "overview",
        _overview,
        in_middle=True,
        at_hand=(
            ActionSpec(
                "overview", GO, "概览(&V)", icon="overview", keys=("Alt+Home",), checkable=True, rank=10
            ),
        ),
    ),
    RoomSpec(
        "tables",
        _tables,
        RowTables,
        in_middle=True,
        at_hand=(
            ActionSpec(
                "tables", GO, "规划项目(&J)", icon="tables", keys=("Ctrl+T",), checkable=True, rank=10
            ),
        ),
    ),
    RoomSpec("help", _help),
)


class Rooms:
    """Makes each room when it is first wanted: the one place where rooms are made."""

    def __init__(self, shell: Shell, place: Callable[[RoomSpec, Room], None]) -> None:
        """`place` puts a new room into the window."""
        self._shell = shell
        self._place = place
        self._made: dict[str, Room] = {}

    def __getitem__(self, name: str) -> Room:
        if name not in self._made:
            spec = next(spec for spec in ROOMS if spec.name == name)
            self._made[name] = spec.make(self._shell)
            self._place(spec, self._made[name])
        return self._made[name]

    @property
    def made(self) -> Iterable[Room]:
        """The rooms that were wanted so far."""
        return tuple(self._made.values())

    def is_made(self, name: str) -> bool:
        """Whether a room was wanted so far."""
        return name in self._made

    def all(self) -> Iterable[Room]:
        """All rooms, made now if they were not."""
        return tuple(self[spec.name] for spec in ROOMS)

    def of(self, kind: type[T]) -> T:
        """The room that offers a protocol, or is of a class. Raises LookupError where there is none."""
        name = next((spec.name for spec in ROOMS if spec.offers is kind), "")
        if name:
            return cast("T", self[name])
        # Those that are made first: asking for one of them must not make all the others.
        for rooms in (self.made, self.all()):
            for room in rooms:
                if isinstance(room, kind):
                    return room
        raise LookupError(kind)
