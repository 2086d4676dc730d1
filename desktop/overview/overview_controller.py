"""The overview, as the shell knows it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from db.records import Place, Plan
from desktop.look.theme import Theme
from desktop.overview.overview_view import OverviewView
from desktop.room import Marking, Reading, Room, RowTables, Shell


class OverviewController(Room):
    """Shows the plan that is open and where in it the person is; leads to the page and to the tables."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.view: OverviewView | None = None

    def page(self) -> QWidget:
        made = self.view = OverviewView(self.shell.pool)
        reading = self.shell.room(Reading)
        made.place_requested.connect(self.shell.go_to)
        made.reading_requested.connect(reading.focus_page)
        # The overview knows no other room; here its wishes meet the page.
        made.outline_requested.connect(reading.focus_outline)
        made.rows_requested.connect(self._show_rows)
        made.marks_requested.connect(self._show_marks)
        if self.shell.plan is not None:
            made.set_plan(self.shell.plan)
        return made

    def set_plan(self, plan: Plan) -> None:
        if self.view is not None:
            self.view.set_plan(plan)

    def set_theme(self, theme: Theme) -> None:
        if self.view is not None:
            self.view.set_theme(theme)

    def entered(self) -> None:
        reading = self.shell.room(Reading)
        place = reading.place()
        if self.view is not None:
            if self.shell.plan is not None:
                marks, _ = self.shell.room(Marking).own(self.shell.slug)
                self.view.set_marks(len(marks))
                self.view.set_reading(reading.titles(place.key) if place else (), reading.progress())
            # The view hands the focus to its card: Enter goes on reading.
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _show_marks(self) -> None:
        self.shell.action("to_marks").trigger()

    @Slot(str, str, str, object)
    def _show_rows(self, table: str, column: str, value: str, _first: Place) -> None:
        self.shell.room(RowTables).show_rows(table, column, value)
