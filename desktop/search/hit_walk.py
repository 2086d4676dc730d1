"""The walk from hit to hit, in the order of the plan, round and round."""

from collections.abc import Mapping, Sequence

from db.records import Hit, Place


class HitWalk:
    """All occurrences of a search as places, and which of them is the current one."""

    def __init__(self, hits: Sequence[Hit], order: Mapping[str, int]) -> None:
        """`order` gives each passage's number in the plan."""
        self._order = order
        self.places: tuple[Place, ...] = tuple(
            Place(hit.plan, hit.key, span, hit.text[slice(*span)])
            for hit in sorted(hits, key=lambda hit: order.get(hit.key, -1))
            for span in hit.spans
        )
        self.at: int | None = None

    def __len__(self) -> int:
        return len(self.places)

    @property
    def current(self) -> Place | None:
        """The current occurrence."""
        return None if self.at is None else self.places[self.at]

    def step(self, by: int, start: Place | None) -> Place | None:
        """The next (+1) or previous (-1) occurrence; the first step goes to the one at or after `start`, or before it."""
        if not self.places:
            return None
        if self.at is not None:
            self.at = (self.at + by) % len(self.places)
        else:
            after = next((n for n, place in enumerate(self.places) if self._rank(place) >= self._rank(start)), 0)
            self.at = after if by > 0 else (after - 1) % len(self.places)
        return self.places[self.at]

    def go(self, number: int) -> Place | None:
        """The occurrence with this number, if there is one."""
        if not 0 <= number < len(self.places):
            return None
        self.at = number
        return self.places[number]

    def find(self, place: Place) -> int | None:
        """The number of the occurrence at this place."""
        return next(
            (number for number, other in enumerate(self.places) if (other.key, other.span) == (place.key, place.span)), None
        )

    def _rank(self, place: Place | None) -> tuple[int, int]:
        if place is None:
            return (-1, 0)
        return (self._order.get(place.key, -1), place.span[0] if place.span else 0)
