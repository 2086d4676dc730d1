"""Regular expressions in the shown text: what Python's own finds, without its explosions."""

import re
import time

import pytest

from db.progress import Progress, Stopped
from db.records import Kind
from db.search.expression import LONGEST, ExpressionError, find
from db.search.query import SearchQuery
from db.search.searcher import Searcher


@pytest.mark.parametrize(
    "expression",
    [
        r"G\d+",
        r"\d+(?:所|个|公里)",
        r"[一-龥]{2}铁路",
        r"(?:杭|甬)\S{1,3}(铁路|高速)",
        r"“[^”]+”",
        "wifi",
        ".",
    ],
)
def test_finds_what_python_finds(expression: str, searcher: Searcher) -> None:
    texts = [(document.key, document.text) for document in searcher.documents]
    expected = {}
    for key, text in texts:
        if spans := tuple(match.span() for match in re.finditer(expression, text, re.IGNORECASE)):
            expected[key] = spans
    found = find(expression, texts)
    assert found.whole
    assert found.spans == expected
    assert expected


@pytest.mark.parametrize(
    "expression",
    [
        "(",
        "[",
        "*",
        "a{2,1}",
        r"\1",
        "(?=a)",
        "(?P<n",
        "(((a{1000}){1000}){1000})",
        "\\",
        "a" * (LONGEST + 1),
    ],
)
def test_what_is_no_expression_is_told(expression: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        find(expression, [("k", "aaaa")])
    assert str(caught.value).endswith("。")
    assert caught.value.detail


@pytest.mark.parametrize(
    "expression",
    ["(a+)+$", "(a|a)*b", "(.*)*c", "(a?){90}a{90}", "(x+x+)+y", "(?:" * 30 + "a" + ")*" * 30 + "b"],
)
def test_no_expression_takes_long(expression: str) -> None:
    started = time.process_time()
    find(expression, [("one", "a" * 20_000 + "!"), ("two", "x" * 20_000)])
    assert time.process_time() - started < 5


def test_when_time_runs_out_it_says_so() -> None:
    assert not find("a", [("one", "a")], seconds=0).whole


def test_strange_texts() -> None:
    found = find(".", [("half", "\ud83d长"), ("pair", "😀长"), ("none", "")])
    assert found.spans == {"half": ((0, 1), (1, 2)), "pair": ((0, 1), (1, 2))}
    assert find("\ud83d", [("k", "\ud83d")]).whole
    assert find("a*", [("k", "baab")]).spans == {"k": ((1, 3),)}


def test_it_can_be_stopped() -> None:
    with pytest.raises(Stopped):
        find("a", [("k", "a")], progress=Progress(is_stopped=lambda: True))


@pytest.mark.parametrize("words", [r"\d+亿元", "铁路|高速", "WIFI", ".", "$", "没有这样的词"])
@pytest.mark.parametrize("kinds", [(), ("box_item",), ("heading", "paragraph")])
def test_a_query_finds_what_python_finds(words: str, kinds: tuple[Kind, ...], searcher: Searcher) -> None:
    expected = {
        document.key: spans
        for document in searcher.documents
        if not kinds or document.kind in kinds
        if (
            spans := tuple(
                m.span() for m in re.finditer(words, document.text, re.IGNORECASE) if m.end() > m.start()
            )
        )
    }
    found = searcher.search(SearchQuery(words, regex=True, kinds=kinds))
    assert {hit.key: hit.spans for hit in found.results} == expected
    assert [hit.key for hit in found.results] == list(expected)
    assert (found.passages, found.hits) == (len(expected), sum(map(len, expected.values())))
    assert found.whole
    assert not found.synonyms
    assert found.offer is None
    tally = searcher.tally_of(found.results)
    for key in {document.chapter for document in searcher.documents}:
        inside = [
            spans
            for document in searcher.documents
            if (spans := expected.get(document.key)) and key in (*document.ancestors, document.chapter)
        ]
        assert tally.get(key, (0, 0)) == (len(inside), sum(map(len, inside)))
    limited = searcher.search(SearchQuery(words, regex=True, kinds=kinds, limit=1))
    assert (limited.passages, limited.hits) == (found.passages, found.hits)
    assert limited.results == found.results[:1]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("(", "右括号"),
        ("[", "右方括号"),
        ("*", "要重复的字"),
        ("a**", "不能连写"),
        ("a{2,1}", "重复次数"),
        (r"\1", "反向引用"),
        ("(?<=a)b", "前后断言"),
        ("(?!a)b", "前后断言"),
        ("(?<n", "写法有误"),
        ("a)", "多了右括号"),
        ("[z-a]", "范围写反"),
        ("\\", "后面缺字"),
    ],
)
def test_the_sentence_names_the_cause(expression: str, told: str) -> None:
    with pytest.raises(ExpressionError, match=told):
        find(expression, [("k", "aaaa")])
