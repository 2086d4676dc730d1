"""PDF files with a text layer, read through PDFium: characters with their places become lines, paragraphs and
ruled tables.

A scan, an encrypted file, or a font whose characters have no meaning is told in a sentence that says what to
do.
"""

import ctypes
import math
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from db.errors import SourceError
from db.progress import QUIET, Progress
from db.source.formats.bounds import CHARACTERS, PAGES, too_much
from db.source.formats.line_numbers import LineMaker
from db.source.formats.pdf_layout import Char, PageText, compose
from db.source.formats.pdf_tables import RuledLine, find_tables
from db.source.lines import SourceText
from db.source.typography import plain_signs

_MOST_OBJECTS = 20_000
"""Drawn objects on a page; a page with more is a map or a picture, and has no ruled tables worth finding."""
_THIN = 3.0
"""Points up to which a drawn box counts as a line."""
_SCANNED = 8
"""Characters a page, on average, below which a file is taken for a scan."""
_UNREADABLE = 0.3


def read_pdf(data: bytes, name: str, progress: Progress = QUIET) -> SourceText:
    """The lines of a PDF. Raises SourceError when it has no readable text, is encrypted or damaged;
    Stopped, which it looks for page by page.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise SourceError(
                f"“{name}”加了密，请先取消密码（用阅读软件另存），再导入。", str(error)
            ) from error
        raise SourceError(f"“{name}”已损坏或不完整，打不开，没有导入。", str(error)) from error
    try:
        count = len(document)
        if count > PAGES:
            raise SourceError(f"“{name}”超过 {PAGES} 页，不像是规划文本，没有导入。")
        pages: list[PageText] = []
        total = 0
        for page in _pages(document, count):
            progress.check()
            pages.append(page)
            total += len(page.chars)
            if total > CHARACTERS:
                raise too_much(name)
    except pypdfium2.PdfiumError as error:
        raise SourceError(f"“{name}”已损坏或不完整，没有导入。", str(error)) from error
    finally:
        document.close()
    _check(pages, total, name)
    maker = LineMaker(name)
    compose(pages, maker)
    return SourceText(maker.lines, "pdf", _doubts(pages))


def _check(pages: list[PageText], total: int, name: str) -> None:
    if total < _SCANNED * max(len(pages), 1):
        raise SourceError(f"“{name}”没有文字层，可能是扫描件；请先用文字识别（OCR）软件转成文字，再导入。")
    odd = sum(not _readable(char.sign) for page in pages for char in page.chars)
    if odd > _UNREADABLE * total:
        raise SourceError(
            f"“{name}”的字体没有文字编码，读出来是乱码；请用原来的 Word 文件，或先做文字识别（OCR），再导入。"
        )


def _readable(sign: str) -> bool:
    code = ord(sign)
    return not (0xE000 <= code <= 0xF8FF or code in (0xFFFD, 0xFFFE) or code < 0x20 or 0x80 <= code < 0xA0)


def _doubts(pages: list[PageText]) -> tuple[str, ...]:
    empty = sum(len(page.chars) < _SCANNED for page in pages)
    return (f"有 {empty} 页没有文字，可能是图片或扫描页。",) if empty and len(pages) > 1 else ()


def _pages(document: pypdfium2.PdfDocument, count: int) -> Iterator[PageText]:
    for number in range(count):
        page = document[number]
        try:
            tables = find_tables(list(_rules(page)))
            yield PageText(number + 1, page.get_height(), list(_chars(page)), tables)
        finally:
            page.close()


def _chars(page: pypdfium2.PdfPage) -> Iterator[Char]:
    text = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text)
        box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        for at in range(max(count, 0)):
            code = pdfium.FPDFText_GetUnicode(text, at)
            if not code or code > 0x10FFFF or 0xD800 <= code < 0xE000:
                continue
            sign = plain_signs(chr(code))
            if (
                sign.isspace()
                # PDFium adds blanks and line ends of its own where it sees gaps. Here the places of the
                # characters tell them.
                or pdfium.FPDFText_IsGenerated(text, at) == 1
                # the loose box has the character's whole advance, so that its neighbour touches it; the tight
                # one its height
                or not pdfium.FPDFText_GetLooseCharBox(text, at, box)
                or not pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)
            ):
                continue
            low, high = (bottom.value, top.value) if bottom.value < top.value else (box.bottom, box.top)
            size = pdfium.FPDFText_GetFontSize(text, at)
            if pdfium.FPDFText_GetMatrix(text, at, matrix):
                # programs that draw in pixels set type of 58 at a quarter of its size
                size *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
            bold = pdfium.FPDFText_GetFontWeight(text, at) >= 600
            yield Char(sign, box.left, box.right, low, high, size, bold)
    finally:
        text.close()


def _rules(page: pypdfium2.PdfPage) -> Iterator[RuledLine]:
    """The horizontal and vertical lines that are drawn, boxes as their four edges."""
    for seen, drawn in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=4)):
        if seen > _MOST_OBJECTS:
            return
        left, bottom, right, top = drawn.get_bounds()
        wide, high = right - left, top - bottom
        if high <= _THIN and wide > 6:
            yield RuledLine((bottom + top) / 2, left, right, flat=True)
        elif wide <= _THIN and high > 4:
            yield RuledLine((left + right) / 2, bottom, top, flat=False)
        elif wide > 12 and high > 6 and _stroked(drawn):
            yield from (RuledLine(bottom, left, right, flat=True), RuledLine(top, left, right, flat=True))
            yield from (RuledLine(left, bottom, top, flat=False), RuledLine(right, bottom, top, flat=False))


def _stroked(drawn: pypdfium2.PdfObject) -> bool:
    """Whether a path's outline is drawn; one that is only filled is a background."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)) and bool(stroke.value)
