"""Snippets, the walk from hit to hit, and the results as a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester

from db.records import Found, Hit, Place, Plan
from desktop.search.hit_walk import HitWalk
from desktop.search.results_model import CountRole, HitRole, PlaceRole, ResultsModel
from desktop.search.snippet import snippet


def _hit(plan: Plan, key: str, *spans: tuple[int, int]) -> Hit:
    passage = next(passage for passage in plan.passages if passage.key == key)
    return Hit(plan.info.slug, key, passage.kind, ("章", "节"), passage.text, spans)


@given(st.text("规划，。纲要😀", min_size=1, max_size=120), st.data())
def test_a_snippet_shows_its_first_hit_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(start + 12, len(text))))
    more = tuple((at, at + 1) for at in range(end + 1, len(text), 7))
    shown, spans = snippet(text, ((start, end), *more), 30)
    assert shown[slice(*spans[0])] == text[start:end]
    assert len(shown) <= 30 + 12 + 2
    assert shown.strip("…") in text
    assert all(shown[slice(*span)] in text for span in spans)
    assert all(0 <= left < right <= len(shown) for left, right in spans)


def test_a_snippet_begins_after_punctuation() -> None:
    text = "建成集约高效的网络。全面推进都市区交通建设，积极谋划通用机场项目。提升城乡公交运营布局，服务群众出行，方便生活。"
    start = text.index("通用机场")
    shown, ((left, right),) = snippet(text, ((start, start + 4),), 24)
    assert shown.startswith("…积极谋划通用机场")
    assert shown[left:right] == "通用机场"
    assert shown.endswith("…")


def test_the_walk_begins_where_the_reader_is_and_goes_round(plan: Plan) -> None:
    order = {passage.key: number for number, passage in enumerate(plan.passages)}
    slug = plan.info.slug
    hits = [_hit(plan, "8.1.p1", (3, 5), (9, 11)), _hit(plan, "2.p1", (0, 2))]
    walk = HitWalk(hits, order)
    assert [(place.key, place.span) for place in walk.places] == [("2.p1", (0, 2)), ("8.1.p1", (3, 5)), ("8.1.p1", (9, 11))]
    assert walk.current is None
    place = walk.step(1, Place(slug, "8.1.p1", (4, 4)))
    assert (place, walk.at) == (walk.places[2], 2)
    assert walk.step(1, None) == walk.places[0]
    assert walk.step(-1, None) == walk.places[2]
    assert HitWalk(hits, order).step(-1, Place(slug, "4.1")) == walk.places[0]
    assert HitWalk(hits, order).step(1, Place(slug, "9.5")) == walk.places[0]
    assert HitWalk((), order).step(1, None) is None
    assert walk.go(7) is None
    assert walk.find(walk.places[1]) == 1
    assert walk.places[1].quote == hits[0].text[3:5]


@pytest.fixture
def model(qapp: QObject, plan: Plan) -> ResultsModel:
    model = ResultsModel()
    model.set_plan(plan)
    return model


def test_results_are_grouped_by_chapter_in_the_plans_order(model: ResultsModel, plan: Plan) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    hits = (_hit(plan, "8.4.p1", (0, 2)), _hit(plan, "8.1.b1.i2", (0, 2), (5, 7)), _hit(plan, "4", (0, 2)))
    model.set_found(Found("规划", 3, 4, hits))
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    assert [(group.data(), group.data(CountRole)) for group in groups] == [("枢纽城市这么建！", 1), ("打造现代交通网络！", 3)]
    assert groups[1].data(Qt.ItemDataRole.AccessibleTextRole) == "打造现代交通网络！，3处"
    rows = [model.index(row, 0, groups[1]) for row in range(model.rowCount(groups[1]))]
    assert [row.data(HitRole).key for row in rows] == ["8.1.b1.i2", "8.4.p1"]
    assert rows[0].data(PlaceRole) == Place(plan.info.slug, "8.1.b1.i2", (0, 2))
    assert model.rowCount(rows[0]) == 0
    assert groups[0].data(PlaceRole) is None
    assert model.index_of("8.4.p1") == rows[1]
    assert model.index_of("nowhere") == QModelIndex()
    model.clear()
    assert model.rowCount() == 0
    assert tester.model() is model
