"""The steps by which a mark's words are found in another edition. No mark is dropped, or moved in silence.

Same source position (a new parser) → same key and quote → same chapter by quote and context → whole plan by
quote → likeness, which is only offered → the tray. A quote alone proves nothing, since common words stand
everywhere: where the words of the mark's own edition are known, the two editions laid side by side say where
each character went; where they aren't (a colleague's file), the words around must agree on both sides. When
places are equally good, none is taken.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import cached_property

from db.user.alignment import Alignment, align
from db.user.anchors import SourceMap, make_anchor, moved
from db.user.plan_text import PlanText, normal
from db.user.records import Anchor, PlaceSuggestion, Rung, TextRange, same_source

_GRAM = 3
_NEAR = 8
"""How far words around a quote may have shifted and still count."""
_AGREES = 4
"""Characters right beside a quote that agree are as good as half of the context."""
_BOTH_ONCE, _BOTH, _BOTH_SHORT, _SHORT = 1.2, 1.6, 1.8, 8
"""Least agreement of both sides together (at most 2): for a quote that stood once and stands once, for
others, and for others that are shorter than eight characters.
"""
_LONG = 16
"""A quote of this length that stood once and stands once needs agreement on one side only."""
_LIKE = 0.5
"""Least likeness of words that are offered."""
_FEW = 6
"""Places that are looked at closely."""
_TRIGRAMS = 80
"""Trigrams of a pattern that are looked up, about."""
_COMMON = 200
"""Trigrams that stand more often than this are no evidence."""

_NUMBERING = re.compile(
    r"第[一二三四五六七八九十百零\d]+[篇章节条]|[(（]?(?<![一二三四五六七八九十百\d])[一二三四五六七八九十百\d]++[)）、.．]"
)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a mark goes.

    Exactly one of: `anchor` (it stands there), `suggestion` (to be confirmed), neither (the tray).
    """

    rung: Rung
    anchor: Anchor | None = None
    suggestion: PlaceSuggestion | None = None


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for: an anchor and its normal words."""

    anchor: Anchor
    prefix: str
    words: str
    suffix: str

    @property
    def pattern(self) -> str:
        return self.prefix + self.words + self.suffix


def _sought(anchor: Anchor) -> _Sought:
    return _Sought(anchor, normal(anchor.prefix), normal(anchor.quote), normal(anchor.suffix))


class Placer:
    """Places marks in one edition. May be used from one thread at a time."""

    def __init__(self, text: PlanText, known: Callable[[str], PlanText | None]) -> None:
        """`text` is the edition at hand; `known` gives the words of an earlier one by its stamp, if they were
        kept.
        """
        if text.edition is None:
            raise ValueError("marks are placed in a plan that is at hand")
        self._text = text
        self._edition = text.edition
        self._known = known
        self._alignments: dict[str, tuple[PlanText, Alignment] | None] = {}

    def place(self, anchor: Anchor) -> Placing:
        """Find the words that `anchor` holds on to."""
        if anchor.edition == self._text.stamp and self._stands(anchor.reach, anchor.quote):
            return Placing("same", anchor)
        reach = self._by_source(anchor)
        if reach is not None:
            return Placing("source", moved(self._text, anchor, reach))
        old = self._old(anchor)
        if old is not None:
            return self._by_alignment(anchor, *old)
        sought = _sought(anchor)
        placing = self._among(sought, list(self._text.find(sought.words)))
        return placing if placing is not None else self._offered(sought, None)

    def candidates(self, anchor: Anchor) -> tuple[PlaceSuggestion, ...]:
        """Places to choose from by hand: wherever the quote stands, the most likely first, then the likest
        words.
        """
        sought = _sought(anchor)
        places = sorted(
            self._text.find(sought.words), key=lambda at: (-self._agreement(sought, at).whole, at)
        )
        found = [
            PlaceSuggestion(self._text.reach(at, at + len(sought.words)), anchor.quote, 1.0) for at in places
        ]
        like = self._like(sought, None)
        return (*found, like) if like is not None and like.likeness < 1 else tuple(found)

    # By source position

    def _by_source(self, anchor: Anchor) -> TextRange | None:
        if anchor.source is None or not same_source(anchor.edition, self._text.stamp):
            return None
        reach = self._sources.reach(anchor.source)
        # A parser may set other marks or drop some; the words must be there.
        return reach if reach is not None and self._stands(reach, anchor.quote, _letters) else None

    @cached_property
    def _sources(self) -> SourceMap:
        return SourceMap(self._edition)

    def _stands(self, reach: TextRange, quote: str, form: Callable[[str], str] = normal) -> bool:
        return self._text.span(reach) is not None and form(self._text.quote(reach)) == form(quote)

    # By two editions side by side

    def _old(self, anchor: Anchor) -> "tuple[PlanText, Alignment, int, int] | None":
        """The mark's own edition, aligned, and where the mark stands in it;
        None if its words aren't known.
        """
        if anchor.edition not in self._alignments:
            old = self._known(anchor.edition) if anchor.edition else None
            self._alignments[anchor.edition] = (old, align(old, self._text)) if old is not None else None
        known = self._alignments[anchor.edition]
        span = known[0].span(anchor.reach) if known else None
        if known is None or span is None or known[0].text[slice(*span)] != normal(anchor.quote):
            return None
        return (*known, *span)

    def _by_alignment(
        self, anchor: Anchor, old: PlanText, alignment: Alignment, start: int, end: int
    ) -> Placing:
        words = old.text[start:end]
        # A heading keeps its words when one is put in before it, but not its number: 第三节 becomes 第四节.
        skip = _numbering(words) if anchor.whole else 0
        to, sure = self._went_to(alignment, words, start, skip)
        if to is not None:
            reach = self._text.reach(to + skip, to + len(words))
            if anchor.whole:
                reach = self._whole(reach)
            if sure and reach is not None:
                return self._found(anchor, reach)
            if reach is not None:
                return Placing("fuzzy", suggestion=PlaceSuggestion(reach, self._text.quote(reach), 1.0))
        if all(alignment.target[at] < 0 for at in range(start, end)):
            # Nothing of it is known to have gone anywhere: it may stand, alone, in words that are new to the
            # plan.
            free = [at for at in self._text.find(words) if not _claimed(alignment, at, len(words))]
            placing = self._among(_sought(anchor), free)
            if placing is not None:
                return placing
        return self._offered(_sought(anchor), (alignment, start, end))

    def _went_to(self, alignment: Alignment, words: str, start: int, skip: int) -> tuple[int | None, bool]:
        """Where all the words went together, and whether that is sure.

        The first `skip` characters may have changed.
        """
        ties = range(start + skip, start + len(words))
        votes = Counter(alignment.target[at] - at for at in ties if alignment.target[at] >= 0)
        if len(votes) != 1:
            return None, False
        (shift,) = votes
        to = start + shift
        # Untied words in between must be the same, too.
        kept = slice(max(to + skip, 0), to + len(words))
        if to + skip < 0 or self._text.text[kept] != words[skip:]:
            return None, False
        sure = [alignment.target[at] >= 0 and not alignment.doubtful[at] for at in ties]
        # Words between two that are sure are sure too.
        return to, sure[0] and sure[-1]

    def _whole(self, reach: TextRange) -> TextRange | None:
        """The passage that the words stand in; None if it is several."""
        if reach.start_key != reach.end_key:
            return None
        return TextRange(
            reach.start_key, 0, reach.start_key, len(self._text.lines[self._text.at[reach.start_key]].text)
        )

    # By quote and context

    def _among(self, sought: _Sought, places: list[int]) -> Placing | None:
        """The one place that quote and context agree on, or one to be offered; None when there is neither."""
        if not places:
            return None
        anchor, words = sought.anchor, sought.words
        told = [(self._agreement(sought, at), at) for at in self._likely(sought, places)]
        told.sort(key=lambda pair: -pair[0].whole)
        best, at = told[0]
        alone = len(told) == 1 or best.whole - told[1][0].whole > 0.25
        once = anchor.occurrences == 1 and len(places) == 1
        either = max(best.before, best.behind) >= 0.5
        least = _BOTH_ONCE if once else _BOTH if len(words) >= _SHORT else _BOTH_SHORT
        both = min(best.before, best.behind) >= 0.5 and best.whole >= least
        reach = self._text.reach(at, at + len(words))
        entire = anchor.whole and once and len(words) >= 8 and self._is_passage(at, len(words))
        if alone and anchor.twins <= 1 and (both or entire or (once and either and len(words) >= _LONG)):
            whole = self._whole(reach) if anchor.whole else reach
            if whole is not None:
                return self._found(anchor, whole)
        if len(told) == 1 and (either or len(words) >= 4):
            return Placing("fuzzy", suggestion=PlaceSuggestion(reach, self._text.quote(reach), 1.0))
        return None

    def _likely(self, sought: _Sought, places: list[int]) -> list[int]:
        """Of many places the few that have most of the words around where they should be."""
        if len(places) <= _FEW:
            return places
        votes = self._votes(sought.pattern)
        near = {
            at: sum(votes[(at - len(sought.prefix)) // _NEAR + step] for step in (-1, 0, 1)) for at in places
        }
        return sorted(places, key=lambda at: -near[at])[:_FEW]

    def _is_passage(self, at: int, length: int) -> bool:
        line = self._text.line_at(at)
        return self._text.starts[line] == at and self._text.starts[line + 1] == at + length

    def _agreement(self, sought: _Sought, at: int) -> "_Agreement":
        prefix, suffix = sought.prefix, sought.suffix
        end = at + len(sought.words)
        before = _alike(prefix[::-1], self._text.text[max(at - len(prefix) - _NEAR, 0) : at][::-1], at == 0)
        behind = _alike(suffix, self._text.text[end : end + len(suffix) + _NEAR], end == len(self._text.text))
        return _Agreement(before, behind)

    # By likeness

    def _offered(self, sought: _Sought, known: tuple[Alignment, int, int] | None) -> Placing:
        suggestion = self._like(sought, known)
        return Placing("fuzzy", suggestion=suggestion) if suggestion is not None else Placing("tray")

    def _like(self, sought: _Sought, known: tuple[Alignment, int, int] | None) -> PlaceSuggestion | None:
        """The words most like the quote in surroundings most like its own; None if none are, or several
        alike.
        """
        prefix, words, pattern = sought.prefix, sought.words, sought.pattern
        shift = self._likeliest(pattern)
        if shift is None or len(words) < 2:
            return None
        begin = max(shift - 2 * _NEAR, 0)
        window = self._text.text[begin : shift + len(pattern) + 2 * _NEAR]
        blocks = SequenceMatcher(None, pattern, window, autojunk=False).get_matching_blocks()
        start = begin + _carried(blocks, len(prefix), ahead=True)
        end = begin + _carried(blocks, len(prefix) + len(words), ahead=False)
        if not start < end <= len(self._text.text):
            return None
        likeness = SequenceMatcher(None, words, self._text.text[start:end], autojunk=False).ratio()
        if likeness < _LIKE or (known is not None and _others(*known, start, end)):
            return None
        reach = self._text.reach(start, end)
        return PlaceSuggestion(reach, self._text.quote(reach), round(likeness, 3))

    def _likeliest(self, pattern: str) -> int | None:
        """Where the pattern would begin if most of its trigrams stood where they should; None if that is
        nowhere, or twofold.
        """
        votes = self._votes(pattern)
        if not votes:
            return None
        pairs = Counter(
            {bucket: votes[bucket] + votes[bucket + 1] for near in votes for bucket in (near - 1, near)}
        )
        (best, count), *others = pairs.most_common()
        rival = max((other for bucket, other in others if abs(bucket - best) > 2), default=0)
        if count < 0.25 * len(_offsets(pattern)) or rival > 0.8 * count:
            return None
        return (best + 1) * _NEAR

    def _votes(self, pattern: str) -> Counter[int]:
        """How many trigrams of the pattern speak for it to begin in each stretch of `_NEAR` characters."""
        votes: Counter[int] = Counter()
        for offset in _offsets(pattern):
            places = self._grams.get(pattern[offset : offset + _GRAM], ())
            if len(places) <= _COMMON:
                votes.update({(place - offset) // _NEAR for place in places})
        return votes

    @cached_property
    def _grams(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        text = self._text.text
        for at in range(len(text) - _GRAM + 1):
            found.setdefault(text[at : at + _GRAM], []).append(at)
        return found

    # What became of it

    def _found(self, anchor: Anchor, reach: TextRange) -> Placing:
        new = moved(self._text, anchor, reach)
        if (reach.start_key, reach.end_key) == (anchor.reach.start_key, anchor.reach.end_key):
            return Placing("same", new)
        same = [normal(title)[_numbering(normal(title)) :] for title in new.path] == [
            normal(title)[_numbering(normal(title)) :] for title in anchor.path
        ]
        return Placing("chapter" if same and new.path else "plan", new)


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How far the words before and behind a quote are those of the anchor, 0 to 1."""

    before: float
    behind: float

    @property
    def whole(self) -> float:
        return self.before + self.behind


