"""A page of an OFD file as words with their places, and what is drawn beside them.

An object has a place on the page (`Boundary`), a matrix of its own (`CTM`), and for words the steps from each
character to the next. All of it is in millimetres from the upper left corner; here it is in points from the
lower left one, as in a PDF.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice, pairwise, repeat
from xml.etree.ElementTree import Element

from db.source.formats.pdf_drawings import PLAIN, Drawings, Matrix, placed, times
from db.source.formats.pdf_spans import Style, TextSpan, turned
from db.source.formats.pdf_tables import Box
from db.source.typography import plain_signs

_POINTS = 72 / 25.4
"""In a millimetre."""
_SLANTED = math.radians(8)
_MOST_OBJECTS = 20_000
"""Drawn objects on a page that are looked at; one with more is a map, and has no ruled tables."""
_MOST_LINES = 2_000
"""Lines of one drawn object that are looked at."""
_DEEPEST = 4
"""Groups in groups that are looked into."""
# Takes `第一章`, not ` ` or `\u3000`
_WORD = re.compile(r"\S+")
_FARTHEST = 100_000.0
_LIGHT, _WHITE, _PAPER = 128, 245, 250
"""Brightness of 255 from which ink is light, white, and a ground the paper's."""
_SHEER = 150
"""Opacity of 255 up to which ink is light."""
_TOKENS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""How many numbers belong to each step of a path."""


@dataclass(slots=True)
class OfdPage:
    """What stands on a page."""

    width: float
    height: float
    """In points."""
    spans: list[TextSpan] = field(default_factory=list[TextSpan])
    drawings: Drawings = field(default_factory=Drawings)
    _drawn: int = 0

    @property
    def box(self) -> Box:
        """What of the page is to be seen."""
        return Box(0, 0, self.width, self.height)

    def add(self, content: Element, units: dict[str, Element]) -> None:
        """The objects of a page or of the template below it; `units` are groups of objects by their ids."""
        for found, outer in _objects(content, units):
            if found.tag == "TextObject":
                self.spans += self._words(found, outer)
                continue
            self._drawn += 1
            if self._drawn <= _MOST_OBJECTS and found.get("Visible") != "false" and _ink(found)[1] > 0:
                matrix = _placed(found, outer)
                self._draw(found, matrix)

    def _words(self, element: Element, outer: Matrix) -> Iterator[TextSpan]:
        matrix = _placed(element, outer)
        a, b, c, d, _, _ = matrix
        size = abs(_number(element.get("Size"), 3.5)) * math.sqrt(abs(a * d - b * c)) * _POINTS
        # The page's height counts downwards, and a turn to the left is above 0.
        angle = math.atan2(-b, a) - math.radians(_number(element.get("CharDirection"), 0))
        quarter = round(angle / (math.pi / 2))
        turn = quarter % 4 if abs(angle - quarter * math.pi / 2) <= _SLANTED else 4
        ink, opaque = _ink(element)
        drawn = element.get("Fill") != "false" or element.get("Stroke") == "true"
        style = Style(
            size,
            _number(element.get("Weight"), 400) >= 600,
            turn,
            0,
            light=ink >= _LIGHT or opaque <= _SHEER,
            white=ink >= _WHITE,
            unseen=opaque <= 0 or not drawn or element.get("Visible") == "false",
        )
        wide = abs(_number(element.get("HScale"), 1)) or 1
        for code in element.iter("TextCode"):
            text = plain_signs(code.text or "")
            if turn > 3:
                # Where slanted words stand says nothing.
                yield TextSpan("".join(text.split()) or " ", 0, size, 0, style)
                continue
            x, y = _number(code.get("X"), 0), _number(code.get("Y"), 0)
            across, down = _runs_of(code.get("DeltaX"), len(text)), _runs_of(code.get("DeltaY"), len(text))
            if any(step for _, step in down):
                places = (self._point(matrix, *place) for place in _places(x, y, across, down, len(text)))
                yield from _single(text, (turned(*place, turn) for place in places), wide, style)
            else:
                left, base = turned(*self._point(matrix, x, y), turn)
                scale = math.hypot(a, b) * _POINTS
                yield from _even(
                    text, left, base, [(count, step * scale) for count, step in across], wide, style
                )

    def _point(self, matrix: Matrix, x: float, y: float) -> tuple[float, float]:
        """A place in an object as one on the page, in points from its lower left corner."""
        right, down = placed(matrix, x, y)
        return right * _POINTS, self.height - down * _POINTS

    def _draw(self, element: Element, matrix: Matrix) -> None:
        if element.tag == "ImageObject":
            # A picture fills the square of its matrix.
            box = Box.around([self._point(matrix, x, y) for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))])
            self.drawings.pictures.append(box)
            self.drawings.grounds.append(box)
            return
        stroked = element.get("Stroke") != "false"
        filled = element.get("Fill") == "true"
        for at, run in enumerate(_runs(element.findtext("AbbreviatedData") or "")):
            if at > _MOST_LINES:
                return
            points = [self._point(matrix, x, y) for x, y in run]
            box = Box.around(points)
            lines = [box.as_line()] if filled else []
            if filled and lines == [None] and _ink(element)[0] < _PAPER:
                self.drawings.grounds.append(box)
            if stroked:
                lines += (Box.around(each).as_line() for each in pairwise(points))
            self.drawings.rules += (line for line in lines if line is not None)


def _ink(element: Element) -> tuple[float, float]:
    """Brightness and opacity of what an object is filled with, of 255."""
    opaque = _number(element.get("Alpha"), 255)
    colour = element.find("FillColor")
    if colour is None:
        return 0, opaque
    told = numbers(colour.get("Value"))
    # One number is a grey, four are inks on paper.
    ink = min(told, default=0) if len(told) in (1, 3) else 0
    return ink, min(opaque, _number(colour.get("Alpha"), 255))


def numbers(words: str | None) -> list[float]:
    """The numbers of a list; none where it has anything else, or a number that no page needs."""
    try:
        found = [float(word) for word in (words or "").split()]
    except ValueError:
        return []
    # Also what is no number: nan is not below anything.
    return found if all(abs(each) < _FARTHEST for each in found) else []


def _number(words: str | None, otherwise: float) -> float:
    if words is None:
        return otherwise
    try:
        found = float(words)
    except ValueError:
        return otherwise
    return found if abs(found) < _FARTHEST else otherwise


def _objects(root: Element, units: dict[str, Element]) -> Iterator[tuple[Element, Matrix]]:
    """Words and drawings in order, with the matrix of what they stand in."""
    stack = [(iter(root), PLAIN, 0)]
    groups = 0
    while stack:
        children, outer, depth = stack[-1]
        element = next(children, None)
        if element is None:
            stack.pop()
        elif element.tag in ("TextObject", "PathObject", "ImageObject"):
            yield element, outer
        elif element.tag in ("Content", "Layer", "PageBlock"):
            stack.append((iter(element), outer, depth))
        elif element.tag == "CompositeObject" and depth < _DEEPEST and groups < _MOST_OBJECTS:
            unit = units.get(element.get("ResourceID", ""))
            if unit is not None:
                groups += 1
                stack.append((iter(unit), _placed(element, outer), depth + 1))


def _placed(element: Element, outer: Matrix) -> Matrix:
    """The matrix of an object: its own, then its place, then what it stands in."""
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else PLAIN
    box = numbers(element.get("Boundary"))
    x, y = (box[0], box[1]) if len(box) == 4 else (0, 0)
    return times((a, b, c, d, e + x, f + y), outer)


def _runs_of(words: str | None, most: int) -> list[tuple[int, float]]:
    """Steps from one character to the next: how many alike, and how far: `g 3 2.5` is three of 2.5."""
    found: list[tuple[int, float]] = []
    if not words:
        return found
    times, step = 0, 0.0
    parts = iter(words.split())
    for part in parts:
        more = int(_number(next(parts, "1"), 1)) if part == "g" else 1
        each = _number(next(parts, "0") if part == "g" else part, 0)
        if each != step and times > 0:
            found.append((min(times, most), step))
            most -= times
            times = 0
        times, step = times + max(more, 0), each
        if times >= most:
            break
    if times > 0 and most > 0:
        found.append((min(times, most), step))
    return found


def _places(
    x: float, y: float, across: Sequence[tuple[int, float]], down: Sequence[tuple[int, float]], count: int
) -> Iterator[tuple[float, float]]:
    """Where each character begins, in the object's own millimetres."""
    steps = (chain.from_iterable(repeat(step, times) for times, step in runs) for runs in (across, down))
    for dx, dy in islice(zip(*(chain(each, repeat(0.0)) for each in steps), strict=False), count):
        yield x, y
        x, y = x + dx, y + dy


