"""What the reader wrote is found with what the plan says."""

from pathlib import Path
from typing import Any

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from db.records import Place
from desktop.marks.marks_controller import MarksController
from desktop.search.results_model import NoteRole, ResultLineRole

SLUG = "shengzhou-145"


def _write(reader: Any, key: str, start: int, end: int, words: str) -> None:
    """Select words on the page and write a note on them."""
    window = reader.window
    page = window.page
    reader.qtbot.waitUntil(lambda: window.room(MarksController).room.markable, timeout=15_000)
    page.show_at_top(Place(SLUG, key))
    cursor = QTextCursor(page.document())
    cursor.setPosition(page.page.map.position(key, start))
    cursor.setPosition(page.page.map.position(key, end), QTextCursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)
    page.setFocus()
    window.commands["write_note"].trigger()
    editor = window.room(MarksController).room.panel.editor
    reader.qtbot.waitUntil(editor.note.hasFocus)
    reader.commit(words, editor.note)
    page.setFocus()
    reader.qtbot.waitUntil(
        lambda: any(mark.note == words for mark in window.room(MarksController).room.store.marks.values())
    )


@pytest.fixture
def writer(reader: Any) -> Any:
    """A reader who has written two notes, the later one further up in the plan."""
    _write(reader, "8.1.p1", 5, 9, "请交通局补充通用机场的进展")
    _write(reader, "4.1.p1", 0, 6, "问：通用机场算不算枢纽")
    return reader


def _notes(reader: Any) -> list[str]:
    rows = range(reader.room.model.rowCount())
    return [note.text for row in rows if (note := reader.room.model.index(row, 0).data(NoteRole)) is not None]


def test_notes_are_listed_below_the_passages_in_the_order_of_the_plan(qtbot: QtBot, writer: Any) -> None:
    writer.search("通用机场")
    assert writer.listed()[:4] == ["打造现代交通网络！ 2 段 2 处", "8.1.p1", "8.1.b1.i4", "我的批注 2 条"]
    assert _notes(writer) == ["问：通用机场算不算枢纽", "请交通局补充通用机场的进展"]
    assert writer.window.docks["results"]._words.text() == "查找结果　共 2 段 2 处　批注 2 条"
    assert writer.window.top.count.text() == "共 2 段 2 处"
    assert writer.counts("4", "8") == [0, 2], "the tree counts what the plan says"
    model = writer.room.model
    row = next(row for row in range(model.rowCount())[::-1] if model.index(row, 0).data(NoteRole) is not None)
    told = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith(
        "《嵊州市“十四五”规划（网络转载节选）》，打造现代交通网络！ › （一）完善便捷高效的综合交通体系，批注，“"
    )
    assert told.endswith("：请交通局补充通用机场的进展")


def test_a_note_that_is_chosen_is_shown_with_its_words(qtbot: QtBot, writer: Any) -> None:
    writer.search("机场的进展")
    assert writer.listed()[0] == "我的批注 1 条"
    assert writer.window.top.count.text() == "批注 1 条"
    index = writer.room.model.index(1, 0)
    view = writer.panel.list
    view.scrollTo(index)
    writer.window.docks["marks"].hide()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert writer.window.page.place().key.startswith("8")
    card = writer.window.room(MarksController).room.card
    assert card.isVisible()
    assert card.note.text() == "请交通局补充通用机场的进展"
    assert not writer.window.docks["marks"].isVisible()


