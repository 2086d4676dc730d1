"""The forms that a table is exported in."""

from pathlib import Path

from db.export.form import ExportForm
from db.export.tables.sheet import Lines
from db.progress import Progress

# Each form loads its writer when it is used, see db/export/marks/forms.py.


def _csv(content: Lines, path: Path, progress: Progress) -> int:
    from db.export.tables import text

    return text.write_csv(content, path, progress)


def _xlsx(content: Lines, path: Path, progress: Progress) -> int:
    from db.export.tables import xlsx

    return xlsx.write_xlsx(content, path, progress)


FORMS = (
    ExportForm("xlsx", "xlsx", "Excel 工作簿", _xlsx, "写入 Excel 文件", "Excel"),
    ExportForm("csv", "csv", "CSV 表格", _csv, "写入 CSV 文件（UTF-8，带 BOM）", "CSV"),
)
"""In the order of the menu."""
