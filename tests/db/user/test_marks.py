"""Marks are kept, changed, undone; what can't be written waits and is said; what others write is taken over."""

import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from db.progress import Progress
from db.user.errors import AnchorError, ChangedElsewhereError, NewerFileError, UnknownMarkError
from db.user.mark_edits import new_mark
from db.user.marks import Marks
from db.user.records import Assignment, Category, Change, Edit, Edition, Mark, TextRange, now

Open = Callable[[Path], Marks]
Make = Callable[..., Mark]


def on_disk(folder: Path) -> dict[str, Mark]:
    """What another start of the program would find."""
    again = Marks.open(folder)
    assert again.incident is None
    found = {mark.id: mark for mark in again.all()}
    again.close()
    return found


def test_nothing_is_written_before_the_first_mark(marks: Marks, tmp_path: Path) -> None:
    assert marks.all() == ()
    assert [category.name for category in marks.categories()] == ["重点", "疑问", "待办"]
    assert list(tmp_path.iterdir()) == []


def test_a_mark_is_on_disk_when_it_is_said_to_be(marks: Marks, made: Make, tmp_path: Path) -> None:
    mark = made(
        note="**总投资**待核对",
        tags=("项目", "#项目", " 交通 "),
        state="待办",
        task=Assignment("交通局", "三界镇", "2025年底"),
    )
    saved = marks.add(mark)
    assert saved.on_disk
    assert saved.why == marks.trouble == ""
    assert on_disk(tmp_path) == {mark.id: mark}
    assert mark.tags == ("项目", "交通")


def test_undo_and_redo_of_everything(marks: Marks, made: Make, tmp_path: Path) -> None:
    one, two = made(), made("铁路", "8.1.b1.i1", "highlight")
    states = [(marks.all(), marks.categories())]
    changes: list[Change] = []
    for act in (
        lambda: marks.add(one, two),
        lambda: marks.edit(one.id, note="改", tags=("甲",)),
        lambda: marks.edit(one.id, two.id, state="已办"),
        lambda: marks.edit(two.id, kind="underline", category="question"),
        lambda: marks.place(two.id, TextRange("8.1.b1.i2", 0, "8.1.b1.i2", 2)),
        lambda: marks.apply(
            Change("", (), (Edit(next(each for each in marks.categories() if each.id == "question"), None),))
        ),
        lambda: marks.apply(Change("", (), (Edit(None, Category("new", "督办", "#112233", 3)),))),
        lambda: marks.remove(one.id),
    ):
        changes.append(act().change)
        states.append((marks.all(), marks.categories()))
        assert marks.all() == tuple(sorted(on_disk(tmp_path).values(), key=lambda mark: mark.order))
    for change, before in zip(reversed(changes), reversed(states[:-1]), strict=True):
        marks.apply(change.inverse)
        assert (marks.all(), marks.categories()) == before
    assert marks.all() == ()
    for change, after in zip(changes, states[1:], strict=True):
        marks.apply(change)
        assert (marks.all(), marks.categories()) == after
    assert [change.what for change in changes][:3] == ["添加批注", "修改批注", "修改批注"]


def test_marks_come_in_the_order_of_the_plan(marks: Marks, made: Make) -> None:
    late, early, middle = made("养老服务", "9.5.p3"), made("四港", "0.p1"), made("铁路", "8.1.b1.i1")
    marks.add(late)
    marks.add(early, middle)
    assert [mark.anchor.reach.start_key for mark in marks.all()] == ["0.p1", "8.1.b1.i1", "9.5.p3"]
    assert marks.all("another-plan") == ()


def test_a_change_to_a_mark_that_is_no_longer_so_does_nothing(marks: Marks, made: Make) -> None:
    mark = made()
    added = marks.add(mark)
    marks.edit(mark.id, note="新")
    with pytest.raises(ChangedElsewhereError):
        marks.apply(added.change.inverse)
    assert marks.get(mark.id).note == "新"
    with pytest.raises(UnknownMarkError):
        marks.remove("no-such-id")


def test_a_moment_never_goes_back_and_each_change_is_later_than_the_one_before(
    marks: Marks, made: Make
) -> None:
    mark = replace(made(), changed="2027-01-01T00:00:00.999Z")
    marks.add(mark)
    marks.edit(mark.id, note="改")
    assert marks.get(mark.id).changed == "2027-01-01T00:00:01.000Z"


def test_placing_by_hand_needs_words(marks: Marks, made: Make) -> None:
    mark = made()
    marks.add(mark)
    with pytest.raises(AnchorError):
        marks.place(mark.id, TextRange("8.1.p1", 5, "8.1.p1", 5))
    with pytest.raises(AnchorError):
        marks.place(mark.id, TextRange("99", 0, "99", 5))


def test_a_category_for_tasks_makes_tasks(marks: Marks, made: Make) -> None:
    todo = next(category for category in marks.categories() if category.task)
    mark = new_mark("highlight", made().anchor, "张三", now(), todo)
    assert (mark.category, mark.state) == ("todo", "待办")


