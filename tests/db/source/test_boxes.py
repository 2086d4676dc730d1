"""Boxes and tables, in every form that real plans have them, in documents of our own."""

from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]

HEAD = ["序号", "指　　标", "预期值", "属性"]
ROWS = [
    ["1", "死亡人数", "下降15%", "约束性"],
    ["2", "受灾人次", "<15000", "预期性"],
    ["3", "损失比例", "<1%", "预期性"],
]


def boxes(plan: Plan) -> dict[str, tuple[str, list[str]]]:
    """Key → title and items of each box or table."""
    found: dict[str, tuple[str, list[str]]] = {}
    for passage in plan.passages:
        if passage.kind == "box_title":
            found[passage.key] = (passage.text, [])
        elif passage.box is not None:
            found[passage.box][1].append(passage.text)
    return found


def paragraphs(plan: Plan) -> list[str]:
    return [passage.text for passage in plan.passages if passage.kind == "paragraph"]


def test_numbered_items_and_more_room_behind_the_last(prose: Prose, import_text: ImportText) -> None:
    after = prose(2)
    lines = [
        "一、任务",
        "",
        prose(2),
        "",
        "",
        "专栏1　治本攻坚重点",
        "",
        "　　1．危险化学品。园区整治提升。",
        "　　2．矿山：灾害治理、隐患排查。",
        "",
        "",
        after,
        "",
        "二、保障",
        "",
        prose(),
    ]
    plan = import_text(lines)
    assert boxes(plan) == {
        "1.b1": ("专栏1　治本攻坚重点", ["1．危险化学品。园区整治提升。", "2．矿山：灾害治理、隐患排查。"])
    }
    assert after in paragraphs(plan)


@pytest.mark.parametrize(
    "title",
    [
        "专栏 2 重大工程",
        "专栏二：重大工程",
        "专栏：重大工程",
        "【专栏3 重大工程】",
        "# 专栏2 重大工程",
        "专栏2-1 重大工程",
    ],
)
def test_titles(prose: Prose, import_text: ImportText, title: str) -> None:
    after = "坚持系统观念。" + prose(3)
    lines = [
        "一、任务",
        prose(2),
        title,
        "(1) 交通工程。建成甲路。",
        "(2）水利工程。建成乙库。",
        after,
        "二、保障",
        prose(),
    ]
    plan = import_text(lines, "文件.md")
    assert list(boxes(plan)) == ["1.b1"]
    assert len(boxes(plan)["1.b1"][1]) == 2
    assert after in paragraphs(plan)


def test_a_number_alone_with_its_title_below(prose: Prose, import_text: ImportText) -> None:
    plan = import_text(
        [
            "一、任务",
            prose(2),
            "专栏1",
            "重大交通工程",
            "1.铁路：建成甲线。",
            "2.公路：建成乙线。",
            "二、保障",
            prose(),
        ]
    )
    assert boxes(plan) == {"1.b1": ("专栏1　重大交通工程", ["1.铁路：建成甲线。", "2.公路：建成乙线。"])}


def test_a_number_alone_with_its_title_below_a_contents_list(prose: Prose, import_text: ImportText) -> None:
    chapters = [f"第{number}章　章名{number}" for number in "一二三四五"]
    title = "进一步推进全县公共服务设施提升改造和产业链条优化布局的重点任务和项目安排"
    top = ["某县“十五五”规划", "　　" + prose(2), "专栏1", "目　录", *chapters, title]
    plan = import_text(
        "\n".join([*top, "甲路：建成甲路。", *(f"{each}\n　　{prose(2)}" for each in chapters)])
    )
    assert boxes(plan)["0.b1"][0] == f"专栏1　{title}"
    assert title not in [passage.text for passage in plan.passages]


def test_a_box_without_the_word(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、任务",
        prose(2),
        "“十五五”时期重大交通项目",
        "铁路：建成甲线；启动乙线。",
        "公路：建成丙路。",
        prose(3),
        "二、保障",
        prose(),
    ]
    plan = import_text(lines)
    assert boxes(plan) == {
        "1.b1": ("“十五五”时期重大交通项目", ["铁路：建成甲线；启动乙线。", "公路：建成丙路。"])
    }


def test_a_sentence_that_begins_with_the_word_is_none(prose: Prose, import_text: ImportText) -> None:
    plan = import_text(
        [
            "一、任务",
            "专栏作家走进乡村，讲好故事。" + prose(2),
            "专栏内容见附件；",
            prose(2),
            "二、保障",
            prose(),
        ]
    )
    assert boxes(plan) == {}


def test_an_item_cut_in_two_is_one(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、任务",
        "专栏1 工程",
        "1.交通工程。推进甲、乙、丙等一批重大交通基础设施项目建设，打通",
        "省际通道。",
        "2.水利工程。建成丁库。",
        "二、保障",
        prose(),
    ]
    items = boxes(import_text(lines))["1.b1"][1]
    assert items == [
        "1.交通工程。推进甲、乙、丙等一批重大交通基础设施项目建设，打通省际通道。",
        "2.水利工程。建成丁库。",
    ]


