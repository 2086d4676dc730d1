"""Draws the list of marks: headlines, and marks as cards with their colour, words, note and tags."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from db.user.note_text import plain
from db.user.records import Mark
from desktop.marks.mark_list_model import CardRole, MarkCard
from desktop.widgets.themed_delegate import ThemedDelegate

_PAD, _GAP = 9, 5
_LINES = 3
"""Lines of words under a card's head."""
_Index = QModelIndex | QPersistentModelIndex


def low_height(font: QFont) -> int:
    """Pixels of a headline."""
    return round(QFontMetrics(font).height() * 1.8)


def high_height(font: QFont) -> int:
    """Pixels of a card."""
    return round(QFontMetrics(font).height() * (1 + _LINES) * 1.12) + 2 * _PAD + _GAP


class MarkListDelegate(ThemedDelegate):
    """Rows of two heights. A card's lines go to the note first, what is left to the marked words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        card: MarkCard = index.data(CardRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if card.mark is None:
            self._headline(painter, rect, font, card)
        else:
            self._ground(painter, rect, card, state)
            self._card(painter, rect, font, card, card.mark)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        card: MarkCard = index.data(CardRole)
        return QSize(200, low_height(font) if card.mark is None else high_height(font))

    def _headline(self, painter: QPainter, rect: QRect, font: QFont, card: MarkCard) -> None:
        bold = QFont(font)
        bold.setBold(True)
        inside = rect.adjusted(14, 4, -14, 0)
        count = f"{card.count} 条"
        room = QFontMetrics(font).horizontalAdvance(count) + 12
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.accent if card.kind == "plan" else self.theme.text))
        words = QFontMetrics(bold).elidedText(card.text, Qt.TextElideMode.ElideRight, inside.width() - room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.secondary))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)

    def _ground(self, painter: QPainter, rect: QRect, card: MarkCard, state: QStyle.StateFlag) -> None:
        ground = QRectF(rect).adjusted(8.5, 0.5, -8.5, -_GAP + 0.5)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(
            QPen(QColor(self.theme.accent if selected else self.theme.hairline), 1.5 if selected else 1)
        )
        painter.setBrush(QColor(self.theme.hover if over and not selected else self.theme.sheet))
        painter.drawRoundedRect(ground, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(card.colour or self.theme.accent))
        painter.drawRoundedRect(
            QRectF(ground.left() + 5, ground.top() + 8, 3, ground.height() - 16), 1.5, 1.5
        )

    def _card(self, painter: QPainter, rect: QRect, font: QFont, card: MarkCard, mark: Mark) -> None:
        metrics = QFontMetrics(font)
        height = metrics.height() * 1.12
        inside = QRectF(rect).adjusted(25, _PAD, -20, -_PAD - _GAP)
        self._head(painter, QRectF(inside.left(), inside.top(), inside.width(), height), font, card, mark)
        tags = "　".join(f"#{tag}" for tag in mark.tags)
        left = _LINES - bool(tags)
        top = inside.top() + height
        note = plain(mark.note).replace("\n", " ").strip()
        if note:
            used = self._words(
                painter,
                QRectF(inside.left(), top, inside.width(), height),
                font,
                note,
                self.theme.text,
                left - 1,
            )
            top, left = top + used * height, left - used
        quote = mark.anchor.quote.replace("\n", " ")
        words = f"“{quote}”" if note else quote
        colour = self.theme.secondary if note else self.theme.text
        top += height * self._words(
            painter, QRectF(inside.left(), top, inside.width(), height), font, words, colour, left
        )
        if tags:
            painter.setFont(font)
            painter.setPen(QColor(self.theme.accent))
            room = QRectF(inside.left(), top, inside.width(), height)
            elided = metrics.elidedText(tags, Qt.TextElideMode.ElideRight, round(inside.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _head(self, painter: QPainter, room: QRectF, font: QFont, card: MarkCard, mark: Mark) -> None:
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, card.text)
        used = QFontMetrics(bold).horizontalAdvance(card.text) + 10
        painter.setFont(font)
        metrics = QFontMetrics(font)
        ended = "待确认" if mark.placed == "offered" else mark.state or ""
        if ended:
            painter.setPen(QColor(self.theme.secondary if ended == "已办" else self.theme.accent))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, ended)
        left = room.width() - used - (metrics.horizontalAdvance(ended) + 10 if ended else 0)
        if left > 40 and card.where:
            painter.setPen(QColor(self.theme.secondary))
            words = metrics.elidedText(card.where, Qt.TextElideMode.ElideRight, round(left))
            place = room.adjusted(used, 0, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    @staticmethod
    def _words(painter: QPainter, room: QRectF, font: QFont, words: str, colour: str, most: int) -> int:
        """Draw words on at most so many lines, each as high as the room, the last one cut;
        how many it took.
        """
        layout = QTextLayout(words[:400], font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = QFontMetrics(font)
        layout.beginLayout()
        number = 0
        while number < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(room.width())
            part = room.translated(0, number * room.height())
            number += 1
            if number == most:
                before = words[:400].encode("utf-16-le", "surrogatepass")[: 2 * line.textStart()]
                rest = words[len(before.decode("utf-16-le", "ignore")) : 400]
                rest = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, round(room.width()))
                painter.drawText(part, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, rest)
            else:
                line.setPosition(QPointF(0, 0))
                line.draw(painter, QPointF(part.left(), part.top() + (part.height() - line.height()) / 2))
        layout.endLayout()
        return number
