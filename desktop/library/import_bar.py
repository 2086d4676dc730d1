"""The strip above the page while files come in: what is being done, how far it is, and a button that stops
it.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QWidget

from desktop.widgets.controls import button, label, named
from desktop.widgets.layouts import BAR_MARGINS, fill, row


class ImportBar(QFrame):
    """Hidden while nothing comes in. Reading goes on beneath it."""

    cancelled = Signal()
    """The person wants the import stopped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label()
        # The name of a file may be long: it must not make the window wider.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        # A thousandth is finer than a pixel of the bar; QProgressBar takes whole numbers only.
        self.bar = named(QProgressBar(maximum=1000, textVisible=False), spoken="导入进度")
        self.bar.setFixedHeight(8)
        self.stop = named(button("取消", self.cancelled), spoken="取消导入")
        row(fill(self.words, 3), fill(self.bar, 2), self.stop, on=self, spacing=12, margins=BAR_MARGINS)
        self.setAccessibleName("正在导入")
        self.hide()

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:
        """Show it from the start to the end of the work."""
        self.words.setText("正在导入…")
        self.bar.setValue(0)
        self.setVisible(busy)

    @Slot(float, str)
    def set_progress(self, share: float, words: str) -> None:
        """How far it is, and what is being done."""
        self.bar.setValue(round(share * 1000))
        self.words.setText(words)
        self.words.setToolTip(words)
