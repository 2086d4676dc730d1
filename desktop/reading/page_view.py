"""The page: a whole plan in one scroll, on a sheet in the middle of the window."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QFrame, QMenu, QTextEdit, QToolTip, QWidget

from db.records import Place, Plan, Span
from db.user.records import Mark, Reach
from desktop.looks import Looks
from desktop.reading.hit_marks import HitMarks, Hits, line_at, rectangles
from desktop.reading.hit_rail import HitRail
from desktop.reading.mark_layer import MarkedPlan, MarkLayer
from desktop.reading.rail_filler import RailFiller
from desktop.theme import LIGHT
from desktop.typeset.composer import Typeset, typeset
from desktop.typeset.page_style import PageStyle
from desktop.typeset.pen import Sign

_TOP = 14
"""Pixels between the window's top edge and a heading that was jumped to."""
_PROBE = 26
"""What stands this far below the top edge is where the reader is."""
_FLASH_STEPS, _FLASH_MS = 14, 50
_STEPS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}


class PageView(QTextEdit):
    """Shows places, and says where the reader is. It knows the plan as records, and nothing of searching."""

    moved = Signal(object, int)
    """The Place at the top of the page, and how far the reader is, in percent of the plan."""
    zoom_asked = Signal(int)
    """The wheel was turned with Ctrl held: +1 for larger, -1 for smaller."""
    hit_requested = Signal(object)
    """Place of a hit that was clicked on the rail."""
    menu_opening = Signal(QMenu, object)
    """The menu for what was clicked is about to open, and the Place of the words under it: whoever can do more adds to it."""

    selection_ended = Signal(object, QRect)
    """The reader has let go of a selection: its Reach, and its last line in the viewport; None when nothing is selected."""
    marks_pressed = Signal(object)
    """The Marks whose words or sign were clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._marked = MarkedPlan()
        self._layer: MarkLayer | None = None
        self._page: Typeset | None = None
        self._looks = Looks()
        self._style = PageStyle.screen(LIGHT)
        self._hits: Hits = {}
        self._current: Place | None = None
        self._marks: HitMarks | None = None
        self._here: Place | None = None
        self._moving = False
        self._flash: tuple[int, int] | None = None
        self._flash_left = 0
        self._flash_timer = QTimer(self)
        self._flash_timer.setInterval(_FLASH_MS)
        self._flash_timer.timeout.connect(self._fade)
        self._rail = HitRail(self)
        self._rail.hit_requested.connect(self._ask_hit)
        self._filler = RailFiller(self)
        self._filler.filled.connect(self._rail.set_parts)
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("正文")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def page(self) -> Typeset | None:
        """What is shown now."""
        return self._page

    def set_plan(self, plan: Plan, place: Place | None = None) -> None:
        """Show another plan, at the place; at its start where there is no such place."""
        self._plan, self._hits, self._current = plan, {}, None
        self._marked = MarkedPlan()
        known = place is not None and any(passage.key == place.key for passage in plan.passages)
        self._here = place if known else None
        self._set_page()

    def set_looks(self, looks: Looks) -> None:
        """Take a theme and a size, and stay where the reader is."""
        if looks == self._looks:
            return
        self._looks = looks
        self._rail.set_theme(looks.theme)
        self.viewport().setPalette(self.palette())
        self._set_page()

    def place(self) -> Place | None:
        """Where the reader is: what stands at the top of the page."""
        return self._here

    def cursor_place(self) -> Place | None:
        """Where the text cursor stands, or the selected words begin."""
        return self._place_of(self.textCursor().selectionStart())

    def _place_of(self, position: int) -> Place | None:
        found = self._page.map.nearest(position) if self._page is not None else None
        if found is None or self._plan is None:
            return None
        key, offset = found
        return Place(self._plan.info.slug, key, (offset, offset))

    def progress(self) -> int:
        """How far the reader is, 0 to 100."""
        bar = self.verticalScrollBar()
        return round(100 * bar.value() / bar.maximum()) if bar.maximum() else 100

    @Slot(object)
    def show_place(self, place: Place) -> None:
        """Bring a place into sight: a heading to the top, words to where they can be read, a place in sight not at all."""
        if self._page is None or place.key not in self._page.map:
            return
        ranges = self._page.map.ranges(place.key, place.span) or self._page.map.ranges(place.key)
        start, end = ranges[0][0], ranges[-1][1]
        rect = self._line_rect(start)
        bar = self.verticalScrollBar()
        if place.span is None:
            self._scroll_to(rect.top() - _TOP)
        elif not bar.value() + rect.height() <= rect.top() <= bar.value() + self.viewport().height() - 3 * rect.height():
            self._scroll_to(rect.top() - self.viewport().height() * 0.35)
        self._put_cursor(start)
        self._light_up(start, end)
        self._say(place)

    @Slot(object)
    def show_at_top(self, place: Place) -> None:
        """Bring the line with the place's first character to the top edge, without a flash: back to where the reader was."""
        if self._page is None or place.key not in self._page.map:
            return
        offset = place.span[0] if place.span else 0
        position = self._page.map.position(place.key, offset)
        # Before the plan's first word stands its card, which is no place in the plan.
        self._scroll_to(self._line_rect(position).top() - _TOP if position > self._page.map.first else 0)
        self._say(place)

    @Slot(object)
    def set_hits(self, hits: Hits) -> None:
        """Mark these passages' spans; none takes all marks away."""
        self._hits, self._current = hits, None
        self._mark()

    @Slot(object)
    def set_current_hit(self, place: Place | None) -> None:
        """Mark one of the hits stronger than the others."""
        self._current = place if place is not None and self._is_here(place) else None
        self._point()
        self.viewport().update()

    def set_marks(self, marks: Sequence[Mark], colours: Mapping[str, str]) -> None:
        """Draw the reader's marks of this plan; `colours` are those of their categories (#rrggbb), by id."""
        self._marked = MarkedPlan(self._plan, marks, colours)
        self._layer = MarkLayer(self._page, self._marked) if self._page is not None and self._marked.by_key else None
        self.viewport().update()

    @property
    def mark_layer(self) -> MarkLayer | None:
        """The marks on the page; None where there are none."""
        return self._layer

    def selected(self) -> Reach | None:
        """The plan's words that are selected."""
        cursor = self.textCursor()
        if self._page is None or not cursor.hasSelection():
            return None
        runs = self._page.map.runs(cursor.selectionStart(), cursor.selectionEnd())
        return Reach(runs[0].key, runs[0].start, runs[-1].key, runs[-1].end) if runs else None

    def unselect(self) -> None:
        """Let go of the selection."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def _tell_selection(self) -> None:
        cursor = self.textCursor()
        end = cursor.selectionEnd()
        self.selection_ended.emit(self.selected(), self.cursorRect(cursor) if end == cursor.position() else self._rect_at(end))

    def _rect_at(self, position: int) -> QRect:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return self.cursorRect(cursor)

    def _marks_at(self, point: QPoint) -> list[Mark]:
        """The marks whose sign or words are under a point of the viewport."""
        inside = QPointF(point) + QPointF(0, self.verticalScrollBar().value())
        if self._layer is None or self._page is None:
            return []
        if (sign := self._layer.sign_at(inside)) is not None:
            return list(sign.marks)
        position = self.document().documentLayout().hitTest(inside, Qt.HitTestAccuracy.ExactHit)
        found = self._page.map.exact(position) if position >= 0 else None
        return self._marked.at(*found) if found is not None else []

    def _set_page(self) -> None:
        """Set the plan's type anew and stay at the same place."""
        if self._plan is None or not self.isVisible():
            # Only a page that is seen has its width; `showEvent` comes back here.
            self._page = None
            return
        self._style = PageStyle.screen(self._looks.theme, self._looks.zoom).fitted(self._room())
        self._page = typeset(self._plan, self._style)
        here = self._here
        with self._by_itself():
            self._place_sheet()
            self.setDocument(self._page.document)
            # A reader's page shows no caret; Qt keeps its width with the document's layout.
            self.setCursorWidth(0)
            self._page.document.size()
        self._flash = None
        self._mark()
        if here is not None:
            self.show_at_top(here)
        else:
            self._scrolled()

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """What scrolls meanwhile is the page's own doing, not the reader's."""
        before, self._moving = self._moving, True
        try:
            yield
        finally:
            self._moving = before

    def _room(self) -> int:
        return self.width() - self.verticalScrollBar().sizeHint().width()

    def _place_sheet(self) -> None:
        """The sheet in the middle, as wide as its lines need at any width of the window."""
        spare = max(self._room() - self._style.sheet_width, 0)
        left = int(spare // 2)
        self.setViewportMargins(left, 0, int(spare) - left, 0)

    def _mark(self) -> None:
        self._marks = HitMarks(self._page, self._hits) if self._page is not None and self._hits else None
        self.setExtraSelections([self._on_hit(sign) for sign in (self._marks.signs_within if self._marks else ())])
        self._filler.start(self._hits if self._marks else {}, self._part)
        self._layer = MarkLayer(self._page, self._marked) if self._page is not None and self._marked.by_key else None
        self._point()
        self.viewport().update()

    def _on_hit(self, sign: Sign) -> QTextEdit.ExtraSelection:
        """A sign in the colour of the text."""
        drawn: Any = QTextEdit.ExtraSelection()
        drawn.cursor = QTextCursor(self.document())
        drawn.cursor.setPosition(sign.position)
        drawn.cursor.setPosition(sign.end, QTextCursor.MoveMode.KeepAnchor)
        drawn.format.setForeground(QColor(self._looks.theme.hit_text))
        return drawn

    def _part(self, key: str, span: Span) -> float | None:
        """Where a hit is, as a part of the page's height."""
        first = self._marks.first(key, span) if self._marks is not None and self._page is not None else None
        return None if first is None else self._line_rect(first).top() / (self.document().size().height() or 1)

    def _point(self) -> None:
        """Show on the rail where the current hit is."""
        current = self._current
        self._rail.set_current(self._part(current.key, current.span) if current is not None and current.span else None)

    def _is_here(self, place: Place) -> bool:
        return self._plan is not None and place.plan == self._plan.info.slug

    @Slot(int)
    def _ask_hit(self, number: int) -> None:
        key, span = self._filler.hit(number)
        self.hit_requested.emit(Place(self._plan.info.slug if self._plan else "", key, span))

    def _line_rect(self, position: int) -> QRectF:
        _, line, corner = line_at(self.document(), position)
        return line.rect().translated(corner)

    def _scroll_to(self, y: float) -> None:
        with self._by_itself():
            self.verticalScrollBar().setValue(round(y))

    def _put_cursor(self, position: int) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        with self._by_itself():
            value = self.verticalScrollBar().value()
            self.setTextCursor(cursor)
            self.verticalScrollBar().setValue(value)

    @Slot()
    def _scrolled(self) -> None:
        """The reader scrolled: find out where to. A jump says by itself where it went."""
        if self._moving or self._page is None:
            return
        # A little into the line: at a card's left edge stands its bar, which belongs to no passage.
        position = self.cursorForPosition(QPoint(round(self._style.margin + self._style.em(2)), _PROBE)).position()
        found = self._page.map.nearest(position)
        if found is not None:
            key, offset = found
            self._say(Place(self._plan.info.slug if self._plan else "", key, (offset, offset)))

    def _say(self, place: Place) -> None:
        self._here = place
        self.moved.emit(place, self.progress())

    def _light_up(self, start: int, end: int) -> None:
        self._flash, self._flash_left = (start, end), _FLASH_STEPS
        self._flash_timer.start()

    @Slot()
    def _fade(self) -> None:
        self._flash_left -= 1
        if self._flash_left <= 0:
            self._flash = None
            self._flash_timer.stop()
        self.viewport().update()

    def _draw_sheet(self, part: QRect) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(part, QColor(self._looks.theme.sheet))
        if self.viewportMargins().left() > 0:
            painter.setPen(QColor(self._looks.theme.hairline))
            right = self.viewport().width() - 1
            painter.drawLine(0, part.top(), 0, part.bottom())
            painter.drawLine(right, part.top(), right, part.bottom())

    def _draw_over(self, painter: QPainter, top: int, bottom: int) -> None:
        """Marks go over the words like a felt pen: on a light ground they darken it only, on a dark one they lighten it."""
        theme, modes = self._looks.theme, QPainter.CompositionMode
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(modes.CompositionMode_Lighten if theme.dark else modes.CompositionMode_Multiply)
        painter.translate(0, -self.verticalScrollBar().value())
        if self._marks is not None:
            now = (self._current.key, self._current.span) if self._current is not None else None
            for hit, rects in self._marks.between(top, bottom):
                current = hit == now
                painter.setPen(QPen(QColor(theme.accent), 1.5) if current else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.hit_current if current else theme.hit))
                for rect in rects:
                    painter.drawRoundedRect(rect, 3, 3)
        if self._flash is not None and self._flash[0] <= bottom and self._flash[1] >= top:
            tint = QColor(theme.accent if theme.dark else theme.hit)
            tint.setAlphaF(0.5 * self._flash_left / _FLASH_STEPS)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            block = self.document().findBlock(self._flash[0])
            end = min(self._flash[1], block.position() + block.length() - 1)
            for rect in rectangles(self.document(), self._flash[0], end):
                painter.drawRoundedRect(rect.adjusted(-3, 0, 3, 0), 3, 3)

    def _tip_at(self, point: QPoint) -> str:
        """The explanation of the sign, or of the reader's own word, under a point of the viewport."""
        inside = QPointF(point) + QPointF(0, self.verticalScrollBar().value())
        if self._layer is not None and (sign := self._layer.sign_at(inside)) is not None:
            return sign.tip
        position = self.document().documentLayout().hitTest(inside, Qt.HitTestAccuracy.ExactHit)
        for at in (position, position - 1) if position >= 0 else ():
            cursor = QTextCursor(self.document())
            cursor.setPosition(max(at, 0))
            if not cursor.atBlockEnd():
                cursor.setPosition(at + 1)
                tip = cursor.charFormat().toolTip()
                if tip and any(rect.contains(inside) for rect in rectangles(self.document(), at, at + 1)):
                    return tip
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw_sheet(event.rect())
        super().paintEvent(event)
        if self._marks is None and self._flash is None and self._layer is None:
            return
        # Qt finds a position only where it lays out, so ask for the corners of what is seen.
        height = self.viewport().height()
        top = self.cursorForPosition(QPoint(0, 0)).position()
        bottom = self.cursorForPosition(QPoint(self.viewport().width(), height)).position()
        painter = QPainter(self.viewport())
        if self._layer is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(0, -self.verticalScrollBar().value())
            seen = (top - 200, bottom + 200)
            self._layer.draw(painter, self._looks.theme, seen, self.viewport().width(), self._style.margin)
            painter.restore()
        self._draw_over(painter, top - 200, bottom + 200)

    def showEvent(self, event: QShowEvent) -> None:
        here = self._here
        with self._by_itself():
            # Qt scrolls to its text cursor here.
            super().showEvent(event)
        if self._page is None:
            self._set_page()
        elif here is not None:
            self.show_at_top(here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        here, nested = self._here, self._moving
        with self._by_itself():
            super().resizeEvent(event)
            self._place_sheet()
        self._rail.setGeometry(self._room() - self._rail.width(), 0, self._rail.width(), self.height())
        if nested or self._page is None:
            return
        fitted = PageStyle.screen(self._looks.theme, self._looks.zoom).fitted(self._room())
        if (fitted.measure, fitted.margin) != (self._style.measure, self._style.margin):
            self._set_page()
        elif here is not None:
            self.show_at_top(here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and page keys move the page; with Shift they move the end of the selection."""
        action = _STEPS.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if action is not None and held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
            self.verticalScrollBar().triggerAction(action)
            event.accept()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opening.emit(menu, self._place_of(self.cursorForPosition(event.pos()).position()))
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._flash = None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._tell_selection()
        if not self.textCursor().hasSelection() and (marks := self._marks_at(event.position().toPoint())):
            self.marks_pressed.emit(marks)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() == Qt.Key.Key_Shift and self.textCursor().hasSelection():
            self._tell_selection()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """A copy holds the plan's words, one line a passage; a lost figure stays visible as 〔缺〕."""
        data = QMimeData()
        if self._page is not None:
            cursor = self.textCursor()
            data.setText(self._page.plain_text(cursor.selectionStart(), cursor.selectionEnd()))
        return data
