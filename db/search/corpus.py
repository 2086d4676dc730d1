"""The texts of one plan as the search sees them: documents, their shown and folded texts, which documents can
hold what, and which characters follow one another.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from db.progress import Progress
from db.records import Kind, Span
from db.search.folding import Folded, fold

if TYPE_CHECKING:
    from db.plan.query import PlanStore
    from db.search.postings import Postings

_GROUPS = 4
"""So many groups of grams are intersected at most; the text decides anyway."""

_LOOKUP = 2
"""Looking up a gram costs about as much as looking at so many short texts."""

_TINY = 400
"""In so few passages all texts are looked at before the grams of a reading are made out."""

_CHUNK = 4096
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Document:
    """One passage, whole, with where it stands.

    A project row is none of its own: its passage holds its words.
    """

    plan: str
    """The plan's slug."""
    key: str
    kind: Kind
    path: tuple[str, ...]
    """Titles of the chapters, sections and box that it stands in, from the top; its own title is not among
    them.
    """
    ancestors: tuple[str, ...]
    """Their keys."""
    chapter: str
    """Key of the chapter or section that it belongs to; for a heading, its own."""
    text: str


def in_chunks(items: Sequence[_Item], size: int, progress: Progress) -> Iterator[Sequence[_Item]]:
    """The items, so many at a time. Before each chunk, raises Stopped if nobody waits any more."""
    for start in range(0, len(items), size):
        progress.check()
        yield items[start : start + size]


def documents(store: "PlanStore") -> tuple[Document, ...]:
    """All passages of a plan as documents, in reading order."""
    plan = store.plan
    return tuple(
        Document(
            plan=plan.info.slug,
            key=passage.key,
            kind=passage.kind,
            path=store.view.path(passage.key),
            ancestors=store.view.ancestors(passage.key),
            chapter=passage.chapter,
            text=passage.text,
        )
        for passage in plan.passages
    )


