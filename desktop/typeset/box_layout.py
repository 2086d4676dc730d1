"""Lays out a box (专栏) as a card: which words stand in which line and column, and how wide columns are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from db.records import Passage, Project
from desktop.typeset.box_rows import BoxGroup, BoxRow, ListRow, Slice, TextRow, TotalsRow, lead_end
from desktop.typeset.document_writer import DocumentWriter
from desktop.typeset.page_style import PageStyle, TextRole

_ROLES: dict[str, TextRole] = {"strong": "cell_strong", "plain": "cell", "weak": "cell_weak"}
_STAGE_TIP = "规划安排：规划对项目怎样安排，不表示已经完成。"
_PAIRED, _LEAST = 9, 12
"""Characters that one column of names must hold for two names to stand side by side; and that both columns
together must hold for the box to have columns at all.
"""

BoxParts = tuple[tuple[Slice, TextRole], ...]
"""What stands in a cell: slices of its passage, and how each is set."""


@dataclass(slots=True)
class BoxCell:
    """Words of one passage, or the program's own, and how many columns and lines they cover."""

    column: int
    across: int = 1
    down: int = 1
    passage: Passage | None = None
    parts: BoxParts = ()
    own: str = ""
    tip: str = ""
    right: bool = False
    """Set to the right, as figures are."""


@dataclass(slots=True)
class BoxLine:
    """A row of the card's table. Cells stand in the order in which they are read."""

    key: str
    """The passage whose words it shows."""
    cells: list[BoxCell] = field(default_factory=list)
    above: float = 0.0
    """Air above and below the words, in pixels."""
    below: float = 0.0
    ruled: bool = False
    """A hairline above it."""


@dataclass(slots=True)
class BoxLayout:
    """A box laid out. Widths are in pixels, without the padding at the card's two sides."""

    bar: float
    padding: float
    gutter: float
    """Between two columns."""
    widths: list[float]
    lines: list[BoxLine]


class BoxCard(Protocol):
    """How one box is set in one style."""

    widths: list[float]

    def lines(self, passages: Sequence[Passage]) -> list[BoxLine]:
        """The lines of some of the box's passages."""
        ...


def inner_width(style: PageStyle) -> float:
    """Pixels between a card's two paddings."""
    return style.text_width - 2 * _padding(style) - _bar(style)


def make_card(style: PageStyle, widths: list[float], lines: list[BoxLine], *, last: bool) -> BoxLayout:
    """A card of these columns and lines, or a piece of one; closed off below where it is the `last`."""
    if last:
        lines[-1].below += style.em(0.5)
    return BoxLayout(_bar(style), _padding(style), style.em(0.2), widths, lines)


def title_line(style: PageStyle, title: Passage, columns: int, own: str = "") -> BoxLine:
    """The box's title over all columns, with words of the program's own after it."""
    role: TextRole = "box_title" if title.origins else "cell_weak"
    cell = BoxCell(0, columns, passage=title, parts=((Slice(0, len(title.text)), role),), own=own)
    return BoxLine(title.key, [cell], above=style.em(0.55), below=style.em(0.3))


def text_line(style: PageStyle, item: Passage, columns: int, *, subhead: bool = False) -> BoxLine:
    """An item that is a paragraph, over all columns."""
    whole, lead = len(item.text), lead_end(item, subhead=subhead)
    parts: BoxParts = ((Slice(0, lead), "item_lead"), (Slice(lead, whole), "item"))
    cell = BoxCell(0, columns, passage=item, parts=parts)
    return BoxLine(item.key, [cell], above=style.em(0.35 if subhead else 0.15), below=style.em(0.15))


