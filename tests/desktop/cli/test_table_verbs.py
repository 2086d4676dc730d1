"""`projects`, `targets`, `tables`, `places` and `checks`, as they are typed."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from db.records import PlaceWord, Supplement
from db.user.marks import Marks
from db.user.records import Change, Edit
from desktop.cli import run

SLUG = "shengzhou-145"


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def _names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


def test_projects_are_filtered(capsys: pytest.CaptureFixture[str]) -> None:
    assert _names(_json(capsys, "projects", "--field", "水利", "--stage", "谋划")) == [
        "甘霖水库",
        "丰潭水库抽水蓄能电站",
        "长乐江滞洪分洪工程",
        "曹娥江嵊州段综合整治工程",
    ]
    assert _names(_json(capsys, "projects", "--place", "甘霖镇")) == [
        "G嵊州甘霖至长乐段",
        "甘霖水库",
        "甘霖镇中心卫生院二期扩建",
    ]
    assert len(_json(capsys, "projects", "--field", "水利", "--field", "教育")) == 40
    assert _json(capsys, "projects", "--field", "没有") == []


def test_filtered_rows_have_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    all_rows = _json(capsys, "projects")
    assert _json(capsys, "projects", "--field", "医疗") == all_rows[-7:]
    assert _json(capsys, "projects", "--plan", "shengzhou-145") == all_rows
    assert [{**row, "plan": "shengzhou-145"} for row in all_rows] == _json(capsys, "projects", "--all")


def test_the_line_under_the_rows_says_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["projects", "--field", "重大建设项目"]) == 0
    assert (
        "分项合计154个，原总数缺失；投资：已知两项合计约150亿元，另3项原文缺失。" in capsys.readouterr().out
    )


def test_places(capsys: pytest.CaptureFixture[str]) -> None:
    places = _json(capsys, "places")
    assert len(places) == 15
    assert next(each for each in places if each["place"] == "甘霖镇") == {
        "place": "甘霖镇",
        "named": ["7.1.p1", "9.3.b1.i1"],
        "related": ["5.4.p1", "8.1.b1.i2", "8.1.p2", "8.3.b1.i1"],
        "projects": 3,
    }
    assert run(["places"]) == 0
    assert "甘霖镇  明确提及2段  疑似相关4段  规划项目3项" in capsys.readouterr().out


def test_checks(capsys: pytest.CaptureFixture[str]) -> None:
    checks = _json(capsys, "checks")
    assert checks[0] == {
        "kind": "count",
        "message": "“9所中小学”与项目表一致（中学4所、小学5所）。",
        "keys": ["9", "9.2.b1.i2", "9.2.b1.i3"],
        "agrees": True,
    }
    assert [each["message"] for each in checks if each["kind"] == "total"] == [
        "分项合计154个（55＋42＋9＋8＋40），原总数缺失。"
    ]
    assert [each["keys"] for each in checks if not each["agrees"]] == [["8.1.b1.i3", "8.1.p2"]]
    assert run(["checks"]) == 0
    assert "待核对  专栏中的“浙东唐诗跨核心区水运工程”" in capsys.readouterr().out


def test_tables(capsys: pytest.CaptureFixture[str]) -> None:
    tables = _json(capsys, "tables")
    assert [table["key"] for table in tables][:3] == ["4.5.b1", "5.2.b1", "5.4.b1"]
    (one,) = _json(capsys, "tables", "8.1.b1", "--stage", "谋划")
    assert one["rows"] == [{"key": "8.1.b1.i4", "cells": ["航空", "谋划嵊州通用机场项目", ""]}]
    assert [table["key"] for table in _json(capsys, "tables", "--field", "水利")] == ["8.3.b1"]
    assert run(["tables", "9.9.b9"]) == 1
    assert "没有编号为“9.9.b9”的表格" in capsys.readouterr().err


def test_targets(capsys: pytest.CaptureFixture[str]) -> None:
    targets = _json(capsys, "targets")
    names = set(
        "key name comparison value value_to unit year year_from binding text span category base growth cumulative "
        "words".split()
    )
    assert all(set(target) == names for target in targets)
    assert _json(capsys, "targets", "--stage", "建成") == []
    assert run(["targets"]) == 0
    assert f"共 {len(targets)} 项" in capsys.readouterr().out


def test_rows_are_written_to_files_and_nothing_is_overwritten(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "项目.csv"
    assert run(["projects", "--field", "水利", "--csv", str(out)]) == 0
    assert "已写入 20 行" in capsys.readouterr().out
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert len(rows) == 21
    assert run(["projects", "--csv", str(out)]) == 1
    assert "已存在，没有覆盖" in capsys.readouterr().err
    assert run(["projects", "--csv", str(out), "--force"]) == 0
    assert len(out.read_text("utf-8-sig").splitlines()) == 78
    book = tmp_path / "项目.xlsx"
    assert run(["projects", "--xlsx", str(book)]) == 0
    assert book.read_bytes().startswith(b"PK")
    assert run(["tables", "--xlsx", str(tmp_path / "b.xlsx")]) == 1
    assert run(["tables", "8.1.b1", "--xlsx", str(tmp_path / "b.xlsx")]) == 0


@pytest.mark.parametrize("verb", ["projects", "targets", "tables", "places", "checks"])
def test_wrong_usage_and_unknown_plans(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run([verb, "--plan", "x", "--all"])
    assert stopped.value.code == 2
    assert run([verb, "--plan", "没有"]) == 1
    assert "没有编号为“没有”的规划" in capsys.readouterr().err


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A reader's folder with an entry from the paper copy and a correction of a place name."""
    marks = Marks.open(tmp_path)
    entry = Supplement(
        "11111111-2222-4333-8444-555555555555",
        SLUG,
        "4.5.b1.i2",
        (20, 20),
        "数55个，五年完成投资约〔缺〕亿元。",
        (("320",),),
        "亿元",
        "纸质文本第30页",
        "2026-11-23",
        "张三",
    )
    word = PlaceWord(SLUG, "黄泽镇", "黄泽江", "related")
    assert marks.apply(Change("", additions=(Edit(None, entry), Edit(None, word)))).on_disk
    marks.close()
    return tmp_path


def test_what_the_reader_added_is_there(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert run(["--data", str(data), "projects", "--field", "重大建设项目"]) == 0
    out = capsys.readouterr().out
    assert "投资〔缺〕【补录：320】亿元" in out
    assert "已知两项合计约150亿元，另3项原文缺失" in out
    (place,) = [row for row in _json(capsys, "--data", str(data), "places") if row["place"] == "黄泽镇"]
    assert "8.3.b1.i2" in place["related"]
    (row,) = _json(capsys, "--data", str(data), "projects", "--field", "重大建设项目")[:1]
    assert (row["investment"], row["lost"]) == (None, ["sum"])


def test_a_damaged_file_of_marks_takes_no_table_away(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    (data / "user.db").write_bytes(b"x" * 5000)
    assert run(["--data", str(data), "projects", "--json"]) == 1
    told = capsys.readouterr()
    assert len(json.loads(told.out)) == 77
    assert told.err.startswith("没有计入人工补录和地名更正：批注文件已损坏，没有改动。")
    assert run(["--data", str(data), "projects", "--csv", str(data / "a.csv")]) == 1
    assert not (data / "a.csv").exists()
    assert (data / "user.db").read_bytes() == b"x" * 5000
