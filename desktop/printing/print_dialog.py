"""The print dialog: what is printed at the left, how it comes out at the right, where it goes at the foot.

It stands in front of the system's own, because Windows 11's hides what programs add to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTreeView,
    QWidget,
)

from db.errors import PlanReaderError
from db.progress import Progress
from db.records import Plan
from desktop.background import Latest
from desktop.folders import offered
from desktop.printing.composition import Composed, Composition
from desktop.printing.errors import NothingToPrintError
from desktop.printing.forms import FORMS, PDF, PrintedJob, PrintForm
from desktop.printing.imposition import sides
from desktop.printing.job import Job, file_name
from desktop.printing.missing_glyphs import missing_words
from desktop.printing.page_records import Page
from desktop.printing.paper_marks import PaperMark
from desktop.printing.preview_panel import PreviewPanel
from desktop.printing.print_options import PrintOptions
from desktop.printing.printer_output import prepare, print_job
from desktop.printing.tick_model import TickModel
from desktop.room import words_of
from desktop.widgets.controls import button, label, named, one_shot, restyle
from desktop.widgets.export_bar import with_ending
from desktop.widgets.layouts import STRETCH, column, fill, panel, row, splitter
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.written_file import Openers

_SIZE, _SMALLEST = (1180, 740), QSize(640, 360)
_LEAST_TREE = 140
"""Its height, in pixels, where the screen is low."""
_STILL = 120
"""Milliseconds without another tick before pages are composed."""
_FIRST = 3
"""Pages that are shown before the rest is composed."""
_QUICK = (
    ("all", "全部"),
    ("current", "当前章节"),
    ("bookmarked", "有书签的"),
    ("noted", "有批注的"),
    ("found", "查找结果"),
    ("none", "全不选"),
)
"""Choices of a click; between the first and the last they are fields of `PrintInput`."""
_NO_PRINTER = "没有找到可用的打印机。可以先另存为PDF，再到其他电脑上打印。"

AskFile = Callable[[QWidget, str, Path, str], Path | None]
"""Parent, title, proposed file, kind of files; None when the person gave it up.

