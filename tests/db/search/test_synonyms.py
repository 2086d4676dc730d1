"""Lists of synonyms: what is said in another word, and the person's own list, which loses nothing."""

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from db.errors import DataFolderError
from db.search.folding import fold
from db.search.synonyms import (
    BETWEEN,
    SynonymError,
    SynonymGroup,
    SynonymList,
    add_own,
    read_groups,
    remove_own,
)

SHIPPED = resources.FOLDER / "synonyms.tsv"
LISTED = SynonymList(
    (
        SynonymGroup(("高铁", "高速铁路")),
        SynonymGroup(("GDP", "地区生产总值", "生产总值")),
        SynonymGroup(("AI", "人工智能")),
        SynonymGroup(("石璜镇", "雅璜乡")),
        SynonymGroup(("石璜镇", "石璜")),
        SynonymGroup(("两山", "绿水青山 就是金山银山")),
    )
)


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        ("高速铁路", ("高铁",)),
        ("高铁", ("高速铁路",)),
        ("gdp", ("地区生产总值", "生产总值")),
        ("ＧＤＰ", ("地区生产总值", "生产总值")),
        # what holds the word was found with it
        ("生产总值", ("GDP",)),
        ("地区生产总值", ("GDP", "生产总值")),
        ("石璜镇", ("雅璜乡", "石璜")),
        ("雅璜乡", ("石璜镇",)),
        # within a longer word, and among others
        ("嵊州高铁站", ("嵊州高速铁路站",)),
        ("高铁 建设 -货运", ("高速铁路 建设 -货运",)),
        ("GDP增长", ("地区生产总值增长", "生产总值增长")),
        ("AI产业", ("人工智能产业",)),
        ("两山", ('"绿水青山 就是金山银山"',)),
        # letters of pinyin are no AI; what is quoted, excluded or has wildcards is meant as it stands
        ("zhai", ()),
        ("ai'an", ()),
        ('"高速铁路"', ()),
        ("-高铁", ()),
        ("高铁*建设", ()),
        ("高?铁", ()),
        ("水库", ()),
        ("", ()),
    ],
)
def test_what_says_the_same(asked: str, others: tuple[str, ...]) -> None:
    assert LISTED.substitutes(asked) == others


def test_the_shipped_list_is_sound() -> None:
    """About 300 groups, each with its reason; no word is empty, alone or twice in a group."""
    lines = [line for line in SHIPPED.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    groups = read_groups(SHIPPED)
    assert len(groups) == len(lines) >= 300
    for line, group in zip(lines, groups, strict=True):
        assert group.words == tuple(line.split("\t")[0].split(BETWEEN)), line
        assert group.reason, line
        assert all(len(fold(word).text) > 1 for word in group.words), line
    every = SynonymList(groups)
    for word, other in [
        ("高速铁路", "高铁"), ("GDP", "地区生产总值"), ("一老", "养老"), ("托位", "托育"), ("规模以上工业", "规上工业"),
        ("研发", "R&D"), ("第十四个五年规划", "十四五"), ("发改委", "发展和改革局"), ("环保局", "生态环境局"),
        ("农业局", "农业农村局"), ("北漳镇", "金庭镇"), ("甘霖镇", "甘霖"), ("平方米", "㎡"), ("2035年", "二〇三五年"),
    ]:  # fmt: skip
        assert other in every.substitutes(word), word


@given(st.text(max_size=20) | st.text('高速铁路GDP生产总值 -"*?、', max_size=12))
def test_nothing_that_can_be_typed_is_an_error(words: str) -> None:
    for other in LISTED.substitutes(words):
        assert other != words


def test_the_own_list_is_added_to_and_taken_from(tmp_path: Path) -> None:
    file = tmp_path / "data" / "synonyms.tsv"
    assert read_groups(file) == ()
    assert add_own(file, ["嵊新奉", " 嵊新奉合作区 "]).words == ("嵊新奉", "嵊新奉合作区")
    add_own(file, ["越乡", "嵊州越乡"])
    assert add_own(file, ["嵊新奉", "三地合作区"]).words == ("嵊新奉", "嵊新奉合作区", "三地合作区")
    assert [group.words for group in read_groups(file)] == [
        ("越乡", "嵊州越乡"),
        ("嵊新奉", "嵊新奉合作区", "三地合作区"),
    ]
    remove_own(file, ["三地合作区", "嵊州越乡"])
    assert [group.words for group in read_groups(file)] == [("嵊新奉", "嵊新奉合作区")]


@pytest.mark.parametrize("words", [["高铁"], ["高铁", "高铁"], ["高铁", ""], ["高铁", "路"], ["高铁", "甲、乙"],
                                   ["高铁", "甲\t乙"], ["高铁", "长" * 41], [str(n) * 3 for n in range(1, 15)]])  # fmt: skip
def test_what_is_no_group_is_refused_in_words(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SynonymError, match="没有添加"):
        add_own(tmp_path / "synonyms.tsv", words)
    assert read_groups(tmp_path / "synonyms.tsv") == ()


def test_words_that_are_not_there_are_told(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.tsv"
    add_own(file, ["越乡", "嵊州越乡"])
    with pytest.raises(SynonymError, match="没有“水库”"):
        remove_own(file, ["越乡", "水库"])
    assert [group.words for group in read_groups(file)] == [("越乡", "嵊州越乡")]


def test_remarks_and_lines_of_the_person_are_read(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.tsv"
    file.write_text("\ufeff# 我的\r\n\r\n甲乙、丙丁、甲乙\t同事说的\r\n只有一个\r\n、、\r\n", "utf-8")
    assert read_groups(file) == (SynonymGroup(("甲乙", "丙丁"), "同事说的"),)
    add_own(file, ["戊己", "庚辛"])
    assert read_groups(file)[0].reason == "同事说的"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * (2**20 + 1)])
def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "synonyms.tsv"
    file.write_bytes(content)
    for change in (lambda: read_groups(file), lambda: add_own(file, ["甲乙", "丙丁"])):
        with pytest.raises(DataFolderError, match="文件没有改动"):
            change()
    assert file.read_bytes() == content


def _add_many(file: Path, name: str) -> None:
    for at in range(12):
        add_own(file, [f"{name}词{at}", f"{name}语{at}"])


def test_two_programs_lose_nothing_of_each_other(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.tsv"
    context = multiprocessing.get_context("spawn")
    programs = [context.Process(target=_add_many, args=(file, name)) for name in ("甲", "乙")]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
        assert program.exitcode == 0
    assert len(read_groups(file)) == 24
