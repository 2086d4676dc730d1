"""Paper: a part of a plan as pages of a PDF. The words stay text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from db.errors import DataFolderError
from db.records import Passage, Plan
from desktop.look.theme import PRINT
from desktop.typeset.page_style import PageStyle
from desktop.typeset.typesetter import typeset

_MARGINS = QMarginsF(28, 30, 26, 28)
"""Left, top, right, bottom, in millimetres."""
_DPI = 96
"""Of the typeset page's logical pixels."""
_FOOT = 30.0
"""Room for the foot below the text, in logical pixels."""


def write_pdf(plan: Plan, passages: Sequence[Passage], path: Path, title: str) -> int:
    """Set the passages on A4 and write them to `path`; the number of pages.

    Raises DataFolderError when it can't be written.
    """
    try:
        path.open("wb").close()
    except OSError as error:
        raise DataFolderError(f"不能写入“{path.name}”，请换一个文件夹再试。", repr(error)) from error
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("规划阅读器")
    scale = writer.logicalDpiX() / _DPI
    height = writer.height() / scale - _FOOT
    width = writer.width() / scale // PageStyle.PAPER * PageStyle.PAPER
    style = PageStyle.paper(width)
    page = typeset(plan, style, passages, title=False)
    page.document.setUseDesignMetrics(True)
    page.document.setPageSize(QSizeF(width, height))
    painter = QPainter(writer)
    count = page.document.pageCount()
    painter.scale(scale, scale)
    foot = "　".join(part for part in (plan.info.title, plan.info.badge) if part)
    for number in range(count):
        if number:
            writer.newPage()
        _draw_page(painter, page.document.documentLayout(), QRectF(0, number * height, width, height))
        _draw_foot(painter, style, QRectF(0, height, width, _FOOT), foot, f"{number + 1} / {count}")
    painter.end()
    return count


def _draw_page(painter: QPainter, layout: QAbstractTextDocumentLayout, part: QRectF) -> None:
    painter.save()
    painter.translate(0, -part.top())
    painter.setClipRect(part)
    context: Any = QAbstractTextDocumentLayout.PaintContext()
    context.clip = part
    layout.draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, style: PageStyle, room: QRectF, left: str, right: str) -> None:
    painter.save()
    font = QFont()
    font.setFamilies(list(style.hei))
    font.setPixelSize(11)
    painter.setFont(font)
    painter.setPen(QColor(PRINT.secondary))
    painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, left)
    painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, right)
    painter.restore()
