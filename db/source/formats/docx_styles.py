"""Word's styles: how deep a heading is, whether it is bold, what numbers it, and what a run's own settings
and styles say of its words: hidden, struck out, raised, white.
"""

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from db.source.formats.packages import value_in, whole_number
from db.source.formats.scripts import Script

# Takes `heading 1` and `标题 2`, not `heading` or `标题 1 字符` (the style of words inside a line)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
# The style of a document's own title: takes `Title` and `标题`, not `标题 1` or `Subtitle`
_TITLE = re.compile(r"title|标题|大标题", re.IGNORECASE)
# Takes `toc 1` and `目录 2`, not `heading 1`
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
# The list's own title, which is no chapter: takes `TOC Heading`, not `toc 1`
_CONTENTS_TITLE = re.compile(r"toc heading|toc 标题", re.IGNORECASE)
_NOTHING = "\0"
"""No style is called so."""
_NO_SIZE = ("1", "2")
"""Half points of letters that nobody can read."""
_SMALL = 0.8
"""Raised or lowered by hand, words are smaller than their neighbours by this."""
_USUAL = 21
"""Half points of a letter where nothing is said."""


@dataclass(frozen=True, slots=True)
class RunLook:
    """How the words of a run look, as far as it matters for reading them; None where nothing is said."""

    vanish: bool | None = None
    struck: bool | None = None
    script: Script | None = None
    white: bool | None = None
    ground: bool | None = None
    """They have a ground of their own, on which white can be read."""
    size: int | None = None
    """Half points."""

    def over(self, below: "RunLook") -> "RunLook":
        """What this says, and what `below` says where this says nothing."""
        return RunLook(
            below.vanish if self.vanish is None else self.vanish,
            below.struck if self.struck is None else self.struck,
            below.script if self.script is None else self.script,
            below.white if self.white is None else self.white,
            below.ground if self.ground is None else self.ground,
            below.size if self.size is None else self.size,
        )


_PLAIN = RunLook()
_TELLING = frozenset("vanish strike dstrike vertAlign position color shd highlight rStyle".split())
"""Properties of runs that tell how their words are read; a size by itself does only where there is none."""


@dataclass(frozen=True, slots=True)
class WordStyle:
    """What a style says of its paragraphs, what it is based on included."""

    level: int = 0
    """Heading level from 1; 0 for none."""
    bold: bool = False
    contents: bool = False
    """An entry of the automatic contents list."""
    number: tuple[str, int] | None = None
    """List and level of its automatic numbers."""
    indent: bool = False
    title: bool = False
    """The style of a document's title."""
    run: RunLook = _PLAIN

    def indented(self, properties: Element | None) -> bool:
        """Whether a paragraph with these properties of its own is indented."""
        own = properties.find("ind") if properties is not None else None
        return _indents(own) if own is not None else self.indent


@dataclass(slots=True)
class WordStyles:
    """The styles of a document."""

    by_id: dict[str, WordStyle]
    default: WordStyle
    lists: dict[str, str] = field(default_factory=dict[str, str])
    """List style → its list (numId)."""

    @classmethod
    def read(cls, root: Element) -> "WordStyles":
        """From styles.xml."""
        elements = {
            style.get("styleId", ""): style
            for style in root.iter("style")
            if style.get("type") in ("paragraph", "character")
        }
        usual = WordStyle(run=_own_look(root.find("docDefaults/rPrDefault/rPr")))
        by_id = _resolved(elements, usual)
        normal = (
            by_id[key]
            for key, style in elements.items()
            if style.get("default") in ("1", "true", "on") and style.get("type") == "paragraph"
        )
        lists = {
            style.get("styleId", ""): value_in(style, "pPr/numPr/numId")
            for style in root.iter("style")
            if style.get("type") == "numbering"
        }
        return cls(by_id, next(normal, usual), lists)

    def of(self, properties: Element | None) -> WordStyle:
        """The style of a paragraph, with its own outline level."""
        named = properties.find("pStyle") if properties is not None else None
        style = self.by_id.get(named.get("val", ""), self.default) if named is not None else self.default
        own = _outline_level(properties.find("outlineLvl") if properties is not None else None)
        return style if own is None else replace(style, level=own)

    def look(self, properties: Element | None, style: WordStyle) -> RunLook:
        """How a run with these properties looks in a paragraph of this style."""
        # Most runs say only of which font and size they are.
        if properties is None or not any(
            child.tag in _TELLING or child.get("val") in _NO_SIZE for child in properties
        ):
            return style.run
        look = style.run
        named = self.by_id.get(value_in(properties, "rStyle", _NOTHING))
        if named is not None:
            look = named.run.over(look)
        return _own_look(properties, look.size or _USUAL).over(look)


