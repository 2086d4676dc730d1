"""The findings as a list that opens: an arrow before each finding, its places under it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from desktop.look.icons import draw_fold
from desktop.look.theme import LIGHT, Theme
from desktop.tables.findings_model import FindingsModel

_Index = QModelIndex | QPersistentModelIndex


class FindingsView(QTreeView):
    """A click on the arrow opens a finding; a double click or Enter goes to the text."""

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self.setModel(model)
        self.setObjectName("findings")
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("核对结果")

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
