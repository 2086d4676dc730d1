"""From rows on pages to paragraphs: by indents, short lines and more room.

What stands at the edge of page after page is its head or foot; a paragraph goes on over the page's end, and a
note at its foot comes behind the paragraph.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from db.source.formats.heading_breaks import HEADING, heading_joint
from db.source.formats.line_numbers import LineMaker
from db.source.formats.page_styles import RUNNING
from db.source.formats.pdf_joined_tables import joined_tables
from db.source.formats.pdf_rows import Row, between, continued, mark_of
from db.source.formats.pdf_unseen import EDGE, PAGE_NUMBER, WATERMARK
from db.source.lines import APART, PARTED, Grid, GridCell, LinePiece
from db.source.numbering import ORDINALS, STRONG

_CLOSING = "。！？；：”）"
# Stands in sentences: takes `推进建设，完善`, not `甘霖镇水利工程`
_RUNNING = re.compile(r"[，、。；：]")
# Opens a note at the foot of a page: takes `［1］本表` and `①规模以上`, not `1.本表`
_NOTE = re.compile(r"［\d{1,3}］|[①-⑳]|\[\d{1,3}\]|注\s?\d{0,2}[:：.．]")
# Ends in what may be a figure cut short: takes `达到1`, `达到15.` and `突破1，`, not `2030年`
_FIGURE_OPEN = re.compile(r"\d[.,．，]?\Z")
_MOST_DOUBTS = 10
"""Places of one kind that are named; of more their number is told."""
_AROUND = 8


@dataclass(slots=True)
class _Margins:
    """Where a column of the text runs."""

    left: float
    right: float
    size: float
    pitch: float


class _Paragraph:
    """Rows that are one paragraph, or one heading."""

    def __init__(self, row: Row) -> None:
        self.rows = [row]
        self.is_heading = False

    def words(self, uncertain: list[str]) -> str:
        """Its words; `uncertain` takes places where two figures meet."""
        text = self.rows[0].text
        for row in self.rows[1:]:
            if self.is_heading:
                text += heading_joint(text, row.text) + row.text
                continue
            if between(text, row.text) == APART:
                uncertain.append(f"{text[-_AROUND:]}{APART}{row.text[:_AROUND]}")
            text = continued(text, row.text)
        return text


@dataclass(slots=True)
class _Writer:
    """Writes rows as paragraphs, notes behind the paragraph that they interrupt."""

    margins: dict[int, _Margins]
    maker: LineMaker
    open: _Paragraph | None = None
    notes: list[Row] = field(default_factory=list[Row])
    uncertain: list[str] = field(default_factory=list[str])
    parted: list[str] = field(default_factory=list[str])
    """Places where a paragraph ends within what may be a figure."""

    def add(self, row: Row) -> None:
        """The next row."""
        if row.aside:
            self.maker.paragraph(row.text, aside=row.aside)
        elif row.grid is not None:
            self.close()
            self.maker.table(row.grid)
        elif row.note:
            self.notes.append(row)
        elif self.open is not None and self._belongs(self.open, row):
            self.open.rows.append(row)
        else:
            if self.open is not None and _parts_figure(self.open.rows[-1].text, row.text):
                self.parted.append(f"{self.open.rows[-1].text[-_AROUND:]}　{row.text[:_AROUND]}")
            self.close()
            self.open = _Paragraph(row)

    def close(self) -> None:
        """End the open paragraph."""
        if self.open is not None:
            self._write(self.open)
        self.open = None
        note: _Paragraph | None = None
        for row in self.notes:
            if note is None or _NOTE.match(row.text):
                if note is not None:
                    self._write(note)
                note = _Paragraph(row)
            else:
                note.rows.append(row)
        if note is not None:
            self._write(note)
        self.notes = []

    def _belongs(self, paragraph: _Paragraph, row: Row) -> bool:
        above = paragraph.rows[-1]
        margins = self.margins[row.column]
        if _heading_goes_on(paragraph, row, margins):
            paragraph.is_heading = True
            return True
        return not paragraph.is_heading and _goes_on(paragraph, row, self.margins[above.column], margins)

    def _write(self, paragraph: _Paragraph) -> None:
        first = paragraph.rows[0]
        margins = self.margins[first.column]
        # Official documents indent by two characters; one is enough to tell, whatever the margin.
        indented = first.left > margins.left + 1.2 * first.size
        words = paragraph.words(self.uncertain)
        self.maker.paragraph(words, strong=all(row.bold for row in paragraph.rows), indented=indented)


def compose(rows: list[Row], pages: int, maker: LineMaker) -> list[str]:
    """Write the rows of all pages as paragraphs and tables; gives what is doubtful."""
    # First, because a table may go on over the foot of one page and the head of the next.
    _mark_edges(rows, pages)
    _mark_repeated(rows, pages)
    rows = _unruled(joined_tables(rows))
    texts = [row for row in rows if not row.aside and row.grid is None]
    columns: dict[int, list[Row]] = {}
    for row in texts:
        columns.setdefault(row.column, []).append(row)
    margins = {column: _margins(held) for column, held in columns.items()}
    _mark_notes(texts, margins)
    writer = _Writer(margins, maker)
    for row in rows:
        writer.add(row)
    writer.close()
    return [
        *_told(writer.uncertain, "行末和下一行开头都是数字，分不清是一个数还是两个数，请对照原文件。"),
        *_told(writer.parted, PARTED),
    ]


def _told(places: Sequence[str], doubt: str) -> list[str]:
    doubts = [f"“{words}”：{doubt}" for words in places[:_MOST_DOUBTS]]
    if len(places) > _MOST_DOUBTS:
        doubts.append(f"另有 {len(places) - _MOST_DOUBTS} 处行末和下一行开头都是数字，请对照原文件。")
    return doubts


def _parts_figure(above: str, below: str) -> bool:
    """Whether a line ends within what may be one figure with the start of the next paragraph."""
    in_table = above.count(APART) >= 2 or below.count(APART) >= 2
    # Both are words: a figure by itself stands in a drawing.
    words = not above.isascii() and not below.isascii()
    cut = below[:1].isdigit() and _FIGURE_OPEN.search(above) is not None
    return cut and words and not in_table and mark_of(below) is None


def _unruled(rows: list[Row]) -> list[Row]:
    """Tables without upright rules: rows of equally many pieces, set far apart, one below the other, become
    one table.
    """
    made: list[Row] = []
    at = 0
    while at < len(rows):
        run, asides, to = [rows[at]], list[Row](), at + 1
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


def _pieces(row: Row) -> list[str]:
    pieces = row.text.split(APART) if not row.aside and row.grid is None else []
    return pieces if all(len(piece) <= 40 for piece in pieces) else []


def _mark_edges(rows: Sequence[Row], pages: int) -> None:
    """Heads and feet: page numbers, and what stands at the same edge of several pages."""
    edge = [
        row
        for row in rows
        if row.grid is None and not row.aside and (row.place < EDGE or row.place > 1 - EDGE)
    ]
    outermost: dict[tuple[int, bool], Row] = {}
    for row in edge:
        top = row.place > 0.5
        known = outermost.get((row.page, top))
        if known is None or (row.place > known.place) == top:
            outermost[row.page, top] = row
    for row in outermost.values():
        if PAGE_NUMBER.fullmatch(row.text.strip()):
            row.aside = "页码"
    for row in rows:
        if row.sideways:
            row.aside = row.aside or "侧排的文字"
    if pages < 3:
        return
    alike = [(re.sub(r"\d+", "#", row.text), round(row.place * 50)) for row in edge]
    # With # for figures 第3页 and 第4页 are the same foot.
    seen = Counter(alike)
    exact = Counter((row.text, round(row.place * 50)) for row in edge)
    for row, same in zip(edge, alike, strict=True):
        if (
            not row.aside
            and seen[same] >= max(3, 0.25 * pages)
            and len(row.text) < 60
            and (mark_of(row.text) is None or _is_running_title(row, exact))
        ):
            row.aside = RUNNING


def _is_running_title(row: Row, seen: Counter[tuple[str, int]]) -> bool:
    """Whether a chapter's title stands at the same place of several pages: it is their head."""
    mark = mark_of(row.text)
    return mark is not None and mark.form in ORDINALS and seen[row.text, round(row.place * 50)] >= 3


