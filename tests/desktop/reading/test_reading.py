"""Reading as a reader does it: the tree, the page, the wheel, the keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from db.records import Place, Plan
from desktop.app.session import Session
from desktop.reading.outline_model import KeyRole
from desktop.reading.page_overlays import rectangles
from desktop.reading.page_view import PageView
from desktop.reading.selection import Ends, Point
from desktop.shell.window import Window

Opener = Callable[..., Session]
SLUG = "shengzhou-145"


@pytest.fixture
def window(open_reader: Opener) -> Window:
    return open_reader().window


def _row(window: Window, key: str) -> QPoint:
    return window.outline.visualRect(window.outline_model.index_of(key)).center()


def _current(window: Window) -> str:
    return window.outline.currentIndex().data(KeyRole)


def _top_of(page: PageView, key: str, offset: int = 0) -> float:
    """How far below the window's upper edge a character is."""
    assert page.page is not None
    position = page.page.map.position(key, offset)
    return rectangles(page.document(), position, position + 1)[0].top() - page.verticalScrollBar().value()


def _wheel(
    page: PageView, steps: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    centre = QPointF(page.viewport().rect().center())
    turned = QPoint(0, -120 * steps)
    event = QWheelEvent(
        centre, page.viewport().mapToGlobal(centre), QPoint(), turned, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.viewport(), event)


def test_the_plan_opens_at_its_first_word(window: Window) -> None:
    assert window.page.verticalScrollBar().value() == 0
    assert _current(window) == "0"
    assert window.windowTitle().startswith("嵊州市“十四五”规划")


def test_a_click_in_the_tree_brings_the_page_there(qtbot: QtBot, window: Window) -> None:
    for key in ("8", "8.2", "4", "4.5", "4.5.b1", "9", "9.5", "0"):
        window.outline.scrollTo(window.outline_model.index_of(key))
        qtbot.mouseClick(window.outline.viewport(), Qt.MouseButton.LeftButton, pos=_row(window, key))
        assert 0 <= _top_of(window.page, key) < 60, key
        assert _current(window) == key
        window.outline.expand(window.outline_model.index_of(key))


def test_enter_in_the_tree_does_the_same(qtbot: QtBot, window: Window) -> None:
    window.outline.setFocus()
    for _ in range(3):
        qtbot.keyClick(window.outline, Qt.Key.Key_Down)
    assert window.page.verticalScrollBar().value() == 0
    qtbot.keyClick(window.outline, Qt.Key.Key_Return)
    assert 0 <= _top_of(window.page, "3") < 60
    window.outline.expandAll()
    for _ in range(30):
        qtbot.keyClick(window.outline, Qt.Key.Key_Down)
    current = window.outline.visualRect(window.outline.currentIndex())
    assert window.outline.viewport().rect().contains(current.center())


def test_scrolling_moves_the_trees_current_entry(window: Window, plan: Plan) -> None:
    order = [passage.key for passage in plan.passages]
    bar, seen, passed = window.page.verticalScrollBar(), ["0"], [0]
    while bar.value() < bar.maximum():
        _wheel(window.page, 2)
        seen.append(_current(window))
        place = window.page.place()
        assert place is not None
        passed.append(order.index(place.key))
    assert passed == sorted(passed)
    assert set(seen) >= {
        "0",
        "2",
        "3",
        "4.1",
        "4.5",
        "4.5.b1",
        "5.2",
        "6.1",
        "7.1",
        "8.1",
        "8.1.b1",
        "9.1",
        "9.5",
    }
    # The section goes on after its box.
    assert seen[seen.index("8.1.b1") :].count("8.1") > 0
    assert "100%" in window.statusBar().findChildren(QLabel)[0].text()


def test_a_chapter_closed_by_hand_stays_closed(qtbot: QtBot, window: Window) -> None:
    page, outline, model = window.page, window.outline, window.outline_model
    page.show_place(Place(SLUG, "8.1"))
    assert outline.isExpanded(model.index_of("8"))
    outline.collapse(model.index_of("8"))
    page.show_place(Place(SLUG, "8.2.p1"))
    assert not outline.isExpanded(model.index_of("8"))
    assert _current(window) == "8"
    page.show_place(Place(SLUG, "5.1"))
    assert outline.isExpanded(model.index_of("5"))
    page.show_place(Place(SLUG, "8.3"))
    assert not outline.isExpanded(model.index_of("8"))
    window.commands["locate"].trigger()
    assert outline.isExpanded(model.index_of("8"))
    assert _current(window) == "8.3"


def test_the_tree_does_not_jump_for_a_row_in_sight(window: Window) -> None:
    outline = window.outline
    outline.expandAll()
    window.page.show_place(Place(SLUG, "4.2"))
    before = outline.verticalScrollBar().value()
    window.page.show_place(Place(SLUG, "4.4"))
    assert outline.verticalScrollBar().value() == before


def test_the_place_stays_when_type_or_window_change(window: Window) -> None:
    page = window.page
    page.show_at_top(Place(SLUG, "7.1.p1", (120, 120)))
    for name in (
        "larger",
        "larger",
        "larger",
        "larger",
        "theme_dark",
        "smaller",
        "theme_paper",
        "usual_size",
    ):
        window.commands[name].trigger()
        assert -10 < _top_of(page, "7.1.p1", 120) < 90, name
    window.resize(760, 600)
    assert -10 < _top_of(page, "7.1.p1", 120) < 60
    window.resize(1900, 1000)
    assert -10 < _top_of(page, "7.1.p1", 120) < 60


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_selected_stays_while_more_is_set_around_it(
    qtbot: QtBot, window: Window, plan: Plan, whole: bool
) -> None:
    page = window.page
    page.show_place(Place(SLUG, "8.2"))
    window.commands["larger"].trigger()
    assert page.growing
    if whole:
        page.selectAll()
        selected = "".join(passage.text for passage in plan.passages)
    else:
        page.select_from_to(Ends(Point("8.2.p1", 4), Point("8.2.p2", 9)))
        texts = {passage.key: passage.text for passage in plan.passages}
        selected = texts["8.2.p1"][4:] + texts["8.2.p2"][:9]
    before = _top_of(page, "8.2.p1")
    with qtbot.waitSignal(page.grown):
        assert "".join(page.selected_texts()) == selected
    assert "".join(page.selected_texts()) == selected
    assert abs(_top_of(page, "8.2.p1") - before) < 4


def test_letting_go_of_a_selection_moves_nothing(window: Window) -> None:
    window.page.show_place(Place(SLUG, "8.2"))
    window.page.selectAll()
    before = window.page.verticalScrollBar().value()
    window.page.unselect()
    assert not window.page.textCursor().hasSelection()
    assert window.page.verticalScrollBar().value() == before > 0
    window.page.setTextCursor(QTextCursor(window.page.document()))
    window.page.show_at_top(Place(SLUG, "9.2.p1", (0, 0)))
    before = window.page.verticalScrollBar().value()
    window.page.unselect()
    assert window.page.verticalScrollBar().value() == before


def test_ctrl_and_the_wheel_change_the_size(window: Window) -> None:
    size = window.page.page.document.defaultFont().pixelSize()  # type: ignore[union-attr]
    _wheel(window.page, -1, Qt.KeyboardModifier.ControlModifier)
    assert window.page.page.document.defaultFont().pixelSize() > size  # type: ignore[union-attr]
    assert window.page.verticalScrollBar().value() == 0


def test_keys_move_the_page(qtbot: QtBot, window: Window) -> None:
    page, bar = window.page, window.page.verticalScrollBar()
    qtbot.keyClick(page, Qt.Key.Key_Space)
    after_space = bar.value()
    assert after_space > page.viewport().height() / 2
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert bar.value() > after_space
    qtbot.keyClick(page, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    qtbot.keyClick(page, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_chapter_by_chapter(qtbot: QtBot, window: Window) -> None:
    for key in ("1", "2", "3", "4", "4.1"):
        window.commands["chapter_after"].trigger()
        assert _current(window) == key
    window.commands["chapter_before"].trigger()
    assert _current(window) == "4"


def test_a_copy_of_a_selection_shows_what_is_lost(qtbot: QtBot, window: Window) -> None:
    page = window.page
    assert page.page is not None
    cursor = QTextCursor(page.document())
    cursor.setPosition(page.page.map.position("9.4.p3", 207))
    cursor.setPosition(page.page.map.position("9.4.p3", 223), QTextCursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "。到〔缺〕年，累计新增受保障人员〔缺〕户，期"


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_lost_figure_explains_itself(qtbot: QtBot, window: Window) -> None:
    page = window.page
    assert page.page is not None
    sign = next(sign for sign in page.page.signs if sign.gap.key == "8.1.b1.i2")
    page.show_place(Place(SLUG, "8.1.b1.i2"))
    rect = rectangles(page.document(), sign.position, sign.end)[0].translated(
        0, -page.verticalScrollBar().value()
    )
    point = rect.center().toPoint()
    QApplication.sendEvent(
        page.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, page.viewport().mapToGlobal(point))
    )
    assert QToolTip.text() == "原文缺失：道路编号。转载时已丢失，本程序不作补写。"
    beside = rect.center().toPoint() + QPoint(0, 200)
    QApplication.sendEvent(
        page.viewport(), QHelpEvent(QEvent.Type.ToolTip, beside, page.viewport().mapToGlobal(beside))
    )
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_sheet_stands_in_the_middle(window: Window) -> None:
    for width in (1366, 1920):
        window.resize(width, 768)
        page = window.page
        sheet = QRect(page.viewport().mapTo(page, QPoint(0, 0)), page.viewport().size())
        room = page.width() - page.verticalScrollBar().width()
        assert sheet.width() == pytest.approx(38 * 17 + 2 * 60, abs=1)
        assert sheet.center().x() == pytest.approx(room / 2, abs=3)


def test_who_jumps_somewhere_sees_where(window: Window) -> None:
    """The flash has the full colour, and it stands still before it fades."""
    page = window.page
    window.go_to(Place(SLUG, "7.1.p1", (10, 30)))
    hit = QColor(page._looks.theme.hit).rgb()

    def coloured() -> int:
        shot = page.viewport().grab().toImage()
        return sum(shot.pixel(x, y) == hit for y in range(shot.height()) for x in range(0, shot.width(), 3))

    first = coloured()
    assert first > 500
    for _ in range(20):
        page._fade()
    assert page._flash is not None
    assert coloured() == first
    while page._flash is not None:
        page._fade()
    assert coloured() == 0
