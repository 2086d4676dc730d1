"""How the tables of a kind are made, filtered, told on the command line and added up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from db.progress import Progress
from db.records import Supplement
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.table import AnyTable, counted

Wanted: TypeAlias = Mapping[str, Sequence[str]]
"""Column → values, one of which a row must have; of all columns."""


def picked(table: AnyTable, wanted: Wanted) -> Sequence[int]:
    """The rows with the wanted values; none where the table lacks one of the columns."""
    if not all(map(table.has, wanted)):
        return ()
    query = TableQuery(chosen=tuple((column, tuple(values)) for column, values in wanted.items()))
    return arrange(table, query).rows


def described(table: AnyTable, rows: Sequence[int]) -> list[dict[str, Any]]:
    """The rows for JSON: where each stands, and its plain values."""
    return [
        {
            "key": table.place(row).key,
            **{column.name: table.value(row, column.name) for column in table.columns if column.shown},
        }
        for row in rows
    ]


def told(table: AnyTable, rows: Sequence[int]) -> Iterable[str]:
    """The rows as lines for a terminal, and how many there are."""
    for row in rows:
        yield "  ".join(cells(table, row))
    yield f"\n共 {len(rows)} 行"


def cells(table: AnyTable, row: int) -> list[str]:
    """What is written in a row, column by column, without the empty cells."""
    texts = (table.text(row, column.name) for column in table.columns if column.shown)
    return [text for text in texts if text]


Totals: TypeAlias = Callable[[Sequence[Any], bool], Sequence[str]]
"""Sentences on some records, and whether figures that were filled in by hand count too."""


def counted_rows(rows: Sequence[Any], _filled: bool) -> tuple[str, ...]:
    """Totals that only say how many rows there are: 共36项."""
    return (f"共{counted(len(rows))}项",)


@dataclass(frozen=True, slots=True)
class TableMaker:
    """What a kind's file tells of its tables. All but `make` has a default that any table can use."""

    make: Callable[[Sequence[PlanFacts], Progress], Sequence[AnyTable]]
    """The tables of some plans; one for all of them, unless the kind has `several`. Raises Stopped."""
    totals: Totals = counted_rows
    counts_filled: bool = False
    """The totals can take in what was filled in by hand, when they are asked to."""
    charts: tuple[str, ...] = ()
    """Columns of which bars are drawn beside the table."""
    pick: Callable[[AnyTable, Wanted], Sequence[int]] = picked
    """The rows that the command line's --field, --stage and --place leave."""
    describe: Callable[[AnyTable, Sequence[int]], list[dict[str, Any]]] = described
    """What the verb gives as JSON. The plan is added to it where all plans were asked for."""
    tell: Callable[[AnyTable, Sequence[int]], Iterable[str]] = told
    """What the verb prints, line by line."""
    gap_of: Callable[[Any], Any] | None = None
    """What a record lost, so that it can be filled in by hand from its row."""
    entry_of: Callable[[Any], Supplement | None] | None = None
    """What was filled in by hand for a record, so that it can be removed from its row."""
