"""`print`, as a script would use it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from PySide6.QtWidgets import QApplication

import resources
from desktop.cli import run

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", autouse=True)
def _shipped(qapp: QApplication) -> None:
    """What is shipped has to be there, as after the set-up."""
    from db.__main__ import main

    assert main(["build", "--if-needed"]) == 0
    assert (resources.READY / "shengzhou-145" / "plan.db").is_file()


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run(["print", *arguments, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


@pytest.mark.parametrize("layout", ["official", "compact", "large"])
def test_chapters_as_pdf(capsys: pytest.CaptureFixture[str], tmp_path: Path, layout: str) -> None:
    out = tmp_path / "规划 第二章.pdf"
    told = _json(
        capsys,
        "--chapters",
        "2,4.1",
        "--layout",
        layout,
        "--marks",
        "footnotes",
        "--contents",
        "--out",
        str(out),
    )
    assert told["file"] == str(out)
    assert told["bytes"] == out.stat().st_size
    with pdfplumber.open(out) as document:
        assert len(document.pages) == told["pages"]
        text = "".join("".join(char["text"] for char in page.chars) for page in document.pages)
    assert "将启动高校引进！" in text
    assert "将建艇湖科技城" not in text


def test_everything_as_word(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.DOCX"
    told = _json(capsys, "--chapters", "all", "--cover", "--out", str(out))
    assert told["paragraphs"] > 100
    assert out.read_bytes()[:2] == b"PK"


def test_an_unknown_key_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["print", "--chapters", "77", "--out", str(tmp_path / "out.pdf")]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert "77" in captured.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["print", "--chapters", "2", "--out", str(tmp_path / "no" / "out.pdf")]) == 1
    assert "没有写成：文件夹不存在" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--out", "x.odt"], [], ["--out", "x.pdf", "--layout", "tiny"]])
def test_wrong_usage(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["print", *wrong])
    assert stopped.value.code == 2
    assert "用法：" in capsys.readouterr().err


def test_it_needs_no_display(tmp_path: Path) -> None:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    out = tmp_path / "out.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "print", "--chapters", "2", "--out", str(out)],
        cwd=ROOT, env=clean, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(b"%PDF-1.7")
    assert "页）" in done.stdout


def test_an_added_plan_with_numbers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The plan is named as by other verbs; numbers stand in the margin."""
    source = tmp_path / "规划.txt"
    source.write_text(
        "某县规划\n一、总则\n加快建设交通网络，提升水平。\n二、任务\n全面推进农村建设，补齐短板。\n",
        encoding="utf-8",
    )
    data = str(tmp_path / "data")
    assert run(["import", str(source), "--data", data]) == 0
    capsys.readouterr()
    assert run(["plans", "--json", "--data", data]) == 0
    slug = next(
        plan["slug"] for plan in json.loads(capsys.readouterr().out) if plan["slug"].startswith("own-")
    )
    out = tmp_path / "out.pdf"
    assert _json(capsys, "--plan", slug, "--numbers", "--data", data, "--out", str(out))["pages"] == 1
    with pdfplumber.open(out) as document:
        chars = document.pages[0].chars
    assert "全面推进农村建设" in "".join(char["text"] for char in chars)
    margin = [char for char in chars if char["x0"] < 28 / 25.4 * 72 - 2]
    firsts = [next(char for char in chars if char["text"] == each) for each in "加全"]
    for first in firsts:
        assert [char["text"] for char in margin if abs(char["matrix"][5] - first["matrix"][5]) < 0.5] == ["1"]
    assert run(["print", "--plan", "own-none", "--data", data, "--out", str(tmp_path / "no.pdf")]) == 1
    assert "own-none" in capsys.readouterr().err
