"""The forms that a table is exported in."""

from pathlib import Path
from typing import TYPE_CHECKING

from db.export.form import ExportForm
from db.export.tables.sheet import Lines
from db.progress import Progress

if TYPE_CHECKING:
    from db.export.tables.report import TableReport

# Each form loads its writer when it is used, see db/export/marks/forms.py.


def _csv(content: Lines, path: Path, progress: Progress) -> int:
    from db.export.tables import text

    return text.write_csv(content, path, progress)


def _docx(content: Lines, path: Path, progress: Progress) -> int:
    from db.export.tables import report, word

    return word.write_word(report.report_of(content), path, progress)


def _xlsx(content: Lines, path: Path, progress: Progress) -> int:
    from db.export.tables import xlsx

    return xlsx.write_xlsx(content, path, progress)


def _report_docx(content: "TableReport", path: Path, progress: Progress) -> int:
    from db.export.tables import word

    return word.write_word(content, path, progress)


def _report_xlsx(content: "TableReport", path: Path, progress: Progress) -> int:
    from db.export.tables import xlsx

    return xlsx.write_report(content, path, progress)


FORMS = (
    ExportForm("docx", "docx", "Word 文档", _docx, "写入 Word 文件", "Word"),
    ExportForm("xlsx", "xlsx", "Excel 工作簿", _xlsx, "写入 Excel 文件", "Excel"),
    ExportForm("csv", "csv", "CSV 表格", _csv, "写入 CSV 文件（UTF-8，带 BOM）", "CSV"),
)
"""In the order of the menu."""
REPORT_FORMS = (
    ExportForm("docx", "docx", "Word 文档", _report_docx, menu="Word"),
    ExportForm("xlsx", "xlsx", "Excel 工作簿", _report_xlsx, menu="Excel"),
)
"""What a report of several tables is exported in, such as that of a township."""
