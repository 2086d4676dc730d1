"""Ruled tables on a page: the lines that are drawn, put together into cells."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter, neg

_NEAR = 3.0
"""Points within which two lines are taken for one, or touch."""
_THIN = 3.0
"""Points up to which a drawn box counts as a line."""
_MOST_RULES = 4_000


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A horizontal (`flat`) line at height `at` from `start` to `end`, or an upright one; in points."""

    at: float
    start: float
    end: float
    flat: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    @staticmethod
    def around(points: Sequence[tuple[float, float]]) -> "Box":
        """The smallest box that has all points."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def as_line(self) -> RuledLine | None:
        """What is as good as a flat or an upright line."""
        wide, high = self.right - self.left, self.top - self.bottom
        if high <= _THIN and wide > 6:
            return RuledLine((self.bottom + self.top) / 2, self.left, self.right, flat=True)
        if wide <= _THIN and high > 4:
            return RuledLine((self.left + self.right) / 2, self.bottom, self.top, flat=False)
        return None


@dataclass(frozen=True, slots=True)
class Area(Box):
    """A cell of a ruled table: where it is on the page, and in the table."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Ruled(Box):
    """A ruled table."""

    areas: tuple[Area, ...]
    rows: tuple[float, ...]
    """Heights of the lines, from the top."""
    columns: tuple[float, ...]
    """Places of the upright lines, from the left."""

    def by_place(self) -> dict[tuple[int, int], Area]:
        """Row and column between two lines → the cell there."""
        found: dict[tuple[int, int], Area] = {}
        for area in self.areas:
            for place in product(range(area.rows), range(area.columns)):
                found.setdefault((area.row + place[0], area.column + place[1]), area)
        return found

    def place(self, x: float, y: float) -> tuple[int, int]:
        """The row and column of a point inside; the first ones of a point on a line."""
        # Rows fall from the top.
        row = bisect_left(self.rows, -y, key=neg) - 1
        return max(row, 0), max(bisect_left(self.columns, x) - 1, 0)


def find_tables(rules: Sequence[RuledLine]) -> list[Ruled]:
    """The tables that the lines make, from the top of the page.

    Bounded: a page with thousands of lines has a drawing.
    """
    if not 4 <= len(rules) <= _MOST_RULES:
        return []
    tables = [table for group in _groups(rules) if (table := _table(group)) is not None]
    return sorted(tables, key=lambda table: -table.top)


def _groups(rules: Sequence[RuledLine]) -> list[list[RuledLine]]:
    """Lines that touch one another, directly or through others."""
    flat = [rule for rule in rules if rule.flat]
    upright = sorted((rule for rule in rules if not rule.flat), key=lambda rule: rule.at)
    # Union-find: a line belongs to the table of all lines that it touches, through however many others.
    owner = list(range(len(rules)))
    index = {id(rule): at for at, rule in enumerate(rules)}

    def head(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    for rule in flat:
        for other in upright:
            # They are sorted: all others stand further to the right.
            if other.at > rule.end + _NEAR:
                break
            if rule.start - _NEAR <= other.at and other.start - _NEAR <= rule.at <= other.end + _NEAR:
                owner[head(index[id(rule)])] = head(index[id(other)])
    groups: dict[int, list[RuledLine]] = {}
    for at, rule in enumerate(rules):
        groups.setdefault(head(at), []).append(rule)
    return [group for group in groups.values() if len(group) >= 4]


def _table(rules: list[RuledLine]) -> Ruled | None:
    # In order, so that those near a place are found without a look at all.
    rules = sorted(rules, key=attrgetter("at"))
    flat, upright = [rule for rule in rules if rule.flat], [rule for rule in rules if not rule.flat]
    # Rows are counted from the top of the page, points from its foot.
    ys, xs = _merged([rule.at for rule in flat])[::-1], _merged([rule.at for rule in upright])
    # Squared paper and drawings have more crossings than any table.
    if len(ys) < 2 or len(xs) < 2 or len(ys) * len(xs) > 20_000:
        return None
    taken: set[tuple[int, int]] = set()
    areas: list[Area] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            wide = 1
            while column + wide < len(xs) - 1 and not _covered(
                upright, xs[column + wide], ys[row + 1], ys[row]
            ):
                wide += 1
            high = 1
            while row + high < len(ys) - 1 and not _covered(flat, ys[row + high], xs[column], xs[column + 1]):
                high += 1
            taken.update((row + down, column + across) for down in range(high) for across in range(wide))
            areas.append(
                Area(xs[column], ys[row + high], xs[column + wide], ys[row], row, column, high, wide)
            )
    return Ruled(xs[0], ys[-1], xs[-1], ys[0], tuple(areas), tuple(ys), tuple(xs))


def _covered(rules: list[RuledLine], at: float, start: float, end: float) -> bool:
    """Whether a line is drawn at `at` over most of the way from `start` to `end`; `rules` are in order."""
    first = bisect_left(rules, at - _NEAR, key=attrgetter("at"))
    near = rules[first : bisect_right(rules, at + _NEAR, key=attrgetter("at"))]
    drawn = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in near)
    return drawn >= 0.6 * (end - start)


def _merged(values: list[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _NEAR:
            merged.append(value)
    return merged
