"""The results as lines: groups, counts, folding, snippets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from db.records import Hit, Place
from db.search.query import SearchQuery, SearchReach, SearchResults
from desktop.search.results_model import HitRole, PlaceRole, ResultLine, ResultLineRole, ResultsModel
from desktop.search.results_view import ResultsView, high_height, low_height, snippet
from desktop.search.search_service import ResultGroup, ResultList

_TEXT = "建成集约高效的网络。全面推进都市区交通建设，积极谋划通用机场项目。提升城乡公交运营布局，服务群众出行，方便生活。"


def _hit(key: str, plan: str = "甲", text: str = _TEXT, *spans: tuple[int, int]) -> Hit:
    return Hit(plan, key, "paragraph", ("交通", "（一）公路"), text, spans or ((0, 2),))


def _group(title: str, *hits: Hit, how: str = "text") -> ResultGroup:
    count = sum(len(hit.spans) for hit in hits)
    return ResultGroup(hits[0].plan, title, "pinyin" if how == "pinyin" else "text", hits, len(hits), count)


def _answer(
    *groups: ResultGroup, reach: SearchReach = "plan", words: str = "建成", whole: bool = True
) -> ResultList:
    hits = tuple(hit for group in groups for hit in group.hits)
    more = 0 if whole else 1
    query = SearchQuery(words, "甲", reach)
    found = SearchResults(query, len(hits) + more, sum(len(hit.spans) for hit in hits), hits)
    titles = {"甲": "甲市规划", "乙": "乙市规划"}
    return ResultList(
        found,
        groups,
        titles,
        rows={("甲", "8.1.b1.i1"): ("公路一", "公路二")},
    )


def _lines(model: ResultsModel) -> list[ResultLine]:
    return [model.index(row, 0).data(ResultLineRole) for row in range(model.rowCount())]


def _told(model: ResultsModel) -> list[str]:
    return [line.hit.key if line.hit else f"{line.text} {line.counts}".strip() for line in _lines(model)]


@pytest.fixture
def model(qapp: QObject) -> ResultsModel:
    return ResultsModel()


def test_the_model_keeps_qts_rules_through_every_change(model: ResultsModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    heard = _group("水利", _hit("9.p1"), how="pinyin")
    model.set_answer(_answer(_group("交通", _hit("8.p1"), _hit("8.p2")), heard, reach="all"))
    for row in (4, 4, 1, 1):
        model.toggle(row)
    model.set_answer(_answer(heard))
    model.clear()
    assert model.rowCount() == 0
    assert tester.model() is model


def test_chapters_stand_above_their_passages_with_exact_counts(model: ResultsModel) -> None:
    model.set_answer(
        _answer(
            _group("枢纽", _hit("4.p1", "甲", _TEXT, (0, 2), (5, 7))),
            _group("交通", _hit("8.p1"), _hit("8.p2")),
        )
    )
    assert _told(model) == ["枢纽 1 段 2 处", "4.p1", "交通 2 段 2 处", "8.p1", "8.p2"]
    row = model.index(1, 0)
    assert row.data(HitRole).key == "4.p1"
    assert row.data(PlaceRole) == Place("甲", "4.p1", (0, 2))
    assert model.index(0, 0).data(PlaceRole) is None
    assert model.reveal(Place("甲", "8.p2")) == model.index(4, 0)
    assert model.reveal(Place("甲", "none")) == QModelIndex()


def test_every_result_says_plan_chapter_and_kind(model: ResultsModel) -> None:
    model.set_answer(_answer(_group("交通", _hit("8.p1"))))
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "《甲市规划》，交通 › （一）公路，正文"
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"《甲市规划》，交通 › （一）公路，正文：{_TEXT}，1处"
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "交通，1 段 1 处"


def test_a_hit_in_a_project_list_names_its_rows(model: ResultsModel) -> None:
    model.set_answer(_answer(_group("交通", _hit("8.1.b1.i1"))))
    assert _lines(model)[1].rows == ("公路一", "公路二")
    assert "项目：公路一，项目：公路二" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_what_only_sounds_so_is_folded_below_and_says_so(model: ResultsModel) -> None:
    answer = _answer(
        _group("交通", _hit("8.p1")),
        _group("水利", _hit("9.p1"), how="pinyin"),
        _group("能源", _hit("9.p2"), how="pinyin"),
    )
    model.set_answer(answer)
    assert _told(model) == ["交通 1 段 1 处", "8.p1", "拼音匹配 2 段 2 处"]
    assert model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "拼音匹配，2 段 2 处，已折叠"
    model.toggle(2)
    assert _told(model)[2:] == ["拼音匹配 2 段 2 处", "水利 1 段 1 处", "9.p1", "能源 1 段 1 处", "9.p2"]
    model.set_answer(answer)
    assert len(_told(model)) == 7, "the rest of an answer leaves what the reader opened"
    model.toggle(2)
    assert model.reveal(Place("甲", "9.p2")).row() == 6, "who goes there sees it"


def test_where_nothing_is_written_so_what_sounds_so_is_in_sight(model: ResultsModel) -> None:
    model.set_answer(_answer(_group("水利", _hit("9.p1"), how="pinyin")))
    assert _told(model) == ["拼音匹配 1 段 1 处", "水利 1 段 1 处", "9.p1"]
    assert _lines(model)[0].folded is None


def test_several_plans_are_named(model: ResultsModel) -> None:
    model.set_answer(
        _answer(
            _group("交通", _hit("8.p1")),
            _group("水利", _hit("9.p1")),
            _group("交通", _hit("8.p1", "乙")),
            reach="all",
        )
    )
    assert _told(model) == [
        "甲市规划",
        "交通 1 段 1 处",
        "8.p1",
        "水利 1 段 1 处",
        "9.p1",
        "乙市规划",
        "交通 1 段 1 处",
        "8.p1",
    ]
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags


def test_counts_that_are_not_known_yet_are_not_shown(model: ResultsModel) -> None:
    group = ResultGroup("甲", "交通", "text", (_hit("8.p1"),), None, None)
    model.set_answer(_answer(group, whole=False))
    assert _told(model) == ["交通", "8.p1"]


def test_keys_fold_open_and_choose(qtbot: QtBot, model: ResultsModel) -> None:
    view = ResultsView(model)
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    model.set_answer(_answer(_group("枢纽", _hit("4.p1"), _hit("4.p2")), _group("交通", _hit("8.p1"))))
    heights = [view.rowHeight(row) for row in range(5)]
    assert heights == [
        low_height(view.font()),
        high_height(view.font()),
        high_height(view.font()),
        heights[0],
        heights[1],
    ]
    view.setCurrentIndex(model.index(2, 0))
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert _told(model) == ["枢纽 2 段 2 处", "交通 1 段 1 处", "8.p1"]
    assert [view.rowHeight(row) for row in range(3)] == [heights[0], heights[0], heights[1]]
    assert view.currentIndex().row() == 0
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert len(_told(model)) == 5
    assert [view.rowHeight(row) for row in range(5)] == heights
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [model.index(1, 0)]


def test_every_answer_gives_the_rows_their_heights(qtbot: QtBot, model: ResultsModel) -> None:
    view = ResultsView(model)
    qtbot.addWidget(view)
    low, high = low_height(view.font()), high_height(view.font())
    hits = [_hit(f"8.p{number}") for number in range(6)]
    for cut in (1, 3, 2, 5):
        model.set_answer(_answer(_group("甲", *hits[:cut]), _group("乙", *hits[cut:])))
        heights = [view.rowHeight(row) for row in range(model.rowCount())]
        assert heights == [low, *[high] * cut, low, *[high] * (6 - cut)]


@given(st.text("规划，。纲要😀", min_size=1, max_size=160), st.integers(12, 60), st.data())
def test_a_snippet_marks_every_hit_that_it_shows(text: str, room: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(start + 12, len(text))))
    more = tuple((at, at + 1) for at in range(end + 1, len(text), 7))
    shown, spans = snippet(text, [(start, end), *more], room)
    assert shown[slice(*spans[0])] == text[start:end]
    assert len(shown) <= max(room, 12) + 12 + 2
    assert all(0 <= left < right <= len(shown) for left, right in spans)
    assert [shown[slice(*span)] for span in spans[1:-1]] == [
        text[slice(*span)] for span in more[: max(len(spans) - 2, 0)]
    ]
    for piece in shown.split("…"):
        assert piece in text


def test_a_snippet_begins_and_ends_at_punctuation() -> None:
    start = _TEXT.index("通用机场")
    shown, ((left, right),) = snippet(_TEXT, [(start, start + 4)], 24)
    assert shown.startswith("…积极谋划通用机场")
    assert shown[left:right] == "通用机场"
    assert shown.rstrip("…")[-1] in "，。"


def test_in_a_low_window_most_of_the_height_is_the_results(qtbot: QtBot, reader: Any) -> None:
    # A screen of 768 lines, less what the frame of the window and a bar of tasks take.
    reader.window.resize(1366, 700)
    reader.search("建设")
    docks = reader.window.docks
    qtbot.waitUntil(lambda: docks["results"].height() > 2 * docks["outline"].height())
