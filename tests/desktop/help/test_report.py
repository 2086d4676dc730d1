"""A report says what went wrong, and no word of the reader's."""

import getpass
import logging
import platform
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, qWarning
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db.errors import StoreError
from db.records import Place
from desktop.app.crash import CrashReports
from desktop.app.session import Session
from desktop.help.help_controller import HelpController
from desktop.help.report import report_text, tellable_trace
from desktop.help.report_dialog import ReportDialog
from desktop.search.searches import Searches

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
_log = logging.getLogger("desktop.app.session")
_PRIVATE = ("请交通局补充选址进展", "secret note", "王某某", "通用机场")


def _fail(words: str) -> None:
    raise KeyError(words)


@pytest.fixture
def data(qapp: QObject, tmp_path: Path) -> Path:
    """A folder with a log and crash reports that are full of private words."""
    folder = tmp_path / "王某某的文件"
    crashes = CrashReports(folder)
    crashes.install()
    try:
        for words in _PRIVATE:
            error = StoreError(f"规划“{words}”已损坏。", f"/home/{words}/plan.db")
            _log.warning("%s %s", error, error.detail)
            _log.warning("setting %s has the bad value %r, default taken", "zoom", {words: words})
            _log.error("took %d ms, %.1f %%", 1200, 3.5)
            _log.info("a message\nbroken over lines: %s", words)
            qWarning(f"QFile: cannot open {words}")
            try:
                _fail(f"{words}\n  with a second line: {words}\n{words}")
            except KeyError as error:
                crashes.report(error)
    finally:
        crashes.uninstall()
    assert all(words in (folder / "log.txt").read_text(encoding="utf-8") for words in _PRIVATE)
    return folder


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_no_private_word_is_in_it(data: Path) -> None:
    text = report_text({"plans": "1"}, data)
    for words in (*_PRIVATE, str(data), "已损坏", platform.node()):
        assert words not in text
    if len(getpass.getuser()) > 4:
        assert getpass.getuser() not in text


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_what_helps_is_in_it(data: Path) -> None:
    text = report_text({"plans": "1", "theme": "dark"}, data, "打印时没有反应")
    for words in (
        "打印时没有反应",
        "theme: dark",
        "WARNING desktop.app.session: StoreError …",
        "setting … has the bad value …, default taken",
        "took 1200 ms, 3.5 %",
        "KeyError: …",
        ", in _fail",
        f"Python {platform.python_version()}",
        "fonts: Noto",
    ):
        assert words in text
    assert text.count("Traceback") >= 1


def test_a_report_without_log_and_folder_is_a_report_too(qapp: QObject, tmp_path: Path) -> None:
    for folder in (None, tmp_path / "nothing"):
        assert report_text({}, folder).count("（无）") == 2


def test_of_a_trace_only_places_and_names_stay() -> None:
    trace = f"""2026-11-23 一台电脑
Traceback (most recent call last):
  File "/home/王某某/plan-reader/desktop/app/session.py", line 7, in open
    raise ValueError("王某某")
  File "C:\\Users\\王某某\\plan-reader\\_internal\\db\\library\\library.py", line 3, in store
  File "/opt/python3.11/site-packages/sqlalchemy/orm.py", line 9, in get
  File "/home/王某某/own.py", line 1, in <module>
{ValueError.__module__}.ValueError: 王某某
and a second line 王某某

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "{sys.prefix}/lib/python3.11/json/decoder.py", line 1, in decode
db.errors.StoreError: 规划“王某某”
"""
    assert tellable_trace(trace).splitlines() == [
        "Traceback (most recent call last):",
        '  File "desktop/app/session.py", line 7, in open',
        '  File "db/library/library.py", line 3, in store',
        '  File "sqlalchemy/orm.py", line 9, in get',
        '  File "…", line 1, in <module>',
        "builtins.ValueError: …",
        "Traceback (most recent call last):",
        '  File "json/decoder.py", line 1, in decode',
        "db.errors.StoreError: …",
    ]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_reader_sees_it_before_it_is_saved(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    session = open_reader()
    session.window.go_to(Place(SLUG, "8.1"))
    with qtbot.waitSignal(session.window.room(Searches).plan_search.counted):
        session.window.room(Searches).plan_search.box.put("通用机场")
    session.window.commands["report"].trigger()
    room = session.window.room(HelpController)
    dialog = room.report
    assert isinstance(dialog, ReportDialog)
    asked: list[str] = []
    dialog.ask_path = lambda _parent, name: (asked.append(name), tmp_path / name)[1]
    dialog.words.setFocus()
    dialog.words.setPlainText("查找后窗口变白")
    qtbot.waitUntil(lambda: "查找后窗口变白" in dialog.text.toPlainText())
    save = next(button for button in dialog.findChildren(QPushButton) if button.text() == "保存报告…")
    qtbot.keyClick(save, Qt.Key.Key_Space)
    assert asked[0].startswith("规划阅读器问题报告-")
    assert asked[0].endswith(".txt")
    assert dialog.saved == tmp_path / asked[0]
    assert dialog.saved is not None
    assert str(dialog.saved) in dialog.told.text()
    assert [each.text() for each in dialog.openers.buttons if each.isVisible()] == ["打开", "打开所在文件夹"]
    saved = dialog.saved.read_text(encoding="utf-8")
    assert "查找后窗口变白" in saved
    assert "room: page" in saved
    for words in ("通用机场", SLUG, "嵊州", "打造现代交通网络", str(tmp_path)):
        assert words not in saved
    dialog.close()
    qtbot.waitUntil(lambda: room.report is None)


def test_where_it_cannot_be_saved_it_says_so(qtbot: QtBot, qapp: QObject, tmp_path: Path) -> None:
    dialog = ReportDialog(lambda words: words)
    qtbot.addWidget(dialog)
    dialog.ask_path = lambda _parent, _name: tmp_path / "gone" / "report.txt"
    dialog.accept()
    assert "没有保存成功" in dialog.told.text()
    dialog.ask_path = lambda _parent, _name: None
    dialog.accept()
    assert dialog.saved is None
