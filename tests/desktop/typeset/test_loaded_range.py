"""A document that grows and shrinks at both ends: nothing in it is ever lost, doubled or found in the wrong place."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock, QTextTable

from db.errors import UnknownKeyError
from db.records import Cell, Chapter, Passage, Plan, PlanInfo, Table
from desktop.look.theme import LIGHT
from desktop.typeset.box_layout import BoxLine
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import ROWS, PageBlocks
from desktop.typeset.page_style import PageStyle

Typesetting = Callable[[Plan, PageStyle], LoadedRange]


@pytest.fixture(scope="module")
def style(qapp: QObject) -> PageStyle:
    return PageStyle.screen(LIGHT)


@pytest.fixture(scope="module")
def parts(qapp: QObject, plan: Plan) -> PageBlocks:
    return PageBlocks(plan)


def _exact(stretch: LoadedRange, plan: Plan) -> None:
    """Every character that should be in the document is where the map says, and nothing else is in it."""
    inside = [
        passage for number in range(stretch.first, stretch.end) for passage in stretch.parts[number].passages
    ]
    assert stretch.map.keys == tuple(passage.key for passage in inside)
    for passage in inside:
        for start, end in stretch.map.ranges(passage.key):
            key, offset = stretch.map.exact(start) or ("", 0)
            assert key == passage.key
            shown = "".join(stretch.document.characterAt(at) for at in range(start, end))
            assert shown == passage.text[offset : offset + end - start]
        assert stretch.map.position(passage.key, len(passage.text)) == stretch.map.ranges(passage.key)[-1][1]
    found = dict.fromkeys((passage.key for passage in inside), "")
    for run in stretch.map.runs(0, stretch.document.characterCount()):
        found[run.key] += run.text
    assert found == {passage.key: passage.text for passage in inside}
    gaps = [gap for gap in plan.gaps if gap.key in found]
    assert {sign.gap.key for sign in stretch.signs} == {gap.key for gap in gaps}
    for sign in stretch.signs:
        assert stretch.document.characterAt(sign.position) == "〔"
        assert stretch.document.characterAt(sign.end - 1) == "〕"


def test_a_long_walk_keeps_the_map_exact(parts: PageBlocks, plan: Plan, style: PageStyle) -> None:
    chance, stretch = random.Random(4), LoadedRange(parts, style, 60)
    for step in range(160):
        what = chance.random()
        if what < 0.45 and stretch.end < len(parts):
            stretch.lengthen()
        elif what < 0.9 and stretch.first > 0:
            stretch.extend()
        elif what < 0.95:
            stretch.cut_above(min(stretch.first + chance.randrange(6), stretch.end))
        else:
            stretch.cut_below(max(stretch.end - chance.randrange(6), stretch.first))
        if step % 8 == 0:
            _exact(stretch, plan)
    _exact(stretch, plan)
    assert stretch.end - stretch.first > 20


def test_what_is_left_out_is_nowhere(parts: PageBlocks, style: PageStyle) -> None:
    stretch = LoadedRange(parts, style, parts.number_of("5.1.p1"))
    assert stretch.map.nearest(0) is None
    assert stretch.map.exact(0) is None
    stretch.lengthen()
    assert "5.1.p1" in stretch.map
    assert "5.1" not in stretch.map
    assert "nowhere" not in stretch.map
    assert stretch.map.nearest(0) == ("5.1.p1", 0)
    with pytest.raises(UnknownKeyError, match=r"没有编号为“5[.]1”的内容"):
        stretch.map.position("5.1")


def test_a_stretch_of_all_parts_reads_as_the_plan_set_at_once(
    parts: PageBlocks, plan: Plan, style: PageStyle, typeset: Typesetting
) -> None:
    stretch = LoadedRange(parts, style, 50)
    while stretch.first:
        stretch.extend()
    with stretch.writing():
        while stretch.end < len(parts):
            stretch.lengthen()
    assert stretch.whole
    whole = typeset(plan, style)
    assert stretch.plain_text(0, stretch.document.characterCount()) == whole.plain_text(
        0, whole.document.characterCount()
    )


def test_the_blanks_make_room_for_what_is_left_out(parts: PageBlocks, style: PageStyle) -> None:
    number = parts.number_of("8.1.b1")
    for first in (number, number + 1):
        stretch = LoadedRange(parts, style, first)
        stretch.fill(9000, 700)
        stretch.lengthen()
        assert stretch.top_of(first) == pytest.approx(9000, abs=25)
        assert stretch.document.size().height() == pytest.approx(stretch.top_of(first + 1) + 700, abs=40)


def test_estimates_are_near_the_truth(parts: PageBlocks) -> None:
    for zoom in (100, 150, 250):
        style = PageStyle.screen(LIGHT, zoom).fitted(1300)
        stretch, tops = LoadedRange(parts, style, 0), parts.tops(style)
        with stretch.writing():
            while stretch.end < len(parts):
                stretch.lengthen()
        true = stretch.top_of(len(parts)) - stretch.top_of(0)
        assert tops[-1] == pytest.approx(true, rel=0.05)


def _long_box(rows: int, merged: tuple[int, int] | None = None) -> Plan:
    """A table of many rows; a cell may stand in several of them."""
    items = [Passage(f"1.t1.i{at}", "box_item", f"项目{at}　{at}亿元", "1", "1.t1") for at in range(rows)]
    cells = []
    for at, item in enumerate(items):
        cut = item.text.index("　")
        down = merged[1] - merged[0] if merged and at == merged[0] else 1
        if not merged or not merged[0] < at < merged[1]:
            cells.append(Cell(at, 0, down, 1, item.text[:cut], item.key, (0, cut)))
        cells.append(Cell(at, 1, 1, 1, item.text[cut + 1 :], item.key, (cut + 1, len(item.text))))
    table = Table("1.t1", "1.t1", "清单", 2, 1, tuple(cells))
    passages = (Passage("1", "heading", "甲", "1"), Passage("1.t1", "box_title", "清单", "1", "1.t1"), *items)
    return Plan(
        PlanInfo("x", "规划", "", "", ""),
        (Chapter("1", 1, None, "甲", None),),
        passages,
        (),
        (),
        (),
        tables=(table,),
    )


def _tables(stretch: LoadedRange) -> list[QTextTable]:
    frames = stretch.document.rootFrame().childFrames()
    return [frame for frame in frames if isinstance(frame, QTextTable)]


def test_a_long_table_is_set_piece_by_piece_in_the_same_columns(style: PageStyle) -> None:
    plan = _long_box(5 * ROWS)
    parts = PageBlocks(plan)
    pieces = [parts[number] for number in range(2, len(parts))]
    assert [(piece.first, piece.last) for piece in pieces] == [
        (True, False),
        *[(False, False)] * 3,
        (False, True),
    ]
    assert max(len(piece.passages) for piece in pieces) <= ROWS + ROWS // 2
    stretch = LoadedRange(parts, style, 4)
    stretch.lengthen()
    stretch.extend()
    stretch.lengthen()
    _exact(stretch, plan)
    first, second, third = _tables(stretch)
    assert (
        len({table.format().columnWidthConstraints()[1].rawValue() for table in (first, second, third)}) == 1
    )
    bounds = [stretch.document.documentLayout().frameBoundingRect(table) for table in (first, second, third)]
    assert bounds[0].bottom() == pytest.approx(bounds[1].top(), abs=1)
    assert bounds[1].bottom() == pytest.approx(bounds[2].top(), abs=1)


def test_no_cell_is_cut_through(style: PageStyle) -> None:
    plan = _long_box(3 * ROWS, merged=(ROWS - 5, ROWS + 8))
    parts = PageBlocks(plan)
    first = parts[2].passages
    assert first[-1].key == f"1.t1.i{ROWS + 7}"
    stretch = LoadedRange(parts, style, 0)
    while stretch.end < len(parts):
        stretch.lengthen()
    _exact(stretch, plan)


def _block(stretch: LoadedRange, key: str) -> QTextBlock:
    return stretch.document.findBlock(stretch.map.position(key))


def test_words_that_name_another_place_are_links_on_screen_and_plain_on_paper(style: PageStyle) -> None:
    plan = _long_box(3)
    text = "指标见表1，另见第一章。"
    chapters = (replace(plan.chapters[0], number="第一章"), Chapter("2", 1, "第二章", "乙", None))
    box = tuple(
        replace(passage, text="表1 清单") if passage.key == "1.t1" else passage for passage in plan.passages
    )
    passages = (*box, Passage("2", "heading", "第二章乙", "2"), Passage("2.p1", "paragraph", text, "2"))
    plan = replace(plan, chapters=chapters, passages=passages)
    parts = PageBlocks(plan)
    stretch = LoadedRange(parts, style, parts.number_of("2.p1"))
    stretch.lengthen()
    _exact(stretch, plan)
    at, found = _block(stretch, "2.p1").begin(), {}
    while not at.atEnd():
        fragment = at.fragment()
        if fragment.charFormat().isAnchor():
            found[fragment.text()] = fragment.charFormat().anchorHref()
        at += 1
    assert found == {"表1": "1.t1", "第一章": "1"}


def test_of_a_long_box_only_what_is_set_is_laid_out(
    style: PageStyle, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[BoxLine] = []
    made = BoxLine.__init__

    def noted(line: BoxLine, *given: object, **named: object) -> None:
        made(line, *given, **named)  # type: ignore[arg-type]
        laid.append(line)

    monkeypatch.setattr(BoxLine, "__init__", noted)
    table = _long_box(50 * ROWS)
    for plan in (table, replace(table, tables=())):
        laid.clear()
        parts = PageBlocks(plan)
        stretch = LoadedRange(parts, style, 10)
        stretch.lengthen()
        stretch.extend()
        _exact(stretch, plan)
        assert {line.key for line in laid} == {
            passage.key for number in (9, 10) for passage in parts[number].passages
        }
