"""What a term can be: literal words, words with wildcards, words read as pinyin.

Each part knows which documents hold it and where; documents are asked by number, spans are of the shown text.
The index only proposes documents: a part looks at the text itself, except where one gram is the whole
question.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from db.progress import QUIET, Progress
from db.records import Span
from db.search.corpus import Corpus, Lexicon
from db.search.folding import fold, fold_plain

_GRAMS = 48
"""Of a long text so many pairs, evenly spread, are looked up."""


_PATTERN_COST = 32
"""Trying a regular expression on a text takes as long as reading so many postings."""


class TermPart(Protocol):
    """One way in which a term can stand in a text."""

    __slots__ = ()

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Numbers, rising, of exactly the documents that hold it."""
        ...

    def spans(self, corpus: Corpus, number: int) -> list[Span]:
        """Where it stands in that document's shown text; in order,
        not overlapping before they were widened.
        """
        ...

    def counts(self, corpus: Corpus, numbers: Sequence[int]) -> list[int]:
        """How often it stands in each of these documents, before spans are widened."""
        return [len(self.spans(corpus, number)) for number in numbers]

    def total(self, corpus: Corpus) -> int | None:
        """The sum of `counts` for all documents, if the index knows it without a look at the texts."""
        return None


class PatternPart(TermPart, Protocol):
    """A part that is found with a regular expression over the folded text."""

    __slots__ = ()

    def pattern(self) -> re.Pattern[str]:
        """The expression; none of its places is empty."""
        ...

    def spans(self, corpus: Corpus, number: int) -> list[Span]:
        """All places, leftmost first."""
        return corpus.to_shown(
            number, [match.span() for match in self.pattern().finditer(corpus.folded[number])]
        )

    def counts(self, corpus: Corpus, numbers: Sequence[int]) -> list[int]:
        """The number of places."""
        find, folded = self.pattern().findall, corpus.folded
        return [len(find(folded[number])) for number in numbers]


@dataclass(frozen=True, slots=True)
class LiteralPart(TermPart):
    """Folded text, to be found as it stands."""

    needle: str

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Exact, from one posting list for one or two characters."""
        needle = self.needle
        # One gram is the whole question: no text has to be looked at.
        if corpus.postings is not None and len(needle) <= 2:
            return corpus.postings.numbers(needle)
        candidates = corpus.candidates([gram] for gram in _grams(needle))
        return corpus.holding(candidates, needle, progress)

    def spans(self, corpus: Corpus, number: int) -> list[Span]:
        """All places, as str.count counts them."""
        return corpus.to_shown(number, _find_all(corpus.folded[number], self.needle))

    def counts(self, corpus: Corpus, numbers: Sequence[int]) -> list[int]:
        """As str.count counts."""
        needle, folded = self.needle, corpus.folded
        return [folded[number].count(needle) for number in numbers]

    def total(self, corpus: Corpus) -> int | None:
        """One posting list knows it for one or two characters."""
        return corpus.postings.total(self.needle) if corpus.postings and len(self.needle) <= 2 else None

    def find(self, text: str, start: int) -> Span | None:
        """The first place in a folded text at or after `start`."""
        found = text.find(self.needle, start)
        return None if found < 0 else (found, found + len(self.needle))

    def pairs(self, lexicon: Lexicon) -> list[Sequence[str]]:
        """Groups of grams; a text that holds it has one of each group."""
        return [[gram] for gram in _grams(self.needle)]


@dataclass(frozen=True, slots=True)
class CutFigure(TermPart):
    """Words with commas in a figure: typed so far (`12,0` of 12,000, which folds), or cut out of a text."""

    folded: str
    kept: str
    """The same with all commas: a text that goes on (2012,000) may have kept them."""
    bare: str
    """The same without the commas of figures at its edges: a text that goes on (12,000) has lost them."""

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Exact."""
        found = set(LiteralPart(self.kept).numbers(corpus, progress))
        for number in LiteralPart(self.bare).numbers(corpus, progress):
            if number not in found and self._bare_spans(corpus, number):
                found.add(number)
        return sorted(found)

    def spans(self, corpus: Corpus, number: int) -> list[Span]:
        """All places, in order."""
        return sorted({*LiteralPart(self.kept).spans(corpus, number), *self._bare_spans(corpus, number)})

    def find(self, text: str, start: int) -> Span | None:
        """The first place in a folded text at or after `start`; whether commas went there is not known."""
        found = (LiteralPart(needle).find(text, start) for needle in (self.kept, self.bare))
        return min((span for span in found if span is not None), default=None)

    def _bare_spans(self, corpus: Corpus, number: int) -> list[Span]:
        """Where it stands without commas: anywhere if it is a whole figure, or else where they are shown."""
        spans = LiteralPart(self.bare).spans(corpus, number)
        if self.bare == self.folded:
            return spans
        shown = corpus.shown[number]
        # A comma at the very edge stands beside what is found.
        before, after = self.folded.startswith(","), self.folded.endswith(",")
        places = [(max(start - before, 0), end + after) for start, end in spans]
        return [(start, end) for start, end in places if fold(shown[start:end]).text == self.folded]


