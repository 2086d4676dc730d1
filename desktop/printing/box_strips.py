"""A box (专栏) cut into strips, from top to bottom: what stands on one page together, and what comes again on
the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from desktop.printing.layouts import Layout, ParagraphStyle
from desktop.printing.line_breaker import BrokenLine, LineBreaker
from desktop.printing.page_records import PT
from desktop.printing.paper_blocks import (
    PaperBox,
    PaperCell,
    PaperParagraph,
    PaperTable,
    PaperText,
)

_PAD = 5 * PT
"""Air between a cell's edge and its words."""
_AIR = 2 * PT
"""Above and below the words of a row."""


@dataclass(slots=True)
class Strip:
    """What is never parted.

    Its lines have their x from the box's left edge, and y from the strip's top to the em's top.
    """

    height: float
    lines: list[tuple[float, float, BrokenLine]] = field(default_factory=list)
    pitch: float = 0.0
    rules: list[tuple[float, float]] = field(default_factory=list)
    """Stretches of its upper edge that are ruled."""
    uprights: tuple[float, ...] = ()
    """Where rules stand between columns."""
    keep: bool = False
    """It stands on the page of the next strip."""
    head: "tuple[Strip, ...]" = ()
    """The table's head, that comes again above it on another page."""
    again: "Strip | None" = None
    """What stands there instead when it is the first of a table's rows on another page."""
    anchor: str = ""
    number: str = ""
    """In the margin beside its first line."""

    @property
    def broken(self) -> list[BrokenLine]:
        """Its lines, wherever in it they stand."""
        return [line for _, _, line in self.lines]


@dataclass(slots=True)
class Strips:
    """A box cut up."""

    strips: list[Strip]
    again: Strip
    """Its title on another page."""
    pad: float
    """Between the last strip and the frame."""

    @property
    def height(self) -> float:
        """Of the whole box."""
        return sum(strip.height for strip in self.strips) + self.pad


class BoxCutter:
    """Cuts boxes for one layout."""

    def __init__(self, layout: Layout, breaker: LineBreaker) -> None:
        self._layout = layout
        self._breaker = breaker

    def cut(self, box: PaperBox, width: float, tallest: float) -> Strips:
        """The strips of a box that is `width` wide; a row is parted only if it is more than half of `tallest`
        high.
        """
        pad = self._layout.box_item.type.size * 0.8
        if not box.title.words and isinstance(box.parts[0], PaperTable):
            # Nothing comes again on another page but the table's head.
            strips = self._table(box.parts[0], width, tallest / 2)
            return Strips(strips, Strip(0.0, keep=True), 0.0)
        title = self._title(box.title.words, box.title.style, width, pad)
        title.anchor = box.title.anchor
        strips = [title]
        for part in box.parts:
            if isinstance(part, PaperTable):
                strips += self._table(part, width, tallest / 2)
            else:
                strips += self._paragraph(part, width, pad)
        return Strips(
            strips, self._title(box.again or box.title.words, box.title.style, width, pad), pad * 0.6
        )

    def _title(self, words: Sequence[PaperText], style: ParagraphStyle, width: float, pad: float) -> Strip:
        lines = self._breaker.lines(words, style, width - 2 * pad)
        air = style.pitch * 0.15
        placed = [(pad, air + at * style.pitch, line) for at, line in enumerate(lines)]
        return Strip(2 * air + len(lines) * style.pitch, placed, style.pitch, keep=True)

    def _paragraph(self, paragraph: PaperParagraph, width: float, pad: float) -> list[Strip]:
        style = paragraph.style
        lines = self._breaker.lines(paragraph.words, style, width - 2 * pad)
        count = len(lines)
        strips = [
            Strip(
                style.pitch,
                [(pad, 0.0, line)],
                style.pitch,
                # No line of a paragraph stands alone: the first goes with the second, the last but one with
                # the last.
                keep=at + 1 < count and (at == 0 or at == count - 2 or count == 3),
            )
            for at, line in enumerate(lines)
        ]
        strips[0].anchor, strips[0].number = paragraph.anchor, paragraph.number
        strips[-1].keep = paragraph.keep
        return strips

    def _table(self, table: PaperTable, width: float, tallest: float) -> list[Strip]:
        edges = [0.0, *accumulate(table.columns(width))]
        pitch = self._layout.box_item.paragraph.pitch * table.scale
        head = tuple(self._row(row, edges, pitch) for row in table.head)
        for strip in head:
            # A head never stands alone at a page's foot.
            strip.keep = True
        strips = list(head)
        parts: list[Strip] = []
        for at, row in enumerate(table.rows):
            strip = self._row(row, edges, pitch)
            parts = [strip] if strip.height <= tallest else _parted(strip)
            # Only where a cell goes on from above is there something to say again.
            if any(cell.again for cell in row):
                parts[0].again = self._row(row, edges, pitch, again=True)
            parts[0].number = table.numbers[at] if table.numbers else ""
            parts[-1].keep |= at in table.kept
            for part in parts:
                part.head = head
            strips += parts
        if len(table.rows) > 1:
            # One row alone would look lost on the next page.
            strips[-len(parts) - 1].keep = True
        return strips

    def _row(
        self, row: Sequence[PaperCell], edges: Sequence[float], pitch: float, *, again: bool = False
    ) -> Strip:
        lines: list[tuple[float, float, BrokenLine]] = []
        rules: list[tuple[float, float]] = []
        uprights: list[float] = []
        column, deepest = 0, 1
        for cell in row:
            left, right = edges[column], edges[column + cell.across]
            column += cell.across
            words: Iterable[PaperText] = cell.again if again and cell.again else cell.words
            align = "right" if cell.right else "centre" if cell.centred else "left"
            cell_style = ParagraphStyle(pitch, align)
            broken = self._breaker.lines(words, cell_style, right - left - 2 * _PAD) if words else []
            deepest = max(deepest, len(broken))
            lines += [(left + _PAD, _AIR + at * pitch, line) for at, line in enumerate(broken)]
            if not cell.goes_on:
                rules.append((left, right))
            if column < len(edges) - 1:
                uprights.append(right)
        return Strip(2 * _AIR + deepest * pitch, lines, pitch, rules, tuple(uprights))


def _parted(strip: Strip) -> list[Strip]:
    """A row that is too high for a page, line by line."""
    depths = sorted({y for _, y, _ in strip.lines})
    parts = [
        Strip(
            strip.pitch,
            [(x, 0.0, line) for x, y, line in strip.lines if y == depth],
            strip.pitch,
            uprights=strip.uprights,
        )
        for depth in depths
    ]
    parts[0].rules = strip.rules
    # The air above and below the row's words goes to its first and its last line.
    parts[0].height += _AIR
    parts[0].lines = [(x, _AIR, line) for x, _, line in parts[0].lines]
    parts[-1].height += _AIR
    # As in a paragraph: neither the first line nor the last stands alone.
    for part in (*parts[:1], *parts[-2:-1]):
        part.keep = True
    return parts
