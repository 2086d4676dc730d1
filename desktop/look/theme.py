"""Colours and fonts as named tokens: the one place where a colour or a font family is written down."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

ThemeName = Literal["light", "paper", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens of one theme; colours as #RRGGBB. Words keep a contrast of 4.5:1 to every ground that they
    stand on, rings, bars and signs one of 3:1.
    """

    name: ThemeName
    label: str
    """As the menu says it."""
    window: str
    panel: str
    sheet: str
    text: str
    secondary: str
    hairline: str
    hover: str
    accent: str
    accent_tint: str
    box_ground: str
    box_edge: str
    hit: str
    hit_current: str
    hit_text: str
    lost: str
    filled: str
    """Of what the person entered by hand beside it."""
    done: str
    done_tint: str
    """Of what was done as the person asked, and the ground under such a sentence."""
    selection: str
    """Behind words that are selected."""
    chosen: str
    """Behind a row that is chosen, or a button that is pressed."""
    focus: str
    """The ring around what has the keyboard, and what is ticked. Not the accent: red around a field reads as
    a mistake.
    """
    bar: str
    """Bars of charts and of progress."""

    @property
    def dark(self) -> bool:
        """Light words on a dark ground."""
        # Told from the sheet, so that another dark theme needs no mark of its own.
        return QColor(self.sheet).lightnessF() < 0.5

    def tokens(self) -> dict[str, str]:
        """Every colour by its name, as the style sheet uses them."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in {"name", "label"}
        }


LIGHT = Theme(
    name="light",
    label="日间",
    window="#F3F4F6",
    panel="#FAFAFB",
    sheet="#FFFFFF",
    text="#1F2329",
    secondary="#5E646D",
    hairline="#DEE0E3",
    hover="#EBEDF0",
    accent="#B5302A",
    accent_tint="#FBEDEC",
    box_ground="#FAF6EE",
    box_edge="#C8A26B",
    hit="#FFE58F",
    hit_current="#FFB14A",
    hit_text="#1F2329",
    lost="#B93C0A",
    filled="#1A5FA8",
    done="#1C7336",
    done_tint="#E8F4EA",
    selection="#C9DDF7",
    chosen="#DCEAFB",
    focus="#2B6CB0",
    bar="#77859C",
)
PAPER = Theme(
    name="paper",
    label="护眼",
    window="#EDE6D6",
    panel="#F5EFE1",
    sheet="#FAF6EC",
    text="#2B2A27",
    secondary="#635C4D",
    hairline="#DDD3BD",
    hover="#E9E0CC",
    accent="#9E2B25",
    accent_tint="#F3E1D5",
    box_ground="#F3EAD6",
    box_edge="#B48E57",
    hit="#F6DC8A",
    hit_current="#EFA544",
    hit_text="#2B2A27",
    lost="#A83708",
    filled="#1C548F",
    done="#2A6532",
    done_tint="#E2EBD2",
    selection="#CFDCE0",
    chosen="#D8E3E4",
    focus="#2A6496",
    bar="#8A7F67",
)
DARK = Theme(
    name="dark",
    label="夜间",
    window="#1B1C1F",
    panel="#222327",
    sheet="#26282C",
    text="#D8DADF",
    secondary="#A3A8B0",
    hairline="#3A3D42",
    hover="#2E3035",
    accent="#F2897F",
    accent_tint="#3A2A2A",
    box_ground="#2D2B27",
    box_edge="#8C7448",
    hit="#6B5A1E",
    hit_current="#7A4A12",
    hit_text="#F1F2F4",
    lost="#F5A97F",
    filled="#8FBCF0",
    done="#8FD19E",
    done_tint="#22332A",
    selection="#34507A",
    chosen="#283C5A",
    focus="#7FB3F0",
    bar="#7C8AA3",
)
PRINT = Theme(
    name="light",
    label="打印",
    window="#FFFFFF",
    panel="#FFFFFF",
    sheet="#FFFFFF",
    text="#000000",
    secondary="#4A4A4A",
    hairline="#B0B0B0",
    hover="#FFFFFF",
    accent="#000000",
    accent_tint="#FFFFFF",
    box_ground="#FFFFFF",
    box_edge="#7A7A7A",
    hit="#FFFFFF",
    hit_current="#FFFFFF",
    hit_text="#000000",
    lost="#000000",
    filled="#000000",
    done="#000000",
    done_tint="#FFFFFF",
    selection="#FFFFFF",
    chosen="#FFFFFF",
    focus="#000000",
    bar="#4A4A4A",
)
"""What paper gets, whatever the screen shows. The person can't choose it."""

THEMES: dict[ThemeName, Theme] = {theme.name: theme for theme in (LIGHT, PAPER, DARK)}

