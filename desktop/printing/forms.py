"""The forms that a printing is saved in."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.export.form import ExportForm
from db.progress import Progress

if TYPE_CHECKING:
    from desktop.printing.composition import Composed
    from desktop.printing.job import Job


@dataclass(frozen=True, slots=True)
class PrintedJob:
    """A job on its way into a file."""

    job: "Job"
    composed: "Composed | None" = None
    """Its pages, where the preview has composed them already."""


@dataclass(frozen=True, slots=True)
class PrintForm(ExportForm[PrintedJob]):
    """A form of what is printed, which says what it counts."""

    counted: str = ""
    """The key in the command line's JSON: pages."""
    unit: str = ""
    """In words: 页."""
    done: str = ""
    """What is said when it is written; {name} and {count} stand in it."""


# Each form loads its writer when it is used, see db/export/marks/forms.py.


def _pdf(content: PrintedJob, path: Path, progress: Progress) -> int:
    from desktop.printing.pdf_file import write_pdf

    return write_pdf(content.job, path, progress, content.composed)


def _docx(content: PrintedJob, path: Path, progress: Progress) -> int:
    from desktop.printing.word_file import write_docx

    return write_docx(content.job, path, progress, content.composed)


PDF = PrintForm(
    *("pdf", "pdf", "PDF文件", _pdf),
    menu="另存为PDF",
    counted="pages",
    unit="页",
    done="已另存为“{name}”，共{count}页",
)
WORD = PrintForm(
    *("docx", "docx", "Word文档", _docx),
    menu="导出Word",
    counted="paragraphs",
    unit="段",
    done="已导出“{name}”",
)
FORMS = (PDF, WORD)
"""In the order of the dialog's buttons."""
