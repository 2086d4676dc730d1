"""Raised and lowered signs, fractions and roots as plain words: a digit that stands higher or lower than its
neighbours never joins their number.

A power keeps its meaning (10⁸, km²), the mark of a note is set apart (120［1］家), a lowered figure stays
lowered (3₂) unless it is part of a name (CO2). Every format that knows where signs stand asks here.
"""

import re
from typing import Literal, NamedTuple

Script = Literal["", "raised", "lowered"]
"""Where words stand: on the line, above it, below it."""

_RAISED = str.maketrans("0123456789+-−－–()=ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁻⁽⁾⁼ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−－–()=", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₋₍₎₌")
_HALF = str.maketrans("０１２３４５６７８９＋", "0123456789+")
# An exponent: takes `8`, `-3` and `2+`, not `注1` or `1,2`
_EXPONENT = re.compile(r"[-+−－–]?\d{1,3}[-+−－–]?|[-+−－–]\Z|[ni]")
# What may have an exponent: takes `3.2×10`, `45km` and `立方米`, not `120` or `企业`
_BASE = re.compile(
    r"[×*·xX✕]\s?\d{1,3}\Z|(?<![\d.])(?:10|2)\Z|(?<![A-Z])[A-Za-zμ㎞㎝㎜ΩＡ-Ｚａ-ｚ]\Z|[米里]\Z"
)
# The mark of a note: takes `1`, `注1`, `1,2` and `3-5`, not `[1]` or `①`
_NOTE = re.compile(r"注?\s?\d{1,3}(?:\s?[,，、;\-–—~～]\s?\d{1,3}){0,9}")
# A letter typed for the sign of degrees: takes `o` and `°`, not `10`
_DEGREE = re.compile(r"[oO°º]")
# Takes `8` and `２`, not `²`, `八` or `-`
_DIGIT = re.compile(r"[0-9０-９]")
# What a lowered figure belongs to: takes `CO` and `PM`, not `log10` or `指标`
_LETTER = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]\Z")
# What a numerator or a denominator may be: takes `1`, `12` and `1 000`, not `注1` or `1,2`
_COUNT = re.compile(r"\d[\d ]{0,7}")
_SLASHES = frozenset("/⁄∕／")
# What has a power and no fraction behind it: takes `km` and `平方米`, not `约` or `10`
_UNIT = re.compile(r"[A-Za-zμＡ-Ｚａ-ｚ米里]\Z")
# Takes `2`, `总数` and `3.14`, not `a+b`
_SIMPLE = re.compile(r"[\w.%％π\u4e00-\u9fff]{1,40}")


class Lifted(NamedTuple):
    """Raised or lowered words as they are shown; the middle has as many characters as they have."""

    before: str
    words: str
    after: str


def scripted(above: str, words: str, script: Script) -> Lifted:
    """How `words` are shown that are raised or lowered behind `above`."""
    if script == "raised":
        return _raised(above, words)
    return _lowered(above, words) if script == "lowered" else Lifted("", words, "")


def shown_script(above: str, words: str, script: Script) -> str:
    """The same as one string."""
    return "".join(scripted(above, words, script))


def joint(above: str, below: str) -> str:
    """What has to stand between two pieces that were not written as one: a blank where their digits would
    make one number.
    """
    meets = _DIGIT.match(above[-1:]) and _DIGIT.match(below[:1])
    # 2.  5亿元 would be 2.5亿元
    pointed = above[-1:] in ".．" and above[-2:-1].isdigit() and _DIGIT.match(below[:1])
    return " " if meets or pointed else ""


def is_fraction(above: str, raised: str, between: str, lowered: str) -> bool:
    """Whether raised and lowered figures behind `above`, with `between` on the line between them, are a
    fraction: ²/₃, but not km²/₃.
    """
    whole = _COUNT.fullmatch(raised.strip()) and _COUNT.fullmatch(lowered.strip())
    return bool(whole) and between.strip() in _SLASHES and not _UNIT.search(above.rstrip())


def fraction(above: str, below: str) -> str:
    """A numerator over its denominator: 2/3, (a+b)/c."""
    return "/".join(each if _SIMPLE.fullmatch(each) else f"({each})" for each in (above, below))


def root(words: str, degree: str = "") -> str:
    """A root: √2, ∛(a+b)."""
    sign = {"3": "∛", "4": "∜"}.get(degree, f"{degree.translate(_RAISED)}√")
    return f"{sign}{words if _SIMPLE.fullmatch(words) else f'({words})'}"


def raised_power(words: str) -> str:
    """The exponent of a formula, in which nothing is the mark of a note: ⁸, ^(x/2)."""
    small = words.translate(_HALF).translate(_RAISED)
    return small if not re.search(r"[^⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ⁿⁱ°′″*]", small) else f"^({words})"


def lowered_index(words: str) -> str:
    """The index of a formula: ₂, _max."""
    small = words.translate(_HALF).translate(_LOWERED)
    return small if not re.search(r"[^₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌]", small) else f"_{words}"


def _raised(above: str, words: str) -> Lifted:
    plain = words.strip().translate(_HALF)
    before = above.rstrip()
    if _EXPONENT.fullmatch(plain) and _BASE.search(before):
        return Lifted("", words.translate(_HALF).translate(_RAISED), "")
    if plain.startswith(tuple("-+−－–")) and plain[1:].isdigit():
        return Lifted("", words.translate(_HALF).translate(_RAISED), "")
    if _NOTE.fullmatch(plain):
        return Lifted("［", words, "］")
    if _DEGREE.fullmatch(plain) and _DIGIT.match(before[-1:]):
        return Lifted("", words.replace(plain, "°"), "")
    return Lifted(joint(above, words), words, "")


def _lowered(above: str, words: str) -> Lifted:
    # Behind a letter a lowered figure is part of a name, which is typed so everywhere: CO2, PM2.5.
    if _LETTER.search(above) or not any(_DIGIT.match(sign) for sign in words):
        return Lifted("", words, "")
    return Lifted("", words.translate(_HALF).translate(_LOWERED), "")
