"""What of a table is shown, and in which order: filter, sort, group."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.search.pinyin import readings
from db.search.query import Term, parse
from db.search.query_terms import CutFigure, Gapped, LiteralPart, Shape
from db.tables.table import CellValue, RowTable, shown, sort_key

NOTHING = "（未注明）"
"""What an empty cell is called where the person chooses or groups."""


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What the person asked for. Values of one column: any of them; words and columns: all of them."""

    words: str = ""
    """As typed into a search box: Chinese or pinyin, a row must hold each word; -word excludes."""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(column, values as shown)."""
    sort: str | None = None
    descending: bool = False
    group: str | None = None

    def choosing(self, column: str, *values: str) -> "TableQuery":
        """The same with just these values of a column; none takes the column off."""
        others = tuple(pair for pair in self.chosen if pair[0] != column)
        return replace(self, chosen=(*others, (column, values)) if values else others)

    def toggling(self, column: str, value: str) -> "TableQuery":
        """The same with one more value of a column, or with one less where it was chosen."""
        values = self.values(column)
        kept = [other for other in values if other != value]
        return self.choosing(column, *(kept if value in values else (*values, value)))

    def values(self, column: str) -> tuple[str, ...]:
        """The values of a column that were chosen."""
        return next((values for name, values in self.chosen if name == column), ())


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that have a value of the grouping column in common."""

    label: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The answer: row numbers of the table, in order."""

    rows: tuple[int, ...]
    """Each row once."""
    groups: tuple[RowGroup, ...] = ()
    """Empty if not grouped. A row with several values (townships) is in several groups."""


def arrange(table: RowTable[Any], wanted: TableQuery) -> View:
    """The rows of `table` that are wanted.

    Names of columns that the table lacks are passed over (settings of old).
    """
    rows: Sequence[int] = _kept(table, wanted)
    if wanted.sort is not None and table.has(wanted.sort):
        # Sorted before it is grouped: within each group the rows are in this order too.
        rows = table.sorted(rows, wanted.sort, descending=wanted.descending)
    grouped = wanted.group is not None and table.has(wanted.group)
    return View(tuple(rows), _groups(table, wanted.group, rows) if grouped and wanted.group else ())


def counts(table: RowTable[Any], column: str, rows: Iterable[int]) -> list[tuple[str, int]]:
    """How many of `rows` have each value of a column, in the order in which the values first come."""
    values = table.values(column)
    return list(Counter(label for row in rows for label in labels(values[row])).items())


def labels(value: CellValue) -> tuple[str, ...]:
    """What a cell counts as when the person chooses or groups."""
    if isinstance(value, tuple):
        return value or (NOTHING,)
    return (shown(value) or NOTHING,)


def _holding(table: RowTable[Any], term: Term, rows: Sequence[int]) -> list[int]:
    """The rows whose folded words hold the term;
    letters that are not found as they stand are read as pinyin.
    """
    texts = table.searched
    if not isinstance(term.part, LiteralPart):
        pieces = term.part.pieces if isinstance(term.part, Gapped) else (term.part,)
        return [row for row in rows if _in_order(pieces, texts[row]) is not term.excluded]
    # What is typed is folded (full width, case, variants) by the parser, as the texts are.
    needle = term.part.needle
    if term.excluded:
        return [row for row in rows if needle not in texts[row]]
    # Excluded words are never read as pinyin: -an would throw out half of the rows.
    shapes = readings(term.spelled, table.lexicon) if term.spelled else ()
    if not shapes:
        return [row for row in rows if needle in texts[row]]
    search = re.compile("|".join(shape.pattern().pattern for shape in shapes), re.DOTALL).search
    return [row for row in rows if needle in texts[row] or search(texts[row])]


def _in_order(pieces: tuple[LiteralPart | Shape | CutFigure, ...], text: str) -> bool:
    at = 0
    for piece in pieces:
        if (found := piece.find(text, at)) is None:
            return False
        at = found[1]
    return True


def _kept(table: RowTable[Any], wanted: TableQuery) -> Sequence[int]:
    """The rows that pass all filters, in the table's order."""
    rows: Sequence[int] = range(len(table))
    for name, chosen in wanted.chosen:
        if not table.has(name):
            continue
        among = frozenset(chosen)
        values = table.values(name)
        # Once for each different value: a column of a hundred thousand rows has a few dozen.
        passes = {value: not among.isdisjoint(labels(value)) for value in set(values)}
        rows = [row for row in rows if passes[values[row]]]
    for term in parse(wanted.words):
        rows = _holding(table, term, rows)
    return rows


def _groups(table: RowTable[Any], column: str, rows: Sequence[int]) -> tuple[RowGroup, ...]:
    values = table.values(column)
    found: dict[str, list[int]] = {}
    for row in rows:
        for label in labels(values[row]):
            found.setdefault(label, []).append(row)
    ordered = [RowGroup(label, tuple(members)) for label, members in found.items()]
    # The plan's own order, but what has no value comes last; numbers by size.
    if table.column(column).kind == "number":
        ordered.sort(key=lambda group: sort_key(values[group.rows[0]]))
    return tuple(sorted(ordered, key=lambda group: group.label == NOTHING))
