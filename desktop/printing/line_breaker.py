"""Breaks a paragraph into lines after the rules for Chinese (GB/T 15834, CLREQ): closing marks begin no line,
opening marks end none, dashes, ellipses, numbers and Latin words are not parted. A line that a rule made
shorter is spread to the full width.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate

from db.records import GapKind
from desktop.printing.fonts import Fonts
from desktop.printing.layouts import ParagraphStyle
from desktop.printing.page_records import GlyphRun, Type
from desktop.printing.paper_blocks import PaperNote, PaperText

OPENING = frozenset("“‘（《〈「『【〔〖［｛￥")
CLOSING = frozenset("”’）》〉」』】〕〗］｝，。、；：！？")
# GB/T 15834—2011, 5.1: 句号、逗号、顿号、分号、冒号……不出现在一行之首; the first half of brackets and
# quotation marks ends no line, the second half begins none.
_NOT_FIRST = CLOSING | frozenset("·…—～％‰℃°!),.:;?]}%")
_NOT_LAST = OPENING | frozenset("([{")
# Without U+00B7: the middle dot between the parts of a foreign name is a Chinese mark.
_LATIN = r"!-~\u00a1-\u00b6\u00b8-\u024f\u0370-\u052f\u2010-\u2013\u2032\u2033\u2030"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
# ’ before a letter is an apostrophe. Takes Master’s; not the ’ that closes a quotation.
_WORD = rf"[{_LATIN}](?:[{_LATIN}]|’(?=[A-Za-z]))*"
_TOKENS = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<latin>{_WORD})|(?P<pair>——|……)|(?P<space>[ \u00a0\t])|(?P<one>[\s\S])"
)
# Chinese and Latin share these: some fonts draw them narrow, but in Chinese they take a whole cell.
_WIDE_MARKS = frozenset("“”‘’—…·")
# Controls, soft hyphens, marks of direction: fonts without glyphs for them would draw empty boxes.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_TOO_LOOSE = 0.6
"""A line is not spread by more than this part of a character at each joint."""
_LONGEST_WORD = 24
"""A longer Latin word (a web address) is parted anywhere, rather than leaving half a line blank; so is one
that no line holds.
"""
_SLIP = 0.5
"""Twips by which a line may be too long for its column."""


@dataclass(slots=True)
class BrokenLine:
    """One line: its runs with their x from the column's left edge and y from the baseline."""

    runs: list[GlyphRun] = field(default_factory=list)
    grounds: list[tuple[float, float, str]] = field(default_factory=list)
    """Start, end and colour of what is tinted."""
    underlines: list[tuple[float, float, str]] = field(default_factory=list)
    notes: list[PaperNote] = field(default_factory=list)
    gaps: list[GapKind] = field(default_factory=list)
    end: float = 0.0
    """Where its last character ends."""


class LineBreaker:
    """Breaks paragraphs for one layout."""

    def __init__(self, faces: Fonts, grid_size: float = 0.0, cell: float = 0.0) -> None:
        """With `cell`, full-width characters of `grid_size` take that much, and marks are never squeezed."""
        self._faces = faces
        self._grid_size = grid_size
        self._cell = cell

    def lines(self, words: Iterable[PaperText], style: ParagraphStyle, width: float) -> list[BrokenLine]:
        """The lines of a paragraph in a column of that width. An empty paragraph has one empty line."""
        lines: list[BrokenLine] = []
        for part in _split(words):
            clusters = _Clusters(
                self._faces,
                self._grid_size,
                self._cell,
                # Of the shortest line: a Latin word that is longer is parted, because it might come to stand
                # there.
                width - style.left - style.right - max(style.first, 0),
            )
            clusters.fill(part)
            lines += clusters.lines(style, width, follows=bool(lines))
        return lines


def _split(pieces: Iterable[PaperText]) -> list[list[PaperText]]:
    """The pieces cut at line feeds."""
    parts: list[list[PaperText]] = [[]]
    for words in pieces:
        if "\n" not in words.text:
            parts[-1].append(words)
            continue
        for at, text in enumerate(words.text.split("\n")):
            if at:
                parts.append([])
            parts[-1].append(PaperText(text, words.type, words.ground, words.underline, own=words.own))
    return parts


