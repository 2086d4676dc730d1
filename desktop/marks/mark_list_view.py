"""The list of cards."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from db.user.records import Mark
from desktop.look.theme import Theme
from desktop.marks.mark_list_delegate import MarkListDelegate, high_height, low_height
from desktop.marks.mark_list_model import CardRole, MarkListModel

_Index = QModelIndex | QPersistentModelIndex


class MarkListView(QTableView):
    """A table of one column, because it asks a model for nothing that is out of sight."""

    shown = Signal(object)
    """The Mark of the card that is current now."""
    chosen = Signal(object)
    """A card was clicked, or Enter pressed on it: its Mark."""
    removal_asked = Signal(object)
    """Del was pressed on a card: its Mark."""

    def __init__(self, model: MarkListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = model
        self._delegate = MarkListDelegate(self)
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
        self.setAccessibleName("我的批注")
        self.setModel(model)
        model.modelReset.connect(self._fit)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()

    def mark(self) -> Mark | None:
        """The mark of the current card."""
        return self._mark(self.currentIndex())

    def show_row(self, row: int) -> None:
        """Make a row current, and bring it into sight."""
        index = self._cards.index(row, 0)
        if row >= 0 and index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def bring(self, row: int) -> None:
        """Bring a row to the top without making it current."""
        if row >= 0:
            self.scrollTo(self._cards.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    @Slot()
    def _fit(self) -> None:
        """Give each row its height. The header would tell the view of every single one."""
        header = self.verticalHeader()
        low = low_height(self.font())
        before = header.blockSignals(True)
        header.setDefaultSectionSize(high_height(self.font()))
        for row in self._cards.low_rows():
            header.resizeSection(row, low)
        header.blockSignals(before)
        self.updateGeometries()
        self.verticalScrollBar().setSingleStep(low)

    @staticmethod
    def _mark(index: _Index) -> Mark | None:
        card = index.data(CardRole) if index.isValid() else None
        return card.mark if card is not None else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        mark = self._mark(self.indexAt(event.position().toPoint()))
        if mark is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mark = self.mark()
        if mark is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(mark)
            event.accept()
        elif mark is not None and event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit(mark)
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card that is edited stays in sight when the editor opens beneath."""
        rect, height = self.visualRect(self.currentIndex()), event.oldSize().height()
        super().resizeEvent(event)
        if rect.top() >= 0 and rect.bottom() <= height and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_cards"):
            self._fit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        mark = self._mark(current)
        if mark is not None:
            self.shown.emit(mark)
