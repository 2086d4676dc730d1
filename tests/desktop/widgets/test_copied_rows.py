"""Rows of a list that are pasted into a spreadsheet are the words that stood in the list."""

from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.widgets.copied_rows import copy_rows

WORDS = "mso-number-format:'\\@'"
"""What makes Excel and WPS take a cell for words, whatever they look like."""


@pytest.mark.parametrize("cell", ["1-2", "=1+1", "007", "2026-1-2", "－5"])
def test_no_cell_becomes_a_date_a_number_or_a_formula(qtbot: QtBot, cell: str) -> None:
    assert copy_rows([["甲", cell], [cell, "乙"]], "条") == "已复制2条。"
    table = ElementTree.fromstring(QGuiApplication.clipboard().mimeData().html())
    cells = list(table.iter("td"))
    assert [each.text for each in cells] == ["甲", cell, cell, "乙"]
    assert {each.get("style") for each in cells} == {WORDS}
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[at].lstrip("'") for line, at in zip(lines, (1, 0), strict=True)] == [cell] * 2
    assert not any(each.startswith(("=", "－")) for line in lines for each in line.split("\t"))


def test_the_head_stands_above_the_rows(qtbot: QtBot) -> None:
    copy_rows([["甲\n乙", "1"]], "行", ["名称", "数"])
    table = ElementTree.fromstring(QGuiApplication.clipboard().mimeData().html())
    assert [each.text for each in table.iter("th")] == ["名称", "数"]
    assert len(list(table.iter("tr"))) == 2
    assert QGuiApplication.clipboard().text() == "名称\t数\n甲 乙\t1\n"


def test_without_rows_the_clipboard_stays_as_it_is(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    assert copy_rows([], "条", ["名称"]) is None
    assert QGuiApplication.clipboard().text() == "before"
