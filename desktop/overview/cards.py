"""What can be pressed on the overview: a tile with one figure, and the card that leads back to where the
person was (继续阅读).
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.look.theme import LIGHT, Theme, bold
from desktop.widgets.tips import as_words

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_TOP, _BOTTOM = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom


class Card(QAbstractButton):
    """A button with a frame and a ground of its own, that lights up under the mouse."""

    def __init__(self, pressed: Callable[[], None]) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Without what Qt adds, whether the button is checked: it has no such state.
        self.clicked.connect(lambda _checked: pressed())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.update()

    def begun(self) -> QPainter:
        """A painter, with the frame and the ground drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(
            QPen(QColor(self.theme.focus if focused else self.theme.hairline), 2 if focused else 1)
        )
        painter.setBrush(QColor(self.theme.hover if self.underMouse() or self.isDown() else self.theme.sheet))
        painter.drawRoundedRect(self.ground(), 8, 8)
        return painter

    def ground(self) -> QRectF:
        """Where it is drawn: a pixel is left on each side for the wide frame of the focus."""
        return QRectF(self.rect()).adjusted(1, 1, -1, -1)

    def enterEvent(self, event: QEnterEvent) -> None:
        # QAbstractButton paints itself anew when it is pressed, not when the mouse comes.
        self.update()
        super().enterEvent(event)


class Tile(Card):
    """One figure: large the number, small what it counts. Its name for those who can't see it is both."""

    PAD = 12

    def __init__(self, name: str, number: int, unit: str, tip: str, pressed: Callable[[], None]) -> None:
        super().__init__(pressed)
        self._number = f"{number:,}"
        self._unit = unit
        self.setText(name)
        self.setToolTip(as_words(tip))
        self.setAccessibleName(f"{name}：{number}{unit}")
        self.setAccessibleDescription(tip)

    def _large(self) -> QFont:
        return bold(self.font(), 1.75)

    def sizeHint(self) -> QSize:
        large, small = QFontMetrics(self._large()), self.fontMetrics()
        number = large.horizontalAdvance(self._number) + small.horizontalAdvance(self._unit) + 4
        width = max(number, small.horizontalAdvance(self.text())) + 2 * self.PAD
        return QSize(width, large.height() + small.height() + 2 * self.PAD - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begun()
        inside = self.rect().adjusted(self.PAD, self.PAD - 4, -self.PAD, -self.PAD + 2)
        large = self._large()
        metrics = QFontMetrics(large)
        painter.setFont(large)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(inside, _LEFT | _TOP, self._number)
        painter.setFont(self.font())
        painter.setPen(QColor(self.theme.secondary))
        base = inside.top() + metrics.ascent()
        painter.drawText(inside.left() + metrics.horizontalAdvance(self._number) + 4, base, self._unit)
        painter.drawText(inside, _LEFT | _BOTTOM, self.text())


class ReadingCard(Card):
    """Where the person is, in words and as a bar along the bottom."""

    PAD, BAR = 16, 4

    def __init__(self, pressed: Callable[[], None]) -> None:
        super().__init__(pressed)
        self._where = ""
        self._percent = 0
        self.set_reading((), 0)

    def set_reading(self, titles: Sequence[str], percent: int) -> None:
        """Titles of what the person is in, from the top, and how far that is (0 to 100)."""
        self._where, self._percent = " › ".join(titles), percent
        self.setText("继续阅读" if percent else "开始阅读")
        self.setToolTip(as_words(self._where))
        self.setAccessibleName(f"{self.text()}：{self._where}，已读到{percent}%")
        self.update()

    def _strong(self) -> QFont:
        return bold(self.font(), 1.15)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._strong()).height() + self.fontMetrics().height()
        return QSize(320, words + 2 * self.PAD + self.BAR)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begun()
        inside = self.rect().adjusted(self.PAD, self.PAD - 4, -self.PAD, -self.PAD - self.BAR)
        where = self.fontMetrics().elidedText(self._where, Qt.TextElideMode.ElideMiddle, inside.width())
        for font, colour, alignment, words in (
            (self._strong(), self.theme.accent, _LEFT | _TOP, f"{self.text()}  ›"),
            (self._strong(), self.theme.text, _RIGHT | _TOP, f"{self._percent}%"),
            (self.font(), self.theme.secondary, _LEFT | _BOTTOM, where),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(inside, alignment, words)
        top = self.ground().bottom() - self.PAD / 2 - self.BAR
        painter.setPen(Qt.PenStyle.NoPen)
        for share, colour in ((100, self.theme.hairline), (self._percent, self.theme.accent)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(inside.left(), top, inside.width() * share / 100, self.BAR), 2, 2)
