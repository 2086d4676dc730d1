"""Files of the tables room: asked for, named and written, with the bar that shows how far one is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QThreadPool, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from db.export.form import named, of_file
from db.export.names import name_part
from db.export.tables.forms import FORMS
from db.export.tables.sheet import Lines
from db.tables.facts import PlanFacts
from desktop.widgets.export_bar import ExportBar, given, with_ending

AskPath = Callable[[QWidget, str, str], Path | None]
"""The window, the offered file name and the kind ("Excel 工作簿 (*.xlsx)"); None if the person thought better
of it.
"""


class TableExport(ExportBar):
    """One for the room; its views ask it for files."""

    def __init__(self, pool: QThreadPool) -> None:
        super().__init__(pool)
        self.plans: tuple[PlanFacts, ...] = ()
        """What files are named after, and what their sources are looked up in."""
        self.ask_path: AskPath = ask_path
        self.written.connect(self._tell_rows)

    def path_for(self, title: str, ending: str, words: str) -> Path | None:
        """Ask for a file, named after the plan and `title`; None if there is to be none."""
        plan = self.plans[0].plan.info.title if len(self.plans) == 1 else "全部规划"
        stem = "-".join(name_part(part, "表格", bracketed=False) for part in (plan, title))
        chosen = self.ask_path(self, f"{stem}.{ending}", words)
        return with_ending(chosen, ending, self.said.emit) if chosen is not None else None

    def save(self, lines: Lines, name: str, notes: Sequence[str]) -> None:
        """Ask for a file of the form with this name, and write the rows to it."""
        form = named(FORMS, name)
        path = self.path_for(lines.table.title, form.ending, form.choice)
        if path is not None:
            self.write(lines, path, notes)

    def write(self, lines: Lines, path: Path, notes: Sequence[str]) -> None:
        """Write rows to a file in the background; its ending says which form."""
        content = replace(lines, plans=self.plans, notes=tuple(notes))
        self.start(of_file(FORMS, path) or FORMS[0], given(content), path)

    @Slot(object, int)
    def _tell_rows(self, path: Path, rows: int) -> None:
        self.said.emit(f"已导出{rows}行：{path}")


def ask_path(parent: QWidget, name: str, words: str) -> Path | None:
    """Ask for a file; the dialog asks before one is overwritten."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "保存到", str(Path.home() / name), words)
    return Path(chosen) if chosen else None
