"""A form of export is one row: a made-up one is offered by the dialog and by the command line, and writes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from db.export.form import ExportForm, explained, of_file
from db.export.tables import forms
from db.export.tables.sheet import Lines
from db.files import exported
from db.progress import Progress
from desktop.cli import run, table_answers, table_verbs
from desktop.widgets.export_bar import ExportBar, given


def _toy(content: Lines, path: Path, progress: Progress) -> int:
    with exported(path) as part:
        part.write_text(content.table.title, "utf-8")
        progress.check()
    return len(content.rows)


TOY = ExportForm("toy", "toy", "玩具", _toy, "写入玩具文件", "玩具")


def test_a_row_is_all_that_the_command_line_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (table_verbs, table_answers):
        monkeypatch.setattr(module, "FORMS", (*forms.FORMS, TOY))
    assert run(["projects", "--toy", str(tmp_path / "项目.toy")]) == 0
    assert (tmp_path / "项目.toy").read_text("utf-8") == "规划项目"
    assert "已写入 77 行" in capsys.readouterr().out
    assert run(["projects", "--toy", str(tmp_path / "项目.toy")]) == 1
    assert "没有覆盖" in capsys.readouterr().err


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_row_is_all_that_the_dialog_needs(qtbot: QtBot, tmp_path: Path) -> None:
    words = ExportForm("words", "words", "文字", _write_words)
    bar = ExportBar(QThreadPool.globalInstance())
    qtbot.addWidget(bar)
    bar.ask("导出", "名称", (words,), given("甲乙"))
    (dialog,) = bar.findChildren(QFileDialog)
    assert dialog.nameFilters() == ["文字 (*.words)"]
    assert Path(dialog.selectedFiles()[0]).name == "名称.words"
    with qtbot.waitSignal(bar.written) as written:
        dialog.fileSelected.emit(str(tmp_path / "a"))
    assert written.args == [tmp_path / "a.words", 2]
    assert (tmp_path / "a.words").read_text("utf-8") == "甲乙"


def _write_words(content: str, path: Path, _progress: Progress) -> int:
    with exported(path) as part:
        part.write_text(content, "utf-8")
    return len(content)


def test_forms_are_found_by_ending_and_explained() -> None:
    assert of_file((TOY,), Path("a.TOY")) is TOY
    assert of_file((TOY,), Path("a")) is None
    assert explained((TOY,)) == "toy（写入玩具文件）"
