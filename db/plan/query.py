"""Reading a plan.db: opened read-only, checked against its stamp, returned as records."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from db import database
from db.errors import StoreError
from db.files import is_file
from db.plan.stamp import SCHEMA, Stamp, content_checksum
from db.plan_counts import FRONT
from db.records import (
    Amount,
    Base,
    Cell,
    Chapter,
    Dropped,
    Gap,
    Growth,
    Origin,
    Passage,
    Plan,
    PlanInfo,
    PlanView,
    Project,
    Table,
    Target,
)


class PlanStore:
    """A plan.db that was opened and found sound. It holds records only, so it may be used from any thread."""

    def __init__(self, path: Path, plan: Plan, stamp: Stamp) -> None:
        self.file = path
        self.plan = plan
        self.stamp = stamp

    @classmethod
    def open(cls, path: Path) -> "PlanStore":
        """Open the plan.db at `path`.

        Raises StoreError when it is missing, unreadable, damaged or of another version.
        """
        with _opened(path) as (connection, stamp):
            plan = _plan(connection)
        # SQLite reads a page with a flipped byte in a text without a word; only the checksum shows it.
        if content_checksum(plan) != stamp.content_sha256:
            raise StoreError(
                f"规划数据“{path.name}”的内容与校验值不符，需要重新生成；您的批注不受影响。", str(path)
            )
        return cls(path, plan, stamp)

    @property
    def info(self) -> PlanInfo:
        """The plan's card."""
        return self.plan.info

    @property
    def view(self) -> PlanView:
        """The plan's records by key, what they stand in, and its words with the signs of what was lost."""
        return self.plan.view


@contextmanager
def _opened(path: Path) -> Iterator[tuple[sqlite3.Connection, Stamp]]:
    """The database at `path` and its stamp. Raises StoreError, also for what goes wrong while it is read."""
    if not is_file(path):
        why = "不存在或无权读取" if not os.path.lexists(path) else "已损坏或无法读取"
        raise StoreError(f"规划数据“{path.name}”{why}，需要重新生成。", str(path))
    try:
        # immutable: SQLite takes no lock, which a read-only folder or a network drive may refuse.
        with closing(database.connect(path, "ro", immutable=True)) as connection:
            database.refuse_code(connection)
            values = dict(connection.execute("SELECT name, value FROM stamp"))
            stamp = Stamp(
                int(values["schema"]),
                int(values["parser"]),
                values["source_sha256"],
                values["content_sha256"],
            )
            if stamp.schema != SCHEMA:
                raise StoreError(
                    f"规划数据“{path.name}”是另一版本程序生成的，需要重新生成。", f"schema {stamp.schema}"
                )
            yield connection, stamp
    # A damaged file may hold anything: rows of other columns, or text where a number should be.
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"规划数据“{path.name}”已损坏或无法读取，需要重新生成；您的批注不受影响。", repr(error)
        ) from error


def _plan(connection: sqlite3.Connection) -> Plan:
    (info,) = connection.execute("SELECT slug, title, jurisdiction, period, source, badge FROM plan")
    return Plan(
        info=PlanInfo(*info),
        chapters=tuple(_chapters(connection)),
        passages=tuple(_passages(connection)),
        projects=tuple(_projects(connection)),
        gaps=tuple(
            Gap(key, kind, (start, end))
            for key, kind, start, end in connection.execute(
                'SELECT key, kind, start, "end" FROM gap ORDER BY ordinal'
            )
        ),
        dropped=tuple(
            Dropped(*row)
            for row in connection.execute("SELECT line, text, why FROM dropped ORDER BY ordinal")
        ),
        tables=tuple(_tables(connection)),
        targets=tuple(_targets(connection)),
        doubts=tuple(
            Dropped(*row) for row in connection.execute("SELECT line, text, why FROM doubt ORDER BY ordinal")
        ),
    )


def _chapters(connection: sqlite3.Connection) -> Iterator[Chapter]:
    rows = connection.execute(
        "SELECT key, level, number, title, parent, own_title, note, lines FROM chapter ORDER BY ordinal"
    )
    for key, level, number, title, parent, own_title, note, lines in rows:
        yield Chapter(
            key, level, number, title, parent, bool(own_title), note, tuple(map(int, lines.split()))
        )


