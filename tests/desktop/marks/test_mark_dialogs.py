"""The hub, files for others, backups, and what happens when user.db is damaged or can't be written."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from db.export.form import ExportForm
from db.export.marks import word
from db.export.marks.forms import FORMS, ExportedMarks
from db.files import exported
from db.library.library import Library
from db.plan.load import write_plan
from db.progress import Progress
from db.records import Place
from db.user.mark_edits import Fields
from db.user.marks import Marks
from db.user.records import Mark, TextRange
from desktop.app.session import Session
from desktop.marks.backups_dialog import BackupsDialog
from desktop.marks.choice_bar import ChoiceBar
from desktop.marks.mark_list_model import CardRole
from desktop.marks.marks_controller import MarksController
from desktop.marks.marks_room import MarksRoom
from desktop.marks.recovery_dialog import RestoreDialog
from desktop.widgets.export_bar import given

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
# What the off-screen platform says of every dialog.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def opened(qtbot: QtBot, session: Session) -> MarksRoom:
    room = session.window.room(MarksController).room
    qtbot.waitUntil(lambda: room.markable, timeout=15_000)
    return room


def saved(qtbot: QtBot, room: MarksRoom) -> None:
    qtbot.waitUntil(lambda: room.store.saved, timeout=15_000)


def export(room: MarksRoom, path: Path, form: ExportForm[ExportedMarks]) -> None:
    """Write the marks that are listed, as if this file had been chosen."""
    content = room.dialogs.exported(room.panel.shown())
    assert content is not None
    room.dialogs.exporting.start(form, given(content), path)


def add(
    room: MarksRoom, key: str, start: int, end: int, category: str = "", note: str = "", **fields: object
) -> str:
    """A mark as the actions make it, without the mouse."""
    chosen = room.store.category(category)
    id_ = room._add("highlight" if chosen else "note", TextRange(key, start, key, end), chosen)
    if note or fields:
        room.edit(id_, Fields(note=note, **fields))  # type: ignore[typeddict-item]
    return id_


def several(room: MarksRoom) -> list[str]:
    return [
        add(room, "7.2.p2", 0, 20, "important"),
        add(room, "4.1.p1", 3, 12, "todo", "请发改局核对", tags=("交通",)),
        add(room, "4.1.p2", 0, 9, "", "机场何时建成", tags=("交通", "机场")),
        add(room, "4.2.p1", 0, 9, "question"),
    ]


def cards(room: MarksRoom) -> list[str]:
    """What the hub shows: headlines as they are, marks by their notes or words."""
    model = room.panel.model
    found = []
    for row in range(model.rowCount()):
        card = model.index(row, 0).data(CardRole)
        found.append(card.text if card.mark is None else card.mark.note or card.mark.anchor.quote)
    return found


def form_of(ending: str) -> ExportForm[ExportedMarks]:
    return next(form for form in FORMS if form.ending == ending)


def choose(room: MarksRoom, chooser: str, *values: object) -> None:
    for action in getattr(room.panel.bar, chooser)._menu.actions():
        action.setChecked(action.data() is not None and action.data()[0] in values)


def test_the_hub_lists_marks_in_the_order_of_the_plan_by_chapter(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    session.window.commands["toggle_marks"].trigger()
    several(room)
    shown = cards(room)
    assert [shown[0], shown[4]] == ["枢纽城市这么建！", session.window.outline_model.titles("7")[0]]
    assert shown[1:3] == ["请发改局核对", "机场何时建成"]
    assert "4 条" in session.window.docks["marks"]._words.text()
    index = room.panel.model.index(5, 0)
    with qtbot.waitSignal(session.window.page.moved):
        rect = room.panel.list.visualRect(index)
        room.panel.list.scrollTo(index)
        rect = room.panel.list.visualRect(index)
        qtbot.mouseClick(room.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    place = session.window.page.place()
    assert place is not None
    assert place.key == "7.2.p2"
    saved(qtbot, room)


def test_the_first_esc_over_the_list_brings_back_all_marks_and_the_next_one_the_page(qtbot: QtBot) -> None:
    bar = ChoiceBar()
    qtbot.addWidget(bar)
    bar.line.put("机场")
    with qtbot.assertNotEmitted(bar.left), qtbot.waitSignal(bar.words_changed) as told:
        qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert told.args == [""]
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.line, Qt.Key.Key_Escape)


def test_the_hub_is_filtered_by_kind_colour_tag_state_and_words(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    session.window.commands["toggle_marks"].trigger()
    several(room)
    bar = room.panel.bar

    def notes() -> list[str]:
        return [mark.note for mark in room.panel.shown()]

    choose(room, "kinds", "note")
    assert notes() == ["机场何时建成"]
    choose(room, "kinds")
    choose(room, "colours", "important", "question")
    assert len(notes()) == 2
    choose(room, "colours")
    choose(room, "tags", "交通")
    assert notes() == ["请发改局核对", "机场何时建成"]
    choose(room, "states", "待办")
    assert notes() == ["请发改局核对"]
    bar.clear()
    for words in ("何时建成", "jichang", "jc"):
        bar.line.setText(words)
        qtbot.waitUntil(lambda: notes() == ["机场何时建成"], timeout=10_000)
    bar.line.setText("没有这样的话")
    qtbot.waitUntil(lambda: notes() == [])
    assert room.panel._empty.text() == "没有符合条件的批注。"
    bar.clear()
    # At once: words that are still looked for would be looked for in marks that come or go meanwhile.
    assert len(notes()) == len(room.store.marks)
    saved(qtbot, room)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "md", "html", "planmarks"])
def test_marks_are_exported(qtbot: QtBot, open_reader: Opener, tmp_path: Path, ending: str) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    several(room)
    out = tmp_path / f"批注.{ending}"
    export(room, out, form_of(ending))
    qtbot.waitUntil(lambda: "已导出" in session.window.notice.sentence, timeout=15_000)
    data = out.read_bytes()
    if ending in ("docx", "xlsx"):
        assert data.startswith(b"PK")
    else:
        assert "请发改局核对" in data.decode("utf-8")


def test_passages_are_collected_with_their_citations(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    """摘编: what the reader has filtered the hub to, in the order of the plan, in one document."""
    session = open_reader()
    room = opened(qtbot, session)
    session.window.commands["toggle_marks"].trigger()
    several(room)
    choose(room, "colours", "important", "question")
    room.sign("", "")
    session.window.commands["excerpts"].trigger()
    dialog = next(each for each in session.window.findChildren(QFileDialog) if each.isVisible())
    assert dialog.windowTitle() == "摘编为Word（筛选出的 2 条，共 4 条）"
    assert Path(dialog.selectedFiles()[0]).name == "嵊州市十四五规划（网络转载节选）-摘编.docx"
    dialog.setDirectory(str(tmp_path))
    dialog.fileSelected.emit(str(tmp_path / "摘编"))
    dialog.close()
    qtbot.waitUntil(lambda: "已导出：摘编.docx" in session.window.notice.sentence, timeout=15_000)
    paragraphs = [each.text for each in docx.Document(str(tmp_path / "摘编.docx")).paragraphs]
    marks = [room.store.marks[mark.id] for mark in room.panel.shown()]
    assert [mark.category for mark in marks] == ["question", "important"]
    assert paragraphs[0] == "摘编"
    assert paragraphs[1::2] == [mark.anchor.quote for mark in marks]
    assert all(words.startswith("——《嵊州市") for words in paragraphs[2::2])


def test_an_export_that_is_cancelled_leaves_no_file(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And marks are saved while it is under way."""
    session = open_reader()
    room = opened(qtbot, session)
    several(room)
    saved(qtbot, room)
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_entries: object, path: Path, progress: Progress, _author: str) -> int:
        begun.set()
        assert go_on.wait(30)
        try:
            with exported(path):
                progress.check()
        finally:
            ended.set()
        return 0

    monkeypatch.setattr(word, "write_docx", slow)
    export(room, tmp_path / "批注.docx", form_of("docx"))
    assert begun.wait(30)
    bar = room.dialogs.exporting
    assert bar.isVisible()
    add(room, "5.1.p1", 0, 5, "important")
    saved(qtbot, room)
    qtbot.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    assert session.window.notice.sentence == "已取消导出，没有写入文件。"
    assert not bar.isVisible()
    go_on.set()
    assert ended.wait(30)
    assert not (tmp_path / "批注.docx").exists()


