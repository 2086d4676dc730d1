"""The room's tabs: places, lost figures, findings, what is filled in by hand, and what is remembered."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from PySide6.QtCore import QModelIndex, Qt, QThreadPool, QUrl
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot

from db.export.tables.report import ReportBand
from db.records import Place, PlaceWord, Plan, Supplement
from db.tables.arrangement import TableQuery
from db.tables.gaps import GapRow
from db.tables.table import RowTable
from desktop.tables.boxes_view import BoxesView
from desktop.tables.checks_panel import ChecksPanel
from desktop.tables.findings_model import AgreesRole, FindingPlaceRole
from desktop.tables.rows_model import GroupRole
from desktop.tables.supplement_dialog import SupplementDialog
from desktop.tables.table_state import TableState, from_values
from desktop.tables.tables_room import TablesRoom, _Made
from desktop.tables.township_model import NameRole, TownshipsModel
from desktop.tables.township_view import TownshipView
from desktop.tables.township_word_dialog import TownshipWordDialog

Chooser = Callable[[TablesRoom, Path], Path]

Shower = Callable[[TablesRoom], None]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
SLUG = "shengzhou-145"


def _gap_row(room: TablesRoom, key: str) -> GapRow:
    return next(row for row in room.page("gaps").model.table.rows if row.key == key)


def test_the_rest_of_a_plan_that_was_left_is_not_worked_out(
    qtbot: QtBot, room: TablesRoom, plan: Plan
) -> None:
    room._show_first(_Made(room.facts, room._tables))  # its rows are on their way
    with qtbot.waitSignal(room.opened):
        room.set_plans([plan])
        room.page("projects").arranged.emit()  # late, while the other plan is opened
        assert not room._rest_later.isActive()
    qtbot.waitUntil(lambda: not room.busy)


def test_a_page_out_of_sight_is_set_when_it_is_seen(room: TablesRoom) -> None:
    # All that a large plan says of a place takes half a second to set.
    page = room.view(TownshipView).page
    assert page.toPlainText() == ""
    room.show_tab("places")
    assert room.view(TownshipView).place in page.toPlainText()


def test_a_township_is_found_by_pinyin_and_shown_on_one_page(qtbot: QtBot, room: TablesRoom) -> None:
    room.show_tab("places")
    qtbot.keyClicks(room.view(TownshipView).box, "ganlin")
    qtbot.keyClick(room.view(TownshipView).box, Qt.Key.Key_Return)
    assert room.view(TownshipView).place == "甘霖镇"
    text = room.view(TownshipView).page.toPlainText()
    assert "规划项目3项，明确提及两段，疑似相关4段。" in text
    for words in (
        "G〔缺〕嵊州甘霖至长乐段",
        "甘霖水库",
        "甘霖镇中心卫生院二期扩建",
        "甘霖冷链物流园",
        "明确提及（2）",
        "疑似相关（4）",
    ):
        assert words in text
    assert (
        text.index("明确提及（2）")
        < text.index("串联甘霖镇")
        < text.index("疑似相关（4）")
        < text.index("甘霖冷链物流园")
    )


def test_the_places_model_keeps_qts_rules(room: TablesRoom) -> None:
    model = TownshipsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_pages(room.view(TownshipView).model.pages)
    model.filter("huangze")
    assert [model.index(row, 0).data(NameRole) for row in range(model.rowCount())] == ["黄泽镇"]


def test_a_heading_on_the_page_leads_to_the_text(qtbot: QtBot, room: TablesRoom) -> None:
    room.show_place("甘霖镇")
    with qtbot.waitSignal(room.place_requested) as asked:
        room.view(TownshipView).page.anchorClicked.emit(QUrl(f"place:{SLUG}:{quote('8.1.p2')}:61:63"))
    assert asked.args is not None
    assert (asked.args[0].key, asked.args[0].span) == ("8.1.p2", (61, 63))


def test_every_link_of_every_page_leads_to_words_of_the_plan(room: TablesRoom) -> None:
    room.show_tab("places")
    links = 0
    for page in room.view(TownshipView).model.pages:
        room.view(TownshipView).choose(page.place)
        for key, start, end in re.findall(
            r'href="place:[^:"]+:([^:"]+):(\d+):(\d+)"', room.view(TownshipView).page.toHtml()
        ):
            assert room.facts[0].view.passages[key].text[int(start) : int(end)]
            links += 1
    assert links > 60


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_page_is_saved_as_word_excel_and_html(
    qtbot: QtBot, room: TablesRoom, choose_file: Chooser, tmp_path: Path
) -> None:
    room.show_place("甘霖镇")
    view = room.view(TownshipView)
    menu = QMenu()
    view.fill_export_menu(menu)
    acts = {action.text(): action for action in menu.actions()}
    assert "另存为PDF…" not in acts, "nobody has handed in how a PDF is written"
    for words in ("导出Word…", "导出Excel…", "导出网页…"):
        with qtbot.waitSignal(room.filed):
            acts[words].trigger()
            choose_file(room, tmp_path)
    html = (tmp_path / "嵊州市十四五规划-甘霖镇.html").read_text("utf-8")
    assert "<h1>甘霖镇</h1>" in html
    assert "place:" not in html
    document = docx.Document(str(tmp_path / "嵊州市十四五规划-甘霖镇.docx"))
    assert document.paragraphs[0].text == "甘霖镇"
    assert len(document.tables) == 3
    assert (tmp_path / "嵊州市十四五规划-甘霖镇.xlsx").is_file()
    with qtbot.waitSignal(room.failed) as said:
        acts["导出网页…"].trigger()
        choose_file(room, tmp_path / "none")
    assert said.args is not None
    assert said.args[0].endswith("没有写成：文件夹不存在。原有文件没有改动；请换一个位置。")


def test_findings_are_listed_with_their_places(qtbot: QtBot, room: TablesRoom) -> None:
    with qtbot.waitSignal(room.view(ChecksPanel).checked):
        room.show_tab("checks")
    model = room.view(ChecksPanel).model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tops = [model.index(row, 0) for row in range(model.rowCount())]
    assert [top.data(AgreesRole) for top in tops].count(False) == 1
    assert not tops[0].data(AgreesRole)
    assert "〔一致〕“9所中小学”与项目表一致（中学4所、小学5所）。" in [top.data() for top in tops]
    assert "〔无从核对〕分项合计154个（55＋42＋9＋8＋40），原总数缺失。" in [top.data() for top in tops]
    below = model.index(1, 0, tops[0])
    assert "浙东唐诗之路跨核心区水运工程" in below.data()
    room.view(ChecksPanel).list.setCurrentIndex(below)
    with qtbot.waitSignal(room.place_requested) as asked:
        qtbot.keyClick(room.view(ChecksPanel).list, Qt.Key.Key_Return)
    assert asked.args == [below.data(FindingPlaceRole)]
    assert model.parent(below) == tops[0]
    assert model.parent(tops[0]) == QModelIndex()


def test_lost_figures_and_the_missing_table_are_listed(room: TablesRoom) -> None:
    assert room.page("gaps").total.text().startswith("原文缺失30处，另缺表1张；")
    assert _gap_row(room, "1").gap is None


def _fill(dialog: SupplementDialog, value: str) -> None:
    (dialog.value if dialog.value.isVisibleTo(dialog) else dialog.grid).setFocus()
    dialog.value.setText(value)
    dialog.source.setText("纸质文本第30页")
    dialog.name.setText("张三")


def test_filling_in_needs_value_source_and_name(qtbot: QtBot, room: TablesRoom) -> None:
    dialog = SupplementDialog(_gap_row(room, "4.5.b1.i2"))
    qtbot.addWidget(dialog)
    save = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)  # type: ignore[union-attr]
    assert not save.isEnabled()
    qtbot.keyClicks(dialog.value, "320")
    assert not save.isEnabled()
    _fill(dialog, "320")
    assert save.isEnabled()
    entry = dialog.supplement()
    assert (entry.plan, entry.key, entry.cells, entry.unit) == (SLUG, "4.5.b1.i2", (("320",),), "亿元")
    assert (entry.source, entry.name, len(entry.date)) == ("纸质文本第30页", "张三", 10)
    assert "〔缺〕" in entry.quote


def test_a_missing_table_is_pasted(qtbot: QtBot, room: TablesRoom) -> None:
    dialog = SupplementDialog(_gap_row(room, "1"))
    qtbot.addWidget(dialog)
    dialog.grid.setPlainText("指标\t2025年\n常住人口城镇化率\t70%\n\n")
    dialog.source.setText("纸质文本第8页")
    dialog.name.setText("张三")
    assert dialog.supplement().cells == (("指标", "2025年"), ("常住人口城镇化率", "70%"))
    assert dialog.supplement().span is None
    # By hand, Tab leads on to the next field, and strokes part the columns.
    dialog.grid.setPlainText("指标 | 2025年\n\n人均预期寿命｜82.5")
    assert dialog.supplement().cells == (("指标", "2025年"), ("人均预期寿命", "82.5"))
    save = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)  # type: ignore[union-attr]
    assert save.isEnabled()
    dialog.grid.setPlainText("x\t" * 101)
    assert not save.isEnabled()


def _entry(row: GapRow, value: str = "320", id_: str = "1", name: str = "张三") -> Supplement:
    return Supplement(
        id_, SLUG, row.key, row.span, row.quote, ((value,),), "亿元", "纸质文本第30页", "2026-11-23", name
    )


def test_what_is_filled_in_is_shown_and_counted_when_asked_for(qtbot: QtBot, room: TablesRoom) -> None:
    room.set_own([], [])
    row = _gap_row(room, "4.5.b1.i2")
    entry = _entry(row)
    with qtbot.waitSignal(room.change_asked) as asked:
        room.entries.save_supplement(entry)
    assert asked.args == ["人工补录", None, entry]
    with qtbot.waitSignals([room.opened, room.page("projects").summed, room.page("gaps").summed]):
        room.set_own([entry], [])
    names = [column.name for column in room.page("projects").model.table.columns]
    cell = room.page("projects").model.index(0, names.index("investment"))
    assert cell.data() == "〔缺〕【补录：320】"
    assert "计入人工补录" not in room.page("projects").total.text()
    with qtbot.waitSignal(room.page("projects").summed):
        room.page("projects").count_filled.click()
    assert "计入人工补录1项320亿元后，3项合计约470亿元" in room.page("projects").total.text()
    assert _gap_row(room, "4.5.b1.i2").filled == entry
    with qtbot.assertNotEmitted(room.change_asked):
        room.entries.save_supplement(entry)
    with qtbot.waitSignals([room.opened, room.page("projects").summed, room.page("gaps").summed]):
        room.set_own([], [])
    assert _gap_row(room, "4.5.b1.i2").filled is None
    assert "计入人工补录" not in room.page("projects").total.text()


def test_two_people_who_read_the_paper_differently_are_both_shown(qtbot: QtBot, room: TablesRoom) -> None:
    row = _gap_row(room, "4.5.b1.i2")
    with qtbot.waitSignals([room.opened, room.page("gaps").summed]):
        room.set_own([_entry(row), replace(_entry(row, "350", "2", "李四"), date="2026-11-24")], [])
    shown = [column.name for column in room.page("gaps").model.table.columns].index("filled")
    line = room.page("gaps").model.line_of(
        list(room.page("gaps").model.table.rows).index(_gap_row(room, "4.5.b1.i2"))
    )
    assert line is not None
    assert room.page("gaps").model.index(line, shown).data() == (
        "【补录：350亿元】（纸质文本第30页，2026-11-24，李四）；【补录：320亿元】（纸质文本第30页，2026-11-23，张三）"
    )


def test_an_entry_whose_gap_is_gone_is_kept_in_sight(qtbot: QtBot, room: TablesRoom) -> None:
    lost = replace(_entry(_gap_row(room, "4.5.b1.i2")), quote="早先文本中的〔缺〕一处")
    with qtbot.waitSignals([room.opened, room.page("gaps").summed]):
        room.set_own([lost], [])
    row = room.page("gaps").model.table.rows[-1]
    assert (row.kind, row.quote, row.filled) == ("待重新定位", lost.quote, lost)
    with qtbot.waitSignal(room.change_asked) as asked:
        room.page("gaps").row_asked.emit("unfill", len(room.page("gaps").model.table) - 1)
    assert asked.args == ["删除补录", lost, None]


def test_nothing_can_be_filled_in_while_nobody_keeps_it(qtbot: QtBot, room: TablesRoom) -> None:
    room.page("projects").view.select_row(0)
    assert "人工补录…" not in [action.text() for action in room.page("projects").row_menu().actions()]
    room.set_own([], [])
    room.page("projects").view.select_row(0)
    assert "人工补录…" in [action.text() for action in room.page("projects").row_menu().actions()]


def test_the_reader_corrects_what_counts_as_a_place(qtbot: QtBot, room: TablesRoom) -> None:
    dialog = TownshipWordDialog(SLUG, ["黄泽镇"], "黄泽镇", "黄泽江")
    qtbot.addWidget(dialog)
    dialog.ways.buttons()[1].click()
    word = dialog.place_word()
    assert word == PlaceWord(SLUG, "黄泽镇", "黄泽江", "related")
    room.show_place("黄泽镇")
    with qtbot.waitSignal(room.change_asked) as asked:
        room.entries.save_place_word(word)
    assert asked.args == ["更正地名", None, word]
    with qtbot.waitSignal(room.opened):
        room.set_own([], [word])
    assert room.view(TownshipView).place == "黄泽镇"
    assert "黄泽江干流综合治理工程" in room.view(TownshipView).page.toPlainText()


def test_words_on_the_page_lead_to_their_row(qtbot: QtBot, room: TablesRoom) -> None:
    at = room.facts[0].view.passages["8.3.b1.i1"].text.index("甘霖") + 1
    place = Place(SLUG, "8.3.b1.i1", (at, at))
    assert room.has_row(place)
    assert not room.has_row(Place(SLUG, "8.1.p1", (3, 3)))
    room.show_tab("checks")
    with qtbot.waitSignal(room.page("projects").summed):
        room.page("projects").ask(TableQuery().choosing("field", "教育"))
    with qtbot.waitSignal(room.page("projects").summed):
        room.show_row(place)
    assert room.page("projects").isVisible()
    (row,) = room.page("projects").view.selected_rows()
    assert room.page("projects").model.table.text(row, "name") == "甘霖水库"


def test_the_boxes_are_chosen_from_a_menu(qtbot: QtBot, room: TablesRoom) -> None:
    room.show_tab("boxes")
    # Filled when it opens.
    assert room.view(BoxesView).which.menu().isEmpty()
    room.view(BoxesView).which.menu().aboutToShow.emit()
    assert len(room.view(BoxesView).which.menu().actions()) == 8
    with qtbot.waitSignal(room.page("boxes").arranged):
        room.view(BoxesView).which.menu().actions()[1].trigger()
    assert room.page("boxes").model.table.title == "嵊州先进制造业集群发展方向"
    assert room.page("boxes").model.rowCount() == 8


def test_of_very_many_boxes_each_menu_is_filled_when_it_opens(qtbot: QtBot, room: TablesRoom) -> None:
    view, facts = room.view(BoxesView), room.facts
    many = [
        RowTable(f"b{number}", f"甲&{number}", (), (), lambda _row: Place("", ""), SLUG)
        for number in range(1, 2341)
    ]
    view.set_tables(facts, many, {})
    menu = view.which.menu()
    assert not menu.findChildren(QMenu)
    menu.aboutToShow.emit()
    below = [action.menu() for action in menu.actions()]
    assert len(below) == 47
    assert all(isinstance(each, QMenu) and each.isEmpty() for each in below)
    assert menu.actions()[1].text() == "51–100　甲&&51"
    titles: list[str] = []
    for each in below:
        assert isinstance(each, QMenu)
        each.aboutToShow.emit()
        each.aboutToShow.emit()
        titles += [action.text() for action in each.actions()]
    assert titles == [f"甲&&{number}" for number in range(1, 2341)]
    assert isinstance(below[-1], QMenu)
    below[-1].actions()[-1].trigger()
    assert view.which.text() == "甲&2340 ▾"
    qtbot.waitUntil(lambda: not view.busy)


def test_another_room_can_ask_for_rows(qtbot: QtBot, room: TablesRoom) -> None:
    with qtbot.waitSignal(room.page("projects").summed):
        room.show_rows("projects", "field", "医疗")
    assert room.page("projects").model.rowCount() == 7


def test_how_the_room_was_left_is_found_again(
    qtbot: QtBot, room: TablesRoom, pool: QThreadPool, plan: Plan, show_room: Shower
) -> None:
    with qtbot.waitSignal(room.page("projects").summed):
        room.page("projects").ask(
            TableQuery(chosen=(("stage", ("谋划",)),), sort="name", descending=True, group="field")
        )
    room.page("projects").view.setColumnWidth(3, 345)
    room.show_tab("gaps")
    kept = json.loads(json.dumps(room.state(), ensure_ascii=False))
    again = TablesRoom(pool)
    again.set_state(kept)
    again.set_plans([plan])
    with qtbot.waitSignals([again.opened, again.page("projects").summed]):
        show_room(again)
    assert again.page("gaps").isVisible()
    assert again.page("projects").wanted == room.page("projects").wanted
    assert again.page("projects").chips.words == ["规划安排：谋划  ×"]
    again.show_tab("projects")
    assert (
        again.page("projects").view.columnWidth(4) == 345
        or again.page("projects").state.widths == room.page("projects").state.widths
    )


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {
            "chosen": [["field", [1, 2]], "x", [3]],
            "sort": 5,
            "group": [],
            "widths": {"a": -5, "b": True, 3: 4},
            "shown": "no",
        },
        {"order": ["name", 3], "bars": "yes", "widths": {"name": 10**9}},
    ],
)
def test_bad_settings_fall_back(bad: object) -> None:
    assert from_values(bad).as_values() == TableState().as_values()


def test_a_plan_without_tables_says_so(
    qtbot: QtBot, pool: QThreadPool, plan: Plan, show_room: Shower
) -> None:
    bare = replace(
        plan, passages=plan.passages[:3], projects=(), gaps=(), targets=(), chapters=plan.chapters[:1]
    )
    room = TablesRoom(pool)
    room.set_plans([bare])
    with qtbot.waitSignals([room.opened, room.page("projects").summed]):
        show_room(room)
    assert room.page("projects").empty.text() == "本规划没有可以列成“规划项目”的内容。"
    room.show_tab("places")
    assert room.view(TownshipView).empty.isVisible()


def test_the_page_of_a_township_is_handed_to_be_printed(qtbot: QtBot, room: TablesRoom) -> None:
    room.show_tab("places")
    room.show_place("甘霖镇")
    with qtbot.waitSignal(room.print_asked) as asked:
        qtbot.mouseClick(room.view(TownshipView).buttons["print"], Qt.MouseButton.LeftButton)
    assert asked.args is not None
    report = asked.args[0]
    assert (report.title, report.stem) == ("甘霖镇", "嵊州市十四五规划-甘霖镇")
    assert [(table.title, table.count) for table in report.tables] == [
        ("规划项目", 3),
        ("明确提及", 2),
        ("疑似相关", 4),
    ]


def test_what_is_printed_of_a_table_is_what_is_shown(qtbot: QtBot, room: TablesRoom) -> None:
    page = room.page("projects")
    with qtbot.waitSignal(page.summed):
        page.ask(TableQuery("水库", sort="name", descending=True, group="category"))
    with qtbot.waitSignal(room.print_asked) as asked:
        page.print_page()
    assert asked.args is not None
    report = asked.args[0]
    assert report.under == (
        "《嵊州市“十四五”规划（网络转载节选）》",
        "筛选：含“水库”；按类别分组；按项目名称降序排列",
    )
    (table,) = report.tables
    assert table.count == len(page.model.view.rows)
    heads = [row.words for row in table.rows() if isinstance(row, ReportBand)]
    assert heads == [
        str(page.model.index(line, 0).data())
        for line in range(page.model.rowCount())
        if page.model.index(line, 0).data(GroupRole) is not None
    ]
    assert table.total == page.total.text().removesuffix("。")


def test_what_is_handed_out_at_once_agrees_with_its_filters(qtbot: QtBot, room: TablesRoom) -> None:
    """Rows and sums of the question before would stand under the filters of the new one."""
    page = room.page("projects")
    with qtbot.waitSignal(page.summed):
        page.ask(TableQuery().choosing("field", "水利"))
        lines = page.lines()
        assert page.busy
        assert lines is not None
        assert lines.told == ["筛选：领域：水利"]
        assert len(lines.rows) == 20
        assert lines.totals[0] == "规划项目20项"


def test_checks_are_printed_in_the_order_of_the_list(qtbot: QtBot, room: TablesRoom) -> None:
    panel = room.view(ChecksPanel)
    with qtbot.waitSignal(panel.checked):
        room.show_tab("checks")
    with qtbot.waitSignal(room.print_asked) as asked:
        panel.print_page()
    assert asked.args is not None
    (table,) = asked.args[0].tables
    assert [column.title for column in table.columns] == ["序号", "结论", "类别", "说明", "出处"]
    assert next(iter(table.rows()))[1] == "待核对"


def test_filters_belong_to_their_plan(qtbot: QtBot, room: TablesRoom, plan: Plan) -> None:
    """They came along to the next plan, where they hid every row."""
    page = room.page("projects")
    with qtbot.waitSignal(page.summed):
        page.ask(TableQuery("水库", sort="name").choosing("field", "水利"))
    own = len(page.model.view.rows)
    other = replace(plan, info=replace(plan.info, slug="other"))
    with qtbot.waitSignals([room.opened, page.summed]):
        room.set_plans([other])
    assert page.wanted == TableQuery(sort="name"), "the order is the person's, whichever plan it is"
    assert len(page.model.view.rows) == len(plan.projects)
    with qtbot.waitSignal(page.summed):
        page.ask(page.wanted.choosing("field", "教育"))
    with qtbot.waitSignals([room.opened, page.summed]):
        room.set_plans([plan])
    assert (page.wanted.words, page.wanted.chosen) == ("水库", (("field", ("水利",)),))
    assert len(page.model.view.rows) == own
    assert page.filters.words.text() == "水库"
    kept = room.state()["tables"]["projects"]["filters"]
    assert kept == {"other": [["field", ["教育"]]], plan.info.slug: [["field", ["水利"]]]}
