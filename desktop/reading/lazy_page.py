"""The plan as one long roll, of which only the stretch around the reader is set in type.

Text that is set keeps its height on the roll while more is set above or below it; only at the very beginning,
where the true height of what stands before becomes known, everything moves at once, and the scroll position
with it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from time import perf_counter

from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.page_style import PageStyle

AROUND = 20_000
"""Characters that are set before and after the reader's place, in the end: a city's plan is set as a whole.
"""
SLICE = 0.006
"""Seconds of setting type at a time; a part more may be begun."""


@dataclass(frozen=True, slots=True)
class ScrollAim:
    """A part, and how much of it (0 to 1) lies above some point."""

    number: int
    share: float


class LazyPage:
    """Heights are pixels from the roll's beginning. All setting of type happens in here."""

    def __init__(self, parts: PageBlocks, style: PageStyle) -> None:
        self.parts = parts
        self.style = style
        self._tops = parts.tops(style)
        self.stretch = LoadedRange(parts, style, 0)

    def begin(self, number: int, top: float | None = None) -> None:
        """Start anew with nothing set, before a part; that part will begin at the height `top`, if that can
        be.
        """
        self.stretch = LoadedRange(self.parts, self.style, number)
        if number:
            self.stretch.fill(
                max(self._about(number) if top is None else top, self.style.top), self._left(number)
            )
        else:
            self.stretch.fill(self.style.top, self._left(0))

    @property
    def top(self) -> float:
        """Where the first line that is set begins."""
        return self.stretch.top_of(self.stretch.first)

    @property
    def bottom(self) -> float:
        """Where the last line that is set ends."""
        return self.stretch.top_of(self.stretch.end)

    def cover(self, top: float, bottom: float) -> float:
        """Set what is still missing between two heights; gives how far all that was set before has moved
        down.
        """
        moved = 0.0
        while self.stretch.first > 0 and self.top > top + moved:
            moved += self._extend()
        while self.stretch.end < len(self.parts) and self.bottom < bottom + moved:
            self._lengthen(bottom + moved)
        return moved

    def is_near(self, top: float, bottom: float) -> bool:
        """Whether what is set touches these heights, or all but."""
        reach = 2 * (bottom - top)
        return self.top - reach <= bottom and top <= self.bottom + reach

    def aim(self, height: float) -> ScrollAim:
        """About which part is at a height where nothing is set."""
        stretch, tops = self.stretch, self._tops
        if height < self.top:
            about = height / max(self.top, 1.0) * tops[stretch.first]
        else:
            left = (height - self.bottom) / max(stretch.below, 1.0)
            about = tops[stretch.end] + left * (tops[-1] - tops[stretch.end])
        number = min(max(bisect_right(tops, about) - 1, 0), len(self.parts) - 1)
        return ScrollAim(
            number, min(max((about - tops[number]) / max(tops[number + 1] - tops[number], 1.0), 0.0), 1.0)
        )

    def height_of(self, aim: ScrollAim) -> float:
        """About how high a part is, up to the aim."""
        return (self._tops[aim.number + 1] - self._tops[aim.number]) * aim.share

    def share_of(self, key: str, offset: int) -> float:
        """About where a passage's code point is, 0 to 1. Raises UnknownKeyError."""
        number, inside = self.parts.number_of(key), self.parts.share(key, offset)
        tops = self._tops
        return (tops[number] + (tops[number + 1] - tops[number]) * inside) / (tops[-1] or 1.0)

    def grow(self, number: int) -> tuple[bool, float]:
        """Set some more around a part, for some milliseconds; whether there is more to do, and how far all
        has moved down.
        """
        until, moved, more = perf_counter() + SLICE, 0.0, True
        first, end = self._wanted(number)
        while more and perf_counter() < until:
            above, below = self.stretch.first > first, self.stretch.end < end
            counts = self.parts.characters
            nearer = counts[self.stretch.end] - counts[number] <= counts[number] - counts[self.stretch.first]
            if below and (nearer or not above):
                self._lengthen()
            elif above:
                moved += self._extend()
            else:
                moved += self._cut(first, end)
                more = False
        return more, moved

    def _wanted(self, number: int) -> tuple[int, int]:
        counts = self.parts.characters
        first = bisect_right(counts, counts[number] - AROUND) - 1
        end = bisect_right(counts, counts[number] + AROUND)
        return max(first, 0), min(end, len(self.parts))

    def _about(self, number: int) -> float:
        return self.style.top + self._tops[number]

    def _left(self, end: int) -> float:
        """Height of the blank below."""
        return self.style.bottom + self._tops[-1] - self._tops[end]

    def _lengthen(self, bottom: float | None = None) -> None:
        """Set the next part, or as many as will about reach down to `bottom`."""
        stretch, tops = self.stretch, self._tops
        with stretch.writing():
            reach = tops[stretch.end] + (bottom - self.bottom if bottom is not None else 0.0)
            stretch.lengthen()
            while stretch.end < len(self.parts) and tops[stretch.end] < reach:
                stretch.lengthen()
        stretch.fill(stretch.above, self._left(stretch.end))

    def _extend(self) -> float:
        stretch, kept = self.stretch, self.stretch.first
        before = stretch.top_of(kept)
        stretch.extend()
        grown = stretch.top_of(kept) - before
        top = self.style.top
        stretch.fill(top if stretch.first == 0 else max(stretch.above - grown, top), stretch.below)
        return stretch.top_of(kept) - before

    def _cut(self, first: int, end: int) -> float:
        """Forget what has long been left behind."""
        stretch = self.stretch
        span = self.parts.characters[stretch.end] - self.parts.characters[stretch.first]
        if span < 4 * AROUND:
            return 0.0
        kept = max(first, stretch.first)
        before = stretch.top_of(kept)
        above = stretch.above + before - self.top
        stretch.cut_below(min(end, stretch.end))
        stretch.cut_above(kept)
        stretch.fill(above, self._left(stretch.end))
        return stretch.top_of(kept) - before
