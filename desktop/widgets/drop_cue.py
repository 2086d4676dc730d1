"""What is said over the window while files are dragged over it: what will become of them when they are let
go.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QWidget

from desktop.widgets.controls import label, named, restyle
from desktop.widgets.layouts import STRETCH, column, row

_EDGE = 6
"""Pixels between the cue and the edges of the window."""


class DropCue(QFrame):
    """Lies over all of its window, and hears of nothing itself."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = named(label(wraps=True), "drop_words")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column(STRETCH, row(STRETCH, self.words, STRETCH), STRETCH, on=self)
        self.setAccessibleName("拖入文件")
        window.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, refused: bool) -> None:
        """Show what becomes of the files; `refused`: nothing does."""
        self.words.setText(words)
        restyle(self, "refused", refused)
        restyle(self.words, "refused", refused)
        self._fit()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        room = self._window.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self.setGeometry(room)
        # As wide as its words in one line, where there is room for that.
        widest = max(map(self.words.fontMetrics().horizontalAdvance, self.words.text().split("\n")))
        self.words.setMinimumWidth(min(widest + 80, room.width() - 80))