def test_from_a_note_there_is_a_way_back_to_where_the_search_began(qtbot: QtBot, writer: Any) -> None:
    back = writer.window.commands["back_before_search"]
    writer.window.page.show_at_top(Place(SLUG, "2.p1"))
    writer.search("机场的进展")
    assert not back.isEnabled()
    view, index = writer.panel.list, writer.room.model.index(1, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert writer.window.page.place().key.startswith("8")
    assert back.isEnabled()
    writer.key(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert writer.window.page.place().key == "2.p1"
    assert not back.isEnabled()


def test_enter_goes_from_note_to_note_where_nothing_else_was_found(qtbot: QtBot, writer: Any) -> None:
    _write(writer, "6.1.p1", 0, 4, "急件")
    _write(writer, "9.1.p1", 0, 4, "也是急件")
    writer.box.setFocus()
    writer.search("急件")
    seen = []
    for _ in range(3):
        writer.box.setFocus()
        writer.key(Qt.Key.Key_Return)
        seen.append(writer.panel.list.currentIndex().data(NoteRole).text)
    assert seen == ["急件", "也是急件", "急件"]
    writer.box.setFocus()
    writer.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert writer.panel.list.currentIndex().data(NoteRole).text == "也是急件"
    assert "急件" in writer.room._memory.earlier


def test_notes_can_be_ticked_and_limited_to_a_chapter(qtbot: QtBot, writer: Any) -> None:
    writer.search("通用机场")
    options = writer.panel.options
    writer.choose(options._kinds, "批注")
    qtbot.waitUntil(lambda: writer.listed()[0] == "我的批注 2 条")
    assert options._kinds.text().startswith("批注")
    assert writer.window.top.count.text() == "批注 2 条"
    writer.room.search_within("8")
    qtbot.waitUntil(lambda: _notes(writer) == ["请交通局补充通用机场的进展"])
    writer.choose(options._kinds, "全部类别")
    qtbot.waitUntil(lambda: "8.1.p1" in writer.listed())
    writer.choose(options._kinds, "正文")
    qtbot.waitUntil(lambda: writer.listed() == ["打造现代交通网络！ 1 段 1 处", "8.1.p1"])


def test_a_note_that_is_written_or_removed_meanwhile_comes_and_goes(qtbot: QtBot, reader: Any) -> None:
    reader.search("通用机场")
    listed = reader.listed()
    assert _notes(reader) == []
    _write(reader, "8.1.p1", 5, 9, "通用机场在哪里")
    qtbot.waitUntil(lambda: _notes(reader) == ["通用机场在哪里"])
    assert reader.listed()[: len(listed)] == listed
    (id_,) = reader.window.room(MarksController).room.store.marks
    reader.window.room(MarksController).room.remove(id_)
    qtbot.waitUntil(lambda: reader.listed() == listed)
    assert reader.window.top.count.text() == "共 2 段 2 处"


def test_notes_fold_and_pinyin_stays_below(qtbot: QtBot, writer: Any) -> None:
    writer.search("jichang")
    headlines = [line for line in writer.listed() if " " in line]
    assert headlines[0] == "我的批注 2 条"
    assert headlines[1].startswith("拼音匹配 ")
    model = writer.room.model
    qtbot.waitUntil(lambda: model.index(0, 0).data(ResultLineRole).kind == "named")
    row = next(
        row for row in range(model.rowCount()) if model.index(row, 0).data(ResultLineRole).kind == "notes"
    )
    model.toggle(row)
    assert _notes(writer) == []
    line = model.index(row, 0).data(ResultLineRole)
    assert line.folded
    assert writer.room.model.reveal_note(1).data(NoteRole).text == "请交通局补充通用机场的进展"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_notes_go_into_the_file_with_where_they_stand(qtbot: QtBot, writer: Any, tmp_path: Path) -> None:
    writer.search("机场的进展")
    assert writer.window.commands["export_docx"].isEnabled()
    path = tmp_path / "结果.docx"
    from PySide6.QtWidgets import QFileDialog

    with qtbot.waitSignal(writer.room.export.written):
        writer.window.commands["export_docx"].trigger()
        (dialog,) = writer.window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.close()
    texts = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert "共 0 段 0 处，另有批注 1 条" in texts
    assert texts[-3:-1] == ["我的批注", "请交通局补充通用机场的进展"]
    quote = writer.window.plan.view.passages["8.1.p1"].text[5:9]
    assert texts[-1] == (
        f"——《嵊州市“十四五”规划（网络转载节选）》“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段“{quote}”（批注）"
    )


def test_a_presentation_shows_no_note(qtbot: QtBot, writer: Any) -> None:
    writer.search("机场的进展")
    writer.window.docks["marks"].hide()
    writer.window.commands["present"].trigger()
    writer.room.next_hit()
    card = writer.window.room(MarksController).room.card
    assert not writer.window.docks["marks"].isVisible()
    assert not card.isVisible()
    writer.window.commands["present"].trigger()
    writer.room.next_hit()
    assert card.isVisible()