def _passages(connection: sqlite3.Connection) -> Iterator[Passage]:
    origins: dict[int, list[Origin]] = {}
    rows = connection.execute('SELECT passage, start, line, "column", length FROM origin ORDER BY ordinal')
    for passage, start, line, column, length in rows:
        # By number, not by key: the numbers are in the order of the plan, and shorter.
        origins.setdefault(passage, []).append(Origin(start, line, column, length))
    rows = connection.execute(
        "SELECT ordinal, key, kind, text, chapter, box, lead FROM passage ORDER BY ordinal"
    )
    for ordinal, key, kind, text, chapter, box, lead in rows:
        yield Passage(key, kind, text, chapter, box, lead, tuple(origins.get(ordinal, ())))


def _projects(connection: sqlite3.Connection) -> Iterator[Project]:
    rows = connection.execute(
        'SELECT key, box, category, stage, name, start, "end", quantity, unit, lost, arrangement, field, '
        "amount, figure, amount_unit, about FROM project ORDER BY ordinal"
    )
    for row in rows:
        key, box, category, stage, name, start, end, quantity, unit, lost, arrangement, field = row[:12]
        words, figure, amount_unit, about = row[12:]
        amount = Amount(words, figure, amount_unit, bool(about)) if words is not None else None
        yield Project(
            *(key, box, category, stage, name, (start, end), quantity, unit, amount),
            *(tuple(lost.split()), arrangement, field),
        )


def _tables(connection: sqlite3.Connection) -> Iterator[Table]:
    cells: dict[int, list[Cell]] = {}
    rows = connection.execute(
        'SELECT "table", row, "column", rows, columns, text, key, start, "end" FROM cell ORDER BY ordinal'
    )
    for table, row, column, down, across, text, key, start, end in rows:
        cells.setdefault(table, []).append(Cell(row, column, down, across, text, key, (start, end)))
    found = connection.execute(
        'SELECT ordinal, key, box, title, width, header, indicators FROM "table" ORDER BY ordinal'
    )
    for ordinal, key, box, title, width, header, indicators in found:
        yield Table(key, box, title, width, header, tuple(cells.get(ordinal, ())), bool(indicators))


def _targets(connection: sqlite3.Connection) -> Iterator[Target]:
    rows = connection.execute(
        'SELECT key, name, comparison, value, value_to, unit, year, binding, text, start, "end", year_from, '
        "category, cumulative, words, base, base_year, growth, growth_unit, growth_kind "
        "FROM target ORDER BY ordinal"
    )
    for row in rows:
        key, name, comparison, value, value_to, unit, year, binding, text, start, end = row[:11]
        year_from, category, cumulative, words, base, base_year, growth, growth_unit, kind = row[11:]
        yield Target(
            *(key, name, comparison, value, value_to, unit, year, binding, text, (start, end)),
            year_from=year_from,
            category=category,
            base=Base(base, base_year) if base is not None else None,
            growth=Growth(growth, growth_unit, kind) if growth is not None else None,
            cumulative=bool(cumulative),
            words=words,
        )


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What a plan.db says of itself, without its text."""

    info: PlanInfo
    stamp: Stamp
    passages: int
    """How many there are."""
    paragraphs: int
    """How many of them are paragraphs of running text: 段, as `PlanCounts` counts them."""


def read_card(path: Path) -> PlanCard:
    """A plan's card, read without the plan.

    Raises StoreError as `PlanStore.open` does; the text goes unchecked.
    """
    with _opened(path) as (connection, stamp):
        (info,) = connection.execute("SELECT slug, title, jurisdiction, period, source, badge FROM plan")
        ((passages, paragraphs),) = connection.execute(
            "SELECT count(*), count(CASE WHEN kind = 'paragraph' AND chapter <> ? THEN 1 END) FROM passage",
            (FRONT,),
        )
        ((pages,),) = connection.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        )
        if pages != path.stat().st_size:
            raise sqlite3.DatabaseError("cut short")
        return PlanCard(PlanInfo(*info), stamp, passages, paragraphs)


def read_remains(path: Path) -> tuple[str, str]:
    """What can still be read of a plan.db that can't be opened, because it is damaged or of another version:
    the checksum of its source, and its title; empty where it can't.
    """
    sha256, title = "", ""
    with (
        suppress(sqlite3.Error, OSError),
        closing(database.connect(path, "ro", immutable=True)) as connection,
    ):
        database.refuse_code(connection)
        # One by one: the first may be there without the second.
        for value in connection.execute("SELECT value FROM stamp WHERE name = 'source_sha256'"):
            sha256 = str(value[0])
        for value in connection.execute("SELECT title FROM plan"):
            title = str(value[0])
    return sha256, title
