"""Writes a job as a Word document that colleagues can go on editing in Word and WPS. Whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import accumulate, groupby
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.run import Run as DocxRun

from db.export.word import PROGRAM, FootNotes, describe, element, fonts, run, whole_field, within
from db.files import exported
from db.progress import QUIET, Progress
from db.records import GapKind
from db.user.note_text import clean
from desktop.printing.box_strips import BoxCutter
from desktop.printing.composition import Composed, Composition
from desktop.printing.content import PrintContent
from desktop.printing.fonts import Fonts
from desktop.printing.job import Job
from desktop.printing.layouts import Layout, ParagraphStyle
from desktop.printing.line_breaker import LineBreaker
from desktop.printing.paper_blocks import (
    PageBreak,
    PaperBlock,
    PaperBox,
    PaperCell,
    PaperNote,
    PaperParagraph,
    PaperTable,
    PaperText,
)
from desktop.printing.word_styles import (
    empty_foot,
    leave_grid,
    number_pages,
    paragraph_properties,
    run_properties,
    set_foot,
    set_head,
    set_page,
    set_styles,
    word_font,
)

_TALLER = 1.25
"""How much higher a box may be in an office than on our pages."""
_CELL_SIDE = 100
"""Twips between a cell's edge and its words."""


def write_docx(job: Job, path: Path, progress: Progress = QUIET, composed: Composed | None = None) -> int:
    """Write the job to `path`, over what was there; the number of its paragraphs and rows. `composed` are the
    job's pages, where they were made before: the contents name their numbers.

    Raises NothingToPrintError, UnknownKeyError, Stopped, ExportError; then there is no file, or the
    old one.
    """
    composition = Composition(job, composed)
    # Word counts pages itself when the person lets it; until then the numbers are those of our own pages.
    pages = composition.whole(progress).pages if job.contents else ()
    labels = {anchor.name: page.label for page in pages for anchor in page.anchors}
    writer = _Writer(PrintContent(job, notes_with_words=True), composition.faces, labels, progress)
    data = writer.written()
    progress.check()
    with exported(path) as part:
        part.write_bytes(data)
    return writer.done


@dataclass(slots=True)
class _Segment:
    """A part of a box that is one table in Word."""

    parts: list[PaperParagraph | PaperTable] = field(default_factory=list)
    table: PaperTable | None = None
    """The one whose columns it has; None for paragraphs alone."""


