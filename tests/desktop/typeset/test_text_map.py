"""Document positions and the plan's own offsets, both ways."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import UnknownKeyError
from desktop.typeset.text_map import TextMap, utf16_length

_TEXT = st.text(st.sampled_from("规划，G5“𠮷😀a"), min_size=1, max_size=12)


@st.composite
def _pages(draw: st.DrawFn) -> tuple[TextMap, str, dict[str, str]]:
    """Passages cut into runs with foreign characters between them, as signs and cells make them; the document's text."""
    found, page, texts = TextMap(), "", {}
    for number in range(draw(st.integers(1, 4))):
        key, text = f"p{number}", draw(_TEXT)
        cuts = sorted(draw(st.sets(st.integers(1, len(text)), max_size=3)) | {0, len(text)})
        for start, end in pairwise(cuts):
            page += draw(st.sampled_from(["", "\ufffc", "\u2029", "自己"]))
            found.add(utf16_length(page), key, start, text[start:end])
            page += text[start:end]
        texts[key] = text
    return found, page, texts


def _units(page: str, start: int, end: int) -> str:
    return page.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@given(_pages())
def test_every_character_has_one_position_and_comes_back(case: tuple[TextMap, str, dict[str, str]]) -> None:
    found, page, texts = case
    for key, text in texts.items():
        for offset, char in enumerate(text):
            position = found.position(key, offset)
            assert _units(page, position, position + utf16_length(char)) == char
            assert found.exact(position) == (key, offset)


@given(_pages(), st.data())
def test_a_span_is_shown_by_its_ranges_and_nothing_else(
    case: tuple[TextMap, str, dict[str, str]], data: st.DataObject
) -> None:
    found, page, texts = case
    key = data.draw(st.sampled_from(sorted(texts)))
    start = data.draw(st.integers(0, len(texts[key]) - 1))
    end = data.draw(st.integers(start + 1, len(texts[key])))
    ranges = found.ranges(key, (start, end))
    assert "".join(_units(page, *each) for each in ranges) == texts[key][start:end]
    assert all(left < right for left, right in ranges)
    assert "".join(run.text for run in found.runs(ranges[0][0], ranges[-1][1])) == texts[key][start:end]


def test_positions_without_a_character_belong_to_what_stands_before() -> None:
    found = TextMap()
    found.add(3, "a", 0, "规划")
    found.add(6, "a", 2, "纲要")
    assert found.exact(5) is None
    assert found.nearest(5) == ("a", 2)
    assert found.nearest(0) == ("a", 0)
    assert found.nearest(99) == ("a", 4)
    assert found.position("a", 4) == found.position("a", 99) == 8
    assert TextMap().nearest(0) is None


def test_an_unknown_passage_is_told() -> None:
    with pytest.raises(UnknownKeyError, match=r"没有编号为“9[.]9”的内容"):
        TextMap().position("9.9")