def place_by_hand(text: PlanText, anchor: Anchor, reach: TextRange) -> Anchor:
    """The anchor of a mark that someone has put on other words. Raises AnchorError when there are none."""
    whole = anchor.whole and text.quote(reach) == text.lines[text.at[reach.start_key]].text
    return make_anchor(text, reach, whole=whole)


def _offsets(pattern: str) -> range:
    """Where the trigrams of a pattern are taken from; of a long one some are enough."""
    last = max(len(pattern) - _GRAM + 1, 1)
    return range(0, last, max(last // _TRIGRAMS, 1))


def _alike(expected: str, found: str, at_edge: bool) -> float:
    """How far `found` begins with what was expected; a few characters may have come or gone."""
    if not expected:
        return 1.0 if at_edge else 0.0
    same = 0
    for one, other in zip(expected, found, strict=False):
        if one != other:
            break
        same += 1
    if same == len(expected):
        return 1.0
    grams = {found[at : at + _GRAM] for at in range(len(found) - _GRAM + 1)}
    total = max(len(expected) - _GRAM + 1, 1)
    share = sum(expected[at : at + _GRAM] in grams for at in range(len(expected) - _GRAM + 1)) / total
    # Words right beside the quote weigh more than as many further off.
    return min(max(share, 0.5 + share / 2 if same >= _AGREES else 0.0), 0.99)


def _carried(blocks: list[Match], at: int, *, ahead: bool) -> int:
    """Where position `at` of the pattern went in the window; inside changed words, to the next ones that are
    the same.
    """
    for block in blocks:
        if ahead and at < block.a + block.size:
            return block.b + max(at - block.a, 0)
        if not ahead and block.a < at <= block.a + block.size:
            return block.b + at - block.a
    ends = [block.b + block.size for block in blocks if block.size and block.a + block.size <= at]
    return ends[-1] if ends and not ahead else blocks[-1].b


def _claimed(alignment: Alignment, at: int, length: int) -> bool:
    return any(each >= 0 for each in alignment.source[at : at + length])


def _others(alignment: Alignment, start: int, end: int, at: int, at_end: int) -> bool:
    """Whether most of the new words `at` are known to have been other words than the mark's before."""
    claimed = [each for each in alignment.source[at:at_end] if each >= 0]
    foreign = sum(not start <= each < end for each in claimed)
    return foreign * 2 > at_end - at


def _numbering(words: str) -> int:
    """Length of the number at the start of a heading or item."""
    match = _NUMBERING.match(words)
    return match.end() if match and match.end() < len(words) else 0


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())