class ListCard:
    """A box of lists and paragraphs: its title passage first, then its items.

    The columns are those of the whole box; lines are laid out for the passages that are asked for.
    """

    def __init__(self, pen: DocumentWriter, rows: Mapping[str, BoxRow], projects: Sequence[Project]) -> None:
        """`rows`: of all items of the box, by their keys; `projects`: the box's."""
        self._pen = pen
        self._style: PageStyle = pen.style
        self._projects = projects
        self._grouped = any(isinstance(row, ListRow) and row.groups for row in rows.values())
        self._staged = any(
            group.stage for row in rows.values() if isinstance(row, ListRow) for group in row.groups
        )
        self._rows = rows
        self.widths = self._columns(rows.values())
        if sum(self.widths[-2:]) < _LEAST * self._style.small:
            # The type is so large, or the window so narrow, that columns would be too narrow for names.
            self._rows, self._staged = {}, False
            self.widths = self._columns(())
        self._paired = self.widths[-1] >= _PAIRED * self._style.small

    def lines(self, passages: Sequence[Passage]) -> list[BoxLine]:
        """The lines of some of the box's passages."""
        return [line for passage in passages for line in self._lines(passage)]

    def _columns(self, rows: Iterable[BoxRow]) -> list[float]:
        small, inner = self._style.small, inner_width(self._style)
        tabular = [row for row in map(_two_clauses, rows) if not isinstance(row, TextRow)]
        if not tabular:
            return [inner]
        longest = max(row.category.end for row in tabular)
        # The longest category with its colon, but no more than six characters or 30 % of the card.
        first = round(min((min(longest, 6) + 0.9) * small, inner * 0.3))
        # Four characters, as many as its heading 规划安排 has, and some air.
        second = [round(4.6 * small)] if self._staged else []
        # Names have two columns; a long name covers both (see `_group`).
        half = (inner - first - sum(second)) / 2
        return [first, *second, half, half]

    def _header(self, title: str) -> BoxLine:
        cells = [
            BoxCell(0, own="领域"),
            BoxCell(1, own="规划安排", tip=_STAGE_TIP),
            BoxCell(2, 2, own="项目"),
        ]
        return BoxLine(title, cells, below=self._style.em(0.1))

    def _lines(self, item: Passage) -> list[BoxLine]:
        if item.key == item.box:
            return self._head(item)
        # Without columns all items are paragraphs.
        row = _two_clauses(self._rows.get(item.key, TextRow(item.key)))
        if isinstance(row, ListRow):
            return self._list(item, row)
        if isinstance(row, TotalsRow):
            return [self._totals(item, row)]
        return [text_line(self._style, item, len(self.widths), subhead=row.subhead)]

    def _head(self, title: Passage) -> list[BoxLine]:
        named = sum(project.name is not None for project in self._projects)
        line = title_line(self._style, title, len(self.widths), f"　{named}项" if self._grouped else "")
        return [line, *([self._header(title.key)] if self._staged else ())]

    def _totals(self, item: Passage, row: TotalsRow) -> BoxLine:
        first = len(self.widths) - 2
        cells = [BoxCell(0, first, passage=item, parts=_loud((row.category,)))]
        cells += [
            BoxCell(first + at, passage=item, parts=_loud(clause), right=True)
            for at, clause in enumerate(row.clauses)
        ]
        # A single clause covers both columns.
        cells[-1].across = len(self.widths) - cells[-1].column
        return BoxLine(item.key, cells, above=self._style.em(0.2), below=self._style.em(0.2), ruled=True)

    def _list(self, item: Passage, row: ListRow) -> list[BoxLine]:
        lines: list[BoxLine] = []
        for group in row.groups:
            lines += self._group(item, group)
        category = BoxCell(0, down=len(lines), passage=item, parts=_loud((row.category,)))
        # First in the line, because it stands first in the passage: words are written in the plan's order.
        lines[0].cells.insert(0, category)
        lines[0].ruled = True
        # Air at the outer edges only, so that the lines of one category read as one row.
        lines[0].above = lines[-1].below = self._style.em(0.25)
        return lines

    def _group(self, item: Passage, group: BoxGroup) -> list[BoxLine]:
        """A group's projects, two side by side where both are short enough."""
        first = len(self.widths) - 2
        lines: list[BoxLine] = []
        for entry in group.entries:
            short = self._paired and self._fits(item, entry)
            cell = BoxCell(first, 1 if short else 2, passage=item, parts=_loud(entry))
            last = lines[-1].cells if lines else []
            if short and len(last) == 1 and last[0].across == 1:
                cell.column = first + 1
                last.append(cell)
            else:
                lines.append(BoxLine(item.key, [cell]))
        if self._staged:
            stage = BoxCell(1, down=len(lines))
            if group.verb:
                stage.passage, stage.parts = item, ((group.verb, "cell_weak"),)
            else:
                stage.own = group.stage or ""
            lines[0].cells.insert(0, stage)
        return lines

    def _fits(self, item: Passage, entry: tuple[Slice, ...]) -> bool:
        start, end = entry[0].start, entry[-1].end
        signs = self._pen.signs_width(item, start, end) * self._style.small
        width = self._style.advance("cell", item.text[start:end]) + signs
        # Less the gutter, which is padding inside the column (see `make_card`).
        return width <= self.widths[-1] - self._style.em(0.2)


def _two_clauses(row: BoxRow) -> BoxRow:
    """Totals have two columns: a statement of more clauses is set as a paragraph."""
    return TextRow(row.key) if isinstance(row, TotalsRow) and len(row.clauses) > 2 else row


def _loud(slices: tuple[Slice, ...]) -> BoxParts:
    return tuple((part, _ROLES[part.tone]) for part in slices)


def _bar(style: PageStyle) -> float:
    return max(3.0, round(style.size * 0.2))


def _padding(style: PageStyle) -> float:
    return style.em(0.9)
