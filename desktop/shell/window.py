"""The main window: it places the rooms (parts of the program), and hands them plans, looks and actions."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from db.library.library import Library
from db.records import Place, Plan, PlanInfo
from desktop.look import icons
from desktop.look.appearance import Appearance
from desktop.look.theme import Theme
from desktop.reading.reading_room import ReadingRoom
from desktop.room import (
    EDIT,
    FILE,
    GO,
    MENUS,
    PAGE,
    PLANS,
    THEME_MENU,
    VIEW,
    ActionSpec,
    Drop,
    Events,
    Room,
    T,
)
from desktop.search.search_box import SearchBox
from desktop.shell import docks
from desktop.shell.actions import Actions
from desktop.shell.center_stack import CenterArea, CenterStack
from desktop.shell.drops import Drops
from desktop.shell.rooms import ROOMS, Rooms, RoomSpec
from desktop.shell.top_bar import BarFrame, TopBar
from desktop.widgets.controls import clear_menu, label, menu_button, menu_entry, named
from desktop.widgets.layouts import NO_MARGINS, column, fill
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.targets import CopyTarget, ScrollTarget, SelectTarget, TargetStack
from desktop.widgets.tips import as_words
from desktop.widgets.written_file import offers

SIZE, SMALLEST = QSize(1240, 780), QSize(720, 460)
"""At the first start, and at least."""
_LONGEST = 60
"""Characters of a sentence in the list of those that were said."""
_SCROLLING = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)


class Window(QMainWindow):
    """What the person sees; to the rooms it is the `Shell`, whose methods desktop/room.py describes."""

    closing = Signal()

    def __init__(
        self,
        library: Library,
        folder: Path | None,
        pool: QThreadPool,
        states: Mapping[str, Mapping[str, Any]],
        specs: Sequence[RoomSpec] = ROOMS,
    ) -> None:
        """What the person keeps is kept in `folder`; without one, in memory only. `states`: how rooms were
        left at the last end, by name.
        """
        super().__init__()
        self.frame: QMainWindow = self
        self.library = library
        self.folder = self.marks_folder = folder
        self.pool = pool
        self.plan: Plan | None = None
        self.opening = ""
        self.looks = Appearance()
        self.events = Events(self)
        self.front = PAGE
        self._states = states
        self._drawn: Theme | None = None
        self._plans: Sequence[PlanInfo] = ()
        self._pages: dict[str, QWidget] = {}
        self.stage = CenterStack()
        self.notice = NoticeBar()
        self._kept = menu_button("消息", name="kept", tip="最近的提示", spoken="最近的提示")
        self.box = SearchBox()
        self._where, self._busy, self._badge = label(), label(), label(name="badge")
        self._in_status = 0
        self.rooms = Rooms(specs, self, self._place_room)
        self.drops = Drops(self, self.rooms)
        self.commands = Actions(self, self.rooms.__getitem__, self.make_rooms)
        for path in (*MENUS, PLANS, THEME_MENU):
            self.menu(path)
        self.docks = docks.place([spec.dock for spec in specs if spec.dock is not None], self)
        self._widths = docks.DockWidths(self.docks, self, self.stage)
        for order, spec in enumerate(specs):
            if spec.page is not None:
                self.commands.extend([spec.page], order, spec.name)
                self.commands.serve(spec.name, partial(self._turn, spec.name))
            self.commands.extend(spec.at_hand, order, spec.name)
        self.commands.extend(self._actions(), len(specs))
        self._place_parts()
        self.reading = self.rooms.of(ReadingRoom)
        self.page, self.outline = self.reading.first, self.reading.outline
        self.outline_model = self.reading.model
        self.turn_to(PAGE)
        self._place_bar()
        # A word that stands in the box before the search is there makes it.
        self.box.textChanged.connect(self._want_search)
        # Not by the layout: it would set the size again and again after the window is on the screen.
        self.layout().setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # type: ignore[union-attr]
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.page.setFocus()

    def _actions(self) -> list[ActionSpec]:
        return [
            ActionSpec("copy", EDIT, "复制(&C)", self._copy, "copy", ("Ctrl+C",), rank=10),
            ActionSpec("select_all", EDIT, "全选(&A)", self._select_all, "whole", ("Ctrl+A",), rank=10),
            ActionSpec(
                "bar_words", VIEW, "工具栏显示文字(&K)", self._turn_words, checkable=True, lined=True, rank=30
            ),
            ActionSpec(
                "choose_plan", GO, "选择规划(&H)…", self._choose_plan, keys=("Ctrl+Shift+P",), rank=10
            ),
            ActionSpec("quit", FILE, "退出(&Q)", self.close, "quit", ("Ctrl+Q",), lined=True, rank=90),
        ]

    def _place_parts(self) -> None:
        middle = named(QWidget(), "middle")
        self._area = CenterArea(self.stage)
        self._column = column(self.notice, fill(self._area), on=middle, spacing=0, margins=NO_MARGINS)
        self.setCentralWidget(middle)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._badge.hide()
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addWidget(self._where, 1)
        status.addPermanentWidget(self._busy)
        self._kept.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._kept.menu().setToolTipsVisible(True)
        self._kept.menu().aboutToShow.connect(self._list_kept)
        self._kept.hide()
        self.notice.kept_changed.connect(self._kept.show)
        status.addPermanentWidget(self._kept)
        status.addPermanentWidget(self._badge)

    def _place_bar(self) -> None:
        pick = self.commands.pick
        buttons = [button for spec in self.rooms.specs.values() for button in spec.bar]
        buttons.sort(key=lambda button: button.rank)
        for button in buttons:
            if button.words:
                self.action(button.action).setIconText(button.words)
        self.top = TopBar(
            self.menu(PLANS),
            self.box,
            steps=pick("back", "forward"),
            rooms=pick(*(button.action for button in buttons)),
            hits=pick("previous_hit", "next_hit", "back_before_search"),
            tools=[*pick("smaller", "larger"), self.menu(THEME_MENU).menuAction()],
            kept=pick("bar_words"),
            panels=pick(*(button.action for button in buttons if button.panel)),
            plans_tip=f"选择规划（{self.action('choose_plan').shortcut().toString()}）",
        )
        # Its room, which would say so, is not made yet.
        self.action("back_before_search").setEnabled(False)
        self.addToolBar(BarFrame(self.top))

    # Rooms

    def room(self, kind: type[T]) -> T:
        return self.rooms.of(kind)

    def make_rooms(self) -> None:
        """Make all rooms and fill the menus: the text is on the screen, or somebody opens a menu."""
        self.rooms.make_all()
        self.commands.fill()

    def settle(self) -> None:
        """The text is on the screen: let each room do what takes long."""
        self.make_rooms()
        for room in self.rooms.made:
            room.settle()

    def states(self) -> dict[str, Mapping[str, Any]]:
        """How the rooms are left, by name; of one that was not made, how it was left before."""
        made = {name: room.state() for name in self.rooms.specs if (room := self.rooms.get(name)) is not None}
        return {**self._states, **made}

    def _place_room(self, spec: RoomSpec, room: Room) -> None:
        """Put a new room into the window, and tell it what the others know."""
        room.restore(self._states.get(spec.name, {}))
        self.commands.extend(room.actions(), list(self.rooms.specs).index(spec.name), spec.name)
        for name, slot in room.at_hand().items():
            self.commands.serve(name, slot)
        widget = room.dock_widget()
        if spec.dock is not None and widget is not None:
            self.docks[spec.dock.name].setWidget(widget)
        for bar in room.bars():
            self._column.insertWidget(self._column.indexOf(self._area), bar)
        for part in room.status():
            self._in_status += 1
            self.statusBar().insertPermanentWidget(self._in_status, part)
        room.connect_shell()
        if self._drawn is not None:
            room.set_theme(self._drawn)
            room.set_looks(self.looks)
        if self._plans:
            room.set_plans(self._plans)
        if self.plan is not None:
            room.set_plan(self.plan)

    @Slot()
    def _want_search(self) -> None:
        self.rooms["search"]

    def _copy(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLabel) and focus.hasSelectedText():
            QApplication.clipboard().setText(focus.selectedText())
            self.mention("已复制选中的文字。")
        elif isinstance(focus, QLineEdit | QPlainTextEdit) or (
            isinstance(focus, QTextEdit) and not isinstance(focus, CopyTarget)
        ):
            focus.copy()
        elif (target := self.target(CopyTarget)) is None:
            self.mention("这里没有可以复制的内容。")
        elif copied := target.copy_chosen():
            self.mention(copied)

    def _select_all(self) -> None:
        focus = QApplication.focusWidget()
        # Who clicked into a label whose words can be chosen wants them.
        if isinstance(focus, QLabel):
            focus.setSelection(0, len(focus.text()))
        elif (target := self.target(SelectTarget)) is not None:
            target.selectAll()

    def _turn(self, name: str) -> None:
        on = self.commands[name].isChecked()
        self.turn_to(name if on else PAGE)
        if on:
            self.rooms[name].called()
        self.focus_front()

    def _turn_words(self) -> None:
        on = self.commands["bar_words"].isChecked()
        self.events.looks_chosen.emit(replace(self.looks, bar_words=on))

    def _choose_plan(self) -> None:
        # It is filled by a room that may not be made yet.
        self.make_rooms()
        self.top.open_plans()

    # What rooms ask (see desktop.room.Shell)

    @property
    def slug(self) -> str:
        return self.plan.info.slug if self.plan is not None else ""

    @property
    def specs(self) -> Sequence[ActionSpec]:
        return self.commands.table

    def action(self, name: str) -> QAction:
        return self.commands[name]

    def target(self, kind: type[T]) -> T | None:
        widget = QApplication.focusWidget()
        # A widget of another window, as the guide's, has its own keys.
        while widget is not None and widget is not self and not widget.isWindow():
            if (found := _within(widget, kind)) is not None:
                return found
            widget = widget.parentWidget()
        return _within(self.stage, kind)

    def menu(self, path: str) -> QMenu:
        return self.commands.menu(path)

    def dock(self, name: str) -> docks.Dock:
        return self.docks[name]

    def show_passing_docks(self) -> None:
        for spec in self.rooms.specs.values():
            if spec.dock is not None and spec.dock.passing:
                # Not `self.rooms[…]`: that would make the room only to hide its dock.
                room = self.rooms.get(spec.name)
                self.docks[spec.dock.name].setVisible(room is not None and room.active)

    def lay_out_docks(self) -> None:
        docks.lay_out(self.docks, self)
        self._widths.lay_out()
        self.show_passing_docks()

    def turn_to(self, name: str) -> QWidget:
        if name not in self._pages:
            room = self.reading if name == PAGE else self.rooms[name]
            self._pages[name] = room.page()
            self.stage.addWidget(self._pages[name])
            if self._drawn is not None:
                room.set_theme(self._drawn)
        if name != self.front:
            self.front = name
            self.stage.setCurrentWidget(self._pages[name])
            # It may need less room than the one before.
            self.stage.updateGeometry()
            for spec in self.rooms.specs.values():
                if spec.page is not None:
                    self.commands[spec.name].setChecked(spec.name == name)
            self.events.front_changed.emit(name)
        return self._pages[name]

    def show_room(self, name: str) -> None:
        spec = self.rooms.specs.get(name)
        if spec is not None and spec.page is not None and name != self.front:
            self.turn_to(name)
            self.focus_front()

    @Slot()
    def focus_front(self) -> None:
        if self.front == PAGE:
            self.reading.focus_page()
        else:
            self.rooms[self.front].entered()

    @Slot(object)
    def go_to(self, place: Place) -> None:
        self.reading.navigation.go_to(place)

    def open_plan(self, slug: str) -> None:
        self.reading.navigation.leave()
        self.events.plan_requested.emit(slug)

    def say(self, sentence: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        self.notice.say(sentence, button, act)

    def say_error(self, sentence: str) -> None:
        self.notice.say(sentence, kind="error")

    def say_done(self, sentence: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        self.notice.say(sentence, button, act, kind="done")

    def say_written(self, sentence: str, path: Path) -> None:
        self.notice.say(sentence, kind="done", offers=offers(path, self.say_error))

    def _list_kept(self) -> None:
        """What was said last, to be read again."""
        clear_menu(self._kept.menu())
        for notice in self.notice.kept:
            words = f"{notice.at:%H:%M}　{notice.sentence}".replace("&", "&&")
            short = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
            entry = menu_entry(self._kept.menu(), short, self.notice.say_again, notice)
            entry.setToolTip(as_words(notice.sentence))

    def hush(self) -> None:
        self.notice.hush()

    def hush_done(self) -> None:
        if self.notice.kind == "done":
            self.notice.hush()

    def show_count(self, words: str) -> None:
        self.top.set_count(words)

    def show_where(self, words: str) -> None:
        self._where.setText(words)

    @Slot(str)
    def say_busy(self, words: str) -> None:
        self._busy.setText(words)

    def mention(self, words: str, ms: int = 4000) -> None:
        self.statusBar().showMessage(words, ms)

    def list_plans(self, plans: Sequence[PlanInfo]) -> None:
        self._plans = plans
        for room in self.rooms.made:
            room.set_plans(plans)

    def claimed(self, paths: Sequence[Path]) -> Drop | None:
        return self.drops.claimed(paths)

    def come_forward(self, token: str = "") -> None:
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt reads it on Wayland
        self.setWindowState(
            self.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive
        )
        self.raise_()
        self.activateWindow()

    # What is shown

    def show_plan(self, plan: Plan) -> None:
        """Show a plan, where the person left it."""
        self.plan = plan
        self.setWindowTitle(f"{plan.info.title} - 规划阅读器")
        self.top.set_title(plan.info.title)
        self._badge.setText(plan.info.badge)
        self._badge.setVisible(bool(plan.info.badge))
        # The page first: it is what the person waits for, and its room was made first.
        for room in self.rooms.made:
            room.set_plan(plan)

    def set_looks(self, looks: Appearance) -> None:
        """Take a theme and a size."""
        self.looks = looks
        if looks.theme != self._drawn:
            self._drawn = looks.theme
            for part in (
                self.box,
                self.top,
                self.notice,
                self.commands,
                *self.docks.values(),
                *self.rooms.made,
            ):
                part.set_theme(looks.theme)
            self.menu(THEME_MENU).menuAction().setIcon(icons.icon("theme", looks.theme.text))
        self.top.set_words(on=looks.bar_words)
        self.commands["bar_words"].setChecked(looks.bar_words)
        for room in self.rooms.made:
            room.set_looks(looks)

    def placement(self) -> tuple[str, str]:
        """Size and place of the window, and of its docks, in base 64, to be taken up again by `place_as`."""
        geometry, layout = (state.toBase64().data() for state in self.reading.presentation.frame())
        return bytes(geometry).decode("ascii"), bytes(layout).decode("ascii")

    def panels(self) -> dict[str, int]:
        """The widths that the person gave the docks, by the side where they stand."""
        return dict(self._widths.given)

    def place_as(self, geometry: str, layout: str, panels: Mapping[str, object]) -> bool:
        """Take up size, place and docks; False when Qt can't read them, and then nothing has changed."""
        # Settings may be edited by hand: what is not base 64 becomes bytes that Qt then refuses.
        size, places = (QByteArray.fromBase64(kept.encode("ascii", "replace")) for kept in (geometry, layout))
        # A tuple, so that both are tried: the docks may be readable when the place is not.
        taken = all((self.restoreGeometry(size), self.restoreState(places)))
        self._widths.take(panels)
        self.show_passing_docks()
        return taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing with the keyboard has taken: Esc leads from a dock to what stands in the middle;
        those for pages, beginning and end move what is read there.
        """
        if event.key() == Qt.Key.Key_Escape and self._in_dock():
            self._pages[self.front].setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in _SCROLLING and (part := self._scrolled()) is not None:
            # Sent on, not posted: Qt is still telling of this very event. What it does is the part's own.
            QApplication.sendEvent(part, event.clone())
        else:
            super().keyPressEvent(event)

    def _in_dock(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and any(dock.isAncestorOf(focus) for dock in self.docks.values())

    def _scrolled(self) -> QWidget | None:
        target = self.target(ScrollTarget)
        part = target.scrolled() if target is not None else None
        # Who has the keyboard did not take the key: it would come round for ever.
        return part if part is not QApplication.focusWidget() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not now: Qt has not laid out the docks yet.
        self._widths.later.start()

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


def _within(widget: QWidget, kind: type[T]) -> T | None:
    """The widget, or what is in front in it, if that is of the kind."""
    if isinstance(widget, kind):
        return widget
    return _within(widget.currentWidget(), kind) if isinstance(widget, TargetStack) else None