def _mark_repeated(rows: Sequence[Row], pages: int) -> None:
    """Light words at the same place of most pages are a watermark, and the same ones on another page."""
    known = {row.text for row in rows if row.aside == WATERMARK}
    light = [row for row in rows if row.light and not row.aside and row.grid is None]
    for row in light:
        if row.text in known:
            row.aside = WATERMARK
    if pages < 2 or not light:
        return
    alike = [(row.text, round(row.place * 50), round(row.left / 10)) for row in light]
    seen = Counter(alike)
    for row, same in zip(light, alike, strict=True):
        if seen[same] >= max(2, 0.5 * pages):
            row.aside = WATERMARK


def _mark_notes(rows: Sequence[Row], margins: dict[int, _Margins]) -> None:
    """Rows in small type at the foot of a page, from one that opens with the mark of a note on."""
    above: Row | None = None
    for row in rows:
        small = row.size < margins[row.column].size - 0.8
        goes_on = (
            above is not None and above.note and above.flow == row.flow and abs(row.size - above.size) < 0.8
        )
        row.note = small and row.place < 0.5 and (goes_on or row.note or _NOTE.match(row.text) is not None)
        above = row


def _margins(rows: Sequence[Row]) -> _Margins:
    # Counted by characters, of which the text has by far the most.
    sizes = Counter[int]()
    for row in rows:
        sizes[round(row.size)] += len(row.text)
    size = sizes.most_common(1)[0][0]
    body = [row for row in rows if abs(row.size - size) <= 1] or list(rows)
    lefts = Counter(round(row.left / 4) for row in body)
    common = [at * 4 for at, count in lefts.items() if count >= 0.15 * len(body)]
    rights = sorted(row.right for row in body)
    pitches = [
        above.middle - row.middle
        for above, row in itertools.pairwise(body)
        if above.flow == row.flow and 0 < above.middle - row.middle < 4 * size
    ]
    return _Margins(
        min(common, default=min(row.left for row in body)),
        rights[math.ceil(0.9 * (len(rights) - 1))],
        float(size),
        median(pitches) if pitches else 1.6 * size,
    )


