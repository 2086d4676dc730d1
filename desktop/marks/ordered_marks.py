"""All marks, in the order of the plans and by where they begin, kept so while single ones come and go.

To sort 25,000 at each change would hold the window up.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter

from db.user.records import Edit, Mark

_FEW = 200
"""With more changes at once everything is sorted anew."""
_order = attrgetter("order")
_plan = attrgetter("anchor.plan")


class OrderedMarks:
    """Each mark once, by its id."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._ordered = sorted(marks, key=_order)
        self._whole: tuple[Mark, ...] | None = None
        self._beginning: dict[tuple[str, str], dict[str, Mark]] = defaultdict(dict)
        for mark in self._ordered:
            self._beginning[_begin(mark)][mark.id] = mark

    def take(self, edits: Sequence[Edit[Mark]]) -> None:
        """Bring marks up to what became of them; each comes once."""
        self._whole = None
        if len(edits) > _FEW:
            changed = {edit.id for edit in edits}
            kept = [mark for mark in self._ordered if mark.id not in changed]
            self.__init__([*kept, *(edit.after for edit in edits if edit.after is not None)])
            return
        for edit in edits:
            if edit.before is not None:
                self._remove(edit.before)
            if edit.after is not None:
                self._ordered.insert(bisect_left(self._ordered, edit.after.order, key=_order), edit.after)
                self._beginning[_begin(edit.after)][edit.id] = edit.after

    def _remove(self, mark: Mark) -> None:
        at = bisect_left(self._ordered, mark.order, key=_order)
        if at < len(self._ordered) and self._ordered[at].id == mark.id:
            del self._ordered[at]
        self._beginning[_begin(mark)].pop(mark.id, None)

    def all(self) -> tuple[Mark, ...]:
        """All of them, plan by plan."""
        if self._whole is None:
            self._whole = tuple(self._ordered)
        return self._whole

    def of_plan(self, slug: str) -> list[Mark]:
        """Those of one plan, in its order."""
        first = bisect_left(self._ordered, slug, key=_plan)
        return self._ordered[first : bisect_right(self._ordered, slug, first, key=_plan)]

    def beginning(self, slug: str, key: str) -> Collection[Mark]:
        """Those that begin in a passage of a plan."""
        return self._beginning[slug, key].values()


def _begin(mark: Mark) -> tuple[str, str]:
    return mark.anchor.plan, mark.anchor.reach.start_key
