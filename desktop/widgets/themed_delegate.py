"""A delegate that draws in the colours of a theme, and the ground that rows of lists and trees have."""

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate

from desktop.look.theme import LIGHT, Theme


class ThemedDelegate(QStyledItemDelegate):
    """Its view sets `theme`, and asks to be painted again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT


def draw_ground(
    painter: QPainter, ground: QRectF, theme: Theme, *, chosen: bool, under: bool, focused: bool
) -> None:
    """The ground of a row that is chosen or under the mouse, and a frame where it has the keyboard."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if chosen or under:
        painter.setBrush(QColor(theme.accent_tint if chosen else theme.hover))
        painter.drawRoundedRect(ground, 6, 6)
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        # Half a line inwards: otherwise the frame would be wider than the ground.
        painter.drawRoundedRect(ground.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
