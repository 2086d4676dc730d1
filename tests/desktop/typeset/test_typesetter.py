"""The bundled plan, set: nothing lost, nothing added, every lost figure drawn."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QTextBlock, QTextDocument, QTextFragment, QTextTable
from PySide6.QtWidgets import QApplication

from db.records import Plan
from desktop.look.appearance import ZOOMS
from desktop.look.theme import DARK, LIGHT, PAPER
from desktop.typeset.gap_sign import KIND, OWN
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_style import PageStyle
from desktop.typeset.text_map import utf16_length

Typesetting = Callable[[Plan, PageStyle], LoadedRange]
_NEVER_FIRST = "，。、；：！？）》”’】〕"
_NEVER_LAST = "（《“‘【〔"


pytestmark = pytest.mark.usefixtures("qapp")  # type is set only by a running application


@pytest.fixture(scope="module")
def page(qapp: QApplication, plan: Plan, typeset: Typesetting) -> LoadedRange:
    return typeset(plan, PageStyle.screen(LIGHT))


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    at: Any = block
    return [each.fragment() for each in at]


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    """All but the blank ones at both ends, which make room for what is left out."""
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found[1:-1]


def test_every_character_of_every_passage_is_on_the_page_and_found_again(
    page: LoadedRange, plan: Plan
) -> None:
    assert page.map.keys == tuple(passage.key for passage in plan.passages)
    for passage in plan.passages:
        for offset, char in enumerate(passage.text):
            position = page.map.position(passage.key, offset)
            assert page.document.characterAt(position) == char
            assert page.map.exact(position) == (passage.key, offset)


def test_the_page_holds_the_plan_its_signs_and_words_marked_as_the_readers_own(
    page: LoadedRange, plan: Plan
) -> None:
    """Whatever is not in the map is a sign, or carries the mark of the reader's own words."""
    strangers: list[str] = []
    shown = ""
    for block in _blocks(page.document):
        for fragment in _fragments(block):
            own = fragment.charFormat().hasProperty(OWN)
            for position in range(fragment.position(), fragment.position() + fragment.length()):
                char = page.document.characterAt(position)
                if page.map.exact(position) is not None:
                    shown += char
                elif not own:
                    strangers.append(char)
    assert strangers == []
    assert shown == "".join(passage.text for passage in plan.passages)


def test_each_lost_figure_has_its_sign_where_it_was_lost(page: LoadedRange, plan: Plan) -> None:
    drawn = [(sign.gap.key, page.map.nearest(sign.position), sign.gap.kind) for sign in page.signs]
    expected = []
    for gap in plan.gaps:
        ends = gap.span if gap.span[0] < gap.span[1] else gap.span[:1]
        expected += [(gap.key, (gap.key, end), gap.kind) for end in ends]
    assert drawn == expected
    for sign in page.signs:
        block = page.document.findBlock(sign.position)
        assert block.text()[sign.position - block.position() : sign.end - block.position()] == sign.gap.sign
        (form,) = [
            fragment.charFormat() for fragment in _fragments(block) if fragment.contains(sign.position)
        ]
        assert form.property(KIND) == sign.gap.kind
        assert form.foreground().color().name().upper() == LIGHT.lost
        assert form.toolTip().startswith("疑似缺失" if sign.gap.kind == "doubtful" else "原文缺失")


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("width", [520, 766, 1400])
def test_no_line_begins_or_ends_with_the_wrong_mark(
    plan: Plan, zoom: int, width: int, typeset: Typesetting
) -> None:
    style = PageStyle.screen(PAPER, zoom).fitted(width)
    page = typeset(plan, style)
    page.document.setTextWidth(min(style.sheet_width, width))
    page.document.size()
    for block in _blocks(page.document):
        layout, text = block.layout(), block.text()
        lines = [layout.lineAt(number) for number in range(layout.lineCount())]
        starts = [text[line.textStart()] for line in lines[1:] if line.textLength()]
        ends = [text[line.textStart() + line.textLength() - 1] for line in lines[:-1] if line.textLength()]
        assert not set(starts) & set(_NEVER_FIRST), text
        assert not set(ends) & set(_NEVER_LAST), text


def test_a_full_line_holds_36_to_40_characters_at_any_width(plan: Plan) -> None:
    for width in (800, 1366, 1920, 3840):
        style = PageStyle.screen(DARK).fitted(width)
        assert 36 <= style.text_width / style.size <= 40
    assert PageStyle.screen(LIGHT, 250).fitted(1000).sheet_width <= 1000


def test_paragraphs_are_set_as_chinese_print(page: LoadedRange, plan: Plan) -> None:
    passage = next(passage for passage in plan.passages if passage.kind == "paragraph" and passage.lead)
    start = page.map.position(passage.key)
    block = page.document.findBlock(start)
    assert block.blockFormat().textIndent() == pytest.approx(2 * 17)
    weights = {page.map.exact(each.position()): each.charFormat().fontWeight() for each in _fragments(block)}
    assert weights[passage.key, 0] == 700
    assert min(weights.values()) == 400
    heading = page.document.findBlock(page.map.position("8.1"))
    assert heading.blockFormat().headingLevel() == 2


def test_boxes_are_tables_with_their_projects_in_rows(page: LoadedRange) -> None:
    tables = [frame for frame in page.document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert len(tables) == 8
    transport = next(
        table
        for table in tables
        if table.firstPosition() < page.map.position("8.1.b1") < table.lastPosition()
    )
    cell = transport.cellAt(page.map.position("8.1.b1.i4", 5))
    assert cell.firstCursorPosition().block().text() == "嵊州通用机场项目。"
    stage = transport.cellAt(cell.row(), cell.column() - 1)
    assert stage.firstCursorPosition().block().text() == "谋划"


def test_a_chapter_whose_table_was_a_picture_says_so_in_its_place(page: LoadedRange, plan: Plan) -> None:
    note = next(chapter.note for chapter in plan.chapters if chapter.key == "1")
    block = page.document.findBlock(page.map.position("1")).next()
    assert note in block.text()
    assert page.map.exact(block.position()) is None


def test_a_copy_has_a_line_for_each_passage_and_shows_what_is_lost(page: LoadedRange, plan: Plan) -> None:
    texts = {passage.key: passage.text for passage in plan.passages}
    start, end = page.map.position("4.5.b1.i1"), page.map.position("4.5.b1.i3", 99)
    lines = page.plain_text(start, end).split("\n")
    assert lines[1] == texts["4.5.b1.i2"].replace("约亿元", "约〔缺〕亿元")
    assert lines[0].count("〔缺〕") == 2
    assert [line.replace("〔缺〕", "") for line in lines] == [
        texts[f"4.5.b1.i{number}"] for number in (1, 2, 3)
    ]
    last = page.map.position("6.2.b1.i2", 30), page.map.position("6.2.b1.i2", 42)
    assert "（〔缺〕-〔缺〕）" in page.plain_text(*last)
    assert utf16_length(page.plain_text(0, page.document.characterCount())) > 17_000
