"""What happens to an error that nobody foresaw."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, qWarning
from pytestqt.qtbot import QtBot

from desktop.app import crash
from desktop.app.crash import CrashReports


@pytest.fixture
def crashes(qapp: QObject, tmp_path: Path) -> Iterator[CrashReports]:
    before = sys.excepthook, threading.excepthook
    crashes = CrashReports(tmp_path / "data")
    crashes.install()
    yield crashes
    crashes.uninstall()
    sys.excepthook, threading.excepthook = before


def _fail() -> None:
    raise ZeroDivisionError("a bug")


def test_a_bug_becomes_a_report_and_a_sentence(crashes: CrashReports, tmp_path: Path) -> None:
    said: list[str] = []
    crashes.reported.connect(said.append)
    try:
        _fail()
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (report,) = (tmp_path / "data" / "reports").iterdir()
    (sentence,) = said
    assert str(report) in sentence
    assert "意外错误" in sentence
    text = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError: a bug" in text
    assert "in _fail" in text
    assert "ZeroDivisionError" in (tmp_path / "data" / "log.txt").read_text(encoding="utf-8")


def test_a_bug_in_a_thread_is_told_too(qtbot: QtBot, crashes: CrashReports) -> None:
    with qtbot.waitSignal(crashes.reported):
        thread = threading.Thread(target=_fail)
        thread.start()
        thread.join()


def test_without_a_data_folder_the_report_goes_elsewhere(
    qapp: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    crashes = CrashReports(tmp_path / "file" / "data")
    crashes.install()
    sentence = crashes.report(ValueError("a bug"))
    crashes.uninstall()
    (report,) = (tmp_path / "temporary").iterdir()
    assert str(report) in sentence


def test_a_long_log_is_put_aside(qapp: QObject, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("old\n" * 100_000, encoding="utf-8")
    crashes = CrashReports(tmp_path)
    crashes.install()
    logging.getLogger("desktop").warning("new")
    crashes.uninstall()
    assert (tmp_path / "log.txt").read_text(encoding="utf-8").endswith("new\n")
    assert (tmp_path / "log.txt").stat().st_size < 200
    assert (tmp_path / "log.1.txt").stat().st_size == 400_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_log_that_is_no_file_is_not_waited_for(qapp: QObject, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.txt")
    crashes = CrashReports(tmp_path)
    crashes.install()
    logging.getLogger("desktop").warning("told to nobody")
    crashes.uninstall()


def test_a_name_that_is_no_text_is_logged_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # Straight to the file: pytest's own report of what was logged can't hold such a name.
    handler = crash._log_file(tmp_path)
    handler.handle(logging.makeLogRecord({"msg": "not read: %s", "args": ("\udcb9.txt",)}))
    handler.close()
    assert "\\udcb9.txt" in (tmp_path / "log.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(crash._log, "disabled", True)
    told = CrashReports(tmp_path).report(ValueError("\udcb9"))
    assert "\\udcb9" in Path(told.partition("保存到：")[2]).read_text(encoding="utf-8")
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_qts_messages_go_to_the_log(crashes: CrashReports, tmp_path: Path) -> None:
    qWarning("a message of Qt's")
    logging.shutdown()
    assert "a message of Qt's" in (tmp_path / "data" / "log.txt").read_text(encoding="utf-8")
