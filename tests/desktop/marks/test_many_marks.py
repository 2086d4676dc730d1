"""Among many marks one comes, is edited or goes: only what it touches is done anew, and all is as if made anew."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from db.records import Place
from db.user.mark_edits import edited
from db.user.records import Change, Edit, now
from desktop.app.session import Session
from desktop.marks.mark_list_model import MarkListModel
from desktop.marks.marks_controller import MarksController
from desktop.marks.marks_room import MarksRoom
from desktop.marks.ordered_marks import OrderedMarks
from desktop.reading.mark_layer import MarkedPlan
from desktop.reading.outline_model import OutlineModel
from desktop.reading.reading_room import _counted
from desktop.reading.selection import Ends, Point
from desktop.shell.window import Window

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot: QtBot, open_reader: Opener) -> Window:
    window = open_reader().window
    qtbot.waitUntil(lambda: window.room(MarksController).room.markable)
    window.docks["marks"].show()
    return window


@pytest.fixture
def marks(window: Window) -> MarksRoom:
    return window.room(MarksController).room


def select(window: Window, number: int, start: int, end: int) -> None:
    """Select words of the paragraph with this number."""
    assert window.plan is not None
    long = [passage for passage in window.plan.passages if len(passage.text) > 90]
    key = long[number % len(long)].key
    window.page.show_place(Place(SLUG, key))
    window.page.select_from_to(Ends(Point(key, start), Point(key, end)))


def lines(model: MarkListModel) -> list[object]:
    """The list, with the rows that it calls headlines."""
    return [*model._lines, *model.low_rows()]


def agree(window: Window, marks: MarksRoom) -> None:
    """All that is shown is what would be shown if it were made anew."""
    assert window.plan is not None
    store, panel, here = marks.store, marks.panel, marks.store.of_plan(SLUG)
    assert store.in_order() == tuple(sorted(store.marks.values(), key=lambda mark: mark.order))
    fresh = MarkListModel()
    choice = panel.bar.choice(SLUG)
    fresh.show([mark for mark in store.in_order() if choice.takes(mark)], store.categories, {})
    assert lines(panel.model) == lines(fresh)
    heights = [panel.list.rowHeight(row) for row in range(panel.model.rowCount())]
    low = panel.model.low_rows()
    assert len({heights[row] for row in low}) <= 1
    assert len({height for row, height in enumerate(heights) if row not in low}) <= 1
    assert window.page._marked.by_key == MarkedPlan(window.plan, here).by_key
    outline = OutlineModel()
    outline.set_plan(window.plan)
    outline.set_marks(_counted(here, bookmarks=False), _counted(here, bookmarks=True))
    shown = window.outline_model._nodes
    assert [(node.key, node.marks, node.bookmark) for node in shown] == [
        (node.key, node.marks, node.bookmark) for node in outline._nodes
    ]


def test_whatever_is_done_all_is_as_if_made_anew(window: Window, marks: MarksRoom) -> None:
    draw = random.Random(13)
    store = marks.store
    for step in range(120):
        ids = list(store.marks)
        match draw.choice(("mark", "mark", "mark", "bookmark", "edit", "remove", "undo", "redo", "filter")):
            case "mark":
                start = draw.randrange(60)
                select(window, draw.randrange(30), start, start + draw.randrange(1, 20))
                marks.highlight_nth(draw.randrange(3)) if draw.random() < 0.6 else marks.underline()
            case "bookmark":
                select(window, draw.randrange(30), 3, 4)
                marks.bookmark()
            case "edit" if ids:
                chosen = [store.marks[id_] for id_ in draw.sample(ids, min(len(ids), 3))]
                tags = (draw.choice(("水利", "交通")),)
                after = (edited(mark, now(), note=f"第{step}步", tags=tags) for mark in chosen)
                store.do(Change("修改", tuple(map(Edit, chosen, after))))
            case "remove" if ids:
                marks.remove(draw.choice(ids))
            case "undo":
                store.stack.undo()
            case "redo":
                store.stack.redo()
            case "filter":
                marks.panel.bar.kinds.menu().actions()[draw.randrange(3)].toggle()
            case _:
                continue
        agree(window, marks)
    assert store.marks


def test_one_more_mark_makes_neither_list_nor_page_anew(
    qtbot: QtBot, window: Window, marks: MarksRoom
) -> None:
    for number in range(3):
        select(window, 2, number * 4, number * 4 + 3)
        marks.underline()
    window.page.viewport().repaint()
    layer = window.page.mark_layer
    assert layer is not None
    measured = dict(layer._measured)
    select(window, 2, 30, 36)
    with qtbot.assertNotEmitted(marks.panel.model.modelReset):
        marks.highlight_nth(0)
        window.page.viewport().repaint()
    assert window.page.mark_layer is layer
    assert measured.items() <= layer._measured.items()
    agree(window, marks)


def test_a_mark_that_goes_leads_to_no_other(window: Window, marks: MarksRoom) -> None:
    for number in range(3):
        select(window, 2, number * 4, number * 4 + 3)
        marks.underline()
    middle = marks.store.in_order()[1]
    marks.show_card(middle.id)
    marks.remove(middle.id)
    assert marks.panel.list.mark() is None
    assert marks.panel.editor.mark is None
    marks.store.stack.undo()
    agree(window, marks)


def test_many_changes_at_once_are_taken_like_few(marks: MarksRoom, window: Window) -> None:
    for number in range(4):
        select(window, number, 4, 9)
        marks.underline()
    few = OrderedMarks(marks.store.in_order())
    one = marks.store.in_order()[0]
    more = [replace(one, id=str(number)) for number in range(300)]
    few.take([Edit(None, mark) for mark in more])
    few.take([Edit(one, None), Edit(more[7], edited(more[7], now(), note="第七条"))])
    assert len(few.all()) == 303
    assert len(few.beginning(SLUG, one.anchor.reach.start_key)) == 300
    few.take([Edit(mark, None) for mark in few.all()])
    assert few.all() == ()
    assert few.of_plan(SLUG) == []
