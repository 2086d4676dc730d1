"""The list of words: what is shown, said and given back for each line."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.widgets.words_list import WordsLine, WordsList


def test_lines_are_shown_with_tip_and_number(qtbot: QtBot) -> None:
    shown = WordsList("清单", [WordsLine("甲", number=7), WordsLine("乙", "乙的全文")])
    qtbot.addWidget(shown)
    QAbstractItemModelTester(shown.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.UserRole)
    told = [[shown.model().index(row, 0).data(role) for role in roles] for row in range(2)]
    assert told == [["甲", "甲", 7], ["乙", "乙的全文", 0]]
    assert shown.accessibleName() == "清单"


def test_other_lines_take_their_place_and_none_is_current(qtbot: QtBot) -> None:
    shown = WordsList("清单", map(WordsLine, "甲乙"))
    qtbot.addWidget(shown)
    shown.set_row(1)
    assert shown.currentIndex().data() == "乙"
    shown.set_lines(map(WordsLine, "丙"))
    assert not shown.currentIndex().isValid()
    assert [shown.model().index(row, 0).data() for row in range(shown.model().rowCount())] == ["丙"]
