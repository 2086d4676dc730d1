"""The room: a tab for each kind of table, and what happens between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from db.progress import Progress
from db.records import Place, PlaceWord, Plan, Supplement
from db.tables import kinds
from db.tables.arrangement import TableQuery
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.projects import has_words
from db.tables.table import AnyTable
from desktop.background import Latest
from desktop.look.theme import Theme
from desktop.tables.boxes_view import BoxesView
from desktop.tables.checks_panel import ChecksPanel
from desktop.tables.kind_view import KindView
from desktop.tables.own_entries import OwnEntries
from desktop.tables.table_export import TableExport
from desktop.tables.table_page import RowAction, TablePage
from desktop.tables.table_state import TableState, from_values, plans_named
from desktop.tables.township_view import TownshipView
from desktop.widgets.controls import label, named, one_shot, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, column, fill, gap, row

VIEWS: Mapping[str, type[KindView]] = {"boxes": BoxesView, "places": TownshipView, "checks": ChecksPanel}
"""The views of the kinds that are more than a table; all others get a TablePage."""
_View = TypeVar("_View", bound=KindView)


@dataclass(frozen=True, slots=True)
class _Made:
    """What was worked out in the background."""

    facts: tuple[PlanFacts, ...]
    tables: dict[str, Sequence[AnyTable]]
    """By the name of their kind."""


class TablesRoom(QWidget):
    """Takes plans and what the person added to them; asks for places to be shown and records to be kept."""

    place_requested = Signal(object)
    opened = Signal()
    """All tables are there but those of slow kinds. Those of the first kind were shown before."""
    change_asked = Signal(str, object, object)
    """As OwnEntries says it. Whoever keeps them answers by `set_own`."""
    all_asked = Signal()
    """The person wants the tables of all plans: `set_all` answers."""
    said = Signal(str)
    """One sentence for the person."""
    failed = Signal(str)
    """Why something could not be done."""
    filed = Signal(str, object)
    """A sentence of what was written, and the file's Path."""
    print_asked = Signal(object)
    """A TableReport that is to be printed."""
    mentioned = Signal(str)
    """A few words that may be missed."""
    row_acted = Signal(str, object)
    """An action that the window offered (see `offer`), and the row's Place."""

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plans: tuple[Plan, ...] = ()
        self._current: tuple[Plan, ...] = ()
        """The plan that is open on the page; `_plans` are those that are shown, which may be all."""
        self.facts: tuple[PlanFacts, ...] = ()
        """The plans that are open here, with what the person added."""
        self._tables: dict[str, Sequence[AnyTable]] = {}
        """Those that were made of `facts`, by the name of their kind."""
        self._stale = False
        self._states: dict[str, TableState] = {}
        self._offers: list[tuple[str, str]] = []
        self._wanted_place: Place | None = None
        self._kinds = {kind.name: kind for kind in kinds.KINDS}
        self.entries = OwnEntries(self)
        self._name = ""
        """Who works here, as it was told last."""
        self.export = TableExport(pool)
        self.views = {
            name: VIEWS.get(name, TablePage)(kind, pool, self.export) for name, kind in self._kinds.items()
        }
        """Behind each tab, by the name of its kind."""
        self.tabs = named(QTabBar(drawBase=False, expanding=False), "rooms")
        self.everywhere = tool_button(
            "全部规划",
            name="choice",
            tip="把规划库中全部规划的内容放在一起",
            checkable=True,
            focus=Qt.FocusPolicy.TabFocus,
        )
        # Until it is known that there is more than one plan.
        self.everywhere.hide()
        self._message = label("正在整理……", "message")
        self._pages = QStackedWidget()
        # The first table, the others, and those that take long: each can be given up by itself.
        self._task, self._rest_task, self._slow_task = (Latest(pool, self) for _ in range(3))
        self._task.answered.connect(self._show_first)
        self._rest_task.answered.connect(self._show_rest)
        self._slow_task.answered.connect(self._show)
        self._rest_later = one_shot(self, 0, self._ask_rest)
        self._rest_due = False
        self._place_parts()
        self._connect()

    @property
    def busy(self) -> bool:
        """Something is being worked out."""
        return (
            self._task.busy
            or self._rest_is_coming
            or self._slow_task.busy
            or any(page.busy for page in self._table_pages().values())
        )

    @property
    def _rest_is_coming(self) -> bool:
        return self._rest_due or self._rest_later.isActive() or self._rest_task.busy

    def currentWidget(self) -> QWidget:
        """The view behind the tab in front."""
        return self._pages.currentWidget()

    def view(self, form: type[_View]) -> _View:
        """The view of that class. Raises StopIteration where no kind has one."""
        return next(view for view in self.views.values() if isinstance(view, form))

    def page(self, name: str) -> TablePage:
        """The page of rows behind a tab. Raises KeyError where there is none."""
        return self._table_pages()[name]

    def set_plans(self, plans: Sequence[Plan]) -> None:
        """Show these plans. Nothing is worked out before the room is seen."""
        self._current = tuple(plans)
        if self.everywhere.isChecked():
            self.all_asked.emit()
        else:
            self._plans = self._current
            self._open_when_seen()

    def set_all(self, plans: Sequence[Plan]) -> None:
        """Show all plans there are, the open one first, if that is still wanted."""
        if self.everywhere.isChecked():
            # The open plan stands first, and not a second time among the others.
            here = {plan.info.slug for plan in self._current}
            self._plans = (*self._current, *(plan for plan in plans if plan.info.slug not in here))
            self._open_when_seen()

    def set_name(self, name: str) -> None:
        """Who enters what the paper copy says, as long as nobody else has."""
        # Another name that was typed into a dialog stays there.
        if self.entries.name in ("", self._name):
            self.entries.name = name
        self._name = name

    def set_several(self, several: bool) -> None:
        """Whether there is more than one plan, so that it can be asked for all."""
        self.everywhere.setVisible(several)
        self.everywhere.setChecked(several and self.everywhere.isChecked())

    def set_own(self, supplements: Sequence[Supplement], words: Sequence[PlaceWord]) -> None:
        """What the person added, as it is kept.

        Before this is called, nothing can be filled in: nobody would keep it.
        """
        changed = self.entries.take(supplements, words)
        for view in self.views.values():
            view.set_writable()
        self._set_extras()
        if changed:
            self._open_when_seen()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for view in self.views.values():
            view.set_theme(theme)

    def offer(self, name: str, words: str) -> None:
        """Put another action into the menu of rows; `row_acted` tells when it is chosen."""
        self._offers.append((name, words))
        self._set_extras()

    def state(self) -> dict[str, Any]:
        """How the tables were left, for the settings."""
        found: dict[str, Any] = {
            "tab": list(self._kinds)[self.tabs.currentIndex()],
            "name": self.entries.name,
            "everywhere": self.everywhere.isChecked(),
            "tables": {name: state.as_values() for name, state in self._states.items()},
        }
        for view in self.views.values():
            found |= view.view_state()
        return found

    def set_state(self, found: object) -> None:
        """As it was left; what is not of the right form is passed over."""
        if not isinstance(found, Mapping):
            return
        if isinstance(tables := found.get("tables"), Mapping):
            self._states = {
                name: from_values(value) for name, value in tables.items() if isinstance(name, str)
            }
        # A kind of an older version may be gone.
        if (tab := found.get("tab")) in self._kinds:
            self.show_tab(str(tab))
        if isinstance(name := found.get("name"), str):
            self.entries.name = name
        for view in self.views.values():
            view.set_view_state(found)
        # Last, because it asks for all plans at once.
        self.everywhere.setChecked(found.get("everywhere") is True)

    def show_tab(self, name: str) -> None:
        """Bring the tab of a kind forward."""
        self.tabs.setCurrentIndex(list(self._kinds).index(name))

    def chosen_place(self) -> Place | None:
        """Where the row stands in the plan that the person has chosen; None without one."""
        page = list(self.views.values())[self.tabs.currentIndex()].table_page
        rows = page.view.selected_rows() if page is not None else []
        return page.table.place(rows[0]) if page is not None and page.table is not None and rows else None

    def has_row(self, place: Place) -> bool:
        """Whether a project's words stand at the place."""
        return any(
            has_words(project, place)
            for plan in self._plans
            if plan.info.slug == place.plan
            for project in plan.view.rows.get(place.key, ())
        )

    def show_row(self, place: Place) -> None:
        """Bring the row of a project forward whose words stand at the place."""
        self.show_tab("projects")
        self._wanted_place = place
        # Otherwise `_show_first` looks for the row, when the tables are there.
        if self.facts and not self._stale:
            self._show_wanted()

    def show_rows(self, tab: str, column: str = "", value: str = "") -> None:
        """Bring a table forward, showing just the rows with that value (all of them without one)."""
        self.show_tab(tab)
        if column:
            self._filter(tab, TableQuery().choosing(column, *([value] if value else [])))

    def show_words(self, tab: str, words: str) -> None:
        """Bring a table forward, showing just the rows that hold the words."""
        self.show_tab(tab)
        self._filter(tab, TableQuery(words))
        view = self.views[tab]
        if isinstance(view, TownshipView):
            view.box.setText(words)

    def _filter(self, tab: str, wanted: TableQuery) -> None:
        page = self.views[tab].table_page
        if page is None:
            return
        if page.table is None:
            # The table is not made yet: it finds this state when it is.
            state = self._states.setdefault(tab, TableState())
            state.turn_to(plans_named([plan.info.slug for plan in self._plans]))
            state.wanted = wanted
        else:
            page.ask(wanted)

    def show_place(self, name: str) -> None:
        """Bring the page of a township forward."""
        self.show_tab("places")
        self.view(TownshipView).want(name)

    @Slot(bool)
    def _go_everywhere(self, everywhere: bool) -> None:
        if everywhere:
            self._message.setText("正在打开全部规划……")
            self._message.show()
            self.all_asked.emit()
        else:
            self.set_plans(self._current)

    def _table_pages(self) -> dict[str, TablePage]:
        pages = {name: view.table_page for name, view in self.views.items()}
        return {name: page for name, page in pages.items() if page is not None}

    def _place_parts(self) -> None:
        for name, view in self.views.items():
            self.tabs.addTab(self._kinds[name].title)
            self._pages.addWidget(view)
        bar = row(self.tabs, STRETCH, self._message, gap(8), self.everywhere, margins=(12, 6, 16, 0))
        column(bar, fill(self._pages), self.export, on=self, spacing=0, margins=NO_MARGINS)
        self._message.hide()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self._ask_slow)
        for view in self.views.values():
            view.place_requested.connect(self.place_requested)
            view.mentioned.connect(self.mentioned)
            view.print_asked.connect(self.print_asked)
        for name, page in self._table_pages().items():
            page.row_asked.connect(partial(self._act, self._kinds[name], page))
        # The first rows are on the screen before the rest is worked out: beside them it would hold them up.
        self.page(kinds.KINDS[0].name).arranged.connect(self._first_shown)
        self.view(TownshipView).words_asked.connect(self._correct)
        self.entries.change_asked.connect(self.change_asked)
        self.export.said.connect(self.said)
        self.export.failed.connect(self.failed)
        self.export.filed.connect(self.filed)
        self.everywhere.toggled.connect(self._go_everywhere)
        self._set_extras()

    def _set_extras(self) -> None:
        offers = [RowAction(name, words, lambda _row: True) for name, words in self._offers]
        for name, page in self._table_pages().items():
            by_hand = _by_hand(self._kinds[name]) if self.entries.kept else ()
            page.set_extra((*by_hand, *offers))

    def _open_when_seen(self) -> None:
        self._stale = True
        if self.isVisible():
            self._open()
        elif self.facts:
            # They would stay until the room is looked at again, also those of a plan that is gone.
            self._drop_tasks()
            self.facts, self._tables, self.export.plans = (), {}, ()
            for view in self.views.values():
                view.let_go()

    def _drop_tasks(self) -> None:
        for task in (self._task, self._rest_task, self._slow_task):
            task.drop()
        self._rest_later.stop()
        self._rest_due = False

    def _open(self) -> None:
        self._stale = False
        self._message.setVisible(not self.facts)
        self._drop_tasks()
        self._task.ask(partial(_open, self._plans, self.entries.supplements, self.entries.words))

    @Slot(object)
    def _show(self, made: _Made) -> None:
        self._tables |= made.tables
        for name, tables in made.tables.items():
            self.views[name].set_tables(made.facts, tables, self._states)

    @Slot(object)
    def _show_first(self, made: _Made) -> None:
        self.facts = self.export.plans = made.facts
        # Tables of the plans before would be taken for made ones by `_ask_slow`.
        self._tables = {}
        self._message.hide()
        self._rest_due = True
        self._show(made)
        self._show_wanted()

    @Slot()
    def _first_shown(self) -> None:
        if self._rest_due:
            self._rest_due = False
            self._rest_later.start()

    @Slot()
    def _ask_rest(self) -> None:
        # The checks take seconds for a large plan; they wait until their tab is looked at.
        rest = [kind for kind in kinds.KINDS[1:] if not kind.slow]
        self._rest_task.ask(partial(_rest, _Made(self.facts, self._tables), rest))

    @Slot(object)
    def _show_rest(self, rest: _Made) -> None:
        self._show(rest)
        for kind in kinds.KINDS:
            if kind.slow:
                self.views[kind.name].set_pending()
        self._ask_slow()
        self.opened.emit()

    @Slot()
    def _ask_slow(self) -> None:
        """Make the tables that take long, if they are those of the tab in front and all others are there."""
        kind = kinds.KINDS[self.tabs.currentIndex()]
        there = self.facts and not self._stale and not self._task.busy and not self._rest_is_coming
        if kind.slow and there and kind.name not in self._tables and not self._slow_task.busy:
            self._slow_task.ask(partial(_make, self.facts, [kind]))

    def _show_wanted(self) -> None:
        place, self._wanted_place = self._wanted_place, None
        page = self.page("projects")
        if place is not None and page.table is not None:
            for number, record in enumerate(page.table.rows):
                if record.facts.slug == place.plan and has_words(record.project, place):
                    page.show_row(number)
                    break

    @Slot(str)
    def _correct(self, place: str) -> None:
        if self.facts:
            self.entries.correct(self.facts[0], place)

    def _act(self, kind: TableKind, page: TablePage, name: str, number: int) -> None:
        table, maker = page.table, kind.maker
        if table is None or not 0 <= number < len(table):
            return
        record = table.rows[number]
        if name == "fill" and maker.gap_of is not None and (lost := maker.gap_of(record)) is not None:
            self.entries.fill_in(lost)
        elif name == "unfill" and maker.entry_of is not None and (own := maker.entry_of(record)) is not None:
            self.entries.remove_supplement(own)
        elif name not in ("fill", "unfill"):
            self.row_acted.emit(name, table.place(number))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._open()


