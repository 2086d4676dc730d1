"""What the bundled plan lost is found, and whole sentences raise no alarm."""

from collections import Counter

import pytest

from db.records import Passage, Plan
from db.source.gaps import find_gaps

CERTAIN = Counter(
    {
        (70, "count"): 1,
        (70, "sum"): 1,
        (72, "sum"): 1,
        (74, "sum"): 1,
        (80, "sum"): 1,
        (94, "sum"): 1,
        (96, "sum"): 1,
        (100, "sum"): 1,
        (108, "sum"): 1,
        (94, "year"): 1,
        (250, "year"): 2,
        (294, "year"): 1,
        (304, "year"): 1,
        (156, "year"): 1,
        (200, "road"): 6,
        (220, "name"): 1,
        (294, "count"): 2,
    }
)
LIKELY = Counter({(272, "name"): 1, (276, "name"): 3, (282, "name"): 1, (194, "doubtful"): 1})


def test_the_losses_of_the_bundled_plan_and_no_others(plan: Plan) -> None:
    passages = {passage.key: passage for passage in plan.passages}
    found = Counter((passages[gap.key].source_line(gap.span[0]), gap.kind) for gap in plan.gaps)
    assert CERTAIN.total() == 24
    assert found == CERTAIN + LIKELY


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("4.5.b1.i1", "建设项目", "个左右"),
        ("5.2.p1", "打造3个", "亿级"),
        ("5.2.p1", "知名度。到", "年，"),
        ("8.1.b1.i2", "、G", "新昌"),
        ("8.3.p2", "的“", "”系统工程"),
        ("9.2.p1", "师资力量，", "年普惠性"),
        ("9.3.b1.i1", "妇幼保健院（", "医院）"),
        ("8.1.p1", "市域“", "交通圈”"),
    ],
)
def test_the_sign_stands_where_the_words_are_missing(plan: Plan, key: str, before: str, after: str) -> None:
    text = next(passage.text for passage in plan.passages if passage.key == key)
    places = [gap.span for gap in plan.gaps if gap.key == key]
    assert any(text[:start].endswith(before) and text[end:].startswith(after) for start, end in places)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("再奋斗五年，到二三五年实现大幅跃升。", "year"),
        ("到20XX年，各项事业全面进步。", "year"),
        ("完成投资XX亿元。", "sum"),
        ("增长xx%以上。", "count"),
        ("规划期限至 年，展望远期。", "year"),
        ("距北京、天津均为 公里，交通便捷。", "count"),
    ],
)
def test_what_other_copies_lose(text: str, kind: str, plan: Plan) -> None:
    origin = plan.passages[1].origins
    assert [gap.kind for gap in find_gaps([Passage("1.p1", "paragraph", text, "1", origins=origin)])] == [
        kind
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“十二五”“十三五”规划，二十五年来，第二五年计划，二〇三五年，SF6、MAX系列，X射线，长 2035 年。",
        "到年底，全市完成投资3000亿元左右。",
        "到年末，培育超亿元企业10个左右，争取百亿级产业集群3个。",
        "新建10个左右、投资50亿元左右的项目，年均增长7%左右，年产值达到20亿元。",
        "设立专科联盟或医联体、医院托管、设立分院等形式，推进学校、医院建设，深化医院综合改革。",
        "5G“万亩千亿”产业园，对接G60科创走廊，推进G104国道改建，采用S型曲线。",
        "打造1小时“交通圈”，高质量建设“四好农村路”（一期）。",
        "投资亿元以上项目30个，培育几个左右摇摆的选择。",
        "新增受保障人员500户，在保户数达到1200户。",
        "年度计划执行率达到95%，年龄结构占比5%，年末覆盖率80%。",
    ],
)
def test_whole_sentences_raise_no_alarm(text: str, plan: Plan) -> None:
    origin = plan.passages[1].origins
    assert find_gaps([Passage("1.p1", "paragraph", text, "1", origins=origin)]) == []
