"""Styles, fonts and lists of a Word 97–2003 document in the words of a .docx: what `WordStyles` and `Numbers`
read from styles.xml and numbering.xml.
"""

import struct
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from db.source.formats.doc_looks import (
    element,
    paragraph_changes,
    paragraph_properties,
    run_properties,
    value,
)
from db.source.formats.doc_text import WordText
from db.source.formats.encoding import whole_characters
from db.source.formats.packages import value_in

_STYLES, _FONTS, _LISTS, _NUMBERS = 1, 15, 73, 74
"""Tables of the document."""
_KINDS = {1: "paragraph", 2: "character", 3: "table", 4: "numbering"}
_NAMED = {62: "Title", **{level: f"heading {level}" for level in range(1, 10)}}
_NAMED |= {18 + level: f"toc {level}" for level in range(1, 10)}
"""Names that a language of its own may have in the file, by the number that Word knows the style by."""
_NO_STYLE = 0xFFF
_FORMS = (
    "decimal upperRoman lowerRoman upperLetter lowerLetter ordinal cardinalText ordinalText hex chicago "
    "ideographDigital japaneseCounting aiueo iroha decimalFullWidth decimalHalfWidth japaneseLegal "
    "japaneseDigitalTenThousand decimalEnclosedCircle decimalFullWidth2 aiueoFullWidth irohaFullWidth "
    "decimalZero bullet ganada chosung decimalEnclosedFullstop decimalEnclosedParen "
    "decimalEnclosedCircleChinese ideographEnclosedCircle ideographTraditional ideographZodiac "
    "ideographZodiacTraditional taiwaneseCounting ideographLegalTraditional taiwaneseCountingThousand "
    "taiwaneseDigital chineseCounting chineseLegalSimplified chineseCountingThousand decimal koreanDigital "
    "koreanCounting koreanLegal koreanDigital2"
).split()
"""Formats of automatic numbers by their numbers (MSONFC)."""
_LEVELS = 9
_BEHIND = {0: "tab", 1: "space"}


def fonts(text: WordText) -> list[str]:
    """Names of the fonts by their numbers. Raises struct.error."""
    content = text.table(_FONTS)
    names: list[str] = []
    if len(content) < 4:
        return names
    count = struct.unpack_from("<H", content)[0]
    at = 4
    while len(names) < count and at < len(content):
        size = content[at]
        name = content[at + 40 : at + 1 + size].decode("utf-16-le", "replace")
        names.append(name.partition("\0")[0])
        at += 1 + size
    return names


def styles(text: WordText, known_fonts: list[str]) -> Element:
    """All styles. Raises struct.error."""
    root = Element("styles")
    content = text.table(_STYLES)
    if len(content) < 6:
        return root
    size, count, base = struct.unpack_from("<HHH", content)
    at = 2 + size
    for number in range(count):
        length = struct.unpack_from("<H", content, at)[0]
        told = content[at + 2 : at + 2 + length]
        at += 2 + length
        if length > base >= 10:
            root.append(_style(told, number, base, known_fonts, text.data))
    return root


def _style(told: bytes, number: int, base: int, known_fonts: list[str], data: bytes) -> Element:
    known, kind, more = struct.unpack_from("<HHH", told)
    made = element("style", type=_KINDS.get(kind & 15, ""), styleId=str(number))
    length = struct.unpack_from("<H", told, base)[0]
    name = whole_characters(told[base + 2 : base + 2 + 2 * length].decode("utf-16-le", "surrogatepass"))
    known &= 0xFFF
    made.append(value("name", _NAMED.get(known, name)))
    if known == 0 and kind & 15 == 1:
        made.set("default", "1")
    if kind >> 4 != _NO_STYLE:
        made.append(value("basedOn", kind >> 4))
    parts = list(_parts(told, base + 2 + 2 * length + 2, more & 15))
    # Those of a paragraph's style are its own changes and its words'; a table's has rows' changes before.
    if kind & 15 == 1 and parts:
        made.append(paragraph_properties(paragraph_changes(parts[0], data)))
    words = parts[1:2] if kind & 15 == 1 else parts[:1] if kind & 15 == 2 else []
    for each in words:
        made.append(run_properties(each, known_fonts, _nothing))
    if kind & 15 == 4 and parts:
        made.append(paragraph_properties(paragraph_changes(parts[0], data)))
    return made


def _nothing(_: str) -> bool:
    return False


def _parts(told: bytes, at: int, count: int) -> Iterator[bytes]:
    for _ in range(count):
        at += at & 1
        if at + 2 > len(told):
            return
        size = struct.unpack_from("<H", told, at)[0]
        yield told[at + 2 : at + 2 + size]
        at += 2 + size


def numbering(text: WordText) -> Element:
    """All lists. Raises struct.error."""
    root = Element("numbering")
    place, length = text.place_of(_LISTS)
    if not length:
        return root
    content = text.tables
    count = struct.unpack_from("<H", content, place)[0]
    # The levels of all lists follow behind; some programs count them with the table, and others don't.
    at = place + 2 + 28 * count
    for number in range(count):
        told = place + 2 + 28 * number
        key = struct.unpack_from("<i", content, told)[0]
        made = element("abstractNum", abstractNumId=str(key))
        for level in range(1 if content[told + 26] & 1 else _LEVELS):
            read, at = _level(content, at, level)
            made.append(read)
        root.append(made)
    # A list: what a generator raises is lost in there.
    root.extend(list(_numbers(text)))
    return root


def _level(content: bytes, at: int, level: int) -> tuple[Element, int]:
    """A level of a list, and where the next one begins."""
    start, form, flags, behind = struct.unpack_from("<iBB9xB", content, at)
    words, paragraph = struct.unpack_from("<BB", content, at + 24)
    at += 28 + words + paragraph
    length = struct.unpack_from("<H", content, at)[0]
    said = content[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    if len(said) < length:
        raise struct.error("level outside")
    made = element("lvl", ilvl=str(level))
    made.append(value("start", max(start, 0)))
    made.append(value("numFmt", _FORMS[form] if form < len(_FORMS) else "none" if form == 255 else "decimal"))
    # The places of levels' numbers are marked by the levels themselves: 0 to 8.
    marked = "".join(f"%{ord(sign) + 1}" if ord(sign) < _LEVELS else sign for sign in said)
    made.append(value("lvlText", marked))
    made.append(value("suff", _BEHIND.get(behind, "nothing")))
    if flags & 4:
        SubElement(made, "isLgl")
    return made, at + 2 + 2 * length


def _numbers(text: WordText) -> Iterator[Element]:
    """What paragraphs name as their list, from 1."""
    content = text.table(_NUMBERS)
    if len(content) < 4:
        return
    count = struct.unpack_from("<I", content)[0]
    at = 4 + 16 * count
    for number in range(count):
        key, changed = struct.unpack_from("<i8xB", content, 4 + 16 * number)
        made = element("num", numId=str(number + 1))
        made.append(value("abstractNumId", key))
        at += 4
        for _ in range(changed):
            start, flags = struct.unpack_from("<iI", content, at)
            at += 8
            override = element("lvlOverride", ilvl=str(flags & 15))
            if flags & 32:
                read, at = _level(content, at, flags & 15)
                override.append(read)
                # A level of its own tells its start too.
                start = int(value_in(read, "start"))
            if flags & 16:
                override.append(value("startOverride", max(start, 0)))
            made.append(override)
        yield made
