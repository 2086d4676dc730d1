"""The source's lines; what they are can be changed with single keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from db.source.corrections import Correction
from desktop.library.lines_model import LinesModel

KEYS: dict[Qt.Key, Correction] = {
    **{Qt.Key(Qt.Key.Key_0.value + level): Correction("heading", level) for level in range(1, 7)},
    Qt.Key.Key_0: Correction("body"),
    Qt.Key.Key_B: Correction("box"),
    Qt.Key.Key_I: Correction("item"),
    Qt.Key.Key_Delete: Correction("furniture"),
}


class LinesView(QTableView):
    """Says what is asked of the chosen lines."""

    correction_asked = Signal(object)
    """A Correction; None takes back what was said."""
    undo_asked = Signal()
    next_asked = Signal()

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("原文各行")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        self.fit()

    def fit(self) -> None:
        """Rows and columns as the type needs them."""
        unit = self.fontMetrics().horizontalAdvance("汉")
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.setColumnWidth(0, unit * 4)
        self.setColumnWidth(1, unit * 11)

    @property
    def rows(self) -> list[int]:
        """The chosen rows, in order."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif plain and key in KEYS:
            self.correction_asked.emit(KEYS[key])
        elif plain and key == Qt.Key.Key_Backspace:
            self.correction_asked.emit(None)
        elif plain and key == Qt.Key.Key_N:
            self.next_asked.emit()
        else:
            super().keyPressEvent(event)
