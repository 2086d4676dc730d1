"""Word's automatic numbers: 第一章, （一）, 1. are not in the text; they are counted here as Word counts
them.
"""

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from db.source.formats.packages import value_in, whole_number
from db.source.numbering import CIRCLES

_DIGITS = "〇一二三四五六七八九"
_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCountingThousand",
    "chineseLegalSimplified",
    "koreanCounting",
)
_LEVELS = 9
"""So many levels a list has in Word; a file that tells of more is damaged."""
# The place of a level's number in its text: takes `第%1章` and `%1.%2`, not `100%`
_LEVEL = re.compile(r"%([1-9])")
# Takes `第十一章`, not `（一）` or `第一章总则`
_CHAPTER = re.compile(r"第\S{1,6}[篇编章节]$")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    """Such as “第%1章”."""
    start: int
    legal: bool = False


@dataclass(slots=True)
class Numbers:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict[str, dict[int, _Level]])
    """By list (numId)."""
    abstract: dict[str, str] = field(default_factory=dict[str, str])
    """numId → the list that it counts with."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])

    @classmethod
    def read(cls, root: Element) -> "Numbers":
        """From numbering.xml."""
        numbers = cls()
        lists = {each.get("abstractNumId", ""): _levels(each) for each in root.findall("abstractNum")}
        for element in root.findall("num"):
            key, abstract = element.get("numId", ""), value_in(element, "abstractNumId")
            numbers.levels[key] = dict(lists.get(abstract, {}))
            numbers.abstract[key] = abstract
            for override in element.iter("lvlOverride"):
                start = override.find("startOverride")
                at = whole_number(override, "ilvl")
                known = numbers.levels[key].get(at)
                if start is not None and known is not None:
                    numbers.levels[key][at] = replace(known, start=whole_number(start, otherwise=1))
                    # A list that begins anew counts by itself, and not on with the others of its kind.
                    numbers.abstract[key] = f"{abstract}/{key}"
        return numbers

    def next(self, properties: Element | None, of_style: tuple[str, int] | None) -> str:
        """The number that stands before a paragraph; empty if it has none. Counts on."""
        own = properties.find("numPr") if properties is not None else None
        key, level = of_style or ("", 0)
        if own is not None:
            key, level = value_in(own, "numId", key), whole_number(own.find("ilvl"), otherwise=level)
        known = self.levels.get(key, {}).get(level)
        # List 0 is how Word takes its style's number away from a paragraph.
        if known is None or key in ("", "0"):
            return ""
        counts = self.counts.setdefault(self.abstract.get(key, key), {})
        counts[level] = counts.get(level, known.start - 1) + 1
        # 第二章 begins again with its 第一节.
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if known.form in ("bullet", "none"):
            return "" if known.form == "none" else "●"
        return self._printed(key, known, counts)

    def _printed(self, key: str, known: _Level, counts: dict[int, int]) -> str:
        def value(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = self.levels[key].get(at)
            count = counts.get(at, level.start if level else 1)
            # isLgl prints the numbers of all levels in Arabic figures: below 第一章 stands 1.1.
            return _number(count, "decimal" if known.legal or level is None else level.form)

        printed = _LEVEL.sub(value, known.text)
        # what Word sets behind it, a tab or a blank, is no part of it; 第一章 is written with a blank
        return f"{printed}\u3000" if _CHAPTER.search(printed) else printed


def _levels(abstract: Element) -> dict[int, _Level]:
    return {
        whole_number(element, "ilvl"): _Level(
            value_in(element, "numFmt", "decimal"),
            value_in(element, "lvlText")[:40],
            whole_number(element.find("start"), otherwise=1),
            element.find("isLgl") is not None,
        )
        for element in abstract.iter("lvl")
        if whole_number(element, "ilvl") < _LEVELS
    }


def _number(count: int, form: str) -> str:
    if form in _CHINESE:
        return _chinese(count)
    if form.startswith("decimalEnclosedCircle"):
        # Only the circled figures up to ⑳ are read again as numbers.
        return CIRCLES[count - 1] if 0 < count <= len(CIRCLES) else str(count)
    if form == "decimalFullWidth":
        return "".join("０１２３４５６７８９"[int(digit)] for digit in str(count))
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"):
        words = _roman(count) if form.endswith("Roman") else chr(ord("A") + (count - 1) % 26)
        return words if form.startswith("upper") else words.lower()
    return str(count)


def _chinese(count: int) -> str:
    if not 0 < count < 1000:
        return str(count)
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        # 十二, but 一百一十二.
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def _roman(count: int) -> str:
    words = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        # A damaged file may begin a list at 99999, which would be a thousand C.
        while count >= value and len(words) < 30:
            words, count = words + sign, count - value
    return words
