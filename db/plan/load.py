"""Writing a plan.db. The same plan gives the same bytes."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from db import database
from db.errors import DataFolderError
from db.filenames import shown
from db.files import cause, written_whole
from db.plan import schema
from db.plan.stamp import SCHEMA, content_checksum
from db.records import Plan


def write_plan(plan: Plan, path: Path, *, parser: int, source_sha256: str) -> None:
    """Write `plan` to `path`, whole or not at all: a half-written file never bears the name.

    Raises DataFolderError when the folder can't be written or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as part:
            _write(plan, part, parser, source_sha256)
    except OSError as error:
        raise DataFolderError(
            f"规划数据写不进“{shown(path.parent)}”：{cause(error, path)}；原有文件没有改动。", repr(error)
        ) from error
    except DBAPIError as error:
        raise DataFolderError(
            f"规划数据写不进“{shown(path.parent)}”：{_why(error)}；原有文件没有改动。", str(error)
        ) from error


def _why(error: DBAPIError) -> str:
    """What SQLite says of a file that it could not write, in words."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    known = {
        sqlite3.SQLITE_FULL: "磁盘空间已满",
        sqlite3.SQLITE_READONLY: "没有写入权限",
        sqlite3.SQLITE_CANTOPEN: "文件不能新建，可能是路径太长或没有写入权限",
    }
    return known.get(code, "读写磁盘时出错")


def _write(plan: Plan, path: Path, parser: int, source_sha256: str) -> None:
    # No pool: a connection kept open would keep Windows from giving the file its name.
    engine = create_engine("sqlite://", creator=lambda: _new(path), poolclass=NullPool)
    stamp = {
        "schema": str(SCHEMA),
        "parser": str(parser),
        "source_sha256": source_sha256,
        "content_sha256": content_checksum(plan),
    }
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        for table, rows in (
            (schema.stamp, [{"name": name, "value": value} for name, value in stamp.items()]),
            (schema.plan, [_row(plan.info, "slug", "title", "jurisdiction", "period", "source", "badge")]),
            (schema.chapter, _chapters(plan)),
            (schema.passage, _numbered(plan.passages, "key", "kind", "text", "chapter", "box", "lead")),
            (schema.origin, _origins(plan)),
            (schema.project, _projects(plan)),
            (schema.gap, _numbered(plan.gaps, "key", "kind", "start", "end")),
            (schema.dropped, _numbered(plan.dropped, "line", "text", "why")),
            (schema.doubt, _numbered(plan.doubts, "line", "text", "why")),
            (schema.table, _numbered(plan.tables, "key", "box", "title", "width", "header", "indicators")),
            (schema.cell, _cells(plan)),
            (schema.target, _targets(plan)),
        ):
            # SQLAlchemy would take an empty list for one row of defaults.
            if rows:
                connection.execute(insert(table), rows)
    engine.dispose()


def _new(path: Path) -> sqlite3.Connection:
    """A file of fixed page size, with nothing beside it: it is new, and renamed when it is whole."""
    # SQLAlchemy wants transactions to begin as the driver does it.
    connection = database.connect(path, "rwc", isolation="DEFERRED")
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    return connection


def _row(record: Any, *names: str) -> dict[str, Any]:
    """The fields with these names; `start` and `end` are those of the record's span."""
    # SQL knows no pairs: a span is two columns.
    ends = dict(zip(("start", "end"), getattr(record, "span", ()), strict=False))
    return {name: ends[name] if name in ends else getattr(record, name) for name in names}


def _numbered(records: tuple[Any, ...], *names: str) -> list[dict[str, Any]]:
    return _counted(_row(record, *names) for record in records)


def _counted(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"ordinal": at, **row} for at, row in enumerate(rows, start=1)]


def _chapters(plan: Plan) -> list[dict[str, Any]]:
    rows = _numbered(plan.chapters, "key", "level", "number", "title", "parent", "own_title", "note")
    for row, chapter in zip(rows, plan.chapters, strict=True):
        row["lines"] = " ".join(map(str, chapter.lines))
    return rows


def _origins(plan: Plan) -> list[dict[str, Any]]:
    return _counted(
        {"passage": at, **_row(origin, "start", "line", "column", "length")}
        for at, passage in enumerate(plan.passages, start=1)
        for origin in passage.origins
    )


def _projects(plan: Plan) -> list[dict[str, Any]]:
    rows = _numbered(
        plan.projects,
        *("key", "box", "category", "stage", "name", "quantity", "unit", "start", "end"),
        *("arrangement", "field"),
    )
    for row, project in zip(rows, plan.projects, strict=True):
        amount = project.amount
        row |= {"amount": amount and amount.words, "figure": amount and amount.figure}
        row |= {"amount_unit": amount and amount.unit, "about": amount and amount.about}
        row["lost"] = " ".join(project.lost)
    return rows


def _targets(plan: Plan) -> list[dict[str, Any]]:
    rows = _numbered(
        plan.targets,
        *(
            "key",
            "name",
            "comparison",
            "value",
            "value_to",
            "unit",
            "year",
            "binding",
            "text",
            "start",
            "end",
        ),
        *("year_from", "category", "cumulative", "words"),
    )
    for row, target in zip(rows, plan.targets, strict=True):
        base, growth = target.base, target.growth
        row |= {"base": base and base.value, "base_year": base and base.year}
        row |= {"growth": growth and growth.value, "growth_unit": growth and growth.unit}
        row["growth_kind"] = growth and growth.kind
    return rows


def _cells(plan: Plan) -> list[dict[str, Any]]:
    return _counted(
        {"table": at, **_row(cell, "row", "column", "rows", "columns", "text", "key", "start", "end")}
        for at, table in enumerate(plan.tables, start=1)
        for cell in table.cells
    )
