"""Which pages stand where on which side of a sheet. Lengths are twips."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QTransform

from desktop.printing.job import Paper
from desktop.printing.layouts import A4
from desktop.printing.page_records import MM

A3 = (297 * MM, 420 * MM)


@dataclass(frozen=True, slots=True)
class Slot:
    """A page on a side: `transform` takes the page's coordinates to the side's."""

    page: int
    transform: QTransform


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet of paper."""

    paper: Paper
    across: bool
    """The sheet lies on its long edge."""
    slots: tuple[Slot, ...]


class Imposed(Protocol):
    """What a job says of its paper."""

    @property
    def paper(self) -> Paper:
        """Of a sheet."""
        ...

    @property
    def booklet(self) -> bool:
        """Two pages on each side, in the order for folding."""
        ...

    @property
    def across(self) -> bool:
        """Its pages lie on their long edge; no booklet, and each page on a sheet of A4."""
        ...


def sides_of(count: int, job: Imposed) -> Iterator[Side]:
    """The sides for so many pages of a job."""
    return sides(count, job.paper, booklet=job.booklet, across=job.across)


def sides(count: int, paper: Paper, *, booklet: bool, across: bool = False) -> Iterator[Side]:
    """The sides for `count` pages of A4: one on a side of A4, also where they lie `across`; two on A3; two,
    in folding order, for a booklet on either.
    """
    if across or (paper == "A4" and not booklet):
        for page in range(count):
            yield Side("A4", across, (Slot(page, QTransform()),))
        return
    pairs = _booklet(count) if booklet else ((at, at + 1) for at in range(0, count, 2))
    width, height = (A3[1], A3[0]) if paper == "A3" else (A4[1], A4[0])
    scale = min(width / 2 / A4[0], height / A4[1])
    # Each page stands in the middle of its half: halves of A4 and A3 have not quite the shape of a sheet.
    aside, down = (width / 2 - A4[0] * scale) / 2, (height - A4[1] * scale) / 2
    for left, right in pairs:
        slots = (
            Slot(page, QTransform(scale, 0, 0, scale, x + aside, down))
            for page, x in ((left, 0.0), (right, width / 2))
            if page < count
        )
        yield Side(paper, True, tuple(slots))


def _booklet(count: int) -> Iterator[tuple[int, int]]:
    """Left and right page of each side; numbers from `count` on are blank pages that fill the last sheet."""
    whole = -(-count // 4) * 4
    for sheet in range(whole // 4):
        yield whole - 1 - 2 * sheet, 2 * sheet
        yield 2 * sheet + 1, whole - 2 - 2 * sheet


def side_size(side: Side) -> tuple[float, float]:
    """Width and height of a side, in twips."""
    width, height = A3 if side.paper == "A3" else A4
    return (height, width) if side.across else (width, height)
