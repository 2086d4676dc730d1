"""The search of the plan: asking in the background, listing, walking from hit to hit, and going back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.errors import PlanReaderError
from db.export.form import named
from db.export.names import name_part
from db.export.results.forms import FORMS
from db.progress import Progress
from db.records import HitSpans, Note, NoteHit, Place, PlaceWord, Plan, Supplement
from db.search.query import SearchQuery, as_query
from desktop.background import Latest
from desktop.search.hit_cursor import HitCursor
from desktop.search.results_model import ResultsModel
from desktop.search.results_panel import ResultsPanel
from desktop.search.search_box import SearchBox
from desktop.search.search_memory import SearchContent, SearchMemory, remembering
from desktop.search.search_service import Notes, ResultList, SearchService
from desktop.search.suggestion_offers import SuggestionOffers
from desktop.search.suggestion_popup import SuggestionRow
from desktop.widgets.export_bar import ExportBar

if TYPE_CHECKING:
    from db.tables.named import NamedRow


class Here(Protocol):
    """Where the person is."""

    def front(self) -> str:
        """The name of what stands in the middle of the window."""
        ...

    def place(self) -> Place | None:
        """Where the page stands."""
        ...

    def watched(self) -> bool:
        """Whether others look on: what was looked for before is not shown then."""
        ...

    def sees(self, place: Place) -> bool:
        """Whether the words at a place are in sight."""
        ...


class SearchRoom(QObject):
    """The search of one window.

    It says which passages have hits, which hit is the current one, and where the page should go.
    """

    place_requested = Signal(object)
    """A Place, maybe of another plan than the one that is open."""
    return_requested = Signal(str, object)
    """What was in front before the walk through the hits, and the Place where the page stood: it should stand
    there again.
    """
    note_requested = Signal(object)
    """A Note that the person wants to see, where it stands."""
    named_chosen = Signal(object, str)
    """The NamedRow that the person wants to see, and the words that it was found by."""
    marks_changed = Signal(object)
    """Passage key → spans, of the open plan; empty when nothing is searched."""
    counted = Signal(object)
    """Hits in each chapter, section and box of the open plan."""
    current_changed = Signal(object)
    """The Place of the current hit, or None."""
    forgotten = Signal(str, str, object)
    """What was forgotten, in a sentence; the words of a button, and what it calls to bring it back."""
    said = Signal(str)
    """How many there are, and which one is the current. Notes only where nothing else was found."""
    summed = Signal(str)
    """How many there are."""
    mode_changed = Signal(bool)
    """Whether the words are a regular expression from now on."""
    words_wanted = Signal()
    """There is nothing to go on with: the person is to type something."""
    began = Signal()
    ended = Signal()

    def __init__(
        self,
        box: SearchBox,
        service: SearchService,
        memory: SearchMemory,
        here: Here,
        pool: QThreadPool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._memory = memory
        self._here = here
        self._plan: Plan | None = None
        self._query = SearchQuery()
        self._ended = SearchQuery()
        """What was searched before: F3 takes it up again."""
        self._before: tuple[str, Place] | None = None
        """Where the person was when the walk led away; None as long as it has led nowhere."""
        self._led: Place | None = None
        """Where it led last."""
        self.active = False
        """Words are searched, or were and their hits are shown."""
        self._steps_owed = 0
        self._wanted: Place | None = None
        self.answer: ResultList | None = None
        """What is listed now; until its `whole` is true, more is on the way."""
        self._note_at: int | None = None
        self._walk = HitCursor()
        self.model = ResultsModel(self)
        self.box = box
        self.export = ExportBar(pool)
        self.panel = ResultsPanel(self.model, self._around, self.export)
        # Two tasks: the first results are listed at once, all of them follow. A hundred plans' worth takes
        # 400 ms, of which a person sees one screen.
        self._first = Latest(pool, self, self._take_first, self._fail)
        self._rest = Latest(pool, self, self._take, self._fail)
        self._noting = Latest(pool, self, self._take_notes)
        # Apart: the tables in which names are looked for are made with the first question.
        self._naming = Latest(pool, self, self._take_named)
        self._named: tuple[SearchQuery, Sequence[NamedRow]] = SearchQuery(), ()
        self._preparing = Latest(pool, self)
        self._offers = SuggestionOffers(box, service, memory, self._wanting, here.watched, pool, self)
        self.box.words_changed.connect(self._words_typed)
        # Enter goes through all that is listed; F3 stays in this plan.
        self.box.next_asked.connect(partial(self._step, 1))
        self.box.previous_asked.connect(partial(self._step, -1))
        self.box.left.connect(self.leave)
        self.box.entry_taken.connect(self._take_entry)
        self.panel.place_requested.connect(self.go_to)
        self.panel.note_requested.connect(self._go_to_note)
        self.panel.named_chosen.connect(self._go_to_named)
        self.panel.words_offered.connect(self.box.put)
        self.panel.options.asked.connect(self._take_options)

    @property
    def found(self) -> int:
        """Passages and notes that were found."""
        return self.answer.found.passages + len(self.answer.notes) if self.answer else 0

    @property
    def current(self) -> Place | None:
        """The current hit."""
        return self._walk.current

    @property
    def marks(self) -> HitSpans:
        """What `marks_changed` said last."""
        return self.answer.marks.get(self._slug, {}) if self.answer else {}

    @property
    def saved(self) -> Sequence[SearchQuery]:
        """The searches that were saved."""
        return self._memory.saved

    def set_plan(self, plan: Plan) -> None:
        """Another plan was opened; what is in the box is searched there, unless all plans are searched
        anyway.
        """
        self._plan = plan
        asked = self._query.plan
        if not self.active or self._query.reach == "all" or asked == plan.info.slug:
            if self._query.reach == "chapter" and asked != plan.info.slug:
                # A chapter of the plan before is none of this one.
                self._set_query(replace(self._query, reach="plan", chapter=""))
            self._tell()
            self._say()
        else:
            self._set_query(replace(self._query, plan=plan.info.slug, reach="plan", chapter=""))
            self._ask()

    def prepare(self) -> None:
        """Do now, and in the background, what the first key press would have to wait for."""
        self.box.popup.prepare()
        if self._plan is not None:
            query = replace(self._query, plan=self._slug)
            self._preparing.ask(partial(_prepared, self._service, query, self._memory.earlier))

    def set_additions(self, words: Sequence[PlaceWord], supplements: Sequence[Supplement]) -> None:
        """The person added something else to the tables now."""
        self._service.set_additions(words, supplements)
        if self.active:
            self._naming.ask(partial(_named, self._service, self._query))

    def set_notes(self, notes: Notes) -> None:
        """The person's notes are others now; what is listed of them is looked for anew."""
        self._service.set_notes(notes)
        # The answer that is on its way was asked with the old notes: ask all of it again.
        if self._first.busy or self._rest.busy:
            self._rest.drop()
            self._first.ask(partial(self._service.first, self._query))
        elif self.answer is not None:
            self._noting.ask(partial(_noted, self._service, self.answer.query))

    def ask_again(self) -> None:
        """Other synonyms hold now; what is listed is looked for anew."""
        if self.active:
            self._ask()

    def search_within(self, chapter: str) -> None:
        """Limit the search to a chapter or section, and turn to the box."""
        self._take_options(replace(self._query, plan=self._slug, reach="chapter", chapter=chapter))

    def run(self, query: SearchQuery) -> None:
        """Put a saved search again."""
        self._set_query(query)
        self.box.put(query.words)
        self._begin()
        self._ask()

    def save(self) -> None:
        """Keep the search that is in the box."""
        if self.active:
            with remembering():
                self._memory.save(self._query)

    def export_as(self, name: str) -> None:
        """Write the results, in the form with this name, to a file that the person names."""
        if self._plan is not None and self.found:
            title = name_part(self._plan.info.title, "规划")
            stem = f"{title}-查找{name_part(self._query.words)}"
            # The day of the person who exports, not of Greenwich.
            today = datetime.now().astimezone().date()
            make = partial(self._service.report, self._query, today)
            self.export.ask("导出查找结果", stem, (named(FORMS, name),), make)

    def drop_saved(self, query: SearchQuery) -> None:
        """Take a saved search away; it can be taken back."""
        before = self._memory.content
        with remembering():
            self._memory.forget(query)
        back = partial(self._remember_again, before)
        self.forgotten.emit(f"已删除保存的查找：{query.words}", "撤销", back)

    def _remember_again(self, content: SearchContent) -> None:
        with remembering():
            self._memory.put_back(content)

    def clear_history(self) -> None:
        """Forget all earlier queries; it can be taken back."""
        before = self._memory.content
        with remembering():
            self._memory.clear()
        self.forgotten.emit("已清除查找记录。", "撤销", partial(self._remember_again, before))

    def turn_regex(self, *, on: bool) -> None:
        """Take the words as a regular expression, or as words again."""
        self._take_options(replace(self._query, regex=on))

    @Slot()
    def next_hit(self) -> None:
        """Go to the next occurrence in this plan, if it has any; the first time to the one at or after where
        the person is. After a search has ended, its words are searched again.
        """
        self._walk_here(1)

    @Slot()
    def previous_hit(self) -> None:
        """Go to the occurrence before."""
        self._walk_here(-1)

    def _walk_here(self, by: int) -> None:
        # F3 right after typing: the new words are meant, and nothing else is offered for them.
        self.box.flush()
        self.box.close_suggestions()
        if self.active:
            self._step(by, self._slug)
        elif self._ended.words:
            self.run(replace(self._ended, plan=self._slug, reach="plan", chapter=""))
            self._steps_owed = by
        else:
            self.words_wanted.emit()

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Go to the occurrence at this place."""
        if self._walk.go(place) is not None:
            self._show(place if place.span else self._walk.current or place)

    @Slot()
    def leave(self) -> None:
        """End the search. Who still stands at the hit to which the walk led goes back to where they were
        before; all others stay.
        """
        self._leave(back=self._led is not None and self._here.sees(self._led))

    @Slot()
    def go_back(self) -> None:
        """End the search and go back to where the person was before the walk (返回查找前位置)."""
        self._leave(back=True)

    @property
    def led_away(self) -> bool:
        """There is a place to go back to."""
        return self._before is not None

    def _leave(self, *, back: bool) -> None:
        before = self._before if back else None
        self.box.clear()
        self.box.flush()
        self._end()
        if self._query.regex:
            self._set_query(replace(self._query, regex=False))
        if before is not None:
            self.return_requested.emit(*before)

    def _wanting(self) -> SearchQuery:
        """What is searched, for what could be meant there."""
        return replace(self._query, plan=self._slug)

    @property
    def _slug(self) -> str:
        return self._plan.info.slug if self._plan else ""

    def _around(self) -> list[tuple[str, str]]:
        """Key and heading of the chapters and sections that the person is in, from the top."""
        place, plan = self._here.place(), self._plan
        if place is None or plan is None or place.key not in plan.view.passages:
            return []
        return [(chapter.key, chapter.heading) for chapter in plan.view.above(place.key)]

    def _set_query(self, query: SearchQuery) -> None:
        turned, self._query = query.regex != self._query.regex, query
        if turned:
            self.mode_changed.emit(query.regex)
        chapter = self._plan.view.chapters.get(query.chapter) if self._plan is not None else None
        self.panel.options.set_query(query, chapter.heading if chapter is not None else "")

    @Slot(object)
    def _take_options(self, options: SearchQuery) -> None:
        plan = (
            self._slug
            if options.reach == "chapter" and options.chapter != self._query.chapter
            else self._query.plan
        )
        self._set_query(replace(options, words=self._query.words, plan=plan or self._slug))
        if self.active:
            self._ask()

    @Slot(str)
    def _words_typed(self, words: str) -> None:
        if not words.strip():
            self._end()
            return
        self._begin()
        if self._query.words != words:
            plan = self._query.plan if self._query.reach == "chapter" else self._slug
            self._set_query(replace(self._query, words=words, plan=plan))
            self._ask()

    def _begin(self) -> None:
        if not self.active:
            self.active = True
            self.began.emit()

    def _ask(self) -> None:
        self._steps_owed, self._wanted, self._note_at = 0, None, None
        # What is left of the query before would come after the new first results.
        self._rest.drop()
        self.panel.say_busy()
        self._first.ask(partial(self._service.first, self._query))
        if self._query.reach != "all":
            self._naming.ask(partial(_named, self._service, self._query))

    def _end(self) -> None:
        """Take everything of the search away. The page stays where it is."""
        self._first.drop()
        self._rest.drop()
        self._naming.drop()
        self._named = SearchQuery(), ()
        self._offers.set_named("", ())
        was_active, self.active, self.answer = self.active, False, None
        self._before = self._led = None
        if self._query.words:
            self._ended = self._query
        self._steps_owed, self._wanted, self._note_at = 0, None, None
        self._walk = HitCursor()
        self._set_query(replace(self._query, words="", plan=self._slug))
        self.panel.clear()
        if was_active:
            self._tell()
            self._say()
            self.ended.emit()

    @Slot(object)
    def _take_first(self, answer: ResultList) -> None:
        self._take(answer)
        if answer.query.reach == "all":
            # Of all plans after the first results: their tables are not to hold the search up.
            self._naming.ask(partial(_named, self._service, answer.query))
        if not answer.whole:
            self._rest.ask(partial(self._service.whole, answer.query))

    @Slot(object)
    def _take_notes(self, noted: tuple[SearchQuery, tuple[NoteHit, ...]]) -> None:
        query, notes = noted
        if self.answer is not None and self.answer.query == query and self.answer.notes != notes:
            self.answer, self._note_at = replace(self.answer, notes=notes), None
            self._list()
            self._say()

    @Slot(object)
    def _take_named(self, named: "tuple[SearchQuery, Sequence[NamedRow]]") -> None:
        self._named = named
        if self.answer is not None and self.answer.query == named[0]:
            self.panel.set_named(named[1])
        self._offers.set_named(named[0].words, named[1])

    def _list(self) -> None:
        """Show the answer, under what is called so, if that is known already."""
        if self.answer is not None:
            query, named = self._named
            self.panel.set_answer(self.answer, named if query == self.answer.query else ())

    @Slot(object)
    def _take(self, answer: ResultList) -> None:
        current = (
            self._walk.current if self.answer is not None and self.answer.query == answer.query else None
        )
        self.answer = answer
        self._walk = HitCursor(
            answer.found.results,
            self._plan.view.order if self._plan is not None and answer.query.order == "plan" else None,
        )
        # The walk is a new one: the person goes on from where the old one stood.
        if current is not None:
            self._walk.go(current)
        self._list()
        self._tell()
        self._say()
        # Steps that were asked for meanwhile need all hits: the first 200 have no last one.
        if answer.whole:
            self._pay()

    def _pay(self) -> None:
        """Do what was asked for while the answer was on its way."""
        owed, wanted = self._steps_owed, self._wanted
        self._steps_owed, self._wanted = 0, None
        if wanted is not None and self._walk.go(wanted) is not None:
            self._show(wanted)
        elif wanted is not None or owed:
            self._step(owed or 1, self._slug)

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self.answer = None
        self._walk = HitCursor()
        self._steps_owed, self._wanted = 0, None
        self.panel.say_failed(str(error))
        self._tell()
        self._say()

    def _tell(self) -> None:
        """Say what the page and the outline are to show."""
        self.marks_changed.emit(self.marks)
        self.counted.emit(self.answer.counts.get(self._slug, {}) if self.answer else {})
        self.current_changed.emit(self._walk.current)

    def _step(self, by: int, within: str = "") -> None:
        if not self.active:
            return
        if self._first.busy or self._rest.busy:
            # Enter was pressed before the answer: it is done when the hits are here.
            self._steps_owed = by
            return
        place = self._walk.step(by, self._here.place(), within)
        if place is not None:
            self._show(place)
        elif self.answer is not None and self.answer.notes:
            notes = self.answer.notes
            # The first step leads to the first note, or backwards to the last one.
            before = self._note_at if self._note_at is not None else -1 if by > 0 else 0
            self._note_at = (before + by) % len(notes)
            self.panel.set_current_note(self._note_at)
            self._go_to_note(notes[self._note_at].note)

    @Slot(object)
    def _go_to_note(self, note: Note) -> None:
        self._lead(Place(note.plan, note.key))
        self.note_requested.emit(note)
        self._went()

    @Slot(object)
    def _go_to_named(self, named: "NamedRow") -> None:
        here = self._here.place()
        if here is not None:
            self._before, self._led = (self._here.front(), here), None
        self.named_chosen.emit(named, self._query.words)
        self._went()

    def _show(self, place: Place) -> None:
        """Go to a place that the walk has come to."""
        self.panel.set_current(place)
        self._lead(place)
        self.place_requested.emit(place)
        self.current_changed.emit(place)
        self._went()

    def _went(self) -> None:
        """Something that was found is shown: its words are remembered, and there is a way back."""
        self._say()
        with remembering():
            self._memory.note(self._query.words)

    def _lead(self, place: Place) -> None:
        """Note where the person is before the walk leads on, unless it was the walk that led there."""
        here = self._here.place()
        if here is not None and (self._led is None or not self._here.sees(self._led)):
            self._before = self._here.front(), here
        self._led = place

    def _say(self) -> None:
        found = self.answer.found if self.answer else None
        passages = f"共 {found.passages} 段 {found.hits} 处" if found is not None and found.hits else ""
        notes = f"批注 {len(self.answer.notes)} 条" if self.answer is not None and self.answer.notes else ""
        total = passages or notes or ("没有找到" if found is not None else "")
        at = self._walk.at
        self.said.emit(
            f"第 {at + 1} 处，共 {found.hits} 处" if found is not None and at is not None else total
        )
        self.summed.emit("　".join(part for part in (passages, notes) if part) or total)

    @Slot(object)
    def _take_entry(self, entry: SuggestionRow) -> None:
        if entry.query is not None:
            self.run(entry.query)
            return
        self.box.put(as_query(entry.text))
        self._wanted = entry.place
        if self._wanted is None:
            self._steps_owed = 1
        if not (self._first.busy or self._rest.busy):
            self._pay()


def _prepared(
    service: SearchService, query: SearchQuery, earlier: tuple[str, ...], _progress: Progress
) -> None:
    service.prepare(query, earlier)


def _noted(
    service: SearchService, query: SearchQuery, progress: Progress
) -> tuple[SearchQuery, tuple[NoteHit, ...]]:
    return query, service.notes(query, progress)


def _named(
    service: SearchService, query: SearchQuery, progress: Progress
) -> "tuple[SearchQuery, Sequence[NamedRow]]":
    return query, service.named(query, progress)
