"""Ruled tables from lines, and the cell at a point, however many there are."""

import time

from db.source.formats.pdf_tables import RuledLine, find_tables


def grid(rows: int, columns: int) -> list[RuledLine]:
    """Squares of ten points."""
    high, wide = 10.0 * rows, 10.0 * columns
    flat = [RuledLine(10.0 * at, 0, wide, flat=True) for at in range(rows + 1)]
    return flat + [RuledLine(10.0 * at, 0, high, flat=False) for at in range(columns + 1)]


def test_the_cell_at_a_point() -> None:
    # The line between the two lower cells on the left is missing.
    rules = [rule for rule in grid(3, 2) if not (rule.flat and rule.at == 10)]
    (table,) = find_tables([*rules, RuledLine(10, 10, 20, flat=True)])
    areas = table.by_place()
    assert [(area.row, area.column, area.rows, area.columns) for area in table.areas] == [
        (0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)
    ]  # fmt: skip
    for x, y in ((5, 25), (15, 25), (5, 15), (15, 15), (5, 5), (15, 5), (0, 30), (10, 10), (20, 0)):
        inside = next(area for area in table.areas if area.holds(x, y))
        assert areas[table.place(x, y)] is inside, (x, y)


def test_squared_paper_takes_time_with_its_squares() -> None:
    begun = time.process_time()
    (table,) = find_tables(grid(138, 138))
    areas = table.by_place()
    assert len({id(areas[table.place(x + 0.5, 5.0)]) for x in range(1380)}) == 138
    # Every square looked at every line: some ten seconds.
    assert time.process_time() - begun < 3
