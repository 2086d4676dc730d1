"""The reader's notes are found as the plan's words are."""

from dataclasses import replace

import pytest

from db.progress import Progress, Stopped
from db.records import Note
from db.search.folding import fold
from db.search.query import SearchQuery
from db.search.searcher import NoteSearcher
from db.user.mark_filter import notes
from db.user.records import Anchor, Assignment, Mark, TextRange


def _note(id_: str, text: str) -> Note:
    return Note(id_, "plan", "4.1.p1", ("枢纽",), "嵊州", text)


NOTES = (
    _note("a", "请交通局补充杭绍台进展　急件"),
    _note("b", "5Ｇ基站数与工信口径不一"),
    _note("c", "问浙江，杭绍台是否改线；杭绍台资金"),
    _note("d", ""),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("杭绍台", ["a", "c"]),
        ("杭紹臺", ["a", "c"]),
        ("5g", ["b"]),
        ("杭绍台 急件", ["a"]),
        ("杭绍台 -急件", ["c"]),
        ("hst", ["a", "c"]),
        ("zijin", ["c"]),
        ("绝无此词", []),
        ("杭少台", []),
        ("  ", []),
    ],
)
def test_notes_are_found_by_the_same_rules(words: str, found: list[str]) -> None:
    assert [hit.note.id for hit in NoteSearcher(NOTES).search(SearchQuery(words))] == found


def test_spans_are_of_the_notes_own_words() -> None:
    for hit in NoteSearcher(NOTES).search(SearchQuery("杭绍台")):
        assert [fold(hit.note.text[start:end]).text for start, end in hit.spans] == [
            "杭绍台"
        ] * hit.note.text.count("杭绍台")
    (hit,) = NoteSearcher(NOTES).search(SearchQuery("jichang jizhan")) or NoteSearcher(NOTES).search(
        SearchQuery("jizhan")
    )
    assert (hit.note.id, hit.how, [hit.note.text[slice(*span)] for span in hit.spans]) == (
        "b",
        "pinyin",
        ["基站"],
    )


def test_without_notes_and_when_nobody_waits() -> None:
    assert NoteSearcher(()).search(SearchQuery("杭绍台")) == ()
    with pytest.raises(Stopped):
        NoteSearcher(NOTES).search(SearchQuery("杭绍台"), Progress(is_stopped=lambda: True))


def test_a_mark_gives_its_own_words_and_not_the_plans() -> None:
    anchor = Anchor("plan", TextRange("4.1.p1", 2, "4.1.p1", 4), "嵊州", path=("枢纽",))
    mark = Mark(
        "a",
        "note",
        anchor,
        note="**核对**总投资\n\n- 发改\n- 财政",
        tags=("急件",),
        task=Assignment("发改局", "财政局", "年底"),
    )
    silent = Mark("b", "highlight", anchor)
    waiting = replace(mark, id="c", note="去哪了", tags=(), task=Assignment(), placed="unplaced")
    book = replace(
        mark,
        id="d",
        kind="bookmark",
        note="",
        tags=("常用",),
        task=Assignment(),
        anchor=replace(anchor, whole=True),
    )
    assert notes([mark, silent, waiting, book]) == (
        Note("a", "plan", "4.1.p1", ("枢纽",), "嵊州", "核对总投资 发改 财政　急件　发改局　财政局　年底"),
        Note("c", "plan", "", ("枢纽",), "嵊州", "去哪了"),
        Note("d", "plan", "4.1.p1", ("枢纽",), "", "常用"),
    )


def test_notes_fold_as_plans_do() -> None:
    note = Note("a", "plan", "1.p1", (), "", "到二○三五年，中 心 城 区投资12,000万元\n另起一行，见[2026]3号")
    searcher = NoteSearcher([note])
    for words, shown in {
        "二零三五": "二○三五", "中心城区": "中 心 城 区", "12000万": "12,000万", "〔2026〕3号": "[2026]3号",
    }.items():  # fmt: skip
        (found,) = searcher.search(SearchQuery(words))
        assert [note.text[start:end] for start, end in found.spans] == [shown]
    assert searcher.search(SearchQuery("元另起")) == ()  # a word does not go on over the end of a line
