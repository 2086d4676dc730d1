"""Pieces of WordprocessingML that python-docx has no words for: fields, fonts, cells, foot notes."""

import re
from copy import deepcopy

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(tag: str, /, **attributes: object) -> BaseOxmlElement:
    """An element such as `w:spacing`; attributes are in the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def within(tag: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """An element with children."""
    made = element(tag, **attributes)
    made.extend(children)
    return made


def clean(text: str) -> str:
    """The text without characters that no XML may hold, such as the line feeds of a table that was pasted."""
    return _NEVER.sub("", text)


def run(text: str, properties: BaseOxmlElement | None = None) -> BaseOxmlElement:
    """A run of text."""
    made = element("w:r")
    if properties is not None:
        made.append(properties)
    words = element("w:t")
    words.text = clean(text)
    words.set(qn("xml:space"), "preserve")
    made.append(words)
    return made


def fonts(family: str) -> BaseOxmlElement:
    """The family for every script: where only theme fonts are named, WPS reports a missing font."""
    return element("w:rFonts", ascii=family, hAnsi=family, eastAsia=family, cs=family, hint="eastAsia")


def whole_field(
    instruction: str, result: list[BaseOxmlElement], properties: BaseOxmlElement
) -> list[BaseOxmlElement]:
    """A whole field: begin, instruction, separate, result, end."""

    def mark(kind: str) -> BaseOxmlElement:
        return _like(element("w:fldChar", fldCharType=kind), properties)

    words = element("w:instrText")
    words.text = f" {instruction} "
    words.set(qn("xml:space"), "preserve")
    return [mark("begin"), _like(words, properties), mark("separate"), *result, mark("end")]


def _like(child: BaseOxmlElement, properties: BaseOxmlElement) -> BaseOxmlElement:
    return within("w:r", deepcopy(properties), child)


class FootNotes:
    """The foot notes of a document; python-docx has none."""

    def __init__(self) -> None:
        self._notes = [
            within(
                "w:footnote", within("w:p", within("w:r", element("w:separator"))), type="separator", id=-1
            ),
            within(
                "w:footnote",
                within("w:p", within("w:r", element("w:continuationSeparator"))),
                type="continuationSeparator",
                id=0,
            ),
        ]

    def add(self, text: str, properties: BaseOxmlElement) -> BaseOxmlElement:
        """A foot note; gives the run that refers to it."""
        number = len(self._notes) - 1
        raised = within("w:rPr", element("w:rStyle", val="FootnoteReference"))
        style = within("w:pPr", element("w:pStyle", val="FootnoteText"))
        sign = within("w:r", deepcopy(raised), element("w:footnoteRef"))
        self._notes.append(
            within("w:footnote", within("w:p", style, sign, run(f" {text}", properties)), id=number)
        )
        return within("w:r", raised, element("w:footnoteReference", id=number))

    def __bool__(self) -> bool:
        return len(self._notes) > 2

    def put(self, main: Part, settings: BaseOxmlElement) -> None:
        """Add them to a document's main part, and say in its settings which of them only part the notes from
        the text.
        """
        separators = within("w:footnotePr", element("w:footnote", id=-1), element("w:footnote", id=0))
        after = settings.find(qn("w:compat"))
        if after is not None:
            after.addprevious(separators)
        else:
            settings.append(separators)
        root = within("w:footnotes", *self._notes)
        data = serialize_part_xml(root)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, data, main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
