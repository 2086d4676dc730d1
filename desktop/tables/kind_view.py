"""The base class of the views behind the tabs of the tables room."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QThreadPool, Signal
from PySide6.QtWidgets import QMenu, QWidget

from db.export.tables.forms import FORMS
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.table import AnyTable
from desktop.look.theme import Theme
from desktop.tables.table_export import TableExport
from desktop.tables.table_state import TableState
from desktop.widgets.controls import menu_entry

if TYPE_CHECKING:
    from db.export.tables.report import TableReport
    from db.export.tables.sheet import Lines
    from desktop.tables.table_page import TablePage

States = MutableMapping[str, TableState]
"""How each table was left, by the table's name; views add those that they show for the first time."""


class KindView(QWidget):
    """The view of one kind of table. A subclass that shows more than rows overrides what it needs."""

    place_requested = Signal(object)
    """The person wants to see this Place in the text."""
    print_asked = Signal(object)
    """What is to be printed: a TableReport."""
    mentioned = Signal(str)
    """A few words that may be missed: what was copied."""

    def __init__(self, kind: TableKind, pool: QThreadPool, export: TableExport) -> None:
        """`export` asks for files and writes them."""
        super().__init__()
        self.kind, self.pool, self.export = kind, pool, export

    @property
    def table_page(self) -> "TablePage | None":
        """The page of rows that the view shows; None where it shows something else."""
        return None

    def lines(self) -> "Lines | None":
        """What is shown, to be handed out: in the order of the groups, but each row once."""
        page = self.table_page
        return page.lines() if page is not None and page is not self else None

    def report(self) -> "TableReport | None":
        """The same as it is printed."""
        # Late: reports come with what writes files, and nothing is handed out before it is asked for.
        from db.export.tables.report import report_of

        lines = self.lines()
        return replace(report_of(lines), stem=self.export.stem(lines.table.title)) if lines else None

    def print_page(self) -> None:
        """Ask for what is shown to be printed."""
        report = self.report()
        if report is not None:
            self.print_asked.emit(report)

    def save_pdf(self) -> None:
        """Ask for a file, and write what is shown to it as a PDF."""
        report = self.report()
        if report is not None and self.export.pdf is not None:
            self.export.save_report(report, self.export.pdf)

    def export_as(self, name: str) -> None:
        """Ask for a file of the form with that name, and write to it what is shown."""
        lines = self.lines()
        if lines is not None and self.export.plans:
            self.export.save(lines, name)

    def fill_export_menu(self, menu: QMenu) -> None:
        """Put into the menu all ways in which what is shown can be handed out."""
        menu.clear()
        # The key is that of the window's own action, which comes here: shown, not bound a second time.
        menu_entry(menu, "打印…\tCtrl+P", self.print_page)
        if self.export.pdf is not None:
            menu_entry(menu, "另存为PDF…", self.save_pdf)
        for form in FORMS:
            menu_entry(menu, f"导出{form.menu}…", self.export_as, form.name)

    def copy_chosen(self) -> str | None:
        """Copy what is chosen in it, or all; in words what that was."""
        page = self.table_page
        return page.copy_chosen() if page is not None and page is not self else None

    def selectAll(self) -> None:
        """Choose all that can be copied."""
        page = self.table_page
        if page is not None:
            page.view.selectAll()

    def scrolled(self) -> QWidget | None:
        """What is read in it."""
        page = self.table_page
        return page.view if page is not None else None

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        page = self.table_page
        # A TablePage is its own page: it answers by its own `busy`, or this would call itself for ever.
        return page is not None and page is not self and page.busy

    def set_tables(self, facts: Sequence[PlanFacts], tables: Sequence[AnyTable], states: States) -> None:
        """Show these tables of these plans."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Nobody sees the view, and its tables are of plans that may be gone: hold them no longer.

        `set_tables` comes before it is seen again.
        """

    def set_pending(self) -> None:
        """The tables of other plans are being made, which takes long: show that, not the old ones."""

    def set_writable(self) -> None:
        """From now on what the person adds is kept: offer it."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""

    def view_state(self) -> dict[str, Any]:
        """What the settings keep of the view, besides the states of its tables."""
        return {}

    def set_view_state(self, found: Mapping[Any, Any]) -> None:
        """As it was left; what is not of the right form is passed over."""
