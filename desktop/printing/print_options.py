"""The choices beside the tree: layout, marks, contents and cover, paper."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from desktop.printing.fonts import choose, in_words
from desktop.printing.job import MARKS_LABELS, Job, MarksMode, Paper
from desktop.printing.layouts import LAYOUTS, LayoutName
from desktop.widgets.controls import label, named
from desktop.widgets.layouts import NO_MARGINS, STRETCH, TOP, panel, row

_BOOKLET = "每张纸两面各印两页，按对折后的顺序排列"
_NUMBERS = "在页边印出各段是本节第几段，与出处中的段号一致"


class PrintOptions(QWidget):
    """Says when a choice changes; `applied` puts the choices into a job."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layout_box = _combo("版式", [(layout.name, layout.label) for layout in LAYOUTS.values()])
        self.about = label("", "small", wraps=True)
        self.marks_box = _combo("批注", list(MARKS_LABELS.items()))
        self.paper_box = _combo("纸张", [("A4", "A4"), ("A3", "A3，两页")])
        self.contents_tick = QCheckBox("目录")
        self.cover_tick = QCheckBox("封面")
        self.numbers_tick = named(QCheckBox("段号"), tip=_NUMBERS)
        self.booklet_tick = named(QCheckBox("小册子"), tip=_BOOKLET)
        self.duplex_tick = QCheckBox("双面")
        self.grey_tick = QCheckBox("黑白")
        self.fonts = label(in_words(choose()), "small", wraps=True)
        sheet = (self.paper_box, self.duplex_tick, self.booklet_tick)
        looks = (self.grey_tick, self.contents_tick, self.cover_tick, self.numbers_tick)
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setContentsMargins(0, 4, 0, 0)
        for at, (words, widget) in enumerate(
            (
                ("版式", self.layout_box),
                ("", self.about),
                ("批注", self.marks_box),
                ("纸张", panel(row(*sheet, STRETCH, spacing=12, margins=NO_MARGINS))),
                ("", panel(row(*looks, STRETCH, spacing=12, margins=NO_MARGINS))),
                ("字体", self.fonts),
            )
        ):
            head = label(words)
            head.setBuddy(widget)
            grid.addWidget(head, at, 0, TOP if widget is self.fonts else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(widget, at, 1)
        grid.setColumnStretch(1, 1)
        for box in (self.layout_box, self.marks_box, self.paper_box):
            box.currentIndexChanged.connect(self._tell)
        # They belong to this widget since they stand in its layout.
        for tick in self.findChildren(QCheckBox):
            tick.toggled.connect(self._tell)
        self._say()

    def applied(self, job: Job) -> Job:
        """The job with these choices."""
        booklet = self.booklet_tick.isChecked()
        return replace(
            job,
            layout_name=cast(LayoutName, self.layout_box.currentData()),
            marks_mode=cast(MarksMode, self.marks_box.currentData()),
            contents=self.contents_tick.isChecked(),
            cover=self.cover_tick.isChecked(),
            numbers=self.numbers_tick.isChecked(),
            grey=self.grey_tick.isChecked(),
            paper=cast(Paper, self.paper_box.currentData()),
            booklet=booklet,
            # A booklet is folded from sheets that are printed on both sides.
            duplex=self.duplex_tick.isChecked() or booklet,
        )

    def set_marks(self, *, there: bool) -> None:
        """Whether there are marks to print."""
        self.marks_box.setEnabled(there)
        self.marks_box.setToolTip("" if there else "本规划还没有批注")

    def _tell(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self.about.setText(LAYOUTS[self.layout_box.currentData()].about)
        self.duplex_tick.setEnabled(not self.booklet_tick.isChecked())


def _combo(name: str, rows: list[tuple[str, str]]) -> QComboBox:
    box = named(QComboBox(), spoken=name)
    for data, words in rows:
        box.addItem(words, data)
    return box
