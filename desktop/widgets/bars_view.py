"""A chart of horizontal bars with labels and numbers; bars can be clicked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets.tips import show_tip

_GAP, _EDGE, _RADIUS = 8, 8, 3
_SLIMMEST = 2
"""Pixels of a bar that stands for next to nothing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how long it is, and what is given back when it is clicked."""

    label: str
    value: float
    key: str = ""
    """What a click gives back; without one, the label."""
    unit: str = ""
    quiet: bool = False
    """The sum of what has no name of its own: it is drawn weak, and does not set the scale."""

    @property
    def words(self) -> str:
        """The number with its unit."""
        # Ten digits: 0.1 + 0.2 reads 0.3.
        return f"{self.value:.10g}{self.unit}"


class BarsView(QWidget):
    """A list of bars.

    Each is reached by arrow keys and clicked by mouse, Enter or space; several can be chosen.
    """

    clicked = Signal(str)
    """Key of the bar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what the chart shows, for those who can't see it."""
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        """What is shown."""
        self._chosen: frozenset[str] = frozenset()
        self._at = 0
        self._under = -1
        self._name = name
        # Qt tells of the mouse only while a button is pressed otherwise.
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_bars(self, bars: Sequence[Bar], chosen: Iterable[str] = ()) -> None:
        """Show these; `chosen` keys are drawn strong, the others weak, unless none is chosen."""
        self.bars = tuple(bars)
        self._chosen = frozenset(chosen)
        # Fewer bars may be there than before: the keys stay on one that there is.
        self._at = min(self._at, max(len(self.bars) - 1, 0))
        self.setAccessibleDescription("；".join(f"{bar.label}{bar.words}" for bar in self.bars))
        self.updateGeometry()
        self.update()

    def bar_rect(self, number: int) -> QRect:
        """Where the bar with its label and number stands."""
        return QRect(0, number * self._row(), self.width(), self._row())

    def _row(self) -> int:
        return max(26, round(self.fontMetrics().height() * 1.45))

    def _number_at(self, point: QPoint) -> int:
        number = point.y() // self._row()
        return number if 0 <= number < len(self.bars) else -1

    def _label_width(self) -> int:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(bar.label) for bar in self.bars), default=0)
        return min(widest, self.width() * 2 // 5)

    def _click(self, number: int) -> None:
        if 0 <= number < len(self.bars):
            self._at = number
            self.clicked.emit(self.bars[number].key or self.bars[number].label)

    def sizeHint(self) -> QSize:
        return QSize(240, self._row() * max(len(self.bars), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self._row() * max(len(self.bars), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, role = self.fontMetrics(), QPalette.ColorRole
        # Qt tells of another theme's palette, and draws again by itself.
        text, weak, hover, ring, drawn, hairline = (
            self.palette().color(each)
            for each in (
                role.WindowText, role.PlaceholderText, role.Midlight, role.Accent, role.Dark, role.Mid,
            )
        )  # fmt: skip
        labels = self._label_width()
        numbers = max((metrics.horizontalAdvance(bar.words) for bar in self.bars), default=0)
        left = _EDGE + labels + _GAP
        room = max(self.width() - left - numbers - _GAP - _EDGE, 10)
        largest = max((bar.value for bar in self.bars if not bar.quiet), default=0)
        # Where there are only quiet bars, they set the scale themselves.
        largest = largest or max((bar.value for bar in self.bars), default=0) or 1
        for number, bar in enumerate(self.bars):
            rect = self.bar_rect(number)
            if not rect.intersects(event.rect()):
                continue
            strong = not self._chosen or (bar.key or bar.label) in self._chosen
            if number == self._under:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(hover)
                painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
            painter.setPen(text if strong else weak)
            label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, labels)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(
                QRect(_EDGE, rect.top(), labels, rect.height()), middle | Qt.AlignmentFlag.AlignRight, label
            )
            length = max(room * min(bar.value / largest, 1), _SLIMMEST if bar.value else 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(drawn if strong and not bar.quiet else hairline)
            painter.drawRoundedRect(QRectF(left, rect.center().y() - 6, length, 13), _RADIUS, _RADIUS)
            painter.setPen(text if strong else weak)
            after = QRect(round(left + length) + 6, rect.top(), numbers + _GAP, rect.height())
            painter.drawText(after, middle | Qt.AlignmentFlag.AlignLeft, bar.words)
            if self.hasFocus() and number == self._at:
                painter.setPen(QPen(ring, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 6, 6)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._number_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._under >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._click(self._number_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self.bars:
            self._at = min(max(self._at + steps[Qt.Key(event.key())], 0), len(self.bars) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._click(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._number_at(event.pos())
            # A label may be cut short for want of room; the tip says it whole.
            words = f"{self.bars[number].label}：{self.bars[number].words}" if number >= 0 else ""
            show_tip(event.globalPos(), words, self)
            return True
        return super().event(event)
