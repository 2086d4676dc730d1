"""user.db grows by steps: each is tried on a kept old file, after a proved copy, whole or not at all."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from db.user import content, mark_file, migrations, schema
from db.user.errors import MigrationError, NewerFileError
from db.user.marks import Marks
from db.user.records import Assignment, Mark

KEPT = Path(__file__).with_name("kept")
NEXT = content.REVISION + 1


def kept(revision: int) -> Path:
    return KEPT / f"user-{revision:04}.db"


def test_there_is_a_kept_file_of_every_step() -> None:
    assert [int(step.revision) for step in migrations.STEPS] == list(range(1, content.REVISION + 1))
    assert sorted(path.name for path in KEPT.glob("user-*.db")) == [
        f"user-{step.revision}.db" for step in migrations.STEPS
    ]


@pytest.mark.parametrize("revision", [int(step.revision) for step in migrations.STEPS])
def test_a_kept_file_opens_with_all_that_was_in_it(revision: int, tmp_path: Path) -> None:
    shutil.copy(kept(revision), tmp_path / "user.db")
    marks = Marks.open(tmp_path)
    assert marks.incident is None
    assert {mark.kind for mark in marks.all()} == {"note", "bookmark", "highlight", "underline"}
    note = next(mark for mark in marks.all() if mark.kind == "note")
    assert note.note == "**总投资**待核对\n\n- 甲\n- 乙"
    assert (note.tags, note.state, note.task) == (
        ("交通",),
        "待办",
        Assignment("交通局", "三界镇", "2025年底"),
    )
    assert [draft.text for draft in marks.drafts()] == ["写到一半"]
    assert len(marks.additions()) == (0 if revision < 2 else 3)
    assert marks.edit(note.id, note="改").on_disk
    backups = [backup.why for backup in marks.backups()]
    assert backups == ([] if revision == content.REVISION else ["migration"])
    marks.close()
    assert content.read_file(tmp_path / "user.db").revision == content.REVISION


def connect(path: Path) -> Connection:
    return create_engine(f"sqlite:///{path}").connect()


def test_the_steps_lead_to_the_schema(tmp_path: Path) -> None:
    mark_file.create(tmp_path / "user.db", content.UserContent())
    with connect(tmp_path / "user.db") as connection:
        difference = compare_metadata(MigrationContext.configure(connection), schema.metadata)
        tables = set(inspect(connection).get_table_names())
        connection.engine.dispose()
    assert difference == []
    assert tables == {*schema.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("table", list(content.TABLES))
def test_rows_cover_every_column(table: str) -> None:
    columns = [
        column.name
        for column in schema.metadata.tables[table].columns
        if column.name not in ("number", "checksum")
    ]
    assert columns == list(content.TABLES[table].columns)


def step(revision: str, before: str, upgrade: object) -> ModuleType:
    return SimpleNamespace(revision=revision, down_revision=before, upgrade=upgrade, __file__=None)  # pyright: ignore[reportReturnType]


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with one step more: a column for which old rows have a value."""

    def upgrade() -> None:
        from alembic import op
        from sqlalchemy import Column, Text

        op.add_column("draft", Column("place", Text))

    monkeypatch.setattr(
        migrations.migrate,
        "__defaults__",
        ((*migrations.STEPS, step(f"{NEXT:04}", f"{NEXT - 1:04}", upgrade)),),
    )
    for module in (content, __import__("db.user.keeper", fromlist=["x"])):
        monkeypatch.setattr(module, "REVISION", NEXT)


@pytest.mark.usefixtures("newer_program")
def test_an_older_file_is_copied_and_brought_up(tmp_path: Path) -> None:
    shutil.copy(kept(NEXT - 1), tmp_path / "user.db")
    marks = Marks.open(tmp_path)
    assert len(marks.all()) == 4
    (backup,) = marks.backups()
    assert (backup.why, backup.sound, backup.marks) == ("migration", True, 4)
    with closing(sqlite3.connect(tmp_path / "user.db")) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (NEXT,)
        assert "place" in [row[1] for row in raw.execute("PRAGMA table_info(draft)")]
    # The older program refuses it then, and leaves it alone.


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade() -> None:
        from alembic import op

        op.drop_table("draft")
        op.execute("SELECT nonsense FROM nowhere")

    monkeypatch.setattr(
        migrations.migrate,
        "__defaults__",
        ((*migrations.STEPS, step(f"{NEXT:04}", f"{NEXT - 1:04}", upgrade)),),
    )
    for module in (content, __import__("db.user.keeper", fromlist=["x"])):
        monkeypatch.setattr(module, "REVISION", NEXT)
    shutil.copy(kept(NEXT - 1), tmp_path / "user.db")
    with pytest.raises(MigrationError, match="保持原样"):
        Marks.open(tmp_path)
    monkeypatch.undo()
    marks = Marks.open(tmp_path)
    assert marks.incident is None
    assert len(marks.all()) == 4
    assert [backup.why for backup in marks.backups()] == ["migration"]


def test_without_room_for_the_copy_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (content, __import__("db.user.keeper", fromlist=["x"])):
        monkeypatch.setattr(module, "REVISION", NEXT)
    shutil.copy(kept(NEXT - 1), tmp_path / "user.db")
    (tmp_path / "backups").write_text("")
    with pytest.raises(MigrationError):
        Marks.open(tmp_path)
    monkeypatch.undo()
    assert len(Marks.open(tmp_path).all()) == 4


def test_newer_is_told_from_damaged(tmp_path: Path) -> None:
    """A flipped byte in one of the two places that tell the version makes no newer file."""
    for statement, newer in (
        ("UPDATE alembic_version SET version_num = '0009'", False),
        ("PRAGMA user_version = 9", False),
        ("UPDATE alembic_version SET version_num = '0009'; PRAGMA user_version = 9", True),
    ):
        shutil.copy(kept(1), tmp_path / "user.db")
        with closing(sqlite3.connect(tmp_path / "user.db")) as raw:
            raw.executescript(statement)
        error = NewerFileError if newer else content.DamagedError
        with pytest.raises(error):
            content.read_file(tmp_path / "user.db")


def test_reading_does_not_load_what_only_writing_needs() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from db.user.marks import Marks; "
        f"marks = Marks.open(Path({str(KEPT)!r}).with_name('none')); assert marks.all() == (); "
        "assert not {'sqlalchemy', 'alembic', 'docx', 'xlsxwriter'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])


def test_an_addition_and_its_record() -> None:
    additions = content.read_file(kept(2)).additions
    assert [type(each).__name__ for each in additions.values()] == ["Supplement", "Supplement", "PlaceWord"]
    for addition in additions.values():
        assert content.addition_from(content.addition_row(addition)) == addition


def test_a_row_and_its_record() -> None:
    marks = content.read_file(kept(1)).marks.values()
    for mark in marks:
        assert isinstance(mark, Mark)
        assert content.mark_from(content.mark_row(mark)) == mark
        assert content.mark_row(content.mark_from(content.mark_row(mark))) == content.mark_row(mark)
