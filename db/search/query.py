"""Asking: the passages that hold the words, with exact totals and spans.

A `Searcher` holds one plan's documents. With an index it is quick at any size, without one it scans; the
answers are the same. It may be used from several threads at once.

What counts: a passage is found when it holds every term (or stands in a section that holds every term); a hit
(处) is one marked span. A term is counted as str.count counts; where spans of different terms, or of one odd
cluster such as ㎡, overlap, they are marked as one and count once; spans that only touch count each.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from db.errors import UnknownKeyError
from db.records import Found, Hit, Kind, Span
from db.search import fuzzy, ranking
from db.search.corpus import Corpus
from db.search.documents import Document
from db.search.folding import fold
from db.search.pinyin import has_letters, readings
from db.search.query_parser import Term, parse
from db.search.query_terms import Exact, LiteralPart, Spelled, TermPart, merged
from db.search.stopped import Stop, check

Order = Literal["plan", "rank"]
Together = Literal["passage", "section"]

FULLY_RANKED = 2000
"""With a limit, and more passages than these found, only the first so many are put in order of rank."""

_CHUNK = 1024

_OFFERED_TERMS = 8
"""A query of more terms gets no offer."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One term of a query, the ways to read it, and the numbers of the documents that hold it."""

    part: TermPart
    written: list[int]
    """They hold it as it is written; rising."""
    spelled: Spelled | None = None
    heard: frozenset[int] = frozenset()
    """They hold it only as it sounds."""


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
            from db.search.index import open_index

            opened = open_index(self.documents, index_folder, stamp)
            self._corpus = Corpus(self._shown, opened.folded, opened.odd, opened.postings)

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

    def prepare(self) -> None:
        """Read what the first search would have to read: the tables of folding and pinyin, which characters
        there are.
        """
        fold("")
        readings("zhunbei", self._corpus.lexicon)

    def search(
        self,
        words: str,
        *,
        literal: bool = False,
        pinyin: bool = True,
        scope: str | None = None,
        kinds: Collection[Kind] | None = None,
        order: Order = "plan",
        limit: int | None = None,
        together: Together = "passage",
        offering: bool = True,
        stop: Stop | None = None,
    ) -> Found:
        """Find the passages that hold the words; `words.parse` tells what can be typed.

        `literal`: the whole of `words` exactly as it stands in the shown text, nothing folded, no sign with a
        meaning. `pinyin`: words of Latin letters are read as pinyin too, but not excluded ones; hits that
        only sound so come after the others. `scope`: only in the chapter, section, box or passage of this
        key. `together="section"`: the terms may be spread over one section. `limit` cuts the results that are
        written out, never the totals. With `order="rank"` the best come first; with a limit, and more than
        FULLY_RANKED passages, only the first so many are ranked. `offering`: where nothing is found, look for
        words one edit away. Raises UnknownKeyError for a scope that is not there, StoppedError if `stop` says
        so.
        """
        started = time.perf_counter()
        limit = None if limit is None else max(limit, 0)
        allowed = self._allowed(scope, kinds)
        chosen = self._choose(words, literal, pinyin, allowed, together, stop)
        if order == "rank":
            numbers = self._ranked(chosen, limit, stop)
        else:
            numbers = [(number, 0.0) for number in islice(chain(chosen.written, chosen.heard), limit)]
        heard = frozenset(chosen.heard)
        offer = None
        if offering and not len(chosen) and not literal:
            offer = self._offer(words, pinyin, allowed, together, stop)
        return Found(
            query=words,
            passages=len(chosen),
            hits=self._total(chosen, stop),
            results=tuple(
                self._hit(number, score, chosen.wanted, number in heard) for number, score in numbers
            ),
            ms=(time.perf_counter() - started) * 1000,
            offer=offer,
        )

    def tally(
        self,
        words: str,
        *,
        literal: bool = False,
        pinyin: bool = True,
        kinds: Collection[Kind] | None = None,
        together: Together = "passage",
        stop: Stop | None = None,
    ) -> dict[str, tuple[int, int]]:
        """How many passages and hits stand in each chapter, section and box, those within it counted; where
        none, no entry.

        The same as `search` with these words and without a limit, but quicker where very much is found.
        """
        chosen = self._choose(words, literal, pinyin, self._allowed(None, kinds), together, stop)
        found: dict[str, tuple[int, int]] = {}
        for number, count in self._counts(chosen, stop):
            document = self.documents[number]
            for key in dict.fromkeys((*document.ancestors, document.chapter)):
                passages, hits = found.get(key, (0, 0))
                found[key] = passages + 1, hits + count
        return found

    def _allowed(self, scope: str | None, kinds: Collection[Kind] | None) -> frozenset[int] | None:
        """The documents that may be found; None means all."""
        allowed = None
        if scope is not None:
            allowed = self._within.get(scope)
            if allowed is None:
                raise UnknownKeyError("规划中没有这个章节，请重新选择查找范围。", scope)
        if kinds is not None:
            numbers = range(len(self.documents)) if allowed is None else allowed
            allowed = frozenset(number for number in numbers if self.documents[number].kind in kinds)
        return allowed

    def _choose(
        self,
        words: str,
        literal: bool,
        pinyin: bool,
        allowed: frozenset[int] | None,
        together: Together,
        stop: Stop | None,
    ) -> _Chosen:
        """The documents that answer the query."""
        check(stop)
        if literal:
            wanted = [_Wanted(Exact(words), Exact(words).numbers(self._corpus, stop))] if words else []
            terms: tuple[Term, ...] = ()
        else:
            terms = parse(words)
            wanted = self._want_all(terms, pinyin, together, stop)
        if not wanted:
            return _Chosen([], [], [])
        excluded = {
            number for term in terms if term.excluded for number in term.part.numbers(self._corpus, stop)
        }
        if together == "section" and len(wanted) > 1:
            return self._in_one_section(wanted, excluded, allowed)
        return self._in_one_passage(wanted, excluded, allowed)

    def _want_all(
        self, terms: Sequence[Term], pinyin: bool, together: Together, stop: Stop | None
    ) -> list[_Wanted]:
        """All terms that must be there; none as soon as it is clear that nothing has them all."""
        wanted: list[_Wanted] = []
        holding: set[int] | None = None
        required = [term for term in terms if not term.excluded]
        for term in required:
            check(stop)
            wanted.append(self._want(term, pinyin, stop))
            if not wanted[-1].written and not wanted[-1].heard:
                return []
            if len(required) > 2 and together == "passage":
                held = wanted[-1].heard.union(wanted[-1].written)
                holding = set(held) if holding is None else holding & held
                if not holding:
                    return []
        return wanted

    def _want(self, term: Term, pinyin: bool, stop: Stop | None) -> _Wanted:
        written = term.part.numbers(self._corpus, stop)
        shapes = readings(term.spelled, self._corpus.lexicon) if pinyin and has_letters(term.spelled) else ()
        if shapes:
            sounding = Spelled(shapes)
            heard = frozenset(sounding.numbers(self._corpus, stop))
            return _Wanted(term.part, written, sounding, heard.difference(written) if written else heard)
        return _Wanted(term.part, written)

    @staticmethod
    def _in_one_passage(wanted: list[_Wanted], excluded: set[int], allowed: frozenset[int] | None) -> _Chosen:
        if len(wanted) == 1 and not excluded and allowed is None:
            return _Chosen(wanted, wanted[0].written, sorted(wanted[0].heard), untouched=True)
        written = set(min((each.written for each in wanted), key=len)).intersection(
            *(each.written for each in wanted)
        )
        held = written
        if any(each.heard for each in wanted):
            held = set.intersection(*({*each.written, *each.heard} for each in wanted))
        if allowed is not None:
            held = held & allowed
        held = held - excluded
        return _Chosen(wanted, sorted(held & written), sorted(held - written))

    def _in_one_section(
        self, wanted: list[_Wanted], excluded: set[int], allowed: frozenset[int] | None
    ) -> _Chosen:
        def sections(numbers: Iterable[int]) -> set[tuple[str, str]]:
            return {(self.documents[number].plan, self.documents[number].chapter) for number in numbers}

        holding = [{*each.written, *each.heard} for each in wanted]
        if allowed is not None:
            holding = [numbers & allowed for numbers in holding]
        chosen = set.intersection(*map(sections, holding)) - sections(excluded)
        held = {number for numbers in holding for number in numbers if sections([number]) <= chosen}
        written = {number for each in wanted for number in each.written}
        return _Chosen(wanted, sorted(held & written), sorted(held - written))

    def _ranked(self, chosen: _Chosen, limit: int | None, stop: Stop | None) -> list[tuple[int, float]]:
        pools = [chosen.written, chosen.heard]
        if limit is not None and limit <= FULLY_RANKED:
            pools = [
                chosen.written[:FULLY_RANKED],
                chosen.heard[: max(0, FULLY_RANKED - len(chosen.written))],
            ]
        corpus = self._corpus
        holding = [len(each.written) + len(each.heard) for each in chosen.wanted]
        found: list[tuple[int, float]] = []
        for pool in pools:
            check(stop)
            counts = [self._counts_of(each, pool) for each in chosen.wanted]
            lengths = [len(corpus.folded[number]) for number in pool]
            kinds: list[Kind] = [self.documents[number].kind for number in pool]
            scores = ranking.scores(counts, holding, len(corpus), lengths, corpus.average_length, kinds)
            found += sorted(zip(pool, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
        return found[:limit]

    def _counts_of(self, wanted: _Wanted, pool: Sequence[int]) -> list[int]:
        counts = wanted.part.counts(self._corpus, pool)
        if wanted.spelled is not None and not all(counts):
            heard = wanted.spelled.counts(self._corpus, pool)
            counts = [count or other for count, other in zip(counts, heard, strict=True)]
        return counts

    def _total(self, chosen: _Chosen, stop: Stop | None) -> int:
        """How many spans all passages of the answer have, written out or not."""
        if len(chosen.wanted) > 1 or not chosen.untouched:
            return sum(count for _, count in self._counts(chosen, stop))
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
            part = wanted.spelled if wanted.spelled is not None and number in wanted.heard else wanted.part
            if count := part.counts(self._corpus, [number])[0]:
                difference += len(merged(part.spans(self._corpus, number))) - count
        return difference

    def _counts(self, chosen: _Chosen, stop: Stop | None) -> Iterator[tuple[int, int]]:
        """Each document of the answer and how many spans it has."""
        odd = self._corpus.odd
        for pool, heard in ((chosen.written, False), (chosen.heard, True)):
            for start in range(0, len(pool), _CHUNK):
                check(stop)
                numbers = pool[start : start + _CHUNK]
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
        if len(wanted) == 1 and number not in self._corpus.odd and number not in wanted[0].heard:
            return tuple(wanted[0].part.spans(self._corpus, number))
        spans: list[Span] = []
        for each in wanted:
            if each.spelled is not None and number in each.heard:
                spans += each.spelled.spans(self._corpus, number)
            else:
                spans += each.part.spans(self._corpus, number)
        return merged(spans)

    def _hit(self, number: int, score: float, wanted: list[_Wanted], heard: bool) -> Hit:
        document = self.documents[number]
        spans = self._spans(number, wanted)
        how = "pinyin" if heard else "text"
        return Hit(
            document.plan, document.key, document.kind, document.path, document.text, spans, how, score
        )

    def _offer(
        self, words: str, pinyin: bool, allowed: frozenset[int] | None, together: Together, stop: Stop | None
    ) -> str | None:
        """The words with those that occur nowhere replaced by the nearest that do,
        if that finds something.
        """
        terms = [term for term in parse(words) if not term.excluded]
        if len(terms) > _OFFERED_TERMS:
            return None
        offered = words
        for term in reversed(terms):
            wanted = self._want(term, pinyin, stop)
            holding = {*wanted.written, *wanted.heard}
            if holding if allowed is None else holding & allowed:
                continue
            if not isinstance(term.part, LiteralPart):
                return None
            nearest = fuzzy.best(term.part.needle, fuzzy.near(term.part.needle, self._corpus, allowed, stop))
            if nearest is None:
                return None
            start, end = term.place
            offered = (
                offered[:start] + self._as_shown(nearest, allowed, quoted=words[start] == '"') + offered[end:]
            )
        if offered == words or not len(self._choose(offered, False, pinyin, allowed, together, stop)):
            return None
        return offered

    def _as_shown(self, folded: str, allowed: frozenset[int] | None, quoted: bool) -> str:
        """Folded words as the plan writes them where they first stand, in quotes if they would not be read as
        such.
        """
        part = LiteralPart(folded)
        number = next(each for each in part.numbers(self._corpus) if allowed is None or each in allowed)
        start, end = part.spans(self._corpus, number)[0]
        shown = self._shown[number][start:end]
        return f'"{shown}"' if quoted or len(parse(shown)) != 1 or parse(shown)[0].part != part else shown


def merge(founds: Sequence[Found], *, order: Order = "plan", limit: int | None = None) -> Found:
    """One answer from those of several plans to the same words, in the order given; totals add up.

    Pass answers with at least `limit` results each. Hits that only sound like the words come after all
    others.
    """
    results = [hit for found in founds for hit in found.results]
    results.sort(key=lambda hit: (hit.how == "pinyin", -hit.score if order == "rank" else 0.0))
    passages = sum(found.passages for found in founds)
    return Found(
        query=founds[0].query if founds else "",
        passages=passages,
        hits=sum(found.hits for found in founds),
        results=tuple(results[:limit]),
        ms=sum(found.ms for found in founds),
        offer=None if passages else next((found.offer for found in founds if found.offer), None),
    )
