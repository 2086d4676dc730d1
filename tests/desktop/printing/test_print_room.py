"""The print room in the window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.records import Place
from db.user.mark_edits import Fields
from desktop.app.session import Session
from desktop.look.theme import DARK
from desktop.marks.marks_controller import MarksController
from desktop.printing.print_dialog import PrintDialog
from desktop.printing.print_room import PrintRoom
from desktop.search.searches import Searches


def _dialog(qtbot: QtBot, session: Session) -> PrintDialog:
    """The dialog, opened with the keyboard."""
    assert session.window.room(PrintRoom).dialog is None
    qtbot.keyClick(session.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = session.window.room(PrintRoom).dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    return dialog


def test_ctrl_p_offers_the_chapter_where_the_reader_is(
    qtbot: QtBot, open_reader: Callable[..., Session]
) -> None:
    session = open_reader()
    dialog = _dialog(qtbot, session)
    assert dialog.isVisible()
    place = session.window.page.place()
    assert place is not None
    keys, _ = dialog.ticks.choice()
    assert len(keys) == 1
    assert place.key.startswith(next(iter(keys)))
    assert len(dialog.preview.view.sides) > 0
    dialog.reject()
    session.window.commands["print"].trigger()
    assert session.window.room(PrintRoom).dialog is dialog
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()


def test_the_readers_marks_reach_the_dialog(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    window = open_reader().window
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    marks.bookmark_at("6.1.p1")
    marks.note_at(Place(window.slug, "7.1.p1", (0, 3)))
    noted = next(mark for mark in marks.store.in_order() if mark.kind == "note")
    marks.edit(noted.id, Fields(note="批注"))
    room = window.room(PrintRoom)
    room.open()
    dialog = room.dialog
    assert dialog is not None
    for name, key in (("bookmarked", "6.1"), ("noted", "7.1")):
        dialog.quick[name].click()
        assert dialog.ticks.choice()[0] == {key}
    assert dialog.options.marks_box.isEnabled()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()


def test_it_takes_the_windows_theme(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    dialog = _dialog(qtbot, session)
    session.window.commands["theme_dark"].trigger()
    assert dialog.grab().toImage().pixelColor(2, 2).name().upper() == DARK.panel
    dialog.reject()


def test_what_was_found_can_be_ticked(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    session.window.room(Searches).plan_search.box.put("通用机场")
    qtbot.waitUntil(lambda: bool(session.window.room(Searches).plan_search.marks), timeout=30_000)
    dialog = _dialog(qtbot, session)
    assert dialog.quick["found"].isEnabled()
    dialog.quick["found"].click()
    assert dialog.ticks.choice()[0] == {"8.1"}
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    dialog.reject()
