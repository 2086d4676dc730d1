"""Marks, and collected passages, as a Word document that goes on being edited in Word and WPS."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from db.export.marks.entries import Excerpt, MarkEntry, badges, new_headings
from db.user.file_writing import LockWanted, always, write_whole
from db.user.note_text import NoteBlock

_LATIN, _SONG, _HEI, _KAI = "Times New Roman", "宋体", "黑体", "楷体"
_HEADINGS = 4
_QUOTE, _CITATION, _NOTE, _ITEM, _TAGS = "原文", "出处", "批注", "批注条目", "标签"
_GREY = RGBColor(0x59, 0x59, 0x59)


def write_docx(
    path: Path, entries: Sequence[MarkEntry], *, title: str = "批注汇编", wanted: LockWanted = always
) -> None:
    """Write marks in the order of the plan, each with its words, citation, note and tags.

    Raises ExportError.
    """
    pieces: list[str] = [_paragraph("Title", _run(title, _HEI))]
    if not entries:
        pieces.append(_paragraph("Normal", _run("没有批注。", _SONG)))
    several = len({entry.plan for entry in entries}) > 1
    before: tuple[str, ...] = ()
    for entry in entries:
        headings = (*([entry.plan] if several else []), *entry.path)
        for level, heading in new_headings(before, headings):
            pieces.append(_paragraph(f"Heading {min(level, _HEADINGS)}", _run(heading, _HEI)))
        before = headings
        pieces += _entry(entry)
    _write(path, pieces, title, badges(entries), wanted)


def write_excerpts(
    path: Path, excerpts: Sequence[Excerpt], *, title: str = "摘编", wanted: LockWanted = always
) -> None:
    """Write collected passages, each followed by its citation. Raises ExportError."""
    pieces: list[str] = [_paragraph("Title", _run(title, _HEI))]
    if not excerpts:
        pieces.append(_paragraph("Normal", _run("没有摘编内容。", _SONG)))
    for excerpt in excerpts:
        pieces += [_paragraph("Normal", _run(text, _SONG)) for text in excerpt.text.split("\n")]
        pieces.append(_paragraph(_CITATION, _run(f"——{excerpt.citation}", _SONG)))
    _write(path, pieces, title, badges(excerpts), wanted)


def _entry(entry: MarkEntry) -> Iterator[str]:
    look = ""
    if entry.mark.kind == "underline":
        look = '<w:u w:val="single"/>'
    elif entry.colour:
        look = f'<w:shd w:val="clear" w:color="auto" w:fill="{entry.colour.lstrip("#").upper()}"/>'
    for text in entry.quote.split("\n"):
        yield _paragraph(_QUOTE, _run(text, _KAI, look))
    yield _paragraph(_CITATION, _run(f"——{entry.citation}", _SONG))
    yield from _note(entry.note)
    told = [
        entry.kind,
        entry.category,
        entry.state,
        *(f"#{tag}" for tag in entry.tags),
        entry.mark.author,
        entry.changed,
    ]
    yield _paragraph(_TAGS, _run("　".join(each for each in told if each), _SONG))


def _note(blocks: Iterable[NoteBlock]) -> Iterator[str]:
    number = 0
    for block in blocks:
        number = number + 1 if block.kind == "number" else 0
        sign = {"paragraph": "", "bullet": "•\u2002", "number": f"{number}.\u2002"}[block.kind]
        runs = [_run(sign, _SONG)] if sign else []
        runs += [_run(run.text, _SONG, "<w:b/>" if run.bold else "") for run in block.runs]
        yield _paragraph(_ITEM if sign else _NOTE, "".join(runs))


def _paragraph(style: str, runs: str) -> str:
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/></w:pPr>{runs}</w:p>"


def _run(text: str, east_asia: str, look: str = "") -> str:
    """A run that names its fonts: WPS shows 缺失字体 where only a theme names them.

    Line feeds become breaks.
    """
    fonts = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{east_asia}" w:hint="eastAsia"/>'
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{fonts}{look}</w:rPr>{words}</w:r>"


def _write(path: Path, pieces: Iterable[str], title: str, badge: str, wanted: LockWanted) -> None:
    document = docx.Document()
    ids = _set_styles(document)
    body = document.element.body
    end = body.sectPr
    # Written as one text and read at once: a paragraph at a time takes fifty times as long.
    written = parse_xml(f"<w:body {nsdecls('w')}>{''.join(pieces)}</w:body>")
    for style in written.iter(qn("w:pStyle")):
        style.set(qn("w:val"), ids[style.get(qn("w:val"))])
    for paragraph in list(written):
        end.addprevious(paragraph)
    _set_page(document, badge)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.language = "zh-CN"
    document.core_properties.comments = ""
    write_whole(path, lambda part: document.save(str(part)), wanted)


def _set_styles(document: Document) -> dict[str, str]:
    """Set fonts in every style, and make our own; gives the ids of styles by their names."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        fonts.set(qn("w:ascii"), _LATIN)
        fonts.set(qn("w:hAnsi"), _LATIN)
        fonts.set(qn("w:eastAsia"), _SONG)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    normal = _style(document, "Normal", _SONG, 12)
    normal.paragraph_format.line_spacing = 1.5
    normal.paragraph_format.space_after = Pt(3)
    _style(document, "Title", _HEI, 22).paragraph_format.space_after = Pt(18)
    for level in range(1, _HEADINGS + 1):
        _style(document, f"Heading {level}", _HEI, 18 - 2 * level)
    quote = _style(document, _QUOTE, _KAI, 12)
    quote.paragraph_format.space_before = Pt(10)
    quote.paragraph_format.keep_with_next = True
    citation = _style(document, _CITATION, _SONG, 10.5, _GREY)
    citation.paragraph_format.left_indent = Cm(0.8)
    _style(document, _NOTE, _SONG, 12).paragraph_format.left_indent = Cm(0.8)
    item = _style(document, _ITEM, _SONG, 12)
    item.paragraph_format.left_indent = Cm(1.6)
    item.paragraph_format.first_line_indent = Cm(-0.6)
    _style(document, _TAGS, _SONG, 9, _GREY).paragraph_format.left_indent = Cm(0.8)
    return {style.name or "": style.style_id for style in document.styles}


def _style(
    document: Document, name: str, east_asia: str, size: float, colour: RGBColor | None = None
) -> ParagraphStyle:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    style.font.name = _LATIN
    style.font.size = Pt(size)
    style.font.color.rgb = colour or RGBColor(0, 0, 0)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east_asia)
    return style


def _set_page(document: Document, badge: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin = section.bottom_margin = Cm(2.5)
    foot = section.footer.paragraphs[0]
    foot.style = _style(document, "Footer", _SONG, 9)
    words = _run(f"{badge}　第", _SONG) if badge else _run("第", _SONG)
    number = "".join(
        f"<w:r><w:rPr><w:rFonts w:ascii='{_LATIN}' w:hAnsi='{_LATIN}' w:eastAsia='{_SONG}'/></w:rPr>"
        f"{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    runs = parse_xml(f"<w:p {nsdecls('w')}>{words}{number}{_run('页', _SONG)}</w:p>")
    for run in list(runs):
        foot._p.append(run)  # noqa: SLF001  python-docx has no other way to its element
