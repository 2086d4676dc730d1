"""What is drawn on the page besides its words: hits, the flash of a jump, paragraph numbers, the link under
the keyboard.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from db.records import Place
from desktop.look.theme import Theme
from desktop.reading.hit_overlay import HitOverlay, line_at, rectangles
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_style import PageStyle

Seen = tuple[int, int]
"""Document positions around what is in sight."""
_BESIDE = 34.0
"""Pixels between a paragraph's number and its text: a bookmark's sign may stand there."""
_NARROW = 54.0
"""In a margin narrower than this a number stands at the text."""


def felt_pen(painter: QPainter, theme: Theme) -> None:
    """Draw over the words like a felt pen: on a light ground it darkens only, on a dark one it lightens."""
    modes = QPainter.CompositionMode
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(
        modes.CompositionMode_Lighten if theme.dark else modes.CompositionMode_Multiply
    )


def draw_hits(painter: QPainter, theme: Theme, marks: HitOverlay, current: Place | None, seen: Seen) -> None:
    """Hits; the current one with an edge, so that it is not told by its colour alone."""
    now = (current.key, current.span) if current is not None else None
    for hit, rects in marks.between(*seen):
        is_current = hit == now
        painter.setPen(QPen(QColor(theme.accent), 1.5) if is_current else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hit_current if is_current else theme.hit))
        for rect in rects:
            painter.drawRoundedRect(rect, 3, 3)


def draw_flash(
    painter: QPainter, theme: Theme, page: LoadedRange, place: Place, strength: float, seen: Seen
) -> None:
    """The place that was jumped to; `strength` from 1 to 0."""
    if place.key not in page.map:
        return
    tint = QColor(theme.accent if theme.dark else theme.hit)
    tint.setAlphaF(0.5 * strength)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    for start, end in page.map.ranges(place.key, place.span):
        if start <= seen[1] and end >= seen[0]:
            for rect in rectangles(page.document, start, end):
                painter.drawRoundedRect(rect.adjusted(-3, 0, 3, 0), 3, 3)


def draw_numbers(
    painter: QPainter, style: PageStyle, page: LoadedRange, numbers: Mapping[str, int], seen: Seen
) -> None:
    """The ordinals of paragraphs and items, in the margin beside their first lines."""
    font = _number_font(tuple(style.hei), min(round(style.size * 0.72), 16))
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(style.theme.secondary))
    right = style.margin - (_BESIDE if style.margin >= _NARROW else 5)
    for key in dict.fromkeys(run.key for run in page.map.runs(*seen)):
        if key in numbers:
            _, line, corner = line_at(page.document, page.map.position(key))
            text = str(numbers[key])
            baseline = corner.y() + line.y() + line.ascent()
            painter.drawText(QPointF(max(right - metrics.horizontalAdvance(text), 2), baseline), text)


def draw_link(painter: QPainter, theme: Theme, rects: Iterable[QRectF]) -> None:
    """A frame around the link that Enter follows."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent), 1.5))
    for rect in rects:
        painter.drawRoundedRect(rect.adjusted(-2, -1, 2, 1), 3, 3)


@lru_cache(maxsize=8)
def _number_font(families: Sequence[str], size: int) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(size)
    return font
