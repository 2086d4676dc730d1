"""Indexes that are missing, damaged, half written or of another version are made again, and searching works meanwhile."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from db.library.library import Folders, Library
from db.search.index import SEAL
from db.search.query import SearchQuery
from desktop.app.session import Session
from desktop.search.index_keeper import IndexKeeper
from desktop.search.searches import Searches

SLUG = "shengzhou-145"


def _missing(index: Path) -> None:
    shutil.rmtree(index)


def _damaged(index: Path) -> None:
    part = max(index.iterdir(), key=lambda file: file.stat().st_size)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)


def _half_written(index: Path) -> None:
    (index / SEAL).unlink()


def _of_another_version(index: Path) -> None:
    seal = json.loads((index / SEAL).read_text("utf-8"))
    seal["format"] = 0
    (index / SEAL).write_text(json.dumps(seal), "utf-8")


def _of_another_plan(index: Path) -> None:
    seal = json.loads((index / SEAL).read_text("utf-8"))
    seal["stamp"] = "0" * 64
    (index / SEAL).write_text(json.dumps(seal), "utf-8")


HARM = {
    harm.__name__.strip("_"): harm
    for harm in (_missing, _damaged, _half_written, _of_another_version, _of_another_plan)
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_it_is_made_again_and_said_in_a_corner(
    qtbot: QtBot,
    open_reader: Callable[..., Session],
    ready: Path,
    tmp_path: Path,
    harm: Callable[[Path], None],
) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(ready, shipped)
    harm(shipped / SLUG / "index")
    session = open_reader(shipped=shipped)
    said: list[str] = []
    session.window.room(Searches).indexes.said.connect(said.append)
    with qtbot.waitSignal(session.window.room(Searches).plan_search.counted):
        session.window.room(Searches).plan_search.box.put("通用机场")
    assert session.window.top.count.text() == "共 2 段 2 处"
    qtbot.waitUntil(lambda: not session.window.room(Searches).indexes.busy)
    assert not session._library.needs_index(SLUG)
    assert (tmp_path / "data" / "plans" / SLUG / "index" / SEAL).is_file()
    assert session.window._busy.text() == ""
    assert session.window.notice.sentence == ""
    assert Library(Folders(shipped, tmp_path, tmp_path / "data" / "plans")).searcher(SLUG).indexed, (
        "and it is there at the next start"
    )


def test_each_plan_has_its_own_and_what_cannot_be_made_is_logged(
    qtbot: QtBot, ready: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = tmp_path / "shipped"
    for slug in ("a", "b"):
        shutil.copytree(ready / SLUG, shipped / slug)
    shutil.rmtree(shipped / "b" / "index")
    (shipped / "c").mkdir()
    (shipped / "c" / "plan.db").write_bytes(b"no plan")
    before = (shipped / "a" / "index" / SEAL).stat().st_mtime_ns
    library, owner = Library(Folders(shipped, tmp_path, tmp_path / "own")), QObject()
    pool = QThreadPool()
    keeper = IndexKeeper(library, pool, owner)
    said: list[str] = []
    keeper.said.connect(said.append)
    with caplog.at_level(logging.WARNING):
        keeper.check(["a", "c", "b"])
        qtbot.waitUntil(lambda: not keeper.busy)
    assert said == ["正在为《嵊州市“十四五”规划（网络转载节选）》建立查找索引，查找照常可用……", ""]
    assert "no index for c" in caplog.text
    assert [folder.name for folder in (tmp_path / "own").iterdir()] == ["b"]
    assert (shipped / "a" / "index" / SEAL).stat().st_mtime_ns == before
    pool.waitForDone()


def test_where_nothing_may_be_written_the_search_goes_on(
    qtbot: QtBot, ready: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(ready, tmp_path / "shipped")
    shutil.rmtree(tmp_path / "shipped" / SLUG / "index")
    library, owner, pool = Library(Folders(tmp_path / "shipped", tmp_path, None)), QObject(), QThreadPool()
    keeper = IndexKeeper(library, pool, owner)
    with caplog.at_level(logging.WARNING):
        keeper.check([SLUG])
        qtbot.waitUntil(lambda: not keeper.busy)
    assert "索引没有重建" in caplog.text
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 2
    pool.waitForDone()
