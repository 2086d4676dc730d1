"""What the outline works on: a line with its marks read, or several lines that are one paragraph cut by the
page's width.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from db.source.lines import Grid, LinePiece, SourceLine
from db.source.numbering import HeadingNumber, read_mark
from db.source.typography import to_shown

CLOSING = "。！？；：…”）」』】》.!?;:"
"""A line that ends with one of these is not cut in the middle of a sentence."""
# Takes `推进建设。`, not `推进建设：`
_SENTENCE = re.compile(r"[。！？；]")
# The marks of notes stand behind the full stop: takes `一降三减。［1］`, not `［1］一降三减`
_NOTE_MARK = re.compile(r"(?:[［\[]\d{1,3}[］\]]|[①-⑳])\Z")
_LONGEST_MARK = 5
# Numbers of other kinds: takes `A. 公路`, `iv、公路`, `㉑公路` and `甲、公路`, not `A股` or `e.g.`
_ITEM = re.compile(
    r"(?:[A-Za-zＡ-Ｚａ-ｚ]|[IVX]{1,5}|[ivx]{1,5})\s*+(?:[、）)]|[.．](?![A-Za-z0-9]))|[㉑-㉟㊱-㊿①-⒛❶-❿➀-➓⓪⓫-⓴㈠-㈩Ⅰ-ⅿ]|"
    r"（\s*(?:[A-Za-z]|[ivxIVX]{1,5}|[甲乙丙丁戊己庚辛壬癸])\s*）|[甲乙丙丁戊己庚辛壬癸][、．.]"
)
_WHOLE = 1.6
"""So many times as wide as the right edge is a line that was not broken."""
_LEAST_BROKEN, _MOST_BROKEN = 20, 0.8
"""So many lines, and such a share of all, are less wide where a text is broken at a fixed width."""
NEVER_FIRST = tuple("，。、；：！？,;:!?）)”’》】%％")
"""A line that begins with one of these goes on from the line above."""
_SHORT = 29
"""Half characters of the longest line that tells nothing of a text's width."""
_STRETCH = 60
"""So many lines are judged together where the whole text is not broken at one width."""
_NEAR, _LEAST_FULL = 20, 3
"""So many lines above and below one tell whether it is full; so many of them are, where any is."""
# Takes `推进建设，完善`, not `甘霖镇水利工程`
_RUNNING = re.compile(r"[，。、；：]")
_WRAPPED = 0.55
"""Share of lines that reach the right edge from which a text counts as broken at a fixed width."""


@dataclass
class SourceParagraph:
    """One line of the text, as the outline sees it."""

    piece: LinePiece
    """The words as shown, with their way back."""
    number: int
    """Its first source line."""
    numbers: tuple[int, ...]
    gap: int = 0
    indented: bool = False
    level: int = 0
    strong: bool = False
    grid: Grid | None = None
    raw: str = ""
    others: list[int] = field(default_factory=list[int])
    """Source lines that only announce it (a kicker, a number on a line of its own)."""

    @property
    def text(self) -> str:
        """The words as shown."""
        return self.piece.text

    @cached_property
    def mark(self) -> HeadingNumber | None:
        """The number that it opens with."""
        return read_mark(self.text)

    @property
    def rest(self) -> str:
        """The words after the number."""
        return self.text[self.mark.end :] if self.mark else self.text

    @property
    def closed(self) -> bool:
        """Whether it ends where a sentence may end; the mark of a note may follow."""
        end = len(self.text)
        # Taken off one by one from the end: looked for from the front, each of many marks in the middle of a
        # line would be followed to their end.
        while found := _NOTE_MARK.search(self.text, max(end - _LONGEST_MARK, 0), end):
            end = found.start()
        return self.text[:end][-1:] in CLOSING

    @property
    def sentences(self) -> int:
        """How many sentences, finished or not, stand in it."""
        return len([part for part in _SENTENCE.split(self.text) if part.strip()])

    @property
    def is_body(self) -> bool:
        """It reads like a paragraph: long, or of several sentences, or a long one that is finished."""
        return self.grid is None and (
            len(self.text) >= 60 or self.sentences > 1 or (len(self.text) >= 30 and self.text[-1:] == "。")
        )


