"""The dialog for printing a table or the page of a township: on which paper, and how it comes out."""

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from db.export.tables.report import TableReport
from desktop.printing.forms import PDF, REPORT_EXCEL, WORD
from desktop.printing.output_dialog import (
    AskFile,
    AskPrinter,
    FindPrinters,
    OutputDialog,
    ask_file,
    ask_printer,
    printer_there,
)
from desktop.printing.report_content import ReportJob
from desktop.widgets.controls import label, named
from desktop.widgets.layouts import STRETCH, column, panel, row

_LEFT = 230
"""Width of the choices at first, in pixels: there are few."""
_WAYS = (("A4横向", True), ("A4纵向", False))


class ReportPrintDialog(OutputDialog):
    """Prints what a table shows, with its filters, groups and sums."""

    def __init__(
        self,
        pool: QThreadPool,
        parent: QWidget | None = None,
        *,
        ask_file: AskFile = ask_file,
        ask_printer: AskPrinter = ask_printer,
        printer_there: FindPrinters = printer_there,
    ) -> None:
        super().__init__(
            pool,
            (PDF, WORD, REPORT_EXCEL),
            parent,
            ask_file=ask_file,
            ask_printer=ask_printer,
            printer_there=printer_there,
        )
        self._report: TableReport | None = None
        self.title = label("", "heading", wraps=True)
        self.about = label("", "small", wraps=True)
        self.way = named(QComboBox(), spoken="纸张")
        for words, _across in _WAYS:
            self.way.addItem(words)
        self.grey = QCheckBox("黑白")
        self.duplex = QCheckBox("双面")
        self.place_parts(self._left(), _LEFT)
        self.way.currentIndexChanged.connect(self.changed)
        self.grey.toggled.connect(self.changed)
        self.duplex.toggled.connect(self.changed)

    @property
    def job(self) -> ReportJob | None:
        if self._report is None:
            return None
        across = _WAYS[self.way.currentIndex()][1]
        return ReportJob(self._report, across, grey=self.grey.isChecked(), duplex=self.duplex.isChecked())

    def show_report(self, report: TableReport, *, across: bool) -> None:
        """Offer a report for printing; what is chosen of grey and sides stays."""
        self._report = report
        self.title.setText(report.title)
        # Of several tables the lines under the title say how much there is.
        count = [f"共{report.count}行"] if len(report.tables) == 1 else []
        self.about.setText("\n".join((*report.under, *count)))
        self.way.setCurrentIndex([way for _, way in _WAYS].index(across))
        self.hush()
        self.changed()

    def _left(self) -> QWidget:
        paper = label("纸张")
        paper.setBuddy(self.way)
        return panel(
            column(
                self.title,
                self.about,
                row(paper, self.way, STRETCH, margins=(0, 8, 0, 0)),
                row(self.grey, self.duplex, STRETCH, spacing=12, margins=(0, 0, 0, 0)),
                STRETCH,
                margins=(0, 0, 8, 0),
            )
        )
