"""What Qt leaves out of a PDF: outline, links, language, page labels, and tables that give back the words
that were drawn.
"""

import logging
import re
from collections.abc import Mapping
from io import BytesIO
from itertools import islice
from unicodedata import normalize

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link as LinkAnnotation
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from desktop.printing.composition import AnyJob, Composed
from desktop.printing.drawn_glyphs import DrawnGlyphs
from desktop.printing.imposition import sides_of
from desktop.printing.page_painter import turn
from desktop.printing.page_records import Page, PageLink

_log = logging.getLogger(__name__)
# Pages count in twips, from the top; PDF counts in points, from the foot.
_POINTS = 1 / 20
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> (?:\[([^\]]*)\]|<([0-9A-Fa-f]+)>)")
_A_BLOCK = 100
"""Entries that a block of a CMap may have."""


def finish(raw: bytes, job: AnyJob, composed: Composed, drawn: DrawnGlyphs) -> bytes:
    """The PDF with everything that belongs to it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(raw)))
    places = _Places(job, composed, writer)
    _outline(writer, composed, places)
    _links(writer, composed, places)
    _fonts(writer, drawn)
    writer.pdf_header = "%PDF-1.7"
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("zh-CN")
    root[NameObject("/PageMode")] = NameObject("/UseOutlines" if composed.entries else "/UseNone")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    if job.paper == "A4" and not job.booklet:
        _labels(writer, composed)
        for number, page in enumerate(composed.pages):
            if page.turned:
                # Wide boxes are read on screen without turning the head.
                writer.pages[number][NameObject("/Rotate")] = NumberObject(90)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


class _Places:
    """Where on which side of the PDF a page's places are."""

    def __init__(self, job: AnyJob, composed: Composed, writer: PdfWriter) -> None:
        self._heights = [float(page.mediabox.height) for page in writer.pages]
        self._slots: dict[int, tuple[int, QTransform]] = {}
        for number, side in enumerate(sides_of(len(composed.pages), job)):
            for slot in side.slots:
                self._slots[slot.page] = (number, slot.transform)
        self._anchors: dict[str, tuple[int, float]] = {}
        for number, page in enumerate(composed.pages):
            for anchor in page.anchors:
                self._anchors.setdefault(anchor.name, (number, anchor.y))
        self._pages = composed.pages

    def target(self, anchor: str) -> tuple[int, Fit] | None:
        """Number of the PDF's page, and where on it; None for an anchor that no page has."""
        found = self._anchors.get(anchor)
        if found is None:
            return None
        page, y = found
        number, transform = self._slots[page]
        if self._pages[page].turned:
            return number, Fit.fit()
        point = transform.map(QPointF(0, y))
        # Six points above the words, so that they do not stick to the edge of the window.
        return number, Fit.xyz(left=0, top=self._heights[number] - point.y() * _POINTS + 6, zoom=0)

    def rectangle(
        self, number: int, page: Page, link: PageLink
    ) -> tuple[int, tuple[float, float, float, float]]:
        """Number of the PDF's page, and the link's rectangle on it."""
        side, transform = self._slots[number]
        there = (turn(page) * transform).mapRect(QRectF(link.x, link.y, link.width, link.height))
        height = self._heights[side]
        return side, (
            there.left() * _POINTS,
            height - there.bottom() * _POINTS,
            there.right() * _POINTS,
            height - there.top() * _POINTS,
        )


def _outline(writer: PdfWriter, composed: Composed, places: _Places) -> None:
    above: list[IndirectObject] = []
    for entry in composed.entries:
        target = places.target(entry.anchor)
        if target is not None:
            number, fit = target
            # Under which an entry stands: the nearest one before it of a higher level.
            del above[entry.level - 1 :]
            parent = above[-1] if above else None
            above.append(
                writer.add_outline_item(title=entry.title, page_number=number, parent=parent, fit=fit)
            )


def _links(writer: PdfWriter, composed: Composed, places: _Places) -> None:
    for number, page in enumerate(composed.pages[: composed.front]):
        for link in (thing for thing in page.body if isinstance(thing, PageLink)):
            target = places.target(link.anchor)
            if target is not None:
                side, rect = places.rectangle(number, page, link)
                annotation = LinkAnnotation(
                    rect=rect, target_page_index=target[0], fit=target[1], border=[0, 0, 0]
                )
                writer.add_annotation(page_number=side, annotation=annotation)


