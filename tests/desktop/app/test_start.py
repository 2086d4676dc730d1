"""The program as it starts: what it draws without a display, and what it does not load before the first
paint.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from db.errors import DataFolderError, PlanReaderError
from db.library.library import Folders, Library
from desktop.app import start

ROOT = Path(__file__).parents[3]


@pytest.fixture
def shipped(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(start, "open_library", lambda _data: library)
    return library


def test_offscreen_saves_a_picture_and_a_chapter(
    shipped: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "输出 out"
    assert start.offscreen(out, tmp_path / "data") == 0
    picture = QImage(str(out / "window.png"))
    assert (picture.width(), picture.height()) == (1366, 768)
    assert (out / "chapter.pdf").read_bytes().startswith(b"%PDF-")
    said = capsys.readouterr().out
    assert "查找“通用机场”第 1 处，共 2 处" in said
    assert str(out / "window.png") in said
    assert "打造现代交通网络！" in said


def test_offscreen_without_a_place_to_write_is_told(shipped: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError, match="不能写入"):
        start.offscreen(tmp_path / "file" / "out", tmp_path)


def test_the_window_is_drawn_for_the_self_test(library: Library) -> None:
    picture = start.draw_offscreen(library)
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 5)
        for y in range(0, picture.height(), 5)
    }
    assert len(colours) > 20


def test_the_self_test_is_told_when_there_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanReaderError, match="没有找到任何规划"):
        start.draw_offscreen(Library(Folders(tmp_path / "a", tmp_path / "b", None)))


def test_text_is_on_the_screen_before_the_search_is_loaded() -> None:
    program = """
import sys
from pathlib import Path
from desktop.app.start import make_application, make_session, open_library
from desktop.app.settings import Settings
application = make_application("-platform", "offscreen")
session = make_session(application, open_library(None), Settings(), None)
session.start()
assert session.window.page.page is not None
heavy = {"sqlalchemy", "whoosh", "db.search", "db.library.build", "db.source.formats", "db.user.marks", "PySide6.QtPrintSupport", "PySide6.QtSvg", "PySide6.QtNetwork"}
print(sorted(heavy & set(sys.modules)))
session.finish()
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        cwd=ROOT,
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
