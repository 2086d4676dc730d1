"""Keeps what the person has selected, also where it reaches beyond what is set in type."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import PageBlocks


@dataclass(frozen=True, slots=True)
class Point:
    """Between two characters of the plan."""

    key: str
    offset: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a selection was begun, and where it ends now; either may come first."""

    anchor: Point
    head: Point

    def ordered(self, parts: PageBlocks) -> tuple[Point, Point]:
        """The first one, then the last one."""
        first, last = sorted(
            (self.anchor, self.head), key=lambda point: (parts.order(point.key), point.offset)
        )
        return first, last


class Selection(QObject):
    """Keeps a selection in the plan's own terms while the document under it changes."""

    def __init__(self, edit: QTextEdit, page: Callable[[], LoadedRange | None]) -> None:
        super().__init__(edit)
        self._edit = edit
        self._page = page
        self.beyond: Ends | None = None
        """The ends of a selection of which only a part is in the document."""
        self._own = False
        edit.selectionChanged.connect(self._changed)

    def ends(self) -> Ends | None:
        """The ends of what is selected; None when nothing is."""
        cursor = self._edit.textCursor()
        if self.beyond is not None or not cursor.hasSelection():
            return self.beyond
        anchor, head = self._point(cursor.anchor()), self._point(cursor.position())
        return Ends(anchor, head) if anchor is not None and head is not None else None

    def choose(self, ends: Ends | None) -> None:
        """Select from one end to the other, as much of it as is in the document."""
        page = self._page()
        if page is None:
            return
        cursor = QTextCursor(page.document)
        if ends is not None:
            cursor.setPosition(_position(page, ends.anchor))
            cursor.setPosition(_position(page, ends.head), QTextCursor.MoveMode.KeepAnchor)
        # With both ends in the document Qt's own cursor says all that is to know.
        whole = ends is None or (ends.anchor.key in page.map and ends.head.key in page.map)
        self.beyond = None if whole else ends
        before, self._own = self._own, True
        self._edit.setTextCursor(cursor)
        self._own = before

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the selection while more or less of the plan is set in type.

        Qt moves its cursor along and tells of it before the map knows of the new text: what it says meanwhile
        is not taken for a selection by the person.
        """
        ends = self.beyond = self.ends()
        before, self._own = self._own, True
        try:
            yield
        finally:
            self._own = before
            if ends is not None:
                self.choose(ends)

    @Slot()
    def _changed(self) -> None:
        """The person selects. Where the selection was begun outside the document and that end is left
        alone, the selection still begins there.
        """
        page, before = self._page(), self.beyond
        if self._own or before is None or page is None:
            return
        cursor = self._edit.textCursor()
        head = self._point(cursor.position())
        goes_on = cursor.hasSelection() and cursor.anchor() == _position(page, before.anchor)
        self.beyond = Ends(before.anchor, head) if goes_on and head is not None else None

    def _point(self, position: int) -> Point | None:
        page = self._page()
        found = page.map.nearest(position) if page is not None else None
        return Point(*found) if found is not None else None


def _position(page: LoadedRange, point: Point) -> int:
    """The point's document position; the nearest edge where it is not in the document."""
    if point.key in page.map:
        return page.map.position(point.key, point.offset)
    above = page.parts.number_of(point.key) < page.first
    return page.map.start_of(page.first if above else page.end)
