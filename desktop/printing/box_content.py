"""A box (专栏) as blocks: its title, its lists of projects as tables, the rest as paragraphs.

No character is lost or added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from db.records import Cell as PlanCell
from db.records import Passage, Project
from db.records import Table as PlanTable
from desktop.printing.layouts import Layout
from desktop.printing.line_breaker import plain_words
from desktop.printing.page_records import PT, Type
from desktop.printing.paper_blocks import PaperBox, PaperCell, PaperParagraph, PaperTable, PaperText
from desktop.typeset.box_rows import ListRow, Slice, TextRow, TotalsRow, box_rows, lead_end
from desktop.typeset.grid_lines import FIGURE

# Both sides of a cell: twice `_PAD` of box_strips.
_PADS = 2 * 5 * PT
_SMALLER = (0.85, 0.7, 0.6)
"""How much smaller a very wide table may be set."""
_COLUMN = 5
"""Characters that a column of the plan's own table asks for at least, where it has a cell that is as long."""
_NAMES = 10
"""Characters that a column of project names asks for at least."""
_CLAUSE = 8
"""The same for a column of totals."""


class Setter(Protocol):
    """What knows signs and marks."""

    layout: Layout

    def passage_words(self, passage: Passage, start: int, end: int, type_: Type) -> tuple[PaperText, ...]:
        """A passage's code points with signs and marks."""
        ...

    def number(self, key: str) -> str:
        """What stands in the margin beside a passage."""
        ...


def box_block(
    setter: Setter, passages: Sequence[Passage], projects: Sequence[Project], table: PlanTable | None = None
) -> PaperBox:
    """A box from its title and items; `projects` are its rows, `table` the plan's own table that it shows."""
    layout = setter.layout
    title = passages[0] if passages[0].kind == "box_title" else None
    items = passages[1:] if title else passages
    words = setter.passage_words(title, 0, len(title.text), layout.box_title.type) if title else ()
    head = PaperParagraph(words, layout.box_title.paragraph, anchor=title.key if title else "")
    of_item = {item.key: item for item in items}
    again = plain_words(f"{title.text}（续）", layout.box_title.type) if title else ()
    if table is not None:
        return PaperBox(head, tuple(own_table(setter, items, table)), again)
    # Of a box that is printed in part, only what is printed decides which rows there are.
    rows = box_rows(items, [project for project in projects if project.key in of_item])
    parts: list[PaperParagraph | PaperTable] = []
    # Neighbours of one kind share a table, and its columns.
    for kind, run in groupby(rows, key=type):
        if kind is ListRow:
            parts.append(_lists(setter, [row for row in run if isinstance(row, ListRow)], of_item))
        elif kind is TotalsRow:
            parts.append(_totals(setter, [row for row in run if isinstance(row, TotalsRow)], of_item))
        else:
            parts += [
                _text(setter, of_item[row.key], subhead=row.subhead)
                for row in run
                if isinstance(row, TextRow)
            ]
    return PaperBox(head, tuple(parts), again)


def _text(setter: Setter, item: Passage, *, subhead: bool = False) -> PaperParagraph:
    layout, lead = setter.layout, lead_end(item, subhead=subhead)
    words = (
        *setter.passage_words(item, 0, lead, layout.box_lead),
        *setter.passage_words(item, lead, len(item.text), layout.box_item.type),
    )
    return PaperParagraph(
        words, layout.box_item.paragraph, anchor=item.key, keep=subhead, number=setter.number(item.key)
    )


def _slices(
    setter: Setter, item: Passage, slices: Sequence[Slice], type_: Type | None = None
) -> tuple[PaperText, ...]:
    return tuple(
        word
        for part in slices
        for word in setter.passage_words(item, part.start, part.end, type_ or setter.layout.box_item.type)
    )


