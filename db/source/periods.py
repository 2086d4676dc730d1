"""Years as plans name them: by their digits, in Chinese numerals, or by a five-year plan's short name."""

import re

from db.numerals import whole_number

FIVE_YEAR_PLANS = {
    f"十{number}五": (first, first + 4)
    for number, first in zip("一二三四五六", range(2006, 2036, 5), strict=True)
}
"""“十五五” → 2026, 2030: its first year and its last."""
YEAR = r"(?:(?:19|20)\d\d|二[〇○零Ｏ0][一二三四五六七八九〇○零]{2})"
"""A year's number: 2030 or 二〇三〇."""
_TO = r"[-—–－―~～至到]{1,2}"
# Takes `2030年` and `二〇二五年`, not `20家` or `1890年`
_ANY_YEAR = re.compile(rf"({YEAR})\s*年")
# What a target starts from, which is no year of it: takes `较2020年`, `以2020年为基期`, `在2025年基础上` and
# `比“十四五”末`, not `到2030年`
_BASE = re.compile(
    rf"(?:较|比|与|以|从|由|基期为?|基准年?为?)\s*{YEAR}\s*年(?:底|末)?(?:相比|为基期|的)?|"
    rf"{YEAR}\s*年(?:底|末)?的?(?:基础上|基数上)|"
    r"(?:较|比|与|从|由)[“‘「\"]?十[一二三四五六]五[”’」\"]?(?:时期|期间|期末|末)?(?:相比|的)?"
)
# Takes `到2030年`, `到二〇三五年`, `2030年底前基本建成`, `2026年新增学位`, `2035年远景`,
# `近期目标（2026—2027年）` and `2026—2027年完成`, not `2020年以来` or `始于2026年的改革`
_YEAR = re.compile(
    rf"(?:到|至|截至|力争|争取|确保|展望)\s*+({YEAR})\s*+年|"
    rf"(?:目标|任务|阶段|期|步)[（(](?:{YEAR}\s*+(?:年\s*+)?{_TO}\s*+)?({YEAR})\s*+年|"
    rf"\A\s*+(?:其中|近期|远期|预计|计划|在|[、，：]){{0,2}}+\s*+(?:{YEAR}\s*+(?:年\s*+)?{_TO}\s*+)?({YEAR})\s*+年"
    rf"(?!以来|以前|起|的|至|到|[-—–－―~～])|"
    rf"({YEAR})\s*+年(?:底|末)?前?(?=[，、]|$|基本|全面|实现|达到|力争|远景)"
)
# Takes `“十四五”期间`, `到“十五五”末` and `十五五时期`, not `编制“十五五”规划` or `实施“十四五”规划`
_FIVE_YEARS = re.compile(
    r"(?:\A|到|至|在)[“‘「\"]?(十[一二三四五六]五)[”’」\"]?(?:规划)?(?:时期|期间|期末|末|这五年)"
)
# A time ahead that is no year: takes `到本世纪中叶` and `明年`, not `到2050年`
_NO_YEAR = re.compile(r"本世纪中叶|本世纪末|新中国成立一百年|建国一百年|明年")


def named_year(clause: str) -> int | None:
    """The year by which a clause says that something shall be; None if it names none.

    What it only compares with (较2020年) is none.
    """
    bare = without_bases(clause)
    found = _YEAR.search(bare)
    if found:
        return whole_number(next(group for group in found.groups() if group))
    five = _FIVE_YEARS.search(bare)
    return FIVE_YEAR_PLANS[five[1]][-1] if five else None


def names_no_year(clause: str) -> bool:
    """Whether a clause names a time that no year is told of: 到本世纪中叶."""
    return _NO_YEAR.search(clause) is not None


def years_in(words: str) -> list[int]:
    """All years in some words but those that something is compared with; of a five-year plan its last."""
    bare = without_bases(words)
    fives = [FIVE_YEAR_PLANS[five][-1] for five in _FIVE_YEARS.findall(bare)]
    found = [whole_number(year) for year in _ANY_YEAR.findall(bare)]
    return [*fives, *(year for year in found if year is not None)]


def without_bases(words: str) -> str:
    """The same words with the years that something is compared with blotted out; all places stay."""
    return _BASE.sub(lambda base: " " * len(base.group()), words)
