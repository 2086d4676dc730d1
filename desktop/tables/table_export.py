"""Files of the tables room: asked for, named and written, with the bar that shows how far one is."""

from pathlib import Path

from PySide6.QtCore import QThreadPool, Signal, Slot

from db.export.form import ExportForm, named
from db.export.names import name_part
from db.export.tables.forms import FORMS
from db.export.tables.report import TableReport
from db.export.tables.sheet import Lines
from db.tables.facts import PlanFacts
from desktop.widgets.export_bar import ExportBar, given


class TableExport(ExportBar):
    """One for the room; its views ask it for files."""

    filed = Signal(str, object)
    """A sentence of what was written, and the file's Path."""

    def __init__(self, pool: QThreadPool) -> None:
        super().__init__(pool)
        self.plans: tuple[PlanFacts, ...] = ()
        """What files are named after, and what their sources are looked up in."""
        self.pdf: ExportForm[TableReport] | None = None
        """Writes a PDF, which is not known here: whoever prints hands it in."""
        self.written.connect(self._tell_rows)

    def stem(self, title: str) -> str:
        """The name that is proposed for a file: after the plan and `title`, without an ending."""
        plan = self.plans[0].plan.info.title if len(self.plans) == 1 else "全部规划"
        return "-".join(name_part(part, "表格", bracketed=False) for part in (plan, title))

    def save(self, lines: Lines, name: str) -> None:
        """Ask for a file of the form with this name, and write the rows to it."""
        self.ask("保存到", self.stem(lines.table.title), (named(FORMS, name),), given(lines))

    def save_report(self, report: TableReport, form: ExportForm[TableReport]) -> None:
        """Ask for a file of the form, and write the report to it."""
        self.ask("保存到", self.stem(report.title), (form,), given(report))

    @Slot(object, int)
    def _tell_rows(self, path: Path, rows: int) -> None:
        # A PDF counts its pages, and a web page is one.
        unit = {".pdf": "页", ".html": "页"}.get(path.suffix.lower(), "行")
        self.filed.emit(f"已导出{rows}{unit}：{path.name}", path)
