"""The findings as a list that opens: an arrow before each finding, its places under it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from desktop.look.icons import draw_fold
from desktop.look.theme import LIGHT, Theme
from desktop.tables.findings_model import FindingsModel
from desktop.widgets.controls import frameless, named

_Index = QModelIndex | QPersistentModelIndex


class FindingsView(QTreeView):
    """A click on the arrow opens a finding; a double click or Enter goes to the text."""

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, headerHidden=True, wordWrap=True, expandsOnDoubleClick=False)
        self._theme: Theme = LIGHT
        self.setModel(model)
        named(frameless(self, fits=True), "findings", spoken="核对结果")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        # A finding may be higher than the view: by items it would jump over its own end.
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.viewport().update()

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        if index.internalId() != 0:
            return
        centre = QPointF(rect.right() - self.indentation() / 2, rect.center().y() + 0.5)
        folded = not self.isExpanded(index)  # type: ignore[arg-type]
        draw_fold(painter, centre, self._theme.secondary, folded=folded)
