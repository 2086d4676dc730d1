"""Two editions of a plan laid side by side, character by character, also where paragraphs have moved.

Words that stand once in both editions are tied to each other and the ties grow as far as the words are the
same, never over the border of a passage. What lies between two ties of the same two passages is compared like
two versions of a sentence. A tie that could as well be another one is doubtful and counts for nothing.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from db.user.plan_text import PlanText

_SEEDS = (24, 12, 7)
"""Lengths of words that are tied when they stand once in both editions; the long ones first."""
_LONG = 16
"""A tie of this length needs no other between the same two passages."""
_SHARE = 0.5
"""Shorter ones hold only if this share of the shorter passage, and half of it of the longer, is tied to the
other one.
"""
_LONGEST_GAP = 600
"""Characters of a stretch between two ties that is compared; longer ones are new text."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the characters of the old normal text went. Positions in the new one; -1: gone, or not known."""

    target: "array[int]"
    source: "array[int]"
    """The way back: for each new character the old one, or -1."""
    doubtful: bytearray
    """1 for an old character whose tie could as well be another."""


def align(old: PlanText, new: PlanText) -> Alignment:
    """Lay two editions side by side."""
    work = _Work(old, new)
    work.tie_equal_passages()
    for length in _SEEDS:
        work.tie_unique(length)
    work.tie_equal_neighbours()
    work.drop_stray()
    work.compare_gaps()
    return Alignment(work.target, work.source, work.settle_cuts())


