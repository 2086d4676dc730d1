"""Numbers as a sheet shows them: the formats of Excel, WPS and LibreOffice (`#,##0.00`, `0!.0,"万元"`,
`yyyy"年"m"月"`), for those parts of them whose result is sure.

A format that is not understood gives nothing: whoever asks shows the number as the file stores it, and says
so. No digit is shown that the stored number, rounded as the format asks, does not have.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal

GENERAL = "General"
_MONTH, _DAY, _HOURS = 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
_MONEY, _CENTS = '"¥"#,##0;"¥"-#,##0', '"¥"#,##0.00;"¥"-#,##0.00'
BUILT_IN: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: _MONEY, 6: _MONEY, 7: _CENTS, 8: _CENTS,
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: f'{_MONEY};"¥""-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: f'{_CENTS};"¥""-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    27: _MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: _HOURS, 33: f'{_HOURS}ss"秒"',
    34: f"上午/下午{_HOURS}", 35: f'上午/下午{_HOURS}ss"秒"', 36: _MONTH, 50: _MONTH, 51: _DAY, 52: _MONTH,
    53: _DAY, 54: _DAY, 55: f"上午/下午{_HOURS}", 56: f'上午/下午{_HOURS}ss"秒"', 57: _MONTH, 58: _DAY,
}  # fmt: skip
"""Formats that a file names by number only, as they are in Chinese programs."""
_OF_SYSTEM = {
    "[$-F800]": BUILT_IN[31], "[$-x-sysdate]": BUILT_IN[31],
    "[$-F400]": BUILT_IN[21], "[$-x-systime]": BUILT_IN[21],
}  # fmt: skip
"""Signs for the long date and the time of the system, whatever else stands in a format."""

_Sort = Literal[
    "literal", "digit", "point", "comma", "percent", "power", "date", "elapsed", "text", "general"
]
# A step of a format. Takes `"万元"`, `[$¥-804]`, `0`, `yyyy` and `AM/PM`, not `Q`
_STEP = re.compile(
    r"""(?P<quoted>"[^"]*(?:"|\Z)) | [\\!](?P<escaped>.) | (?P<unshown>[_*].)
    | (?P<general>General|G/通用格式|常规|Standard)
    | \[(?P<bracket>[^\]]{0,60})\]
    | (?P<half>AM/PM|A/P|上午/下午)
    | (?P<power>E[+-])
    | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<text>@)
    | (?P<date>y+|m+|d+|h+|s+|e+|a{3,4})
    | (?P<literal>[^A-Za-z"\\!_*\[/]|/(?![#?0\d]))""",
    re.VERBOSE | re.IGNORECASE,
)
# Takes `>=10000` and `<0`, not `红色`
_CONDITION = re.compile(r"\A\s*+(<=|>=|<>|<|>|=)\s*+(-?\d{1,15}(?:\.\d{1,9})?)\s*+")
# Takes `Red`, `红色` and `Color 10`, not `DBNum1`
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|[黑蓝绿红白黄]色?|青色|蓝绿色?|洋红色?|colou?r\s*\d{1,2}|颜色\s*\d{1,2})",
    re.IGNORECASE,
)
# A currency, or the language alone: takes `$¥-804`, `$€` and `$-409`, not `h`
_CURRENCY = re.compile(
    r"\$(?P<sign>[^-\]]{0,12})(?:-(?P<language>[0-9A-Fa-f,.x-]{1,16}|[A-Za-z]{2}-[A-Za-z]{2}))?"
)
# Takes `h`, `mm` and `s`, not `hm`
_ELAPSED = re.compile(r"h{1,4}|m{1,4}|s{1,4}", re.IGNORECASE)
_NUMERALS = "〇一二三四五六七八九"
_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_LAST_DAY = 2_958_465
_LARGEST = Decimal("1e60")
_PLAIN = 15
"""Digits of a number without a format that are written out; it has no more that count."""


@dataclass(frozen=True, slots=True)
class _Token:
    sort: _Sort
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None = None
    in_numerals: bool = False
    """Figures are written 二〇二六 (DBNum1)."""

    def has(self, *sorts: _Sort) -> bool:
        return any(token.sort in sorts for token in self.tokens)


