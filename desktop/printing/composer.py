"""Composes pages from blocks, one after another: a page is given out as soon as it is full.

Kept: two lines of a paragraph at least before and after a page's end, no heading at a page's foot, boxes
whole where they fit, notes on the page of the words that refer to them (a note too long for it goes on at the
foot of the next).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat

from db.records import GapKind
from desktop.look.theme import PRINT
from desktop.printing.box_strips import BoxCutter, Strip, Strips
from desktop.printing.fonts import Fonts
from desktop.printing.layouts import Layout
from desktop.printing.line_breaker import BrokenLine, LineBreaker, shift_line
from desktop.printing.page_edge import Edge
from desktop.printing.page_records import PT, DrawnRule, GlyphRun, Ground, Page, PageAnchor, PageLink, Type
from desktop.printing.paper_blocks import (
    PageBreak,
    PaperBlock,
    PaperBox,
    PaperNote,
    PaperParagraph,
    PaperText,
)

# Chinese fonts draw a character from about 0.12 of its size below the baseline to 0.88 above it.
_EM_TOP = 0.88
"""From a character's top to its baseline, in parts of its size."""
_NOTES_AT_MOST = 0.4
"""Part of a page that a note's beginning may take when it does not fit as a whole."""
_NOTES_APART = 1.4
"""Blank between text and notes, in lines of the notes; a short rule stands in it, `_RULE_ABOVE` lines above
them.
"""
_RULE_ABOVE = 0.55
_FEW = 3
"""Characters that the last line of an entry in the contents has at least."""
_BESIDE = 0.6
"""From a number in the margin to the type area, in parts of its size."""
_FRAME = 0.75 * PT
_HAIR = 0.4 * PT


class _Open:
    """The page that is being filled. Its y runs from the type area's top."""

    def __init__(self, layout: Layout, number: int, *, turned: bool) -> None:
        self.number = number
        self.page = Page(*layout.paper, turned=turned)
        side = layout.left(number)
        # Seen from a turned body the paper's foot is at the left, and its left edge at the top (see
        # Page.turned).
        if turned:
            self.left, self.top = layout.paper[1] - layout.top - layout.height, side
            self.width, self.height = layout.height, layout.width
        else:
            self.left, self.top = side, layout.top
            self.width, self.height = layout.width, layout.height
        self.y = 0.0
        self.notes: list[BrokenLine] = []
        self.gaps: Counter[GapKind] = Counter()
        self.chapter = ""
        self.empty = True


@dataclass(slots=True)
class _Need:
    """Room that things take together."""

    height: float = 0.0
    notes: list[PaperNote] = field(default_factory=list)
    gaps: list[GapKind] = field(default_factory=list)

    def add(self, height: float, lines: Iterable[BrokenLine]) -> None:
        """Room for these lines too, with the notes and the signs in them."""
        self.height += height
        for line in lines:
            self.notes += line.notes
            self.gaps += line.gaps


