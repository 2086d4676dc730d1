"""Folding against its own definition, character by character and cluster by cluster, and the way back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.folding import fold, fold_plain

CHARACTERS = (
    st.characters() | st.characters(categories=["Cs"]) | st.sampled_from("ﬁ㎡ｶﾞ\u0301\u200d長，“—ßẞİ😀")
)
TEXTS = st.text(CHARACTERS, max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("長三角，全面", "长三角,全面"),
        ("５Ｇ　ＷｉＦｉ", "5g wifi"),
        ("（2．0版）；：！？", "(2.0版);:!?"),
        ("“四港”‘一’「二」", '"四港"\'一\'"二"'),
        ("宁波—舟山－港–", "宁波-舟山-港-"),
        ("ﬁ㎡…", "fim2..."),
        ("ｶﾞ", "ガ"),
        ("e\u0301É", "éé"),
        ("杭\u200b绍\u200f台\ufeff", "杭绍台"),
        ("臺後髮裡乾", "台后发里干"),
        ("a\tb\nc\u00a0d\u3000e", "a b c d e"),
        ("实现中 心\u3000城\u00a0区全覆盖", "实现中心城区全覆盖"),
        ("推进 5 G 网络", "推进5g网络"),
        ("第 十 章\u3000总则", "第十章总则"),
        ("〔 2026 〕 3 号", "〔2026〕3号"),
        ("R & D， 3 %", "r&d,3%"),
        ("green land 3 5", "green land3 5"),
        ("한글 각", "한글 각"),
        ("甲\t乙\n丙 \t丁", "甲 乙 丙  丁"),
        (" 中心 ", "中心"),
        ("´ ´", " \u0301  \u0301"),
        ("投资1,234,567.89元，12,000人", "投资1234567.89元,12000人"),
        ("１２，０００人", "12000人"),
        ("12,000，345个", "12000,345个"),
        ("2025,300 1,23 1,2345 0.1,234 12，000", "2025,300 1,23 1,2345 0.1,234 12,000"),
        ("1,234,5", "1,234,5"),
        ("㎡1,234 中 心", "m21234中心"),
        ("\ud83d", "\ud83d"),
        ("", ""),
    ],
)
def test_what_reads_the_same_folds_the_same(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_every_character_folds_as_defined() -> None:
    """Case and width of all of Unicode as this Python knows it; what came after the tables' version is left alone."""
    table = {
        **dict.fromkeys("“”„‟〝〞〟「」", '"'),
        **dict.fromkeys("‘’‚‛『』", "'"),
        "。": ".",
        "⋯": "...",
        **dict.fromkeys("〜∼", "~"),
        "∶": ":",
    }
    table |= {**dict.fromkeys("‐‑‒–—―−─", "-"), **dict.fromkeys("•‧∙⋅・", "·")}
    for point in [*range(0x3000), *range(0xA000, 0xD800), *range(0xE000, 0x10000), *range(0x1F100, 0x1F200)]:
        character = chr(point)
        if unicodedata.category(character) in {"Cn", "Mn", "Mc", "Me", "Cf"} or point in {
            0x115F,
            0x1160,
            0x3164,
            0xFFA0,
        }:
            continue
        normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
        expected = "".join(" " if each.isspace() else table.get(each, each) for each in normal)
        if unicodedata.category(character) == "Zs":  # it parts nothing here
            expected = ""
        if not 0x2E80 <= point <= 0x2FFF and not 0xF900 <= point <= 0xFAFF and not 0x3200 <= point <= 0x33FF:
            assert fold(character).text == expected, hex(point)


@given(TEXTS)
def test_offsets_lead_back_to_whole_clusters(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded.text)):
        for end in range(start + 1, len(folded.text) + 1):
            first, last = folded.shown(start, end)
            assert 0 <= first < last <= len(text)
            assert folded.text[start:end] in fold(text[first:last]).text


@given(TEXTS)
def test_spans_rise_with_the_text(text: str) -> None:
    folded = fold(text)
    spans = [folded.shown(place, place + 1) for place in range(len(folded.text))]
    assert spans == sorted(spans)


@given(TEXTS, TEXTS)
def test_whole_clusters_fold_the_same_in_any_company(one: str, other: str) -> None:
    glued = fold(one + "。" + other).text
    assert glued.startswith(fold(one).text) or fold_plain(one) is None
    assert glued.endswith("." + fold(other).text) or fold_plain(other) is None


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FFF), max_size=60))
def test_plain_texts_keep_their_offsets(text: str) -> None:
    plain = fold_plain(text)
    if plain is not None:
        folded = fold(text)
        assert folded.text == plain
        assert not folded.odd
        assert (len(plain) == len(text)) == (folded.starts is None)


@given(st.text("中心城区5GaB3 \u3000\u00a0，。〔〕&", max_size=30), st.data())
def test_words_cut_out_of_a_text_fold_as_in_it(text: str, data: st.DataObject) -> None:
    """Whether a blank goes is told by what stands right beside it, at the edges it always goes."""
    start = data.draw(st.integers(0, len(text)))
    cut = text[start : data.draw(st.integers(start, len(text)))]
    assert fold(cut).text in fold(text).text


@given(
    st.lists(st.sampled_from(["中", "心", "12,000", "5", "G", "３，５００", "ﬁ", "，", "ab"]), max_size=12)
)
def test_blanks_and_commas_change_nothing_but_offsets(words: list[str]) -> None:
    """Strewn with blanks where they say nothing, a text folds the same, and each word finds its place."""
    strewn = "中" + "　中 ".join(words) + "中"
    folded, bare = fold(strewn), fold("中" + "中".join(words) + "中")
    assert folded.text == bare.text
    assert folded.text == fold(folded.text).text
    at = 0
    for word in words:
        needle = fold(word).text
        place = folded.text.index(needle, at)
        start, end = folded.shown(place, place + len(needle))
        assert fold(strewn[start:end]).text == needle
        assert strewn[start:end] == strewn[start:end].strip()
        at = place + len(needle)
