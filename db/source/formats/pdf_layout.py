"""From characters on pages to paragraphs: lines by their height, paragraphs by indents, short lines and more
room.

What stands at the edge of page after page is its head or foot; a paragraph goes on over the page's end.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from db.source.formats.line_numbers import LineMaker
from db.source.formats.pdf_tables import Ruled
from db.source.lines import Grid, GridCell, LinePiece
from db.source.numbering import STRONG, read_mark
from db.source.typography import to_shown

_EDGE = 0.12
"""Share of a page's height at its top and bottom in which heads and feet stand."""
# Takes `— 12 —`, `第 3 页`, `3/120` and `IV`, not `2025年` or `第一章`
_PAGE_NUMBER = re.compile(
    r"\A[-—–－·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–－·•\s]*(?:[/／]\s*\d{1,4})?|[IVXivx]{1,6}"
)
_CLOSING = "。！？；：”）"
# Takes `第十一章` and `专栏12`, not `第一章总则`
_NUMBERED = re.compile(r"(?:第.{1,6}[篇编章节]|(?:专栏|表)\d{1,3}(?:-\d{1,2})?)$")
"""What a title stands behind, after a blank that may be narrow."""


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box in points, from the page's lower left corner."""

    sign: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        """Half-way up the box."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class PageText:
    """What a page has."""

    number: int
    height: float
    chars: list[Char]
    tables: list[Ruled]


@dataclass(slots=True)
class _Row:
    """A line of text."""

    page: int
    text: str
    left: float
    right: float
    middle: float
    size: float
    bold: bool
    place: float
    """Height on the page, as a share from the bottom."""
    aside: str = ""
    grid: Grid | None = None


@dataclass(slots=True)
class _Margins:
    """Where the text's column runs."""

    left: float
    right: float
    size: float
    pitch: float


def compose(pages: Sequence[PageText], maker: LineMaker) -> None:
    """Write the pages as paragraphs and tables."""
    rows = [row for page in pages for row in _page_rows(page)]
    # First, because a table may go on over the foot of one page and the head of the next.
    _mark_edges(rows, len(pages))
    rows = _unruled(rows)
    margins = _margins([row for row in rows if not row.aside and row.grid is None])
    open_rows: list[_Row] = []
    for row in rows:
        if row.aside:
            maker.paragraph(row.text, aside=row.aside)
        elif row.grid is not None:
            _write(open_rows, margins, maker)
            open_rows = []
            maker.table(row.grid)
        elif open_rows and _goes_on(open_rows[-1], row, margins):
            open_rows.append(row)
        else:
            _write(open_rows, margins, maker)
            open_rows = [row]
    _write(open_rows, margins, maker)


def _unruled(rows: list[_Row]) -> list[_Row]:
    """Tables without upright rules: rows of equally many pieces, set far apart, one below the other, become
    one table.
    """
    made: list[_Row] = []
    at = 0
    while at < len(rows):
        run, asides, to = [rows[at]], list[_Row](), at + 1
        pieces = _pieces(rows[at])
        while (
            len(pieces) >= 3 and to < len(rows) and (rows[to].aside or len(_pieces(rows[to])) == len(pieces))
        ):
            (asides if rows[to].aside else run).append(rows[to])
            to += 1
        if len(run) < 3:
            made.append(rows[at])
            at += 1
            continue
        cells = [
            GridCell(row, column, 1, 1, (LinePiece(text),))
            for row, each in enumerate(run)
            for column, text in enumerate(_pieces(each))
        ]
        made.append(replace(run[0], text="", grid=Grid(tuple(cells))))
        made += asides
        at = to
    return made


def _pieces(row: _Row) -> list[str]:
    pieces = row.text.split("\u3000") if not row.aside and row.grid is None else []
    return pieces if all(len(piece) <= 40 for piece in pieces) else []


