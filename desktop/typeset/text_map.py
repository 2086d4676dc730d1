"""Says where the plan's characters stand in a QTextDocument, and which of them stands at a position.

A passage's offsets are code points; Qt's positions are UTF-16 units. Signs and words that were added take
positions in the document and none in the plan. A `TextMap` is of one document, or of one block of it; a
`BlockMaps` is of a document whose blocks come and go at both ends.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from db.errors import UnknownKeyError
from db.records import Span
from desktop.typeset.page_blocks import PageBlocks


def utf16_length(text: str) -> int:
    """UTF-16 units that Qt counts for `text`: two for each character beyond U+FFFF."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True, slots=True)
class MappedRun:
    """Characters of one passage that stand side by side in the document."""

    position: int
    """Of its first character in the document."""
    key: str
    start: int
    """Of its first character in the passage's text, in code points."""
    text: str
    astral: bool
    """Some of its characters take two units. Nearly always False: then an offset is a plain difference."""

    @property
    def end(self) -> int:
        """The code point after its last one."""
        return self.start + len(self.text)

    @property
    def position_end(self) -> int:
        """The document position after its last character."""
        return self.position + (utf16_length(self.text) if self.astral else len(self.text))

    def position_of(self, offset: int) -> int:
        """Document position of the passage's code point `offset`, which is within the run or its end."""
        inside = offset - self.start
        return self.position + (utf16_length(self.text[:inside]) if self.astral else inside)

    def offset_of(self, position: int) -> int:
        """Code point that stands at the document position, which is within the run or its end."""
        units = position - self.position
        if not self.astral:
            return self.start + units
        for index, char in enumerate(self.text):
            if units <= 0:
                return self.start + index
            units -= utf16_length(char)
            # Between the two units of a character: it counts as the character itself.
            if units < 0:
                return self.start + index
        return self.end


class TextMap:
    """All runs of a document. Filled from its start to its end, and not changed afterwards."""

    def __init__(self) -> None:
        self._runs: list[MappedRun] = []
        self._positions: list[int] = []
        self._by_key: dict[str, list[MappedRun]] = {}
        self._starts: dict[str, list[int]] = {}

    def add(self, position: int, key: str, start: int, text: str) -> None:
        """Say that `text`, the passage's characters from `start`, was put at the document position."""
        if not text:
            return
        run = MappedRun(position, key, start, text, max(text) > "\uffff")
        self._runs.append(run)
        self._positions.append(position)
        self._by_key.setdefault(key, []).append(run)
        self._starts.setdefault(key, []).append(start)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    @property
    def keys(self) -> tuple[str, ...]:
        """The passages that are in the document, in its order."""
        return tuple(self._by_key)

    @property
    def first(self) -> int:
        """Document position of the plan's first character."""
        return self._positions[0] if self._positions else 0

    def position(self, key: str, offset: int = 0) -> int:
        """Document position of a passage's code point; its text's length gives the position after its last
        one.

        An offset beyond the text counts as its end. Raises UnknownKeyError for a passage that is not in the
        document.
        """
        return self._run(key, offset).position_of(min(max(offset, 0), self._by_key[key][-1].end))

    def ranges(self, key: str, span: Span | None = None) -> list[tuple[int, int]]:
        """Document ranges, half open, that show the span (or the whole passage), in order.

        There are several where a sign or a cell's edge stands between. Raises UnknownKeyError.
        """
        self._run(key, 0)
        start, end = span or (0, self._by_key[key][-1].end)
        first = max(bisect_right(self._starts[key], start) - 1, 0)
        found: list[tuple[int, int]] = []
        for run in self._by_key[key][first:]:
            if run.start >= end:
                break
            left, right = max(start, run.start), min(end, run.end)
            if left >= right:
                continue
            at = (run.position_of(left), run.position_of(right))
            # A link's words are a run of their own; runs that touch are one range.
            if found and found[-1][1] == at[0]:
                at = (found.pop()[0], at[1])
            found.append(at)
        return found

    def exact(self, position: int) -> tuple[str, int] | None:
        """The passage and code point whose character stands at the position; None at a sign or at
        words that were added.
        """
        run = self._at(position)
        if run is None or not run.position <= position < run.position_end:
            return None
        return run.key, run.offset_of(position)

    def nearest(self, position: int) -> tuple[str, int] | None:
        """As `exact`, but a position without a character counts as the end of what stands before it (or the
        very start).
        """
        run = self._at(position)
        if run is None:
            return (self._runs[0].key, self._runs[0].start) if self._runs else None
        return run.key, run.offset_of(min(position, run.position_end))

    def runs(self, start: int, end: int) -> list[MappedRun]:
        """The plan's own characters in a document range, in order, without signs and added words."""
        found: list[MappedRun] = []
        for index in range(max(bisect_right(self._positions, start) - 1, 0), len(self._runs)):
            run = self._runs[index]
            if run.position >= end:
                break
            left, right = max(start, run.position), min(end, run.position_end)
            if left < right:
                first, last = run.offset_of(left), run.offset_of(right)
                found.append(
                    MappedRun(
                        left, run.key, first, run.text[first - run.start : last - run.start], run.astral
                    )
                )
        return found

    def _at(self, position: int) -> MappedRun | None:
        index = bisect_right(self._positions, position) - 1
        return self._runs[index] if index >= 0 else None

    def _run(self, key: str, offset: int) -> MappedRun:
        try:
            return self._by_key[key][max(bisect_right(self._starts[key], offset) - 1, 0)]
        except KeyError:
            raise UnknownKeyError(f"正文中没有编号为“{key}”的内容。") from None


