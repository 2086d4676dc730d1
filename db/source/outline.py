"""Lines become chapters, sections, boxes and paragraphs, each with its stable key.

The forms of the bundled reprint: a chapter is a kicker line (the place's name, alone) and the headline after it; a
section opens with （一）; a box is a short flush line without a closing mark, and the lines of its own form after it.
"""

import re
from dataclasses import dataclass, field

from db.records import Chapter, Kind, Origin, Passage
from db.source.lines import Line
from db.source.typography import to_shown

LEAD_LENGTH = 24
"""Characters that a run-in lead may have before its 。 (as real plans write them)."""
_SECTION = re.compile(r"(（[一二三四五六七八九十百零〇]+）)(.+)")
_CLOSED = re.compile(r"[。；！？：，、…”）]$")
_HEADLINE_LENGTH, _BOX_TITLE_LENGTH = 40, 40
_COLON_ITEM = re.compile(r"[^：。（]{1,20}：.")
_NUMBERED_ITEM = re.compile(r"\d{1,2}\s*[.．、]")
_UNTITLED = "〔原文无标题〕"


@dataclass(slots=True)
class Outline:
    """What was found, in reading order."""

    chapters: list[Chapter] = field(default_factory=list[Chapter])
    passages: list[Passage] = field(default_factory=list[Passage])


def build_outline(lines: list[Line], jurisdiction: str, own_titles: dict[str, str], notes: dict[str, str]) -> Outline:
    """Sort `lines` into an outline. `own_titles` and `notes` are the reader's own words for chapters, by key."""
    builder = _Builder(own_titles, notes)
    kickers = _kickers(jurisdiction)
    at = 0
    while at < len(lines):
        line = lines[at]
        shown = to_shown(line.text)
        following = lines[at + 1] if at + 1 < len(lines) else None
        section = _SECTION.fullmatch(shown)
        if line.text in kickers and following and _may_be_headline(following):
            builder.chapter(following, (line.number, following.number))
            at += 1
        elif section and len(shown) <= _HEADLINE_LENGTH and not _CLOSED.search(shown):
            builder.section(line, section.group(1), section.group(2).strip())
        elif _may_be_box_title(line, shown) and following is not None:
            builder.box_title(line)
        elif builder.takes_item(shown):
            builder.item(line)
        else:
            builder.paragraph(line)
        at += 1
    return builder.outline


def lead_length(shown: str, kind: Kind) -> int:
    """Length of the run-in lead (段首提示句) with its closing mark, 0 if there is none: the words up to the first 。,
    in a box item also up to the first ：, if they are at most `LEAD_LENGTH` and something follows.
    """
    marks = "。：" if kind == "box_item" else "。"
    at = min((found for mark in marks if (found := shown.find(mark)) > 0), default=0)
    if not at or at > LEAD_LENGTH or at + 1 >= len(shown):
        return 0
    return 0 if shown.count("（", 0, at) != shown.count("）", 0, at) else at + 1


def _kickers(jurisdiction: str) -> set[str]:
    """The place's name as a kicker line writes it: 嵊州市, 嵊州."""
    full = re.split(r"(?<=[省市区县旗])(?=.)", jurisdiction)[-1] if jurisdiction else ""
    return {name for name in (full, full[:-1] if len(full) > 2 else "") if len(name) >= 2}


def _may_be_headline(line: Line) -> bool:
    return len(line.text) <= _HEADLINE_LENGTH and not re.search(r"[。；：，、]$", to_shown(line.text))


def _may_be_box_title(line: Line, shown: str) -> bool:
    return not line.indented and len(shown) <= _BOX_TITLE_LENGTH and not _CLOSED.search(shown) and not _NUMBERED_ITEM.match(shown)


class _Builder:
    """Gives keys in reading order, and remembers the open chapter, section and box."""

    def __init__(self, own_titles: dict[str, str], notes: dict[str, str]) -> None:
        self.outline = Outline()
        self._own_titles = own_titles
        self._notes = notes
        self._chapters = 0
        self._sections = 0
        self._top: str | None = None
        self._here: str | None = None
        self._counts: dict[str, int] = {}
        self._box: str | None = None
        self._items: list[str] = []

    def chapter(self, line: Line, lines: tuple[int, ...]) -> None:
        self._chapters += 1
        self._sections = 0
        self._top = str(self._chapters)
        self._open(Chapter(self._top, 1, None, to_shown(line.text), None, lines=lines), line)

    def section(self, line: Line, number: str, title: str) -> None:
        self._sections += 1
        top = self._top if self._top is not None else self._untitled()
        self._open(Chapter(f"{top}.{self._sections}", 2, number, title, top, lines=(line.number,)), line)

    def box_title(self, line: Line) -> None:
        here = self._place()
        self._box = f"{here}.b{self._next(here, 'b')}"
        self._items = []
        self._add(line, "box_title", self._box)

    def takes_item(self, shown: str) -> bool:
        """Whether a line goes on with the open box: until a line of another form than the box's own items."""
        if self._box is None:
            return False
        leads_like_body = lead_length(shown, "paragraph") > 0 and not _COLON_ITEM.match(shown)
        for form in (_COLON_ITEM, _NUMBERED_ITEM):
            if sum(bool(form.match(item)) for item in self._items) >= 2 and leads_like_body and not form.match(shown):
                return False
        return True

    def item(self, line: Line) -> None:
        assert self._box is not None
        self._items.append(to_shown(line.text))
        self._add(line, "box_item", f"{self._box}.i{len(self._items)}")

    def paragraph(self, line: Line) -> None:
        self._box = None
        here = self._place()
        self._add(line, "paragraph", f"{here}.p{self._next(here, 'p')}")

    def _open(self, chapter: Chapter, line: Line | None) -> None:
        note = self._notes.get(chapter.key, "")
        chapter = Chapter(
            chapter.key, chapter.level, chapter.number, chapter.title, chapter.parent, chapter.own_title, note, chapter.lines
        )
        self._here = chapter.key
        self._box = None
        self.outline.chapters.append(chapter)
        if line is None:
            self.outline.passages.append(Passage(chapter.key, "heading", chapter.title, chapter.key))
        else:
            self._add(line, "heading", chapter.key)

    def _untitled(self) -> str:
        """Open chapter 0, for text above the first heading; its title is the reader's own, and says so."""
        self._top = "0"
        title = _UNTITLED + self._own_titles.get("0", "")
        self._open(Chapter("0", 1, None, title, None, own_title=True), None)
        return "0"

    def _place(self) -> str:
        return self._here if self._here is not None else self._untitled()

    def _next(self, here: str, letter: str) -> int:
        name = here + letter
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]

    def _add(self, line: Line, kind: Kind, key: str) -> None:
        shown = to_shown(line.text)
        origin = Origin(0, line.number, line.column, len(shown))
        box = self._box if kind in ("box_title", "box_item") else None
        lead = lead_length(shown, kind) if kind in ("paragraph", "box_item") else 0
        self.outline.passages.append(Passage(key, kind, shown, self._place(), box, lead, (origin,)))
