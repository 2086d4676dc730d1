"""The forms that a printing is saved in."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from db.export.form import ExportForm
from db.progress import Progress

if TYPE_CHECKING:
    from db.export.tables.report import TableReport
    from desktop.printing.composition import AnyJob, Composed


@dataclass(frozen=True, slots=True)
class PrintedJob:
    """A job on its way into a file."""

    job: "AnyJob"
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
    from desktop.printing.report_content import ReportJob

    if isinstance(content.job, ReportJob):
        from db.export.tables.word import write_word

        return write_word(replace(content.job.report, wide=content.job.across), path, progress)
    from desktop.printing.word_file import write_docx

    return write_docx(content.job, path, progress, content.composed)


def _xlsx(content: PrintedJob, path: Path, progress: Progress) -> int:
    from db.export.tables.xlsx import write_report
    from desktop.printing.report_content import ReportJob

    # Only reports are offered in this form.
    assert isinstance(content.job, ReportJob)
    return write_report(content.job.report, path, progress)


def _report_pdf(content: "TableReport", path: Path, progress: Progress) -> int:
    from desktop.printing.pdf_file import write_pdf
    from desktop.printing.report_content import ReportJob

    return write_pdf(ReportJob(content, across=content.wide), path, progress)


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
REPORT_EXCEL = PrintForm(
    *("xlsx", "xlsx", "Excel 工作簿", _xlsx),
    menu="导出Excel",
    counted="rows",
    unit="行",
    done="已导出“{name}”",
)
REPORT_PDF = ExportForm("pdf", "pdf", "PDF 文件", _report_pdf, menu="PDF")
"""Of a report on a table or a township, without asking how."""
FORMS = (PDF, WORD)
"""In the order of the dialog's buttons."""
