"""Words that name another place of the plan."""

import pytest

from db.records import Chapter, Passage, Plan, PlanInfo
from db.references import References

INFO = PlanInfo("x", "规划", "", "", "")
CHAPTERS = (
    Chapter("1", 1, "第一篇", "总则", None),
    Chapter("1.1", 2, "第一章", "基础", "1"),
    Chapter("1.1.1", 3, "第一节", "成效", "1.1"),
    Chapter("1.1.2", 3, "第二节", "形势", "1.1"),
    Chapter("1.2", 2, "第二章", "要求", "1"),
    Chapter("1.2.1", 3, "第一节", "思想", "1.2"),
    Chapter("1.2.2", 3, "第二节", "目标", "1.2"),
    Chapter("1.2.2.1", 4, "（一）", "总体", "1.2.2"),
    Chapter("1.2.2.2", 4, "（二）", "具体", "1.2.2"),
    Chapter("2", 1, "第二篇", "任务", None),
    Chapter("2.1", 2, "第三章", "产业", "2"),
    Chapter("2.1.1", 3, "（一）", "制造", "2.1"),
    Chapter("2.1.2", 3, "（二）", "服务", "2.1"),
    Chapter("2.2", 2, "第十二章", "交通", "2"),
)
BOXES = (
    "专栏1　主要指标",
    "专栏 2 重大工程",
    "专栏十二：铁路",
    "专栏3 甲",
    "专栏3 乙",
    "附表1 项目",
    "表2　用地",
)


def _plan() -> Plan:
    headings = tuple(Passage(chapter.key, "heading", chapter.heading, chapter.key) for chapter in CHAPTERS)
    boxes = tuple(
        Passage(f"1.1.b{at}", "box_title", title, "1.1", f"1.1.b{at}") for at, title in enumerate(BOXES, 1)
    )
    return Plan(INFO, CHAPTERS, headings + boxes, (), (), ())


@pytest.mark.parametrize(
    ("chapter", "text", "named"),
    [
        ("1.1", "主要指标见专栏1。", {"专栏1": "1.1.b1"}),
        ("1.1", "（详见专栏２）和专栏12", {"专栏２": "1.1.b2", "专栏12": "1.1.b3"}),
        ("1.1", "专栏3有两个，专栏9没有。", {}),
        ("1.1", "项目见附表1，用地如表2所示，代表2人。", {"附表1": "1.1.b6", "表2": "1.1.b7"}),
        ("1.1", "按照第三章和第十二章的要求", {"第三章": "2.1", "第十二章": "2.2"}),
        ("1.1", "第四章没有，第二篇有。", {"第二篇": "2"}),
        ("1.1.1", "见第二节。", {"第二节": "1.1.2"}),
        ("1.2.2.1", "见本章第一节。", {"第一节": "1.2.1"}),
        ("2.1", "见第一节。", {}),
        ("2.2", "见第二章第二节", {"第二章第二节": "1.2.2"}),
        ("2.2", "见第三章（二）", {"第三章（二）": "2.1.2"}),
        ("2.2", "见第十二章（二）", {}),
        ("1.2.2.1", "具体目标见（二）。", {"（二）": "1.2.2.2"}),
        ("2.1", "本章（一）和（二）", {"（一）": "2.1.1"}),
        ("2.1", "《中华人民共和国宪法》第三章，《纲要》（2020年）第二篇，省规划第三章", {}),
        ("2.1", "本规划第三章、第十二章", {"第三章": "2.1", "第十二章": "2.2"}),
    ],
)
def test_what_leads_where(chapter: str, text: str, named: dict[str, str]) -> None:
    passage = Passage(f"{chapter}.p9", "paragraph", text, chapter)
    assert {text[slice(*span)]: key for span, key in References(_plan()).of(passage)} == named


def test_nothing_leads_to_where_it_stands() -> None:
    references = References(_plan())
    assert references.of(Passage("2.1", "heading", "第三章产业", "2.1")) == ()
    assert references.of(Passage("1.1.b1", "box_title", "专栏1　主要指标", "1.1", "1.1.b1")) == ()
    assert references.of(Passage("1.1.b1.i1", "box_item", "专栏1注，见专栏2", "1.1", "1.1.b1")) == (
        ((6, 9), "1.1.b2"),
    )


def test_a_plan_without_numbers_has_no_references() -> None:
    plan = Plan(INFO, (Chapter("1", 1, None, "甲", None),), (Passage("1", "heading", "甲", "1"),), (), (), ())
    assert References(plan).of(Passage("1.p1", "paragraph", "见第一章、专栏1", "1")) == ()
