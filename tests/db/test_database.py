"""Databases of any name, and with anything in their schema: nothing of it runs."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import database
from db.errors import StoreError
from db.plan.query import PlanStore, read_card
from db.user.content import DamagedError, read_file

ENDLESS = "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM n) SELECT 'schema' AS name, x AS value FROM n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE stamp (name, value); INSERT INTO stamp VALUES ('甲', 1)")
    return path


@pytest.mark.parametrize(
    "name", ["a?b#c%20d.db", "规划 一.db", "%", "?mode=memory", "a&b=c", "一\udcd6\udcd0.db"]
)
def test_the_characters_of_a_name_mean_nothing(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "x#y?z%41"
    folder.mkdir()
    modes: dict[database.Mode, list[tuple[str]]] = {"rwc": [], "rw": [("甲",)], "ro": [("甲",)]}
    for mode, wanted in modes.items():
        with closing(database.connect(folder / name, mode)) as connection:
            if mode == "rwc":
                connection.execute("CREATE TABLE words (word)")
            assert connection.execute("SELECT * FROM words").fetchall() == wanted
            if mode == "rwc":
                connection.execute("INSERT INTO words VALUES ('甲')")
    assert [path.name for path in folder.iterdir()] == [name]
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_only_reading_writes_nothing(file: Path) -> None:
    with closing(database.connect(file, "ro")) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM stamp")
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        database.connect(file.with_name("none.db"), "ro")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="本系统没有 FIFO")
@pytest.mark.parametrize("mode", ["ro", "rw", "rwc"])
def test_what_is_no_file_is_not_waited_for(mode: database.Mode, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    for path in (tmp_path / "pipe.db", tmp_path):
        with pytest.raises(OSError, match="no file"):
            database.connect(path, mode)


@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE VIEW passage AS {ENDLESS}",
        "CREATE TRIGGER t AFTER INSERT ON stamp BEGIN DELETE FROM stamp; END",
        "CREATE VIRTUAL TABLE words USING fts5(word)",
    ],
)
@pytest.mark.parametrize("mode", ["ro", "rw"])
def test_what_could_run_is_refused(statement: str, mode: database.Mode, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
    with (
        closing(database.connect(file, mode)) as connection,
        pytest.raises(sqlite3.DatabaseError, match="can run"),
    ):
        database.refuse_code(connection)


def test_reading_ends_and_no_value_is_longer_than_its_file(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"CREATE VIEW endless AS {ENDLESS}")
        connection.execute("CREATE VIEW huge AS SELECT hex(zeroblob(400000000)) AS value")
    with closing(database.connect(file, "ro")) as connection:
        for view in ("endless", "huge"):
            with pytest.raises(sqlite3.Error):
                connection.execute(f"SELECT max(value) FROM {view}").fetchall()


def test_a_schema_calls_no_function_that_has_effects(file: Path) -> None:
    with closing(database.connect(file, "rw")) as connection:
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert connection.execute("PRAGMA cell_size_check").fetchone() == (1,)


@pytest.fixture(params=["stamp", "passage", "plan"])
def foreign_plan(request: pytest.FixtureRequest, plan_folder: Path, tmp_path: Path) -> Path:
    """A plan.db that somebody made, one of whose tables is a view that never ends."""
    path = tmp_path / "plan.db"
    path.write_bytes((plan_folder / "plan.db").read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({request.param})")]
        selected = ", ".join(f"x AS {column}" for column in columns)
        connection.execute(f"DROP TABLE {request.param}")
        connection.execute(
            f"CREATE VIEW {request.param} AS WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM n) "
            f"SELECT {selected} FROM n"
        )
    return path


def test_a_plan_whose_table_never_ends_is_damaged(foreign_plan: Path) -> None:
    for read in (PlanStore.open, read_card):
        with pytest.raises(StoreError, match="已损坏"):
            read(foreign_plan)


def test_marks_whose_table_never_ends_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "user.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA user_version = 2; CREATE TABLE alembic_version (version_num);"
            f"INSERT INTO alembic_version VALUES ('0002'); CREATE VIEW meta AS {ENDLESS}"
        )
    with pytest.raises(DamagedError, match="can run"):
        read_file(path)
