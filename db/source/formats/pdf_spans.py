"""The words of a PDF's page as PDFium has them: spans of characters that stand evenly on one line.

PDFium is asked as rarely as can be: most of the time of an import went into asking for each character by
itself. A span of Chinese characters is measured at five places, and taken apart where these are not even.
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

from db.source.typography import plain_signs

UNREADABLE: Final = "▢"
"""Stands for characters that the font gives no meaning."""
# What has the width of its type: takes `第一章，` and `（一）`, not `A1` or `“`
_EVEN = re.compile(r"[\u2e80-\ufeff\uff01-\uff60]+")
# Takes ` ` and `\u3000`, not `，`
_WHITE = re.compile(r"[\s\u00a0\u3000]")
# Takes `\ue000` and `\x01`, not `第一章` or `A1`
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe]")
_APART = 0.12
"""Parts of the type's size from which on a gap divides two spans."""
_SLANTED = math.radians(8)
"""From so much on letters stand slanted; scans that were read by machine are askew by a degree or two."""
_LIGHT, _WHITE_INK = 128, 245
"""Brightness of 255 from which ink is light, and white."""
_SHEER = 150
"""Opacity of 255 up to which ink is light."""


@dataclass(frozen=True, slots=True)
class Style:
    """How words are drawn that come from one text object."""

    size: float
    """In points, as it is seen."""
    bold: bool
    turn: int
    """Quarters of a turn to the left, 0 to 3, that the letters stand turned by; 4 for slanted ones."""
    base: float
    """Height of the base line in the direction of the letters."""
    light: bool = False
    white: bool = False
    """Of no colour: to be seen only on a ground."""
    unseen: bool = False
    """Not drawn: the words of a scan that were read by machine, or hidden ones."""
    artifact: bool = False
    """The file itself says that it is none of the text: a watermark, a head or a foot."""


class PagePoint(NamedTuple):
    """A place on the page, in points from its lower left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Words that stand evenly on one line. Lengths are points in the direction of the letters: along the line
    from `left` to `right`, upwards for `base`.
    """

    text: str
    left: float
    right: float
    base: float
    style: Style

    @property
    def size(self) -> float:
        """Of the type."""
        return self.style.size

    @property
    def middle(self) -> float:
        """Half-way up a character."""
        return self.base + 0.35 * self.style.size

    @property
    def center(self) -> float:
        """Half-way along."""
        return (self.left + self.right) / 2

    @property
    def point(self) -> PagePoint:
        """Its middle on the page."""
        return turned(self.center, self.middle, -self.style.turn)

    def cut(self, start: int, end: int) -> "TextSpan":
        """The characters from `start` to `end`; they are of one width."""
        step = (self.right - self.left) / len(self.text)
        left = self.left + start * step
        return replace(self, text=self.text[start:end], left=left, right=self.left + end * step)


def turned(x: float, y: float, turn: int) -> PagePoint:
    """A place on the page as it is for one who reads letters that are turned by so many quarters."""
    return (PagePoint(x, y), PagePoint(y, -x), PagePoint(-x, -y), PagePoint(-y, x))[turn % 4]


def _function(named: Any, result: type, *kinds: type) -> Callable[..., Any]:
    """A function of PDFium that is called a hundred thousand times, without the checks of its arguments."""
    address = ctypes.cast(named, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *kinds)(address or 0)


_int, _pointer = ctypes.c_int, ctypes.c_void_p
# Of the character at a place of a text page.
_object_at = _function(pdfium.FPDFText_GetTextObject, _pointer, _pointer, _int)
_code_at = _function(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _pointer, _int)
_has_no_code = _function(pdfium.FPDFText_HasUnicodeMapError, _int, _pointer, _int)
_box_of = _function(pdfium.FPDFText_GetLooseCharBox, _int, _pointer, _int, _pointer)
_size_of = _function(pdfium.FPDFText_GetFontSize, ctypes.c_double, _pointer, _int)
_weight_of = _function(pdfium.FPDFText_GetFontWeight, _int, _pointer, _int)
_matrix_of = _function(pdfium.FPDFText_GetMatrix, _int, _pointer, _int, _pointer)
_ink_of = _function(pdfium.FPDFText_GetFillColor, _int, _pointer, _int, *(_pointer,) * 4)
# Of an object.
_mode_of = _function(pdfium.FPDFTextObj_GetTextRenderMode, _int, _pointer)
_marks_of = _function(pdfium.FPDFPageObj_CountMarks, _int, _pointer)