def _own_look(properties: Element | None, around: int = _USUAL) -> RunLook:
    """What run properties say by themselves, beside letters of the size `around`."""
    if properties is None:
        return _PLAIN
    found = {child.tag: child for child in properties}
    struck = next((is_on(found[name]) for name in ("strike", "dstrike") if name in found), None)
    if "dstrike" in found and "strike" in found:
        struck = is_on(found["strike"]) or is_on(found["dstrike"])
    size = whole_number(found.get("sz")) or None
    vanish = is_on(found["vanish"]) if "vanish" in found else None
    if size is not None and size <= 2:
        vanish = True
    colour = found["color"].get("val", "").lower() if "color" in found else None
    return RunLook(
        vanish,
        struck,
        _script(found, size, around),
        None if colour is None else colour == "ffffff",
        is_shaded(properties) or None,
        size,
    )


def _script(found: dict[str, Element], size: int | None, around: int) -> Script | None:
    if "vertAlign" in found:
        said: dict[str, Script] = {"superscript": "raised", "subscript": "lowered"}
        return said.get(found["vertAlign"].get("val", ""), "")
    place = found["position"].get("val", "") if "position" in found else ""
    # Raised by hand; words of the usual size are only set off from their line.
    moved = int(place) if place.strip("-").isdecimal() and len(place) < 5 else 0
    if abs(moved) < 4 or size is None or size > _SMALL * around:
        return None
    return "raised" if moved > 0 else "lowered"


def is_shaded(properties: Element | None) -> bool:
    """Whether paragraph, run or cell properties give a ground other than white."""
    if properties is None:
        return False
    shade, marker = properties.find("shd"), properties.find("highlight")
    if marker is not None and marker.get("val", "none") not in ("none", "white"):
        return True
    if shade is None:
        return False
    fill = shade.get("fill", "auto").lower()
    return fill not in ("auto", "ffffff", "") or shade.get("val", "clear") not in ("clear", "nil")


def _resolved(elements: dict[str, Element], usual: WordStyle) -> dict[str, WordStyle]:
    """The styles, each with what it is based on."""
    found: dict[str, WordStyle] = {}
    for first in elements:
        # From the style down to one that is known, and back again: each is read once. In a damaged file they
        # may be based on one another in a circle, which ends where it began.
        chain: dict[str, Element] = {}
        key = first
        while (element := elements.get(key)) is not None and key not in found and key not in chain:
            chain[key] = element
            key = value_in(element, "basedOn", _NOTHING)
        style = found.get(key, WordStyle())
        if not chain:
            continue
        last = chain[next(reversed(chain))]
        if key not in found and last.get("type") == "paragraph":
            style = usual
        for name, each in reversed(chain.items()):
            found[name] = style = _based(each, style)
    return found


def _based(element: Element, style: WordStyle) -> WordStyle:
    """What a style says that is based on `style`."""
    words = value_in(element, "name")
    heading = _HEADING.fullmatch(words.strip())
    level = _outline_level(element.find("pPr/outlineLvl"))
    if level is None:
        level = int(heading[1]) if heading else style.level
    bold, numbers = element.find("rPr/b"), element.find("pPr/numPr")
    number = style.number
    if numbers is not None:
        # One that names a level only has it in the list of the style that it is based on.
        key = value_in(numbers, "numId", number[0] if number else "")
        number = (key, whole_number(numbers.find("ilvl")))
    look = _own_look(element.find("rPr"), style.run.size or _USUAL).over(style.run)
    return WordStyle(
        level,
        style.bold if bold is None else is_on(bold),
        bool(_CONTENTS.match(words) or _CONTENTS_TITLE.match(words)),
        number,
        style.indented(element.find("pPr")),
        bool(_TITLE.fullmatch(words.strip())),
        replace(look, ground=True) if is_shaded(element.find("pPr")) else look,
    )


def is_on(element: Element | None) -> bool:
    """Whether a switch such as bold is there and not turned off."""
    return element is not None and element.get("val", "1") not in ("0", "false", "off", "none")


def _outline_level(element: Element | None) -> int | None:
    """From 1; 0 for body text, which Word calls level 9; None if nothing is said."""
    level = whole_number(element, otherwise=-1)
    if level < 0:
        return None
    return level + 1 if level < 9 else 0


def _indents(element: Element) -> bool:
    names = ("firstLine", "firstLineChars", "left", "leftChars", "start")
    return any(whole_number(element, name) > 0 for name in names)