class _Writer:
    """Builds one document."""

    def __init__(
        self, content: PrintContent, faces: Fonts, labels: dict[str, str], progress: Progress
    ) -> None:
        self._content = content
        self._layout: Layout = content.layout
        self._cutter = BoxCutter(content.layout, LineBreaker(faces))
        self._labels = labels
        self._progress = progress
        self._document: Document = docx.Document()
        self._body = self._document.element.body
        self._foot_notes = FootNotes()
        self._bookmarks: dict[str, int] = {}
        self._in_box = False
        self.done = 0

    def written(self) -> bytes:
        document, layout, job = self._document, self._layout, self._content.job
        set_styles(document, layout)
        document.settings.odd_and_even_pages_header_footer = layout.number_inset >= 0
        info = job.plan.info
        describe(document, job.title, info.badge)
        section = document.sections[0]
        if job.cover or job.contents:
            set_page(section, layout)
            if job.cover:
                self._cover()
            if job.contents:
                self._contents(new_page=job.cover)
            set_foot(section, layout, info.badge)
            number_pages(section, start=1, roman=True)
            if job.cover:
                empty_foot(section)
            section = document.add_section(WD_SECTION.NEW_PAGE)
            section.different_first_page_header_footer = False
        set_page(section, layout)
        set_foot(section, layout, info.badge)
        set_head(section, layout, info.title)
        number_pages(section, start=1)
        whole = len(self._content.passages)
        for block in self._content.text():
            self._block(block)
            # Rows count, too, so that more may be done than there are passages.
            self._progress.tell(min(self.done, whole), whole)
        if self._foot_notes:
            self._foot_notes.put(document.part, document.settings.element)
        for root in (self._body, document.styles.element):
            leave_grid(root, layout)
        out = BytesIO()
        document.save(out)
        return out.getvalue()

    def _append(self, child: BaseOxmlElement) -> None:
        # The last child of a body is its w:sectPr; what follows it belongs to no section.
        self._body[-1].addprevious(child)

    # Cover and contents

    def _cover(self) -> None:
        for block in self._content.cover():
            if isinstance(block, PaperParagraph):
                self._append(self._paragraph(block))

    def _contents(self, *, new_page: bool) -> None:
        """A table of contents: a field with its entries, each a link with its page number, itself a field."""
        head, *lines = [
            block for block in self._content.contents(self._labels) if isinstance(block, PaperParagraph)
        ]
        top = self._paragraph(head)
        if new_page:
            # After the paragraph's properties, which must come first.
            top.insert(1, within("w:r", element("w:br", type="page")))
        self._append(top)
        entries = [self._entry(line) for line in lines]
        if not entries:
            return
        # The field begins in the first line of the contents and ends in the last: Word replaces all between.
        *begin, end = whole_field('TOC \\o "1-4" \\h \\z \\u', [], run_properties(self._layout.body.type))
        for at, piece in enumerate(begin, start=1):
            entries[0].insert(at, piece)
        entries[-1].append(end)
        for entry in entries:
            self._append(entry)

    def _entry(self, line: PaperParagraph) -> BaseOxmlElement:
        """A line of the contents. An element has one place in a document: each run gets its look anew."""
        type_, name = line.words[0].type, self._bookmark(line.link)
        number = [run(line.row, run_properties(type_))]
        link = within(
            "w:hyperlink",
            run(line.text, run_properties(type_)),
            within("w:r", run_properties(type_), element("w:tab")),
            *whole_field(f"PAGEREF {name} \\h", number, run_properties(type_)),
            anchor=name,
            history=1,
        )
        dots = within("w:tabs", element("w:tab", val="right", leader="dot", pos=round(self._layout.width)))
        return within("w:p", paragraph_properties(line.style, type_.size, tabs=dots), link)

    def _bookmark(self, anchor: str) -> str:
        return f"_Toc{self._bookmarks.setdefault(anchor, len(self._bookmarks) + 1):08d}"

    # Text

    def _block(self, block: PaperBlock) -> None:
        if isinstance(block, PaperParagraph):
            self._append(self._paragraph(block))
            self.done += 1
        elif isinstance(block, PaperBox):
            if block.wide > self._layout.width:
                self._turn(across=True)
                self._box(block, self._layout.height)
                self._turn(across=False)
            else:
                self._box(block, self._layout.width)
        elif isinstance(block, PageBreak):
            self._append(within("w:p", _tiny(), within("w:r", element("w:br", type="page"))))

    def _turn(self, *, across: bool) -> None:
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        set_page(section, self._layout, across=across)
        number_pages(section)

    def _paragraph(self, block: PaperParagraph) -> BaseOxmlElement:
        made = element("w:p")
        # Named styles, so that whoever gets the file changes the look of all headings at once.
        if block.level:
            made.append(within("w:pPr", element("w:pStyle", val=f"Heading{min(block.level, 4)}")))
        elif block.words and block.words[0].type == self._layout.title.type:
            made.append(within("w:pPr", element("w:pStyle", val="Title")))
        elif block.style != self._layout.body.paragraph:
            size = block.words[0].type.size if block.words else self._layout.body.type.size
            style = block.style
            if not block.words:
                # Blank: offices cut a line that is that high.
                style = replace(style, pitch=size, above=style.above + style.pitch - size)
            made.append(paragraph_properties(style, size, keep=block.keep))
        # What the contents lead to is a bookmark around the words.
        name = self._bookmark(block.anchor) if block.anchor and block.title else ""
        if name:
            made.append(element("w:bookmarkStart", id=self._bookmarks[block.anchor], name=name))
        self._words(made, block.words)
        if name:
            made.append(element("w:bookmarkEnd", id=self._bookmarks[block.anchor]))
        return made

    def _words(self, paragraph: BaseOxmlElement, pieces: Sequence[PaperText]) -> None:
        """Runs for the words; a note becomes a comment on the marked words before it."""
        marked: list[BaseOxmlElement] = []
        gaps = Counter() if self._in_box else _gaps(pieces)
        for words in pieces:
            # Word hangs a comment on runs: on those that are marked before it, else on the whole paragraph.
            if words.note is not None:
                self._comment(words.note, marked or list(paragraph.iterchildren(qn("w:r"))))
            if words.sticks and self._content.job.marks_mode != "appendix":
                continue
            made = self._runs(words)
            paragraph.extend(made)
            if words.ground or words.underline:
                marked += made
            elif words.gap is None and not words.sticks:
                marked = []
            if words.gap is not None and gaps:
                note = self._content.gap_note(gaps, "此段")
                paragraph.append(self._foot_notes.add(note, run_properties(self._layout.note.type)))
                gaps.clear()

    def _runs(self, words: PaperText) -> list[BaseOxmlElement]:
        if not words.text:
            return []
        # Word sets what is raised smaller by itself.
        type_ = replace(words.type, size=words.type.size / 0.6) if words.sticks else words.type
        return [run(words.text, run_properties(type_, words.ground, words.underline, raised=words.sticks))]

    def _comment(self, note: PaperNote, runs: Sequence[BaseOxmlElement]) -> None:
        about = f"（{'、'.join(note.tags)}）" if note.tags else ""
        marked = [DocxRun(each, self._document) for each in (*runs[:1], *runs[-1:]) if isinstance(each, CT_R)]
        if not marked:
            return
        author = clean(note.author) or PROGRAM
        comment = self._document.add_comment(
            marked, clean(note.text + about), author=author, initials=author[:2]
        )
        # python-docx names no fonts for the words of a comment; WPS reports a missing one then.
        family = fonts(word_font(self._layout.note.type.face))
        for paragraph in comment.paragraphs:
            for each in paragraph.runs:
                properties = each._r.get_or_add_rPr()  # noqa: SLF001
                properties.insert(1 if properties.find(qn("w:rStyle")) is not None else 0, deepcopy(family))

    # Boxes

    def _box(self, box: PaperBox, width: float) -> None:
        """A box as a table: its title and head come again on each page, paragraphs go across all columns."""
        self._in_box = True
        fits = self._cutter.cut(box, width, self._layout.height).height * _TALLER < self._layout.height
        for at, segment in enumerate(_segments(box.parts)):
            if at:
                self._append(within("w:p", _tiny()))
            self._append(self._table(box.title if at == 0 else None, segment, width))
            if fits:
                _keep_whole(self._body[-2])
        self._in_box = False
        gaps = _gaps(_all_words(box))
        if not gaps:
            self._append(within("w:p", _tiny()))
            return
        # Beneath the table: LibreOffice mixes up foot notes that stand in tables.
        note = self._layout.note
        style = ParagraphStyle(note.paragraph.pitch, "left", above=60, below=120)
        words = run(self._content.gap_note(gaps, "此框"), run_properties(note.type))
        self._append(within("w:p", paragraph_properties(style, note.type.size), words))

    def _table(self, title: PaperParagraph | None, segment: _Segment, width: float) -> BaseOxmlElement:
        shares = segment.table.columns(width) if segment.table is not None else (width,)
        columns = [round(share) for share in shares]
        table = within(
            "w:tbl",
            _table_properties(width),
            within("w:tblGrid", *(element("w:gridCol", w=at) for at in columns)),
        )
        if title is not None:
            table.append(self._row([self._spanning([title], columns)], head=True))
        for among, parts in groupby(segment.parts, key=lambda part: isinstance(part, PaperParagraph)):
            if among:
                paragraphs = [part for part in parts if isinstance(part, PaperParagraph)]
                table.append(self._row([self._spanning(paragraphs, columns)], whole=False))
                self.done += len(paragraphs)
                continue
            self._rows(table, [part for part in parts if isinstance(part, PaperTable)], columns)
        return table

    def _rows(self, table: BaseOxmlElement, parts: Iterable[PaperTable], columns: Sequence[int]) -> None:
        for part in parts:
            rows = (*part.head, *part.rows)
            for at, row in enumerate(rows):
                below = _goes_on(rows[at + 1]) if at + 1 < len(rows) else frozenset()
                table.append(
                    self._row(list(self._cells(row, columns, below, part.scale)), head=at < len(part.head))
                )
                self.done += 1

    def _row(
        self, cells: Sequence[BaseOxmlElement], *, head: bool = False, whole: bool = True
    ) -> BaseOxmlElement:
        properties = element("w:trPr")
        if whole:
            properties.append(element("w:cantSplit"))
        if head:
            properties.append(element("w:tblHeader"))
        return within("w:tr", properties, *cells)

    def _spanning(self, paragraphs: Iterable[PaperParagraph], columns: Sequence[int]) -> BaseOxmlElement:
        cell = within("w:tc", _cell_properties(columns))
        for paragraph in paragraphs:
            size = paragraph.words[0].type.size if paragraph.words else self._layout.box_item.type.size
            inner = within("w:p", paragraph_properties(paragraph.style, size, keep=paragraph.keep))
            self._words(inner, paragraph.words)
            cell.append(inner)
        return cell

    def _cells(
        self, row: Sequence[PaperCell], columns: Sequence[int], below: frozenset[int], scale: float
    ) -> Iterator[BaseOxmlElement]:
        """The cells of a row; `below` are the columns in which the next row goes on with them."""
        column = 0
        for cell in row:
            made = _cell_properties(columns[column : column + cell.across])
            if cell.goes_on:
                # Without a value it goes on with the cell above; "restart" begins such a cell.
                made.append(element("w:vMerge"))
            elif column in below:
                made.append(element("w:vMerge", val="restart"))
            given = self._layout.box_item
            style = ParagraphStyle(given.paragraph.pitch * scale, "right" if cell.right else "left")
            inner = within("w:p", paragraph_properties(style, given.type.size))
            self._words(inner, cell.words)
            column += cell.across
            yield within("w:tc", made, inner)


