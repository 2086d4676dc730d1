"""The list of results: high rows for passages, low ones for what stands above them."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.look.theme import Theme
from desktop.search.results_delegate import ResultsDelegate, high_height, low_height
from desktop.search.results_model import LineRole, ResultLine, ResultsModel

_Index = QModelIndex | QPersistentModelIndex


class ResultsView(QTableView):
    """A table of one column, because it asks a model for nothing that is out of sight."""

    chosen = Signal(QModelIndex)
    """A row was clicked, or Enter was pressed on it: once, whatever the system makes of a single click."""

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._low: list[int] = []
        self._delegate = ResultsDelegate(self)
        self.setObjectName("results_list")
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setAccessibleName("查找结果")
        self.setModel(model)
        self.clicked.connect(self.chosen)
        model.modelReset.connect(self._fit)
        model.rowsInserted.connect(self._fit)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()

    @Slot()
    def _fit(self) -> None:
        """Give each row its height. The header would tell the view of every single one."""
        header = self.verticalHeader()
        low, high = low_height(self.font()), high_height(self.font())
        before = header.blockSignals(True)
        header.setDefaultSectionSize(high)
        for row in self._low:  # a header keeps its sizes when the model is another
            header.resizeSection(row, high)
        self._low = self._results.low_rows()
        for row in self._low:
            header.resizeSection(row, low)
        header.blockSignals(before)
        self.updateGeometries()
        self.verticalScrollBar().setSingleStep(low)

    def _toggle(self, *, folding: bool) -> bool:
        """Fold or open what belongs to the current row, or to the chapter that it stands under."""
        row = self.currentIndex().row()
        while row >= 0:
            line: ResultLine = self._results.index(row, 0).data(LineRole)
            if line.folded is not None:
                break
            if not folding or line.kind == "plan":
                return False
            row -= 1
        if row < 0 or self._results.index(row, 0).data(LineRole).folded == folding:
            return False
        self._results.toggle(row)
        self.setCurrentIndex(self._results.index(row, 0))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        left, right = event.key() == Qt.Key.Key_Left, event.key() == Qt.Key.Key_Right
        if (left or right) and self._toggle(folding=left):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_results"):
            self._fit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.scrollTo(current, QAbstractItemView.ScrollHint.EnsureVisible)
