"""The icons: SVG files drawn in one colour, which the theme gives."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImageReader, QPixmap

import resources

FOLDER = Path(resources.FOLDER) / "icons"
_SIZE = 20
"""Pixels a side, as large as the interface shows them."""


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    return (FOLDER / f"{name}.svg").read_bytes()


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The icon as a picture of `size` pixels a side, its lines in the colour (#RRGGBB). A missing icon is a FileNotFoundError."""
    buffer = QBuffer()
    buffer.setData(QByteArray(_drawing(name).replace(b"currentColor", colour.encode())))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(size, size))
    return QPixmap.fromImage(reader.read())


def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """The icon as the interface shows it, in the `disabled` colour where it can't be used; twice as dense too, if a screen is."""
    dense = any(screen.devicePixelRatio() > 1 for screen in QGuiApplication.screens())
    return _icon(name, colour, disabled, (_SIZE, 2 * _SIZE) if dense else (_SIZE,))


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str | None, sizes: tuple[int, ...]) -> QIcon:
    made = QIcon()
    for size in sizes:
        made.addPixmap(pixmap(name, colour, size))
        if disabled is not None:
            made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made
