"""The compact layout and the one in large type, measured on the PDF."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from db.records import Plan

MM = 72 / 25.4
"""Points in a millimetre."""
PAPER = 210 * MM
Printed = Callable[..., list[Any]]


def _steps(page: Any, size: float) -> list[float]:
    baselines = [line[0]["matrix"][5] for line in page.lines(size)]
    return [above - below for above, below in pairwise(baselines)]


def test_the_compact_one_is_for_both_sides_of_the_sheet(printed: Printed, plain_plan: Plan) -> None:
    pages = printed(plain_plan, layout_name="compact")
    assert len(pages) > 3
    for number, page in enumerate(pages[:-1], start=1):
        full = [line for line in page.lines(10.5) if len(line) == 44]
        assert len(full) > 25
        left, right = full[0][0]["x0"], full[0][-1]["x1"]
        assert right - left == pytest.approx(44 * 10.5, abs=1)
        # The wide margin is on the inner side: at the left of odd pages, at the right of even ones.
        assert (left if number % 2 else PAPER - right) == pytest.approx(25 * MM, abs=0.5 * MM)
        assert min(_steps(page, 10.5)) == pytest.approx(17, abs=0.1)
        (figures,) = page.lines(9)[-1:]
        assert "".join(char["text"] for char in figures) == str(number)
        outer = figures[-1]["x1"] - right if number % 2 else figures[0]["x0"] - left
        assert outer == pytest.approx(0, abs=MM)


def test_the_compact_one_has_plan_and_chapter_at_its_head(printed: Printed, plan: Plan) -> None:
    for page in printed(plan, "5", "6", layout_name="compact")[:2]:
        (head,) = page.lines(8.5)
        assert head[0]["top"] < 24 * MM
        assert "".join(char["text"] for char in head) == f"{plan.info.title}现代化产业集群确定！"


def test_large_type_has_lines_and_a_half_on_one_side(printed: Printed, plain_plan: Plan) -> None:
    pages = printed(plain_plan, layout_name="large")
    assert len(pages) > 6
    for number, page in enumerate(pages[:-1], start=1):
        full = [line for line in page.lines(22) if len(line) == 20]
        assert len(full) > 10
        left, right = full[0][0]["x0"], full[0][-1]["x1"]
        assert left == pytest.approx(PAPER - right, abs=MM)
        assert right - left == pytest.approx(20 * 22, abs=1)
        assert min(_steps(page, 22)) == pytest.approx(1.5 * 22, abs=0.1)
        (figures,) = page.lines(16)
        assert "".join(char["text"] for char in figures) == str(number)
        assert (figures[0]["x0"] + figures[-1]["x1"]) / 2 == pytest.approx(PAPER / 2, abs=MM)
