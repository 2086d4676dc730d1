"""Plans of the person's own that are damaged, and files whose names are no text, in the window."""

import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop.app import settings
from desktop.app.session import Session
from desktop.app.settings import Settings
from desktop.library.import_controller import ImportController
from desktop.search.searches import Searches
from desktop.shell.window import Window
from desktop.widgets.local_paths import local_paths
from tests.db.library.test_kept import FIRST, PRESENT, SECOND, TEXT
from tests.desktop.dragging import drag_over, let_go, of_urls

Opener = Callable[..., Session]
TITLE = "甲县交通规划（我起的名称）"
pytestmark = pytest.mark.qt_log_ignore("plugin does not support")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Two plans of the person's own; the first was open."""
    data = tmp_path / "data"
    with zipfile.ZipFile(PRESENT) as packed:
        packed.extractall(data / "plans")
    settings.save(Settings(plan=FIRST), data)
    return data / "plans"


def titles(window: Window) -> list[str]:
    model = window.room(ImportController).room().page.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def search_all(qtbot: QtBot, window: Window, words: str) -> str:
    """Search all plans; what is said of those that were left out."""
    search = window.room(Searches).plan_search
    with qtbot.waitSignal(search.counted):
        search.box.put(words)
    options = search.panel.options
    options.asked.emit(replace(options.query, reach="all"))
    qtbot.waitUntil(
        lambda: search.answer is not None and search.answer.whole and search.answer.query.reach == "all"
    )
    return search.panel.left_out.text() if search.panel.left_out.isVisibleTo(search.panel) else ""


def test_a_damaged_plan_of_ones_own_is_built_again_at_the_start(
    qtbot: QtBot, open_reader: Opener, plans: Path
) -> None:
    (plans / FIRST / "plan.db").write_bytes(b"no longer")
    window = open_reader().window
    qtbot.waitUntil(lambda: window.slug == FIRST)
    assert "已用导入时保存的原文件重新生成" in window.notice.sentence
    assert window.windowTitle().startswith(TITLE)


def test_what_is_beyond_help_is_named_and_the_rest_is_read_and_searched(
    qtbot: QtBot, open_reader: Opener, plans: Path
) -> None:
    (plans / FIRST / "plan.db").write_bytes(b"no longer")
    (plans / FIRST / "source.txt").unlink()
    window = open_reader().window
    qtbot.waitUntil(lambda: window.page.page is not None)
    assert window.slug not in ("", FIRST)
    assert "请重新导入原文件；您的批注不受影响" in window.notice.sentence
    window.room(ImportController).room()
    qtbot.waitUntil(lambda: f"〔损坏〕{TITLE}" in titles(window))
    assert search_all(qtbot, window, "通用机场") == f"没有查找《{TITLE}》：数据已损坏，怎么办见规划库。"
    # What the sentence says is done.
    again = plans.parent / "又.txt"
    again.write_text(TEXT.format("甲县", 500), "utf-8")
    with qtbot.waitSignal(window.room(ImportController).intake.added):
        window.room(ImportController).add([again])
    qtbot.waitUntil(lambda: window.slug == FIRST)
    qtbot.waitUntil(lambda: TITLE in titles(window))
    assert search_all(qtbot, window, "农村公路") == ""


def test_switching_to_a_damaged_plan_builds_it_again(qtbot: QtBot, open_reader: Opener, plans: Path) -> None:
    window = open_reader().window
    assert window.slug == FIRST
    (plans / SECOND / "plan.db").unlink()
    shutil.rmtree(plans / SECOND / "index")
    window.room(ImportController).open(SECOND)
    qtbot.waitUntil(lambda: window.slug == SECOND)


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on Linux only")
def test_a_file_whose_name_is_no_text_is_dropped_and_read(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "规划纲要?#%20.txt".encode("gbk")
    path = Path(os.fsdecode(raw))
    path.write_text(TEXT.format("甲县", 500), "utf-8")
    url = QUrl.fromEncoded(b"file://" + quote(raw).encode())
    assert local_paths([url, QUrl("https://example.org/a"), QUrl.fromLocalFile("/100%/规划")]) == [
        path,
        Path("/100%/规划"),
    ]
    window = open_reader().window
    assert drag_over(window, of_urls([url]))
    with qtbot.waitSignal(window.room(ImportController).intake.added) as added:
        assert let_go(window, of_urls([url]))
    assert added.args is not None
    (outcome,) = added.args[0].outcomes
    assert outcome.error is None
    assert window.room(ImportController)._library.file_name(FIRST) == "规划纲要?#%20.txt"
