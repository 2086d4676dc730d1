"""The forms that the results of a search are exported in."""

from pathlib import Path
from typing import TYPE_CHECKING

from db.export.form import ExportForm
from db.progress import Progress

if TYPE_CHECKING:
    from db.export.results.report import ResultsReport

# Each form loads its writer when it is used, see db/export/marks/forms.py.


def _docx(content: "ResultsReport", path: Path, progress: Progress) -> int:
    from db.export.results import word

    return word.write_word(content, path, progress)


def _xlsx(content: "ResultsReport", path: Path, progress: Progress) -> int:
    from db.export.results import excel

    return excel.write_excel(content, path, progress)


def _markdown(content: "ResultsReport", path: Path, progress: Progress) -> int:
    from db.export.results import markdown

    return markdown.write_markdown(content, path, progress)


FORMS = (
    ExportForm("docx", "docx", "Word 文档", _docx, menu="Word(&W)"),
    ExportForm("xlsx", "xlsx", "Excel 表格", _xlsx, menu="Excel(&E)"),
    ExportForm("md", "md", "Markdown", _markdown, menu="Markdown(&M)"),
)
"""In the order of the menu."""
