"""专栏和表格: the boxes and tables of the plans, one at a time."""

from collections.abc import Sequence

from PySide6.QtCore import QThreadPool

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


class BoxesView(KindView):
    """A menu of all tables, and the page of the one that was chosen from it."""

    def __init__(self, kind: TableKind, pool: QThreadPool, export: TableExport) -> None:
        super().__init__(kind, pool, export)
        self._tables: tuple[AnyTable, ...] = ()
        self._states: States = {}
        self._shown = ("", "")
        """Plan and name of the table that is shown, to show it again when the plan is opened anew."""
        self._page = TablePage(kind, pool, export)
        self._page.place_requested.connect(self.place_requested)
        self.which = menu_button(name="choice", spoken="选择专栏或表格")
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
        self._tables, self._states = tuple(tables), states
        menu = self.which.menu()
        clear_menu(menu)
        # One menu for all, but one for each plan where there are several.
        below = {each.slug: menu for each in facts}
        if len(below) > 1:
            below = {each.slug: submenu(menu, each.plan.info.title.replace("&", "&&")) for each in facts}
        for at, table in enumerate(tables):
            # Qt underlines the sign after a single & in a menu; a title may hold one.
            menu_entry(below[table.plan], table.title.replace("&", "&&"), self.choose, at)
        # A plan without boxes would be an arrow that leads to nothing.
        for each in below.values() if len(below) > 1 else ():
            each.menuAction().setVisible(not each.isEmpty())
        # Looked for by name: in a new edition the same box may be another number in the list.
        names = [(table.plan, table.name) for table in tables]
        self.which.setVisible(bool(tables))
        self.choose(names.index(self._shown) if self._shown in names else 0)
        if not tables:
            # The page says itself that a table is empty, so it gets one without rows.
            nothing: AnyTable = RowTable("boxes", self.kind.title, (), (), lambda _row: Place("", ""))
            self._page.set_tables(facts, (nothing,), states)

    def let_go(self) -> None:
        self._tables = ()
        clear_menu(self.which.menu())
        self._page.let_go()

    def choose(self, at: int) -> None:
        """Show the table with this number."""
        if 0 <= at < len(self._tables):
            table = self._tables[at]
            self._shown = table.plan, table.name
            self.which.setText(f"{table.title} ▾")
            self._page.set_tables((), (table,), self._states)
