"""The walk from hit to hit, in the order of the list, round and round.

No place is made before it is gone to.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from db.records import Hit, Place


class HitCursor:
    """All occurrences of a search, and which of them is the current one."""

    def __init__(self, hits: Sequence[Hit] = (), order: Mapping[str, int] | None = None) -> None:
        """`order` gives each passage's number in the open plan; without it the first step goes to the first
        occurrence.
        """
        self._hits = hits
        self._order = order or {}
        # How many occurrences there are up to each hit: a number is found by halving, also among 100,000.
        self._ends = list(accumulate(len(hit.spans) for hit in hits))
        self.at: int | None = None

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @property
    def current(self) -> Place | None:
        """The current occurrence."""
        return None if self.at is None else self.place(self.at)

    def place(self, number: int) -> Place:
        """The occurrence with this number, from 0."""
        at = bisect_right(self._ends, number)
        hit = self._hits[at]
        span = hit.spans[number - self._before(at)]
        return Place(hit.plan, hit.key, span, hit.text[slice(*span)])

    def step(self, by: int, start: Place | None, within: str = "") -> Place | None:
        """The next (+1) or previous (-1) occurrence; the first step goes to the one at or after `start`, or
        before it. Where the plan `within` has some, only those.
        """
        if not len(self):
            return None
        if self.at is not None:
            self.at = self._within((self.at + by) % len(self), by, within)
        else:
            # The first round stays in the open plan, so modulo `last` and not of all.
            after, last = self._from(start)
            self.at = after % last if by > 0 else (after - 1) % last
        return self.place(self.at)

    def go(self, place: Place) -> Place | None:
        """Make the occurrence at this place the current one; None if there is none."""
        number = self.find(place)
        if number is None:
            return None
        self.at = number
        return self.place(number)

    def find(self, place: Place) -> int | None:
        """The number of the occurrence at this place; for a place without a span, of the first one in its
        passage.
        """
        at = self._where.get((place.plan, place.key))
        if at is None:
            return None
        if place.span is None:
            return self._before(at)
        spans = self._hits[at].spans
        # A span that is no hit any more (another answer came) is found nowhere.
        return self._before(at) + spans.index(place.span) if place.span in spans else None

    def _within(self, number: int, by: int, plan: str) -> int:
        """The next number from this one on that is an occurrence in a plan; this one if the plan has none."""
        here = self._of_plan.get(plan, ())
        at = bisect_right(self._ends, number)
        if not here or self._hits[at].plan == plan:
            return number
        if by > 0:
            return self._before(here[bisect_right(here, at) % len(here)])
        return self._ends[here[bisect_right(here, at) - 1]] - 1

    @cached_property
    def _of_plan(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, hit in enumerate(self._hits):
            found.setdefault(hit.plan, []).append(at)
        return found

    def _before(self, at: int) -> int:
        return self._ends[at - 1] if at else 0

    def _from(self, start: Place | None) -> tuple[int, int]:
        """The number of the first occurrence at or after a place, and how many the first round goes through:
        the open plan's.

        What is written so comes first; what only sounds so is gone to where nothing is written so, or after
        it.
        """
        if start is None or start.key not in self._order:
            return 0, len(self)
        wanted = self._order[start.key], start.span[0] if start.span else 0
        after = None
        for at, hit in enumerate(self._hits):
            if (hit.how, hit.plan) != (self._hits[0].how, start.plan):
                return (after or 0, self._before(at)) if at else (0, len(self))
            if after is None and (number := self._order.get(hit.key, -1)) >= wanted[0]:
                inside = (place for place, span in enumerate(hit.spans) if (number, span[0]) >= wanted)
                after = next((self._before(at) + place for place in inside), None)
        return after or 0, len(self)

    @cached_property
    def _where(self) -> dict[tuple[str, str], int]:
        return {(hit.plan, hit.key): at for at, hit in enumerate(self._hits)}
