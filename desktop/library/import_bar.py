"""The strip above the page while files come in: what is being done, how far it is, and a button that stops
it.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget


class ImportBar(QFrame):
    """Hidden while nothing comes in. Reading goes on beneath it."""

    cancelled = Signal()
    """The person wants the import stopped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        # The name of a file may be long: it must not make the window wider.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        # A thousandth is finer than a pixel of the bar; QProgressBar takes whole numbers only.
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName("导入进度")
        self.stop = QPushButton("取消")
        self.stop.setAccessibleName("取消导入")
        self.stop.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self.words, 3)
        row.addWidget(self.bar, 2)
        row.addWidget(self.stop)
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
