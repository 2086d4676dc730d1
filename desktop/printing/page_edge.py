"""What stands around the type area: the running head, the page number, the badge of an extract."""

from dataclasses import dataclass
from typing import Literal

from desktop.look.theme import PRINT
from desktop.printing.fonts import Fonts
from desktop.printing.layouts import Layout
from desktop.printing.page_records import MM, PT, DrawnRule, GlyphRun, Page, Type

_DASH_HEIGHT = 0.38
"""From the baseline up to the ink of a dash, in parts of its size."""
_FIGURE_HEIGHT = 0.74

Numbering = Literal["figures", "roman", "none"]


@dataclass(frozen=True, slots=True)
class Edge:
    """Draws the edges of one run of pages."""

    layout: Layout
    faces: Fonts
    title: str
    badge: str
    numbering: Numbering = "figures"

    def draw(self, page: Page, number: int, chapter: str) -> None:
        """Put head, number and badge on the page with that number."""
        layout = self.layout
        left = layout.left(number)
        right = left + layout.width
        if layout.running_head is not None and self.numbering != "none":
            self._head(page, layout.running_head, left, right, chapter)
        centred = layout.number_inset < 0
        at_left = layout.number_inset >= 0 and number % 2 == 0
        # GB/T 9704—2012, 7.5: 一字线上距版心下边缘7 mm; 单页码居右空一字，双页码居左空一字.
        base = layout.top + layout.height + layout.number_below
        base += (_DASH_HEIGHT if layout.dashes else _FIGURE_HEIGHT) * layout.number.size
        if self.numbering != "none":
            page.label = roman(number) if self.numbering == "roman" else str(number)
            text = f"— {page.label} —" if layout.dashes else page.label
            width = self.faces.width(text, layout.number)
            inset = layout.number_inset
            outer = left + inset if at_left else right - inset - width
            x = (left + right - width) / 2 if centred else outer
            page.edge.append(GlyphRun(x, base, text, layout.number))
        if self.badge:
            width = self.faces.width(self.badge, layout.badge)
            # On the inner side, away from the number; beneath it where the number stands in the middle.
            inner = right - width if at_left else left
            x, down = ((left + right - width) / 2, layout.number.size * 1.3) if centred else (inner, 0.0)
            page.edge.append(GlyphRun(x, base + down, self.badge, layout.badge))

    def _head(self, page: Page, type_: Type, left: float, right: float, chapter: str) -> None:
        base = self.layout.top - 6 * MM
        whole = right - left
        # Each gets a little less than half of the line, so that they never meet.
        title = shortened(self.title, type_, whole * 0.48, self.faces)
        chapter = shortened(chapter, type_, whole * 0.48, self.faces)
        # Bound in the middle, the plan stands on the outer side of left pages and the chapter on that of
        # right ones.
        page.edge.append(GlyphRun(left, base, title, type_))
        page.edge.append(GlyphRun(right - self.faces.width(chapter, type_), base, chapter, type_))
        y = base + 4 * PT
        page.edge.append(DrawnRule(left, y, right, y, 0.5 * PT, PRINT.hairline))


def shortened(text: str, type_: Type, room: float, faces: Fonts) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if faces.width(text, type_) <= room:
        return text
    fitting = (end for end in range(len(text), 0, -1) if faces.width(f"{text[:end]}…", type_) <= room)
    return f"{text[: next(fitting, 0)]}…"


def roman(number: int) -> str:
    """A number from 1 in small Roman figures."""
    figures = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        figures += sign * (number // value)
        number %= value
    return figures