def shown_number(value: float, code: str, *, from_1904: bool = False) -> str | None:
    """A number in a format; empty where the format hides it, None where the format is not understood.

    `from_1904`: days are counted from 1904, as in files of old Macs.
    """
    sections = _sections(code)
    number = Decimal(repr(float(value)))
    if sections is None or not number.is_finite() or abs(number) > _LARGEST:
        return None
    section, minus = _chosen(sections, number)
    if section is None or section.has("text") or (not section.tokens and len(sections) == 1):
        return general(value)
    if section.has("date", "elapsed"):
        return _date(section, number, from_1904=from_1904)
    shown = _number(section, _FIFTEEN.plus(abs(number)))
    # What is rounded to nothing has no sign.
    signed = minus and shown is not None and any(digit in shown for digit in "123456789")
    return f"-{shown}" if signed else shown


def shown_text(words: str, code: str) -> str:
    """A text in a format: empty where the format hides it, with what a fourth part puts around it."""
    sections = _sections(code)
    if sections is None:
        return words
    section = (
        sections[3] if len(sections) > 3 else next((each for each in sections if each.has("text")), None)
    )
    if section is None or (section.tokens and not section.has("text", "literal")):
        return words
    return "".join(words if token.sort == "text" else token.words for token in section.tokens)


def general(value: float) -> str:
    """A number without a format: its fifteen digits that count, nothing behind them."""
    number = _FIFTEEN.plus(Decimal(repr(float(value))))
    if not number:
        return "0"
    first = number.adjusted()
    if -10 < first < _PLAIN:
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    digits = number.scaleb(-first).normalize()
    return f"{digits:f}E{'-' if first < 0 else '+'}{abs(first):02}"


@lru_cache(maxsize=2_000)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """The parts of a format; None where a step of it is not known."""
    code = next((shown for sign, shown in _OF_SYSTEM.items() if sign in code), code)
    sections: list[_Section] = []
    at = 0
    while at <= len(code) and len(sections) < 4:
        found = _section(code, at)
        if found is None:
            return None
        section, at = found
        sections.append(section)
        at += 1
    return tuple(sections)


def _section(code: str, at: int) -> tuple[_Section, int] | None:
    """The part of a format that begins here, and where it ends."""
    tokens: list[_Token] = []
    condition: tuple[str, Decimal] | None = None
    in_numerals = False
    while at < len(code) and code[at] != ";":
        step = _STEP.match(code, at)
        if step is None:
            return None
        at = step.end()
        sort, words = step.lastgroup or "", step.group()
        if sort == "bracket":
            inside = step["bracket"]
            limit = _CONDITION.fullmatch(inside)
            if limit:
                condition = limit[1], Decimal(limit[2])
            elif inside.upper() == "DBNUM1":
                in_numerals = True
            elif (token := _bracket(inside)) is not None:
                tokens.append(token)
            else:
                return None
        elif sort == "quoted":
            tokens.append(_Token("literal", words.strip('"')))
        elif sort == "escaped":
            tokens.append(_Token("literal", step["escaped"]))
        elif sort == "half":
            tokens.append(_Token("date", words))
        elif sort in ("digit", "point", "comma", "percent", "power", "text", "general", "literal"):
            tokens.append(_Token(sort, words))
        elif sort == "date":
            tokens.append(_Token("date", words.lower()))
    return _Section(tuple(tokens), condition, in_numerals), at


def _bracket(inside: str) -> _Token | None:
    """What brackets show; nothing for a colour or a language."""
    if _ELAPSED.fullmatch(inside):
        return _Token("elapsed", inside.lower())
    if currency := _CURRENCY.fullmatch(inside):
        return _Token("literal", currency["sign"])
    return _Token("literal") if _COLOUR.fullmatch(inside) else None


