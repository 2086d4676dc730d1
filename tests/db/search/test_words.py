"""Nothing that can be typed is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.parts import Gapped, Shape, Words
from db.search.words import parse


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("杭绍台 铁路", [Words("杭绍台"), Words("铁路")]),
        ("杭绍台\u3000铁路\t站", [Words("杭绍台"), Words("铁路"), Words("站")]),
        ('"a b"c', [Words("a b"), Words("c")]),
        ('"没有收尾 的引号', [Words("没有收尾 的引号")]),
        ('杭"绍', [Words('杭"绍')]),
        ("“引号”是字", [Words('"引号"是字')]),
        ("宁波-舟山", [Words("宁波-舟山")]),
        ("－杭", [Words("-杭")]),
        ("＊？", [Words("*?")]),
        ("杭*台", [Gapped((Words("杭"), Words("台")))]),
        ("*杭**台*", [Gapped((Words("杭"), Words("台")))]),
        ("杭?台", [Shape(("杭", "", "台"))]),
        ("?台", [Shape(("", "台"))]),
        ('"杭*台"', [Words("杭*台")]),
        ("杭 杭 杭", [Words("杭")]),
        ("?", [Words("?")]),
        ("**", [Words("**")]),
        ("-", [Words("-")]),
        ("--重塑", [Words("--重塑")]),
        ('"', []),
        ('""', []),
        ('"  "', []),
        ("", []),
        (" \n ", []),
        ("\u200b", []),
    ],
)
def test_terms(typed: str, parts: list[object]) -> None:
    terms = parse(typed)
    assert [term.part for term in terms] == parts
    assert not any(term.excluded for term in terms)


def test_exclusion() -> None:
    kept, first, second, third = parse('杭州 -宁波 -"a b" -舟?')
    assert not kept.excluded
    assert [(term.part, term.excluded) for term in (first, second, third)] == [
        (Words("宁波"), True),
        (Words("a b"), True),
        (Shape(("舟", "")), True),
    ]


def test_only_plain_words_may_be_pinyin() -> None:
    assert [term.spelled for term in parse('hst "hst" h*t 5G')] == ["hst", "", "", "5g"]


@given(st.text() | st.text('"-*? 杭a\u3000', max_size=30))
def test_anything_can_be_typed(typed: str) -> None:
    for term in parse(typed):
        start, end = term.place
        assert 0 <= start < end <= len(typed)
        assert not typed[start:end].isspace()
