"""Word's paragraph styles: how deep a heading is, whether it is bold, what numbers it."""

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from db.source.formats.packages import whole_number

# Takes `heading 1` and `标题 2`, not `heading` or `标题 1 字符` (the style of words inside a line)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
# Takes `toc 1` and `目录 2`, not `heading 1`
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
# The list's own title, which is no chapter: takes `TOC Heading`, not `toc 1`
_CONTENTS_TITLE = re.compile(r"toc heading|toc 标题", re.IGNORECASE)


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

    by_id: dict[str, WordStyle] = field(default_factory=dict[str, WordStyle])
    default: WordStyle = field(default_factory=WordStyle)

    @classmethod
    def read(cls, root: Element | None) -> "WordStyles":
        """From styles.xml; none if there is no such part."""
        styles = cls()
        elements = (
            {}
            if root is None
            else {
                style.get("styleId", ""): style
                for style in root.iter("style")
                if style.get("type") == "paragraph"
            }
        )
        for key in elements:
            styles.by_id[key] = _resolved(elements, key, 0)
        normal = next((key for key, style in elements.items() if style.get("default") in ("1", "true")), None)
        if normal is not None:
            styles.default = styles.by_id[normal]
        return styles

    def of(self, properties: Element | None) -> WordStyle:
        """The style of a paragraph, with its own outline level."""
        if properties is None:
            return self.default
        named = properties.find("pStyle")
        style = self.by_id.get(named.get("val", ""), self.default) if named is not None else self.default
        own = _outline_level(properties.find("outlineLvl"))
        return style if own is None else replace(style, level=own)


def _resolved(elements: dict[str, Element], key: str, depth: int) -> WordStyle:
    element = elements.get(key)
    if element is None or depth > 20:
        return WordStyle()
    based = element.find("basedOn")
    style = _resolved(elements, based.get("val", ""), depth + 1) if based is not None else WordStyle()
    name = element.find("name")
    words = name.get("val", "") if name is not None else ""
    heading = _HEADING.fullmatch(words.strip())
    level = _outline_level(element.find("pPr/outlineLvl"))
    if level is None:
        level = int(heading[1]) if heading else style.level
    bold = element.find("rPr/b")
    number = element.find("pPr/numPr/numId")
    at = element.find("pPr/numPr/ilvl")
    indent = element.find("pPr/ind")
    return WordStyle(
        level,
        style.bold if bold is None else is_on(bold),
        bool(_CONTENTS.match(words) or _CONTENTS_TITLE.match(words)),
        (number.get("val", ""), whole_number(at)) if number is not None else style.number,
        style.indent if indent is None else _indents(indent),
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