def _cell_properties(columns: Sequence[int]) -> BaseOxmlElement:
    """Of a cell over columns of these widths, in twips."""
    made = within("w:tcPr", element("w:tcW", w=sum(columns), type="dxa"))
    if len(columns) > 1:
        made.append(element("w:gridSpan", val=len(columns)))
    return made


def _keep_whole(table: BaseOxmlElement) -> None:
    """Let no page end within a table: rows are not parted, and each stands with the next."""
    rows = table.findall(qn("w:tr"))
    for at, row in enumerate(rows):
        properties = row.find(qn("w:trPr"))
        if properties is not None and properties.find(qn("w:cantSplit")) is None:
            properties.insert(0, element("w:cantSplit"))
        for inner in row.iter(qn("w:pPr")) if at + 1 < len(rows) else ():
            if inner.find(qn("w:keepNext")) is None:
                # First in w:pPr: the one element before it would be w:pStyle, and paragraphs of a box have
                # none.
                inner.insert(0, element("w:keepNext"))


def _goes_on(row: Sequence[PaperCell]) -> frozenset[int]:
    """The columns of a row that go on with the cells above."""
    columns = accumulate((cell.across for cell in row), initial=0)
    return frozenset(column for cell, column in zip(row, columns, strict=False) if cell.goes_on)


