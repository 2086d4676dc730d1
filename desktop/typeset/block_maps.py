"""The map of a document whose parts come and go at both ends: each part has one of its own, which never
changes.
"""

from bisect import bisect_right
from itertools import accumulate

from db.errors import UnknownKeyError
from db.records import Span
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.text_map import MappedRun, TextMap


class BlockMaps:
    """Answers as a TextMap does, for what stands in the document now."""

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
