"""What the window says: in green what was done, with what can be done about it; errors until they are closed; every removal can be
taken back where it was made.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from db.records import Supplement
from db.search.query import SearchQuery
from db.search.synonyms import read_groups
from db.user.records import TextRange
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.marks.marks_controller import MarksController
from desktop.marks.marks_room import MarksRoom
from desktop.room import PAGE
from desktop.search.searches import Searches
from desktop.search.synonyms_dialog import SynonymsDialog
from desktop.shell.window import Window
from desktop.tables.tables_controller import TablesController
from desktop.widgets.notice_bar import KEPT, STAY_MS

Opener = Callable[..., Session]
KEY = "4.1.p1"


@pytest.fixture
def window(qtbot: QtBot, open_reader: Opener) -> Iterator[Window]:
    window = open_reader().window
    qtbot.waitUntil(lambda: window.room(MarksController).room.markable)
    yield window
    qtbot.waitUntil(lambda: window.room(MarksController).room.store.saved)


@pytest.fixture
def room(window: Window) -> MarksRoom:
    return window.room(MarksController).room


def _offers(window: Window) -> dict[str, QPushButton]:
    buttons = window.notice.findChildren(QPushButton)
    return {each.text(): each for each in buttons if each.isVisible()}


def _undo(qtbot: QtBot, window: Window, said: str) -> None:
    """Take back by the button what was said to have been done."""
    assert window.notice.sentence == said
    assert window.notice.kind == "done"
    qtbot.mouseClick(_offers(window)["撤销"], Qt.MouseButton.LeftButton)


def _time_is_over(window: Window) -> None:
    """Nobody points at the sentence, and its seconds are over."""
    window.page.setFocus()
    window.notice.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
    window.notice._going.timeout.emit()


def test_a_note_that_was_removed_is_there_again_with_all_of_it(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    id_ = room._add("note", TextRange(KEY, 3, KEY, 9))
    room.edit(id_, {"note": "请核对", "tags": ("交通",), "state": "待办"})
    before = dict(room.store.marks)
    room.show_card(id_)
    qtbot.mouseClick(room.panel.editor.remove, Qt.MouseButton.LeftButton)
    assert not room.store.marks
    # Something else was done since.
    room.bookmark_at("8.1.p1")
    _undo(qtbot, window, "已删除批注。")
    assert room.store.marks[id_] == before[id_]
    assert len(room.store.marks) == 2


def test_a_bookmark_that_was_taken_away_is_not_said_to_be_added(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    room.bookmark_at(KEY)
    assert window.statusBar().currentMessage() == "已添加书签。"
    room.bookmark_at(KEY)
    assert "已添加" not in window.statusBar().currentMessage()
    _undo(qtbot, window, "已取消书签。")
    assert len(room.store.marks) == 1
    window.page.setFocus()
    room.bookmark_at("8.1.p1")
    qtbot.keyClick(window.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.statusBar().currentMessage() == "已撤销：添加书签"


def test_what_was_undone_by_key_is_not_offered_to_be_undone(
    qtbot: QtBot, window: Window, room: MarksRoom
) -> None:
    room.bookmark_at(KEY)
    room.bookmark_at(KEY)
    window.page.setFocus()
    qtbot.keyClick(window.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(room.store.marks) == 1
    assert not window.notice.sentence


def test_a_tag_that_was_deleted_comes_back(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    id_ = room._add("note", TextRange(KEY, 3, KEY, 9))
    room.edit(id_, {"tags": ("交通", "重点")})
    room.show_card(id_)
    tags = room.panel.editor.tags
    tags.setFocus()
    tags.setText("交通")
    qtbot.keyClick(tags, Qt.Key.Key_Return)
    _undo(qtbot, window, "已删除标签：重点")
    assert room.store.marks[id_].tags == ("交通", "重点")


def test_a_row_that_was_filled_in_comes_back(qtbot: QtBot, window: Window, room: MarksRoom) -> None:
    tables = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not tables.busy)
    assert window.plan is not None
    gap = window.plan.gaps[0]
    entry = Supplement(
        "1", window.slug, gap.key, gap.span, "约〔缺〕个", (("12",),), "个", "纸质", "2026-01-01", "李"
    )
    tables.entries.save_supplement(entry)
    assert list(room.store.additions.values()) == [entry]
    tables.entries.remove_supplement(entry)
    assert not room.store.additions
    _undo(qtbot, window, "已删除补录。")
    assert list(room.store.additions.values()) == [entry]


def test_searches_that_were_forgotten_are_remembered_again(qtbot: QtBot, window: Window) -> None:
    search = window.room(Searches).plan_search
    memory = search._memory
    for words in ("水库", "高铁"):
        memory.note(words)
        memory.save(SearchQuery(words))
    before = memory.content
    window.action("clear_history").trigger()
    assert not memory.earlier
    memory.note("公路")
    _undo(qtbot, window, "已清除查找记录。")
    assert memory.earlier == ("公路", *before.earlier)
    search.drop_saved(before.saved[0])
    _undo(qtbot, window, "已删除保存的查找：水库")
    assert memory.saved == before.saved


def test_a_synonym_of_ones_own_comes_back_in_its_place(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("甲词、乙词\t因为\n丙词、丁词\n", "utf-8")
    before = read_groups(file)
    assert len(before) == 2
    dialog = SynonymsDialog(file, window.pool, parent=window)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog._groups) == 2)
    dialog.list.set_row(0)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.back.isVisible)
    assert "已删除：甲词、乙词" in dialog.message.text()
    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(dialog._groups) == 2)
    assert not dialog.back.isVisible()
    assert read_groups(file) == before


ANOTHER = """样板市国民经济和社会发展第十五个五年规划纲要

