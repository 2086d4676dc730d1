"""The setup.exe for Windows, compiled over a stand-in of the program; on Windows itself it was not tried."""

import shutil
from pathlib import Path

import pytest

from release import windows_setup
from setup.environment import SetUpError


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "程 序"
    (folder / "_internal").mkdir(parents=True)
    (folder / "plan-reader.exe").write_bytes(b"MZ" + bytes(1000))
    (folder / "_internal" / "规划.db").write_bytes(bytes(1000))
    return folder


@pytest.mark.skipif(shutil.which("makensis") is None, reason="no NSIS here: apt-get install nsis")
def test_the_script_compiles_without_a_warning(program: Path, tmp_path: Path) -> None:
    made = windows_setup.build_setup(program, "1.2.0", tmp_path)
    assert made.name == "规划阅读器-1.2.0-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"
    with pytest.raises(SetUpError, match="makensis could not make"):
        windows_setup.build_setup(tmp_path / "no such folder", "1.2.0", tmp_path)


def test_without_nsis_a_sentence_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_setup.shutil, "which", lambda _name: None)
    with pytest.raises(SetUpError, match="NSIS 3 is needed"):
        windows_setup.compiler()
