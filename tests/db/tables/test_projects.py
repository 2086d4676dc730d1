"""The table of projects: cells, filters, order, groups and totals, on the bundled plan."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Gap, Plan, Supplement
from db.search.folding import fold
from db.tables.arrangement import NOTHING, TableQuery, arrange, counts
from db.tables.facts import PlanFacts
from db.tables.projects import ProjectRow, project_table, project_totals
from db.tables.table import RowTable, sort_key
from db.tables.title_words import field_of, remark_of


def _names(table: RowTable[ProjectRow], wanted: TableQuery) -> list[str]:
    return [table.text(row, "name") for row in arrange(table, wanted).rows]


def _totals(table: RowTable[ProjectRow], wanted: TableQuery, *, filled: bool = False) -> tuple[str, ...]:
    return project_totals([table.rows[row] for row in arrange(table, wanted).rows], filled=filled)


def _sum_gap(plan: Plan, key: str) -> Gap:
    return next(gap for gap in plan.gaps if gap.key == key and gap.kind == "sum")


def test_rows_by_field_as_they_were_counted_by_hand(projects: RowTable[ProjectRow]) -> None:
    assert counts(projects, "field", range(len(projects))) == [
        ("重大建设项目", 5),
        ("综合交通", 25),
        ("水利", 20),
        ("教育", 20),
        ("医疗", 7),
    ]


def test_rows_by_category(projects: RowTable[ProjectRow]) -> None:
    transport = arrange(projects, TableQuery().choosing("field", "综合交通")).rows
    assert counts(projects, "category", transport) == [
        ("铁路", 6),
        ("公路", 12),
        ("水运", 3),
        ("航空", 1),
        ("枢纽建设", 3),
    ]
    water = arrange(projects, TableQuery().choosing("field", "水利")).rows
    assert [count for _, count in counts(projects, "category", water)] == [4, 9, 4, 3]
    schools = arrange(projects, TableQuery().choosing("field", "教育")).rows
    assert [count for _, count in counts(projects, "category", schools)] == [1, 4, 5, 9, 1]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("嵊州“十四五”时期综合交通重大项目", "综合交通"),
        ("嵊州“十四五”时期医疗高质量发展重点", "医疗"),
        ("专栏3　新型基础设施建设工程", "新型基础设施"),
        ("“十五五”重点项目清单", "重点项目"),
        ("专栏2 项目", "项目"),
    ],
)
def test_the_field_is_what_the_title_is_about(title: str, field: str) -> None:
    assert field_of(title, "浙江省绍兴市嵊州市") == field


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("丽湖片区防洪提标工程（暂名）", "暂名"),
        ("S奉化至桐庐嵊州段（一期）", "一期"),
        ("西港区块学校（九年一贯制）", "九年一贯制"),
        ("甘霖镇中心卫生院二期扩建", "二期"),
        ("艇湖区块配套幼儿园（5所）", ""),
        ("城乡供排水一体化工程（二期）和灌区配套提升工程", "二期"),
    ],
)
def test_remarks(name: str, remark: str) -> None:
    assert remark_of(name) == remark


def test_brackets_that_lost_their_words_are_no_remark(projects: RowTable[ProjectRow]) -> None:
    (row,) = arrange(projects, TableQuery(words="妇幼保健院")).rows
    assert projects.text(row, "remark") == ""
    assert projects.text(row, "name") == "嵊州市妇幼保健院（〔缺〕医院）及疾控中心异地新建工程"


def test_lost_figures_are_shown_as_lost(projects: RowTable[ProjectRow]) -> None:
    assert [projects.text(row, "investment") for row in range(5)] == [
        "〔缺〕",
        "〔缺〕",
        "80",
        "70",
        "〔缺〕",
    ]
    (road,) = arrange(projects, TableQuery(words="甘霖至长乐")).rows
    assert projects.text(road, "name") == "G〔缺〕嵊州甘霖至长乐段"
    assert projects.text(road, "lost") == "道路编号"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("通用机场", ["嵊州通用机场项目"]),
        ("tongyongjichang", ["嵊州通用机场项目"]),
        ("tyjc", ["嵊州通用机场项目"]),
        ("通用機場", ["嵊州通用机场项目"]),
        ("铁路 谋划", []),
        ("水库 谋划 -丰潭", ["甘霖水库"]),
        ('"Ｇ嵊州"', ["G〔缺〕嵊州甘霖至长乐段", "G〔缺〕嵊州长乐至东阳交界项目"]),
        ("金*互通", ["甬金高速金庭互通", "甬金高速嵊州互通西接线北延"]),
    ],
)
def test_filter_by_words(projects: RowTable[ProjectRow], words: str, names: list[str]) -> None:
    assert _names(projects, TableQuery(words=words)) == names


@given(st.text(alphabet="嵊州铁路建成长乐甘霖水库工程A5 ", min_size=1, max_size=4))
def test_quoted_words_find_what_a_plain_scan_finds(projects: RowTable[ProjectRow], words: str) -> None:
    if not words.strip():
        return
    expected = [
        row
        for row in range(len(projects))
        if fold(words).text in fold(
            "\t".join(projects.text(row, name) if name != "name" else projects.rows[row].project.name or ""
                      for name in ("field", "category", "stage", "name"))
        ).text
    ]  # fmt: skip
    assert list(arrange(projects, TableQuery(words=f'"{words}"')).rows) == expected


def test_filters_add_up_and_values_of_one_column_are_either_or(projects: RowTable[ProjectRow]) -> None:
    wanted = TableQuery().choosing("field", "水利", "综合交通").choosing("stage", "谋划")
    assert _names(projects, wanted) == [
        "嵊州通用机场项目",
        "甘霖水库",
        "丰潭水库抽水蓄能电站",
        "长乐江滞洪分洪工程",
        "曹娥江嵊州段综合整治工程",
    ]
    assert _names(projects, wanted.choosing("stage").choosing("field", "体育")) == []


def test_filter_by_place_takes_named_and_related(projects: RowTable[ProjectRow]) -> None:
    rows = arrange(projects, TableQuery().choosing("place", "甘霖镇")).rows
    assert [(projects.text(row, "name"), projects.text(row, "place")) for row in rows] == [
        ("G〔缺〕嵊州甘霖至长乐段", "甘霖镇（疑似）、长乐镇（疑似）"),
        ("甘霖水库", "甘霖镇（疑似）"),
        ("甘霖镇中心卫生院二期扩建", "甘霖镇"),
    ]


def test_rows_without_a_stage_can_be_chosen(projects: RowTable[ProjectRow]) -> None:
    assert len(arrange(projects, TableQuery().choosing("stage", NOTHING)).rows) == 5 + 20 + 7


def test_sorting_puts_nothing_last_both_ways(projects: RowTable[ProjectRow]) -> None:
    up = arrange(projects, TableQuery(sort="quantity")).rows
    down = arrange(projects, TableQuery(sort="quantity", descending=True)).rows
    filled = [projects.value(row, "quantity") for row in up[:10]]
    assert filled == [3, 3, 4, 5, 8, 9, 9, 40, 42, 55]
    assert [projects.value(row, "quantity") for row in down[:10]] == filled[::-1]
    assert up[10:] == down[10:]


def test_chinese_is_sorted_by_pinyin(projects: RowTable[ProjectRow]) -> None:
    names = ["铁路", "公路", "水运", "航空"]
    assert sorted(names, key=sort_key) == ["公路", "航空", "水运", "铁路"]
    fields = [projects.text(row, "field") for row in arrange(projects, TableQuery(sort="field")).rows]
    assert list(dict.fromkeys(fields)) == ["教育", "水利", "医疗", "重大建设项目", "综合交通"]


def test_groups_count_a_row_under_each_of_its_places(projects: RowTable[ProjectRow]) -> None:
    view = arrange(projects, TableQuery(words="卫生院", group="place"))
    assert [(group.label, len(group.rows)) for group in view.groups] == [
        ("三界镇", 1),
        ("黄泽镇", 1),
        ("金庭镇", 1),
        ("谷来镇", 1),
        ("贵门乡", 1),
        ("甘霖镇", 1),
    ]
    assert len(view.rows) == 2


def test_unknown_columns_from_old_settings_are_passed_over(projects: RowTable[ProjectRow]) -> None:
    wanted = TableQuery(chosen=(("gone", ("x",)),), sort="gone", group="gone")
    assert len(arrange(projects, wanted).rows) == len(projects)


def test_totals_say_what_they_are(projects: RowTable[ProjectRow]) -> None:
    box = TableQuery().choosing("field", "重大建设项目")
    assert _totals(projects, box) == (
        "分类合计5行",
        "分项合计154个，原总数缺失",
        "投资：已知两项合计约150亿元，另3项原文缺失",
    )
    assert _totals(projects, box.choosing("category", "文化旅游类", "生态环保类")) == (
        "分类合计两行",
        "分项合计17个",
        "投资：两项合计约150亿元",
    )
    assert _totals(projects, box.choosing("category", "现代产业类")) == (
        "分类合计1行",
        "分项合计55个",
        "投资：1项原文缺失",
    )


def test_kindergartens_are_24_by_the_given_quantities_and_four_more(projects: RowTable[ProjectRow]) -> None:
    assert _totals(projects, TableQuery().choosing("category", "幼儿园")) == (
        "规划项目9项",
        "列明数量的5项合计24所，另4项未列数量",
    )


def test_no_total_says_at_least(projects: RowTable[ProjectRow]) -> None:
    for wanted in (TableQuery(), TableQuery(words="不存在"), TableQuery().choosing("field", "水利")):
        assert "至少" not in "".join(_totals(projects, wanted))


def _supplement(plan: Plan, gap: Gap, value: str, unit: str) -> Supplement:
    quote = PlanFacts(plan).anchor(gap)
    return Supplement(
        "1",
        "shengzhou-145",
        gap.key,
        gap.span,
        quote,
        ((value,),),
        unit,
        "纸质本第30页",
        "2026-11-23",
        "张三",
    )


def test_what_was_filled_in_stands_beside_the_gap_and_counts_only_when_asked_for(plan: Plan) -> None:
    facts = PlanFacts(plan, supplements=[_supplement(plan, _sum_gap(plan, "4.5.b1.i2"), "320", "亿元")])
    table = project_table([facts])
    assert table.text(0, "investment") == "〔缺〕【补录：320】"
    assert table.value(0, "investment") is None
    box = TableQuery().choosing("field", "重大建设项目")
    assert _totals(table, box)[-1] == "投资：已知两项合计约150亿元，另3项原文缺失"
    assert _totals(table, box, filled=True)[-1] == (
        "投资：已知两项合计约150亿元，另3项原文缺失；计入人工补录1项320亿元后，3项合计约470亿元"
    )


def test_an_entry_finds_its_gap_in_another_edition(plan: Plan) -> None:
    gap = _sum_gap(plan, "4.5.b1.i2")
    moved = replace(_supplement(plan, gap, "320", "亿元"), key="3.5.b1.i2", span=(90, 90))
    facts = PlanFacts(plan, supplements=[moved])
    assert (facts.filled(gap), facts.strays) == (moved, ())
    # Another gap at the very place where it stood does not get its value.
    other = _sum_gap(plan, "4.5.b1.i3")
    at_other = replace(moved, key=other.key, span=other.span, quote="别处的〔缺〕字")
    facts = PlanFacts(plan, supplements=[at_other])
    assert (facts.filled(other), facts.strays) == (None, (at_other,))


def test_a_filled_in_total_is_named_beside_the_sum(plan: Plan) -> None:
    gap = next(gap for gap in plan.gaps if gap.key == "4.5.b1.i1" and gap.kind == "count")
    table = project_table([PlanFacts(plan, supplements=[_supplement(plan, gap, "150", "个")])])
    box = TableQuery().choosing("field", "重大建设项目")
    assert _totals(table, box, filled=True)[1] == "分项合计154个，原总数缺失（人工补录总数150个）"
    assert _totals(table, box)[1] == "分项合计154个，原总数缺失"


def test_rows_of_several_plans_say_which(plan: Plan) -> None:
    table: RowTable[Any] = project_table([PlanFacts(plan), PlanFacts(plan)])
    assert len(table) == 154
    assert table.column("plan").shown
    assert not project_table([PlanFacts(plan)]).column("plan").shown


def test_every_row_leads_to_its_words(facts: PlanFacts, projects: RowTable[ProjectRow]) -> None:
    for row in range(len(projects)):
        place = projects.place(row)
        assert place.span is not None
        assert facts.view.passages[place.key].text[slice(*place.span)] == place.quote


def test_a_value_is_chosen_and_taken_off_again() -> None:
    one = TableQuery(words="路").toggling("field", "水利")
    both = one.toggling("field", "教育")
    assert both.values("field") == ("水利", "教育")
    assert both.toggling("field", "水利").values("field") == ("教育",)
    assert one.toggling("field", "水利") == TableQuery(words="路")


def test_the_rows_of_a_box_share_the_words_of_their_source(projects: RowTable[ProjectRow]) -> None:
    sources = projects.values("source")
    # Each its own copy, a hundred thousand rows would hold the same few texts in 15 MB.
    assert len({id(words) for words in sources}) == len(set(sources)) < len(projects)
