"""Printing, as the shell knows it: gathers what other rooms have, and shows the dialog, made when it is first
asked for.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from desktop.printing.forms import PDF, WORD
from desktop.room import FILE, ActionSpec, Marking, Reading, Room, Searching, Shell
from desktop.widgets.targets import PrintTarget

if TYPE_CHECKING:
    from db.export.form import ExportForm
    from db.export.tables.report import TableReport
    from desktop.printing.print_dialog import PrintDialog
    from desktop.printing.report_print_dialog import ReportPrintDialog


class PrintRoom(Room):
    """Prints the plan that is open."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.dialog: PrintDialog | None = None
        """None until it is first shown."""
        self.report_dialog: ReportPrintDialog | None = None
        """The same, for tables and townships."""

    def at_hand(self) -> dict[str, Callable[[], None]]:
        return {"print": self._print}

    def actions(self) -> list[ActionSpec]:
        return [
            ActionSpec("save_pdf", FILE, f"{PDF.menu}(&F)…", self.open, given=PDF.name),
            ActionSpec("export_word", FILE, f"{WORD.menu}(&W)…", self.open, given=WORD.name),
        ]

    def connect_shell(self) -> None:
        self.shell.events.plan_gone.connect(self._forget)
        self.shell.events.chapter_print_requested.connect(self._print_chapter)

    @Slot(str)
    def _print_chapter(self, key: str) -> None:
        """Print a chapter or a section by itself."""
        self.open(only=key)

    @Slot(str)
    def _forget(self, slug: str) -> None:
        """A plan is gone: the dialog holds its pages, and is made anew for another."""
        if self.dialog is not None and self.dialog.slug == slug:
            self.dialog.deleteLater()
            self.dialog = None
        if self.report_dialog is not None:
            self.report_dialog.deleteLater()
            self.report_dialog = None

    def _print(self) -> None:
        """Print where the person is: a table or a township's page by itself, from anywhere else the plan."""
        target = self.shell.target(PrintTarget)
        if target is not None:
            target.print_page()
        else:
            self.open()

    def print_report(self, report: "TableReport") -> None:
        """Show how a table or the page of a township comes out on paper, to be printed or saved."""
        # Late: see `open`.
        from desktop.printing.report_print_dialog import ReportPrintDialog

        if self.report_dialog is None:
            self.report_dialog = ReportPrintDialog(self.shell.pool, self.shell.frame)
        self.report_dialog.show_report(report, across=report.wide)
        self.report_dialog.open()

    def report_form(self) -> "ExportForm[TableReport]":
        """Writes such a report as a PDF."""
        # Late: the forms are known when a file is first asked for.
        from desktop.printing.forms import REPORT_PDF

        return REPORT_PDF

    def open(self, way: str = "", only: str = "") -> None:
        """Show the dialog, with the person's marks on the plan and what the search found in it; the chapter
        where the page stands is ticked the first time.

        `way`: the form that Enter saves in, where it does not print; `only`: key of a chapter that is
        ticked, and nothing else.
        """
        # The dialog brings the print support of Qt and all that composes pages: not before it is asked for.
        from desktop.printing.paper_marks import from_records
        from desktop.printing.print_dialog import PrintDialog, PrintInput

        plan = self.shell.plan
        if plan is None:
            return
        if self.dialog is None:
            self.dialog = PrintDialog(self.shell.pool, self.shell.frame)
        marks = tuple(from_records(plan, *self.shell.room(Marking).own(plan.info.slug)))
        at = self.shell.room(Reading).place()
        found = frozenset(self.shell.room(Searching).found_passages())
        bookmarked = frozenset(mark.key for mark in marks if mark.kind == "bookmark")
        noted = frozenset(mark.key for mark in marks if mark.note)
        current = at.key if at is not None and at.plan == plan.info.slug else None
        self.dialog.show_matter(PrintInput(plan, current, bookmarked, noted, found, marks))
        if only:
            self.dialog.tick_chapter(only)
        self.dialog.open()
        self.dialog.lead_to(way)
