"""No words that were said to be saved are lost, in whatever order a person adds, types, takes back, does again and removes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.user.mark_edits import edited, new_mark
from db.user.records import Anchor, Change, Edit, Mark, TextRange, now, put
from desktop.app.session import Session
from desktop.marks.mark_history import MarkHistory, act_of, composed
from desktop.marks.marks_controller import MarksController
from desktop.marks.marks_room import MarksRoom
from desktop.shell.window import Window
from tests.desktop.keyboard import commit, press

Opener = Callable[..., Session]
CONTROL = Qt.KeyboardModifier.ControlModifier
_WORDS = st.text("建设高速公路水库 ", min_size=1, max_size=4)


def a_mark() -> Mark:
    anchor = Anchor("plan", TextRange("1.p1", 0, "1.p1", 2), "原文")
    return new_mark("note", anchor, "", now())


class Marking(RuleBasedStateMachine):
    """Marks in a dictionary, as the store shows them, and their history."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, Mark] = {}
        self.owner = QObject()
        self.history = MarkHistory(self._take, lambda: self.marks, self.owner)
        self.saved: set[tuple[str, str]] = set()
        self.acts = 0

    def _take(self, change: Change) -> None:
        # Every change must fit to what is there, or user.db would refuse it.
        for edit in change.edits:
            assert self.marks.get(edit.id) == edit.before
        put(self.marks, {edit.id: edit.after for edit in change.edits})
        self._note_saved()

    def _note_saved(self) -> None:
        self.saved |= {(mark.id, mark.note) for mark in self.marks.values() if mark.note}

    def _some(self, number: int) -> Mark:
        return list(self.marks.values())[number % len(self.marks)]

    @rule()
    def add(self) -> None:
        mark = a_mark()
        self.history.do(Change("添加批注", (Edit(None, mark),)))

    @precondition(lambda self: bool(self.marks))
    @rule(number=st.integers(0, 20), words=st.lists(_WORDS, min_size=1, max_size=4), anew=st.booleans())
    def type(self, number: int, words: list[str], anew: bool) -> None:
        self.acts += anew
        mark = self._some(number)
        for word in words:
            after = edited(mark, now(), note=mark.note + word)
            self.history.do(Change("修改批注", (Edit(mark, after),)), act_of(mark.id, self.acts))
            mark = after

    @precondition(lambda self: bool(self.marks))
    @rule(number=st.integers(0, 20))
    def erase(self, number: int) -> None:
        mark = self._some(number)
        if mark.note:
            after = edited(mark, now(), note="")
            self.history.do(Change("修改批注", (Edit(mark, after),)), act_of(mark.id, self.acts))

    @precondition(lambda self: bool(self.marks))
    @rule(number=st.integers(0, 20), back=st.booleans())
    def remove(self, number: int, back: bool) -> None:
        change = Change("删除批注", (Edit(self._some(number), None),))
        self.history.do(change)
        if back:
            self.history.take_back(change)
            assert change.edits[0].id in self.marks

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.history.undo_act()

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self.history.redo_act()

    @rule(number=st.integers(0, 20), times=st.integers(1, 4), forward=st.booleans())
    def step_in_the_note(self, number: int, times: int, forward: bool) -> None:
        for _ in range(times):
            if self.marks:
                id_ = self._some(number).id
                (self.history.redo_in if forward else self.history.undo_in)(id_)

    @invariant()
    def all_words_can_be_brought_back(self) -> None:
        there, index, marks = set[tuple[str, str]](), self.history.index(), dict(self.marks)
        saved = set(self.saved)
        for step in (self.history.undo, self.history.redo):
            for _ in range(self.history.count() + 1):
                there |= {(mark.id, mark.note) for mark in self.marks.values()}
                step()
        there |= {(mark.id, mark.note) for mark in self.marks.values()}
        while self.history.index() > index:
            self.history.undo()
        assert self.marks == marks
        assert saved <= there


TestMarking = Marking.TestCase
TestMarking.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_changes_that_follow_one_another_come_to_their_ends() -> None:
    first = a_mark()
    second, third = replace(first, note="甲"), replace(first, note="乙")
    assert composed([Change("a", (Edit(first, second),)), Change("b", (Edit(second, third),))]) == Change(
        "a", (Edit(first, third),)
    )
    assert not composed([Change("a", (Edit(first, second),)), Change("b", (Edit(second, first),))])
    assert not composed([])