def unit_of(lines: list[SourceLine], whole: Collection[int] = ()) -> SourceParagraph:
    """Lines that are one paragraph, as one unit. A figure goes on only on the lines with a number in `whole`;
    on others a digit behind a digit begins a new one.
    """
    first = lines[0]
    # A figure that goes on is put together first, so that nothing comes between its digits.
    figures: list[list[LinePiece]] = []
    for line in lines:
        if line.number in whole and figures:
            figures[-1].append(line.piece)
        else:
            figures.append([line.piece])
    return SourceParagraph(
        LinePiece.continued(LinePiece.joined(parts) for parts in figures).shown(),
        first.number,
        tuple(dict.fromkeys(number for line in lines for number in line.numbers)),
        first.gap,
        first.indented,
        first.level,
        all(line.strong for line in lines),
        first.grid,
        first.raw if len(lines) == 1 else "",
    )


def begins_item(text: str) -> bool:
    """Whether a line opens with a number, also of a kind that no heading has."""
    return _ITEM.match(text) is not None


def units_of(
    lines: list[SourceLine], apart: Collection[int] = (), *, broken: bool = True
) -> list[SourceParagraph]:
    """The lines as units; in a text that is broken at a fixed width the lines of a paragraph are put
    together.

    Lines with a number in `apart` stay by themselves. `broken`: lines may be broken at all.
    """
    if not broken:
        return [unit_of([line]) for line in lines]
    sizes = _sizes(lines)
    edges = _right_edges(lines, sizes)
    if not any(edges):
        return [unit_of([line]) for line in lines]
    wrapped = _WrappedText(lines, sizes, edges)
    indents = sum(line.indented for line in lines) * 20 > len(lines)
    usual = Counter(line.gap for line in lines).most_common(1)[0][0]
    units: list[list[SourceLine]] = []
    whole: set[int] = set()
    for at, line in enumerate(lines):
        alone = line.number in apart or (at and lines[at - 1].number in apart)
        cut = at > 0 and edges[at - 1] > 0 and wrapped.cuts_figure(at)
        reached = cut or (
            at and edges[at - 1] and (_reaches(sizes[at - 1], edges[at - 1]) or line.text[:1] in NEVER_FIRST)
        )
        if reached and not alone and _goes_on(lines[at - 1], line, usual, indents=indents):
            units[-1].append(line)
            if cut:
                whole.add(line.number)
        else:
            units.append([line])
    return [unit_of(group, whole) for group in units]


@dataclass(frozen=True, slots=True)
class _WrappedText:
    """A text that is broken at a fixed width, with the widths of its lines and its right edges."""

    lines: Sequence[SourceLine]
    sizes: Sequence[int]
    edges: Sequence[int]

    def cuts_figure(self, at: int) -> bool:
        """Whether the digits at the end of the line above line `at` go on in it: the break cut a figure.

        A program that breaks after so many signs, whatever they are, cuts figures too, and fills each line
        to its end: where the line above is as full as any near by, 12 above 00亿元 is 1200亿元. One that
        keeps words whole never cuts a figure, and leaves its lines ragged.
        """
        above, below = self.lines[at - 1].text, self.lines[at].text
        if not (above[-1:].isdigit() and below[:1].isdigit()):
            return False
        near = range(max(at - 1 - _NEAR, 0), min(at + _NEAR, len(self.lines)))
        reaching = [each for each in near if _reaches(self.sizes[each], self.edges[each])]
        # So many half characters, or so many signs: a program counts the one or the other.
        return _is_full(self.sizes[at - 1], [self.sizes[each] for each in reaching]) or _is_full(
            self._count(at - 1), [self._count(each) for each in reaching]
        )

    def _count(self, at: int) -> int:
        return len(self.lines[at].text) + self.lines[at].column


