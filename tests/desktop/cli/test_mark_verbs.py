"""`marks`, as it is typed."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.user.marks import Marks
from desktop.cli import run


class Shell:
    """Types commands for one person."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """What the command says: on stdout, or if it could not, on stderr."""
        assert run(["--data", str(self.data), "marks", *arguments]) == code
        told = self.capsys.readouterr()
        if code:
            assert told.out == ""
            assert len(told.err.strip().splitlines()) == 1
        return told.err if code else told.out

    def json(self, *arguments: str, code: int = 0) -> Any:
        assert run(["--data", str(self.data), "marks", *arguments, "--json"]) == code
        return json.loads(self.capsys.readouterr().out)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "数据", capsys)


def test_without_marks(shell: Shell) -> None:
    assert shell.json() == []
    assert shell() == "共 0 条\n"
    assert not shell.data.exists()


def test_add_list_remove(shell: Shell) -> None:
    id_ = shell(
        "add",
        "--key",
        "8.1.p1",
        "--quote",
        "综合交通网",
        "--note",
        "**核对**总投资",
        "--tag",
        "交通",
        "--tag",
        "项目",
    ).strip()
    (mark,) = shell.json()
    assert {
        name: mark[name] for name in ("id", "kind", "key", "span", "quote", "note", "tags", "state", "placed")
    } == {
        "id": id_,
        "kind": "note",
        "key": "8.1.p1",
        "span": [9, 14],
        "quote": "综合交通网",
        "note": "**核对**总投资",
        "tags": ["交通", "项目"],
        "state": None,
        "placed": True,
    }
    assert mark["author"]
    assert mark["created"] == mark["changed"]
    assert "核对总投资" in shell()
    assert shell.json("remove", id_) == {"removed": id_}
    assert shell.json() == []


def test_kinds_colours_and_tasks(shell: Shell) -> None:
    added = shell.json("add", "--key", "8.1.b1.i1", "--quote", "铁路", "--nth", "2")
    assert (added["kind"], added["colour"], added["span"]) == ("highlight", "重点", [8, 10])
    todo = shell.json(
        "add",
        "--key",
        "0.p1",
        "--quote",
        "四港",
        "--colour",
        "待办",
        "--kind",
        "highlight",
        "--lead-unit",
        "交通局",
    )
    assert (todo["colour"], todo["state"], todo["task"]["lead_unit"]) == ("待办", "待办", "交通局")
    bookmark = shell.json("add", "--key", "8.1", "--kind", "bookmark")
    assert (bookmark["quote"], bookmark["span"]) == ("（一）完善便捷高效的综合交通体系", None)
    assert [mark["key"] for mark in shell.json()] == ["0.p1", "8.1", "8.1.b1.i1"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--key", "99", "--quote", "铁路"], "99"),
        (["--key", "8.1.p1", "--quote", "没有这几个字"], "没有这几个字"),
        (["--key", "8.1.p1"], "--quote"),
        (["--key", "8.1.p1", "--quote", "综合", "--colour", "大红"], "大红"),
        (["--key", "8.1.p1", "--quote", "综合", "--plan", "nowhere"], "nowhere"),
        (["--key", "99", "--kind", "bookmark"], "99"),
    ],
)
def test_what_cannot_be_added(shell: Shell, arguments: list[str], told: str) -> None:
    assert told in shell("add", *arguments, code=1)
    assert shell.json() == []


def test_a_mark_that_is_not_on_disk_is_no_success(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网")
    opened = Marks.open
    monkeypatch.setattr(Marks, "open", lambda folder, **_: opened(folder, patience=0.05))
    with closing(sqlite3.connect(shell.data / "user.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "没有保存" in shell("add", "--key", "0.p1", "--quote", "四港", code=1)
    assert len(shell.json()) == 1


def test_an_unknown_id(shell: Shell) -> None:
    assert "没有编号为" in shell("remove", "no-such-id", code=1)


@pytest.mark.parametrize("form", ["planmarks", "docx", "xlsx", "md", "html", "excerpts"])
def test_export(shell: Shell, form: str, tmp_path: Path) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网", "--note", "核对")
    out = tmp_path / f"批注.{form}"
    assert shell.json("export", "--format", form, str(out)) == {"file": str(out), "marks": 1}
    before = out.read_bytes()
    assert before
    assert "没有覆盖" in shell("export", "--format", form, str(out), code=1)
    assert out.read_bytes() == before
    shell("export", "--format", form, str(out), "--force")
    assert "没有写成" in shell("export", "--format", form, str(tmp_path / "no" / "x"), code=1)


def test_import(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "同事.planmarks"
    colleague = Shell(tmp_path / "同事", capsys)
    colleague("add", "--key", "8.1.p1", "--quote", "综合交通网", "--note", "核对")
    colleague("export", "--format", "planmarks", str(file))
    counts = {"new": 1, "same": 0, "updated": 0, "conflicting": 0, "unplaced": 0}
    assert shell.json("import", str(file), "--dry-run") == {**counts, "applied": False}
    assert shell.json() == []
    assert shell.json("import", str(file)) == {**counts, "applied": True}
    assert shell.json() == colleague.json()
    assert shell.json("import", str(file)) == {
        "new": 0,
        "same": 1,
        "updated": 0,
        "conflicting": 0,
        "unplaced": 0,
        "applied": True,
    }
    file.write_text("{}")
    assert "不是规划阅读器的批注文件" in shell("import", str(file), code=1)


def test_check_and_restore(shell: Shell) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网")
    told = shell.json("check")
    assert (told["sound"], told["faults"], told["marks"], told["placed"], told["incident"]) == (
        True,
        [],
        1,
        1,
        None,
    )
    assert [(backup["why"], backup["sound"], backup["marks"]) for backup in told["backups"]] == [
        ("hourly", True, 1)
    ]
    assert "没有发现问题" in shell("check")
    (shell.data / "user.db").write_bytes(b"damaged" * 1000)
    damaged = shell.json("check", code=1)
    assert damaged["sound"] is False
    assert damaged["marks"] == 0
    assert "已损坏" in damaged["incident"]["sentence"]
    assert [offer["marks"] for offer in damaged["incident"]["offers"]] == [1]
    assert shell.json("restore") == {"restored": 1, "doubtful": 0}
    assert len(shell.json()) == 1
    assert shell.json("check")["sound"] is True


def test_nothing_to_restore(shell: Shell) -> None:
    assert "没有可以恢复的备份" in shell("restore", code=1)
    assert "不存在" in shell("restore", "--backup", "../x", code=1)


def test_a_newer_file_is_refused(shell: Shell) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网")
    with closing(sqlite3.connect(shell.data / "user.db")) as raw:
        raw.executescript("UPDATE alembic_version SET version_num = '0099'; PRAGMA user_version = 99")
    before = (shell.data / "user.db").read_bytes()
    assert "更新版本" in shell(code=1)
    assert "更新版本" in shell("add", "--key", "8.1.p1", "--quote", "综合", code=1)
    assert (shell.data / "user.db").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["add"],
        ["export", "x"],
        ["export", "--format", "pdf", "x"],
        ["remove"],
        ["import"],
        ["add", "--key", "1", "--nth", "x"],
    ],
)
def test_wrong_usage(shell: Shell, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--data", str(shell.data), "marks", *arguments])
    assert ended.value.code == 2


def test_marks_of_a_plan_that_is_gone_wait(shell: Shell) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网")
    with closing(sqlite3.connect(shell.data / "user.db")) as raw:
        assert raw.execute("SELECT count(*) FROM mark").fetchone() == (1,)
    shutil.rmtree(shell.data / "plans", ignore_errors=True)
    assert shell.json()[0]["placed"] is True


def test_the_good_ones_come_back_after_the_person_went_on(shell: Shell) -> None:
    """A sound empty file in the place of the marks, and five more backups of it: `check` and `restore` find the rest."""
    ids = {
        shell("add", "--key", "8.1.p1", "--quote", "综合交通网", "--note", str(at)).strip() for at in range(3)
    }
    shell("backup")
    kept = (shell.data / "user.db").read_bytes()
    for id_ in ids:
        shell("remove", id_)
    empty = (shell.data / "user.db").read_bytes()
    (shell.data / "user.db").write_bytes(kept)
    for _ in range(5):
        shell("add", "--key", "0.p1", "--quote", "四港")
    shell("backup")
    everything = {mark["id"] for mark in shell.json()}
    (shell.data / "user.db").write_bytes(empty)
    for _ in range(5):
        shell("add", "--key", "0.p1", "--quote", "四港")
        shell("backup")
    told = shell.json("check", code=1)
    assert told["sound"] is False
    assert max(backup["more"] for backup in told["backups"]) == 8
    assert "被换成了" in told["incident"]["sentence"]
    assert run(["--data", str(shell.data), "marks", "check"]) == 1
    assert "比现在多 8 条" in shell.capsys.readouterr().out
    assert shell.json("restore") == {"restored": 8, "doubtful": 0}
    assert everything < {mark["id"] for mark in shell.json()}
    assert shell.json("check")["sound"] is True


def test_single_marks_from_a_backup_or_a_file(shell: Shell, tmp_path: Path) -> None:
    ids = [
        shell("add", "--key", "8.1.p1", "--quote", "综合交通网", "--note", str(at)).strip() for at in range(3)
    ]
    name = shell.json("backup")["backup"]
    for id_ in ids:
        shell("remove", id_)
    told = shell.json("restore", "--from", name, "--dry-run")
    assert ({mark["id"] for mark in told["missing"]}, told["different"]) == (set(ids), [])
    assert shell.json() == []
    assert "没有编号为" in shell("restore", "--from", name, "--only", "no-such-id", code=1)
    assert shell.json("restore", "--from", name, "--only", ids[1]) == {"restored": 1, "doubtful": 0}
    assert [mark["id"] for mark in shell.json()] == [ids[1]]
    file = tmp_path / "旧电脑.db"
    shutil.copy(shell.data / "backups" / name, file)
    assert "2 条" in shell("restore", "--from", str(file))
    assert {mark["id"] for mark in shell.json()} == set(ids)
    assert "其中没有现在缺少的" in shell("restore", "--from", name)


def test_incidents_are_let_go_by_name(shell: Shell) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网")
    (shell.data / "user.db").write_bytes(b"")
    (incident,) = shell.json("check", code=1)["incidents"]
    assert (incident["settled"], incident["more"]) == (False, 1)
    assert "没有名为" in shell("settle", "nowhere", code=1)
    assert shell.json("settle", incident["name"]) == {"settled": [incident["name"]]}
    assert shell.json("check")["incident"] is None
    assert shell.json("settle") == {"settled": []}
    assert shell.json("restore", "--from", incident["name"], "--dry-run") == {"missing": [], "different": []}
    assert shell.json("restore") == {"restored": 1, "doubtful": 0}


def test_a_second_place(shell: Shell, tmp_path: Path) -> None:
    shell("add", "--key", "8.1.p1", "--quote", "综合交通网")
    assert "不存在" in shell("backup", "--place", str(tmp_path / "U盘"), code=1)
    (tmp_path / "U盘").mkdir()
    told = shell.json("backup", "--place", str(tmp_path / "U盘"))
    assert told["second_place"]["folder"] == str(tmp_path / "U盘")
    assert told["second_place"]["trouble"] is None
    assert len(list((tmp_path / "U盘").glob("*/user-*.db"))) == 1
    (tmp_path / "U盘").rename(tmp_path / "抽屉")
    assert "现在不在" in shell("backup")
    assert "现在不在" in shell("check")
    (tmp_path / "抽屉").rename(tmp_path / "U盘")
    shell("backup")
    assert len(list((tmp_path / "U盘").glob("*/user-*.db"))) == 3
    assert "不再另存" in shell("backup", "--no-place")
    assert shell.json("check")["second_place"] is None


def test_the_name_that_was_given_stands_on_what_is_added(shell: Shell) -> None:
    first = shell.json("add", "--key", "8.1.p1", "--quote", "综合交通网")["id"]
    other = shell.json("add", "--key", "8.1.p1", "--quote", "综合交通网", "--author", "李四")["id"]
    login = {each["id"]: each["author"] for each in shell.json()}[first]
    assert shell("name") == f"署名：{login}（系统用户名）\n"
    told = shell.json("name", "张三", "--unit", "市发改局")
    assert told == {"name": "张三", "unit": "市发改局", "author": "张三（市发改局）", "earlier": 1}
    second = shell.json("add", "--key", "8.1.p1", "--quote", "综合")["id"]
    assert "以前用别的署名写的批注 1 条" in shell("name")
    assert "已把 1 条以前的批注改为这个署名" in shell("name", "--rename")
    authors = {each["id"]: each["author"] for each in shell.json()}
    assert authors == {first: "张三（市发改局）", second: "张三（市发改局）", other: "李四"}
    out = shell.data / "批注.planmarks"
    shell("export", "--format", "planmarks", str(out))
    assert json.loads(out.read_text("utf-8"))["creator"]["name"] == "张三（市发改局）"
