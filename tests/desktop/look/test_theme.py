"""Every pair of colours that meet can be told apart, and every token reaches the style sheet."""

import re

import pytest
from PySide6.QtGui import QColor

import resources
from desktop.look.theme import PRINT, SIZES, THEMES, Theme, style_sheet

_PAIRS = [
    ("text", ground) for ground in ("window", "panel", "sheet", "box_ground", "accent_tint", "hover", "selection")
] + [
    ("secondary", "window"),
    ("secondary", "panel"),
    ("secondary", "sheet"),
    ("secondary", "box_ground"),
    ("accent", "panel"),
    ("accent", "sheet"),
    ("accent", "accent_tint"),
    ("lost", "sheet"),
    ("lost", "box_ground"),
    ("filled", "sheet"),
    ("filled", "box_ground"),
    ("done", "done_tint"),
    ("text", "done_tint"),
    ("hit_text", "hit"),
    ("hit_text", "hit_current"),
]  # fmt: skip


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
def test_contrast(theme: Theme, front: str, ground: str) -> None:
    colours = theme.tokens()
    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.label)
def test_the_style_sheet_is_filled_in(theme: Theme) -> None:
    template = (resources.FOLDER / "styles" / "app.qss").read_text(encoding="utf-8")
    filled = style_sheet(theme, template, 14)
    used = set(re.findall(r"@(\w+)", re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)))
    assert used <= {*theme.tokens(), *SIZES}
    assert "@" not in re.sub(r"/\*.*?\*/", "", filled, flags=re.DOTALL)
    assert "15px" in filled
