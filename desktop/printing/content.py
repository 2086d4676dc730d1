"""The plan's records and the person's marks as blocks to be set: title, contents, text, boxes, notes.

Knows no pages.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from db.records import DOUBTFUL, GAP_NAMES, LOST, Chapter, Gap, GapKind, Passage
from desktop.printing.box_content import box_block
from desktop.printing.job import Job, by_key, chosen, titles
from desktop.printing.layouts import Layout, LayoutStyle, ParagraphStyle
from desktop.printing.line_breaker import plain_words
from desktop.printing.page_records import PT, Type
from desktop.printing.paper_blocks import PageBreak, PaperBlock, PaperNote, PaperParagraph, PaperText
from desktop.printing.paper_marks import PaperMark

_SMALL = 2 / 3
"""Size of a sign and of a reference, in parts of the words around it."""
_CONTENTS_AT_MOST = 18 * PT
"""Size of the contents: in larger type most titles would break."""
_UNTITLED = "（无标题）"
APPENDIX = "批注"
APPENDIX_ANCHOR = "appendix:"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents and of the outline."""

    anchor: str
    title: str
    level: int


class PrintContent:
    """Everything that a job prints, block by block."""

    def __init__(self, job: Job, *, notes_with_words: bool | None = None) -> None:
        """`notes_with_words`: references bring their notes with them; without it, as the job says.

        Raises UnknownKeyError for a key that the plan does not have.
        """
        self.job = job
        # Word takes each note as a comment on its words, even where paper gathers them at the end.
        self._with_words = job.marks_mode == "footnotes" if notes_with_words is None else notes_with_words
        self.layout: Layout = job.layout
        self.passages = chosen(job.plan, job.keys, job.without)
        self._view = job.plan.view
        self._marks = by_key(job.marks) if job.marks_mode != "none" else {}
        self._numbers = self._numbered()

    def number(self, key: str) -> str:
        """What stands in the margin beside a passage: its ordinal, where the job asks for it."""
        return str(self._view.ordinals.get(key, "")) if self.job.numbers else ""

    def _numbered(self) -> Mapping[int, int]:
        """The number of each mark that has a note, by identity (two marks may say the same), in the order in
        which references stand on the page.
        """
        if self.job.marks_mode not in ("footnotes", "appendix"):
            return {}
        noted = (mark for passage in self.passages for mark in self._noted(passage))
        return {id(mark): number for number, mark in enumerate(noted, start=1)}

    def _noted(self, passage: Passage) -> list[PaperMark]:
        """The marks of a passage that have a note, in the order in which they end."""
        marks = (mark for mark in self._marks.get(passage.key, ()) if mark.note)
        return sorted(marks, key=lambda mark: _end(mark, passage))

    def entries(self) -> list[ContentsEntry]:
        """The headings that are printed, with the appendix where there is one."""
        chapters = self._view.chapters
        found = [
            ContentsEntry(passage.key, passage.text.strip() or _UNTITLED, chapters[passage.key].level)
            for passage in self.passages
            if passage.kind == "heading"
        ]
        if self.job.marks_mode == "appendix" and self._numbers:
            found.append(ContentsEntry(APPENDIX_ANCHOR, APPENDIX, 1))
        # Where only sections are printed, they are the top of the outline.
        least = min((entry.level for entry in found), default=1)
        return [replace(entry, level=entry.level - least + 1) for entry in found]

    def text(self) -> Iterator[PaperBlock]:
        """The numbered pages: title (unless a cover has it), the ticked chapters, the appendix."""
        if not self.job.cover:
            yield from self._title()
        for group in _groups(self.passages):
            first = group[0]
            if first.box is not None:
                view = self._view
                yield box_block(self, group, view.projects.get(first.box, ()), view.tables.get(first.box))
            elif first.kind == "heading":
                yield from self._heading(first, self._view.chapters[first.chapter])
            else:
                yield self._body(first)
        if self.job.marks_mode == "appendix" and self._numbers:
            yield from self._appendix()

    def cover(self) -> Iterator[PaperBlock]:
        """One page before all others."""
        layout, info = self.layout, self.job.plan.info
        title, line = layout.title, layout.under_title
        large = replace(line.type, size=layout.body.type.size)
        style = ParagraphStyle(layout.body.paragraph.pitch, "centre")
        # Room: an empty paragraph as high as a part of the page.
        yield PaperParagraph((), replace(style, pitch=layout.height * 0.22))
        yield PaperParagraph(
            plain_words(info.title, title.type), replace(title.paragraph, above=0.0, below=layout.pitch)
        )
        if info.badge:
            yield PaperParagraph(plain_words(info.badge, large), style)
        yield PaperParagraph((), replace(style, pitch=layout.height * 0.3))
        about = "　".join(part for part in (info.jurisdiction, info.period) if part)
        for text in (about, self._extent()):
            if text:
                yield PaperParagraph(plain_words(text, large), style)
        for text in self._source_lines():
            yield PaperParagraph(
                plain_words(text, line.type), replace(style, pitch=line.paragraph.pitch * 1.4)
            )

    def contents(self, numbers: Mapping[str, str]) -> Iterator[PaperBlock]:
        """The contents; `numbers` are the page numbers by anchor, as far as they are known."""
        layout = self.layout
        title = LayoutStyle(
            replace(layout.title.type, size=layout.title.type.size * 0.85), layout.title.paragraph
        )
        yield PaperParagraph(
            plain_words("目　录", title.type),
            replace(title.paragraph, above=0.0, below=layout.pitch * 0.6),
            keep=True,
        )
        em = min(layout.body.type.size, _CONTENTS_AT_MOST)
        pitch = layout.body.paragraph.pitch * em / layout.body.type.size
        for entry in self.entries():
            left = (entry.level - 1) * em * 1.5
            face = "hei" if entry.level == 1 else layout.body.type.face
            # A number that is not known yet takes the same room.
            yield PaperParagraph(
                plain_words(entry.title, Type(face, em)),
                ParagraphStyle(pitch, "left", left=left + 2 * em, first=-2 * em),
                link=entry.anchor,
                row=numbers.get(entry.anchor, "…"),
            )

    @staticmethod
    def gap_note(gaps: Counter[GapKind], where: str = "本页") -> str:
        """The foot note for the signs on a page, or wherever they are."""
        lost = [f"{GAP_NAMES[kind]}{count}处" for kind, count in gaps.items() if kind != "doubtful"]
        sentences = []
        if lost:
            sentences.append(f"{LOST}：原文缺失（{where}{'、'.join(lost)}），未作补写，以正式文本为准。")
        # A doubtful place may have lost nothing: it has a sentence of its own.
        if gaps["doubtful"]:
            sentences.append(
                f"{DOUBTFUL}：{GAP_NAMES['doubtful']}（{where}{gaps['doubtful']}处），以正式文本为准。"
            )
        return "".join(sentences)

    def passage_words(self, passage: Passage, start: int, end: int, type_: Type) -> tuple[PaperText, ...]:
        """A passage's code points from `start` to `end`, with signs, marks and references among them."""
        text = passage.text
        points = self._view.signs(passage.key)
        marks = self._marks.get(passage.key, ())
        # Most passages: they are one piece.
        if not points and not marks:
            return (PaperText(text[start:end], type_),) if start < end else ()
        last = end == len(text)
        cuts = (
            {start, end}
            | {offset for offset, _ in points}
            | {at for mark in marks for at in _span(mark, passage)}
        )
        # A piece lies between two places where a sign stands, or a mark begins or ends.
        edges = sorted(cut for cut in cuts if start <= cut <= end)
        found: list[PaperText] = []
        for index, at in enumerate(edges):
            # A sign at the end of the words is left to the piece that begins there, but for the last piece.
            inside = at < end or last or start == end
            # A reference stands behind the words: the piece that ends here takes it, not the one that begins.
            if at > start or (start == 0 and at == 0):
                found += self._references(passage, marks, at, type_)
            if inside:
                found += [self._sign(gap, type_) for offset, gap in points if offset == at]
            following = edges[index + 1] if index + 1 < len(edges) else at
            if at < following:
                found.append(self._marked(passage, marks, at, following, type_))
        return tuple(found)

    def _marked(
        self, passage: Passage, marks: Sequence[PaperMark], start: int, end: int, type_: Type
    ) -> PaperText:
        # Of several marks over the same words the last that has a colour is seen.
        ground = underline = ""
        for mark in marks:
            first, last = _span(mark, passage)
            if first <= start and end <= last and mark.kind != "bookmark":
                if mark.kind == "highlight":
                    ground = mark.colour or ground
                else:
                    underline = mark.colour or type_.colour
        return PaperText(passage.text[start:end], type_, ground, underline)

    def _references(
        self, passage: Passage, marks: Sequence[PaperMark], at: int, type_: Type
    ) -> list[PaperText]:
        small = replace(type_, size=round(type_.size * 0.6), bold=False)
        found: list[PaperText] = []
        for mark in marks:
            number = self._numbers.get(id(mark))
            if number is None or _end(mark, passage) != at:
                continue
            note = self._note(mark, number) if self._with_words else None
            found.append(
                PaperText(
                    f"[{number}]", small, whole=True, sticks=True, lift=type_.size * 0.38, note=note, own=True
                )
            )
        return found

    def _note(self, mark: PaperMark, number: int) -> PaperNote:
        type_ = self.layout.note.type
        lines = [line for line in mark.note.split("\n") if line.strip()] or [""]
        about = "，".join(part for part in ("、".join(mark.tags), mark.author) if part)
        text = "\n".join(lines)
        if about:
            lines[-1] += f"（{about}）"
        lines[0] = f"[{number}] {lines[0]}"
        return PaperNote(
            number, tuple(plain_words(line, type_) for line in lines), text, mark.tags, mark.author
        )

    def _sign(self, gap: Gap, type_: Type) -> PaperText:
        size = round(type_.size * _SMALL)
        return PaperText(
            gap.sign,
            replace(type_, size=size, bold=False),
            whole=True,
            lift=type_.size * 0.1,
            gap=gap.kind,
            own=True,
        )

    def _title(self) -> Iterator[PaperBlock]:
        layout = self.layout
        yield PaperParagraph(
            plain_words(self.job.plan.info.title, layout.title.type), layout.title.paragraph, keep=True
        )
        line = layout.under_title
        # The space below belongs to the last of the lines under the title.
        *firsts, last = (plain_words(text, line.type) for text in self._source_lines())
        for words in firsts:
            yield PaperParagraph(words, replace(line.paragraph, below=0.0), keep=True)
        yield PaperParagraph(last, line.paragraph, keep=True)

    def _source_lines(self) -> list[str]:
        info, day = self.job.plan.info, self.job.day
        printed = f"{day.year}年{day.month}月{day.day}日打印"
        return [f"来源：{info.source}", printed] if info.source else [printed]

    def _extent(self) -> str:
        """What part of the plan is printed, for the cover."""
        if self.job.keys is None:
            return ""
        parts = titles(self.job.plan, self.job.keys)
        return f"摘印：{_cut(parts[0])}" + (f"等{len(parts)}部分" if len(parts) > 1 else "")

    def _heading(self, passage: Passage, chapter: Chapter) -> Iterator[PaperBlock]:
        style = self.layout.heading(chapter.level)
        yield PaperParagraph(
            self.passage_words(passage, 0, len(passage.text), style.type),
            style.paragraph,
            anchor=passage.key,
            level=chapter.level,
            title=passage.text,
        )
        if chapter.note:
            own = self.layout.own
            yield PaperParagraph(plain_words(f"〔阅读器说明〕{chapter.note}", own.type), own.paragraph)

    def _body(self, passage: Passage) -> PaperParagraph:
        layout = self.layout
        lead = self.passage_words(passage, 0, passage.lead, layout.lead) if passage.lead else ()
        rest = self.passage_words(passage, passage.lead, len(passage.text), layout.body.type)
        return PaperParagraph(
            (*lead, *rest), layout.body.paragraph, anchor=passage.key, number=self.number(passage.key)
        )

    def _appendix(self) -> Iterator[PaperBlock]:
        layout = self.layout
        yield PageBreak()
        head = layout.heading(1)
        yield PaperParagraph(
            plain_words(APPENDIX, head.type), head.paragraph, anchor=APPENDIX_ANCHOR, level=1, title=APPENDIX
        )
        item = layout.box_item
        # The number of a note hangs to the left of its words.
        plain = replace(item.paragraph, first=0.0, left=item.type.size * 2.4)
        opened = replace(plain, first=-item.type.size * 2.4, align="left", above=item.paragraph.pitch * 0.4)
        for passage in self.passages:
            for mark in self._noted(passage):
                number = self._numbers[id(mark)]
                where = mark.citation or f"{self._view.chapters[passage.chapter].heading}　"
                quote = f"“{_cut(mark.quote)}”" if mark.quote else ""
                yield PaperParagraph(
                    plain_words(f"[{number}] {where}{quote}", layout.box_lead), opened, keep=True
                )
                for line in (line for line in mark.note.split("\n") if line.strip()):
                    yield PaperParagraph(plain_words(line, item.type), plain)
                about = "　".join(part for part in ("、".join(mark.tags), mark.author) if part)
                if about:
                    yield PaperParagraph(
                        plain_words(about, replace(item.type, colour=layout.own.type.colour)), plain
                    )


def _span(mark: PaperMark, passage: Passage) -> tuple[int, int]:
    return mark.span if mark.span is not None else (0, len(passage.text))


def _end(mark: PaperMark, passage: Passage) -> int:
    return min(_span(mark, passage)[1], len(passage.text))


def _cut(quote: str) -> str:
    """A quote for the appendix, its middle left out where it is long."""
    quote = quote.replace("\n", "")
    return quote if len(quote) <= 60 else f"{quote[:40]}……{quote[-16:]}"


def _groups(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The passages one by one, but a box's title and items together."""
    # Boxes beside one another have keys of their own, so a run of one key is one box.
    for box, run in groupby(passages, key=lambda passage: passage.box):
        if box is None:
            yield from ([passage] for passage in run)
        else:
            yield list(run)