def _chosen(sections: Sequence[_Section], number: Decimal) -> tuple[_Section | None, bool]:
    """The part for a number, and whether a minus stands before it."""
    below = number < 0
    numbers = [each for at, each in enumerate(sections) if at < 3 and not (at and each.has("text"))]
    if any(each.condition for each in numbers[:2]):
        for at, each in enumerate(numbers):
            if each.condition is None:
                if at == 1 and len(numbers) == 3 and not below:
                    continue
                return each, below
            if _meets(number, *each.condition):
                only_below = each.condition[0] in ("<", "<=") and each.condition[1] <= 0
                return each, below and not only_below
        return None, below
    if len(numbers) == 1:
        return numbers[0], below
    if below:
        return numbers[1], False
    return (numbers[2], False) if not number and len(numbers) > 2 else (numbers[0], False)


def _meets(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit,
        "=": number == limit, "<>": number != limit,
    }[sign]  # fmt: skip


def _number(section: _Section, number: Decimal) -> str | None:
    tokens = section.tokens
    places = [at for at, token in enumerate(tokens) if token.sort == "digit"]
    if section.has("general"):
        if places or section.in_numerals:
            return None
        return "".join(general(float(number)) if t.sort == "general" else t.words for t in tokens)
    if not places:
        return "".join(token.words for token in tokens if token.sort in ("literal", "percent", "point"))
    if section.in_numerals:
        return None
    if section.has("power"):
        return _scientific(tokens, number)
    number *= Decimal(100) ** sum(token.sort == "percent" for token in tokens)
    point = next((at for at, token in enumerate(tokens) if token.sort == "point"), len(tokens))
    scale, grouped = _commas(tokens, places, point)
    number = number.scaleb(-3 * scale)
    whole = [at for at in places if at < point]
    parts = [at for at in places if at > point]
    rounded = number.quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP, Context(prec=99))
    before, _, behind = f"{rounded:f}".partition(".")
    digits = _whole_digits([tokens[at].words for at in whole], before.lstrip("0"), grouped=grouped)
    shown = dict(zip(whole, digits, strict=True))
    kept = len(behind)
    while kept and behind[kept - 1] == "0" and tokens[parts[kept - 1]].words != "0":
        kept -= 1
    shown |= {at: behind[step] if step < kept else "" for step, at in enumerate(parts)}
    if not whole and before.lstrip("0"):
        shown[-1] = before.lstrip("0")
    out = [shown.get(-1, "")]
    for at, token in enumerate(tokens):
        if token.sort == "point" and parts and not kept:
            continue
        out.append(
            shown.get(at, "") if token.sort == "digit" else "" if token.sort == "comma" else token.words
        )
    return "".join(out)


def _commas(tokens: Sequence[_Token], places: Sequence[int], point: int) -> tuple[int, bool]:
    """By how many thousands a number is divided, and whether its thousands are set apart."""
    last_whole = max((at for at in places if at < point), default=-1)
    scale = 0
    for last in {last_whole, places[-1]}:
        at = last + 1
        while last >= 0 and at < len(tokens) and tokens[at].sort == "comma":
            scale += 1
            at += 1
    grouped = any(tokens[at].sort == "comma" for at in range(places[0], last_whole))
    return scale, grouped


def _whole_digits(places: Sequence[str], digits: str, *, grouped: bool) -> list[str]:
    """What stands in each place before the point."""
    filled: list[str] = []
    for step, place in enumerate(reversed(places)):
        digit = digits[-1 - step] if step < len(digits) else ("0" if place == "0" else "")
        filled.append(f"{digit}," if grouped and digit and step and step % 3 == 0 else digit)
    if places and len(digits) > len(places):
        # What is too long stands before the first place.
        rest = digits[: len(digits) - len(places) + 1]
        size = len(places) - 1
        marked = [
            f"{digit},"
            if grouped and (size + len(rest) - 1 - at) % 3 == 0 and size + len(rest) - 1 - at
            else digit
            for at, digit in enumerate(rest)
        ]
        filled[-1] = "".join(marked)
    return filled[::-1]


