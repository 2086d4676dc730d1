"""Columns of a page: where a gap runs down between two texts, each is read by itself.

Only what is surely set in columns is parted: texts of one width, broken at it. A table without rules, a list
with tab stops and a line with a wide gap are read across.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from db.source.formats.pdf_rows import Row, RowPart, mark_of
from db.source.numbering import STRONG

_NARROWEST = 1.1
"""Sizes of a gap between columns at least."""
_LINES = 3
"""Of a column at least."""
_LETTERS = 7
"""Characters in a line of a column at least, on average of those that are full."""
_FULL = 1.6
"""Sizes by which a full line may fall short of its column's edge."""
_ALIKE = 0.72
"""Width of the narrowest column, of the widest one's."""
_SHORT_LAST = 5
"""Lines of the other columns from which on the last one may be short."""


@dataclass(frozen=True, slots=True)
class Band:
    """A part of a page in columns: of the rows that were seen across from `start` to before `end`."""

    start: int
    end: int
    gutters: tuple[float, ...]
    """Middles of the gaps between columns, from the left."""

    def column(self, x: float) -> int:
        """Which column a place is in, from 0."""
        return sum(x > gutter for gutter in self.gutters)


_AROUND = 200
"""Rows that are looked at above and below."""
_MOST_GAPS = 12
_MOST_TITLES = 20
"""Of all columns on a page that are looked for."""
_Gap = tuple[float, float]


def find_bands(rows: Sequence[Row], size: float) -> list[Band]:
    """The parts of a page that are set in columns; `rows` are read across, from the top, `size` is that of
    the text.
    """
    if len(rows) < _LINES:
        return []
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    least = _NARROWEST * size
    free = [_free(row, left, right, size) for row in rows]
    for at in _standing_alone(rows, size):
        free[at] = []
    bands: list[Band] = []
    start = tries = 0
    while start < len(rows):
        gaps, end = free[start], start + 1
        while end < len(rows) and (shared := _shared(gaps, free[end], least)):
            gaps = shared
            end += 1
        band = _band(rows, free, (start, end), gaps, size) if end - start >= _LINES else None
        again = band is None and tries < _MOST_TITLES
        if again and (titles := _titles(rows, (start, end), gaps, size)):
            # Once more, parted by what stands over all columns: it ran beyond the edge of one of them.
            tries += 1
            for at in titles:
                free[at] = []
            continue
        if band is not None:
            first = bands[-1].end if bands else 0
            bands.append(band if band.start >= first else Band(first, band.end, band.gutters))
            end = max(band.end, end)
        elif bands and bands[-1].end == start - 1 and _runs_on(rows[start:end], gaps, bands[-1]):
            # A few last lines below a title are set as those above it.
            bands.append(Band(start, end, bands[-1].gutters))
        start = end
    return bands


def _runs_on(rows: Sequence[Row], gaps: list[_Gap], band: Band) -> bool:
    columns = {band.column((piece.left + piece.right) / 2) for row in rows for piece in row.pieces}
    free = all(any(gap[0] <= gutter <= gap[1] for gap in gaps) for gutter in band.gutters)
    return free and len(rows) < _LINES and len(columns) == len(band.gutters) + 1


def _standing_alone(rows: Sequence[Row], size: float) -> Iterator[int]:
    """The rows that are titles with more room above and below than lines have, in all columns."""
    gaps = [above.middle - row.middle for above, row in pairwise(rows)]
    least = max(1.3 * median(gap for gap in gaps if gap >= 0), 1.8 * size) if gaps else 0
    for at in range(1, len(rows) - 1):
        row = rows[at]
        if min(gaps[at - 1], gaps[at]) < least or row.grid is not None or not _is_close(row, size):
            continue
        mark = mark_of(row.text)
        if row.size >= 1.15 * size or row.bold or (mark is not None and mark.form in STRONG):
            yield at


def _titles(rows: Sequence[Row], seen: tuple[int, int], gaps: list[_Gap], size: float) -> list[int]:
    """The rows among these that are a title of all columns: of one part, and alone in reaching into a gap
    that the others leave free.
    """
    run = range(*seen)
    if len(run) < _LINES or len(gaps) > _MOST_GAPS:
        return []
    alone: set[int] = set()
    for low, high in gaps:
        rights = Counter(
            round(max((piece.right for piece in rows[at].pieces if piece.right <= low + 0.1), default=-1))
            for at in run
        )
        lefts = Counter(
            round(min((piece.left for piece in rows[at].pieces if piece.left >= high - 0.1), default=-1))
            for at in run
        )
        for at in run:
            row = rows[at]
            if row.grid is not None or not _is_close(row, size):
                continue
            reaching = (row.right <= low + 0.1 and row.right > low - 0.1) or (
                row.left >= high - 0.1 and row.left < high + 0.1
            )
            # A line of a column begins or ends where others do.
            usual = rights[round(row.right)] > 1 or lefts[round(row.left)] > 1
            if reaching and not usual:
                alone.add(at)
    return sorted(alone)