@pytest.fixture
def marking(qtbot: QtBot, open_reader: Opener) -> Iterator[tuple[Window, MarksRoom]]:
    window = open_reader().window
    room = window.room(MarksController).room
    qtbot.waitUntil(lambda: room.markable)
    yield window, room
    qtbot.waitUntil(lambda: room.store.saved)


def _begin_note(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    assert window.plan is not None
    passage = next(each for each in window.plan.passages if each.kind == "paragraph" and len(each.text) > 20)
    room._add("note", TextRange(passage.key, 0, passage.key, 5))
    (mark,) = room.store.marks.values()
    room.show_card(mark.id, write=True)
    qtbot.waitUntil(room.panel.editor.note.hasFocus)


def _notes(room: MarksRoom) -> list[str]:
    return [mark.note for mark in room.store.marks.values()]


def test_a_note_comes_back_with_its_words_after_undo_and_redo(
    qtbot: QtBot, marking: tuple[Window, MarksRoom]
) -> None:
    """Ctrl+M, write, wait, Ctrl+Z twice, Ctrl+Y three times."""
    window, room = marking
    _begin_note(qtbot, window, room)
    commit("请发改局核对")
    qtbot.waitUntil(lambda: room.store.saved and _notes(room) == ["请发改局核对"])
    assert window.room(MarksController).state_label.text() == "批注已保存"
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert not room.store.marks
    # The card went with its mark: the keyboard is on the page, where Ctrl+Y is heard.
    assert QApplication.focusWidget() is window.page
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Y, CONTROL)
    assert _notes(room) == ["请发改局核对"]


def test_undo_in_a_note_goes_word_by_word_and_on_the_page_by_acts(
    qtbot: QtBot, marking: tuple[Window, MarksRoom]
) -> None:
    window, room = marking
    _begin_note(qtbot, window, room)
    note = room.panel.editor.note
    for word in ("请", "发改局", "核对"):
        commit(word)
    qtbot.keyClicks(note, "ok go")
    for left in ("请发改局核对ok ", "请发改局核对", "请发改局", "请"):
        press(qtbot, Qt.Key.Key_Z, CONTROL)
        assert note.note() == left
        assert _notes(room) == [left]
    for left in ("请发改局", "请发改局核对"):
        press(qtbot, Qt.Key.Key_Y, CONTROL)
        assert note.note() == left
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.page.hasFocus)
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert _notes(room) == [""]
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert not room.store.marks
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    # All that was typed comes back at once, also what had been taken back word by word.
    assert _notes(room) == ["请发改局核对ok go"]


def test_words_that_others_took_the_place_of_are_still_there(
    qtbot: QtBot, marking: tuple[Window, MarksRoom]
) -> None:
    window, room = marking
    _begin_note(qtbot, window, room)
    commit("旧话")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    commit("新话")
    assert _notes(room) == ["新话"]
    seen = []
    while room.store.marks:
        seen += _notes(room)
        press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert seen == ["新话", "", "旧话", ""]


def test_the_cursor_stays_where_words_are_taken_back(qtbot: QtBot, marking: tuple[Window, MarksRoom]) -> None:
    window, room = marking
    _begin_note(qtbot, window, room)
    note = room.panel.editor.note
    commit("甲乙丙丁")
    for _ in range(2):
        press(qtbot, Qt.Key.Key_Left)
    commit("夹")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert note.note() == "甲乙丙丁"
    assert note.textCursor().position() == 2


def test_the_menu_of_a_note_takes_words_back(qtbot: QtBot, marking: tuple[Window, MarksRoom]) -> None:
    window, room = marking
    _begin_note(qtbot, window, room)
    commit("甲")
    commit("乙")
    window.action("undo").trigger()
    assert _notes(room) == ["甲"]
    window.action("redo").trigger()
    assert _notes(room) == ["甲乙"]


def test_words_taken_back_again_and_again_are_kept_once_each() -> None:
    """With what took them back all of it was kept anew by each act: after ten of them there were thousands of steps."""
    marks: dict[str, Mark] = {}
    owner = QObject()
    history = MarkHistory(
        lambda change: put(marks, {edit.id: edit.after for edit in change.edits}), lambda: marks, owner
    )
    for number in range(30):
        mark = replace(a_mark(), note=f"第{number}条")
        history.do(Change("添加批注", (Edit(None, mark),)))
        while history.canUndo():
            history.undo_act()
        assert not marks
    assert history.count() <= 2 * 30
    seen: set[str] = set()
    while history.canRedo():
        history.redo()
        seen |= {mark.note for mark in marks.values()}
    assert seen == {f"第{number}条" for number in range(30)}
