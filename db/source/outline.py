"""Units become chapters, sections, boxes, tables and paragraphs, each with its stable key.

The stages: front matter and contents list; annexes, each a part with numbers of its own; in every part boxes
and tables (`boxes`), then headings and their levels (`headings`); what is left are paragraphs, joined again
where a page break cut them.
"""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from db.records import UNTITLED, Cell, Chapter, Dropped, Kind, Passage, Table
from db.source.boxes import SourceBox, Surroundings, find_boxes, lead_length, may_be_flush_title
from db.source.contents import find_contents
from db.source.corrections import Correction, Corrections
from db.source.front_matter import find_front
from db.source.headings import (
    Heading,
    Headings,
    find_headings,
    kicker_names,
    repeated_kickers,
    strong_headings,
)
from db.source.lines import PARTED, LinePiece, SourceLine, shared_lines, whole_lines
from db.source.numbering import ORDINALS, STRONG, HeadingNumber, read_mark
from db.source.page_numbers import is_loose_number
from db.source.sequence import check_boxes, check_headings
from db.source.source_paragraphs import NEVER_FIRST, SourceParagraph, begins_item, units_of

_FRONT, _OPENING = "标题和印发信息", "正文开头"
# Takes `附件1：重点项目表` and `附　录`, not `附近公路`
_ANNEX = re.compile(
    r"(?P<number>附\s*(?:件|录|表|图)\s*+(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})?)\s*+[:：]?\s*+(?P<title>.{0,60})"
)
# Takes `名词解释` and `附：《规划》名词解释`, not `解释权归县政府`
_GLOSSARY = re.compile(
    r"[（(]?(?:附\s*+[:：]?\s*+)?(?:《.{2,30}》)?.{0,12}(?:名词|术语|用语|词语|专业词汇|缩略语|词汇|内容)(?:解释|注释|释义|说明|解读)[)）]?[:：]?|注\s*释|名词解释[:：]?"
)
# Takes `［1］一降三减：`, `①` and `“两重”：`, not `一、`
_NOTE_MARK = re.compile(
    r"(?:[［\[〔【]\s*\d{1,3}\s*[］\]〕】]|\d{1,3}\s*[.．、]|[①-⑳]|（\d{1,3}）|[“《].{1,40}[”》][:：])"
)
_LONGEST_TITLE = 60
# A figure that may go on in the next line: takes `达到1` and `达到35.`, not `达到1家`
_CUT_FIGURE = re.compile(r"\d[.．,]?\Z")
_LONG_ITEM = 30
"""Characters from which a numbered line may be cut by a page's end."""
_LEAST_TEXT = 12
"""Characters of a line that is text and no cell, unless a mark parts its words."""
_LOOSE = "这一行只有一个数字，可能是页码或序号，没有并入上下的句子。"


@dataclass(slots=True)
class Outline:
    """What was found, in reading order."""

    chapters: list[Chapter] = field(default_factory=list[Chapter])
    passages: list[Passage] = field(default_factory=list[Passage])
    tables: list[Table] = field(default_factory=list[Table])
    dropped: list[Dropped] = field(default_factory=list[Dropped])
    doubts: list[Dropped] = field(default_factory=list[Dropped])
    title: str = ""
    """As printed in the source; empty if it has none."""
    front: list[SourceParagraph] = field(default_factory=list[SourceParagraph])
    """The front matter and the first lines of the text, from which the plan's card is filled in."""
    front_length: int = 0
    boxes: list[tuple[SourceBox, str]] = field(default_factory=list[tuple[SourceBox, str]])
    """The boxes with their keys."""
    headings: list[tuple[Heading, SourceParagraph, str]] = field(
        default_factory=list[tuple[Heading, SourceParagraph, str]]
    )
    """The headings with their lines and keys."""


def build_outline(
    lines: list[SourceLine],
    jurisdiction: str,
    own_titles: dict[str, str],
    notes: dict[str, str],
    corrections: Corrections | None = None,
    *,
    broken: bool = True,
) -> Outline:
    """Sort `lines` into an outline.

    `own_titles` and `notes` are the program's own words for chapters, by key. `broken`: a line may be part of
    a paragraph that a width has broken; else only a page's end cuts one.
    """
    return _Sorter(lines, jurisdiction, own_titles, notes, corrections or {}, broken=broken).sort()


