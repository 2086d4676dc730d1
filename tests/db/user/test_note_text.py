"""The small Markdown of notes: readable as it stands, and nothing typed is lost or takes on a meaning."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.user.note_text import NoteBlock, NoteRun, clean, parse, plain, write

NASTY = st.text(alphabet="ab请 \n*\\-.)1  　", max_size=60)


def test_paragraphs_bold_and_lists() -> None:
    note = (
        "先核对**总投资**。\n再问发改局。\n\n- 牵头：交通局\n- 配合：\n  三界镇\n\n1. 一季度\n2. 二季度\n\n完"
    )
    assert parse(note) == (
        NoteBlock(
            "paragraph", (NoteRun("先核对"), NoteRun("总投资", bold=True), NoteRun("。\n再问发改局。"))
        ),
        NoteBlock("bullet", (NoteRun("牵头：交通局"),)),
        NoteBlock("bullet", (NoteRun("配合：\n三界镇"),)),
        NoteBlock("number", (NoteRun("一季度"),)),
        NoteBlock("number", (NoteRun("二季度"),)),
        NoteBlock("paragraph", (NoteRun("完"),)),
    )
    assert write(parse(note)) == note


def test_what_is_typed_means_nothing_else() -> None:
    note = "# 不是标题\n<b>不是粗体</b>\n5 * 3 ** 2，1.5亿元，-3%，[链](http://x)"
    assert plain(note) == note


@pytest.mark.parametrize(
    "line", ["- 甲", "1. 甲", "12) 甲", "* 甲", "**", "\\", "\\*", "a ** b", "1.甲", "-", "\\- 甲"]
)
def test_words_that_look_like_signs_stay_words(line: str) -> None:
    blocks = (NoteBlock("paragraph", (NoteRun(line),)),)
    assert parse(write(blocks)) == blocks


@given(NASTY)
@example("- \u30001")
def test_any_text_is_a_note_and_settles_at_once(text: str) -> None:
    blocks = parse(text)
    assert parse(write(blocks)) == blocks
    assert write(parse(write(blocks))) == write(blocks)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["paragraph", "bullet", "number"]),
            st.lists(st.tuples(NASTY, st.booleans()), max_size=4),
        )
    )
)
def test_no_word_of_a_block_is_lost(blocks: list[tuple[str, list[tuple[str, bool]]]]) -> None:
    given_blocks = [NoteBlock(kind, tuple(NoteRun(*run) for run in runs)) for kind, runs in blocks]  # pyright: ignore[reportArgumentType]
    found = parse(write(given_blocks))

    def words(of: list[NoteBlock] | tuple[NoteBlock, ...]) -> list[str]:
        return ["".join(block.text.split()) for block in of if block.text.strip()]

    assert words(found) == words(given_blocks)
    assert [block.kind for block in found] == [block.kind for block in given_blocks if block.text.strip()]


@given(st.text())
def test_clean_text_fits_into_any_file(text: str) -> None:
    from xml.dom.minidom import parseString

    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    escaped = cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parseString(f"<a>{escaped}</a>").documentElement is not None


def test_clean_keeps_what_people_write() -> None:
    text = "𠮷野家\t①②㎡——“‘’”\u3000👨‍👩‍👧\n"
    assert clean(text) == text
    assert clean("a\r\nb\rc\x00\x0b\ud800") == "a\nb\nc"
