"""Searching: the passages that hold the words, with exact totals and spans; and the person's own notes.

A `Searcher` holds one plan's documents. With an index it is quick at any size, without one it scans; the
answers are the same. It may be used from several threads at once.

What counts: a passage is found when it holds every term (or stands in a section that holds every term); a hit
(处) is one marked span. A term is counted as str.count counts; where spans of different terms, or of one odd
cluster such as ㎡, overlap, they are marked as one and count once; spans that only touch count each.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from db.errors import IndexDamagedError, UnknownKeyError
from db.progress import QUIET, Progress
from db.records import Hit, Kind, Note, NoteHit, Span
from db.search import fuzzy
from db.search.corpus import Corpus, Document, in_chunks
from db.search.folding import fold
from db.search.pinyin import has_letters, readings
from db.search.query import SECONDS, SearchQuery, SearchResults, Term, parse
from db.search.query_terms import Exact, LiteralPart, Spelled, TermPart, merged

FULLY_RANKED = 2000
"""With a limit, and more passages than these found, only the first so many are put in order of rank: nobody
reads on so far, and the best of these are seen at once.
"""

_Answer = TypeVar("_Answer")

_CHUNK = 1024
"""Passages that are counted before the search looks whether anybody still waits for it."""

_OFFERED_TERMS = 8
"""A query of more terms gets no offer."""

# BM25 with the values that its authors give (Robertson and Zaragoza 2009, 1.2 < k1 < 2, b = 0.75).
_K1 = 1.2
_B = 0.75
_WEIGHT: dict[Kind, float] = {"heading": 2.0, "box_title": 1.6, "paragraph": 1.0, "box_item": 1.0}
"""A title says what a chapter is about: words in it count for more than words in its text."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One term of a query, the ways to read it, and the numbers of the documents that hold it."""

    part: TermPart
    written: list[int]
    """They hold it as it is written; rising."""
    spelled: Spelled | None = None
    heard: frozenset[int] = frozenset()
    """They hold it only as it sounds."""

    def part_in(self, number: int) -> TermPart:
        """How the term stands in a document that holds it: as it is written, or else as it sounds."""
        return self.spelled if self.spelled is not None and number in self.heard else self.part

    def held(self) -> set[int]:
        """All that hold it, in whichever way."""
        return {*self.written, *self.heard}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An answer before it is written out: numbers of documents, rising."""

    wanted: list[_Wanted]
    written: list[int]
    heard: list[int]
    untouched: bool = False
    """One term, and no filter took anything away: what the index knows of the term is the answer's total."""

    def __len__(self) -> int:
        return len(self.written) + len(self.heard)


