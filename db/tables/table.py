"""A table: records of one kind, and columns that read them. A cell is worked out when it is asked for.

Opening a hundred thousand rows has to cost nothing per cell, and a screen shows forty of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from db.records import Place
from db.search.corpus import Lexicon
from db.search.folding import fold, fold_plain

CellValue = str | int | float | tuple[str, ...] | None
"""Of a cell; a tuple where a cell holds several (the townships of a project), None where there is nothing."""

TableRecord = TypeVar("TableRecord")
_BREAK = "\ue000"
"""A private character that folding leaves alone, between the texts of rows."""
_CELL = "\t"
"""Between the words of a row's cells; folded it stays a blank, so that no word goes on over it."""
_TOGETHER = 256
"""Rows whose words are folded in one go."""


@dataclass(frozen=True, slots=True)
class Column(Generic[TableRecord]):
    """One column: what it is called and how it reads a row."""

    name: str
    """Stable, for settings and the command line."""
    title: str
    read: Callable[[TableRecord], CellValue]
    """The plain value: what is sorted, filtered, grouped, added up, and exported where it is a number."""
    show: Callable[[TableRecord], str] | None = None
    """The words of the cell where they are more than the value: the sign of a lost figure, for one."""
    kind: Literal["text", "number", "list"] = "text"
    width: int = 8
    """Of its usual content, in Chinese characters."""
    shown: bool = True
    """At first; the person can change it."""
    groups: bool = False
    """It makes sense to group by it and to offer its values for choosing."""
    searched: bool = False
    """Its words are looked at when the person filters by words."""


class RowTable(Generic[TableRecord]):
    """Rows of one kind.

    Values of a column are kept once they were asked for; nothing else changes, so any thread may ask.
    """

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column[TableRecord]],
        rows: Sequence[TableRecord],
        place: Callable[[TableRecord], Place],
        plan: str = "",
    ) -> None:
        self.name = name
        """Stable, for settings: `projects`, `targets`, or a table's key."""
        self.title = title
        self.columns = tuple(columns)
        self.rows = rows
        self.plan = plan
        """Slug of the plan whose table it is; empty where it may hold rows of several plans."""
        self._place = place
        self._by_name = {column.name: column for column in columns}
        # Two threads may work a column out at once: both find the same, and the later one is kept.
        self._values: dict[str, list[CellValue]] = {}
        self._ranks: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Column[TableRecord]:
        """The column of that name. Raises KeyError."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return name in self._by_name

    def value(self, row: int, name: str) -> CellValue:
        """The plain value of a cell."""
        kept = self._values.get(name)
        return kept[row] if kept is not None else self._by_name[name].read(self.rows[row])

    def values(self, name: str) -> list[CellValue]:
        """The plain values of a whole column, kept."""
        if name not in self._values:
            read = self._by_name[name].read
            self._values[name] = [read(row) for row in self.rows]
        return self._values[name]

    def text(self, row: int, name: str) -> str:
        """The words of a cell as they are shown."""
        column = self._by_name[name]
        return column.show(self.rows[row]) if column.show is not None else shown(self.value(row, name))

    def place(self, row: int) -> Place:
        """Where the row's words stand in the plan."""
        return self._place(self.rows[row])

    def ranks(self, name: str) -> list[int]:
        """For each row its rank in a column, kept: numbers by size, words as a Chinese dictionary does; -1
        for nothing.
        """
        if name not in self._ranks:
            values = self.values(name)
            ordered = sorted(set(values), key=sort_key)
            # Ranks, because comparing two numbers is quicker than comparing Chinese words at each sort.
            rank = {value: at if shown(value) else -1 for at, value in enumerate(ordered)}
            self._ranks[name] = [rank[value] for value in values]
        return self._ranks[name]

    def sorted(self, rows: Iterable[int], name: str, *, descending: bool) -> list[int]:
        """Row numbers sorted by a column.

        Rows that are alike keep their order, and those with nothing come last.
        """
        ranks = self.ranks(name)
        # reverse=True keeps the order of equal rows, which reversing the list would not.
        ordered = sorted(rows, key=ranks.__getitem__, reverse=descending)
        empty = [row for row in ordered if ranks[row] < 0]
        return [*(row for row in ordered if ranks[row] >= 0), *empty] if empty else ordered

    def prepare(self) -> None:
        """Work out what the first filter by words needs, while nobody waits."""
        _ = self.searched, self.lexicon

    @cached_property
    def searched(self) -> list[str]:
        """For each row its folded words, as the filter by words looks at them."""
        columns = [self.values(column.name) for column in self.columns if column.searched]
        texts = (
            [_CELL.join(map(shown, cells)) for cells in zip(*columns, strict=True)]
            if columns
            else [""] * len(self.rows)
        )
        folded: list[str] = []
        for at in range(0, len(texts), _TOGETHER):
            some = texts[at : at + _TOGETHER]
            # One long text folds quicker than many short ones; it gives None where characters fold together.
            whole = fold_plain(_BREAK.join(some))
            parts = whole.split(_BREAK) if whole is not None else []
            folded += parts if len(parts) == len(some) else [fold(text).text for text in some]
        return folded

    @cached_property
    def lexicon(self) -> Lexicon:
        """The characters of the searched words and their neighbours, for reading pinyin."""
        return Lexicon.of_texts(set(self.searched))


AnyTable: TypeAlias = RowTable[Any]
"""For whoever reads cells and does not care what the records are."""


def shown(value: CellValue) -> str:
    """A value in words: numbers without needless zeros, several joined by 、, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def cell_words(text: str) -> str:
    """Words of the source as they stand in a cell: without the sign that closed or opened something in their
    sentence. A 。 stays where the words are several sentences.
    """
    words = text.rstrip(" 　\n").rstrip("；：，、;:,")
    return words[:-1] if words.endswith("。") and not any(sign in words[:-1] for sign in "。！？") else words


def plain(number: Decimal) -> str:
    """An exact number in digits, without needless zeros."""
    return f"{number.normalize():f}"


def counted(number: int) -> str:
    """Two as 两, as it is said before a measure word."""
    return "两" if number == 2 else str(number)


def sort_key(value: CellValue) -> tuple[int, float, bytes]:
    """Sorts numbers before words before nothing.

    Common characters of GB 18030 lie in the order of their pinyin, which is what Excel and WPS sort by too.
    """
    if isinstance(value, int | float):
        return 0, value, b""
    words = shown(value)
    # "replace": a character that GB 18030 lacks (half a surrogate) must not stop the sorting.
    return (1, 0, words.encode("gb18030", "replace")) if words else (2, 0, b"")