def checksum(items: Iterable[Document]) -> str:
    """A checksum over all that an index is made of: keys, kinds and texts, in order."""
    digest = hashlib.sha256()
    for start, document in enumerate(items):
        # With the length in it no text can pass for the head of the next one.
        head = f"{start}\0{document.key}\0{document.kind}\0{len(document.text)}\0"
        digest.update((head + document.text).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def unlike(texts: Sequence[Folded]) -> tuple[list[int], list[int]]:
    """The numbers of those with odd clusters, and of the others whose offsets are not those of the shown
    text. All others, which is nearly all, need no map of offsets.
    """
    mapped = [(number, each.odd) for number, each in enumerate(texts) if each.starts is not None]
    return [number for number, odd in mapped if odd], [number for number, odd in mapped if not odd]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All characters and all pairs of neighbours of some folded texts."""

    characters: frozenset[str]
    followers: dict[str, set[str]]
    _present: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def present(self, any_of: str) -> frozenset[str]:
        """Those of some characters that the texts have;
        the same few syllables are asked for again and again.
        """
        found = self._present.get(any_of)
        if found is None:
            found = self._present[any_of] = self.characters.intersection(any_of)
        return found

    def after(self, characters: Iterable[str]) -> set[str]:
        """All that follows any of these characters."""
        return set().union(*(self.followers.get(each, ()) for each in characters))

    @classmethod
    def of_grams(cls, grams: Iterable[str]) -> "Lexicon":
        """From the 1- and 2-grams of the texts."""
        characters: set[str] = set()
        followers: defaultdict[str, set[str]] = defaultdict(set)
        for gram in grams:
            if len(gram) == 1:
                characters.add(gram)
            else:
                followers[gram[0]].add(gram[1])
        return cls(frozenset(characters), dict(followers))

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> "Lexicon":
        """From the folded texts themselves."""
        grams: set[str] = set()
        for text in texts:
            grams.update(text)
            grams.update(map(str.__add__, text, text[1:]))
        return cls.of_grams(grams)


class Corpus:
    """Folded texts by document number, and which documents can hold given grams.

    Nothing in it changes once it is made, so that any number of threads may use it.
    """

    def __init__(
        self,
        shown: Sequence[str],
        folded: Sequence[str],
        odd: Iterable[int],
        shifted: Iterable[int],
        postings: "Postings | None" = None,
    ) -> None:
        """Numbers of documents whose folded offsets are not those of the shown text: with `odd` clusters, or
        only `shifted`, because blanks and commas are gone.
        """
        self.shown = shown
        self.folded = folded
        self.odd = frozenset(odd)
        self.shifted = frozenset(shifted)
        self.postings = postings
        self.average_length = sum(map(len, folded)) / max(len(folded), 1)
        # Each corpus has its own cache: one of the class would hold on to plans that were closed.
        self._refold = lru_cache(maxsize=512)(self._fold)

    @classmethod
    def of_texts(cls, shown: Sequence[str]) -> "Corpus":
        """Fold the texts here and now, without an index: about 5 million characters a second."""
        folded = [fold(text) for text in shown]
        return cls(shown, [each.text for each in folded], *unlike(folded))

    def __len__(self) -> int:
        return len(self.folded)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Characters and pairs of all texts; made when it is first asked for."""
        if self.postings is None:
            return Lexicon.of_texts(self.folded)
        return Lexicon.of_grams(self.postings.all_grams())

    def is_small(self, groups: Iterable[Sequence[str]]) -> bool:
        """Whether looking at every text costs less than looking all these grams up."""
        return len(self) < _TINY or _LOOKUP * sum(map(len, groups)) > len(self)

    def candidates(self, groups: Iterable[Sequence[str]], cost: int = 1) -> Sequence[int]:
        """Numbers, rising, of all documents that hold a gram of each group, and maybe of some that don't.

        `cost`: so many postings are read in the time that it takes to look at one candidate's text.
        """
        groups = list(groups)
        if self.postings is None or not groups or _LOOKUP * sum(map(len, groups)) > len(self):
            return range(len(self))
        size = self.postings.size
        # The rarest first: what they leave over is soon so little that its texts are looked at instead.
        sized = sorted(((sum(map(size, group)), group) for group in groups), key=lambda pair: pair[0])[
            :_GROUPS
        ]
        found = set(self.each_holding(sized[0][1]))
        for total, group in sized[1:]:
            # Reading on would take longer than looking at the texts that are left.
            if total > cost * len(found):
                break
            found.intersection_update(self.each_holding(group))
        return sorted(found)

    def chained(self, groups: Sequence[Sequence[str]]) -> Sequence[int]:
        """Like `candidates`, for groups of pairs that follow one another: two neighbouring ones must share a
        character.
        """
        if self.postings is None or self.is_small(groups):
            return range(len(self))
        sizes = [sum(map(self.postings.size, group)) for group in groups]
        # Of a long reading (hangshaotai) two neighbouring pairs say nearly all; the cheapest two are read.
        least = min(range(len(groups) - 1), key=lambda place: sizes[place] + sizes[place + 1])
        before, after = groups[least], groups[least + 1]
        found: set[int] = set()
        for shared in {pair[1] for pair in before} & {pair[0] for pair in after}:
            found |= self.holding_both(
                [pair for pair in before if pair[1] == shared], [pair for pair in after if pair[0] == shared]
            )
        return sorted(found)

    def holding_both(self, grams: Sequence[str], others: Sequence[str]) -> set[int]:
        """The numbers of the documents that hold any of these grams and any of the others; only with an
        index.
        """
        return set(self.each_holding(grams)).intersection(self.each_holding(others))

    def each_holding(self, grams: Iterable[str]) -> Iterator[int]:
        """The numbers of the documents that hold any of the grams, gram after gram; only with an index."""
        # An iterator: whoever asks puts them into the one set that it needs.
        return chain.from_iterable(map(self.postings.each_number, grams) if self.postings else ())

    def holding(self, numbers: Sequence[int], needle: str, progress: Progress) -> list[int]:
        """The numbers whose folded text holds the needle."""
        folded = self.folded
        chunks = in_chunks(numbers, _CHUNK, progress)
        return [number for chunk in chunks for number in chunk if needle in folded[number]]

    def keep(self, numbers: Sequence[int], test: Callable[[str], object], progress: Progress) -> list[int]:
        """The numbers whose folded text passes the test."""
        folded = self.folded
        chunks = in_chunks(numbers, _CHUNK, progress)
        return [number for chunk in chunks for number in chunk if test(folded[number])]

    def to_shown(self, number: int, spans: list[Span]) -> list[Span]:
        """Spans of the folded text as spans of the shown one, widened to whole clusters."""
        if number not in self.odd and number not in self.shifted:
            return spans
        folded = self._refold(number)
        return [folded.shown(start, end) for start, end in spans]

    def _fold(self, number: int) -> Folded:
        return fold(self.shown[number])
