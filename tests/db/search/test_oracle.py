"""The oracle: what is found equals what a plain scan finds, after each kind of change to an index, and without one."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search import index
from db.search.corpus import Document
from db.search.folding import fold
from db.search.query import SearchQuery, SearchResults
from db.search.searcher import Searcher

NATURAL = (
    "嵊州",
    "长三角",
    "一体化",
    "高质量发展",
    "重大项目",
    "G60",
    "5G",
    "REITs",
    "唐诗之路",
    "水库",
    "20分钟",
    "“四港”",
    "，",
    "。",
)
ABSENT = ("量子计算", "zzz", "港口航道港", "😀", "龘", "2099年")


def _cut(chance: random.Random, texts: Sequence[str]) -> str:
    text = chance.choice([text for text in texts if text])
    length = min(chance.randint(1, 12), len(text))
    start = chance.randrange(len(text) - length + 1)
    return text[start : start + length]


def _quoted(needle: str) -> str:
    return f'"{needle}"'


def _expected(texts: Sequence[str], needles: Sequence[str]) -> set[int]:
    return {number for number, text in enumerate(texts) if all(needle in text for needle in needles)}


def _numbers(searcher: Searcher, found: SearchResults) -> list[int]:
    places = {(document.plan, document.key): number for number, document in enumerate(searcher.documents)}
    return [places[hit.plan, hit.key] for hit in found.results]


def _check(searcher: Searcher, seed: int, rounds: int = 150) -> None:
    """Random cuts, words, absent words, several terms: passages, hits and spans of each as a scan has them."""
    chance = random.Random(seed)
    folded = [fold(document.text).text for document in searcher.documents]
    for turn in range(rounds):
        needles = [_cut(chance, folded) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        if turn % 5 == 0:
            needles[0] = chance.choice(NATURAL + ABSENT)
        needles = [needle for needle in needles if needle.strip() and '"' not in needle] or ["的"]
        found = searcher.search(SearchQuery(" ".join(map(_quoted, needles))))
        folded_needles = [fold(needle).text for needle in needles]
        assert set(_numbers(searcher, found)) == _expected(folded, folded_needles), needles
        assert found.passages == len(found.results)
        assert found.hits == sum(len(hit.spans) for hit in found.results)
        for hit in found.results:
            _check_spans(hit.text, hit.spans, folded_needles)
        if len(needles) == 1 and all(fold(hit.text).starts is None for hit in found.results):
            assert found.hits == sum(fold(hit.text).text.count(folded_needles[0]) for hit in found.results)
        limited = searcher.search(SearchQuery(" ".join(map(_quoted, needles)), limit=2))
        assert (limited.passages, limited.hits) == (found.passages, found.hits)
        assert limited.results == found.results[:2]


def _check_spans(text: str, spans: Sequence[tuple[int, int]], needles: Sequence[str]) -> None:
    ends = 0
    for start, end in spans:
        assert ends <= start < end <= len(text)
        ends = end
        shown = fold(text[start:end]).text
        assert any(needle in shown for needle in needles)
        if len(needles) == 1 and fold(text).starts is None:
            assert shown == needles[0]


def _documents(plan: str, texts: Sequence[str]) -> tuple[Document, ...]:
    return tuple(Document(plan, f"1.p{n}", "paragraph", (), (), "1", text) for n, text in enumerate(texts))


def test_with_an_index(searcher: Searcher) -> None:
    _check(searcher, 1)


def test_without_an_index(scanner: Searcher) -> None:
    _check(scanner, 2)


def test_hostile_texts(hostile: Searcher) -> None:
    _check(hostile, 3)
    _check(Searcher(hostile.documents), 3)


def test_after_every_kind_of_change(bundled: tuple[Document, ...], tmp_path: Path) -> None:
    """Each plan has an index of its own, so that adding, removing and replacing one touches no other."""
    texts = [document.text for document in bundled]
    halves = {"one": _documents("one", texts[::2]), "two": _documents("two", texts[1::2])}
    for slug, documents in halves.items():
        index.build(documents, tmp_path / slug / "index", slug)
        _check(Searcher(documents, tmp_path / slug / "index", slug), 11, rounds=40)
    untouched = _bytes(tmp_path / "one")
    # added, replaced by a changed one, built again, opened again, removed
    third = _documents("three", ["新增一段，讲杭绍台。", *texts[10:30]])
    index.build(third, tmp_path / "three" / "index", "1")
    _check(Searcher(third, tmp_path / "three" / "index", "1"), 12, rounds=40)
    changed = _documents("three", [text.replace("发展", "前进") for text in texts[:40]])
    index.build(changed, tmp_path / "three" / "index", "2")
    for _ in range(2):
        replaced = Searcher(changed, tmp_path / "three" / "index", "2")
        _check(replaced, 13, rounds=40)
        assert replaced.search(SearchQuery("发展")).passages == 0
    index.build(changed, tmp_path / "three" / "index", "2")
    _check(Searcher(changed, tmp_path / "three" / "index", "2"), 14, rounds=40)
    index.remove(tmp_path / "three" / "index")
    assert not (tmp_path / "three" / "index").exists()
    index.remove(tmp_path / "three" / "index")
    assert _bytes(tmp_path / "one") == untouched
    _check(Searcher(halves["one"], tmp_path / "one" / "index", "one"), 15, rounds=40)
    assert not [path.name for path in (tmp_path / "three").iterdir()]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("which", ["searcher", "scanner", "hostile"])
def test_literal_finds_exactly_what_the_shown_text_holds(which: str, request: pytest.FixtureRequest) -> None:
    """Any 1 to 12 characters cut from a shown passage, clusters cut in two and single spaces among them."""
    asked: Searcher = request.getfixturevalue(which)
    chance = random.Random(21)
    shown = [document.text for document in asked.documents]
    for _ in range(300):
        needle = _cut(chance, shown)
        found = asked.search(SearchQuery(needle, literal=True))
        assert set(_numbers(asked, found)) == _expected(shown, [needle])
        for hit in found.results:
            assert all(hit.text[start:end] == needle for start, end in hit.spans)
            assert len(hit.spans) == hit.text.count(needle)
        assert found.hits == sum(text.count(needle) for text in shown)
        assert all(hit.how == "text" for hit in found.results)


def test_literal_folds_nothing(searcher: Searcher) -> None:
    assert searcher.search(SearchQuery("wifi")).passages == 1
    assert searcher.search(SearchQuery("wifi", literal=True)).passages == 0
    assert searcher.search(SearchQuery("長三角", literal=True)).passages == 0
    assert searcher.search(SearchQuery("", literal=True)).passages == 0
    assert searcher.search(SearchQuery("hangshaotai", literal=True)).passages == 0


@given(st.text(max_size=6) | st.text("ab ，。杭绍台", max_size=4))
def test_literal_on_made_up_texts(needle: str) -> None:
    texts = [needle, f"前{needle}后", f"e{needle}\u0301", needle[:1], "aab杭，绍 台。", needle.upper()]
    asked = Searcher(_documents("p", texts))
    expected = _expected(texts, [needle]) if needle else set()
    assert set(_numbers(asked, asked.search(SearchQuery(needle, literal=True)))) == expected


WILD: dict[str, str] = {
    "杭?台": "杭.台",
    "?三角": ".三角",
    "三角?": "三角.",
    "5?万亩": "5.万亩",
    "杭*台": "杭.*?台",
    "长三*一体": "长三.*?一体",
    "重?项目*建设": "重.项目.*?建设",
    "*水库*": "水库",
    "G?0": "g.0",
    "??": r"\?\?",
    "高*高*高": "高.*?高.*?高",
}


@pytest.mark.parametrize("wild", WILD)
def test_wildcards_equal_their_scan(searcher: Searcher, scanner: Searcher, wild: str) -> None:
    _equals_scan(searcher, wild, re.compile(WILD[wild], re.DOTALL).finditer)
    _equals_scan(scanner, wild, re.compile(WILD[wild], re.DOTALL).finditer)


def test_random_wildcards_equal_their_scan(searcher: Searcher) -> None:
    chance = random.Random(31)
    folded = [fold(document.text).text for document in searcher.documents]
    for _ in range(150):
        signs = [sign if chance.random() > 0.3 else chance.choice("?*") for sign in _cut(chance, folded)]
        wild = "".join(signs).strip("-").replace('"', "?").replace(" ", "?")
        plain = wild.replace("*", "").replace("?", "")
        if plain:
            bare = wild.strip("*")
            pattern = "".join(
                ".*?" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in bare
            )
            _equals_scan(searcher, wild, re.compile(pattern, re.DOTALL).finditer)


def _equals_scan(searcher: Searcher, typed: str, scan: Callable[[str], Iterator[re.Match[str]]]) -> None:
    expected = {}
    for number, document in enumerate(searcher.documents):
        spans = tuple(match.span() for match in scan(fold(document.text).text))
        if spans:
            expected[number] = spans
    found = searcher.search(SearchQuery(typed, pinyin=False))
    assert (
        dict(zip(_numbers(searcher, found), (hit.spans for hit in found.results), strict=True)) == expected
    ), typed
    assert (found.passages, found.hits) == (len(expected), sum(map(len, expected.values())))
