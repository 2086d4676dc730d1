"""A plan's words as one string, and the way back; anchors that hold on to them."""

import random
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Chapter, Origin, Passage, Plan, PlanInfo
from db.user.anchors import CONTEXT, SourceMap, find_quote, make_anchor, source_range
from db.user.errors import AnchorError
from db.user.plan_text import PlanLine, PlanText, normal
from db.user.records import Edition, TextRange


def small(*texts: str) -> PlanText:
    return PlanText("s:c", [PlanLine(str(at), "paragraph", text, ()) for at, text in enumerate(texts)])


def test_normal_folds_width_and_drops_white_space_and_nothing_else() -> None:
    assert normal("（一） 5Ｇ，\u3000ＡＢ\n“专、精”\u200b！") == "(一)5G,AB“专、精”!"
    assert normal("繁體①㎡Ⅳ。") == "繁體①㎡Ⅳ。"


@given(st.lists(st.text(alphabet="甲乙，（a 　\n", max_size=12), min_size=1, max_size=6), st.data())
def test_every_stretch_of_words_finds_its_way_back(texts: list[str], data: st.DataObject) -> None:
    text = small(*texts)
    assert text.text == normal("".join(texts))
    if not text.text:
        return
    start = data.draw(st.integers(0, len(text.text) - 1))
    end = data.draw(st.integers(start + 1, len(text.text)))
    reach = text.reach(start, end)
    assert text.span(reach) == (start, end)
    assert normal(text.quote(reach)) == text.text[start:end]
    first, last = text.position(reach)
    assert text.shown[first:last] == text.quote(reach)


@pytest.mark.parametrize(
    "reach",
    [
        TextRange("9", 0, "9", 1),
        TextRange("0", 0, "9", 1),
        TextRange("0", 1, "0", 1),
        TextRange("1", 0, "0", 1),
        TextRange("0", -1, "0", 1),
        TextRange("0", 0, "0", 99),
        TextRange("0", 99, "1", 1),
    ],
)
def test_what_is_no_stretch_of_words(reach: TextRange) -> None:
    assert small("甲乙", "丙").span(reach) is None


def test_packed_and_unpacked(text: PlanText) -> None:
    packed = text.pack()
    again = PlanText.unpack(text.stamp, packed)
    assert (again.lines, again.text, again.starts) == (text.lines, text.text, text.starts)
    assert len(packed) < len(text.text) * 2
    for damaged in (b"", packed[:-9], b"x" + packed, zlib.compress(b"[[1]]")):
        with pytest.raises(ValueError, match=r"."):
            PlanText.unpack("", damaged)


def test_an_anchor_says_all_that_the_model_asks_for(text: PlanText) -> None:
    anchor = make_anchor(text, find_quote(text, "8.1.p1", "综合交通网"))
    assert anchor.quote == "综合交通网"
    assert len(anchor.prefix) == len(anchor.suffix) == CONTEXT
    assert anchor.prefix.endswith("加快完善内畅外联的")
    assert "\n" in anchor.prefix
    start, end = anchor.position
    assert text.shown[start - CONTEXT : end + CONTEXT] == anchor.prefix + anchor.quote + anchor.suffix
    assert anchor.path == ("打造现代交通网络！", "（一）完善便捷高效的综合交通体系")
    assert (anchor.occurrences, anchor.twins) == (2, 1)
    assert anchor.plan == "shengzhou-145"


def test_the_source_position_is_where_the_words_stand_in_the_file(
    text: PlanText, edition: Edition, source_lines: list[str]
) -> None:
    draw = random.Random(3)
    sources = SourceMap(edition)
    for _ in range(300):
        at = draw.randrange(len(text.text) - 60)
        reach = text.reach(at, at + draw.randint(1, 60))
        source = source_range(text, reach)
        if source is None:
            assert "0" in (reach.start_key, reach.end_key)
            continue
        assert sources.reach(source) == reach
        if source.start_line == source.end_line:
            words = source_lines[source.start_line - 1][source.start_column : source.end_column]
            assert normal(words) == normal(text.quote(reach))


def test_quotes_are_found_in_their_passage_however_typed(text: PlanText) -> None:
    assert find_quote(text, "8.1.b1.i1", "铁路：建成杭绍台铁路") == find_quote(
        text, "8.1.b1.i1", "铁路:建成 杭绍台铁路"
    )
    assert find_quote(text, "8.1.b1.i1", "铁路", 2) == TextRange("8.1.b1.i1", 8, "8.1.b1.i1", 10)
    over = find_quote(text, "4.1.p1", "溢出资源。\n加强跨区域")
    assert (over.start_key, over.end_key) == ("4.1.p1", "4.1.p2")


@pytest.mark.parametrize(
    ("key", "quote", "nth", "told"),
    [
        ("99", "铁路", 1, "99"),
        ("8.1.p1", "没有", 1, "没有这几个字"),
        ("8.1.b1.i1", "铁路", 99, "只有"),
        ("8.1.p1", " ", 1, "没有给出"),
    ],
)
def test_quotes_that_are_not_there(text: PlanText, key: str, quote: str, nth: int, told: str) -> None:
    with pytest.raises(AnchorError, match=told):
        find_quote(text, key, quote, nth)


def test_words_of_the_readers_own_have_no_source(text: PlanText) -> None:
    anchor = make_anchor(text, TextRange("0", 0, "0", 0), whole=True)
    assert anchor.quote == "〔原文无标题〕五大新优势"
    assert anchor.source is None


def test_passages_of_several_source_lines() -> None:
    passage = Passage("1.p1", "paragraph", "甲乙丙丁", "1", origins=(Origin(0, 5, 2, 2), Origin(2, 7, 0, 2)))
    chapter = Chapter("1", 1, None, "章", None)
    heading = Passage("1", "heading", "章", "1")
    plan = Plan(
        info=PlanInfo("s", "题", "", "", ""),
        chapters=(chapter,),
        passages=(heading, passage),
        projects=(),
        gaps=(),
        dropped=(),
    )
    text = PlanText.of(Edition(plan, "a" * 64, "b" * 64))
    reach = TextRange("1.p1", 1, "1.p1", 3)
    source = source_range(text, reach)
    assert source is not None
    assert (source.start_line, source.start_column, source.end_line, source.end_column) == (5, 3, 7, 1)
    assert SourceMap(Edition(plan, "", "")).reach(source) == reach
    assert SourceMap(Edition(plan, "", "")).reach(replace(source, start_column=99)) is None