@dataclass(frozen=True, slots=True)
class _Part:
    """The main text, or an annex."""

    indexes: tuple[int, ...]
    annex: int = 0
    """From 1; 0 for the main text."""
    title_lines: int = 0
    """So many units at the start are the annex's heading."""


class _Sorter:
    """Tells the parts of a text apart, and hands them in order to the builder."""

    def __init__(
        self,
        lines: list[SourceLine],
        jurisdiction: str,
        own_titles: dict[str, str],
        notes: dict[str, str],
        said: Corrections,
        *,
        broken: bool,
    ) -> None:
        self._loose = {line.number for at, line in enumerate(lines) if is_loose_number(lines, at)}
        units = units_of(lines, self._loose | said.keys(), broken=broken)
        self._units = _with_titles_joined(units, said)
        self._broken = broken
        _mark_bare_numbers(self._units)
        self._shared = shared_lines(self._units)
        self._said = said
        self._builder = _Builder(own_titles, notes)
        # The place's own name is a kicker even where it stands but once.
        self._kickers = kicker_names(jurisdiction) | repeated_kickers(self._units)
        self._indented = _is_indented(self._units)

    def sort(self) -> Outline:
        units, builder = self._units, self._builder
        outline = builder.outline
        corrected = {
            at for at, unit in enumerate(units) if any(number in self._said for number in unit.numbers)
        }
        front = find_front(units)
        contents = find_contents(units, front.length)
        # What the user said of a line makes it text, so that the front matter ends above it.
        length = min([front.length, *corrected, *(found.start for found in contents[:1])])
        wrappers = whole_lines(units, front.wrappers, self._shared)
        outline.title, outline.front_length = front.title, length
        outline.front = units[: length + 8]
        for at in range(length):
            if at not in wrappers:
                builder.front(units[at])
        listed = whole_lines(units, set(itertools.chain.from_iterable(contents)) - corrected, self._shared)
        start = max(length, contents[0].stop) if contents else length
        echoes = whole_lines(units, self._echoes(front.title, start) - corrected, self._shared)
        gone = listed | echoes
        for part in self._parts([at for at in range(length, len(units)) if at not in gone]):
            self._part(part)
        self._drop((at for at in wrappers if at < length), "资料库的标题（与正文标题重复）")
        self._drop(listed, "目录")
        self._drop(echoes, "页尾重复的标题或首句")
        outline.dropped.sort(key=lambda dropped: dropped.line)
        outline.doubts += [*check_headings(outline.headings), *check_boxes(outline.boxes)]
        outline.doubts.sort(key=lambda doubt: doubt.line)
        return outline

    def _drop(self, gone: Iterable[int], why: str) -> None:
        self._builder.outline.dropped += (
            Dropped(number, unit.raw or unit.text, why)
            for unit in (self._units[at] for at in sorted(gone))
            for number in unit.numbers
        )

    def _echoes(self, title: str, start: int) -> set[int]:
        """Below the text, its title and first sentence once more, as some pages have it."""
        units = self._units
        first = next((unit.text for unit in units[start : start + 6] if unit.is_body), "")
        found: set[int] = set()
        for at in range(len(units) - 1, max(len(units) - 5, start + 10, 0), -1):
            text = units[at].text.rstrip("…. ")
            repeats_first = len(text) >= 15 and first.startswith(text) and len(text) < len(first)
            if units[at].grid is None and (repeats_first or (title and text == title)):
                found.add(at)
        return found

    def _parts(self, rest: list[int]) -> list[_Part]:
        """The main text and its annexes."""
        starts = [(0, 0)]
        # A plan is often the annex of a letter itself: 附件 in its first lines is no annex of the plan.
        free = 3
        for place in range(len(rest)):
            length = self._annex_title(rest, place) if place >= free else 0
            if length:
                starts.append((place, length))
                free = place + length
        ends = [place for place, _ in starts[1:]] + [len(rest)]
        return [
            _Part(tuple(rest[place:end]), number, length)
            for number, ((place, length), end) in enumerate(zip(starts, ends, strict=True))
        ]

    def _annex_title(self, rest: list[int], place: int) -> int:
        """How many lines the heading of an annex takes that begins here; 0 if none does."""
        unit = self._units[rest[place]]
        if (
            unit.grid is not None
            or len(unit.text) > _LONGEST_TITLE + 8
            or unit.text[-1:] in "。；，"
            or unit.number in self._said
        ):
            return 0
        following = self._units[rest[place + 1]] if place + 1 < len(rest) else None
        found = _ANNEX.fullmatch(unit.text)
        # 附件下载 is a button of a web page.
        if found and found.group("title") and not found.group("title").startswith(("下载", "则")):
            # Near the top “附件：…” lists what a letter came with; further down an annex begins with it.
            listed = re.match(r"[:：]", unit.text[len(found.group("number")) :].strip())
            return 1 if not listed or place > len(rest) // 3 else 0
        if following is None:
            return 0
        if found and not found.group("title"):
            return 2 if _is_title(following) else 1
        # Without the word 附件 only the place tells a glossary: it stands at the end.
        late = place * 2 > len(rest)
        return 1 if late and _GLOSSARY.fullmatch(unit.text) and _NOTE_MARK.match(following.text) else 0

    def _part(self, part: _Part) -> None:
        units, builder = self._units, self._builder
        indexes = part.indexes[part.title_lines :]
        if part.annex:
            builder.annex(part.annex, [units[at] for at in part.indexes[: part.title_lines]])
        # Boxes before headings: the numbered items of a box would be taken for headings.
        boxes = find_boxes(units, indexes, self._surroundings(indexes))
        taken = {at for box in boxes for at in range(box.start, box.end)}
        corrected = {
            at for at in indexes if (said := self._said_of(at)) is not None and said.role != "heading"
        }
        headings = find_headings(units, indexes, taken | corrected, self._kickers, indented=self._indented)
        self._said_headings(indexes, headings)
        # After the user's headings: a line of which a part is said to be one stays whole.
        headings.strays = whole_lines(units, headings.strays, self._shared)
        starts = {box.start: box for box in boxes}
        others = {*starts, *headings.found, *headings.announcing, *headings.strays}
        pending = _Open()
        at = 0
        while at < len(indexes):
            index = indexes[at]
            if index not in others and self._goes_on(pending, units[index], part):
                pending.append(units[index])
                at += 1
                continue
            if pending.units and index not in others:
                self._doubt_cut(pending, units[index])
            builder.paragraph(pending)
            pending = _Open()
            if index in starts:
                builder.box(starts[index])
                at += starts[index].end - starts[index].start
                continue
            if index in headings.strays:
                self._drop([index], "疑似其他页面的残留文字")
                builder.outline.doubts.append(
                    Dropped(units[index].number, units[index].text, "疑似其他页面的残留文字，未收入正文。")
                )
            elif index in headings.announcing:
                # It is shown with no passage of its own; its lines count as the heading's.
                units[headings.announcing[index]].others.extend(units[index].numbers)
            elif index in headings.found:
                pending = _Open(builder.heading(headings.found[index], units[index]))
            else:
                pending.append(units[index])
            at += 1
        builder.paragraph(pending)

    def _doubt_cut(self, pending: "_Open", unit: SourceParagraph) -> None:
        """Tell of a figure that may have been cut and is not put together: 达到1 / 80家."""
        last = pending.units[-1]
        if unit.grid is None and unit.mark is None and _is_cut_figure(last.text, unit.text):
            self._builder.outline.doubts.append(Dropped(last.number, last.text, PARTED))

    def _surroundings(self, indexes: Sequence[int]) -> Surroundings:
        units = self._units
        roles = {at: said.role for at in indexes if (said := self._said_of(at)) is not None}
        stops = {at for at, role in roles.items() if role in ("heading", "body")}
        for at, following in itertools.pairwise(indexes):
            if units[at].text in self._kickers:
                # A kicker and the headline below it begin a section, and no box reaches over them.
                stops.update((at, following))
        headings = {at: heading for at, heading in strong_headings(units, indexes).items() if at not in roles}
        titles = {at for at, role in roles.items() if role == "box"}
        items = {at for at, role in roles.items() if role == "item"}
        return Surroundings(headings, stops, titles, items, self._indented)

    def _said_of(self, at: int) -> Correction | None:
        """What the user said of a line.

        A table is in the text or not, and nothing else: its words are in its cells.
        """
        unit = self._units[at]
        return self._said.get(unit.number) if unit.grid is None else None

    def _said_headings(self, indexes: Sequence[int], headings: Headings) -> None:
        """What the user said to be headings are."""
        for at in indexes:
            said = self._said_of(at)
            if said is None or said.role != "heading":
                continue
            found = headings.found.get(at)
            level = said.level or (found.level if found else 1)
            form, number, cut = (found.form, found.number, found.cut) if found else ("said", None, None)
            headings.found[at] = Heading(at, form, number, cut, level)
            headings.announcing.pop(at, None)
            headings.strays.discard(at)

    def _goes_on(self, pending: "_Open", unit: SourceParagraph, part: _Part) -> bool:
        """Whether a line is the rest of the paragraph that is open: a page break or an inline tag cut it."""
        if not pending.units or unit.grid is not None or unit.mark is not None or unit.level:
            return False
        if begins_item(unit.text):
            return False
        last = pending.units[-1]
        if any(number in self._said for number in (*last.numbers, *unit.numbers)):
            return False
        if unit.number in self._loose or last.number in self._loose:
            figure = last.text[-1:].isdigit() and last.number not in self._loose
            if not last.closed and (pending.parted or figure):
                self._builder.outline.doubts.append(Dropped(unit.number, unit.text, _LOOSE))
            return False
        # In a glossary the word may stand on a line of its own, above what it means.
        if part.annex and last.text[-1:] in "：:" and _NOTE_MARK.match(last.text) and len(last.text) <= 40:
            return True
        if (
            self._broken
            and unit.text[:1] in NEVER_FIRST
            and not last.closed
            and pending.length >= _LEAST_TEXT
        ):
            return True
        # An item's words are few, and a paragraph follows the last one.
        if begins_item(pending.units[0].text) and pending.length < _LONG_ITEM:
            return False
        # So short, or without any mark, it reads like a heading that was not found to be one: nothing is
        # put to it.
        if last.closed or (self._indented and unit.indented) or pending.length < 12 or not pending.parted:
            return False
        fragment = self._broken and len(unit.text) <= 20 and not unit.closed
        return unit.is_body or unit.text[-1:] in "。；！？" or (fragment and unit.gap <= last.gap)


