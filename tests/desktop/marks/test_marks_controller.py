"""Marking as a reader does it: in the real window, with a real user.db that a second connection looks into."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from db.records import Place
from db.user.marks import Marks
from db.user.records import Mark
from desktop.app.session import Session
from desktop.marks.marks_controller import MarksController
from desktop.reading.outline_model import BookmarkRole, MarksRole
from desktop.reading.page_overlays import rectangles
from desktop.shell.window import Window
from desktop.tables.tables_controller import TablesController
from tests.desktop.keyboard import commit

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
KEY = "4.1.p1"


def opened(qtbot: QtBot, session: Session) -> Window:
    """The window, once marks can be made."""
    qtbot.waitUntil(lambda: session.window.room(MarksController).room.markable, timeout=15_000)
    return session.window


def on_disk(data: Path) -> list[tuple[str, str, str]]:
    """Kind, quote and note of the marks in user.db, asked for by a connection of our own."""
    with closing(sqlite3.connect((data / "user.db").as_uri() + "?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT kind, quote, note FROM mark ORDER BY rowid").fetchall()


def select(window: Window, key: str, start: int, end: int, last: str = "") -> str:
    """Select words with the mouse, from the middle of a line on; the words."""
    page = window.page
    assert page.page is not None
    page.show_at_top(Place(SLUG, key, (start, start)))
    cursor = QTextCursor(page.document())
    cursor.setPosition(page.page.map.position(key, start))
    page.setTextCursor(cursor)
    from_ = page.cursorRect(cursor)
    cursor.setPosition(page.page.map.position(last or key, end))
    to = page.cursorRect(cursor)
    _drag(
        page.viewport(), QPoint(from_.left() + 1, from_.center().y()), QPoint(to.left() + 1, to.center().y())
    )
    return page.page.plain_text(page.textCursor().selectionStart(), page.textCursor().selectionEnd())


def _drag(widget: object, start: QPoint, end: QPoint) -> None:
    from PySide6.QtTest import QTest

    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)  # type: ignore[arg-type]
    QTest.mouseMove(widget, end)  # type: ignore[arg-type]
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)  # type: ignore[arg-type]


def saved(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window.room(MarksController).room.store.saved, timeout=10_000)


def lines_of(window: Window) -> list[QRectF]:
    """The lines that the only mark stands on, in the document's coordinates."""
    reach, page = only(window).anchor.reach, window.page.page
    assert page is not None
    assert reach.start_key == reach.end_key
    ((start, end),) = page.map.ranges(reach.start_key, (reach.start, reach.end))
    return rectangles(page.document, start, end)


def only(window: Window) -> Mark:
    (mark,) = window.room(MarksController).room.store.marks.values()
    return mark


def test_that_all_is_saved_is_said_for_a_while(qtbot: QtBot, open_reader: Opener) -> None:
    window = opened(qtbot, open_reader())
    marks = window.room(MarksController)
    marks.room.bookmark_at(KEY)
    saved(qtbot, window)
    assert marks.state_label.isVisible()
    assert marks._resting.isActive()
    marks._resting.timeout.emit()
    assert not marks.state_label.isVisible()
    # What is not saved is said as long as that is so.
    marks.room.store.trouble = "磁盘已满"
    marks.room.store.saving_changed.emit()
    assert marks.state_label.isVisible()
    assert not marks._resting.isActive()
    marks.room.store.trouble = ""