class Searcher:
    """Searches the passages of one plan."""

    def __init__(
        self, documents: Sequence[Document], index_folder: Path | None = None, stamp: str | None = None
    ) -> None:
        """Open with its index, or without one. It takes time: not on the GUI's thread.

        `documents` stand in the plan's order. With a folder it raises IndexDamagedError, see
        `index.open_index`; without one nothing can go wrong, and the texts are folded when the first search
        asks for them.
        """
        self.documents = tuple(documents)
        self.indexed = index_folder is not None
        self._shown = [document.text for document in self.documents]
        if index_folder is not None:
            # Whoosh takes 60 ms: a search without an index, as in notes, begins without it.
            from db.search.index import open_index

            opened = open_index(self.documents, index_folder, stamp)
            self._corpus = Corpus(self._shown, opened.folded, opened.odd, opened.shifted, opened.postings)

    @cached_property
    def _corpus(self) -> Corpus:
        return Corpus.of_texts(self._shown)

    @cached_property
    def _within(self) -> dict[str, frozenset[int]]:
        """Key of a chapter, section, box or passage → the documents in it, its own heading or title with
        them.
        """
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, document in enumerate(self.documents):
            for key in (document.key, *document.ancestors):
                found[key].add(number)
        return {key: frozenset(numbers) for key, numbers in found.items()}

    def knows(self, key: str) -> bool:
        """Whether there is a chapter, section, box or passage of this key."""
        return key in self._within

    def prepare(self) -> None:
        """Read what the first search would have to read: the tables of folding and pinyin, which characters
        there are.
        """
        fold("")
        readings("zhunbei", self._sound(lambda: self._corpus.lexicon))

    def _sound(self, ask: Callable[[], _Answer]) -> _Answer:
        """What `ask` answers; without the index if that turns out to hold something else than it should.

        Its seal tells damage only: what was sealed by another is noticed when it is read.
        """
        try:
            return ask()
        except IndexDamagedError:
            self.indexed = False
            self._corpus = Corpus.of_texts(self._shown)
            return ask()

    def search(
        self,
        query: SearchQuery,
        progress: Progress = QUIET,
        *,
        offering: bool = True,
        seconds: float = SECONDS,
    ) -> SearchResults:
        """Find the passages that hold the words; which plan the query means is not looked at.

        `offering`: where nothing is found, look for words one edit away. `seconds`: of a regular expression,
        which no other search needs. With the order `rank`, a limit and
        more than FULLY_RANKED passages, only the first so many are ranked. Raises UnknownKeyError for a
        chapter that is not there, ExpressionError for a regular expression that is none, Stopped if
        `progress` says so.
        """
        if query.regex:
            return self._matching(query, progress, seconds)
        return self._sound(lambda: self._search(query, progress, offering=offering))

    def _matching(self, query: SearchQuery, progress: Progress, seconds: float) -> SearchResults:
        """What a regular expression finds, in the plan's order. Raises ExpressionError."""
        # re2 is loaded only by those who use it.
        from db.search.expression import find

        started = time.perf_counter()
        allowed = self._allowed(query)
        numbers = range(len(self.documents)) if allowed is None else sorted(allowed)
        texts = ((str(number), self._shown[number]) for number in numbers)
        matches = find(query.words, texts, seconds=seconds, progress=progress)
        hits = (
            Hit(each.plan, each.key, each.kind, each.path, each.text, spans)
            for number, spans in matches.spans.items()
            for each in (self.documents[int(number)],)
        )
        return SearchResults(
            query=query,
            passages=len(matches.spans),
            hits=sum(map(len, matches.spans.values())),
            results=tuple(islice(hits, None if query.limit is None else max(query.limit, 0))),
            ms=(time.perf_counter() - started) * 1000,
            whole=matches.whole,
        )

    def _search(self, query: SearchQuery, progress: Progress, *, offering: bool) -> SearchResults:
        started = time.perf_counter()
        limit = None if query.limit is None else max(query.limit, 0)
        allowed = self._allowed(query)
        chosen = self._choose(query, allowed, progress)
        if query.order == "rank":
            numbers = self._ranked(chosen, limit, progress)
        else:
            numbers = [(number, 0.0) for number in islice(chain(chosen.written, chosen.heard), limit)]
        heard = frozenset(chosen.heard)
        offering = offering and not len(chosen) and not query.literal
        return SearchResults(
            query=query,
            passages=len(chosen),
            hits=self._total(chosen, progress),
            results=tuple(
                self._hit(number, score, chosen.wanted, number in heard) for number, score in numbers
            ),
            offer=self._offer(query, allowed, progress) if offering else None,
            ms=(time.perf_counter() - started) * 1000,
        )

    def tally(self, query: SearchQuery, progress: Progress = QUIET) -> dict[str, tuple[int, int]]:
        """How many passages and hits stand in each chapter, section and box, those within it counted; where
        none, no entry.

        They are those of `search` without a limit, but counted quicker where very much is found.
        """
        return self._sound(lambda: self._tally(query, progress))

    def tally_of(self, hits: Iterable[Hit]) -> dict[str, tuple[int, int]]:
        """The same of hits that are there already, which may be those of a search whose time ran out."""
        return self._tallied((self._numbers[hit.key], len(hit.spans)) for hit in hits)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {document.key: number for number, document in enumerate(self.documents)}

    def _tally(self, query: SearchQuery, progress: Progress) -> dict[str, tuple[int, int]]:
        chosen = self._choose(query, self._allowed(query), progress)
        return self._tallied(self._counts(chosen, progress))

    def _tallied(self, counts: Iterable[tuple[int, int]]) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for number, count in counts:
            document = self.documents[number]
            # A heading's chapter is its own and none of its ancestors; of all others it is one of them.
            for key in dict.fromkeys((*document.ancestors, document.chapter)):
                passages, hits = found.get(key, (0, 0))
                found[key] = passages + 1, hits + count
        return found

    def _allowed(self, query: SearchQuery) -> frozenset[int] | None:
        """The documents that may be found; None means all."""
        allowed, kinds = None, query.passages
        if query.chapter:
            allowed = self._within.get(query.chapter)
            if allowed is None:
                raise UnknownKeyError("规划中没有这个章节，请重新选择查找范围。", query.chapter)
        if kinds is not None:
            numbers = range(len(self.documents)) if allowed is None else allowed
            allowed = frozenset(number for number in numbers if self.documents[number].kind in kinds)
        return allowed

    def _choose(self, query: SearchQuery, allowed: frozenset[int] | None, progress: Progress) -> _Chosen:
        """The documents that answer the query."""
        progress.check()
        terms = () if query.literal else parse(query.words)
        wanted = self._want_all(terms, query, progress)
        if query.literal and query.words:
            exact = Exact(query.words)
            wanted = [_Wanted(exact, exact.numbers(self._corpus, progress))]
        if not wanted:
            return _Chosen([], [], [])
        excluded = {
            number for term in terms if term.excluded for number in term.part.numbers(self._corpus, progress)
        }
        several = query.together == "section" and len(wanted) > 1
        return (self._in_one_section if several else self._in_one_passage)(wanted, excluded, allowed)

    def _want_all(self, terms: Sequence[Term], query: SearchQuery, progress: Progress) -> list[_Wanted]:
        """All terms that must be there; none as soon as it is clear that nothing has them all."""
        wanted: list[_Wanted] = []
        holding: set[int] | None = None
        required = [term for term in terms if not term.excluded]
        for term in required:
            progress.check()
            wanted.append(self._want(term, query.pinyin, progress))
            if not wanted[-1].written and not wanted[-1].heard:
                return []
            if len(required) > 2 and query.together == "passage":
                holding = wanted[-1].held() if holding is None else holding & wanted[-1].held()
                # Of three terms the first two may already exclude each other: the third is not looked up.
                if not holding:
                    return []
        return wanted

    def _want(self, term: Term, pinyin: bool, progress: Progress) -> _Wanted:
        written = term.part.numbers(self._corpus, progress)
        # Most words have no Latin letter: the lexicon is not even made for them.
        shapes = readings(term.spelled, self._corpus.lexicon) if pinyin and has_letters(term.spelled) else ()
        if shapes:
            sounding = Spelled(shapes)
            heard = frozenset(sounding.numbers(self._corpus, progress))
            return _Wanted(term.part, written, sounding, heard.difference(written) if written else heard)
        return _Wanted(term.part, written)

    @staticmethod
    def _in_one_passage(wanted: list[_Wanted], excluded: set[int], allowed: frozenset[int] | None) -> _Chosen:
        # Nothing was taken away, so that the index may know the total without a look at the texts.
        if len(wanted) == 1 and not excluded and allowed is None:
            return _Chosen(wanted, wanted[0].written, sorted(wanted[0].heard), untouched=True)
        written = set(min((each.written for each in wanted), key=len)).intersection(
            *(each.written for each in wanted)
        )
        held = written
        if any(each.heard for each in wanted):
            held = set.intersection(*(each.held() for each in wanted))
        held = (held if allowed is None else held & allowed) - excluded
        return _Chosen(wanted, sorted(held & written), sorted(held - written))

    def _in_one_section(
        self, wanted: list[_Wanted], excluded: set[int], allowed: frozenset[int] | None
    ) -> _Chosen:
        def sections(numbers: Iterable[int]) -> set[tuple[str, str]]:
            return {(self.documents[number].plan, self.documents[number].chapter) for number in numbers}

        holding = [each.held() if allowed is None else each.held() & allowed for each in wanted]
        chosen = set.intersection(*map(sections, holding)) - sections(excluded)
        held = {number for numbers in holding for number in numbers if sections([number]) <= chosen}
        written = {number for each in wanted for number in each.written}
        return _Chosen(wanted, sorted(held & written), sorted(held - written))

    def _ranked(self, chosen: _Chosen, limit: int | None, progress: Progress) -> list[tuple[int, float]]:
        # Each is ranked by itself: in either order those that only sound so come last.
        pools = [chosen.written, chosen.heard]
        if limit is not None and limit <= FULLY_RANKED:
            pools = [
                chosen.written[:FULLY_RANKED],
                chosen.heard[: max(0, FULLY_RANKED - len(chosen.written))],
            ]
        corpus = self._corpus
        # All that hold the term, not only those that were chosen: how rare a word is doesn't depend on the
        # filter.
        holding = [len(each.written) + len(each.heard) for each in chosen.wanted]
        found: list[tuple[int, float]] = []
        for pool in pools:
            progress.check()
            counts = [self._counts_of(each, pool) for each in chosen.wanted]
            lengths = [len(corpus.folded[number]) for number in pool]
            kinds: list[Kind] = [self.documents[number].kind for number in pool]
            scores = _scores(counts, holding, len(corpus), lengths, corpus.average_length, kinds)
            found += sorted(zip(pool, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
        return found[:limit]

    def _counts_of(self, wanted: _Wanted, pool: Sequence[int]) -> list[int]:
        counts = wanted.part.counts(self._corpus, pool)
        if wanted.spelled is not None and not all(counts):
            heard = wanted.spelled.counts(self._corpus, pool)
            # Where a term is written, what only sounds like it is not marked, and not counted.
            counts = [count or other for count, other in zip(counts, heard, strict=True)]
        return counts

    def _total(self, chosen: _Chosen, progress: Progress) -> int:
        """How many spans all passages of the answer have, written out or not."""
        if len(chosen.wanted) > 1 or not chosen.untouched:
            return sum(count for _, count in self._counts(chosen, progress))
        wanted, corpus = chosen.wanted[0], self._corpus
        total = wanted.part.total(corpus)
        if total is None:
            total = sum(wanted.part.counts(corpus, chosen.written))
        if wanted.spelled is not None:
            heard = wanted.spelled.total(corpus)
            if heard is None:
                total += sum(wanted.spelled.counts(corpus, chosen.heard))
            else:  # where it is written, what sounds so is not marked
                total += heard - sum(wanted.spelled.counts(corpus, chosen.written))
        return total if isinstance(wanted.part, Exact) else total + self._odd_difference(wanted)

    def _odd_difference(self, wanted: _Wanted) -> int:
        """What is to be added to the counts in the folded texts, where a hit can be a part of one sign."""
        difference = 0
        for number in self._corpus.odd:
            part = wanted.part_in(number)
            if count := part.counts(self._corpus, [number])[0]:
                difference += len(merged(part.spans(self._corpus, number))) - count
        return difference

    def _counts(self, chosen: _Chosen, progress: Progress) -> Iterator[tuple[int, int]]:
        """Each document of the answer and how many spans it has."""
        odd = self._corpus.odd
        for pool, heard in ((chosen.written, False), (chosen.heard, True)):
            for numbers in in_chunks(pool, _CHUNK, progress):
                part = chosen.wanted[0].spelled if heard else chosen.wanted[0].part
                if len(chosen.wanted) > 1 or part is None:
                    counts = [len(self._spans(number, chosen.wanted)) for number in numbers]
                else:
                    counts = part.counts(self._corpus, numbers)
                for number, count in zip(numbers, counts, strict=True):
                    yield number, len(self._spans(number, chosen.wanted)) if number in odd else count

    def _spans(self, number: int, wanted: list[_Wanted]) -> tuple[Span, ...]:
        """All hits in one document: of a term that is written there the written ones, otherwise those that
        sound so.
        """
        # Spans of one term never overlap, unless they were widened: nothing has to be merged.
        if len(wanted) == 1 and number not in self._corpus.odd and number not in wanted[0].heard:
            return tuple(wanted[0].part.spans(self._corpus, number))
        return merged([span for each in wanted for span in each.part_in(number).spans(self._corpus, number)])

    def _hit(self, number: int, score: float, wanted: list[_Wanted], heard: bool) -> Hit:
        document = self.documents[number]
        return Hit(
            document.plan,
            document.key,
            document.kind,
            document.path,
            document.text,
            self._spans(number, wanted),
            "pinyin" if heard else "text",
            score,
        )

    def _offer(self, query: SearchQuery, allowed: frozenset[int] | None, progress: Progress) -> str | None:
        """The words, those that occur nowhere replaced by the nearest that do, if that finds anything."""
        words = query.words
        terms = [term for term in parse(words) if not term.excluded]
        if len(terms) > _OFFERED_TERMS:
            return None
        offered = words
        # From the last to the first: what is replaced doesn't move the places of those before it.
        for term in reversed(terms):
            wanted = self._want(term, query.pinyin, progress)
            if wanted.held() if allowed is None else wanted.held() & allowed:
                continue
            if not isinstance(term.part, LiteralPart):
                return None
            nearest = fuzzy.best(
                term.part.needle, fuzzy.near(term.part.needle, self._corpus, allowed, progress)
            )
            if nearest is None:
                return None
            start, end = term.place
            offered = (
                offered[:start] + self._as_shown(nearest, allowed, quoted=words[start] == '"') + offered[end:]
            )
        finds = offered != words and len(self._choose(replace(query, words=offered), allowed, progress)) > 0
        return offered if finds else None

    def _as_shown(self, folded: str, allowed: frozenset[int] | None, quoted: bool) -> str:
        """Folded words as the plan writes them where they first stand, in quotes if they would not be read as
        such.
        """
        part = LiteralPart(folded)
        number = next(each for each in part.numbers(self._corpus) if allowed is None or each in allowed)
        start, end = part.spans(self._corpus, number)[0]
        shown = self._shown[number][start:end]
        return f'"{shown}"' if quoted or len(parse(shown)) != 1 or parse(shown)[0].part != part else shown


def merge(query: SearchQuery, founds: Sequence[SearchResults]) -> SearchResults:
    """One answer from those of several plans to the same query, in the order given; totals add up.

    Pass answers with at least as many results each as the query's limit. Hits that only sound like the words
    come after all others.
    """
    ranked = query.order == "rank"
    results = [hit for found in founds for hit in found.results]
    # The sort is stable: of equal ones those of the first plan come first, in its order.
    results.sort(key=lambda hit: (hit.how == "pinyin", -hit.score if ranked else 0.0))
    passages = sum(found.passages for found in founds)
    return SearchResults(
        query=query,
        passages=passages,
        hits=sum(found.hits for found in founds),
        results=tuple(results[: query.limit]),
        ms=sum(found.ms for found in founds),
        offer=None if passages else next((found.offer for found in founds if found.offer), None),
        whole=all(found.whole for found in founds),
    )


def _scores(
    counts: Sequence[Sequence[int]],
    holding: Sequence[int],
    documents: int,
    lengths: Sequence[int],
    average: float,
    kinds: Sequence[Kind],
) -> list[float]:
    """A BM25 score for each of some passages, over true counts: how often a term really stands there.

    `counts`: for each term, how often it stands in each of them; `holding`: for each term, how many of all
    `documents` hold it; `lengths`, and their `average` over all documents, in characters.
    """
    bare = [_K1 * (1 - _B + _B * length / max(average, 1.0)) for length in lengths]
    totals = [0.0] * len(lengths)
    for column, held in zip(counts, holding, strict=True):
        # With the 1 in it the logarithm is never negative: a word in nearly all passages counts for little,
        # not against.
        factor = math.log1p((documents - held + 0.5) / (held + 0.5)) * (_K1 + 1)
        totals = [
            total + factor * count / (count + each)
            for total, count, each in zip(totals, column, bare, strict=True)
        ]
    return [total * _WEIGHT[kind] for total, kind in zip(totals, kinds, strict=True)]


class NoteSearcher:
    """Searches the person's own notes as the plans are searched. It may be used from any thread.

    The notes come as records; what keeps them is not known here.
    """

    def __init__(self, notes: Sequence[Note]) -> None:
        """The notes stand in the order in which they are to be listed."""
        self._notes = {note.id: note for note in notes}

    @cached_property
    def _searcher(self) -> Searcher:
        # Folded when they are first looked through: most searches begin before anything was written.
        return Searcher(
            [
                Document(note.plan, note.id, "paragraph", note.path, (), "", note.text)
                for note in self._notes.values()
            ]
        )

    def search(self, query: SearchQuery, progress: Progress = QUIET) -> tuple[NoteHit, ...]:
        """The notes that hold the query's words, in their order; those that only sound so come last.

        Plan, chapter and kinds are not looked at: notes know no chapters. Raises Stopped.
        """
        if not self._notes:
            return ()
        bare = SearchQuery(query.words, literal=query.literal, regex=query.regex, pinyin=query.pinyin)
        found = self._searcher.search(bare, progress, offering=False)
        return tuple(NoteHit(self._notes[hit.key], hit.spans, hit.how) for hit in found.results)
