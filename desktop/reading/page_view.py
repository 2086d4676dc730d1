"""The page: shows a plan's text with hits and marks on it, with its links, its menu and its copies."""

from __future__ import annotations  # `Mark` is not loaded before the first paint

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from db.records import Passage, Place, Plan, Span
from desktop.look.appearance import Appearance
from desktop.reading import page_overlays
from desktop.reading.hit_rail import HitRail, RailFiller
from desktop.reading.lazy_page_view import LazyPageView
from desktop.reading.links import PlaceLink, link_at, links_within
from desktop.reading.mark_layer import MarkedPlan, MarkLayer
from desktop.reading.page_overlays import HitOverlay, Hits, rectangles
from desktop.reading.selection import Ends, Point
from desktop.typeset.document_writer import Sign
from desktop.typeset.page_blocks import PageBlocks
from desktop.widgets.controls import menu_entry
from desktop.widgets.tips import show_tip

if TYPE_CHECKING:
    from db.user.records import Edit, Mark, TextRange

_FLASH_MS, _FLASH_STEPS, _FADING = 50, 44, 14
"""The flash of a jump takes so many steps of so many milliseconds, 2.2 s in all: first it stands still, in
the last ones it fades.
"""
_SEARCHED = 40
"""Characters of a selection that are offered to be searched."""


