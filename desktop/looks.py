"""What the reader chose for the eyes: theme and size of the page's type."""

from dataclasses import dataclass, replace

from desktop.theme import LIGHT, THEMES, Theme, ThemeName

ZOOMS = (100, 110, 125, 150, 175, 200, 225, 250)
"""Sizes of the page's type, in percent."""

INTERFACE_SIZES = (100, 115, 130, 150)
"""Sizes of the interface's type, in percent of the system's own."""


@dataclass(frozen=True, slots=True)
class Looks:
    """One choice; a change makes another."""

    theme: Theme = LIGHT
    zoom: int = ZOOMS[0]

    def zoomed(self, steps: int) -> "Looks":
        """Some steps larger (or smaller, if negative), as far as it goes."""
        at = ZOOMS.index(self.zoom) + steps
        return replace(self, zoom=ZOOMS[min(max(at, 0), len(ZOOMS) - 1)])

    def themed(self, name: ThemeName) -> "Looks":
        """In another theme."""
        return replace(self, theme=THEMES[name])
