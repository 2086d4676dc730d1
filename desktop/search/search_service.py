"""Asks the library, and arranges what it answers.

Runs in the background, knows no Qt, and may be used from any thread.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from db.export.results.kinds import KIND_NAMES
from db.library.library import Library
from db.plan.query import PlanStore
from db.records import Found, Hit, Note, NoteHit, Project
from desktop.search.search_query import REACHES, Form, ResultGroup, SearchQuery, SearchResults, Spans

if TYPE_CHECKING:
    from db.export.tables.sheet import Progress
    from db.search.notes import NoteSearcher
    from db.search.suggestions import SearchSuggestion, Suggester

Notes = Callable[[], Sequence[Note]]
"""Gives the reader's notes; called once, in the background, when they are first looked through."""

Stop = Callable[[], bool]
"""Whether nobody waits for the answer any more; the work then ends with `StoppedError`."""

FIRST = 200
"""Passages of a first answer: more than a panel shows."""


class SearchService:
    """The questions that a reader can put to the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._frames: dict[str, _Frame] = {}
        self._suggester: tuple[object, Suggester | None] = None, None
        self._notes = _Notes(tuple)

    def prepare(self, question: SearchQuery, earlier: Sequence[str]) -> None:
        """Read what the first key press would have to wait for. Raises PlanReaderError."""
        from db.search import snippets  # noqa: F401  what the list draws with

        self._library.searcher(question.plan).prepare()
        self.suggest("zhunbei", question, earlier, 1)

    def set_notes(self, notes: Notes) -> None:
        """The reader's notes are others now."""
        self._notes = _Notes(notes)

    def notes(self, question: SearchQuery, stop: Stop) -> tuple[NoteHit, ...]:
        """The reader's notes that hold the words, all of them."""
        if not question.notes:
            return ()
        found = self._notes.searcher.search(question.words, stop=stop)
        place = {slug: at for at, slug in enumerate(self._slugs(question))}
        here = [
            hit
            for hit in found
            if hit.note.plan in place and self._library.holds(hit.note.plan, hit.note.key, question.scope)
        ]
        return tuple(sorted(here, key=lambda hit: (hit.how == "pinyin", place[hit.note.plan])))

    def first(self, question: SearchQuery, stop: Stop) -> SearchResults:
        """Exact totals and counts, and the first results: all that is seen at once."""
        return self._answer(question, FIRST, stop)

    def whole(self, question: SearchQuery, stop: Stop) -> SearchResults:
        """All results."""
        return self._answer(question, None, stop)

    def in_page(self, words: str, plan: str, *, expression: bool, stop: Stop) -> tuple[Spans, bool]:
        """Where the words, as they stand but folded, or a regular expression, are in a plan; and whether all
        of it was looked at.

        Raises ExpressionError.
        """
        if expression:
            from db.search.expression import find

            passages = self._library.store(plan).plan.passages
            matches = find(words, ((passage.key, passage.text) for passage in passages), stop=stop)
            return matches.spans, matches.whole
        found = self._library.search(as_phrase(words), [plan], pinyin=False, stop=stop)
        return {hit.key: hit.spans for hit in found.results}, True

    def write(self, question: SearchQuery, form: Form, day: date, path: Path, progress: "Progress") -> None:
        """Write all results to a file. Raises PlanReaderError, Stopped when the progress says so."""
        from db.export.results.excel import write_excel
        from db.export.results.markdown import write_markdown
        from db.export.results.report import report
        from db.export.results.word import write_word

        answer = self.whole(question, lambda: False)
        stores = {slug: self._library.store(slug) for slug in answer.titles}
        told = [
            f"查找范围：{self._reach(question)}",
            f"类别：{'、'.join(map(KIND_NAMES.__getitem__, question.kinds)) or '全部'}",
        ]
        made = report(answer.found, stores, told, day, grouped=question.order == "plan", notes=answer.notes)
        if form == "xlsx":
            write_excel(made, list(stores.values()), path, progress)
        else:
            (write_word if form == "docx" else write_markdown)(made, path, progress)

    def _reach(self, question: SearchQuery) -> str:
        if question.reach == "all":
            return REACHES["all"]
        store = self._library.store(question.plan)
        chapter = f"，{store.view.chapter(question.chapter).heading}" if question.reach == "chapter" else ""
        return f"《{store.info.title}》{chapter}"

    def suggest(
        self, typed: str, question: SearchQuery, earlier: Sequence[str], limit: int
    ) -> "tuple[SearchSuggestion, ...]":
        """What could be meant by what was typed: headings, boxes, projects, places of what is searched, and
        earlier queries.
        """
        from db.search.suggestions import Suggester

        wanted = tuple(self._slugs(question)), tuple(earlier)
        known, suggester = self._suggester
        if suggester is None or known != wanted:
            suggester = Suggester(
                (each for slug in wanted[0] for each in self._frame(slug).offered), wanted[1]
            )
            self._suggester = wanted, suggester
        return suggester.suggest(typed, limit)

    def _answer(self, question: SearchQuery, limit: int | None, stop: Stop) -> SearchResults:
        slugs = self._slugs(question)
        found = self._library.search(
            question.words,
            slugs,
            kinds=question.passages,
            limit=limit,
            scope=question.scope,
            order=question.order,
            together=question.together,
            stop=stop,
        )
        notes = self.notes(question, stop)
        hits = sorted(found.results, key=lambda hit: hit.how == "pinyin")
        found = Found(question.words, found.passages, found.hits, tuple(hits), found.ms, found.offer)
        whole = limit is None or found.passages <= len(hits)
        tallies = {slug: self._tally(question, slug, stop) for slug in slugs if found.passages}
        counts = {slug: {key: count for key, (_, count) in tally.items()} for slug, tally in tallies.items()}
        for hit in hits:
            if hit.kind == "box_title":  # a box holds its title; the engine counts what is under it
                counts[hit.plan][hit.key] = counts[hit.plan].get(hit.key, 0) + len(hit.spans)
        plans = dict.fromkeys([*(hit.plan for hit in hits), *(hit.note.plan for hit in notes)])
        frames = {slug: self._frame(slug) for slug in plans}
        return SearchResults(
            question=question,
            found=found,
            whole=whole,
            groups=tuple(_groups(question, hits, frames, None if whole else tallies)),
            notes=notes,
            titles={slug: frame.store.info.title for slug, frame in frames.items()},
            counts=counts,
            marks=_marks(hits),
            rows=_rows(hits, frames),
        )

    def _slugs(self, question: SearchQuery) -> list[str]:
        """The plans that are searched, the one that is open first."""
        if question.reach != "all":
            return [question.plan]
        others = (card.info.slug for card in self._library.cards())
        return list(dict.fromkeys([question.plan, *others]))

    def _tally(self, question: SearchQuery, slug: str, stop: Stop) -> dict[str, tuple[int, int]]:
        """Passages and hits in each chapter, section and box."""
        searcher = self._library.searcher(slug)
        tally = searcher.tally(question.words, kinds=question.passages, together=question.together, stop=stop)
        scope = question.scope
        if scope is None or scope not in tally:
            return tally if scope is None else {}
        ancestors = self._library.store(slug).view.ancestors
        inside = {key: counts for key, counts in tally.items() if key == scope or scope in ancestors(key)}
        return {**dict.fromkeys(ancestors(scope), tally[scope]), **inside}

    def _frame(self, slug: str) -> "_Frame":
        store = self._library.store(slug)
        frame = self._frames.get(slug)
        if frame is None or frame.store is not store:
            frame = self._frames[slug] = _Frame(store)
        return frame