def _is_cut_figure(above: str, below: str) -> bool:
    """Whether a figure may go on from one line to the next. Cells of tables are lines too, of one figure or a
    few words each.
    """
    text = len(above) >= _LEAST_TEXT or any(mark in above for mark in "，、；")
    return text and below[:1].isdigit() and not below.isdigit() and _CUT_FIGURE.search(above) is not None


class _Open:
    """The lines of the paragraph that is open."""

    def __init__(self, units: Iterable[SourceParagraph] = ()) -> None:
        self.units: list[SourceParagraph] = []
        self.length = 0
        """Characters in all of them."""
        self.parted = False
        """A mark such as a comma stands in one of them."""
        for unit in units:
            self.append(unit)

    def append(self, unit: SourceParagraph) -> None:
        """Another line of it. Counted as they come: to look at all of them for each next one would take time
        with the square of their number.
        """
        self.units.append(unit)
        self.length += len(unit.text)
        self.parted = self.parted or any(mark in unit.text for mark in "，。、")


def _is_indented(units: Sequence[SourceParagraph]) -> bool:
    # Some texts indent their titles too, and then an indent tells nothing: a flush title has to be there.
    long = [unit for unit in units if unit.grid is None and len(unit.text) >= 40]
    return (
        len(long) >= 5
        and sum(unit.indented for unit in long) >= 0.7 * len(long)
        and any(may_be_flush_title(u) for u in units)
    )


