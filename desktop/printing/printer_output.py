"""Sends a job to a printer. The printer is asked for by the dialog; this runs in the background."""

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from db.progress import QUIET, Progress, Stopped
from desktop.printing.composition import AnyJob, Composed, composition_of
from desktop.printing.errors import OutputError
from desktop.printing.imposition import sides_of
from desktop.printing.pdf_file import draw_side, page_layout

_FAILED = "打印机“{}”没有接受打印任务，可能没有开机、缺纸或未连接。可以检查后再打印，或先另存为PDF。"


def prepare(printer: QPrinter, job: AnyJob) -> None:
    """Tell the printer what the job asks of it, before the system's dialog is shown."""
    printer.setDocName(job.title)
    printer.setCreator("规划阅读器")
    # Pages have margins of their own: without this Qt adds those in which the printer can't print.
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale if job.grey else QPrinter.ColorMode.Color)
    # Sheets that lie on their long edge are turned over their short one.
    flipped = (
        QPrinter.DuplexMode.DuplexShortSide
        if job.booklet or job.across or job.paper == "A3"
        else QPrinter.DuplexMode.DuplexLongSide
    )
    printer.setDuplex(flipped if job.duplex or job.booklet else QPrinter.DuplexMode.DuplexNone)
    printer.setPageLayout(page_layout(next(sides_of(1, job))))


def print_job(
    job: AnyJob, printer: QPrinter, progress: Progress = QUIET, composed: Composed | None = None
) -> int:
    """Print; the number of sides.

    Raises NothingToPrintError, UnknownKeyError, Stopped, OutputError.
    """
    composition = composition_of(job, composed)
    pages = composition.whole(progress).pages
    made = list(sides_of(len(pages), job))
    first, last = printer.fromPage() or 1, printer.toPage() or len(made)
    made = made[first - 1 : last]
    name = printer.printerName() or printer.outputFileName()
    painter = QPainter()
    # Qt says so on its own, too; that a printer can't be reached is told here.
    if not printer.isValid() or not painter.begin(printer):
        raise OutputError(_FAILED.format(name), "painter did not begin")
    # The painter counts in dots of the printer, pages in twips.
    scale = printer.resolution() / 1440
    try:
        for number, side in enumerate(made):
            if number and not printer.newPage():
                raise OutputError(_FAILED.format(name), f"no new page after {number}")
            painter.save()
            painter.scale(scale, scale)
            draw_side(painter, side, pages, composition.faces)
            painter.restore()
            progress.tell(number + 1, len(made))
    except Stopped:
        # What was handed over already must not come out of the printer.
        printer.abort()
        raise
    finally:
        painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise OutputError(_FAILED.format(name), "printer state: error")
    return len(made)
