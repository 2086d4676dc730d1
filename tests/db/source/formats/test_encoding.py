"""Bytes of any Chinese encoding become the words that were written; what was lost is said."""

import random
import re

import pytest

from db.errors import SourceError
from db.records import PlanInfo
from db.source.formats.detection import read_source
from db.source.formats.encoding import decode_text
from db.source.importer import plan_of
from db.source.meta import Meta

SIMPLE = (
    "某县数字经济发展规划\n\n第一章　总体要求\n\n到2030年，规模以上企业达到120家，建设农村公路300公里。\n"
)
TRADITIONAL = (
    "某縣數字經濟發展規劃\n\n第一章　總體要求\n\n到2030年，規模以上企業達到120家，建設農村公路300公里。\n"
)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *((SIMPLE, codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")),
        *((TRADITIONAL, codec) for codec in ("utf-8", "gb18030", "big5", "big5hkscs", "utf-16-le")),
    ],
)
def test_each_encoding_is_told_by_its_bytes(text: str, codec: str) -> None:
    assert decode_text(text.encode(codec), "a.txt") == (text, ())


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_a_text_that_breaks_off_in_a_character_is_read_and_doubted(codec: str) -> None:
    text = (TRADITIONAL if codec == "big5" else SIMPLE).rstrip() + ("縣" if codec == "big5" else "县")
    read, doubts = decode_text(text.encode(codec)[:-1], "a.txt")
    assert read.removesuffix("\ufffd") == text[:-1]
    assert len(doubts) == 1
    assert "中途被截断" in doubts[0]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_bytes_that_are_no_character_are_counted(codec: str) -> None:
    data = SIMPLE.encode(codec)
    end = data.index(b"\n")
    read, doubts = decode_text(data[:end] + b"\xff" + data[end:], "a.txt")
    assert read == SIMPLE.replace("\n", "\ufffd\n", 1)
    assert doubts == ("有 1 个字符无法识别，原样保留为“\ufffd”。",)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_zero_bytes_are_doubted(codec: str) -> None:
    text = (TRADITIONAL if codec == "big5" else SIMPLE).replace("300", "3\x000")
    read, doubts = decode_text(text.encode(codec), "a.txt")
    assert read == text.replace("\0", "\ufffd")
    assert len(doubts) == 1
    assert "1 个空字符" in doubts[0]


@pytest.mark.parametrize("figure", ["3\x000家", "\x0130家", "3\x1f0家", "30\x7f家"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_sign_that_is_lost_in_a_figure_is_shown_as_lost(figure: str, name: str) -> None:
    """Left out, it would make 30 of what may have been 300."""
    text = SIMPLE.replace("120家", figure)
    source = read_source(
        (f"<html><body><p>{text}</p></body></html>" if "html" in name else text).encode(), name
    )
    words = "".join(line.text for line in source.lines)
    assert re.sub(r"[\x00-\x1f\x7f]", "\ufffd", figure) in words
    assert source.doubts
    targets = plan_of(source, Meta(PlanInfo("a", "", "", "", "")), name).targets
    assert [target.value for target in targets if "企业" in target.text] == []


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x00\x01\x02\x03\x04\x05", bytes(range(1, 200)), b"\x89\xf0" * 500]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"不是文本文件.*另存为"):
        decode_text(data, "a.txt")


def test_of_what_is_far_too_long_a_part_tells_that_it_is_no_text() -> None:
    data = SIMPLE.encode() * 2_000 + random.Random(1).randbytes(13_000_000)
    with pytest.raises(SourceError, match="不是文本文件"):
        decode_text(data, "a.txt")
    assert decode_text(SIMPLE.encode("utf-16") * 70_000, "a.html")[0].startswith(SIMPLE)
