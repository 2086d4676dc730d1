"""The two ways of finding as one: of the search of the plan and the find bar, the one used last marks the
page.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.records import Place, Plan
from desktop.search.find_room import FindRoom
from desktop.search.search_box import SearchBox
from desktop.search.search_memory import SearchMemory
from desktop.search.search_room import SearchRoom
from desktop.search.search_service import SearchService


class Searches(QObject):
    """Passes on what the page is to show; F3 goes on in the one used last."""

    place_requested = Signal(object)
    """A Place, maybe of another plan than the one that is open."""
    return_requested = Signal(object)
    """A Place that should stand at the top again, where the reader left it."""
    marks_changed = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        box: SearchBox,
        service: SearchService,
        memory: SearchMemory,
        reading_place: Callable[[], Place | None],
        pool: QThreadPool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.plan_search = SearchRoom(box, service, memory, reading_place, pool, self)
        self.find = FindRoom(service, reading_place, pool, self)
        self._last: SearchRoom | FindRoom = self.plan_search
        for room, use in ((self.plan_search, self._use_search), (self.find, self._use_find)):
            room.place_requested.connect(self.place_requested)
            room.used.connect(use)
        self.plan_search.return_requested.connect(self.return_requested)
        self.plan_search.marks_changed.connect(self._mark_search)
        self.find.marks_changed.connect(self._mark_find)
        self.plan_search.current_changed.connect(self._point_search)
        self.find.current_changed.connect(self._point_find)
        self.plan_search.ended.connect(self._hand_over)
        self.find.ended.connect(self._hand_over)

    def set_plan(self, plan: Plan) -> None:
        """Another plan was opened."""
        self.plan_search.set_plan(plan)
        self.find.set_plan(plan)

    @Slot()
    def next_hit(self) -> None:
        """Go to the next occurrence of what was looked for last."""
        self._last.next_hit()

    @Slot()
    def previous_hit(self) -> None:
        """Go to the occurrence before."""
        self._last.previous_hit()

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Go to a hit that is marked on the page."""
        self._last.go_to(place)

    @Slot()
    def _use_search(self) -> None:
        self._use(self.plan_search)

    @Slot()
    def _use_find(self) -> None:
        self._use(self.find)

    def _use(self, room: SearchRoom | FindRoom) -> None:
        if room is not self._last:
            self._last = room
            self._show()

    @Slot()
    def _hand_over(self) -> None:
        """One of them has ended: the marks of the other come back, if it has any."""
        if not self._last.active:
            other = self.find if self._last is self.plan_search else self.plan_search
            if other.active:
                self._last = other
                self._show()

    def _show(self) -> None:
        self.marks_changed.emit(self._last.marks)
        self.current_changed.emit(self._last.current)

    @Slot(object)
    def _mark_search(self, marks: object) -> None:
        if self._last is self.plan_search:
            self.marks_changed.emit(marks)

    @Slot(object)
    def _mark_find(self, marks: object) -> None:
        if self._last is self.find:
            self.marks_changed.emit(marks)

    @Slot(object)
    def _point_search(self, place: object) -> None:
        if self._last is self.plan_search:
            self.current_changed.emit(place)

    @Slot(object)
    def _point_find(self, place: object) -> None:
        if self._last is self.find:
            self.current_changed.emit(place)
