"""Draws an SVG into a hicolor icon folder as PNGs: `draw_icons.py SVG FOLDER SIZE…`."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def draw(drawing: Path, folder: Path, sizes: list[int]) -> None:
    """One picture for each size."""
    renderer = QSvgRenderer(str(drawing))
    for size in sizes:
        picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        # Qt leaves in a new picture whatever was in the memory.
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        path = folder / f"{size}x{size}" / "apps" / f"{drawing.stem}.png"
        path.parent.mkdir(parents=True)
        if not picture.save(str(path)):
            sys.exit(f"{path} could not be written")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    draw(Path(sys.argv[1]), Path(sys.argv[2]), [int(size) for size in sys.argv[3:]])
