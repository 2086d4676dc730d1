"""The list of results, and how its rows are drawn: high ones for what was found, with where it stands and the
words around the hits, low ones for plans and chapters above them.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from db.export.results.kinds import KIND_NAMES
from db.records import Span
from db.search.hits import pieces
from desktop.look.icons import draw_fold, draw_ground
from desktop.look.theme import row_height
from desktop.search.results_model import ResultLine, ResultLineRole, ResultsModel
from desktop.widgets.controls import choose_row
from desktop.widgets.themed_delegate import ThemedDelegate
from desktop.widgets.two_height_list import TwoHeightList

LINES = 2
"""Lines of a snippet, where there is room for them; else one."""
_ENOUGH = 6
"""As many hits are to be in sight before their snippets get more lines than one."""
_PAD = 4
_SHORTEST = 12
"""Characters of a piece around a hit, at least."""
_Index = QModelIndex | QPersistentModelIndex


def low_height(font: QFont) -> int:
    """Pixels of a line that is no hit."""
    return row_height(font)


def high_height(font: QFont, lines: int = LINES) -> int:
    """Pixels of a hit: where it stands, and its snippet of so many lines."""
    return round(QFontMetrics(font).height() * (1 + lines) * 1.1) + 2 * _PAD


class ResultsDelegate(ThemedDelegate):
    """Rows of two heights: one line for a chapter, two or three for a passage."""

    lines = LINES
    """Of a snippet."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        line: ResultLine = index.data(ResultLineRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A plan's title can't be chosen, so it gets no ground under the mouse.
        if line.kind != "plan":
            self._ground(painter, rect, option)
        if not line.high:
            self._headline(painter, rect, font, line)
        else:
            self._found(painter, rect, font, line)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        line: ResultLine = index.data(ResultLineRole)
        return QSize(160, high_height(font, self.lines) if line.high else low_height(font))

    def _ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        draw_ground(
            painter,
            QRectF(rect).adjusted(6, 1, -6, -1),
            self.theme,
            chosen=bool(state & QStyle.StateFlag.State_Selected),
            under=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=bool(state & QStyle.StateFlag.State_HasFocus),
        )

    def _headline(self, painter: QPainter, rect: QRect, font: QFont, line: ResultLine) -> None:
        leads = line.kind in ("named", "to_notes")
        bold = QFont(font)
        bold.setBold(line.kind not in ("sound", "more") and not leads)
        # › says of a line that it leads away from the results.
        counts = f"{line.counts} ›" if leads else line.counts
        room = QFontMetrics(font).horizontalAdvance(counts) + 12 if counts else 0
        inside = rect.adjusted(14, 0, -14, 0)
        if line.folded is not None:
            centre = QPointF(inside.left() + 3, inside.center().y() + 0.5)
            draw_fold(painter, centre, self.theme.secondary, folded=line.folded)
            inside.adjust(15, 0, 0, 0)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.accent if line.kind == "plan" or leads else self.theme.text))
        title = QFontMetrics(bold).elidedText(line.text, Qt.TextElideMode.ElideRight, inside.width() - room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.secondary))
        if line.where:
            used = QFontMetrics(bold).horizontalAdvance(title) + 8
            plan = QFontMetrics(font).elidedText(
                line.where, Qt.TextElideMode.ElideRight, max(inside.width() - room - used, 0)
            )
            beside = inside.adjusted(used, 0, 0, 0)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, plan)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, counts)

    def _found(self, painter: QPainter, rect: QRect, font: QFont, line: ResultLine) -> None:
        inside = rect.adjusted(18, _PAD, -16, -_PAD)
        height = QFontMetrics(font).height() * 1.1
        metrics = QFontMetrics(font)
        told = _told(line)
        room = metrics.horizontalAdvance(told) + 10
        first = QRectF(inside.left(), inside.top(), inside.width(), height)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.secondary))
        where = _where(line, metrics, inside.width() - room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, where)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, told)
        # Right under a chapter's headline nothing stands in front: the words begin in the first line.
        widths = [float(inside.width())] * self.lines
        if not where:
            widths = [float(inside.width() - room), *widths]
        top = inside.top() + (height if where else 0.0)
        self._snippet(painter, QRectF(inside.left(), top, inside.width(), height * len(widths)), widths, line)

    def _snippet(self, painter: QPainter, room: QRectF, widths: Sequence[float], line: ResultLine) -> None:
        font = painter.font()
        # Chinese characters are of one width: so many go into a line, less two for the … at either end.
        size = max(QFontMetrics(font).horizontalAdvance("国"), 1)
        most = sum(int(width // size) for width in widths) - 2
        text, spans = snippet(line.words, line.spans, max(most, _SHORTEST))
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        marks = []
        for start, end in spans:
            mark: Any = QTextLayout.FormatRange()
            # QTextLayout counts UTF-16 units, a span counts code points.
            mark.start, mark.length = _units(text[:start]), _units(text[start:end])
            form = QTextCharFormat()
            form.setBackground(QColor(self.theme.hit))
            form.setForeground(QColor(self.theme.hit_text))
            mark.format = form
            marks.append(mark)
        layout.setFormats(marks)
        layout.beginLayout()
        for number, width in enumerate(widths):
            drawn = layout.createLine()
            if not drawn.isValid():
                break
            drawn.setLineWidth(width)
            drawn.setPosition(QPointF(0, number * room.height() / len(widths)))
        layout.endLayout()
        painter.setPen(QColor(self.theme.text))
        painter.setClipRect(room)
        layout.draw(painter, room.topLeft())


def snippet(passage: str, hits: Sequence[Span], room: int) -> tuple[str, tuple[Span, ...]]:
    """At most about `room` characters of a passage, each hit in it marked, … where there is more."""
    found = pieces(passage, hits, max(room - 2, _SHORTEST))
    text, spans = "…" if found[0].cut_before else "", list[Span]()
    for piece in found:
        if spans and len(text) + len(piece.text) > room:
            break
        spans += [(len(text) + start, len(text) + end) for start, end in piece.spans]
        text += piece.text + ("…" if piece.cut_after else "")
    if len(text) > room:
        # Never before the end of the first hit: it is what the row is listed for.
        last = max(room - 1, spans[0][1] if spans else 0)
        text, spans = text[:last] + "…", [(start, min(end, last)) for start, end in spans if start < last]
    return text, tuple(spans)


def _told(line: ResultLine) -> str:
    """What a line says of what was found."""
    if line.hit is None:
        return KIND_NAMES["note"]
    count = [f"{len(line.spans)} 处"] if len(line.spans) > 1 else []
    return "　".join([*count, KIND_NAMES[line.hit.kind]])


def _where(line: ResultLine, metrics: QFontMetrics, width: int) -> str:
    """Where a hit stands; in a project list, in which row, and of the path what there is room for."""
    more = f" 等{len(line.rows)}项" if len(line.rows) > 1 else ""
    row = f"{line.rows[0]}{more}" if line.rows else ""
    if not row or not line.where:
        return metrics.elidedText(row or line.where, Qt.TextElideMode.ElideRight, width)
    # The project's name is what was found: the path before it gives way.
    left = width - metrics.horizontalAdvance(f" › {row}")
    if left < metrics.horizontalAdvance("章节章节…"):
        return metrics.elidedText(row, Qt.TextElideMode.ElideRight, width)
    return f"{metrics.elidedText(line.where, Qt.TextElideMode.ElideRight, left)} › {row}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class ResultsView(TwoHeightList):
    """What was found, under the headlines of its chapters and plans."""

    chosen = Signal(QModelIndex)
    """A row was clicked, or Enter was pressed on it: once, whatever the system makes of a single click."""

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        self._drawn = ResultsDelegate()
        super().__init__(model, self._drawn, partial(_heights, self._drawn), model.low_rows, parent)
        self._results = model
        self.setAccessibleName("查找结果")
        # Not activated: some desktops send it with a single click, beside clicked.
        self.clicked.connect(self._choose)

    def _lines(self) -> int:
        """Lines of a snippet: as many as there may be where all is in sight, or enough of it; else one, so
        that more is.
        """
        low, high, room = low_height(self.font()), high_height(self.font()), self.viewport().height()
        headlines = len(self._low_rows())
        whole = low * headlines + high * (self.model().rowCount() - headlines)
        return LINES if whole <= room or room >= _ENOUGH * high else 1

    def _fit(self) -> None:
        self._drawn.lines = self._lines()
        super()._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._drawn.lines != self._lines():
            self._fit()

    def copy_cells(self, index: QModelIndex) -> Sequence[str]:
        line: ResultLine = index.data(ResultLineRole)
        return (line.where, line.words) if line.high else (line.text,)

    def _choose(self, index: QModelIndex) -> None:
        # With Ctrl and Shift rows are chosen to be copied.
        if not QGuiApplication.keyboardModifiers():
            self.chosen.emit(index)

    def _toggle(self, *, folding: bool) -> bool:
        """Fold or open what belongs to the current row, or to the chapter that it stands under."""
        row = self.currentIndex().row()
        while row >= 0:
            line: ResultLine = self._results.index(row, 0).data(ResultLineRole)
            if line.folded is not None:
                break
            if not folding or line.kind == "plan":
                return False
            row -= 1
        if row < 0 or self._results.index(row, 0).data(ResultLineRole).folded == folding:
            return False
        self._results.toggle(row)
        choose_row(self, self._results.index(row, 0))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        left, right = event.key() == Qt.Key.Key_Left, event.key() == Qt.Key.Key_Right
        if (left or right) and self._toggle(folding=left):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.scrollTo(current, QAbstractItemView.ScrollHint.EnsureVisible)


def _heights(delegate: ResultsDelegate, font: QFont) -> tuple[int, int]:
    return low_height(font), high_height(font, delegate.lines)
