"""Files of the tables room: asked for, named and written, with the bar that shows how far one is."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from db.export.tables.sheet import Lines
from db.tables.facts import PlanFacts
from desktop.widgets.export_bar import ExportBar, with_ending

if TYPE_CHECKING:
    from db.export.tables.sheet import Progress

AskPath = Callable[[QWidget, str, str], Path | None]
"""The window, the offered file name and the kind ("Excel 工作簿 (*.xlsx)"); None if the person thought better
of it.
"""
FORMS = (
    ("xlsx", "导出Excel…", "Excel 工作簿 (*.xlsx)"),
    ("csv", "导出CSV…", "CSV 表格 (*.csv)"),
)
"""The files that a table can be written to: ending, words in the menu, words in the dialog."""


class TableExport(ExportBar):
    """One for the room; its views ask it for files."""

    said = Signal(str)
    """One sentence on what came of it."""

    def __init__(self, pool: QThreadPool) -> None:
        super().__init__(pool)
        self.plans: tuple[PlanFacts, ...] = ()
        """What files are named after, and what their sources are looked up in."""
        self.ask_path: AskPath = ask_path
        self._rows = 0
        self.finished.connect(self.said)
        self.written.connect(self._tell_rows)

    def path_for(self, title: str, ending: str, words: str) -> Path | None:
        """Ask for a file, named after the plan and `title`; None if there is to be none."""
        plan = file_title(self.plans[0].plan.info.title) if len(self.plans) == 1 else "全部规划"
        chosen = self.ask_path(self, f"{plan}-{file_title(title)}.{ending}", words)
        return with_ending(chosen, ending, self.said.emit) if chosen is not None else None

    def save(self, lines: Lines, ending: str, notes: Sequence[str]) -> None:
        """Ask for a file and write the rows to it."""
        words = next(words for form, _, words in FORMS if form == ending)
        path = self.path_for(lines.table.title, ending, words)
        if path is not None:
            self.write(lines, path, notes)

    def write(self, lines: Lines, path: Path, notes: Sequence[str]) -> None:
        """Write rows to a file in the background; its ending says which form."""
        self._rows = len(lines.rows)
        self.start(partial(_write_lines, lines, self.plans, tuple(notes)), path)

    @Slot(object)
    def _tell_rows(self, path: Path) -> None:
        self.said.emit(f"已导出{self._rows}行：{path}")


def ask_path(parent: QWidget, name: str, words: str) -> Path | None:
    """Ask for a file; the dialog asks before one is overwritten."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "保存到", str(Path.home() / name), words)
    return Path(chosen) if chosen else None


def file_title(title: str) -> str:
    """A title as it can stand in a file's name: 嵊州市“十四五”规划（网络转载节选） → 嵊州市十四五规划."""
    words = re.sub(r"（[^（）]*）|【[^】]*】", "", title)
    return re.sub(r"[\\/:*?\"<>|“”‘’《》\s]", "", words) or "表格"


def _write_lines(
    lines: Lines, plans: Sequence[PlanFacts], notes: Sequence[str], path: Path, progress: "Progress"
) -> None:
    if path.suffix.lower() == ".csv":
        from db.export.tables.text import write_csv

        write_csv(lines, path)
    else:
        # XlsxWriter takes 60 ms: only when a workbook is wanted.
        from db.export.tables.xlsx import write_xlsx

        write_xlsx(lines, plans, path, notes=notes, progress=progress)
