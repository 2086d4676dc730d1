"""The window: builds the parts, places them, connects them."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

from db.export.results.forms import FORMS
from db.library.library import Library
from db.records import Place, Plan, PlanInfo
from desktop.look import icons
from desktop.look.appearance import Appearance
from desktop.look.theme import THEMES, Theme, Themed, ThemeName
from desktop.reading.outline_model import OutlineModel
from desktop.reading.outline_panel import OutlinePanel
from desktop.reading.outline_view import OutlineView
from desktop.reading.page_view import PageView
from desktop.reading.view_modes import ViewModes
from desktop.room import PAGE, ActionSpec, DockSpec
from desktop.search.search_box import SearchBox
from desktop.shell import docks
from desktop.shell.actions import Actions
from desktop.shell.center_stack import CenterStack
from desktop.shell.top_bar import TopBar
from desktop.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from desktop.library.import_controller import ImportController
    from desktop.marks.marks_controller import MarksController
    from desktop.overview.overview_view import OverviewView
    from desktop.printing.paper_marks import PaperMark
    from desktop.printing.print_room import PrintRoom
    from desktop.reading.navigation import Navigation
    from desktop.search.search_room import SearchRoom
    from desktop.search.searches import Searches
    from desktop.tables.tables_room import TablesRoom

SIZE, SMALLEST = QSize(1240, 780), QSize(720, 460)
"""At the first start, and at least."""
FILE, EDIT, SEARCH, VIEW, GO, HELP = "文件(&F)", "编辑(&E)", "查找(&S)", "查看(&V)", "转到(&G)", "帮助(&H)"
MARKS = "批注(&N)"
EXPORT = f"{SEARCH}/导出查找结果"
PLANS, THEME_MENU = f"{FILE}/打开规划", f"{VIEW}/主题"
_LISTED = 20
"""Plans in the menu at most."""
_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


class Window(QMainWindow):
    """What the reader sees. It asks for plans and looks by signals, and shows what it is given."""

    plan_requested = Signal(str)
    """Slug of the plan that the reader chose."""
    looks_requested = Signal(object)
    """The Looks that the reader chose."""
    settings_requested = Signal()
    help_requested = Signal(str)
    """The reader wants guide, shortcuts, report or about."""
    closing = Signal()
    needed = Signal()
    """The reader asks for something before the window is complete."""

    all_plans_asked = Signal()
    """The tables want every plan there is: `tables().set_all` takes them."""
    place_elsewhere = Signal(object)
    """A Place of a plan that is not open."""

    searches: "Searches"
    search: "SearchRoom"
    printing: "PrintRoom"
    marking: "MarksController"
    moving: "Navigation"
    adding: "ImportController"

    def __init__(self, library: Library, folder: Path | None, pool: QThreadPool) -> None:
        """What is seen at once; `complete` makes the rest.

        Searches are remembered in `folder`, without one in memory only.
        """
        super().__init__()
        self._library = library
        self._folder = folder
        self._pool = pool
        self._looks = Appearance()
        self._drawn: Theme | None = None
        self._complete = self._shared = self._several = False
        self._plan: Plan | None = None
        self._overview: OverviewView | None = None
        self._tables: TablesRoom | None = None
        self._tables_state: dict[str, Any] = {}
        self._slug = ""
        self.page = PageView()
        self.outline_model = OutlineModel(self)
        self.outline = OutlineView(self.outline_model)
        self.contents = OutlinePanel(self.outline, self.outline_model, pool)
        self.viewing = ViewModes(self, pool)
        self.stage = CenterStack(self.viewing.pages)
        self.notice = NoticeBar()
        self._box = SearchBox()
        self._at_hand = {entry.name: entry for entry in self._entries_at_hand()}
        self.commands = Actions(self._at_hand.values(), self)
        for title in (FILE, EDIT, VIEW, SEARCH, MARKS, GO, HELP):
            self.commands.menu(self.menuBar(), title)
        self._plan_menu = self.commands.menu(self.menuBar(), PLANS)
        self._plan_choice = QActionGroup(self)
        theme_menu = self.commands.menu(self.menuBar(), THEME_MENU)
        theme_menu.menuAction().setIconText("主题")
        self.top = TopBar(
            self._box,
            left=self.commands.pick("toggle_outline", "overview", "tables"),
            beside=self.commands.pick("previous_hit", "next_hit", "back_before_search"),
            right=[*self.commands.pick("print", "smaller", "larger"), theme_menu],
        )
        self.top.plan_button.setMenu(self._plan_menu)
        self._where, self._busy, self._badge = QLabel(), QLabel(), QLabel()
        self._column = self._place_parts()
        self.docks = docks.place(
            (
                DockSpec("outline", "目录", self.contents, _LEFT, 300, 380),
                DockSpec("results", "查找结果", None, _LEFT, 300, 400, shown=False),
                DockSpec("marks", "我的批注", None, _RIGHT, 330, 600, shown=False),
            ),
            self,
        )
        self._themed: list[Themed] = [
            self.contents,
            self._box,
            self.notice,
            self.commands,
            *self.docks.values(),
        ]
        self.outline.place_requested.connect(self.go_to)
        self.outline.place_requested.connect(self.outline.reveal)
        self.viewing.pages.moved.connect(self._follow)
        self.docks["outline"].visibilityChanged.connect(self.commands["toggle_outline"].setChecked)
        self.commands["back_before_search"].setEnabled(False)
        # Not by the layout: it would set the size again and again after the window is on the screen.
        self.layout().setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # type: ignore[union-attr]
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.page.setFocus()

    def complete(self) -> None:
        """Make what nobody sees at the start: searching, marks, printing, the library, and all menus.

        Once.
        """
        from desktop.library.import_controller import ImportController
        from desktop.marks.marks_controller import MarksController
        from desktop.printing.print_room import PrintRoom
        from desktop.reading.navigation import Navigation
        from desktop.search.search_memory import SearchMemory
        from desktop.search.search_service import SearchService
        from desktop.search.searches import Searches

        self.searches = Searches(
            self._box,
            SearchService(self._library),
            SearchMemory(self._folder),
            self.page.place,
            self._pool,
            self,
        )
        self.search = self.searches.plan_search
        self.printing = PrintRoom(self._pool, self)
        self.marking = MarksController(self, self._pool)
        self.moving = Navigation(self)
        self.adding = ImportController(self, self._library, self._pool)
        self.stage.add("overview", self._make_overview)
        self.stage.add("tables", self._make_tables)
        self.stage.add("library", self.adding.make_room)
        self.commands.extend(self._table())
        self.commands.fill(self.menuBar())
        self._place_search_menus()
        self.docks["results"].setWidget(self.search.panel)
        self.docks["marks"].setWidget(self.marking.room.panel)
        bars = (
            self.adding.bar,
            self.marking.warning,
            self.marking.room.keeping.exporting,
            self.searches.find.bar,
        )
        for place, bar in enumerate(bars, self._column.indexOf(self.notice) + 1):
            self._column.insertWidget(place, bar)
        self.statusBar().insertPermanentWidget(2, self.marking.state)
        later: list[Themed] = [
            self.search.panel,
            self.searches.find.bar,
            self.marking,
            self.adding,
            self.printing,
        ]
        self._themed += later
        self._complete = True
        self._connect()
        if self._drawn is not None:
            for part in (*later, self.commands):
                part.set_theme(self._drawn)
            self._check_looks()
        if self._plan is not None:
            self._hand_plan(self._plan)
        if self._box.text():
            self._box.words_changed.emit(self._box.text())  # typed before there was anybody to hear it

    def _entries_at_hand(self) -> list[ActionSpec]:
        """The rows of the actions that stand in the bar above;
        who is quicker than the window completes it.
        """
        rows = [
            ActionSpec("print", FILE, "打印(&P)…", self._print, "print", ("Ctrl+P",), lined=True),
            ActionSpec("next_hit", SEARCH, "下一处(&N)", self._next_hit, "down", ("F3",), lined=True),
            ActionSpec("previous_hit", SEARCH, "上一处(&P)", self._previous_hit, "up", ("Shift+F3",)),
            ActionSpec(
                "back_before_search", SEARCH, "返回查找前位置(&B)", self._leave_search, "back", ("Shift+F5",)
            ),
            ActionSpec(
                "toggle_outline", VIEW, "目录(&O)", self._toggle_outline, "outline", ("F9",), checkable=True
            ),
            ActionSpec(
                "larger",
                VIEW,
                "放大字号(&L)",
                self.ask_zoom,
                "larger",
                ("Ctrl+=", "Ctrl++"),
                lined=True,
                given=1,
            ),
            ActionSpec("smaller", VIEW, "缩小字号(&S)", self.ask_zoom, "smaller", ("Ctrl+-",), given=-1),
            ActionSpec(
                "overview", GO, "概览(&V)", self._turn_overview, "overview", ("Alt+Home",), checkable=True
            ),
            ActionSpec(
                "tables", GO, "规划项目(&J)", self._turn_tables, "tables", ("Ctrl+T",), checkable=True
            ),
        ]
        return [replace(row, slot=partial(self._at_once, row.slot)) for row in rows]

    def _at_once(self, act: Callable[..., object], *given: object) -> None:
        self.needed.emit()
        act(*given)

    def _table(self) -> list[ActionSpec]:
        search, at_hand = self.search, self._at_hand
        return [
            *self.adding.entries(FILE),
            at_hand["print"],
            ActionSpec(
                "settings",
                FILE,
                "设置(&T)…",
                self.settings_requested.emit,
                "settings",
                ("Ctrl+,",),
                lined=True,
            ),
            ActionSpec("quit", FILE, "退出(&Q)", self.close, "quit", ("Ctrl+Q",), lined=True),
            ActionSpec("copy", EDIT, "复制(&C)", self._copy, "copy", ("Ctrl+C",)),
            ActionSpec("select_all", EDIT, "全选(&A)", self._select_all, "whole", ("Ctrl+A",)),
            ActionSpec("find", SEARCH, "查找(&F)", self._focus_search, "search", ("Ctrl+K", "Ctrl+Shift+F")),
            ActionSpec("find_in_page", SEARCH, "页内查找(&I)", self._find_in_page, "find", ("Ctrl+F",)),
            at_hand["next_hit"],
            at_hand["previous_hit"],
            at_hand["back_before_search"],
            ActionSpec("save_search", SEARCH, "保存本次查找(&V)", search.save, lined=True),
            ActionSpec("clear_history", SEARCH, "清除查找记录(&H)", search.clear_history),
            *(
                ActionSpec(
                    f"export_{form.name}", EXPORT, f"导出{form.menu}…", search.export_as, given=form.name
                )
                for form in FORMS
            ),
            ActionSpec(
                "only_hits",
                SEARCH,
                "只显示有结果的章节(&O)",
                self._show_only_hits,
                checkable=True,
                lined=True,
            ),
            *self.marking.entries(EDIT, MARKS, GO),
            at_hand["toggle_outline"],
            at_hand["larger"],
            at_hand["smaller"],
            ActionSpec("usual_size", VIEW, "恢复字号(&R)", self.ask_zoom, "size", ("Ctrl+0",), given=-100),
            *(
                ActionSpec(
                    f"theme_{name}",
                    THEME_MENU,
                    f"{theme.label}(&{at})",
                    self._ask_theme,
                    group="theme",
                    given=name,
                )
                for at, (name, theme) in enumerate(THEMES.items(), 1)
            ),
            *self.viewing.entries(VIEW),
            at_hand["overview"],
            at_hand["tables"],
            ActionSpec(
                "places", GO, "涉及乡镇(&X)", self._show_table, keys=("Ctrl+Shift+X",), given="places"
            ),
            ActionSpec("checks", GO, "核对(&K)", self._show_table, keys=("Ctrl+Shift+K",), given="checks"),
            ActionSpec("to_row", GO, "在项目表中查看(&W)", self._to_row, keys=("Ctrl+Shift+T",)),
            ActionSpec("to_outline", GO, "到目录(&O)", self._focus_outline, "outline", ("Ctrl+1",)),
            ActionSpec(
                "filter_outline", GO, "筛选目录(&I)", self._filter_outline, "search", ("Ctrl+Shift+O",)
            ),
            ActionSpec("to_page", GO, "到正文(&T)", self._focus_page, "whole", ("Ctrl+2",)),
            ActionSpec("to_results", GO, "到查找结果(&R)", self._focus_results, "results", ("Ctrl+3",)),
            *self.moving.entries(GO),
            ActionSpec(
                "guide", HELP, "使用说明(&G)", self.help_requested.emit, "help", ("F1",), given="guide"
            ),
            ActionSpec(
                "shortcuts",
                HELP,
                "快捷键(&K)",
                self.help_requested.emit,
                "keys",
                ("Ctrl+/",),
                given="shortcuts",
            ),
            ActionSpec(
                "report",
                HELP,
                "报告问题(&R)…",
                self.help_requested.emit,
                "report",
                lined=True,
                given="report",
            ),
            ActionSpec("about", HELP, "关于规划阅读器(&A)", self.help_requested.emit, "about", given="about"),
        ]

    def _place_search_menus(self) -> None:
        """The menu of saved searches, and what stands beside the results."""
        from desktop.search.saved_menu import SavedMenu

        saved = SavedMenu(self.search, self)
        self.commands.menus[SEARCH].insertMenu(self.commands["clear_history"], saved)
        more = QMenu(self)
        more.addActions(self.commands.pick("save_search"))
        more.addMenu(saved)
        more.addActions(self.commands.pick("clear_history"))
        more.addSeparator()
        more.addActions(self.commands.pick(*(f"export_{form.name}" for form in FORMS)))
        more.addSeparator()
        more.addActions(self.commands.pick("only_hits"))
        self.search.panel.options.more.setMenu(more)

    def _place_parts(self) -> QVBoxLayout:
        """Gives the column of the middle: its bars come above the stage."""
        bar = QToolBar("工具栏")
        bar.setObjectName("top")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.top)
        self.addToolBar(bar)
        middle = QWidget()
        middle.setObjectName("middle")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.stage, 1)
        self.setCentralWidget(middle)
        self._badge.setObjectName("badge")
        self._badge.hide()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self._where, 1)
        self.statusBar().addPermanentWidget(self.viewing.chosen)
        self.statusBar().addPermanentWidget(self._busy)
        self.statusBar().addPermanentWidget(self._badge)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        return column

    def _connect(self) -> None:
        page, search, searches = self.page, self.search, self.searches
        self.stage.turned.connect(self._note_room)
        self.outline.search_requested.connect(self._search_within)
        page.zoom_asked.connect(self.ask_zoom)
        page.hit_requested.connect(searches.go_to)
        page.menu_opening.connect(self._add_to_page_menu)
        searches.place_requested.connect(self.moving.go_to_hit)
        searches.return_requested.connect(self.moving.return_to)
        search.marks_changed.connect(self.printing.set_found)
        searches.find.bar.closed.connect(self._focus_page)
        search.counted.connect(self.outline_model.set_hits)
        search.began.connect(self._show_results)
        search.ended.connect(self.docks["results"].hide)
        search.summed.connect(self._sum_up)
        search.box.left.connect(self._focus_page)
        search.export.said.connect(self.notice.say)
        search.export.written.connect(self._say_written)
        self.stage.turned.connect(self._turned)
        search.said.connect(self.top.count.setText)
        self.marking.connect_window()
        self.moving.connect_window()
        self.viewing.connect_window()
        self.adding.connect_window()
        self._sum_up("")

    @property
    def is_complete(self) -> bool:
        """Whether `complete` was called."""
        return self._complete

    @property
    def plan(self) -> Plan | None:
        """The plan that is open."""
        return self._plan

    @property
    def slug(self) -> str:
        """The slug of the plan that is open; empty while none is."""
        return self._slug

    @property
    def looks(self) -> Appearance:
        """What the reader chose for the eyes."""
        return self._looks

    @Slot(str)
    def say_busy(self, words: str) -> None:
        """What is going on behind the page, in a corner; empty when nothing is."""
        self._busy.setText(words)

    def set_plans(self, plans: Sequence[PlanInfo], current: str) -> None:
        """List the plans that can be opened; of very many the open one and the first, the rest are in the
        library.
        """
        self._plan_menu.clear()
        for action in self._plan_choice.actions():
            action.deleteLater()
        listed = (
            plans
            if len(plans) <= _LISTED
            else [*(info for info in plans if info.slug == current), *plans][:_LISTED]
        )
        for info in dict.fromkeys(listed):
            action = QAction(info.title, self._plan_choice)
            action.setCheckable(True)
            action.setChecked(info.slug == current)
            action.setData(info.slug)
            action.triggered.connect(self._ask_plan)
            self._plan_menu.addAction(action)
        self._plan_menu.addSeparator()
        self._plan_menu.addActions(self.commands.pick("import_files", "library"))
        self._several = len(plans) > 1
        if self._tables is not None:
            self._tables.set_several(self._several)

    def show_plan(
        self,
        plan: Plan,
        place: Place | None,
        opened: Sequence[str],
        folded: Sequence[str],
        second: Place | None = None,
    ) -> None:
        """Show a plan, where the reader left it; with `second`, another place of it beside the first."""
        self.setWindowTitle(f"{plan.info.title} - 规划阅读器")
        self.top.set_title(plan.info.title)
        self._badge.setText(plan.info.badge)
        self._badge.setVisible(bool(plan.info.badge))
        self.outline_model.set_plan(plan)
        self.outline.set_plan(plan.info.slug, opened, folded)
        self.viewing.pages.set_plan(plan, place, second)
        self._slug, self._plan = plan.info.slug, plan
        if self._complete:
            self._hand_plan(plan)

    def _hand_plan(self, plan: Plan) -> None:
        for action in self._plan_choice.actions():
            action.setChecked(action.data() == self._slug)
        self.printing.set_plan(plan)
        self.searches.set_plan(plan)
        self.adding.set_plan(self._slug)
        self.marking.set_plan(plan)
        if self._overview is not None:
            self._overview.set_plan(plan)
        if self._tables is not None:
            self._tables.set_plans([plan])

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Show a place on the page, whatever stands in the middle now; one of another plan is asked for."""
        self._at_once(self._go_to, place)

    def _go_to(self, place: Place) -> None:
        self.moving.go_to(place)

    @Slot(str)
    def search_for(self, words: str) -> None:
        """Look for words in the plan, as if they had been typed into the search box."""
        from db.search.query import as_query

        self.search.box.put(as_query(words))

    def _make_overview(self) -> QWidget:
        from desktop.overview.overview_view import OverviewView

        made = self._overview = OverviewView(self._pool)
        made.place_requested.connect(self.go_to)
        made.reading_requested.connect(self._focus_page)
        made.outline_requested.connect(self._focus_outline)
        made.rows_requested.connect(self._show_rows)
        made.set_theme(self._looks.theme)
        self._themed.append(made)
        return made

    def _turn_overview(self) -> None:
        if self.commands["overview"].isChecked():
            self.show_overview()
        else:
            self._focus_page()

    def show_overview(self) -> None:
        """Show what the plan holds."""
        room = self.stage.turn_to("overview")
        if self._overview is not None and self._plan is not None:
            place = self.page.place()
            self._overview.set_plan(self._plan)
            self._overview.set_reading(
                self.outline_model.titles(place.key) if place else (), self.page.progress()
            )
        room.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_room(self, name: str) -> None:
        """Bring a room to the front, as its action does; a name that is none leaves the page there."""
        if name != self.stage.name and name in self.stage.names:
            self.commands[name].trigger()

    def in_front(self) -> QWidget:
        """What the reader sees in the middle, down to what is painted on."""
        front = self.page if self.stage.name == PAGE else self.stage.currentWidget()
        return front.viewport() if isinstance(front, QAbstractScrollArea) else front

    @Slot(str)
    def _note_room(self, name: str) -> None:
        self.commands["overview"].setChecked(name == "overview")
        self.commands["tables"].setChecked(name == "tables")
        self.commands["library"].setChecked(name == "library")

    def _make_tables(self) -> QWidget:
        from desktop.tables.supplement_keeper import SupplementKeeper
        from desktop.tables.tables_room import TablesRoom

        made = self._tables = TablesRoom(self._pool)
        made.set_state(self._tables_state)
        made.set_theme(self._looks.theme)
        made.place_requested.connect(self.go_to)
        made.said.connect(self.notice.say)
        made.all_asked.connect(self.all_plans_asked)
        made.set_several(self._several)
        SupplementKeeper(made, self.marking.room)
        self._themed.append(made)
        if self._plan is not None:
            made.set_plans([self._plan])
        return made

    def tables(self) -> "TablesRoom":
        """The tables room, brought to the front."""
        self.stage.turn_to("tables")
        assert self._tables is not None
        return self._tables

    def take_all_plans(self, plans: Sequence[Plan]) -> None:
        """Every plan there is, for the tables that asked."""
        if self._tables is not None:
            self._tables.set_all(plans)

    def tables_state(self) -> dict[str, Any]:
        """How the tables were left, for the settings."""
        return self._tables.state() if self._tables is not None else self._tables_state

    def set_tables_state(self, state: dict[str, Any]) -> None:
        """How the tables were left, before the room is made."""
        self._tables_state = state

    def _turn_tables(self) -> None:
        if self.commands["tables"].isChecked():
            self.tables().tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._focus_page()

    def _show_table(self, tab: str) -> None:
        room = self.tables()
        room.show_tab(tab)
        room.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str, str, str, object)
    def _show_rows(self, table: str, column: str, value: str, _first: Place) -> None:
        self.tables().show_rows(table, column, value)

    def _to_row(self) -> None:
        """The row of the project whose words the cursor stands in; the table as a whole, where it stands in
        none.
        """
        place = self.page.cursor_place()
        room = self.tables()
        if place is not None and room.has_row(place):
            room.show_row(place)
        else:
            self.notice.say("光标所在处不是项目名称，已打开规划项目表。")

    @Slot(QMenu, object)
    def _add_to_page_menu(self, menu: QMenu, place: Place | None) -> None:
        if (
            place is not None
            and place.span is not None
            and self._plan is not None
            and any(
                project.key == place.key and project.span[0] <= place.span[0] <= project.span[1]
                for project in self._plan.projects
            )
        ):
            menu.addSeparator()
            menu.addAction("在项目表中查看").triggered.connect(partial(self._show_row, place))

    def _show_row(self, place: Place, _checked: bool = False) -> None:
        self.tables().show_row(place)

    def set_looks(self, looks: Appearance) -> None:
        """Take a theme and a size."""
        if looks.theme != self._drawn:
            self._drawn = looks.theme
            for part in self._themed:
                part.set_theme(looks.theme)
            self.commands.menus[THEME_MENU].menuAction().setIcon(icons.icon("theme", looks.theme.text))
        self._looks = looks
        shown = self.viewing.set_looks(looks)
        if self._complete:
            self._check_looks()
        self.commands["smaller"].setEnabled(shown.zoomed(-1) != shown)
        self.commands["larger"].setEnabled(shown.zoomed(1) != shown)

    def _check_looks(self) -> None:
        """Tick what the looks are, in the menus."""
        self.commands[f"theme_{self._looks.theme.name}"].setChecked(True)
        self.viewing.check_looks()

    def come_forward(self, token: str = "") -> None:
        """Stand before all other windows; `token` is what the desktop gave for it."""
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt reads it on Wayland
        self.setWindowState(
            self.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive
        )
        self.raise_()
        self.activateWindow()

    def frame(self) -> tuple[str, str]:
        """Size and place of the window, and of its docks, to be taken up again by `reframe`."""
        geometry, layout = self.viewing.presenting.frame()
        return _as_text(geometry), _as_text(layout)

    def reframe(self, geometry: str, layout: str) -> bool:
        """Take up size, place and docks; False when Qt can't read them, and then nothing has changed."""
        taken = all((self.restoreGeometry(_as_bytes(geometry)), self.restoreState(_as_bytes(layout))))
        self.docks["results"].setVisible(self._complete and self.search.active)
        return taken

    @Slot(object, int)
    def _follow(self, place: Place, percent: int) -> None:
        self.outline.follow(place)
        self._where.setText("　".join([" › ".join(self.outline_model.titles(place.key)), f"{percent}%"]))

    @Slot(str)
    def _sum_up(self, total: str) -> None:
        """How much was found, in the title of the results; what can be done with it."""
        self.docks["results"].set_words("　".join(part for part in ("查找结果", total) if part))
        for action in self.commands.pick("back_before_search", "save_search"):
            action.setEnabled(self.search.active)
        for action in self.commands.pick(*(f"export_{form.name}" for form in FORMS)):
            action.setEnabled(bool(self.search.found))

    @Slot(object)
    def _say_written(self, path: Path) -> None:
        self.notice.say(f"查找结果已导出：{path.name}", "打开所在文件夹", partial(_open, path.parent))

    @Slot(str)
    def _turned(self, name: str) -> None:
        if name != PAGE and self.searches.find.bar.isVisible():
            self.searches.find.bar.close_bar()

    @Slot()
    def _show_results(self) -> None:
        """Beneath the outline, half of its height the first time; afterwards as the reader drew it."""
        if self.viewing.presenting.on:
            return
        self.docks["results"].show()
        if not self._shared:
            self._shared = True
            self.resizeDocks([self.docks["outline"], self.docks["results"]], [1, 1], Qt.Orientation.Vertical)

    @Slot()
    def _ask_plan(self) -> None:
        action = self._plan_choice.checkedAction()
        if action is not None:
            self.plan_requested.emit(action.data())

    @Slot(int)
    def ask_zoom(self, steps: int) -> None:
        """Ask for larger or smaller type; while presenting, just take it."""
        if self.viewing.zoom(steps):
            self.set_looks(self._looks)
        else:
            self.looks_requested.emit(self._looks.zoomed(steps))

    def _ask_theme(self, name: ThemeName) -> None:
        self.looks_requested.emit(self._looks.themed(name))

    def _toggle_outline(self) -> None:
        self.docks["outline"].setVisible(self.commands["toggle_outline"].isChecked())

    def _next_hit(self) -> None:
        self.searches.next_hit()

    def _previous_hit(self) -> None:
        self.searches.previous_hit()

    def _leave_search(self) -> None:
        self.search.leave()

    def _focus_search(self) -> None:
        self.search.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.box.selectAll()

    def _find_in_page(self) -> None:
        self.stage.turn_to(PAGE)
        self.searches.find.open(self.page.textCursor().selectedText().strip())

    def _search_within(self, chapter: str) -> None:
        self.search.search_within(chapter)
        self._focus_search()

    def _show_only_hits(self) -> None:
        self.outline.show_only_hits(self.commands["only_hits"].isChecked())

    def show_page(self) -> None:
        """The page, to read on."""
        self._focus_page()

    def _focus_page(self) -> None:
        self.stage.turn_to(PAGE).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_outline(self) -> None:
        self.docks["outline"].show()
        self.outline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _filter_outline(self) -> None:
        self.docks["outline"].show()
        self.contents.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.contents.line.selectAll()

    def _focus_results(self) -> None:
        self.docks["results"].show()
        self.search.panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _print(self) -> None:
        from desktop.printing.paper_marks import from_records

        desk, plan = self.marking.room.desk, self._plan
        marks: tuple[PaperMark, ...] = ()
        if plan is not None:
            own = desk.of_plan(plan.info.slug)
            marks = from_records(plan, own, [each for mark in own if (each := desk.category(mark.category))])
        self.printing.open(self.page.place(), marks)

    def _copy(self) -> None:
        self.viewing.reader.copy()

    def _select_all(self) -> None:
        self.viewing.reader.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self._complete:
            self.viewing.note_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._complete and not (self.marking.may_close() and self.adding.may_close()):
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _open(folder: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _as_text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _as_bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))
