"""The right half of the dialog: the preview with its list of sheets and its buttons."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolButton, QWidget

from desktop.printing.imposition import Side
from desktop.printing.page_records import Page
from desktop.printing.preview_view import PreviewView
from desktop.widgets.controls import Connected, label, named, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, column, fill, row, splitter

_Index = QModelIndex | QPersistentModelIndex
_COVER = "封面"
_WIDTH = 92
"""Of a picture, in pixels."""
_KEPT = 200
"""Pictures that are kept at most."""


class SheetsModel(QAbstractListModel):
    """Pictures are drawn when they are first seen."""

    def __init__(self, draw: Callable[[int, int], QImage], parent: QObject | None = None) -> None:
        """`draw` gives the picture of a sheet by its number, so many pixels wide."""
        super().__init__(parent)
        self._draw = draw
        self._labels: list[str] = []
        self._pictures: dict[int, QIcon] = {}

    def set_labels(self, labels: list[str]) -> None:
        """Show other sheets, with these words beneath them."""
        self.beginResetModel()
        self._labels = labels
        self._pictures.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._labels)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(index.row())
        words = self._labels[index.row()]
        return {
            Qt.ItemDataRole.DisplayRole: words,
            Qt.ItemDataRole.AccessibleTextRole: in_words(words),
            Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignCenter,
        }.get(Qt.ItemDataRole(role))

    def _picture(self, row: int) -> QIcon:
        found = self._pictures.get(row)
        if found is None:
            # All at once: what is in sight is drawn again in a moment.
            if len(self._pictures) >= _KEPT:
                self._pictures.clear()
            picture = QPixmap.fromImage(self._draw(row, _WIDTH))
            found = self._pictures[row] = QIcon(picture)
            # The chosen sheet is not dyed blue.
            found.addPixmap(picture, QIcon.Mode.Selected)
        return found


class PreviewPanel(QWidget):
    """Shows what is composed so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PreviewView()
        self.model = SheetsModel(self.view.picture, self)
        self.list = _list_of(self.model)
        self.where, self.percent = label("", "small"), label("", "small")
        self.smaller = _button("缩小", lambda: self.view.zoom_by(-1))
        self.larger = _button("放大", lambda: self.view.zoom_by(1))
        self.wide = _button("适合页宽", lambda: self.view.set_zoom(0))
        self.whole = _button("整页", lambda: self.view.set_zoom(-1))
        self.facing = tool_button("对页", spoken="对页", checkable=True)
        self.facing.toggled.connect(self.view.set_facing)
        split = splitter((self.list, _WIDTH + 52, 0), (self.view, 600, 1))
        # The list may be dragged to nothing: who reads on the large sheets does not need it.
        split.setCollapsible(0, True)
        column(
            row(
                self.where,
                STRETCH,
                self.smaller,
                self.percent,
                self.larger,
                self.wide,
                self.whole,
                self.facing,
                spacing=4,
                margins=(10, 0, 0, 0),
            ),
            fill(split),
            on=self,
            margins=NO_MARGINS,
        )
        self.view.current_changed.connect(self._follow)
        self.view.zoomed.connect(self._say_zoom)
        self.list.clicked.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._go)
        self._labels: list[str] = []
        self._together = False
        """The list and the preview are being brought together: neither leads the other."""

    def show_sheets(
        self, pages: Sequence[Page], sides: Sequence[Side], *, grey: bool, hint: str = ""
    ) -> None:
        """Show these sheets, and where the person was, as far as that is still there; without sheets, the
        hint.
        """
        # The person may have scrolled while the rest was composed.
        at = self.view.current
        self._labels = [_label(side, pages) for side in sides]
        self.view.set_sheets(pages, sides, grey=grey, hint=hint)
        self.model.set_labels(self._labels)
        self.view.show_side(min(max(at, 0), len(sides) - 1))
        self._follow(self.view.current)

    @Slot(int)
    def _follow(self, number: int) -> None:
        if self._together:
            return
        self._say_where(number)
        if 0 <= number < len(self._labels):
            index = self.model.index(number)
            self._together = True
            self.list.setCurrentIndex(index)
            self._together = False
            self.list.scrollTo(index)

    def _say_where(self, number: int) -> None:
        there = 0 <= number < len(self._labels)
        self.where.setText(in_words(self._labels[number]) if there else "")

    @Slot(int)
    def _say_zoom(self, percent: int) -> None:
        self.percent.setText(f"{percent}%")

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        # The list has followed the view: the view must not jump to the top of that sheet.
        if self._together or not index.isValid():
            return
        self._together = True
        self.view.show_side(index.row())
        self._together = False
        self._say_where(index.row())


def _label(side: Side, pages: Sequence[Page]) -> str:
    """The printed numbers of the pages on a side."""
    words = (pages[slot.page].label or ("" if slot.page else _COVER) for slot in side.slots)
    return "、".join(filter(None, words))


def in_words(label: str) -> str:
    """What a side is called by the numbers on it: 第3、4页; a cover has no number, nor have empty pages."""
    numbers = [each for each in label.split("、") if each not in ("", _COVER)]
    parts = [_COVER] if _COVER in label else []
    parts += [f"第{'、'.join(numbers)}页"] if numbers else []
    return "、".join(parts) or "空白页"


def _list_of(model: SheetsModel) -> QListView:
    """Small pictures, one under another."""
    made = QListView(
        viewMode=QListView.ViewMode.IconMode,
        flow=QListView.Flow.TopToBottom,
        isWrapping=False,
        movement=QListView.Movement.Static,
        resizeMode=QListView.ResizeMode.Adjust,
        uniformItemSizes=True,
    )
    made.setModel(model)
    made.setIconSize(QSize(_WIDTH, _WIDTH * 2))
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return named(made, "sheets", spoken="页面列表")


def _button(words: str, pressed: Connected) -> QToolButton:
    return tool_button(words, pressed, spoken=words)