def test_a_name_with_another_ending_overwrites_nothing(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    several(room)
    (tmp_path / "批注.txt.docx").write_text("先前的", "utf-8")
    room.sign("", "")
    session.window.commands["export_marks"].trigger()
    dialog = next(each for each in session.window.findChildren(QFileDialog) if each.isVisible())
    dialog.fileSelected.emit(str(tmp_path / "批注.txt"))
    assert "没有覆盖" in session.window.notice.sentence
    dialog.fileSelected.emit(str(tmp_path / "批注.xlsx"))
    dialog.close()
    qtbot.waitUntil(lambda: "已导出：批注.xlsx" in session.window.notice.sentence, timeout=15_000)
    assert (tmp_path / "批注.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "批注.txt.docx").read_text("utf-8") == "先前的"


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    several(room)
    export(room, tmp_path / "没有" / "批注.docx", form_of("docx"))
    qtbot.waitUntil(lambda: bool(session.window.notice.sentence), timeout=15_000)
    assert "已导出" not in session.window.notice.sentence


def test_a_colleagues_marks_come_in_after_a_preview_and_go_with_one_undo(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    theirs = opened(qtbot, open_reader(data=tmp_path / "theirs"))
    several(theirs)
    export(theirs, tmp_path / "同事.planmarks", form_of("planmarks"))
    qtbot.waitUntil((tmp_path / "同事.planmarks").exists, timeout=15_000)
    saved(qtbot, theirs)

    session = open_reader()
    room = opened(qtbot, session)
    add(room, "5.1.p1", 0, 5, "important")
    room.dialogs.show_merge(str(tmp_path / "同事.planmarks"))
    qtbot.waitUntil(lambda: room.dialogs.dialog is not None, timeout=15_000)
    dialog = room.dialogs.dialog
    assert dialog is not None
    assert "新增 4 条" in dialog.words.text()
    assert dialog.list.model().rowCount() == 4
    assert len(room.store.marks) == 1
    assert dialog.do is not None
    qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(room.store.marks) == 5, timeout=15_000)
    assert session.window.commands["undo"].text() == "撤销合并他人批注"
    session.window.commands["undo"].trigger()
    assert len(room.store.marks) == 1
    saved(qtbot, room)


def test_no_marks_file_is_refused_in_words(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    (tmp_path / "别的.planmarks").write_text(json.dumps({"type": "else"}), encoding="utf-8")
    room.dialogs.show_merge(str(tmp_path / "别的.planmarks"))
    qtbot.waitUntil(lambda: bool(session.window.notice.sentence))
    assert room.dialogs.dialog is None


def with_marks(qtbot: QtBot, open_reader: Opener) -> tuple[Mark, ...]:
    """A first run that leaves four marks and a backup of them."""
    session = open_reader()
    room = opened(qtbot, session)
    several(room)
    saved(qtbot, room)
    backups: list[object] = []
    room.store.question(Marks.back_up_if_due, backups.append)
    qtbot.waitUntil(lambda: bool(backups), timeout=15_000)
    marks = room.store.in_order()
    session.window.close()
    session.finish()
    return marks


def test_a_damaged_file_stops_nothing_and_what_was_in_it_is_offered(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    marks = with_marks(qtbot, open_reader)
    (tmp_path / "data" / "user.db").write_bytes(b"no longer what it was")
    session = open_reader()
    room = opened(qtbot, session)
    assert "已损坏" in session.window.notice.sentence
    assert session.window.page.page is not None
    assert not room.store.marks
    qtbot.mouseClick(session.window.notice._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.dialogs.dialog is not None, timeout=15_000)
    dialog = room.dialogs.dialog
    assert dialog is not None
    assert "4 条" in dialog.words.text()
    assert dialog.list.model().rowCount() == 4
    assert dialog.do is not None
    qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(room.store.marks) == 4, timeout=15_000)
    assert [mark.id for mark in room.store.in_order()] == [mark.id for mark in marks]
    saved(qtbot, room)
    assert any((tmp_path / "data" / "damaged").iterdir())


def test_backups_are_listed_and_bring_back_what_is_missing(qtbot: QtBot, open_reader: Opener) -> None:
    with_marks(qtbot, open_reader)
    session = open_reader()
    room = opened(qtbot, session)
    for id_ in list(room.store.marks)[:2]:
        room.remove(id_)
    saved(qtbot, room)
    session.window.commands["backups"].trigger()
    qtbot.waitUntil(lambda: room.dialogs.dialog is not None, timeout=15_000)
    dialog = room.dialogs.dialog
    assert dialog is not None
    assert "4 条批注" in dialog.list.model().index(0, 0).data()
    dialog.accept()
    qtbot.waitUntil(
        lambda: room.dialogs.dialog is not None and room.dialogs.dialog is not dialog, timeout=15_000
    )
    preview = room.dialogs.dialog
    assert preview is not None
    assert preview.list.model().rowCount() == 2
    preview.accept()
    qtbot.waitUntil(lambda: len(room.store.marks) == 4, timeout=15_000)
    saved(qtbot, room)


def test_chosen_ones_come_back_and_the_rest_stays_on_offer(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    marks = with_marks(qtbot, open_reader)
    (tmp_path / "data" / "user.db").unlink()
    session = open_reader()
    room = opened(qtbot, session)
    qtbot.mouseClick(session.window.notice._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.dialogs.dialog is not None, timeout=15_000)
    dialog = room.dialogs.dialog
    assert isinstance(dialog, RestoreDialog)
    assert dialog.do is not None
    assert dialog.do.text() == "恢复 4 条"
    lines = dialog.list.model()
    for row in (0, 2):
        lines.setData(lines.index(row, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.do.text() == "恢复 2 条"
    dialog.accept()
    qtbot.waitUntil(lambda: len(room.store.marks) == 2, timeout=15_000)
    saved(qtbot, room)
    assert room.store.kept is not None
    assert room.store.kept.incident is not None
    # What is left stands in the list of backups, and can be let go there.
    session.window.commands["backups"].trigger()
    qtbot.waitUntil(lambda: isinstance(room.dialogs.dialog, BackupsDialog), timeout=15_000)
    listed = room.dialogs.dialog
    assert isinstance(listed, BackupsDialog)
    words = listed.list.currentIndex().data()
    assert "未处理" in words
    assert "比现在多 2 条" in words
    qtbot.mouseClick(listed._settle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.store.kept.incident is None, timeout=15_000)  # pyright: ignore[reportOptionalMemberAccess]
    qtbot.waitUntil(lambda: not listed._settle.isVisible(), timeout=15_000)
    assert {mark.id for mark in room.store.kept.recovery(listed._sources[-1].name).marks} == {
        mark.id for mark in marks
    }
    listed.reject()


def test_what_was_overwritten_comes_back_beside_it(qtbot: QtBot, open_reader: Opener) -> None:
    with_marks(qtbot, open_reader)
    session = open_reader()
    room = opened(qtbot, session)
    first = room.store.in_order()[0]
    room.edit(first.id, Fields(note="写坏了"))
    saved(qtbot, room)
    session.window.commands["backups"].trigger()
    qtbot.waitUntil(lambda: room.dialogs.dialog is not None, timeout=15_000)
    listed = room.dialogs.dialog
    assert isinstance(listed, BackupsDialog)
    assert "1 条内容不同" in listed.list.model().index(0, 0).data()
    listed.accept()
    qtbot.waitUntil(lambda: isinstance(room.dialogs.dialog, RestoreDialog), timeout=15_000)
    dialog = room.dialogs.dialog
    assert isinstance(dialog, RestoreDialog)
    assert dialog.do is not None
    assert not dialog.do.isEnabled()
    qtbot.mouseClick(dialog._all, Qt.MouseButton.LeftButton)
    dialog.accept()
    qtbot.waitUntil(lambda: len(room.store.marks) == 5, timeout=15_000)
    saved(qtbot, room)


def test_a_second_place_is_chosen_filled_and_missed(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    with_marks(qtbot, open_reader)
    stick = tmp_path / "U盘"
    stick.mkdir()
    session = open_reader()
    room = opened(qtbot, session)
    session.window.commands["backups"].trigger()
    qtbot.waitUntil(lambda: room.dialogs.dialog is not None, timeout=15_000)
    listed = room.dialogs.dialog
    assert isinstance(listed, BackupsDialog)
    assert "未设置" in listed._place_words.text()
    listed.place_chosen.emit(str(stick))
    qtbot.waitUntil(lambda: "更新于" in listed._place_words.text(), timeout=15_000)
    names = {path.name for path in (tmp_path / "data" / "backups").iterdir()}
    assert {path.name for path in stick.glob("*/user-*.db")} == names
    # By hand: one more, here and there.
    qtbot.mouseClick(listed._now, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(list(stick.glob("*/user-*.db"))) == 2, timeout=15_000)
    qtbot.waitUntil(lambda: listed.list.model().rowCount() == 2, timeout=15_000)
    listed.reject()
    session.window.close()
    session.finish()
    stick.rename(tmp_path / "drawer")
    session = open_reader()
    room = opened(qtbot, session)
    qtbot.waitUntil(lambda: "现在不在" in session.window.notice.sentence, timeout=15_000)
    session.window.close()
    session.finish()


def test_a_newer_programs_file_is_refused_and_left_untouched(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    with_marks(qtbot, open_reader)
    path = tmp_path / "data" / "user.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9000'")
        connection.execute("PRAGMA user_version = 9000")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    session = open_reader()
    window = session.window
    qtbot.waitUntil(lambda: bool(window.room(MarksController).warning.sentence), timeout=15_000)
    assert "更新版本" in window.room(MarksController).warning.sentence
    window.page.selectAll()
    window.commands["highlight_0"].setEnabled(True)
    window.commands["underline"].trigger()
    assert "更新版本" in window.notice.sentence
    window.close()
    session.finish()
    assert path.read_bytes() == before


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, held by another program until that rolls back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_file_that_is_locked_is_told_until_it_is_written(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.marks.mark_store._PATIENCE", 0.1)
    with_marks(qtbot, open_reader)
    session = open_reader()
    room = opened(qtbot, session)
    with locked(tmp_path / "data" / "user.db") as other:
        add(room, "5.1.p1", 0, 5, "important")
        qtbot.waitUntil(
            lambda: "批注未保存" in session.window.room(MarksController).warning.sentence, timeout=15_000
        )
        assert session.window.room(MarksController).state_label.text() == "批注未保存"
        assert len(room.store.marks) == 5
        monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.defaultButton())
        assert not session.window.close()
        other.execute("ROLLBACK")
    qtbot.mouseClick(session.window.room(MarksController).warning._button, Qt.MouseButton.LeftButton)
    saved(qtbot, room)
    assert session.window.room(MarksController).warning.sentence == ""
    assert session.window.room(MarksController).state_label.text() == "批注已保存"


def test_closing_right_after_a_change_that_cannot_be_written_asks(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.marks.mark_store._PATIENCE", 0.1)
    with_marks(qtbot, open_reader)
    session = open_reader()
    room = opened(qtbot, session)
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.defaultButton())
    with locked(tmp_path / "data" / "user.db") as other:
        add(room, "5.1.p1", 0, 5, "important")
        assert not session.window.close()
        assert len(asked) == 1
        assert "还没有保存" in asked[0]
        other.execute("ROLLBACK")
    room.store.retry()
    saved(qtbot, room)
    add(room, "5.1.p1", 6, 9, "important")
    assert session.window.close()
    assert len(asked) == 1
    assert room.store.saved


def edited_plan(library: Library, folder: Path) -> None:
    """The same plan in another edition: a paragraph is gone, another moved, and one has other words."""
    passages = list(library.store(SLUG).plan.passages)
    at = {passage.key: number for number, passage in enumerate(passages)}
    lost, changed = at["4.2.p1"], at["4.1.p2"]
    passages[changed] = replace(
        passages[changed], text=passages[changed].text.replace("政府主导", "政府引导")
    )
    told = "这一段在新版中完全改写，原来的话一句也没有留下。"
    passages[lost] = replace(passages[lost], text=told, lead=0, origins=())
    plan = library.store(SLUG).plan
    new = replace(
        plan,
        passages=tuple(passages),
        gaps=tuple(gap for gap in plan.gaps if gap.key != "4.2.p1"),
        targets=tuple(target for target in plan.targets if target.key != "4.2.p1"),
    )
    write_plan(new, folder / SLUG / "plan.db", parser=1, source_sha256="f" * 64)


def test_marks_are_brought_into_a_newer_edition_and_the_rest_waits_in_the_tray(
    qtbot: QtBot, open_reader: Opener, ready: Path, library: Library, tmp_path: Path
) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    kept = add(room, "4.1.p1", 3, 12, "todo", "请发改局核对")
    gone = add(room, "4.2.p1", 2, 22, "question")
    saved(qtbot, room)
    session.window.close()
    session.finish()

    shipped = tmp_path / "shipped"
    shutil.copytree(ready, shipped)
    edited_plan(library, shipped)
    session = open_reader(shipped=shipped)
    room = opened(qtbot, session)
    qtbot.waitUntil(lambda: "规划已更新" in session.window.notice.sentence, timeout=15_000)
    assert room.store.marks[kept].placed == "placed"
    assert room.store.marks[gone].placed != "placed"
    qtbot.mouseClick(session.window.notice._button, Qt.MouseButton.LeftButton)
    editor = room.panel.editor
    assert editor.mark is not None
    assert editor.mark.id == gone
    assert cards(room)[0] == "待重新定位"
    if room.store.marks[gone].placed == "offered":
        qtbot.mouseClick(editor.decline, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: room.store.marks[gone].placed == "unplaced")
    page = session.window.page
    page.show_at_top(Place(SLUG, "4.2.p2"))
    assert page.page is not None
    cursor = page.textCursor()
    start = page.page.map.position("4.2.p2", 1)
    cursor.setPosition(start)
    cursor.setPosition(start + 8, QTextCursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)
    qtbot.mouseClick(editor.by_hand, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.store.marks[gone].placed == "placed")
    assert room.store.marks[gone].anchor.reach.start_key == "4.2.p2"
    session.window.commands["undo"].trigger()
    assert room.store.marks[gone].placed == "unplaced"
    saved(qtbot, room)


def test_colours_get_names_of_the_readers_own(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    room = opened(qtbot, session)
    session.window.commands["mark_colours"].trigger()
    dialog = room.dialogs.colours
    assert dialog is not None
    dialog.rows[0].name.setText("领导批示")
    for _ in range(5):
        dialog.add()
    assert not dialog.more.isEnabled()
    dialog.accept()
    assert [each.name for each in room.offered()][:2] == ["领导批示", "疑问"]
    assert len(room.offered()) == 8
    assert session.window.commands["highlight_0"].text() == "领导批示"
    assert len(room.bar.buttons) == 12
    session.window.commands["undo"].trigger()
    assert [each.name for each in room.offered()] == ["重点", "疑问", "待办"]
    saved(qtbot, room)