def _natural(sign: str, wide: float, style: Style) -> float:
    """How wide a character is set, where nothing says it."""
    return style.size * wide * (0.5 if sign.isascii() else 1)


def _single(
    text: str, places: Iterable[tuple[float, float]], wide: float, style: Style
) -> Iterator[TextSpan]:
    """Characters that do not stand on one line, each by itself."""
    for sign, (x, y) in zip(text, places, strict=True):
        if not sign.isspace():
            yield TextSpan(sign, x, x + _natural(sign, wide, style), y, style)


def _even(
    text: str, left: float, base: float, steps: Sequence[tuple[int, float]], wide: float, style: Style
) -> Iterator[TextSpan]:
    """Characters of one line, put together as far as they stand evenly; `steps` are in points."""
    at = 0
    for count, step in steps:
        end = min(at + count, len(text))
        # The last one has no step; it is taken to be as wide as those before it are.
        if end == len(text) - 1 and text[end].isascii() == text[end - 1].isascii():
            end += 1
        # Characters that are set a little wider touch each other all the same; a wider gap is one.
        if 0 < step <= 1.02 * style.size:
            for found in _WORD.finditer(text, at, end):
                first = left + (found.start() - at) * step
                yield TextSpan(found[0], first, first + len(found[0]) * step, base, style)
        else:
            places = ((left + step * each, base) for each in range(end - at))
            yield from _single(text[at:end], places, wide, style)
        left += (end - at) * step
        at = end
    for _, alike in groupby(text[at:], str.isascii):
        words = "".join(alike)
        step = _natural(words[0], wide, style)
        for found in _WORD.finditer(words):
            yield TextSpan(found[0], left + found.start() * step, left + found.end() * step, base, style)
        left += step * len(words)


def _runs(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of a path, run by run; where it bends, a run ends."""
    parts = iter(data.split())
    run: list[tuple[float, float]] = []
    for part in parts:
        count = _TOKENS.get(part)
        if count is None:
            continue
        given = [_number(next(parts, ""), math.nan) for _ in range(count)]
        if any(math.isnan(each) for each in given):
            break
        if part == "C" and run:
            run.append(run[0])
        elif part == "L":
            run.append((given[0], given[1]))
        elif count:
            if len(run) > 1:
                yield run
            run = [(given[-2], given[-1])]
    if len(run) > 1:
        yield run
