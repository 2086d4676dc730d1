"""Consistency checks: the bundled plan's findings, and made-up plans that contradict themselves."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from db.progress import Progress, Stopped
from db.records import Chapter, Passage, Plan, PlanInfo, Project
from db.tables import checks
from db.tables.checks import Finding, check
from db.tables.facts import PlanFacts
from db.tables.name_search import names_in, near_names
from tests.db.tables import slow_checks

SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


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


def _made_up(chance: random.Random, rows: int) -> PlanFacts:
    """A plan whose names are often the same, nearly the same, or in the text."""

    def name() -> str:
        middle = "".join(chance.choices("清平金银福东1", k=chance.randint(0, 4)))
        tail = chance.choice(
            ("水库除险加固", "水库改造建设工程", "大桥建设工程", "大桥改建（一期）项目", "路网")
        )
        return chance.choice(("嵊州市", "嵊州", "", "长乐镇沿江")) + middle + tail

    names = [name() for _ in range(rows)]
    boxes = [f"1.b{number}" for number in range(chance.choice((1, 2, 5)))]
    passages: list[Passage] = [Passage("1", "heading", "一、项目", "1")]
    projects: list[Project] = []
    for box in boxes:
        passages.append(Passage(box, "box_title", "专栏", "1", box))
        for at, words in enumerate(chance.sample(names, rows // len(boxes)), 1):
            key = f"{box}.i{at}"
            passages.append(Passage(key, "box_item", words, "1", box))
            projects.append(Project(key, box, "水利", None, words, (0, len(words))))
    for at in range(rows // 3):
        told = "".join(
            chance.choice((name(), chance.choice(names), "建设")) + chance.choice("、，。和推进")
            for _ in range(chance.randint(1, 6))
        )
        passages.append(Passage(f"1.p{at}", "paragraph", told, "1"))
    info = PlanInfo("甲", "甲", "浙江省嵊州市", "", "")
    return PlanFacts(
        Plan(info, (Chapter("1", 1, "一、", "项目", None),), tuple(passages), tuple(projects), (), ())
    )


@pytest.mark.parametrize("seed", range(40))
def test_names_are_compared_as_if_each_was_held_against_all(seed: int) -> None:
    chance = random.Random(seed)
    facts = _made_up(chance, chance.choice((3, 20, 90)))
    found = check(facts)
    assert _kind(found, "repeat") == list(slow_checks.repeats(facts))
    assert _kind(found, "similar") == list(slow_checks.similar(facts))


def test_the_made_up_plans_have_what_is_looked_for() -> None:
    kinds = Counter(
        finding.kind for seed in range(40) for finding in check(_made_up(random.Random(seed), 60))
    )
    assert kinds["repeat"] > 100
    assert kinds["similar"] > 100


def test_the_bundled_plan_is_found_the_same(facts: PlanFacts) -> None:
    found = check(facts)
    assert _kind(found, "repeat") == list(slow_checks.repeats(facts))
    assert _kind(found, "similar") == list(slow_checks.similar(facts))


def test_names_are_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """45,000 rows whose names have the end in common were held against one another, pair by pair."""
    compared: list[str] = []
    slip = checks._is_slip

    def noted(one: str, other: str) -> bool:
        compared.append(one)
        return slip(one, other)

    monkeypatch.setattr(checks, "_is_slip", noted)
    chance = random.Random(1)
    plan = _made_up(chance, 6).plan
    projects = tuple(
        Project(
            f"1.b{at % 40}.i1",
            f"1.b{at % 40}",
            "",
            None,
            "".join(chance.choices(SIGNS, k=8)) + "水库建设工程",
            (0, 1),
        )
        for at in range(4000)
    )
    passages = (
        plan.passages[0],
        *(Passage(f"1.b{at}.i1", "box_item", "甲", "1", f"1.b{at}") for at in range(40)),
    )
    assert not check(PlanFacts(replace(plan, passages=passages, projects=projects)))
    assert len(compared) < 100


def test_looking_for_names_stops_when_it_is_told_to() -> None:
    """Also where nothing is found: who closes the window waits for it."""
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(Stopped):
        names_in(["水库建设工程"], ["甲"] * 100, Progress(is_stopped=stopped))
    asked = 0
    with pytest.raises(Stopped):
        near_names({"水库建设工程": ["1"], "大桥": ["2"]}, (), Progress(is_stopped=stopped))