第一章 夯实基础设施

第一节 完善水利设施

推进甘霖镇、长乐镇水利建设，完善供水体系。

第二节 完善交通设施

建设高速公路和铁路，完善综合交通体系。
"""


def test_a_plan_that_was_removed_comes_back_with_marks_place_and_settings(
    qtbot: QtBot, window: Window, room: MarksRoom, tmp_path: Path
) -> None:
    for name in ("样板市", "样板县"):
        file = tmp_path / f"{name}.txt"
        file.write_text(ANOTHER.replace("样板市", name), "utf-8")
        intake = window.room(ImportController)
        with qtbot.waitSignal(intake.intake.added):
            intake.add([file])
        qtbot.waitUntil(lambda name=name: window.plan is not None and name in window.plan.info.title)
    qtbot.waitUntil(lambda: len(window._plans) == 3)
    (slug,) = [info.slug for info in window._plans if "样板市" in info.title]
    window.open_plan(slug)
    qtbot.waitUntil(lambda: window.slug == slug and room.markable)
    assert window.plan is not None
    last = [each for each in window.plan.passages if each.kind == "paragraph"][-1]
    room.bookmark_at(last.key)
    window.outline.collapseAll()
    folding = window.outline.folding()
    order = [info.slug for info in window._plans]
    library = window.room(ImportController).room()
    library.remove(slug)
    qtbot.waitUntil(lambda: len(window._plans) == 2 and window.slug != slug)
    sentence = window.notice.sentence
    assert sentence.startswith("已移除：样板市")
    qtbot.mouseClick(_offers(window)["撤销"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [info.slug for info in window._plans] == order)
    assert window.notice.kind == "done"
    # In the list Ctrl+Z does the same, and nothing to marks.
    library.remove(slug)
    qtbot.waitUntil(lambda: len(window._plans) == 2)
    library.page.view.setFocus()
    qtbot.keyClick(library.page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [info.slug for info in window._plans] == order)
    assert window.room(MarksController).room.store.marks
    window.open_plan(slug)
    qtbot.waitUntil(lambda: window.slug == slug and room.markable)
    assert [mark.anchor.reach.start_key for mark in room.store.of_plan(slug)] == [last.key]
    assert all(mark.placed == "placed" for mark in room.store.of_plan(slug))
    assert window.outline.folding() == folding


@pytest.mark.parametrize("name", ["打开", "打开所在文件夹"])
def test_a_file_that_was_written_is_offered_to_be_opened(
    qtbot: QtBot,
    window: Window,
    room: MarksRoom,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    opened: list[str] = []

    def open_(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_)
    path = tmp_path / "表.csv"
    path.write_text("1", "utf-8")
    window.room(TablesController).shown().export.written.emit(path, 77)
    assert window.notice.sentence == "已导出77行：表.csv"
    assert window.notice.kind == "done"
    room.dialogs.exporting.written.emit(path, 1)
    assert window.notice.sentence == "已导出：表.csv"
    window.room(Searches).plan_search.export.written.emit(path, 1)
    assert window.notice.sentence == "查找结果已导出：表.csv"
    qtbot.mouseClick(_offers(window)[name], Qt.MouseButton.LeftButton)
    assert opened == [str(path if name == "打开" else tmp_path)]


def test_a_file_that_has_gone_is_told_of(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    window.say_written("已导出：表.csv", tmp_path / "表.csv")
    qtbot.mouseClick(_offers(window)["打开"], Qt.MouseButton.LeftButton)
    assert window.notice.sentence == "“表.csv”已不在原处，可能被移走或改名了。"


def test_what_was_done_stays_ten_seconds_and_while_it_is_pointed_at_or_has_the_keyboard(
    qtbot: QtBot, window: Window
) -> None:
    notice = window.notice
    window.say_done("已删除批注。", "撤销", lambda: None)
    assert notice._going.isActive()
    assert notice._going.interval() == STAY_MS == 10_000
    _offers(window)["撤销"].setFocus()
    notice._going.timeout.emit()
    assert notice.isVisible()
    assert notice._going.isActive()
    window.page.setFocus()
    qtbot.mouseMove(notice, QPoint(5, 5))
    notice.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=True)
    notice._going.timeout.emit()
    assert notice.isVisible()
    _time_is_over(window)
    assert not notice.isVisible()


def test_nothing_comes_back_behind_a_dialog(qtbot: QtBot, window: Window) -> None:
    window.say_error("“某县.docx”已损坏，没有导入。")
    window.say_done("导入完成 · 没有需要核对的地方")
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.open()
    window.notice._going.timeout.emit()
    assert window.notice.sentence == "导入完成 · 没有需要核对的地方"
    assert window.notice._going.isActive()
    dialog.reject()
    _time_is_over(window)
    assert window.notice.sentence == "“某县.docx”已损坏，没有导入。"
    window.notice.close_notice()


def test_an_error_stays_until_it_is_closed_in_another_room_too(qtbot: QtBot, window: Window) -> None:
    notice = window.notice
    window.say_error("文件“甲.csv”没有写成：磁盘空间已满。")
    assert not notice._going.isActive()
    window.show_room("overview")
    assert notice.isVisible()
    window.say_done("已删除批注。")
    assert notice.sentence == "已删除批注。"
    window.turn_to(PAGE)
    _time_is_over(window)
    # The error had not been read.
    assert notice.sentence == "文件“甲.csv”没有写成：磁盘空间已满。"
    window.hush()
    assert notice.isVisible()
    qtbot.mouseClick(notice._close, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_several_errors_are_closed_one_by_one_or_all_at_once(qtbot: QtBot, window: Window) -> None:
    notice = window.notice
    window.say_error("“甲.docx”加了密码，没有导入。")
    assert "全部关闭（1）" not in _offers(window)
    for name in "乙丙丁":
        window.say_error(f"“{name}.docx”加了密码，没有导入。")
    assert "全部关闭（4）" in _offers(window)
    qtbot.mouseClick(notice._close, Qt.MouseButton.LeftButton)
    assert notice.sentence == "“丙.docx”加了密码，没有导入。"
    window.say_done("已导入“戊县规划”。")
    assert not [words for words in _offers(window) if "全部关闭" in words]
    _time_is_over(window)
    assert notice.sentence == "“丙.docx”加了密码，没有导入。"
    qtbot.mouseClick(_offers(window)["全部关闭（3）"], Qt.MouseButton.LeftButton)
    assert not notice.isVisible()
    window.say_done("已删除批注。")
    _time_is_over(window)
    assert not notice.isVisible()


def test_what_waits_for_the_person_stays(window: Window) -> None:
    window.say("批注文件损坏了。", "查看可恢复的批注", lambda: None)
    assert not window.notice._going.isActive()
    window.say("请先在表中选中一行。")
    assert window.notice._going.isActive()


def test_the_last_five_sentences_can_be_read_again(window: Window) -> None:
    kept = window._kept
    assert not kept.isVisible()
    done: list[int] = []
    for number in range(KEPT + 2):
        window.say_done(f"第{number}句。", "撤销", lambda number=number: done.append(number))
    assert kept.isVisible()
    window.notice.close_notice()
    kept.menu().aboutToShow.emit()
    entries = kept.menu().actions()
    assert [entry.text().partition("　")[2] for entry in entries] == [
        f"第{number}句。" for number in (6, 5, 4, 3, 2)
    ]
    entries[-1].trigger()
    assert window.notice.sentence == "第2句。"
    _offers(window)["撤销"].click()
    assert done == [2]


def test_only_what_could_not_be_done_looks_like_a_warning(window: Window) -> None:
    theme = window.notice._theme

    def ground() -> str:
        return window.notice.grab().toImage().pixelColor(3, 3).name().upper()

    window.say("请先选中文字。", "知道了", lambda: None)
    assert ground() == theme.chosen.upper()
    window.say_done("已删除书签。")
    assert ground() == theme.done_tint.upper()
    window.say_error("磁盘已满，没有保存。")
    assert ground() == theme.accent_tint.upper()
