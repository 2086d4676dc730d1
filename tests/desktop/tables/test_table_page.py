"""The table of projects, used as a reader uses it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from db.export.form import named
from db.export.tables.forms import FORMS
from db.records import Place
from db.tables.arrangement import TableQuery, View
from desktop.tables.rows_model import FoldedRole, GroupRole, MarkRole, RowsModel
from desktop.tables.table_page import TablePage
from desktop.tables.tables_room import TablesRoom
from desktop.widgets.export_bar import given
from tests.desktop.keyboard import commit

Chooser = Callable[[TablesRoom, Path], Path]


@pytest.fixture
def page(room: TablesRoom) -> TablePage:
    return room.page("projects")


def _column(page: TablePage, name: str) -> int:
    assert page.table is not None
    return [column.name for column in page.table.columns].index(name)


def _words(page: TablePage, name: str) -> list[str]:
    """What stands in a column, from top to bottom; heads of groups left out."""
    at = _column(page, name)
    indexes = [page.model.index(line, at) for line in range(page.model.rowCount())]
    return [str(index.data() or "") for index in indexes if index.data(GroupRole) is None]


def _arranged(qtbot: QtBot, page: TablePage, do: Callable[[], object]) -> None:
    with qtbot.waitSignal(page.summed):
        do()


def _type(qtbot: QtBot, page: TablePage, words: str) -> None:
    """Latin letters by key, Chinese as an input method commits it."""
    box = page.filters.words
    box.setFocus()
    if words.isascii():
        qtbot.keyClicks(box, words)
    else:
        commit(words, box)


def _pick(page: TablePage, column: str, value: str) -> None:
    """Choose a value from a column's menu."""
    button = page.filters.choice(column)
    assert button is not None
    button.menu().aboutToShow.emit()
    next(action for action in button.menu().actions() if action.text().startswith(f"{value}（")).trigger()


