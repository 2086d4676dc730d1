"""Writing a table to a file in the background, with progress and a way to stop."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QThreadPool, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from db.errors import PlanReaderError
from db.tables.export.sheet import Lines
from db.tables.facts import PlanFacts
from desktop.tasks import Task, Ticket


class ExportBar(QWidget):
    """Shown while a file is written."""

    finished = Signal(str)
    """One sentence: what was written where, or why not."""
    _progress = Signal(int, int)

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = Path()
        self._words = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("导出进度")
        self.stop = QPushButton("取消")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 6)
        line.addWidget(self._words)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop)
        self._task = Task(pool, self)
        self._task.answered.connect(self._done)
        self._task.failed.connect(self._fail)
        self._progress.connect(self._tell)
        self.stop.clicked.connect(self.cancel)
        self.hide()

    @property
    def busy(self) -> bool:
        """A file is being written."""
        return self._task.busy

    def start(self, lines: Lines, plans: Sequence[PlanFacts], path: Path, notes: Sequence[str]) -> None:
        """Write the lines; the ending of `path` says which kind."""
        self._path = path
        self._words.setText(f"正在写入“{path.name}”，共{len(lines.rows)}行……")
        self.bar.setRange(0, max(len(lines.rows), 1))
        self.bar.setValue(0)
        self.show()
        self._task.ask(partial(_write, lines, tuple(plans), path, tuple(notes), self._progress))

    @Slot()
    def cancel(self) -> None:
        """Stop; nothing is left of the file."""
        if self._task.busy:
            self._task.drop()
            self.hide()
            self.finished.emit("已取消导出，没有写入文件。")

    @Slot(int, int)
    def _tell(self, done: int, _total: int) -> None:
        self.bar.setValue(done)

    @Slot(object)
    def _done(self, rows: int) -> None:
        self.hide()
        self.finished.emit(f"已导出{rows}行：{self._path}")

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self.hide()
        self.finished.emit(str(error))


def _write(
    lines: Lines, plans: tuple[PlanFacts, ...], path: Path, notes: tuple[str, ...], progress: SignalInstance, ticket: Ticket
) -> int:
    if path.suffix.lower() == ".csv":
        from db.tables.export.text import write_csv

        write_csv(lines, path)
        return len(lines.rows)
    from db.tables.export.xlsx import Stopped, write_xlsx

    go_on: Callable[[int, int], bool] = partial(_go_on, progress, ticket)
    try:
        write_xlsx(lines, plans, path, notes=notes, progress=go_on)
    except Stopped:
        return 0
    return len(lines.rows)


def _go_on(progress: SignalInstance, ticket: Ticket, done: int, total: int) -> bool:
    if ticket.overtaken():
        return False
    progress.emit(done, total)
    return True
