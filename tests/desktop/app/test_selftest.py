"""The self-test passes on what is sound, and says in a sentence what is not."""

import json
import shutil
from pathlib import Path

import pytest

import resources
from db.library.library import Folders, Library
from desktop.app.selftest import check
from desktop.cli import run

SLUG = "shengzhou-145"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of what is shipped, to be damaged."""
    from db.__main__ import main

    assert main(["build", "--if-needed"]) == 0
    return Path(shutil.copytree(resources.READY, tmp_path / "shipped"))


def _library(shipped: Path) -> Library:
    return Library(Folders(shipped, shipped / "none", None))


def test_a_sound_program(shipped: Path, tmp_path: Path, qapp: object) -> None:
    report = check(_library(shipped), tmp_path / "data")
    assert report.passed, report.as_text()
    assert [found.name for found in report.checks] == [
        "数据文件夹",
        "SQLite",
        "规划",
        f"{SLUG} 规划数据",
        f"{SLUG} 查找",
        "读取文件",
        "窗口",
    ]


def _no_plan(shipped: Path) -> None:
    shutil.rmtree(shipped / SLUG)


def _half_store(shipped: Path) -> None:
    store = shipped / SLUG / "plan.db"
    store.write_bytes(store.read_bytes()[:9000])


def _no_index(shipped: Path) -> None:
    shutil.rmtree(shipped / SLUG / "index")


@pytest.mark.parametrize(
    ("damage", "words"),
    [(_no_plan, "没有找到任何规划"), (_half_store, "已损坏"), (_no_index, "没有可用的索引")],
)
def test_what_is_damaged_is_told(
    damage: object, words: str, shipped: Path, tmp_path: Path, qapp: object
) -> None:
    assert callable(damage)
    damage(shipped)
    report = check(_library(shipped), tmp_path / "data")
    assert not report.passed
    assert any(words in found.told for found in report.checks if not found.passed)
    assert report.as_text().endswith("自检未通过。")


def test_a_data_folder_that_cannot_be_written_is_told(shipped: Path, tmp_path: Path, qapp: object) -> None:
    (tmp_path / "file").write_text("")
    report = check(_library(shipped), tmp_path / "file" / "data")
    assert [found.name for found in report.checks if not found.passed] == ["数据文件夹"]


def test_the_report_goes_into_a_file(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "报告.json"
    assert run(["selftest", "--json", "--out", str(out), "--data", str(tmp_path / "data")]) == 0
    assert json.loads(out.read_text("utf-8"))["passed"] is True
    assert capsys.readouterr().out == ""


def test_a_report_that_cannot_be_written_is_told(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["selftest", "--out", str(tmp_path / "no" / "a.txt"), "--data", str(tmp_path / "data")]) == 1
    assert "没有写成：文件夹不存在" in capsys.readouterr().err
