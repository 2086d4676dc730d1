"""Pages on sheets."""

import pytest
from PySide6.QtCore import QRectF

from desktop.printing.imposition import side_size, sides
from desktop.printing.layouts import A4
from desktop.printing.page_records import MM


def _pages(count: int, paper: str, *, booklet: bool) -> list[list[int]]:
    return [[slot.page for slot in side.slots] for side in sides(count, paper, booklet=booklet)]  # type: ignore[arg-type]


def test_one_page_on_a_side() -> None:
    assert _pages(3, "A4", booklet=False) == [[0], [1], [2]]


def test_two_on_a3() -> None:
    assert _pages(5, "A3", booklet=False) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_a_booklet_is_read_in_order_when_it_is_folded(paper: str) -> None:
    assert _pages(8, paper, booklet=True) == [[7, 0], [1, 6], [5, 2], [3, 4]]
    # Blank pages fill the last sheet.
    assert _pages(5, paper, booklet=True) == [[0], [1], [2], [3, 4]]


@pytest.mark.parametrize(
    ("paper", "booklet", "width"), [("A3", True, 420), ("A3", False, 420), ("A4", True, 297)]
)
def test_pages_stand_side_by_side_within_the_sheet(paper: str, booklet: bool, width: float) -> None:
    side = list(sides(8, paper, booklet=booklet))[1]  # type: ignore[arg-type]
    whole, height = side_size(side)
    assert whole == pytest.approx(width * MM)
    left, right = (slot.transform.mapRect(QRectF(0, 0, *A4)) for slot in side.slots)
    assert left.x() >= -1
    assert right.x() >= whole / 2 - 1
    assert right.right() <= whole + 1
    assert max(left.bottom(), right.bottom()) <= height + 1