class PageWords:
    """Reads the spans of one page."""

    def __init__(self, text: Any, stamped: set[int]) -> None:
        """`text` is PDFium's text page; `stamped` the text objects of which the file says that they are none
        of the text.
        """
        self._text = text
        self._at = ctypes.cast(text, ctypes.c_void_p).value or 0
        self._stamped = stamped
        self._box = pdfium.FS_RECTF()
        self._box_at = ctypes.addressof(self._box)
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._ink = tuple(ctypes.c_uint() for _ in range(4))
        self._inks_at = tuple(map(ctypes.addressof, self._ink))

    def spans(self) -> Iterator[TextSpan]:
        """All spans, in the order in which they are drawn."""
        above: TextSpan | None = None
        for span in self._spans():
            if above is not None and (both := _as_one(above, span)) is not None:
                above = both
                continue
            if above is not None:
                yield above
            above = span
        if above is not None:
            yield above

    def _spans(self) -> Iterator[TextSpan]:
        """The spans of each object."""
        codes = self._codes()
        at, known, style = 0, 0, None
        while at < len(codes):
            if _WHITE.match(codes, at):
                # PDFium adds blanks and line ends of its own where it sees gaps. Here the places of the
                # characters tell them.
                at += 1
                continue
            drawn = _object_at(self._at, at) or 0
            if not drawn:
                at += 1
                continue
            end = self._end(codes, at, drawn)
            if drawn != known or style is None:
                known, style = drawn, self._style(at, drawn)
            yield from self._even(codes, at, end, style)
            at = end

    def _codes(self) -> str:
        """All characters, at the places that PDFium counts them by."""
        count = max(pdfium.FPDFText_CountChars(self._text), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._text, 0, count, buffer)
        if written == count + 1:
            codes = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
            if len(codes) == count and "\ufffd" not in codes and "\x00" not in codes:
                # A hyphen at a line's end is given a code of its own.
                return plain_signs(codes.replace("\ufffe", "-").replace("\xad", "-"))
        # Characters without a meaning are left out there, and those beyond 16 bits are two.
        found = (_code_at(self._at, at) for at in range(count))
        signs = "".join(
            chr(code) if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "\ufffd" for code in found
        )
        signs = signs.replace("\xad", "-")
        hyphens = {"\x02", "\ufffe"}
        return plain_signs(
            "".join(
                "-" if sign in hyphens and pdfium.FPDFText_IsHyphen(self._text, at) == 1 else sign
                for at, sign in enumerate(signs)
            )
        )

    def _end(self, codes: str, at: int, drawn: int) -> int:
        """Where the words of a text object end, or a blank stands in them."""
        white = _WHITE.search(codes, at)
        end = white.start() if white else len(codes)
        if end - at == 1 or _object_at(self._at, end - 1) == drawn:
            return end
        alike = _EVEN.match(codes, at, end)
        if alike:
            here = alike.end()
            if _object_at(self._at, here - 1) == drawn != _object_at(self._at, here):
                return here
        # An object's characters stand after one another.
        low, high = at, end - 1
        while high - low > 1:
            half = (low + high) // 2
            if _object_at(self._at, half) == drawn:
                low = half
            else:
                high = half
        return high

    def _style(self, at: int, drawn: int) -> Style:
        matrix, text = self._matrix, self._at
        size = _size_of(text, at)
        turn, base = 0, 0.0
        if _matrix_of(text, at, self._matrix_at):
            # programs that draw in pixels set type of 58 at a quarter of its size
            size *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
            angle = math.atan2(matrix.b, matrix.a)
            turn = round(angle / (math.pi / 2))
            slanted = abs(angle - turn * math.pi / 2) > _SLANTED
            turn %= 4
            base = turned(matrix.e, matrix.f, turn).y
            turn = 4 if slanted else turn
        red, green, blue, opaque = self._ink
        light = white = False
        if _ink_of(text, at, *self._inks_at):
            bright = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value
            light = bright >= _LIGHT or opaque.value < _SHEER
            white = min(red.value, green.value, blue.value) >= _WHITE_INK or opaque.value < 8
        mode = _mode_of(drawn)
        return Style(
            size,
            _weight_of(text, at) >= 600,
            turn,
            base,
            light,
            white,
            mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP),
            drawn in self._stamped
            or (_marks_of(drawn) > 0 and is_artifact(ctypes.cast(drawn, pdfium.FPDF_PAGEOBJECT))),
        )

    def _even(self, codes: str, start: int, end: int, style: Style) -> Iterator[TextSpan]:
        """The characters of one object as spans."""
        text = codes[start:end]
        if _has_no_code(self._at, start):
            text = UNREADABLE * (end - start)
        elif _ODD.search(text):
            text = "".join(
                UNREADABLE if _ODD.match(sign) and _has_no_code(self._at, start + at) else sign
                for at, sign in enumerate(text)
            )
        if style.turn == 4:
            left, right = self._sides(start, 0)[0], self._sides(end - 1, 0)[1]
            yield TextSpan(text, left, right, self._box.bottom, style)
            return
        if end - start > 1 and style.turn == 0 and self._hangs(start, style):
            style = replace(style, turn=3)
            self._sides(start, 0)
            style = replace(style, base=(self._box.left + self._box.right) / 2 - 0.35 * style.size)
        if end - start > 3 and _EVEN.fullmatch(text) and (span := self._measured(text, start, end, style)):
            yield span
            return
        yield from self._apart(text, start, style)

    def _sides(self, at: int, turn: int) -> tuple[float, float]:
        """Where a character begins and ends along its line."""
        box = self._box
        # the loose box has the character's whole advance, so that its neighbour touches it
        if not _box_of(self._at, at, self._box_at):
            return 0.0, 0.0
        match turn:
            case 1:
                return box.bottom, box.top
            case 2:
                return -box.right, -box.left
            case 3:
                return -box.top, -box.bottom
            case _:
                return box.left, box.right

    def _hangs(self, at: int, style: Style) -> bool:
        """Whether upright characters stand below one another."""
        _box_of(self._at, at, self._box_at)
        left, top = self._box.left, self._box.top
        _box_of(self._at, at + 1, self._box_at)
        return abs(self._box.left - left) < 0.3 * style.size < 0.5 * style.size < top - self._box.top

    def _measured(self, text: str, start: int, end: int, style: Style) -> TextSpan | None:
        """The whole as one span, if it is even at all places that are looked at."""
        turn = style.turn
        left, first = self._sides(start, turn)
        last, right = self._sides(end - 1, turn)
        step = (last - left) / (end - start - 1)
        least = 0.12 * style.size
        if not -least < step - (first - left) < 2 * least:
            return None
        for quarter in (1, 2, 3):
            at = (end - start) * quarter // 4
            if abs(self._sides(start + at, turn)[0] - (left + at * step)) > least:
                return None
        return TextSpan(text, left, right, style.base, style)

    def _apart(self, text: str, start: int, style: Style) -> Iterator[TextSpan]:
        """Characters of which each was asked for, as spans between the gaps."""
        turn = style.turn
        gap = _APART * style.size
        begun, (left, right) = 0, self._sides(start, turn)
        for at in range(1, len(text)):
            near, far = self._sides(start + at, turn)
            if near - right > gap or near < left - gap:
                yield TextSpan(text[begun:at], left, right, style.base, style)
                begun, left, right = at, near, far
            else:
                right = max(right, far)
        yield TextSpan(text[begun:], left, right, style.base, style)


def _as_one(one: TextSpan, other: TextSpan) -> TextSpan | None:
    """Two spans as one, where the other goes on evenly: some programs draw each character by itself."""
    width = (one.right - one.left) / len(one.text)
    if (
        abs(other.left - one.right) < 0.02 * one.size
        and abs((other.right - other.left) / len(other.text) - width) < 0.02 * width
        and one.style == other.style
        and _EVEN.fullmatch(one.text, len(one.text) - 1)
        and _EVEN.fullmatch(other.text)
    ):
        return replace(one, text=one.text + other.text, right=other.right)
    return None


def is_artifact(item: Any) -> bool:
    """Whether the file says of a drawn object that it is none of the text; PDFium does not tell what."""
    for at in range(min(pdfium.FPDFPageObj_CountMarks(item), 16)):
        buffer, length = (ctypes.c_ushort * 16)(), ctypes.c_ulong()
        mark = pdfium.FPDFPageObj_GetMark(item, at)
        if (
            pdfium.FPDFPageObjMark_GetName(mark, buffer, 32, length)
            and bytes(buffer)[: max(length.value - 2, 0)].decode("utf-16-le", "replace") == "Artifact"
        ):
            return True
    return False
