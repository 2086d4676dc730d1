"""The table on screen: columns that can be sorted, hidden, moved and resized, rows that lead to the page."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from desktop.look.theme import Theme, row_height
from desktop.tables.rows_delegate import PADDING, RowsDelegate
from desktop.tables.rows_model import GroupRole, RowRole, RowsModel
from desktop.tables.table_state import TableState
from desktop.widgets.controls import choose_row, frameless, menu_entry, one_shot
from desktop.widgets.row_list import RowList

_WRAPPED = 300
"""Tables of at most so many rows show long words on two lines; measuring more of them takes too long."""
_NARROWEST = 48
_LONG = 10
"""Columns of so many characters share the room that is left or lacking, as far as half of them remain."""
_ARROW = 22
"""Room beside the title of the column that the rows are sorted by."""


class RowsView(RowList):
    """Asks for a place on double click or Enter. It tells when the person changed its columns."""

    place_requested = Signal(object)
    removal_asked = Signal()
    """Del was pressed."""
    menu_asked = Signal(QPoint)
    """Where, on the screen."""
    columns_changed = Signal()

    def __init__(self, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self._model = model
        self._delegate = RowsDelegate(self)
        self._by_hand = False
        self._state = TableState()
        self._fitting = one_shot(self, 0, self._fit_rows)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        frameless(self)
        # Tab leaves the table, as it leaves a list; the arrow keys go from cell to cell.
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Rows with wrapped words are high: by items the view would jump.
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        # A third click on a head goes back to the order of the plan.
        header.setSortIndicatorClearable(True)
        # Rows are chosen, not columns: a bold head would say otherwise.
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_NARROWEST)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask_columns)
        header.sectionMoved.connect(self._note_moved)
        header.sectionResized.connect(self._note_resized)
        # The arrow of the sorted column takes room beside its title.
        header.sortIndicatorChanged.connect(self._fit_columns)
        self.doubleClicked.connect(self._activate)
        model.modelReset.connect(self._fit_later)

    @property
    def fitting(self) -> bool:
        """The heights of the rows are about to be set."""
        return self._fitting.isActive()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()

    def set_state(self, state: TableState) -> None:
        """After the model got another table: its columns as the person left them."""
        self._by_hand = False
        self._state = state
        header = self.horizontalHeader()
        wanted = state.wanted
        names = [column.name for column in self._model.table.columns]
        # Setting the indicator would ask for rows again; moving sections would look like the person's doing.
        header.blockSignals(True)
        if wanted.sort in names:
            down = Qt.SortOrder.DescendingOrder if wanted.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(names.index(wanted.sort), down)
        else:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        # Columns that are new since the order was kept come after those that it names.
        order = [
            *(name for name in state.order if name in names),
            *(name for name in names if name not in state.order),
        ]
        for to, name in enumerate(order):
            header.moveSection(header.visualIndex(names.index(name)), to)
        header.blockSignals(False)
        for at, column in enumerate(self._model.table.columns):
            self.setColumnHidden(at, not state.shown.get(column.name, column.shown))
        self._fit_columns()
        header.viewport().update()
        self._by_hand = True

    def shown_columns(self) -> tuple[str, ...]:
        """Names of the columns that are shown, from left to right."""
        header = self.horizontalHeader()
        logical = (header.logicalIndex(at) for at in range(header.count()))
        return tuple(self._model.table.columns[at].name for at in logical if not self.isColumnHidden(at))

    def fill_columns_menu(self, menu: QMenu) -> None:
        """Put a tick for each column into the menu."""
        menu.clear()
        for at, column in enumerate(self._model.table.columns):
            hidden = self.isColumnHidden(at)
            action = QAction(column.title, menu, checkable=True, checked=not hidden)
            # The last column that is shown can't be hidden: nothing would be left to bring it back by.
            action.setEnabled(hidden or len(self.shown_columns()) > 1)
            action.toggled.connect(partial(self._show_column, at))
            menu.addAction(action)
        menu.addSeparator()
        menu_entry(menu, "恢复默认的列", self._usual_columns)

    def selected_rows(self) -> list[int]:
        """The table's row numbers that are selected, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [row for index in indexes if (row := index.data(RowRole)) is not None]

    def select_row(self, row: int) -> bool:
        """Make the table's row the current one and show it; False if no line shows it."""
        line = self._model.line_of(row)
        if line is None:
            return False
        # QTableView.scrollTo does nothing for a cell of a hidden column.
        index = self._model.index(line, self.first_column())
        choose_row(self, index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    @Slot()
    def _fit_columns(self) -> None:
        """Widths: as the person left them, otherwise by content;
        what room is left goes to the widest column.
        """
        metrics = self.fontMetrics()
        one = metrics.horizontalAdvance("国")
        # Widths set here are not the person's own, and are not kept.
        by_hand, self._by_hand = self._by_hand, False
        widths: dict[int, int] = {}
        sorted_by = self.horizontalHeader().sortIndicatorSection()
        for at, column in enumerate(self._model.table.columns):
            head = metrics.horizontalAdvance(column.title) + 2 * PADDING + (_ARROW if at == sorted_by else 2)
            widths[at] = self._state.widths.get(column.name, max(column.width * one + 2 * PADDING, head))
        columns = enumerate(self._model.table.columns)
        shown = [(at, column) for at, column in columns if not self.isColumnHidden(at)]
        spare = self.viewport().width() - sum(widths[at] for at, _ in shown)
        long = [pair for pair in shown if pair[1].width >= _LONG and pair[1].name not in self._state.widths]
        among = sum(column.width for _, column in long)
        for at, column in long:
            head = metrics.horizontalAdvance(column.title) + 2 * PADDING + 2
            # Never narrower than its head, nor than half of its usual content.
            least = max(head, column.width * one // 2 + 2 * PADDING)
            widths[at] = max(widths[at] + spare * column.width // among, min(widths[at], least))
        for at, width in widths.items():
            self.setColumnWidth(at, width)
        self._by_hand = by_hand
        self._fit_later()

    @Slot()
    def _fit_later(self) -> None:
        # Measuring a row lays out its words; a hundred thousand take seconds.
        wraps = 0 < self._model.rowCount() <= _WRAPPED
        self._delegate.wraps = wraps
        # Or Qt's own least height holds, which is more.
        self.verticalHeader().setMinimumSectionSize(row_height(self.font()))
        if not wraps:
            self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        # Once for all that changes in one go: a resize moves every column.
        self._fitting.start()

    @Slot()
    def _fit_rows(self) -> None:
        if self._delegate.wraps:
            self.resizeRowsToContents()

    @Slot(QPoint)
    def _ask_columns(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_columns_menu(menu)
        menu.popup(self.horizontalHeader().mapToGlobal(point))

    def _show_column(self, at: int, shown: bool) -> None:
        self._state.shown[self._model.table.columns[at].name] = shown
        self.setColumnHidden(at, not shown)
        self._fit_columns()
        self.columns_changed.emit()

    @Slot()
    def _usual_columns(self) -> None:
        self._state.shown, self._state.order, self._state.widths = {}, (), {}
        self.set_state(self._state)
        self.columns_changed.emit()

    @Slot(int, int, int)
    def _note_moved(self, _section: int, _before: int, _after: int) -> None:
        if self._by_hand:
            header = self.horizontalHeader()
            names = [column.name for column in self._model.table.columns]
            self._state.order = tuple(names[header.logicalIndex(at)] for at in range(header.count()))
            self.columns_changed.emit()

    @Slot(int, int, int)
    def _note_resized(self, section: int, _before: int, after: int) -> None:
        self._fit_later()
        # 0 is a column that was hidden just now, not one that was made narrow.
        if self._by_hand and after and section < len(self._model.table.columns):
            self._state.widths[self._model.table.columns[section].name] = after
            self.columns_changed.emit()

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        place = self._model.place(index)
        if place is not None:
            self.place_requested.emit(place)

    def _toggle_at(self, index: QModelIndex) -> bool:
        label = index.data(GroupRole) if index.isValid() else None
        if label is None:
            return False
        # Kept, because the model is reset by the folding and its indexes are void.
        line = index.row()
        self._model.toggle(label)
        choose_row(self, self._model.index(line, index.column()))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if opens or event.key() == Qt.Key.Key_Space:
            if not self._toggle_at(current) and opens:
                self._activate(current)
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._toggle_at(self.indexAt(event.position().toPoint()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # From the keyboard the menu belongs to the current row, wherever the mouse is.
        current = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_asked.emit(current if by_key else event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A change of the height alone, as when the chips appear, needs no new widths.
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            # Cells at the edges say that they are cut: they are not the same a few pixels on.
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()
