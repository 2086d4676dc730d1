"""Word documents: the pieces of WordprocessingML that python-docx has no words for (fields, fonts, foot
notes), and the one look of the documents that marks, excerpts and results are written to.

What is printed has looks of its own, after its layouts: desktop/printing/word_styles.py.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from db.files import exported
from db.user.note_text import clean

PROGRAM = "规划阅读器"
"""The author of comments in documents whose own is not known."""
SONG, HEI, KAI = "宋体", "黑体", "楷体"
LATIN = "Times New Roman"
HEADINGS = 4
_EMU = 635
"""English metric units in a twip."""
_PROPERTY = 255
"""Characters that a property of a document may have."""


def element(tag: str, /, **attributes: object) -> BaseOxmlElement:
    """An element such as `w:spacing`; attributes are in the same namespace."""
    return copy(_pattern(tag, tuple((f"w:{name}", str(value)) for name, value in attributes.items())))


# A document of 10,000 marks has half a million elements, nearly all of them alike: lxml copies one, with what
# is in it, in a third of the time that python-docx takes to make it. Bounded, for some have a number in them.
@lru_cache(maxsize=500)
def _pattern(tag: str, attributes: tuple[tuple[str, str], ...]) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes:
        made.set(qn(name), value)
    return made


def within(tag: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """An element with children."""
    made = element(tag, **attributes)
    made.extend(children)
    return made


def run(text: str, properties: BaseOxmlElement) -> BaseOxmlElement:
    """A run of text with a look of its own. Line feeds become breaks; what no XML may hold is left out."""
    made = within("w:r", properties)
    for at, line in enumerate(clean(text).split("\n")):
        if at:
            made.append(element("w:br"))
        made.append(_text("w:t", line))
    return made


def _text(tag: str, words: str) -> BaseOxmlElement:
    """Words whose blanks at either end count."""
    made = copy(_pattern(tag, (("xml:space", "preserve"),)))
    made.text = words
    return made


def fonts(family: str, latin: str = "") -> BaseOxmlElement:
    """The family for every script, or another for Latin letters: where only theme fonts are named, WPS
    reports a missing font (缺失字体).
    """
    latin = latin or family
    return element("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=family, cs=latin, hint="eastAsia")


def whole_field(
    instruction: str, result: list[BaseOxmlElement], properties: BaseOxmlElement
) -> list[BaseOxmlElement]:
    """A whole field: begin, instruction, separate, result, end."""

    def mark(kind: str) -> BaseOxmlElement:
        return _like(element("w:fldChar", fldCharType=kind), properties)

    words = _text("w:instrText", f" {instruction} ")
    return [mark("begin"), _like(words, properties), mark("separate"), *result, mark("end")]


def _like(child: BaseOxmlElement, properties: BaseOxmlElement) -> BaseOxmlElement:
    return within("w:r", copy(properties), child)


def describe(document: Document, title: str, remark: str = "", author: str = "") -> None:
    """Say in the properties of a new document what it is, and by whom: the person's name, or nobody's."""
    about = document.core_properties
    about.title, about.comments = clean(title)[:_PROPERTY], clean(remark)[:_PROPERTY]
    about.author = about.last_modified_by = clean(author)[:_PROPERTY]
    about.language = "zh-CN"
    # Or it would bear the dates of python-docx's template, of 2013, and be said to be by that.
    about.created = about.modified = datetime.now(UTC)
    about.revision = 1


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
        # The first two are the separators, with ids -1 and 0 as Word writes them: notes count from 1.
        number = len(self._notes) - 1
        raised = within("w:rPr", element("w:rStyle", val="FootnoteReference"))
        style = within("w:pPr", element("w:pStyle", val="FootnoteText"))
        sign = within("w:r", copy(raised), element("w:footnoteRef"))
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
        # The schema orders the children of w:settings: w:footnotePr stands before w:compat.
        after = settings.find(qn("w:compat"))
        if after is not None:
            after.addprevious(separators)
        else:
            settings.append(separators)
        root = within("w:footnotes", *self._notes)
        data = serialize_part_xml(root)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, data, main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def words(text: str, family: str = SONG, *looks: BaseOxmlElement) -> BaseOxmlElement:
    """A run in a document of marks or results; `looks` in the order of the standard: b, highlight, u, shd."""
    return run(text, within("w:rPr", fonts(family, LATIN), *looks))


# Name, family, size in points, colour, indents in centimetres (left, first line), points above and below,
# whether it stays with the next paragraph.
_GREY = RGBColor(0x59, 0x59, 0x59)
_STYLES: tuple[tuple[str, str, float, RGBColor | None, float, float, float, float, bool], ...] = (
    ("Title", HEI, 22, None, 0, 0, 0, 18, True),
    *((f"Heading {level}", HEI, 18 - 2 * level, None, 0, 0, 12, 3, True) for level in range(1, HEADINGS + 1)),
    ("原文", KAI, 12, None, 0, 0, 10, 3, True),
    ("段落", SONG, 12, None, 0, 0.85, 6, 3, True),
    ("出处", SONG, 10.5, _GREY, 0.8, 0, 0, 3, False),
    ("批注", SONG, 12, None, 0.8, 0, 0, 3, False),
    ("批注条目", SONG, 12, None, 1.6, -0.6, 0, 3, False),
    ("标签", SONG, 9, _GREY, 0.8, 0, 0, 3, False),
    ("说明", SONG, 9, _GREY, 0, 0, 0, 3, False),
    ("表格标题", HEI, 18, None, 0, 0, 0, 3, True),
    ("表格说明", SONG, 10.5, _GREY, 0, 0, 0, 3, True),
    ("表格", SONG, 10.5, None, 0, 0, 1, 1, False),
    ("Footer", SONG, 9, None, 0, 0, 0, 0, False),
)


class WordFile:
    """A document in the making, which goes on being edited in Word and WPS: one page set-up, one set of named
    styles, so that whoever gets it changes the look of all its quotations at once.
    """

    def __init__(self, title: str, badge: str, *, across: bool = False, author: str = "") -> None:
        """`badge` is the lasting caution of the plans, which stands at the foot of each page; `across`: the
        paper lies on its long edge; `author`: stands in the properties.
        """
        self._across = across
        self._document: Document = docx.Document()
        self._end = self._document.element.body.sectPr
        self._set_styles()
        self._looks = {
            style.name or "": within("w:pPr", element("w:pStyle", val=style.style_id))
            for style in self._document.styles
        }
        self._set_page(badge)
        describe(self._document, title, author=author)

    def add(self, style: str, *runs: BaseOxmlElement) -> None:
        """Add a paragraph."""
        # Not by python-docx's own add_paragraph, which looks for the end of the body each time.
        self._end.addprevious(within("w:p", copy(self._looks[style]), *runs))

    def add_heading(self, text: str, level: int) -> None:
        """Add a heading; 0 is the document's title. Deeper levels than there are styles for look alike."""
        self.add(f"Heading {min(level, HEADINGS)}" if level else "Title", words(text, HEI))

    def add_table(self, widths: Sequence[float]) -> "WordTable":
        """Begin a table as wide as the page; `widths` are the shares of its columns."""
        width = Cm(29.7 - 2 * 1.8) if self._across else Cm(21 - 2 * 2.7)
        return WordTable(self._end, copy(self._looks["表格"]), widths, int(width) // _EMU)

    def save(self, path: Path) -> None:
        """Write the file. Raises OSError."""
        # Not straight into the file: on a full disk an archive that is half written complains on stderr.
        whole = BytesIO()
        self._document.save(whole)
        path.write_bytes(whole.getvalue())

    def _set_styles(self) -> None:
        root = self._document.styles.element
        for named in root.iter(qn("w:rFonts")):
            # The template names theme fonts only.
            named.getparent().replace(named, fonts(SONG, LATIN))
        for language in root.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        normal = self._style("Normal", SONG, 12, None)
        normal.paragraph_format.line_spacing = 1.5
        normal.paragraph_format.space_after = Pt(3)
        for name, family, size, colour, left, first, above, below, stays in _STYLES:
            look = self._style(name, family, size, colour).paragraph_format
            if name.startswith("表格"):
                look.line_spacing = 1.15
                look.alignment = WD_ALIGN_PARAGRAPH.LEFT if name == "表格" else WD_ALIGN_PARAGRAPH.CENTER
            look.left_indent, look.first_line_indent = Cm(left), Cm(first)
            look.space_before, look.space_after = Pt(above), Pt(below)
            look.keep_with_next = stays

    def _style(self, name: str, family: str, size: float, colour: RGBColor | None) -> ParagraphStyle:
        styles = self._document.styles
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not isinstance(style, ParagraphStyle):
            raise TypeError(name)
        style.font.name = LATIN
        style.font.size = Pt(size)
        style.font.color.rgb = colour or RGBColor(0, 0, 0)
        # font.name sets the Latin family alone; Chinese characters take eastAsia.
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)
        return style

    def _set_page(self, badge: str) -> None:
        section = self._document.sections[0]
        # A4; python-docx's template is in Letter.
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.7)
        section.top_margin = section.bottom_margin = Cm(2.5)
        if self._across:
            section.orientation = WD_ORIENTATION.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
            section.left_margin = section.right_margin = Cm(1.8)
            section.top_margin = section.bottom_margin = Cm(1.8)
        number = whole_field("PAGE", [words("1")], within("w:rPr", fonts(SONG, LATIN)))
        # The template's footer is one empty paragraph, of the style Footer.
        line = section.footer.part.element.find(qn("w:p"))
        line.extend([words(f"{badge}　第" if badge else "第"), *number, words("页")])