def _labels(writer: PdfWriter, composed: Composed) -> None:
    front, whole = composed.front, len(composed.pages)
    # The cover has no number; the contents are the first pages that have one.
    first = next((at for at, page in enumerate(composed.pages[:front]) if page.label), front)
    for start, end, style, prefix in (
        (0, first, None, "封面"),
        (first, front, PageLabelStyle.LOWERCASE_ROMAN, None),
        (front, whole, PageLabelStyle.DECIMAL, None),
    ):
        if start < end:
            writer.set_page_label(start, end - 1, style, prefix)


def _fonts(writer: PdfWriter, drawn: DrawnGlyphs) -> None:
    """Give each font the name of a subset, and a table of what its glyphs stand for.

    Qt numbers a font's glyphs, and the fonts, in the order of their first use.
    """
    fonts: dict[int, DictionaryObject] = {}
    for page in writer.pages:
        # One dictionary for each page, but the fonts are the same objects on all of them.
        for value in _inner(_inner(page, "/Resources"), "/Font").values():
            font = value.get_object()
            if isinstance(font, DictionaryObject) and isinstance(value, IndirectObject):
                fonts[value.idnum] = font
    for (_, font), (name, glyphs) in zip(sorted(fonts.items()), drawn.fonts.items(), strict=False):
        _name(font)
        table = font.get("/ToUnicode")
        stream = table.get_object() if table is not None else None
        if not isinstance(stream, StreamObject):
            continue
        texts = list(glyphs.values())
        # Better Qt's table with a radical here and there than one that gives back wrong words.
        if len(fonts) != len(drawn.fonts) or not _agrees(_read(stream.get_data()), texts):
            _log.warning("the glyphs of %s are not in the order expected; its words may not be found", name)
            continue
        made = DecodedStreamObject()
        made.set_data(_table(dict(enumerate(texts, start=1))))
        font[NameObject("/ToUnicode")] = writer._add_object(made.flate_encode())  # noqa: SLF001


def _name(font: DictionaryObject) -> None:
    """The tag of the subset, which Qt writes in the descriptor only."""
    parts = font.get("/DescendantFonts", ArrayObject()).get_object()
    for part in parts if isinstance(parts, ArrayObject) else ():
        inner = part.get_object()
        if isinstance(inner, DictionaryObject):
            name = NameObject(_inner(inner, "/FontDescriptor")["/FontName"])
            inner[NameObject("/BaseFont")] = font[NameObject("/BaseFont")] = name


def _inner(outer: DictionaryObject, name: str) -> DictionaryObject:
    """A dictionary in a dictionary, there or by reference; an empty one where there is none."""
    found = outer.get(name, DictionaryObject()).get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _read(table: bytes) -> dict[int, int]:
    """The code points of Qt's table, by the glyph's number."""
    found: dict[int, int] = {}
    for first, last, many, one in _RANGE.findall(table):
        start, end = int(first, 16), int(last, 16)
        if many:
            values = [int(value, 16) for value in re.findall(rb"<([0-9A-Fa-f]+)>", many)]
        else:
            values = [int(one, 16) + at for at in range(end - start + 1)]
        found.update(zip(range(start, end + 1), values, strict=False))
    return found


def _agrees(table: Mapping[int, int], texts: list[str]) -> bool:
    """Whether Qt's table is about the same glyphs: as many, and most of them with the same character, or one
    that stands for it (⼤ for 大).
    """
    if len(table) - (0 in table) not in (len(texts), len(texts) + 1) and max(table, default=0) != len(texts):
        return False
    # NFKC takes a radical for the character that it looks like.
    same = sum(
        normalize("NFKC", chr(table.get(at, 0))) == normalize("NFKC", text[0])
        for at, text in enumerate(texts, start=1)
    )
    return same * 2 >= len(texts)


def _table(texts: Mapping[int, str]) -> bytes:
    lines = [
        # PDF 1.7 (ISO 32000-1), 9.10.3: a CMap that maps codes of glyphs to UTF-16.
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    rest = iter(texts.items())
    while block := list(islice(rest, _A_BLOCK)):
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>" for number, text in block]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end", ""]
    return "\n".join(lines).encode("ascii")
