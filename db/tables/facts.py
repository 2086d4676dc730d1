"""What the rows of one plan need to know of the plan around them: titles, places, lost figures, what was
filled in.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from sys import intern
from typing import Any, TypeVar

from db.records import LOST, UNTITLED, Gap, Place, PlaceWord, Plan, Project, Span, Supplement, grouped
from db.tables.table import Column
from db.tables.title_words import field_of
from db.tables.townships import Mention, TownshipFinder, yielded

_Home = TypeVar("_Home", bound=Hashable)
_LOST_TOO = "〔另缺〕"
"""In the anchor of a lost figure: something else is lost there."""
_BESIDES = re.compile(r"（[^（）]*）$|国民经济和社会发展(?=第)")
_SIDE = 12
"""Characters of an anchor on each side of a lost figure. user.db holds anchors, so it never changes."""


class PlanFacts:
    """One plan with what the person adds to it. Holds records only, so any thread may ask."""

    def __init__(
        self, plan: Plan, words: Sequence[PlaceWord] = (), supplements: Sequence[Supplement] = ()
    ) -> None:
        self.plan = plan
        self.slug = plan.info.slug
        self.city = re.split(r"(?<=[省市区县旗])(?=.)", plan.info.jurisdiction)[-1]
        """The last part of the jurisdiction: 嵊州市. Empty if it has none."""
        self.view = plan.view
        self._words = tuple(word for word in words if word.plan == self.slug)
        # What is for other plans is left out here, so that every row asks only for its own.
        self.supplements = tuple(each for each in supplements if each.plan == self.slug)
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        self._fields: dict[str, str] = {}

    @cached_property
    def short_title(self) -> str:
        """The plan's title as it is said where several stand together: 嵊州市“十四五”规划."""
        return _BESIDES.sub("", self.plan.info.title) or self.plan.info.title

    @cached_property
    def finder(self) -> TownshipFinder:
        """Finds the plan's townships and streets."""
        return TownshipFinder(yielded(self.plan.passages), self._words)

    @cached_property
    def total_rows(self) -> Counter[str]:
        """How many rows of totals each box has."""
        return Counter(project.box for project in self.plan.projects if project.name is None)

    @cached_property
    def lost_totals(self) -> dict[str, Gap]:
        """Box → where a sentence beside its rows lost the number of projects."""
        rows = {project.key for project in self.plan.projects}
        found: dict[str, Gap] = {}
        for gap in self.plan.gaps:
            box = self.view.passages[gap.key].box
            # In a row itself a lost number is the row's own, not the box's total.
            if gap.kind == "count" and gap.key not in rows and box is not None:
                found.setdefault(box, gap)
        return found

    def mentions(self, key: str, span: Span | None = None) -> tuple[Mention, ...]:
        """The places that a passage, or a part of it, speaks of."""
        if key not in self._mentions:
            self._mentions[key] = self.finder.mentions(self.view.passages[key].text)
        start, end = span or (0, len(self.view.passages[key].text))
        return tuple(
            mention for mention in self._mentions[key] if start <= mention.span[0] and mention.span[1] <= end
        )

    def townships(self, key: str, span: Span | None = None) -> tuple[str, ...]:
        """The townships and streets that a passage, or a part of it, speaks of, each once."""
        return tuple(dict.fromkeys(mention.place for mention in self.mentions(key, span)))

    def gaps_in(self, key: str, span: Span) -> tuple[Gap, ...]:
        """The lost figures within a part of a passage."""
        return tuple(
            gap for gap in self.view.gaps.get(key, ()) if span[0] <= gap.span[0] and gap.span[1] <= span[1]
        )

    @cached_property
    def _by_gap(self) -> dict[tuple[str, Span], list[Supplement]]:
        """Entries by the gaps that they are for.

        In another edition of the plan the words around a gap tell which one it is.
        """
        # Anchors cost a look at every gap: they are made only where there is an entry to be placed.
        figures = [each for each in self.supplements if each.span is not None]
        anchored = grouped(self.plan.gaps if figures else (), self.anchor)
        quoted = {words: [(gap.key, gap.span) for gap in gaps] for words, gaps in anchored.items()}
        return _placed(figures, quoted, lambda each: (each.key, each.span))

    @cached_property
    def _by_chapter(self) -> dict[str, list[Supplement]]:
        """Entered tables by the chapters whose table the source lacks."""
        titled = grouped(self.plan.chapters, lambda chapter: chapter.title)
        quoted = {title: [chapter.key for chapter in found] for title, found in titled.items()}
        tables = [each for each in self.supplements if each.span is None]
        return _placed(tables, quoted, lambda each: each.key)

    @cached_property
    def strays(self) -> tuple[Supplement, ...]:
        """Entries whose gap is not found in this edition of the plan: shown apart, never dropped."""
        placed = {
            each.id for entries in (*self._by_gap.values(), *self._by_chapter.values()) for each in entries
        }
        return tuple(each for each in self.supplements if each.id not in placed)

    def all_filled(self, gap: Gap) -> tuple[Supplement, ...]:
        """What was filled in there by hand, the latest first: colleagues may have read the paper copy
        differently.
        """
        return tuple(self._by_gap.get((gap.key, gap.span), ()))

    def filled(self, gap: Gap) -> Supplement | None:
        """What was filled in there last."""
        return next(iter(self.all_filled(gap)), None)

    def tables_of(self, chapter: str) -> tuple[Supplement, ...]:
        """The tables that were filled in under a chapter, the latest first."""
        return tuple(self._by_chapter.get(chapter, ()))

    def signed(self, key: str, span: Span) -> str:
        """The words of a part of a passage with its signs, and what was filled in by hand beside them."""
        return self.view.signed(key, *span, beside=self.said)

    def said(self, gap: Gap) -> str:
        """What was filled in there by hand, as it is written after the sign; empty without."""
        return "".join(map(said, self.all_filled(gap)))

    def field(self, box: str) -> str:
        """The field that a box is about; empty where it has no title in the source."""
        if box not in self._fields:
            title = self.view.passages[box].text
            # 〔原文无标题〕表格 is the program's own, and no field.
            named = not title.startswith(UNTITLED)
            self._fields[box] = field_of(title, self.plan.info.jurisdiction) if named else ""
        return self._fields[box]

    def field_of(self, project: Project) -> str:
        """The field of a project: what its group in a list is called, else what its box is about."""
        return project.field or self.field(project.box)

    def source(self, key: str) -> str:
        """Where a passage stands, in words: chapter, section, box."""
        # A heading stands in itself: its own title belongs to where it is.
        own = (self.view.chapters[key].heading,) if key in self.view.chapters else ()
        # Interned, as all rows of a box have the same words: apart they take 3 MB for 20,000 rows.
        return intern(" › ".join((*self.view.headings(key), *own)))

    def place(self, key: str, span: Span | None = None) -> Place:
        """A passage, or a part of it, as somewhere to go."""
        passage = self.view.passages[key]
        return Place(self.slug, key, span, passage.text[slice(*span)] if span else "")

    def anchor(self, gap: Gap) -> str:
        """The words around a lost figure as an entry keeps them, to find the figure again in a new edition.

        It is never shown: `PlanView.around` gives the words for the person to read.
        """
        text = self.view.passages[gap.key].text
        start, end = gap.span
        before, after = max(start - _SIDE, 0), min(end + _SIDE, len(text))
        words = f"{text[before:start]}{LOST}{text[end:after]}"
        # From the end, so that a sign written in moves none of the places before it.
        for other in reversed(self.view.gaps[gap.key]):
            at = other.span[0] if other.span[1] <= start else other.span[0] + start + len(LOST) - end
            if other != gap and before <= other.span[0] <= after:
                words = f"{words[: at - before]}{_LOST_TOO}{words[at - before :]}"
        return words


