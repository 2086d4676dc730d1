"""How the person left a table: filters, order, groups, columns. Kept as plain values in the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.tables.arrangement import TableQuery

_NARROWEST, _WIDEST = 24, 2000
"""Widths of columns that are believed, in pixels."""


@dataclass(slots=True)
class TableState:
    """One table's. Names of columns that are no longer there do no harm."""

    wanted: TableQuery = field(default_factory=TableQuery)
    """Without the words: nobody expects yesterday's search."""
    shown: dict[str, bool] = field(default_factory=dict[str, bool])
    """Columns that the person showed or hid by hand."""
    order: tuple[str, ...] = ()
    """Columns from left to right, if the person moved one."""
    widths: dict[str, int] = field(default_factory=dict[str, int])
    """Of the columns that the person resized, in pixels."""
    bars: bool | None = None
    """Whether the bars are shown; None as long as the person did not say."""

    def as_values(self) -> dict[str, Any]:
        """For the settings."""
        return {
            "chosen": [[column, list(values)] for column, values in self.wanted.chosen],
            "sort": self.wanted.sort,
            "descending": self.wanted.descending,
            "group": self.wanted.group,
            "shown": self.shown,
            "order": list(self.order),
            "widths": self.widths,
            "bars": self.bars,
        }


def from_values(found: object) -> TableState:
    """From the settings; what is not of the right form is passed over."""
    if not isinstance(found, Mapping):
        return TableState()
    # Settings are read as they come: a file that was edited by hand may hold anything.
    sort, group = (value if isinstance(value := found.get(name), str) else None for name in ("sort", "group"))
    order, bars = found.get("order"), found.get("bars")
    return TableState(
        TableQuery("", _chosen(found.get("chosen")), sort, found.get("descending") is True, group),
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
