"""Word's paragraph styles: how deep a heading is, whether it is bold, what numbers it."""

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from db.source.formats.packages import value_in, whole_number

# Takes `heading 1` and `标题 2`, not `heading` or `标题 1 字符` (the style of words inside a line)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
# Takes `toc 1` and `目录 2`, not `heading 1`
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
# The list's own title, which is no chapter: takes `TOC Heading`, not `toc 1`
_CONTENTS_TITLE = re.compile(r"toc heading|toc 标题", re.IGNORECASE)
_NOTHING = "\0"
"""No style is called so."""


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

    def indented(self, properties: Element | None) -> bool:
        """Whether a paragraph with these properties of its own is indented."""
        own = properties.find("ind") if properties is not None else None
        return _indents(own) if own is not None else self.indent


@dataclass(slots=True)
class WordStyles:
    """The styles of a document."""

    by_id: dict[str, WordStyle]
    default: WordStyle

    @classmethod
    def read(cls, root: Element) -> "WordStyles":
        """From styles.xml."""
        elements = {
            style.get("styleId", ""): style
            for style in root.iter("style")
            if style.get("type") == "paragraph"
        }
        by_id = _resolved(elements)
        normal = (by_id[key] for key, style in elements.items() if style.get("default") in ("1", "true"))
        return cls(by_id, next(normal, WordStyle()))

    def of(self, properties: Element | None) -> WordStyle:
        """The style of a paragraph, with its own outline level."""
        named = properties.find("pStyle") if properties is not None else None
        style = self.by_id.get(named.get("val", ""), self.default) if named is not None else self.default
        own = _outline_level(properties.find("outlineLvl") if properties is not None else None)
        return style if own is None else replace(style, level=own)


def _resolved(elements: dict[str, Element]) -> dict[str, WordStyle]:
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
    bold, number = element.find("rPr/b"), element.find("pPr/numPr/numId")
    numbered = number is not None and (number.get("val", ""), whole_number(element.find("pPr/numPr/ilvl")))
    return WordStyle(
        level,
        style.bold if bold is None else is_on(bold),
        bool(_CONTENTS.match(words) or _CONTENTS_TITLE.match(words)),
        numbered or style.number,
        style.indented(element.find("pPr")),
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
