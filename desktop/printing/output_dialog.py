"""What the dialogs for printing have in common: how it comes out at the right, where it goes at the foot.

They stand in front of the system's own, because Windows 11's hides what programs add to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QDialog,
    QFileDialog,
    QFrame,
    QLayout,
    QProgressBar,
    QPushButton,
    QWidget,
)

from db.errors import PlanReaderError
from db.progress import Progress
from desktop.background import Latest
from desktop.folders import offered
from desktop.printing.composition import AnyJob, Composed, composition_of
from desktop.printing.errors import NothingToPrintError
from desktop.printing.forms import PDF, PrintedJob, PrintForm
from desktop.printing.imposition import sides_of
from desktop.printing.missing_glyphs import missing_words
from desktop.printing.page_records import Page
from desktop.printing.preview_panel import PreviewPanel
from desktop.printing.printer_output import prepare, print_job
from desktop.room import words_of
from desktop.widgets.controls import button, label, named, one_shot, restyle
from desktop.widgets.export_bar import with_ending
from desktop.widgets.layouts import STRETCH, column, fill, row, splitter
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.written_file import Openers

_SIZE, _SMALLEST = (1180, 740), QSize(640, 360)
_STILL = 120
"""Milliseconds without another tick before pages are composed."""
_FIRST = 3
"""Pages that are shown before the rest is composed."""
_NO_PRINTER = "没有找到可用的打印机。可以先另存为PDF，再到其他电脑上打印。"

AskFile = Callable[[QWidget, str, Path, str], Path | None]
"""Parent, title, proposed file, kind of files; None when the person gave it up.

It asks before overwriting.
"""
AskPrinter = Callable[[QPrinter, QWidget], bool]
FindPrinters = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Sheets:
    """What the preview shows: the first pages, or all of them."""

    job: AnyJob
    pages: tuple[Page, ...]
    composed: Composed | None = None
    """All of them."""


def ask_file(parent: QWidget, title: str, proposed: Path, kind: str) -> Path | None:
    """The system's dialog for a file to be written."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), kind)
    return Path(chosen) if chosen else None


def ask_printer(printer: QPrinter, parent: QWidget) -> bool:
    """The system's dialog for a printer."""
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("选择打印机")
    return dialog.exec() == QDialog.DialogCode.Accepted


