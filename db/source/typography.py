"""Chinese signs for show: half-width marks of a web page become full-width, one for one, so offsets stay.

Radicals that only look like characters, as the fonts of many PDFs name them (⽬ for 目, ⺠ for 民), become
those characters.
"""

import re
import unicodedata
from bisect import bisect_left

_WIDE = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
_RADICALS = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    # Unicode's EquivalentUnifiedIdeograph, for those that are characters of their own
    **{
        ord(radical): plain
        for radical, plain in zip(
            "⺁⺒⺓⺛⺜⺝⺟⺠⺧⺩⺪⺫⺬⺮⺶⺷⺼⺽⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻲⻳",
            "厂巳幺旡日月母民牛王疋目示竹羊羊月臼虎西见角角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜亀龟",
            strict=True,
        )
    },
}
"""Radical → the character that it looks like."""
_OPEN, _CLOSE = "(", ")"
# Takes `章` and `〇`, not `，` or `A`
_CHINESE = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Takes `,` and `(`, not `，` or `（`
_NARROW = re.compile(r"[,:;!?()]")
# Takes `https://a.gov.cn/b?c,d`, not `www.a.gov.cn`
_ADDRESS = re.compile(r"(?:https?|ftp)://[!-~]+")


def plain_signs(text: str) -> str:
    """`text` with characters in place of the radicals that look like them, one for one."""
    return text.translate(_RADICALS)


def to_shown(text: str) -> str:
    """`text` as it is shown: `, : ; ! ?` become full-width unless both neighbours are ASCII letters or
    digits, and brackets, in pairs, where a Chinese character stands inside, before or behind, or where a line
    begins. The length never changes. A line without a Chinese character, and web addresses, stay as they are.
    """
    text = plain_signs(text)
    # Most lines have no such sign, and each line is looked at more than once.
    if not _NARROW.search(text) or not _CHINESE.search(text):
        return text
    shown = list(text)
    kept = {at for address in _ADDRESS.finditer(text) for at in range(*address.span())}
    for at, character in enumerate(text):
        if character in _WIDE and at not in kept and not (_plain(text, at - 1) and _plain(text, at + 1)):
            shown[at] = _WIDE[character]
    chinese = [found.start() for found in _CHINESE.finditer(text)]
    for start, end in _pairs(text):
        # Looked up and not searched for: brackets may stand in brackets.
        nearest = bisect_left(chinese, start - 1)
        inside_or_beside = nearest < len(chinese) and chinese[nearest] < end + 2
        if start not in kept and (start == 0 or inside_or_beside):
            shown[start], shown[end] = "（", "）"
    return "".join(shown)


def _plain(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()


def _pairs(text: str) -> list[tuple[int, int]]:
    """Positions of the half-width brackets that belong together.

    A full-width partner counts: reprints mix them.
    """
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, character in enumerate(text):
        if character in (_OPEN, "（"):
            opened.append(at)
        elif character in (_CLOSE, "）") and opened:
            start = opened.pop()
            if text[start] == _OPEN or character == _CLOSE:
                pairs.append((start, at))
    return pairs
