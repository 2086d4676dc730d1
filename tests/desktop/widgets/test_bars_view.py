"""Bars: drawn, clicked, walked through by keys, and told to those who can't see them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.look.theme import DARK, LIGHT, THEMES, Theme, palette
from desktop.widgets.bars_view import Bar, BarsView

BARS = (Bar("综合交通", 25, "t"), Bar("水利", 20, "w", "项"), Bar("（未注明）", 90, "n", quiet=True))


@pytest.fixture
def view(qapp: QApplication, qtbot: QtBot) -> BarsView:
    view = BarsView("按领域")
    view.setPalette(palette(LIGHT))
    qtbot.addWidget(view)
    view.resize(320, view.sizeHint().height())
    view.set_bars(BARS)
    view.resize(320, view.sizeHint().height())
    return view


def _length(view: BarsView, number: int, colour: str) -> int:
    """Pixels of the bar's colour in the middle of its line."""
    image = view.grab().toImage()
    y = view.bar_rect(number).center().y()
    return sum(image.pixelColor(x, y) == QColor(colour) for x in range(image.width()))


@pytest.mark.parametrize("theme", THEMES.values())
def test_lengths_are_in_proportion_and_the_rest_sets_no_scale(view: BarsView, theme: Theme) -> None:
    view.setPalette(palette(theme))
    first, second = _length(view, 0, theme.bar), _length(view, 1, theme.bar)
    assert first > 100
    assert abs(second / first - 20 / 25) < 0.03
    assert abs(_length(view, 2, theme.hairline) - first) <= 2


def test_chosen_bars_are_strong_and_the_others_weak(view: BarsView) -> None:
    view.set_bars(BARS, ["w"])
    assert _length(view, 0, LIGHT.bar) == 0
    assert _length(view, 1, LIGHT.bar) > 80


def test_a_click_and_enter_say_which(qtbot: QtBot, view: BarsView) -> None:
    with qtbot.waitSignal(view.clicked) as said:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.bar_rect(1).center())
    assert said.args == ["w"]
    qtbot.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(view.clicked) as said:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert said.args == ["t"]
    view.setFixedHeight(view.height() + 40)
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().bottomLeft())


def test_the_numbers_are_read_out(view: BarsView) -> None:
    assert view.accessibleName() == "按领域"
    assert view.accessibleDescription() == "综合交通25；水利20项；（未注明）90"


def test_no_bars_draw_nothing(view: BarsView) -> None:
    view.set_bars(())
    view.setPalette(palette(DARK))
    assert not view.grab().isNull()
    assert view.accessibleDescription() == ""