def _goes_on(paragraph: _Paragraph, row: Row, over: _Margins, margins: _Margins) -> bool:
    """Whether a line belongs to the paragraph whose column has the margins `over`."""
    above = paragraph.rows[-1]
    # a line may end early where quotation marks must not be parted, but hardly in the middle of a sentence
    short = 1.8 if above.text[-1] in "。！？；：" else 4.5
    closed = above.text[-1] in _CLOSING
    same_flow = above.flow == row.flow
    ended = above.right < over.right - short * max(above.size, 6) and not _is_open(paragraph, row, over)
    if (
        abs(above.size - row.size) > 1.2
        or above.bold != row.bold
        or above.column // 100 != row.column // 100
        # a table without rules
        or above.text.count(APART) >= 2
        or row.text.count(APART) >= 2
        or ended
        or (closed and row.text.lstrip("【〖[").startswith("专栏"))
        or row.left > margins.left + 1.2 * row.size
        or (same_flow and above.middle - row.middle > max(1.7 * margins.pitch, 2 * row.size))
        # Where paragraphs are not indented, there is a little more room between them.
        or (same_flow and closed and above.middle - row.middle > 1.3 * margins.pitch)
    ):
        return False
    mark = mark_of(row.text)
    if mark is not None and (mark.form in STRONG or (mark.form != "一是" and closed)):
        return False
    # A title in the middle of the page ends where its line ends.
    return not (_is_centred(above, over) or (same_flow and _stands_above(paragraph, row)))


def _stands_above(paragraph: _Paragraph, row: Row) -> bool:
    """Whether a chapter's title stands within the width of the row below it; a short text has no edges."""
    first, above = paragraph.rows[0], paragraph.rows[-1]
    mark = mark_of(first.text)
    within = above.left > row.left + 3 * row.size and above.right < row.right - 3 * row.size
    return within and mark is not None and mark.form in ORDINALS


def _is_open(paragraph: _Paragraph, row: Row, margins: _Margins) -> bool:
    """Whether a paragraph that ends far from the edge surely goes on: it was indented, the next row is not,
    and a hyphen or a comma ends it.
    """
    first, above = paragraph.rows[0], paragraph.rows[-1]
    indented = first.left > margins.left + 1.2 * first.size
    near = abs(row.left - margins.left) < 0.6 * row.size and above.flow == row.flow
    text = above.text
    hyphen = len(text) > 1 and text[-1] in "-‐" and text[-2].isascii() and text[-2].isalnum()
    if hyphen and row.text[0].isascii() and row.text[0].isalnum():
        return True
    unfinished = text[-1] not in _CLOSING and _RUNNING.search(text) is not None
    return indented and near and unfinished


def _is_centred(row: Row, margins: _Margins, least: float = 3) -> bool:
    """Whether a row stands in the middle of its column, at least so many sizes from its edge."""
    left = row.left - margins.left
    return left > least * row.size and abs(left - (margins.right - row.right)) < 2 * row.size


def _hangs(first: Row, above: Row, row: Row, margins: _Margins) -> bool:
    """Whether a row stands below the words of a title that filled its line, in the title's own type."""
    large = row.size > margins.size + 0.8
    return (
        large
        and abs(above.size - row.size) <= 0.6
        and above.bold == row.bold
        and above.flow == row.flow
        and 0 < above.middle - row.middle <= 2.4 * row.size
        and above.right > margins.right - 2.5 * row.size
        and first.left - 0.6 * row.size <= row.left <= first.left + 6 * row.size
        and mark_of(row.text) is None
        and row.text[-1] not in "。；："
    )


def _heading_goes_on(paragraph: _Paragraph, row: Row, margins: _Margins) -> bool:
    """Whether a row in the middle is the next line of a chapter's title."""
    first, above = paragraph.rows[0], paragraph.rows[-1]
    mark = mark_of(first.text)
    if mark is None or mark.form not in STRONG or mark.form == "条":
        return False
    if mark.form not in ORDINALS and not _is_centred(first, margins, 1.5):
        return False
    if _hangs(first, above, row, margins):
        return len(paragraph.rows) < 4
    length = sum(len(each.text) for each in paragraph.rows)
    middle = (above.left + above.right) / 2
    apart = above.middle - row.middle
    return (
        len(paragraph.rows) < 4
        and length + len(row.text) <= HEADING
        and abs(above.size - row.size) <= 0.6
        and above.bold == row.bold
        and above.flow == row.flow
        and 0 < apart <= 2.4 * row.size
        and above.text[-1] not in "。；："
        and row.text[0] not in "（(—－"
        and row.text[-1] not in "。；："
        and mark_of(row.text) is None
        and abs(middle - (row.left + row.right) / 2) < 1.2 * row.size
        and _is_centred(row, margins, 2.6)
    )
