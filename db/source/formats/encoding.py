"""Bytes become text: UTF-8, UTF-16, GB18030 and Big5, which is what Chinese text files are written in."""

import codecs
import re

from db.errors import SourceError
from db.source.formats.bounds import CHARACTERS

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
COMMON = frozenset(
    "的一是在和有为以了中国年人工大业发展建设民生政市区县规划实施推进加强提升重点项目全面经济社会服务体系产管理，。、；："
    "為國業發設縣區規劃實進強點項經濟會務體產"
)
"""Signs that no Chinese plan does without; wrongly decoded bytes rarely hit them."""
_ENOUGH = 0.05
_CODECS = ("utf-8", "gb18030", "big5hkscs")
"""Tried on what has no mark at its start; of several that read Chinese, the one that reads most."""
_CODE_PAGES = {
    936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 1200: "utf-16-le", 65001: "utf-8",
    **{page: f"cp{page}" for page in (437, 850, 1250, 1251, 1252)},
}  # fmt: skip
_SAMPLE = 200_000
"""Bytes by which a codec is chosen."""
# No text has them, and wrongly decoded bytes do: takes `第\x01章` and `第\ufffd章`, not `第一章\t总则\n`
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
# Takes `\x00` and `\x01\x1f`, not `\t`
_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f]++")
# Both halves of a character: takes `\ud842\udfb7`, not `甲` or `\ud842`
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Takes `\ud842`, not `甲`
_HALF = re.compile("[\ud800-\udfff]")
_DAMAGED = 0.02
"""Share of signs that could not be read up to which a text is still taken, and doubted."""
_FEW = 4
"""So many are taken in a short text too, as long as most of it can be read."""
_LONGEST = 4 * CHARACTERS
"""Bytes of the longest text that is read, in any encoding; of more a part tells whether they are text."""
_PART, _PARTS = 16_384, 16
"""Bytes of each part that is looked at then, and their number."""
_CUT = "文件在一个字的中间断开，可能在中途被截断；断开之后的内容不在这里，请与原件核对。"


def decode_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and what is doubtful about it.

    Raises SourceError when the bytes are no text.
    """
    # A mark at the start says what follows. Without one only zero bytes tell UTF-16, which no other text
    # has so many of.
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _decoded(data, codec, name)
    codec = _utf16(data) if b"\0" in data[:4096] else ""
    return _decoded(data, codec or _codec(data), name)


def whole_characters(words: str) -> str:
    """Text with two halves, of which UTF-16 makes characters beyond the first plane, as one sign, and a half
    alone as an unknown one.
    """
    if not _HALF.search(words):
        return words
    joined = _HALVES.sub(lambda halves: halves[0].encode("utf-16", "surrogatepass").decode("utf-16"), words)
    return _HALF.sub("\ufffd", joined)


def _utf16(data: bytes) -> str:
    for codec, zeros in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        text = data[:8000].decode(codec, errors="replace")
        # Blanks, figures and line ends have a zero as their higher byte.
        if (zeros.count(0) * 20 > len(zeros) and _CONTROL.search(text[:-1]) is None) or (
            _common(text) >= _ENOUGH and len(_CONTROL.findall(text)) < 5
        ):
            return codec
    return ""


def _codec(data: bytes) -> str:
    try:
        # Hardly a text in GB18030 or Big5 is UTF-8 by chance, while nearly all bytes are something in these.
        data.decode("utf-8")
    except UnicodeDecodeError:
        sample = data[:_SAMPLE]
        texts = {codec: sample.decode(codec, errors="replace") for codec in _CODECS}
        shares = {codec: _common(text) for codec, text in texts.items() if _is_read(text)}
        best = max(shares, key=shares.__getitem__, default="")
        if best and shares[best] >= _ENOUGH:
            return best
    return "utf-8"


def _common(text: str) -> float:
    """The share of usual Chinese signs among those that are not ASCII."""
    signs = [sign for sign in text if not sign.isascii()]
    return sum(sign in COMMON for sign in signs) / len(signs) if signs else 0.0


def _is_read(text: str) -> bool:
    odd = len(text) - len(_CONTROL.sub("", text))
    return odd <= _DAMAGED * len(text) or (odd <= _FEW and odd * 5 <= len(text))


def _decoded(data: bytes, codec: str, name: str) -> tuple[str, tuple[str, ...]]:
    if len(data) > _LONGEST:
        step = len(data) // _PARTS // 4 * 4  # an even number, so that UTF-16 is read at its characters
        parts = (data[start : start + _PART] for start in range(0, len(data), step))
        _check("".join(part.decode(codec, errors="replace") for part in parts), codec, name)
    decoder = codecs.getincrementaldecoder(codec)("replace")
    text = decoder.decode(data)
    # What is left in it is the beginning of a character.
    cut = bool(decoder.getstate()[0])
    text += decoder.decode(b"", final=True)
    _check(text, codec, name)
    zeros = text.count("\0")
    text = _UNSHOWN.sub(_unshown, text)
    unread = text.count("\ufffd") - cut - (zeros - text.count("\0"))
    told = {
        _CUT: cut,
        f"有 {unread} 个字符无法识别，原样保留为“\ufffd”。": unread > 0,
        f"有 {zeros} 个空字符（NUL），可能缺了字，请与原件核对。": zeros,
    }
    return text, tuple(sentence for sentence, true in told.items() if true)


def _unshown(found: re.Match[str]) -> str:
    """Signs that are left out where they are shown. Beside a digit that would make 30 of what may have been
    300: there they stand as lost.
    """
    text, start, end = found.string, found.start(), found.end()
    beside = text[max(start - 1, 0) : start] + text[end : end + 1]
    return "\ufffd" * (end - start) if any(sign.isdigit() for sign in beside) else found.group()


def _check(text: str, codec: str, name: str) -> None:
    if not _is_read(text):
        raise SourceError(
            f"“{name}”不是文本文件，也不是本程序能读的其他文件，没有导入；请确认文件完好，"
            "或用 WPS、Word 打开，另存为 .docx 后再导入。",
            f"{codec}: {len(text)} signs",
        )


def codec_of(page: int) -> str:
    """The codec of a code page; that of Chinese texts where it is not known."""
    return _CODE_PAGES.get(page, "gb18030")
