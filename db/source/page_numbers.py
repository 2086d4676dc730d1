"""Numbers on lines of their own: those of pages, which count on through the text, and single ones, of which
nobody can tell whether they are a page's, a row's or part of the sentence around them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.source.lines import SourceLine

# The number of a page, or of a row whose cells are lines: takes `12`, not `2026` or `12.`
_BARE_NUMBER = re.compile(r"\d{1,3}")
# Takes `IV` and `XII`, not `IIII` or `CD`
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
# The single signs of numbers of this kind: takes `Ⅳ`, not `IV`
_ROMAN_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
# What surely belongs to a number: takes `亿元以上`, `%左右` and `个百分点`, not `家级生态文明` or `项事业`
_MEASURED = re.compile(
    r"\A(?:[%％‰℃]|个百分点|[十百千]?[万亿]+(?:元|人|户|亩|吨|平方|立方|公顷|千瓦)|(?:平方|立方)(?:公里|千米|米)|公里|公顷|千瓦|"
    r"[十百千万亿]*+[元人户个家里亩吨米项所座件辆处套条名次床倍年](?=[，。、；）]|(?:以[上下内]|左右)(?:[，。、；）]|\Z)))"
)
# What a number goes on from: takes `完成投资`, `达到` and `新增`, not `全县各` or `建设成为国`
_COUNTING = re.compile(
    r"(?:投资|资金|达到?|[至到为约近超共计逾第]|超过|突破|累计|总[计数量额]|完成|新[增建]|建成|改造|增长|提[高升]|下降|降低|"
    r"减少|面积|产[值量]|收入|人口|里程|规模|税收|GDP|数量?)\Z"
)
# Takes `推进建设，完善`, not `甘霖镇水利工程`
_RUNNING = re.compile(r"[，。、；：]")
_PAGE_LINES, _PAGE_LENGTH, _LONG_PAGE = 5, 100, 300
"""A page has at least so many lines, of so many characters together; a long one may have fewer lines."""
_TITLE_LENGTH = 30
_SURE = 3
"""From so many in a row on numbers are pages, also where units seem to follow them."""


def is_loose_number(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether a line is a number by itself, and not surely one of the sentence around it. It is a page's or a
    row's, and never becomes part of a sentence: 攻坚战， / 1 / 健全 and 成为国 / 12 / 家级, but 完成投资 /
    120 / 亿元.
    """
    return _counted(lines[at]) is not None and not (
        _is_followed(lines, at) and at > 0 and _COUNTING.search(lines[at - 1].text) is not None
    )


def page_numbers(lines: Sequence[SourceLine]) -> list[int]:
    """Indexes of lines that are a page's number and nothing else: 12 below one page, 13 below the next,
    whatever stands around them.

    Numbers of rows and titles, each on a line of its own, count on too: but what is numbered stands below
    them, a few words without a stop.
    """
    bare: list[int] = []
    chains: list[_Chain] = []
    # For each form and number the run that ended with it last: a figure of the text that stands on a line of
    # its own breaks no run.
    ending: dict[tuple[str, int], _Chain] = {}
    size = 0
    for at, line in enumerate(lines):
        counted = None if line.aside else _counted(line)
        if counted is None:
            size += len(line.text)
            continue
        bare.append(at)
        form, number = counted
        before = ending.get((form, number - 1))
        if before is not None and before.ends_page(at, size):
            del ending[form, number - 1]
            chain = before
        else:
            chain = _Chain([])
            chains.append(chain)
        chain.indexes.append(at)
        chain.size = size
        ending[form, number] = chain
    taken: set[int] = set()
    # The longest first: a figure that happens to be one more than another doesn't hold up a run.
    for chain in sorted(chains, key=lambda each: -len(each.indexes)):
        around = bisect_right(bare, chain.indexes[-1]) - bisect_left(bare, chain.indexes[0])
        if len(chain.indexes) * 2 > around and _are_pages(lines, chain.indexes):
            taken.update(chain.indexes)
    return sorted(taken)


@dataclass(slots=True)
class _Chain:
    """Numbers that count on."""

    indexes: list[int]
    size: int = 0
    """So many characters of text stand above the last one."""

    def ends_page(self, at: int, size: int) -> bool:
        """Whether a page's text stands between the last one and line `at`, above which `size` stands."""
        between = size - self.size
        return between >= _LONG_PAGE or (between >= _PAGE_LENGTH and at - self.indexes[-1] > _PAGE_LINES)


def _are_pages(lines: Sequence[SourceLine], chain: Sequence[int]) -> bool:
    """Whether numbers that count on are those of pages."""
    if len(chain) < 2 or sum(_is_numbering(lines, at) for at in chain) * 2 >= len(chain):
        return False
    return len(chain) >= _SURE or not all(_is_followed(lines, at) for at in chain)


def _is_numbering(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether what stands below a number can be what it numbers: a title, the name of a project."""
    words = lines[at + 1].text if at + 1 < len(lines) else ""
    above = lines[at - 1].text if at else ""
    # In the middle of a sentence nothing is numbered: 新建公路，完善 / 12 / 水利设施
    cut = _RUNNING.search(above) is not None and above[-1:] not in "。；："
    return 0 < len(words) <= _TITLE_LENGTH and not re.search(r"[，。；：、！？]", words) and not cut


def _is_followed(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether a unit stands below a number, to which it can belong."""
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    digits = lines[at].text.isdecimal()
    # A number behind another is none that goes on: 普及率达到98 / 12 / %
    return digits and _MEASURED.match(below) is not None and not (at and lines[at - 1].text[-1:].isdigit())


def _counted(line: SourceLine) -> tuple[str, int] | None:
    """How a number is written that has a line of its own, and which it is; None for other lines."""
    text = line.text
    if line.grid is not None or len(text) > 8:
        return None
    if _BARE_NUMBER.fullmatch(text):
        return "1", int(text)
    if len(text) == 1 and text in _ROMAN_SIGNS:
        return "I", _ROMAN_SIGNS.index(text) + 1
    for form, signs in (("I", text), ("i", text.upper() if text.islower() else "")):
        if _ROMAN.fullmatch(signs):
            return form, _roman(signs)
    return None


def _roman(signs: str) -> int:
    values: Mapping[str, int] = _ROMAN_VALUES
    numbers = [values[sign] for sign in signs]
    following = (*numbers[1:], 0)
    return sum(-one if one < other else one for one, other in zip(numbers, following, strict=True))
