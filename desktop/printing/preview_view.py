"""The preview (打印预览): sheets as they will come out, with zoom and facing pages.

Draws only what is in sight.
"""

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.printing.fonts import Fonts
from desktop.printing.imposition import Side, side_size
from desktop.printing.page_records import MM, Page
from desktop.printing.pdf_file import draw_side

ZOOMS = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300)
"""Percent of the size on paper."""
_GAP = 18
"""Pixels around sheets."""
_KEPT = 6
"""How many drawn sheets are kept."""


class PreviewView(QAbstractScrollArea):
    """Shows sides of sheets, one under another, or two and two."""

    current_changed = Signal(int)
    """Number, from 0, of the side that is most in sight."""
    zoomed = Signal(int)
    """Percent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Made with the first picture: it asks the system for all its families.
        self._faces: Fonts | None = None
        self._pages: Sequence[Page] = ()
        self.sides: Sequence[Side] = ()
        self._grey = False
        self.facing = False
        """Two sides lie beside each other, as in an open book."""
        self._zoom = 0
        self._tops: list[float] = []
        self._drawn: dict[tuple[int, float], QImage] = {}
        self.current = -1
        """The side most in sight, from 0; -1 for none."""
        self._hint = ""
        self.setAccessibleName("打印预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._moved)

    @property
    def percent(self) -> int:
        """How large the sheets are, in percent of paper."""
        return round(self._scale() * MM * 25.4 / self.logicalDpiX() * 100)

    def set_sheets(self, pages: Sequence[Page], sides: Sequence[Side], *, grey: bool, hint: str = "") -> None:
        """Show other sheets, at the same place as far as there is one;
        `hint` is said where there are none.
        """
        self._pages, self.sides, self._grey, self._hint = pages, sides, grey, hint
        self._drawn.clear()
        self._lay_out()

    def set_facing(self, facing: bool) -> None:
        """Lay two sides beside each other, the first alone at the right, or all one under another."""
        self.facing = facing
        self._lay_out_anew()

    def set_zoom(self, percent: int) -> None:
        """A size in percent of paper; 0 fits the width, -1 the whole sheet."""
        self._zoom = percent
        self._lay_out_anew()
        self.zoomed.emit(self.percent)

    def zoom_by(self, steps: int) -> None:
        """The next larger (or smaller) size."""
        now = self.percent
        # More than one percent away: a size that fits the window is none of these, but may be close to one.
        further = [zoom for zoom in ZOOMS if (zoom - now) * steps > 1]
        if further:
            self.set_zoom(min(further, key=lambda zoom: abs(zoom - now)))

    def show_side(self, number: int) -> None:
        """Scroll so that a side begins at the top."""
        if 0 <= number < len(self.sides):
            row = self._row_of(number)
            self.verticalScrollBar().setValue(round(self._tops[row]) - _GAP)

    def picture(self, number: int, width: int) -> QImage:
        """A side as a picture, `width` pixels wide."""
        size = side_size(self.sides[number])
        return self._picture(number, width / size[0], self.devicePixelRatioF())

    # Where the sheets lie

    def _row_of(self, number: int) -> int:
        return (number + 1) // 2 if self.facing else number

    def _in_row(self, row: int) -> range:
        if not self.facing:
            return range(row, row + 1)
        return range(max(row * 2 - 1, 0), min(row * 2 + 1, len(self.sides)))

    def _scale(self) -> float:
        """Pixels for a twip."""
        if not self.sides:
            # Without sheets: 96 dots to the inch.
            return 1 / 15
        if self._zoom > 0:
            return self._zoom / 100 * self.logicalDpiX() / 1440
        width, height = side_size(self.sides[0])
        across = 2 * width if self.facing else width
        gaps = 3 if self.facing else 2
        scale = (self.viewport().width() - gaps * _GAP) / across
        if self._zoom < 0:
            scale = min(scale, (self.viewport().height() - 2 * _GAP) / height)
        # A window may be dragged to nothing, but a sheet must not: pictures have a pixel at least.
        return max(scale, 1 / 200)

    def _lay_out_anew(self) -> None:
        """At another size or in another order; the side in sight stays in sight."""
        at = self.current
        self._drawn.clear()
        self._lay_out()
        self.show_side(max(at, 0))

    def _lay_out(self) -> None:
        scale = self._scale()
        self._tops = []
        y, widest = float(_GAP), 0.0
        for row in sorted({self._row_of(number) for number in range(len(self.sides))}):
            sizes = [side_size(self.sides[number]) for number in self._in_row(row)]
            self._tops.append(y)
            y += max(size[1] for size in sizes) * scale + _GAP
            widest = max(widest, sum(size[0] for size in sizes) * scale + (len(sizes) + 1) * _GAP)
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(round(y) - view.height(), 0))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(48)
        horizontal.setRange(0, max(round(widest) - view.width(), 0))
        horizontal.setPageStep(view.width())
        self._moved()
        self.viewport().update()

    def _turn(self, rows: int) -> None:
        """Scroll by whole rows from the one at the top."""
        top = bisect_right(self._tops, self.verticalScrollBar().value() + _GAP + 1) - 1
        if self._tops:
            self.show_side(self._in_row(min(max(top + rows, 0), len(self._tops) - 1))[0])

    def _place(self, number: int) -> QRectF:
        """Where a side lies on the viewport."""
        scale = self._scale()
        row = self._row_of(number)
        width, height = side_size(self.sides[number])
        size = QSizeF(width * scale, height * scale)
        across = self.horizontalScrollBar()
        middle = (across.maximum() + self.viewport().width()) / 2 - across.value()
        x = middle - size.width() / 2
        if self.facing:
            # As in a book, where the first page lies alone at the right: from 0, even ones lie at the right.
            x = middle + _GAP / 2 if number % 2 == 0 else middle - _GAP / 2 - size.width()
        return QRectF(QPointF(x, self._tops[row] - self.verticalScrollBar().value()), size)

    def _in_sight(self) -> list[int]:
        top = self.verticalScrollBar().value()
        # The sheet that begins above the upper edge may still reach into sight.
        first = max(bisect_right(self._tops, top) - 1, 0)
        after = bisect_right(self._tops, top + self.viewport().height())
        return [number for row in range(first, after) for number in self._in_row(row)]

    def _moved(self) -> None:
        number = -1
        if self._tops:
            # The sheet at two fifths of the height is the one that is being looked at.
            middle = self.verticalScrollBar().value() + self.viewport().height() * 0.4
            number = self._in_row(max(bisect_right(self._tops, middle) - 1, 0))[0]
        if number != self.current:
            self.current = number
            self.current_changed.emit(number)

    # Drawing

    def _picture(self, number: int, scale: float, ratio: float) -> QImage:
        side = self.sides[number]
        width, height = side_size(side)
        image = QImage(
            QSize(round(width * scale * ratio), round(height * scale * ratio)), QImage.Format.Format_RGB32
        )
        image.fill(QColor("white"))
        self._faces = self._faces or Fonts()
        painter = QPainter(image)
        painter.scale(scale * ratio, scale * ratio)
        draw_side(painter, side, self._pages, self._faces)
        painter.end()
        # Grey as the printer makes it, from the colours that are drawn.
        if self._grey:
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        image.setDevicePixelRatio(ratio)
        return image

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        # The application's: the style sheet of the dialog changes what this widget's own palette says.
        palette = QGuiApplication.palette()
        painter.fillRect(self.viewport().rect(), palette.window())
        if not self.sides:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(_GAP, _GAP, -_GAP, -_GAP), words, self._hint)
        scale, ratio = self._scale(), self.devicePixelRatioF()
        seen = self._in_sight()
        for number in seen:
            image = self._drawn.get((number, scale))
            if image is None:
                image = self._drawn[number, scale] = self._picture(number, scale, ratio)
            place = self._place(number)
            painter.fillRect(place.translated(2, 3), QColor(0, 0, 0, 40))
            painter.drawImage(place.topLeft(), image)
        # A dict keeps the order of adding: those drawn first go first.
        for key in [key for key in self._drawn if key[0] not in seen][
            : max(len(self._drawn) - _KEPT - len(seen), 0)
        ]:
            del self._drawn[key]
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        at = self.current
        if self._zoom <= 0:
            self._drawn.clear()
        self._lay_out()
        if self._zoom <= 0 and at > 0:
            self.show_side(at)
        self.zoomed.emit(self.percent)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        rows = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1, Qt.Key.Key_PageUp: -1}
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        # The key with + has = on it, and gives that without Shift.
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = event.key()
        if key in rows:
            self._turn(rows[Qt.Key(key)])
        elif key in ends:
            bar.setValue(ends[Qt.Key(key)])
        elif key in steps:
            self.zoom_by(steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)
