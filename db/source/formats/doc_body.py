"""The stories of a Word 97–2003 document (its text, notes and text boxes) as the paragraphs and tables of a
.docx.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from db.source.formats.doc_looks import (
    element,
    is_deleted,
    paragraph_changes,
    paragraph_properties,
    run_properties,
    symbol_in,
    value,
)
from db.source.formats.doc_properties import character_runs, paragraph_runs
from db.source.formats.doc_rows import TableStack, depth_of, ends_cell, ends_row
from db.source.formats.doc_text import WordText
from db.source.formats.encoding import whole_characters
from db.source.formats.packages import value_in

_SECTIONS, _ANCHORS, _BOXES = 6, 40, 56
_FOOTNOTES, _ENDNOTES = (2, 3), (46, 47)
"""Tables of their places in the text, and of where each begins in the notes."""
# Where a paragraph, a cell or a section may end: takes `\x0d`, `\x07` and `\x0c`, not `\n`
_ENDS = re.compile("[\r\x07\x0c]")
# Signs that stand for something else: takes `\x13` (a field begins) and `\t`, not `甲`
_SIGNS = re.compile("[\0-\x1f]")
_TAGS = {
    "\t": element("tab"), "\x0b": element("br"), "\x0c": element("br", type="page"), "\x0e": element("br"),
    "\x1e": element("noBreakHyphen"),
    "\x13": element("fldChar", fldCharType="begin"), "\x14": element("fldChar", fldCharType="separate"),
    "\x15": element("fldChar", fldCharType="end"),
}  # fmt: skip
_NOTE, _PICTURE, _DRAWING = "\x02", "\x01", "\x08"
# The code of a field that holds what another program made: takes ` EMBED Equation.3 `, not ` HYPERLINK "a" `
_HELD = re.compile(r"\s{0,9}(?:EMBED|LINK)\s{1,9}(?P<program>[^\s]{1,80})", re.IGNORECASE)
_OF_TEXT_BOX = 22
_OF_ANCHOR = 26


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list[str])
    shows: bool = False
    program: str = ""
    """Made what the field holds."""


class Body:
    """Reads stories one after the other."""

    def __init__(self, text: WordText, styles: Element, fonts: list[str]) -> None:
        """Raises SourceError, struct.error."""
        self._text = text
        self._fonts = fonts
        self._words = character_runs(text)
        self._paragraphs = paragraph_runs(text)
        self._bold = _Switches(styles)
        self._notes = {
            position: element(f"{kind}Reference", id=str(at))
            for kind, (places, _) in (("footnote", _FOOTNOTES), ("endnote", _ENDNOTES))
            for at, position in enumerate(text.places(places, 2)[0][:-1])
        }
        self._section_ends = {position - 1 for position in text.places(_SECTIONS, 12)[0]}
        self._boxes = _boxes(text)
        self._fields: list[_Field] = []
        self._look = cache(self._made_look)
        self._told = cache(self._made_told)

    def main(self) -> Element:
        """The document's own text, with its text boxes at their anchors."""
        root = Element("document")
        body = SubElement(root, "body")
        body.extend(self._blocks(*self._text.stories["text"]))
        # Boxes in a group of drawings have no anchor of their own.
        for box in list(self._boxes):
            run = SubElement(SubElement(body, "p"), "r")
            run.append(self._box(box))
        return root

    def notes(self, kind: str) -> Element:
        """Footnotes or endnotes: `kind` is footnote or endnote."""
        root = Element(f"{kind}s")
        table = _FOOTNOTES[1] if kind == "footnote" else _ENDNOTES[1]
        first, last = self._text.stories[f"{kind}s"]
        content = self._text.table(table)
        starts = struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
        for at, (start, end) in enumerate(pairwise(starts)):
            if first + end <= last:
                note = element(kind, id=str(at))
                note.extend(self._blocks(first + start, first + end))
                root.append(note)
        return root

    def _blocks(self, start: int, end: int) -> list[Element]:
        stack = TableStack()
        fields, self._fields = self._fields, []
        for first, mark in self._paragraphs_in(start, end):
            told = self._paragraphs.at(mark)
            changed, properties = self._told(told)
            depth = depth_of(changed)
            stack.turn_to(depth)
            if depth and ends_row(changed, depth):
                stack.end_row(changed)
                continue
            stack.add(self._paragraph(first, mark, properties, told))
            if depth and (ends_cell(changed, depth) or self._text.text[mark] == "\x07"):
                stack.end_cell()
        self._fields = fields
        return stack.ended()

    def _paragraphs_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """First positions of paragraphs, and those of the signs that end them."""
        first = start
        for found in _ENDS.finditer(self._text.text, start, end):
            at = found.start()
            if found[0] != "\x0c" or at in self._section_ends:
                yield first, at
                first = at + 1
        if first < end:
            yield first, end - 1

    def _made_told(self, told: bytes) -> tuple[dict[int, bytes], Element]:
        changed = paragraph_changes(told, self._text.data)
        properties = paragraph_properties(changed)
        # Text before the first page of properties has none.
        style = changed[0x4600] if 0x4600 in changed else told[:2].ljust(2, b"\0")
        properties.insert(0, value("pStyle", struct.unpack("<H", style)[0]))
        return changed, properties

    def _made_look(self, told: bytes, style: str) -> tuple[Element, Element | None, bool]:
        """The look of words, the sign of a symbol font that they are, and whether they are deleted."""
        look = run_properties(told, self._fonts, lambda tag: self._bold.on(tag, style))
        return look, symbol_in(told, self._fonts), is_deleted(told)

    def _paragraph(self, first: int, mark: int, properties: Element, told: bytes) -> Element:
        made = Element("p")
        if is_deleted(self._words.at(mark)):
            # The next paragraph goes on in its line.
            properties = element("pPr")
            properties.extend(self._told(told)[1])
            SubElement(SubElement(properties, "rPr"), "del")
        made.append(properties)
        style = value_in(properties, "pStyle")
        # A story may end without a sign of its own.
        end = mark if _ENDS.match(self._text.text, mark) else mark + 1
        for start, upto, told_words in self._words.between(first, end):
            look, sign, deleted = self._look(told_words, style)
            to = SubElement(made, "del") if deleted else made
            run = SubElement(to, "r")
            run.append(look)
            if sign is not None:
                run.extend([sign] * (upto - start))
            else:
                self._run(run, start, upto, "delText" if deleted else "t")
        return made

    def _run(self, run: Element, start: int, end: int, tag: str) -> None:
        at = start
        for found in _SIGNS.finditer(self._text.text, start, end):
            self._put(run, at, found.start(), tag)
            at = found.end()
            self._sign(run, found[0], found.start())
        self._put(run, at, end, tag)

    def _put(self, run: Element, start: int, end: int, tag: str) -> None:
        if start >= end:
            return
        words = whole_characters(self._text.text[start:end])
        if self._fields and not self._fields[-1].shows:
            self._fields[-1].code.append(words)
            tag = "instrText"
        SubElement(run, tag).text = words

    def _sign(self, run: Element, sign: str, position: int) -> None:
        if sign in _TAGS:
            run.append(_TAGS[sign])
            self._field(sign)
        elif position in self._notes and sign == _NOTE:
            run.append(self._notes[position])
        elif sign == _DRAWING:
            run.append(self._drawing(position))
        elif sign == _PICTURE:
            program = next((each.program for each in reversed(self._fields) if each.program), "")
            held = SubElement(run, "object" if program else "drawing")
            if program:
                held.append(element("OLEObject", ProgID=program))

    def _field(self, sign: str) -> None:
        if sign == "\x13":
            self._fields.append(_Field())
        elif sign == "\x14" and self._fields:
            held = _HELD.match("".join(self._fields[-1].code))
            self._fields[-1].shows = True
            self._fields[-1].program = held["program"] if held else ""
        elif sign == "\x15" and self._fields:
            self._fields.pop()

    def _drawing(self, position: int) -> Element:
        if position in self._boxes:
            return self._box(position)
        return Element("pict")

    def _box(self, position: int) -> Element:
        made = Element("pict")
        for start, end in self._boxes.pop(position):
            SubElement(made, "txbxContent").extend(self._blocks(start, end))
        return made


