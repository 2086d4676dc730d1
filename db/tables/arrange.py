"""What of a table is shown, and in which order: filter, sort, group."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from db.search.parts import Gapped, Shape, Words
from db.search.pinyin import readings
from db.search.words import Term, parse
from db.tables.table import Table, Value, shown, sort_key

NOTHING = "（未注明）"
"""What an empty cell is called where the reader chooses or groups."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for. Values of one column: any of them; words and columns: all of them."""

    words: str = ""
    """As typed into a search box: Chinese or pinyin, a row must hold each word; -word excludes."""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(column, values as shown)."""
    sort: str | None = None
    descending: bool = False
    group: str | None = None

    def choosing(self, column: str, *values: str) -> "Wanted":
        """The same with just these values of a column; none takes the column off."""
        others = tuple(pair for pair in self.chosen if pair[0] != column)
        return replace(self, chosen=(*others, (column, values)) if values else others)

    def values(self, column: str) -> tuple[str, ...]:
        """The values of a column that were chosen."""
        return next((values for name, values in self.chosen if name == column), ())


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that have a value of the grouping column in common."""

    label: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The answer: row numbers of the table, in order."""

    rows: tuple[int, ...]
    """Each row once."""
    groups: tuple[Group, ...] = ()
    """Empty if not grouped. A row with several values (townships) is in several groups."""


def arrange(table: Table[Any], wanted: Wanted) -> View:
    """The rows of `table` that are wanted. Names of columns that the table lacks are passed over (settings of old)."""
    kept = _kept(table, wanted)
    if wanted.sort is not None and table.has(wanted.sort):
        order = table.order(wanted.sort)
        if kept is not None:
            order = [row for row in order if kept[row]]
        rows = _descending(table, wanted.sort, order) if wanted.descending else order
    elif kept is not None:
        rows = [row for row, keep in enumerate(kept) if keep]
    else:
        rows = range(len(table))
    grouped = wanted.group is not None and table.has(wanted.group)
    return View(tuple(rows), _groups(table, wanted.group, rows) if grouped and wanted.group else ())


def counts(table: Table[Any], column: str, rows: "tuple[int, ...] | range | list[int]") -> list[tuple[str, int]]:
    """How many of `rows` have each value of a column, in the order in which the values first come."""
    values = table.values(column)
    found: dict[str, int] = {}
    for row in rows:
        for label in labels(values[row]):
            found[label] = found.get(label, 0) + 1
    return list(found.items())


def labels(value: Value) -> tuple[str, ...]:
    """What a cell counts as when the reader chooses or groups."""
    if isinstance(value, tuple):
        return value or (NOTHING,)
    return (shown(value) or NOTHING,)


def matcher(table: Table[Any], words: str) -> Callable[[str], bool] | None:
    """Whether a row's folded words hold what the reader typed, in the language of the search box; None if it says nothing.

    Letters that are not found as they stand are read as pinyin.
    """
    tests = [_holds(term, table) for term in parse(words)]
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else lambda text: all(test(text) for test in tests)


def _holds(term: Term, table: Table[Any]) -> Callable[[str], bool]:
    shapes = readings(term.spelled, table.lexicon) if term.spelled and not term.excluded else ()
    searches = [shape.pattern().search for shape in shapes]
    if isinstance(term.part, Words):
        needle = term.part.needle
        if term.excluded:
            return lambda text: needle not in text
        if not searches:
            return lambda text: needle in text
        return lambda text: needle in text or any(search(text) for search in searches)
    pieces = term.part.pieces if isinstance(term.part, Gapped) else (term.part,)
    return lambda text: _in_order(pieces, text) is not term.excluded


def _in_order(pieces: tuple[Words | Shape, ...], text: str) -> bool:
    at = 0
    for piece in pieces:
        found = piece.find(text, at)
        if found is None:
            return False
        at = found[1]
    return True


def _kept(table: Table[Any], wanted: Wanted) -> bytearray | None:
    """A mark for each row that passes all filters; None if there is no filter."""
    kept: bytearray | None = None
    holds = matcher(table, wanted.words)
    if holds is not None:
        kept = bytearray(map(holds, table.searched))
    for name, chosen in wanted.chosen:
        if not table.has(name):
            continue
        among = frozenset(chosen)
        passes: dict[Value, bool] = {}
        marks = bytearray(len(table))
        for row, value in enumerate(table.values(name)):
            if value not in passes:
                passes[value] = not among.isdisjoint(labels(value))
            marks[row] = passes[value]
        kept = marks if kept is None else bytearray(a and b for a, b in zip(kept, marks, strict=True))
    return kept


def _descending(table: Table[Any], column: str, order: list[int]) -> list[int]:
    """Turned round, but rows that are alike keep the plan's order, and empty cells stay last."""
    values = table.values(column)
    filled = [row for row in order if values[row] not in (None, "", ())]
    empty = order[len(filled) :]
    turned: list[int] = []
    alike: list[int] = []
    for row in reversed(filled):
        if alike and values[alike[-1]] != values[row]:
            turned += reversed(alike)
            alike = []
        alike.append(row)
    return [*turned, *reversed(alike), *empty]


def _groups(table: Table[Any], column: str, rows: "list[int] | range") -> tuple[Group, ...]:
    values = table.values(column)
    found: dict[str, list[int]] = {}
    for row in rows:
        for label in labels(values[row]):
            found.setdefault(label, []).append(row)
    ordered = [Group(label, tuple(members)) for label, members in found.items()]
    # The plan's own order, but what has no value comes last; numbers by size.
    if table.column(column).kind == "number":
        ordered.sort(key=lambda group: sort_key(values[group.rows[0]]))
    return tuple(sorted(ordered, key=lambda group: group.label == NOTHING))
