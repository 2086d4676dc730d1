"""The numbers that Chinese official texts put before headings and items: 第一篇, 一、, （一）, 1., （1）, ①,
1.1, 一是.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from db.numerals import chinese_number

NumberForm = Literal[
    "篇", "章", "节", "条", "壹、", "一、", "（一）", "1.", "1.1", "1.1.1", "（1）", "1）", "①", "一是", "●"
]
"""How a number is written, half and full width alike."""

RANKS: dict[str, int] = {form: rank for rank, form in enumerate(get_args(NumberForm))}
"""Which form stands above which, where a document doesn't show otherwise (as GB/T 9704 orders them)."""

ORDINALS: tuple[NumberForm, ...] = ("篇", "章", "节")
STRONG: tuple[NumberForm, ...] = (*ORDINALS, "壹、", "一、", "（一）")
"""Numbers of these forms are headings wherever they stand; 1. and （1） may as well number a list."""

_ORDINAL_FORMS: dict[str, NumberForm] = {
    "篇": "篇",
    "编": "篇",
    "部分": "篇",
    "章": "章",
    "节": "节",
    "条": "条",
}
_FORMS: dict[str, NumberForm] = {
    "formal": "壹、", "chinese": "一、", "bracketed": "（一）", "one_is": "一是", "small": "（1）",
    "arabic": "1.", "half": "1）", "decimal": "1.1", "circle": "①", "bullet": "●",
}  # fmt: skip
_CHINESE = "零〇○一二三四五六七八九十百千"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_PLAIN_NUMBERS = str.maketrans(_FORMAL, "一二三四五六七八九十")
WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# Takes `第一章　总则`, `十一、`, `壹、`, `（一）`, `①` and `一是加强`, not `第三章节` or `1.5亿元`
_MARK = re.compile(
    rf"""(?:
      第\s*(?P<ordinal>[{_CHINESE}]{{1,6}}|[0-9０-９]{{1,3}})\s*(?P<unit>篇|编|部分|章|节|条)(?![章节点约省水能])
        \s*+[：:、．.]?
    | (?P<chinese>[{_CHINESE}]{{1,5}})(?:\s*+(?:、|[．.](?![0-9]))|\s++(?=\S))
    | (?P<formal>[{_FORMAL}]{{1,3}})(?:\s*+、|[．.](?![0-9])|\s++(?=\S))
    | （\s*(?P<bracketed>[{_CHINESE}]{{1,5}})\s*）\s*+[、．.]?
    | （\s*(?P<small>[0-9０-９]{{1,3}})\s*）
    | (?P<decimal>[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}})
        (?:\s{{2}}\s*+|(?:\s|(?=[\u4e00-\u9fff“《（]))(?![年月日时%％个万亿元倍公米吨℃]))
    | (?P<arabic>[0-9０-９]{{1,3}})\s*(?:[．、]|[.](?:(?![0-9])|(?=(?:19|20)[0-9]{{2}}年)))
    | (?P<half>[0-9０-９]{{1,2}})\s*[）)](?!\s*[，。、；])
    | (?P<circle>[{CIRCLES}])
    | (?P<one_is>[{_CHINESE}]{{1,3}})是(?=[^，。、是])
    | (?P<bullet>[●■◆▪▲★◇○□•·◎]\s*+|[-－–*]\s++|[—―─－]{{2}})
    )\s*+""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class HeadingNumber:
    """A number at the start of a line."""

    form: NumberForm
    number: int
    printed: str
    """As it stands, with its brackets or point, without the blanks after it."""
    end: int
    """Where the words after it begin."""


def read_mark(shown: str) -> HeadingNumber | None:
    """The number that `shown` opens with, or None. 一、二、三产业 opens with none."""
    found = _MARK.match(shown)
    if found is None or found.end() > len(shown):
        return None
    # the unit stands behind its number: of an ordinal it is the group that matched last
    kind = "ordinal" if found.lastgroup == "unit" else found.lastgroup or "bullet"
    if kind == "chinese" and _enumerates(shown, found):
        return None
    printed = found.group().rstrip("\u3000 \t")
    # 1.2.3 is the third of its kind.
    steps = re.split(r"[.．]", found.group(kind))
    if kind == "ordinal":
        form, printed = _ORDINAL_FORMS[found["unit"]], printed.rstrip("：:、．.")
    else:
        form = "1.1.1" if len(steps) > 2 else _FORMS[kind]
    if kind == "bullet":
        number = 0
    else:
        number = CIRCLES.index(steps[-1]) + 1 if kind == "circle" else number_of(steps[-1])
    return None if number is None else HeadingNumber(form, number, printed, found.end())


def _enumerates(shown: str, found: re.Match[str]) -> bool:
    """“一、二、三产业”, “三 明市”, “一 带一路”: the number belongs to the words after it."""
    rest = shown[found.end() : found.end() + 2]
    if len(rest) == 2 and rest[0] in _CHINESE and rest[1] in "、，":
        return True
    behind = shown[found.end("chinese") : found.end()]
    unparted = not behind.strip("\u3000 \t")
    return unparted and (len(shown) > 40 or not behind or bool(re.search(r"[，。；]", shown)))


def number_of(words: str) -> int | None:
    """十二, 12 and １２ → 12; None if it is no number."""
    plain = words.translate(WIDE_DIGITS).translate(_PLAIN_NUMBERS)
    return int(plain) if plain.isdigit() else chinese_number(plain)
