"""A citation says where words stand with what the source has, and with nothing else."""

from dataclasses import replace

import pytest

from db.citation import cite, nested
from db.errors import UnknownKeyError
from db.records import Chapter, Passage, Plan

TITLE = "《嵊州市“十四五”规划（网络转载节选）》"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("8.1.p1", "“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段"),
        # The box stands between the two paragraphs and does not count as one.
        ("8.1.p2", "“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第2段"),
        ("8.1", "“打造现代交通网络！”（一）完善便捷高效的综合交通体系"),
        ("8", "“打造现代交通网络！”"),
        ("8.p1", "“打造现代交通网络！”，第1段"),
        ("1", "“‘十四五’指标制定”"),
        (
            "8.1.b1",
            "“打造现代交通网络！”（一）完善便捷高效的综合交通体系，“嵊州‘十四五’时期综合交通重大项目”",
        ),
        (
            "8.1.b1.i2",
            "“打造现代交通网络！”（一）完善便捷高效的综合交通体系，“嵊州‘十四五’时期综合交通重大项目”，第2条",
        ),
        # The heading of chapter 0 is the reader's own, so no citation names it.
        ("0.p2", "第2段"),
        ("0", ""),
    ],
)
def test_what_a_passage_is_called(plan: Plan, key: str, expected: str) -> None:
    assert cite(plan, key) == TITLE + expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("4.1.p1", "4.1.p2", "“枢纽城市这么建！”（一）全方位融入长三角一体化，第1段至第2段"),
        (
            "4.1.p2",
            "4.2.p1",
            "“枢纽城市这么建！”（一）全方位融入长三角一体化，第2段至“枢纽城市这么建！”（二）主动接轨义甬舟开放大通道，第1段",
        ),
        (
            "8.1",
            "8.1.p1",
            "“打造现代交通网络！”（一）完善便捷高效的综合交通体系至“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段",
        ),
    ],
)
def test_what_several_passages_are_called(plan: Plan, start: str, end: str, expected: str) -> None:
    assert cite(plan, start, end) == TITLE + expected


def test_a_lead_names_its_paragraph_where_it_is_asked_for(plan: Plan) -> None:
    assert cite(plan, "4.4.p1", lead=True).endswith("（四）有效促进消费扩容提质，“培育消费热点”")
    assert cite(plan, "5.1.p1", lead=True).endswith("，第1段")
    assert cite(plan, "3.p1", lead=True).endswith("”，“构建‘一核引领、两翼驱动、多点提升’的创新格局”")


def test_every_passage_has_a_citation_of_its_own(plan: Plan) -> None:
    told = [cite(plan, passage.key) for passage in plan.passages]
    assert len(set(told)) == len(told)


def test_printed_numbers_are_kept(plan: Plan) -> None:
    official = replace(
        plan,
        chapters=(
            Chapter("1", 1, "第一篇 ", "开启“新”征程", None),
            Chapter("1.2", 2, "第二章 ", "发展环境", "1"),
        ),
        passages=(Passage("1.2.p1", "paragraph", "甲", "1.2"),),
        info=replace(plan.info, title="甲市《规划》"),
    )
    assert cite(official, "1.2.p1") == "《甲市〈规划〉》第一篇 开启“新”征程第二章 发展环境，第1段"


def test_an_unknown_key(plan: Plan) -> None:
    with pytest.raises(UnknownKeyError, match="99"):
        cite(plan, "99")


def test_nested_quotes() -> None:
    assert nested("围绕“1+8+X”，") == "围绕‘1+8+X’，"
