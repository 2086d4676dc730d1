"""The right half of the dialog: the preview with its list of sheets and its buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.look.theme import Theme
from desktop.printing.imposition import Side
from desktop.printing.page_records import Page
from desktop.printing.preview_view import PreviewView
from desktop.printing.sheets_model import WIDTH, SheetsModel


class PreviewPanel(QWidget):
    """Shows what is composed so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PreviewView()
        self.model = SheetsModel(self.view.picture, self)
        self.list = _list_of(self.model)
        self.where = QLabel()
        self.where.setObjectName("small")
        self.percent = QLabel()
        self.percent.setObjectName("small")
        self.facing = _button("对页", checkable=True)
        self.smaller, self.larger = _button("缩小"), _button("放大")
        self.wide, self.whole = _button("适合页宽"), _button("整页")
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 0, 0, 0)
        bar.setSpacing(4)
        bar.addWidget(self.where)
        bar.addStretch(1)
        for widget in (self.smaller, self.percent, self.larger, self.wide, self.whole, self.facing):
            bar.addWidget(widget)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.view)
        split.setStretchFactor(1, 1)
        split.setSizes([WIDTH + 52, 600])
        split.setCollapsible(1, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(split, 1)
        self.smaller.clicked.connect(self._smaller)
        self.larger.clicked.connect(self._larger)
        self.wide.clicked.connect(self._fit_width)
        self.whole.clicked.connect(self._fit_sheet)
        self.facing.toggled.connect(self.view.set_facing)
        self.view.current_changed.connect(self._follow)
        self.view.zoomed.connect(self._say_zoom)
        self.list.clicked.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._go)
        self._labels: list[str] = []
        self._together = False
        """The list and the preview are being brought together: neither leads the other."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.view.set_theme(theme)

    def show_sheets(
        self, pages: Sequence[Page], sides: Sequence[Side], *, grey: bool, hint: str = ""
    ) -> None:
        """Show these sheets, and where the reader was, as far as that is still there; without sheets, the
        hint.
        """
        at = self.view.current
        self._labels = [_label(side, pages) for side in sides]
        self.view.set_sheets(pages, sides, grey=grey, hint=hint)
        self.model.set_labels(self._labels)
        self.view.show_side(min(max(at, 0), len(sides) - 1))
        self._follow(self.view.current)

    @Slot()
    def _smaller(self) -> None:
        self.view.zoom_by(-1)

    @Slot()
    def _larger(self) -> None:
        self.view.zoom_by(1)

    @Slot()
    def _fit_width(self) -> None:
        self.view.set_zoom(0)

    @Slot()
    def _fit_sheet(self) -> None:
        self.view.set_zoom(-1)

    @Slot(int)
    def _follow(self, number: int) -> None:
        if self._together:
            return
        self._say_where(number)
        if 0 <= number < len(self._labels):
            index = self.model.index(number)
            self._together = True
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self._together = False
            self.list.scrollTo(index)

    def _say_where(self, number: int) -> None:
        label = self._labels[number] if 0 <= number < len(self._labels) else ""
        self.where.setText(f"第{label}页" if label else "")

    @Slot(int)
    def _say_zoom(self, percent: int) -> None:
        self.percent.setText(f"{percent}%")

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        if self._together or not index.isValid():
            return
        self._together = True
        self.view.show_side(index.row())
        self._together = False
        self._say_where(index.row())


def _label(side: Side, pages: Sequence[Page]) -> str:
    """The printed numbers of the pages on a side."""
    words = [
        pages[slot.page].label or "封面" if slot.page == 0 else pages[slot.page].label for slot in side.slots
    ]
    return "、".join(word for word in words if word)


def _list_of(model: SheetsModel) -> QListView:
    """Small pictures, one under another."""
    made = QListView()
    made.setObjectName("sheets")
    made.setAccessibleName("页面列表")
    made.setModel(model)
    made.setViewMode(QListView.ViewMode.IconMode)
    made.setFlow(QListView.Flow.TopToBottom)
    made.setWrapping(False)
    made.setMovement(QListView.Movement.Static)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setUniformItemSizes(True)
    made.setIconSize(QSize(WIDTH, WIDTH * 2))
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return made


def _button(words: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    button.setCheckable(checkable)
    button.setAccessibleName(words)
    return button
