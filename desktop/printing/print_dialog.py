"""The dialog for printing a plan: what is printed at the left, beside what all such dialogs have."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Qt, QThreadPool, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QTreeView,
    QWidget,
)

from db.records import Plan
from desktop.printing.forms import FORMS
from desktop.printing.job import Job
from desktop.printing.output_dialog import (
    AskFile,
    AskPrinter,
    FindPrinters,
    OutputDialog,
    ask_file,
    ask_printer,
    printer_there,
)
from desktop.printing.paper_marks import PaperMark
from desktop.printing.print_options import PrintOptions
from desktop.printing.tick_model import TickModel
from desktop.widgets.controls import button, named
from desktop.widgets.layouts import column, fill, panel

_LEAST_TREE = 140
"""Its height, in pixels, where the screen is low."""
_QUICK = (
    ("all", "全部"),
    ("current", "当前章节"),
    ("bookmarked", "有书签的"),
    ("noted", "有批注的"),
    ("found", "查找结果"),
    ("none", "全不选"),
)
"""Choices of a click; between the first and the last they are fields of `PrintInput`."""


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


class PrintDialog(OutputDialog):
    """Prints the chapters of a plan that are ticked."""

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
            pool, FORMS, parent, ask_file=ask_file, ask_printer=ask_printer, printer_there=printer_there
        )
        self._matter: PrintInput | None = None
        self.ticks = TickModel(self)
        self.tree = named(
            QTreeView(headerHidden=True, uniformRowHeights=True), "ticks", spoken="要打印的章节"
        )
        self.options = PrintOptions()
        self.quick = {name: button(words, partial(self._tick, name), name="quick") for name, words in _QUICK}
        self.place_parts(self._left())
        self.ticks.modelReset.connect(self.tree.expandAll)
        self.ticks.ticked.connect(self.changed)
        self.options.changed.connect(self.changed)
        self.tree.activated.connect(self._toggle)

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
        self.hush()
        if same:
            self.changed()
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
