"""Word's automatic numbers: 第一章, （一）, 1. are not in the text; they are counted here as LibreOffice
counts them, which all of it was compared with.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from db.source.formats.counters import counted
from db.source.formats.packages import value_in, whole_number

_LEVELS = 9
"""So many levels a list has in Word; a file that tells of more is damaged."""
# The place of a level's number in its text: takes `第%1章` and `%1.%2`, not `100%`
_LEVEL = re.compile(r"%([1-9])")
# Takes `第十一章`, not `（一）` or `第一章总则`
_CHAPTER = re.compile(r"第\S{1,6}[篇编章节]$")
# Behind which a figure would go on: takes `1` and `1.`, not `1、` or `（1）`
_OPEN = re.compile(r"[0-9０-９A-Za-z][.．]?\Z")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    """Such as “第%1章”."""
    start: int
    legal: bool = False
    parted: bool = True
    """A tab or a blank stands behind it."""


@dataclass(frozen=True, slots=True)
class _List:
    """What paragraphs name as their list (numId)."""

    counter: str
    """Lists of one kind count on with one another."""
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]
    """Level → where it begins anew with the list's first paragraph."""


@dataclass(slots=True)
class Numbers:
    """The lists of a document, and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict[str, _List])
    """By numId."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    """Counter → level → its number."""
    _begun: set[str] = field(default_factory=set[str])

    @classmethod
    def read(cls, root: Element, list_styles: Mapping[str, str]) -> "Numbers":
        """From numbering.xml. `list_styles`: the list (numId) of each list style."""
        kinds = {each.get("abstractNumId", ""): each for each in root.findall("abstractNum")}
        elements = {each.get("numId", ""): each for each in root.findall("num")}
        numbers = cls()
        for key, element in elements.items():
            kind = value_in(element, "abstractNumId")
            style = value_in(kinds[kind], "numStyleLink") if kind in kinds else ""
            # Its levels stand with the list style that it links to.
            linked = elements.get(list_styles.get(style, ""))
            if linked is not None:
                kind = value_in(linked, "abstractNumId")
            levels = _levels(kinds[kind]) if kind in kinds else {}
            starts: dict[int, int] = {}
            for override in element.findall("lvlOverride"):
                at = whole_number(override, "ilvl")
                levels |= _levels(override)
                if override.find("startOverride") is not None and at < _LEVELS:
                    starts[at] = whole_number(override.find("startOverride"), otherwise=1)
            numbers.lists[key] = _List(kind, levels, starts)
        return numbers

    def next(self, properties: Element | None, of_style: tuple[str, int] | None) -> str:
        """The number that stands before a paragraph, with what parts it from the words; empty if it has none.

        Counts on: it is to be asked for every paragraph, also for one without words.
        """
        own = properties.find("numPr") if properties is not None else None
        key, level = of_style or ("", 0)
        if own is not None:
            key, level = value_in(own, "numId", key), whole_number(own.find("ilvl"), otherwise=level)
        of = self.lists.get(key)
        known = of.levels.get(level) if of is not None else None
        # List 0 is how Word takes its style's number away from a paragraph.
        if of is None or known is None or key in ("", "0"):
            return ""
        counts = self.counts.setdefault(of.counter, {})
        if key not in self._begun and level in of.starts:
            counts[level] = of.starts[level]
        else:
            counts[level] = counts.get(level, known.start - 1) + 1
        self._begun.add(key)
        # 第二章 begins again with its 第一节; below a chapter that is not there stands the first one.
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        for above in range(level):
            counts.setdefault(above, of.levels[above].start if above in of.levels else 1)
        if known.form in ("bullet", "none"):
            return "" if known.form == "none" else "●"
        return _printed(of, known, counts)


def parted(number: str, words: str) -> str:
    """A number before its words: 2. before 5亿元 is not 2.5亿元."""
    return f"{number} {words}" if _OPEN.search(number) and words[:1].isalnum() else number + words


def _printed(of: _List, known: _Level, counts: dict[int, int]) -> str:
    def value(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        level = of.levels.get(at)
        count = counts.get(at, level.start if level else 1)
        # isLgl prints the numbers of all levels in Arabic figures: below 第一章 stands 1.1.
        return counted(count, "decimal" if known.legal or level is None else level.form)

    printed = _LEVEL.sub(value, known.text)
    if _CHAPTER.search(printed):
        return f"{printed}\u3000"
    # What Word sets behind it, a tab or a blank, is no part of it, but parts it from the words.
    return f"{printed} " if known.parted and printed[-1:].isalnum() else printed


def _levels(parent: Element) -> dict[int, _Level]:
    return {
        whole_number(element, "ilvl"): _Level(
            value_in(element, "numFmt", "decimal"),
            value_in(element, "lvlText")[:40],
            whole_number(element.find("start")),
            element.find("isLgl") is not None,
            value_in(element, "suff") != "nothing",
        )
        for element in parent.iter("lvl")
        if whole_number(element, "ilvl") < _LEVELS
    }
