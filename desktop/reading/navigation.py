"""Moves about in a plan: makes jumps and goes back over them as a browser does, and leads to the next chapter
or to a paragraph's number.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from db.records import Place
from desktop.reading.outline_model import OutlineModel
from desktop.reading.pages import Pages
from desktop.room import GO, PAGE, ActionSpec, Shell

_LONGEST = 100
"""Steps back that are kept."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What was in front, and where in which plan the page stood."""

    room: str
    place: Place


class NavigationHistory:
    """The stops behind the person and those ahead; in both lists the nearest is last."""

    def __init__(self) -> None:
        self._behind: list[HistoryEntry] = []
        self._ahead: list[HistoryEntry] = []
        self._walking = False

    @property
    def behind(self) -> bool:
        """There is a way back."""
        return bool(self._behind)

    @property
    def ahead(self) -> bool:
        """There is a way forward again."""
        return bool(self._ahead)

    def leave(self, here: HistoryEntry, *, walking: bool = False) -> None:
        """Remember this stop, from which a jump is made.

        A walk from hit to hit is one jump: going back leads to where it began.
        """
        if not (walking and self._walking) and (not self._behind or self._behind[-1] != here):
            self._behind.append(here)
            del self._behind[:-_LONGEST]
        self._ahead.clear()
        self._walking = walking

    def step(self, here: HistoryEntry, by: int) -> HistoryEntry | None:
        """One stop back (-1) or forward (+1) from here; None where there is none."""
        source, other = (self._behind, self._ahead) if by < 0 else (self._ahead, self._behind)
        self._walking = False
        if not source:
            return None
        other.append(here)
        return source.pop()


class Navigation(QObject):
    """Jumps are shown on the page that the person is in."""

    def __init__(self, shell: Shell, pages: Pages, outline: OutlineModel) -> None:
        super().__init__(shell.frame)
        self._shell = shell
        self._pages = pages
        self._outline = outline
        self._history = NavigationHistory()
        self._awaited: tuple[Place, bool] | None = None
        """Where to go in the plan that was asked for, and whether with a flash."""

    def actions(self) -> list[ActionSpec]:
        """The rows for the menu 转到."""
        return [
            ActionSpec(
                "back", GO, "后退(&B)", self.step, "left", ("Alt+Left",), lined=True, given=-1, rank=30
            ),
            ActionSpec("forward", GO, "前进(&F)", self.step, "right", ("Alt+Right",), given=1, rank=30),
            ActionSpec(
                "chapter_before",
                GO,
                "上一章节(&P)",
                self._beside,
                "previous",
                ("Ctrl+PgUp",),
                lined=True,
                given=-1,
                rank=30,
            ),
            ActionSpec(
                "chapter_after", GO, "下一章节(&N)", self._beside, "next", ("Ctrl+PgDown",), given=1, rank=30
            ),
            ActionSpec(
                "paragraph", GO, "转到段落(&G)…", self._ask_paragraph, "paragraph", ("Ctrl+G",), rank=30
            ),
        ]

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Show a place on the page, whatever stands in the middle now; one of another plan is asked for."""
        self.leave()
        self._show(place, flash=True)

    def go_to_hit(self, place: Place) -> None:
        """Hits are walked on the first page: the second stays where the person put it."""
        self._pages.be_in_first()
        self.leave(walking=True)
        self._show(place, flash=True)

    def return_to(self, place: Place) -> None:
        """Stand again where the person was, on the first page."""
        self._pages.be_in_first()
        self.leave()
        self._show(place, flash=False)

    def leave(self, *, walking: bool = False) -> None:
        """Something else will be shown: what stands here now can be gone back to."""
        here = self._here()
        if here is not None:
            self._history.leave(here, walking=walking)
            self.tell()

    def tell(self) -> None:
        """Say by the actions whether there is a way back or forward."""
        self._shell.action("back").setEnabled(self._history.behind)
        self._shell.action("forward").setEnabled(self._history.ahead)

    @Slot(int)
    def step(self, by: int) -> None:
        """Back (-1) or forward (+1); places of plans that are gone are passed over."""
        while (here := self._here()) is not None and (stop := self._history.step(here, by)) is not None:
            if stop.room == PAGE or stop.place.plan != here.place.plan:
                self._show(stop.place, flash=False)
            if stop.room != PAGE:
                self._shell.show_room(stop.room)
            # Otherwise the plan is gone and could not be opened: try the stop after it.
            if stop.place.plan in (self._shell.slug, self._shell.opening):
                break
        self.tell()

    def arrive(self, slug: str) -> None:
        """A plan was opened: show the place in it for which it was asked for."""
        awaited, self._awaited = self._awaited, None
        if awaited is not None and awaited[0].plan == slug:
            self._show(awaited[0], flash=awaited[1])

    def _show(self, place: Place, *, flash: bool) -> None:
        if place.plan != self._shell.slug and place.plan in self._shell.library.slugs():
            # Opened in this call; or in the background, if it is large: then `arrive` goes on.
            self._awaited = place, flash
            self._shell.events.plan_requested.emit(place.plan)
            return
        if place.plan == self._shell.slug:
            self._shell.turn_to(PAGE)
            page = self._pages.reader
            (page.show_place if flash else page.show_at_top)(place)

    def _here(self) -> HistoryEntry | None:
        place = self._pages.reader.place()
        return HistoryEntry(self._shell.front, place) if place is not None else None

    def _beside(self, by: int) -> None:
        place = self._pages.reader.place()
        key = self._outline.heading_beside(place.key, by) if place else None
        if place is not None and key is not None:
            self.go_to(Place(place.plan, key))

    def _ask_paragraph(self) -> None:
        """Ask for the number of a paragraph in the section that the person is in, and go there."""
        # Dialogs are imported when they are asked for: the first paint waits for none of them.
        from desktop.reading.paragraph_dialog import ParagraphDialog, numbered

        plan, place = self._shell.plan, self._pages.reader.place()
        if plan is None or place is None:
            return
        keys = numbered(plan, place.key)
        titles = " › ".join(self._outline.titles(place.key)) or plan.info.title
        if not keys:
            self._shell.say(f"“{titles}”下没有段落，请先转到有正文的章节。")
            return
        dialog = ParagraphDialog(plan.info.slug, titles, keys, place.key, self._shell.frame)
        dialog.place_requested.connect(self.go_to)
        dialog.open()
