"""What is to be printed, and how: one choice of the reader's, as a record."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from db.errors import UnknownKeyError
from db.records import Passage, Plan
from desktop.printing.layouts import LAYOUTS, Layout, LayoutName
from desktop.printing.paper_marks import PaperMark

MarksMode = Literal["none", "highlights", "footnotes", "appendix"]
MARKS_LABELS: dict[MarksMode, str] = {
    "none": "不印批注",
    "highlights": "只印突出显示",
    "footnotes": "批注印在页脚",
    "appendix": "批注集中印在文后",
}
Paper = Literal["A4", "A3"]
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f“”‘’]')


@dataclass(frozen=True, slots=True)
class Job:
    """One printing."""

    plan: Plan
    keys: frozenset[str] | None = None
    """Keys of ticked chapters, sections, boxes or passages, each with all that stands in it; None for the whole plan."""
    layout_name: LayoutName = "official"
    marks_mode: MarksMode = "none"
    marks: tuple[PaperMark, ...] = ()
    contents: bool = False
    cover: bool = False
    grey: bool = False
    paper: Paper = "A4"
    booklet: bool = False
    """Two pages on each side of a sheet, in the order for folding in the middle; on A4 each page is half as large."""
    duplex: bool = False
    """Both sides of the sheet: the first numbered page begins on the front of one."""
    day: date = field(default_factory=date.today)
    """The day of printing, as printed under the title."""

    @property
    def layout(self) -> Layout:
        """The layout in full."""
        return LAYOUTS[self.layout_name]


def chosen(plan: Plan, keys: Collection[str] | None) -> tuple[Passage, ...]:
    """The passages that are printed, in the order of the plan. Raises UnknownKeyError for a key that the plan does not have."""
    if keys is None:
        return plan.passages
    parents = {chapter.key: chapter.parent for chapter in plan.chapters}
    known = {passage.key for passage in plan.passages}
    for key in keys:
        if key not in known:
            raise UnknownKeyError(f"本规划中没有编号为“{key}”的内容。")
    inside: dict[str, bool] = {}

    def under(chapter: str | None) -> bool:
        if chapter is None:
            return False
        if chapter not in inside:
            inside[chapter] = chapter in keys or under(parents.get(chapter))
        return inside[chapter]

    return tuple(
        passage
        for passage in plan.passages
        if passage.key in keys or (passage.box is not None and passage.box in keys) or under(passage.chapter)
    )


def file_name(plan: Plan, keys: Collection[str] | None, ending: str) -> str:
    """A sensible name for the file: the plan, and the chapter where it is one (嵊州市十四五规划-打造现代交通网络.pdf)."""
    title = re.sub(r"（[^）]*）", "", plan.info.title)
    name = _tidy(title) or plan.info.slug
    if keys is not None:
        tops = _tops(plan, keys)
        if len(tops) == 1:
            name += f"-{_tidy(tops[0])}"
        elif tops:
            name += f"-{_tidy(tops[0])}等{len(tops)}部分"
    return f"{name}.{ending}"


def _tops(plan: Plan, keys: Collection[str]) -> list[str]:
    """Headings and titles of what was ticked, without what stands in something else that was ticked."""
    parents = {chapter.key: chapter.parent for chapter in plan.chapters}

    def inside(passage: Passage) -> bool:
        at = parents.get(passage.key) if passage.kind == "heading" else passage.chapter
        if passage.box is not None and passage.box != passage.key and passage.box in keys:
            return True
        while at is not None:
            if at in keys:
                return True
            at = parents.get(at)
        return False

    return [passage.text for passage in plan.passages if passage.key in keys and not inside(passage)]


def _tidy(text: str) -> str:
    """The text as a part of a file's name, at most 24 characters."""
    return _FORBIDDEN.sub("", text).strip(" .！？。")[:24]


def by_key(marks: Iterable[PaperMark]) -> dict[str, list[PaperMark]]:
    """The marks of each passage, as they follow one another."""
    found: dict[str, list[PaperMark]] = {}
    for mark in marks:
        found.setdefault(mark.key, []).append(mark)
    for of_passage in found.values():
        of_passage.sort(key=lambda mark: mark.span or (0, 0))
    return found
