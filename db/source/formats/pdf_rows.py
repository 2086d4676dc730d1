"""Spans of a PDF's page become lines of text: what stands at one height, from left to right, with raised and
lowered signs in their meaning.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from db.source.formats.pdf_spans import UNREADABLE, TextSpan
from db.source.formats.scripts import Script, fraction, joint, shown_script
from db.source.lines import APART, Grid
from db.source.numbering import HeadingNumber, read_mark
from db.source.typography import to_shown

# Takes `第十一章` and `专栏12`, not `第一章总则`
_NUMBERED = re.compile(r"(?:第.{1,6}[篇编章节]|(?:专栏|表)\d{1,3}(?:-\d{1,2})?)$")
"""What a title stands behind, after a blank that may be narrow."""
# How a word is read, above it: takes `shèng` and `ㄕㄥ`, not `GDP` or `2`
_READING = re.compile(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ\u3105-\u312f ]+")
_WIDE_GAP = 1.6
"""Sizes from which on a gap is one between columns or cells."""
_OPENING = 48
"""Characters of a line that tell its number."""
_ROOM = 1.0
"""Sizes of a gap that may be one between columns of a page."""


class RowPart(NamedTuple):
    """A part of a line between wide gaps: where it stands, and how many characters it has."""

    left: float
    right: float
    length: int


@dataclass(slots=True)
class Row:
    """A line of text, or a table in place of one."""

    page: int
    text: str
    left: float
    right: float
    middle: float
    size: float
    bold: bool
    place: float = 0.5
    """Height on the page, as a share from the bottom."""
    flow: int = 0
    """Rows of one number stand below one another: a page, a column of it."""
    column: int = 0
    """Of how many columns it is one, and which: 203 for the third of two. 0 where the page has one."""
    pieces: tuple[RowPart, ...] = ()
    aside: str = ""
    grid: Grid | None = None
    light: bool = False
    """All of it is drawn in light ink."""
    sideways: bool = False
    """A few words that stand otherwise than the page's."""
    note: bool = False
    """It opens with the mark of a note."""
    edges: tuple[float, ...] = ()
    """Of a table: where its upright lines stand."""
    full: frozenset[tuple[int, int]] = frozenset()
    """Of a table: rows and columns of the cells whose last line leaves no room for more."""
    last_page: int = 0
    """Of a table: the page that it ends on."""
    spans: Sequence[TextSpan] = ()
    """What it was made of, as long as its page is read."""

    def __post_init__(self) -> None:
        self.last_page = self.last_page or self.page


def rows_of(spans: Iterable[TextSpan], page: int) -> list[Row]:
    """Spans at one height as rows, from the top."""
    lines: list[list[TextSpan]] = []
    for span in sorted(spans, key=lambda span: -span.middle):
        last = lines[-1] if lines else []
        reference = median(other.middle for other in last[-8:]) if last else math.inf
        if reference - span.middle <= 0.55 * max(span.size, last[-1].size if last else 0, 4):
            last.append(span)
        else:
            lines.append([span])
    rows = [_row(sorted(line, key=lambda span: span.left), page) for line in lines]
    return _without_readings(rows)


def mark_of(words: str) -> HeadingNumber | None:
    """The number that a line opens with."""
    return _mark_of(words[:_OPENING])


@lru_cache(maxsize=1_000)
def _mark_of(opening: str) -> HeadingNumber | None:
    # A line is asked for its number when it is put to the one above, and again for the one below it.
    return read_mark(to_shown(opening))


def between(above: str, below: str) -> str:
    """What stands between two lines of one text: Latin words that a line's end parts keep their blank, and
    figures stay apart.
    """
    last, first = above[-1:], below[:1]
    if joint(above, below):
        return APART
    return " " if last.isascii() and last.isalpha() and first.isascii() and first.isalpha() else ""


def continued(above: str, below: str) -> str:
    """Two lines of one text as one. A hyphen goes only between two small Latin letters: DK-12 stays."""
    if above[-1:] in "-‐" and above[-2:-1].islower() and above[-2:-1].isascii():
        first = below[:1]
        if first.islower() and first.isascii():
            return above[:-1] + below
    return above + between(above, below) + below


def _without_readings(rows: list[Row]) -> list[Row]:
    """Small letters above a line tell how it is read, and are none of it."""
    for above, row in itertools.pairwise(rows):
        near = 0 < above.middle - row.middle < 1.3 * row.size and above.size <= 0.65 * row.size
        inside = row.left - row.size < above.left and above.right < row.right + row.size
        if near and inside and _READING.fullmatch(above.text):
            above.aside = "注音"
    return rows


def _row(line: list[TextSpan], page: int) -> Row:
    line = _once(line)
    sizes = Counter[float]()
    for span in line:
        sizes[round(span.size * 2) / 2] += len(span.text)
    # Counted by characters, of which the line itself has the most; of equally many the larger are meant.
    size = max(sizes, key=lambda each: (sizes[each], each))
    own = [span for span in line if abs(span.size - size) <= 0.15 * size] or line
    base = median(span.base for span in own for _ in range(min(len(span.text), 8)))
    text, pieces, marked = _words(line, size, base)
    length = sum(len(span.text) for span in line)
    bold = sum(len(span.text) for span in line if span.style.bold) * 2 > length
    return Row(
        page,
        text,
        line[0].left,
        max(span.right for span in line),
        base + 0.35 * size,
        size,
        bold,
        pieces=pieces,
        light=all(span.style.light for span in line),
        note=marked,
        spans=line,
    )


