"""The check of the installer for Windows: what it says when it can't begin. The whole of it takes ten minutes and is run by hand."""

from pathlib import Path

import pytest

import verbs
from release import under_wine, windows_setup
from setup.environment import Environment, SetUpError


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if wine and NSIS were there."""
    monkeypatch.setattr(under_wine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(windows_setup, "compiler", lambda: "makensis")


@pytest.mark.usefixtures("tools")
def test_a_python_that_is_not_the_one_that_was_named_is_not_used(tmp_path: Path) -> None:
    archive = tmp_path / "python.zip"
    archive.write_bytes(b"another")
    with pytest.raises(SetUpError, match=r"python\.zip is not what was named: its SHA-256 is [0-9a-f]{64}"):
        under_wine.make(Environment(tmp_path), archive, "0" * 64)
    with pytest.raises(SetUpError, match="can't be read"):
        under_wine.make(Environment(tmp_path), tmp_path / "none.zip", "0" * 64)
    assert not (tmp_path / "dist").exists()


def test_without_wine_a_sentence_says_what_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(under_wine.shutil, "which", lambda _name: None)
    with pytest.raises(SetUpError, match="wine is needed"):
        under_wine.make(Environment(tmp_path), tmp_path / "python.zip", "0" * 64)


@pytest.mark.parametrize(
    "given",
    [["--windows"], ["--windows", "--python", "a.zip"], ["--windows", "--sha256", "0", "--python", "a"]],
)
def test_the_archive_and_its_checksum_must_both_be_named(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verbs.act("installer", given) == 2
    assert "does not know: --windows" in capsys.readouterr().err
