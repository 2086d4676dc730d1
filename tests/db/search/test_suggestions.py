"""Suggestions from names and earlier queries, by beginning, part and sound."""

import pytest

from db.plan.query import PlanStore
from db.records import Place
from db.search.suggestions import SearchSuggestion, Suggester, suggestions


@pytest.fixture(scope="module")
def suggester(store: PlanStore) -> Suggester:
    places = [SearchSuggestion("三界镇", "place"), SearchSuggestion("甘霖镇", "place")]
    return Suggester([*suggestions(store.plan), *places], earlier=["杭绍台 甬金", "三界", "5G"])


def test_what_a_plan_offers(store: PlanStore) -> None:
    offered = suggestions(store.plan)
    assert sum(each.what == "heading" for each in offered) == len(store.plan.chapters)
    assert sum(each.what == "box" for each in offered) == 8
    assert sum(each.what == "project" for each in offered) == sum(
        project.name is not None for project in store.plan.projects
    )
    for each in offered:
        assert each.place is not None
        passage = store.view.passage(each.place.key)
        if each.place.span is not None:
            assert passage.text[slice(*each.place.span)] == each.text


def test_beginnings_come_before_parts_and_sounds(suggester: Suggester) -> None:
    found = suggester.suggest("三界", limit=20)
    assert (found[0].text, found[0].what) == ("三界", "earlier")
    kinds = [(each.how, each.span[0] > 0) for each in found]
    assert kinds == sorted(kinds, key=lambda pair: (pair[0] == "pinyin", pair[1]))
    assert "三界镇" in [each.text for each in found]
    assert all("三界" in each.text for each in found)


@pytest.mark.parametrize("typed", ["sanjiezh", "sjz", "san界"])
def test_by_sound(suggester: Suggester, typed: str) -> None:
    found = [each for each in suggester.suggest(typed, limit=50) if each.text == "三界镇"]
    assert found
    assert found[0].how == "pinyin"
    assert found[0].text[slice(*found[0].span)].startswith("三界")


def test_what_is_written_otherwise(suggester: Suggester) -> None:
    assert [each.text for each in suggester.suggest("５ｇ", limit=1)] == ["5G"]
    assert suggester.suggest("現代交通")[0].text == "打造现代交通网络！"


def test_nothing_typed_offers_what_was_asked_last(suggester: Suggester) -> None:
    assert [each.text for each in suggester.suggest("  ")] == ["杭绍台 甬金", "三界", "5G"]
    assert len(suggester.suggest("", limit=2)) == 2


def test_nothing_fits(suggester: Suggester) -> None:
    assert suggester.suggest("龘龘") == ()
    assert Suggester([]).suggest("长") == ()
    for typed in ("*", "-", '"', "\ud800", "a" * 5000, "?" * 5000, "\u200b"):
        suggester.suggest(typed)


def test_the_same_words_are_offered_once() -> None:
    made = Suggester(
        [SearchSuggestion("ＧＤＰ", "place", Place("p", "1")), SearchSuggestion("gdp", "heading")],
        earlier=["GDP", "", "\u200b"],
    )
    assert [(each.text, each.what) for each in made.suggest("gdp")] == [("GDP", "earlier")]
    assert len(made.suggest("")) == 1
