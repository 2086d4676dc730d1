"""The contents list at the front of a plan: recognised, so that its lines don't become chapters."""

import re

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
# Takes `第一章 总则`, not `第一章总则`
_BLANKS = re.compile(r"[\s\u3000]+")
# Fewer entries are no list; a longer line is a paragraph; and most entries stand again in the text, else the
# “list” is the text itself, of which every line is short.
_LEAST = 4
_LONGEST, _LONGEST_PLAIN = 80, 30
_REPEATED = 0.6
_FORMS = ("篇", "章", "节", "一、", "（一）", "1.", "1.1", "1.1.1")
"""Numbers that entries have: with one, or with a page, an entry may be long."""
_SOUGHT, _MOST, _ABOVE = 400, 3_000, 6
"""A list without a title begins within so many units, has at most so many entries, and at most so many titles
above.
"""


def find_contents(units: list[SourceParagraph], start: int) -> range:
    """The indexes of the contents list and its title; empty if there is none."""
    title = next((at for at in range(min(len(units), start + 40)) if TITLE.fullmatch(units[at].text)), None)
    names: dict[str, list[int]] = {}
    for at, unit in enumerate(units):
        if unit.grid is None and len(unit.text) <= _LONGEST:
            names.setdefault(_plain(unit.text), []).append(at)
    at = title + 1 if title is not None else start
    best = range(0)
    while not best and at < min(len(units), start + _SOUGHT if title is None else at + 1):
        run = at
        while run < min(len(units), at + _MOST) and _is_entry(units[run]):
            run += 1
        # a title or two may stand above the first entry
        lists = (
            range(first, _trimmed(units, names, first, run)) for first in range(at, min(at + _ABOVE, run))
        )
        best = next((found for found in lists if len(found) >= _LEAST), best)
        at = run + 1
    return best if title is None else range(title, best.stop if best else title + 1)


def _is_entry(unit: SourceParagraph) -> bool:
    paged = _PAGED.search(unit.text) is not None
    numbered = unit.mark is not None and unit.mark.form in _FORMS
    return (
        unit.grid is None
        and 0 < len(unit.text) <= (_LONGEST if paged or numbered else _LONGEST_PLAIN)
        and "。" not in unit.text
        and unit.text[-1] not in "；，：！"
    )


def _trimmed(units: list[SourceParagraph], names: dict[str, list[int]], start: int, end: int) -> int:
    """The end of the list: the text begins where the first entry stands again, or where entries have no later
    twin.
    """
    if end - start < _LEAST:
        return start
    again = [at for at in names.get(_plain(units[start].text), ()) if at > start]
    end = min([end, *again])
    entries = range(start, end)
    if sum(units[at].mark is not None for at in entries) * 2 < len(entries):
        return start
    paged = sum(_DOTTED.search(units[at].text) is not None for at in entries)
    # Where a name stands is listed in order: its last place tells.
    twins = sum(names.get(_plain(units[at].text), (-1,))[-1] >= end for at in entries)
    enough = twins >= _REPEATED * len(entries) or paged * 2 > len(entries)
    return end if enough else start


def _plain(text: str) -> str:
    """A heading's words without blanks and page number."""
    return _BLANKS.sub("", _PAGE.sub("", text))
