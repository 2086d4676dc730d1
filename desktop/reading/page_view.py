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
from desktop.reading.roll import Roll
from desktop.theme import LIGHT
from desktop.typeset.page_style import PageStyle
from desktop.typeset.parts import Parts
from desktop.typeset.pen import Sign
from desktop.typeset.stretch import Stretch

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
    grown = Signal()
    """All text that is kept set around the reader is set: no more type will be set until the reader moves on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._marked = MarkedPlan()
        self._layer: MarkLayer | None = None
        self._parts: Parts | None = None
        self._roll: Roll | None = None
        self._left: Stretch | None = None
        self._grower = QTimer(self)
        self._grower.setInterval(0)
        self._grower.timeout.connect(self._grow)
        self._looks = Looks()
        self._style = PageStyle.screen(LIGHT)
        self._hits: Hits = {}
        self._current: Place | None = None
        self._marks: HitMarks | None = None
        self._here: Place | None = None
        self._moving = False
        self._flash: Place | None = None
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
        # The sheet has a width of its own, so that a window that changes its size costs no setting of type.
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("正文")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def page(self) -> Stretch | None:
        """What is set now: all that is seen, and some more around it."""
        return self._roll.stretch if self._roll is not None else None

    @property
    def growing(self) -> bool:
        """More text around the reader is being set."""
        return self._grower.isActive()

    def set_plan(self, plan: Plan, place: Place | None = None) -> None:
        """Show another plan, at the place; at its start where there is no such place."""
        self._plan, self._hits, self._current = plan, {}, None
        self._parts = Parts(plan)
        self._marked = MarkedPlan()
        self._here = place if place is not None and place.key in self._parts else None
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
        found = self.page.map.nearest(position) if self.page is not None else None
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
        page = self._bring(place.key)
        if page is None:
            return
        ranges = page.map.ranges(place.key, place.span) or page.map.ranges(place.key)
        rect = self._line_rect(ranges[0][0])
        bar = self.verticalScrollBar()
        if place.span is None:
            self._scroll_to(rect.top() - _TOP)
        elif not bar.value() + rect.height() <= rect.top() <= bar.value() + self.viewport().height() - 3 * rect.height():
            self._scroll_to(rect.top() - self.viewport().height() * 0.35)
        self._put_cursor(page.map.position(place.key, place.span[0] if place.span else 0))
        self._light_up(place)
        self._say(place)

    @Slot(object)
    def show_at_top(self, place: Place) -> None:
        """Bring the line with the place's first character to the top edge, without a flash: back to where the reader was."""
        page = self._bring(place.key)
        if page is None:
            return
        position = page.map.position(place.key, place.span[0] if place.span else 0)
        # Before the plan's first word stands its card, which is no place in the plan.
        at_first = page.first <= 1 and position <= page.map.first
        self._scroll_to(0 if at_first else self._line_rect(position).top() - _TOP)
        self._say(place)

    def _bring(self, key: str) -> Stretch | None:
        """See to it that a passage is set in type; None for one that is not in this plan."""
        if self._roll is None or self._parts is None or key not in self._parts:
            return None
        if key not in self._roll.stretch.map:
            self._begin(self._parts.number_of(key))
        page = self._roll.stretch
        return page if key in page.map else None

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
        self._refresh()
        self.viewport().update()

    @property
    def mark_layer(self) -> MarkLayer | None:
        """The marks on the page; None where there are none."""
        return self._layer

    def selected(self) -> Reach | None:
        """The plan's words that are selected."""
        cursor = self.textCursor()
        if self.page is None or not cursor.hasSelection():
            return None
        runs = self.page.map.runs(cursor.selectionStart(), cursor.selectionEnd())
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
        if self._layer is None or self.page is None:
            return []
        if (sign := self._layer.sign_at(inside)) is not None:
            return list(sign.marks)
        position = self.document().documentLayout().hitTest(inside, Qt.HitTestAccuracy.ExactHit)
        found = self.page.map.exact(position) if position >= 0 else None
        return self._marked.at(*found) if found is not None else []

    def _set_page(self) -> None:
        """Set the plan's type anew and stay at the same place."""
        if self._parts is None or not self.isVisible():
            # Only a page that is seen has its width; `showEvent` comes back here.
            self._roll = None
            return
        self._style = PageStyle.screen(self._looks.theme, self._looks.zoom).fitted(self._room())
        self._roll = Roll(self._parts, self._style)
        here = self._here
        with self._by_itself():
            self._place_sheet()
        self._flash = None
        self._begin(self._parts.number_of(here.key) if here is not None else 0)
        self._filler.start(self._hits, self._part)
        self._point()
        if here is not None:
            self.show_at_top(here)
        else:
            self._scroll_to(0)
            self._scrolled()

    def _begin(self, number: int, top: float | None = None) -> None:
        """Set type anew from a part on, which is to begin at the height `top`."""
        roll = self._roll
        if roll is None:
            return
        # Qt may be in the middle of something with the document that is shown: it goes when another one is left.
        self._left = roll.stretch
        with self._by_itself():
            roll.begin(number, top)
            self.setDocument(roll.stretch.document)
            self.setLineWrapColumnOrWidth(int(self._style.sheet_width))
            # A reader's page shows no caret; Qt keeps its width with the document's layout.
            self.setCursorWidth(0)
            roll.cover(roll.top, roll.top + self.viewport().height())
        self._refresh()
        self._grower.start()

    def _cover(self) -> None:
        """Set what is seen, and let nothing that is seen move by it."""
        roll, bar = self._roll, self.verticalScrollBar()
        if roll is None:
            return
        before = roll.stretch.first, roll.stretch.end
        with self._by_itself():
            for _ in range(4):
                value = bar.value()
                moved = roll.cover(value, value + self.viewport().height())
                bar.setValue(round(value + moved))
                if bar.value() == value:
                    break
        if before != (roll.stretch.first, roll.stretch.end):
            self._refresh()
        self._grower.start()

    def _jump(self, value: int) -> None:
        """The scroll bar was taken to where nothing is set: begin there."""
        roll, parts, bar = self._roll, self._parts, self.verticalScrollBar()
        if roll is None or parts is None:
            return
        if value >= bar.maximum():
            self._begin(len(parts) - 1)
            self._scroll_to(roll.bottom + self._style.bottom)
        elif value <= 0:
            self._begin(0)
            self._scroll_to(0)
        else:
            aim = roll.aim(value)
            self._begin(aim.number, value - roll.height_of(aim))
            self._scroll_to(value)

    @Slot()
    def _grow(self) -> None:
        """Set some more of what stands around the reader, while nothing else is to be done."""
        roll, parts, bar = self._roll, self._parts, self.verticalScrollBar()
        if roll is None or parts is None:
            self._grower.stop()
            return
        with self._by_itself():
            value = bar.value()
            more, moved = roll.grow(parts.number_of(self._here.key) if self._here is not None else 0)
            bar.setValue(round(value + moved))
        self._refresh()
        if not more:
            self._grower.stop()
            self.grown.emit()

    def _refresh(self) -> None:
        """Positions in the document have changed: what is drawn over the words is looked up anew."""
        page = self.page
        self._marks = HitMarks(page, self._hits) if page is not None and self._hits else None
        self._layer = MarkLayer(page, self._marked) if page is not None and self._marked.by_key else None
        signs = self._marks.signs_within if self._marks is not None else ()
        if signs or self.extraSelections():
            self.setExtraSelections([self._on_hit(sign) for sign in signs])

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
        self._refresh()
        self._filler.start(self._hits, self._part)
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
        if self._roll is None or self._parts is None or key not in self._parts:
            return None
        return self._roll.share_of(key, span[0])

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
        self._cover()

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
        roll, value, height = self._roll, self.verticalScrollBar().value(), self.viewport().height()
        if self._moving or roll is None:
            return
        if roll.is_near(value, value + height):
            self._cover()
        else:
            self._jump(value)
        # A little into the line: at a card's left edge stands its bar, which belongs to no passage.
        position = self.cursorForPosition(QPoint(round(self._style.margin + self._style.em(2)), _PROBE)).position()
        found = roll.stretch.map.nearest(position)
        if found is not None:
            key, offset = found
            self._say(Place(self._plan.info.slug if self._plan else "", key, (offset, offset)))

    def _say(self, place: Place) -> None:
        self._here = place
        self.moved.emit(place, self.progress())

    def _light_up(self, place: Place) -> None:
        self._flash, self._flash_left = place, _FLASH_STEPS
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
        if self._flash is not None and self.page is not None and self._flash.key in self.page.map:
            tint = QColor(theme.accent if theme.dark else theme.hit)
            tint.setAlphaF(0.5 * self._flash_left / _FLASH_STEPS)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            for start, end in self.page.map.ranges(self._flash.key, self._flash.span):
                if start <= bottom and end >= top:
                    for rect in rectangles(self.document(), start, end):
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
        if self._roll is None:
            self._set_page()
        elif here is not None:
            self.show_at_top(here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        here, nested = self._here, self._moving
        with self._by_itself():
            super().resizeEvent(event)
            self._place_sheet()
        self._rail.setGeometry(self._room() - self._rail.width(), 0, self._rail.width(), self.height())
        if nested or self._roll is None:
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
        if self.page is not None:
            cursor = self.textCursor()
            data.setText(self.page.plain_text(cursor.selectionStart(), cursor.selectionEnd()))
        return data
