"""A delegate that draws in the colours of a theme."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStyledItemDelegate

from desktop.look.theme import LIGHT, Theme


class ThemedDelegate(QStyledItemDelegate):
    """Its view sets `theme`, and asks to be painted again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
