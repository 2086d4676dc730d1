"""The icons, SVG files drawn in one colour; and what rows are drawn with: an arrow and a ground."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImageReader, QPainter, QPen, QPixmap, QPolygonF

import resources
from desktop.look.theme import Theme

FOLDER = Path(resources.FOLDER) / "icons"
_SIZES = (20, 40)
"""As large as the interface shows them, and for screens twice as dense."""


@lru_cache(maxsize=64)
# Kept, as the icons below: windows ask for the same ones in every theme.
def _drawing(name: str) -> bytes:
    return (FOLDER / f"{name}.svg").read_bytes()


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The icon as a picture of `size` pixels a side, its lines in the colour (#RRGGBB).

    A missing icon is a FileNotFoundError.
    """
    # By Qt's reader of images: the module QtSvg would be loaded before the first paint.
    buffer = QBuffer()
    buffer.setData(QByteArray(_drawing(name).replace(b"currentColor", colour.encode())))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(size, size))
    return QPixmap.fromImage(reader.read())


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """The icon at the sizes that the interface uses, plain and twice as dense; `disabled`: its colour where
    it can't be used.
    """
    # Ready for screens of both kinds: a QIcon does not make a picture larger than it was given.
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour, size))
        if disabled is not None:
            made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made


def draw_fold(painter: QPainter, centre: QPointF, colour: str, *, folded: bool) -> None:
    """The arrow before a headline: it points right while what belongs to it is folded away, else down."""
    arrow = [(-2.0, -4.0), (2.0, 0.0), (-2.0, 4.0)] if folded else [(-4.0, -2.0), (0.0, 2.0), (4.0, -2.0)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline(QPolygonF([centre + QPointF(x, y) for x, y in arrow]))
    painter.restore()


def draw_ground(
    painter: QPainter, ground: QRectF, theme: Theme, *, chosen: bool, under: bool, focused: bool
) -> None:
    """The ground of a row that is chosen or under the mouse, and a frame where it has the keyboard."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if chosen or under:
        painter.setBrush(QColor(theme.chosen if chosen else theme.hover))
        painter.drawRoundedRect(ground, 6, 6)
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.focus), 1.5))
        # Half a line inwards: otherwise the frame would be wider than the ground.
        painter.drawRoundedRect(ground.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
