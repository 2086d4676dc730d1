"""Files come in by dialog and by drop, are reviewed, corrected, renamed, replaced, removed and brought back, as a reader does it."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from db.errors import SourceError
from db.records import Place
from db.search.query import SearchQuery
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.library.import_queue import Added, Outcome
from desktop.library.library_room import LibraryRoom
from desktop.library.outcomes_dialog import OutcomesDialog
from desktop.library.plans_model import SlugRole
from desktop.library.review_page import ReviewPage
from desktop.marks.marks_controller import MarksController
from desktop.room import PLANS
from desktop.shell.window import Window
from tests.desktop.dragging import drag_over, let_go, of_files

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
TEXT = """某县“十五五”交通规划

一、总体要求

坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道。

三、重点任务

（一）完善路网

到2030年，公路里程达到500公里以上，通用机场建成投用，农村公路优良率达到95%以上。

下载
"""
pytestmark = pytest.mark.qt_log_ignore("plugin does not support")


@pytest.fixture
def session(open_reader: Opener) -> Session:
    return open_reader()


@pytest.fixture
def window(session: Session) -> Window:
    return session.window


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "交通规划.txt"
    path.write_text(TEXT, "utf-8")
    return path


def titles(adding: ImportController) -> list[str]:
    model = adding.room().page.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def until_listed(qtbot: QtBot, window: Window, *wanted: str) -> None:
    qtbot.waitUntil(lambda: set(wanted) <= set(titles(window.room(ImportController))))


def until_reviewed(qtbot: QtBot, window: Window) -> ReviewPage:
    """Press 核对 where an import ended in the text, and wait for the lines."""
    if window.front == "page":
        assert re.fullmatch(r"导入完成 · 需核对 \d+ 处", window.notice.sentence)
        qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    review = window.room(ImportController).room().review
    qtbot.waitUntil(
        lambda: bool(
            window.room(ImportController).room().reviewing and review.model.lines and not review.busy
        )
    )
    return review


def drop(window: Window, *paths: Path) -> bool:
    """Drop files on the middle of the window; whether they were taken."""
    mime = of_files(*paths)
    return drag_over(window, mime) and let_go(window, mime)


def add(qtbot: QtBot, window: Window, *paths: Path) -> None:
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        assert drop(window, *paths)


def test_a_file_that_is_dropped_is_reviewed_and_read(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    assert "某县“十五五”交通规划" in review.title.text()
    assert review.tabs.tabText(0).startswith("需核对")
    assert review.tabs.currentIndex() == 0
    doubt = review.list.model().index(0, 0).data()
    assert "第 7 行" in doubt, "the gap in the numbering comes first"
    assert review.view.rows == [review.model.row_of(7)], "and its line is chosen"
    qtbot.mouseClick(review.save, Qt.MouseButton.LeftButton)
    assert window.front == "page"
    assert window.top.plan_button.toolTip().splitlines()[0] == "某县“十五五”交通规划"


def copy_elsewhere(html: str = "", text: str = "", paths: Sequence[Path] = (), link: str = "") -> None:
    mime = QMimeData()
    if html:
        mime.setHtml(html)
    if text:
        mime.setText(text)
    if paths or link:
        mime.setUrls([QUrl(link)] if link else [QUrl.fromLocalFile(str(path)) for path in paths])
    QApplication.clipboard().setMimeData(mime)


def paste(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        window.commands["import_copied"].trigger()
    assert window.front == "page"


def test_what_was_copied_in_a_browser_is_imported_with_its_raised_figures_and_cells(
    qtbot: QtBot, session: Session, window: Window
) -> None:
    copy_elsewhere(
        "<meta charset='gb2312'><h1>某县数字经济规划</h1><h2>总体要求</h2>"
        "<p>到2030年，规模以上企业达到120<sup>1</sup>家，用水量控制在3.2×10<sup>8</sup>立方米以内。</p>"
        "<table><tr><td>指标</td><td>2030年</td></tr><tr><td>企业（家）</td><td>120<br>350</td></tr></table>",
        "某县数字经济规划 到2030年，规模以上企业达到1201家",
    )
    paste(qtbot, window)
    plan = session._library.store(session._library.plans()[-1].slug).plan
    words = "\n".join(passage.text for passage in plan.passages)
    assert plan.info.title == "某县数字经济规划"
    assert "1201家" not in words
    assert "10⁸立方米" in words
    assert [cell.text for cell in plan.tables[0].cells][-1] == "120\u3000350"
    assert plan.info.source.startswith("导入文件：剪贴板")


def test_plain_words_and_files_that_were_copied_are_imported(
    qtbot: QtBot, window: Window, file: Path
) -> None:
    copy_elsewhere(text=TEXT.replace("交通", "水利"))
    paste(qtbot, window)
    copy_elsewhere(paths=[file])
    paste(qtbot, window)
    until_listed(qtbot, window, "某县“十五五”水利规划", "某县“十五五”交通规划")


LINK = "https://example.org/规划%20一.html"


def test_words_that_come_with_the_address_of_their_page_are_imported(qtbot: QtBot, window: Window) -> None:
    copy_elsewhere(text=TEXT, link=LINK)
    paste(qtbot, window)
    until_listed(qtbot, window, "某县“十五五”交通规划")


@pytest.mark.parametrize(
    ("html", "text", "link"),
    [("", " \n", ""), ("", "", LINK), (f'<a href="{LINK}">{LINK}</a>', LINK, LINK)],
    ids=["blanks", "address", "link"],
)
def test_where_there_are_neither_words_nor_files_it_is_told(
    window: Window, html: str, text: str, link: str
) -> None:
    copy_elsewhere(html, text, link=link)
    window.commands["import_copied"].trigger()
    assert "剪贴板里没有" in window.notice.sentence


def test_the_dialog_takes_several_files_and_tells_what_came_of_each(
    qtbot: QtBot, window: Window, file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 no package")
    window.commands["import_files"].trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        dialog.filesSelected.emit([str(file), str(broken)])
        dialog.close()
    assert window.notice.sentence == "已导入 1 个文件，1 个没有导入。"
    until_listed(qtbot, window, "某县“十五五”交通规划")
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    shown = window.findChild(OutcomesDialog)
    assert shown is not None
    assert "已损坏" in shown.list.model().index(0, 0).data()
    assert str(shown.list.model().index(0, 0).data()).count("坏.docx") == 1
    shown.reject()


def test_the_reasons_of_many_files_are_whole_beside_the_scroll_bar(qtbot: QtBot, window: Window) -> None:
    error = SourceError(
        "“某县.docx”加了密码，没有导入；请先在 WPS 或 Word 中打开，取消密码后另存为 .docx，再导入。"
    )
    added = Added(several=True, outcomes=[Outcome(Path("某县.docx"), error=error)] * 40)
    shown = OutcomesDialog(added, window)
    shown.show()
    view = shown.list
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.isVisible() and view.visualRect(view.model().index(3, 0)).isValid())
    for width in (640, 520):
        shown.resize(width, 440)
        qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).right() <= view.viewport().width())
    assert not view.horizontalScrollBar().isVisible()
    shown.reject()


def test_a_folder_can_be_stopped_and_what_was_added_stays(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    folder = tmp_path / "很多"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02d}.txt").write_text(TEXT.replace("某县", f"第{number}县"), "utf-8")
    bar = window.room(ImportController).bar
    assert drop(window, folder)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: "第 3 个，共 40 个" in bar.words.text(), timeout=20_000)
    with qtbot.waitSignal(window.room(ImportController).intake.added):
        qtbot.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert window.notice.sentence.startswith("已取消：已导入")
    window.room(ImportController).intake.finish()
    window.room(ImportController).refresh()
    qtbot.waitUntil(lambda: len(titles(window.room(ImportController))) >= 3)
    assert len(titles(window.room(ImportController))) < 41
    assert not list((tmp_path / "data" / "plans").glob(".session-*/incoming-*"))


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier])
def test_a_doubt_chooses_its_line_alone_whatever_key_is_held(
    qtbot: QtBot, window: Window, file: Path, held: Qt.KeyboardModifier
) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    review.show_line(9)
    first = review.list.visualRect(review.list.model().index(0, 0))
    qtbot.mouseClick(review.list.viewport(), Qt.MouseButton.LeftButton, held, first.center())
    assert review.view.rows == [review.model.row_of(7)]


def test_a_correction_changes_the_outline_and_is_kept_for_the_same_file(
    qtbot: QtBot, session: Session, window: Window, file: Path
) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    slug = window.room(ImportController).room().reviewing
    review.show_line(9)
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_1)
    line = review.model.lines[review.model.row_of(9) or 0]
    assert (line.became, line.level, line.corrected) == ("heading", 1, True)
    review.show_line(13)
    assert review.model.lines[review.view.rows[0]].became == "dropped"
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_0)
    assert review.model.lines[review.view.rows[0]].became == "body", "what was dropped is put back"
    review.show_line(5)
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_Delete)
    with qtbot.waitSignal(review._task.answered):
        qtbot.mouseClick(review.undo, Qt.MouseButton.LeftButton)
    assert review.model.lines[review.model.row_of(5) or 0].became == "body"
    with qtbot.waitSignal(window.room(ImportController).intake.corrected, timeout=20_000):
        qtbot.mouseClick(review.save, Qt.MouseButton.LeftButton)
    assert window.front == "page"
    plan = session._library.store(slug).plan
    assert (1, (9,)) in [(chapter.level, chapter.lines) for chapter in plan.chapters]
    assert plan.dropped == ()
    window.room(ImportController).room().remove(slug)
    session._library.close()
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    assert review.corrections.keys() == {9, 13}
    assert "再次导入" in review.state.text()


def test_a_correction_that_leaves_nothing_is_taken_back(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    review.view.selectAll()
    with qtbot.waitSignal(review._task.failed):
        qtbot.keyClick(review.view, Qt.Key.Key_Delete)
    assert "已撤销" in window.notice.sentence
    assert not review.changed


def test_corrections_that_are_not_kept_wait_and_closing_asks(
    qtbot: QtBot, window: Window, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    slug = window.room(ImportController).room().reviewing
    review.show_line(9)
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_1)
    qtbot.mouseClick(review.back, Qt.MouseButton.LeftButton)
    window.room(ImportController).room().show_review(slug)
    review = until_reviewed(qtbot, window)
    assert review.corrections.keys() == {9}
    assert review.changed
    asked: list[str] = []

    def refuse(box: QMessageBox) -> int:
        asked.append(box.text())
        next(button for button in box.buttons() if button.text() == "返回").click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", refuse)
    assert not window.close()
    assert asked == ["导入结果的更正还没有保存。"]
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not review.changed
    assert window.room(ImportController).may_close()


def test_undo_among_the_lines_takes_back_a_correction_and_no_mark(
    qtbot: QtBot, window: Window, file: Path
) -> None:
    marks = window.room(MarksController).room
    qtbot.waitUntil(lambda: marks.markable)
    window.go_to(Place(SLUG, "8.1.p1"))
    window.commands["bookmark"].trigger()
    assert window.commands["undo"].isEnabled()
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    review.view.setFocus()
    qtbot.waitUntil(review.view.hasFocus)
    review.show_line(9)
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_1)
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not review.changed
    assert len(marks.store.of_plan(SLUG)) == 1


def test_a_key_that_is_nowhere_on_a_keyboard_does_no_harm(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    key = QKeyEvent(QEvent.Type.KeyPress, 0x0416, Qt.KeyboardModifier.NoModifier, "Ж")
    QApplication.sendEvent(review.view, key)
    assert not review.corrections


def test_a_file_that_waits_is_told_of_when_it_is_called_off(
    qtbot: QtBot, window: Window, file: Path, tmp_path: Path
) -> None:
    intake = window.room(ImportController).intake
    other = tmp_path / "其他.txt"
    other.write_text(TEXT.replace("某县", "他县"), "utf-8")
    told: list[bool] = []
    intake.added.connect(lambda added: told.append(added.stopped))
    intake.add([file])
    intake.add([other])
    intake.cancel()
    assert told == [True]
    assert not intake.busy
    intake.finish()


def test_an_item_without_a_box_is_explained(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    review.show_line(11)
    with qtbot.waitSignal(review.said):
        qtbot.keyClick(review.view, Qt.Key.Key_I)
    assert "接在专栏后面" in window.notice.sentence
    review.show_line(9)
    with qtbot.waitSignal(review._task.answered):
        qtbot.keyClick(review.view, Qt.Key.Key_B)
    assert [review.model.lines[review.model.row_of(number) or 0].became for number in (9, 11)] == [
        "box",
        "item",
    ]
    qtbot.mouseClick(review.undo, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(review.undo, Qt.MouseButton.LeftButton)


def test_the_same_file_again_is_told_and_opened(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    until_reviewed(qtbot, window)
    window.events.plan_requested.emit(SLUG)
    add(qtbot, window, file)
    assert window.notice.sentence == "已经在规划库中：某县“十五五”交通规划"
    assert window.top.plan_button.toolTip().splitlines()[0] == "某县“十五五”交通规划"


def test_a_newer_edition_takes_the_older_ones_place_with_its_marks_after_asking(
    qtbot: QtBot, session: Session, window: Window, file: Path, tmp_path: Path
) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    slug = window.room(ImportController).room().reviewing
    qtbot.mouseClick(review.save, Qt.MouseButton.LeftButton)
    room = window.room(MarksController).room
    qtbot.waitUntil(lambda: room.markable)
    passage = next(each for each in session._library.store(slug).plan.passages if "通用机场" in each.text)
    window.go_to(Place(slug, passage.key, (0, 6), passage.text[:6]))
    window.commands["bookmark"].trigger()
    qtbot.waitUntil(lambda: len(room.store.of_plan(slug)) == 1 and room.store.saved)

    newer = tmp_path / "新版.txt"
    newer.write_text(
        TEXT.replace("三、重点", "二、新增任务\n\n加快推进数字化改革，完善基层治理体系和能力。\n\n三、重点"),
        "utf-8",
    )
    add(qtbot, window, newer)
    box = window.room(ImportController).question
    assert box is not None
    assert "交通规划.txt" in box.informativeText()
    replace = next(button for button in box.buttons() if "替换" in button.text())
    with qtbot.waitSignal(window.room(ImportController).intake.replaced, timeout=20_000):
        qtbot.mouseClick(replace, Qt.MouseButton.LeftButton)
    assert session._library.slugs() == (SLUG, slug)
    assert session._library.search(SearchQuery("数字化改革", slug)).passages == 1
    later = next(each for each in session._library.store(slug).plan.passages if "通用机场" in each.text)
    assert later.key != passage.key
    qtbot.waitUntil(lambda: [mark.anchor.reach.start_key for mark in room.store.of_plan(slug)] == [later.key])


def test_keeping_both_editions(
    qtbot: QtBot, session: Session, window: Window, file: Path, tmp_path: Path
) -> None:
    add(qtbot, window, file)
    newer = tmp_path / "新版.txt"
    newer.write_text(TEXT + "\n完。\n", "utf-8")
    add(qtbot, window, newer)
    box = window.room(ImportController).question
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert window.room(ImportController).question is None
    assert len(session._library.slugs()) == 3


def test_a_plan_is_chosen_while_ctrl_is_still_held_down(qtbot: QtBot, window: Window, file: Path) -> None:
    """As it is behind Ctrl+O."""
    add(qtbot, window, file)
    until_reviewed(qtbot, window)
    room: LibraryRoom = window.room(ImportController).room()
    added = room.reviewing
    assert added
    room.show_list()
    until_listed(qtbot, window, "某县“十五五”交通规划")
    qtbot.keyPress(window, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        for slug in (SLUG, added, SLUG):
            room.choose(slug)
            assert [index.data(SlugRole) for index in room.page.view.selectionModel().selectedRows()] == [
                slug
            ]
    finally:
        qtbot.keyRelease(window, Qt.Key.Key_Control)


def test_removing_and_bringing_back(qtbot: QtBot, session: Session, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    until_reviewed(qtbot, window)
    room: LibraryRoom = window.room(ImportController).room()
    slug = room.reviewing
    room.show_list()
    until_listed(qtbot, window, "某县“十五五”交通规划")
    assert room.page.chosen == slug
    qtbot.keyClick(room.page.view, Qt.Key.Key_Delete)
    assert slug not in session._library.slugs()
    assert window.top.plan_button.toolTip().startswith("嵊州市"), "another plan is open"
    assert "撤销" in window.notice._button.text()
    assert room.page.restore.isVisible()
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert slug in session._library.slugs()
    until_listed(qtbot, window, "某县“十五五”交通规划")
    assert not room.page.restore.isVisible()
    room.remove(slug)
    session.window.close()
    session.finish()
    assert not list((session._folder or Path()).glob("plans/**/plan.db"))


def test_an_open_plan_that_is_brought_back_is_open_again(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    room: LibraryRoom = window.room(ImportController).room()
    slug = window.slug
    assert slug != SLUG
    room.show_list()
    until_listed(qtbot, window, "某县“十五五”交通规划")
    room.choose(slug)
    qtbot.keyClick(room.page.view, Qt.Key.Key_Delete)
    assert window.slug == SLUG
    where = window.page.place()
    assert where is not None
    assert window._where.text() == " › ".join(window.reading.titles(where.key)), "nothing of the removed one"
    window.notice._button.click()
    assert window.slug == slug, "as it was before"
    assert window.front == "library", "and where it was"
    # Who has opened another one since stays in that.
    room.remove(slug)
    other = file.with_name("水利规划.txt")
    other.write_text(TEXT.replace("交通", "水利"), "utf-8")
    add(qtbot, window, other)
    opened = window.slug
    assert opened not in (slug, SLUG)
    room.restore(slug)
    assert window.slug == opened


def test_what_comes_with_the_program_cannot_be_removed_or_renamed(qtbot: QtBot, window: Window) -> None:
    window.commands["library"].trigger()
    page = window.room(ImportController).room().page
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.chosen == SLUG
    assert not page.remove.isEnabled()
    assert not page.rename.isEnabled()
    assert not page.review.isEnabled()
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    assert window.findChild(QInputDialog) is None
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert window.front == "page"


def test_renaming(qtbot: QtBot, window: Window, file: Path) -> None:
    add(qtbot, window, file)
    until_reviewed(qtbot, window)
    room = window.room(ImportController).room()
    room.show_list()
    until_listed(qtbot, window, "某县“十五五”交通规划")
    qtbot.keyClick(room.page.view, Qt.Key.Key_F2)
    dialog = room.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("本县交通")
    with qtbot.waitSignal(window.room(ImportController).intake.renamed, timeout=20_000):
        dialog.accept()
    until_listed(qtbot, window, "本县交通")
    assert window.top.plan_button.toolTip().splitlines()[0] == "本县交通"


def test_the_list_narrows_and_the_models_keep_their_promises(
    qtbot: QtBot, window: Window, file: Path
) -> None:
    add(qtbot, window, file)
    review = until_reviewed(qtbot, window)
    room = window.room(ImportController).room()
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (room.page.model, review.model, review.list.model())
    ]
    review.tabs.setCurrentIndex(1)
    review.correct(None)
    room.show_list()
    until_listed(qtbot, window, "某县“十五五”交通规划")
    qtbot.keyClicks(room.page.filter, "2026")
    view = room.page.view.model()
    assert [view.index(row, 0).data() for row in range(view.rowCount(QModelIndex()))] == [
        "某县“十五五”交通规划"
    ]
    assert room.page.total.text() == "1 / 2 部"
    assert view.index(0, 0).data(SlugRole) == room.page.chosen
    assert testers


def test_what_is_no_file_is_not_taken(window: Window) -> None:
    mime = QMimeData()
    mime.setText("words")
    assert not drag_over(window, mime)
    assert not window.drops.cue.isVisible()
    assert not window.room(ImportController).intake.busy


@pytest.fixture(autouse=True)
def _no_native_dialogs(qapp: QApplication) -> Iterator[None]:
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, on=False)


def test_back_leads_into_the_plan_that_was_left_and_the_menu_knows_which_is_open(
    qtbot: QtBot, window: Window, file: Path
) -> None:
    window.go_to(Place(SLUG, "8.1"))
    add(qtbot, window, file)
    until_reviewed(qtbot, window)
    until_listed(qtbot, window, "某县“十五五”交通规划")

    def checked() -> list[str]:
        return [action.text() for action in window.menu(PLANS).actions() if action.isChecked()]

    qtbot.waitUntil(lambda: len([action for action in window.menu(PLANS).actions() if action.data()]) == 2)
    other = next(action for action in window.menu(PLANS).actions() if action.data() not in (None, SLUG))
    window.events.plan_requested.emit(SLUG)
    window.go_to(Place(SLUG, "9.2"))
    other.trigger()
    assert window.slug == other.data()
    assert checked() == ["某县“十五五”交通规划"]
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    place = window.page.place()
    assert place is not None
    assert (window.slug, place.key) == (SLUG, "9.2")
    assert checked() == ["嵊州市“十四五”规划（网络转载节选）"]


def test_an_empty_clipboard_is_told_and_nothing_else(window: Window) -> None:
    QApplication.clipboard().clear()
    window.commands["import_copied"].trigger()
    assert "剪贴板里没有文字" in window.notice.sentence
