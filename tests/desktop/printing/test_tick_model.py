"""The tree with tick boxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from db.records import Plan
from desktop.printing.job import chosen
from desktop.printing.tick_model import TickKeyRole, TickModel

_CHECK = Qt.ItemDataRole.CheckStateRole
ON, PART, OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


@pytest.fixture
def model(qapp: QApplication, plan: Plan) -> TickModel:
    model = TickModel()
    model.set_plan(plan)
    return model


def _tick(model: TickModel, key: str, *, on: bool = True) -> None:
    assert model.setData(model.index_of(key), ON if on else OFF, _CHECK)


def _state(model: TickModel, key: str) -> Qt.CheckState:
    return model.data(model.index_of(key), _CHECK)


def test_it_keeps_qts_rules(model: TickModel, plan: Plan) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.tick_all(on=False)
    _tick(model, "8.1")
    model.set_plan(plan)
    assert tester.model() is model


def test_everything_is_ticked_at_first(model: TickModel) -> None:
    assert model.everything
    assert [model.data(model.index(row, 0), TickKeyRole) for row in range(model.rowCount())] == [
        str(at) for at in range(10)
    ]
    assert model.choice()[1] == frozenset()


def test_a_chapter_ticks_all_under_it_and_shows_when_a_part_is_off(model: TickModel) -> None:
    model.tick_all(on=False)
    assert model.choice() == (frozenset(), frozenset())
    _tick(model, "8")
    assert (_state(model, "8.1"), _state(model, "8.1.b1"), _state(model, "7")) == (ON, ON, OFF)
    assert model.choice() == (frozenset({"8"}), frozenset())
    _tick(model, "8.1.b1", on=False)
    assert (_state(model, "8"), _state(model, "8.1"), _state(model, "8.1.b1")) == (PART, PART, OFF)
    assert model.choice() == (frozenset({"8"}), frozenset({"8.1.b1"}))
    _tick(model, "8.1", on=False)
    _tick(model, "8.1.b1")
    assert model.choice() == (frozenset({"8", "8.1.b1"}), frozenset({"8.1"}))


def test_all_sections_ticked_one_by_one_are_the_chapter(model: TickModel) -> None:
    model.tick_all(on=False)
    for key in ("6.1", "6.2"):
        _tick(model, key)
    assert _state(model, "6") == ON
    assert model.choice() == (frozenset({"6"}), frozenset())


def test_quick_choices(model: TickModel) -> None:
    model.tick_only({"8.1.p1", "9.2.b1.i3", "8.p1", "nowhere"})
    assert model.choice() == (
        frozenset({"8", "8.1", "9.2.b1"}),
        frozenset({"8.2", "8.3", "8.4"}),
    ) or model.choice()[0] >= {"9.2.b1"}
    assert _state(model, "8.1.b1") == ON
    assert _state(model, "8.2") == OFF
    model.tick_whole("8.1.b1.i2")
    assert model.choice() == (frozenset({"8.1"}), frozenset())
    model.tick_whole("8.p1")
    assert model.choice() == (frozenset({"8"}), frozenset())


@given(st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=12))
def test_what_is_printed_is_what_the_boxes_say(
    qapp: QApplication, plan: Plan, clicks: list[tuple[int, bool]]
) -> None:
    model = TickModel()
    model.set_plan(plan)
    indexes: list[QModelIndex] = []

    def collect(parent: QModelIndex) -> None:
        for row in range(model.rowCount(parent)):
            indexes.append(model.index(row, 0, parent))
            collect(indexes[-1])

    collect(QModelIndex())
    for number, on in clicks:
        model.setData(indexes[number % len(indexes)], ON if on else OFF, _CHECK)
    keys, without = model.choice()
    printed = {passage.key for passage in chosen(plan, keys, without)}
    for passage in plan.passages:
        state = model.data(model.index_of(passage.key), _CHECK)
        if state == ON:
            assert passage.key in printed
        elif state == OFF:
            assert passage.key not in printed
