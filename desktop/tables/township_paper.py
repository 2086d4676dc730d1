"""The page of a township on paper and as a PDF."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from db.export.form import ExportForm
from db.files import exported
from db.progress import Progress
from desktop.look.theme import HEI

_DOTS, _FOOT, _FOOT_TYPE = 96, 30, 12
"""Of a printed page: dots to the inch that it is laid out for, and the height and type of its foot in such
dots.
"""
_SLACK = 8
"""Between a printed page and its words, in such dots: the ground of a line stands out over it."""
_MARGIN = 18
"""Of a printed page, in mm."""


@dataclass(frozen=True, slots=True)
class TownshipPaper:
    """What is printed of one place."""

    place: str
    badges: tuple[str, ...]
    """The cautions of its plans, at the foot of each page."""
    html: str

    def write_pdf(self, path: Path, _progress: Progress) -> int:
        """Write an A4 PDF. Raises ExportError."""
        with exported(path) as part:
            writer = QPdfWriter(str(part))
            writer.setPageLayout(paper_layout())
            writer.setResolution(300)
            writer.setTitle(self.place)
            self.paint(writer)
            # Qt writes the end of the file when its writer goes.
            del writer
        return 1

    def write_html(self, path: Path, _progress: Progress) -> int:
        """Write the page as an HTML file that needs no other. Raises ExportError."""
        with exported(path) as part:
            part.write_text(self.html, "utf-8")
        return 1

    def paint(self, paper: QPagedPaintDevice) -> None:
        """Draw the pages. QTextDocument's own printing would take its pixels for those of the printer."""
        document = QTextDocument()
        font = QFont()
        font.setFamilies(list(HEI))
        document.setDefaultFont(font)
        document.setHtml(self.html)
        room = QRectF(paper.pageLayout().paintRectPixels(_DOTS))
        leaf = QSizeF(room.width(), room.height() - _FOOT)
        document.setDocumentMargin(_SLACK)
        document.setPageSize(leaf)
        font.setPixelSize(_FOOT_TYPE)
        painter = QPainter(paper)
        painter.scale(paper.logicalDpiX() / _DOTS, paper.logicalDpiY() / _DOTS)
        for number in range(document.pageCount()):
            if number:
                paper.newPage()
            # The document is one long strip; each page shows its own piece of it.
            top = number * leaf.height()
            painter.save()
            painter.translate(0, -top)
            page = QRectF(QPointF(0, top), leaf).adjusted(0, _SLACK / 2, 0, -_SLACK / 2)
            document.drawContents(painter, page)
            painter.restore()
            words = "　".join(
                filter(None, [self.place, *self.badges, f"第{number + 1}页，共{document.pageCount()}页"])
            )
            painter.setFont(font)
            foot = QRectF(0, leaf.height(), leaf.width(), _FOOT)
            painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, words)
        painter.end()


FORMS = {
    "html": ExportForm("html", "html", "网页", TownshipPaper.write_html),
    "pdf": ExportForm("pdf", "pdf", "PDF 文件", TownshipPaper.write_pdf),
}
"""What the page can be saved as, by ending."""


def paper_layout() -> QPageLayout:
    """A4 upright."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )
