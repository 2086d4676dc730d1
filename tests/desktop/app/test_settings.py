"""Settings: kept whole, and a bad value costs that value only."""

import json
import logging
import os
from pathlib import Path

import pytest

from db.errors import DataFolderError
from desktop.app.settings import FILE, Settings, load, save


def test_what_is_saved_is_found_again(tmp_path: Path) -> None:
    kept = Settings(
        plan="甲",
        places={"甲": ("4.1.p2", 17)},
        folded={"甲": ["5"]},
        opened={"甲": ["4", "8"]},
        theme="paper",
        zoom=150,
        geometry="AAE=",
        layout="AAI=",
    )
    save(kept, tmp_path / "new" / "folder")
    assert load(tmp_path / "new" / "folder") == kept
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == [FILE]


def test_a_first_start_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "missing") == Settings()


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", "7", "[" * 100_000])
def test_a_damaged_file_gives_the_defaults(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert load(tmp_path) == Settings()
    assert "defaults taken" in caplog.text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_what_is_no_file_gives_the_defaults_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    assert load(tmp_path) == Settings()
    with pytest.raises(DataFolderError, match="不是普通文件"):
        save(Settings(), tmp_path)
    (tmp_path / FILE).unlink()
    save(Settings(plan="\ud800"), tmp_path)
    assert load(tmp_path).plan == "\ud800"


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("plan", 7),
        ("places", {"甲": ["4.1", -1]}),
        ("places", {"甲": ["4.1", True]}),
        ("places", {"甲": ["4.1", 10**30]}),
        ("places", {"甲": "4.1"}),
        ("places", []),
        ("folded", {"甲": "5"}),
        ("opened", {"甲": [5]}),
        ("theme", "pink"),
        ("theme", ["light"]),
        ("zoom", 101),
        ("zoom", "100"),
        ("zoom", True),
        ("geometry", None),
        ("layout", 1.5),
    ],
)
def test_a_bad_value_falls_back_alone(
    tmp_path: Path, name: str, bad: object, caplog: pytest.LogCaptureFixture
) -> None:
    good = {"plan": "甲", "zoom": 125, "theme": "dark"}
    (tmp_path / FILE).write_text(json.dumps({**good, name: bad, "unknown": 1}), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        found = load(tmp_path)
    assert getattr(found, name) == getattr(Settings(), name)
    assert name in caplog.text
    for other, value in good.items():
        if other != name:
            assert getattr(found, other) == value


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError, match="数据文件夹不能写入"):
        save(Settings(), tmp_path / "file" / "data")