class BlockMaps:
    """Answers as a TextMap does, for what stands in the document now.

    Each part has a map that counts from the part's own start: writing above it changes one start, and no run.
    """

    def __init__(self, parts: PageBlocks, first: int, start: int) -> None:
        """Nothing yet, before the part with the number `first`;
        the document position where all will begin.
        """
        self._parts = parts
        self._first = first
        self._maps: list[TextMap] = []
        self._lengths: list[int] = []
        self._starts: list[int] = [start]

    def put_below(self, text: TextMap, length: int) -> None:
        """A part of `length` document positions was written below the others."""
        self._maps.append(text)
        self._lengths.append(length)
        self._starts.append(self._starts[-1] + length)

    def put_above(self, text: TextMap, length: int) -> None:
        """A part of `length` document positions was written above the others."""
        self._first -= 1
        self._maps.insert(0, text)
        self._lengths.insert(0, length)
        self._starts = list(accumulate(self._lengths, initial=self._starts[0]))

    def cut_above(self, count: int) -> None:
        """So many parts were taken away above."""
        self._first += count
        del self._maps[:count], self._lengths[:count]
        self._starts = list(accumulate(self._lengths, initial=self._starts[0]))

    def cut_below(self, kept: int) -> None:
        """All but so many parts were taken away below."""
        del self._maps[kept:], self._lengths[kept:], self._starts[kept + 1 :]

    def __contains__(self, key: str) -> bool:
        return key in self._parts and self._index(key) is not None

    @property
    def keys(self) -> tuple[str, ...]:
        """The passages that are in the document, in its order."""
        return tuple(key for text in self._maps for key in text.keys)

    @property
    def first(self) -> int:
        """Document position of the first character that is the plan's own."""
        # `_starts` has one number more than there are maps: where the last part ends.
        runs = ((start, text) for start, text in zip(self._starts, self._maps, strict=False) if text.keys)
        start, text = next(runs, (0, TextMap()))
        return start + text.first

    def start_of(self, number: int) -> int:
        """Document position where a part begins; for the part after the last one, where that ends."""
        return self._starts[number - self._first]

    def part_at(self, position: int) -> int:
        """Number of the part at a document position; the nearest one where there is none."""
        index = bisect_right(self._starts, position, hi=max(len(self._maps), 1)) - 1
        return self._first + max(index, 0)

    def position(self, key: str, offset: int = 0) -> int:
        """As TextMap.position."""
        start, text = self._of(key)
        return start + text.position(key, offset)

    def ranges(self, key: str, span: Span | None = None) -> list[tuple[int, int]]:
        """As TextMap.ranges."""
        start, text = self._of(key)
        return [(start + left, start + right) for left, right in text.ranges(key, span)]

    def exact(self, position: int) -> tuple[str, int] | None:
        """As TextMap.exact."""
        if not self._maps:
            return None
        index = self.part_at(position) - self._first
        return self._maps[index].exact(position - self._starts[index])

    def nearest(self, position: int) -> tuple[str, int] | None:
        """As TextMap.nearest."""
        if not self._maps:
            return None
        index = self.part_at(position) - self._first
        text, inside = self._maps[index], position - self._starts[index]
        if text.keys and inside >= text.first:
            return text.nearest(inside)
        before = next((other for other in reversed(self._maps[:index]) if other.keys), None)
        if before is not None:
            # A position beyond the longest part: its map takes it for its end.
            return before.nearest(max(self._lengths))
        return next((other.nearest(0) for other in self._maps[index:] if other.keys), None)

    def runs(self, start: int, end: int) -> list[MappedRun]:
        """As TextMap.runs."""
        found: list[MappedRun] = []
        for index in range(self.part_at(start) - self._first, len(self._maps)):
            at = self._starts[index]
            if at >= end:
                break
            found += [
                MappedRun(at + run.position, run.key, run.start, run.text, run.astral)
                for run in self._maps[index].runs(start - at, end - at)
            ]
        return found

    def _index(self, key: str) -> int | None:
        index = self._parts.number_of(key) - self._first
        return index if 0 <= index < len(self._maps) and key in self._maps[index] else None

    def _of(self, key: str) -> tuple[int, TextMap]:
        index = self._index(key) if key in self._parts else None
        if index is None:
            raise UnknownKeyError(f"正文中没有编号为“{key}”的内容。")
        return self._starts[index], self._maps[index]