def _once(line: list[TextSpan]) -> list[TextSpan]:
    """Without what is drawn a second time to look bold."""
    kept: list[TextSpan] = []
    for span in line:
        if not (kept and _is_again(kept[-1], span)):
            kept.append(span)
    return kept


def _is_again(one: TextSpan, other: TextSpan) -> bool:
    """Whether the same words stand at the same place; the raised 2 of 11² before 211 is another."""
    width = (other.right - other.left) / len(other.text)
    return (
        one.text == other.text
        and abs(one.left - other.left) < 0.3 * width
        and abs(one.base - other.base) < 0.15 * other.size
        and abs(one.size - other.size) < 0.1 * other.size
    )


def _script(span: TextSpan, size: float, base: float) -> Script:
    """How a span stands beside the words of its line."""
    small = span.size <= 0.85 * size
    rise = (span.base - base) / size
    digits = len(span.text) <= 4 and any(sign.isdigit() for sign in span.text)
    if (small and rise > 0.15) or (digits and rise > 0.25):
        return "raised"
    return "lowered" if (small and rise < -0.06) or (digits and rise < -0.12) else ""


def _words(line: list[TextSpan], size: float, base: float) -> tuple[str, tuple[RowPart, ...], bool]:
    """The words of a line, its parts between wide gaps, and whether it opens with a raised mark."""
    scripts: list[Script] = [_script(span, size, base) for span in line]
    usual = _usual_gap(line)
    words = ""
    left, right, length = line[0].left, line[0].left, 0
    pieces: list[RowPart] = []
    above: Script = ""
    at = 0
    while at < len(line):
        span, script = line[at], scripts[at]
        end = _scripted_end(line, scripts, at, 0.2 * size) if script else at + 1
        gap = span.left - right - usual
        blank = _blank_between(words, span, gap, max(size, 4)) if words else ""
        if words and gap >= _ROOM * size:
            pieces.append(RowPart(left, right, length))
            left, length = span.left, 0
        shown = _set(line[at:end], scripts[at:end], words + blank)
        if not blank and (script or above):
            shown = joint(words, shown) + shown
        words += blank + shown
        right = max(right, *(each.right for each in line[at:end]))
        length += len(shown)
        above = script
        at = end
    pieces.append(RowPart(left, right, length))
    marked = scripts[0] == "raised" and words.startswith("［")
    return _readable(words), tuple(pieces), marked


def _scripted_end(line: Sequence[TextSpan], scripts: Sequence[Script], at: int, near: float) -> int:
    """Where the raised and lowered words end that begin at `at`."""
    end = at + 1
    while end < len(line) and scripts[end] and line[end].left < line[end - 1].right + near:
        end += 1
    return end


def _set(spans: Sequence[TextSpan], scripts: Sequence[Script], above: str) -> str:
    """Words on the line, or some above and below it: one over the other is a fraction."""
    if not scripts[0]:
        return spans[0].text
    over = [span for span, script in zip(spans, scripts, strict=True) if script == "raised"]
    under = [span for span, script in zip(spans, scripts, strict=True) if script == "lowered"]
    if over and under and over[0].left < under[-1].right and under[0].left < over[-1].right:
        return fraction(_joined(over), _joined(under))
    shown = ""
    at = 0
    while at < len(spans):
        end = next((to for to in range(at, len(spans)) if scripts[to] != scripts[at]), len(spans))
        shown += shown_script(above + shown, _joined(spans[at:end]), scripts[at])
        at = end
    return shown


def _joined(spans: Sequence[TextSpan]) -> str:
    return "".join(span.text for span in spans)


def _readable(words: str) -> str:
    """Without a sign before a line that its font has no meaning for: the dot of a list."""
    if words.startswith(UNREADABLE) and words.strip(UNREADABLE)[:1].isspace():
        return words.lstrip(UNREADABLE).lstrip()
    return words


def _usual_gap(line: Sequence[TextSpan]) -> float:
    """In type that is set wide all characters stand apart, and no gap of the usual size is a blank."""
    gaps = [below.left - above.right for above, below in itertools.pairwise(line)]
    inside = sum(len(span.text) - 1 for span in line)
    return max(median(gaps), 0.0) if len(gaps) > inside and len(gaps) > 2 else 0.0


def _blank_between(words: str, span: TextSpan, gap: float, size: float) -> str:
    if gap > _WIDE_GAP * size:
        return APART
    if len(words) <= 12 and gap > 0.15 * size and _NUMBERED.fullmatch(words):
        return APART
    return " " if gap > _blank(words[-1], span.text[0]) * size else ""


def _blank(before: str, after: str) -> float:
    """From how wide a gap on, in sizes, a blank stands between two characters.

    Programs set Latin words off by a quarter.
    """
    if before.isascii() and after.isascii():
        return 0.18
    return 0.42 if before.isascii() or after.isascii() else 0.3