def _write(rows: list[_Row], margins: _Margins, maker: LineMaker) -> None:
    if rows:
        # Official documents indent by two characters; one is enough to tell, whatever the margin.
        indented = rows[0].left > margins.left + 1.2 * rows[0].size
        text = rows[0].text
        for row in rows[1:]:
            text += _between(text[-1:], row.text[:1]) + row.text
        maker.paragraph(text, strong=all(row.bold for row in rows), indented=indented)


def _between(last: str, first: str) -> str:
    """Latin words that a line's end parts keep their blank."""
    return " " if last.isascii() and last.isalpha() and first.isascii() and first.isalpha() else ""


def _page_rows(page: PageText) -> list[_Row]:
    free: list[Char] = []
    inside: dict[int, list[Char]] = {}
    for char in page.chars:
        x = (char.left + char.right) / 2
        table = next((at for at, ruled in enumerate(page.tables) if ruled.holds(x, char.middle)), None)
        if table is None:
            free.append(char)
        else:
            inside.setdefault(table, []).append(char)
    tables = (_table_row(page, page.tables[at], chars) for at, chars in inside.items())
    return sorted([*_rows(free, page), *tables], key=lambda row: -row.middle)


def _table_row(page: PageText, ruled: Ruled, chars: list[Char]) -> _Row:
    cells: dict[tuple[int, int], list[Char]] = {}
    areas = ruled.by_place()
    for char in chars:
        area = areas.get(ruled.place((char.left + char.right) / 2, char.middle))
        if area is not None:
            cells.setdefault((area.row, area.column), []).append(char)
    made: list[GridCell] = []
    single = len(ruled.areas) == 1 or max(area.column + area.columns for area in ruled.areas) == 1
    for area in ruled.areas:
        held = _rows(cells.get((area.row, area.column), []), page)
        # A frame has paragraphs. In a table a cell's lines are one text that its width has broken.
        texts = _paragraphs(held, area.right) if single else ["".join(row.text for row in held)]
        pieces = tuple(LinePiece(text) for text in texts if text)
        made.append(GridCell(area.row, area.column, area.rows, area.columns, pieces))
    grid = Grid(tuple(sorted(made, key=lambda cell: (cell.row, cell.column))))
    return _Row(
        page.number,
        "",
        ruled.left,
        ruled.right,
        ruled.top,
        0,
        bold=False,
        place=ruled.top / max(page.height, 1),
        grid=grid,
    )


def _paragraphs(rows: list[_Row], edge: float) -> list[str]:
    """The paragraphs inside a frame, which has margins of its own; `edge` is its right side."""
    if not rows:
        return []
    margins = _margins(rows)
    margins.right = max(margins.right, edge - 1.5 * margins.size)
    texts = [rows[0].text]
    for above, row in itertools.pairwise(rows):
        if _goes_on(above, row, margins):
            texts[-1] += _between(texts[-1][-1:], row.text[:1]) + row.text
        else:
            texts.append(row.text)
    return texts