It asks before overwriting.
"""
AskPrinter = Callable[[QPrinter, QWidget], bool]
FindPrinters = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class PrintInput:
    """What the window hands in: the plan, where the person is in it, and what the quick choices tick (keys of
    passages).
    """

    plan: Plan
    current: str | None = None
    bookmarked: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    marks: tuple[PaperMark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheets:
    """What the preview shows: the first pages, or all of them."""

    job: Job
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


class _Scrolled(QScrollArea):
    """As high as its widget, and lower where the screen is low: the buttons at the foot stay in sight."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setWidget(widget)
        self.setAccessibleName("打印选项")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMinimumWidth(widget.minimumSizeHint().width())
        # QScrollArea gives what is put into it a ground of its own.
        for each in (widget, self.viewport()):
            each.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        # QScrollArea asks its widget for a size, but not how high it is at this width: words that wrap need
        # more.
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self.widget().heightForWidth(self.viewport().width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class PrintDialog(QDialog):
    """Composes in the background whenever a choice changes; writes and prints in the background, too."""

    ended = Signal(str)
    """A sentence about what came of it."""

    def __init__(
        self,
        pool: QThreadPool,
        parent: QWidget | None = None,
        *,
        ask_file: AskFile = ask_file,
        ask_printer: AskPrinter = ask_printer,
        printer_there: FindPrinters = printer_there,
    ) -> None:
        super().__init__(parent)
        self._ask_file, self._ask_printer, self._printer_there = ask_file, ask_printer, printer_there
        self._matter: PrintInput | None = None
        self._composed: tuple[Job, Composed] | None = None
        """The pages that the preview shows, when it shows all: they are not composed again to be saved."""
        self._folder = Path()
        self.setWindowTitle("打印")
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.ticks = TickModel(self)
        self.tree = named(
            QTreeView(headerHidden=True, uniformRowHeights=True), "ticks", spoken="要打印的章节"
        )
        self.options = PrintOptions()
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
        self.save_buttons = {form.name: button(f"{form.menu}…", partial(self._save, form)) for form in FORMS}
        self.close_button = button("关闭", self.reject)
        self.quick = {name: button(words, partial(self._tick, name), name="quick") for name, words in _QUICK}
        self._place_parts()
        # Three: the first pages are shown before all are composed, and a file is written while other pages
        # are.
        self._first = Latest(pool, self)
        self._whole = Latest(pool, self)
        self._output = Latest(pool, self)
        self._still = one_shot(self, _STILL, self._compose)
        self._connect()
        # Not by the layout: each sentence in the strip would set the window's least size anew.
        column = self.layout()
        if column is not None:
            column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(_SMALLEST)
        self.resize(within_screen(self, *_SIZE))

    @property
    def busy(self) -> bool:
        """Pages are being composed, or soon will be."""
        return self._still.isActive() or self._first.busy or self._whole.busy

    @property
    def writing(self) -> bool:
        """A file is being written, or a printer fed."""
        return self._output.busy

    @property
    def slug(self) -> str:
        """Of the plan that is offered; empty while none is."""
        return self._matter.plan.info.slug if self._matter is not None else ""

    @property
    def job(self) -> Job | None:
        """What would be printed now; None while nothing was handed in."""
        if self._matter is None:
            return None
        # None and not all keys: a file of the whole plan has no chapter in its name.
        keys, without = self.ticks.choice()
        whole = self.ticks.everything
        job = Job(
            self._matter.plan,
            None if whole else keys,
            frozenset() if whole else without,
            marks=self._matter.marks,
        )
        return self.options.applied(job)

    def show_matter(self, matter: PrintInput) -> None:
        """Offer a plan for printing; with the same plan as before, what was ticked stays ticked."""
        same = self._matter is not None and self._matter.plan is matter.plan
        self._matter = matter
        for name, _ in _QUICK[1:-1]:
            self.quick[name].setEnabled(bool(getattr(matter, name)))
        self.options.set_marks(there=bool(matter.marks))
        self._strip.hide()
        if same:
            self._changed()
            return
        self.ticks.set_plan(matter.plan)
        if matter.current is not None:
            self.tick_chapter(matter.current)

    def tick_chapter(self, key: str) -> None:
        """Tick a chapter or section, and nothing else."""
        self.ticks.tick_whole(key)
        index = self.ticks.index_of(key)
        self.tree.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.tree.setCurrentIndex(index)

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

    def _place_parts(self) -> None:
        self._strip = named(QFrame(), "strip")
        self._strip.hide()
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row(fill(self.notice), self.offer, self.openers, on=self._strip, margins=(10, 4, 10, 4))
        self.bar.hide()
        self.cancel.hide()
        self.lacking.hide()
        column(
            self._strip,
            fill(splitter((self._left(), 350, 0), (self.preview, 800, 1))),
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

    def _left(self) -> QWidget:
        self.tree.setModel(self.ticks)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setMinimumHeight(_LEAST_TREE)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for at, each in enumerate(self.quick.values()):
            buttons.addWidget(each, at // 3, at % 3)
        return panel(column(buttons, fill(self.tree), _Scrolled(self.options), margins=(0, 0, 8, 0)))

    def _connect(self) -> None:
        self.ticks.modelReset.connect(self.tree.expandAll)
        self.ticks.ticked.connect(self._changed)
        self.options.changed.connect(self._changed)
        self.tree.activated.connect(self._toggle)
        for task in (self._first, self._whole):
            task.answered.connect(self._show)
            task.failed.connect(self._not_composed)
        for task in (self._whole, self._output):
            task.told.connect(self._tell)
        self._output.answered.connect(self._done)
        self._output.failed.connect(self._failed)

    # Ticking

    def _tick(self, name: str, _checked: bool = False) -> None:
        """Do what a quick choice says."""
        matter = self._matter
        if name in ("all", "none"):
            self.ticks.tick_all(on=name == "all")
        elif matter is not None and name == "current":
            self.ticks.tick_whole(matter.current or "")
        elif matter is not None:
            self.ticks.tick_only(getattr(matter, name))

    @Slot(QModelIndex)
    def _toggle(self, index: QModelIndex) -> None:
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        self.ticks.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    # Composing

    @Slot()
    def _changed(self) -> None:
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
        laid = tuple(sides(len(pages), job.paper, booklet=job.booklet))
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
        proposed = offered(self._folder) / file_name(job.plan, job.keys, form.ending)
        chosen = self._ask_file(self, form.menu, proposed, form.choice)
        path = with_ending(chosen, form.ending, self._say) if chosen is not None else None
        if path is not None:
            self._folder, self._path = path.parent, path
            self._begin(partial(_written, form, PrintedJob(job, self._pages_of(job)), path))

    def _pages_of(self, job: Job) -> Composed | None:
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
        self._changed()

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


def _first_pages(job: Job, progress: Progress) -> _Sheets:
    """The first pages of a job, quickly: numbers in the contents are still open."""
    composition = Composition(job)
    pages: list[Page] = []
    for page in chain(composition.front(), composition.text()):
        progress.check()
        pages.append(page)
        # One more than is shown: then it is known that there are more.
        if len(pages) > _FIRST:
            return _Sheets(job, tuple(pages[:_FIRST]))
    # So few that they are composed again at once, with the numbers in the contents.
    composed = composition.whole(progress.silent())
    return _Sheets(job, composed.pages, composed)


def _all_pages(job: Job, progress: Progress) -> _Sheets:
    composed = Composition(job).whole(progress)
    return _Sheets(job, composed.pages, composed)


def _written(form: PrintForm, content: PrintedJob, path: Path, progress: Progress) -> str:
    count = form.write(content, path, progress)
    return f"{form.done.format(name=path.name, count=count)}，在文件夹“{path.parent}”中。"


def _printed(job: Job, composed: Composed | None, printer: QPrinter, progress: Progress) -> str:
    count = print_job(job, printer, progress, composed)
    return f"已把{count}面交给打印机“{printer.printerName()}”。"
