"""The print room as the window knows it: gathers what is handed in, and shows the dialog, made when first
asked for.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Slot
from PySide6.QtWidgets import QWidget

from db.records import Place, Plan
from desktop.look.theme import LIGHT, Theme
from desktop.printing.paper_marks import PaperMark

if TYPE_CHECKING:
    from desktop.printing.print_dialog import PrintDialog


class PrintRoom(QObject):
    """Keeps the plan and the search's hits until they are printed."""

    def __init__(self, pool: QThreadPool, window: QWidget) -> None:
        super().__init__(window)
        self._pool = pool
        self._window = window
        self._plan: Plan | None = None
        self._found: frozenset[str] = frozenset()
        self._theme = LIGHT
        self.dialog: PrintDialog | None = None
        """None until it is first shown."""

    def set_plan(self, plan: Plan) -> None:
        """What is printed from now on. Hits of the plan before are forgotten."""
        self._plan, self._found = plan, frozenset()

    @Slot(object)
    def set_found(self, passages: Iterable[str]) -> None:
        """Keys of the passages that the search found, for the quick choice 查找结果."""
        self._found = frozenset(passages)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.set_theme(theme)

    def open(self, at: Place | None, marks: Iterable[PaperMark] = ()) -> None:
        """Show the dialog, with the reader's marks on the plan; the chapter of the place `at` is ticked the
        first time.
        """
        if self._plan is None:
            return
        from desktop.printing.print_dialog import PrintDialog, PrintInput

        if self.dialog is None:
            self.dialog = PrintDialog(self._pool, self._window)
            self.dialog.set_theme(self._theme)
        marks = tuple(marks)
        bookmarked = frozenset(mark.key for mark in marks if mark.kind == "bookmark")
        noted = frozenset(mark.key for mark in marks if mark.note)
        current = at.key if at is not None and at.plan == self._plan.info.slug else None
        self.dialog.show_matter(PrintInput(self._plan, current, bookmarked, noted, self._found, marks))
        self.dialog.open()