def _click_head(qtbot: QtBot, page: TablePage, name: str) -> None:
    header = page.view.horizontalHeader()
    at = _column(page, name)
    point = QPoint(header.sectionViewportPosition(at) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_the_model_keeps_qts_rules(page: TablePage) -> None:
    model = RowsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.table is not None
    model.set_table(page.table, View((2, 1)))
    model.set_table(page.table, page.model.view)
    model.set_table(page.table, View(()))
    assert model.rowCount() == 0


def test_all_rows_are_there_with_their_totals(page: TablePage) -> None:
    assert page.model.rowCount() == 77
    assert page.total.text() == (
        "规划项目72项，分类合计5行；列明数量的5项合计24所，另67项未列数量；"
        "分项合计154个，原总数缺失；投资：已知两项合计约150亿元，另3项原文缺失。"
    )


@pytest.mark.parametrize(("typed", "first"), [("通用机场", "嵊州通用机场项目"), ("tyjc", "嵊州通用机场项目")])
def test_typing_filters_the_rows(qtbot: QtBot, page: TablePage, typed: str, first: str) -> None:
    _arranged(qtbot, page, lambda: _type(qtbot, page, typed))
    assert _words(page, "name") == [first]
    assert page.chips.words == [f"含“{typed}”  ×"]


def test_nothing_is_filtered_while_the_input_method_composes(qtbot: QtBot, page: TablePage) -> None:
    box = page.filters.words
    box.setFocus()
    with qtbot.assertNotEmitted(page.filters.changed, wait=250):
        QApplication.sendEvent(box, QInputMethodEvent("shui'ku", []))
    _arranged(qtbot, page, lambda: _type(qtbot, page, "水库"))
    assert "三溪水库" in _words(page, "name")


def test_an_answer_does_not_write_over_what_was_typed_since(qtbot: QtBot, page: TablePage) -> None:
    with qtbot.waitSignal(page.filters.changed):
        _type(qtbot, page, "ty")
    _type(qtbot, page, "jc")  # the answer to ty is still on its way
    with qtbot.waitSignal(page.arranged):
        pass
    assert page.filters.words.text() == "tyjc"
    qtbot.waitUntil(lambda: _words(page, "name") == ["嵊州通用机场项目"])
    _arranged(qtbot, page, lambda: qtbot.keyClick(page.filters.words, Qt.Key.Key_Escape))
    assert page.filters.words.text() == ""
    assert page.model.rowCount() == 77


def test_choosing_values_and_taking_chips_off(qtbot: QtBot, page: TablePage) -> None:
    _arranged(qtbot, page, lambda: _pick(page, "field", "水利"))
    _arranged(qtbot, page, lambda: _pick(page, "field", "综合交通"))
    _arranged(qtbot, page, lambda: _pick(page, "stage", "谋划"))
    assert len(_words(page, "name")) == 5
    assert page.chips.words == ["领域：水利  ×", "领域：综合交通  ×", "规划安排：谋划  ×", "全部取消"]
    chip = next(button for button in page.chips.findChildren(QPushButton) if button.isVisible())
    _arranged(qtbot, page, lambda: qtbot.mouseClick(chip, Qt.MouseButton.LeftButton))
    assert _words(page, "name") == ["嵊州通用机场项目"]
    everything = next(
        button
        for button in page.chips.findChildren(QPushButton)
        if button.text() == "全部取消" and button.isVisible()
    )
    _arranged(qtbot, page, lambda: qtbot.mouseClick(everything, Qt.MouseButton.LeftButton))
    assert page.model.rowCount() == 77
    assert page.chips.isHidden()


def test_a_menu_counts_what_the_other_filters_leave(qtbot: QtBot, page: TablePage) -> None:
    _arranged(qtbot, page, lambda: _pick(page, "stage", "谋划"))
    button = page.filters.choice("field")
    assert button is not None
    button.menu().aboutToShow.emit()
    assert [action.text() for action in button.menu().actions()] == ["综合交通（1）", "水利（4）"]


def test_a_click_on_a_head_sorts_and_nothing_stays_last(qtbot: QtBot, page: TablePage) -> None:
    _arranged(qtbot, page, lambda: _click_head(qtbot, page, "quantity"))
    assert _words(page, "quantity")[:11] == ["3", "3", "4", "5", "8", "9", "9", "40", "42", "55", ""]
    _arranged(qtbot, page, lambda: _click_head(qtbot, page, "quantity"))
    assert _words(page, "quantity")[:11] == ["55", "42", "40", "9", "9", "8", "5", "4", "3", "3", ""]
    _arranged(qtbot, page, lambda: _click_head(qtbot, page, "quantity"))
    assert page.wanted.sort is None
    assert _words(page, "category")[0] == "现代产业类"


def test_groups_have_counts_and_totals_and_can_be_folded(qtbot: QtBot, page: TablePage) -> None:
    page.filters.group.menu().aboutToShow.emit()
    action = next(action for action in page.filters.group.menu().actions() if action.text() == "类别")
    _arranged(qtbot, page, action.trigger)
    heads = [page.model.index(line, 0) for line in range(page.model.rowCount())]
    heads = [head for head in heads if head.data(GroupRole) is not None]
    shown = [head.data() for head in heads]
    assert shown[:2] == [
        "现代产业类（1）　分项合计55个；投资：1项原文缺失",
        "基础设施类（1）　分项合计42个；投资：1项原文缺失",
    ]
    assert "幼儿园（9）　列明数量的5项合计24所，另4项未列数量" in shown
    lines = page.model.rowCount()
    line = next(head.row() for head in heads if head.data(GroupRole) == "铁路")
    page.view.setCurrentIndex(page.model.index(line, 0))
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.model.rowCount() == lines - 6
    assert page.model.index(line, 0).data(FoldedRole)
    qtbot.waitUntil(lambda: not page.view.fitting)
    page.view.scrollTo(page.model.index(line, 0))
    point = page.view.visualRect(page.model.index(line, _column(page, "name"))).center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert page.model.rowCount() == lines


def test_a_row_leads_to_its_words(qtbot: QtBot, page: TablePage) -> None:
    _arranged(qtbot, page, lambda: _type(qtbot, page, "甘霖水库"))
    index = page.model.index(0, _column(page, "name"))
    point = page.view.visualRect(index).center()
    wanted = Place("shengzhou-145", "8.3.b1.i1", (43, 47), "甘霖水库")
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    with qtbot.waitSignal(page.place_requested) as asked:
        qtbot.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert asked.args is not None
    assert (asked.args[0].key, asked.args[0].quote) == (wanted.key, wanted.quote)
    with qtbot.waitSignal(page.place_requested):
        qtbot.keyClick(page.view, Qt.Key.Key_Return)


def test_columns_are_hidden_moved_and_brought_back(qtbot: QtBot, page: TablePage) -> None:
    header = page.view.horizontalHeader()
    header.moveSection(header.visualIndex(_column(page, "name")), 2)
    page.view.setColumnWidth(_column(page, "name"), 333)
    menu = page.row_menu()
    page.view.fill_columns_menu(menu)
    next(action for action in menu.actions() if action.text() == "备注").trigger()
    assert page.view.shown_columns()[:3] == ("field", "name", "category")
    assert "remark" not in page.view.shown_columns()
    assert page.state.widths == {"name": 333}
    assert page.lines().header()[:3] == ["领域", "项目名称", "类别"]  # type: ignore[union-attr]
    page.view.fill_columns_menu(menu)
    next(action for action in menu.actions() if action.text() == "恢复默认的列").trigger()
    assert page.view.shown_columns() == (
        *("field", "category", "stage", "name", "quantity", "unit", "investment", "place", "remark"),
    )


def test_bars_count_and_filter(qtbot: QtBot, page: TablePage) -> None:
    chart = page.charts["field"]
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("综合交通", 25),
        ("水利", 20),
        ("教育", 20),
        ("医疗", 7),
        ("重大建设项目", 5),
    ]
    chart.resize(260, 200)
    point = chart.bar_rect(1).center()
    _arranged(qtbot, page, lambda: qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=point))
    assert page.chips.words == ["领域：水利  ×"]
    assert [(bar.label, bar.value) for bar in page.charts["stage"].bars] == [("重点建设", 16), ("谋划", 4)]
    assert len(chart.bars) == 5


