"""Names of files as they can be read, and cut so that a disk takes them."""

import os
import sys
from pathlib import Path

import pytest

from db.errors import SourceError
from db.filenames import LONGEST, cut, readable, shown

needs_bytes = pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on Linux only")


@needs_bytes
@pytest.mark.parametrize("name", ["规划纲要.txt", "嵊州市“十四五”规划", "联通", "甲乙丙 2025%20?#.docx"])
def test_a_name_in_gbk_is_read_as_chinese(name: str) -> None:
    found = os.fsdecode(name.encode("gb18030"))
    assert shown(found) == name
    assert shown(Path("/数据", found)) == f"/数据/{name}"
    readable(f"文件“{found}”读不出来").encode("utf-8")


@needs_bytes
def test_what_is_no_chinese_is_shown_with_signs_for_what_it_is_not() -> None:
    assert shown(os.fsdecode(b"caf\xe9.txt")) == "caf\ufffd.txt"
    assert shown(os.fsdecode(b"\xff\xfe")) == "\ufffd\ufffd"
    assert shown("半\ud800个") == "半\ufffd个"


def test_control_characters_reach_no_terminal() -> None:
    assert shown("a\nb\x1b[31m\x7f\u202etxt.exe") == "a␊b␛[31m␡\ufffdtxt.exe"
    assert shown("规划　纲要 😀.txt") == "规划　纲要 😀.txt"


def test_every_sentence_can_be_printed() -> None:
    broken = os.fsdecode("规划".encode("gbk")) + "\ud800\n"
    for text in (
        readable(f"找不到“{broken}”，请检查。"),
        str(SourceError(f"找不到“{broken}”，请检查。", broken)),
    ):
        text.encode("utf-8")
        assert text.isprintable()
    assert readable("找不到“" + os.fsdecode("规划.txt".encode("gbk")) + "”。") == "找不到“规划.txt”。"


@pytest.mark.parametrize("name", ["规" * 100, "𠀀" * 100, "a" * 300, "a" + "划" * 85])
def test_a_long_name_is_cut_between_characters(name: str, tmp_path: Path) -> None:
    short = cut(name)
    assert LONGEST - 4 < len(short.encode()) <= LONGEST
    assert name.startswith(short)
    (tmp_path / short).touch()
    assert cut("短") == "短"
