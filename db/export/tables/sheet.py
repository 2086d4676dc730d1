"""What is exported: the shown columns of the shown rows, as cells."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db.tables.facts import PlanFacts
from db.tables.table import Column, RowTable, shown

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FULL_WIDTH_SIGNS = ("＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Rows that stand under one head."""

    label: str
    rows: Sequence[int]
    sums: str = ""
    """What they come to, in words; empty where nothing is added up."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A table as it is shown: which columns, which rows, in which order, in which groups; and what goes
    into a file with it.
    """

    table: RowTable[Any]
    columns: tuple[str, ...]
    rows: Sequence[int]
    plans: Sequence[PlanFacts] = ()
    """Those that the rows are of: their sources and lost figures have sheets of their own."""
    groups: Sequence[LineGroup] = ()
    """As the rows are grouped; empty where they are not. A row may be in several."""
    told: Sequence[str] = ()
    """How it is filtered, grouped and sorted, in sentences."""
    totals: Sequence[str] = ()
    """What the rows come to, in sentences that say themselves what is lost."""
    notes: Sequence[str] = ()
    """What else is said beside the sources."""

    @property
    def shown(self) -> tuple[Column[Any], ...]:
        """The columns."""
        return tuple(self.table.column(name) for name in self.columns)

    def header(self) -> list[str]:
        """The titles of the columns."""
        return [column.title for column in self.shown]

    def cells(self) -> Iterator[list[str | int | float]]:
        """The rows; what is a number stays one, if nothing more than the number is shown."""
        read = self.reader()
        return (read(row) for row in self.rows)

    def reader(self) -> Callable[[int], list[str | int | float]]:
        """How the cells of a row are read."""
        readers = [self._reader(column) for column in self.shown]
        return lambda row: [read(row) for read in readers]

    def texts(self) -> Iterator[list[str]]:
        """The rows as words that no spreadsheet takes for a formula."""
        for cells in self.cells():
            yield [harmless(cell) if isinstance(cell, str) else f"{cell:.15g}" for cell in cells]

    def _reader(self, column: Column[Any]) -> Callable[[int], str | int | float]:
        """How a cell of the column is read, once the column's values are there."""
        # The whole column at once: the table keeps it, and a cell needs no look-up by name.
        values = self.table.values(column.name)
        rows, show = self.table.rows, column.show
        if column.kind != "number":
            return (lambda row: show(rows[row])) if show is not None else (lambda row: shown(values[row]))

        def number(row: int) -> str | int | float:
            value = values[row]
            words = show(rows[row]) if show is not None else shown(value)
            # 3–5, 〔25〕 and 10（2020年） are more than the number that they are sorted by.
            return value if isinstance(value, int | float) and words == shown(value) else words

        return number


def harmless(text: str) -> str:
    """Words that a spreadsheet would take for a formula get an apostrophe in front, as one types it there."""
    return f"'{text}" if text.lstrip(" 　").startswith((*_FORMULA_SIGNS, *_FULL_WIDTH_SIGNS)) else text
