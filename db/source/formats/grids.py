"""Laying out a table's cells: where each stands once merged ones are taken into account."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from db.source.formats.bounds import CELLS
from db.source.lines import Grid, GridCell, LinePiece


@dataclass(slots=True)
class RawCell:
    """A cell as it is read: how far it reaches, and its paragraphs."""

    columns: int = 1
    rows: int = 1
    pieces: list[LinePiece] = field(default_factory=list[LinePiece])


def lay_out(rows: Iterable[Iterable[RawCell]]) -> Grid:
    """The grid of rows of cells; cells that reach down push those of the next rows aside.

    Bounded by `CELLS`.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            # A web page may claim a cell of a million rows: what it claims must not fill the memory.
            high = max(1, min(cell.rows, CELLS // 100))
            wide = max(1, min(cell.columns, 200))
            if len(taken) + high * wide > CELLS:
                high = wide = 1
            taken.update((at + down, column + across) for down in range(high) for across in range(wide))
            cells.append(
                GridCell(at, column, high, wide, tuple(piece for piece in cell.pieces if piece.text))
            )
            column += wide
    height = max((cell.row for cell in cells), default=-1) + 1
    # A cell that claims more rows than there are ends with the last one.
    kept = (GridCell(c.row, c.column, min(c.rows, height - c.row), c.columns, c.pieces) for c in cells)
    return Grid(tuple(kept))
