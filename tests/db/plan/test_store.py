"""A plan goes into SQLite and comes back the same; what is wrong with a file is told in a sentence."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect

from db.errors import DataFolderError, StoreError, UnknownKeyError
from db.library.build import build_plan
from db.plan import schema
from db.plan.load import write_plan
from db.plan.query import PlanStore
from db.records import Plan

needs_permissions = pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="权限对管理员不起作用"
)


def test_what_was_written_is_read(store: PlanStore, plan: Plan) -> None:
    assert store.plan == plan
    assert store.info == plan.info


def test_the_same_source_gives_the_same_bytes(
    plan_folder: Path, source: Path, meta_file: Path, tmp_path: Path
) -> None:
    build_plan(source, meta_file, tmp_path / "又 一 次")
    assert (tmp_path / "又 一 次" / "plan.db").read_bytes() == (plan_folder / "plan.db").read_bytes()


def test_the_stamp(store: PlanStore, source: Path) -> None:
    import hashlib

    assert store.stamp.source_sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert store.stamp.schema >= 1
    assert store.stamp.parser >= 1


def test_tables_are_those_of_the_schema(plan_folder: Path) -> None:
    engine = create_engine(f"sqlite:///{plan_folder / 'plan.db'}")
    assert set(inspect(engine).get_table_names()) == set(schema.metadata.tables)
    engine.dispose()


def test_opening_and_reading_leaves_the_file_and_its_folder_alone(plan_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "plan.db"
    shutil.copy(plan_folder / "plan.db", copy)
    before = copy.read_bytes()
    PlanStore.open(copy)
    assert copy.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan.db"]


@pytest.mark.parametrize("name", ["规划 数据?#%.db", "a&b=c.db"])
def test_any_file_name_will_do(name: str, plan_folder: Path, tmp_path: Path, plan: Plan) -> None:
    copy = tmp_path / name
    shutil.copy(plan_folder / "plan.db", copy)
    assert PlanStore.open(copy).plan == plan


def test_a_missing_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="不存在"):
        PlanStore.open(tmp_path / "plan.db")


@pytest.mark.parametrize("data", [b"", b"no database at all" * 100, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_is_no_plan(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.db").write_bytes(data)
    with pytest.raises(StoreError, match="已损坏或无法读取"):
        PlanStore.open(tmp_path / "plan.db")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_store(share: float, plan_folder: Path, tmp_path: Path) -> None:
    data = (plan_folder / "plan.db").read_bytes()
    (tmp_path / "plan.db").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(StoreError):
        PlanStore.open(tmp_path / "plan.db")


@given(at=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_a_flipped_byte_gives_an_error_or_the_same_plan(
    at: int, flip: int, plan_folder: Path, plan: Plan
) -> None:
    data = bytearray((plan_folder / "plan.db").read_bytes())
    data[at % len(data)] ^= flip
    damaged = plan_folder.with_name("damaged.db")
    damaged.write_bytes(data)
    try:
        found = PlanStore.open(damaged).plan
    except StoreError:
        return
    assert found == plan


def test_a_store_of_another_version(plan_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "plan.db"
    shutil.copy(plan_folder / "plan.db", copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE stamp SET value = '999' WHERE name = 'schema'")
    with pytest.raises(StoreError, match="另一版本"):
        PlanStore.open(copy)


@needs_permissions
def test_a_store_that_may_not_be_read(plan_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "plan.db"
    shutil.copy(plan_folder / "plan.db", copy)
    copy.chmod(0)
    with pytest.raises(StoreError):
        PlanStore.open(copy)


def test_a_failed_write_leaves_the_old_file(plan: Plan, plan_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.db"
    shutil.copy(plan_folder / "plan.db", target)
    before = target.read_bytes()
    twice = replace(plan, passages=(*plan.passages, plan.passages[0]))
    with pytest.raises(DataFolderError, match="原有文件没有改动"):
        write_plan(twice, target, parser=1, source_sha256="")
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan.db"]


def test_a_folder_that_cannot_be_made(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError, match="写不进"):
        write_plan(plan, tmp_path / "file" / "plan.db", parser=1, source_sha256="")


def test_paths_and_what_lies_within(store: PlanStore) -> None:
    assert store.view.path("8.1.b1.i2") == (
        "打造现代交通网络！",
        "完善便捷高效的综合交通体系",
        "嵊州“十四五”时期综合交通重大项目",
    )
    assert store.view.ancestors("8.1.b1.i2") == ("8", "8.1", "8.1.b1")
    assert store.view.path("8.1.b1") == ("打造现代交通网络！", "完善便捷高效的综合交通体系")
    assert store.view.path("8") == ()
    assert [passage.key for passage in store.view.within("8.1.b1")] == [f"8.1.b1.i{at}" for at in range(1, 6)]
    assert [passage.key for passage in store.view.within("8.4")] == ["8.4.p1"]
    assert [passage.key for passage in store.view.within("8")][:4] == ["8.p1", "8.1", "8.1.p1", "8.1.b1"]
    assert store.view.within("8.4.p1") == ()
    assert [chapter.key for chapter in store.view.children("6")] == ["6.1", "6.2"]
    assert len(store.view.children()) == 10


def test_every_passage_lies_within_a_chapter_or_is_one(store: PlanStore) -> None:
    tops = [chapter.key for chapter in store.view.children()]
    told = [key for top in tops for key in (top, *(passage.key for passage in store.view.within(top)))]
    assert told == [passage.key for passage in store.plan.passages]


@pytest.mark.parametrize("key", ["", "99", "8.1.b9", "8.1.b1.i99", "'; DROP TABLE passage"])
def test_an_unknown_key(store: PlanStore, key: str) -> None:
    with pytest.raises(UnknownKeyError):
        store.view.passage(key)
    with pytest.raises(UnknownKeyError):
        store.view.within(key)


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%20b", "50%", "file:x?mode=ro", "“规划” 甲 & 乙", "a'b;c"])
def test_a_folder_may_be_called_anything(plan: Plan, tmp_path: Path, name: str) -> None:
    before = tmp_path / "a"
    before.write_bytes(b"somebody's")
    write_plan(plan, tmp_path / name / "plan.db", parser=1, source_sha256="x")
    assert PlanStore.open(tmp_path / name / "plan.db").plan == plan
    assert before.read_bytes() == b"somebody's"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a", name])


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on Linux only")
def test_a_folder_may_be_called_in_gbk(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("规划".encode("gbk"))
    write_plan(plan, folder / "plan.db", parser=1, source_sha256="x")
    assert PlanStore.open(folder / "plan.db").plan == plan
