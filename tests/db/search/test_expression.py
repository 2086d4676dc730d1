"""Regular expressions in the shown text: what Python's own finds, without its explosions."""

import re
import time

import pytest

from db.progress import Progress, Stopped
from db.search.searcher import Searcher

pytest.importorskip("re2", reason="google-re2 is not installed")

from db.search.expression import LONGEST, ExpressionError, find


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
