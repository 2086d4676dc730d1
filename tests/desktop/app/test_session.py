"""Starting again, and what happens when something is missing or damaged."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.library.library import Library
from db.records import Place
from desktop.app.session import Session
from desktop.app.settings import Settings
from desktop.app.start import make_session
from desktop.marks.marks_controller import MarksController
from desktop.printing.print_room import PrintRoom
from desktop.reading.outline_model import KeyRole
from desktop.search.search_box import SearchBox
from desktop.search.searches import Searches
from tests.desktop.shell.test_docks import drag_outline

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


def _broken(ready: Path, folder: Path, part: str) -> Path:
    """A copy of what is shipped, with a file of the plan or its index spoilt."""
    shutil.copytree(ready, folder)
    (folder / SLUG / part).write_bytes(b"no longer what it was")
    return folder


def test_the_session_is_taken_up_where_it_was_left(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    first = open_reader()
    window = first.window
    window.commands["theme_paper"].trigger()
    window.commands["larger"].trigger()
    window.resize(770, 650)  # the off-screen platform's screen has 800 by 800
    dock = window.docks["outline"]
    drag_outline(qtbot, window, 260 - dock.width())
    window.page.show_at_top(Place(SLUG, "7.2.p2", (100, 100)))
    window.outline.collapse(window.outline_model.index_of("7"))
    qtbot.waitUntil(lambda: not window.page.growing)
    top = window.page.verticalScrollBar().value()
    window.close()

    again = open_reader().window
    assert (again.width(), again.height()) == (770, 650)
    assert again.docks["outline"].width() == 260
    assert again.looks.theme.name == "paper"
    assert again.looks.zoom == 110
    assert again.page.verticalScrollBar().value() == pytest.approx(top, abs=2)
    assert again.outline.currentIndex().data(KeyRole) == "7"
    assert not again.outline.isExpanded(again.outline_model.index_of("7"))


def test_what_was_open_is_open_and_wired_at_the_next_start(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    window.commands["toggle_marks"].trigger()
    window.commands["beside"].trigger()
    window.commands["full_screen"].trigger()
    qtbot.waitUntil(window.isFullScreen)
    window.close()
    again = open_reader().window
    assert again.isFullScreen()
    assert again.docks["marks"].isVisible()
    assert again.docks["marks"].widget() is again.room(MarksController).room.panel
    ticked = [name for name in ("full_screen", "toggle_marks", "beside") if again.commands[name].isChecked()]
    assert ticked == ["full_screen", "toggle_marks", "beside"]
    assert again.commands["other_page"].isEnabled()
    second = again.reading.pages.second
    assert second is not None
    second.zoom_asked.emit(1)
    assert again.looks.zoom == 110
    second.search_requested.emit("通用机场")
    assert again.room(Searches).plan_search.box.text() == "通用机场"
    search = again.room(Searches).plan_search
    qtbot.waitUntil(lambda: search.answer is not None and search.answer.whole)
    assert second._hits
    second.show_place(Place(SLUG, "9.2"))
    second.link_followed.emit(Place(SLUG, "8.1"))
    second.steps_asked.emit(-1)
    assert again.commands["forward"].isEnabled()


@pytest.mark.parametrize(
    "name", ["print", "next_hit", "previous_hit", "overview", "tables", "larger", "toggle_outline"]
)
def test_who_is_quicker_than_the_window_is_served(
    qapp: QApplication, qtbot: QtBot, library: Library, name: str
) -> None:
    session = make_session(qapp, library, Settings(), None)
    try:
        session.start()
        window = session.window
        window.commands[name].trigger()
        assert window.commands["settings"].isEnabled()
        if name in ("overview", "tables"):
            assert window.front == name
            assert window.commands[name].isChecked()
        assert window.looks.zoom == (110 if name == "larger" else 100)
        if name == "print":
            dialog = window.room(PrintRoom).dialog
            assert dialog is not None
            qtbot.waitUntil(dialog.isVisible)
            dialog.close()
        session.window.settle()
        window.close()
    finally:
        session.finish()
        session.window.deleteLater()


def test_what_is_typed_and_clicked_before_the_window_is_complete_is_done(
    qapp: QApplication, qtbot: QtBot, library: Library
) -> None:
    session = make_session(qapp, library, Settings(), None)
    try:
        session.start()
        window = session.window
        window.top.findChild(SearchBox).put("通用机场")  # type: ignore[union-attr]
        window.outline.place_requested.emit(Place(SLUG, "8.1"))
        session.window.settle()
        search = window.room(Searches).plan_search
        qtbot.waitUntil(lambda: search.answer is not None and search.answer.whole)
        assert search.found
        place = window.page.place()
        assert place is not None
        assert place.key == "8.1"
        window.close()
    finally:
        session.finish()
        session.window.deleteLater()


def test_the_place_does_not_creep_from_start_to_start(qtbot: QtBot, open_reader: Opener) -> None:
    window = open_reader().window
    window.resize(770, 650)
    qtbot.waitUntil(lambda: not window.page.growing)
    window.page.verticalScrollBar().setValue(6007)
    window.close()
    values = []
    for _ in range(3):
        window = open_reader().window
        values.append(window.page.verticalScrollBar().value())
        window.close()
    assert abs(values[0] - 6007) < 30
    assert values[0] == values[1] == values[2]


def test_damaged_settings_cost_only_themselves(
    open_reader: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").mkdir()
    kept = {
        "plan": SLUG,
        "places": {SLUG: ["8.1.p1", 3]},
        "zoom": -7,
        "geometry": "rubbish",
        "layout": "脏",
        "theme": "dark",
    }
    (tmp_path / "data" / "settings.json").write_text(json.dumps(kept), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        window = open_reader().window
    place = window.page.place()
    assert place is not None
    assert place.key == "8.1.p1"
    assert window.looks.theme.name == "dark"
    assert window.looks.zoom == 100
    assert "zoom" in caplog.text
    assert "the window's place" in caplog.text


def test_a_place_that_is_gone_opens_the_plan_at_its_start(open_reader: Opener, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.json").write_text(
        json.dumps({"places": {SLUG: ["99.p9", 3]}}), encoding="utf-8"
    )
    window = open_reader().window
    assert window.page.verticalScrollBar().value() == 0
    assert window.outline.currentIndex().data(KeyRole) == "0"


def test_a_data_folder_that_cannot_be_written_stops_nothing(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        session = open_reader(data=tmp_path / "file" / "data")
        assert session.window.page.page is not None
        with qtbot.waitSignal(session.window.room(Searches).plan_search.counted):
            session.window.room(Searches).plan_search.box.put("通用机场")
        assert session.window.top.count.text() == "共 2 段 2 处"
        session.window.close()
    assert "没有保存" in caplog.text


def test_without_a_data_folder_settings_live_in_memory(open_reader: Opener) -> None:
    session = open_reader(data=None)
    session.window.commands["theme_dark"].trigger()
    session.window.page.show_at_top(Place(SLUG, "5"))
    session.open(SLUG)
    place = session.window.page.place()
    assert place is not None
    assert place.key == "5"
    session.window.close()


def test_a_damaged_plan_is_built_again_from_its_source(
    qtbot: QtBot, open_reader: Opener, ready: Path, tmp_path: Path
) -> None:
    session = open_reader(shipped=_broken(ready, tmp_path / "shipped", "plan.db"))
    window = session.window
    assert "正在用随程序的原文重新生成" in window.notice.sentence
    qtbot.waitUntil(lambda: window.page.page is not None, timeout=20_000)
    assert "已用随程序的原文重新生成" in window.notice.sentence
    with qtbot.waitSignal(window.room(Searches).plan_search.counted):
        window.room(Searches).plan_search.box.put("通用机场")
    assert window.top.count.text() == "共 2 段 2 处"
    session.finish()
    assert (tmp_path / "data" / "plans" / SLUG / "plan.db").is_file()


def test_a_damaged_plan_without_its_source_is_told(
    qtbot: QtBot, open_reader: Opener, ready: Path, tmp_path: Path
) -> None:
    session = open_reader(shipped=_broken(ready, tmp_path / "shipped", "plan.db"), sources=tmp_path / "none")
    notice = session.window.notice
    qtbot.waitUntil(lambda: "请重新安装本程序" in notice.sentence)
    assert notice.sentence.count("。") == 1
    assert session.window.page.page is None
    session.window.commands["larger"].trigger()
    session.window.commands["chapter_after"].trigger()


def test_no_plan_at_all_is_told(open_reader: Opener, tmp_path: Path) -> None:
    session = open_reader(shipped=tmp_path / "nothing", sources=tmp_path / "none")
    assert session.window.notice.sentence.startswith("没有找到任何规划")
    assert session.window.isVisible()


def test_a_damaged_index_is_made_again_while_searching_works(
    qtbot: QtBot, open_reader: Opener, ready: Path, tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(ready, shipped)
    shutil.rmtree(shipped / SLUG / "index")
    session = open_reader(shipped=shipped)
    with qtbot.waitSignal(session.window.room(Searches).plan_search.counted):
        session.window.room(Searches).plan_search.box.put("通用机场")
    assert session.window.top.count.text() == "共 2 段 2 处"
    session.finish()
    assert any((tmp_path / "data" / "plans" / SLUG / "index").iterdir())
    assert not session._library.needs_index(SLUG)
    assert session.window.notice.sentence == ""
