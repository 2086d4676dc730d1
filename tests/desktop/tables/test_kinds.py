"""A kind of table is one file and one row: a made-up one gets its tab, its verb and its exports."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from db.records import Plan
from db.tables import kinds
from db.tables.kinds import KINDS, TableKind
from desktop.cli import run
from desktop.tables.tables_room import TablesRoom

Shower = Callable[[TablesRoom], None]
Chooser = Callable[[TablesRoom, Path], Path]
MODULE = '''
"""The chapters of the top level."""

from db.tables.facts import plan_column
from db.tables.maker import TableMaker
from db.tables.table import Column, RowTable


def _table(plans):
    rows = [(facts, chapter) for facts in plans for chapter in facts.plan.chapters if chapter.level == 1]
    columns = [
        Column("number", "编号", lambda row: row[1].key, groups=True),
        Column("title", "标题", lambda row: row[1].title, width=20, searched=True),
    ]
    return RowTable("chapters", "各章", columns, rows, lambda row: row[0].place(row[1].key))


MAKER = TableMaker(lambda plans, _: (_table(plans),))
'''


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TableKind:
    (tmp_path / "toy_chapters.py").write_text(MODULE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    kind = TableKind("chapters", "各章", "toy_chapters")
    monkeypatch.setattr(kinds, "KINDS", (*KINDS, kind))
    return kind


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.usefixtures("toy")
def test_a_new_kind_has_a_tab_and_its_export(
    qtbot: QtBot, pool: QThreadPool, plan: Plan, show_room: Shower, choose_file: Chooser, tmp_path: Path
) -> None:
    room = TablesRoom(pool)
    room.set_plans([plan])
    page = room.page("chapters")
    with qtbot.waitSignals([room.opened, page.summed]):
        show_room(room)
    room.show_tab("chapters")
    chapters = [chapter for chapter in plan.chapters if chapter.level == 1]
    assert page.isVisible()
    assert page.model.rowCount() == len(chapters)
    assert page.total.text() == f"共{len(chapters)}项。"
    assert room.state()["tab"] == "chapters"
    with qtbot.waitSignal(room.filed):
        page.export_as("csv")
        choose_file(room, tmp_path)
    rows = list(csv.reader((tmp_path / "嵊州市十四五规划-各章.csv").read_text("utf-8-sig").splitlines()))
    assert rows == [["编号", "标题"], *([chapter.key, chapter.title] for chapter in chapters)]


@pytest.mark.usefixtures("toy")
def test_a_new_kind_has_a_verb(capsys: pytest.CaptureFixture[str], plan: Plan, tmp_path: Path) -> None:
    chapters = [chapter for chapter in plan.chapters if chapter.level == 1]
    assert run(["chapters", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"key": chapter.key, "number": chapter.key, "title": chapter.title} for chapter in chapters
    ]
    assert run(["chapters"]) == 0
    assert f"共 {len(chapters)} 行" in capsys.readouterr().out
    assert run(["chapters", "--xlsx", str(tmp_path / "a.xlsx")]) == 0
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_each_kind_is_told_of_in_the_guide() -> None:
    guide = (Path(__file__).parents[3] / "resources" / "help" / "guide.html").read_text("utf-8")
    assert [kind.title for kind in KINDS if kind.title not in guide] == []
