"""The one door to SQLite files. What stands in one is data: nothing in it runs, and reading it ends.

A plan.db or user.db may have come from elsewhere, carried in on a stick or put in its place by somebody.
SQLite by itself trusts what a schema says (https://www.sqlite.org/security.html); this does not.
"""

import errno
import itertools
import sqlite3
import sys
from pathlib import Path
from typing import Literal

Mode = Literal["ro", "rw", "rwc"]
"""Only read; also written; made where it is missing: as in SQLite's own addresses."""

Isolation = Literal["DEFERRED", "IMMEDIATE", "EXCLUSIVE"]

_STEPS_PER_BYTE, _STEPS_AT_LEAST = 20, 20_000_000
"""Of SQLite's machine, for all that is read by one connection. To read and prove a file takes less than two
steps for each byte of it; what never ends is stopped after a second or so."""
_STEPS_AT_ONCE = 100_000
_LONGEST = 2**20
"""Bytes of a value that any file may hold, however small the file itself is."""


def connect(
    path: Path,
    mode: Mode,
    *,
    immutable: bool = False,
    patience: float = 5.0,
    isolation: Isolation | None = None,
) -> sqlite3.Connection:
    """A connection to the file at `path`, whatever characters are in its name; for one thread at a time.

    `immutable`: SQLite takes no lock, writes nothing and lays nothing beside the file, also where one can't
    write. `patience`: seconds to wait for a lock. `isolation`: as sqlite3's `isolation_level`; by default
    transactions begin and end only where that is said. Raises sqlite3.Error and OSError.
    """
    if path.exists() and not path.is_file():
        # To open a pipe would wait until somebody writes into it.
        raise OSError(errno.EINVAL, "no file", str(path))
    # In an address `?`, `#` and `%` are written so that they stay what they are.
    address = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}"
    connection = sqlite3.connect(
        address, uri=True, timeout=patience, isolation_level=isolation, check_same_thread=False
    )
    try:
        _guard(connection)
        if mode == "ro":
            _bound(connection, path.stat().st_size)
    except (sqlite3.Error, OSError):
        connection.close()
        raise
    return connection


def version() -> str:
    """SQLite's version, as `3.40.1`."""
    return sqlite3.sqlite_version


def refuse_code(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError when the schema holds more than tables and indexes: none of our files does.

    A view could pass for a table, and a trigger would change what others write.
    """
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    )
    if (row := found.fetchone()) is not None:
        raise sqlite3.DatabaseError(f"the schema holds {row[0]!r}, which can run")


def _guard(connection: sqlite3.Connection) -> None:
    # Functions that have effects are not run because a schema says so (the default is ON, for old programs).
    connection.execute("PRAGMA trusted_schema = OFF")
    # What is read is checked cell by cell, before a damaged one leads the reading astray.
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        # Keeps SQL from writing into the schema or the file's own pages.
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)


def _bound(connection: sqlite3.Connection, size: int) -> None:
    """Let reading a file of `size` bytes come to an end, whatever its schema computes."""
    # No honest value is longer than its file; a function could make one of a gigabyte.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(size, _LONGEST))
    steps = itertools.count(0, _STEPS_AT_ONCE)
    most = max(size * _STEPS_PER_BYTE, _STEPS_AT_LEAST)
    connection.set_progress_handler(lambda: next(steps) > most, _STEPS_AT_ONCE)