def test_copying_gives_words_and_a_table(qtbot: QtBot, page: TablePage) -> None:
    _arranged(qtbot, page, lambda: _type(qtbot, page, "甘霖"))
    assert page.copy_chosen() == "没有选中行，已复制全部3行。"
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().splitlines()
    assert lines[0].split("\t")[:4] == ["领域", "类别", "规划安排", "项目名称"]
    assert len(lines) == 4
    assert data.html().count("<tr>") == 4
    page.view.select_row(page.model.view.rows[1])
    assert page.copy_chosen() == "已复制1行。"
    assert QGuiApplication.clipboard().mimeData().text().splitlines()[1:] == [
        "水利\t一湖二库一电站\t谋划\t甘霖水库\t\t\t\t甘霖镇（疑似）\t"
    ]


def test_lost_figures_are_marked_and_explained_to_those_who_cannot_see(page: TablePage) -> None:
    cell = page.model.index(0, _column(page, "investment"))
    assert (cell.data(), cell.data(MarkRole)) == ("〔缺〕", "lost")
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "投资（亿元）：〔缺〕"


def test_an_empty_answer_says_what_to_do(qtbot: QtBot, page: TablePage) -> None:
    _arranged(qtbot, page, lambda: page.ask(TableQuery(words="没有这样的项目")))
    assert page.empty.isVisible()
    assert page.empty.text() == "共77行，都被筛选条件隐藏了（含“没有这样的项目”）。"
    _arranged(qtbot, page, page.clear.click)
    assert not page.empty.isVisible()
    assert len(page.model.view.rows) == 77


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_export_writes_what_is_shown(
    qtbot: QtBot, room: TablesRoom, page: TablePage, choose_file: Chooser, tmp_path: Path
) -> None:
    offered: list[str] = []
    _arranged(qtbot, page, lambda: page.ask(TableQuery().choosing("field", "水利")))
    for kind in ("csv", "xlsx"):
        with qtbot.waitSignal(room.filed) as said:
            page.export_as(kind)
            offered.append(choose_file(room, tmp_path).name)
        assert said.args is not None
        assert said.args[0].startswith("已导出20行")
    assert offered == ["嵊州市十四五规划-规划项目.csv", "嵊州市十四五规划-规划项目.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(offered)
    assert len((tmp_path / offered[0]).read_text("utf-8-sig").splitlines()) == 21
    assert not room.export.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_name_without_its_ending_overwrites_no_other_file(
    qtbot: QtBot, room: TablesRoom, page: TablePage, choose_file: Chooser, tmp_path: Path
) -> None:
    (tmp_path / "项目2.xlsx").write_text("another", "utf-8")
    (tmp_path / "项目2.0.xlsx").write_text("mine", "utf-8")
    with qtbot.waitSignal(room.failed) as said:
        page.export_as("xlsx")
        choose_file(room, tmp_path / "项目2.0")
    assert said.args is not None
    assert "没有覆盖" in said.args[0]
    assert (tmp_path / "项目2.xlsx").read_text("utf-8") == "another"
    assert (tmp_path / "项目2.0.xlsx").read_text("utf-8") == "mine"


def test_a_cancelled_export_leaves_nothing(
    qtbot: QtBot, room: TablesRoom, page: TablePage, tmp_path: Path
) -> None:
    lines = page.lines()
    assert lines is not None
    long = replace(lines, rows=list(lines.rows) * 400, plans=room.export.plans)
    room.export.start(named(FORMS, "xlsx"), given(long), tmp_path / "a.xlsx")
    assert room.export.isVisible()
    with qtbot.waitSignal(room.said) as said:
        qtbot.mouseClick(room.export.stop, Qt.MouseButton.LeftButton)
    assert said.args == ["已取消导出，没有写入文件。"]
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [], timeout=20_000)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_failed_export_is_one_sentence(
    qtbot: QtBot, room: TablesRoom, page: TablePage, choose_file: Chooser, tmp_path: Path
) -> None:
    with qtbot.waitSignal(room.failed) as said:
        page.export_as("csv")
        choose_file(room, tmp_path / "none")
    assert said.args is not None
    assert said.args[0].endswith("没有写成：文件夹不存在。原有文件没有改动；请换一个位置。")


def test_arrow_keys_move_row_by_row(qtbot: QtBot, page: TablePage) -> None:
    page.view.setFocus()
    page.view.select_row(0)
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.view.selected_rows() == [1]
    assert page.view.currentIndex() != QModelIndex()
