"""Draws a composed page with QPainter: on a widget, an image, a PDF and a printer alike.

Coordinates are twips.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGlyphRun, QPaintEngine, QPainter, QPen, QTransform

from desktop.printing.fonts import Cut, Fonts
from desktop.printing.line_breaker import CLOSING, OPENING
from desktop.printing.page_records import DrawnRule, GlyphRun, Ground, Page, PageLink, Type

_TWO_DASHES, _LONG_DASH = "——", "\u2e3a"

# Of the size: how far the second drawing of a glyph that is to look bold stands from the first.
_THICKER = 0.03

# Of the size: a long dash that is less wide would not fill the two cells of 破折号.
_LONG = 1.9
_FONT = attrgetter("font")
Saw = Callable[[Type, Cut, str], None]
"""Told of all characters that are drawn, in order."""


def turn(page: Page) -> QTransform:
    """What takes the body's coordinates to the page's: a quarter turn to the left for a turned page."""
    if not page.turned:
        return QTransform()
    return QTransform(0, -1, 1, 0, 0, page.height)


def draw_page(painter: QPainter, page: Page, faces: Fonts, saw: Saw | None = None) -> None:
    """Draw a page; the painter's unit must be the twip and its origin the page's corner."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if page.turned:
        painter.save()
        painter.setTransform(turn(page), combine=True)
    _draw(painter, page.body, faces, saw)
    if page.turned:
        painter.restore()
    _draw(painter, page.edge, faces, saw)


def _draw(
    painter: QPainter,
    things: Iterable[GlyphRun | DrawnRule | Ground | PageLink],
    faces: Fonts,
    saw: Saw | None,
) -> None:
    texts: list[GlyphRun] = []
    for thing in things:
        if isinstance(thing, GlyphRun):
            texts.append(thing)
        elif isinstance(thing, Ground):
            painter.fillRect(QRectF(thing.x, thing.y, thing.width, thing.height), _colour(thing.colour))
        elif isinstance(thing, DrawnRule):
            _rule(painter, thing)
    # Words come last: whatever lies under them is there then.
    colour = ""
    for run in texts:
        if run.type.colour != colour:
            colour = run.type.colour
            painter.setPen(_colour(colour))
        _text(painter, run, faces, saw)


def _rule(painter: QPainter, rule: DrawnRule) -> None:
    pen = QPen(_colour(rule.colour), rule.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if rule.dotted:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        # Dots are strokes of next to no length with round ends; Qt counts in widths of the pen.
        pen.setDashPattern([0.01, 6])
    painter.setPen(pen)
    painter.drawLine(QLineF(rule.x1, rule.y1, rule.x2, rule.y2))


def _text(painter: QPainter, run: GlyphRun, faces: Fonts, saw: Saw | None) -> None:
    type_, step = run.type, run.step
    cut = faces.cut(type_)
    if run.text == _TWO_DASHES and _long_dash(painter, run, cut, saw):
        return
    glyphs = [cut[char] for char in run.text]
    if saw is not None:
        saw(type_, cut, run.text)
    places: list[float] = []
    at = 0.0
    for char, glyph in zip(run.text, glyphs, strict=True):
        if step and glyph.narrow:
            # Drawn narrow by this font: it stands where a wide one would have its ink.
            blank = (1.0 - glyph.width) * type_.size
            places.append(at if char in CLOSING else at + blank * (1.0 if char in OPENING else 0.5))
        else:
            places.append(at)
        at += step or glyph.width * type_.size
    start = 0
    # Qt draws a run of glyphs of one font; what a face lacks comes from others.
    for font, same in groupby(glyphs, key=_FONT):
        numbers = [glyph.glyph for glyph in same]
        end = start + len(numbers)
        _glyphs(painter, run, cut, font, numbers, [QPointF(x, 0) for x in places[start:end]])
        start = end


def _long_dash(painter: QPainter, run: GlyphRun, cut: Cut, saw: Saw | None) -> bool:
    """Draw 破折号 in one stroke, where the font has a glyph for it:
    two dashes side by side may leave a gap.
    """
    dash = cut[_LONG_DASH]
    if dash.font or dash.width < _LONG:
        return False
    _glyphs(painter, run, cut, 0, [dash.glyph], [QPointF(run.step - dash.width * run.type.size / 2, 0)])
    if saw is not None:
        saw(run.type, cut, _LONG_DASH)
    return True


def _glyphs(
    painter: QPainter, run: GlyphRun, cut: Cut, font: int, glyphs: list[int], positions: list[QPointF]
) -> None:
    drawn = QGlyphRun()
    drawn.setRawFont(cut.font(font, run.type.size))
    drawn.setGlyphIndexes(glyphs)
    drawn.setPositions(positions)
    painter.drawGlyphRun(QPointF(run.x, run.y), drawn)
    if cut.emboldened and painter.paintEngine().type() == QPaintEngine.Type.Raster:
        # On a scaled image Qt forgets to draw it thicker.
        painter.drawGlyphRun(QPointF(run.x + run.type.size * _THICKER, run.y), drawn)


@lru_cache(maxsize=64)
def _colour(name: str) -> QColor:
    return QColor(name)
