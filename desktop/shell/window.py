"""The main window: it places the rooms (parts of the program), and hands them plans, looks and actions."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLabel,
    QLayout,
    QMainWindow,
    QMenu,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from db.library.library import Library
from db.records import Place, Plan, PlanInfo
from desktop.look import icons
from desktop.look.appearance import Appearance
from desktop.look.theme import THEMES, Theme, ThemeName
from desktop.reading.reading_room import ReadingRoom
from desktop.room import FILE, MENUS, PAGE, VIEW, ActionSpec, Events, Room, T
from desktop.search.search_box import SearchBox
from desktop.shell import docks
from desktop.shell.actions import Actions
from desktop.shell.center_stack import CenterStack
from desktop.shell.rooms import ROOMS, Rooms, RoomSpec
from desktop.shell.top_bar import TopBar
from desktop.widgets.notice_bar import NoticeBar

SIZE, SMALLEST = QSize(1240, 780), QSize(720, 460)
"""At the first start, and at least."""
PLANS, THEME_MENU = f"{FILE}/打开规划", f"{VIEW}/主题"
_LISTED = 20
"""Plans in the menu at most; all of them are in the library."""


class Window(QMainWindow):
    """What the person sees; the `Shell` of the rooms.

    It asks for plans and looks by signals, and shows what it is given.
    """

    plan_requested = Signal(str)
    """Slug of a plan that is to be opened."""
    place_elsewhere = Signal(object)
    """A Place of a plan that is not open."""
    looks_requested = Signal(object)
    """The Appearance that the person chose."""
    settings_requested = Signal()
    plans_changed = Signal()
    """Plans have come, gone or changed."""
    plan_gone = Signal(str)
    """Slug of a plan that was removed."""
    closing = Signal()

    def __init__(self, library: Library, folder: Path | None, pool: QThreadPool) -> None:
        """What the person keeps is kept in `folder`; without one, in memory only."""
        super().__init__()
        self.library = library
        self.folder = self.marks_folder = folder
        self.pool = pool
        self.plan: Plan | None = None
        self.looks = Appearance()
        self.interface = 100
        """Size of the interface in percent of the system's; only told in reports."""
        self.events = Events(self)
        self.states: dict[str, Mapping[str, Any]] = {}
        """How rooms were left at the last end, by name."""
        self._drawn: Theme | None = None
        self._plans: Sequence[PlanInfo] = ()
        self.stage = CenterStack()
        self.notice = NoticeBar()
        self.box = SearchBox()
        self.rooms = Rooms(self, self._place_room)
        self.commands = Actions(self, self.rooms.__getitem__)
        for title in MENUS:
            self.commands.menu(self.menuBar(), title).aboutToShow.connect(self.make_rooms)
        self._plan_menu = self.commands.menu(self.menuBar(), PLANS)
        self._plan_choice = QActionGroup(self)
        self.commands.menu(self.menuBar(), THEME_MENU).menuAction().setIconText("主题")
        self._where, self._busy, self._badge = QLabel(), QLabel(), QLabel()
        self._column = QVBoxLayout()
        self._bars = self._status = 0
        self.docks = docks.place([spec.dock for spec in ROOMS if spec.dock is not None], self)
        self.commands.extend(self._own_actions(), len(ROOMS))
        for order, spec in enumerate(ROOMS):
            self.commands.extend(spec.at_hand, order, spec.name)
            if spec.in_middle:
                self.stage.add(spec.name, partial(self._page_of, spec.name))
                self.commands.serve(spec.name, partial(self._turn, spec.name))
        self._place_status()
        reading = self.rooms["reading"]
        assert isinstance(reading, ReadingRoom)
        self.reading = reading
        self.page, self.outline, self.outline_model = (
            self.reading.first,
            self.reading.outline,
            self.reading.model,
        )
        self.stage.add(PAGE, lambda: self.reading.pages)
        self.stage.turn_to(PAGE)
        self.top = self._top_bar()
        self._place_parts()
        self.stage.turned.connect(self._note_front)
        # A word that stands in the box before the search is there makes it.
        self.box.textChanged.connect(self._want_search)
        # Not by the layout: it would set the size again and again after the window is on the screen.
        self.layout().setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # type: ignore[union-attr]
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.page.setFocus()

    def _own_actions(self) -> list[ActionSpec]:
        last = 90
        """Settings and end stand at the bottom of their menu."""
        themes = enumerate(THEMES.items(), 1)
        return [
            ActionSpec(
                "settings", FILE, "设置(&T)…", self.settings_requested.emit, "settings", ("Ctrl+,",),
                lined=True, rank=last,
            ),
            ActionSpec("quit", FILE, "退出(&Q)", self.close, "quit", ("Ctrl+Q",), lined=True, rank=last),
            *(
                ActionSpec(
                    f"theme_{name}", THEME_MENU, f"{theme.label}(&{at})", self._choose_theme,
                    group="theme", given=name, rank=25,
                )
                for at, (name, theme) in themes
            ),
        ]  # fmt: skip

    def _top_bar(self) -> TopBar:
        top = TopBar(
            self.box,
            left=self.commands.pick("toggle_outline", "overview", "tables"),
            beside=self.commands.pick("previous_hit", "next_hit", "back_before_search"),
            right=[*self.commands.pick("print", "smaller", "larger"), self.commands.menus[THEME_MENU]],
        )
        top.plan_button.setMenu(self._plan_menu)
        # Its room, which would say so, is not made yet.
        self.commands["back_before_search"].setEnabled(False)
        return top

    def _place_parts(self) -> None:
        bar = QToolBar("工具栏")
        bar.setObjectName("top")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # Or the bar with the search box could be hidden, and nothing would bring it back.
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.top)
        self.addToolBar(bar)
        middle = QWidget()
        middle.setObjectName("middle")
        middle.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.insertWidget(0, self.notice)
        self._column.addWidget(self.stage, 1)
        self.setCentralWidget(middle)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def _place_status(self) -> None:
        self._badge.setObjectName("badge")
        self._badge.hide()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self._where, 1)
        self.statusBar().addPermanentWidget(self._busy)
        self.statusBar().addPermanentWidget(self._badge)

    # Rooms

    def room(self, kind: type[T]) -> T:
        """The room that offers a protocol, or is of a class; made now if nobody wanted it before."""
        return self.rooms.of(kind)

    def make_rooms(self) -> None:
        """Make all rooms and fill the menus: the text is on the screen, or somebody opens a menu."""
        self.rooms.all()
        self.commands.fill(self.menuBar())

    def settle(self) -> None:
        """The text is on the screen: let each room do what takes long."""
        self.make_rooms()
        for room in self.rooms.made:
            room.settle()

    def _place_room(self, spec: RoomSpec, room: Room) -> None:
        """Put a new room into the window, and tell it what the others know."""
        room.restore(self.states.get(spec.name, {}))
        self.commands.extend(room.actions(), ROOMS.index(spec), spec.name)
        for name, slot in room.at_hand().items():
            self.commands.serve(name, slot)
        widget = room.dock_widget()
        if spec.dock is not None and widget is not None:
            self.docks[spec.dock.name].setWidget(widget)
        for bar in room.bars():
            self._bars += 1
            self._column.insertWidget(self._bars, bar)
        for part in room.status():
            self.statusBar().insertPermanentWidget(self._status + 1, part)
            self._status += 1
        room.connect_shell()
        if self._drawn is not None:
            room.set_theme(self._drawn)
            room.set_looks(self.looks)
        if self._plans:
            room.set_plans(self._plans)
        if self.plan is not None:
            room.set_plan(self.plan)

    def _page_of(self, name: str) -> QWidget:
        room = self.rooms[name]
        page = room.page()
        if self._drawn is not None:
            room.set_theme(self._drawn)
        return page

    def _turn(self, name: str) -> None:
        if self.commands[name].isChecked():
            self.turn_to(name)
            self.rooms[name].entered()
        else:
            self.reading.focus_page()

    def _want_search(self) -> None:
        self.rooms["search"]

    @Slot(str)
    def _note_front(self, name: str) -> None:
        for spec in ROOMS:
            if spec.in_middle:
                self.commands[spec.name].setChecked(spec.name == name)
        self.events.front_changed.emit(name)

    def state_of(self, name: str) -> Mapping[str, Any]:
        """How a room was left, for the settings."""
        return self.rooms[name].state() if self.rooms.is_made(name) else self.states.get(name, {})

    # What rooms ask (see desktop.room.Shell)

    @property
    def frame(self) -> QMainWindow:
        """The window, as what dialogs are put over."""
        return self

    @property
    def slug(self) -> str:
        """The slug of the plan that is open; empty while none is."""
        return self.plan.info.slug if self.plan is not None else ""

    @property
    def front(self) -> str:
        """The name of what stands in the middle."""
        return self.stage.name

    @property
    def specs(self) -> Sequence[ActionSpec]:
        """The table of actions, menu by menu in order."""
        return self.commands.table

    def action(self, name: str) -> QAction:
        """An action by name."""
        return self.commands[name]

    def menu(self, path: str) -> QMenu:
        """A menu by the path that rows of actions name."""
        return self.commands.menu(self.menuBar(), path)

    def dock(self, name: str) -> docks.Dock:
        """A dock by name."""
        return self.docks[name]

    def show_passing_docks(self) -> None:
        """Show or hide the docks that are there only while their room is active."""
        for spec in ROOMS:
            if spec.dock is not None and spec.dock.passing:
                made = self.rooms.is_made(spec.name)
                # Asked in this order: `self.rooms[…]` would make the room only to hide its dock.
                self.docks[spec.dock.name].setVisible(made and self.rooms[spec.name].active)

    def lay_out_docks(self) -> None:
        """Put all docks where they stood at the first start."""
        docks.lay_out(self.docks, self)
        self.show_passing_docks()

    def turn_to(self, name: str) -> QWidget:
        """Bring a room's page, or the page of the plan, to the front."""
        return self.stage.turn_to(name)

    def show_room(self, name: str) -> None:
        """Bring a room to the front, as its action does; a name that is none leaves the page there."""
        if name not in (self.front, PAGE) and name in self.stage.names:
            self.commands[name].trigger()

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Show a place on the page, whatever stands in the middle now; one of another plan is asked for."""
        self.reading.navigation.go_to(place)

    def open_at(self, place: Place) -> None:
        """Open another plan at a place, if there is such a plan."""
        self.place_elsewhere.emit(place)

    def open_plan(self, slug: str) -> None:
        """Open a plan, or the same one anew."""
        self.reading.navigation.leave()
        self.plan_requested.emit(slug)

    def say(self, sentence: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Tell the person something, with a button that does something about it."""
        self.notice.say(sentence, button, act)

    def hush(self) -> None:
        """Take back what was said: it is no longer so."""
        self.notice.hide()

    def show_count(self, words: str) -> None:
        """Tell beside the search box how much was found."""
        self.top.count.setText(words)

    def show_where(self, words: str) -> None:
        """Tell in the status bar where the person is."""
        self._where.setText(words)

    def mention(self, words: str, ms: int = 4000) -> None:
        """Tell something that may be missed, in the status bar."""
        self.statusBar().showMessage(words, ms)

    def choose_looks(self, looks: Appearance) -> None:
        """The person chose other looks."""
        self.looks_requested.emit(looks)

    def tell_plans_changed(self) -> None:
        """Plans have come, gone or changed."""
        self.plans_changed.emit()

    def tell_plan_gone(self, slug: str) -> None:
        """A plan was removed."""
        self.plan_gone.emit(slug)

    def come_forward(self, token: str = "") -> None:
        """Stand before all other windows; `token` is what the desktop gave for it."""
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt reads it on Wayland
        self.setWindowState(
            self.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive
        )
        self.raise_()
        self.activateWindow()

    def circumstances(self) -> dict[str, str]:
        """What a report says of this run: how much of what, and none of its words."""
        return {
            "plans": str(len(self.library.slugs())),
            "theme": self.looks.theme.name,
            "zoom": str(self.looks.zoom),
            "interface": str(self.interface),
            "room": self.front,
            "pages": str(len(self.reading.pages.panes)),
        }

    # What is shown

    @Slot(str)
    def say_busy(self, words: str) -> None:
        """What is going on behind the page, in a corner; empty when nothing is."""
        self._busy.setText(words)

    def list_plans(self, plans: Sequence[PlanInfo]) -> None:
        """List the plans that can be opened; of very many the open one and the first, the rest are in the
        library.
        """
        self._plans = plans
        self._plan_menu.clear()
        for action in self._plan_choice.actions():
            # QMenu.clear deletes only actions that it owns itself; these belong to the group.
            action.deleteLater()
        listed = plans
        if len(plans) > _LISTED:
            listed = [*(info for info in plans if info.slug == self.slug), *plans][:_LISTED]
        for info in dict.fromkeys(listed):
            action = QAction(info.title, self._plan_choice)
            action.setCheckable(True)
            action.setChecked(info.slug == self.slug)
            action.triggered.connect(partial(self._choose_plan, info.slug))
            action.setData(info.slug)
            self._plan_menu.addAction(action)
        self._plan_menu.addSeparator()
        self._plan_menu.addActions(self.commands.pick("import_files", "library"))
        for room in self.rooms.made:
            room.set_plans(plans)

    def show_plan(
        self,
        plan: Plan,
        place: Place | None,
        opened: Sequence[str],
        folded: Sequence[str],
        second: Place | None = None,
    ) -> None:
        """Show a plan, where the person left it; with `second`, another place of it beside the first."""
        self.plan = plan
        self.setWindowTitle(f"{plan.info.title} - 规划阅读器")
        self.top.set_title(plan.info.title)
        self._badge.setText(plan.info.badge)
        self._badge.setVisible(bool(plan.info.badge))
        for action in self._plan_choice.actions():
            action.setChecked(action.data() == plan.info.slug)
        # The page first: it is what the person waits for.
        self.reading.set_plan(plan)
        self.reading.show_plan(plan, place, opened, folded, second)
        for room in self.rooms.made:
            if room is not self.reading:
                room.set_plan(plan)

    def set_looks(self, looks: Appearance) -> None:
        """Take a theme and a size."""
        self.looks = looks
        if looks.theme != self._drawn:
            self._drawn = looks.theme
            for part in (self.box, self.notice, self.commands, *self.docks.values(), *self.rooms.made):
                part.set_theme(looks.theme)
            self.commands.menus[THEME_MENU].menuAction().setIcon(icons.icon("theme", looks.theme.text))
        self.commands[f"theme_{looks.theme.name}"].setChecked(True)
        for room in self.rooms.made:
            room.set_looks(looks)

    def in_front(self) -> QWidget:
        """What the person sees in the middle, down to what is painted on."""
        front = self.page if self.front == PAGE else self.stage.currentWidget()
        return front.viewport() if isinstance(front, QAbstractScrollArea) else front

    def placement(self) -> tuple[str, str]:
        """Size and place of the window, and of its docks, to be taken up again by `place_as`."""
        geometry, layout = self.reading.presentation.frame()
        return _as_text(geometry), _as_text(layout)

    def place_as(self, geometry: str, layout: str) -> bool:
        """Take up size, place and docks; False when Qt can't read them, and then nothing has changed."""
        # A tuple, so that both are tried: the docks may be readable when the place is not.
        taken = all((self.restoreGeometry(_as_bytes(geometry)), self.restoreState(_as_bytes(layout))))
        self.show_passing_docks()
        return taken

    def _choose_theme(self, name: ThemeName) -> None:
        self.choose_looks(self.looks.themed(name))

    def _choose_plan(self, slug: str, _checked: bool = False) -> None:
        self.open_plan(slug)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.reading.note_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(room.may_close() for room in self.rooms.made):
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _as_text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _as_bytes(text: str) -> QByteArray:
    # Settings may be edited by hand: what is not base 64 becomes bytes that Qt then refuses.
    return QByteArray.fromBase64(text.encode("ascii", "replace"))