def _lists(setter: Setter, rows: Sequence[ListRow], of_item: dict[str, Passage]) -> PaperTable:
    """One row for each project: field, arrangement, name."""
    layout = setter.layout
    plain = layout.box_item.type
    em = plain.size
    staged = any(group.stage for row in rows for group in row.groups)
    cells: list[tuple[PaperCell, ...]] = []
    numbers: list[str] = []
    for row in rows:
        item = of_item[row.key]
        field = _slices(setter, item, (row.category,), layout.box_lead)
        name_of_field = item.text[row.category.start : row.category.end].rstrip("：:")
        field_again = plain_words(
            f"{name_of_field}（续）", replace(layout.box_lead, size=layout.table_head.size)
        )
        first_of_item = True
        for group in row.groups:
            stage = (
                _slices(setter, item, (group.verb,))
                if group.verb
                else plain_words(group.stage or "", layout.own.type)
            )
            again = plain_words(f"{group.stage}（续）", layout.table_head) if group.stage else ()
            for at, entry in enumerate(group.entries):
                # What stands once beside several projects is said again where they go on on another page.
                line = [PaperCell(field) if first_of_item else PaperCell(again=field_again, goes_on=True)]
                if staged:
                    line.append(PaperCell(stage) if at == 0 else PaperCell(again=again, goes_on=True))
                line.append(PaperCell(_slices(setter, item, entry)))
                cells.append(tuple(line))
                numbers.append(setter.number(row.key) if first_of_item else "")
                first_of_item = False
    longest = max(4, *(row.category.end - row.category.start for row in rows))
    # As wide as its head, what is said again on another page, and the longest verb.
    verbs = max(
        (group.verb.end - group.verb.start if group.verb else 2 for row in rows for group in row.groups),
        default=2,
    )
    stages = [max(min(verbs, 5) * em, 5 * layout.table_head.size) + _PADS] if staged else []
    names = _NAMES * em + _PADS
    least = min(longest, 5) * em + _PADS + sum(stages) + names
    field_width = min(
        (longest + 0.5) * em + _PADS, max(layout.width - sum(stages) - names, 5 * em + _PADS), 9 * em + _PADS
    )
    titles = ["领域", *(["规划安排"] if staged else []), "项目"]
    head = tuple(PaperCell(plain_words(text, layout.table_head)) for text in titles)
    return PaperTable(
        (field_width, *stages, names), tuple(cells), (head,), least=least, numbers=tuple(numbers)
    )


def _totals(setter: Setter, rows: Sequence[TotalsRow], of_item: dict[str, Passage]) -> PaperTable:
    """One row for each item: what it is about, then a column for each clause."""
    layout = setter.layout
    em = layout.box_item.type.size
    cells = [
        (
            PaperCell(_slices(setter, of_item[row.key], (row.category,), layout.box_lead)),
            *(PaperCell(_slices(setter, of_item[row.key], clause)) for clause in row.clauses),
        )
        for row in rows
    ]
    count = len(rows[0].clauses)
    longest = max(row.category.end - row.category.start for row in rows)
    first = (min(max(longest, 4), 8) + 0.5) * em + _PADS
    clause = _CLAUSE * em + _PADS
    numbers = tuple(setter.number(row.key) for row in rows)
    return PaperTable(
        (first, *([clause] * count)),
        tuple(cells),
        elastic=count,
        least=first + count * clause,
        numbers=numbers,
    )


