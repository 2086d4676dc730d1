"""The table of targets, from records that are handed in."""

from dataclasses import replace

import pytest

from db.records import Cell, Plan, Target
from db.records import Table as Printed
from db.tables.arrangement import TableQuery, arrange
from db.tables.box_tables import plan_tables
from db.tables.facts import PlanFacts
from db.tables.targets import figure, target_table

RATE = Target(
    "0.p2", "常住人口城镇化率", "≥", 70.0, None, "%", None, None, "常住人口城镇化率达到70%以上", (120, 134)
)
TOWNS = Target(
    "7.3.p1", "美丽城镇省级样板", "=", 3.0, 5.0, "个", 2025, "预期性", "建成3-5个美丽城镇省级样板", (96, 111)
)


@pytest.fixture
def with_targets(plan: Plan) -> Plan:
    return replace(plan, targets=(RATE, TOWNS))


def test_cells(with_targets: Plan) -> None:
    table = target_table([PlanFacts(with_targets)])
    names = ("name", "comparison", "value", "unit", "year", "binding", "field")
    assert [[table.text(row, name) for name in names] for row in range(2)] == [
        ["常住人口城镇化率", "不低于", "70", "%", "", "", "〔原文无标题〕五大新优势"],
        ["美丽城镇省级样板", "达到", "3–5", "个", "2025年", "预期性", "将形成一主一环三带格局！"],
    ]
    assert [figure(RATE), figure(TOWNS)] == ["70%", "3–5个"]
    assert table.place(0).span == RATE.span


def test_what_the_source_lost_is_shown_as_lost(facts: PlanFacts) -> None:
    table = target_table([facts])
    shown = {
        table.text(row, "text"): (table.text(row, "name"), table.text(row, "year"))
        for row in range(len(table))
    }
    assert shown["打造3个〔缺〕亿级传统优势产业集群"] == (
        "〔缺〕亿级传统优势产业集群",
        "2025年（规划期）",
    )
    assert shown["“浙江制造”企业达到25家以上"] == ("“浙江制造”企业", "〔缺〕")
    assert shown["〔缺〕年普惠性幼儿园覆盖面达95%以上"] == ("普惠性幼儿园覆盖面", "〔缺〕")
    assert shown["常住人口城镇化率达到70%以上"] == ("常住人口城镇化率", "2025年（规划期）")
    # a year that is lost in another sentence of the same paragraph is not theirs
    assert [table.text(row, "lost") for row in range(len(table))].count("年份") == 5


def test_targets_are_filtered_like_projects(with_targets: Plan) -> None:
    table = target_table([PlanFacts(with_targets)])
    assert arrange(table, TableQuery(words="chengzhenhualv")).rows == (0,)
    assert arrange(table, TableQuery().choosing("binding", "预期性")).rows == (1,)
    assert arrange(table, TableQuery(sort="value", descending=True)).rows == (0, 1)


def test_a_plans_own_table_is_shown_cell_for_cell(plan: Plan) -> None:
    words = (("指标", "2025年", "属性"), ("死亡人数", "下降15%", "约束性"), ("", "<1", ""))
    cells = [
        Cell(row, column, 2 if (row, column) == (1, 2) else 1, 1, text, f"1.t1.i{row + 1}", (0, len(text)))
        for row, line in enumerate(words)
        for column, text in enumerate(line)
        if (row, column) != (2, 2)
    ]
    title = replace(plan.passages[-1], key="1.t1", kind="box_title", text="主要指标", box="1.t1")
    items = [
        replace(plan.passages[-1], key=f"1.t1.i{row}", kind="box_item", text="x", box="1.t1")
        for row in (1, 2, 3)
    ]
    record = Printed("1.t1", "1.t1", "主要指标", 3, 1, tuple(cells), indicators=True)
    facts = PlanFacts(replace(plan, passages=(*plan.passages, title, *items), tables=(record,)))
    table = plan_tables(facts)[-1]
    assert [column.title for column in table.columns] == ["指标", "2025年", "属性"]
    assert [[table.text(row, f"c{at}") for at in range(3)] for row in range(2)] == [
        ["死亡人数", "下降15%", "约束性"],
        ["", "<1", "约束性"],
    ]
    assert [table.place(row).key for row in range(2)] == ["1.t1.i2", "1.t1.i3"]
