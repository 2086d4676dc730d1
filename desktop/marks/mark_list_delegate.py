"""Draws the list of marks: headlines, and marks as cards with their colour, words, note and tags."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from db.user.note_text import plain
from db.user.records import Mark
from desktop.look.theme import row_height
from desktop.marks.mark_list_model import CardRole, MarkCard
from desktop.widgets.themed_delegate import ThemedDelegate

_PAD, _GAP = 9, 5
_LINES = 3
"""Lines of words under a card's head."""
_MOST = 400
"""Characters of a note or quote that are laid out: three lines hold fewer, and a note may have 100,000."""
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_Index = QModelIndex | QPersistentModelIndex


def heights(font: QFont) -> tuple[int, int]:
    """Pixels of a headline, and of a card."""
    line = QFontMetrics(font).height()
    return row_height(font), round(line * (1 + _LINES) * 1.12) + 2 * _PAD + _GAP


class MarkListDelegate(ThemedDelegate):
    """Rows of two heights. A card's lines go to the note first, what is left to the marked words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        card: MarkCard = index.data(CardRole)
        # A view draws all rows with one painter.
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
        low, high = heights(font)
        return QSize(200, low if card.mark is None else high)

    def _headline(self, painter: QPainter, rect: QRect, font: QFont, card: MarkCard) -> None:
        inside = QRectF(rect.adjusted(14, 4, -14, 0))
        count = f"{card.count} 条"
        room = QFontMetrics(font).horizontalAdvance(count) + 12
        colour = self.theme.accent if card.kind == "plan" else self.theme.text
        _write(painter, inside.adjusted(0, 0, -room, 0), _bold(font), colour, card.text)
        _write(painter, inside, font, self.theme.secondary, count, _RIGHT)

    def _ground(self, painter: QPainter, rect: QRect, card: MarkCard, state: QStyle.StateFlag) -> None:
        # At half pixels a line one pixel wide fills whole pixels; else it is spread over two, and grey.
        ground = QRectF(rect).adjusted(8.5, 0.5, -8.5, -_GAP + 0.5)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(
            QPen(QColor(self.theme.focus if selected else self.theme.hairline), 1.5 if selected else 1)
        )
        painter.setBrush(QColor(self.theme.hover if over and not selected else self.theme.sheet))
        painter.drawRoundedRect(ground, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(card.colour or self.theme.accent))
        painter.drawRoundedRect(
            QRectF(ground.left() + 5, ground.top() + 8, 3, ground.height() - 16), 1.5, 1.5
        )

    def _card(self, painter: QPainter, rect: QRect, font: QFont, card: MarkCard, mark: Mark) -> None:
        height = QFontMetrics(font).height() * 1.12
        inside = QRectF(rect).adjusted(25, _PAD, -20, -_PAD - _GAP)
        line = QRectF(inside.left(), inside.top(), inside.width(), height)
        self._head(painter, line, font, card, mark)
        line.translate(0, height)
        tags = "　".join(f"#{tag}" for tag in mark.tags)
        left = _LINES - bool(tags)
        note = plain(mark.note).replace("\n", " ").strip()
        quote = mark.anchor.quote.replace("\n", " ")
        colour = self.theme.text
        if note:
            # One line is left for the marked words, so that one sees what the note is about.
            used = _write_lines(painter, line, font, colour, note, left - 1)
            line.translate(0, used * height)
            left -= used
            quote, colour = f"“{quote}”", self.theme.secondary
        used = _write_lines(painter, line, font, colour, quote, left)
        if tags:
            _write(painter, line.translated(0, used * height), font, self.theme.accent, tags)

    def _head(self, painter: QPainter, room: QRectF, font: QFont, card: MarkCard, mark: Mark) -> None:
        bold = _bold(font)
        _write(painter, room, bold, self.theme.text, card.text)
        place = room.adjusted(QFontMetrics(bold).horizontalAdvance(card.text) + 10, 0, 0, 0)
        ended = "待确认" if mark.placed == "offered" else mark.state or ""
        if ended:
            colour = self.theme.secondary if ended == "已办" else self.theme.accent
            _write(painter, room, font, colour, ended, _RIGHT)
            place.setRight(room.right() - QFontMetrics(font).horizontalAdvance(ended) - 10)
        if place.width() > 40 and card.where:
            _write(painter, place, font, self.theme.secondary, card.where)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _write(
    painter: QPainter,
    room: QRectF,
    font: QFont,
    colour: str,
    words: str,
    alignment: Qt.AlignmentFlag = _LEFT,
) -> None:
    """Draw words on one line, cut where the room ends."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    cut = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
    painter.drawText(room, alignment, cut)


def _write_lines(painter: QPainter, room: QRectF, font: QFont, colour: str, words: str, most: int) -> int:
    """Draw words on at most so many lines, each as high as the room, the last one cut; how many it took."""
    words = words[:_MOST]
    layout = QTextLayout(words, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    layout.beginLayout()
    for number in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        part = room.translated(0, number * room.height())
        if number == most - 1:
            # Qt counts in UTF-16, where a rare character such as 𠮷 is two.
            before = words.encode("utf-16-le", "surrogatepass")[: 2 * line.textStart()]
            _write(painter, part, font, colour, words[len(before.decode("utf-16-le", "ignore")) :])
        else:
            line.setPosition(QPointF(0, 0))
            line.draw(painter, QPointF(part.left(), part.top() + (part.height() - line.height()) / 2))
    layout.endLayout()
    return layout.lineCount()