def plan_column(plans: Sequence[PlanFacts]) -> Column[Any]:
    """The plan of a row that has its `facts`; shown where there are rows of several."""
    return Column(
        "plan",
        "规划",
        lambda row: row.facts.plan.info.title,
        show=lambda row: row.facts.short_title,
        width=10,
        groups=True,
        shown=len(plans) > 1,
    )


def said(supplement: Supplement) -> str:
    """A figure that was filled in, as it is shown beside the gap."""
    return f"【补录：{supplement.value}】"


def _placed(
    entries: Iterable[Supplement],
    quoted: Mapping[str, Sequence[_Home]],
    home: Callable[[Supplement], tuple[str, Span | None] | str],
) -> dict[_Home, list[Supplement]]:
    """Entries by where they belong, the latest first: of the places that have an entry's words, the one where
    it was made, or the only one. Where several have them, nothing tells which.
    """
    found: dict[_Home, list[Supplement]] = {}
    for each in sorted(entries, key=lambda entry: (entry.date, entry.id), reverse=True):
        alike = quoted.get(each.quote, ())
        there = [place for place in alike if place == home(each)] or alike
        if len(there) == 1:
            found.setdefault(there[0], []).append(each)
    return found


def filled_number(supplement: Supplement) -> float | None:
    """A filled-in figure as a number; None if it is none."""
    try:
        # Typed by hand: 1,200 and 1，200 are the same number, 约300 is none.
        return float(supplement.value.replace(",", "").replace("，", "").strip())
    except ValueError:
        return None
