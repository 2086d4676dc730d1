"""The outline as a model."""

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester

from db.records import Chapter, Passage, Plan, PlanInfo
from desktop.reading.outline_model import HitsRole, KeyRole, KindRole, OutlineModel, OwnRole


@pytest.fixture
def model(qapp: QObject, plan: Plan) -> OutlineModel:
    model = OutlineModel()
    model.set_plan(plan)
    return model


def _rows(model: OutlineModel, parent: QModelIndex | None = None) -> list[QModelIndex]:
    parent = parent or QModelIndex()
    return [model.index(row, 0, parent) for row in range(model.rowCount(parent))]


def test_the_model_keeps_qts_rules_through_every_change(qapp: QObject, plan: Plan) -> None:
    model = OutlineModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_plan(plan)
    model.set_hits({"8": 2, "8.1": 2})
    model.set_hits({})
    model.set_plan(Plan(PlanInfo("空", "空", "", "", ""), (), (), (), (), ()))
    assert model.rowCount() == 0
    assert tester.model() is model


def test_chapters_sections_and_boxes_stand_in_their_places(model: OutlineModel, plan: Plan) -> None:
    top = _rows(model)
    assert [index.data(KeyRole) for index in top] == list("0123456789")
    assert [len([i for i in _rows(model, index) if i.data(KindRole) == "chapter"]) for index in top] == [
        0,
        0,
        0,
        0,
        5,
        4,
        2,
        4,
        4,
        5,
    ]
    section = model.index_of("8.1")
    assert section.data() == "（一）完善便捷高效的综合交通体系"
    (box,) = _rows(model, section)
    assert (box.data(KeyRole), box.data(KindRole)) == ("8.1.b1", "box")
    assert top[0].data(OwnRole) is True
    assert top[2].data(OwnRole) is False


def test_every_passage_leads_to_what_it_stands_in(model: OutlineModel, plan: Plan) -> None:
    for passage in plan.passages:
        assert model.index_of(passage.key).data(KeyRole) == (passage.box or passage.chapter)
    assert not model.index_of("nowhere").isValid()
    assert model.titles("8.1.b1.i2") == [
        "打造现代交通网络！",
        "（一）完善便捷高效的综合交通体系",
        "嵊州“十四五”时期综合交通重大项目",
    ]
    assert model.titles("nowhere") == []


def test_hits_stand_beside_what_holds_them(model: OutlineModel) -> None:
    model.set_hits({"8": 6, "8.1": 5, "8.1.b1": 3, "8.4": 1, "gone": 5})
    assert {key: model.index_of(key).data(HitsRole) for key in ("8", "8.1", "8.1.b1", "8.4", "8.2", "9")} == {
        "8": 6, "8.1": 5, "8.1.b1": 3, "8.4": 1, "8.2": 0, "9": 0,
    }  # fmt: skip
    assert model.index_of("8").data(Qt.ItemDataRole.AccessibleTextRole) == "打造现代交通网络！，6处"
    assert model.has_hits
    model.set_hits({})
    assert model.index_of("8").data(HitsRole) == 0
    assert model.index_of("8").data(Qt.ItemDataRole.AccessibleTextRole) == "打造现代交通网络！"
    assert not model.has_hits


def test_headings_beside(model: OutlineModel) -> None:
    assert model.heading_beside("8.1.b1.i2", 1) == "8.2"
    assert model.heading_beside("8.1.b1.i2", -1) == "8"
    assert model.heading_beside("0", -1) is None
    assert model.heading_beside("9.5.p3", 1) is None
    assert model.heading_beside("nowhere", 1) == "0"


def test_a_plan_of_three_levels(qapp: QObject) -> None:
    chapters = (
        Chapter("1", 1, "第一篇", "甲", None), Chapter("1.1", 2, "第一章", "乙", "1"), Chapter("1.1.1", 3, "第一节", "丙", "1.1")
    )  # fmt: skip
    passages = tuple(Passage(chapter.key, "heading", chapter.heading, chapter.key) for chapter in chapters)
    model = OutlineModel()
    model.set_plan(Plan(PlanInfo("三", "三", "", "", ""), chapters, passages, (), (), ()))
    assert model.titles("1.1.1") == ["第一篇甲", "第一章乙", "第一节丙"]
    assert model.index_of("1.1.1").parent().parent().data(KeyRole) == "1"
