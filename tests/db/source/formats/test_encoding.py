"""Bytes of any Chinese encoding become the words that were written; what was lost is said."""

import pytest

from db.errors import SourceError
from db.source.formats.encoding import decode_text

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
    assert read == text
    assert len(doubts) == 1
    assert "1 个空字符" in doubts[0]


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x00\x01\x02\x03\x04\x05", bytes(range(1, 200)), b"\x89\xf0" * 500]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="不是文本文件"):
        decode_text(data, "a.txt")
