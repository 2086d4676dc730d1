"""Cells at the edge of the view: words and figures that are cut there say so."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextLayout
from pytestqt.qtbot import QtBot

from desktop.tables.table_page import TablePage
from desktop.tables.tables_room import TablesRoom


@dataclass(frozen=True)
class Drawn:
    """A run of words on the screen, in pixels of the view."""

    words: str
    left: float
    right: float


@pytest.fixture
def page(room: TablesRoom) -> TablePage:
    return room.page("projects")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Drawn]:
    """All that is painted from now on."""
    found: list[Drawn] = []
    draw_text, draw_layout = QPainter.drawText, QTextLayout.draw

    def text(painter: QPainter, room: QRect, alignment: int, words: str) -> None:
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
        found.append(Drawn(words, room.right() + 1 - wide, room.right() + 1) if wide else Drawn(words, 0, 0))
        draw_text(painter, room, alignment, words)

    def layout(self: QTextLayout, painter: QPainter, at: QPointF) -> None:
        lines = [self.lineAt(number).naturalTextRect() for number in range(self.lineCount())]
        found.extend(Drawn(self.text(), at.x() + line.left(), at.x() + line.right()) for line in lines)
        draw_layout(self, painter, at)

    monkeypatch.setattr(QPainter, "drawText", text)
    monkeypatch.setattr(QTextLayout, "draw", layout)
    return found


@pytest.mark.parametrize("scrolled", [0, 37, 150, 301])
@pytest.mark.parametrize("width", [420, 503, 640, 811])
def test_nothing_is_drawn_over_the_edge_of_the_view(
    qtbot: QtBot, page: TablePage, drawn: list[Drawn], width: int, scrolled: int
) -> None:
    view = page.view
    qtbot.waitUntil(lambda: not view.fitting)
    view.setFixedWidth(width)
    qtbot.waitUntil(lambda: not view.fitting and view.viewport().width() <= width)
    view.horizontalScrollBar().setValue(scrolled)
    drawn.clear()
    view.viewport().grab()
    assert len(drawn) > 10
    right = view.viewport().width()
    over = [each for each in drawn if each.words and (each.left < -1 or each.right > right + 1)]
    # Words that lie wholly outside are no half figures.
    assert not [each for each in over if each.right > 0 and each.left < right]


def test_a_figure_at_the_edge_is_whole_or_ends_in_an_ellipsis(
    qtbot: QtBot, page: TablePage, drawn: list[Drawn]
) -> None:
    view = page.view
    assert page.table is not None
    at = [column.name for column in page.table.columns].index("investment")
    view.setFixedWidth(700)
    qtbot.waitUntil(lambda: not view.fitting)
    sums = {str(page.model.index(line, at).data() or "") for line in range(page.model.rowCount())} - {""}
    assert {"80", "70"} <= sums
    seen: set[str] = set()
    bar = view.horizontalScrollBar()
    # The column comes into the view pixel by pixel.
    for scrolled in range(0, bar.maximum() + 1, 3):
        bar.setValue(scrolled)
        drawn.clear()
        view.viewport().grab()
        seen |= {each.words for each in drawn if each.right > view.columnViewportPosition(at)}
    cut = {words for words in seen if any(one.startswith(words) and one != words for one in sums)}
    assert all(not words or words.endswith("…") for words in cut)
    assert sums <= seen


def test_long_words_take_two_lines_and_their_tip_says_the_rest(
    qtbot: QtBot, page: TablePage, drawn: list[Drawn]
) -> None:
    view = page.view
    assert page.table is not None
    at = [column.name for column in page.table.columns].index("name")
    view.setFixedWidth(700)
    qtbot.waitUntil(lambda: not view.fitting)
    view.setColumnWidth(at, 90)
    qtbot.waitUntil(lambda: not view.fitting)
    two = 2 * QFontMetricsF(view.font()).height() + 12
    heights = [view.rowHeight(row) for row in range(view.model().rowCount())]
    assert view.font().pixelSize() * 2 < max(heights) <= two
    drawn.clear()
    view.viewport().grab()
    cut = next(each.words for each in drawn if len(each.words) > 7 and each.words.endswith("…"))
    tips = [str(view.model().index(row, at).data(Qt.ItemDataRole.ToolTipRole)) for row in range(len(heights))]
    assert any(tip.startswith(cut[:-1]) and len(tip) > len(cut) for tip in tips)