def _is_close(row: Row, size: float) -> bool:
    """Whether a row has no gap as wide as one between columns."""
    return all(below.left - above.right < 2 * size for above, below in pairwise(row.pieces))


def _free(row: Row, left: float, right: float, size: float) -> list[_Gap]:
    """Where a row leaves room from top to bottom."""
    least = _NARROWEST * size
    centred = abs(row.left + row.right - left - right) < 3 * size
    if _is_close(row, size) and row.size >= 1.15 * size and centred:
        # A heading of all columns, even if the one in the middle could hold it.
        return []
    free: list[_Gap] = []
    at = left
    for piece in row.pieces or (RowPart(row.left, row.right, 0),):
        if piece.left - at >= least:
            free.append((at, piece.left))
        at = max(at, piece.right)
    if right - at >= least:
        free.append((at, right))
    # A row of more parts is one of a table.
    return free if len(free) <= _MOST_GAPS else []


def _shared(ones: list[_Gap], others: list[_Gap], least: float) -> list[_Gap]:
    shared = ((max(one[0], other[0]), min(one[1], other[1])) for one in ones for other in others)
    return [gap for gap in shared if gap[1] - gap[0] >= least]


def _band(
    rows: Sequence[Row], free: Sequence[list[_Gap]], seen: tuple[int, int], gaps: list[_Gap], size: float
) -> Band | None:
    """The columns that these gaps make of the rows, with the rows around that leave them free too."""
    start, end = seen
    pieces = [piece for row in rows[start:end] for piece in row.pieces]
    inner = [
        gap
        for gap in gaps
        if any(piece.right <= gap[0] for piece in pieces) and any(piece.left >= gap[1] for piece in pieces)
    ]
    if not inner or len(inner) > 3:
        return None
    gutters = tuple((gap[0] + gap[1]) / 2 for gap in inner)

    def leaves_free(at: int) -> bool:
        return all(any(gap[0] <= gutter <= gap[1] for gap in free[at]) for gutter in gutters)

    lowest, highest = max(start - _AROUND, 0), min(end + _AROUND, len(rows))
    while start > lowest and leaves_free(start - 1):
        start -= 1
    while end < highest and leaves_free(end):
        end += 1
    band = Band(start, end, gutters)
    return band if _is_set_in_columns(rows[start:end], band, size) else None


def _is_set_in_columns(rows: Sequence[Row], band: Band, size: float) -> bool:
    columns: list[list[RowPart]] = [[] for _ in range(len(band.gutters) + 1)]
    for row in rows:
        for piece in row.pieces:
            columns[band.column((piece.left + piece.right) / 2)].append(piece)
    if not all(columns):
        return False
    widths = [max(piece.right for piece in each) - min(piece.left for piece in each) for each in columns]
    texts = [_is_text(pieces, size) for pieces in columns]
    if all(texts):
        return min(widths) >= _ALIKE * max(widths)
    # Where a text ends, its last column may have few lines: they begin at the same place.
    others = columns[:-1]
    starts = [min(piece.left for piece in each) for each in columns]
    within = widths[-1] <= max(widths[:-1]) + size
    even = all(abs((right - left) - (starts[1] - starts[0])) < 2 * size for left, right in pairwise(starts))
    wide = starts[1] - starts[0]
    return (
        all(texts[:-1])
        and min(len(each) for each in others) >= _SHORT_LAST
        and within
        and even
        and any(piece.length >= _LETTERS for piece in columns[-1])
        and all(piece.left <= starts[-1] + 2.5 * size for piece in columns[-1])
        and len(columns[-1]) < len(others[0])
        and wide <= 1.4 * widths[0]
    )


def _is_text(pieces: Sequence[RowPart], size: float) -> bool:
    """Whether lines are broken at one width, as a text is."""
    # A table in a column has no characters here.
    pieces = [piece for piece in pieces if piece.length]
    edge = max((piece.right for piece in pieces), default=0)
    full = [piece for piece in pieces if piece.right >= edge - _FULL * size]
    letters = sum(piece.length for piece in full)
    return (
        len(pieces) >= _LINES and len(full) >= max(2, 0.4 * len(pieces)) and letters >= _LETTERS * len(full)
    )
