"""A table of the plan's own (主要指标), set as one."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextCursor, QTextTable

from db.records import Cell, Chapter, Origin, Passage, Plan, PlanInfo, Table
from desktop.look.theme import LIGHT
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_style import PageStyle

Typesetting = Callable[[Plan, PageStyle], LoadedRange]

_ROWS = (
    "类别　指标　2025年　属性",
    "经济发展　地区生产总值年均增长（%）　6.5　预期性",
    "城镇化率（%）　>70　约束性",
    "注：以统计部门为准。",
)
_CELLS = (
    (0, 0, 1, "类别"), (0, 1, 1, "指标"), (0, 2, 1, "2025年"), (0, 3, 1, "属性"),
    (1, 0, 2, "经济发展"), (1, 1, 1, "地区生产总值年均增长（%）"), (1, 2, 1, "6.5"), (1, 3, 1, "预期性"),
    (2, 1, 1, "城镇化率（%）"), (2, 2, 1, ">70"), (2, 3, 1, "约束性"),
)  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    def passage(key: str, kind: str, text: str, box: str | None) -> Passage:
        return Passage(key, kind, text, "1", box, origins=(Origin(0, 1, 0, len(text)),))  # type: ignore[arg-type]

    items = [passage(f"1.t1.i{at}", "box_item", text, "1.t1") for at, text in enumerate(_ROWS, 1)]
    cells = []
    for row, column, down, text in _CELLS:
        start = _ROWS[row].index(text)
        cells.append(Cell(row, column, down, 1, text, f"1.t1.i{row + 1}", (start, start + len(text))))
    table = Table("1.t1", "1.t1", "主要指标", 4, 1, tuple(cells), indicators=True)
    passages = (
        passage("1", "heading", "一、目标", None),
        passage("1.t1", "box_title", "主要指标", "1.t1"),
        *items,
    )
    info = PlanInfo("表", "表", "", "", "")
    return Plan(info, (Chapter("1", 1, "一、", "目标", None),), passages, (), (), (), tables=(table,))


def _table(page: LoadedRange) -> QTextTable:
    (table,) = [frame for frame in page.document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    return table


def _complete(page: LoadedRange, plan: Plan) -> bool:
    shown = {passage.key: "" for passage in plan.passages}
    for run in page.map.runs(0, page.document.characterCount()):
        shown[run.key] += run.text
    return shown == {passage.key: passage.text for passage in plan.passages}


def test_rows_and_columns_are_the_plans_own(qapp: QObject, plan: Plan, typeset: Typesetting) -> None:
    page = typeset(plan, PageStyle.screen(LIGHT))
    assert _complete(page, plan)
    table = _table(page)
    merged = table.cellAt(page.map.position("1.t1.i2"))
    assert merged.rowSpan() == 2
    figure = table.cellAt(page.map.position("1.t1.i3", _ROWS[2].index(">70")))
    assert (figure.row() - merged.row(), figure.column() - merged.column()) == (1, 2)
    block = figure.firstCursorPosition().block()
    assert block.text() == ">70　"
    assert block.blockFormat().alignment() == Qt.AlignmentFlag.AlignRight
    note = table.cellAt(page.map.position("1.t1.i4"))
    assert note.columnSpan() == 4


def test_in_a_narrow_window_the_rows_are_paragraphs(qapp: QObject, plan: Plan, typeset: Typesetting) -> None:
    page = typeset(plan, PageStyle.screen(LIGHT, 250).fitted(400))
    assert _complete(page, plan)
    assert _table(page).columns() == 2


def test_six_columns_stand_beside_one_another_where_there_is_room_for_them(
    qapp: QObject, plan: Plan, typeset: Typesetting
) -> None:
    """A short column beside long ones got less than two characters, and all rows became run-on words."""
    words = (
        "号",
        "云溪大桥及两岸连接线一期新建工程",
        "新建双向六车道大桥一座及连接线",
        "亿",
        "年",
        "县交通运输局",
    )
    text = "　".join(words)
    spans = [(text.index(word), text.index(word) + len(word)) for word in words]
    cells = tuple(Cell(0, at, 1, 1, word, "1.t1.i1", spans[at]) for at, word in enumerate(words))
    item = replace(plan.passages[2], text=text, origins=(Origin(0, 1, 0, len(text)),))
    table = Table("1.t1", "1.t1", "表", 6, 0, cells)
    six = replace(plan, passages=(*plan.passages[:2], item), tables=(table,))
    page = typeset(six, PageStyle.screen(LIGHT).fitted(520))
    assert _complete(page, six)
    assert _table(page).columns() == 7


def test_a_title_of_the_readers_own_is_quieter(qapp: QObject, plan: Plan, typeset: Typesetting) -> None:
    own = tuple(
        replace(passage, origins=()) if passage.kind == "box_title" else passage for passage in plan.passages
    )
    weights = []
    for passages in (plan.passages, own):
        page = typeset(replace(plan, passages=passages), PageStyle.screen(LIGHT))
        cursor = QTextCursor(page.document)
        cursor.setPosition(page.map.position("1.t1", 1))
        weights.append(cursor.charFormat().fontWeight())
    assert weights == [700, 400]
