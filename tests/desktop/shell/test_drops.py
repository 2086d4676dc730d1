"""What is dragged over the window: the cue says what becomes of it, and the room that it belongs to gets it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.export.marks.forms import FORMS
from db.files import head
from db.progress import QUIET
from db.records import Place
from db.search.synonyms import add_own, read_groups
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.marks.marks_controller import MarksController
from desktop.marks.recovery_dialog import RestoreDialog
from desktop.room import FILE, ActionSpec, Drop, Room
from desktop.search.synonyms_dialog import SynonymsDialog
from desktop.shell.rooms import ROOMS, RoomSpec
from desktop.shell.window import Window
from tests.desktop.dragging import drag_away, drag_over, let_go, of_files

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
TEXT = """某县“十五五”交通规划

一、总体要求

坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道。

{}、重点任务

到2030年，公路里程达到500公里以上，通用机场建成投用，农村公路优良率达到95%以上。
"""
pytestmark = pytest.mark.qt_log_ignore("plugin does not support")


@pytest.fixture
def window(qtbot: QtBot, open_reader: Opener) -> Window:
    window = open_reader().window
    qtbot.waitUntil(lambda: window.room(MarksController).room.markable)
    return window


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "交通规划.txt"
    path.write_text(TEXT.format("三"), "utf-8")
    return path


def cue(window: Window) -> str:
    """The words over the window; empty where there is none."""
    return window.drops.cue.words.text() if window.drops.cue.isVisible() else ""


def test_the_cue_tells_it_before_the_button_is_let_go(
    qtbot: QtBot, window: Window, plan: Path, tmp_path: Path
) -> None:
    picture, other, folder = tmp_path / "照片.png", tmp_path / "二.docx", tmp_path / "文件夹"
    folder.mkdir()
    for path in (picture, other):
        path.write_bytes(b"x")
    for given, told in (
        ([plan], "松开导入到规划库"),
        ([plan, other], "松开导入 2 个文件到规划库"),
        ([plan, other, picture], "松开导入 2 个文件到规划库\n另外 1 个不能导入"),
        ([folder], "松开导入文件夹到规划库"),
    ):
        assert drag_over(window, of_files(*given))
        assert cue(window) == told
        drag_away(window)
        assert cue(window) == ""
    assert not drag_over(window, of_files(picture))
    assert cue(window).startswith("不能导入这种文件（.png）\n可以导入 ")
    assert not let_go(window, of_files(picture))
    assert cue(window) == ""
    assert not window.room(ImportController).intake.busy


def test_the_cue_lies_over_the_window_and_within_it(window: Window, plan: Path) -> None:
    drag_over(window, of_files(plan))
    shown = window.drops.cue
    assert window.rect().contains(shown.geometry())
    assert shown.width() > window.width() * 0.9
    window.resize(window.width() - 100, window.height())
    assert window.rect().contains(shown.geometry())
    drag_away(window)


@pytest.mark.parametrize("where", ["box", "page", "outline", "status"])
def test_a_plan_is_imported_wherever_it_is_let_go_and_the_text_opens(
    qtbot: QtBot, window: Window, plan: Path, where: str
) -> None:
    part: QWidget = {
        "box": window.box,
        "page": window.page,
        "outline": window.outline,
        "status": window.statusBar(),
    }[where]
    at = part.mapTo(window, part.rect().center())
    before = window.box.text()
    assert drag_over(window, of_files(plan), at)
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        assert let_go(window, of_files(plan), at)
    assert window.front == "page"
    assert window.windowTitle().startswith("某县“十五五”交通规划")
    assert window.box.text() == before, "a field takes no address of a file"
    place = window.page.place()
    assert place is not None
    assert window.plan is not None
    assert (place.plan, place.key) == (window.slug, window.plan.passages[0].key), "at its start"
    words = window.notice.sentence
    assert words.startswith("导入完成 · 需核对 ")
    assert window.notice._button.text() == "核对"
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    review = window.room(ImportController).room().review
    qtbot.waitUntil(lambda: bool(review.model.lines) and not review.busy)
    assert review.tabs.tabText(0) == f"需核对 {words.split(' ')[3]}"
    # 规划库 pressed in the review leads to the list.
    window.commands["library"].trigger()
    assert window.front == "library"
    assert not window.room(ImportController).room().reviewing


def test_nothing_to_review_is_told_without_a_button(qtbot: QtBot, window: Window, plan: Path) -> None:
    plan.write_text(TEXT.format("二"), "utf-8")
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        assert let_go(window, of_files(plan))
    assert window.notice.sentence == "导入完成 · 没有需要核对的地方"
    assert window.notice.kind == "done"
    assert not window.notice._button.isVisible()


def test_several_files_end_in_the_library_with_the_outcome(
    qtbot: QtBot, window: Window, plan: Path, tmp_path: Path
) -> None:
    other = tmp_path / "二.txt"
    other.write_text(TEXT.format("二").replace("某县", "他县"), "utf-8")
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        assert let_go(window, of_files(plan, other))
    assert window.front == "library"
    assert window.notice.sentence == "已导入 2 个文件。"


def test_a_folder_with_one_plan_ends_in_its_text_and_tells_what_was_passed_over(
    qtbot: QtBot, window: Window, plan: Path
) -> None:
    (plan.parent / "收件").mkdir()
    plan.rename(plan.parent / "收件" / plan.name)
    (plan.parent / "收件" / "照片.png").write_bytes(b"x")
    with qtbot.waitSignal(window.room(ImportController).intake.added, timeout=20_000):
        assert let_go(window, of_files(plan.parent / "收件"))
    assert window.front == "page"
    assert window.notice.sentence.endswith(
        "文件夹里另有 1 个文件未导入：1 个不是可以导入的格式（.png 1 个）。"
    )


def marks_file(window: Window, folder: Path, name: str = "同事.planmarks") -> Path:
    content = window.room(MarksController).room.dialogs.exported(())
    assert content is not None
    path = folder / name
    form = next(form for form in FORMS if form.name == "planmarks")
    form.write(content, path, QUIET)
    return path


def dialogs(window: Window) -> Sequence[str]:
    return [each.windowTitle() for each in QApplication.topLevelWidgets() if each.isVisible()]


@pytest.mark.parametrize("room", ["page", "library", "tables"])
def test_marks_of_a_colleague_go_to_the_marks_from_anywhere(
    qtbot: QtBot, window: Window, tmp_path: Path, room: str
) -> None:
    if room != "page":
        window.show_room(room)
    # Known by its own mark, whatever it is called.
    path = marks_file(window, tmp_path).rename(tmp_path / "收到的.txt")
    assert drag_over(window, of_files(path))
    assert cue(window) == "松开合并他人批注"
    assert let_go(window, of_files(path))
    marks = window.room(MarksController).room.dialogs
    qtbot.waitUntil(lambda: marks.dialog is not None)
    assert "合并他人批注" in dialogs(window)
    assert marks.dialog is not None
    marks.dialog.reject()


def test_a_backup_offers_to_restore_and_the_dialog_for_imports_knows_it_too(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    store = window.room(MarksController).room.store
    window.go_to(Place(SLUG, "8.1.p1"))
    window.commands["bookmark"].trigger()
    qtbot.waitUntil(lambda: len(store.of_plan(SLUG)) == 1 and store.saved)
    backup = tmp_path / "旧备份"
    backup.write_bytes(next((tmp_path / "data").rglob("user*.db")).read_bytes())
    assert head(backup, 6) == b"SQLite"
    marks = window.room(MarksController).room.dialogs
    assert drag_over(window, of_files(backup))
    assert cue(window) == "松开查看备份，选择要恢复的批注"
    assert let_go(window, of_files(backup))
    qtbot.waitUntil(lambda: isinstance(marks.dialog, RestoreDialog))
    assert marks.dialog is not None
    marks.dialog.reject()
    qtbot.waitUntil(lambda: marks.dialog is None)
    window.room(ImportController).add([backup])
    qtbot.waitUntil(lambda: isinstance(marks.dialog, RestoreDialog))
    assert not window.room(ImportController).intake.busy
    marks.dialog.reject()


def test_synonyms_of_a_colleague_join_those_of_the_person(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    theirs, own = tmp_path / "同事.txt", tmp_path / "data" / "synonyms.tsv"
    add_own(theirs, ("嵊新奉", "嵊新奉特别合作区"))
    add_own(own, ("四港", "四港联动"))
    assert drag_over(window, of_files(theirs))
    assert cue(window) == "松开添加到自己的近义词"
    assert let_go(window, of_files(theirs))
    qtbot.waitUntil(lambda: len(read_groups(own)) == 2)
    assert "近义词" in "".join(dialogs(window))
    dialog = window.findChild(SynonymsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.model().rowCount() == 2)
    dialog.reject()


def test_own_sheets_among_others_are_refused_with_the_reason(window: Window, plan: Path) -> None:
    path = marks_file(window, plan.parent)
    assert not drag_over(window, of_files(plan, path))
    assert cue(window) == "批注文件和备份一次只能拖入一个"
    drag_away(window)


def test_words_that_are_dragged_go_where_they_are_let_go(window: Window) -> None:
    words = QMimeData()
    words.setText("通用机场")
    at = window.box.mapTo(window, QPoint(40, window.box.height() // 2))
    assert drag_over(window, words, at)
    assert cue(window) == ""
    assert let_go(window, words, at)
    assert window.box.text() == "通用机场"


class _Figures(Room):
    """A room that is made up: it takes sheets, wherever its page is in front, and knows its own."""

    taken: tuple[Path, ...] = ()

    def page(self) -> QWidget:
        return QWidget()

    def drop(self, paths: Sequence[Path]) -> Drop | None:
        if any(path.suffix != ".xlsx" for path in paths):
            return None
        return Drop("松开填入指标数据", lambda: self._take(paths))

    def claim(self, paths: Sequence[Path]) -> Drop | None:
        own = [path for path in paths if head(path, 4) == b"OWN1"]
        return Drop("松开更新任务分解表", lambda: self._take(own)) if own else None

    def _take(self, paths: Sequence[Path]) -> None:
        self.taken = tuple(paths)


def test_a_coming_room_says_only_what_it_takes_and_what_the_cue_reads(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = RoomSpec(
        "figures", f"{__name__}:_Figures", page=ActionSpec("figures", FILE, "指标监测", checkable=True)
    )
    monkeypatch.setattr(Window.__init__, "__defaults__", ((*ROOMS, spec),))
    window = open_reader().window
    sheet, own = tmp_path / "一.xlsx", tmp_path / "任务.docx"
    sheet.write_bytes(b"x")
    own.write_bytes(b"OWN1")
    assert drag_over(window, of_files(sheet))
    assert cue(window) == "松开导入到规划库", "its page is not in front"
    drag_away(window)
    window.show_room("figures")
    assert drag_over(window, of_files(sheet))
    assert cue(window) == "松开填入指标数据"
    assert let_go(window, of_files(sheet))
    room = window.rooms["figures"]
    assert isinstance(room, _Figures)
    assert room.taken == (sheet,)
    window.turn_to("page")
    assert drag_over(window, of_files(own))
    assert cue(window) == "松开更新任务分解表"
    assert let_go(window, of_files(own))
    assert room.taken == (own,)
