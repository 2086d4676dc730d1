"""How the person left a table: filters, order, groups, columns. Kept as plain values in the settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db.tables.arrangement import TableQuery

_NARROWEST, _WIDEST = 24, 2000
"""Widths of columns that are believed, in pixels."""


_MOST_PLANS = 40
"""Plans whose filters are kept."""


@dataclass(slots=True)
class TableState:
    """One table's, whichever plan it shows. Names of columns that are no longer there do no harm.

    Order, groups and columns are the same for all plans. Filters belong to a plan: its words and values mean
    nothing in another, where they would hide rows that nobody thinks of.
    """

    wanted: TableQuery = field(default_factory=TableQuery)
    """What is asked for now, of the plans that are shown."""
    plans: str = ""
    """Which these are, as `turn_to` was told."""
    filters: dict[str, TableQuery] = field(default_factory=dict[str, TableQuery])
    """Of the plans that were shown before: only words and values count."""
    shown: dict[str, bool] = field(default_factory=dict[str, bool])
    """Columns that the person showed or hid by hand."""
    order: tuple[str, ...] = ()
    """Columns from left to right, if the person moved one."""
    widths: dict[str, int] = field(default_factory=dict[str, int])
    """Of the columns that the person resized, in pixels."""
    bars: bool | None = None
    """Whether the bars are shown; None as long as the person did not say."""

    def turn_to(self, plans: str) -> None:
        """Another plan is shown, or all: its own filters come back."""
        if plans != self.plans:
            self._keep()
            self.plans = plans
            own = self.filters.get(plans, TableQuery())
            self.wanted = replace(self.wanted, words=own.words, chosen=own.chosen)

    def _keep(self) -> None:
        # Taken off first: the plan that was seen last stands last, and the oldest is forgotten.
        self.filters.pop(self.plans, None)
        if self.wanted.words or self.wanted.chosen:
            self.filters[self.plans] = self.wanted
        while len(self.filters) > _MOST_PLANS:
            del self.filters[next(iter(self.filters))]

    def as_values(self) -> dict[str, Any]:
        """For the settings; without the words, for nobody expects yesterday's search."""
        self._keep()
        return {
            "filters": {
                plans: [[column, list(values)] for column, values in query.chosen]
                for plans, query in self.filters.items()
                if query.chosen
            },
            "sort": self.wanted.sort,
            "descending": self.wanted.descending,
            "group": self.wanted.group,
            "shown": self.shown,
            "order": list(self.order),
            "widths": self.widths,
            "bars": self.bars,
        }


def plans_named(slugs: Sequence[str]) -> str:
    """How filters name the plans that are shown: one, or all, however many these are."""
    return slugs[0] if len(slugs) == 1 else "*" if slugs else ""


def from_values(found: object) -> TableState:
    """From the settings; what is not of the right form is passed over."""
    if not isinstance(found, Mapping):
        return TableState()
    # Settings are read as they come: a file that was edited by hand may hold anything.
    sort, group = (value if isinstance(value := found.get(name), str) else None for name in ("sort", "group"))
    order, bars = found.get("order"), found.get("bars")
    return TableState(
        TableQuery(sort=sort, descending=found.get("descending") is True, group=group),
        filters={
            plans: TableQuery(chosen=chosen)
            for plans, kept in _items(found.get("filters"))
            if (chosen := _chosen(kept))
        },
        shown={name: value for name, value in _items(found.get("shown")) if isinstance(value, bool)},
        order=tuple(order)
        if isinstance(order, list) and all(isinstance(name, str) for name in order)
        else (),
        # True is an int to Python, but no width.
        widths={
            name: value
            for name, value in _items(found.get("widths"))
            if isinstance(value, int) and not isinstance(value, bool) and _NARROWEST <= value <= _WIDEST
        },
        bars=bars if isinstance(bars, bool) else None,
    )


def _items(found: object) -> list[tuple[str, object]]:
    return (
        [(name, value) for name, value in found.items() if isinstance(name, str)]
        if isinstance(found, Mapping)
        else []
    )


def _chosen(found: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for pair in found if isinstance(found, list) else ():
        match pair:
            case [str() as column, [*values]]:
                pairs.append((column, tuple(value for value in values if isinstance(value, str))))
            case _:
                pass
    return tuple(pair for pair in pairs if pair[1])
