"""The findings as a list that opens: an arrow before each finding, its places under it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

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
        arrow = [(-2.0, -4.0), (2.0, 0.0), (-2.0, 4.0)]
        if self.isExpanded(index):  # type: ignore[arg-type]
            arrow = [(-4.0, -2.0), (0.0, 2.0), (4.0, -2.0)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(QColor(self._theme.secondary), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        painter.drawPolyline(QPolygonF([centre + QPointF(x, y) for x, y in arrow]))
        painter.restore()
