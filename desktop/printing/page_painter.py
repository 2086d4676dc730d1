"""Draws a composed page with QPainter: on a widget, an image, a PDF and a printer alike. Coordinates are twips."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGlyphRun, QPaintEngine, QPainter, QPen, QTransform

from desktop.printing.faces import Faces
from desktop.printing.line_breaking import CLOSING, OPENING
from desktop.printing.sheet_records import Ground, Link, Page, Rule, Run, Type

_TWO_DASHES, _LONG_DASH = "——", "\u2e3a"

_THICKER = 0.03

Saw = Callable[[Type, int, str, int], None]
"""Told of every character that is drawn: type, number of the font, character, glyph."""


def turn(page: Page) -> QTransform:
    """What takes the body's coordinates to the page's: a quarter turn to the left for a turned page."""
    if not page.turned:
        return QTransform()
    return QTransform(0, -1, 1, 0, 0, page.height)


def draw_page(painter: QPainter, page: Page, faces: Faces, saw: Saw | None = None) -> None:
    """Draw a page; the painter's unit must be the twip and its origin the page's corner."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if page.turned:
        painter.save()
        painter.setTransform(turn(page), combine=True)
    _draw(painter, page.body, faces, saw)
    if page.turned:
        painter.restore()
    _draw(painter, page.edge, faces, saw)


def _draw(painter: QPainter, things: Iterable[Run | Rule | Ground | Link], faces: Faces, saw: Saw | None) -> None:
    texts: list[Run] = []
    for thing in things:
        if isinstance(thing, Run):
            texts.append(thing)
        elif isinstance(thing, Ground):
            painter.fillRect(QRectF(thing.x, thing.y, thing.width, thing.height), _colour(thing.colour))
        elif isinstance(thing, Rule):
            _rule(painter, thing)
    colour = ""
    for run in texts:
        if run.type.colour != colour:
            colour = run.type.colour
            painter.setPen(_colour(colour))
        _text(painter, run, faces, saw)


def _rule(painter: QPainter, rule: Rule) -> None:
    pen = QPen(_colour(rule.colour), rule.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if rule.dotted:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.01, 6])
    painter.setPen(pen)
    painter.drawLine(QLineF(rule.x1, rule.y1, rule.x2, rule.y2))


def _text(painter: QPainter, run: Run, faces: Faces, saw: Saw | None) -> None:
    type_ = run.type
    if run.text == _TWO_DASHES and _long_dash(painter, run, faces, saw):
        return
    glyphs: list[int] = []
    positions: list[QPointF] = []
    font = -1
    at = 0.0
    for char in run.text:
        index, glyph, width = faces.glyph(char, type_)
        if index != font and glyphs:
            _glyphs(painter, run, faces, font, glyphs, positions)
            glyphs, positions = [], []
        font = index
        x = at
        if run.step and width < 0.8 * type_.size:
            # Drawn narrow by this font: it stands where a wide one would have its ink.
            x += 0.0 if char in CLOSING else (type_.size - width) * (1.0 if char in OPENING else 0.5)
        glyphs.append(glyph)
        positions.append(QPointF(x, 0))
        if saw is not None:
            saw(type_, index, char, glyph)
        at += run.step or width
    if glyphs:
        _glyphs(painter, run, faces, font, glyphs, positions)


def _long_dash(painter: QPainter, run: Run, faces: Faces, saw: Saw | None) -> bool:
    """Draw 破折号 in one stroke, where the font has a glyph for it: two dashes side by side may leave a gap."""
    index, glyph, width = faces.glyph(_LONG_DASH, run.type)
    if index or width < 1.9 * run.type.size:
        return False
    _glyphs(painter, run, faces, index, [glyph], [QPointF(run.step - width / 2, 0)])
    if saw is not None:
        saw(run.type, index, run.text, glyph)
    return True


def _glyphs(painter: QPainter, run: Run, faces: Faces, font: int, glyphs: list[int], positions: list[QPointF]) -> None:
    drawn = QGlyphRun()
    drawn.setRawFont(faces.font(run.type, font))
    drawn.setGlyphIndexes(glyphs)
    drawn.setPositions(positions)
    painter.drawGlyphRun(QPointF(run.x, run.y), drawn)
    if painter.paintEngine().type() == QPaintEngine.Type.Raster and faces.emboldened(run.type):
        # On a scaled image Qt forgets to draw it thicker.
        painter.drawGlyphRun(QPointF(run.x + run.type.size * _THICKER, run.y), drawn)


@lru_cache(maxsize=64)
def _colour(name: str) -> QColor:
    return QColor(name)
