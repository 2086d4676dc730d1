"""What the person chose for the eyes: theme, the page's type and its size, whether paragraphs are numbered,
and the size of the interface.
"""

from dataclasses import dataclass, replace
from typing import Literal

from desktop.look.theme import LIGHT, THEMES, Theme, ThemeName

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200, 225, 250)
"""Sizes of the page's type, in percent."""
USUAL = 100
"""The size of a first start, to which 恢复字号 leads back."""

PageFace = Literal["song", "hei"]
"""The type that running text is set in: Song (宋体) or Hei (黑体)."""
FACES: dict[PageFace, str] = {"song": "宋体", "hei": "黑体"}
"""What each is called."""

INTERFACE_SIZES = (100, 115, 130, 150)
"""Sizes of the interface's type, in percent of the system's own."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One choice; a change makes another."""

    theme: Theme = LIGHT
    zoom: int = USUAL
    face: PageFace = "song"
    numbered: bool = False
    """Paragraph numbers stand in the margin (显示段号)."""
    interface: int = INTERFACE_SIZES[0]
    """Size of all type but the page's, in percent of the system's own."""
    bar_words: bool = True
    """There are words under the icons of the bar (工具栏显示文字)."""

    def zoomed(self, steps: int) -> "Appearance":
        """Some steps larger (or smaller, if negative), as far as it goes; 0: the usual size."""
        if not steps:
            return replace(self, zoom=USUAL)
        at = ZOOMS.index(self.zoom) + steps
        # At the ends nothing happens: keys and wheel repeat.
        return replace(self, zoom=ZOOMS[min(max(at, 0), len(ZOOMS) - 1)])

    def themed(self, name: ThemeName) -> "Appearance":
        """In another theme."""
        return replace(self, theme=THEMES[name])