# Drafts


def test_a_draft_outlives_the_program_and_goes_with_the_note(
    marks: Marks, made: Make, opened: Open, tmp_path: Path
) -> None:
    mark = made()
    marks.add(mark)
    assert marks.save_draft(mark.id, "写到一")
    assert marks.save_draft(mark.id, "写到一半")
    marks.close()
    again = opened(tmp_path)
    assert [(draft.mark, draft.text) for draft in again.drafts()] == [(mark.id, "写到一半")]
    again.edit(mark.id, note="写到一半了")
    assert again.drafts() == ()
    again.save_draft(mark.id, "又写")
    again.edit(mark.id, note="写完了")
    again.close()
    assert opened(tmp_path).drafts() == ()


# What can't be written


def test_a_locked_file_is_written_when_it_is_free(marks: Marks, made: Make, tmp_path: Path) -> None:
    first, second, third = made(), made("铁路", "8.1.b1.i1"), made("四港", "0.p1")
    marks.add(first)
    with closing(sqlite3.connect(tmp_path / "user.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        saved = marks.add(second)
        assert not saved.on_disk
        assert (
            saved.why
            == marks.trouble
            == "批注文件正被其他程序占用，改动还没有保存；已留在内存中，能写入时会自动保存，请不要关闭程序。"
        )
        assert not marks.add(third).on_disk
        assert not marks.edit(second.id, note="改").on_disk
        assert not marks.save_draft(third.id, "草")
        assert not marks.save_draft(third.id, "草稿")
        # Two drafts of one note are one: the later takes the place of the earlier.
        assert marks.check().pending == 4
        assert {mark.id for mark in marks.all()} == {first.id, second.id, third.id}
        assert set(on_disk(tmp_path)) == {first.id}
        assert not marks.retry()
        other.execute("ROLLBACK")
    assert marks.retry()
    assert marks.trouble == ""
    assert marks.check().pending == 0
    assert on_disk(tmp_path) == {mark.id: mark for mark in marks.all()}
    assert marks.get(second.id).note == "改"


def test_the_next_change_writes_what_waited(marks: Marks, made: Make, tmp_path: Path) -> None:
    first, second, third = made(), made("铁路", "8.1.b1.i1"), made("四港", "0.p1")
    marks.add(first)
    with closing(sqlite3.connect(tmp_path / "user.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        marks.add(second)
    assert marks.add(third).on_disk
    assert set(on_disk(tmp_path)) == {first.id, second.id, third.id}


def test_closing_says_what_is_lost(marks: Marks, made: Make, tmp_path: Path) -> None:
    marks.add(made())
    with closing(sqlite3.connect(tmp_path / "user.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        marks.add(made("铁路", "8.1.b1.i1"))
        assert not marks.close()
    assert marks.retry()
    assert marks.close()


def test_a_name_that_is_too_long_is_no_full_disk(
    made: Make, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.user.mark_file._no_room", lambda _path: True)
    marks = opened(tmp_path / ("长" * 100))
    assert not marks.add(made()).on_disk
    assert "文件名太长" in marks.trouble
    assert "已满" not in marks.trouble


def test_a_folder_that_is_a_file(made: Make, opened: Open, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    marks = opened(tmp_path / "data")
    assert not marks.add(made()).on_disk
    assert "不能写入" in marks.trouble
    (tmp_path / "data").unlink()
    assert marks.retry()
    assert len(on_disk(tmp_path / "data")) == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="权限对管理员不起作用")
def test_a_read_only_folder(marks: Marks, made: Make, opened: Open, tmp_path: Path) -> None:
    marks.add(made())
    marks.close()
    tmp_path.chmod(0o500)
    (tmp_path / "user.db").chmod(0o400)
    try:
        again = opened(tmp_path)
        assert len(again.all()) == 1
        assert not again.add(made("铁路", "8.1.b1.i1")).on_disk
        assert "不能写入" in again.trouble
    finally:
        tmp_path.chmod(0o700)
        (tmp_path / "user.db").chmod(0o600)
    assert again.retry()


# Others


def test_two_programs_see_each_other(marks: Marks, made: Make, opened: Open, tmp_path: Path) -> None:
    other = opened(tmp_path)
    first, second = made(), made("铁路", "8.1.b1.i1")
    marks.add(first)
    assert other.refresh().edits == (Edit(None, first),)
    other.add(second)
    other.edit(first.id, note="别处改的")
    assert {edit.id for edit in marks.refresh().edits} == {first.id, second.id}
    assert marks.all() == other.all()
    assert not marks.refresh()
    with pytest.raises(ChangedElsewhereError):
        marks.apply(Change("", (Edit(first, None),)))


def test_what_waited_comes_on_top_of_what_others_wrote(
    marks: Marks, made: Make, opened: Open, tmp_path: Path
) -> None:
    """Both touched one mark: both versions are kept."""
    first, second = made(), made("铁路", "8.1.b1.i1")
    marks.add(first)
    other = opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "user.db", isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        marks.edit(first.id, note="我的")
        marks.add(second)
    other.edit(first.id, note="别处的")
    assert marks.retry()
    assert sorted(mark.note for mark in marks.all()) == ["", "别处的", "我的"]
    assert on_disk(tmp_path) == {mark.id: mark for mark in marks.all()}


def test_what_cannot_be_written_at_all_is_told_and_is_there_until_the_end(
    marks: Marks, made: Make, tmp_path: Path
) -> None:
    """Half a character, which no text file holds: whoever lets it through, it is not shown as saved."""
    marks.add(made())
    mark = made()
    saved = marks.add(replace(mark, note="\ud83d"))
    assert not saved.on_disk
    assert saved.why == marks.trouble
    assert "还没有保存" in saved.why
    assert not marks.add(made("铁路", "8.1.b1.i1")).on_disk
    assert len(marks.all()) == 3
    assert not marks.close()
    assert len(Marks.open(tmp_path).all()) == 1


def test_reading_waits_for_nothing(marks: Marks, made: Make, edition: Edition) -> None:
    """While marks are brought into a new edition, which may take long, the window asks what there is."""
    marks.add(made(), made("铁路", "8.1.b1.i1"))
    begun, go_on = threading.Event(), threading.Event()

    def told(_done: float, _of_all: float, _words: str) -> None:
        begun.set()
        assert go_on.wait(30)

    newer = replace(edition, content_sha256="0" * 64)
    settling = threading.Thread(target=marks.move_to_edition, args=(newer, Progress(told)))
    settling.start()
    assert begun.wait(30)
    answers: list[object] = []

    def ask() -> None:
        answers.extend(
            (
                marks.all(),
                marks.categories(),
                marks.drafts(),
                marks.text(edition.slug),
                marks.trouble,
            )
        )

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(10)
    still_at_it = settling.is_alive()
    go_on.set()
    settling.join()
    assert still_at_it
    assert len(answers) == 5


def test_what_waits_in_the_tray_of_its_own_edition_is_told_once(
    marks: Marks, made: Make, edition: Edition
) -> None:
    mark = made()
    marks.add(
        replace(
            mark,
            placed="unplaced",
            anchor=replace(mark.anchor, quote="没有这样的话", reach=TextRange("9", 0, "9", 3)),
        )
    )
    assert marks.move_to_edition(edition) is None
    assert marks.backups() == ()


def test_many_threads(marks: Marks, made: Make, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    many = [made(note=str(number)) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert all(saved.on_disk for saved in pool.map(marks.add, many))
    assert len(on_disk(tmp_path)) == 40


# The file taken away or spoilt under the running program


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 不让删除打开的文件")
def test_a_file_deleted_under_us_is_written_anew(marks: Marks, made: Make, tmp_path: Path) -> None:
    first, second = made(), made("铁路", "8.1.b1.i1")
    marks.add(first)
    for path in tmp_path.glob("user.db*"):
        path.unlink()
    assert marks.add(second).on_disk
    assert set(on_disk(tmp_path)) == {first.id, second.id}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 不让改动打开的文件")
def test_a_file_spoilt_under_us_is_noticed_by_the_backup_and_written_anew(
    marks: Marks, made: Make, tmp_path: Path
) -> None:
    many = [made(note="字" * 500) for _ in range(60)]
    marks.add(*many)
    data = bytearray((tmp_path / "user.db").read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    (tmp_path / "user.db").write_bytes(data)
    last = made("铁路", "8.1.b1.i1")
    assert marks.add(last).on_disk
    assert marks.back_up_if_due() is not None
    assert set(on_disk(tmp_path)) == {mark.id for mark in (*many, last)}
    assert len(list((tmp_path / "damaged").iterdir())) == 1


def test_a_file_put_in_its_place_is_taken_over(
    marks: Marks, made: Make, opened: Open, tmp_path: Path
) -> None:
    marks.add(made())
    (tmp_path / "other").mkdir()
    other = opened(tmp_path / "other")
    theirs = made("四港", "0.p1")
    other.add(theirs)
    other.close()
    marks.close()
    (tmp_path / "user.db").unlink()
    shutil.copy(tmp_path / "other" / "user.db", tmp_path / "user.db")
    marks.refresh()
    assert [mark.id for mark in marks.all()] == [theirs.id]


# Newer versions


def test_a_file_of_a_newer_version_is_refused_and_left_alone(
    marks: Marks, made: Make, tmp_path: Path
) -> None:
    marks.add(made())
    marks.close()
    with closing(sqlite3.connect(tmp_path / "user.db")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0099'")
        raw.execute("PRAGMA user_version = 99")
    before = (tmp_path / "user.db").read_bytes()
    names = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(NewerFileError, match="更新版本"):
        Marks.open(tmp_path)
    assert (tmp_path / "user.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == names