def _by_hand(kind: TableKind) -> Iterable[RowAction]:
    """What can be filled in by hand, or taken off again, from a row of this kind."""
    gap_of, entry_of = kind.maker.gap_of, kind.maker.entry_of
    if gap_of is not None:
        yield RowAction("fill", "人工补录…", lambda row: gap_of(row) is not None)
    if entry_of is not None:
        yield RowAction("unfill", "删除补录", lambda row: entry_of(row) is not None, removes=True)


def _make(facts: tuple[PlanFacts, ...], wanted: Iterable[TableKind], progress: Progress) -> _Made:
    return _Made(facts, {kind.name: kind.maker.make(facts, progress) for kind in wanted})


def _open(
    plans: tuple[Plan, ...],
    supplements: tuple[Supplement, ...],
    words: tuple[PlaceWord, ...],
    progress: Progress,
) -> _Made:
    facts = tuple(PlanFacts(plan, words, supplements) for plan in plans)
    # Here, because the first cells that are drawn ask for the townships.
    _ = [each.finder for each in facts]
    return _make(facts, kinds.KINDS[:1], progress)


def _rest(first: _Made, wanted: Sequence[TableKind], progress: Progress) -> _Made:
    rest = _make(first.facts, wanted, progress)
    # So that the first word that is typed is answered at once. Of several tables only one is looked at.
    for tables in (*first.tables.values(), *rest.tables.values()):
        if len(tables) == 1:
            tables[0].prepare()
    return rest
