"""A tile: one figure with its name, to be pressed."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.look.theme import LIGHT, Theme

_PAD = 12


class Tile(QAbstractButton):
    """Large the number, small what it counts. Its name for those who can't see it is both."""

    def __init__(
        self, name: str, number: int, unit: str, tip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._number = f"{number:,}"
        self._unit = unit
        self.setText(name)
        self.setToolTip(tip)
        self.setAccessibleName(f"{name}：{number}{unit}")
        self.setAccessibleDescription(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _large(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(self.font().pixelSize() * 1.75))
        font.setBold(True)
        return font

    def sizeHint(self) -> QSize:
        large, small = QFontMetrics(self._large()), self.fontMetrics()
        number = large.horizontalAdvance(self._number) + small.horizontalAdvance(self._unit) + 4
        width = max(number, small.horizontalAdvance(self.text())) + 2 * _PAD
        return QSize(width, large.height() + small.height() + 2 * _PAD - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, ground = self._theme, QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.accent), 2) if self.hasFocus() else QPen(QColor(theme.hairline), 1))
        painter.setBrush(QColor(theme.hover if self.underMouse() or self.isDown() else theme.sheet))
        painter.drawRoundedRect(ground, 8, 8)
        inside = self.rect().adjusted(_PAD, _PAD - 4, -_PAD, -_PAD + 2)
        large = self._large()
        metrics = QFontMetrics(large)
        painter.setFont(large)
        painter.setPen(QColor(theme.text))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._number)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.secondary))
        base = inside.top() + metrics.ascent()
        painter.drawText(inside.left() + metrics.horizontalAdvance(self._number) + 4, base, self._unit)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.text())

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)
