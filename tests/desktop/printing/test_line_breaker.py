"""Lines after the rules for Chinese text."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from desktop.printing.fonts import Fonts
from desktop.printing.layouts import LAYOUTS, ParagraphStyle
from desktop.printing.line_breaker import CLOSING, OPENING, BrokenLine, LineBreaker, plain_words
from desktop.printing.page_records import Type
from desktop.printing.paper_blocks import PaperNote, PaperText

OFFICIAL = LAYOUTS["official"]
BODY = OFFICIAL.body.type
FLUSH = ParagraphStyle(OFFICIAL.pitch)


@pytest.fixture(scope="module")
def grid(qapp: QApplication) -> LineBreaker:
    return LineBreaker(Fonts(), BODY.size, OFFICIAL.cell)


@pytest.fixture(scope="module")
def loose(qapp: QApplication) -> LineBreaker:
    return LineBreaker(Fonts())


def _texts(lines: list[BrokenLine]) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in lines]


def _break(breaker: LineBreaker, text: str, cells: int = 10, style: ParagraphStyle = FLUSH) -> list[str]:
    return _texts(breaker.lines(plain_words(text, BODY), style, cells * OFFICIAL.cell))


def test_full_lines_stand_on_the_grid(grid: LineBreaker) -> None:
    lines = grid.lines(plain_words("规" * 61, BODY), OFFICIAL.body.paragraph, OFFICIAL.width)
    assert [len(text) for text in _texts(lines)] == [26, 28, 7]
    assert lines[0].runs[0].x == pytest.approx(2 * OFFICIAL.cell)
    assert all(run.step == pytest.approx(OFFICIAL.cell) for line in lines for run in line.runs)
    assert lines[1].end == pytest.approx(OFFICIAL.width)


def test_a_closing_mark_takes_the_character_before_it_along(grid: LineBreaker) -> None:
    assert _break(grid, "一二三四五六七八九十，再见") == ["一二三四五六七八九", "十，再见"]


def test_an_opening_mark_goes_to_the_next_line(grid: LineBreaker) -> None:
    assert _break(grid, "一二三四五六七八九“再见”") == ["一二三四五六七八九", "“再见”"]


def test_the_shortened_line_is_spread_to_the_full_width(grid: LineBreaker) -> None:
    lines = grid.lines(plain_words("一二三四五六七八九十，再见", BODY), FLUSH, 10 * OFFICIAL.cell)
    assert lines[0].end == pytest.approx(10 * OFFICIAL.cell)
    assert lines[0].runs[0].step == pytest.approx(OFFICIAL.cell * (1 + 1 / 8))


@pytest.mark.parametrize(
    "text", ["一二三四五六七八九——再见", "一二三四五六七八九……再见", "一二三四五六七八2025年"]
)
def test_dashes_ellipses_and_figures_are_not_parted(grid: LineBreaker, text: str) -> None:
    first, second = _break(grid, text)
    assert first + second == text
    assert second[0] in "—…2"
    assert len(second) >= 4


def test_a_web_address_is_parted_anywhere(loose: LineBreaker) -> None:
    address = "http://www.example.com/a/very/long/address/that/no/line/can/hold.html"
    lines = _break(loose, f"网址是{address}的网页")
    assert "".join(lines) == f"网址是{address}的网页"
    assert len(lines) > 3


def test_two_marks_share_their_blank_only_off_the_grid(grid: LineBreaker, loose: LineBreaker) -> None:
    words = plain_words("“甲”，“乙”。", BODY)
    assert grid.lines(words, FLUSH, 9000)[0].end == pytest.approx(8 * OFFICIAL.cell)
    assert loose.lines(words, FLUSH, 9000)[0].end == pytest.approx(6.5 * BODY.size)


def test_a_reference_never_begins_a_line(grid: LineBreaker) -> None:
    reference = PaperText("[1]", Type("fang", 180), whole=True, sticks=True, note=PaperNote(1, (), "批注"))
    lines = grid.lines((*plain_words("一二三四五六七八九十", BODY), reference), FLUSH, 10 * OFFICIAL.cell)
    assert _texts(lines) == ["一二三四五六七八九", "十[1]"]
    assert [note.number for line in lines for note in line.notes] == [1]


def test_a_sign_takes_whole_cells(grid: LineBreaker) -> None:
    sign = PaperText("〔缺〕", Type("fang", 210), whole=True, gap="sum")
    (line,) = grid.lines(
        (*plain_words("投资", BODY), sign, *plain_words("亿元", BODY)), FLUSH, OFFICIAL.width
    )
    assert [run.text for run in line.runs] == ["投资", "〔缺〕", "亿元"]
    assert line.runs[2].x == pytest.approx(4 * OFFICIAL.cell)
    assert line.gaps == ["sum"]


def test_tints_join_where_neighbours_have_one_colour(grid: LineBreaker) -> None:
    pieces = (
        PaperText("甲乙", BODY, ground="#ffd54f"),
        PaperText("丙丁", Type("fang", BODY.size, bold=True), ground="#ffd54f"),
        PaperText("戊", BODY),
    )
    (line,) = grid.lines(pieces, FLUSH, OFFICIAL.width)
    assert line.grounds == [(0.0, pytest.approx(4 * OFFICIAL.cell), "#ffd54f")]


def test_line_feeds_part_a_paragraph_and_an_empty_one_has_a_line(grid: LineBreaker) -> None:
    assert _break(grid, "甲\n\n乙") == ["甲", "", "乙"]
    assert _texts(grid.lines((), FLUSH, 1000)) == [""]


@given(
    st.text(st.sampled_from("规划，。、；：“”‘’（）《》〔〕—…·Aa1%-. 　\n5G"), max_size=80),
    st.integers(2, 14),
)
@example("11111", 2)
def test_nothing_is_lost_and_no_line_is_too_long(qapp: QApplication, text: str, cells: int) -> None:
    for breaker in (LineBreaker(Fonts(), BODY.size, OFFICIAL.cell), LineBreaker(Fonts())):
        width = cells * OFFICIAL.cell
        lines = breaker.lines(plain_words(text, BODY), FLUSH, width)
        assert "".join("".join(_texts(lines)).split()) == "".join(text.split())
        for line in lines:
            shown = "".join(run.text for run in line.runs)
            wide = len(shown) < 2 or shown.startswith(("——", "……"))
            # The blank half of a closing mark may stand in the margin, off the grid.
            hangs = BODY.size / 2 if shown[-1:] in CLOSING else 0
            assert line.end <= width + 1 + hangs or wide, (line, width)


@given(st.text(st.sampled_from("规划纲要，。、（）“”"), min_size=12, max_size=120))
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(qapp: QApplication, text: str) -> None:
    lines = _break(LineBreaker(Fonts(), BODY.size, OFFICIAL.cell), text, 14)
    for above, below in pairwise(lines):
        unbroken = [char for char in above if char not in CLOSING and char not in OPENING]
        if len(unbroken) > 1:
            # With hardly anything but marks in a line there is no good place.
            assert below[0] not in CLOSING or above[-14:].strip("".join(CLOSING | OPENING)) == "", lines
            assert above[-1] not in OPENING, lines
