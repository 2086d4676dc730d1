"""The rooms, in one table. A new room needs its folder, a row here, and a page of the guide.

The rows are light: what they name is imported when the room is first wanted. SQLAlchemy, Whoosh and the
widgets of all rooms take longer than the first paint may.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import cast

from PySide6.QtCore import Qt

from desktop import room
from desktop.room import FILE, GO, MARKS, SEARCH, ActionSpec, DockSpec, Room, Shell, T


@dataclass(frozen=True, slots=True)
class BarButton:
    """A button in the bar above, or beyond the ninth and in a narrow window a line of its menu 更多."""

    action: str
    rank: int
    """Where in the bar: lower ones stand further left, and higher ones are the first to go to 更多."""
    words: str = ""
    """Under its icon, where they are not those of the action."""
    panel: bool = False
    """It shows and hides a panel."""


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """A row: what the shell must know of a room before it is made."""

    name: str
    made_by: str
    """Its class: "module:class"."""
    offers: type | None = None
    """The protocol by which other rooms ask for it."""
    dock: DockSpec | None = None
    page: ActionSpec | None = None
    """The action, of the room's name, that brings its page to the middle of the window."""
    at_hand: tuple[ActionSpec, ...] = ()
    """Actions that are there before the room is made: they have a button above, or a key at once."""
    bar: tuple[BarButton, ...] = ()
    """Its buttons in the bar above, of actions that are there before it is made."""


_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
# The order is that of the actions in a menu, where their ranks are the same.
ROOMS = (
    RoomSpec(
        "reading",
        "desktop.reading.reading_room:ReadingRoom",
        room.Reading,
        DockSpec("outline", "目录", _LEFT, 300, 380),
        bar=(BarButton("toggle_outline", 10, panel=True), BarButton("to_page", 30, "正文")),
    ),
    RoomSpec(
        "library",
        "desktop.library.import_controller:ImportController",
        page=ActionSpec("library", FILE, "规划库(&L)", None, "library", ("Ctrl+Shift+L",), checkable=True),
        bar=(BarButton("library", 80),),
    ),
    RoomSpec(
        "printing",
        "desktop.printing.print_room:PrintRoom",
        room.Printing,
        at_hand=(ActionSpec("print", FILE, "打印(&P)…", None, "print", ("Ctrl+P",), lined=True),),
        bar=(BarButton("print", 70),),
    ),
    RoomSpec(
        "marks",
        "desktop.marks.marks_controller:MarksController",
        room.Marking,
        DockSpec("marks", "我的批注", _RIGHT, 330, 600, shown=False),
        at_hand=(
            ActionSpec(
                "toggle_marks",
                MARKS,
                "我的批注(&M)",
                None,
                "note",
                ("F10",),
                checkable=True,
                lined=True,
                rank=30,
            ),
        ),
        bar=(BarButton("toggle_marks", 60, "批注", panel=True),),
    ),
    RoomSpec(
        "search",
        "desktop.search.searches:Searches",
        room.Searching,
        DockSpec("results", "查找结果", _LEFT, 300, 400, shown=False, passing=True),
        at_hand=(
            ActionSpec("next_hit", SEARCH, "下一处(&N)", None, "down", ("F3",), lined=True),
            ActionSpec("previous_hit", SEARCH, "上一处(&P)", None, "up", ("Shift+F3",)),
            ActionSpec("back_before_search", SEARCH, "返回查找前位置(&B)", None, "back", ("Shift+F5",)),
        ),
    ),
    RoomSpec(
        "overview",
        "desktop.overview.overview_controller:OverviewController",
        page=ActionSpec("overview", GO, "概览(&V)", None, "overview", ("Alt+Home",), checkable=True, rank=10),
        bar=(BarButton("overview", 20),),
    ),
    RoomSpec(
        "tables",
        "desktop.tables.tables_controller:TablesController",
        room.RowTables,
        page=ActionSpec("tables", GO, "规划项目(&J)", None, "tables", ("Ctrl+T",), checkable=True, rank=10),
        at_hand=(
            ActionSpec(
                "places", GO, "涉及乡镇(&X)", None, "places", ("Ctrl+Shift+X",), checkable=True, rank=10
            ),
        ),
        bar=(BarButton("tables", 40), BarButton("places", 50)),
    ),
    RoomSpec("help", "desktop.help.help_controller:HelpController"),
    RoomSpec(
        "settings",
        "desktop.settings.settings_room:SettingsRoom",
        at_hand=(
            ActionSpec("settings", FILE, "设置(&T)…", None, "settings", ("Ctrl+,",), lined=True, rank=90),
        ),
    ),
)


class Rooms:
    """Makes each room when it is first wanted: the one place where rooms are made."""

    def __init__(
        self, specs: Sequence[RoomSpec], shell: Shell, place: Callable[[RoomSpec, Room], None]
    ) -> None:
        """`place` puts a new room into the window."""
        self.specs = {spec.name: spec for spec in specs}
        self._shell = shell
        self._place = place
        self._made: dict[str, Room] = {}

    def get(self, name: str) -> Room | None:
        """The room if it was wanted so far; asking does not make it."""
        return self._made.get(name)

    def __getitem__(self, name: str) -> Room:
        """The room; raises KeyError for a name that no row has."""
        if name not in self._made:
            spec = self.specs[name]
            self._made[name] = resolve_name(spec.made_by)(self._shell)
            self._place(spec, self._made[name])
        return self._made[name]

    @property
    def made(self) -> Sequence[Room]:
        """The rooms that were wanted so far, first the one for reading; a copy, for one may make another."""
        return tuple(self._made.values())

    def make_all(self) -> None:
        """Make all rooms that are not made yet."""
        for name in self.specs:
            self[name]

    def of(self, kind: type[T]) -> T:
        """The room that offers a protocol, or is of a class; raises LookupError where there is none."""
        path = f"{kind.__module__}:{kind.__name__}"
        for spec in self.specs.values():
            # By the row, so that asking for one room makes no other.
            if spec.offers is kind or spec.made_by == path:
                return cast("T", self[spec.name])
        raise LookupError(kind)