SONG = (
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "思源宋体",
    "SimSun",
    "宋体",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
)
"""Song types (宋体) for running text, the best first."""
HEI = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "Source Han Sans SC",
    "思源黑体",
    "WenQuanYi Micro Hei",
    "SimHei",
    "黑体",
)
"""Hei types (黑体) for headings, tables and the interface."""
KAI = ("KaiTi", "楷体", "LXGW WenKai", "FandolKai", "AR PL UKai CN", "AR PL KaitiM GB")
"""Kai types (楷体), for words that the program adds to a plan; where there is none, Hei stands in."""

FALLBACK = "Droid Sans Fallback"
SIZES = {"large": 1.07, "larger": 1.2, "huge": 1.8}
"""Tokens for sizes of type, as multiples of the interface's own."""
_IN_ROW = 4
"""Pixels of a row of a list that the style sheet adds as its air above and below."""


def load_fonts(folder: Path) -> int:
    """Make the fonts in `folder` known, if any are shipped; the number that could be loaded."""
    loaded = 0
    for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf"), *folder.glob("*.ttc")]):
        loaded += QFontDatabase.addApplicationFont(str(path)) >= 0
    # Families that were asked for before may be among the fonts that are loaded now.
    _is_there.cache_clear()
    return loaded


@cache
def _is_there(family: str) -> bool:
    """Asked once for each, since it takes half a millisecond; an alias counts too (WenQuanYi Micro Hei for 文
    泉驿微米黑).
    """
    return QFontDatabase.hasFamily(family)


def families(wanted: Iterable[str]) -> list[str]:
    """Those of the `wanted` families that this machine has, in their order; all of them where it has none."""
    wanted = list(wanted)
    there = [family for family in wanted if _is_there(family)]
    return there or wanted


def interface_font(system: QFont, percent: int = 100) -> QFont:
    """The font of the interface: Hei, `percent` of the system's own size and never under 14 px."""
    font = QFont(system)
    font.setFamilies(families(HEI))
    # 96 dots to the inch: Qt tells a system's font in points or in pixels.
    own = max(14.0, system.pointSizeF() * 96 / 72 if system.pointSizeF() > 0 else system.pixelSize())
    font.setPixelSize(max(14, round(own * percent / 100)))
    return font


def bold(font: QFont | None = None, scale: float = 1.0) -> QFont:
    """`font` (None: Qt's own) in bold, `scale` times as large; one to be scaled has its size in pixels."""
    made = QFont(font) if font is not None else QFont()
    made.setBold(True)
    if scale != 1.0:
        made.setPixelSize(round(made.pixelSize() * scale))
    return made


def palette(theme: Theme) -> QPalette:
    """The theme for everything that the style sheet does not reach."""
    colours = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, theme.window),
        (roles.WindowText, theme.text),
        (roles.Base, theme.sheet),
        (roles.AlternateBase, theme.panel),
        (roles.Text, theme.text),
        (roles.Button, theme.panel),
        (roles.ButtonText, theme.text),
        (roles.BrightText, theme.accent),
        (roles.Highlight, theme.selection),
        (roles.HighlightedText, theme.text),
        (roles.ToolTipBase, theme.panel),
        (roles.ToolTipText, theme.text),
        (roles.PlaceholderText, theme.secondary),
        (roles.Link, theme.accent),
        (roles.Accent, theme.focus),
        (roles.Light, theme.panel),
        (roles.Midlight, theme.hover),
        (roles.Mid, theme.hairline),
        (roles.Dark, theme.bar),
        (roles.Shadow, theme.hairline),
    ):
        colours.setColor(role, QColor(token))
    # Qt's own words for what is disabled are paler than the contrast of 4.5:1 allows.
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.secondary))
    return colours


def row_height(font: QFont) -> int:
    """Of a line of words in a list, a tree or a table, in pixels."""
    # 1.9 times the type: air enough to tell rows apart, and eight rows on the smallest screen.
    return max(28, round((font.pixelSize() if font.pixelSize() > 0 else 14) * 1.9))


def style_sheet(theme: Theme, template: str, font: QFont) -> str:
    """`template` (app.qss) with each @token replaced: colours by the theme's, sizes by some above the
    interface's `font`, which has its size in pixels. The signs that it names lie where "sign:" leads.
    """
    size = font.pixelSize()
    tokens = {**theme.tokens(), **{name: f"{round(size * by)}px" for name, by in SIZES.items()}}
    tokens["inrow"] = f"{row_height(font) - _IN_ROW}px"
    # Signs on the accent are as light or dark as its words.
    tokens["ink"] = "-dark" if theme.dark else ""
    # The longest first: @hit is the beginning of @hit_current.
    for name in sorted(tokens, key=len, reverse=True):
        template = template.replace(f"@{name}", tokens[name])
    return template
