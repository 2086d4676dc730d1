"""Word documents (.docx): paragraphs with their heading levels and printed numbers, tables with merged cells,
notes.

Read with the standard library's zip and expat, bounded: no package reads Word's automatic numbers, tracked
changes and text boxes, which is what official documents are full of, and those that exist build the whole
document in memory first.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from db.errors import SourceError
from db.source.formats.bounds import CELLS, check_markup
from db.source.formats.docx_numbers import Numbers, parted
from db.source.formats.docx_styles import WordStyle, WordStyles, is_shaded
from db.source.formats.docx_words import (
    TRACKED,
    ParagraphWords,
    WordsReader,
    drops_its_initial,
    joins_next,
    row_left_out,
)
from db.source.formats.grids import RawCell, lay_out
from db.source.formats.heading_breaks import joined_heading
from db.source.formats.line_numbers import LineMaker
from db.source.formats.packages import (
    FlatPackage,
    Package,
    Relation,
    ZipPackage,
    relations,
    target_of,
    whole_number,
)
from db.source.formats.page_styles import REMARKS, RUNNING
from db.source.formats.scripts import joint
from db.source.formats.told_titles import told_title
from db.source.lines import LinePiece, SourceText

_BETWEEN = "\u3000"
"""Stands between the words of a table's row where it is read as one text."""
# Where a line ends: takes `\n` and `\x0c`, not `\t`
_BREAK = re.compile(r"[\n\f]")
# Takes `第3页` and `内部资料`, not `- 3 -`
_WORD = re.compile(r"[^\W\d_]")
_MAIN = "word/document.xml"
_TEXTS = ("t", "delText")
_CHUNKS = 50
"""Foreign parts of a document that are read at most."""
ReadOther = Callable[[bytes, str], SourceText]


def read_docx(data: bytes, name: str, read_other: ReadOther) -> SourceText:
    """The lines of a Word document; `read_other` reads what is held in it in another format.

    Raises SourceError when it is damaged, or no honest document.
    """
    return read_word(ZipPackage(name, data), read_other)


def read_flat(data: bytes, name: str, read_other: ReadOther) -> SourceText:
    """The same document in one XML file (flat OPC). Raises SourceError."""
    check_markup(data, name)
    return read_word(FlatPackage(name, data), read_other)


def read_word(package: Package, read_other: ReadOther, kind: str = "docx") -> SourceText:
    """The lines of a Word document whose parts lie open; `kind` is its format. Raises SourceError."""
    part = target_of(relations(package, ""), "officeDocument", _MAIN)
    check_markup(package.content(part) or b"", package.name)
    main = package.part(part)
    body = main.find("body") if main is not None else None
    if body is None:
        raise SourceError(f"“{package.name}”里没有正文，没有导入；请确认选对了文件。")
    document = _Document(package, part, read_other)
    document.blocks(body)
    document.end_notes()
    if not document.maker.lines and any(each.tag in ("drawing", "pict") for each in body.iter()):
        raise SourceError(
            f"“{package.name}”里只有图片，没有可导入的文字，没有导入；请先做文字识别（OCR），再导入。"
        )
    return SourceText(document.maker.lines, kind, document.doubts(), document.title)


@dataclass(slots=True)
class _Open:
    """A paragraph that goes on in the next one: a large initial, or one whose end was taken out."""

    text: str = ""
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


