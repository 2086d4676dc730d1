"""Where the reader's files are offered to be put."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from db.errors import DataFolderError
from desktop.cli import run
from desktop.folders import VARIABLE, data_folder, documents, ensure, offered


def test_a_new_document_is_offered_in_a_folder_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert documents() == tmp_path, "a fresh account may have no folder for documents"
    (tmp_path / "Desktop").mkdir()
    assert documents() == tmp_path / "Desktop"
    (tmp_path / "Documents").mkdir()
    assert documents() == tmp_path / "Documents"
    last = tmp_path / "收件"
    assert offered(last) == offered("") == offered(Path()) == tmp_path / "Documents", (
        "it is not there any more"
    )
    last.mkdir()
    assert offered(last) == offered(str(last)) == last


def test_every_dialog_for_files_is_told_where_to_begin() -> None:
    """Without a folder, or in one that isn't there, Qt proposes its name as that of a file."""
    bare: list[str] = []
    for path in sorted((Path(__file__).parents[2] / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and re.fullmatch(r"QFileDialog(\.get\w+)?", ast.unparse(node.func)):
                where = ast.unparse(node.args[2]) if len(node.args) > 2 else ""
                if not re.search(r"offered\(|documents\(|proposed", where):
                    bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


@pytest.mark.skipif(sys.platform != "linux", reason="Windows has dialogs of its own")
def test_what_dialogs_for_files_keep_stays_in_the_data_folder(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from desktop.app import start
def act(window):
    dialog = QFileDialog(window, "导入", sys.argv[1])
    dialog.finished.connect(lambda: QTimer.singleShot(0, window.close))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.accept() or dialog.reject()
settled = start.settle
def settle(session):
    settled(session)
    act(session.window)
start.settle = settle
sys.exit(start.run(Path(sys.argv[1])))
"""
    home, data = tmp_path / "home", tmp_path / "data"
    home.mkdir()
    unset = ("PLAN_READER_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    given = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-c", program, str(data)],
        cwd=Path(__file__).parents[2],
        env={**given, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (data / "QtProject.conf").is_file()
    assert not list(home.rglob("QtProject.conf"))


@pytest.mark.skipif(sys.platform == "win32", reason="other places and other links there")
def test_a_data_folder_that_is_none_is_told_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DataFolderError, match="“~nosuchuser/x”里“~”所指的个人文件夹找不到"):
        data_folder(Path("~nosuchuser/x"))
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv(VARIABLE, "relative")
    with pytest.raises(DataFolderError, match="“relative”是相对路径，而当前文件夹已不存在"):
        data_folder()
    assert data_folder(tmp_path) == tmp_path
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "at all")
    for path, why in (
        (tmp_path / "file", "已有同名的文件"),
        (tmp_path / "link", "已有同名的文件"),
        (tmp_path / "file" / "below", "文件夹不存在"),
        (tmp_path / ("长" * 100), "文件名太长"),
        (Path("/proc/plan-reader"), "文件夹不存在"),
    ):
        with pytest.raises(DataFolderError, match=f"无法写入（{why}）"):
            ensure(path)
    named = tmp_path / os.fsdecode("数据".encode("gbk")) / "a?b#c%20\n"
    assert ensure(named) == named
    assert list(named.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="rights are the profile's there")
def test_a_folder_of_before_is_narrowed_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "plans" / "own-1").mkdir(parents=True)
    for name in ("user.db", "settings.json", "plans/own-1/plan.db"):
        (tmp_path / name).write_bytes(b"x")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    ensure(tmp_path)
    wide = [path for path in (tmp_path, *tmp_path.rglob("*")) if path.stat().st_mode & 0o077]
    assert wide == []


@pytest.mark.skipif(os.name == "nt", reason="rights are the profile's there")
def test_all_that_the_program_keeps_is_known_as_its_own(tmp_path: Path) -> None:
    """Where something else lies in the folder, too, it is left open: a name that is not known would leave it so."""
    data = tmp_path / "data"
    text = tmp_path / "a.txt"
    text.write_text("某县规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务。\n", "utf-8")
    for verb in (
        ["marks", "add", "--key", "8.1.p1", "--quote", "综合交通网"],
        ["marks", "backup", "--place", str(tmp_path)],
        ["import", str(text)],
        ["marks"],
    ):
        run(["--data", str(data), *verb])
    (data / "user.db").write_bytes(b"damaged" * 1000)
    assert run(["--data", str(data), "marks"]) == 1
    names = {path.name for path in data.iterdir()}
    assert {"user.db", "backups", "damaged", "plans"} - names <= {"user.db"}
    data.chmod(0o755)
    ensure(data)
    assert data.stat().st_mode & 0o077 == 0, names