def _gaps(pieces: Iterable[PaperText]) -> Counter[GapKind]:
    return Counter(words.gap for words in pieces if words.gap is not None)


def _all_words(box: PaperBox) -> Iterator[PaperText]:
    yield from box.title.words
    for part in box.parts:
        rows = ((part,),) if isinstance(part, PaperParagraph) else part.rows
        yield from (words for row in rows for piece in row for words in piece.words)


def _segments(parts: Sequence[PaperParagraph | PaperTable]) -> Iterator[_Segment]:
    """Parts that can be one table: a head stands only at a table's top,
    and one table has one set of columns.
    """
    segment = _Segment()
    for part in parts:
        if isinstance(part, PaperTable):
            fits = segment.table is None or len(segment.table.widths) == len(part.widths)
            if segment.parts and (part.head or not fits):
                yield segment
                segment = _Segment()
            segment.table = segment.table or part
        segment.parts.append(part)
    if segment.parts:
        yield segment


def _table_properties(width: float) -> BaseOxmlElement:
    edges = [
        element(f"w:{side}", val="single", sz=6, space=0, color="7A7A7A")
        for side in ("top", "left", "bottom", "right")
    ]
    inner = [
        element(f"w:{side}", val="single", sz=4, space=0, color="B0B0B0") for side in ("insideH", "insideV")
    ]
    sides = within(
        "w:tblCellMar", *(element(f"w:{side}", w=_CELL_SIDE, type="dxa") for side in ("left", "right"))
    )
    return within(
        "w:tblPr",
        element("w:tblW", w=round(width), type="dxa"),
        within("w:tblBorders", *edges, *inner),
        element("w:tblLayout", type="fixed"),
        sides,
    )


def _tiny() -> BaseOxmlElement:
    """The look of a paragraph that only parts two things."""
    return paragraph_properties(ParagraphStyle(120, "left"), 120)
