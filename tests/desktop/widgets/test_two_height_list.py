"""Rows of two heights, also when the headlines stand elsewhere afterwards."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.look.theme import THEMES
from desktop.widgets.themed_delegate import ThemedDelegate
from desktop.widgets.two_height_list import TwoHeightList

LOW, HIGH = 20, 60


class Lines(QStringListModel):
    """Headlines begin with #."""

    def low_rows(self) -> Sequence[int]:
        return [row for row, line in enumerate(self.stringList()) if line.startswith("#")]


def _heights(font: QFont) -> tuple[int, int]:
    return (LOW, HIGH) if font.pointSize() < 20 else (2 * LOW, 2 * HIGH)


def _list(qtbot: QtBot, lines: list[str]) -> tuple[Lines, TwoHeightList]:
    model = Lines(lines)
    made = TwoHeightList(model, ThemedDelegate(), _heights, model.low_rows)
    qtbot.addWidget(made)
    return model, made


def _shown(made: TwoHeightList) -> list[int]:
    return [made.rowHeight(row) for row in range(made.model().rowCount(QModelIndex()))]


def test_a_row_that_was_a_headline_gets_the_height_of_an_entry(qtbot: QtBot, qapp: QApplication) -> None:
    model, made = _list(qtbot, ["#章", "甲", "乙"])
    assert _shown(made) == [LOW, HIGH, HIGH]
    model.setStringList(["甲", "#章", "乙"])
    assert _shown(made) == [HIGH, LOW, HIGH]


def test_rows_grow_with_the_font(qtbot: QtBot, qapp: QApplication) -> None:
    _, made = _list(qtbot, ["#章", "甲"])
    font = QFont(made.font())
    font.setPointSize(24)
    made.setFont(font)
    assert _shown(made) == [2 * LOW, 2 * HIGH]


def test_the_delegate_draws_in_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    delegate = ThemedDelegate()
    model = Lines(["#章"])
    made = TwoHeightList(model, delegate, _heights, model.low_rows)
    qtbot.addWidget(made)
    made.set_theme(THEMES["dark"])
    assert delegate.theme == THEMES["dark"]
