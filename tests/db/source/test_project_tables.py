"""Tables of projects: which tables are such, which of their rows, and in what unit their sums are, in each format."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from db.records import Amount, Plan, PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta
from tests.db.source.hostile.writers import packed, run

Rows = list[list[str]]
"""A row of one cell reaches over the whole width."""
Write = Callable[[list[str], Rows], tuple[str, bytes]]


def _paragraph(words: str) -> str:
    return f"<w:p>{run(words)}</w:p>"


def _docx(above: list[str], rows: Rows) -> tuple[str, bytes]:
    width = max(map(len, rows))
    table = ""
    for row in rows:
        wide = f'<w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr>' if len(row) == 1 else ""
        table += f"<w:tr>{''.join(f'<w:tc>{wide}{_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
    body = f"{''.join(map(_paragraph, above))}<w:tbl>{table}</w:tbl>{_paragraph('')}"
    return "a.docx", packed(body)


def _html(above: list[str], rows: Rows) -> tuple[str, bytes]:
    width = max(map(len, rows))
    table = ""
    for row in rows:
        wide = f" colspan={width}" if len(row) == 1 else ""
        table += f"<tr>{''.join(f'<td{wide}>{escape(cell)}</td>' for cell in row)}</tr>"
    words = "".join(f"<p>{escape(each)}</p>" for each in above)
    return "a.html", f"<html><body>{words}<table>{table}</table></body></html>".encode()


def _markdown(above: list[str], rows: Rows) -> tuple[str, bytes]:
    width = max(map(len, rows))
    lines = [f"|{'|'.join([*row, *[''] * (width - len(row))])}|" for row in rows]
    lines.insert(1, "|---" * width + "|")
    return "a.md", "\n".join(("\n\n".join(above), "", *lines, "")).encode()


FORMATS: list[Write] = [_docx, _html, _markdown]


@pytest.fixture(params=FORMATS, ids=["docx", "html", "md"])
def imported(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[list[str], Rows], Plan]:
    def plan(above: list[str], rows: Rows) -> Plan:
        name, data = request.param(["云溪县“十五五”重大项目规划", "第一章 重大项目", *above], rows)
        (tmp_path / name).write_bytes(data)
        return import_plan(tmp_path / name, Meta(PlanInfo("x", "", "", "", "")))[0]

    return plan


Imported = Callable[[list[str], Rows], Plan]
HEAD = ["序号", "项目名称", "建设性质", "建设内容", "总投资（亿元）"]


def test_rows_of_groups_and_sums_are_no_projects(imported: Imported) -> None:
    rows = [
        HEAD,
        ["", "合计（4个）", "", "", "26.6"],
        ["一", "交通（3个）", "", "", "18"],
        ["（一）", "公路", "", "", "12"],
        ["1", "云溪大桥", "续建", "桥长680米", "3.2"],
        ["2", "白石公路", "新建", "全长26公里", "8.8"],
        ["（二）", "铁路", "", "", "6"],
        ["3", "青阳专用线", "前期", "全长5公里", "6"],
        ["二", "水利", "", "", "8.6"],
        ["4", "云溪水库", "改扩建", "总库容1200万立方米", "8.6"],
        ["", "水利小计", "", "", "8.6"],
    ]
    plan = imported(["附表 重大项目表"], rows)
    assert [(row.field, row.category, row.stage, row.arrangement, row.name) for row in plan.projects] == [
        ("交通", "公路", None, "续建", "云溪大桥"),
        ("交通", "公路", None, "新建", "白石公路"),
        ("交通", "铁路", "前期", "前期", "青阳专用线"),
        ("水利", "水利", None, "改扩建", "云溪水库"),
    ]
    assert [row.investment for row in plan.projects] == [3.2, 8.8, 6, 8.6]
    for row in plan.projects:
        assert plan.view.passages[row.key].text[slice(*row.span)] == row.name


def test_groups_without_numbers_have_nothing_but_a_sum(imported: Imported) -> None:
    rows = [
        ["工程名称", "建设地点", "规模", "投资额（亿元）"],
        ["交通", "", "", "12"],
        ["云溪大桥", "白石镇", "680米", "3.2"],
        ["白石公路", "青阳乡", "26公里", "8.8"],
        ["水利", "", "", "8.6"],
        ["云溪水库", "白石镇", "中型", "8.6"],
        ["总计", "", "", "20.6"],
    ]
    plan = imported(["附表 重点工程"], rows)
    assert [(row.field, row.name) for row in plan.projects] == [
        ("交通", "云溪大桥"),
        ("交通", "白石公路"),
        ("水利", "云溪水库"),
    ]


def test_a_groups_row_may_reach_over_the_table_and_name_an_arrangement(imported: Imported) -> None:
    rows = [
        ["序号", "项目名称", "建设规模", "总投资（万元）"],
        ["一、续建项目（1个）"],
        ["1", "云溪大桥", "680米", "32000"],
        ["二、前期项目（1个）"],
        ["2", "白石公路", "26公里", "88000"],
    ]
    plan = imported(["附表 重大项目"], rows)
    # In Markdown no cell reaches over others, and the row's only cell is its first.
    named = [(row.stage, row.arrangement, row.name) for row in plan.projects]
    if any(cell.columns > 1 for cell in plan.tables[0].cells):
        assert named == [(None, "续建", "云溪大桥"), ("前期", "前期", "白石公路")]
    else:
        assert [name for *_, name in named] == ["云溪大桥", "白石公路"]


@pytest.mark.parametrize("counted", ["个", "项", "9" * 5_000, "若干"])
def test_a_count_that_is_none_counts_nothing(imported: Imported, counted: str) -> None:
    rows = [
        ["序号", "项目名称", "项目个数", "总投资（亿元）"],
        ["一、", "交通", counted, "12"],
        ["1", "云溪大桥", "", "3.2"],
        ["2", "白石公路", "", "8.8"],
    ]
    plan = imported(["附表 重大项目表"], rows)
    assert [row.name for row in plan.projects] == ["云溪大桥", "白石公路"]


@pytest.mark.parametrize("numbers", ["一二三", "123"])
def test_projects_that_are_numbered_all_alike_are_projects(imported: Imported, numbers: str) -> None:
    names = ["云溪大桥", "白石公路", "云溪水库"]
    rows = [[number, name, "", "", "3"] for number, name in zip(numbers, names, strict=True)]
    assert [row.name for row in imported(["附表 重大项目"], [HEAD, *rows]).projects] == names


@pytest.mark.parametrize(
    "above",
    [
        ["表1 云溪县重大项目表", "单位：万元"],
        ["单位：万元", "表1 云溪县重大项目表"],
        ["表1 云溪县重大项目表（单位：万元）"],
        ["表1 云溪县重大项目表", "（单位：公里、万元）"],
    ],
)
def test_the_unit_of_sums_stands_around_the_table(imported: Imported, above: list[str]) -> None:
    rows = [
        ["序号", "项目名称", "建设内容", "总投资"],
        ["1", "云溪水库", "总库容1200万立方米", "86,000"],
        ["2", "白石大桥", "桥长680米", "约32000"],
        ["3", "青阳路", "全长2公里", "1.5亿元"],
        ["4", "丁路", "全长2公里", "3000—5000"],
        ["5", "戊路", "全长2公里", "—"],
    ]
    projects = imported(above, rows).projects
    amounts = [row.amount and (row.amount.words, row.amount.unit, row.amount.about) for row in projects]
    assert amounts == [
        ("86,000", "万元", False),
        ("约32000", "万元", True),
        ("1.5", "亿元", False),
        ("3000—5000", "万元", False),
        None,
    ]
    assert [row.investment for row in projects] == [8.6, 3.2, 1.5, None, None]


def test_two_units_around_a_table_are_none(imported: Imported) -> None:
    rows = [["序号", "项目名称", "建设内容", "总投资"], ["1", "云溪水库", "中型", "86000"]]
    (row,) = imported(["表1 重大项目表", "单位：万元、亿元"], rows).projects
    assert row.amount is not None
    assert (row.amount.words, row.amount.unit, row.investment) == ("86000", "", None)


def test_title_and_unit_may_stand_in_the_table(imported: Imported) -> None:
    rows = [
        ["云溪县重大项目表"],
        ["单位：万元"],
        ["序号", "建设项目", "规模", "总投资"],
        ["1", "云溪水库", "中型", "86000"],
        ["", "合计", "", "86000"],
    ]
    plan = imported([], rows)
    assert [(row.name, row.investment) for row in plan.projects] == [("云溪水库", 8.6)]


def test_groups_may_stand_below_the_head_of_the_numbers(imported: Imported) -> None:
    rows = [
        ["序号", "项目名称及建设内容", "建设年限", "总投资（亿）"],
        ["一、交通", "", "", "12"],
        ["1", "云溪大桥（一期）：桥长680米", "2026", "3.2亿"],
        ["2", "白石公路，全长26公里", "2027", "8.8"],
        ["二、水利", "", "", ""],
        ["3", "云溪水库", "2027", "86000万元"],
        ["合计", "", "", "20.6"],
    ]
    projects = imported(["附表 重大项目"], rows).projects
    assert [(row.field, row.name, row.investment) for row in projects] == [
        ("交通", "云溪大桥（一期）", 3.2),
        ("交通", "白石公路", 8.8),
        ("水利", "云溪水库", 8.6),
    ]


@pytest.mark.parametrize(("first", "second"), [("（1）", "（2）"), ("1.1", "1.2")])
def test_a_number_with_smaller_ones_below_it_heads_a_group(
    imported: Imported, first: str, second: str
) -> None:
    rows = [
        HEAD,
        ["1", "交通", "", "", "12"],
        [first, "云溪大桥", "续建", "桥长680米", "3.2"],
        [second, "白石公路", "新建", "全长26公里", "8.8"],
    ]
    projects = imported(["附表 重大项目"], rows).projects
    assert [(row.field, row.name) for row in projects] == [("交通", "云溪大桥"), ("交通", "白石公路")]


def test_a_table_of_nothing_but_sums_has_no_projects(imported: Imported) -> None:
    assert (
        imported(["附表 重大项目"], [HEAD, ["", "合计", "", "", "3"], ["", "总计", "", "", "3"]]).projects
        == ()
    )


OTHERS: list[tuple[str, Rows]] = [
    (
        "表2 项目年度运行经费一览表",
        [["序号", "项目", "金额（万元）"], ["1", "人员工资", "12"], ["2", "电费", "3"]],
    ),
    (
        "表2 项目投资估算表",
        [["序号", "项目", "投资（万元）"], ["1", "建筑工程费", "300"], ["2", "预备费", "50"]],
    ),
    ("收费项目目录", [["序号", "收费项目", "收费标准", "依据"], ["1", "停车费", "5元", "文件"]]),
    ("项目支出预算表", [["序号", "支出项目", "预算科目", "金额（万元）"], ["1", "桥梁维护", "2120", "30"]]),
    (
        "行政许可项目清单",
        [["序号", "项目名称", "设定依据", "审批层级"], ["1", "工程规划许可", "城乡规划法", "县"]],
    ),
    ("检查项目表", [["序号", "检查项目", "检查内容", "检查频次"], ["1", "消防设施", "灭火器", "每季度"]]),
    (
        "重点项目责任清单",
        [["序号", "重点任务", "责任单位", "时限"], ["1", "推进城镇化", "县发改局", "2026年"]],
    ),
    (
        "重点项目主要指标",
        [["序号", "指标", "2025年", "2030年", "属性"], ["1", "项目开工率", "80", "90", "预期性"]],
    ),
    ("项目建设情况", [["项目", "单位", "2020年", "2025年"], ["公路里程", "公里", "300", "400"]]),
    ("项目办理事项清单", [["序号", "事项名称", "责任部门"], ["1", "项目备案", "县发改局"]]),
    ("重点项目完成情况表", [["序号", "项目名称", "完成投资（万元）"], ["1", "甲路", "300"]]),
    ("考核项目表", [["序号", "项目", "分值", "评分标准"], ["1", "甲路建设", "10", "每公里1分"]]),
]


@pytest.mark.parametrize(("title", "rows"), OTHERS, ids=[title for title, _ in OTHERS])
def test_other_tables_list_no_projects(imported: Imported, title: str, rows: Rows) -> None:
    assert imported([title], rows).projects == ()


LISTS: list[tuple[str, list[str]]] = [
    ("附表", ["序号", "工程名称", "建设规模", "建设期限"]),
    ("附表", ["序号", "名称", "建设内容", "总投资（亿元）"]),
    ("任务表", ["序号", "任务", "建设内容", "投资估算（万元）"]),
    ("“十五五”重点项目", ["序号", "重点项目", "责任单位", "时限"]),
    ("附表", ["序号", "项 目", "建设地点", "起止年限"]),
    ("水利", ["序号", "水库名称", "建设性质", "总投资（亿元）"]),
    ("附表", ["序号", "项目（工程）名称", "业主单位", "备注"]),
]


@pytest.mark.parametrize(("title", "head"), LISTS, ids=["／".join(head) for _, head in LISTS])
def test_a_table_is_a_list_of_projects_for_its_columns(
    imported: Imported, title: str, head: list[str]
) -> None:
    rows = [head, ["1", "甲路", "3公里", "300"], ["2", "乙水库", "小型", "200"]]
    assert [row.name for row in imported([title], rows).projects] == ["甲路", "乙水库"]


def test_a_sum_that_stands_for_several_rows_is_none_of_theirs(import_text: Callable[..., Plan]) -> None:
    plan = import_text(
        "<p>云溪县规划</p><p>第一章 项目</p><p>附表 重大项目</p><table>"
        "<tr><th>序号</th><th>项目名称</th><th>建设内容</th><th>总投资（亿元）</th></tr>"
        "<tr><td>1</td><td>云溪大桥</td><td>680米</td><td rowspan=2>12</td></tr>"
        "<tr><td>2</td><td>白石公路</td><td>26公里</td></tr></table>",
        "a.html",
    )
    assert [(row.name, row.investment) for row in plan.projects] == [("云溪大桥", None), ("白石公路", None)]


@pytest.mark.parametrize(
    "total",
    [
        ["合计", "3个", "", "25.4"],
        ["总计", "共3项", "", "25.4"],
        ["", "共计3个项目", "", "25.4"],
        ["全县总计", "—", "", "25.4"],
        ["", "合计3项", "", "25.4"],
    ],
)
def test_a_sum_beside_how_many_there_are_is_no_project(imported: Imported, total: list[str]) -> None:
    rows = [
        ["项目类别", "项目名称", "建设性质", "总投资（亿元）"],
        ["一、交通", "", "", "17"],
        ["1", "云溪大道", "新建", "5"],
        ["2", "青阳隧道", "谋划", "12"],
        ["二、水利", "1个", "", "8.4"],
        ["3", "龙潭水库", "续建", "8.4"],
        total,
        ["备注：投资含征地", "", "", "—"],
        ["", "注：以可研批复为准", "", ""],
    ]
    found = imported(["重大项目表"], rows).projects
    assert [(row.field, row.name) for row in found] == [
        ("交通", "云溪大道"),
        ("交通", "青阳隧道"),
        ("水利", "龙潭水库"),
    ]


def test_a_part_is_told_as_it_is_said(imported: Imported) -> None:
    rows = [
        ["项目名称", "总投资（亿元）"],
        ["总计（2个）", "8"],
        ["其中：白石公路", "3"],
        ["龙潭水库", "5"],
        ["其中：龙潭水库大坝工程改造", "2"],
        ["其中：中央资金", "1"],
    ]
    found = imported(["重大项目表"], rows).projects
    shown = [(row.name, row.amount and row.amount.words, row.investment) for row in found]
    assert shown == [
        ("白石公路", "3", 3),
        ("龙潭水库", "5", 5),
        # The row above has it already, so that nothing adds it.
        ("其中：龙潭水库大坝工程改造", "2", None),
    ]


def test_a_name_over_two_rows_has_the_sums_of_both(import_text: Callable[..., Plan]) -> None:
    plan = import_text(
        "<p>云溪县“十五五”重大项目规划</p><p>第一章 重大项目</p><p>重大项目表（单位：万元）</p><table>"
        "<tr><td>项目名称<td>建设内容<td>总投资</tr><tr><td rowspan=2>云溪水库<td>大坝1座<td>12000</tr>"
        "<tr><td>渠系30公里<td>8000</tr><tr><td>城区供水<td>管网15公里<td>3500</tr></table>",
        "a.html",
    )
    assert [(row.name, row.amount) for row in plan.projects] == [
        ("云溪水库", Amount("12000；8000", "", "万元")),
        ("城区供水", Amount("3500", "3500", "万元")),
    ]