def _with_titles_joined(units: list[SourceParagraph], said: Collection[int]) -> list[SourceParagraph]:
    """A number alone on its line gets its title from the next one."""
    joined: list[SourceParagraph] = []
    bare = False
    for unit in units:
        above = joined[-1] if bare else None
        mark = unit.mark
        bare = mark is not None and mark.form in STRONG and mark.end >= len(unit.text)
        bare = bare and unit.number not in said
        if above is None or above.mark is None or not _is_title(unit) or unit.number in said:
            joined.append(unit)
            continue
        piece = LinePiece.joined((above.piece, unit.piece), "\u3000" if above.mark.form in ORDINALS else "")
        numbers = above.numbers + unit.numbers
        level = above.level or unit.level
        joined[-1] = SourceParagraph(
            piece, above.number, numbers, above.gap, above.indented, level, above.strong
        )
    return joined


def _mark_bare_numbers(units: list[SourceParagraph]) -> None:
    """In a text with 1.1 and 1.2, “1 总则” is numbered too."""
    # Elsewhere a line that opens with a figure and a blank is hardly ever a heading.
    if sum(unit.mark is not None and unit.mark.form in ("1.1", "1.1.1") for unit in units) < 3:
        return
    for unit in units:
        bare = re.match(r"(\d{1,2})[\s\u3000]+(?=[^\s\u3000\d])", unit.text)
        if bare and unit.mark is None and len(unit.text) <= 48 and unit.text[-1] not in "。；，：":
            unit.mark = HeadingNumber("1.", int(bare.group(1)), bare.group(1), bare.end())