def _rows(chars: Sequence[Char], page: PageText) -> list[_Row]:
    """Characters at one height, from left to right."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: -char.middle):
        last = lines[-1] if lines else []
        reference = median(other.middle for other in last[-8:]) if last else math.inf
        if reference - char.middle <= 0.55 * max(char.size, last[-1].size if last else 0, 4):
            last.append(char)
        else:
            lines.append([char])
    return [_row(sorted(line, key=lambda char: char.left), page) for line in lines]


def _row(line: list[Char], page: PageText) -> _Row:
    parts: list[str] = []
    usual = (
        median(char.left - before.right for before, char in itertools.pairwise(line)) if len(line) > 3 else 0
    )
    for at, char in enumerate(line):
        if at:
            before = line[at - 1]
            # In type that is set wide all characters stand apart, and no gap of the usual size is a blank.
            gap = char.left - before.right - max(usual, 0)
            size = max(char.size, 4)
            numbered = len(parts) <= 12 and gap > 0.15 * size and _NUMBERED.fullmatch("".join(parts))
            if gap > 1.6 * size or numbered:
                parts.append("\u3000")
            elif gap > _blank(before.sign, char.sign) * size:
                parts.append(" ")
            elif -gap > 0.7 * size and char.sign == before.sign:
                continue  # drawn twice to look bold
        parts.append(char.sign)
    size = median(char.size for char in line)
    middle = median(char.middle for char in line)
    bold = sum(char.bold for char in line) * 2 > len(line)
    return _Row(
        page.number,
        "".join(parts),
        line[0].left,
        line[-1].right,
        middle,
        size,
        bold,
        middle / max(page.height, 1),
    )


def _blank(before: str, after: str) -> float:
    """From how wide a gap on, in sizes, a blank stands between two characters.

    Programs set Latin words off by a quarter.
    """
    if before.isascii() and after.isascii():
        return 0.18
    return 0.42 if before.isascii() or after.isascii() else 0.3


def _mark_edges(rows: list[_Row], pages: int) -> None:
    """Heads and feet: page numbers, and what stands at the same edge of several pages."""
    edge = [row for row in rows if row.grid is None and (row.place < _EDGE or row.place > 1 - _EDGE)]
    outermost: dict[tuple[int, bool], _Row] = {}
    for row in edge:
        top = row.place > 0.5
        known = outermost.get((row.page, top))
        if known is None or (row.place > known.place) == top:
            outermost[row.page, top] = row
    for row in outermost.values():
        if _PAGE_NUMBER.fullmatch(row.text.strip()):
            row.aside = "页码"
    if pages < 3:
        return
    alike = [(re.sub(r"\d+", "#", row.text), round(row.place * 50)) for row in edge]
    # With # for figures 第3页 and 第4页 are the same foot.
    seen = Counter(alike)
    for row, same in zip(edge, alike, strict=True):
        if (
            not row.aside
            and seen[same] >= max(3, 0.25 * pages)
            and len(row.text) < 60
            and read_mark(to_shown(row.text)) is None
        ):
            row.aside = "页眉页脚"


def _margins(rows: Sequence[_Row]) -> _Margins:
    if not rows:
        return _Margins(0, 0, 10, 16)
    # Counted by characters, of which the text has by far the most.
    size = Counter(round(row.size) for row in rows for _ in range(len(row.text))).most_common(1)[0][0]
    body = [row for row in rows if abs(row.size - size) <= 1] or list(rows)
    lefts = Counter(round(row.left / 4) for row in body)
    common = [at * 4 for at, count in lefts.items() if count >= 0.15 * len(body)]
    rights = sorted(row.right for row in body)
    pitches = [
        above.middle - row.middle
        for above, row in itertools.pairwise(body)
        if above.page == row.page and 0 < above.middle - row.middle < 4 * size
    ]
    return _Margins(
        min(common, default=min(row.left for row in body)),
        rights[int(0.9 * (len(rights) - 1))],
        float(size),
        median(pitches) if pitches else 1.6 * size,
    )


def _goes_on(above: _Row, row: _Row, margins: _Margins) -> bool:
    """Whether a line belongs to the paragraph of the one above it."""
    # a line may end early where quotation marks must not be parted, but hardly in the middle of a sentence
    short = 1.8 if above.text[-1] in "。！？；：" else 4.5
    closed = above.text[-1] in _CLOSING
    same_page = above.page == row.page
    if (
        abs(above.size - row.size) > 1.2
        or above.bold != row.bold
        # a table without rules
        or above.text.count("\u3000") >= 2
        or row.text.count("\u3000") >= 2
        or above.right < margins.right - short * max(above.size, 6)
        or (closed and row.text.lstrip("【〖[").startswith("专栏"))
        or row.left > margins.left + 1.2 * row.size
        or (same_page and above.middle - row.middle > max(1.7 * margins.pitch, 2 * row.size))
    ):
        return False
    mark = read_mark(to_shown(row.text))
    if mark is not None and (mark.form in STRONG or (mark.form != "一是" and closed)):
        return False
    # A title in the middle of the page ends where its line ends.
    centred = (
        above.left > margins.left + 3 * above.size
        and abs((above.left - margins.left) - (margins.right - above.right)) < 2 * above.size
    )
    return not centred
