"""Townships and streets: every passage of the bundled plan that speaks of one, by hand."""

import pytest

from db.records import Passage, PlaceWord, Plan
from db.tables.facts import PlanFacts
from db.tables.township_pages import TownshipPage, place_pages
from db.tables.townships import TownshipFinder, yielded

PAGES = {
    "浦口街道": (["7.1.p1", "9.2.b1.i4"], [], 1),
    "三江街道": (["7.1.p1", "9.2.b1.i4"], [], 1),
    "鹿山街道": (["7.1.p1"], ["4.4.p2", "8.3.b1.i2"], 1),
    "剡湖街道": (["7.1.p1", "9.3.b1.i1"], [], 1),
    "三界镇": (["7.1.p1", "9.3.b1.i1"], ["3.p1", "4.1.p2", "8.1.b1.i5"], 2),
    "仙岩镇": (["7.1.p1"], [], 0),
    "甘霖镇": (["7.1.p1", "9.3.b1.i1"], ["5.4.p1", "8.1.b1.i2", "8.1.p2", "8.3.b1.i1"], 3),
    "崇仁镇": (["7.1.p1", "9.2.b1.i4"], ["8.1.b1.i2"], 2),
    "石璜镇": (["7.1.p1"], [], 0),
    "谷来镇": (["7.1.p1", "9.3.b1.i1"], ["8.1.b1.i2"], 2),
    "长乐镇": (["7.1.p1", "9.2.b1.i4"], ["5.4.p1", "8.1.b1.i2", "8.1.b1.i5", "8.1.p2"], 4),
    "金庭镇": (["7.1.p1", "9.3.b1.i1"], ["5.4.p1", "6.2.p1", "8.1.b1.i2"], 3),
    "黄泽镇": (["7.1.p1", "9.2.b1.i3", "9.3.b1.i1"], ["5.4.p1", "8.1.b1.i2", "8.1.p2"], 4),
    "下王镇": (["7.1.p1"], [], 0),
    "贵门乡": (["7.1.p1", "9.3.b1.i1"], [], 1),
}
"""Place → passages that name it, passages that only look like it, project rows. Read in the source, passage by passage."""

SLUG = "shengzhou-145"


def test_every_passage_of_every_place(facts: PlanFacts) -> None:
    found = {
        page.place: (
            [each.passage.key for each in page.named],
            [each.passage.key for each in page.related],
            len(page.projects),
        )
        for page in place_pages(facts)
    }
    assert found == PAGES


def test_the_places_come_in_the_plans_order(plan: Plan) -> None:
    assert yielded(plan.passages) == tuple(PAGES)


def _page(facts: PlanFacts, place: str) -> TownshipPage:
    return next(page for page in place_pages(facts) if page.place == place)


def test_marks_stand_on_the_words(facts: PlanFacts) -> None:
    page = _page(facts, "甘霖镇")
    words = {
        each.passage.key: [each.passage.text[slice(*span)] for span in each.spans]
        for each in page.named + page.related
    }
    assert words["7.1.p1"] == ["甘霖", "甘霖镇", "甘霖镇"]
    assert words["8.1.p2"] == ["甘霖"]


def _text(*texts: str) -> list[Passage]:
    return [Passage(f"1.p{at}", "paragraph", text, "1") for at, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("推进至长乐镇，串联甘霖镇、崇仁镇。", ("长乐镇", "甘霖镇", "崇仁镇")),
        ("包括浦口、三江、鹿山、剡湖4个街道", ("浦口街道", "三江街道", "鹿山街道", "剡湖街道")),
        ("浦口、三江和鹿山三个街道", ("浦口街道", "三江街道", "鹿山街道")),
        # the number does not fit: whose list it is can't be known
        ("浦口、三江、鹿山、剡湖3个街道", ()),
        # kinds of places, and words that merely end or go on so
        ("推动乡镇特色发展，建设美丽城镇、特色小镇、越剧小镇、中心镇，服务各乡镇（街道）", ()),
        ("落实乡村振兴，引导乡贤回归，和美乡村，文明乡风，景德镇市", ()),
        ("镇村生活圈、古镇古村、“镇改办、村改居”", ()),
        # pieces of sentences, numbers, and kinds of townships
        ("坚持以城带乡、城乡融合，新增24支台湾乡建乡创团队，实施百县千镇万村工程。", ()),
        ("改造了主要街道8条，建成3个典型镇，推进村收镇运垃圾处理模式，加大对偏远镇支持力度。", ()),
        ("评选示范乡20个，帮扶相对薄弱镇，通达沿江乡，户分类、村收集、镇转运，十百千镇行动", ()),
        (
            "抓好白石镇、青阳乡重点项目建设，支持王庄镇发展，三河镇被列为示范镇",
            ("白石镇", "青阳乡", "王庄镇", "三河镇"),
        ),
        (
            "整治商业街道、城区街道和部分街道，清扫街道，服务辖区街道，白石镇改为街道，拓宽过境街道，培育卫星镇。",
            ("白石镇",),
        ),
        ("推进文昌街道、向阳街道和平安街道改造", ("文昌街道", "向阳街道", "平安街道")),
        ("", ()),
    ],
)
def test_what_a_text_yields(text: str, names: tuple[str, ...]) -> None:
    assert yielded(_text(text)) == names


NAMES = ("甘霖镇", "黄泽镇", "三江街道", "长乐镇", "幸福街道")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甘霖镇中心卫生院", [("甘霖镇", "named")]),
        ("甘霖冷链物流园", [("甘霖镇", "related")]),
        ("甘霖至长乐段", [("甘霖镇", "related"), ("长乐镇", "related")]),
        ("向西推进至甘霖，", [("甘霖镇", "related")]),
        ("公路（黄泽-长乐）", [("黄泽镇", "related"), ("长乐镇", "related")]),
        ("黄泽江干流综合治理工程", []),
        ("三江两岸绿道", []),
        ("长乐江、黄泽江等幸福河工程", []),
        ("不断提升群众幸福指数", []),
        ("追求幸福、安康", []),
    ],
)
def test_named_related_or_neither(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(mention.place, mention.how) for mention in TownshipFinder(NAMES).mentions(text)] == expected


def _word(place: str, word: str, how: str) -> PlaceWord:
    return PlaceWord(SLUG, place, word, how)  # type: ignore[arg-type]


def test_the_readers_say_goes_first(plan: Plan) -> None:
    words = [
        _word("黄泽镇", "黄泽江", "related"),
        _word("三江街道", "三江两岸", "named"),
        _word("鹿山街道", "鹿山广场", "none"),
        _word("下王镇", "下王镇", "none"),
        _word("苍岩社区", "苍岩", "named"),
    ]
    facts = PlanFacts(plan, words)
    assert "下王镇" not in facts.finder.names
    assert "8.3.b1.i2" in [each.passage.key for each in _page(facts, "黄泽镇").related]
    assert "7.2.p2" in [each.passage.key for each in _page(facts, "三江街道").named]
    assert [each.passage.key for each in _page(facts, "鹿山街道").related] == ["8.3.b1.i2"]
    assert [each.passage.key for each in _page(facts, "苍岩社区").named] == ["8.1.b1.i2", "8.3.b1.i2"]


def test_words_of_another_plan_change_nothing(plan: Plan) -> None:
    other = PlaceWord("another", "黄泽镇", "黄泽江", "named")
    assert len(_page(PlanFacts(plan, [other]), "黄泽镇").named) == 3


def test_a_plan_without_townships_has_no_pages() -> None:
    assert TownshipFinder(()).mentions("推进现代化建设") == ()
