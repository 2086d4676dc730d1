"""Asks the library, and arranges what it answers as it is listed.

Runs in the background, knows no Qt, and may be used from any thread.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from db.library.library import Library
from db.plan.query import PlanStore
from db.progress import Progress
from db.records import Hit, HitSpans, Note, NoteHit, PlaceWord, Span, Supplement
from db.search.query import SearchQuery, SearchResults

if TYPE_CHECKING:
    from db.export.results.report import ResultsReport
    from db.search.searcher import NoteSearcher
    from db.search.suggestions import SearchSuggestion, Suggester
    from db.tables.named import NamedRow, NamedRows

Notes = Callable[[], Sequence[Note]]
"""Gives the person's notes; called once, in the background, when they are first looked through."""

FIRST = 200
"""Passages of a first answer: more than a panel shows."""


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The results of one chapter; with the order `rank`, all results of one way of finding."""

    plan: str
    title: str
    """The chapter's heading; empty where results are not grouped by chapter."""
    how: Literal["text", "pinyin"]
    hits: tuple[Hit, ...]
    passages: int | None = None
    """Of the whole group, also where not all hits are here yet; None if that is not known yet."""
    count: int | None = None
    """Hits (处), likewise."""


@dataclass(frozen=True, slots=True)
class ResultList:
    """What was found, arranged as it is listed: first what is written so, then what only sounds so."""

    found: SearchResults
    """Its results are in the order of the list."""
    groups: tuple[ResultGroup, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of each plan that has results or notes, its title."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    """Plan → hits in each of its chapters, sections and boxes."""
    marks: Mapping[str, HitSpans] = field(default_factory=dict[str, HitSpans])
    """Plan → where its hits are."""
    rows: Mapping[tuple[str, str], tuple[str, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[str, ...]]
    )
    """(plan, key) of a project list's passage → names of the projects that the hits are in."""
    signed: Mapping[tuple[str, str], tuple[str, tuple[Span, ...]]] = field(
        default_factory=dict[tuple[str, str], tuple[str, tuple[Span, ...]]]
    )
    """(plan, key) of a passage that lost a figure → its words with their signs, and the hits in them."""
    notes: tuple[NoteHit, ...] = ()
    """The person's notes that hold the words, all of them, in the order of the plans."""

    @property
    def query(self) -> SearchQuery:
        """What was asked."""
        return self.found.query

    @property
    def whole(self) -> bool:
        """All results are here, not only the first ones."""
        return len(self.found.results) == self.found.passages


class SearchService:
    """The queries that a person can put to the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._frames: dict[str, _Frame] = {}
        self._suggester: tuple[object, Suggester | None] = None, None
        self._notes = _Notes(tuple)
        self._additions: tuple[Sequence[PlaceWord], Sequence[Supplement]] = (), ()
        self._named: dict[str, tuple[PlanStore, object, NamedRows]] = {}

    def prepare(self, query: SearchQuery, earlier: Sequence[str]) -> None:
        """Read what the first key press would have to wait for. Raises PlanReaderError."""
        from db.search import hits  # noqa: F401  what the list draws with

        # The tables of folding and pinyin and the suggestions took longer than the search itself: whoever
        # typed the first word waited for them.
        self._library.searcher(query.plan).prepare()
        # In letters, so that the tables of pinyin are read too.
        self.suggest("zhunbei", query, earlier, 1)

    def keep_only(self, slugs: Iterable[str]) -> None:
        """These plans are left: what was read of others is let go of."""
        left = frozenset(slugs)
        # Another one, put in place at once: other threads look into it meanwhile.
        self._frames = {slug: frame for slug, frame in self._frames.items() if slug in left}
        self._named = {slug: named for slug, named in self._named.items() if slug in left}

    def set_notes(self, notes: Notes) -> None:
        """The person's notes are others now."""
        self._notes = _Notes(notes)

    def set_additions(self, words: Sequence[PlaceWord], supplements: Sequence[Supplement]) -> None:
        """What the person added to the tables, in which names are looked for."""
        self._additions = words, supplements

    def named(self, query: SearchQuery, progress: Progress) -> "tuple[NamedRow, ...]":
        """What of the plans that are searched is called by the query's words, plan by plan; nothing where
        less than a plan is searched.
        """
        if query.reach == "chapter" or query.kinds or query.regex:
            return ()
        found: list[NamedRow] = []
        for slug in filter(None, self._library.searched(query)):
            progress.check()
            found += self._names(slug).look_for(query.words, progress)
        return tuple(found)

    def _names(self, slug: str) -> "NamedRows":
        """What looks for names in one plan; kept while the plan and what was added stay the same."""
        # Late: the tables are made of the plan when somebody searches for the first time.
        from db.tables.facts import PlanFacts
        from db.tables.named import NamedRows

        store, additions = self._library.store(slug), self._additions
        known = self._named.get(slug)
        if known is None or known[0] is not store or known[1] is not additions:
            known = self._named[slug] = store, additions, NamedRows(PlanFacts(store.plan, *additions))
        return known[2]

    def notes(self, query: SearchQuery, progress: Progress) -> tuple[NoteHit, ...]:
        """The person's notes that hold the words, all of them, those that only sound so last."""
        if not query.notes:
            return ()
        # Notes come in the order of the plans that are searched; notes on other plans are no answer.
        place = {slug: at for at, slug in enumerate(self._library.searched(query))}
        here = [
            hit
            for hit in self._notes.searcher.search(query, progress)
            if hit.note.plan in place and self._library.holds(hit.note.plan, hit.note.key, query.chapter)
        ]
        return tuple(sorted(here, key=lambda hit: (hit.how == "pinyin", place[hit.note.plan])))

    def first(self, query: SearchQuery, progress: Progress) -> ResultList:
        """Exact totals and counts, and the first results: all that is seen at once."""
        return self._answer(query, FIRST, progress)

    def whole(self, query: SearchQuery, progress: Progress) -> ResultList:
        """All results."""
        return self._answer(query, None, progress)

    def report(self, query: SearchQuery, day: date, progress: Progress) -> "ResultsReport":
        """All results, ready to be written to a file. Raises PlanReaderError, Stopped."""
        # Not before somebody exports: the window opens without it.
        from db.export.results.report import report

        answer = self.whole(query, progress.silent())
        stores = {slug: self._library.store(slug) for slug in answer.titles}
        return report(answer.found, stores, day, answer.notes)

    def suggest(
        self, typed: str, query: SearchQuery, earlier: Sequence[str], limit: int
    ) -> "tuple[SearchSuggestion, ...]":
        """What could be meant by what was typed: headings, boxes, projects, places of what is searched, and
        earlier queries.
        """
        from db.search.suggestions import Suggester

        wanted = tuple(self._library.searched(query)), tuple(earlier)
        known, suggester = self._suggester
        # To make one reads all headings: it is kept while plans and earlier queries stay the same.
        if suggester is None or known != wanted:
            suggester = Suggester(
                (each for slug in wanted[0] for each in self._frame(slug).offered), wanted[1]
            )
            self._suggester = wanted, suggester
        return suggester.suggest(typed, limit)

    def _answer(self, query: SearchQuery, limit: int | None, progress: Progress) -> ResultList:
        # A regular expression whose time runs out finds something else each time: it is asked once.
        found = self._library.search(replace(query, limit=None if query.regex else limit), progress)
        notes = self.notes(query, progress)
        # sorted() is stable: within both ways of finding the order stays that of the engine.
        hits = sorted(found.results, key=lambda hit: hit.how == "pinyin")
        # Counts beside the chapters are the engine's, over all results, also where only the first are listed.
        slugs = self._library.searched(query) if found.passages else ()
        tallies = {slug: self._tally(query, slug, hits, progress) for slug in slugs}
        counts = {slug: {key: count for key, (_, count) in tally.items()} for slug, tally in tallies.items()}
        for hit in hits:
            if hit.kind == "box_title":  # a box holds its title; the engine counts what is under it
                counts[hit.plan][hit.key] = counts[hit.plan].get(hit.key, 0) + len(hit.spans)
        plans = dict.fromkeys([*(hit.plan for hit in hits), *(hit.note.plan for hit in notes)])
        frames = {slug: self._frame(slug) for slug in plans}
        # All are here: then the groups are counted themselves, text and pinyin apart.
        known = None if found.passages == len(hits) else tallies
        return ResultList(
            replace(found, query=query, results=tuple(hits)),
            groups=tuple(_groups(query, hits, frames, known)),
            notes=notes,
            titles={slug: frame.store.info.title for slug, frame in frames.items()},
            counts=counts,
            marks=_marks(hits),
            rows=_rows(hits, frames),
            signed=_signed(hits, frames),
        )

    def _tally(
        self, query: SearchQuery, slug: str, hits: Iterable[Hit], progress: Progress
    ) -> dict[str, tuple[int, int]]:
        """Passages and hits in each chapter, section and box of one of the plans that are searched."""
        searcher = self._library.searcher(slug)
        if query.regex:
            return searcher.tally_of(hit for hit in hits if hit.plan == slug)
        if query.chapter and not searcher.knows(query.chapter):
            return {}
        return searcher.tally(query, progress)

    def _frame(self, slug: str) -> "_Frame":
        store = self._library.store(slug)
        frame = self._frames.get(slug)
        # A plan that was imported anew has another store: what was read of the old one is of no use.
        if frame is None or frame.store is not store:
            frame = self._frames[slug] = _Frame(store)
        return frame


@dataclass(frozen=True)
class _Notes:
    """The person's notes as they are now."""

    make: Notes

    @cached_property
    def searcher(self) -> "NoteSearcher":
        """They are folded when they are first looked through."""
        from db.search.searcher import NoteSearcher

        return NoteSearcher(self.make())


@dataclass(frozen=True)
class _Frame:
    """What the results of one plan are arranged by."""

    store: PlanStore

    @cached_property
    def tops(self) -> dict[str, str]:
        """Passage → the chapter of the top level that it stands in."""
        view = self.store.view
        return {key: view.top(key).key for key in view.passages}

    @cached_property
    def offered(self) -> "tuple[SearchSuggestion, ...]":
        """What can be suggested: headings, boxes, projects, townships and streets."""
        from db.search.suggestions import SearchSuggestion, suggestions
        from db.tables.facts import PlanFacts

        places = (SearchSuggestion(name, "place") for name in PlanFacts(self.store.plan).finder.names)
        return (*suggestions(self.store.plan), *places)


def _groups(
    query: SearchQuery,
    hits: Sequence[Hit],
    frames: dict[str, _Frame],
    tallies: dict[str, dict[str, tuple[int, int]]] | None,
) -> Iterable[ResultGroup]:
    """Hits in the order of the list, grouped; `tallies` tell the counts where not all hits are here."""
    if query.order == "rank":
        for how in ("text", "pinyin"):
            found = tuple(hit for hit in hits if hit.how == how)
            if found:
                yield _group("", "", how, found, None if tallies is None else (None, None))
        return
    # A tally tells what is written so and what only sounds so together: it fits no group where both are.
    mixed = tallies is not None and any(hit.how == "pinyin" for hit in hits)
    for (how, plan, top), members in groupby(
        hits, key=lambda hit: (hit.how, hit.plan, frames[hit.plan].tops[hit.key])
    ):
        known = None if tallies is None else (None, None) if mixed else tallies[plan].get(top, (None, None))
        yield _group(plan, frames[plan].store.view.chapter(top).heading, how, tuple(members), known)


def _group(
    plan: str, title: str, how: str, hits: tuple[Hit, ...], known: tuple[int | None, int | None] | None
) -> ResultGroup:
    passages, count = known or (len(hits), sum(len(hit.spans) for hit in hits))
    return ResultGroup(plan, title, "pinyin" if how == "pinyin" else "text", hits, passages, count)


def _marks(hits: Iterable[Hit]) -> dict[str, HitSpans]:
    found: dict[str, dict[str, tuple[Span, ...]]] = {}
    for hit in hits:
        found.setdefault(hit.plan, {})[hit.key] = hit.spans
    return {**found}


def _signed(
    hits: Iterable[Hit], frames: dict[str, _Frame]
) -> dict[tuple[str, str], tuple[str, tuple[Span, ...]]]:
    views = ((hit, frames[hit.plan].store.view) for hit in hits)
    return {
        (hit.plan, hit.key): (view.signed(hit.key), view.signed_spans(hit.key, hit.spans))
        for hit, view in views
        if hit.key in view.gaps
    }


def _rows(hits: Iterable[Hit], frames: dict[str, _Frame]) -> dict[tuple[str, str], tuple[str, ...]]:
    from db.search.hits import rows

    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for hit in hits:
        view = frames[hit.plan].store.view
        # A passage of a project list holds many rows: the list names those that were hit.
        projects = view.rows.get(hit.key)
        if projects and (touched := rows(hit, projects)):
            found[hit.plan, hit.key] = tuple(map(view.project_name, touched))
    return found
