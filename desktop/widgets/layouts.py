"""Layouts in one expression, in the order of the screen: `column(head, fill(page), row(STRETCH, close))`."""

from typing import NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

_AS_QT = Qt.AlignmentFlag(0)
"""Qt's own way to place a widget: it fills its cell."""


class Fill(NamedTuple):
    """What stands at a place of a layout, and how much of the room to spare it takes."""

    item: QWidget | QLayout | None
    """None: room alone."""
    stretch: int = 1
    """Its share of the room to spare, against what the others take; 0 takes none."""
    alignment: Qt.AlignmentFlag = _AS_QT
    gap: int = 0
    """Of room alone: pixels that it has at least."""


Item = QWidget | QLayout | Fill
_Box = TypeVar("_Box", bound=QBoxLayout)
Margins = tuple[int, int, int, int]
"""Pixels: left, top, right, bottom."""

STRETCH = Fill(None)
NO_MARGINS: Margins = (0, 0, 0, 0)
DIALOG_MARGINS: Margins = (20, 18, 20, 16)
"""Of every dialog but those that are a page of text (PAGE_MARGINS) or fill the screen."""
PAGE_MARGINS: Margins = (0, 0, 20, 16)
"""Of a dialog that is a page of text down to its buttons."""
ROOM_MARGINS: Margins = (16, 12, 16, 12)
"""Of a room that is no page of text."""
BAR_MARGINS: Margins = (14, 6, 8, 6)
"""Of a bar across the window."""
SPACING, SIDE_SPACING = 12, 8
"""Pixels between parts of a dialog or room below one another, and between controls of a line."""
LEFT, TOP = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignTop


def fill(item: QWidget | QLayout, stretch: int = 1) -> Fill:
    """`item`, which takes the room that the others leave."""
    return Fill(item, stretch)


def gap(pixels: int) -> Fill:
    """Room of a fixed size between two items."""
    return Fill(None, 0, gap=pixels)


def aligned(item: QWidget | QLayout, alignment: Qt.AlignmentFlag) -> Fill:
    """`item` at its own size at an edge, instead of as wide (or high) as the layout."""
    return Fill(item, 0, alignment)


def column(
    *items: Item, on: QWidget | None = None, spacing: int | None = None, margins: Margins | None = None
) -> QVBoxLayout:
    """`items` below one another, on the widget `on`. None leaves `spacing` and `margins` to the style."""
    return _filled(QVBoxLayout(), items, on, spacing, margins)


def row(
    *items: Item, on: QWidget | None = None, spacing: int | None = None, margins: Margins | None = None
) -> QHBoxLayout:
    """`items` beside one another; else as `column`."""
    return _filled(QHBoxLayout(), items, on, spacing, margins)


def dialog_column(dialog: QDialog, *items: Item, margins: Margins = DIALOG_MARGINS) -> QVBoxLayout:
    """The parts of `dialog` below one another: each dialog has them equally far apart."""
    return column(*items, on=dialog, spacing=SPACING, margins=margins)


def form(*rows: tuple[str, QWidget | QLayout]) -> QFormLayout:
    """Fields below one another, each with its words at the left, as of Word's dialogs."""
    layout = QFormLayout(labelAlignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    layout.setHorizontalSpacing(SPACING)
    layout.setVerticalSpacing(SIDE_SPACING)
    for words, field in rows:
        layout.addRow(words, field)
    return layout


def panel(layout: QLayout) -> QWidget:
    """A widget that does nothing but hold `layout`, where Qt wants a widget: in a splitter, a scroll area."""
    made = QWidget()
    made.setLayout(layout)
    return made


def splitter(*panes: tuple[QWidget, int, int], down: bool = False) -> QSplitter:
    """Panes beside one another (`down`: below), with handles between them; no pane can be dragged to nothing.

    Each comes with its first width (or height) in pixels, and its share of room that is won or lost later.
    """
    way = Qt.Orientation.Vertical if down else Qt.Orientation.Horizontal
    made = QSplitter(way, childrenCollapsible=False)
    for at, (pane, _, share) in enumerate(panes):
        made.addWidget(pane)
        made.setStretchFactor(at, share)
    made.setSizes([size for _, size, _ in panes])
    return made


def _filled(
    box: _Box, items: tuple[Item, ...], on: QWidget | None, spacing: int | None, margins: Margins | None
) -> _Box:
    # First of all: a layout without a widget has no margins of the style, and its widgets no parent.
    if on is not None:
        on.setLayout(box)
    if spacing is not None:
        box.setSpacing(spacing)
    if margins is not None:
        box.setContentsMargins(*margins)
    for each in items:
        item, stretch, alignment, pixels = each if isinstance(each, Fill) else Fill(each, 0)
        if isinstance(item, QWidget):
            box.addWidget(item, stretch, alignment)
        elif item is not None:
            box.addLayout(item, stretch)
        elif pixels:
            box.addSpacing(pixels)
        else:
            box.addStretch(stretch)
    return box
