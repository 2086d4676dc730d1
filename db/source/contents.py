"""Contents lists, at the front of a plan and of each part of a collection: recognised, so that their lines
don't become chapters.
"""

import re
from bisect import bisect_right
from itertools import pairwise

from db.source.source_paragraphs import SourceParagraph

# Takes `目　录` and `CONTENTS`, not `目录如下`
TITLE = re.compile(r"目\s*[录錄次]|CONTENTS|Contents")
# Takes `第一章　总则……12` and `前言 IV`, not `第一章　总则`
_PAGE = re.compile(
    r"(?<![\s.．·…。\-—_])[\s.．·…。\-—_]++(?:(?:\d{1,4}|[IVXivx]{1,6})?$)|(?:\d{1,4}|[IVXivx]{1,6})$"
)
# Takes `第一章　总则…… 12` and `总则 12`, not `总则·12` or `总则12`
_PAGED = re.compile(r"(?:[.．·…]{2}|\s)\d{1,4}$")
# Takes `第一章　总则…… 12`, not `总则 12` or `总则……`
_DOTTED = re.compile(r"(?<![.．·…])[.．·…]{2,}+\s*+\d{1,4}$")
# What opens a text below its list: takes `前　言` and `编者按`, not `前言部分`
_OPENING = re.compile(
    r"(?:前|序|引|导|绪)\s*[言语论]|序|编\s*者\s*按|写在前面|开\s*篇(?:语|词)?|卷首语|(?:编制|规划)?说\s*明|题\s*记|概\s*述"
)
# Takes `第一章 总则`, not `第一章总则`
_BLANKS = re.compile(r"[\s\u3000]+")
# Fewer entries are no list; a longer line is a paragraph; and most entries stand again in the text, else the
# “list” is the text itself, of which every line is short.
_LEAST = 4
_LONGEST, _LONGEST_PLAIN = 80, 30
_LONGEST_LINE = 240
"""Characters of an entry with the points that lead to its page."""
_REPEATED = 0.6
_FORMS = ("篇", "章", "节", "壹、", "一、", "（一）", "1.", "1.1", "1.1.1")
"""Numbers that entries have: with one, or with a page, an entry may be long."""
_NEAR = 40
"""The title of the whole text's list stands within so many units."""
_SOUGHT, _MOST, _ABOVE = 400, 3_000, 6
"""A list without a title begins within so many units, has at most so many entries, and at most so many titles
above.
"""


def find_contents(units: list[SourceParagraph], start: int) -> list[range]:
    """The indexes of the contents lists with their titles, in order: of the whole, and in a collection of
    each part. Of titles without a list only the first counts, near `start`.
    """
    titles = [at for at, unit in enumerate(units) if unit.grid is None and TITLE.fullmatch(unit.text)]
    names: dict[str, list[int]] = {}
    for at, unit in enumerate(units):
        if unit.grid is None and len(unit.text) <= _LONGEST:
            names.setdefault(_plain(unit.text), []).append(at)
    found: list[range] = []
    if not titles or titles[0] >= start + _NEAR:
        found += filter(None, [_untitled(units, names, start)])
    for title, following in pairwise((*titles, len(units))):
        if found and title < found[-1].stop:
            continue
        # A list ends above the next title: no line is looked at for two of them.
        entries = _list_from(units, names, title + 1, following, titled=True)
        if entries or (title == titles[0] and title < start + _NEAR):
            found.append(range(title, entries.stop if entries else title + 1))
    return found


def _untitled(units: list[SourceParagraph], names: dict[str, list[int]], start: int) -> range:
    at = start
    while at < min(len(units), start + _SOUGHT):
        if found := _list_from(units, names, at, len(units), titled=False):
            return found
        at = _run(units, at, len(units)) + 1
    return range(0)


def _run(units: list[SourceParagraph], at: int, end: int) -> int:
    """Where the lines that may be entries end."""
    end = min(end, at + _MOST)
    while at < end and _is_entry(units[at]):
        at += 1
    return at


def _list_from(
    units: list[SourceParagraph], names: dict[str, list[int]], at: int, end: int, *, titled: bool
) -> range:
    """The list that begins at `at`, or a title or two below; empty if none does."""
    run = _run(units, at, end)
    lists = (
        range(first, _trimmed(units, names, first, run, titled=titled))
        for first in range(at, min(at + _ABOVE, run))
    )
    return next(filter(None, lists), range(0))


def _is_entry(unit: SourceParagraph) -> bool:
    if unit.grid is not None or len(unit.text) > _LONGEST_LINE:
        return False
    paged = _PAGED.search(unit.text) is not None
    numbered = unit.mark is not None and unit.mark.form in _FORMS
    return (
        0 < len(_plain(unit.text)) <= (_LONGEST if paged or numbered else _LONGEST_PLAIN)
        and "。" not in unit.text
        and unit.text[-1] not in "；，：！"
    )


def _trimmed(
    units: list[SourceParagraph], names: dict[str, list[int]], start: int, end: int, *, titled: bool
) -> int:
    """The end of the list: the text begins where the first entry stands again, or where entries have no later
    twin.
    """
    again = names.get(_plain(units[start].text), [])
    end = min([end, *again[bisect_right(again, start) :][:1]])
    end = _opened(units, names, start, end)
    entries = range(start, end)
    paged = sum(_DOTTED.search(units[at].text) is not None for at in entries)
    # Where a name stands is listed in order: its last place tells.
    twins = sum(names.get(_plain(units[at].text), (-1,))[-1] >= end for at in entries)
    ended = end == next(iter(again[bisect_right(again, start) :]), -1)
    if (
        titled
        and entries
        and (len(entries) in (paged, twins) or (ended and twins >= _REPEATED * len(entries)))
    ):
        # Under its title a list may be short, and of names without numbers: each is surely an entry, or the
        # text begins where the first of them stands again.
        return end
    if len(entries) < _LEAST or sum(units[at].mark is not None for at in entries) * 2 < len(entries):
        return start
    return end if twins >= _REPEATED * len(entries) or paged * 2 > len(entries) else start


def _opened(units: list[SourceParagraph], names: dict[str, list[int]], start: int, end: int) -> int:
    """Where the text begins between `start` and `end`, with a preface that no list names; `end` if it
    doesn't. What is listed stands again further down.
    """
    for at in range(start + 1, end):
        text = units[at].text
        if _OPENING.fullmatch(text) and names[_plain(text)][-1] == at:
            return at
    return end


def _plain(text: str) -> str:
    """A heading's words without blanks and page number."""
    return _BLANKS.sub("", _PAGE.sub("", text))
