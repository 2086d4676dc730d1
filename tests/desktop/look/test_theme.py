"""Every pair of colours that meet can be told apart, and every token, class and name of the style sheet is one that there is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPixmap
from PySide6.QtWidgets import QApplication, QTableWidget
from pytestqt.qtbot import QtBot

import desktop
import resources
from desktop.app.session import Session
from desktop.look.theme import PRINT, SIZES, THEMES, Theme, row_height, style_sheet

FOLDER = resources.FOLDER / "styles"
TEMPLATE = (FOLDER / "app.qss").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", TEMPLATE, flags=re.DOTALL)
SOURCE = "".join(path.read_text(encoding="utf-8") for path in Path(desktop.__path__[0]).rglob("*.py"))
_GROUNDS = ("window", "panel", "sheet", "hover", "chosen")
"""What words, rings and signs of the interface stand on."""
_PAIRS = [
    *((words, ground) for words in ("text", "secondary", "accent", "lost", "filled") for ground in _GROUNDS),
    *((words, "box_ground") for words in ("text", "secondary", "lost", "filled")),
    ("text", "accent_tint"),
    ("text", "selection"),
    ("accent", "accent_tint"),
    ("done", "done_tint"),
    ("text", "done_tint"),
    ("hit_text", "hit"),
    ("hit_text", "hit_current"),
    # The words of the one button that stands on the accent, and of disabled ones on the window's ground.
    ("sheet", "accent"),
]
_SIGNS = [
    *((sign, ground) for sign in ("focus", "secondary", "bar") for ground in _GROUNDS[:4]),
    ("focus", "chosen"),
]


def _channels(colour: str) -> tuple[float, float, float]:
    mixed = QColor(colour)
    return mixed.redF(), mixed.greenF(), mixed.blueF()


def _luminance(colour: str) -> float:
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour)
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    """As WCAG defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [*THEMES.values(), PRINT], ids=lambda theme: theme.label)
@pytest.mark.parametrize(("front", "ground"), _PAIRS)
def test_words_can_be_read(theme: Theme, front: str, ground: str) -> None:
    colours = theme.tokens()
    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.label)
@pytest.mark.parametrize(("sign", "ground"), _SIGNS)
def test_rings_and_bars_can_be_seen(theme: Theme, sign: str, ground: str) -> None:
    colours = theme.tokens()
    assert contrast(colours[sign], colours[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.label)
@pytest.mark.parametrize("sign", ["up", "down", "right", "mark", "ascending", "descending"])
def test_signs_of_the_sheet_can_be_seen_in_every_theme(theme: Theme, sign: str) -> None:
    (colour,) = set(re.findall("#[0-9A-F]{6}", (FOLDER / f"{sign}.svg").read_text("utf-8")))
    for ground in (theme.window, theme.panel, theme.sheet, theme.hover):
        assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.label)
@pytest.mark.parametrize("sign", ["tick", "part", "dot"])
def test_signs_in_boxes_can_be_seen(theme: Theme, sign: str) -> None:
    ink = "-dark" if theme.dark else ""
    (colour,) = set(re.findall("#[0-9A-F]{6}", (FOLDER / f"{sign}{ink}.svg").read_text("utf-8")))
    assert contrast(colour, theme.focus) >= 3
    assert contrast(colour, theme.secondary) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.label)
def test_the_style_sheet_is_filled_in(theme: Theme) -> None:
    font = QFont()
    font.setPixelSize(14)
    filled = style_sheet(theme, TEMPLATE, font)
    used = set(re.findall(r"@(\w+)", RULES))
    assert used <= {*theme.tokens(), *SIZES, "ink", "inrow"}
    assert "@" not in re.sub(r"/\*.*?\*/", "", filled, flags=re.DOTALL)
    assert "15px" in filled


def test_there_is_one_style_sheet_and_nobody_sets_another() -> None:
    assert [path.name for path in FOLDER.glob("*.qss")] == ["app.qss"]
    assert SOURCE.count("setStyleSheet(") == 1


def test_the_sheet_names_only_what_there_is() -> None:
    heads = re.findall(r"([^{}]+)\{", RULES)
    classes = {name for head in heads for name in re.findall(r"(?<![\w#:.\"-])([A-Z]\w+)", head)}
    own = {name for name in classes if not name.startswith("Q")}
    assert own
    for name in own:
        assert f"class {name}(" in SOURCE, f"the sheet styles {name}, which there is not"
    for name in {name for head in heads for name in re.findall(r"#(\w+)", head)}:
        assert f'"{name}"' in SOURCE, f"the sheet styles #{name}, which nobody is called"


def test_signs_are_there(qapp: QApplication) -> None:
    named = set(re.findall(r'url\("sign:([\w@]+)\.svg"\)', RULES))
    there = {name for name in named if "@" not in name} | {
        name.replace("@ink", ink) for name in named if "@" in name for ink in ("", "-dark")
    }
    assert there == {path.stem for path in FOLDER.glob("*.svg")}
    assert all(not QPixmap(f"sign:{name}.svg").isNull() for name in there)


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_an_ascending_column_points_up_as_in_excel(
    qtbot: QtBot, open_reader: Callable[..., Session], order: Qt.SortOrder
) -> None:
    open_reader().window.commands["theme_light"].trigger()
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    table.setHorizontalHeaderLabels(["项目"])
    header = table.horizontalHeader()
    header.setSortIndicatorShown(True)
    header.setSortIndicator(0, order)
    table.show()
    image = header.grab().toImage()
    # The sign is a triangle of the one grey that the words beside it are not drawn in.
    across = [
        sum(image.pixelColor(x, y).name().upper() == "#767C86" for x in range(40, image.width()))
        for y in range(image.height())
    ]
    drawn = [pixels for pixels in across if pixels]
    assert len(drawn) > 3
    assert (drawn[0] < drawn[-1]) == (order == Qt.SortOrder.AscendingOrder)


def test_a_row_is_1_9_times_as_high_as_its_type() -> None:
    font = QFont()
    for size, height in ((13, 28), (14, 28), (15, 28), (16, 30), (20, 38)):
        font.setPixelSize(size)
        assert row_height(font) == height
