"""专栏和表格: the boxes and tables of the plans, one at a time."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QThreadPool, Slot
from PySide6.QtWidgets import QMenu

from db.records import Place
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.table import AnyTable, RowTable
from desktop.look.theme import Theme
from desktop.tables.kind_view import KindView, States
from desktop.tables.table_export import TableExport
from desktop.tables.table_page import TablePage
from desktop.widgets.controls import clear_menu, menu_button, menu_entry, submenu
from desktop.widgets.layouts import STRETCH, column, fill, row

_LISTED = 50
"""Tables in one menu: more fit on no screen."""
_SHORT = 20
"""Characters of a title that stand for those after it."""


class BoxesView(KindView):
    """A menu of all tables, and the page of the one that was chosen from it."""

    def __init__(self, kind: TableKind, pool: QThreadPool, export: TableExport) -> None:
        super().__init__(kind, pool, export)
        self._tables: tuple[AnyTable, ...] = ()
        self._facts: Sequence[PlanFacts] = ()
        self._states: States = {}
        self._shown = ("", "")
        """Plan and name of the table that is shown, to show it again when the plan is opened anew."""
        self._page = TablePage(kind, pool, export)
        self._page.place_requested.connect(self.place_requested)
        self._page.mentioned.connect(self.mentioned)
        self._page.print_asked.connect(self.print_asked)
        self._menus: list[tuple[str, str]] = []
        """Slug and title of each plan that is shown."""
        self.which = menu_button(name="choice", spoken="选择专栏或表格")
        self.which.menu().aboutToShow.connect(self._fill)
        column(
            row(self.which, STRETCH, margins=(16, 0, 16, 0)),
            fill(self._page),
            on=self,
            spacing=0,
            margins=(0, 10, 0, 0),
        )

    @property
    def table_page(self) -> TablePage:
        return self._page

    def set_theme(self, theme: Theme) -> None:
        self._page.set_theme(theme)

    def set_tables(self, facts: Sequence[PlanFacts], tables: Sequence[AnyTable], states: States) -> None:
        """List the tables in the menu, each plan's by themselves where there are several."""
        clear_menu(self.which.menu())
        self._tables, self._states, self._facts = tuple(tables), states, tuple(facts)
        self._menus = [(each.slug, each.plan.info.title) for each in facts]
        # Looked for by name: in a new edition the same box may be another number in the list.
        names = [(table.plan, table.name) for table in tables]
        self.which.setVisible(bool(tables))
        self.choose(names.index(self._shown) if self._shown in names else 0)
        if not tables:
            # The page says itself that a table is empty, so it gets one without rows.
            nothing: AnyTable = RowTable("boxes", self.kind.title, (), (), lambda _row: Place("", ""))
            self._page.set_tables(facts, (nothing,), states)

    @Slot()
    def _fill(self) -> None:
        """Each menu is filled when it opens: a large plan has thousands of tables."""
        menu = self.which.menu()
        clear_menu(menu)
        of_plans: dict[str, list[int]] = {}
        for at, table in enumerate(self._tables):
            of_plans.setdefault(table.plan, []).append(at)
        if len(self._menus) < 2:
            self._list(menu, [at for tables in of_plans.values() for at in tables])
            return
        # One menu for each plan; without boxes it would be an arrow that leads to nothing.
        for slug, title in self._menus:
            if slug in of_plans:
                self._fill_later(submenu(menu, _shown(title)), of_plans[slug])

    def _list(self, menu: QMenu, tables: Sequence[int]) -> None:
        """The tables with these numbers; of very many, menus of some each."""
        if len(tables) <= _LISTED:
            for at in tables:
                menu_entry(menu, _shown(self._tables[at].title), self.choose, at)
            return
        for start in range(0, len(tables), _LISTED):
            some = tables[start : start + _LISTED]
            first = self._tables[some[0]].title
            words = (
                f"{start + 1}–{start + len(some)}　{first if len(first) <= _SHORT else first[:_SHORT] + '…'}"
            )
            self._fill_later(submenu(menu, _shown(words)), some)

    def _fill_later(self, menu: QMenu, tables: Sequence[int]) -> None:
        menu.aboutToShow.connect(partial(self._fill_below, menu, tables))

    def _fill_below(self, menu: QMenu, tables: Sequence[int]) -> None:
        if menu.isEmpty():
            self._list(menu, tables)

    def let_go(self) -> None:
        self._tables = self._facts = ()
        clear_menu(self.which.menu())
        self._page.let_go()

    def choose(self, at: int) -> None:
        """Show the table with this number."""
        if 0 <= at < len(self._tables):
            table = self._tables[at]
            self._shown = table.plan, table.name
            self.which.setText(f"{table.title} ▾")
            self._page.set_tables(self._facts, (table,), self._states)


def _shown(title: str) -> str:
    """A title as a menu shows it: Qt underlines the sign after a single &."""
    return title.replace("&", "&&")
