"""A composed page as records: what is drawn where.

Lengths are twips (1/20 pt), from the page's top left corner.
"""

from dataclasses import dataclass, field
from typing import Literal

FontRole = Literal["title", "hei", "kai", "fang", "song"]
"""小标宋, 黑体, 楷体, 仿宋, 宋体; which family that is, is decided by what the machine has."""

# In twips, of which 1440 are an inch; Word counts in them, too.
MM = 1440 / 25.4
PT = 20.0


@dataclass(frozen=True, slots=True)
class Type:
    """A cut of type: face, size in twips, weight and colour."""

    face: FontRole
    size: float
    bold: bool = False
    colour: str = "#000000"


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Characters side by side on a baseline."""

    x: float
    y: float
    text: str
    type: Type
    step: float = 0.0
    """From one character to the next; 0 for the font's own widths."""


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: str = "#000000"
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled rectangle, under everything else."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A rectangle that leads to an anchor."""

    x: float
    y: float
    width: float
    height: float
    anchor: str


@dataclass(frozen=True, slots=True)
class PageAnchor:
    """A place that links and the outline lead to."""

    name: str
    y: float
    title: str = ""
    """For the outline; empty for a place that is only linked to."""
    level: int = 0
    """1 is the outline's top."""


@dataclass(slots=True)
class Page:
    """One page.

    `body` is the type area's content; `edge` is what stands around it: head, page number, badge.
    """

    width: float
    height: float
    label: str = ""
    """Its number as printed; empty for a page without one."""
    turned: bool = False
    """The body is set across: it is drawn turned a quarter to the left, its own left edge at the page's foot.
    """
    body: list[GlyphRun | DrawnRule | Ground | PageLink] = field(default_factory=list)
    edge: list[GlyphRun | DrawnRule] = field(default_factory=list)
    anchors: list[PageAnchor] = field(default_factory=list)
