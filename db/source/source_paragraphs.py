"""What the outline works on: a line with its marks read, or several lines that are one paragraph cut by the
page's width.
"""

import re
from collections import Counter
from collections.abc import Collection
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


def unit_of(lines: list[SourceLine]) -> SourceParagraph:
    """Lines that are one paragraph, as one unit."""
    first = lines[0]
    return SourceParagraph(
        LinePiece.joined(line.piece for line in lines).shown(),
        first.number,
        tuple(dict.fromkeys(number for line in lines for number in line.numbers)),
        first.gap,
        first.indented,
        first.level,
        all(line.strong for line in lines),
        first.grid,
        first.raw if len(lines) == 1 else "",
    )


def units_of(lines: list[SourceLine], apart: Collection[int] = ()) -> list[SourceParagraph]:
    """The lines as units; in a text that is broken at a fixed width the lines of a paragraph are put
    together.

    Lines with a number in `apart` stay by themselves.
    """
    edge = _right_edge(lines)
    if edge is None:
        return [unit_of([line]) for line in lines]
    indents = sum(line.indented for line in lines) * 20 > len(lines)
    usual = Counter(line.gap for line in lines).most_common(1)[0][0]
    units: list[list[SourceLine]] = []
    for line in lines:
        alone = line.number in apart or (units and units[-1][-1].number in apart)
        if units and not alone and _goes_on(units[-1][-1], line, edge, usual, indents=indents):
            units[-1].append(line)
        else:
            units.append([line])
    return [unit_of(group) for group in units]


def width(text: str) -> int:
    """Width in half characters: a Chinese character is 2."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def _right_edge(lines: list[SourceLine]) -> int | None:
    """The width at which lines are broken, in half characters, or None if each line is a paragraph."""
    widths = [
        width(line.text) + 2 * line.column for line in lines if line.grid is None and len(line.text) > 8
    ]
    if len(widths) < 20:
        return None
    # In steps of two Chinese characters: a line ends early where a mark must not begin the next.
    common = Counter(size // 4 for size in widths)
    edge = max((size for size, count in common.items() if count * 12 >= len(widths)), default=-1) * 4 + 4
    if not 30 <= edge <= 140 or max(widths) > edge * 1.6:
        return None
    reaching = [line for line in lines if width(line.text) + 2 * line.column >= edge - 8]
    # In a text whose paragraphs just happen to be long most of them end with a full stop.
    unfinished = sum(line.text[-1] not in CLOSING for line in reaching)
    return edge if len(reaching) >= _WRAPPED * len(widths) and unfinished * 2 > len(reaching) else None


def _goes_on(above: SourceLine, line: SourceLine, edge: int, usual: int, *, indents: bool) -> bool:
    apart = line.grid or above.grid or line.gap > usual or line.level or line.strong != above.strong
    reaches = width(above.text) + 2 * above.column >= edge - 8
    if apart or not reaches or (indents and line.indented) or read_mark(to_shown(line.text)) is not None:
        return False
    return indents or above.text[-1] not in "。！？；："
