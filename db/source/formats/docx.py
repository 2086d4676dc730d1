"""Word documents (.docx): paragraphs with their heading levels and printed numbers, tables with merged cells,
notes.

Read with the standard library's zip and expat, bounded: no package reads Word's automatic numbers, tracked
changes and text boxes, which is what official documents are full of, and those that exist build the whole
document in memory first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from db.errors import SourceError
from db.source.formats.bounds import CELLS
from db.source.formats.docx_numbers import Numbers
from db.source.formats.docx_styles import WordStyle, WordStyles, is_on
from db.source.formats.grids import RawCell, lay_out
from db.source.formats.line_numbers import LineMaker
from db.source.formats.packages import parse_xml, read_part, whole_number
from db.source.lines import LinePiece, SourceText

# Fallback holds once more what Choice holds, del and moveFrom are words that somebody took out, and the
# rest are settings without words.
_SKIPPED = frozenset(
    (
        "Fallback del moveFrom instrText delText fldChar footnoteRef rPr pPr sdtPr proofErr bookmarkStart "
        "commentRangeStart"
    ).split()
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
"""What these stand for; a br that breaks the page is a form feed."""
_BETWEEN = "\u3000"
"""Stands between the words of a table's row where it is read as one text."""


@dataclass(slots=True)
class _Words:
    """The words of a paragraph as they come."""

    parts: list[str] = field(default_factory=list[str])
    bold: int = 0
    length: int = 0
    boxes: list[Element] = field(default_factory=list[Element])

    def add(self, words: str, *, bold: bool) -> None:
        self.parts.append(words)
        shown = len(words.strip())
        self.length += shown
        self.bold += shown if bold else 0


def read_docx(data: bytes, name: str) -> SourceText:
    """The lines of a Word document. Raises SourceError when it is damaged, or no honest document."""
    main = read_part(data, "word/document.xml", name)
    body = parse_xml(main, name).find("body") if main is not None else None
    if body is None:
        raise SourceError(f"“{name}”里没有正文，没有导入。")
    document = _Document(data, name)
    document.blocks(body)
    document.end_notes()
    return SourceText(document.maker.lines, "docx", (), document.title)


