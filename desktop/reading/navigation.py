"""Moving about in a plan: every jump, the way back from it, and what leads to the next chapter or to a
paragraph's number.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from db.records import Place
from desktop.reading.navigation_history import HistoryEntry, NavigationHistory
from desktop.reading.page_view import PageView
from desktop.room import PAGE, ActionSpec

if TYPE_CHECKING:
    from desktop.shell.window import Window


class Navigation(QObject):
    """Made by the window, with the window's parts. Jumps are shown on the page that the reader is in."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._trail = NavigationHistory()

    def entries(self, go: str) -> list[ActionSpec]:
        """The rows for the window's table of actions, for its menu 转到."""
        return [
            ActionSpec("back", go, "后退(&B)", self.step, "left", ("Alt+Left",), lined=True, given=-1),
            ActionSpec("forward", go, "前进(&F)", self.step, "right", ("Alt+Right",), given=1),
            ActionSpec(
                "chapter_before",
                go,
                "上一章节(&P)",
                self._beside,
                "previous",
                ("Ctrl+PgUp",),
                lined=True,
                given=-1,
            ),
            ActionSpec("chapter_after", go, "下一章节(&N)", self._beside, "next", ("Ctrl+PgDown",), given=1),
            ActionSpec("paragraph", go, "转到段落(&G)…", self._ask_paragraph, "paragraph", ("Ctrl+G",)),
            ActionSpec("locate", go, "定位当前章节(&L)", self._locate, "locate", ("Ctrl+L",)),
        ]

    def connect_window(self) -> None:
        """Once actions and docks are there."""
        self._window.viewing.pages.second_made.connect(self._watch)
        for pane in self._window.viewing.pages.panes:
            self._watch(pane.page)
        self._window.plan_requested.connect(self._leave)
        self._tell()

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Show a place on the page, whatever stands in the middle now; one of another plan is asked for."""
        self._leave()
        self._show(place, flash=True)

    @Slot(object)
    def go_to_hit(self, place: Place) -> None:
        """Hits are walked on the first page: the second stays where the reader put it."""
        self._window.viewing.pages.be_in_first()
        self._leave(walking=True)
        self._show(place, flash=True)

    @Slot(object)
    def return_to(self, place: Place) -> None:
        """Stand again where the reader was, on the first page."""
        self._window.viewing.pages.be_in_first()
        self._leave()
        self._show(place, flash=False)

    @Slot(int)
    def step(self, by: int) -> None:
        """Back (-1) or forward (+1); over places of plans that are gone."""
        while (here := self._here()) is not None and (stop := self._trail.step(here, by)) is not None:
            if stop.room == PAGE or stop.place.plan != here.place.plan:
                self._show(stop.place, flash=False)
            if stop.room != PAGE:
                self._window.show_room(stop.room)
            if self._window.slug == stop.place.plan:
                break
        self._tell()

    def _show(self, place: Place, *, flash: bool) -> None:
        window = self._window
        if place.plan != window.slug:
            window.place_elsewhere.emit(place)
        if place.plan == window.slug:
            window.stage.turn_to(PAGE)
            page = window.viewing.reader
            (page.show_place if flash else page.show_at_top)(place)

    def _here(self) -> HistoryEntry | None:
        place = self._window.viewing.reader.place()
        return HistoryEntry(self._window.stage.name, place) if place is not None else None

    def _leave(self, _slug: str = "", *, walking: bool = False) -> None:
        here = self._here()
        if here is not None:
            self._trail.leave(here, walking=walking)
            self._tell()

    def _tell(self) -> None:
        self._window.commands["back"].setEnabled(self._trail.behind)
        self._window.commands["forward"].setEnabled(self._trail.ahead)

    @Slot(object)
    def _watch(self, page: PageView) -> None:
        page.link_followed.connect(self.go_to)
        page.steps_asked.connect(self.step)
        page.search_requested.connect(self._window.search_for)

    def _beside(self, by: int) -> None:
        place = self._window.viewing.reader.place()
        key = self._window.outline_model.heading_beside(place.key, by) if place else None
        if place is not None and key is not None:
            self.go_to(Place(place.plan, key))

    def _locate(self) -> None:
        place = self._window.viewing.reader.place()
        if place is not None:
            self._window.docks["outline"].show()
            self._window.outline.reveal(place)

    def _ask_paragraph(self) -> None:
        """Of the section that the reader is in; the page shows it as the number is typed."""
        from desktop.reading.paragraph_dialog import ParagraphDialog, numbered

        window = self._window
        plan, place = window.plan, window.viewing.reader.place()
        if plan is None or place is None:
            return
        keys = numbered(plan, place.key)
        titles = " › ".join(window.outline_model.titles(place.key))
        if not keys:
            window.notice.say(f"“{titles or plan.info.title}”下没有段落，请先转到有正文的章节。")
            return
        dialog = ParagraphDialog(plan.info.slug, titles or plan.info.title, keys, place.key, window)
        dialog.place_requested.connect(self.go_to)
        dialog.open()
