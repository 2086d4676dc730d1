"""What reaches the clipboard: words, tables, and where they stand."""

from dataclasses import replace

import pytest

from db.records import Cell, Chapter, Passage, Plan, PlanInfo, Table
from desktop.reading.copied_formats import html, mime, plain_text
from desktop.reading.copied_passages import CopiedPassage, stretched, whole
from desktop.typeset.page_blocks import PageBlocks


@pytest.fixture(scope="module")
def parts(plan: Plan) -> PageBlocks:
    return PageBlocks(plan)


def _within(parts: PageBlocks, box: str) -> list[CopiedPassage]:
    return whole(parts, parts.boxes[box])


def _between(parts: PageBlocks, first: tuple[str, int], last: tuple[str, int]) -> list[CopiedPassage]:
    return stretched(parts, first, last)


def test_each_passage_is_a_line_and_a_lost_figure_is_seen(parts: PageBlocks, plan: Plan) -> None:
    texts = {passage.key: passage.text for passage in plan.passages}
    taken = _between(parts, ("9.4", 0), ("9.4.p2", 10))
    assert plain_text(parts, taken) == "\n".join((texts["9.4"], texts["9.4.p1"], texts["9.4.p2"][:10]))
    taken = _between(parts, ("9.4.p3", 207), ("9.4.p3", 223))
    assert plain_text(parts, taken) == "。到〔缺〕年，累计新增受保障人员〔缺〕户，期"


def test_a_heading_a_lead_and_a_paragraph_keep_what_they_are(parts: PageBlocks, plan: Plan) -> None:
    lead = next(passage for passage in plan.passages if passage.key == "4.1.p1")
    written = html(parts, _between(parts, ("4", 0), ("4.1.p1", len(lead.text))))
    assert written.startswith(
        "<h1>枢纽城市这么建！</h1><h2>（一）全方位融入长三角一体化</h2><p><b>大力引进优质要素资源。</b>发挥"
    )
    assert "<b>" not in html(parts, _between(parts, ("4.1.p1", 0), ("4.1.p1", 30)))


def test_a_project_list_is_a_table_of_one_project_a_row(parts: PageBlocks) -> None:
    taken = _within(parts, "8.1.b1")
    lines = plain_text(parts, taken).split("\n")
    assert lines[:6] == [
        "嵊州“十四五”时期综合交通重大项目",
        "领域\t规划安排\t项目",
        "铁路\t建成\t杭绍台铁路嵊州段",
        "\t\t金甬铁路嵊州段",
        "\t启动\t绍兴至嵊新市域铁路嵊州段",
        "\t\t高铁新城至越剧小镇有轨电车",
    ]
    assert len(lines) == 2 + 25
    assert "\t\tG〔缺〕新昌大市聚至嵊州黄泽段" in lines
    written = html(parts, taken)
    assert written.startswith("<table ")
    assert '<th colspan="3"' in written
    assert '<td rowspan="6"' in written
    assert ">杭绍台铁路嵊州段</td></tr>" in written
    assert written.count("<tr>") == len(lines)


def test_totals_stand_in_columns_of_their_own(parts: PageBlocks) -> None:
    lines = plain_text(parts, _within(parts, "4.5.b1")).split("\n")
    assert any(line.count("\t") == 2 and line.endswith("亿元") for line in lines)


def test_names_alone_are_one_column(parts: PageBlocks) -> None:
    (item,) = [each for each in _within(parts, "8.1.b1") if each.passage.key == "8.1.b1.i1"]
    text = item.passage.text
    first, last = text.index("杭绍台"), text.index("；")
    taken = _between(parts, ("8.1.b1.i1", first), ("8.1.b1.i1", last))
    assert plain_text(parts, taken) == "杭绍台铁路嵊州段\n金甬铁路嵊州段"


def test_a_box_of_paragraphs_is_no_table(parts: PageBlocks, plan: Plan) -> None:
    texts = [passage.text for passage in plan.passages if passage.box == "5.2.b1"]
    taken = _within(parts, "5.2.b1")
    assert plain_text(parts, taken).replace("〔缺〕", "") == "\n".join(texts)
    assert "<table" not in html(parts, taken)


def test_a_box_among_paragraphs_is_a_table_in_word_and_lines_as_text(parts: PageBlocks, plan: Plan) -> None:
    inside = [passage for passage in plan.passages if passage.chapter == "8.1"]
    taken = whole(parts, inside)
    assert plain_text(parts, taken).count("\n") == len(inside) - 1
    written = html(parts, taken)
    assert written.count("<table") == 1
    assert written.index("<h2>") < written.index("<table") < written.rindex("<p>")


_ROWS = ("指标　2020年　2025年", "经济　GDP增速（%）　6.5", "城镇化率（%）　3-5")


@pytest.fixture
def grid() -> PageBlocks:
    cells = []
    for row, column, down, text in (
        (0, 0, 1, "指标"), (0, 1, 1, "2020年"), (0, 2, 1, "2025年"),
        (1, 0, 2, "经济"), (1, 1, 1, "GDP增速（%）"), (1, 2, 1, "6.5"),
        (2, 1, 1, "城镇化率（%）"), (2, 2, 1, "3-5"),
    ):  # fmt: skip
        start = _ROWS[row].index(text)
        cells.append(Cell(row, column, down, 1, text, f"1.t1.i{row}", (start, start + len(text))))
    items = [Passage(f"1.t1.i{at}", "box_item", text, "1", "1.t1") for at, text in enumerate(_ROWS)]
    table = Table("1.t1", "1.t1", "主要指标", 3, 1, tuple(cells))
    passages = (
        Passage("1", "heading", "甲", "1"),
        Passage("1.t1", "box_title", "主要指标", "1", "1.t1"),
        *items,
    )
    chapters = (Chapter("1", 1, None, "甲", None),)
    return PageBlocks(
        Plan(PlanInfo("x", "规划", "", "", ""), chapters, passages, (), (), (), tables=(table,))
    )


def test_a_table_keeps_its_rows_columns_and_merged_cells(grid: PageBlocks) -> None:
    taken = whole(grid, grid.boxes["1.t1"][1:])
    assert plain_text(grid, taken) == "指标\t2020年\t2025年\n经济\tGDP增速（%）\t6.5\n\t城镇化率（%）\t3-5"
    written = html(grid, taken)
    assert '<td rowspan="2"' in written
    assert '<td align="right">6.5</td>' in written
    assert "<td style=\"mso-number-format:'\\@'\">3-5</td>" in written


def test_a_row_under_a_merged_cell_stays_in_its_columns(grid: PageBlocks) -> None:
    assert plain_text(grid, whole(grid, grid.boxes["1.t1"][3:])) == "\t城镇化率（%）\t3-5"


def test_marks_of_html_are_written_out(grid: PageBlocks) -> None:
    passage = replace(grid.passages[0], kind="paragraph", text="甲<乙>&丙")
    assert html(grid, [CopiedPassage(passage, ((0, 6, passage.text),))]) == "<p>甲&lt;乙&gt;&amp;丙</p>"


def test_the_source_stands_below(parts: PageBlocks) -> None:
    data = mime(parts, _between(parts, ("8.1.p1", 0), ("8.1.p2", 4)), source=True)
    words = (
        "《嵊州市“十四五”规划（网络转载节选）》“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段至"
    )
    assert data.text().split("\n")[-1].startswith(f"——{words}")
    assert data.html().endswith("</p>")
    assert words in data.html()
    assert "——" not in mime(parts, _between(parts, ("8.1.p2", 0), ("8.1.p2", 4))).text()
