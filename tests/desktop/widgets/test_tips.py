"""Tips are words: nothing in them is opened, and all of it is seen."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.controls import named
from desktop.widgets.tips import as_words, show_tip

HOSTILE = [
    '<img src="//host/share/x.png">',
    "一、<b>总体</b>要求",
    "&lt;甲&gt;",
    "<!DOCTYPE html><p>甲",
    '<?xml version="1.0"?><p>甲',
    "   <table background=x>",
    '<a href="file:///etc/passwd">甲</a><img src=x>',
    "甲 &lt; 乙 <img src=x>",
]


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
@pytest.mark.parametrize("tip", HOSTILE)
def test_markup_is_words(qtbot: QtBot, tip: str) -> None:
    assert Qt.mightBeRichText(tip)
    assert not Qt.mightBeRichText(as_words(tip))
    assert as_words(tip).replace("\u2060", "") == tip
    widget = QWidget()
    qtbot.addWidget(widget)
    assert named(widget, tip=tip).toolTip() == as_words(tip)
    show_tip(QPoint(1, 1), tip, widget)
    assert QToolTip.text() == as_words(tip)
    shown = QLabel(as_words(tip))
    plain = QLabel(textFormat=Qt.TextFormat.PlainText)
    plain.setText(as_words(tip))
    assert shown.sizeHint() == plain.sizeHint()
    QToolTip.hideText()


@pytest.mark.parametrize("tip", ["", "第一章", "3 < 5", "甲\n<b>乙</b>", "A&B", "<新>"])
def test_what_cannot_be_mistaken_stays(tip: str) -> None:
    assert as_words(tip) == tip