class _Switches:
    """What the styles turn on, those that they are based on included."""

    def __init__(self, styles: Element) -> None:
        self._styles = {each.get("styleId", ""): each for each in styles}

    def on(self, tag: str, style: str) -> bool:
        """Whether a style turns `tag` (b, strike) on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            said = value_in(self._styles[style], f"rPr/{tag}")
            if said:
                return said == "1"
            style = value_in(self._styles[style], "basedOn")
        return False


def _boxes(text: WordText) -> dict[int, list[tuple[int, int]]]:
    """Text boxes by the positions of their anchors, or by a number below 0 where they have none."""
    anchors, told = text.places(_ANCHORS, _OF_ANCHOR)
    by_shape = {struct.unpack_from("<I", each)[0]: place for place, each in zip(anchors, told, strict=False)}
    found: dict[int, list[tuple[int, int]]] = {}
    first, last = text.stories["boxes"]
    starts, told = text.places(_BOXES, _OF_TEXT_BOX)
    for at, (start, end, each) in enumerate(zip(starts, starts[1:], told, strict=False)):
        reused, shape = struct.unpack_from("<H4xI", each, 8)
        if not reused and start < end and first + end <= last:
            place = by_shape.get(shape, -1 - at)
            found.setdefault(place, []).append((first + start, first + end))
    return found
