"""Automatic numbers as they are printed: the number formats of Word, which web pages have under other names.

Checked against LibreOffice: in particular 甲 to 癸, 子 to 亥 and ① to ㊿ go on in plain figures.
"""

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLES = "".join(
    map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))),
)
_COUNTING = ("零一二三四五六七八九", "十百千万")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟万")
_LEGAL_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟萬")
_CHINESE: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        "chineseCounting chineseCountingThousand japaneseCounting ideographDigital taiwaneseCounting "
        "taiwaneseCountingThousand".split(),
        _COUNTING,
    ),
    "chineseLegalSimplified": _LEGAL,
    "ideographLegalTraditional": _LEGAL_TRADITIONAL,
}
_SEQUENCES = {
    "ideographTraditional": _STEMS, "ideographZodiac": _BRANCHES,
    "decimalEnclosedCircle": _CIRCLES, "decimalEnclosedCircleChinese": _CIRCLES,
    "ideographEnclosedCircle": _CIRCLES, "lowerGreek": "αβγδεζηθικλμνξοπρστυφχψω",
}  # fmt: skip
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LONGEST = 40
"""Signs of a number at most; a damaged file may begin a list at 99999, which would be a hundred M."""


def counted(count: int, form: str) -> str:
    """The number `count` in one of Word's formats; in plain figures where the format is not known, or has no
    such number.
    """
    if form in _CHINESE and 0 <= count < 100_000:
        return _chinese(count, *_CHINESE[form])
    signs = _SEQUENCES.get(form)
    if signs is not None and 0 < count <= len(signs):
        return signs[count - 1]
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "ordinal":
        return f"{count}."
    if form == "cardinalText" and 0 < count < 100_000:
        return _chinese(count, *_COUNTING)
    if form == "ordinalText" and 0 < count < 100_000:
        return f"第{_chinese(count, *_COUNTING, short=False)}"
    if form == "koreanDigital2":
        return "".join(_COUNTING[0][int(digit)] for digit in str(count))
    if count > 0 and form in ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"):
        words = _roman(count) if form.endswith("Roman") else _letters(count)
        return (words if form.startswith("upper") else words.lower()) or str(count)
    return str(count)


def _chinese(count: int, digits: str, steps: str, *, short: bool = True) -> str:
    """万 and below: 十二 stands for 一十二 at the start, but 壹拾 and 第一十二 are written whole."""
    places = [int(digit) for digit in str(count)]
    words = ""
    skipped = False
    for at, digit in enumerate(places):
        step = len(places) - 1 - at
        if not digit:
            skipped = True
            continue
        words += (digits[0] if skipped else "") + digits[digit] + (steps[step - 1] if step else "")
        skipped = False
    return words[1:] if short and words.startswith("一十") else words


def _letters(count: int) -> str:
    """A to Z, AA, BB, …"""
    again, at = divmod(count - 1, 26)
    return chr(ord("A") + at) * (again + 1) if again < _LONGEST else ""


def _roman(count: int) -> str:
    words = ""
    for value, sign in _ROMAN:
        while count >= value and len(words) < _LONGEST:
            words, count = words + sign, count - value
    return "" if count else words
