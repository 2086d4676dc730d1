"""Consistency checks: the bundled plan's findings, and made-up plans that contradict themselves."""

from dataclasses import replace

import pytest

from db.progress import Progress, Stopped
from db.records import Plan
from db.tables.checks import Finding, check
from db.tables.facts import PlanFacts


def _kind(findings: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind == kind]


def _edited(plan: Plan, key: str, old: str, new: str) -> PlanFacts:
    """The plan with other words of the same length."""
    assert len(old) == len(new)
    passages = tuple(
        replace(passage, text=passage.text.replace(old, new)) if passage.key == key else passage
        for passage in plan.passages
    )
    assert passages != plan.passages
    return PlanFacts(replace(plan, passages=passages))


def test_nine_schools_agree(facts: PlanFacts) -> None:
    finding = check(facts)[0]
    assert finding.message == "“9所中小学”与项目表一致（中学4所、小学5所）。"
    assert finding.agrees
    assert finding.keys == ("9", "9.2.b1.i2", "9.2.b1.i3")
    assert finding.places[0].quote.startswith("9所中小学")


def test_a_wrong_count_is_found(plan: Plan) -> None:
    finding = check(_edited(plan, "9", "9", "8"))[0]
    assert (finding.message, finding.agrees) == (
        "“8所中小学”与项目表不一致：项目表中为9所（中学4所、小学5所）。",
        False,
    )


def test_five_counts_add_up_where_the_total_is_lost(facts: PlanFacts) -> None:
    (finding,) = _kind(check(facts), "total")
    assert finding.message == "分项合计154个（55＋42＋9＋8＋40），原总数缺失。"
    assert finding.keys == ("4.5.b1.i1", "4.5.b1.i2", "4.5.b1.i3", "4.5.b1.i4", "4.5.b1.i5", "4.5.b1.i6")


def test_a_given_total_is_compared(plan: Plan) -> None:
    for number, agrees in (("154", True), ("150", False)):
        passages = tuple(
            replace(each, text=each.text.replace("项目个左右", f"项目{number}个左右"))
            if each.key == "4.5.b1.i1"
            else each
            for each in plan.passages
        )
        gaps = tuple(gap for gap in plan.gaps if gap.key != "4.5.b1.i1")
        (finding,) = _kind(check(PlanFacts(replace(plan, passages=passages, gaps=gaps))), "total")
        assert finding.agrees is agrees
        assert f"154个，与原文总数{number}个" in finding.message


def test_what_is_listed_is_counted(facts: PlanFacts) -> None:
    messages = [finding.message for finding in _kind(check(facts), "count")]
    assert "“4个街道”与其前所列的4个名称一致。" in messages
    assert "“四大‘智慧商圈’”与其前所列的4个名称一致。" in messages
    assert any(
        message.startswith("“3个〔缺〕亿级传统优势产业集群发展方向”所说的3个与其下各条一致")
        for message in messages
    )


def test_too_few_items_below_a_count_are_found(plan: Plan) -> None:
    findings = check(_edited(plan, "5.2.b1.i1", "3个", "4个"))
    assert [finding.message for finding in findings if not finding.agrees and finding.kind == "count"] == [
        "“4个〔缺〕亿级传统优势产业集群发展方向”所说的4个与其下各条不一致：其下列出3条（领带服装、智能厨电、机械电机）。"
    ]


def test_projects_named_twice(facts: PlanFacts) -> None:
    repeats = {finding.places[0].quote: finding.keys for finding in _kind(check(facts), "repeat")}
    assert repeats == {
        "杭绍台铁路嵊州段": ("8.1.b1.i1", "8.1.p1"),
        "金甬铁路嵊州段": ("8.1.b1.i1", "8.1.p1"),
        "绍兴港嵊州港区中心作业码头": ("8.1.b1.i3", "8.1.p2"),
        "嵊州通用机场项目": ("8.1.b1.i4", "8.1.p1"),
    }


def test_names_that_differ_by_a_slip(facts: PlanFacts) -> None:
    (finding,) = _kind(check(facts), "similar")
    assert [place.quote for place in finding.places] == [
        "浙东唐诗跨核心区水运工程",
        "浙东唐诗之路跨核心区水运工程",
    ]
    assert not finding.agrees


def test_names_told_apart_on_purpose_are_no_slip(plan: Plan) -> None:
    # 高铁新城中学 and 高铁新城小学, 黄泽江… and 长乐江… stand in the same lists, and must not be reported
    quotes = [place.quote for finding in _kind(check(PlanFacts(plan)), "similar") for place in finding.places]
    assert not any("学" in quote or "江" in quote for quote in quotes)


def test_checking_stops_when_it_is_told_to(facts: PlanFacts) -> None:
    with pytest.raises(Stopped):
        check(facts, Progress(is_stopped=lambda: True))
