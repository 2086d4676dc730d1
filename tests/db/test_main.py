"""`python -m db build`."""

import json
from pathlib import Path

import pytest

from db.__main__ import main


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_are_the_same_byte_for_byte(
    source: Path, meta_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("一", "二"):
        assert (
            main(["build", "--source", str(source), "--meta", str(meta_file), "--out", str(tmp_path / name)])
            == 0
        )
    assert _bytes(tmp_path / "一") == _bytes(tmp_path / "二")
    assert "原文缺失30处，另缺表1张" in capsys.readouterr().out


def test_nothing_is_built_twice_when_asked_not_to(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["build", "--if-needed", "--json", "--source", str(source), "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["projects"] == 72
    assert main(arguments) == 0
    assert capsys.readouterr().out == ""


def test_a_missing_source_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.toml").write_text('slug = "a"\ntitle = "甲"', "utf-8")
    assert main(["build", "--source", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert captured.err == "找不到源文件“a.txt”，请检查路径。\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["build", "--source", "a"], ["build", "--out", "a"], ["build", "--meta", "a"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