class WordTable:
    """A table in the making, with a rule around each cell. Its head comes again on each page, and no row is
    parted by the end of one.
    """

    def __init__(
        self, end: BaseOxmlElement, look: BaseOxmlElement, widths: Sequence[float], width: int
    ) -> None:
        """It is put before `end`. `look`: of its paragraphs; `widths`: shares of `width` twips."""
        self._end, self._look = end, look
        self._widths = [round(width * share / sum(widths)) for share in widths]
        edges = ("top", "left", "bottom", "right", "insideH", "insideV")
        ruled = within("w:tblBorders", *(element(f"w:{edge}", val="single", sz=4) for edge in edges))
        properties = within(
            "w:tblPr",
            element("w:tblW", w=sum(self._widths), type="dxa"),
            element("w:jc", val="center"),
            ruled,
            element("w:tblLayout", type="fixed"),
            within(
                "w:tblCellMar",
                element("w:left", w=80, type="dxa"),
                element("w:right", w=80, type="dxa"),
            ),
        )
        grid = within("w:tblGrid", *(element("w:gridCol", w=each) for each in self._widths))
        self._table = within("w:tbl", properties, grid)

    def row(self, cells: Sequence[tuple[str, Sequence[BaseOxmlElement]]], *, head: bool = False) -> None:
        """Add a row: how each cell stands (left, right, center), and its runs."""
        made = within("w:tr", within("w:trPr", *self._kept(head=head)))
        for (align, runs), width in zip(cells, self._widths, strict=True):
            made.append(self._cell(runs, width, align=align))
        self._table.append(made)

    def band(self, *runs: BaseOxmlElement, keep: bool = False) -> None:
        """Add a row of one cell across all columns; `keep`: it stays with the row below it."""
        cell = self._cell(runs, sum(self._widths), across=len(self._widths), keep=keep)
        self._table.append(within("w:tr", within("w:trPr", *self._kept()), cell))

    def end(self) -> None:
        """It is whole: put it into the document."""
        self._end.addprevious(self._table)
        # Word wants a paragraph between two tables.
        self._end.addprevious(within("w:p", copy(self._look)))

    @staticmethod
    def _kept(*, head: bool = False) -> list[BaseOxmlElement]:
        return [element("w:cantSplit"), *([element("w:tblHeader")] if head else [])]

    def _cell(
        self,
        runs: Sequence[BaseOxmlElement],
        width: int,
        *,
        align: str = "left",
        across: int = 1,
        keep: bool = False,
    ) -> BaseOxmlElement:
        look = copy(self._look)
        if keep:
            look.append(element("w:keepNext"))
        if align != "left":
            look.append(element("w:jc", val=align))
        span = [element("w:gridSpan", val=across)] if across > 1 else []
        properties = within(
            "w:tcPr",
            element("w:tcW", w=width, type="dxa"),
            *span,
            element("w:vAlign", val="center"),
        )
        return within("w:tc", properties, within("w:p", look, *runs))


@contextmanager
def word_file(
    path: Path, title: str, badge: str, *, across: bool = False, author: str = ""
) -> Iterator[WordFile]:
    """A document to add paragraphs and tables to; the file is there, whole, when the block ends. `across` and
    `author` as in WordFile. Raises ExportError.
    """
    with exported(path) as part:
        made = WordFile(title, badge, across=across, author=author)
        yield made
        made.save(part)
