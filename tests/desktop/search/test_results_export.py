"""Exporting what was found, from the window to the file."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot


def _export(reader: Any, name: str, path: Path) -> QFileDialog:
    reader.window.commands[name].trigger()
    (dialog,) = reader.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    return dialog


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("form", ["docx", "xlsx", "md"])
def test_all_results_go_into_the_file(qtbot: QtBot, reader: Any, tmp_path: Path, form: str) -> None:
    reader.search("项目")
    path = tmp_path / f"结果.{form}"
    with qtbot.waitSignal(reader.room.export.written):
        _export(reader, f"export_{form}", path)
    texts = {
        "docx": lambda: [paragraph.text for paragraph in docx.Document(str(path)).paragraphs],
        "xlsx": lambda: [
            str(cell)
            for row in openpyxl.load_workbook(path)["查找结果"].iter_rows(values_only=True)
            for cell in row
        ],
        "md": lambda: path.read_text("utf-8").replace("**", "").replace("> ", "").splitlines(),
    }[form]()
    answer = reader.room.answer
    view = reader.session.window.plan.view
    found = {view.signed(hit.key) for hit in answer.found.results}
    assert len(found) == answer.found.passages > 20
    assert found <= set(texts)
    assert any("共 29 段 43 处" in text for text in texts) or form == "xlsx"
    assert sum("《嵊州市“十四五”规划（网络转载节选）》" in text for text in texts) >= len(found)
    assert reader.window.notice.sentence == f"查找结果已导出：结果.{form}"
    assert not reader.room.export.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_file_has_a_sensible_name_and_is_asked_for(qtbot: QtBot, reader: Any) -> None:
    assert not reader.window.commands["export_docx"].isEnabled()
    reader.search("杭绍台")
    assert reader.window.commands["export_docx"].isEnabled()
    reader.window.commands["export_docx"].trigger()
    (dialog,) = reader.window.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "嵊州市十四五规划（网络转载节选）-查找杭绍台.docx"
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    assert dialog.defaultSuffix() == "docx"
    dialog.close()
    reader.search("绝无此词")
    assert not reader.window.commands["export_docx"].isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_what_cannot_be_written_is_told(qtbot: QtBot, reader: Any, tmp_path: Path) -> None:
    reader.search("杭绍台")
    _export(reader, "export_docx", tmp_path / "none" / "结果.docx")
    qtbot.waitUntil(lambda: "没有写成：文件夹不存在" in reader.window.notice.sentence)
    (tmp_path / "a.md").write_text("before")
    _export(reader, "export_md", tmp_path / "a")
    assert "已存在，没有覆盖" in reader.window.notice.sentence
    assert (tmp_path / "a.md").read_text() == "before"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_an_export_can_be_cancelled(qtbot: QtBot, reader: Any, tmp_path: Path) -> None:
    reader.search("，")
    _export(reader, "export_docx", tmp_path / "结果.docx")
    bar = reader.room.export
    assert bar.busy
    qtbot.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    assert "已取消导出" in reader.window.notice.sentence
    reader.session.finish()
    assert list(tmp_path.glob("结果*")) == []
