"""What of a plan is called by the words of a query: townships, chapters, projects, targets.

They stand above the passages that hold the words. The rows are those that the tables leave when they are
filtered by the same words, so that a number here is the number of rows there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from db.progress import QUIET, Progress
from db.records import Place, PlanInfo
from db.search.query import parse
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.kinds import KINDS
from db.tables.table import AnyTable, Column, RowTable

Named = Literal["places", "chapters", "projects", "targets"]
"""Kinds of tables, and the chapters."""
_SINGLY: dict[Named, int] = {"places": 2, "chapters": 3, "projects": 1, "targets": 1}
"""Kind → as many are named one by one; of more only the number is told."""
_COUNTED: dict[Named, str] = {"places": "个", "projects": "项", "targets": "项"}
"""Chapters are left out: of many, the passages that are listed below tell more than their number."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of a table that is called so, or how many there are."""

    table: Named
    text: str
    """Its name; what they are together where there are many."""
    told: str
    """How many, or what of it there is: 2项 · 5段."""
    plan: PlanInfo
    """The plan that it is of."""
    place: Place | None = None
    """Where it stands; None where there are many."""


class NamedRows:
    """Looks for names in one plan. For any thread; the tables are made when they are first asked for."""

    def __init__(self, facts: PlanFacts) -> None:
        self._facts = facts

    @cached_property
    def _tables(self) -> dict[Named, AnyTable]:
        plan, kinds = self._facts.plan, {kind.name: kind for kind in KINDS}
        made: dict[Named, AnyTable] = {
            "chapters": RowTable(
                "chapters",
                "章节",
                [Column("title", "标题", lambda chapter: chapter.title, searched=True)],
                plan.chapters,
                lambda chapter: Place(plan.info.slug, chapter.key),
            )
        }
        for name in _SINGLY:
            if name in kinds:
                (made[name],) = kinds[name].maker.make((self._facts,), QUIET)
        return {name: made[name] for name in _SINGLY}

    def look_for(self, words: str, progress: Progress = QUIET) -> tuple[NamedRow, ...]:
        """The rows that hold the words of a query; none for words that mean nothing. Raises Stopped."""
        if all(term.excluded for term in parse(words)):
            return ()
        found: list[NamedRow] = []
        plan = self._facts.plan.info
        for name, table in self._tables.items():
            progress.check()
            rows = arrange(table, TableQuery(words)).rows
            if 0 < len(rows) <= _SINGLY[name]:
                found += self._singly(name, table, rows)
            elif rows and name in _COUNTED:
                found.append(NamedRow(name, table.title, f"{len(rows)}{_COUNTED[name]}", plan))
        return tuple(found)

    def _singly(self, name: Named, table: AnyTable, rows: tuple[int, ...]) -> Iterator[NamedRow]:
        plan = self._facts.plan.info
        for row in rows:
            record = table.rows[row]
            if name == "places":
                page = record.page
                items = f"{len(page.projects)}项 · " if page.projects else ""
                yield NamedRow(name, page.place, f"{items}{page.passages}段", plan, table.place(row))
            else:
                text = table.text(row, "title" if name == "chapters" else "name")
                yield NamedRow(name, text, table.title, plan, table.place(row))
