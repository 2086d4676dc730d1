"""The forms that marks are exported in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.export.form import ExportForm
from db.progress import Progress
from db.records import Plan
from db.user.records import Category, Mark

if TYPE_CHECKING:
    from db.export.marks.entries import MarkEntry
    from db.user.marks import Marks


@dataclass(frozen=True, slots=True)
class ExportedMarks:
    """Marks on their way into a file, and what else goes with them."""

    marks: Sequence[Mark]
    """May be newer than what is kept in `store`."""
    plans: Callable[[], Sequence[Plan]]
    """The plans that they are about, read when a form asks for them; one that is gone is left out."""
    categories: Sequence[Category]
    author: str
    """Who hands them on."""
    store: "Marks"

    def entries(self) -> "tuple[MarkEntry, ...]":
        """The marks as they are written out."""
        from db.export.marks.entries import entries

        return entries(self.marks, self.plans(), self.categories)


# Each form loads its writer when it is used: python-docx and XlsxWriter take 0.2 s, for which neither the
# window's first paint nor the help of the command line should wait.


def _docx(content: ExportedMarks, path: Path, progress: Progress) -> int:
    from db.export.marks import word

    return word.write_docx(content.entries(), path, progress, content.author)


def _xlsx(content: ExportedMarks, path: Path, progress: Progress) -> int:
    from db.export.marks import excel

    return excel.write_xlsx(content.entries(), path, progress)


def _planmarks(content: ExportedMarks, path: Path, progress: Progress) -> int:
    from db.user.planmarks import write_planmarks

    # As records with their anchors: the colleague's program finds their places by itself.
    handed_on = content.store.handed_on(content.author, content.marks, content.categories)
    return write_planmarks(handed_on, path, progress)


def _html(content: ExportedMarks, path: Path, progress: Progress) -> int:
    from db.export.marks import web

    return web.write_html(content.entries(), path, progress)


def _markdown(content: ExportedMarks, path: Path, progress: Progress) -> int:
    from db.export.marks import markdown

    return markdown.write_markdown(content.entries(), path, progress)


def _excerpts(content: ExportedMarks, path: Path, progress: Progress) -> int:
    from db.export.marks import word
    from db.export.marks.entries import excerpts

    return word.write_excerpts(excerpts(content.marks, content.plans()), path, progress)


FORMS = (
    ExportForm("docx", "docx", "Word 文档", _docx, "Word"),
    ExportForm("xlsx", "xlsx", "Excel 表格（含任务分解表）", _xlsx, "Excel，附任务分解表"),
    ExportForm("planmarks", "planmarks", "批注文件，可供同事合并", _planmarks, "交给同事的批注文件"),
    ExportForm("html", "html", "网页，可筛选", _html, "网页"),
    ExportForm("md", "md", "Markdown 文本", _markdown, "Markdown"),
)
"""In the order of the dialog."""
EXCERPTS = ExportForm(
    "excerpts", "docx", "Word 文档，只有原文和出处", _excerpts, "摘编：只有原文和出处的 Word"
)
"""Has a command of its own in the window."""