def test_words_are_highlighted_by_the_bar_and_are_on_disk(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    window = opened(qtbot, open_reader())
    words = select(window, KEY, 3, 12)
    bar = window.room(MarksController).room.bar
    assert bar.isVisible()
    before = window.page.viewport().grab().toImage()
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    saved(qtbot, window)
    assert len(words) == 9
    assert on_disk(tmp_path / "data") == [("highlight", words, "")]
    assert window.room(MarksController).state_label.text() == "批注已保存"
    layer = window.page.mark_layer
    assert layer is not None
    window.page.viewport().repaint()
    (rect,) = lines_of(window)
    point = QPoint(round(rect.center().x()), round(rect.top()) + 1 - window.page.verticalScrollBar().value())
    after = window.page.viewport().grab().toImage()
    assert before.pixelColor(point) != after.pixelColor(point)
    assert window.outline_model.index_of("4.1").data(MarksRole) == 1
    assert window.outline_model.index_of("4").data(MarksRole) == 1


def test_a_second_click_of_the_same_colour_takes_the_highlight_away_and_another_recolours_it(
    qtbot: QtBot, open_reader: Opener
) -> None:
    window = opened(qtbot, open_reader())
    for key, category in ((Qt.Key.Key_1, "important"), (Qt.Key.Key_2, "question")):
        select(window, KEY, 3, 12)
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert only(window).category == category
    select(window, KEY, 3, 12)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert not window.room(MarksController).room.store.marks
    saved(qtbot, window)


def test_marks_overlap_and_span_passages_and_boxes(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    window = opened(qtbot, open_reader())
    assert window.page.page is not None
    keys = window.page.page.map.keys
    at = keys.index("4.5.b1")
    first = keys[at - 1]
    select(window, first, 2, 1, "4.5.b1.i1")
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    select(window, first, 4, 9)
    qtbot.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    saved(qtbot, window)
    (kind, quote, _), (other, words, _) = on_disk(tmp_path / "data")
    assert (kind, other) == ("highlight", "underline")
    assert quote.count("\n") >= 2  # Qt takes a whole box when a selection leads into it
    assert words in quote
    marked = window.page._marked
    assert len(marked.by_key[first]) == 2
    assert len(marked.by_key["4.5.b1"]) == 1
    assert (
        next(
            mark
            for mark in window.room(MarksController).room.store.marks.values()
            if mark.kind == "highlight"
        ).state
        == "待办"
    )


def test_a_note_is_typed_with_an_input_method_and_kept_as_it_is_typed(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    session = open_reader()
    window = opened(qtbot, session)
    select(window, KEY, 3, 12)
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    editor = window.room(MarksController).room.panel.editor
    assert window.docks["marks"].isVisible()
    qtbot.waitUntil(editor.note.hasFocus)
    composing = QInputMethodEvent("qingshi", [])
    QApplication.sendEvent(editor.note, composing)
    assert editor.note.note() == ""
    commit("请示发改局", editor.note)
    store = window.room(MarksController).room.store.kept
    assert store is not None
    # The words are on the disk while the keyboard is still in the note.
    saved(qtbot, window)
    assert [row[2] for row in on_disk(tmp_path / "data")] == ["请示发改局"]
    assert editor.note.hasFocus()
    editor.tags.setFocus()
    commit("交通 重点", editor.tags)
    qtbot.keyClick(editor.tags, Qt.Key.Key_Return)
    saved(qtbot, window)
    assert [row[2] for row in on_disk(tmp_path / "data")] == ["请示发改局"]
    assert only(window).tags == ("交通", "重点")
    assert store.drafts() == ()
    window.page.viewport().repaint()
    assert window.page.mark_layer is not None
    (sign,) = window.page.mark_layer.signs
    assert sign.tip == "请示发改局"


def test_bold_and_lists_come_back_as_they_were_written(qtbot: QtBot, open_reader: Opener) -> None:
    window = opened(qtbot, open_reader())
    note = window.room(MarksController).room.panel.editor.note
    for text in (
        "第一段\n\n第二段 **要点** 完",
        "- 一\n- 二\n\n1. 甲\n2. **乙**丙",
        "标题\n\n- 一\n\n尾",
        "两行\n一段",
    ):
        note.set_note(text)
        assert note.note() == text


def test_everything_is_undone_and_done_again(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    window = opened(qtbot, open_reader())
    select(window, KEY, 3, 12)
    window.commands["highlight_0"].trigger()
    (id_,) = window.room(MarksController).room.store.marks
    assert window.commands["undo"].text() == "撤销添加突出显示"
    window.room(MarksController).room.edit(id_, {"note": "一句话", "tags": ("交通",)})
    window.room(MarksController).room.remove(id_)
    window.page.setFocus()
    for expected in ("一句话", "", None):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        found = window.room(MarksController).room.store.marks.get(id_)
        assert (found.note if found else None) == expected
    saved(qtbot, window)
    assert on_disk(tmp_path / "data") == []
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    saved(qtbot, window)
    assert [row[2] for row in on_disk(tmp_path / "data")] == ["一句话"]
    assert not window.commands["undo"].text().endswith("删除突出显示")


def test_bookmarks_stand_in_the_tree(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    window = opened(qtbot, open_reader())
    window.page.show_place(Place(SLUG, "4.5.b1"))
    window.page.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert window.outline_model.index_of("4.5.b1").data(BookmarkRole)
    window.outline.bookmark_requested.emit("7")
    assert window.outline_model.index_of("7").data(BookmarkRole)
    saved(qtbot, window)
    assert [row[0] for row in on_disk(tmp_path / "data")] == ["bookmark", "bookmark"]
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not window.outline_model.index_of("4.5.b1").data(BookmarkRole)
    saved(qtbot, window)


def test_the_next_start_shows_the_marks(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    window = opened(qtbot, session)
    words = select(window, KEY, 3, 12)
    window.commands["highlight_1"].trigger()
    session.window.close()
    session.finish()

    again = opened(qtbot, open_reader())
    assert only(again).anchor.quote == words
    assert KEY in again.page._marked.by_key
    assert not again.commands["undo"].isEnabled()


def test_a_note_that_was_being_typed_when_an_earlier_version_ended_is_taken_up(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    session = open_reader()
    window = opened(qtbot, session)
    select(window, KEY, 3, 12)
    window.commands["write_note"].trigger()
    saved(qtbot, window)
    (id_,) = window.room(MarksController).room.store.marks
    session.finish()
    with closing(Marks.open(tmp_path / "data")) as marks:
        assert marks.save_draft(id_, "写到一半")

    again = opened(qtbot, open_reader())
    assert only(again).note == "写到一半"
    assert "没有写完" in again.notice.sentence
    again.commands["undo"].trigger()
    assert only(again).note == ""
    saved(qtbot, again)


def test_a_click_on_marked_words_shows_the_card_at_the_spot(qtbot: QtBot, open_reader: Opener) -> None:
    window = opened(qtbot, open_reader())
    select(window, KEY, 3, 12)
    window.commands["highlight_0"].trigger()
    window.page.viewport().repaint()
    assert window.page.mark_layer is not None
    (rect,) = lines_of(window)
    point = rect.center().toPoint() - QPoint(0, window.page.verticalScrollBar().value())
    qtbot.mouseClick(window.page.viewport(), Qt.MouseButton.LeftButton, pos=point)
    card = window.room(MarksController).room.card
    assert card.isVisible()
    assert card.mark == only(window)
    assert not window.docks["marks"].isVisible()
    saved(qtbot, window)


def noted(qtbot: QtBot, window: Window, words: str) -> None:
    """A note on some words, with the keyboard in it."""
    select(window, KEY, 3, 12)
    window.commands["write_note"].trigger()
    note = window.room(MarksController).room.panel.editor.note
    qtbot.waitUntil(note.hasFocus)
    commit(words, note)


def test_scrolling_over_a_card_changes_nothing_in_it(qtbot: QtBot, open_reader: Opener) -> None:
    window = opened(qtbot, open_reader())
    noted(qtbot, window, "请核对")
    editor = window.room(MarksController).room.panel.editor
    editor.state.setFocus()
    turned = QWheelEvent(
        QPointF(5, 5), QPointF(editor.state.mapToGlobal(QPoint(5, 5))), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor.state, turned)
    assert editor.state.currentText() == "不是任务"
    assert only(window).state is None
    saved(qtbot, window)


def test_undo_in_a_note_takes_back_words_first_and_then_what_was_done(
    qtbot: QtBot, open_reader: Opener
) -> None:
    window = opened(qtbot, open_reader())
    noted(qtbot, window, "请核对")
    note = window.room(MarksController).room.panel.editor.note
    for key, words in ((Qt.Key.Key_Z, ""), (Qt.Key.Key_Y, "请核对")):
        qtbot.keyClick(note, key, Qt.KeyboardModifier.ControlModifier)
        assert note.note() == words
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.page.hasFocus)
    assert only(window).note == "请核对"
    # The card is shown anew: its fields have nothing of their own to take back.
    tags = window.room(MarksController).room.panel.editor.tags
    tags.setFocus()
    commit("交通", tags)
    qtbot.keyClick(tags, Qt.Key.Key_Return)
    assert only(window).tags == ("交通",)
    qtbot.keyClick(tags, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert only(window).tags == ()
    qtbot.keyClick(tags, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert only(window).tags == ("交通",)
    saved(qtbot, window)


def test_a_row_of_the_tables_gets_a_bookmark_of_its_own(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    window = opened(qtbot, open_reader())
    room = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not room.busy and room.page("projects").table is not None, timeout=15_000)
    window.commands["bookmark"].trigger()
    assert "选中一行" in window.notice.sentence
    table = room.page("projects").table
    assert table is not None
    rows = [number for number, row in enumerate(table.rows) if row.project.name][:2]
    assert table.place(rows[0]).key == table.place(rows[1]).key
    for number in rows:
        room.page("projects").show_row(number)
        qtbot.keyClick(room.page("projects").view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    saved(qtbot, window)
    names = [table.rows[number].project.name for number in rows]
    assert [(kind, quote) for kind, quote, _ in on_disk(tmp_path / "data")] == [
        ("bookmark", name) for name in names
    ]
    box = window.outline_model.index_of(table.place(rows[0]).key)
    assert box.data(BookmarkRole)
    room.row_acted.emit("bookmark", table.place(rows[0]))
    saved(qtbot, window)
    assert [quote for _, quote, _ in on_disk(tmp_path / "data")] == names[1:]


def test_marks_are_made_and_shown_on_both_pages(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    window = opened(qtbot, open_reader())
    window.commands["beside"].trigger()
    second = window.reading.pages.second
    assert second is not None
    second.setFocus()
    qtbot.waitUntil(lambda: window.reading.pages.reader is second)
    second.show_at_top(Place(SLUG, "7.2.p2"))
    assert second.page is not None
    cursor = QTextCursor(second.document())
    cursor.setPosition(second.page.map.position("7.2.p2", 2))
    cursor.setPosition(second.page.map.position("7.2.p2", 8), QTextCursor.MoveMode.KeepAnchor)
    second.setTextCursor(cursor)
    window.commands["highlight_0"].trigger()
    saved(qtbot, window)
    assert only(window).anchor.reach.start_key == "7.2.p2"
    for page in (window.page, second):
        assert [mark.id for mark in page.marks_on(Place(SLUG, "7.2.p2", (3, 3)))] == [only(window).id]
    window.commands["beside"].trigger()
    window.commands["beside"].trigger()
    assert second.marks_on(Place(SLUG, "7.2.p2", (3, 3)))


def test_the_pages_menu_is_about_what_was_clicked(qtbot: QtBot, open_reader: Opener) -> None:
    window = opened(qtbot, open_reader())
    select(window, KEY, 3, 12)
    window.commands["highlight_0"].trigger()

    def menu(place: Place) -> dict[str, QAction]:
        opening = QMenu(window)
        window.page.menu_opening.emit(opening, place)
        return {action.text(): action for action in opening.actions()}

    menu(Place(SLUG, "7.2.p2", (1, 1)))["添加或取消书签"].trigger()
    marks = window.room(MarksController).room.store.in_order()
    assert [(mark.kind, mark.anchor.reach.start_key) for mark in marks] == [
        ("highlight", KEY),
        ("bookmark", "7.2.p2"),
    ]
    menu(Place(SLUG, KEY, (4, 4)))["删除突出显示"].trigger()
    assert only(window).kind == "bookmark"
    assert "删除突出显示" not in menu(Place(SLUG, KEY, (4, 4)))
    saved(qtbot, window)


def test_what_the_command_line_has_written_is_shown_when_the_reader_comes_back(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    window = opened(qtbot, open_reader())
    select(window, KEY, 3, 12)
    window.commands["highlight_0"].trigger()
    saved(qtbot, window)
    other = Marks.open(tmp_path / "data")
    mark = only(window)
    other.add(replace(mark, id="00000000-0000-4000-8000-000000000001", kind="underline"))
    other.close()
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(window.room(MarksController).room.store.marks) == 2)


def test_words_are_copied_with_where_they_stand(qtbot: QtBot, open_reader: Opener) -> None:
    window = opened(qtbot, open_reader())
    words = select(window, KEY, 3, 12)
    cite = window.room(MarksController).room.bar.buttons[-1]
    qtbot.mouseClick(cite, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert copied.startswith(f"{words}\n——《")
    assert copied.endswith("段")
    # With nothing selected, the passage where the reader is: what the source has lost is shown as lost.
    window.page.unselect()
    window.page.show_at_top(Place(SLUG, "4.5.b1.i2"))
    cursor = QTextCursor(window.page.document())
    assert window.page.page is not None
    cursor.setPosition(window.page.page.map.position("4.5.b1.i2", 3))
    window.page.setTextCursor(cursor)
    window.commands["copy_citation"].trigger()
    assert "投资约〔缺〕亿元" in QApplication.clipboard().text()
    # The off-screen platform lets go of a clipboard only after Python has ended, which what Python made does not survive.
    QApplication.clipboard().clear()


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_card_goes_with_its_plan_unless_all_plans_are_listed(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path, everywhere: bool
) -> None:
    file = tmp_path / "乙县.txt"
    file.write_text("乙县“十四五”规划\n第一章 总则\n坚持稳中求进，推进公共服务能力。\n", "utf-8")
    session = open_reader()
    window = opened(qtbot, session)
    room = window.room(MarksController).room
    noted(qtbot, window, "请核对")
    editor = room.panel.editor
    room.panel.bar.set_everywhere(everywhere)
    own = window.library.add(file).slug
    window.open_plan(own)
    qtbot.waitUntil(lambda: window.slug == own)
    assert editor.isVisible() == everywhere
    window.open_plan(SLUG)
    qtbot.waitUntil(lambda: window.slug == SLUG)
    assert [mark.note for mark in room.store.marks.values()] == ["请核对"]
    saved(qtbot, window)
