"""What is drawn on a PDF's page beside its words: lines, grounds, pictures, and what the file calls none of
the text.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from db.source.formats.pdf_spans import is_artifact
from db.source.formats.pdf_tables import Box, RuledLine

_MOST_OBJECTS = 20_000
"""Drawn objects on a page; a page with more is a map or a picture, and has no ruled tables worth finding."""
_DEEPEST = 4
"""Forms in forms that are looked into."""
_MOST_PARTS = 2_000
"""Lines of one path that are looked at."""
_WHITE = 250
"""Of 255, from which on a ground is the paper's."""
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Drawings:
    """What is drawn on a page."""

    rules: list[RuledLine] = field(default_factory=list[RuledLine])
    grounds: list[Box] = field(default_factory=list[Box])
    """Filled with another colour than white; pictures too."""
    pictures: list[Box] = field(default_factory=list[Box])
    stamped: set[int] = field(default_factory=set[int])
    """Addresses of text objects in a form of which the file says that it is none of the text."""


def read_drawings(page: Any) -> Drawings:
    """All of a page's drawings."""
    found = Drawings()
    for seen, (item, kind, matrix, stamp) in enumerate(_objects(page)):
        if seen > _MOST_OBJECTS:
            break
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if stamp:
                found.stamped.add(ctypes.cast(item, ctypes.c_void_p).value or 0)
            continue
        box = _bounds(item, matrix)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(item, box, matrix, found)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            found.pictures.append(box)
            found.grounds.append(box)
    return found


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix, bool]]:
    """The objects that are drawn, those of forms too: what each is, how its form is laid on the page, and
    whether it is called none of the text.
    """
    held: list[tuple[Any, Matrix, bool, int]] = [(page, PLAIN, False, 0)]
    while held:
        holder, matrix, stamp, depth = held.pop()
        count, item_at = (
            (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
            if depth
            else (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
        )
        for at in range(count(holder)):
            item = item_at(holder, at)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                if depth < _DEEPEST:
                    held.append((item, times(_matrix(item), matrix), stamp or is_artifact(item), depth + 1))
            elif kind != pdfium.FPDF_PAGEOBJ_TEXT or stamp:
                yield item, kind, matrix, stamp


def _path(item: Any, box: Box, matrix: Matrix, found: Drawings) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    wide, high = box.right - box.left, box.top - box.bottom
    if (line := box.as_line()) is not None:
        found.rules.append(line)
    elif wide > 12 and high > 6:
        if fill.value and _is_coloured(item):
            found.grounds.append(box)
        # One that is only filled is a background.
        if not stroke.value:
            return
        parts = pdfium.FPDFPath_CountSegments(item)
        if 5 < parts <= _MOST_PARTS:
            found.rules += _parts(item, parts, matrix)
            return
        found.rules += (RuledLine(at, box.left, box.right, flat=True) for at in (box.bottom, box.top))
        found.rules += (RuledLine(at, box.bottom, box.top, flat=False) for at in (box.left, box.right))


def _parts(item: Any, parts: int, matrix: Matrix) -> Iterator[RuledLine]:
    """The flat and upright lines of one path: some programs draw a whole table as one."""
    whole = times(_matrix(item), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    above = start = (0.0, 0.0)
    drawn: list[Box] = []
    for at in range(parts):
        part = pdfium.FPDFPath_GetPathSegment(item, at)
        if not pdfium.FPDFPathSegment_GetPoint(part, x, y):
            continue
        here = placed(whole, x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(part)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            drawn.append(Box.around((above, here)))
        if pdfium.FPDFPathSegment_GetClose(part):
            drawn.append(Box.around((here, start)))
        above = here
    return (line for box in drawn if (line := box.as_line()) is not None)


def _is_coloured(item: Any) -> bool:
    """Whether what a path fills can be told from the paper."""
    red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, opaque):
        return False
    return min(red.value, green.value, blue.value) < _WHITE and opaque.value > 20


def _bounds(item: Any, matrix: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return Box(0, 0, 0, 0)
    if matrix is PLAIN:
        return Box(left.value, bottom.value, right.value, top.value)
    return Box.around(
        [
            placed(matrix, x.value, y.value)
            for x, y in ((left, bottom), (left, top), (right, bottom), (right, top))
        ]
    )


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return PLAIN
    return found.a, found.b, found.c, found.d, found.e, found.f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """One matrix for both, the inner first."""
    a, b, c, d, e, f = inner
    u, v, w, x, y, z = outer
    return a * u + b * w, a * v + b * x, c * u + d * w, c * v + d * x, e * u + f * w + y, e * v + f * x + z


def placed(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
