"""Reads whole numbers that are written in Chinese characters."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    # 〇 is also typed as a circle (○) or as the letter O, narrow or full width.
    "〇": 0,
    "○": 0,
    "两": 2,
    "Ｏ": 0,
    "O": 0,
}
_LONGEST = 18
"""Digits of a number; what has more counts nothing."""
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(words: str) -> int | None:
    """十二 → 12, 二〇 → 20, 一百零三 → 103; None if it is no number up to 9999."""
    # Digit by digit, as years are written: 二〇二五.
    if words and all(sign in _DIGITS for sign in words):
        return int("".join(str(_DIGITS[sign]) for sign in words)) if len(words) <= 4 else None
    total, digit = 0, 0
    for sign in words:
        if sign in _UNITS:
            # 十二 has no 一 before its 十.
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            return None
    return total + digit if words else None


def whole_number(words: str) -> int | None:
    """A number in Arabic (12, １２) or in Chinese figures (十二); None if it is none."""
    if not words.isdecimal():
        return chinese_number(words)
    return int(words) if len(words) <= _LONGEST else None