class _Work:
    def __init__(self, old: PlanText, new: PlanText) -> None:
        self.old, self.new = old, new
        self.a, self.b = old.text, new.text
        self.target = array("l", [-1]) * len(self.a)
        self.source = array("l", [-1]) * len(self.b)

    def tie(self, start: int, to: int, length: int) -> None:
        for step in range(length):
            self.target[start + step] = to + step
            self.source[to + step] = start + step

    def tie_equal_passages(self) -> None:
        """Passages whose whole text stands once in both editions."""
        ours, theirs = _by_text(self.old), _by_text(self.new)
        for text, here in ours.items():
            there = theirs.get(text, [])
            # Three characters or fewer, such as a figure in a cell, are the same by chance.
            if len(here) == len(there) == 1 and len(text) > 3:
                self.tie(self.old.starts[here[0]], self.new.starts[there[0]], len(text))

    def tie_unique(self, length: int) -> None:
        """Words of this length that stand once in both editions,
        and what is the same before and behind them.
        """
        theirs = _unique(self.new, length)
        for words, start in _unique(self.old, length).items():
            to = theirs.get(words, -1)
            if start >= 0 and to >= 0 and self.free(start, to):
                self.grow(start, to)

    def free(self, start: int, to: int) -> bool:
        return self.target[start] < 0 and self.source[to] < 0

    def same(self, start: int, to: int) -> bool:
        return self.a[start] == self.b[to] and self.free(start, to)

    def grow(self, start: int, to: int) -> None:
        first, last = self.old.line_at(start), self.new.line_at(to)
        back = min(start - self.old.starts[first], to - self.new.starts[last])
        ahead = min(self.old.starts[first + 1] - start, self.new.starts[last + 1] - to)
        before = after = 0
        while before < back and self.same(start - before - 1, to - before - 1):
            before += 1
        while after < ahead and self.same(start + after, to + after):
            after += 1
        self.tie(start - before, to - before, before + after)

    def tie_equal_neighbours(self) -> None:
        """Passages that stand several times are tied where the ones before or behind them are tied to each
        other.
        """
        ours, theirs = _by_text(self.old), _by_text(self.new)
        for text, here in ours.items():
            there = theirs.get(text, [])
            if len(here) < 2 and len(there) < 2:
                continue
            pairs = [(one, other) for one in here for other in there if self.neighbours(one, other)]
            for one, other in pairs:
                # Only where neither could be tied to another one as well.
                alone = (
                    sum(one == first for first, _ in pairs)
                    == 1
                    == sum(other == second for _, second in pairs)
                )
                if alone and self.free(self.old.starts[one], self.new.starts[other]):
                    self.tie(self.old.starts[one], self.new.starts[other], len(text))

    def neighbours(self, one: int, other: int) -> bool:
        """Whether the passages right before, or those right behind, are tied to each other, and neither pair
        to others.
        """
        before = self.tied(self.old.starts[one] - 1, self.new.starts[other] - 1)
        behind = self.tied(self.old.starts[one + 1], self.new.starts[other + 1])
        return (before is True or behind is True) and before is not False and behind is not False

    def tied(self, start: int, to: int) -> bool | None:
        """Whether two characters are tied to each other; None if that is open, because one of them isn't tied
        at all.
        """
        if not (0 <= start < len(self.a) and 0 <= to < len(self.b)) or (
            self.target[start] < 0 or self.source[to] < 0
        ):
            return None
        return self.target[start] == to

    def drop_stray(self) -> None:
        """Undo short ties between passages that have little else in common, unless a longer one goes on into
        them.
        """
        shared: Counter[tuple[int, int]] = Counter()
        runs = list(self.runs())
        for start, to, length in runs:
            shared[self.old.line_at(start), self.new.line_at(to)] += length
        kept = [length >= _LONG or self.related(start, to, shared) for start, to, length in runs]
        # A passage that was parted, or two that were joined: their words follow one another in both editions.
        # Forwards and backwards, so that a row of short ones may hang on a long one at either end.
        for order in (range(1, len(runs)), range(len(runs) - 2, -1, -1)):
            beside = -1 if order.step == 1 else 1
            for at in order:
                kept[at] = kept[at] or (kept[at + beside] and _follow(*sorted((runs[at], runs[at + beside]))))
        for (start, to, length), keep in zip(runs, kept, strict=True):
            for step in range(0 if keep else length):
                self.target[start + step] = self.source[to + step] = -1

    def related(self, start: int, to: int, shared: Counter[tuple[int, int]]) -> bool:
        """Whether the passages of a tie have enough in common."""
        one, other = self.old.line_at(start), self.new.line_at(to)
        lengths = (
            self.old.starts[one + 1] - self.old.starts[one],
            self.new.starts[other + 1] - self.new.starts[other],
        )
        return shared[one, other] >= max(_SHARE * min(lengths), _SHARE / 2 * max(lengths))

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Ties as (start, to, length), longest possible within a passage, in the old order."""
        for line in range(len(self.old.lines)):
            at, end = self.old.starts[line], self.old.starts[line + 1]
            while at < end:
                to = self.target[at]
                # An untied character is stepped over.
                length = 1
                if to >= 0:
                    border = self.new.starts[self.new.line_at(to) + 1]
                    while (
                        at + length < end and to + length < border and self.target[at + length] == to + length
                    ):
                        length += 1
                    yield at, to, length
                at += length

    def gaps(self) -> Iterator[tuple[int, int, int, int]]:
        """Stretches (start, end, to, to_end) that face each other between ties, or a tie and the end, of the
        same passages.
        """
        by_pair: defaultdict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
        for start, to, length in self.runs():
            by_pair[self.old.line_at(start), self.new.line_at(to)].append((start, to, length))
        for (one, other), runs in by_pair.items():
            # The end counts as a tie of no length, so that what stands before it is a gap like others.
            ends = (self.old.starts[one + 1], self.new.starts[other + 1], 0)
            at, to_at = self.old.starts[one], self.new.starts[other]
            for start, to, length in (*runs, ends):
                # Ties that cross each other face nothing.
                if to >= to_at:
                    yield at, start, to_at, to
                at, to_at = start + length, to + length

    def compare_gaps(self) -> None:
        for start, end, to, to_end in list(self.gaps()):
            old_words, new_words = self.a[start:end], self.b[to:to_end]
            # Comparing takes the square of the length.
            if not old_words or not new_words or max(len(old_words), len(new_words)) > _LONGEST_GAP:
                continue
            if not (self.untied(self.target, start, end) and self.untied(self.source, to, to_end)):
                continue
            # With autojunk difflib leaves out what is frequent in 200 characters or more: 的, 和, the comma.
            for block in SequenceMatcher(None, old_words, new_words, autojunk=False).get_matching_blocks():
                words = old_words[block.a : block.a + block.size]
                # One character, or words that stand twice in the stretch, prove nothing.
                if block.size > 1 and old_words.count(words) == 1 == new_words.count(words):
                    self.tie(start + block.a, to + block.b, block.size)

    def settle_cuts(self) -> bytearray:
        """Where words were taken out or put in between two ties, the cut may as well stand elsewhere.

        From “甲建设，乙建设，丙” to “甲建设，丙” either “建设，” may be the one that is left. People cut
        behind a comma or full stop: if that is possible in one way, it is so; otherwise all that the cut
        could touch is doubtful. Gives the doubts.
        """
        doubts = bytearray(len(self.a))
        for start, end, to, to_end in list(self.gaps()):
            if start < end and to == to_end and self.untied(self.target, start, end):
                before, behind = _slack(self.old, start, end)
                shift = _natural(self.a, start, before, behind, self.old.starts[self.old.line_at(start)])
                if shift is None:
                    doubts[start - before : start] = b"\1" * before
                    doubts[end : end + behind] = b"\1" * behind
                else:
                    self.shift_cut(self.target, self.source, (start, end, to), shift)
            elif start == end and to < to_end and self.untied(self.source, to, to_end):
                before, behind = _slack(self.new, to, to_end)
                shift = _natural(self.b, to, before, behind, self.new.starts[self.new.line_at(to)])
                if shift is None:
                    for each in (*range(to - before, to), *range(to_end, to_end + behind)):
                        if self.source[each] >= 0:
                            doubts[self.source[each]] = 1
                else:
                    self.shift_cut(self.source, self.target, (to, to_end, start), shift)
        return doubts

    @staticmethod
    def untied(ties: "array[int]", start: int, end: int) -> bool:
        return all(each < 0 for each in ties[start:end])

    @staticmethod
    def shift_cut(ties: "array[int]", back: "array[int]", cut: tuple[int, int, int], by: int) -> None:
        """Move the cut-out from `start` to `end` (facing `at` in the other text) to and fro; what reads the
        same is tied anew.
        """
        start, end, at = cut
        for step in range(1, -by + 1):
            ties[start - step] = -1
            ties[end - step], back[at - step] = at - step, end - step
        for step in range(by):
            ties[end + step] = -1
            ties[start + step], back[at + step] = at + step, start + step


def _follow(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    start, to, length = first
    return (start + length, to + length) == second[:2]


_PAUSES = "。；，、！？：;,!?:"


def _natural(text: str, start: int, before: int, behind: int, border: int) -> int | None:
    """By how much to move a cut that begins at `start` so that it stands behind a pause or at the border;
    None if unclear.
    """
    if not before and not behind:
        return 0
    ways = [
        by for by in range(-before, behind + 1) if start + by == border or text[start + by - 1] in _PAUSES
    ]
    return ways[0] if len(ways) == 1 else None


def _slack(plan: PlanText, start: int, end: int) -> tuple[int, int]:
    """How far the cut-out `text[start:end]` could stand earlier in its passage, and how far later, the rest
    reading the same.
    """
    text = plan.text
    line = plan.line_at(start)
    border, far_border = plan.starts[line], plan.starts[line + 1]
    before = 0
    while before < start - border and text[start - before - 1] == text[end - before - 1]:
        before += 1
    behind = 0
    while end + behind < far_border and text[start + behind] == text[end + behind]:
        behind += 1
    return before, behind


def _by_text(text: PlanText) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index in range(len(text.lines)):
        found.setdefault(text.text[text.starts[index] : text.starts[index + 1]], []).append(index)
    found.pop("", None)
    return found


def _unique(text: PlanText, length: int) -> dict[str, int]:
    """Where words of this length stand that stand once; -1 for those that stand several times.

    None runs over a border.
    """
    found: dict[str, int] = {}
    for first, end in zip(text.starts, text.starts[1:], strict=False):
        for at in range(first, end - length + 1):
            words = text.text[at : at + length]
            found[words] = -1 if words in found else at
    return found