@dataclass(frozen=True, slots=True)
class Exact(TermPart):
    """Text to be found in the shown text as it stands, nothing folded."""

    needle: str

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Exact.

        Where a text folds character by character the folded grams serve; the odd texts are looked at all.
        """
        folded = fold_plain(self.needle)
        # In an odd text the shown characters are not those of the folded one: the index says nothing of it.
        candidates = set(corpus.odd)
        if folded == "":  # blanks alone
            return [number for number, text in enumerate(corpus.shown) if self.needle in text]
        if folded is not None:
            candidates.update(LiteralPart(folded).numbers(corpus, progress))
        # A piece of a long figure does not tell whether its commas went.
        if "," in self.needle or "，" in self.needle:
            candidates |= corpus.shifted
        return [number for number in sorted(candidates) if self.needle in corpus.shown[number]]

    def spans(self, corpus: Corpus, number: int) -> list[Span]:
        """All places, as str.count counts them."""
        return _find_all(corpus.shown[number], self.needle)

    def counts(self, corpus: Corpus, numbers: Sequence[int]) -> list[int]:
        """As str.count counts."""
        return [corpus.shown[number].count(self.needle) for number in numbers]


@dataclass(frozen=True, slots=True)
class Shape(PatternPart):
    """A run of characters, each one of several: words read as pinyin, or with ? wildcards."""

    elements: tuple[str, ...]
    """For each place the folded characters that may stand there; the empty string means any."""

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Exact."""
        groups = self.pairs(corpus.lexicon)
        # Pairs that follow one another without a gap can be chained; one ? between them parts the chain.
        if len(groups) < 2 or len(groups) != len(self.elements) - 1 or not all(self.elements):
            candidates = corpus.candidates(groups, _PATTERN_COST)
        else:
            candidates = corpus.chained(groups)
        return corpus.keep(candidates, self.pattern().search, progress)

    def find(self, text: str, start: int) -> Span | None:
        """The first place in a folded text at or after `start`."""
        match = self.pattern().search(text, start)
        return None if match is None else match.span()

    def pattern(self) -> re.Pattern[str]:
        """The same as a regular expression over folded text."""
        return _compiled(self.elements)

    def narrowed(self, lexicon: Lexicon) -> "Shape | None":
        """Only with the characters that can stand there by the pairs of the lexicon; None if it can't stand
        anywhere.
        """
        kept: list[str] = []
        before: AbstractSet[str] | None = None
        for element in self.elements:
            now = lexicon.present(element) if element else None
            if now is not None and before is not None:
                now = now & lexicon.after(before)
            if now is not None and not now:
                return None
            kept.append("".join(sorted(now or ())))
            before = now
        # Backwards too: a character that nothing can follow has no place in front of the next.
        for place in range(len(kept) - 2, -1, -1):
            after = set(kept[place + 1])
            if kept[place] and after:
                kept[place] = "".join(
                    each for each in kept[place] if not after.isdisjoint(lexicon.followers.get(each, ()))
                )
        return Shape(tuple(kept))

    def pairs(self, lexicon: Lexicon) -> list[Sequence[str]]:
        """Groups of grams; a text that holds it has one of each group."""
        groups: list[Sequence[str]] = []
        paired = -1
        for place, (one, two) in enumerate(zip(self.elements, self.elements[1:], strict=False)):
            if one and two:
                after = set(two)
                groups.append([a + b for a in one for b in sorted(after & lexicon.followers.get(a, set()))])
                paired = place + 1
            elif one and paired != place:
                groups.append([each for each in one if each in lexicon.characters])
        if self.elements[-1] and paired != len(self.elements) - 1:
            groups.append([each for each in self.elements[-1] if each in lexicon.characters])
        return groups[:: max(1, len(groups) // _GRAMS)]


@dataclass(frozen=True, slots=True)
class Gapped(TermPart):
    """Pieces in this order with anything between them: the * wildcard.

    Each place is the shortest from its start on.
    """

    pieces: tuple[LiteralPart | Shape, ...]

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Exact."""
        groups = [group for piece in self.pieces for group in piece.pairs(corpus.lexicon)]
        return corpus.keep(
            corpus.candidates(groups, _PATTERN_COST), lambda text: self._find(text, 0), progress
        )

    def spans(self, corpus: Corpus, number: int) -> list[Span]:
        """All places, leftmost first."""
        text = corpus.folded[number]
        spans: list[Span] = []
        while found := self._find(text, spans[-1][1] if spans else 0):
            spans.append(found)
        return corpus.to_shown(number, spans)

    def _find(self, text: str, start: int) -> Span | None:
        # Piece after piece, never back: what a lazy regular expression finds, without its explosions.
        first = -1
        for piece in self.pieces:
            found = piece.find(text, start)
            if found is None:
                return None
            first = found[0] if first < 0 else first
            start = found[1]
        return first, start


@dataclass(frozen=True, slots=True)
class Spelled(PatternPart):
    """A word read as pinyin, in all its readings: at each place the leftmost, of those the longest."""

    shapes: tuple[Shape, ...]
    """Narrowed to the lexicon, the longest first, so that every character and pair of neighbours in them
    occurs.
    """

    def numbers(self, corpus: Corpus, progress: Progress = QUIET) -> list[int]:
        """Exact; readings of one or two characters are answered by the posting lists alone."""
        if corpus.postings is None or corpus.is_small(self._grams(corpus)):
            return corpus.keep(range(len(corpus)), self.pattern().search, progress)
        found: set[int] = set()
        for shape in self.shapes:
            progress.check()
            if len(shape.elements) <= 2:
                found.update(corpus.each_holding(shape.pairs(corpus.lexicon)[0]))
            else:
                found.update(shape.numbers(corpus, progress))
        return sorted(found)

    def total(self, corpus: Corpus) -> int | None:
        """Readings of one or two characters are counted by the posting lists,
        except where they can overlap.
        """
        if corpus.postings is None or corpus.is_small(self._grams(corpus)):
            return None
        long = [shape for shape in self.shapes if len(shape.elements) > 2]
        if long:
            return self._total_with_long(corpus, long)
        grams = {gram for group in self._grams(corpus) for gram in group}
        totals = [corpus.postings.total(gram) for gram in grams]
        if None in totals:
            return None
        conflicts = list(self._conflicts(corpus, grams))
        known = sum(total for total in totals if total) - self._counted_apart(corpus, grams, conflicts)
        return known + sum(self.counts(corpus, conflicts))

    def _conflicts(self, corpus: Corpus, grams: set[str]) -> set[int]:
        """The documents in which two places can overlap, of which only one counts."""
        pairs = [gram for gram in grams if len(gram) == 2]
        alone = grams.difference(pairs)
        found = set(corpus.each_holding(pair for pair in pairs if not alone.isdisjoint(pair)))
        for shared in {pair[0] for pair in pairs} & {pair[1] for pair in pairs}:
            found |= corpus.holding_both(
                [pair for pair in pairs if pair[1] == shared], [pair for pair in pairs if pair[0] == shared]
            )
        return found

    def _counted_apart(self, corpus: Corpus, grams: set[str], numbers: list[int]) -> int:
        """What the posting lists' totals count in these documents: each reading by itself, also where they
        overlap.
        """
        # A twin such as 水水 is counted in the index without overlapping itself: see index._terms.
        twins = [gram for gram in grams if len(gram) == 2 and gram[0] == gram[1]]
        finders = [re.compile(f"(?=({shape.pattern().pattern}))", re.DOTALL).findall for shape in self.shapes]
        found = 0
        for number in numbers:
            text = corpus.folded[number]
            found += sum(text.count(twin) for twin in twins)
            found += sum(match not in twins for find in finders for match in find(text))
        return found

    def _total_with_long(self, corpus: Corpus, long: list[Shape]) -> int | None:
        """Only where a longer reading stands as well must the texts be counted."""
        short = Spelled(tuple(shape for shape in self.shapes if shape not in long))
        total = short.total(corpus) if short.shapes else None
        if total is None:
            return None
        numbers = sorted({number for shape in long for number in shape.numbers(corpus)})
        return total + sum(self.counts(corpus, numbers)) - sum(short.counts(corpus, numbers))

    def _grams(self, corpus: Corpus) -> Iterator[Sequence[str]]:
        return (group for shape in self.shapes for group in shape.pairs(corpus.lexicon))

    def pattern(self) -> re.Pattern[str]:
        """All readings, the longest first."""
        return _compiled_all(self.shapes)


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap made one; those that only touch stay apart."""
    result: list[Span] = []
    for start, end in sorted(spans):
        # Only touching (甲乙 and 丙丁 in 甲乙丙丁) is no overlap: they are two hits.
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _grams(needle: str) -> list[str]:
    if len(needle) == 1:
        return [needle]
    # Ten thousand pasted characters are proposed by 48 pairs as surely as by all: the text decides.
    step = max(1, (len(needle) - 1) // _GRAMS)
    return list(dict.fromkeys(needle[place : place + 2] for place in range(0, len(needle) - 1, step)))


def _find_all(text: str, needle: str) -> list[Span]:
    spans: list[Span] = []
    start = text.find(needle)
    while start >= 0:
        end = start + len(needle)
        spans.append((start, end))
        start = text.find(needle, end)
    return spans


@lru_cache(maxsize=64)
def _compiled_all(shapes: tuple[Shape, ...]) -> re.Pattern[str]:
    return re.compile("|".join(shape.pattern().pattern for shape in shapes), re.DOTALL)


# Parts are made anew with each key, mostly of the same characters.
@lru_cache(maxsize=256)
def _compiled(elements: tuple[str, ...]) -> re.Pattern[str]:
    pieces = (
        "." if not each else re.escape(each) if len(each) == 1 else f"[{re.escape(each)}]"
        for each in elements
    )
    return re.compile("".join(pieces), re.DOTALL)