def _is_full(size: int, near: Sequence[int]) -> bool:
    """Whether a line is as long as the longest near by, and these are no chance."""
    return bool(near) and size == max(near) and near.count(size) >= _LEAST_FULL


def _sizes(lines: Sequence[SourceLine]) -> list[int]:
    """The lines' widths with their indents, 0 for tables: in half characters, or where a program broke the
    text after so many signs, whatever they are, twice their number.
    """
    widths = [0 if line.grid else width(line.text) + 2 * line.column for line in lines]
    counts = [0 if line.grid else 2 * (len(line.text) + line.column) for line in lines]

    def alike(sizes: Sequence[int]) -> int:
        common = Counter(size for size in sizes if size > _SHORT)
        return max(common.values(), default=0)

    # More lines are of one size in the measure by which they were broken.
    return counts if alike(counts) > alike(widths) else widths


def width(text: str) -> int:
    """Width in half characters: a Chinese character is 2."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def _right_edges(lines: Sequence[SourceLine], sizes: Sequence[int]) -> list[int]:
    """The width at which the text is broken around each line, in half characters; 0 where each line is a
    paragraph.

    `sizes` are the lines' widths with their indents. A text is broken everywhere or nowhere, but for one that
    was put together from several.
    """
    whole = _right_edge(lines, sizes)
    if whole or len(lines) < 2 * _STRETCH:
        return [whole] * len(lines)
    edges: list[int] = []
    for start in range(0, len(lines), _STRETCH):
        around = slice(max(start - _STRETCH // 3, 0), start + _STRETCH + _STRETCH // 3)
        edges += [_right_edge(lines[around], sizes[around])] * len(lines[start : start + _STRETCH])
    return edges


def _right_edge(lines: Sequence[SourceLine], sizes: Sequence[int]) -> int:
    """The one width at which lines are broken, 0 if there is none."""
    # Titles and headings end where they please.
    measured = [
        (size, line.text) for size, line in zip(sizes, lines, strict=True)
        if size and len(line.text) > 8 and not line.level
    ]  # fmt: skip
    # In steps of two Chinese characters: a line ends early where a mark must not begin the next.
    common = Counter(size // 4 for size, _ in measured)
    usual = (size * 4 + 4 for size, count in common.items() if count * 12 >= len(measured))
    edge = max((edge for edge in usual if 30 <= edge <= 140), default=0)
    # Longer ones were not broken at all, and tell nothing: an address, a letter put in front.
    broken = [(size, text) for size, text in measured if size <= edge * _WHOLE]
    if len(broken) < _LEAST_BROKEN or len(broken) < _MOST_BROKEN * len(measured):
        return 0
    reaching = [text for size, text in broken if _reaches(size, edge)]
    # In a text whose paragraphs just happen to be long most of them end with a full stop, and names in a list
    # have no comma.
    unfinished = sum(text[-1] not in CLOSING for text in reaching)
    running = sum(_RUNNING.search(text) is not None for text in reaching)
    enough = len(reaching) >= _WRAPPED * len(broken)
    return edge if enough and unfinished * 2 > len(reaching) and running * 2 > len(reaching) else 0


def _reaches(size: int, edge: int) -> bool:
    """Whether a line of this width ends where lines are broken."""
    return bool(edge) and edge - 8 <= size <= edge * _WHOLE


def _goes_on(above: SourceLine, line: SourceLine, usual: int, *, indents: bool) -> bool:
    """Whether a line is the rest of the one above, which ends where lines are broken."""
    apart = line.grid or above.grid or line.gap > usual or line.level or line.strong != above.strong
    if apart or (indents and line.indented) or read_mark(to_shown(line.text)) is not None:
        return False
    if begins_item(line.text):
        return False
    return indents or above.text[-1] not in "。！？；："
