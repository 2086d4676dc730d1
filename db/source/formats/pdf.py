"""PDF files with a text layer, read through PDFium: words with their places become rows, rows become
paragraphs and tables.

A scan, an encrypted file, or a font whose characters have no meaning is told in a sentence that says what to
do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2

from db.errors import SourceError
from db.progress import QUIET, Progress
from db.source.formats.bounds import CHARACTERS, PAGES, check_pdf, too_much
from db.source.formats.line_numbers import LineMaker
from db.source.formats.pdf_annotations import read_annotations
from db.source.formats.pdf_drawings import read_drawings
from db.source.formats.pdf_fonts import OneFont
from db.source.formats.pdf_layout import compose
from db.source.formats.pdf_pages import page_rows
from db.source.formats.pdf_rows import Row
from db.source.formats.pdf_spans import UNREADABLE, PageWords
from db.source.formats.pdf_tables import Box
from db.source.legibility import is_unusual
from db.source.lines import SourceText

_FONT = OneFont()
_SCANNED = 8
"""Characters a page, on average, below which a file is taken for a scan."""
_UNREADABLE = 0.3
_NO_CODES = (
    "的字体没有文字编码，读出来是乱码，没有导入；请用原来的 Word 文件，或先做文字识别（OCR），再导入。"
)


@dataclass(slots=True)
class _Found:
    """What was found in all pages."""

    rows: list[Row] = field(default_factory=list[Row])
    letters: int = 0
    unreadable: int = 0
    empty: int = 0


def read_pdf(data: bytes, name: str, progress: Progress = QUIET) -> SourceText:
    """The lines of a PDF. Raises SourceError when it has no readable text, is encrypted or damaged;
    Stopped, which it looks for page by page.
    """
    check_pdf(data, name)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise SourceError(
                f"“{name}”加了密码，没有导入；请先在阅读软件中取消密码，另存后再导入。", str(error)
            ) from error
        raise SourceError(
            f"“{name}”已损坏或不完整，打不开，没有导入；请重新取得文件，再导入。", str(error)
        ) from error
    found = _Found()
    try:
        count = len(document)
        if count > PAGES:
            raise SourceError(f"“{name}”超过 {PAGES} 页，不像是规划文本，没有导入。")
        for number in range(count):
            progress.check()
            _read_page(document, number, found)
            if found.letters > CHARACTERS:
                raise too_much(name)
    except pypdfium2.PdfiumError as error:
        raise SourceError(
            f"“{name}”已损坏或不完整，没有导入；请重新取得文件，再导入。", str(error)
        ) from error
    finally:
        document.close()
    _check(found, count, name)
    maker = LineMaker(name)
    doubts = compose(found.rows, count, maker)
    return SourceText(maker.lines, "pdf", (*_doubts(found, count), *doubts))


def _read_page(document: pypdfium2.PdfDocument, number: int, found: _Found) -> None:
    page = document[number]
    try:
        drawings = read_drawings(page.raw)
        text = page.get_textpage()
        try:
            spans = list(PageWords(text.raw, drawings.stamped).spans())
        finally:
            text.close()
        letters = sum(len(span.text) for span in spans)
        found.letters += letters
        found.unreadable += sum(span.text.count(UNREADABLE) for span in spans)
        found.empty += letters < _SCANNED
        remarks, lines = read_annotations(page.raw)
        drawings.rules += lines
        found.rows += page_rows(spans, drawings, _box(page), number + 1, remarks)
    finally:
        page.close()


def _box(page: pypdfium2.PdfPage) -> Box:
    """What is to be seen of a page."""
    return Box(*page.get_bbox())


def _check(found: _Found, pages: int, name: str) -> None:
    if found.letters < _SCANNED * max(pages, 1):
        raise SourceError(
            f"“{name}”没有文字层，可能是扫描件，没有导入；请先用文字识别（OCR）软件转成文字，再导入。"
        )
    readable = (row.text.replace(UNREADABLE, "") for row in found.rows if not row.aside)
    if found.unreadable > _UNREADABLE * found.letters or (
        found.unreadable >= _SCANNED and is_unusual(readable)
    ):
        raise SourceError(f"“{name}”{_NO_CODES}")


def _doubts(found: _Found, pages: int) -> Iterator[str]:
    if found.empty and pages > 1:
        yield f"有 {found.empty} 页没有文字，可能是图片或扫描页。"
    if found.unreadable:
        yield f"有 {found.unreadable} 个字的字体没有文字编码，读不出来，以 {UNREADABLE} 代替，请对照原文件。"
