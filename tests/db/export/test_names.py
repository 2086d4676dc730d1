"""Names of files, made of titles and of words that somebody typed."""

from pathlib import Path

import pytest

from db.export.names import name_part


def test_a_title_becomes_part_of_a_name() -> None:
    title = "嵊州市“十四五”规划（网络转载节选）"
    assert name_part(title) == "嵊州市十四五规划（网络转载节选）"
    assert name_part(title, bracketed=False) == "嵊州市十四五规划"
    assert name_part("“十四五”指标制定【人工补录】", bracketed=False) == "十四五指标制定"
    assert name_part("（）", "表格", bracketed=False) == "表格"
    assert name_part("“”", "规划") == "规划"
    assert name_part("打造现代交通网络！") == "打造现代交通网络"


def test_nothing_is_left_that_a_system_refuses() -> None:
    assert name_part('a/b\\c:d*e?"f<g>h|\x00\ud800') == "abcdefgh"
    assert name_part("甲\r\n\t乙") == "甲乙"
    assert name_part(" 甲  乙. ") == "甲 乙"
    assert len(name_part("长" * 5000).encode()) < 255 - len("-查找.docx".encode())
    assert name_part("长" * 5000, longest=24) == "长" * 24


@pytest.mark.parametrize("text", ["𠀀" * 60, "规" * 60, "a" * 60, "con", "COM1", "\u202e倒\x9b", "甲 " * 40])
def test_two_parts_and_an_ending_are_a_name_for_every_disk(text: str, tmp_path: Path) -> None:
    part = name_part(text, "x")
    assert part
    name = f"{part}-{part}.docx"
    assert len(name.encode()) <= 255
    (tmp_path / name).touch()
    assert part.isprintable()
    assert part.lower() not in ("con", "com1")
    assert name_part("command") == "command"
