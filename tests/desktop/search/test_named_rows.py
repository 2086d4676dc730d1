"""Above what was found: the township, the chapters, the projects and the notes that the words name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.records import Note, Place
from desktop.app.session import Session
from desktop.room import PAGE
from desktop.search.results_model import ResultLineRole
from desktop.tables.tables_controller import TablesController
from desktop.tables.township_view import TownshipView

SLUG = "shengzhou-145"


def _named(reader: Any) -> list[str]:
    """The lines above the first chapter."""
    model, found = reader.room.model, []
    for row in range(model.rowCount()):
        line = model.index(row, 0).data(ResultLineRole)
        if line.kind not in ("named", "to_notes"):
            break
        found.append(f"{line.text} {line.counts}")
    return found


def _search(reader: Any, words: str, first: str) -> None:
    reader.search(words)
    reader.qtbot.waitUntil(lambda: _named(reader)[:1] == [first])


def _click(reader: Any, row: int) -> None:
    view = reader.panel.list
    rect = view.visualRect(reader.room.model.index(row, 0))
    reader.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def test_a_township_leads_to_its_page(qtbot: QtBot, reader: Any) -> None:
    _search(reader, "三界镇", "三界镇 2项 · 5段")
    assert reader.window.top.count.text() == "共 2 段 2 处", "names are no hits"
    _click(reader, 0)
    tables = reader.window.room(TablesController).tables
    qtbot.waitUntil(lambda: tables.view(TownshipView).place == "三界镇")
    assert reader.window.front == "tables"
    assert tables.view(TownshipView).isVisible()
    qtbot.keyClick(reader.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert reader.window.front == PAGE


def test_a_chapter_leads_to_its_place(qtbot: QtBot, reader: Any) -> None:
    _search(reader, "现代交通", "打造现代交通网络！ 章节")
    _click(reader, 0)
    assert reader.sees(Place(SLUG, "8"))
    reader.window.commands["back"].trigger()
    assert not reader.sees(Place(SLUG, "8"))


def test_projects_lead_to_their_table_with_as_many_rows(qtbot: QtBot, reader: Any) -> None:
    _search(reader, "铁路", "规划项目 8项")
    _click(reader, 0)
    tables = reader.window.room(TablesController).tables
    page = tables.page("projects")
    qtbot.waitUntil(lambda: page.table is not None and not tables.busy and len(page.model.view.rows) == 8)
    assert page.filters.words.text() == "铁路"


def test_notes_lead_to_where_they_are_listed(qtbot: QtBot, reader: Any) -> None:
    reader.room.set_notes(lambda: (Note("1", SLUG, "8.1.p1", (), "", "杭绍台要再核"),))
    reader.search("杭绍台")
    qtbot.waitUntil(lambda: "我的批注 1 条" in _named(reader))
    _click(reader, _named(reader).index("我的批注 1 条"))
    assert reader.panel.list.currentIndex().data(ResultLineRole).kind == "note"


def test_a_chapter_that_is_searched_alone_and_expressions_name_nothing(qtbot: QtBot, reader: Any) -> None:
    reader.window.page.show_at_top(Place(SLUG, "8.1.p1"))
    _search(reader, "铁路", "规划项目 8项")
    reader.choose(reader.panel.options._reach, "本章")
    qtbot.waitUntil(lambda: _named(reader) == [])
    reader.choose(reader.panel.options._reach, "本规划")
    qtbot.waitUntil(lambda: _named(reader) != [])
    reader.window.commands["regex"].trigger()
    qtbot.waitUntil(lambda: _named(reader) == [])


def _kinds(reader: Any, most: int = 4) -> list[str]:
    model = reader.room.model
    return [model.index(row, 0).data(ResultLineRole).kind for row in range(min(most, model.rowCount()))]


def test_of_many_names_all_but_the_first_are_folded(qtbot: QtBot, reader: Any) -> None:
    reader.room.set_notes(lambda: (Note("1", SLUG, "8.1.p1", (), "", "三界镇要再核"),))
    reader.search("三界镇")
    qtbot.waitUntil(lambda: _kinds(reader, 3) == ["named", "more", "group"])
    assert reader.room.model.index(1, 0).data(ResultLineRole).text == "另 1 个名称、批注 1 条"
    _click(reader, 1)
    assert _kinds(reader) == ["named", "more", "named", "to_notes"]
    _click(reader, 1)
    assert _kinds(reader, 3) == ["named", "more", "group"]


def test_of_all_plans_each_name_says_its_plan_and_leads_into_it(
    qtbot: QtBot, open_reader: Callable[..., Session], two_plans: Path, reader_of: Callable[[Session], Any]
) -> None:
    reader = reader_of(open_reader(shipped=two_plans))
    reader.search("三界镇")
    reader.choose(reader.panel.options._reach, "全部规划")
    qtbot.waitUntil(lambda: _kinds(reader, 2) == ["named", "more"])
    _click(reader, 1)
    lines = [reader.room.model.index(row, 0).data(ResultLineRole) for row in range(6)]
    named = [line for line in lines if line.kind == "named" and line.named.table == "places"]
    assert [line.where[:4] for line in named] == ["《嵊州市", "《剡溪市"]
    _click(reader, lines.index(named[1]))
    qtbot.waitUntil(lambda: reader.window.slug == "yanxi" and reader.window.front == "tables")
    tables = reader.window.room(TablesController).tables
    qtbot.waitUntil(lambda: tables.view(TownshipView).place == "三界镇")