@pytest.mark.parametrize("blank", [[], [""]])
def test_an_indicator_table_with_one_cell_a_line(
    prose: Prose, import_text: ImportText, blank: list[str]
) -> None:
    cells = [cell for row in [HEAD, *ROWS] for cell in row]
    after = "应急体系更加完善。" + prose(3)
    lines = ["一、目标", "", prose(2), "", "", "专栏1　主要指标", ""]
    for cell in cells:
        lines += [cell, *blank]
    lines += [*blank, after, "", "二、任务", "", prose()]
    plan = import_text(lines)
    (table,) = plan.tables
    assert (table.columns, [list(row) for row in table.rows], table.indicators) == (tuple(HEAD), ROWS, True)
    assert (table.key, table.box, table.title) == ("1.t1", "1.b1", "专栏1　主要指标")
    assert boxes(plan)["1.b1"][1][1] == "1　死亡人数　下降15%　约束性"
    by_key = {passage.key: passage for passage in plan.passages}
    for cell in table.cells:
        assert by_key[cell.key].text[slice(*cell.span)] == cell.text
    assert after in paragraphs(plan)


def test_an_indicator_table_with_categories_and_years(prose: Prose, import_text: ImportText) -> None:
    head = ["类别", "指标", "单位", "2025年", "2030年", "属性"]
    body = ["经济发展", "地区生产总值", "亿元", "800", "1100", "预期性", "研发投入强度", "%", "3.1", "3.6", "预期性",
            "绿色生态", "空气优良率", "%", "95", "96", "约束性"]  # fmt: skip
    plan = import_text(
        [
            "一、目标",
            prose(2),
            "表1 “十五五”主要指标",
            *head,
            *body,
            "注：带*的为累计数。",
            "二、任务",
            prose(2),
        ]
    )
    (table,) = plan.tables
    assert table.columns == tuple(head)
    assert [row[0] for row in table.rows] == ["经济发展", "经济发展", "绿色生态"]
    assert table.rows[1] == ("经济发展", "研发投入强度", "%", "3.1", "3.6", "预期性")
    assert boxes(plan)["1.t1"][1][-1] == "注：带*的为累计数。"


def test_a_table_in_html_with_merged_cells(prose: Prose, import_text: ImportText) -> None:
    table = (
        '<table><tr><td rowspan="2">类别</td><td rowspan="2">指标</td><td colspan="2"><b>规划</b><b>值</b></td></tr>'
        "<tr><td>2025年</td><td>2030年</td></tr>"
        "<tr><td rowspan=2>安全</td><td>事故起数</td><td>-</td><td>&gt;30</td></tr><tr><td>死亡率</td><td>&lt;1%</td><td>&lt;0.9%</td></tr></table>"
    )
    lines = [
        "# 一、目标",
        "",
        prose(2),
        "",
        "专栏2 安全指标",
        "",
        table,
        "",
        prose(2),
        "",
        "# 二、任务",
        "",
        prose(),
    ]
    plan = import_text(lines, "文件.md")
    (found,) = plan.tables
    assert found.header == 2
    assert found.columns == ("类别", "指标", "规划值2025年", "规划值2030年")
    assert found.rows == (("安全", "事故起数", "-", ">30"), ("安全", "死亡率", "<1%", "<0.9%"))
    assert boxes(plan)["1.b1"][0] == "专栏2 安全指标"
    assert len(paragraphs(plan)) == 3


def test_a_box_that_is_a_table_of_one_column_cut_by_a_page_break(
    prose: Prose, import_text: ImportText
) -> None:
    table = "<table><tr><td>专栏1 减排工程</td></tr><tr><td>(1) 甲烷工程。推进利用。(2)氧化亚氮工程。推广技术，包括(3)班试点。(3) 含氟气体工程。研发新一代替代品并开展示范，推进替代研究</td></tr></table>"
    lines = ["一、任务", "", prose(2), "", table, "", "及应用，打造标杆。", "", "二、保障", "", prose()]
    plan = import_text(lines, "文件.md")
    assert boxes(plan)["1.b1"] == (
        "专栏1 减排工程",
        ["(1) 甲烷工程。推进利用。".replace("(", "（").replace(")", "）"), "（2）氧化亚氮工程。推广技术，包括（3）班试点。", "（3） 含氟气体工程。研发新一代替代品并开展示范，推进替代研究及应用，打造标杆。"],
    )  # fmt: skip
    assert plan.tables == ()


def test_markdown_and_tab_tables(prose: Prose, import_text: ImportText) -> None:
    lines = ["# 一、目标", "", prose(2), "", "| 指标 | 单位 | 2030年 |", "|---|:--:|---|", "| 城镇化率 | % | 70 |", "| 人口 | 万人 | 80 |", "",
             "表2 项目清单", "项目\t投资（亿元）", "甲水库\t12", "乙公路\t30", "", "# 二、任务", "", prose()]  # fmt: skip
    plan = import_text(lines, "文件.md")
    first, second = plan.tables
    assert (first.key, first.title, first.rows) == (
        "1.t1",
        "",
        (("城镇化率", "%", "70"), ("人口", "万人", "80")),
    )
    assert boxes(plan)["1.t1"][0] == "〔原文无标题〕表格"
    assert (second.title, second.columns, second.rows) == (
        "表2 项目清单",
        ("项目", "投资（亿元）"),
        (("甲水库", "12"), ("乙公路", "30")),
    )
    assert [dropped.why for dropped in plan.dropped] == ["表格线"]


def test_box_numbers_are_checked(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、任务",
        "专栏1 甲工程",
        "1.甲。一。",
        "2.乙。二。",
        "二、保障",
        "专栏3 丙工程",
        "1.甲。一。",
        "2.乙。二。",
        "三、评估",
        prose(),
    ]
    assert [doubt.line for doubt in import_text(lines).doubts if "专栏编号" in doubt.why] == [6]