class PageView(LazyPageView):
    """The page that the person works with. It knows the plan as records; it draws hits and marks that it is
    given and knows nothing of how they are found or kept.
    """

    zoom_asked = Signal(int)
    """The wheel was turned with Ctrl held: +1 for larger, -1 for smaller."""
    hit_requested = Signal(object)
    """Place of a hit that was clicked on the rail."""
    link_followed = Signal(object)
    """The Place that words of the plan name (见专栏2), where the person wants to go."""
    search_requested = Signal(str)
    """Selected words that the person wants to find elsewhere."""
    steps_asked = Signal(int)
    """-1: the mouse's button for back, +1: the one for forward."""
    menu_opening = Signal(QMenu, object)
    """The menu for what was clicked is about to open, and the Place of the words under it (or None): other
    rooms add their own actions now.
    """
    selection_ended = Signal(object, QRect)
    """The person has let go of a selection: its TextRange, and the QRect of its last line in the coordinates
    of this widget; None when nothing is selected.
    """
    marks_pressed = Signal(object, QRect)
    """The Marks whose words or sign were clicked, and the line there as `line_of` gives it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marked = MarkedPlan()
        self.mark_layer: MarkLayer | None = None
        """The marks on the page; None where there are none."""
        self._hits: Hits = {}
        self._current: Place | None = None
        self._marks: HitOverlay | None = None
        self._link: PlaceLink | None = None
        self._pressed: PlaceLink | None = None
        self._flash: Place | None = None
        self._flash_left = 0
        self._flash_timer = QTimer(self, interval=_FLASH_MS)
        self._flash_timer.timeout.connect(self._fade)
        self._rail = HitRail(self)
        self._rail.hit_requested.connect(self._ask_hit)
        self._filler = RailFiller(self)
        self._filler.filled.connect(self._rail.set_parts)
        # The hand over a link is shown while no button is pressed.
        self.viewport().setMouseTracking(True)

    def set_plan(self, plan: Plan, place: Place | None = None, parts: PageBlocks | None = None) -> None:
        """Show another plan, at the place; at its start where there is no such place. `parts`: the plan's,
        where they are made already.
        """
        self._hits, self._current, self._link = {}, None, None
        self._marked = MarkedPlan()
        super().set_plan(plan, place, parts)

    def set_looks(self, looks: Appearance) -> None:
        """Take a theme and a size, and stay where the person is; numbers say which paragraph of its section
        each is.
        """
        self._rail.set_theme(looks.theme)
        super().set_looks(looks)
        self.viewport().update()

    @Slot(object)
    def show_place(self, place: Place) -> None:
        """As LazyPageView.show_place, with a flash that leads the eye."""
        super().show_place(place)
        if self._place_is_set(place):
            self._flash, self._flash_left = place, _FLASH_STEPS
            self._flash_timer.start()

    @Slot(object)
    def set_hits(self, hits: Hits) -> None:
        """Mark these passages' spans; none takes all marks away."""
        self._hits, self._current = hits, None
        self._grown()
        self._set_anew()
        self.viewport().update()

    @Slot(object)
    def set_current_hit(self, place: Place | None) -> None:
        """Mark one of the hits stronger than the others."""
        here = self._plan is not None and place is not None and place.plan == self._plan.info.slug
        self._current = place if here else None
        self._point()
        self.viewport().update()

    def sees(self, place: Place) -> bool:
        """Whether the first words at a place of the plan that is shown are in sight."""
        # A passage that is not set in type is far away.
        here = self._plan is not None and place.plan == self._plan.info.slug and self._place_is_set(place)
        if self.page is None or not here:
            return False
        ranges = self.page.map.ranges(place.key, place.span) or self.page.map.ranges(place.key)
        middle = (
            self._line_rect(ranges[0][0]).center().y() - self.verticalScrollBar().value() if ranges else -1
        )
        return 0 <= middle <= self.viewport().height()

    def set_marks(self, marks: Sequence[Mark], colours: Mapping[str, str]) -> None:
        """Draw the person's marks of this plan; `colours` are those of their categories (#rrggbb), by id."""
        self._marked = MarkedPlan(self._plan, marks, colours)
        self._grown()
        self.viewport().update()

    def change_marks(self, edits: Sequence[Edit[Mark]]) -> None:
        """Draw what became of some of those marks."""
        touched = self._marked.take(edits)
        if self.mark_layer is not None:
            self.mark_layer.forget(touched)
        self._renew_layer()
        self.viewport().update()

    def line_of(self, place: Place) -> QRect:
        """Where the first words at a place stand, in the coordinates of this widget; null out of sight."""
        page = self.page
        if page is None or not self.sees(place):
            return QRect()
        ranges = page.map.ranges(place.key, place.span) or page.map.ranges(place.key)
        return self._rect_at(ranges[0][0]).translated(self.viewport().pos())

    def copy_range(self, reach: TextRange) -> None:
        """Copy words of the plan, with where they stand."""
        from desktop.reading import copied_formats, copied_passages

        if self.parts is not None and reach.start_key in self.parts and reach.end_key in self.parts:
            ends = (reach.start_key, reach.start), (reach.end_key, reach.end)
            words = copied_passages.stretched(self.parts, *ends)
            QGuiApplication.clipboard().setMimeData(copied_formats.mime(self.parts, words, source=True))

    def _press(self, marks: Sequence[Mark], point: QPoint) -> None:
        line = self.cursorRect(self.cursorForPosition(point))
        line.moveLeft(point.x())
        self.marks_pressed.emit(marks, line.translated(self.viewport().pos()))

    def marks_on(self, place: Place) -> list[Mark]:
        """The marks on the character at this place, the shortest first."""
        return self._marked.at(place.key, place.span[0]) if place.span is not None else []

    def selected(self) -> TextRange | None:
        """The plan's words that are selected."""
        # Not before the first paint: nothing is selected yet.
        from db.user.records import TextRange

        if self.page is None or self.parts is None:
            return None
        if (ends := self._chosen.beyond) is not None:
            first, last = ends.ordered(self.parts)
            return TextRange(first.key, first.offset, last.key, last.offset)
        cursor = self.textCursor()
        runs = (
            self.page.map.runs(cursor.selectionStart(), cursor.selectionEnd())
            if cursor.hasSelection()
            else []
        )
        return TextRange(runs[0].key, runs[0].start, runs[-1].key, runs[-1].end) if runs else None

    def selected_ends(self) -> Ends | None:
        """The ends of what is selected, also where only a part of it is set in type; None when nothing is."""
        return self._chosen.ends()

    def selected_texts(self) -> tuple[str, ...]:
        """The plan's own words that are selected, without signs, in order."""
        reach = self.selected()
        if reach is None or self.page is None or self.parts is None:
            return ()
        if self._chosen.beyond is None:
            cursor = self.textCursor()
            return tuple(
                run.text for run in self.page.map.runs(cursor.selectionStart(), cursor.selectionEnd())
            )
        first, last = self.parts.order(reach.start_key), self.parts.order(reach.end_key)
        texts = [passage.text for passage in self.parts.passages[first : last + 1]]
        texts[-1] = texts[-1][: reach.end]
        texts[0] = texts[0][reach.start :]
        return tuple(texts)

    def selectAll(self) -> None:
        """Select the whole plan, also what is not set in type."""
        passages = self.parts.passages if self.parts is not None else ()
        if passages:
            last = passages[-1]
            self.select_from_to(Ends(Point(passages[0].key, 0), Point(last.key, len(last.text))))

    def copy_chosen(self) -> str | None:
        """Copy what is selected; in words what was copied, None when nothing is selected."""
        if self.selected_ends() is None:
            return None
        self.copy()
        return "已复制选中的文字。"

    def unselect(self) -> None:
        """Let go of the selection."""
        ends = self._chosen.ends()
        if ends is not None:
            self.select_from_to(Ends(ends.head, ends.head))

    def copied(self, *, source: bool = False) -> QMimeData:
        """What a copy of the selection brings along; with `source` also where it stands."""
        # Loaded with the first copy: the first paint needs none of it.
        from desktop.reading import copied_formats, copied_passages

        if self.page is None or self.parts is None:
            return QMimeData()
        if (ends := self._chosen.beyond) is not None:
            first, last = ends.ordered(self.parts)
            words = copied_passages.stretched(self.parts, (first.key, first.offset), (last.key, last.offset))
        else:
            words = copied_passages.selected(self.page, self.textCursor())
        return copied_formats.mime(self.parts, words, source=source)

    def copy_whole(self, key: str, *, source: bool = False) -> None:
        """Copy a chapter, a section, a box or a paragraph as a whole, with its heading; unknown keys do
        nothing.
        """
        from desktop.reading import copied_formats, copied_passages

        if self.parts is not None and key in self.parts:
            words = copied_passages.whole(self.parts, self.parts.within(key))
            QGuiApplication.clipboard().setMimeData(copied_formats.mime(self.parts, words, source=source))

    def _grown(self) -> None:
        super()._grown()
        page = self.page
        self._marks = HitOverlay(page, self._hits) if page is not None and self._hits else None
        self._renew_layer()
        signs = self._marks.signs_within if self._marks is not None else ()
        if signs or self.extraSelections():
            self.setExtraSelections([self._on_hit(sign) for sign in signs])

    def _renew_layer(self) -> None:
        page = self.page
        if page is None or not self._marked.by_key:
            self.mark_layer = None
        elif self.mark_layer is None or not self.mark_layer.is_of(page, self._marked):
            self.mark_layer = MarkLayer(page, self._marked)

    def _set_anew(self) -> None:
        super()._set_anew()
        self._filler.start(self._hits, self._part)
        self._point()

    def _place_is_set(self, place: Place) -> bool:
        return self.page is not None and place.key in self.page.map

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
        if self._roll is None or self.parts is None or key not in self.parts:
            return None
        return self._roll.share_of(key, span[0])

    def _point(self) -> None:
        """Show on the rail where the current hit is."""
        current = self._current
        self._rail.set_current(
            self._part(current.key, current.span) if current is not None and current.span else None
        )

    @Slot(int)
    def _ask_hit(self, number: int) -> None:
        key, span = self._filler.hit(number)
        self.hit_requested.emit(Place(self._plan.info.slug if self._plan else "", key, span))

    @Slot()
    def _fade(self) -> None:
        self._flash_left -= 1
        if self._flash_left <= 0:
            self._flash = None
            self._flash_timer.stop()
        # While it stands still there is nothing to draw anew.
        if self._flash_left < _FADING:
            self.viewport().update()

    def _tell_selection(self) -> None:
        cursor = self.textCursor()
        end = cursor.selectionEnd()
        # Whoever selects upwards has the cursor at the beginning: ask for the last line all the same.
        line = self.cursorRect(cursor) if end == cursor.position() else self._rect_at(end)
        self.selection_ended.emit(self.selected(), line.translated(self.viewport().pos()))

    def _rect_at(self, position: int) -> QRect:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return self.cursorRect(cursor)

    def _inside(self, point: QPoint) -> QPointF:
        """A point of the viewport in the document's coordinates."""
        return QPointF(point) + QPointF(0, self.verticalScrollBar().value())

    def _hit_test(self, point: QPointF) -> int:
        """The document position under a point of the document; -1 where there are no words."""
        return self.document().documentLayout().hitTest(point, Qt.HitTestAccuracy.ExactHit)

    def _marks_at(self, point: QPoint) -> list[Mark]:
        """The marks whose sign or words are under a point of the viewport."""
        inside = self._inside(point)
        if self.mark_layer is None or self.page is None:
            return []
        if (sign := self.mark_layer.sign_at(inside)) is not None:
            return list(sign.marks)
        position = self._hit_test(inside)
        found = self.page.map.exact(position) if position >= 0 else None
        return self._marked.at(*found) if found is not None else []

    def _marks_here(self) -> list[Mark]:
        """The marks on the words where the cursor stands, if that is in sight."""
        if not self.viewport().rect().intersects(self.cursorRect()):
            return []
        place = self.cursor_place()
        return self.marks_on(place) if place is not None else []

    def _link_at(self, point: QPoint) -> PlaceLink | None:
        inside = self._inside(point)
        position = self._hit_test(inside)
        return link_at(self.page, inside, position) if self.page is not None and position >= 0 else None

    def _follow(self, link: PlaceLink) -> None:
        self.link_followed.emit(Place(self._plan.info.slug if self._plan else "", link.target))

    def _tip_at(self, point: QPoint) -> str:
        """The explanation of the sign, the link, or words that were added, under a point of the viewport."""
        inside = self._inside(point)
        if self.mark_layer is not None and (sign := self.mark_layer.sign_at(inside)) is not None:
            return sign.tip
        if (link := self._link_at(point)) is not None:
            return f"转到：{self._passage(link.target).text}"
        position = self._hit_test(inside)
        # Qt gives the nearest position between two characters: the point may be on either of them.
        for at in (position, position - 1) if position >= 0 else ():
            cursor = QTextCursor(self.document())
            cursor.setPosition(max(at, 0))
            if not cursor.atBlockEnd():
                # charFormat() is that of the character before the cursor.
                cursor.setPosition(at + 1)
                tip = cursor.charFormat().toolTip()
                if tip and any(rect.contains(inside) for rect in rectangles(self.document(), at, at + 1)):
                    return tip
        return ""

    def _passage(self, key: str) -> Passage:
        assert self.parts is not None
        return self.parts.passages[self.parts.order(key)]

    def _seen(self) -> page_overlays.Seen:
        """Document positions from the upper left to the lower right corner of the viewport, and 200 more on
        either side.
        """
        height = self.viewport().height()
        top = self.cursorForPosition(QPoint(0, 0)).position()
        bottom = self.cursorForPosition(QPoint(self.viewport().width(), height)).position()
        return top - 200, bottom + 200

    def _draw_sheet(self, part: QRect) -> None:
        # This painter must end before Qt paints the words: one widget takes one painter at a time.
        painter = QPainter(self.viewport())
        painter.fillRect(part, QColor(self._looks.theme.sheet))
        if self.viewportMargins().left() > 0:
            painter.setPen(QColor(self._looks.theme.hairline))
            right = self.viewport().width() - 1
            painter.drawLine(0, part.top(), 0, part.bottom())
            painter.drawLine(right, part.top(), right, part.bottom())

    def _inks(self) -> list[Callable[[QPainter, page_overlays.Seen], None]]:
        """What is to be drawn besides the words."""
        page, theme = self.page, self._looks.theme
        if page is None:
            return []
        inks: list[Callable[[QPainter, page_overlays.Seen], None]] = []
        if (layer := self.mark_layer) is not None:
            inks.append(
                lambda painter, seen: layer.draw(
                    painter, theme, seen, self.viewport().width(), self._style.margin
                )
            )
        if self._looks.numbered:
            inks.append(
                lambda painter, seen: page_overlays.draw_numbers(
                    painter, self._style, page, page.parts.view.ordinals, seen
                )
            )
        if (link := self._link) is not None:
            inks.append(lambda painter, _seen: page_overlays.draw_link(painter, theme, link.rects(page)))
        if (marks := self._marks) is not None:
            inks.append(
                lambda painter, seen: page_overlays.draw_hits(painter, theme, marks, self._current, seen)
            )
        if (place := self._flash) is not None:
            strength = min(self._flash_left / _FADING, 1.0)
            inks.append(
                lambda painter, seen: page_overlays.draw_flash(painter, theme, page, place, strength, seen)
            )
        return inks

    def _next_link(self, *, forward: bool) -> PlaceLink | None:
        """The link in sight after the one under the keyboard, or before it."""
        if self.page is None:
            return None
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        found = [
            link
            for link in links_within(self.page, *self._seen())
            if any(top <= rect.center().y() <= bottom for rect in link.rects(self.page))
        ]
        at = (
            found.index(self._link) + (1 if forward else -1)
            if self._link in found
            else 0
            if forward
            else len(found) - 1
        )
        return found[at] if 0 <= at < len(found) else None

    def _base_menu(self, place: Place | None) -> QMenu:
        """Copying and finding; what else can be done with the words is added by others."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.selected() is not None
        copy = menu_entry(menu, "复制", self.copy)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(chosen)
        # Qt puts U+2029 between the blocks of selected text.
        words = " ".join(self.textCursor().selectedText().replace("\u2029", " ").split())
        if words and len(words) <= _SEARCHED:
            menu_entry(menu, "查找所选文字", self.search_requested.emit, words)
        if place is not None and self.parts is not None and place.key in self.parts:
            for text, key in self._wholes(self._passage(place.key)):
                menu_entry(menu, text, self.copy_whole, key)
        menu_entry(menu, "全选", self.selectAll).setShortcut(QKeySequence.StandardKey.SelectAll)
        return menu

    def _wholes(self, passage: Passage) -> list[tuple[str, str]]:
        """What around a passage can be copied as a whole: words for the menu, and the key."""
        assert self.parts is not None
        wholes = [("复制整个专栏", passage.box)] if passage.box is not None else [("复制本段", passage.key)]
        chapter = self.parts.view.chapters[passage.chapter]
        wholes.append(("复制本章" if chapter.level == 1 else "复制本节", chapter.key))
        return [(text, key) for text, key in wholes if passage.kind != "heading" or key == chapter.key]

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw_sheet(event.rect())
        super().paintEvent(event)
        inks = self._inks()
        if not inks:
            return
        seen = self._seen()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        for ink in inks:
            painter.save()
            ink(painter, seen)
            painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.setGeometry(self._room() - self._rail.width(), 0, self._rail.width(), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.SelectAll):
            # Qt's own would select what is set in type and no more.
            self.selectAll()
            event.accept()
        elif self._link is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow(self._link)
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (marks := self._marks_here()):
            self._press(marks, self.cursorRect().center())
            event.accept()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        # A selection by keyboard ends when Shift is let go.
        if event.key() == Qt.Key.Key_Shift and self.textCursor().hasSelection():
            self._tell_selection()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from link to link that is in sight, then on to what stands after the page."""
        self._link = self._next_link(forward=forward)
        self.viewport().update()
        return True if self._link is not None else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # A menu or another window takes the keyboard for a while only: then the link keeps its frame.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._link = None
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self._place_of(self.cursorForPosition(event.pos()).position())
        menu = self._base_menu(place)
        self.menu_opening.emit(menu, place)
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        steps = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
        if event.button() in steps:
            self.steps_asked.emit(steps[event.button()])
            event.accept()
            return
        self._flash = self._link = None
        self._pressed = (
            self._link_at(event.position().toPoint()) if event.button() == Qt.MouseButton.LeftButton else None
        )
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            over = self._link_at(event.position().toPoint()) is not None
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._tell_selection()
        if self.textCursor().hasSelection():
            return
        point, pressed = event.position().toPoint(), self._pressed
        if pressed is not None and pressed == self._link_at(point):
            self._follow(pressed)
        elif marks := self._marks_at(point):
            self._press(marks, point)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            show_tip(event.globalPos(), self._tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """A copy holds the plan's words; a lost figure stays visible as 〔缺〕, a table stays a table."""
        return self.copied()
