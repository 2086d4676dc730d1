"""核对: the findings, in a panel of their own; nothing of it is ever drawn on the page or printed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QWidget

from db.export.tables.sheet import Lines
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.table import AnyTable
from desktop.look.theme import Theme
from desktop.tables.findings_model import AgreesRole, FindingPlaceRole, FindingsModel
from desktop.tables.findings_view import FindingsView
from desktop.tables.kind_view import KindView, States
from desktop.tables.table_export import TableExport
from desktop.widgets.controls import label, menu_button
from desktop.widgets.copied_rows import chosen_rows, copy_rows
from desktop.widgets.layouts import NO_MARGINS, ROOM_MARGINS, column, fill, row

_OPENED = 200
"""Findings that are open at first, at most."""


class ChecksPanel(KindView):
    """The findings as a tree; those that contradict are open."""

    checked = Signal()

    def __init__(self, kind: TableKind, pool: QThreadPool, export: TableExport) -> None:
        super().__init__(kind, pool, export)
        self.model = FindingsModel(self)
        self.summary = label("", "total", wraps=True)
        self.list = FindingsView(self.model)
        self.list.activated.connect(self._go)
        self.list.doubleClicked.connect(self._go)
        note = label(
            "核对只列出前后说法，不改动原文，也不显示在正文和规划的打印稿上。双击可定位到原文。",
            "message",
            wraps=True,
        )
        self._table: AnyTable | None = None
        self.export_menu = menu_button("导出 ▾", name="choice")
        menu = self.export_menu.menu()
        menu.aboutToShow.connect(lambda: self.fill_export_menu(menu))
        column(
            row(fill(self.summary), self.export_menu, margins=NO_MARGINS),
            note,
            fill(self.list),
            on=self,
            margins=ROOM_MARGINS,
        )

    def set_pending(self) -> None:
        self._table = None
        self.model.set_findings(())
        self.summary.setText("正在核对……")

    def let_go(self) -> None:
        self.set_pending()

    def set_tables(self, facts: Sequence[PlanFacts], tables: Sequence[AnyTable], states: States) -> None:
        (table,) = tables
        self._table = table
        self.model.set_findings(table.rows)
        # Only what contradicts is open: the places of what agrees are wanted seldom. It comes first, and of
        # very much the first are enough: each that is opened has Qt lay out the list anew.
        for at in range(min(self.model.rowCount(), _OPENED)):
            index = self.model.index(at, 0)
            self.list.setExpanded(index, not index.data(AgreesRole))
        open_ones = sum(not each.finding.agrees for each in table.rows)
        self.summary.setText(
            f"共{len(table)}处前后说法，其中{open_ones}处待核对。"
            if table.rows
            else "没有发现前后说法可以核对的地方。"
        )
        self.checked.emit()

    def lines(self) -> Lines | None:
        table = self._table
        if table is None:
            return None
        # As in the list: what contradicts comes first.
        rows = sorted(range(len(table)), key=lambda at: table.rows[at].finding.agrees)
        plan = ("plan",) if len(self.export.plans) > 1 else ()
        columns = (*plan, "verdict", "kind", "message", "source")
        return Lines(table, columns, rows, self.export.plans, totals=[self.summary.text().removesuffix("。")])

    def set_theme(self, theme: Theme) -> None:
        self.list.set_theme(theme)

    def copy_chosen(self) -> str | None:
        role = Qt.ItemDataRole.AccessibleTextRole
        return copy_rows(((str(index.data(role)),) for index in chosen_rows(self.list)), "条")

    def selectAll(self) -> None:
        self.list.selectAll()

    def scrolled(self) -> QWidget:
        return self.list

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        # A finding leads to its first place, a line under it to its own.
        place = index.data(FindingPlaceRole)
        if place is not None:
            self.place_requested.emit(place)
