"""What stands in the lines and columns of a box's card: titles, lists in columns, totals, paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.records import Passage, Project
from desktop.typeset.box_rows import Group, ListRow, Row, Slice, TextRow, TotalsRow, box_rows
from desktop.typeset.page_style import PageStyle, Role
from desktop.typeset.pen import Pen

_ROLES: dict[str, Role] = {"strong": "cell_strong", "plain": "cell", "weak": "cell_weak"}
_STAGE_TIP = "规划安排：规划对项目怎样安排，不表示已经完成。"


_PAIRED, _LEAST = 9, 12
"""Characters that a column of names must hold, at least, so that two stand side by side; and all columns together."""

Parts = tuple[tuple[Slice, Role], ...]
"""What stands in a cell: slices of its passage, and how each is set."""


@dataclass(slots=True)
class Cell:
    """Words of one passage, or the reader's own, and how many columns and lines they cover."""

    column: int
    across: int = 1
    down: int = 1
    passage: Passage | None = None
    parts: Parts = ()
    own: str = ""
    tip: str = ""
    right: bool = False
    """Set to the right, as figures are."""


@dataclass(slots=True)
class Line:
    """A row of the card's table. Cells stand in the order in which they are read."""

    cells: list[Cell] = field(default_factory=list)
    above: float = 0.0
    """Air above and below the words, in pixels."""
    below: float = 0.0
    ruled: bool = False
    """A hairline above it."""


class Card:
    """A box laid out: the widths of its columns, and its lines."""

    def __init__(self, pen: Pen, passages: Sequence[Passage], projects: Sequence[Project]) -> None:
        self._pen = pen
        self._style: PageStyle = pen.style
        title, *items = passages
        self._items = {item.key: item for item in items}
        self.bar = max(3.0, round(self._style.size * 0.2))
        self.padding = self._style.em(0.9)
        self.gutter = self._style.em(0.2)
        rows = [_two_clauses(row) for row in box_rows(items, projects)]
        groups = [group for row in rows if isinstance(row, ListRow) for group in row.groups]
        self._staged = any(group.stage for group in groups)
        self.widths = self._columns(rows)
        if sum(self.widths[-2:]) < _LEAST * self._style.small:
            # So large a type, or so narrow a window, that columns would only be in the way.
            rows, self._staged = [TextRow(row.key) for row in rows], False
            self.widths = self._columns(rows)
        self._paired = self.widths[-1] >= _PAIRED * self._style.small
        named = sum(project.name is not None for project in projects)
        self.lines = [self._title(title, named if groups else 0)]
        if self._staged:
            self.lines.append(self._header())
        for row in rows:
            self.lines += self._lines(row)
        self.lines[-1].below += self._style.em(0.5)

    def _columns(self, rows: Sequence[Row]) -> list[float]:
        style = self._style
        inner = style.text_width - 2 * self.padding - self.bar
        tabular = [row for row in rows if not isinstance(row, TextRow)]
        if not tabular:
            return [inner]
        longest = max(row.category.end for row in tabular)
        first = round(min((min(longest, 6) + 0.9) * style.small, inner * 0.3))
        second = [round(4.6 * style.small)] if self._staged else []
        half = (inner - first - sum(second)) / 2
        return [first, *second, half, half]

    def _title(self, title: Passage, count: int) -> Line:
        style = self._style
        whole: Parts = ((Slice(0, len(title.text)), "box_title"),)
        own = f"　{count}项" if count else ""
        cell = Cell(0, len(self.widths), passage=title, parts=whole, own=own)
        return Line([cell], above=style.em(0.55), below=style.em(0.3))

    def _header(self) -> Line:
        cells = [Cell(0, own="领域"), Cell(1, own="规划安排", tip=_STAGE_TIP), Cell(2, 2, own="项目")]
        return Line(cells, below=self._style.em(0.1))

    def _lines(self, row: Row) -> list[Line]:
        item = self._items[row.key]
        if isinstance(row, ListRow):
            return self._list(item, row)
        if isinstance(row, TotalsRow):
            return [self._totals(item, row)]
        return [self._text(item, subhead=row.subhead)]

    def _text(self, item: Passage, *, subhead: bool) -> Line:
        style, whole = self._style, len(item.text)
        colon = item.text.find("：") + 1
        # Items open with what they are about ("领带服装：…"), set like a lead.
        lead = whole if subhead else item.lead or (colon if 1 < colon <= 13 and item.text[0] not in "（(" else 0)
        parts: Parts = ((Slice(0, lead), "item_lead"), (Slice(lead, whole), "item"))
        cell = Cell(0, len(self.widths), passage=item, parts=parts)
        return Line([cell], above=style.em(0.35 if subhead else 0.15), below=style.em(0.15))

    def _totals(self, item: Passage, row: TotalsRow) -> Line:
        first = len(self.widths) - 2
        cells = [Cell(0, first, passage=item, parts=_loud((row.category,)))]
        cells += [Cell(first + at, passage=item, parts=_loud(clause), right=True) for at, clause in enumerate(row.clauses)]
        cells[-1].across = len(self.widths) - cells[-1].column
        return Line(cells, above=self._style.em(0.2), below=self._style.em(0.2), ruled=True)

    def _list(self, item: Passage, row: ListRow) -> list[Line]:
        lines: list[Line] = []
        for group in row.groups:
            lines += self._group(item, group)
        category = Cell(0, down=len(lines), passage=item, parts=_loud((row.category,)))
        lines[0].cells.insert(0, category)
        lines[0].ruled = True
        lines[0].above = lines[-1].below = self._style.em(0.25)
        return lines

    def _group(self, item: Passage, group: Group) -> list[Line]:
        """A group's projects, two side by side where both are short enough."""
        first = len(self.widths) - 2
        lines: list[Line] = []
        for entry in group.entries:
            short = self._paired and self._fits(item, entry)
            cell = Cell(first, 1 if short else 2, passage=item, parts=_loud(entry))
            last = lines[-1].cells if lines else []
            if short and len(last) == 1 and last[0].across == 1:
                cell.column = first + 1
                last.append(cell)
            else:
                lines.append(Line([cell]))
        if self._staged:
            stage = Cell(1, down=len(lines))
            if group.verb:
                stage.passage, stage.parts = item, ((group.verb, "cell_weak"),)
            else:
                stage.own = group.stage or ""
            lines[0].cells.insert(0, stage)
        return lines

    def _fits(self, item: Passage, entry: tuple[Slice, ...]) -> bool:
        start, end = entry[0].start, entry[-1].end
        signs = self._pen.gaps_within(item, start, end)
        width = self._style.advance("cell", item.text[start:end]) + signs * 2.2 * self._style.small
        return width <= self.widths[-1] - self.gutter


def _two_clauses(row: Row) -> Row:
    """Totals have two columns: a statement of more clauses is set as a paragraph."""
    return TextRow(row.key) if isinstance(row, TotalsRow) and len(row.clauses) > 2 else row


def _loud(slices: tuple[Slice, ...]) -> Parts:
    return tuple((part, _ROLES[part.tone]) for part in slices)