def printer_there() -> bool:
    """Whether the system has a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


class OutputDialog(QDialog):
    """A dialog for printing: a subclass has the choices at the left, and says what is to be printed.

    It composes in the background whenever a choice changes; it writes and prints there, too.
    """

    ended = Signal(str)
    """A sentence about what came of it."""

    def __init__(
        self,
        pool: QThreadPool,
        forms: Sequence[PrintForm],
        parent: QWidget | None = None,
        *,
        ask_file: AskFile = ask_file,
        ask_printer: AskPrinter = ask_printer,
        printer_there: FindPrinters = printer_there,
    ) -> None:
        super().__init__(parent)
        self._ask_file, self._ask_printer, self._printer_there = ask_file, ask_printer, printer_there
        self._composed: tuple[AnyJob, Composed] | None = None
        """The pages that the preview shows, when it shows all: they are not composed again to be saved."""
        self._folder = Path()
        self.setWindowTitle("打印")
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.preview = PreviewPanel()
        self.count = label("", "count")
        self.lacking = label("", "lacking", wraps=True)
        """Which characters no font has: told before anything is printed."""
        self.notice = label("", "notice", wraps=True)
        self.offer = button(f"{PDF.menu}…", partial(self._save, PDF))
        self.openers = Openers(self._say)
        self._path: Path | None = None
        """The file that is written, or was written last."""
        self.bar = named(QProgressBar(textVisible=False), spoken="进度")
        self.cancel = button("取消", self._stop)
        self.print_button = button("打印…", self._print, name="primary")
        self.save_buttons = {form.name: button(f"{form.menu}…", partial(self._save, form)) for form in forms}
        self.close_button = button("关闭", self.reject)
        # Three: the first pages are shown before all are composed, and a file is written while other pages
        # are.
        self._first = Latest(pool, self)
        self._whole = Latest(pool, self)
        self._output = Latest(pool, self)
        self._still = one_shot(self, _STILL, self._compose)
        for task in (self._first, self._whole):
            task.answered.connect(self._show)
            task.failed.connect(self._not_composed)
        for task in (self._whole, self._output):
            task.told.connect(self._tell)
        self._output.answered.connect(self._done)
        self._output.failed.connect(self._failed)

    @property
    def busy(self) -> bool:
        """Pages are being composed, or soon will be."""
        return self._still.isActive() or self._first.busy or self._whole.busy

    @property
    def writing(self) -> bool:
        """A file is being written, or a printer fed."""
        return self._output.busy

    @property
    def job(self) -> AnyJob | None:
        """What would be printed now; None while nothing was handed in."""
        raise NotImplementedError

    def lead_to(self, way: str) -> None:
        """Let Enter save in a form by its name; it prints with ""."""
        main = self.save_buttons.get(way, self.print_button)
        for each in (self.print_button, *self.save_buttons.values()):
            each.setObjectName("primary" if each is main else "")
            each.setDefault(each is main)
            # Its look follows its name.
            each.style().unpolish(each)
            each.style().polish(each)
        self.setWindowTitle("打印" if main is self.print_button else words_of(main.text()))

    # Building

    def place_parts(self, choices: QWidget, width: int = 350) -> None:
        """Put the parts in their places, with the choices at the left, `width` pixels wide at first."""
        self._strip = named(QFrame(), "strip")
        self._strip.hide()
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row(fill(self.notice), self.offer, self.openers, on=self._strip, margins=(10, 4, 10, 4))
        self.bar.hide()
        self.cancel.hide()
        self.lacking.hide()
        below = column(
            self._strip,
            fill(splitter((choices, width, 0), (self.preview, 800, 1))),
            self.lacking,
            row(
                self.count,
                fill(self.bar),
                self.cancel,
                STRETCH,
                *self.save_buttons.values(),
                self.print_button,
                self.close_button,
            ),
            on=self,
        )
        # Enter prints, whichever button was pressed last.
        for each in self.findChildren(QPushButton):
            each.setAutoDefault(False)
        self.print_button.setDefault(True)
        # Not by the layout: each sentence in the strip would set the window's least size anew.
        below.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(_SMALLEST)
        self.resize(within_screen(self, *_SIZE))

    # Composing

    @Slot()
    def changed(self) -> None:
        """What is to be printed is another: compose it, when the person is done."""
        self._first.drop()
        self._whole.drop()
        # A person ticks several chapters in a row: pages are composed when they are done.
        self._still.start()

    @Slot()
    def _compose(self) -> None:
        job = self.job
        if job is None:
            return
        self.count.setText("正在排版……")
        self._first.ask(partial(_first_pages, job))

    @Slot(object)
    def _show(self, sheets: _Sheets) -> None:
        job, pages = sheets.job, sheets.pages
        laid = tuple(sides_of(len(pages), job))
        self.preview.show_sheets(pages, laid, grey=job.grey)
        self._enable(True)
        words = missing_words(sheets.composed.missing) if sheets.composed is not None else ""
        self.lacking.setText(words)
        self.lacking.setVisible(bool(words))
        if sheets.composed is None:
            self._whole.ask(partial(_all_pages, job))
            return
        self._composed = job, sheets.composed
        papers = -(-len(laid) // 2) if job.duplex else len(laid)
        # Not where each page has a sheet of its own: the number would stand there twice.
        on_paper = f"，{papers}张{job.paper}纸" if papers != len(pages) else ""
        self.count.setText(f"共{len(pages)}页{on_paper}")

    @Slot(object)
    def _not_composed(self, error: PlanReaderError) -> None:
        self.preview.show_sheets((), (), grey=False, hint=str(error))
        self._enable(False)
        self.count.setText("没有选中章节" if isinstance(error, NothingToPrintError) else "没有可打印的内容")

    def _enable(self, on: bool) -> None:
        for each in (self.print_button, *self.save_buttons.values()):
            each.setEnabled(on and not self.writing)

    # Out

    def _save(self, form: PrintForm, _checked: bool = False) -> None:
        job = self.job
        if job is None:
            return
        proposed = offered(self._folder) / job.file_name(form.ending)
        chosen = self._ask_file(self, form.menu, proposed, form.choice)
        path = with_ending(chosen, form.ending, self._say) if chosen is not None else None
        if path is not None:
            self._folder, self._path = path.parent, path
            self._begin(partial(_written, form, PrintedJob(job, self._pages_of(job)), path))

    def _pages_of(self, job: AnyJob) -> Composed | None:
        return self._composed[1] if self._composed is not None and self._composed[0] == job else None

    @Slot()
    def _print(self) -> None:
        job = self.job
        if job is None:
            return
        if not self._printer_there():
            self._say(_NO_PRINTER, offer=True)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, job)
        if self._ask_printer(printer, self):
            self._path = None
            self._begin(partial(_printed, job, self._pages_of(job), printer))

    def _begin(self, work: Callable[[Progress], str]) -> None:
        self._strip.hide()
        self._output.ask(work)
        self._enable(False)
        # Qt shows this range as busy, until it is known how much there is to do.
        self.bar.setRange(0, 0)
        self.bar.show()
        self.cancel.show()

    @Slot(float, float, str)
    def _tell(self, pages: float, whole: float, _words: str) -> None:
        if self.writing:
            self.bar.setRange(0, round(whole))
            self.bar.setValue(round(pages))
        self.count.setText(f"已完成{pages:g}页，共{whole:g}页" if whole else f"正在排版，已排{pages:g}页")

    @Slot()
    def _stop(self) -> None:
        self._output.drop()
        self._end("已取消，没有留下文件。")

    @Slot(object)
    def _failed(self, error: PlanReaderError) -> None:
        self._end(str(error), offer=True)

    @Slot(object)
    def _done(self, sentence: str) -> None:
        """It was printed or written."""
        self._end(sentence, done=True)

    def _end(self, sentence: str, *, offer: bool = False, done: bool = False) -> None:
        self.bar.hide()
        self.cancel.hide()
        self._enable(True)
        self._say(sentence, offer=offer, done=done)
        self.ended.emit(sentence)
        self.changed()

    def hush(self) -> None:
        """What was said of another printing is over."""
        self._strip.hide()

    def _say(self, sentence: str, *, offer: bool = False, done: bool = False) -> None:
        self.notice.setText(sentence)
        self.offer.setVisible(offer)
        self.openers.offer(self._path if done else None)
        restyle(self._strip, "done", done)
        self._strip.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter prints, but not from the tree, where it ticks, nor from the pages."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            self.focusWidget(), QAbstractScrollArea
        ):
            event.accept()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        for task in (self._first, self._whole, self._output):
            task.drop()
        self._still.stop()
        if self.bar.isVisible():
            self._stop()
        super().reject()


def _first_pages(job: AnyJob, progress: Progress) -> _Sheets:
    """The first pages of a job, quickly: numbers in the contents are still open."""
    composition = composition_of(job)
    pages: list[Page] = []
    for page in composition.first():
        progress.check()
        pages.append(page)
        # One more than is shown: then it is known that there are more.
        if len(pages) > _FIRST:
            return _Sheets(job, tuple(pages[:_FIRST]))
    # So few that they are composed again at once, with the numbers in the contents.
    composed = composition.whole(progress.silent())
    return _Sheets(job, composed.pages, composed)


def _all_pages(job: AnyJob, progress: Progress) -> _Sheets:
    composed = composition_of(job).whole(progress)
    return _Sheets(job, composed.pages, composed)


def _written(form: PrintForm, content: PrintedJob, path: Path, progress: Progress) -> str:
    count = form.write(content, path, progress)
    return f"{form.done.format(name=path.name, count=count)}，在文件夹“{path.parent}”中。"


def _printed(job: AnyJob, composed: Composed | None, printer: QPrinter, progress: Progress) -> str:
    count = print_job(job, printer, progress, composed)
    return f"已把{count}面交给打印机“{printer.printerName()}”。"
