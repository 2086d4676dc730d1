"""Files that break what reads them: in a folder the others come in, and a bug is reported."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.errors import ReadingBugError
from desktop.app.session import Session
from desktop.library.import_controller import ImportController
from desktop.library.import_queue import Added
from tests.db.source.worker.toys import read_toys

GOOD = "第{}县“十五五”交通规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务能力，建设交通网络。\n"
BAD = {"b.pdf": "crash", "d.html": "bug", "f.md": "exit", "g.docx": "deep", "i.txt": "bug"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Good files, and five at which the reader breaks."""
    read_toys(tmp_path / "toys", monkeypatch)
    folder = tmp_path / "文件夹"
    folder.mkdir()
    for name in ("a.txt", "c.txt", "e.txt", "h.txt", "j.txt"):
        (folder / name).write_text(GOOD.format(name[0]), "utf-8")
    for name, does in BAD.items():
        (folder / name).write_text(f"TOY {does}", "utf-8")
    return folder


def test_files_that_break_their_reader_do_not_keep_the_others_out(
    qtbot: QtBot, open_reader: Callable[..., Session], folder: Path
) -> None:
    window = open_reader().window
    intake = window.room(ImportController).intake
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(intake.added) as told:
        intake.add([folder])
    assert told.args is not None
    added: Added = told.args[0]
    errors = {outcome.path.name: outcome.error for outcome in added.outcomes if outcome.error is not None}
    assert len(added.outcomes) == 10
    assert set(errors) == set(BAD)
    assert [name for name, error in errors.items() if isinstance(error, ReadingBugError)] == [
        "d.html",
        "i.txt",
    ]
    assert all(str(error).endswith("。") for error in errors.values())
    assert window.notice.sentence == "已导入 5 个文件，5 个没有导入。"
    ((kind, bug, _),) = raised
    assert kind is RuntimeError, "one report is enough"
    assert "KeyError: 'a bug'" in str(bug)
    assert not intake.busy


def test_a_folder_tells_how_many_spreadsheets_it_left_out(
    qtbot: QtBot, open_reader: Callable[..., Session], tmp_path: Path
) -> None:
    folder = tmp_path / "表格"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD.format("a"), "utf-8")
    for name in ("b.xlsx", "c.csv"):
        (folder / name).write_text("项目名称,投资\n甲路,5\n", "utf-8")
    window = open_reader().window
    intake = window.room(ImportController).intake
    with qtbot.waitSignal(intake.added) as told:
        intake.add([folder])
    assert told.args is not None
    assert len(told.args[0].left_out.sheets) == 2
    assert window.notice.sentence.endswith(
        "文件夹里另有 2 个文件未导入：2 个表格（要导入表格，请单独选择这些文件）。"
    )
    with qtbot.waitSignal(intake.added) as told:
        intake.add([folder / "c.csv", folder / "a.txt"])
    assert told.args is not None
    assert [outcome.error for outcome in told.args[0].outcomes] == [None, None]


def test_a_single_file_with_a_bug_is_told_and_reported(
    qtbot: QtBot, open_reader: Callable[..., Session], folder: Path
) -> None:
    window = open_reader().window
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(window.room(ImportController).intake.added):
        window.room(ImportController).add([folder / "d.html"])
    assert window.notice.sentence == "读取“d.html”时程序出错，没有读完；规划库没有改动。"
    assert ["KeyError" in str(bug) for _, bug, _ in raised] == [True]
