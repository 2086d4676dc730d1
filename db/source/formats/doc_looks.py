"""Properties of a Word 97–2003 document in the words of a .docx (`rPr`, `pPr`), as far as reading needs them:
headings, numbers, what is deleted, hidden, struck out, raised or white.
"""

import struct
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from db.source.formats.doc_properties import ELSEWHERE, changes
from db.source.formats.symbol_fonts import is_symbol_font

_WHITE_NUMBER, _WHITE = 8, 0x00FFFFFF
_AUTO, _NIL = 0xFF000000, 0xFFFF
_ON, _AS_STYLE, _NOT_AS_STYLE = 1, 0x80, 0x81
_SWITCHES = {0x0835: "b", 0x0837: "strike", 0x2A53: "dstrike", 0x083C: "vanish"}
"""Changes that turn something on or off, by the tag that a .docx has for it."""
_DELETED = 0x0800
_CHARACTER_STYLE, _SYMBOL = 0x4A30, 0x6A09
_FONT, _FONT_OTHER = 0x4A4F, 0x4A51
_SCRIPTS = {1: "superscript", 2: "subscript"}
StyleSwitch = Callable[[str], bool]
"""Whether the paragraph's style has a switch (b, strike) on."""


def element(tag: str, /, **attributes: str) -> Element:
    """An element with attributes."""
    return Element(tag, attributes)


def value(tag: str, val: int | str) -> Element:
    """An element that holds a value, as most do."""
    return Element(tag, {"val": str(val)})


def run_properties(told: bytes, fonts: list[str], of_style: StyleSwitch) -> Element:
    """The look of words; the switches that turn around what the style says ask `of_style`."""
    look = Element("rPr")
    found = dict(changes(told))
    for number, operand in found.items():
        if number in _SWITCHES:
            tag, said = _SWITCHES[number], operand[0]
            if said != _AS_STYLE:
                on = said == _ON if said != _NOT_AS_STYLE else not of_style(tag)
                look.append(value(tag, int(on)))
        elif number in _CHARACTERS:
            made = _CHARACTERS[number](operand)
            if made is not None:
                look.append(made)
    named = {
        name: _font(found[number], fonts)
        for number, name in ((_FONT, "ascii"), (_FONT_OTHER, "hAnsi"))
        if number in found
    }
    # Only the fonts of symbols say what their words are.
    if any(map(is_symbol_font, named.values())):
        look.append(Element("rFonts", named))
    return look


def _font(operand: bytes, fonts: list[str]) -> str:
    number = struct.unpack("<H", operand)[0]
    return fonts[number] if number < len(fonts) else ""


def is_deleted(told: bytes) -> bool:
    """Whether a tracked change took words out."""
    return any(number == _DELETED and operand[0] == _ON for number, operand in changes(told))


def symbol_in(told: bytes, fonts: list[str]) -> Element | None:
    """The sign of a symbol font that a run is; None for other runs."""
    operand = dict(changes(told)).get(_SYMBOL)
    if operand is None:
        return None
    font, sign = struct.unpack("<HH", operand)
    return element("sym", font=fonts[font] if font < len(fonts) else "", char=f"{sign:04X}")


def paragraph_changes(told: bytes, data: bytes) -> dict[int, bytes]:
    """The changes of a paragraph or a row, also those that are too many for their page. The style's number
    before them is not among them. Raises struct.error.
    """
    found: dict[int, bytes] = {}
    for number, operand in changes(told[2:]):
        if number in ELSEWHERE:
            place = struct.unpack("<I", operand)[0]
            length = struct.unpack_from("<H", data, place)[0]
            found.update(changes(data[place + 2 : place + 2 + length]))
        else:
            found[number] = operand
    return found


def paragraph_properties(found: dict[int, bytes]) -> Element:
    """What a paragraph's changes say of its level, number, indent and ground."""
    look = Element("pPr")
    if 0x2640 in found:
        look.append(value("outlineLvl", found[0x2640][0]))
    if 0x460B in found or 0x260A in found:
        numbers = SubElement(look, "numPr")
        if 0x260A in found:
            numbers.append(value("ilvl", found[0x260A][0]))
        if 0x460B in found:
            numbers.append(value("numId", _list(found[0x460B])))
    indent = {
        name: str(struct.unpack("<h", found[number])[0])
        for name, numbers in _INDENTS.items()
        for number in numbers
        if number in found
    }
    if indent:
        look.append(Element("ind", indent))
    if 0x442C in found and found[0x442C][0] & 7 in (1, 2):
        look.append(element("framePr", dropCap="drop"))
    shade = _shade_80(found[0x442D]) if 0x442D in found else None
    shade = shade_of(found[0xC64D]) if 0xC64D in found else shade
    if shade is not None:
        look.append(shade)
    return look


_INDENTS = {
    "left": (0x840F, 0x845E), "firstLine": (0x8411, 0x8460),
    "leftChars": (0x4456,), "firstLineChars": (0x4457,),
}  # fmt: skip


def _list(operand: bytes) -> int:
    """Its list from 1; 0 takes the style's number away, and numbers from F801 on turn lists off too."""
    number = struct.unpack("<H", operand)[0]
    return number if number < 0xF801 else 0


def shade_of(operand: bytes) -> Element | None:
    """A ground of ten bytes: colours before and behind, and a pattern."""
    if len(operand) < 10:
        return None
    behind, pattern = struct.unpack_from("<4xIH", operand)
    if pattern in (0, _NIL) and behind in (_AUTO, 0xFFFFFFFF, _WHITE):
        return None
    plain = behind in (_AUTO, _WHITE)
    return element("shd", val="clear" if pattern == 0 else "solid", fill="auto" if plain else "808080")


def _shade_80(operand: bytes) -> Element | None:
    """The same in two bytes."""
    told = struct.unpack("<H", operand)[0]
    behind, pattern = told >> 5 & 31, told >> 10
    if told == _NIL or (behind in (0, _WHITE_NUMBER) and pattern == 0):
        return None
    return element("shd", val="clear", fill="808080")


def _script(operand: bytes) -> Element:
    return value("vertAlign", _SCRIPTS.get(operand[0], "baseline"))


def _position(operand: bytes) -> Element:
    return value("position", struct.unpack("<h", operand)[0])


def _size(operand: bytes) -> Element:
    return value("sz", struct.unpack("<H", operand)[0])


def _colour_number(operand: bytes) -> Element:
    return value("color", "FFFFFF" if operand[0] == _WHITE_NUMBER else "000000")


def _colour(operand: bytes) -> Element:
    return value("color", "FFFFFF" if struct.unpack("<I", operand)[0] == _WHITE else "000000")


def _marker(operand: bytes) -> Element:
    return value("highlight", "none" if operand[0] in (0, _WHITE_NUMBER) else "yellow")


def _character_style(operand: bytes) -> Element:
    return value("rStyle", struct.unpack("<H", operand)[0])


_CHARACTERS: dict[int, Callable[[bytes], Element | None]] = {
    0x2A48: _script,
    0x4845: _position,
    0x4A43: _size,
    0x2A42: _colour_number,
    0x6870: _colour,
    0x2A0C: _marker,
    0x4866: _shade_80,
    0xCA71: shade_of,
    _CHARACTER_STYLE: _character_style,
}
"""What becomes of a change of words."""