@dataclass(frozen=True)
class _Notes:
    """The reader's notes as they are now."""

    make: Notes

    @cached_property
    def searcher(self) -> "NoteSearcher":
        """They are folded when they are first looked through."""
        from db.search.notes import NoteSearcher

        return NoteSearcher(self.make())


@dataclass(frozen=True)
class _Frame:
    """What the results of one plan are arranged by."""

    store: PlanStore

    @cached_property
    def tops(self) -> dict[str, str]:
        """Passage → the chapter of the top level that it stands in."""
        parents = {chapter.key: chapter.parent for chapter in self.store.plan.chapters}
        top: dict[str, str] = {}
        for key, parent in parents.items():
            top[key] = key if parent is None else top[parent]
        return {passage.key: top[passage.chapter] for passage in self.store.plan.passages}

    @cached_property
    def projects(self) -> dict[str, list[Project]]:
        """Passage → the rows that are read from it."""
        found: dict[str, list[Project]] = {}
        for project in self.store.plan.projects:
            found.setdefault(project.key, []).append(project)
        return found

    @cached_property
    def offered(self) -> "tuple[SearchSuggestion, ...]":
        """What can be suggested: headings, boxes, projects, townships and streets."""
        from db.search.suggestions import SearchSuggestion, suggestions
        from db.tables.facts import PlanFacts

        places = (SearchSuggestion(name, "place") for name in PlanFacts(self.store.plan).finder.names)
        return (*suggestions(self.store.plan), *places)


def as_phrase(words: str) -> str:
    """Words as they stand, spaces and signs with them, as a query that means just that."""
    return '"' + words.replace('"', "＂") + '"'


def as_query(words: str) -> str:
    """The same, in quotes only where they are needed."""
    plain = words == "".join(words.split()) and not words.startswith("-") and not set(words) & set('"*?')
    return words if plain else as_phrase(words)


def _groups(
    question: SearchQuery,
    hits: Sequence[Hit],
    frames: dict[str, _Frame],
    tallies: dict[str, dict[str, tuple[int, int]]] | None,
) -> Iterable[ResultGroup]:
    """Hits in the order of the list, grouped; `tallies` tell the counts where not all hits are here."""
    if question.order == "rank":
        for how in ("text", "pinyin"):
            found = tuple(hit for hit in hits if hit.how == how)
            if found:
                yield _group("", "", how, found, None if tallies is None else (None, None))
        return
    mixed = tallies is not None and any(hit.how == "pinyin" for hit in hits)
    for (how, plan, top), members in groupby(
        hits, key=lambda hit: (hit.how, hit.plan, frames[hit.plan].tops[hit.key])
    ):
        known = None if tallies is None else (None, None) if mixed else tallies[plan].get(top, (None, None))
        yield _group(plan, frames[plan].store.view.chapter(top).heading, how, tuple(members), known)


def _group(
    plan: str, title: str, how: "str", hits: tuple[Hit, ...], known: tuple[int | None, int | None] | None
) -> ResultGroup:
    passages, count = known or (len(hits), sum(len(hit.spans) for hit in hits))
    return ResultGroup(plan, title, "pinyin" if how == "pinyin" else "text", hits, passages, count)


def _marks(hits: Iterable[Hit]) -> dict[str, Spans]:
    found: dict[str, dict[str, tuple[tuple[int, int], ...]]] = {}
    for hit in hits:
        found.setdefault(hit.plan, {})[hit.key] = hit.spans
    return {**found}


def _rows(hits: Iterable[Hit], frames: dict[str, _Frame]) -> dict[tuple[str, str], tuple[str, ...]]:
    from db.search.hit_rows import rows

    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for hit in hits:
        projects = frames[hit.plan].projects.get(hit.key)
        if projects and (touched := rows(hit, projects)):
            found[hit.plan, hit.key] = tuple(project.name or "合计" for project in touched)
    return found