def _scientific(tokens: Sequence[_Token], number: Decimal) -> str | None:
    """`0.00E+00`; what puts more than one digit before the point is not understood."""
    form = "".join(token.words for token in tokens)
    found = re.fullmatch(r"0(?:\.(0{1,15}))?E([+-])(0{1,3})", form, re.IGNORECASE)
    if found is None:
        return None
    size = len(found[1] or "")
    power = number.adjusted() if number else 0
    digits = number.scaleb(-power).quantize(Decimal(1).scaleb(-size), ROUND_HALF_UP)
    if digits >= 10:
        power += 1
        digits = number.scaleb(-power).quantize(Decimal(1).scaleb(-size), ROUND_HALF_UP)
    sign = "-" if power < 0 else "+" if found[2] == "+" else ""
    return f"{digits:f}E{sign}{abs(power):0{len(found[3])}}"


def _date(section: _Section, number: Decimal, *, from_1904: bool) -> str | None:
    tokens = section.tokens
    # A point between them is one of a date: 2026.01.
    if section.has("digit", "percent", "power", "general", "text") or not 0 <= number <= _LAST_DAY:
        return None
    whole = _day(int(number), from_1904=from_1904)
    seconds = int((number % 1 * 86_400).quantize(Decimal(1), ROUND_HALF_UP))
    dated = [at for at, token in enumerate(tokens) if token.sort in ("date", "elapsed")]
    if whole is None:
        # Day 0, or the day in February 1900 that never was: only times can be told of it.
        if any(tokens[at].words[0] in "ydea" or tokens[at].words.startswith("mmm") for at in dated):
            return None
        whole = date(1900, 1, 1)
    moment = datetime.combine(whole, time.min) + timedelta(seconds=seconds)
    half = any(
        token.words.upper() in ("AM/PM", "A/P") or "午" in token.words
        for token in tokens
        if token.sort == "date"
    )
    out: list[str] = []
    for at, token in enumerate(tokens):
        if token.sort not in ("date", "elapsed"):
            out.append(token.words)
            continue
        place = dated.index(at)
        above = tokens[dated[place - 1]].words[:1] if place else ""
        below = tokens[dated[place + 1]].words[:1] if place + 1 < len(dated) else ""
        minutes = token.words in ("m", "mm") and (above == "h" or below == "s")
        if token.sort == "elapsed":
            out.append(_elapsed(token.words, int(number) * 86_400 + seconds))
        else:
            out.append(
                _part(token.words, moment, minutes=minutes, half=half, in_numerals=section.in_numerals)
            )
    return "".join(out)


def _day(days: int, *, from_1904: bool) -> date | None:
    if from_1904:
        return date(1904, 1, 1) + timedelta(days) if days < _LAST_DAY - 1_462 else None
    # They took 1900 for a leap year.
    if days in (0, 60):
        return None
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days)


def _elapsed(form: str, seconds: int) -> str:
    size = {"h": 3_600, "m": 60, "s": 1}[form[0]]
    return f"{seconds // size:0{len(form)}}"


def _part(form: str, moment: datetime, *, minutes: bool, half: bool, in_numerals: bool) -> str:
    """A part of a date in one of its forms."""
    sort, size = form[0], len(form)
    if form.upper() in ("AM/PM", "A/P") or "午" in form:
        first, second = form.split("/")
        return second if moment.hour >= 12 else first
    if sort in "ye":
        year = str(moment.year) if size > 2 or sort == "e" else f"{moment.year % 100:02}"
        return "".join(_NUMERALS[int(digit)] for digit in year) if in_numerals else year
    if sort == "a":
        return ("星期" if size > 3 else "周") + "一二三四五六日"[moment.weekday()]
    if sort == "m" and not minutes and size > 2:
        name = _MONTHS[moment.month - 1]
        return name if size == 4 else name[:1] if size == 5 else name[:3]
    if sort == "d" and size > 2:
        name = _WEEKDAYS[moment.weekday()]
        return name if size > 3 else name[:3]
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {
        "m": moment.minute if minutes else moment.month,
        "d": moment.day,
        "h": hour,
        "s": moment.second,
    }[sort]
    if in_numerals:
        tens, ones = divmod(number, 10)
        return ("" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十") + (
            _NUMERALS[ones] if ones or not tens else ""
        )
    return f"{number:0{min(size, 2)}}"
