"""A file is written in the background: what is going on, how far it is, and a way to stop."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from db.errors import PlanReaderError
from db.progress import Progress
from desktop.background import Latest

if TYPE_CHECKING:
    from db.export.tables.sheet import Progress as Tell

Write = Callable[[Path, "Tell"], None]
"""Writes the file, whole or not at all; raises PlanReaderError, or Stopped when the progress says so."""


def with_ending(path: Path, ending: str, say: Callable[[str], object]) -> Path | None:
    """The chosen file with its ending, without a dot. Where none or another was typed, the dialog has asked
    about that file: then one that is there already is not overwritten, which is said, and there is no path.
    """
    if path.suffix.lower() == f".{ending}":
        return path
    path = path.with_name(f"{path.name}.{ending}")
    if not path.exists():
        return path
    say(f"文件“{path.name}”已存在，没有覆盖；请换一个文件名再导出。")
    return None


class ExportBar(QWidget):
    """Shown while a file is written."""

    finished = Signal(str)
    """One sentence: that it was cancelled, or why it could not be written."""
    written = Signal(object)
    """The Path of the file."""
    _progress = Signal(int, int)

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName("导出进度")
        self.stop = QPushButton("取消")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 4, 10, 6)
        line.addWidget(self._words)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop)
        self._task = Latest(pool, self)
        self._task.answered.connect(self._done)
        self._task.failed.connect(self._fail)
        self._progress.connect(self._tell)
        self.stop.clicked.connect(self.cancel)
        self.hide()

    @property
    def busy(self) -> bool:
        """A file is being written."""
        return self._task.busy

    def start(self, write: Write, path: Path) -> None:
        """Write a file to `path`; one that is still being written is given up."""
        self._words.setText("正在导出……")
        self.bar.setRange(0, 0)
        self.show()
        self._task.ask(partial(_write, write, path, self._progress))

    @Slot()
    def cancel(self) -> None:
        """Stop; nothing is left of the file."""
        if self._task.busy:
            self._task.drop()
            self.hide()
            self.finished.emit("已取消导出，没有写入文件。")

    @Slot(int, int)
    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    @Slot(object)
    def _done(self, path: Path | None) -> None:
        self.hide()
        if path is not None:
            self.written.emit(path)

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self.hide()
        self.finished.emit(str(error))


def _write(write: Write, path: Path, told: SignalInstance, progress: Progress) -> Path | None:
    from db.export.tables.xlsx import Stopped

    def tell(done: int, total: int) -> bool:
        told.emit(done, total)
        return not progress.stopped

    try:
        write(path, tell)
    except Stopped:
        return None
    return path
