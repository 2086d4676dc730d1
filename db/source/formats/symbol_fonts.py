"""Signs of symbol fonts: places in Wingdings or Symbol, and the characters that they look like."""

from db.source.formats.formulas import UNREAD

_CIRCLED = {0x81 + at: chr(0x2460 + at) for at in range(10)}
_BLACK_CIRCLED = {0x8C + at: chr(0x2776 + at) for at in range(10)}
_WINGDINGS = {
    0x20: " ", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□",
    0x71: "❑", 0x72: "❒", 0x73: "◆", 0x74: "◆",
    0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "●", 0xA0: "●",
    0xA1: "○", 0xA7: "■", 0xA8: "□", 0xAB: "★",
    0xAC: "★", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    0x80: "⓪", 0x8B: "⓿", **_CIRCLED, **_BLACK_CIRCLED,
}  # fmt: skip
_WINGDINGS_2 = {
    0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x54: "☒", 0x51: "☒", 0x53: "☒",
    0xA3: "□", 0xA2: "■", 0x97: "●", 0x98: "●",
    0x69: "⓪", **{0x6A + at: chr(0x2460 + at) for at in range(10)},
    0x74: "⓿", **{0x75 + at: chr(0x2776 + at) for at in range(10)},
}  # fmt: skip
# From 0x22 on, as the Symbol font has them; None for what plain letters stand for in it.
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SMALL_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{code: chr(code) for code in range(0x20, 0x40)},
    **{0x41 + at: sign for at, sign in enumerate(_GREEK)},
    **{0x61 + at: sign for at, sign in enumerate(_SMALL_GREEK)},
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅",
    0x5B: "[", 0x5C: "∴", 0x5D: "]", 0x5E: "⊥",
    0x5F: "_", 0x7B: "{", 0x7C: "|", 0x7D: "}", 0x7E: "∼", 0xA2: "′",
    0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝",
    0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈",
    0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪",
    0xCE: "∈", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_OF_SIGNS = frozenset((*_FONTS, "wingdings 3", "webdings", "marlett", "monotype sorts", "zapfdingbats"))


def symbol(font: str, code: int) -> str:
    """The character that a place in a symbol font looks like; empty if it is not known."""
    signs = _FONTS.get(font.strip().lower())
    # Word writes the places of symbol fonts from U+F000 on, and now and then without that.
    place = code - 0xF000 if 0xF000 <= code < 0xF100 else code
    if signs is not None and place < 0x100:
        return signs.get(place, "")
    if is_symbol_font(font):
        return ""
    return chr(code) if 0x20 <= code < 0xD800 else ""


def is_symbol_font(font: str) -> bool:
    """Whether a font shows signs in the places of Latin letters."""
    return font.strip().lower() in _OF_SIGNS


def in_symbol_font(words: str, font: str) -> str:
    """Words of a run in a symbol font: Latin letters and what stands from U+F020 on are places in it; one
    that is not known is a sign that can't be read. Blanks and Chinese characters stay.
    """
    if not is_symbol_font(font):
        return words
    return "".join(_looks(font, sign) for sign in words)


def _looks(font: str, sign: str) -> str:
    code = ord(sign)
    if sign.isspace() or not (code < 0x100 or 0xF000 <= code < 0xF100):
        return sign
    return _FONTS.get(font.strip().lower(), {}).get(code & 0xFF, "") or UNREAD
