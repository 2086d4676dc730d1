"""The list of cards."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from db.user.note_text import plain
from db.user.records import Mark
from desktop.marks.mark_list_delegate import MarkListDelegate, heights
from desktop.marks.mark_list_model import CardRole, MarkCard, MarkListModel
from desktop.widgets.controls import choose_row
from desktop.widgets.copied_rows import chosen_rows
from desktop.widgets.two_height_list import TwoHeightList

_Index = QModelIndex | QPersistentModelIndex


class MarkListView(TwoHeightList):
    """The cards of the marks, under the headlines of their chapters."""

    shown = Signal(object)
    """The Mark of the card that is current now."""
    chosen = Signal(object)
    """A card was clicked, or Enter pressed on it: its Mark."""
    removal_asked = Signal(object)
    """Del was pressed: the ids of the marks whose cards are chosen."""

    def __init__(self, model: MarkListModel, parent: QWidget | None = None) -> None:
        super().__init__(model, MarkListDelegate(), heights, model.low_rows, parent)
        self._cards = model
        self.setAccessibleName("我的批注")

    def mark(self) -> Mark | None:
        """The mark of the current card."""
        return self._mark(self.currentIndex())

    def show_row(self, row: int) -> None:
        """Make a row current, and bring it into sight."""
        index = self._cards.index(row, 0)
        if row >= 0 and index.isValid():
            choose_row(self, index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def bring(self, row: int) -> None:
        """Bring a row to the top without making it current; -1 is none."""
        self.scrollTo(self._cards.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    @staticmethod
    def _mark(index: _Index) -> Mark | None:
        card = index.data(CardRole) if index.isValid() else None
        return card.mark if card is not None else None

    def chosen_marks(self) -> list[Mark]:
        """The marks of the chosen cards, from top to bottom."""
        marks = (self._mark(index) for index in chosen_rows(self))
        return [mark for mark in marks if mark is not None]

    def copy_cells(self, index: QModelIndex) -> Sequence[str]:
        card: MarkCard = index.data(CardRole)
        if card.mark is None:
            return (card.text,)
        return card.text, " › ".join(card.mark.anchor.path), card.mark.anchor.quote, plain(card.mark.note)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        mark = self._mark(self.indexAt(event.position().toPoint()))
        # With Ctrl and Shift cards are chosen; nobody wants to be led to the words of one of them.
        plainly = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if mark is not None and plainly:
            self.chosen.emit(mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mark = self.mark()
        if mark is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(mark)
            event.accept()
        elif mark is not None and event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit([each.id for each in self.chosen_marks()] or [mark.id])
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card that is edited stays in sight when the editor opens beneath."""
        # Asked before the list takes its new height, which moves the rows.
        rect, height = self.visualRect(self.currentIndex()), event.oldSize().height()
        super().resizeEvent(event)
        if rect.top() >= 0 and rect.bottom() <= height and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        mark = self._mark(current)
        if mark is not None:
            self.shown.emit(mark)
