"""What happens between the search box, the background and the results: asking, walking, and going back."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.errors import PlanReaderError
from db.records import Found, Place, Plan
from desktop.search.hit_walk import HitWalk
from desktop.search.results_model import ResultsModel
from desktop.search.results_panel import ResultsPanel
from desktop.search.search_box import SearchBox
from desktop.tasks import Task, Ticket

Search = Callable[[str, str, Callable[[], bool]], Found]
"""Words, the plan's slug, and whether nobody waits any more; runs in the background."""


class SearchRoom(QObject):
    """The search of one window. It says which places are hits, which is the current one, and where the page should go."""

    place_requested = Signal(object)
    return_requested = Signal(object)
    """The Place where the reader was before searching: it should stand where it stood."""
    hits_changed = Signal(object)
    """All occurrences as a tuple of places, in the order of the plan; empty when nothing is searched."""
    counted = Signal(object)
    """Occurrences for each passage's key."""
    current_changed = Signal(object)
    """Number of the current occurrence, or None."""
    said = Signal(str)
    """How many there are, and which one is the current."""
    began = Signal()
    ended = Signal()

    def __init__(self, search: Search, reading_place: Callable[[], Place | None], pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._search = search
        self._reading_place = reading_place
        self._plan = ""
        self._before: Place | None = None
        self._active = False
        self._steps_owed = 0
        self._found: Found | None = None
        self.model = ResultsModel(self)
        self.box = SearchBox()
        self.panel = ResultsPanel(self.model)
        self._walk = HitWalk((), {})
        self._task = Task(pool, self)
        self._task.answered.connect(self._answer)
        self._task.failed.connect(self._fail)
        self.box.words_changed.connect(self._ask)
        self.box.next_asked.connect(self.next_hit)
        self.box.previous_asked.connect(self.previous_hit)
        self.box.left.connect(self.leave)
        self.panel.place_requested.connect(self._go_to)
        self.panel.words_offered.connect(self.box.put)

    @property
    def active(self) -> bool:
        """Words are searched, or were and their hits are shown."""
        return self._active

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        return self._task.busy

    def set_plan(self, plan: Plan) -> None:
        """Search another plan from now on; what is in the box is searched there."""
        self._plan = plan.info.slug
        self.model.set_plan(plan)
        self._walk = HitWalk((), {})
        if self._active:
            self._ask(self.box.text())

    @Slot()
    def next_hit(self) -> None:
        """Go to the next occurrence; the first time to the one at or after where the reader is."""
        self._step(1)

    @Slot()
    def previous_hit(self) -> None:
        """Go to the occurrence before."""
        self._step(-1)

    @Slot(int)
    def go_to_number(self, number: int) -> None:
        """Go to the occurrence with this number."""
        place = self._walk.go(number)
        if place is not None:
            self._show(place)

    @Slot()
    def leave(self) -> None:
        """End the search and go back to where the reader was before it (返回查找前位置)."""
        before = self._before
        self.box.clear()
        self.box.flush()
        if self._active:
            self._end()
        if before is not None:
            self.return_requested.emit(before)

    @Slot(str)
    def _ask(self, words: str) -> None:
        if not words.strip():
            self._end()
            return
        if not self._active:
            self._active, self._before = True, self._reading_place()
            self.began.emit()
        self._steps_owed = 0
        self._task.ask(partial(_run, self._search, words, self._plan))

    def _end(self) -> None:
        """Take everything of the search away. The page stays where it is."""
        self._task.drop()
        was_active, self._active, self._before, self._found = self._active, False, None, None
        self._walk = HitWalk((), {})
        self.panel.clear()
        self._tell()
        if was_active:
            self.ended.emit()

    @Slot(object)
    def _answer(self, found: Found) -> None:
        self._found = found
        self._walk = HitWalk(found.results, self.model.order)
        self.panel.set_found(found)
        self._tell()
        owed, self._steps_owed = self._steps_owed, 0
        if owed:
            self._step(owed)

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self._found = None
        self._walk = HitWalk((), {})
        self.panel.say_failed(str(error))
        self._tell()

    def _tell(self) -> None:
        """Say what the page and the outline are to show."""
        self.hits_changed.emit(self._walk.places)
        self.counted.emit(dict(Counter(place.key for place in self._walk.places)))
        self.current_changed.emit(None)
        self._say()

    def _step(self, by: int) -> None:
        if self._task.busy:
            self._steps_owed = by
            return
        place = self._walk.step(by, self._reading_place())
        if place is not None:
            self._show(place)

    @Slot(object)
    def _go_to(self, place: Place) -> None:
        number = self._walk.find(place)
        if number is not None:
            self.go_to_number(number)

    def _show(self, place: Place) -> None:
        self.current_changed.emit(self._walk.at)
        self.panel.set_current(place.key)
        self.place_requested.emit(place)
        self._say()

    def _say(self) -> None:
        if self._found is None:
            self.said.emit("")
        elif self._walk.at is not None:
            self.said.emit(f"第 {self._walk.at + 1} 处，共 {self._found.hits} 处")
        elif self._found.hits:
            self.said.emit(f"共 {self._found.passages} 段 {self._found.hits} 处")
        else:
            self.said.emit("没有找到")


def _run(search: Search, words: str, plan: str, ticket: Ticket) -> Found:
    return search(words, plan, ticket.overtaken)
