"""One table with all that belongs to it: filters above, bars beside, totals below."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from PySide6.QtCore import QMimeData, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QCheckBox, QMenu, QScrollArea, QStackedLayout, QWidget

from db.export.tables.sheet import LineGroup, Lines
from db.export.tables.text import to_html, to_tsv
from db.progress import QUIET, Progress
from db.tables.arrangement import NOTHING, TableQuery, View, arrange, counts
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.maker import Totals
from db.tables.table import AnyTable
from desktop.background import Latest
from desktop.look.theme import Theme
from desktop.tables.chips import Chips
from desktop.tables.filter_bar import FilterBar
from desktop.tables.kind_view import KindView, States
from desktop.tables.rows_model import RowsModel
from desktop.tables.rows_view import RowsView
from desktop.tables.table_export import TableExport
from desktop.tables.table_state import TableState, plans_named
from desktop.widgets.bars_view import Bar, BarsView
from desktop.widgets.controls import (
    button,
    frameless,
    label,
    menu_button,
    menu_entry,
    named,
    one_shot,
    tool_button,
)
from desktop.widgets.layouts import STRETCH, TOP, aligned, column, fill, gap, panel, row, splitter
from desktop.widgets.overflow_row import OverflowRow

_ROOMY = 1400
"""Width in pixels from which on the bars are shown at first."""
_AFTER_ROWS = 60
"""Milliseconds after the rows until their totals are worked out: Python would do both at once, and the rows
come first.
"""
_SUMMED = 500
"""So many groups are added up; nobody reads more."""
_BARS = 14
"""So many bars a chart; the rest is added up."""


@dataclass(frozen=True, slots=True)
class _Summed:
    """The second answer from the background, for which nobody should have to wait before seeing rows."""

    totals: tuple[str, ...]
    charts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    sums: tuple[str, ...]
    """Words on each group."""


@dataclass(frozen=True, slots=True)
class RowAction:
    """Something that can be done with a row, besides going to its words."""

    name: str
    words: str
    """In the menu."""
    fits: Callable[[Any], bool]
    """Whether it makes sense for a record."""
    removes: bool = False
    """It takes off what the person entered: what Del does."""


class TablePage(KindView):
    """Shows a table that is handed in, and keeps how the person left it. The view of a plain kind."""

    arranged = Signal()
    """The rows that were asked for are on the screen."""
    summed = Signal()
    """Their totals and bars are on the screen too."""
    row_asked = Signal(str, int)
    """The name of a row's action, and the row."""
    state_changed = Signal()

    def __init__(self, kind: TableKind, pool: QThreadPool, export: TableExport) -> None:
        super().__init__(kind, pool, export)
        self.setObjectName(kind.name)
        self._totals, self._charts = kind.maker.totals, kind.maker.charts
        self._state = TableState()
        self._filled = False
        self._extra: tuple[RowAction, ...] = ()
        self._table: AnyTable | None = None
        self._pending: int | None = None
        self._summed = _Summed((), (), ())
        self.model = RowsModel(self)
        self.view = named(RowsView(self.model), spoken="表格")
        self.filters = FilterBar()
        self.chips = Chips()
        self.charts = {name: BarsView(name) for name in self._charts}
        self.total = named(label("", "total", wraps=True), spoken="合计")
        self.total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count_filled = QCheckBox("合计中计入人工补录")
        self.count_filled.hide()
        self.empty = label("", "message", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear = button("清除筛选，显示全部", self.clear_filters)
        # Two tasks: rows and sums are asked for apart, and a newer question drops only its own.
        self._task = Latest(pool, self, self._show)
        self._sums = Latest(pool, self, self._show_sums)
        self._sum_later = one_shot(self, _AFTER_ROWS, self._sum)
        self._buttons = _Buttons(self._copy, self._go, self._toggle_bars)
        self._place_parts()
        self._connect()

    @property
    def table_page(self) -> "TablePage":
        return self

    @property
    def table(self) -> AnyTable | None:
        """What is shown."""
        return self._table

    @property
    def wanted(self) -> TableQuery:
        """What the person asked for."""
        return self._state.wanted

    @property
    def state(self) -> TableState:
        """How the table was left."""
        return self._state

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        return self._task.busy or self._sums.busy or self._sum_later.isActive()

    def set_extra(self, actions: Iterable[RowAction]) -> None:
        """More that can be done with a row."""
        self._extra = tuple(actions)

    def set_tables(self, facts: Sequence[PlanFacts], tables: Sequence[AnyTable], states: States) -> None:
        there = self.kind.maker.counts_filled and any(each.supplements for each in facts)
        self.count_filled.setVisible(there)
        # Without entries the box is hidden, and would go on counting unseen.
        self.count_filled.setChecked(there and self.count_filled.isChecked())
        (table,) = tables
        self._table = table
        # Boxes of two plans may have the same key; they are other tables.
        name = f"{table.plan}/{table.name}" if table.plan else table.name
        self._state = states.setdefault(name, TableState())
        self._state.turn_to(plans_named([each.slug for each in facts]))
        # The view has not this table's columns yet; so the state is asked.
        shown = [column.name for column in table.columns if self._state.shown.get(column.name, column.shown)]
        self.filters.set_table(table, shown)
        self._ask()

    def let_go(self) -> None:
        self._task.drop()
        self._sum_later.stop()
        self._sums.drop()
        self._table = self._pending = None
        self.filters.let_go()
        self.model.let_go()

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)
        self.filters.set_theme(theme)

    def lines(self) -> Lines | None:
        """What is shown, for export: in the order of the groups, but each row once."""
        table = self._table
        if table is None:
            return None
        view, summed = self._answered(table)
        rows = (
            tuple(dict.fromkeys(row for group in view.groups for row in group.rows))
            if view.groups
            else view.rows
        )
        sums = dict(enumerate(summed.sums))
        groups = [
            LineGroup(group.label, group.rows, sums.get(at, "")) for at, group in enumerate(view.groups)
        ]
        # Until its first rows are there, the view has the columns of the table before.
        columns = (
            self.view.shown_columns()
            if self.model.table is table
            else tuple(each.name for each in table.columns if self._state.shown.get(each.name, each.shown))
        )
        # A box is of one plan, also where the tables of all are shown.
        plans = [facts for facts in self.export.plans if table.plan in ("", facts.slug)]
        return Lines(table, columns, rows, plans, groups, self._told(), summed.totals)

    def _answered(self, table: AnyTable) -> tuple[View, _Summed]:
        """The rows that are asked for and what they come to."""
        if not self.busy:
            return self.model.view, self._summed
        # The rows or the sums on the screen are those of the question before: what is handed out must agree
        # with the filters that are written above it.
        view = arrange(table, self.wanted)
        return view, _sum_up(table, view, self.wanted, self._totals, (), self._filled, QUIET)

    def _told(self) -> list[str]:
        """How the rows are filtered, grouped and sorted, in words, to go with what is handed out."""
        filtered, wanted = self._filtered(), self.wanted
        told = [f"筛选：{'；'.join(filtered)}"] if filtered else []
        if self._table is not None:
            if wanted.group and self._table.has(wanted.group):
                told.append(f"按{self._table.column(wanted.group).title}分组")
            if wanted.sort and self._table.has(wanted.sort):
                way = "降序" if wanted.descending else "升序"
                told.append(f"按{self._table.column(wanted.sort).title}{way}排列")
        return told

    def show_row(self, row: int) -> None:
        """Make a row current; filters that hide it are taken off."""
        # While rows are on their way those on the screen are of the last question.
        if not self.busy and self.view.select_row(row):
            self.view.setFocus()
            return
        # The row is chosen when the rows are there.
        self._pending = row
        self.ask(replace(self.wanted, words="", chosen=()))

    @Slot(object)
    def ask(self, wanted: TableQuery) -> None:
        """Filter, sort and group so."""
        self._state.wanted = wanted
        self.state_changed.emit()
        self._ask()

    def _ask(self) -> None:
        if self._table is None:
            return
        # Sums of the last rows are worth nothing now, and would hold the new rows up.
        self._sum_later.stop()
        self._sums.drop()
        self._task.ask(partial(_arrange, self._table, self._state.wanted))

    @Slot(object)
    def _show(self, answer: tuple[AnyTable, View]) -> None:
        table, view = answer
        # Another table may have been handed in since this one was asked about.
        if table is not self._table:
            return
        # Only a new table brings new columns: those of the same one may have been moved meanwhile.
        other = self.model.table is not table
        self.model.set_table(table, view)
        if other:
            self.view.set_state(self._state)
        self.filters.set_wanted(self.wanted)
        self.chips.set_wanted(self.wanted, table)
        self._say_empty()
        if self._pending is not None:
            row, self._pending = self._pending, None
            if self.view.select_row(row):
                self.view.setFocus()
        self.arranged.emit()
        self._sum_later.start()

    @Slot()
    def _sum(self) -> None:
        table = self.model.table
        charts = tuple(name for name in self._charts if table.has(name))
        self._sums.ask(
            partial(_sum_up, table, self.model.view, self.wanted, self._totals, charts, self._filled)
        )

    @Slot(object)
    def _show_sums(self, answer: _Summed) -> None:
        self._summed = answer
        if self._table is not None:
            for name, found in answer.charts:
                self._show_chart(name, found, self._table)
        self.model.set_sums(answer.sums)
        self.total.setText("；".join(answer.totals) + ("。" if answer.totals else ""))
        self.summed.emit()

    def _show_chart(self, name: str, found: Sequence[tuple[str, int]], table: AnyTable) -> None:
        # The largest first, and what says nothing last, however many there are.
        ordered = sorted(found, key=lambda pair: (pair[0] == NOTHING, -pair[1]))
        bars = [Bar(words, count, words, quiet=words == NOTHING) for words, count in ordered[:_BARS]]
        chart = self.charts[name]
        chart.set_bars(bars, self.wanted.values(name))
        # The title tells of bars that were left out, so that nobody adds the others up to a whole.
        title = self._chart_titles[name]
        rest = len(ordered) - len(bars)
        title.setText(f"按{table.column(name).title}" + (f"（另有{rest}个未画出）" if rest > 0 else ""))
        chart.setVisible(bool(bars))
        title.setVisible(bool(bars))

    def _say_empty(self) -> None:
        """Where no row is shown: whether there is none, or filters hide all that there are."""
        title, whole = (self._table.title, len(self._table)) if self._table is not None else ("", 0)
        self.empty.setText(
            f"共{whole}行，都被筛选条件隐藏了（{'；'.join(self._filtered())}）。"
            if whole
            else f"本规划没有可以列成“{title}”的内容。"
        )
        self.clear.setVisible(whole > 0)
        self._stack.setCurrentIndex(0 if self.model.view.rows else 1)

    @Slot()
    def clear_filters(self) -> None:
        """Show all rows again."""
        self.ask(replace(self.wanted, words="", chosen=()))
        self.view.setFocus()

    def _filtered(self) -> list[str]:
        """The filters in words, one by one."""
        chosen = [
            f"{self._table.column(column).title}：{'、'.join(values)}"
            for column, values in self.wanted.chosen
            if self._table is not None and self._table.has(column)
        ]
        words = self.wanted.words.strip()
        return [*chosen, *([f"含“{words}”"] if words else [])]

    def _place_parts(self) -> None:
        self._chart_titles = {name: label("", "chart_title") for name in self._charts}
        top = row(fill(self.filters), aligned(self._buttons.row, TOP), spacing=6, margins=(0, 0, 0, 8))
        rows = QWidget()
        self._stack = QStackedLayout(rows)
        self._stack.addWidget(self.view)
        none = column(STRETCH, self.empty, row(STRETCH, self.clear, STRETCH), STRETCH, spacing=12)
        self._stack.addWidget(panel(none))
        self._bars = frameless(named(QScrollArea(widgetResizable=True), "bars"), fits=True)
        titled = ((self._chart_titles[name], self.charts[name], gap(10)) for name in self._charts)
        inside = column(*chain.from_iterable(titled), STRETCH, spacing=4, margins=(12, 4, 4, 8))
        self._bars.setWidget(named(panel(inside), "bars_inside"))
        column(
            top,
            self.chips,
            fill(splitter((rows, 1000, 1), (self._bars, 280, 0))),
            row(fill(self.total), self.count_filled, margins=(0, 6, 0, 0)),
            on=self,
            spacing=0,
            margins=(16, 6, 16, 6),
        )

    def _connect(self) -> None:
        self.filters.changed.connect(self.ask)
        self.chips.changed.connect(self.ask)
        self.model.sort_asked.connect(self._sort)
        self.view.place_requested.connect(self.place_requested)
        self.view.removal_asked.connect(self._ask_removal)
        self.view.menu_asked.connect(lambda point: self.row_menu().popup(point))
        self.view.columns_changed.connect(self._columns_changed)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.model.modelReset.connect(self._selected)
        for name, chart in self.charts.items():
            chart.clicked.connect(partial(self._choose, name))
        self.count_filled.toggled.connect(self._count_filled)
        self._buttons.row.offer(self._buttons.bars, on=bool(self._charts))
        self._buttons.go.setEnabled(False)
        self._buttons.columns.menu().aboutToShow.connect(self._fill_columns)
        menu = self._buttons.export_as.menu()
        menu.aboutToShow.connect(lambda: self.fill_export_menu(menu))
        self._show_bars()

    @Slot(str, bool)
    def _sort(self, column: str, descending: bool) -> None:
        wanted = replace(self.wanted, sort=column or None, descending=descending and bool(column))
        # Without a table it is the header that says it has no columns.
        if self._table is not None and wanted != self.wanted:
            self.ask(wanted)

    def _choose(self, column: str, value: str) -> None:
        self.ask(self.wanted.toggling(column, value))

    @Slot(bool)
    def _count_filled(self, filled: bool) -> None:
        self._filled = filled
        self._ask()

    @Slot()
    def _toggle_bars(self) -> None:
        self._state.bars = self._buttons.bars.isChecked()
        self._show_bars()
        self.state_changed.emit()

    def _show_bars(self) -> None:
        # Until the person says so, the bars go where the rows need the room.
        roomy = self.width() >= _ROOMY
        shown = bool(self._charts) and (roomy if self._state.bars is None else self._state.bars)
        self._bars.setVisible(shown)
        self._buttons.bars.setChecked(shown)

    @Slot()
    def _columns_changed(self) -> None:
        if self._table is not None:
            self.filters.set_table(self._table, self.view.shown_columns())
        self.state_changed.emit()

    @Slot()
    def _fill_columns(self) -> None:
        self.view.fill_columns_menu(self._buttons.columns.menu())

    @Slot()
    def _selected(self) -> None:
        self._buttons.go.setEnabled(bool(self.view.selected_rows()))

    @Slot()
    def _go(self) -> None:
        rows = self.view.selected_rows()
        if rows and self._table is not None:
            self.place_requested.emit(self._table.place(rows[0]))

    def copy_chosen(self) -> str | None:
        """Put the selected rows on the clipboard, or all that are shown, as TSV and as an HTML table.

        In words how many; None where there are none.
        """
        lines = self.lines()
        if lines is None or not lines.rows:
            return None
        chosen = self.view.selected_rows()
        lines = replace(lines, rows=chosen or lines.rows)
        # Word and WPS take the HTML as a table, a text editor the TSV.
        data = QMimeData()
        data.setText(to_tsv(lines))
        data.setHtml(to_html(lines))
        QGuiApplication.clipboard().setMimeData(data)
        return f"已复制{len(chosen)}行。" if chosen else f"没有选中行，已复制全部{len(lines.rows)}行。"

    @Slot()
    def _copy(self) -> None:
        if copied := self.copy_chosen():
            self.mentioned.emit(copied)

    @Slot()
    def _ask_removal(self) -> None:
        """Del on a row takes off what the person entered for it, if anything was."""
        rows = self.view.selected_rows()
        if self._table is not None and len(rows) == 1:
            for extra in self._extra:
                if extra.removes and extra.fits(self._table.rows[rows[0]]):
                    self.row_asked.emit(extra.name, rows[0])

    def row_menu(self) -> QMenu:
        """What can be done with the selected rows."""
        menu = QMenu(self)
        # The menu is shown without waiting, and nobody keeps it.
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = self.view.selected_rows()
        menu_entry(menu, "定位到原文", self._go).setEnabled(bool(rows))
        for extra in self._extra:
            action = menu_entry(menu, extra.words, self.row_asked.emit, extra.name, *rows[:1])
            action.setEnabled(
                len(rows) == 1 and self._table is not None and extra.fits(self._table.rows[rows[0]])
            )
        menu.addSeparator()
        copy = menu_entry(menu, "复制选中的行" if rows else "复制全部", self._copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        return menu

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if self._state.bars is None:
            self._show_bars()


class _Buttons:
    """The buttons at the right over a table."""

    def __init__(
        self, copy: Callable[[], None], go: Callable[[], None], toggle_bars: Callable[[], None]
    ) -> None:
        tip = "复制选中的行；没有选中时复制全部（Ctrl+C）"
        self.go = tool_button("定位到原文", go, name="choice")
        self.bars = tool_button("图表", toggle_bars, name="choice", checkable=True)
        self.columns = menu_button("列 ▾", name="choice")
        self.copy = tool_button("复制", copy, name="choice", tip=tip)
        self.export_as = menu_button("导出 ▾", name="choice")
        # What hands the table on stands first: where there is no room for all, the last ones go.
        buttons = (self.export_as, self.copy, self.go, self.columns, self.bars)
        # Tab reaches them, but a click leaves the focus in the table.
        for each in buttons:
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.row = OverflowRow(buttons)


def _arrange(table: AnyTable, wanted: TableQuery, _progress: Progress) -> tuple[AnyTable, View]:
    return table, arrange(table, wanted)


def _sum_up(
    table: AnyTable,
    view: View,
    wanted: TableQuery,
    totals: Totals,
    charts: tuple[str, ...],
    filled: bool,
    progress: Progress,
) -> _Summed:
    drawn: list[tuple[str, tuple[tuple[str, int], ...]]] = []
    # Stopped here the answer is dropped anyway; what was counted is given, to leave quickly.
    for name in charts:
        if progress.stopped:
            break
        # A chart counts what all other filters leave, so that another of its bars can be chosen.
        rows = arrange(table, wanted.choosing(name)).rows if wanted.values(name) else view.rows
        drawn.append((name, tuple(counts(table, name, rows))))
    # The first sentence says how many rows there are, which a group's head has already.
    sums = [
        "；".join(totals([table.rows[row] for row in group.rows], filled)[1:])
        for group in view.groups[:_SUMMED]
    ]
    return _Summed(tuple(totals([table.rows[row] for row in view.rows], filled)), tuple(drawn), tuple(sums))
