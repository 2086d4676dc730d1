"""A list whose rows are of two heights: low headlines, and high entries beneath them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QWidget

from desktop.look.theme import Theme
from desktop.widgets.copied_rows import chosen_rows, copy_rows
from desktop.widgets.row_list import RowList
from desktop.widgets.themed_delegate import ThemedDelegate

_Index = QModelIndex | QPersistentModelIndex

Heights = Callable[[QFont], tuple[int, int]]
"""Pixels of a headline and of an entry in a font."""


class TwoHeightList(RowList):
    """A table of one column, because it asks a model for nothing that is out of sight."""

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: ThemedDelegate,
        heights: Heights,
        low_rows: Callable[[], Sequence[int]],
        parent: QWidget | None = None,
    ) -> None:
        """`low_rows` gives the rows that are headlines now; it is asked after each change of the model."""
        super().__init__(parent)
        self._heights = heights
        self._low_rows = low_rows
        self._low: Sequence[int] = ()
        # Held here: a view does not own its delegate.
        self._delegate = delegate
        self.setObjectName("results_list")
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setModel(model)
        model.modelReset.connect(self._fit)
        model.rowsInserted.connect(self._fit)
        model.rowsRemoved.connect(self._fit)
        self._fit()

    def copy_cells(self, index: QModelIndex) -> Sequence[str]:
        """The words of a row, as they are copied."""
        return (str(index.data(Qt.ItemDataRole.DisplayRole) or ""),)

    def copy_chosen(self) -> str | None:
        """Copy the chosen rows; in words how many."""
        return copy_rows(map(self.copy_cells, chosen_rows(self)), "条")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()

    @Slot()
    def _fit(self) -> None:
        """Give each row its height."""
        header = self.verticalHeader()
        low, high = self._heights(self.font())
        # The header would tell the view of every single row.
        before = header.blockSignals(True)
        header.setDefaultSectionSize(high)
        for row in self._low:  # a header keeps its sizes when the model is another
            header.resizeSection(row, high)
        self._low = self._low_rows()
        for row in self._low:
            header.resizeSection(row, low)
        header.blockSignals(before)
        self.updateGeometries()
        self.verticalScrollBar().setSingleStep(low)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Qt polishes the widget while it is still being made.
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.model() is not None:
            self._fit()
