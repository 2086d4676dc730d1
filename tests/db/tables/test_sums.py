"""What lists of projects say of themselves against their rows: the sums of groups, 合计 and （N个）."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.records import PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta
from db.tables.checks import check
from db.tables.facts import PlanFacts
from db.tables.projects import project_table, project_totals

Facts = Callable[..., PlanFacts]
TABLE = """云溪县重大项目规划

第一章 重大项目{0}

附表 云溪县重大项目表{1}

| 序号 | 项目名称 | 建设内容 | 总投资（亿元） |
|---|---|---|---|
| （一） | 交通{2} | | {3} |
| 1 | 云溪大桥 | 桥长680米 | 3.2 |
| 2 | 白石公路 | 全长26公里 | 8.8 |
| （二） | 水利 | | 8.6 |
| 3 | 云溪水库 | 总库容1200万立方米 | {4} |
| | 合计 | | {5} |
"""


@pytest.fixture
def facts_of(tmp_path: Path) -> Facts:
    def facts(text: str, name: str = "a.md") -> PlanFacts:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return PlanFacts(import_plan(path, Meta(PlanInfo("x", "", "", "", "")))[0])

    return facts


def _said(facts: PlanFacts) -> list[tuple[str, str]]:
    return [(each.verdict, each.message) for each in check(facts) if each.kind in ("count", "total")]


def test_what_agrees(facts_of: Facts) -> None:
    assert _said(facts_of(TABLE.format("", "（3个）", "（2个）", 12, 8.6, 20.6))) == [
        ("一致", "“交通12亿元”与其两项之和一致（3.2＋8.8）。"),
        ("一致", "“交通（2个）”所说的2个与所列项目一致。"),
        ("一致", "“水利8.6亿元”与其1项之和一致。"),
        ("一致", "“合计20.6亿元”与其3项之和一致（3.2＋8.8＋8.6）。"),
        ("一致", "“附表 云溪县重大项目表（3个）”所说的3个与所列项目一致。"),
    ]


def test_what_differs_is_told_with_both_figures_and_stays_as_it_is(facts_of: Facts) -> None:
    facts = facts_of(TABLE.format("（5个）", "", "（3个）", 13, 8.6, 20.7))
    assert [each for each in _said(facts) if each[0] == "待核对"] == [
        ("待核对", "“交通13亿元”与其两项之和不一致：各项相加为12亿元（3.2＋8.8）。"),
        ("待核对", "“交通（3个）”所说的3个与所列项目不一致：列出的是2项。"),
        ("待核对", "“合计20.7亿元”与其3项之和不一致：各项相加为20.6亿元（3.2＋8.8＋8.6）。"),
        ("待核对", "“合计20.7亿元”与各类之和不一致：各类相加为21.6亿元（13＋8.6）。"),
        ("待核对", "“第一章 重大项目（5个）”所说的5个与所列项目不一致：列出的是3项。"),
    ]
    assert [row.investment for row in facts.plan.projects] == [3.2, 8.8, 8.6]


def test_without_a_figure_there_is_nothing_to_compare_with(facts_of: Facts) -> None:
    said = _said(facts_of(TABLE.format("", "", "", 12, "—", 20.6)))
    assert ("无从核对", "“合计20.6亿元”之下的3项中有1项没有写明数额。") in said


def test_sums_of_other_units_are_compared_exactly(facts_of: Facts) -> None:
    said = _said(facts_of(TABLE.format("", "", "", 12, "86000万元", 20.6)))
    assert ("一致", "“合计20.6亿元”与其3项之和一致（3.2亿元＋8.8亿元＋86000万元）。") in said


def test_the_sentence_above_a_table_is_compared_too(facts_of: Facts) -> None:
    above = "全县安排重大项目4个，总投资20.6亿元，详见下表。\n\n附表 云溪县重大项目表"
    text = TABLE.replace("附表 云溪县重大项目表", above).format("", "", "", 12, 8.6, 20.6)
    assert _said(facts_of(text))[:2] == [
        ("一致", "“总投资20.6亿元”与其3项之和一致（3.2＋8.8＋8.6）。"),
        (
            "待核对",
            "“全县安排重大项目4个，总投资20.6亿元，详见下表。”所说的4个与所列项目不一致：列出的是3项。",
        ),
    ]


@pytest.mark.parametrize(
    ("line", "verdict"), [("交通（2个）：甲路、乙路。", "一致"), ("交通（共3项）：甲路、乙路。", "待核对")]
)
def test_a_box_says_how_many_it_lists(facts_of: Facts, line: str, verdict: str) -> None:
    facts = facts_of(f"云溪县规划\n\n第一章 项目\n\n专栏1 重大项目\n\n{line}\n\n水利：甲水库、乙水库。\n")
    assert [each for each, _ in _said(facts)] == [verdict]


def test_lines_above_projects_say_how_many(facts_of: Facts) -> None:
    items = (
        "专栏1 重大项目（3个）",
        "一、交通（2个）",
        "1．云溪大桥",
        "2．白石公路",
        "二、水利（2个）",
        "1．云溪水库",
    )
    cell = "".join(f"<p>{item}</p>" for item in items)
    page = f"<h1>云溪县规划</h1><h2>第一章 项目</h2><table><tr><td>{cell}</td></tr></table>"
    facts = facts_of(page, "a.html")
    assert [verdict for verdict, _ in _said(facts)] == ["一致", "待核对", "一致"]


def test_units_are_shown_as_written_and_added_up_apart(facts_of: Facts) -> None:
    table = project_table([facts_of(TABLE.format("", "", "", 12, "86000万元", 20.6))])
    assert [table.text(row, "investment") for row in range(3)] == ["3.2亿元", "8.8亿元", "86000万元"]
    assert table.values("converted") == [3.2, 8.8, 8.6]
    assert project_totals(table.rows)[-1] == ("投资：两项合计12亿元，1项合计86000万元，换算后3项合计20.6亿元")


def test_one_unit_stands_in_the_head_of_its_column(facts_of: Facts) -> None:
    table = project_table([facts_of(TABLE.replace("亿元", "万元").format("", "", "", 12, 8.6, 20.6))])
    assert table.column("investment").title == "投资（万元）"
    assert table.values("investment") == [3.2, 8.8, 8.6]
    assert project_totals(table.rows)[-1] == "投资：3项合计20.6万元"


def test_a_sum_beside_a_count_is_checked_and_parts_are_added_once(facts_of: Facts) -> None:
    text = (
        "云溪县重大项目规划\n\n第一章 重大项目\n\n附表 云溪县重大项目表\n\n"
        "| 序号 | 项目名称 | 总投资（亿元） |\n|---|---|---|\n| 1 | 白石公路 | 3 |\n"
        "| | 其中：白石公路大桥 | 1 |\n| 2 | 龙潭水库 | 5 |\n| 合计 | {0}个 | 8 |\n"
    )
    assert _said(facts_of(text.format(2))) == [
        ("一致", "“合计8亿元”与其两项之和一致（3＋5）。"),
        ("一致", "“合计”所说的2个与所列项目一致。"),
    ]
    assert ("待核对", "“合计”所说的3个与所列项目不一致：列出的是2项。") in _said(facts_of(text.format(3)))


def test_the_sums_of_a_name_over_two_rows_are_both_added(facts_of: Facts) -> None:
    facts = facts_of(
        "<p>云溪县重大项目规划</p><p>第一章 重大项目</p><p>重大项目表（单位：万元）</p><table>"
        "<tr><td>项目名称<td>建设内容<td>总投资</tr><tr><td rowspan=2>云溪水库<td>大坝1座<td>12000</tr>"
        "<tr><td>渠系30公里<td>8000</tr><tr><td>合计<td><td>20000</tr></table>",
        "a.html",
    )
    assert _said(facts) == [("一致", "“合计20000万元”与其1项之和一致（12000＋8000）。")]


def test_a_sentence_of_a_count_is_checked_against_its_parts(facts_of: Facts) -> None:
    text = (
        "云溪县规划\n\n第一章 项目\n\n专栏1 重大项目\n"
        "1.交通类项目{0}个，总投资{1}亿元。其中：云溪大道（投资5亿元）、白石大桥（投资3亿元）。\n"
    )
    assert [each[0] for each in _said(facts_of(text.format(2, 8)))] == ["一致", "一致"]
    assert _said(facts_of(text.format(3, 9))) == [
        ("待核对", "“交通项目9亿元”与其两项之和不一致：各项相加为8亿元（5＋3）。"),
        ("待核对", "“交通类项目3个，总投资9亿元”所说的3个与所列项目不一致：列出的是2项。"),
    ]


def test_a_list_with_a_name_that_does_not_sound_like_a_work_agrees(facts_of: Facts) -> None:
    text = (
        "# 某县规划\n\n## 一、重点项目\n\n专栏1 重大项目\n\n"
        "1.交通类项目3个，总投资20亿元。其中：云溪大桥、白石公路改建工程、智慧交管中枢。\n\n"
        "2.水利类项目4个，总投资5亿元。其中：龙潭水库、城东防洪工程、智慧水利中枢。\n"
    )
    said = _said(facts_of(text))
    assert ("一致", "“交通类项目3个，总投资20亿元”所说的3个与所列项目一致。") in said
    # A name that was not understood: nothing is said of that list.
    assert not any("水利" in message for _, message in said)