class _Document:
    """The parts of a package that are read together: text, styles, numbers, notes and title."""

    def __init__(self, data: bytes, name: str) -> None:
        self.maker = LineMaker(name)
        self._styles = WordStyles.read(self._part(data, "word/styles.xml", name))
        self._numbers = Numbers.read(self._part(data, "word/numbering.xml", name))
        self._notes = _notes(self._part(data, "word/footnotes.xml", name)) | _notes(
            self._part(data, "word/endnotes.xml", name)
        )
        self._used: list[str] = []
        self.title = _title(self._part(data, "docProps/core.xml", name))

    @staticmethod
    def _part(data: bytes, part: str, name: str) -> Element:
        """A part of the package; without content where there is none, as most documents lack some."""
        content = read_part(data, part, name)
        return parse_xml(content, name) if content else Element("none")

    def blocks(self, body: Element) -> None:
        """All paragraphs and tables of the body, in order."""
        for element in _flat(body):
            if element.tag == "p":
                self._paragraph(element)
            elif element.tag == "tbl":
                self._table(element)

    def end_notes(self) -> None:
        """The notes that the text refers to, in order, below it."""
        for at, note in enumerate(self._used, start=1):
            self.maker.paragraph(f"［{at}］{self._notes[note]}")

    def _paragraph(self, element: Element) -> None:
        words, style, text = self._words(element)
        # A style may be bold where no run says so; where one does, only its own words are.
        strong = words.length > 0 and (words.bold >= words.length or (style.bold and words.bold == 0))
        indented = style.indented(element.find("pPr"))
        # A break inside a paragraph begins a line on paper, and so it does here.
        for part in re.split(r"[\n\f]", text):
            if part.strip():
                self.maker.paragraph(
                    part,
                    level=style.level,
                    strong=strong,
                    indented=indented or part[:1] in "\u3000\u2003",
                    aside="目录" if style.contents else "",
                )
        for box in words.boxes:
            self._text_box(box)

    def _text_box(self, box: Element) -> None:
        """A text box is a frame: a table of one cell."""
        pieces = [LinePiece(text) for text in self._texts(box) if text.strip()]
        if len(pieces) > 1:
            self.maker.table(lay_out([[RawCell(pieces=pieces)]]))
        elif pieces:
            self.maker.paragraph(pieces[0].text)

    def _words(self, element: Element) -> tuple[_Words, WordStyle, str]:
        """The words of a paragraph, its style, and its text with the automatic number before it."""
        words, properties = _Words(), element.find("pPr")
        self._collect(element, words, bold=False)
        style, text = self._styles.of(properties), "".join(words.parts)
        number = self._numbers.next(properties, style.number) if text.strip() else ""
        return words, style, number + text.lstrip() if number else text

    def _collect(self, element: Element, words: _Words, *, bold: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == "r":
                self._collect(child, words, bold=is_on(child.find("rPr/b")))
            elif tag == "t":
                words.add(child.text or "", bold=bold)
            elif tag in _SIGNS:
                words.add("\f" if child.get("type") == "page" else _SIGNS[tag], bold=bold)
            elif tag == "sym":
                words.add(_symbol(child), bold=bold)
            elif tag in ("footnoteReference", "endnoteReference"):
                words.add(self._note(f"{tag[:3]}{child.get('id')}"), bold=bold)
            elif tag == "txbxContent":
                words.boxes.append(child)
            elif tag not in _SKIPPED:
                self._collect(child, words, bold=bold)

    def _note(self, note: str) -> str:
        """The sign of a note in the text; empty if the note has no words."""
        if note not in self._notes:
            return ""
        self._used.append(note)
        return f"［{len(self._used)}］"

    def _texts(self, cell: Element) -> list[str]:
        """The paragraphs of a cell; a table inside it is read row by row, each row and what is in it once.

        How deep tables and boxes stand in one another is bounded with the nesting of the XML.
        """
        texts: list[str] = []
        for element in _flat(cell):
            if element.tag == "p":
                found, _, text = self._words(element)
                texts += (part for part in re.split(r"[\n\f]", text) if part.strip())
                for box in found.boxes:
                    texts += self._texts(box)
            elif element.tag == "tbl":
                for row in _children(element, "tr"):
                    parts = (part for inner in _children(row, "tc") for part in self._texts(inner))
                    words = _BETWEEN.join(part for part in parts if part.strip())
                    texts += [words] if words else []
        return texts

    def _table(self, element: Element) -> None:
        rows: list[list[RawCell]] = []
        open_cells: dict[int, RawCell] = {}
        covered = 0
        for row in _children(element, "tr"):
            made: list[RawCell] = []
            # Some rows begin further right: they leave out columns.
            column = whole_number(row.find("trPr/gridBefore"))
            if column:
                made.append(RawCell(columns=column))
            for cell in _children(row, "tc"):
                wide = max(1, whole_number(cell.find("tcPr/gridSpan")))
                merge = cell.find("tcPr/vMerge")
                covered += wide
                # A file may claim a cell of a million columns: beyond the bound each counts as one.
                if covered > CELLS:
                    wide = 1
                pieces = [LinePiece(text) for text in self._texts(cell)]
                # A vMerge that does not restart goes on with the cell above, and so does one that says
                # nothing.
                if merge is not None and merge.get("val") != "restart" and column in open_cells:
                    open_cells[column].rows += 1
                    open_cells[column].pieces += pieces
                else:
                    made.append(RawCell(wide, 1, pieces))
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = made[-1]
                column += wide
            rows.append(made)
        if any(cell.pieces for row in rows for cell in row):
            self.maker.table(lay_out(rows))


def _children(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row."""
    return (child for child in _flat(parent) if child.tag == tag)


def _flat(parent: Element) -> Iterator[Element]:
    """Children, with those of containers that only wrap (content controls, custom XML, insertions)."""
    # Iterators and no recursion: a chain of generators would take longer with every level of nesting.
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in (
            "sdt",
            "sdtContent",
            "customXml",
            "ins",
            "moveTo",
            "smartTag",
            "AlternateContent",
            "Choice",
        ):
            stack.append(iter(child))
        else:
            yield child


def _symbol(element: Element) -> str:
    try:
        code = int(element.get("char", ""), 16)
    except ValueError:
        return ""
    # From U+E000 on the code is a place in a symbol font, and no character that could be shown.
    return chr(code) if 0x20 <= code < 0xE000 else ""


def _notes(root: Element) -> dict[str, str]:
    """Foot and end notes by their numbers."""
    notes: dict[str, str] = {}
    for note in root:
        words = "".join(text.text or "" for text in note.iter("t")).strip()
        # Those with a type are the lines that part notes from the text. The two kinds are numbered apart,
        # so that their key begins with foo or end.
        if words and note.get("type") is None:
            notes[f"{note.tag[:3]}{note.get('id')}"] = words
    return notes


def _title(root: Element) -> str:
    title = (root.findtext("title") or "").strip()
    # What stands there is often a file's name (文档1), and a plan's title has more Chinese characters than
    # that.
    return title if re.search(r"[\u4e00-\u9fff]{4}", title) and len(title) < 80 else ""
