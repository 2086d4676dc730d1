"""Bytes become text: UTF-8, UTF-16 and GB18030, which is what Chinese text files are written in."""

import codecs
import re

from db.errors import SourceError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON = frozenset(
    "的一是在和有为以了中国年人工大业发展建设民生政市区县规划实施推进加强提升重点项目全面经济社会服务体系产管理，。、；："
)
"""Signs that no Chinese plan does without; wrongly decoded bytes rarely hit them."""
_ENOUGH = 0.05
# No text has them, and wrongly decoded bytes do: takes `第\x01章` and `第\ufffd章`, not `第一章\t总则\n`
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_DAMAGED = 0.02
"""Share of signs that could not be read up to which a text is still taken, and doubted."""


def decode_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and what is doubtful about it.

    Raises SourceError when the bytes are no text, or break off half-way.
    """
    # A mark at the start says what follows. Without one only zero bytes tell UTF-16, which no other text
    # has.
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _checked(data.decode(codec, errors="replace"), name)
    if b"\0" in data[:4096]:
        return _checked(_utf16(data, name), name)
    try:
        # Before GB18030: hardly a text in that is UTF-8 by chance, while nearly all bytes are something in
        # GB18030.
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        broken = error
    # All but the last character is UTF-8: the file broke off in the middle of it.
    if broken.start >= len(data) - 3 and not data[: broken.start].isascii():
        raise SourceError(
            f"源文件“{name}”不是 UTF-8 文本，或在中途被截断，没有导入。", str(broken)
        ) from broken
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    reads = text and _reads_chinese(text)
    return _checked(text if reads else data.decode("utf-8", errors="replace"), name)


def _utf16(data: bytes, name: str) -> str:
    for codec, zeros in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        text = data.decode(codec, errors="replace")
        # Blanks, figures and line ends have a zero as their higher byte.
        if (zeros.count(0) * 20 > len(zeros) and _CONTROL.search(text) is None) or (
            _reads_chinese(text[:4000]) and len(_CONTROL.findall(text[:4000])) < 5
        ):
            return text
    raise SourceError(f"源文件“{name}”不是文本文件，没有导入。")


def _reads_chinese(text: str) -> bool:
    signs = [sign for sign in text[:20_000] if not sign.isascii()]
    return not signs or sum(sign in _COMMON for sign in signs) >= _ENOUGH * len(signs)


def _checked(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    odd = len(_CONTROL.findall(text))
    if odd > max(_DAMAGED * len(text), 4):
        raise SourceError(f"源文件“{name}”不是文本文件，没有导入。", f"{odd} of {len(text)}")
    unread = text.count("\ufffd")
    return text, (f"有 {unread} 个字符无法识别，原样保留为“\ufffd”。",) if unread else ()
