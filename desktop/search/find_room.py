"""Finding in the page (页内查找): words as they stand, folded as in the search, or a regular expression."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.errors import PlanReaderError
from db.progress import Progress
from db.records import Hit, HitSpans, Place, Plan
from desktop.background import Latest
from desktop.search.find_bar import FindBar
from desktop.search.hit_cursor import HitCursor
from desktop.search.search_service import SearchService

_Answer = tuple[HitSpans, bool, HitCursor]
"""Where the hits are; whether all of the plan was looked at; and the walk through them."""


# It keeps its own walk and marks: closing the bar brings back those of the search of the plan.
class FindRoom(QObject):
    """What is found in the plan that is open, in the order of its text.

    Other signals are those of SearchRoom.
    """

    place_requested = Signal(object)
    marks_changed = Signal(object)
    current_changed = Signal(object)
    used = Signal()
    ended = Signal()
    """The bar was closed; its marks are to go."""

    def __init__(
        self,
        service: SearchService,
        reading_place: Callable[[], Place | None],
        pool: QThreadPool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._reading_place = reading_place
        self._plan: Plan | None = None
        # Where the bar was opened: each letter more looks from there on, and does not walk away.
        self._start: Place | None = None
        self._walk = HitCursor()
        self._whole = True
        self._steps_owed = 0
        self.marks: HitSpans = {}
        self.bar = FindBar()
        self._task = Latest(pool, self, self._take, self._fail)
        self.bar.changed.connect(self._ask)
        self.bar.next_asked.connect(self.next_hit)
        self.bar.previous_asked.connect(self.previous_hit)
        self.bar.closed.connect(self._close)

    @property
    def active(self) -> bool:
        """The bar is open and there is something in it."""
        return self.bar.isVisible() and bool(self.bar.line.text())

    @property
    def current(self) -> Place | None:
        """The current hit."""
        return self._walk.current

    def set_plan(self, plan: Plan) -> None:
        """Another plan was opened; what is in the bar is looked for there."""
        self._plan = plan
        # What is on its way is of the plan before.
        self._task.drop()
        self._forget()
        if self.active:
            self._ask()

    def open(self, words: str = "") -> None:
        """Open the bar, with words to begin with."""
        self._start = self._reading_place()
        self.bar.open_bar(words)
        self.used.emit()
        if self.bar.line.text() and not self.marks:
            self._ask()

    @Slot()
    def next_hit(self) -> None:
        """Go to the next occurrence; where the bar was closed, open it again first."""
        self._step(1)

    @Slot()
    def previous_hit(self) -> None:
        """Go to the occurrence before."""
        self._step(-1)

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Go to the occurrence at this place."""
        if self._walk.go(place) is not None:
            self._show(place)

    @Slot()
    def _ask(self) -> None:
        words = self.bar.line.text()
        self.used.emit()
        if not words.strip() or self._plan is None:
            self._task.drop()
            self._forget()
            self.bar.say("")
            return
        expression = self.bar.expression.isChecked()
        # A space at the end of an expression is meant.
        words = words if expression else words.strip()
        self._steps_owed = 0
        self._task.ask(partial(_find, self._service, words, self._plan, expression))

    @Slot(object)
    def _take(self, answer: _Answer) -> None:
        self.marks, self._whole, self._walk = answer
        self.marks_changed.emit(self.marks)
        owed, self._steps_owed = self._steps_owed, 0
        place = self._walk.step(owed or 1, self._start)
        if place is not None:
            self._show(place)
        else:
            self.current_changed.emit(None)
            self._say()

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self._forget()
        self.bar.say(str(error))

    @Slot()
    def _close(self) -> None:
        self._task.drop()
        self._forget()
        self.bar.say("")
        self.ended.emit()

    def _forget(self) -> None:
        self._walk, self.marks, self._whole = HitCursor(), {}, True
        self.marks_changed.emit(self.marks)
        self.current_changed.emit(None)

    def _step(self, by: int) -> None:
        self.used.emit()
        if not self.bar.isVisible():
            self.open()
        # F3 right after typing: look for the new words, not for the old ones.
        self.bar.line.flush()
        if self._task.busy:
            self._steps_owed = by
            return
        place = self._walk.step(by, self._reading_place())
        if place is not None:
            self._start = place
            self._show(place)

    def _show(self, place: Place) -> None:
        self.place_requested.emit(place)
        self.current_changed.emit(place)
        self._say()

    def _say(self) -> None:
        at, total = self._walk.at, len(self._walk)
        said = f"第 {at + 1} 处，共 {total} 处" if at is not None else "没有找到"
        if not self._whole:
            said = f"查找超时，只查了前面一部分，已找到 {total} 处；请把表达式写得更具体些。"
        self.bar.say(said)


def _find(service: SearchService, words: str, plan: Plan, expression: bool, progress: Progress) -> _Answer:
    slug = plan.info.slug
    marks, whole = service.in_page(words, slug, progress, expression=expression)
    # Here, and not on the window's thread: a large plan may have a hit in each of 45,000 rows.
    found = [
        Hit(slug, passage.key, passage.kind, (), passage.text, marks[passage.key])
        for passage in plan.passages
        if passage.key in marks
    ]
    return marks, whole, HitCursor(found, plan.view.order)
