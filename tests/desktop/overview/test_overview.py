"""The overview in the window: what it says, and where it leads."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.records import Place, Plan
from desktop.app.session import Session
from desktop.look.theme import DARK
from desktop.marks.marks_controller import MarksController
from desktop.overview.cards import Tile
from desktop.overview.overview_view import OverviewView
from desktop.shell.window import Window
from desktop.widgets.bars_view import BarsView

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(shared_session: Session) -> Window:
    window = shared_session.window
    window.commands["theme_light"].trigger()
    window.reading.focus_page()
    window.activateWindow()
    return window


@pytest.fixture
def overview(qtbot: QtBot, window: Window) -> OverviewView:
    window.go_to(Place(SLUG, "8.1"))
    qtbot.keyClick(window, Qt.Key.Key_Home, ALT)
    view = window.stage.currentWidget()
    assert isinstance(view, OverviewView)
    qtbot.waitUntil(lambda: bool(view.tiles))
    return view


def _tile(overview: OverviewView, name: str) -> Tile:
    return next(tile for tile in overview.tiles if tile.text() == name)


def _chart(overview: OverviewView, name: str) -> BarsView:
    return next(chart for chart in overview.charts if chart.accessibleName() == name)


def _click_bar(qtbot: QtBot, chart: BarsView, label: str) -> None:
    number = [bar.label for bar in chart.bars].index(label)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.bar_rect(number).center())


def test_it_says_what_the_plan_is_and_holds(overview: OverviewView) -> None:
    said = "\n".join(label.text() for label in overview.findChildren(QLabel) if label.isVisibleTo(overview))
    for words in (
        "嵊州市“十四五”规划（网络转载节选）",
        "2021–2025",
        "shaoxingzx.com",
        "网络转载节选，非正式文本",
        "原文无此表",
    ):
        assert words in said
    named = [tile.accessibleName() for tile in overview.tiles]
    assert named[:2] == ["量化目标：13项", "规划项目：72项"]
    assert "目录：9章，24 节" in named
    assert overview.charts[0].accessibleName() == "规划项目：按领域"
    assert "规划项目：72项" in named
    assert named[2] == "原文缺失、疑似缺失：30处，另缺表1张"


def test_what_the_person_has_marked_stands_with_it(
    qtbot: QtBot, window: Window, overview: OverviewView
) -> None:
    assert "我的批注" not in [tile.text() for tile in overview.tiles]
    marking = window.room(MarksController)
    qtbot.waitUntil(lambda: marking.room.markable)
    marking.bookmark_words(Place(SLUG, "8.1"))
    window.reading.focus_page()
    window.show_room("overview")
    assert _tile(overview, "我的批注").accessibleName() == "我的批注：1条"
    assert [tile.text() for tile in overview.tiles].index("我的批注") == 3
    qtbot.mouseClick(_tile(overview, "我的批注"), Qt.MouseButton.LeftButton)
    assert window.dock("marks").isVisible()
    marking.bookmark_words(Place(SLUG, "8.1"))
    window.dock("marks").hide()


def test_reading_goes_on_where_it_was(qtbot: QtBot, window: Window, overview: OverviewView) -> None:
    before = window.page.place()
    card = overview.card
    assert card.text() == "继续阅读"
    assert "（一）完善便捷高效的综合交通体系" in card.accessibleName()
    assert f"{window.page.progress()}%" in card.accessibleName()
    assert card.hasFocus()
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert window.front == "page"
    assert window.page.hasFocus()
    assert window.page.place() == before


def test_the_same_key_and_escape_lead_back(qtbot: QtBot, window: Window, overview: OverviewView) -> None:
    assert window.commands["overview"].isChecked()
    qtbot.keyClick(window, Qt.Key.Key_Home, ALT)
    assert (window.front, window.commands["overview"].isChecked()) == ("page", False)
    qtbot.keyClick(window, Qt.Key.Key_Home, ALT)
    assert window.front == "overview"
    qtbot.keyClick(overview, Qt.Key.Key_Escape)
    assert window.front == "page"


def test_a_jump_from_elsewhere_brings_the_page_back(
    qtbot: QtBot, window: Window, overview: OverviewView
) -> None:
    index = window.outline_model.index_of("5")
    qtbot.mouseClick(
        window.outline.viewport(), Qt.MouseButton.LeftButton, pos=window.outline.visualRect(index).center()
    )
    assert window.front == "page"
    place = window.page.place()
    assert place is not None
    assert place.key == "5"


def test_bars_lead_to_their_chapter_or_rows(qtbot: QtBot, window: Window, overview: OverviewView) -> None:
    _click_bar(qtbot, _chart(overview, "各章字数"), "将建9所中小学！")
    assert window.front == "page"
    place = window.page.place()
    assert place is not None
    assert place.key == "9"
    asked: list[tuple[str, str, str, Place]] = []
    overview.rows_requested.connect(lambda *wanted: asked.append(wanted))
    window.show_room("overview")
    _click_bar(qtbot, _chart(overview, "规划项目：按领域"), "水利")
    window.show_room("overview")
    _click_bar(qtbot, _chart(overview, "规划项目：按规划安排"), "谋划")
    assert [wanted[:3] for wanted in asked] == [("projects", "field", "水利"), ("projects", "stage", "谋划")]
    assert asked[0][3].key == "8.3.b1"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("规划项目", "projects"),
        ("量化目标", "targets"),
        ("专栏和表格", "boxes"),
        ("原文缺失、疑似缺失", "gaps"),
    ],
)
def test_tiles_ask_for_their_table(qtbot: QtBot, overview: OverviewView, name: str, table: str) -> None:
    with qtbot.waitSignal(overview.rows_requested) as asked:
        qtbot.mouseClick(_tile(overview, name), Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[:3] == [table, "", ""]
    assert isinstance(asked.args[3], Place)


def test_other_tiles_lead_to_outline_and_chart(qtbot: QtBot, window: Window, overview: OverviewView) -> None:
    qtbot.mouseClick(_tile(overview, "字数"), Qt.MouseButton.LeftButton)
    assert _chart(overview, "各章字数").hasFocus()
    qtbot.mouseClick(_tile(overview, "目录"), Qt.MouseButton.LeftButton)
    assert window.outline.hasFocus()


def test_a_box_leads_to_the_text(qtbot: QtBot, window: Window, overview: OverviewView) -> None:
    link = next(
        button for button in overview.findChildren(QPushButton) if button.text() == "嵊州文旅融合重点"
    )
    assert link.accessibleName() == "嵊州文旅融合重点，4条"
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Space)
    place = window.page.place()
    assert place is not None
    assert place.key == "6.2.b1"


def _apart(one: QWidget, other: QWidget) -> bool:
    """They stand beside each other, not one above the other."""
    return one.mapTo(one.window(), QPoint()).x() != other.mapTo(other.window(), QPoint()).x()


def test_it_fits_a_narrow_and_a_wide_window(qtbot: QtBot, window: Window, overview: OverviewView) -> None:
    left, right = (_chart(overview, name) for name in ("各章字数", "规划项目：按领域"))
    sheet, seen = overview.widget(), overview.viewport()
    for width in (480, 700, 1500, 620):
        overview.resize(width, 500)
        qtbot.waitUntil(lambda: sheet.minimumSizeHint().width() <= seen.width() == sheet.width())
        qtbot.waitUntil(lambda width=width: _apart(left, right) == (width == 1500))


def test_the_theme_reaches_what_is_drawn(window: Window, overview: OverviewView) -> None:
    before = overview.grab().toImage()
    window.commands["theme_dark"].trigger()
    after = overview.grab().toImage()
    assert before.pixelColor(3, 300).lightness() > 200
    assert after.pixelColor(3, 300).lightness() < 60
    tile = overview.tiles[0].grab().toImage().pixelColor(20, 4)
    assert tile.name().upper() == DARK.sheet


@pytest.fixture
def pool() -> Iterator[QThreadPool]:
    pool = QThreadPool()
    yield pool
    pool.waitForDone()


def test_a_plan_with_nothing_in_it_shows_its_card(qtbot: QtBot, pool: QThreadPool, plan: Plan) -> None:
    view = OverviewView(pool)
    qtbot.addWidget(view)
    empty = replace(plan, chapters=(), passages=(), projects=(), gaps=(), targets=(), tables=())
    view.set_plan(empty)
    view.set_reading((), 0)
    view.show()
    qtbot.waitUntil(lambda: not view.busy)
    assert view.tiles == ()
    assert view.charts == ()
    assert view.card.text() == "开始阅读"
    assert [button.text() for button in view.findChildren(QAbstractButton)] == ["开始阅读"]


def test_many_boxes_are_counted_and_left_to_the_table(qtbot: QtBot, pool: QThreadPool, plan: Plan) -> None:
    title = next(passage for passage in plan.passages if passage.kind == "box_title")
    more = tuple(replace(title, key=f"x{number}", text=f"专栏{number}") for number in range(200))
    view = OverviewView(pool)
    qtbot.addWidget(view)
    view.set_plan(replace(plan, passages=(*plan.passages, *more)))
    qtbot.waitUntil(lambda: bool(view.tiles))
    button = next(button for button in view.findChildren(QPushButton) if "查看全部" in button.text())
    assert button.text() == "共 208 个，查看全部"
    with qtbot.waitSignal(view.rows_requested) as asked:
        button.click()
    assert asked.args is not None
    assert asked.args[0] == "boxes"
