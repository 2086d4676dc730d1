"""Buttons that have no room stand in a menu, and do the same there."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.controls import menu_button, menu_entry, tool_button
from desktop.widgets.overflow_row import OverflowRow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_the_last_buttons_go_and_do_the_same_in_the_menu(qtbot: QtBot) -> None:
    pressed: list[str] = []
    chart = tool_button("图表", lambda: pressed.append("图表"), checkable=True)
    unable = tool_button("定位到原文", lambda: pressed.append("定位"))
    unable.setEnabled(False)
    export = menu_button("导出 ▾")
    menu_entry(export.menu(), "导出Word", pressed.append, "Word")
    extra = tool_button("更正地名…")
    line = OverflowRow((tool_button("复制", lambda: pressed.append("复制")), export, unable, chart, extra))
    line.offer(extra, on=False)
    window = QWidget()
    layout = QHBoxLayout(window)
    layout.addWidget(line)
    qtbot.addWidget(window)
    window.resize(800, 80)
    with qtbot.waitExposed(window):
        window.show()
    assert (line.overflowing, line.more.isVisible(), extra.isVisible()) == ([], False, False)
    window.resize(window.minimumSizeHint())
    qtbot.waitUntil(lambda: len(line.overflowing) == 4)
    assert line.more.isVisible()
    assert line.more.geometry().right() < line.width()
    menu = line.more.menu()
    menu.aboutToShow.emit()
    entries = {entry.text(): entry for entry in menu.actions()}
    assert list(entries) == ["复制", "导出", "定位到原文", "图表"]
    assert not entries["定位到原文"].isEnabled()
    entries["复制"].trigger()
    entries["图表"].trigger()
    assert entries["导出"] is export.menu().menuAction()
    export.menu().actions()[0].trigger()
    assert pressed == ["复制", "图表", "Word"]
    menu.aboutToShow.emit()
    assert next(entry for entry in menu.actions() if entry.text() == "图表").isChecked()
    window.resize(800, 80)
    qtbot.waitUntil(lambda: not line.overflowing)
    line.offer(extra, on=True)
    assert extra.isVisible()
