"""Tables of a Word 97–2003 document: its paragraphs say how deep in tables they stand, and a paragraph behind
a row tells of the row's cells.
"""

import struct
from bisect import bisect_left
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from db.source.formats.bounds import CELLS
from db.source.formats.doc_looks import shade_of, value

_IN_TABLE, _ROW_END, _DEPTH = 0x2416, 0x2417, 0x6649
_INNER_CELL_END, _INNER_ROW_END = 0x244B, 0x244C
_CELLS, _MERGED_DOWN, _HIDDEN_ROW = 0xD608, 0xD62B, 0x3465
_GROUNDS = ((0xD612, 0), (0xD616, 22), (0xD60C, 44))
"""Grounds of cells, and the cell that each begins with."""
_STYLE = 0x563A
_DEEPEST = 16
_SAME = 30
"""Twips: edges of cells in two rows that are closer are one edge."""


def depth_of(changed: dict[int, bytes]) -> int:
    """How many tables a paragraph stands in."""
    if _DEPTH in changed:
        return min(max(struct.unpack("<i", changed[_DEPTH])[0], 0), _DEEPEST)
    return int(changed.get(_IN_TABLE, b"\0")[0] != 0)


def ends_row(changed: dict[int, bytes], depth: int) -> bool:
    """Whether a paragraph is the one behind a row, without words."""
    return changed.get(_ROW_END if depth == 1 else _INNER_ROW_END, b"\0")[0] != 0


def ends_cell(changed: dict[int, bytes], depth: int) -> bool:
    """Whether a paragraph is the last one of a cell of an inner table; in the outermost its sign tells."""
    return depth > 1 and changed.get(_INNER_CELL_END, b"\0")[0] != 0


@dataclass(slots=True)
class _Row:
    cells: list[list[Element]]
    edges: list[int]
    """One more than cells; empty where nothing is told."""
    flags: list[int]
    grounds: list[Element | None]


@dataclass(slots=True)
class _Table:
    rows: list[_Row] = field(default_factory=list[_Row])
    cells: list[list[Element]] = field(default_factory=list[list[Element]])
    """Of the row that is open."""
    content: list[Element] = field(default_factory=list[Element])
    """Of the cell that is open."""
    styled: bool = False


class TableStack:
    """The text as it comes, with the tables that are open at its end."""

    def __init__(self) -> None:
        self._blocks: list[Element] = []
        self._open: list[_Table] = []

    def turn_to(self, depth: int) -> None:
        """What follows stands in so many tables."""
        while len(self._open) > depth:
            self._close()
        while len(self._open) < depth:
            self._open.append(_Table())

    def add(self, block: Element) -> None:
        """A paragraph or a table."""
        (self._open[-1].content if self._open else self._blocks).append(block)

    def end_cell(self) -> None:
        """The open cell is whole."""
        table = self._open[-1]
        table.cells.append(table.content)
        table.content = []

    def end_row(self, changed: dict[int, bytes]) -> None:
        """The open row is whole; `changed` tells of its cells."""
        table = self._open[-1]
        if table.content:
            self.end_cell()
        edges, flags = _edges(changed.get(_CELLS, b""))
        down = changed.get(_MERGED_DOWN, b"")
        if len(down) == 2 and down[0] < len(flags):
            flags[down[0]] |= 0x60 if down[1] == 3 else 0x20 if down[1] == 1 else 0
        row = _Row(table.cells, edges, flags, _grounds(changed, len(flags)))
        if row.cells:
            table.rows.append(row)
        table.styled |= _STYLE in changed
        table.cells = []

    def ended(self) -> list[Element]:
        """All of it; no table stays open."""
        self.turn_to(0)
        return self._blocks

    def _close(self) -> None:
        table = self._open.pop()
        if table.content:
            table.cells.append(table.content)
        if table.cells:
            table.rows.append(_Row(table.cells, [], [], []))
        if table.rows:
            self.add(_table(table))


def _edges(told: bytes) -> tuple[list[int], list[int]]:
    """The edges of a row's cells in twips, and what is said of each cell."""
    count = told[0] if told else 0
    if not count or len(told) < 1 + 2 * (count + 1):
        return [], []
    edges = list(struct.unpack_from(f"<{count + 1}h", told, 1))
    base = 1 + 2 * (count + 1)
    # Cells of which nothing is told are left out at the end.
    flags = [
        struct.unpack_from("<H", told, base + 20 * at)[0] if base + 20 * at + 2 <= len(told) else 0
        for at in range(count)
    ]
    return edges, flags


def _grounds(changed: dict[int, bytes], count: int) -> list[Element | None]:
    grounds: list[Element | None] = [None] * count
    for number, first in _GROUNDS:
        told = changed.get(number, b"")
        for at in range(min(len(told) // 10, count - first)):
            grounds[first + at] = shade_of(told[10 * at : 10 * at + 10])
    return grounds


def _table(table: _Table) -> Element:
    made = Element("tbl")
    if table.styled:
        SubElement(made, "tblPr").append(value("tblStyle", "1"))
    lines = _lines(table)
    for row in table.rows:
        made.append(_row(row, lines))
    return made


def _lines(table: _Table) -> list[int]:
    """The edges of all rows, those that are as good as one taken once: the lines between columns."""
    lines: list[int] = []
    for edge in sorted({edge for row in table.rows for edge in row.edges}):
        if not lines or edge - lines[-1] > _SAME:
            lines.append(edge)
    return lines[:CELLS]


def _row(row: _Row, lines: list[int]) -> Element:
    made = Element("tr")
    known = len(row.edges) > len(row.cells)
    if known and (before := _column(lines, row.edges[0])):
        SubElement(made, "trPr").append(value("gridBefore", before))
    last: Element | None = None
    for at, content in enumerate(row.cells):
        flags = row.flags[at] if at < len(row.flags) else 0
        wide = _column(lines, row.edges[at + 1]) - _column(lines, row.edges[at]) if known else 1
        # Merged with the cell before it: its place is that one's.
        if flags & 2 and not flags & 1 and last is not None:
            span = last.find("tcPr/gridSpan")
            if span is not None:
                span.set("val", str(int(span.get("val", "1")) + max(wide, 1)))
            last.extend(content)
            continue
        last = SubElement(made, "tc")
        properties = SubElement(last, "tcPr")
        properties.append(value("gridSpan", max(wide, 1)))
        if flags & 0x20:
            properties.append(value("vMerge", "restart" if flags & 0x40 else "continue"))
        ground = row.grounds[at] if at < len(row.grounds) else None
        if ground is not None:
            properties.append(ground)
        last.extend(content)
    return made


def _column(lines: list[int], edge: int) -> int:
    """The number of the line that an edge is, or that it is next to."""
    return max(bisect_left(lines, edge + 1) - 1, 0)