class Composer:
    """Composes one run of pages, numbered from 1."""

    def __init__(
        self, layout: Layout, faces: Fonts, edge: Edge, gap_note: Callable[[Counter[GapKind]], str]
    ) -> None:
        self._layout = layout
        self._faces = faces
        self._edge = edge
        self._gap_note = gap_note
        cell = layout.cell if layout.on_grid else 0.0
        self._breaker = LineBreaker(faces, layout.body.type.size, cell)
        self._cutter = BoxCutter(layout, self._breaker)
        self._done: list[Page] = []
        self._at = _Open(layout, 1, turned=False)
        self._chapter = ""
        self._pending: list[BrokenLine] = []
        self._gap_notes: dict[str, list[BrokenLine]] = {}
        self._note_lines: dict[int, list[BrokenLine]] = {}
        self._only_notes = False

    def pages(self, blocks: Iterable[PaperBlock]) -> Iterator[Page]:
        """The pages of the blocks. Without blocks there are none."""
        # Headings that wait for what stands with them.
        tied: list[PaperParagraph] = []
        for block in blocks:
            if isinstance(block, PaperParagraph) and (block.level or block.keep):
                tied.append(block)
                continue
            self._place(tied, block)
            tied = []
            yield from self._given()
        self._place(tied, None)
        if not self._at.empty or self._at.notes:
            self._close()
        self._only_notes = True
        while self._pending:
            self._open()
            self._close()
        yield from self._given()

    def _given(self) -> list[Page]:
        """The pages that became full since it was last asked."""
        done, self._done = self._done, []
        return done

    def _place(self, tied: Sequence[PaperParagraph], block: PaperBlock | None) -> None:
        # Headings before a page break have nothing to stand with: they go where there is room.
        if isinstance(block, PageBreak):
            for paragraph in tied:
                self._paragraph(paragraph)
            if not self._at.empty:
                self._next_page()
            return
        if isinstance(block, PaperBox) and block.wide > self._layout.width:
            self._across(tied, block)
            return
        # On an empty page nothing is won by going on to the next.
        if tied and not self._at.empty and not self._fits(self._together(tied, block)):
            self._next_page()
        for paragraph in tied:
            self._paragraph(paragraph)
        if isinstance(block, PaperBox):
            self._box(block, tied=bool(tied))
        elif block is not None:
            self._paragraph(block)

    def _across(self, tied: Sequence[PaperParagraph], box: PaperBox) -> None:
        """A box that is too wide for the page gets pages of its own, turned a quarter."""
        if not self._at.empty:
            self._next_page(turned=True)
        else:
            # Nothing stands on the page but what was left of notes: it is turned as it is.
            notes = self._at.notes
            self._at = self._opened(self._at.number, turned=True)
            self._at.notes[:0] = notes
        for paragraph in tied:
            self._paragraph(paragraph)
        self._box(box, tied=bool(tied))
        self._next_page()

    # What fits

    def _fits(self, need: _Need) -> bool:
        at = self._at
        # One twip too many is let pass: heights are sums of fractions.
        return at.y + need.height + self._notes_height(need.notes, need.gaps) <= at.height + 1

    def _fits_alone(self, need: _Need) -> bool:
        """Whether it would fit on a page of its own, with its notes."""
        return need.height + self._room_for(0, need.notes, Counter(need.gaps)) <= self._at.height + 1

    def _notes_height(self, notes: Sequence[PaperNote] = (), gaps: Sequence[GapKind] = ()) -> float:
        at = self._at
        if not (notes or gaps or at.notes or at.gaps):
            return 0.0
        return self._room_for(len(at.notes), notes, at.gaps + Counter(gaps))

    def _room_for(self, count: int, notes: Sequence[PaperNote], gaps: Counter[GapKind]) -> float:
        """What the foot of a page takes with `count` lines of notes, these notes and signs."""
        # What is longer goes on at the foot of the next page.
        most = max(int(self._at.height * _NOTES_AT_MOST / self._layout.note.paragraph.pitch), 3)
        count += sum(min(len(self._lines_of(note)), most) for note in notes)
        if gaps:
            count += len(self._gap_lines(gaps))
        return (count + _NOTES_APART) * self._layout.note.paragraph.pitch if count else 0.0

    def _together(self, tied: Sequence[PaperParagraph], block: PaperBlock | None) -> _Need:
        """What headings and the beginning of what follows take, from the page's present y."""
        need = _Need()
        start = self._at.y
        y = start
        for paragraph in tied:
            lines = self._lines(paragraph)
            y = self._top_of(paragraph, y) + len(lines) * paragraph.style.pitch + paragraph.style.below
            need.add(0.0, lines)
        if isinstance(block, PaperParagraph):
            lines = self._lines(block)
            # Of three lines two on this page would leave one alone on the next.
            few = lines if len(lines) <= 3 else lines[:2]
            y = self._top_of(block, y) + len(few) * block.style.pitch
            need.add(0.0, few)
        elif isinstance(block, PaperBox):
            strips = self._cut(block)
            y += self._box_air()
            whole = _Need(y - start, list(need.notes), list(need.gaps))
            whole.add(strips.height, _lines_in(strips.strips))
            # A box that no page holds as a whole need only begin here.
            standing = strips.strips if self._fits_alone(whole) else _first(strips.strips)
            y += sum(strip.height for strip in standing) + (strips.pad if standing is strips.strips else 0.0)
            need.add(0.0, _lines_in(standing))
        need.height = y - start
        return need

    # Paragraphs

    def _lines(self, paragraph: PaperParagraph) -> list[BrokenLine]:
        # Room for a page number of four figures, and a little air before it.
        width = self._at.width - (3.2 * paragraph.words[0].type.size if paragraph.row else 0.0)
        lines = self._breaker.lines(paragraph.words, paragraph.style, width)
        if len(lines) < 2:
            return lines
        if paragraph.row and sum(len(run.text) for run in lines[-1].runs) < _FEW:
            # A line of the contents that is hardly one: the line above hands it a few characters.
            room = paragraph.style.right + _FEW * paragraph.words[0].type.size
            return self._breaker.lines(paragraph.words, replace(paragraph.style, right=room), width)
        return self._balanced(paragraph, width, len(lines)) if paragraph.style.align == "centre" else lines

    def _balanced(self, paragraph: PaperParagraph, width: float, count: int) -> list[BrokenLine]:
        """A title's lines: a bracket at its end goes below the rest, otherwise they are of much the same
        length.
        """
        text = paragraph.text
        at = text.rfind("（")
        if count == 2 and len(paragraph.words) == 1 and at > len(text) // 3:
            (words,) = paragraph.words
            lines = self._breaker.lines(
                (replace(words, text=f"{text[:at]}\n{text[at:]}"),), paragraph.style, width
            )
            if len(lines) == count:
                return lines
        # The narrowest column that needs no line more: in it all lines are of much the same length.
        least, most = width / count, width
        while most - least > paragraph.words[0].type.size / 4:
            middle = (least + most) / 2
            if len(self._breaker.lines(paragraph.words, paragraph.style, middle)) > count:
                least = middle
            else:
                most = middle
        lines = self._breaker.lines(paragraph.words, paragraph.style, most)
        for line in lines:
            shift_line(line, (width - most) / 2)
        return lines

    def _top_of(self, paragraph: PaperParagraph, y: float) -> float:
        """Where the paragraph's first line begins when what is above it ends at y."""
        y += paragraph.style.above if y > 0 else 0.0
        if self._layout.on_grid and abs(paragraph.style.pitch - self._layout.pitch) < 1:
            # The next line of the grid at or below y, give or take half a twip.
            pitch = self._layout.pitch
            y = -((0.5 - y) // pitch) * pitch if y > 0.5 else 0.0
        return y

    def _paragraph(self, paragraph: PaperParagraph) -> None:
        lines = self._lines(paragraph)
        style = paragraph.style
        at, count = 0, len(lines)
        while at < count:
            top = self._top_of(paragraph, self._at.y) if at == 0 else self._at.y
            room = self._room(top, lines[at:], style.pitch)
            take = count - at if room >= count - at else _allowed(room, at, count)
            if take <= 0:
                if not self._at.empty:
                    self._next_page()
                    continue
                # Not even one line fits on an empty page: it stands there all the same, or no page would ever
                # do.
                take = max(min(room, count - at), 1)
            self._at.y = top
            if at == 0:
                self._begin(paragraph)
                self._number(
                    paragraph.number, self._at.y + self._lead(style.pitch, _size(paragraph)), _size(paragraph)
                )
            for index in range(at, at + take):
                self._line(lines[index], style.pitch, paragraph, last=index == count - 1)
            at += take
            if at < count:
                self._next_page()
        self._at.y += style.below

    def _begin(self, paragraph: PaperParagraph) -> None:
        at = self._at
        if paragraph.level == 1:
            self._chapter = paragraph.title
            # The running head names the chapter with which the page begins, and not each that begins on it.
            if at.empty or not at.chapter:
                at.chapter = paragraph.title
        if paragraph.anchor:
            level = paragraph.level if paragraph.title else 0
            at.page.anchors.append(PageAnchor(paragraph.anchor, at.top + at.y, paragraph.title, level))

    def _room(self, top: float, lines: Sequence[BrokenLine], pitch: float) -> int:
        """How many of the lines fit below `top`, with their notes."""
        need = _Need(top - self._at.y)
        for count, line in enumerate(lines):
            need.add(pitch, [line])
            if not self._fits(need):
                return count
        return len(lines)

    def _line(self, line: BrokenLine, pitch: float, paragraph: PaperParagraph, *, last: bool) -> None:
        at = self._at
        size = _size(paragraph) or self._layout.body.type.size
        top = at.top + at.y + self._lead(pitch, size)
        draw_line(at.page, line, at.left, top, size)
        if paragraph.row:
            self._row(line, paragraph, top, size, last=last)
        at.y += pitch
        at.empty = False
        self._take_notes([line])

    def _number(self, number: str, depth: float, size: float) -> None:
        """Put a number in the margin beside a line; `depth` is where the line's characters begin in the type
        area.
        """
        if number:
            at, type_ = self._at, self._layout.badge
            x = at.left - _BESIDE * type_.size - self._faces.width(number, type_)
            at.page.body.append(GlyphRun(x, at.top + depth + _EM_TOP * size, number, type_))

    def _lead(self, pitch: float, size: float) -> float:
        """Blank above a line's characters: on the grid they stand at their cell's top, as the standard counts
        lines.
        """
        return 0.0 if self._layout.on_grid else (pitch - size) / 2

    def _row(
        self, line: BrokenLine, paragraph: PaperParagraph, top: float, size: float, *, last: bool
    ) -> None:
        # Dots and numbers are set in the type of the body, also behind an entry in 黑体.
        at, type_ = self._at, paragraph.words[0].type
        plain = Type(self._layout.body.type.face, type_.size)
        at.page.body.append(PageLink(at.left, top, at.width, size * 1.2, paragraph.link))
        # The link covers all lines of an entry; the number stands behind the last.
        if not last:
            return
        width = self._faces.width(paragraph.row, plain)
        base = top + _EM_TOP * size
        at.page.body.append(GlyphRun(at.left + at.width - width, base, paragraph.row, plain))
        start, end = at.left + line.end + type_.size / 2, at.left + at.width - width - plain.size / 2
        if end > start:
            y = base - size * 0.12
            at.page.body.append(DrawnRule(start, y, end, y, 0.8 * PT, PRINT.secondary, dotted=True))

    # Boxes

    def _cut(self, box: PaperBox) -> Strips:
        return self._cutter.cut(box, self._at.width, self._at.height)

    def _box_air(self) -> float:
        return self._layout.pitch * 0.3 if self._at.y > 0 else 0.0

    def _box(self, box: PaperBox, *, tied: bool) -> None:
        strips = self._cut(box)
        turned = self._at.page.turned
        need = _Need(self._box_air())
        need.add(strips.height, _lines_in(strips.strips))
        # What is tied to a heading has been decided together with it, in `_place`.
        if not tied and not self._at.empty and not self._fits(need) and self._fits_alone(need):
            self._next_page(turned=turned)
        self._at.y += self._box_air()
        rest = list(strips.strips)
        first = True
        while rest:
            group = self._group(rest, strips.pad)
            if not group:
                # An empty page has the most room that there is: what does not fit there is put there
                # nevertheless.
                if not self._at.empty and first and not tied:
                    self._next_page(turned=turned)
                    continue
                group = _first(rest)
            self._frame(group, strips, again=not first)
            del rest[: len(group)]
            first = False
            if rest:
                self._next_page(turned=turned)
                self._resume(rest, strips)
        self._at.y += self._layout.pitch * 0.3

    def _resume(self, rest: list[Strip], strips: Strips) -> None:
        """Put the title, the table's head and what the rows above began in front of the rest of a box."""
        first = rest[0]
        if first.again is not None:
            first.again.head, first.again.keep = first.head, first.keep
            rest[0] = first.again
        if rest[0].rules:
            # The row under the head is ruled over its whole width, also where a cell goes on from above.
            rest[0].rules = [(0.0, self._at.width)]
        rest[:0] = [strips.again, *first.head]

    def _group(self, rest: Sequence[Strip], pad: float) -> list[Strip]:
        """As many strips as fit on the page; what has to stay with the next one goes with it."""
        need = _Need(pad)
        count = 0
        for strip in rest:
            need.add(strip.height, strip.broken)
            if not self._fits(need):
                break
            count += 1
        while 0 < count < len(rest) and rest[count - 1].keep:
            count -= 1
        return list(rest[:count])

    def _frame(self, group: Sequence[Strip], strips: Strips, *, again: bool) -> None:
        at = self._at
        page, left, right = at.page, at.left, at.left + at.width
        top = at.top + at.y
        for index, strip in enumerate(group):
            y = at.top + at.y
            if strip.anchor and not (again and strip is strips.again):
                page.anchors.append(PageAnchor(strip.anchor, y))
            # The upper edge of the first strip is the frame.
            for x1, x2 in strip.rules if index else []:
                page.body.append(DrawnRule(left + x1, y, left + x2, y, _HAIR, PRINT.box_edge))
            foot = y + strip.height + (strips.pad if index + 1 == len(group) else 0.0)
            for x in strip.uprights:
                page.body.append(DrawnRule(left + x, y, left + x, foot, _HAIR, PRINT.hairline))
            for x, depth, line in strip.lines:
                size = max((run.type.size for run in line.runs), default=self._layout.box_item.type.size)
                draw_line(page, line, left + x, y + depth + (strip.pitch - size) / 2, size)
            if strip.number and strip.lines:
                size = self._layout.box_item.type.size
                self._number(strip.number, at.y + strip.lines[0][1] + (strip.pitch - size) / 2, size)
            at.y += strip.height
            at.empty = False
            self._take_notes(strip.broken)
        at.y += strips.pad
        bottom = at.top + at.y
        for x in (left, right):
            page.body.append(DrawnRule(x, top, x, bottom, _FRAME, PRINT.box_edge))
        for y in (top, bottom):
            page.body.append(DrawnRule(left - _FRAME / 2, y, right + _FRAME / 2, y, _FRAME, PRINT.box_edge))

    # Notes

    def _lines_of(self, note: PaperNote) -> list[BrokenLine]:
        lines = self._note_lines.get(note.number)
        if lines is None:
            style = self._layout.note.paragraph
            styles = chain((style,), repeat(replace(style, first=0.0)))
            broken = (
                self._breaker.lines(*paragraph, self._layout.width)
                for paragraph in zip(note.paragraphs, styles, strict=False)
            )
            lines = self._note_lines[note.number] = list(chain.from_iterable(broken))
        return lines

    def _gap_lines(self, gaps: Counter[GapKind]) -> list[BrokenLine]:
        text = self._gap_note(gaps)
        lines = self._gap_notes.get(text)
        if lines is None:
            style = self._layout.note
            words = (PaperText(text, style.type, own=True),)
            lines = self._gap_notes[text] = self._breaker.lines(words, style.paragraph, self._layout.width)
        return lines

    def _take_notes(self, placed: Sequence[BrokenLine]) -> None:
        """Put the notes of lines that stand on the page now at its foot, as far as they fit."""
        at, pitch = self._at, self._layout.note.paragraph.pitch
        for line in placed:
            at.gaps.update(line.gaps)
        for note in (note for line in placed for note in line.notes):
            lines = self._lines_of(note)
            if self._pending:
                # Notes keep their order: behind one that goes on overleaf none begins here.
                self._pending += lines
                continue
            room = at.height - at.y - self._notes_height()
            if not at.notes and not at.gaps:
                room -= pitch * _NOTES_APART
            fit = max(min(int((room + 1) / pitch), len(lines)), 0)
            at.notes += lines[:fit]
            self._pending += lines[fit:]

    # Pages

    def _next_page(self, *, turned: bool = False) -> None:
        self._close()
        self._open(turned=turned)

    def _opened(self, number: int, *, turned: bool) -> _Open:
        opened = _Open(self._layout, number, turned=turned)
        opened.chapter = self._chapter
        # Pages after the last word hold notes alone, below their rule.
        part = 0.9 if self._only_notes else _NOTES_AT_MOST
        most = int(opened.height * part / self._layout.note.paragraph.pitch)
        opened.notes, self._pending = self._pending[:most], self._pending[most:]
        return opened

    def _open(self, *, turned: bool = False) -> None:
        self._at = self._opened(self._at.number + 1, turned=turned)

    def _close(self) -> None:
        at = self._at
        style = self._layout.note
        lines = [*at.notes, *(self._gap_lines(at.gaps) if at.gaps else [])]
        if lines:
            pitch = style.paragraph.pitch
            top = at.top + at.height - len(lines) * pitch
            rule = top - pitch * _RULE_ABOVE
            at.page.body.append(
                DrawnRule(at.left, rule, at.left + at.width * 0.3, rule, 0.5 * PT, PRINT.text)
            )
            for index, line in enumerate(lines):
                draw_line(
                    at.page,
                    line,
                    at.left,
                    top + index * pitch + (pitch - style.type.size) / 2,
                    style.type.size,
                )
        self._edge.draw(at.page, at.number, at.chapter)
        self._done.append(at.page)


def _size(paragraph: PaperParagraph) -> float:
    """Of its largest words; 0 for an empty one."""
    return max((words.type.size for words in paragraph.words), default=0.0)


def draw_line(page: Page, line: BrokenLine, left: float, top: float, size: float) -> None:
    """Put a line on a page; `top` is where its characters begin, `size` their height."""
    base = top + _EM_TOP * size
    for start, end, colour in line.grounds:
        page.body.append(Ground(left + start, top - size * 0.06, end - start, size * 1.12, colour))
    for start, end, colour in line.underlines:
        y = top + size * 1.06
        page.body.append(DrawnRule(left + start, y, left + end, y, size * 0.06, colour))
    page.body.extend(GlyphRun(left + run.x, base + run.y, run.text, run.type, run.step) for run in line.runs)


def _allowed(room: int, at: int, count: int) -> int:
    """How many of a paragraph's lines go on this page, when `room` fit and not all do:
    no line stands alone.
    """
    take = room - 1 if count - at - room == 1 else room
    return 0 if at == 0 and take == 1 else take


def _first(strips: Sequence[Strip]) -> list[Strip]:
    """The first strips that have to stand together."""
    last = next((at for at, strip in enumerate(strips) if not strip.keep), len(strips))
    return list(strips[: last + 1])


def _lines_in(strips: Iterable[Strip]) -> Iterator[BrokenLine]:
    return (line for strip in strips for line in strip.broken)
