"""The searcher on the bundled plan: the queries that were named, and everything that limits, orders and adds up answers."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from db.errors import UnknownKeyError
from db.plan.query import PlanStore
from db.progress import Progress, Stopped
from db.records import Sought
from db.search.corpus import Document, documents
from db.search.folding import fold
from db.search.query import SearchQuery, SearchResults
from db.search.searcher import FULLY_RANKED, Searcher, merge

ROOT = Path(__file__).parents[3]


def documents_of(texts: Sequence[str], plan: str = "p") -> tuple[Document, ...]:
    """Paragraphs in chapters of three."""
    return tuple(
        Document(
            plan, f"{place // 3}.p{place}", "paragraph", ("章",), (f"{place // 3}",), f"{place // 3}", text
        )
        for place, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "words",
    ["杭绍台", "長三角", "5G", "５Ｇ", "20分钟", "长", "山塘", "G60", "WIFI", "十四五", "，", "新优势,建设"],
)
def test_named_queries_find_what_a_scan_of_the_folded_text_finds(words: str, searcher: Searcher) -> None:
    needle = fold(words).text
    expected = {
        each.key: fold(each.text).text.count(needle)
        for each in searcher.documents
        if needle in fold(each.text).text
    }
    found = searcher.search(SearchQuery(words))
    assert {hit.key: len(hit.spans) for hit in found.results} == expected
    assert (found.passages, found.hits) == (len(expected), sum(expected.values()))
    assert expected


def test_several_terms_must_all_be_there(searcher: Searcher) -> None:
    found = searcher.search(SearchQuery("唐诗之路 水上"))
    expected = [each.key for each in searcher.documents if "唐诗之路" in each.text and "水上" in each.text]
    assert [hit.key for hit in found.results] == expected
    assert expected
    for hit in found.results:
        assert {hit.text[start:end] for start, end in hit.spans} == {"唐诗之路", "水上"}


def test_excluded_terms(searcher: Searcher) -> None:
    found = searcher.search(SearchQuery("宁波 -舟山"))
    assert [hit.key for hit in found.results] == [
        each.key for each in searcher.documents if "宁波" in each.text and "舟山" not in each.text
    ]
    assert found.passages < searcher.search(SearchQuery("宁波")).passages
    assert searcher.search(SearchQuery("-舟山")).passages == 0


def test_overlapping_terms_are_marked_once() -> None:
    found = Searcher(documents_of(["唐诗之路与诗之", "甲乙丙丁"])).search(SearchQuery("唐诗之 诗之路"))
    assert [(hit.text[start:end]) for hit in found.results for start, end in hit.spans] == ["唐诗之路"]
    assert found.hits == 1
    touching = Searcher(documents_of(["甲乙丙丁"])).search(SearchQuery("甲乙 丙丁"))
    assert touching.results[0].spans == ((0, 2), (2, 4))
    assert touching.hits == 2


def test_a_hit_inside_an_odd_sign_is_the_whole_sign(hostile: Searcher) -> None:
    found = hostile.search(SearchQuery("m2"))
    assert {hit.text[start:end] for hit in found.results for start, end in hit.spans} == {"㎡"}
    twice = [hit for hit in hostile.search(SearchQuery("2")).results if hit.text == "㎡㎡面积㉒㉒"]
    assert twice[0].spans == ((0, 1), (1, 2), (4, 5), (5, 6))


def test_scope(searcher: Searcher, store: PlanStore) -> None:
    everywhere = searcher.search(SearchQuery("嵊州"))
    for key in ("4", "4.1", "8", "4.5.b1", "4.1.p1"):
        inside = {passage.key for passage in store.view.within(key)} | {key}
        expected = tuple(hit for hit in everywhere.results if hit.key in inside)
        found = searcher.search(SearchQuery("嵊州", chapter=key))
        assert found.results == expected
        assert (found.passages, found.hits) == (len(expected), sum(len(hit.spans) for hit in expected))
    with pytest.raises(UnknownKeyError):
        searcher.search(SearchQuery("嵊州", chapter="no such key"))


def test_kinds(searcher: Searcher) -> None:
    everywhere = searcher.search(SearchQuery("建设"))
    assert {hit.kind for hit in everywhere.results} == {"heading", "paragraph", "box_title", "box_item"}
    chosen: list[tuple[Sought, ...]] = [("heading",), ("box_title", "box_item"), ("note",)]
    for kinds in chosen:
        found = searcher.search(SearchQuery("建设", kinds=kinds))
        assert found.results == tuple(hit for hit in everywhere.results if hit.kind in kinds)
        assert found.hits == sum(len(hit.spans) for hit in found.results)


def test_results_say_where_they_are(searcher: Searcher, store: PlanStore) -> None:
    for hit in searcher.search(SearchQuery("杭绍台")).results:
        assert hit.plan == "shengzhou-145"
        assert hit.path == store.view.path(hit.key)
        assert hit.text == store.view.passage(hit.key).text


def test_plan_order_is_reading_order(searcher: Searcher, store: PlanStore) -> None:
    order = {passage.key: place for place, passage in enumerate(store.plan.passages)}
    places = [order[hit.key] for hit in searcher.search(SearchQuery("发展")).results]
    assert places == sorted(places)
    assert len(places) > 20


def test_rank_prefers_headings_and_density(searcher: Searcher) -> None:
    found = searcher.search(SearchQuery("交通", order="rank"))
    plain = searcher.search(SearchQuery("交通"))
    assert {hit.key for hit in found.results} == {hit.key for hit in plain.results}
    assert (found.passages, found.hits) == (plain.passages, plain.hits)
    assert [hit.score for hit in found.results] == sorted((hit.score for hit in found.results), reverse=True)
    assert found.results[0].kind == "heading"
    made = Searcher(documents_of(["交通" * 3 + "甲" * 20, "交通" + "乙" * 20, "交通" + "乙" * 200, "无关"]))
    assert [hit.key for hit in made.search(SearchQuery("交通", order="rank")).results] == [
        "0.p0",
        "0.p1",
        "0.p2",
    ]


def test_rank_of_several_terms_favours_the_rare_one() -> None:
    made = Searcher(documents_of(["常常常罕", "常罕罕罕", *["常见" + "填" * 3] * 30]))
    assert [hit.key for hit in made.search(SearchQuery("常 罕", order="rank")).results] == ["0.p1", "0.p0"]


def test_very_many_hits_are_ranked_in_part_but_counted_whole() -> None:
    made = Searcher(documents_of([*["的" + "填" * 5] * FULLY_RANKED, "的的的的"]))
    limited, whole = (
        made.search(SearchQuery("的", order="rank", limit=5)),
        made.search(SearchQuery("的", order="rank")),
    )
    assert limited.passages == whole.passages == FULLY_RANKED + 1
    assert limited.hits == whole.hits == FULLY_RANKED + 4
    assert len(limited.results) == 5
    assert whole.results[0].text == "的的的的"
    assert len(whole.results) == FULLY_RANKED + 1


@pytest.mark.parametrize("limit", [0, 1, 3, 1000])
def test_a_limit_cuts_only_the_results(searcher: Searcher, limit: int) -> None:
    for words in ("发展", "hst", "重大 项目", "杭*台"):
        whole, cut = searcher.search(SearchQuery(words)), searcher.search(SearchQuery(words, limit=limit))
        assert cut.results == whole.results[:limit]
        assert (cut.passages, cut.hits) == (whole.passages, whole.hits)
        assert cut.offer is None


def test_terms_in_one_section(searcher: Searcher) -> None:
    assert searcher.search(SearchQuery("G60 漕河泾")).passages == 0
    assert searcher.search(SearchQuery("G60 漕河泾", together="section")).passages == 2
    sections: dict[str, str] = {}
    for each in searcher.documents:
        sections[each.chapter] = sections.get(each.chapter, "") + "\n" + each.text
    both = {chapter for chapter, text in sections.items() if "G60" in text and "数字经济" in text}
    assert both
    found = searcher.search(SearchQuery("G60 数字经济", together="section"))
    expected = [
        each.key for each in searcher.documents if each.chapter in both and _any(each, "G60", "数字经济")
    ]
    assert [hit.key for hit in found.results] == expected
    assert found.hits == sum(len(hit.spans) for hit in found.results)
    without = searcher.search(SearchQuery("G60 数字经济 -漕河泾", together="section"))
    left = {chapter for chapter in both if "漕河泾" not in sections[chapter]}
    assert [hit.key for hit in without.results] == [
        key for key in expected if _chapter(searcher, key) in left
    ]


def _any(document: Document, *words: str) -> bool:
    return any(word in document.text for word in words)


def _chapter(searcher: Searcher, key: str) -> str:
    return next(document.chapter for document in searcher.documents if document.key == key)


def test_literal_hits_come_before_those_that_sound_so() -> None:
    made = Searcher(documents_of(["杭绍台铁路", "编号 HST-1", "杭绍台与 hst"]))
    found = made.search(SearchQuery("hst"))
    assert [(hit.key, hit.how) for hit in found.results] == [
        ("0.p1", "text"),
        ("0.p2", "text"),
        ("0.p0", "pinyin"),
    ]
    assert [hit.spans for hit in found.results] == [((3, 6),), ((5, 8),), ((0, 3),)]
    assert found.hits == 3
    assert [hit.how for hit in made.search(SearchQuery("hst", order="rank")).results] == [
        "text",
        "text",
        "pinyin",
    ]
    mixed = made.search(SearchQuery("hst 铁路"))
    assert [(hit.key, hit.how, hit.spans) for hit in mixed.results] == [("0.p0", "pinyin", ((0, 3), (3, 5)))]


def test_tally_adds_up(searcher: Searcher, store: PlanStore) -> None:
    for words in ("嵊州", "hst", "重大 项目"):
        found, tally = searcher.search(SearchQuery(words)), searcher.tally(SearchQuery(words))
        expected: Counter[str] = Counter()
        for hit in found.results:
            for key in {*store.view.ancestors(hit.key), store.view.passage(hit.key).chapter}:
                expected[key] += len(hit.spans)
        assert {key: hits for key, (_, hits) in tally.items()} == expected
        top = [chapter.key for chapter in store.view.children()]
        assert sum(tally.get(key, (0, 0))[0] for key in top) == found.passages


def test_a_tally_keeps_to_the_chapter_that_is_searched(searcher: Searcher) -> None:
    box = next(each for each in searcher.documents if each.kind == "box_item").ancestors[-1]
    for chapter in ("4", "4.1", "8", box):
        for query in (
            SearchQuery("建设", chapter=chapter),
            SearchQuery("交通 建设", chapter=chapter, together="section"),
        ):
            found, tally = searcher.search(query), searcher.tally(query)
            expected: Counter[str] = Counter()
            for hit in found.results:
                document = next(each for each in searcher.documents if each.key == hit.key)
                expected.update(dict.fromkeys((*document.ancestors, document.chapter), len(hit.spans)))
            assert {key: hits for key, (_, hits) in tally.items()} == expected


def test_merged_answers() -> None:
    one = Searcher(documents_of(["杭绍台铁路", "其他", "hst"], "a"))
    other = Searcher(documents_of(["杭绍台" + "甲" * 50, "hst hst"], "b"))
    founds = [each.search(SearchQuery("hst")) for each in (one, other)]
    whole = merge(SearchQuery("hst"), founds)
    assert (whole.query.words, whole.passages, whole.hits) == ("hst", 4, 5)
    assert [(hit.plan, hit.how) for hit in whole.results] == [
        ("a", "text"),
        ("b", "text"),
        ("a", "pinyin"),
        ("b", "pinyin"),
    ]
    assert len(merge(SearchQuery("hst", limit=2), founds).results) == 2
    ranked = merge(
        SearchQuery("hst", order="rank"),
        [each.search(SearchQuery("hst", order="rank")) for each in (one, other)],
    )
    scores = [hit.score for hit in ranked.results if hit.how == "text"]
    assert scores == sorted(scores, reverse=True)
    assert merge(SearchQuery(), []) == SearchResults(SearchQuery(), 0, 0, ())
    assert (
        merge(SearchQuery(), [one.search(SearchQuery("杭少台")), other.search(SearchQuery("无"))]).offer
        == "杭绍台"
    )
    assert (
        merge(SearchQuery(), [one.search(SearchQuery("其它")), other.search(SearchQuery("甲"))]).offer is None
    )


def test_work_that_nobody_waits_for_ends(searcher: Searcher, scanner: Searcher) -> None:
    for asked in (searcher, scanner):
        with pytest.raises(Stopped):
            asked.search(SearchQuery("发展"), Progress(is_stopped=lambda: True))
    calls: list[int] = []

    def later() -> bool:
        calls.append(1)
        return len(calls) > 3

    many = Searcher(documents_of(["发展与建设"] * 20_000))
    with pytest.raises(Stopped):
        many.search(SearchQuery("发?与"), Progress(is_stopped=later))


HOSTILE_QUERIES = [
    "长" * 10_000,
    "发展，" * 3_333,
    " ".join(chr(0x4E00 + place) for place in range(5_000)),
    "发展 建设 " * 2_000,
    "hangshaotai" * 900,
    "*" * 10_000,
    "?" * 10_000,
    "?*" * 5_000 + "长",
    "*长" * 5_000,
    "?" * 5_000 + "长",
    '"' * 10_001,
    '-"' * 5_000,
    "-" * 10_000,
    "，。；：！？、“”（）《》",
    "!@#$%^&*()_+{}|:<>?[]\\;',./`~",
    "(a+)+$",
    "((((((((((.*)*)*)*)*)*)*)*)*)*)*",
    "\\",
    "[",
    "\ud83d",
    "\ude00\ud83d",
    "😀👨\u200d👩\u200d👧",
    "\u202e\u200f\u200e\u2066",
    "\u0301" * 5_000,
    "e" + "\u0301" * 5_000,
    "\x00\x01\x02",
    "\ufeff",
    "ﬁ" * 3_000,
    "ﷺ" * 2_000,
    "İ" * 3_000,
    "key:value AND NOT (a OR b) ^2 ~3 [a TO b]",
    "a" * 10_000,
    "xian" * 2_500,
    "\n".join(["长"] * 5_000),
]


@pytest.mark.parametrize("words", HOSTILE_QUERIES, ids=range(len(HOSTILE_QUERIES)))
def test_hostile_queries_neither_crash_nor_hang(
    words: str, searcher: Searcher, scanner: Searcher, hostile: Searcher
) -> None:
    started = time.process_time()
    for asked in (searcher, scanner, hostile):
        for found in (
            asked.search(SearchQuery(words)),
            asked.search(SearchQuery(words, literal=True)),
            asked.search(SearchQuery(words, order="rank", limit=3)),
            asked.search(SearchQuery(words, together="section")),
        ):
            assert found.query.words == words
            assert found.hits >= found.passages >= len(found.results)
    one, other = searcher.search(SearchQuery(words)), scanner.search(SearchQuery(words))
    assert (one.passages, one.hits, one.results, one.offer) == (
        other.passages,
        other.hits,
        other.results,
        other.offer,
    )
    assert time.process_time() - started < 20


def test_documents_are_the_passages(store: PlanStore) -> None:
    made = documents(store)
    assert [document.key for document in made] == [passage.key for passage in store.plan.passages]
    for document, passage in zip(made, store.plan.passages, strict=True):
        assert (document.kind, document.text, document.chapter) == (
            passage.kind,
            passage.text,
            passage.chapter,
        )
        assert document.path == store.view.path(passage.key)
        assert document.ancestors == store.view.ancestors(passage.key)
        assert len(document.path) == len(document.ancestors)


def test_nothing_to_search_in() -> None:
    empty = Searcher(())
    for words in ("长", "hst", "长 三", "长*", ""):
        assert empty.search(SearchQuery(words)).passages == 0
        assert empty.search(SearchQuery(words, order="rank")).results == ()


def test_starting_is_cheap() -> None:
    """Whoosh comes in only with an index, SQLAlchemy, RE2 and Qt never."""
    heavy = "{'whoosh', 'sqlalchemy', 're2', 'PySide6', 'pypinyin'}"
    code = f"import sys, db.search.searcher, db.search.suggestions, db.search.hits; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("limit", [-1, -1000])
def test_a_limit_below_nothing_is_nothing(searcher: Searcher, limit: int) -> None:
    found = searcher.search(SearchQuery("发展", limit=limit))
    assert found.results == ()
    assert found.passages > 0


def test_what_the_first_search_reads_can_be_read_before(
    bundled: tuple[Document, ...], index_folder: Path
) -> None:
    fresh, prepared = (Searcher(bundled, index_folder, "stamp") for _ in range(2))
    prepared.prepare()
    assert "lexicon" in prepared._corpus.__dict__
    assert "lexicon" not in fresh._corpus.__dict__
    for words in ("hst", "杭绍台", "绝无此词"):
        assert prepared.search(SearchQuery(words)).results == fresh.search(SearchQuery(words)).results
