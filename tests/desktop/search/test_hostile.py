"""Whatever is pasted or typed: the window neither crashes nor hangs."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.app.session import Session

HOSTILE = {
    "a long paste": "嵊州市" * 4000,
    "a long paste of letters": "hangshaotai" * 1000,
    "a long paste of many words": "杭 绍 台 " * 2500,
    "only punctuation": "，。；：“”（）《》、！？……——",
    "only ascii signs": "!@#$%^&*()_+-=[]{}|;':\",./<>?\\`~",
    "only operators": '*?*?"-"*-',
    "half a character": "杭\ud800绍\udfff",
    "emoji": "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇨🇳杭",
    "marks that turn the direction": "\u202e杭绍台\u202c\u200f\u2067",
    "combining marks": "杭" + "\u0301" * 500,
    "control characters": "杭\x00绍\x01台\x7f\x85",
    "spaces of all kinds": " \t\u3000\u2003\u00a0\u200b",
    "wildcards": "*" * 500 + "杭" + "?" * 500,
    "gaps": "*".join("嵊州市建设项目规划发展" * 20),
    "an unclosed quote": '"杭绍台',
    "a regex bomb": "(a+)+$" * 20,
    "ambiguous pinyin": "xian" * 16,
}


@pytest.fixture
def reader(qtbot: QtBot, reader_of: Callable[[Session], Any], shared_session: Session) -> Any:
    """At one window, which has to stand one thing after another."""
    reader = reader_of(shared_session)
    reader.window.activateWindow()
    reader.box.clear()
    reader.room.leave()
    qtbot.waitUntil(lambda: not reader.panel.isVisible())
    return reader


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_the_search_stands_it(qtbot: QtBot, reader: Any, words: str) -> None:
    QGuiApplication.clipboard().setText(words)
    reader.box.setFocus()
    reader.box.paste()
    typed = reader.box.text()
    if typed.strip():
        qtbot.waitUntil(lambda: reader.is_answered(typed))
        reader.room.next_hit()
        reader.room.previous_hit()
        reader.room.save()
    assert len(typed) <= 10_000
    reader.window.grab()
    reader.room.leave()
    reader.search("通用机场")
    assert reader.window.top.count.text() == "共 2 段 2 处"


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_regular_expressions_stand_it(qtbot: QtBot, reader: Any, words: str) -> None:
    reader.room.turn_regex(on=True)
    QGuiApplication.clipboard().setText(words)
    reader.box.setFocus()
    reader.box.paste()
    typed = reader.box.text()
    reader.box.flush()
    if typed.strip():
        qtbot.waitUntil(lambda: reader.is_answered(typed) or "表达式" in reader.panel.message)
        reader.room.next_hit()
    reader.window.grab()
    reader.room.leave()
    reader.search("通用机场")
    assert reader.window.top.count.text() == "共 2 段 2 处"