def _is_title(unit: SourceParagraph) -> bool:
    return (
        unit.grid is None
        and unit.mark is None
        and len(unit.text) <= _LONGEST_TITLE
        and unit.text[-1:] not in "。；，："
    )


class _Builder:
    """Gives keys in reading order, and remembers the open chapters."""

    def __init__(self, own_titles: dict[str, str], notes: dict[str, str]) -> None:
        self.outline = Outline()
        self._own_titles = own_titles
        self._notes = notes
        self._open: list[Chapter] = []
        self._counts = Counter[tuple[str, str]]()
        self._annex: Chapter | None = None

    def front(self, unit: SourceParagraph) -> None:
        """A line of the front matter."""
        if not self._open:
            self._begin(
                Chapter("f", 1, None, UNTITLED + _FRONT, None, own_title=True), LinePiece(UNTITLED + _FRONT)
            )
        self._passage(unit.piece, "paragraph", f"f.p{self._next('f', 'p')}")

    def annex(self, number: int, units: list[SourceParagraph]) -> None:
        """An annex (附件): a chapter whose key is a1, a2, …"""
        key = f"a{number}"
        piece = LinePiece.joined((unit.piece for unit in units), "\u3000")
        found = _ANNEX.fullmatch(units[0].text)
        printed = found.group("number") if found else None
        title = units[1].text if len(units) > 1 else (found.group("title") if found else units[0].text)
        lines = tuple(number for unit in units for number in unit.numbers)
        self._open = []
        self._begin(Chapter(key, 1, printed, title, None, lines=lines), piece)
        self._annex = self._open[0]

    def heading(self, heading: Heading, unit: SourceParagraph) -> list[SourceParagraph]:
        """A heading; gives the rest of its line, if a paragraph follows there."""
        level = heading.level + (1 if self._annex else 0)
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        if level > 1:
            # A section stands in a chapter, if need be in one of the program's own, not in the front matter.
            self._here()
        parent = self._open[-1].key if self._open else None
        count = self._next(parent or "", "c")
        # Marks, links and exports hold on to keys: how they are made must not change.
        key = f"{parent}.{count}" if parent else str(count)
        piece = unit.piece if heading.cut is None else unit.piece.cut(0, heading.cut).stripped()
        mark = unit.mark if heading.form not in ("kicker", "lead", "plain") else None
        printed = mark.printed if mark and mark.form != "●" else None
        title = piece.text[mark.end :].strip() if mark and printed else piece.text
        if heading.cut is not None:
            # The full stop parts the heading from its paragraph, and is no part of the title.
            title = title.rstrip("。")
        # Behind a heading that runs into its paragraph the other lines are the paragraph's.
        lines = (*unit.others, *unit.numbers) if heading.cut is None else (unit.number,)
        self._begin(Chapter(key, level, printed, title, parent, lines=tuple(lines)), piece)
        self.outline.headings.append((heading, unit, key))
        if heading.cut is None:
            return []
        rest = unit.piece.cut(heading.cut).stripped()
        return [SourceParagraph(rest, unit.number, rest.lines or unit.numbers, unit.gap, unit.indented)]

    def paragraph(self, lines: _Open) -> None:
        """A paragraph, put together from the lines that it was cut into."""
        if lines.units:
            here = self._here()
            piece = LinePiece.continued(unit.piece for unit in lines.units)
            self._passage(piece, "paragraph", f"{here}.p{self._next(here, 'p')}")
            self._doubt_figures(piece)

    def box(self, box: SourceBox) -> None:
        """A box or a table with its items."""
        here = self._here()
        key = f"{here}.{box.letter}{self._next(here, box.letter)}"
        self._passage(box.title, "box_title", key, key)
        cells: list[Cell] = []
        for at, item in enumerate(box.items, start=1):
            item_key = f"{key}.i{at}"
            self._passage(item.piece, "box_item", item_key, key)
            if item.row is None:
                self._doubt_figures(item.piece)
            text = item.piece.text
            cells += (
                Cell(cell.row, cell.column, cell.rows, cell.columns, text[start:end], item_key, (start, end))
                for cell, start, end in (item.row.cells if item.row else ())
            )
        for item, below in itertools.pairwise(box.items):
            lines = item.row is None and below.row is None and read_mark(below.piece.text) is None
            if lines and _is_cut_figure(item.piece.text, below.piece.text):
                self.outline.doubts.append(Dropped(item.piece.lines[0], item.piece.text, PARTED))
        if box.grid is not None:
            table_key = key if box.letter == "t" else f"{here}.t{self._next(here, 't')}"
            # A title of the program's own is no table's name.
            title = box.title.text if box.title.origins else ""
            self.outline.tables.append(
                Table(
                    table_key, key, title, box.grid.width, box.header, tuple(cells), indicators=box.indicator
                )
            )
        if box.doubt:
            self.outline.doubts.append(
                Dropped(box.numbers[0] if box.numbers else 0, box.title.text, box.doubt)
            )
        self.outline.boxes.append((box, key))

    def _doubt_figures(self, piece: LinePiece) -> None:
        if piece.parts_figures:
            self.outline.doubts.append(Dropped(piece.lines[0], piece.text, PARTED))

    def _begin(self, chapter: Chapter, piece: LinePiece) -> None:
        chapter = replace(chapter, note=self._notes.get(chapter.key, ""))
        self._open.append(chapter)
        self.outline.chapters.append(chapter)
        self._passage(piece, "heading", chapter.key)

    def _untitled(self) -> None:
        """Open chapter 0, for text above the first heading; its title is the program's own, and says so."""
        title = UNTITLED + self._own_titles.get("0", _OPENING)
        self._open = []
        self._begin(Chapter("0", 1, None, title, None, own_title=True), LinePiece(title))

    def _here(self) -> str:
        if not self._open or self._open[-1].key == "f":
            self._untitled()
        return self._open[-1].key

    def _next(self, here: str, letter: str) -> int:
        self._counts[here, letter] += 1
        return self._counts[here, letter]

    def _passage(self, piece: LinePiece, kind: Kind, key: str, box: str | None = None) -> None:
        lead = lead_length(piece.text, kind) if kind in ("paragraph", "box_item") else 0
        self.outline.passages.append(
            Passage(key, kind, piece.text, self._open[-1].key, box, lead, piece.origins)
        )
