"""A plan in one scroll, on a sheet in the middle of the window: goes to places, and says where the person is.

Only the range around that place is set in type (`LazyPage`). Text that is set keeps its height in the scroll
while more is set above or below it; only at the very beginning, where the true height of what stands before
becomes known, everything moves at once, and the scroll position with it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QAbstractSlider, QFrame, QTextEdit, QWidget

from db.records import Gap, Place, Plan
from desktop.look.appearance import Appearance
from desktop.look.theme import LIGHT
from desktop.reading.page_overlays import line_at
from desktop.reading.selection import Ends, Selection
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.page_style import PageStyle

AROUND = 20_000
"""Characters that are set before and after the person's place once all work is done. The plan of a city is
short enough to be set as a whole.
"""
SLICE = 0.006
"""Seconds of setting type at a time, so that the page scrolls meanwhile. A part that is begun is finished."""


@dataclass(frozen=True, slots=True)
class ScrollAim:
    """A point of the scroll: the number of a part, and how much of the part (0 to 1) lies above the point."""

    number: int
    share: float


class LazyPage:
    """The whole plan as one scroll, of which only a range is set in type; it decides what is set, and when.

    Heights are pixels from the beginning of the scroll.
    """

    def __init__(self, parts: PageBlocks, style: PageStyle) -> None:
        self.parts = parts
        self.style = style
        self._tops = parts.tops(style)
        self.stretch = LoadedRange(parts, style, 0)

    def begin(self, number: int, top: float | None = None) -> None:
        """Start anew with nothing set. The part with this number comes first; it will begin at the height
        `top`, but never above the page's top margin.
        """
        self.stretch = LoadedRange(self.parts, self.style, number)
        if number:
            self.stretch.fill(
                max(self._about(number) if top is None else top, self.style.top), self._left(number)
            )
        else:
            self.stretch.fill(self.style.top, self._left(0))

    @property
    def top(self) -> float:
        """Where the first line that is set begins."""
        return self.stretch.top_of(self.stretch.first)

    @property
    def bottom(self) -> float:
        """Where the last line that is set ends."""
        return self.stretch.top_of(self.stretch.end)

    def cover(self, top: float, bottom: float) -> float:
        """Set what is still missing between two heights; gives how far all that was set before has moved
        down.
        """
        moved = 0.0
        # What is set above may move the rest down: the heights that are wanted move with it.
        while self.stretch.first > 0 and self.top > top + moved:
            moved += self._extend()
        while self.stretch.end < len(self.parts) and self.bottom < bottom + moved:
            self._lengthen(bottom + moved)
        return moved

    def is_near(self, top: float, bottom: float) -> bool:
        """Whether these heights are at most two windows away from what is set."""
        reach = 2 * (bottom - top)
        return self.top - reach <= bottom and top <= self.bottom + reach

    def aim(self, height: float) -> ScrollAim:
        """About which part, and how far into it, is at a height where nothing is set."""
        stretch, tops = self.stretch, self._tops
        # The blanks are not always as high as the estimates say: go by proportion.
        if height < self.top:
            about = height / max(self.top, 1.0) * tops[stretch.first]
        else:
            left = (height - self.bottom) / max(stretch.below, 1.0)
            about = tops[stretch.end] + left * (tops[-1] - tops[stretch.end])
        number = min(max(bisect_right(tops, about) - 1, 0), len(self.parts) - 1)
        return ScrollAim(
            number, min(max((about - tops[number]) / max(tops[number + 1] - tops[number], 1.0), 0.0), 1.0)
        )

    def height_of(self, aim: ScrollAim) -> float:
        """About how high a part is, up to the aim."""
        return (self._tops[aim.number + 1] - self._tops[aim.number]) * aim.share

    def share_of(self, key: str, offset: int) -> float:
        """About where a passage's code point is, 0 to 1. Raises UnknownKeyError."""
        number, inside = self.parts.number_of(key), self.parts.share(key, offset)
        tops = self._tops
        return (tops[number] + (tops[number + 1] - tops[number]) * inside) / (tops[-1] or 1.0)

    def grow(self, number: int) -> tuple[bool, float]:
        """Set some more around a part, for SLICE seconds: whether there is more to do, and by how many
        pixels all has moved down.
        """
        until, moved, more = perf_counter() + SLICE, 0.0, True
        first, end = self._wanted(number)
        while more and perf_counter() < until:
            above, below = self.stretch.first > first, self.stretch.end < end
            counts = self.parts.characters
            nearer = counts[self.stretch.end] - counts[number] <= counts[number] - counts[self.stretch.first]
            if below and (nearer or not above):
                self._lengthen()
            elif above:
                moved += self._extend()
            else:
                moved += self._cut(first, end)
                more = False
        return more, moved

    def _wanted(self, number: int) -> tuple[int, int]:
        counts = self.parts.characters
        first = bisect_right(counts, counts[number] - AROUND) - 1
        end = bisect_right(counts, counts[number] + AROUND)
        return max(first, 0), min(end, len(self.parts))

    def _about(self, number: int) -> float:
        return self.style.top + self._tops[number]

    def _left(self, end: int) -> float:
        """Height of the blank below."""
        return self.style.bottom + self._tops[-1] - self._tops[end]

    def _lengthen(self, bottom: float | None = None) -> None:
        """Set the next part, or as many as will about reach down to `bottom`."""
        stretch, tops = self.stretch, self._tops
        with stretch.writing():
            reach = tops[stretch.end] + (bottom - self.bottom if bottom is not None else 0.0)
            stretch.lengthen()
            while stretch.end < len(self.parts) and tops[stretch.end] < reach:
                stretch.lengthen()
        stretch.fill(stretch.above, self._left(stretch.end))

    def _extend(self) -> float:
        stretch, kept = self.stretch, self.stretch.first
        before = stretch.top_of(kept)
        stretch.extend()
        grown = stretch.top_of(kept) - before
        # The blank above gives up what the new part takes, so that nothing in sight moves. If it has too
        # little left, the words move down by the rest.
        top = self.style.top
        stretch.fill(top if stretch.first == 0 else max(stretch.above - grown, top), stretch.below)
        return stretch.top_of(kept) - before

    def _cut(self, first: int, end: int) -> float:
        """Forget what has long been left behind."""
        stretch = self.stretch
        span = self.parts.characters[stretch.end] - self.parts.characters[stretch.first]
        # Twice what is wanted: otherwise scrolling to and fro would cut and set the same parts again and
        # again.
        if span < 4 * AROUND:
            return 0.0
        kept = max(first, stretch.first)
        before = stretch.top_of(kept)
        # The blank above grows by what is cut, so that what stays keeps its height.
        above = stretch.above + before - self.top
        stretch.cut_below(min(end, stretch.end))
        stretch.cut_above(kept)
        stretch.fill(above, self._left(stretch.end))
        return stretch.top_of(kept) - before


