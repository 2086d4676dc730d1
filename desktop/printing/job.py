"""What is to be printed, and how: one choice of the person's, as a record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from db.export.names import name_part
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
_LONGEST = 24
"""Characters of a title in a file's name: a plan's and a chapter's together can still be read in a list."""


@dataclass(frozen=True, slots=True)
class Job:
    """One printing."""

    plan: Plan
    keys: frozenset[str] | None = None
    """Keys of ticked chapters, sections, boxes or passages, each with all that stands in it; None for the
    whole plan.
    """
    without: frozenset[str] = frozenset()
    """Keys of what is left out of that."""
    layout_name: LayoutName = "official"
    marks_mode: MarksMode = "none"
    marks: tuple[PaperMark, ...] = ()
    contents: bool = False
    cover: bool = False
    numbers: bool = False
    """In the margin, which paragraph of its section each is, as citations count them; on pages, not in Word.
    """
    grey: bool = False
    paper: Paper = "A4"
    booklet: bool = False
    """Two pages on each side of a sheet, in the order for folding in the middle; on A4 each page is half as
    large.
    """
    duplex: bool = False
    """Both sides of the sheet: the first numbered page begins on the front of one."""
    day: date = field(default_factory=date.today)
    """The day of printing, as printed under the title."""

    @property
    def layout(self) -> Layout:
        """The layout in full."""
        return LAYOUTS[self.layout_name]

    @property
    def across(self) -> bool:
        """Pages of a plan stand upright."""
        return False

    @property
    def title(self) -> str:
        """Of the document: the plan, and the chapter where it is one."""
        title = self.plan.info.title
        if self.keys is not None and len(self.keys) == 1:
            (key,) = self.keys
            part = next((passage.text for passage in self.plan.passages if passage.key == key), "")
            # A longer title would push the plan's out of sight in the bar of a window.
            if part and len(part) <= 40:
                return f"{title}：{part}"
        return title

    def file_name(self, ending: str) -> str:
        """A sensible name for the file."""
        return file_name(self.plan, self.keys, ending)


def chosen(plan: Plan, keys: Collection[str] | None, without: Collection[str] = ()) -> tuple[Passage, ...]:
    """The passages that are printed, in the order of the plan: of all that a passage stands in, the nearest
    that is named in `keys` or `without` decides.

    Raises UnknownKeyError for a key that the plan does not have.
    """
    for key in (*(keys or ()), *without):
        plan.view.passage(key)
    named = {**dict.fromkeys(keys or (), True), **dict.fromkeys(without, False)}

    def is_in(passage: Passage) -> bool:
        places = (*plan.view.ancestors(passage.key), passage.key)
        return next((named[key] for key in reversed(places) if key in named), keys is None)

    return tuple(passage for passage in plan.passages if is_in(passage))


def file_name(plan: Plan, keys: Collection[str] | None, ending: str) -> str:
    """A sensible name for the file: the plan, and the chapter where it is one (嵊州市十四五规划-打造现代交通
    网络.pdf).
    """
    name = name_part(plan.info.title, plan.info.slug, longest=_LONGEST, bracketed=False)
    tops = titles(plan, keys) if keys is not None else []
    if tops:
        name += f"-{name_part(tops[0], longest=_LONGEST)}"
    if len(tops) > 1:
        name += f"等{len(tops)}部分"
    return f"{name}.{ending}"


def titles(plan: Plan, keys: Collection[str]) -> list[str]:
    """Headings and titles of what was ticked, without what stands in something else that was ticked."""
    ticked = set(keys)
    return [
        passage.text
        for passage in plan.passages
        if passage.key in ticked and ticked.isdisjoint(plan.view.ancestors(passage.key))
    ]


def by_key(marks: Iterable[PaperMark]) -> dict[str, list[PaperMark]]:
    """The marks of each passage, as they follow one another."""
    found: dict[str, list[PaperMark]] = {}
    # A mark of a passage as a whole begins where the passage does.
    for mark in sorted(marks, key=lambda mark: mark.span or (0, 0)):
        found.setdefault(mark.key, []).append(mark)
    return found