class _Clusters:
    """What is never parted (a character, a Latin word, a pair of dashes), as lists side by side."""

    def __init__(self, faces: Fonts, grid_size: float, cell: float, room: float) -> None:
        self._faces = faces
        self._grid_size = grid_size
        self._cell = cell
        self._room = room
        """Of the shortest line."""
        self._pieces: list[PaperText] = []
        self._texts: list[str] = []
        self._widths: list[float] = []
        self._steps: list[float] = []
        """From character to character; 0 for the font's own widths."""
        self._free: list[bool] = []
        """A line may begin here."""
        self._owners: list[int] = []
        """Number of the piece."""
        self._special = False

    def fill(self, pieces: Iterable[PaperText]) -> None:
        before = ""
        for words in pieces:
            text = _INVISIBLE.sub("", words.text)
            if not text:
                continue
            owner = len(self._pieces)
            self._pieces.append(words)
            self._special |= bool(words.ground or words.underline or words.note or words.gap)
            em = self._cell if self._cell and words.type.size == self._grid_size else words.type.size
            if words.whole:
                self._whole(words, text, em, before, owner)
                before = text[-1]
                continue
            for match in _TOKENS.finditer(text):
                token = match.group()
                if match.lastgroup == "han":
                    count = len(token)
                    self._texts += token
                    self._widths += [em] * count
                    self._steps += [em] * count
                    self._free += [True] * count
                    self._owners += [owner] * count
                    if not before or before in _NOT_LAST:
                        self._free[-count] = False
                else:
                    self._token(token, match.lastgroup or "", words.type, em, before, owner)
                before = token[-1]

    def _whole(self, words: PaperText, text: str, em: float, before: str, owner: int) -> None:
        width = self._faces.width(text, words.type)
        if words.gap is not None and self._cell:
            # The sign takes whole cells, so that the characters after it stand in theirs.
            width = -(-(width - _SLIP) // self._cell) * self._cell
        self._add(text, width, 0.0, bool(before) and before not in _NOT_LAST and not words.sticks, owner)

    def _token(self, token: str, kind: str, type_: Type, em: float, before: str, owner: int) -> None:
        free = bool(before) and before not in _NOT_LAST
        # A pair is never parted (GB/T 15834—2011: 破折号、省略号 take two places).
        if kind == "pair":
            self._add(token, 2 * em, em, free, owner)
            return
        free = free and token[0] not in _NOT_FIRST
        if kind == "space":
            self._add(token, 2 * em if token == "\t" else self._faces.width(" ", type_), 0.0, False, owner)
        elif kind == "latin":
            width = self._faces.width(token, type_)
            if len(token) <= _LONGEST_WORD and width <= self._room + _SLIP:
                self._add(token, width, 0.0, free, owner)
                return
            for at, char in enumerate(token):
                self._add(
                    char,
                    self._faces.width(char, type_),
                    0.0,
                    free if at == 0 else char not in _NOT_FIRST,
                    owner,
                )
        else:
            own = self._faces.width(token, type_)
            wide = own > 0.8 * type_.size or token in _WIDE_MARKS or token > "\u2e7f"
            if wide and not self._cell:
                self._squeeze(before, token)
            self._add(token, em if wide else own, em if wide else 0.0, free, owner)

    def _squeeze(self, before: str, mark: str) -> None:
        """Two marks of punctuation side by side share their blank."""
        if (
            before in _BLANKS
            and mark in _BLANKS
            and (before in CLOSING or mark in OPENING)
            and self._steps[-1]
        ):
            # The mark before gives up its right half, or an opening one behind it its left: half a character.
            self._widths[-1] -= self._pieces[self._owners[-1]].type.size / 2

    def _add(self, text: str, width: float, step: float, free: bool, owner: int) -> None:
        self._texts.append(text)
        self._widths.append(width)
        self._steps.append(step)
        self._free.append(free)
        self._owners.append(owner)

    def lines(self, style: ParagraphStyle, width: float, *, follows: bool) -> list[BrokenLine]:
        """The lines; `follows`: there are lines of the paragraph above, so that the first indent is spent."""
        count = len(self._texts)
        if not count:
            return [BrokenLine()]
        ends = [0.0, *accumulate(self._widths)]
        lines: list[BrokenLine] = []
        at = 0
        while at < count:
            indent = style.left + (0.0 if lines or follows else style.first)
            room = width - indent - style.right
            end, used = self._fill(ends, at, room)
            last = end
            # Spaces at the end of a line are not drawn, and take no part in spreading and centring.
            while last > at and self._texts[last - 1].isspace():
                last -= 1
                used -= self._widths[last]
            final = end >= count
            slack = room - used
            extra = 0.0
            # The last line of a paragraph is not spread.
            if style.align == "full" and not final and last - at > 1:
                extra = slack / (last - at - 1)
                if extra > _TOO_LOOSE * self._pieces[self._owners[at]].type.size:
                    extra = 0.0
            x = indent + (slack / 2 if style.align == "centre" else slack if style.align == "right" else 0.0)
            lines.append(self._line(at, last, x, extra))
            at = end
        return lines

    def _fill(self, ends: list[float], start: int, room: float) -> tuple[int, float]:
        """Where the line that begins at `start` ends, and how much of the room it takes."""
        count = len(self._texts)
        base = ends[start]
        at = bisect_right(ends, base + room + _SLIP, start) - 1
        if at >= count:
            return count, ends[count] - base
        if self._texts[at].isspace():
            # Spaces hang over the edge: the next line begins behind them.
            while at < count and self._texts[at].isspace():
                at += 1
            return at, ends[at] - base
        if not self._cell and self._steps[at] and self._texts[at] in CLOSING:
            half = self._steps[at] / 2
            if ends[at] - base + half <= room + _SLIP and (at + 1 >= count or self._free[at + 1]):
                # A closing mark's blank may stand in the margin.
                return at + 1, ends[at] - base + half
        end = at
        # Back to where a line may begin; where that is nowhere, the words are cut at the edge.
        while end > start and not self._free[end]:
            end -= 1
        if end <= start:
            end = max(at, start + 1)
        return end, ends[end] - base

    def _line(self, first: int, after: int, x: float, extra: float) -> BrokenLine:
        """The clusters side by side from x, `extra` between them; neighbours of one look become one run."""
        line = BrokenLine()
        texts, widths, steps, owners = self._texts, self._widths, self._steps, self._owners
        at = first
        while at < after:
            owner, step = owners[at], steps[at]
            words = self._pieces[owner]
            start = x
            end = at + 1
            # One run for many characters: asking for one glyph at a time took most of the time of drawing.
            if step and len(texts[at]) == 1 and widths[at] == step:
                while (
                    end < after
                    and owners[end] == owner
                    and steps[end] == step == widths[end]
                    and len(texts[end]) == 1
                ):
                    end += 1
                text = "".join(texts[at:end])
                x += (end - at) * (step + extra)
                line.runs.append(GlyphRun(start, -words.lift, text, words.type, step + extra))
            else:
                text = texts[at]
                x += widths[at] + extra
                if text == " " or not text.isspace():
                    inset = (
                        (widths[at] - self._faces.width(text, words.type)) / 2
                        if words.gap is not None
                        else 0.0
                    )
                    line.runs.append(GlyphRun(start + inset, -words.lift, text, words.type, step))
            line.end = x - extra
            if self._special:
                _mark(line, words, start, x if end < after else x - extra)
            at = end
        return line


_BLANKS = OPENING | CLOSING


def _mark(line: BrokenLine, words: PaperText, start: float, end: float) -> None:
    """Note what the words bring with them besides their characters."""
    if words.ground:
        _extend(line.grounds, start, end, words.ground)
    if words.underline:
        _extend(line.underlines, start, end, words.underline)
    if words.note is not None and words.note not in line.notes:
        line.notes.append(words.note)
    if words.gap is not None:
        line.gaps.append(words.gap)


def _extend(stretches: list[tuple[float, float, str]], start: float, end: float, colour: str) -> None:
    if stretches and stretches[-1][2] == colour and start - stretches[-1][1] < 1:
        start = stretches.pop()[0]
    stretches.append((start, end, colour))


def shift_line(line: BrokenLine, by: float) -> None:
    """Move a line to the right."""
    line.runs = [replace(run, x=run.x + by) for run in line.runs]
    line.grounds = [(start + by, end + by, colour) for start, end, colour in line.grounds]
    line.underlines = [(start + by, end + by, colour) for start, end, colour in line.underlines]
    line.end += by


def plain_words(text: str, type_: Type) -> tuple[PaperText, ...]:
    """Words that are no part of the plan, all of one look; none for an empty text."""
    return (PaperText(text, type_, own=True),) if text else ()
