"""The table of rooms: each keeps to what the shell and other rooms expect, and a new one is a row."""

import inspect
from pathlib import Path
from pkgutil import resolve_name

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.records import Plan
from desktop import room as room_module
from desktop.look.appearance import Appearance
from desktop.reading.reading_room import ReadingRoom
from desktop.room import PAGE, ActionSpec, Reading, Room, Searching
from desktop.search.searches import Searches
from desktop.shell.rooms import ROOMS, RoomSpec
from tests.desktop.shell.conftest import WindowOpener

_TOY = '''
"""A room that nobody knows but its row."""

from PySide6.QtWidgets import QLabel

from desktop.room import VIEW, ActionSpec, Room


class ToyRoom(Room):
    label = None

    def actions(self):
        return [ActionSpec("toy_count", VIEW, "数一数(&Y)", self.count)]

    def page(self):
        self.label = QLabel("玩具")
        return self.label

    def set_plan(self, plan):
        self.slug = plan.info.slug

    def set_theme(self, theme):
        self.theme = theme

    def state(self):
        return {"counted": self.counted}

    def restore(self, state):
        self.counted = state.get("counted", 0)

    def count(self):
        self.counted += 1
        self.shell.say(f"数到{self.counted}")
'''


def _asked_by(protocol: type) -> dict[str, object]:
    """What a protocol of desktop.room asks for, by name."""
    return {name: member for name, member in vars(protocol).items() if not name.startswith("_")}


@pytest.mark.parametrize("spec", ROOMS, ids=lambda spec: spec.name)
def test_each_room_offers_what_its_row_says(spec: RoomSpec) -> None:
    made_by = resolve_name(spec.made_by)
    assert issubclass(made_by, Room)
    if spec.page is not None:
        assert made_by.page is not Room.page
        assert (spec.page.name, spec.page.slot, spec.page.checkable) == (spec.name, None, True)
    if spec.dock is not None:
        assert made_by.dock_widget is not Room.dock_widget
        assert not spec.dock.passing or made_by.active is not Room.active


def test_each_protocol_of_a_room_is_offered_by_exactly_one() -> None:
    protocols = {
        value
        for value in vars(room_module).values()
        if getattr(value, "_is_protocol", False) and value.__module__ == room_module.__name__
    } - {room_module.Shell}
    offered = [spec.offers for spec in ROOMS if spec.offers is not None]
    assert sorted(each.__name__ for each in offered) == sorted(each.__name__ for each in protocols)
    assert len({spec.name for spec in ROOMS}) == len(ROOMS)


def test_no_room_is_made_before_it_is_wanted(open_window: WindowOpener) -> None:
    window = open_window(ROOMS)
    assert [type(room) for room in window.rooms.made] == [ReadingRoom]
    assert window.room(Reading) is window.reading
    assert len(window.rooms.made) == 1
    # Asked for by its class, no other room is made either.
    search = window.room(Searches)
    assert window.room(Searching) is search
    assert [type(room) for room in window.rooms.made] == [ReadingRoom, Searches]
    with pytest.raises(LookupError):
        window.room(QWidget)
    with pytest.raises(KeyError):
        window.rooms["none"]
    window.show_room("none")
    assert window.front == PAGE


@pytest.mark.parametrize("spec", ROOMS, ids=lambda spec: spec.name)
def test_each_room_is_made_by_its_name_and_serves_its_actions(
    open_window: WindowOpener, spec: RoomSpec
) -> None:
    window = open_window(ROOMS)
    made = window.rooms[spec.name]
    assert type(made) is resolve_name(spec.made_by)
    assert window.rooms[spec.name] is made
    assert {row.name for row in spec.at_hand} == set(made.at_hand())
    for row in made.actions():
        assert row.slot is not None or row.opens is not None, row
        assert window.action(row.name) is not None
    if spec.dock is not None:
        assert window.dock(spec.dock.name).widget() is made.dock_widget()
    for name, wanted in _asked_by(spec.offers).items() if spec.offers is not None else ():
        # A property may be an attribute of the room.
        offered = getattr(made, name)
        if callable(wanted):
            parameters = list(inspect.signature(wanted).parameters)
            assert list(inspect.signature(offered).parameters) == parameters[1:], name


def test_a_toy_room_is_added_by_a_row_and_opened(
    qtbot: QtBot, open_window: WindowOpener, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "toyroom.py").write_text(_TOY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    toy = RoomSpec(
        "toy",
        "toyroom:ToyRoom",
        page=ActionSpec("toy", room_module.GO, "玩具(&Y)", None, "tables", ("Ctrl+Alt+Y",), checkable=True),
    )
    window = open_window([*ROOMS, toy])
    window.set_looks(Appearance())
    window.show_plan(plan)
    window.show()
    assert window.rooms.get("toy") is None
    window.action("toy").trigger()
    made = window.rooms.get("toy")
    assert made is not None
    assert window.front == "toy"
    assert window.stage.currentWidget().isVisible()
    assert vars(made)["slug"] == plan.info.slug
    assert vars(made)["theme"] == window.looks.theme
    window.action("toy_count").trigger()
    assert window.notice.sentence == "数到5"
    assert window.states()["toy"] == {"counted": 5}
    window.action("toy").trigger()
    assert (window.front, window.action("toy").isChecked()) == (PAGE, False)
    window.make_rooms()
    assert window.action("toy_count") in window.menu(room_module.VIEW).actions()
