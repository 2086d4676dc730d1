"""Where the reader's files are offered to be put."""

from pathlib import Path

import pytest

from desktop.folders import documents


def test_a_new_document_is_offered_in_a_folder_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert documents() == tmp_path, "a fresh account may have no folder for documents"
    (tmp_path / "Documents").mkdir()
    assert documents() == tmp_path / "Documents"
