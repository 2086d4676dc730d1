"""What is printed, before it is broken into lines."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from db.records import Cell, Chapter, Passage, Plan, PlanInfo, Table
from desktop.printing.content import PrintContent
from desktop.printing.job import Job, chosen, file_name
from desktop.printing.paper_blocks import PaperBlock, PaperBox, PaperParagraph, PaperTable, PaperText
from desktop.printing.paper_marks import PaperMark


def _content(plan: Plan, *keys: str, **options: Any) -> PrintContent:
    return PrintContent(Job(plan, frozenset(keys) or None, **options))


def _words(block: PaperBlock) -> Iterator[PaperText]:
    if isinstance(block, PaperParagraph):
        yield from block.words
    elif isinstance(block, PaperBox):
        yield from block.title.words
        for part in block.parts:
            if isinstance(part, PaperParagraph):
                yield from part.words
            else:
                for row in (*part.head, *part.rows):
                    for cell in row:
                        yield from cell.words


def _text(content: PrintContent) -> str:
    return "".join(words.text for block in content.text() for words in _words(block) if not words.own)


def test_the_whole_plan_word_for_word(plan: Plan) -> None:
    assert _text(_content(plan)) == "".join(passage.text for passage in plan.passages)


@pytest.mark.parametrize("marks_mode", ["highlights", "footnotes", "appendix"])
def test_marks_lose_no_word(plan: Plan, marks_mode: str) -> None:
    marks = tuple(
        PaperMark(
            passage.key, (at, len(passage.text) // 2 + at), "highlight", "#ffd54f", note="批注" if at else ""
        )
        for passage in plan.passages
        for at in (0, 3)
    )
    content = _content(plan, marks_mode=marks_mode, marks=marks)
    assert _text(content) == "".join(passage.text for passage in plan.passages)


def test_a_section_prints_without_its_chapters_heading(plan: Plan) -> None:
    content = _content(plan, "4.1")
    assert _text(content) == "".join(passage.text for passage in plan.passages if passage.chapter == "4.1")
    assert [(entry.title, entry.level) for entry in content.entries()] == [
        ("（一）全方位融入长三角一体化", 1)
    ]


def test_keys_of_all_kinds_in_the_order_of_the_plan(plan: Plan) -> None:
    keys = ["9.2.b1.i3", "8.1.b1", "2", "4.1.p1"]
    got = [passage.key for passage in chosen(plan, keys)]
    assert got[0] == "2"
    assert got[got.index("4.1.p1") :][:2] == ["4.1.p1", "8.1.b1"]
    assert got[-1] == "9.2.b1.i3"
    assert len(set(got)) == len(got)


def test_signs_stand_where_the_source_lost_something(plan: Plan) -> None:
    signs = [words.gap for block in _content(plan).text() for words in _words(block) if words.gap]
    # A range that lost both its ends has two signs.
    assert len(signs) >= len(plan.gaps)
    kinds = Counter(gap.kind for gap in plan.gaps)
    assert all(Counter(signs)[kind] >= count for kind, count in kinds.items())


def test_what_the_foot_note_says(plan: Plan) -> None:
    content = _content(plan)
    assert (
        content.gap_note(Counter({"sum": 3, "year": 1}))
        == "〔缺〕：原文缺失（本页金额3处、年份1处），未作补写，以正式文本为准。"
    )
    assert "疑似缺失" in content.gap_note(Counter({"doubtful": 1}))


def test_the_chapter_without_text_says_why(plan: Plan) -> None:
    own = [words.text for block in _content(plan, "1").text() for words in _words(block) if words.own]
    assert any("指标表图片" in text for text in own)


def test_notes_are_numbered_as_references_stand(plan: Plan) -> None:
    marks = (
        PaperMark("8.1.p1", (30, 40), "note", note="二"),
        PaperMark("8.1.p1", (0, 50), "note", note="三"),
        PaperMark("4.1.p1", (0, 4), "note", note="一"),
        PaperMark("4.1.p1", None, "bookmark"),
        PaperMark("9.1.p1", None, "note", note="四", tags=("待办",), author="张三"),
    )
    content = _content(plan, marks_mode="footnotes", marks=marks)
    notes = [words.note for block in content.text() for words in _words(block) if words.note]
    assert [(note.number, note.text) for note in notes] == [(1, "一"), (2, "二"), (3, "三"), (4, "四")]
    assert notes[3].paragraphs[-1][0].text == "[4] 四（待办，张三）"


def test_the_appendix_is_in_plan_order_and_in_the_contents(plan: Plan) -> None:
    marks = (
        PaperMark("8.1.p1", (0, 4), "note", note="后", quote="加快完善", citation="《规划》第1段"),
        PaperMark("4.1.p1", (0, 4), "note", note="先\n二", quote="大力引进"),
    )
    content = _content(plan, marks_mode="appendix", marks=marks)
    blocks = [block for block in content.text() if isinstance(block, PaperParagraph)]
    at = next(index for index, block in enumerate(blocks) if block.text == "批注")
    assert [block.text for block in blocks[at + 1 :]] == [
        "[1] （一）全方位融入长三角一体化　“大力引进”", "先", "二",
        "[2] 《规划》第1段“加快完善”", "后",
    ]  # fmt: skip
    assert content.entries()[-1].title == "批注"


def test_highlights_only_print_no_notes(plan: Plan) -> None:
    marks = (
        PaperMark("8.1.p1", (2, 6), "highlight", "#ffd54f", note="批注"),
        PaperMark("8.1.p1", (8, 9), "underline", "#80cbc4"),
    )
    content = _content(plan, "8.1", marks_mode="highlights", marks=marks)
    words = [words for block in content.text() for words in _words(block)]
    assert [(each.text, each.ground, each.underline) for each in words if each.ground or each.underline] == [
        ("完善内畅", "#ffd54f", ""),
        (plan.passages[[p.key for p in plan.passages].index("8.1.p1")].text[8:9], "", "#80cbc4"),
    ]
    assert not any(each.note or each.sticks for each in words)


def test_no_marks_means_none(plan: Plan) -> None:
    marks = (PaperMark("8.1.p1", (2, 6), "highlight", "#ffd54f", note="批注"),)
    assert not any(words.ground for block in _content(plan, marks=marks).text() for words in _words(block))


@pytest.fixture
def table_plan() -> Plan:
    rows = ("类别　指标　2025年", "经济　生产总值（%）　6.5", "城镇化率（%）　>70", "注：以统计部门为准。")
    cells = [
        (0, 0, 1, "类别"), (0, 1, 1, "指标"), (0, 2, 1, "2025年"),
        (1, 0, 2, "经济"), (1, 1, 1, "生产总值（%）"), (1, 2, 1, "6.5"), (2, 1, 1, "城镇化率（%）"), (2, 2, 1, ">70"),
    ]  # fmt: skip
    items = [Passage(f"1.t1.i{at}", "box_item", text, "1", "1.t1") for at, text in enumerate(rows, 1)]
    made = []
    for row, column, down, text in cells:
        start = rows[row].index(text)
        made.append(Cell(row, column, down, 1, text, f"1.t1.i{row + 1}", (start, start + len(text))))
    passages = (
        Passage("1", "heading", "目标", "1"),
        Passage("1.t1", "box_title", "主要指标", "1", "1.t1"),
        *items,
    )
    table = Table("1.t1", "1.t1", "主要指标", 3, 1, tuple(made), indicators=True)
    return Plan(
        PlanInfo("t", "表", "", "", ""),
        (Chapter("1", 1, None, "目标", None),),
        passages,
        (),
        (),
        (),
        tables=(table,),
    )


def test_a_table_of_the_plan_keeps_rows_columns_and_words(table_plan: Plan) -> None:
    content = _content(table_plan)
    assert _text(content) == "".join(passage.text for passage in table_plan.passages)
    (box,) = [block for block in content.text() if isinstance(block, PaperBox)]
    table, note = box.parts
    assert isinstance(table, PaperTable)
    assert isinstance(note, PaperParagraph)
    assert ["".join(words.text for words in cell.words).strip() for cell in table.head[0]] == [
        "类别",
        "指标",
        "2025年",
    ]
    assert table.rows[1][0].goes_on
    assert [words.text for words in table.rows[1][0].again] == ["经济（续）"]
    assert [cell.right for cell in table.rows[0]] == [False, False, True]


def test_only_a_column_of_figures_stands_to_the_right(table_plan: Plan) -> None:
    (table,) = table_plan.tables
    cells = tuple(replace(cell, text="下降15%") if cell.text == ">70" else cell for cell in table.cells)
    (box,) = [
        block
        for block in _content(replace(table_plan, tables=(replace(table, cells=cells),))).text()
        if isinstance(block, PaperBox)
    ]
    assert isinstance(box.parts[0], PaperTable)
    assert not any(cell.right for row in box.parts[0].rows for cell in row)


def _wide(plan: Plan, columns: int) -> Plan:
    """A plan with a table of that many columns: a short one, then columns of six characters."""
    texts = ["亿元", *["一二三四五六"] * (columns - 1)]
    item = Passage("1.t1.i1", "box_item", "　".join(texts), "1", "1.t1")
    starts = [0, *(3 + 7 * at for at in range(columns - 1))]
    cells = tuple(
        Cell(0, at, 1, 1, text, item.key, (start, start + len(text)))
        for at, (start, text) in enumerate(zip(starts, texts, strict=True))
    )
    return replace(
        plan,
        passages=(*plan.passages[:2], item),
        tables=(replace(plan.tables[0], width=columns, header=0, cells=cells),),
    )


@pytest.mark.parametrize(("columns", "scale"), [(4, 1.0), (8, 1.0), (12, 0.7), (13, 0.6)])
def test_a_very_wide_table_is_set_smaller_and_parts_no_short_word(
    table_plan: Plan, columns: int, scale: float
) -> None:
    content = _content(_wide(table_plan, columns))
    (box,) = [block for block in content.text() if isinstance(block, PaperBox)]
    (table,) = box.parts
    assert isinstance(table, PaperTable)
    assert table.scale == scale
    width = content.layout.height if box.wide > content.layout.width else content.layout.width
    assert box.wide <= width
    shares = table.columns(width)
    assert sum(shares) == pytest.approx(width)
    type_ = table.rows[0][0].words[0].type
    assert type_.size == pytest.approx(content.layout.box_item.type.size * scale)
    assert shares[0] >= 2 * type_.size + 200


def test_a_table_that_no_page_is_wide_enough_for_is_paragraphs(table_plan: Plan) -> None:
    plan = _wide(table_plan, 40)
    (box,) = [block for block in _content(plan).text() if isinstance(block, PaperBox)]
    assert [part.text for part in box.parts if isinstance(part, PaperParagraph)] == [plan.passages[-1].text]


def test_the_cover_says_which_parts_are_printed(plan: Plan) -> None:
    def cover(*keys: str) -> str:
        return "".join(
            block.text
            for block in _content(plan, *keys, cover=True).cover()
            if isinstance(block, PaperParagraph)
        )

    assert "摘印：打造现代交通网络！" in cover("8", "8.1")
    assert "摘印：（五）全力拓展有效投资空间等2部分" in cover("4.5", "8")
    assert "摘印" not in cover()


def test_file_names(plan: Plan) -> None:
    assert file_name(plan, None, "pdf") == "嵊州市十四五规划.pdf"
    assert file_name(plan, {"8"}, "pdf") == "嵊州市十四五规划-打造现代交通网络.pdf"
    assert file_name(plan, {"8", "8.1", "8.1.b1"}, "docx") == "嵊州市十四五规划-打造现代交通网络.docx"
    assert file_name(plan, {"4.1", "8"}, "pdf") == "嵊州市十四五规划-（一）全方位融入长三角一体化等2部分.pdf"
