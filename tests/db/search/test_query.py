"""Nothing that can be typed is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.query import parse
from db.search.query_terms import Gapped, LiteralPart, Shape


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("杭绍台 铁路", [LiteralPart("杭绍台"), LiteralPart("铁路")]),
        ("杭绍台\u3000铁路\t站", [LiteralPart("杭绍台"), LiteralPart("铁路"), LiteralPart("站")]),
        ('"a b"c', [LiteralPart("a b"), LiteralPart("c")]),
        ('"没有收尾 的引号', [LiteralPart("没有收尾的引号")]),
        ('杭"绍', [LiteralPart('杭"绍')]),
        ("“引号”是字", [LiteralPart('"引号"是字')]),
        ("宁波-舟山", [LiteralPart("宁波-舟山")]),
        ("－杭", [LiteralPart("-杭")]),
        ("＊？", [LiteralPart("*?")]),
        ("杭*台", [Gapped((LiteralPart("杭"), LiteralPart("台")))]),
        ("*杭**台*", [Gapped((LiteralPart("杭"), LiteralPart("台")))]),
        ("杭?台", [Shape(("杭", "", "台"))]),
        ("?台", [Shape(("", "台"))]),
        ('"杭*台"', [LiteralPart("杭*台")]),
        ("杭 杭 杭", [LiteralPart("杭")]),
        ("?", [LiteralPart("?")]),
        ("**", [LiteralPart("**")]),
        ("-", [LiteralPart("-")]),
        ("--重塑", [LiteralPart("--重塑")]),
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
        (LiteralPart("宁波"), True),
        (LiteralPart("a b"), True),
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