class _Document:
    """The parts of a package that are read together: text, styles, numbers, notes and title."""

    def __init__(self, package: Package, part: str, read_other: ReadOther) -> None:
        self.maker = LineMaker(package.name)
        self._package = package
        self._read_other = read_other
        self._related = relations(package, part)
        self._styles = WordStyles.read(self._part("styles"))
        self._numbers = Numbers.read(self._part("numbering"), self._styles.lists)
        self._used: list[str] = []
        self._words_of = WordsReader(self._styles, self._note)
        self._left_out: list[tuple[str, str]] = []
        """Of a table, a text box or the notes, to be told below."""
        self._open = _Open()
        self._doubts: list[str] = []
        self._unread = Counter[str]()
        self._chunks = 0
        self._notes: dict[str, str] = {}
        self._notes = self._read_notes("footnotes") | self._read_notes("endnotes")
        core = package.part("docProps/core.xml")
        self.title = told_title(core.findtext("title") or "") if core is not None else ""

    def _part(self, kind: str) -> Element:
        """A part of the document by its kind; without content where there is none, as most lack some."""
        found = self._package.part(target_of(self._related, kind, f"word/{kind}.xml"))
        return found if found is not None else Element("none")

    def blocks(self, body: Element) -> None:
        """All paragraphs and tables of the body, in order."""
        for element in _flat(body):
            if element.tag == "p":
                self._paragraph(element)
                continue
            if element.tag in ("tbl", "altChunk"):
                self._close()
            if element.tag == "tbl":
                self._table(element)
            elif element.tag == "altChunk":
                self._chunk(element)
        self._close()

    def end_notes(self) -> None:
        """The notes that the text refers to, in order, below it."""
        for at, note in enumerate(self._used, start=1):
            self.maker.paragraph(f"［{at}］{self._notes[note]}")
        self._tell_below()
        self._beside()

    def _beside(self) -> None:
        """What stands in the document and not in its text: running heads and feet, remarks, unused notes."""
        unread = Counter(self._unread)
        told: set[str] = set()
        for kind, why in (("header", RUNNING), ("footer", RUNNING), ("comments", REMARKS)):
            parts = (each.target for each in self._related.values() if each.kind == kind)
            for part in map(self._package.part, dict.fromkeys(parts)):
                for said in self._said_in(part) if part is not None else ():
                    # A page's number is none of its words; each section has its head anew.
                    if said not in told and _WORD.search(said):
                        told.add(said)
                        self.maker.paragraph(said, aside=why)
        used = set(self._used)
        for key, note in self._notes.items():
            if key not in used:
                self.maker.paragraph(note, aside="没有引用的注释")
        self._unread = unread
        self._tell_below()

    def _said_in(self, part: Element) -> list[str]:
        """The paragraphs of a part beside the text; of a remark all as one."""
        if not any(each.tag == "comment" for each in part):
            return self._texts(part, ground=False)
        return [_BETWEEN.join(self._texts(each, ground=False)) for each in part]

    def doubts(self) -> tuple[str, ...]:
        """What could not be read."""
        for what, count in self._unread.items():
            self._doubts.append(f"有 {count} 处{what}没有读出来，请对照原文件。")
        return tuple(self._doubts)

    def _close(self) -> None:
        """An initial that no paragraph follows is one itself."""
        if self._open.text or self._open.left_out:
            text, left_out = self._open.text, self._open.left_out
            self._open = _Open()
            self.maker.paragraph(text)
            self._tell(left_out)

    def _tell(self, left_out: list[tuple[str, str]]) -> None:
        """Words that are not read, each a line beside the text."""
        for why, words in left_out:
            self.maker.paragraph(words, aside=why)

    def _paragraph(self, element: Element) -> None:
        words, style, text = self._words(element)
        properties = element.find("pPr")
        before, self._open = self._open, _Open()
        text = before.text + joint(before.text, text) + text
        words.left_out[:0] = before.left_out
        if drops_its_initial(properties) or joins_next(properties):
            self._open = _Open(text, words.left_out)
            self._boxes(words)
            return
        # A style may be bold where no run says so; where one does, only its own words are.
        strong = words.length > 0 and (words.bold >= words.length or (style.bold and words.bold == 0))
        indented = style.indented(properties)
        # A break inside a paragraph begins a line on paper, and so it does here, but in a heading.
        parts = [part for part in _BREAK.split(text) if part.strip()]
        if parts and (style.level or style.title):
            parts = joined_heading(parts)
        for part in parts:
            self.maker.paragraph(
                part,
                level=style.level,
                strong=strong,
                indented=indented or part[:1] in "\u3000\u2003",
                aside="目录" if style.contents else "",
            )
        self._tell(words.left_out)
        self._boxes(words)

    def _boxes(self, words: ParagraphWords) -> None:
        for box in words.boxes:
            self._text_box(box)

    def _text_box(self, box: Element) -> None:
        """A text box is a frame: a table of one cell."""
        pieces = [LinePiece(text) for text in self._texts(box, ground=True)]
        if len(pieces) > 1:
            self.maker.table(lay_out([[RawCell(pieces=pieces)]]))
        elif pieces:
            self.maker.paragraph(pieces[0].text)
        self._tell_below()

    def _tell_below(self) -> None:
        left_out, self._left_out = self._left_out, []
        self._tell(left_out)

    def _words(self, element: Element, *, ground: bool = False) -> tuple[ParagraphWords, WordStyle, str]:
        """The words of a paragraph, its style, and its text with the automatic number before it."""
        properties = element.find("pPr")
        style = self._styles.of(properties)
        words = self._words_of.read(element, style, ground=ground or is_shaded(properties))
        text = words.text()
        # Counted also where it has no words: the next one's number is the one behind.
        number = self._numbers.next(properties, style.number)
        self._unread += words.unread
        return words, style, parted(number, text.lstrip()) if number and text.strip() else text

    def _read_notes(self, kind: str) -> dict[str, str]:
        """Foot or end notes by their keys."""
        notes: dict[str, str] = {}
        for note in self._part(kind):
            # Those with a type are the lines that part notes from the text. The two kinds are numbered apart,
            # so that their key begins with foo or end.
            if note.get("type") is None:
                words = _BETWEEN.join(text.strip() for text in self._texts(note, ground=False))
                if words:
                    notes[f"{note.tag[:3]}{note.get('id')}"] = words
        return notes

    def _note(self, note: str) -> str:
        """The sign of a note in the text; empty if the note has no words."""
        if note not in self._notes:
            return ""
        self._used.append(note)
        return f"［{len(self._used)}］"

    def _texts(self, cell: Element, *, ground: bool) -> list[str]:
        """The paragraphs of a cell; a table inside it is read row by row, each row and what is in it once.

        How deep tables and boxes stand in one another is bounded with the nesting of the XML.
        """
        texts: list[str] = []
        before = ""
        for element in _flat(cell):
            if element.tag == "p":
                found, _, text = self._words(element, ground=ground)
                self._left_out += found.left_out
                text = before + joint(before, text) + text
                properties = element.find("pPr")
                before = text if drops_its_initial(properties) or joins_next(properties) else ""
                if not before:
                    texts += _BREAK.split(text)
                for box in found.boxes:
                    texts += self._texts(box, ground=True)
            elif element.tag == "tbl":
                texts += self._rows_in(element)
            elif element.tag == "altChunk":
                read = self._read_chunk(element)
                texts += (line.text for line in read.lines if not line.aside) if read is not None else ()
        return [text for text in (*texts, before) if text.strip()]

    def _rows_in(self, table: Element) -> list[str]:
        """The rows of a table that stands in a cell."""
        ground = table.find("tblPr/tblStyle") is not None
        rows: list[str] = []
        for row in _children(table, "tr"):
            if why := row_left_out(row):
                self._leave_out(row, why)
                continue
            parts = (
                part
                for inner in _children(row, "tc")
                for part in self._texts(inner, ground=ground or is_shaded(inner.find("tcPr")))
            )
            words = _BETWEEN.join(parts)
            rows += [words] if words else []
        return rows

    def _leave_out(self, element: Element, why: str) -> None:
        """A row or a cell that is not shown."""
        words = _BETWEEN.join(each.text for each in element.iter() if each.tag in _TEXTS and each.text)
        if words:
            self._left_out.append((why, words))

    def _table(self, element: Element) -> None:
        rows: list[list[RawCell]] = []
        open_cells: dict[int, RawCell] = {}
        covered = 0
        # A style of tables may give a ground to rows, on which words are white.
        ground = element.find("tblPr/tblStyle") is not None
        for row in _children(element, "tr"):
            if why := row_left_out(row):
                self._leave_out(row, why)
                continue
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
                texts: list[str] = []
                # Its place stays: the cells behind it would move.
                if cell.find("tcPr/cellDel") is not None:
                    self._leave_out(cell, TRACKED)
                else:
                    texts = self._texts(cell, ground=ground or is_shaded(cell.find("tcPr")))
                pieces = [LinePiece(text) for text in texts]
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
        self._tell_below()

    def _chunk(self, element: Element) -> None:
        """A part in another format, in its place."""
        read = self._read_chunk(element)
        if read is None:
            return
        self._doubts += read.doubts
        for line in read.lines:
            if line.grid is not None:
                self.maker.table(line.grid)
            else:
                self.maker.paragraph(
                    line.text, level=line.level, strong=line.strong, aside=line.aside, indented=line.indented
                )

    def _read_chunk(self, element: Element) -> SourceText | None:
        held = self._related.get(element.get("id", ""), Relation("", ""))
        name = held.target.rpartition("/")[2]
        self._chunks += 1
        why = "多得不正常。" if self._chunks > _CHUNKS else "文件里没有这部分内容。"
        content = self._package.content(held.target) if self._chunks <= _CHUNKS else None
        try:
            if content:
                return self._read_other(content, name)
        except SourceError as error:
            why = str(error)
        self._doubts.append(f"插入的文件“{name}”没有读出来，它的内容不在正文里：{why}")
        return None


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
