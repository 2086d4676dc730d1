"""What was put on a PDF's page by those who read it: remarks, stamps, fields filled in, words struck out."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from db.source.formats.page_styles import REMARKS
from db.source.formats.pdf_tables import RuledLine
from db.source.formats.pdf_unseen import WATERMARK, LeftOut

_MOST = 2_000
"""Annotations of a page that are looked at."""
_LONGEST = 4_000
"""Characters of one that are told."""
_REASONS = {
    pdfium.FPDF_ANNOT_TEXT: REMARKS,
    pdfium.FPDF_ANNOT_FREETEXT: REMARKS,
    pdfium.FPDF_ANNOT_HIGHLIGHT: REMARKS,
    pdfium.FPDF_ANNOT_UNDERLINE: REMARKS,
    pdfium.FPDF_ANNOT_STRIKEOUT: REMARKS,
    pdfium.FPDF_ANNOT_CARET: REMARKS,
    pdfium.FPDF_ANNOT_STAMP: REMARKS,
    pdfium.FPDF_ANNOT_WIDGET: "表单里填的文字",
    pdfium.FPDF_ANNOT_WATERMARK: WATERMARK,
}


def read_annotations(page: Any) -> tuple[list[LeftOut], list[RuledLine]]:
    """The words of a page's annotations, which are none of its text, and the lines that strike words out."""
    told: list[LeftOut] = []
    lines: list[RuledLine] = []
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        why = _REASONS.get(kind, "")
        words = _value(annotation, b"V" if kind == pdfium.FPDF_ANNOT_WIDGET else b"Contents") if why else ""
        if words.strip():
            told.append(LeftOut(words, why))
        if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
            lines += _struck(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
    return told, lines


def _struck(annotation: Any) -> Iterator[RuledLine]:
    """A line through the middle of each box that is struck out."""
    box = pdfium.FS_QUADPOINTSF()
    for at in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, at, box):
            xs, ys = (box.x1, box.x2, box.x3, box.x4), (box.y1, box.y2, box.y3, box.y4)
            yield RuledLine((min(ys) + max(ys)) / 2, min(xs), max(xs), flat=True)


def _value(annotation: Any, key: bytes) -> str:
    # PDFium gives nothing where the words are longer than the room for them.
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length
    )
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")[:_LONGEST]
