"""The official layout, measured on the PDF: GB/T 9704-2012."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from db.records import Plan

MM = 72 / 25.4
"""Points in a millimetre."""
SIZE = 15.75
Printed = Callable[..., list[Any]]


@pytest.fixture
def pages(printed: Printed, plain_plan: Plan) -> list[Any]:
    return printed(plain_plan)


def test_a_full_page_has_22_lines_of_28_characters(pages: list[Any]) -> None:
    full = [page.lines(SIZE) for page in pages[1:-1]]
    assert len(full) > 5
    # A page whose last line would leave one line of its paragraph alone has 21.
    assert {len(lines) for lines in full} <= {21, 22}
    assert sum(len(lines) == 22 for lines in full) > len(full) / 2
    for lines in full:
        unindented = [line for line in lines if line[0]["x0"] < 30 * MM]
        assert {len(line) for line in unindented} <= {28, 399 - 26 - 28 * 13}
        assert sum(len(line) == 28 for line in unindented) >= 18


def test_margins_and_pitch(pages: list[Any]) -> None:
    for page in pages[1:-1]:
        lines = [line for line in page.lines(SIZE) if len(line) == 28]
        assert lines[0][0]["x0"] == pytest.approx(28 * MM, abs=0.3 * MM)
        assert lines[0][-1]["x1"] == pytest.approx(184 * MM, abs=0.3 * MM)
        everything = page.lines(SIZE)
        baseline = [line[0]["matrix"][5] for line in everything]
        # A character is 0.88 of its size above the baseline: the first line's top is the type area's.
        assert 841.89 - baseline[0] - 0.88 * SIZE == pytest.approx(37 * MM, abs=0.5 * MM)
        steps = [above - below for above, below in pairwise(baseline)]
        assert all(step == pytest.approx(225 / 22 * MM, abs=0.05) for step in steps)
        assert 841.89 - baseline[-1] + 0.12 * SIZE <= (37 + 225) * MM
        across = [right["x0"] - left["x0"] for left, right in pairwise(lines[0])]
        assert all(step == pytest.approx(156 / 28 * MM, abs=0.05) for step in across)


def test_page_numbers_stand_right_and_left(pages: list[Any]) -> None:
    for number, page in enumerate(pages, start=1):
        chars = [char for char in page.chars if abs(char["size"] - 14) < 0.1]
        assert "".join(char["text"] for char in chars) == f"— {number} —"
        if number % 2:
            assert chars[-1]["x1"] == pytest.approx(184 * MM - 14, abs=MM)
        else:
            assert chars[0]["x0"] == pytest.approx(28 * MM + 14, abs=MM)
        dash = 841.89 - chars[0]["matrix"][5] - 0.38 * 14
        assert dash == pytest.approx((37 + 225 + 7) * MM, abs=MM)


def test_title_and_levels(printed: Printed, plan: Plan) -> None:
    first = printed(plan, "4.1", "4")[0]
    sizes = {round(char["size"], 2): char["fontname"] for char in first.chars}
    assert {22.0, 15.75} <= set(sizes)
    title = [char for char in first.chars if round(char["size"]) == 22]
    assert "".join(char["text"] for char in title) == plan.info.title
    middle = (min(char["x0"] for char in title) + max(char["x1"] for char in title)) / 2
    assert middle == pytest.approx((28 + 78) * MM, abs=3 * MM)
    body = [char for char in first.chars if abs(char["size"] - 15.75) < 0.1]
    heading = "枢纽城市这么建！"
    assert "".join(char["text"] for char in body).startswith(heading)
    assert {char["fontname"] for char in body[: len(heading)]} != {body[-1]["fontname"]}
    # Levels begin two characters in.
    assert body[0]["x0"] == pytest.approx((28 + 2 * 156 / 28) * MM, abs=MM)


def test_the_badge_is_in_the_foot(printed: Printed, plan: Plan) -> None:
    for page in printed(plan, "2"):
        badge = [char for char in page.chars if char["top"] > 265 * MM and char["size"] < 10]
        assert "".join(char["text"] for char in badge) == "网络转载节选，非正式文本"
