"""Writes a job as a PDF: Qt draws and embeds the fonts, `pdf_finish` adds what Qt leaves out.

Whole or not at all.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from db.files import exported
from desktop.printing.composition import Composed, Composition
from desktop.printing.drawn_glyphs import DrawnGlyphs
from desktop.printing.fonts import Fonts
from desktop.printing.imposition import Side, sides
from desktop.printing.job import Job
from desktop.printing.page_painter import Saw, draw_page
from desktop.printing.page_records import Page
from desktop.printing.watch import Watch

_TWIPS = 1440
"""To the inch."""


def write_pdf(job: Job, path: Path, watch: Watch | None = None) -> int:
    """Write the job to `path`, over what was there; the number of its pages.

    Raises NothingToPrintError, UnknownKeyError, CancelledError, ExportError; then there is no file, or the
    old one.
    """
    from desktop.printing.pdf_finish import finish

    watch = watch or Watch()
    composition = Composition(job)
    composed = composition.whole(watch)
    drawn = DrawnGlyphs()
    raw = _drawn(job, composed, composition.faces, drawn, watch)
    watch.check()
    finished = finish(raw, job, composed, drawn)
    watch.check()
    with exported(path) as part:
        part.write_bytes(finished)
    return len(composed.pages)


def page_layout(side: Side) -> QPageLayout:
    """The paper of a side, without margins."""
    size = QPageSize(QPageSize.PageSizeId.A3 if side.paper == "A3" else QPageSize.PageSizeId.A4)
    way = QPageLayout.Orientation.Landscape if side.across else QPageLayout.Orientation.Portrait
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def _drawn(job: Job, composed: Composed, faces: Fonts, drawn: DrawnGlyphs, watch: Watch) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_TWIPS)
    writer.setTitle(title_of(job))
    writer.setCreator("规划阅读器")
    if job.grey:
        writer.setColorModel(QPdfWriter.ColorModel.Grayscale)
    made = list(sides(len(composed.pages), job.paper, booklet=job.booklet))
    writer.setPageLayout(page_layout(made[0]))
    painter = QPainter(writer)
    try:
        for number, side in enumerate(made):
            if number:
                writer.newPage()
            draw_side(painter, side, composed.pages, faces, drawn)
            watch.written(number + 1, len(made))
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


def title_of(job: Job) -> str:
    """The document's title: the plan, and the chapter where it is one."""
    title = job.plan.info.title
    if job.keys is not None and len(job.keys) == 1:
        (key,) = job.keys
        part = next((passage.text for passage in job.plan.passages if passage.key == key), "")
        if part and len(part) <= 40:
            return f"{title}：{part}"
    return title