def own_table(
    setter: Setter, items: Sequence[Passage], table: PlanTable
) -> Iterator[PaperParagraph | PaperTable]:
    """A table of the plan's own, with the paragraphs that stand among its rows. One that is too wide for a
    page that lies on its side is set in smaller type; one that no page is wide enough for is all paragraphs.
    """
    layout = setter.layout
    # A merged cell does not say how wide one of its columns must be.
    longest = [2.0] * table.width
    for cell in table.cells:
        if cell.columns == 1 and cell.column < table.width:
            longest[cell.column] = max(longest[cell.column], _ems(cell.text))
    # The largest type in which each column has what it needs on a page that lies on its side.
    for scale in (1.0, *_SMALLER):
        em = layout.box_item.type.size * scale
        leasts = tuple((min(length, _COLUMN) + 0.25) * em + _PADS for length in longest)
        if sum(leasts) <= layout.height:
            break
    else:
        yield from (_text(setter, item) for item in items)
        return
    widths = tuple((min(length, 16) + 0.5) * em + _PADS for length in longest)
    grid = _Grid(setter, table, scale)
    head: dict[str, tuple[PaperCell, ...]] = {}
    rows: dict[str, tuple[PaperCell, ...]] = {}

    def made() -> PaperTable:
        """A head without rows is rows itself."""
        numbers = tuple(setter.number(key) for key in rows or head)
        body, top = tuple((rows or head).values()), tuple(head.values()) if rows else ()
        return PaperTable(widths, body, top, 0, sum(leasts), leasts, scale, numbers)

    for item in items:
        row = grid.row(item)
        if row is None:
            if rows or head:
                yield made()
                rows, head = {}, {}
            yield _text(setter, item)
        elif grid.number < table.header:
            head[item.key] = row
        else:
            rows[item.key] = row
    if rows or head:
        yield made()


def _ems(text: str) -> float:
    """About how wide it is, in full-width characters."""
    # Latin letters and figures are about half as wide as Chinese characters.
    return sum(1.0 if char > "\u2e7f" else 0.55 for char in text)


class _Grid:
    """Rows of a plan's own table, one after another, with what goes on from the rows above."""

    def __init__(self, setter: Setter, table: PlanTable, scale: float) -> None:
        layout = setter.layout
        self._setter = setter
        self._plain = replace(layout.box_item.type, size=layout.box_item.type.size * scale)
        self._head = replace(layout.table_head, size=min(layout.table_head.size, self._plain.size))
        self._table = table
        self._cells: dict[str, list[PlanCell]] = {}
        for cell in table.cells:
            self._cells.setdefault(cell.key, []).append(cell)
        self._above: dict[int, PlanCell] = {}
        self._figures = _columns_of_figures(table)
        self.number = 0
        """Of the row given last."""

    def row(self, item: Passage) -> tuple[PaperCell, ...] | None:
        """The cells of a row; None for an item that is no row."""
        given = sorted(self._cells.get(item.key, ()), key=lambda cell: cell.span)
        if not given:
            return None
        self.number = given[0].row
        head = self.number < self._table.header
        type_ = self._head if head else self._plain
        # What stands between the words of two cells is set with the first of them: nothing may be lost.
        ends = [*(cell.span[0] for cell in given[1:]), len(item.text)]
        at_column: dict[int, PaperCell] = {}
        for at, (cell, end) in enumerate(zip(given, ends, strict=True)):
            words = self._setter.passage_words(item, 0 if at == 0 else cell.span[0], end, type_)
            right = not head and cell.column in self._figures
            at_column[cell.column] = PaperCell(
                words, min(cell.columns, self._table.width - cell.column), right=right
            )
        found: list[PaperCell] = []
        column = 0
        while column < self._table.width:
            made = at_column.get(column)
            above = self._above.get(column)
            # A place without a cell of its own belongs to one that began in a row above, or is empty.
            if made is None and above is not None and above.row + above.rows > self.number:
                again = plain_words(f"{above.text}（续）", self._head)
                made = PaperCell(
                    across=min(above.columns, self._table.width - column), again=again, goes_on=True
                )
            made = made or PaperCell()
            found.append(made)
            column += made.across
        self._above |= {cell.column: cell for cell in given}
        return tuple(found)


def _columns_of_figures(table: PlanTable) -> frozenset[int]:
    """The columns with nothing but figures beneath the head: they are set to the right."""
    filled = [cell for cell in table.cells if cell.row >= table.header and cell.text]
    # A column with one word among its figures is a column of words.
    words = {cell.column for cell in filled if cell.columns > 1 or not FIGURE.fullmatch(cell.text)}
    return frozenset(cell.column for cell in filled) - words