_TOP = 14
"""Pixels between the page's top edge and a heading that was jumped to."""
_PROBE = 26
"""Pixels below the top edge: what stands there is where the person is."""
_OVERLAP = 2
"""Lines of a page that are still seen on the next one."""
# QTextEdit would move its text cursor by these keys; the page shows none, so they scroll.
_STEPS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1}


class LazyPageView(QTextEdit):
    """Shows a plan's text alone. Only what is seen, and some more around it, is ever set in type."""

    moved = Signal(object, int)
    """The Place at the top of the page, and how far the person is, in percent of the plan."""

    grown = Signal()
    """All text that is wanted around the person's place is set: nothing more is set until the person moves
    on.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self.parts: PageBlocks | None = None
        """All parts of the plan that is open."""
        self._roll: LazyPage | None = None
        self._filled: dict[Gap, str] = {}
        self._shown: LoadedRange | None = None
        """Whose document Qt shows, also while there is no page."""
        self._looks = Appearance()
        self._style = PageStyle.screen(LIGHT)
        self._here: Place | None = None
        self._moving = False
        # A timer of 0 ms fires when no other event waits.
        self._grower = QTimer(self, interval=0)
        self._grower.timeout.connect(self._grow)
        # Asked anew each time: `page` is another one after each jump.
        self._chosen = Selection(self, lambda: self.page)
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The sheet has a width of its own, so that a window that changes its size costs no setting of type.
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the room for the sheet, and with it all line breaks.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("正文")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def page(self) -> LoadedRange | None:
        """What is set now: all that is seen, and some more around it."""
        return self._roll.stretch if self._roll is not None else None

    @property
    def growing(self) -> bool:
        """More text around the person's place is being set."""
        return self._grower.isActive()

    def set_plan(self, plan: Plan, place: Place | None = None, parts: PageBlocks | None = None) -> None:
        """Show another plan, at the place; at its start where there is no such place. `parts`: the plan's,
        where they are made already.
        """
        self.select_from_to(None)
        self._plan = plan
        self.parts = parts or PageBlocks(plan)
        self.parts.filled = self._filled
        self._here = place if place is not None and place.key in self.parts else None
        self._set_page()

    def set_filled(self, filled: Mapping[Gap, str]) -> None:
        """What the person entered by hand for lost figures; it is set beside the signs."""
        if filled != self._filled:
            self._filled = dict(filled)
            if self.parts is not None:
                self.parts.filled = self._filled
                self._set_page()

    def set_looks(self, looks: Appearance) -> None:
        """Take a theme and a size, and stay where the person is."""
        before, self._looks = self._looks, looks
        if looks == replace(before, numbered=looks.numbered, interface=looks.interface):
            return  # paragraph numbers are painted in the margin: no type need be set anew
        self.viewport().setPalette(self.palette())
        self._set_page()

    def place(self) -> Place | None:
        """Where the person is: what stands at the top of the page."""
        return self._here

    def cursor_place(self) -> Place | None:
        """Where the text cursor stands, or the selected words begin."""
        return self._place_of(self.textCursor().selectionStart())

    def progress(self) -> int:
        """How far the person is, in percent of the plan; 100 where all of it is in sight."""
        bar = self.verticalScrollBar()
        return round(100 * bar.value() / bar.maximum()) if bar.maximum() else 100

    @Slot(object)
    def show_place(self, place: Place) -> None:
        """Bring a place into sight: a heading to the top, words to where they can be read, a place in sight
        not at all.
        """
        page = self._bring(place.key)
        if page is None:
            return
        ranges = page.map.ranges(place.key, place.span) or page.map.ranges(place.key)
        rect = self._line_rect(ranges[0][0])
        bar = self.verticalScrollBar()
        if place.span is None:
            self._scroll_to(rect.top() - _TOP)
        elif (
            not bar.value() + rect.height()
            <= rect.top()
            <= bar.value() + self.viewport().height() - 3 * rect.height()
        ):
            self._scroll_to(rect.top() - self.viewport().height() * 0.35)
        self._put_cursor(page.map.position(place.key, place.span[0] if place.span else 0))
        self._say(place)

    @Slot(object)
    def show_at_top(self, place: Place) -> None:
        """Bring the line with the place's first character to the top edge, without a flash: back to where the
        person was.
        """
        page = self._bring(place.key)
        if page is None:
            return
        position = page.map.position(place.key, place.span[0] if place.span else 0)
        # Before the plan's first word stands its card, which is no place in the plan.
        at_first = page.first <= 1 and position <= page.map.first
        self._scroll_to(0 if at_first else self._line_rect(position).top() - _TOP)
        self._say(place)

    def _height_of(self, place: Place | None) -> float | None:
        """How far below the top edge a place's line stands; None out of sight, and where the plan begins."""
        page = self.page
        if page is None or place is None or place.key not in page.map:
            return None
        position = page.map.position(place.key, place.span[0] if place.span else 0)
        value = self.verticalScrollBar().value()
        if value == 0 and page.first <= 1 and position <= page.map.first:
            return None
        line = self._line_rect(position)
        height = line.top() - value
        return height if -line.height() < height < self.viewport().height() else None

    def _hold(self, place: Place, height: float | None) -> None:
        """Keep a place's line where it stood: what stands at the top after a jump was never looked at."""
        page = self._bring(place.key) if height is not None else None
        if page is None or height is None:
            self.show_at_top(place)
            return
        line = self._line_rect(page.map.position(place.key, place.span[0] if place.span else 0))
        # In a lower window it must be in sight too.
        self._scroll_to(line.top() - min(height, max(self.viewport().height() - 3 * line.height(), 0)))
        self._say(place)

    def turn_page(self, by: int) -> None:
        """A screenful up (-1) or down (+1); the last lines of one are the first of the next."""
        bar = self.verticalScrollBar()
        bar.setValue(
            bar.value() + by * max(self.viewport().height() - round(_OVERLAP * self._style.line), 60)
        )

    def select_from_to(self, ends: Ends | None) -> None:
        """Select between two points of the plan, also where not all of that is set in type; None selects
        nothing.
        """
        with self._by_itself():
            value = self.verticalScrollBar().value()
            self._chosen.choose(ends)
            self.verticalScrollBar().setValue(value)

    def _bring(self, key: str) -> LoadedRange | None:
        """See to it that a passage is set in type; None for one that is not in this plan."""
        if self._roll is None or self.parts is None or key not in self.parts:
            return None
        if key not in self._roll.stretch.map:
            self._begin(self.parts.number_of(key))
        page = self._roll.stretch
        return page if key in page.map else None

    def _place_of(self, position: int) -> Place | None:
        found = self.page.map.nearest(position) if self.page is not None else None
        if found is None or self._plan is None:
            return None
        key, offset = found
        return Place(self._plan.info.slug, key, (offset, offset))

    def _set_page(self, height: float | None = None) -> None:
        """Set the plan's type anew and stay at the same place, its line where it was."""
        if self.parts is None or not self.isVisible():
            # A page has its true width only once it is shown; `showEvent` comes back here.
            self._roll = None
            return
        ends = self._chosen.ends()
        height = self._height_of(self._here) if height is None else height
        self._style = self._fitted()
        self._roll = LazyPage(self.parts, self._style)
        here = self._here
        with self._by_itself():
            self._place_sheet()
        self._begin(self.parts.number_of(here.key) if here is not None else 0, ends=ends)
        self._set_anew()
        if here is not None:
            self._hold(here, height)
        else:
            self._scroll_to(0)
            self._scrolled()

    def _begin(self, number: int, top: float | None = None, ends: Ends | None = None) -> None:
        """Set type anew from a part on, which is to begin at the height `top`; keep what is selected."""
        roll = self._roll
        if roll is None:
            return
        ends = ends or self._chosen.ends()
        if self._shown is not None:
            # PySide has made it a child of this widget, which would keep it for good. Not at once, because Qt
            # may be at work in it.
            self._shown.document.deleteLater()
        with self._by_itself():
            roll.begin(number, top)
            self._shown = roll.stretch
            self.setDocument(self._shown.document)
            self.setLineWrapColumnOrWidth(int(self._style.sheet_width))
            # The page shows no caret. Qt keeps the caret's width with the document's layout: set it for
            # each one.
            self.setCursorWidth(0)
            roll.cover(roll.top, roll.top + self.viewport().height())
            self._chosen.choose(ends)
        self._grown()
        self._grower.start()

    def _cover(self) -> None:
        """Set what is seen, and let nothing that is seen move by it."""
        roll, bar = self._roll, self.verticalScrollBar()
        if roll is None:
            return
        before = roll.stretch.first, roll.stretch.end
        with self._by_itself():
            # Setting type may move the scroll bar, and then more is in sight: again until it rests, at most
            # 4 times.
            for _ in range(4):
                value = bar.value()
                with self._chosen.held():
                    moved = roll.cover(value, value + self.viewport().height())
                bar.setValue(round(value + moved))
                if bar.value() == value:
                    break
        if before != (roll.stretch.first, roll.stretch.end):
            self._grown()
        self._grower.start()

    def _jump(self, value: int) -> None:
        """The scroll bar was taken to where nothing is set: begin there."""
        roll, parts, bar = self._roll, self.parts, self.verticalScrollBar()
        if roll is None or parts is None:
            return
        # At either end the part is certain; between them it is estimated.
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
        """Set some more of what stands around the person's place, while nothing else is to be done."""
        roll, parts, bar = self._roll, self.parts, self.verticalScrollBar()
        if roll is None or parts is None:
            self._grower.stop()
            return
        with self._by_itself():
            value = bar.value()
            with self._chosen.held():
                more, moved = roll.grow(parts.number_of(self._here.key) if self._here is not None else 0)
            bar.setValue(round(value + moved))
        self._grown()
        if not more:
            self._grower.stop()
            self.grown.emit()

    def _grown(self) -> None:
        """Other text is set than before: positions in the document may have changed."""

    def _set_anew(self) -> None:
        """All heights have changed."""

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """What scrolls meanwhile is the page's own doing, not the person's."""
        # Calls are nested: the inner one must not end the outer one.
        before, self._moving = self._moving, True
        try:
            yield
        finally:
            self._moving = before

    def _fitted(self) -> PageStyle:
        return PageStyle.screen(self._looks.theme, self._looks.zoom, hei=self._looks.face == "hei").fitted(
            self._room()
        )

    def _room(self) -> int:
        return self.width() - self.verticalScrollBar().sizeHint().width()

    def _place_sheet(self) -> None:
        """The sheet in the middle, as wide as its lines need at any width of the window."""
        spare = max(self._room() - self._style.sheet_width, 0)
        left = int(spare // 2)
        self.setViewportMargins(left, 0, int(spare) - left, 0)

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
            # QTextEdit scrolls to a text cursor that it is given: scroll back.
            value = self.verticalScrollBar().value()
            self.setTextCursor(cursor)
            self.verticalScrollBar().setValue(value)

    @Slot()
    def _scrolled(self) -> None:
        """The person scrolled: find out where to. A jump says by itself where it went."""
        roll, value, height = self._roll, self.verticalScrollBar().value(), self.viewport().height()
        if self._moving or roll is None:
            return
        if roll.is_near(value, value + height):
            self._cover()
        else:
            self._jump(value)
        # A little into the line: at a card's left edge stands its bar, which belongs to no passage.
        position = self.cursorForPosition(
            QPoint(round(self._style.margin + self._style.em(2)), _PROBE)
        ).position()
        found = self._place_of(position)
        if found is not None:
            self._say(found)

    def _say(self, place: Place) -> None:
        self._here = place
        self.moved.emit(place, self.progress())

    def showEvent(self, event: QShowEvent) -> None:
        here, height = self._here, self._height_of(self._here)
        with self._by_itself():
            # Qt scrolls to its text cursor here, which the person may have left far behind.
            super().showEvent(event)
        if self._roll is None:
            self._set_page()
        elif here is not None:
            self._hold(here, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        here, nested = self._here, self._moving
        height = None if nested else self._height_of(here)
        with self._by_itself():
            super().resizeEvent(event)
            self._place_sheet()
        # `_place_sheet` resizes the viewport, which leads here again in the middle of setting the page.
        if nested or self._roll is None:
            return
        fitted = self._fitted()
        if (fitted.measure, fitted.margin) != (self._style.measure, self._style.margin):
            self._set_page(height)
        # Only the sheet's place in the window has changed: no type need be set anew.
        elif here is not None:
            self._hold(here, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, page keys and the space bar move the page; with Shift, arrows move the end of the
        selection.
        """
        modifiers = Qt.KeyboardModifier
        # The number pad's arrows count as arrows.
        key, held = Qt.Key(event.key()), event.modifiers() & ~modifiers.KeypadModifier
        if key in _STEPS and held in (modifiers.NoModifier, modifiers.ControlModifier):
            self.verticalScrollBar().triggerAction(_STEPS[key])
        elif key in _PAGES and held == modifiers.NoModifier:
            self.turn_page(_PAGES[key])
        elif key == Qt.Key.Key_Space and held == modifiers.ShiftModifier:
            self.turn_page(-1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()
