"""The source's lines; what they are can be changed with single keys."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.library.lines_model import LinesModel


class LinesView(QTableView):
    """Single keys run the actions that it is given, on the chosen lines."""

    undo_asked = Signal()

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys: dict[int, QAction] = {}
        """By the number that Qt gives the key."""
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Tab leads to the next part of the page, not through every cell.
        self.setTabKeyNavigation(False)
        self.setAccessibleName("原文各行")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        unit = self.fontMetrics().horizontalAdvance("汉")
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.setColumnWidth(0, unit * 4)
        self.setColumnWidth(1, unit * 11)

    @property
    def rows(self) -> list[int]:
        """The chosen rows, in order."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def event(self, event: QEvent) -> bool:
        # The window has Ctrl+Z too, for marks: who stands on the lines means the corrections. Qt asks the
        # widget first whether it wants a key for itself.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _undoes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The number pad sends a modifier of its own.
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if _undoes(event):
            self.undo_asked.emit()
        elif plain and event.key() in self.keys:
            self.keys[event.key()].trigger()
        else:
            super().keyPressEvent(event)


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)
