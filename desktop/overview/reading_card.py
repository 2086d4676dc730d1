"""The card that leads back to where the reader was (继续阅读)."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.look.theme import LIGHT, Theme

_PAD, _BAR = 16, 4


class ReadingCard(QAbstractButton):
    """Where the reader is, in words and as a bar along the bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._where = ""
        self._percent = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_reading((), 0)

    def set_reading(self, titles: Sequence[str], percent: int) -> None:
        """Titles of what the reader is in, from the top, and how far that is (0 to 100)."""
        self._where, self._percent = " › ".join(titles), percent
        self.setText("继续阅读" if percent else "开始阅读")
        self.setToolTip(self._where)
        self.setAccessibleName(f"{self.text()}：{self._where}，已读到{percent}%")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _strong(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(round(self.font().pixelSize() * 1.15))
        return font

    def sizeHint(self) -> QSize:
        return QSize(
            320, QFontMetrics(self._strong()).height() + self.fontMetrics().height() + 2 * _PAD + _BAR
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, ground = self._theme, QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.accent), 2) if self.hasFocus() else QPen(QColor(theme.hairline), 1))
        painter.setBrush(QColor(theme.hover if self.underMouse() or self.isDown() else theme.sheet))
        painter.drawRoundedRect(ground, 8, 8)
        inside = self.rect().adjusted(_PAD, _PAD - 4, -_PAD, -_PAD - _BAR)
        strong = self._strong()
        painter.setFont(strong)
        painter.setPen(QColor(theme.accent))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, f"{self.text()}  ›")
        painter.setPen(QColor(theme.text))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, f"{self._percent}%")
        painter.setFont(self.font())
        where = self.fontMetrics().elidedText(self._where, Qt.TextElideMode.ElideMiddle, inside.width())
        painter.setPen(QColor(theme.secondary))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, where)
        track = QRectF(inside.left(), ground.bottom() - _PAD / 2 - _BAR, inside.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hairline))
        painter.drawRoundedRect(track, 2, 2)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(
            QRectF(track.left(), track.top(), track.width() * self._percent / 100, _BAR), 2, 2
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)
