"""Finds links on the page: words of the plan that name another place of it (见专栏2), and where they lead."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from db.records import Span
from desktop.reading.page_overlays import rectangles
from desktop.typeset.loaded_range import LoadedRange


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Words of a passage, and the key of the passage that they lead to."""

    key: str
    span: Span
    target: str

    def rects(self, page: LoadedRange) -> list[QRectF]:
        """Where the words are, in the document's coordinates; nowhere if they are not set in type."""
        if self.key not in page.map:
            return []
        return [
            rect
            for start, end in page.map.ranges(self.key, self.span)
            for rect in rectangles(page.document, start, end)
        ]


def links_within(page: LoadedRange, start: int, end: int) -> Iterator[PlaceLink]:
    """The links between two document positions, in order."""
    for key in dict.fromkeys(run.key for run in page.map.runs(start, end)):
        for span, target in page.parts.links(page.parts.passages[page.parts.order(key)]):
            ranges = page.map.ranges(key, span)
            # A sign of a lost figure may cut the words in two ranges: the link is all of them.
            if ranges and ranges[0][0] < end and ranges[-1][1] > start:
                yield PlaceLink(key, span, target)


def link_at(page: LoadedRange, point: QPointF, position: int) -> PlaceLink | None:
    """The link under a point of the document, which is at (or just after) a document position."""
    near = links_within(page, position - 1, position + 1)
    return next((link for link in near if any(rect.contains(point) for rect in link.rects(page))), None)
