"""Writes a job as a PDF: Qt draws and embeds the fonts, `pdf_finish` adds what Qt leaves out.

Whole or not at all.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from db.files import exported
from db.progress import QUIET, Progress
from desktop.printing.composition import AnyJob, Composed, composition_of
from desktop.printing.drawn_glyphs import DrawnGlyphs
from desktop.printing.fonts import Fonts
from desktop.printing.imposition import Side, sides_of
from desktop.printing.page_painter import Saw, draw_page
from desktop.printing.page_records import Page

_TWIPS = 1440
"""To the inch."""


def write_pdf(job: AnyJob, path: Path, progress: Progress = QUIET, composed: Composed | None = None) -> int:
    """Write the job to `path`, over what was there; the number of its pages. `composed` are the job's pages,
    where they were made before.

    Raises NothingToPrintError, UnknownKeyError, Stopped, ExportError; then there is no file, or the
    old one.
    """
    # pypdf is needed for PDFs only, not for the preview that this module draws, too.
    from desktop.printing.pdf_finish import finish

    composition = composition_of(job, composed)
    pages = composition.whole(progress)
    drawn = DrawnGlyphs()
    raw = _drawn(job, pages, composition.faces, drawn, progress)
    progress.check()
    finished = finish(raw, job, pages, drawn)
    progress.check()
    with exported(path) as part:
        part.write_bytes(finished)
    return len(pages.pages)


def page_layout(side: Side) -> QPageLayout:
    """The paper of a side, without margins."""
    size = QPageSize(QPageSize.PageSizeId.A3 if side.paper == "A3" else QPageSize.PageSizeId.A4)
    way = QPageLayout.Orientation.Landscape if side.across else QPageLayout.Orientation.Portrait
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def _drawn(job: AnyJob, composed: Composed, faces: Fonts, drawn: DrawnGlyphs, progress: Progress) -> bytes:
    # In memory: the file is written once, when everything is in it that Qt leaves out.
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # Then the painter's unit is the twip, and no place is rounded on its way from the page.
    writer.setResolution(_TWIPS)
    writer.setTitle(job.title)
    writer.setCreator("规划阅读器")
    if job.grey:
        writer.setColorModel(QPdfWriter.ColorModel.Grayscale)
    made = list(sides_of(len(composed.pages), job))
    writer.setPageLayout(page_layout(made[0]))
    painter = QPainter(writer)
    try:
        for number, side in enumerate(made):
            if number:
                writer.newPage()
            draw_side(painter, side, composed.pages, faces, drawn)
            progress.tell(number + 1, len(made))
    finally:
        # Also when it was called off: the writer must not outlive its painter.
        painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def draw_side(
    painter: QPainter, side: Side, pages: Sequence[Page], faces: Fonts, saw: Saw | None = None
) -> None:
    """Draw the pages of one side of a sheet; the painter's unit must be the twip and its origin the paper's
    corner.
    """
    for slot in side.slots:
        painter.save()
        painter.setTransform(slot.transform, combine=True)
        draw_page(painter, pages[slot.page], faces, saw)
        painter.restore()
