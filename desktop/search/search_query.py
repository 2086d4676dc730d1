"""What is asked, and what comes back: records that go to the background and return from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from db.records import Found, Hit, Kind, NoteHit, Sought, Span

SearchReach = Literal["chapter", "plan", "all"]
"""查找范围: 本章 (a chapter or section), 本规划, 全部规划."""
REACHES: dict[SearchReach, str] = {"chapter": "本章", "plan": "本规划", "all": "全部规划"}

Order = Literal["plan", "rank"]
ORDERS: dict[Order, str] = {"plan": "按原文顺序", "rank": "按相关程度"}

Together = Literal["passage", "section"]

Form = Literal["docx", "xlsx", "md"]
"""What results can be exported as: the ending of the file."""
FORMS: dict[Form, str] = {"docx": "Word 文档", "xlsx": "Excel 表格", "md": "Markdown"}

Spans = Mapping[str, tuple[Span, ...]]
"""Passage key → the hits in it, in one plan."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words, and where and how they are looked for."""

    words: str = ""
    plan: str = ""
    """Slug of the plan that is searched, or in whose window all are searched."""
    reach: SearchReach = "plan"
    chapter: str = ""
    """Key of the chapter or section, for the reach `chapter`."""
    kinds: tuple[Sought, ...] = ()
    """Only these; none means all."""
    order: Order = "plan"
    together: Together = "passage"

    @property
    def scope(self) -> str | None:
        """The key that limits the search."""
        return self.chapter or None if self.reach == "chapter" else None

    @property
    def passages(self) -> tuple[Kind, ...] | None:
        """The kinds of passages that are looked through; None means all."""
        return tuple(kind for kind in self.kinds if kind != "note") if self.kinds else None

    @property
    def notes(self) -> bool:
        """Whether the reader's notes are looked through."""
        return not self.kinds or "note" in self.kinds


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The results of one chapter; with the order `rank`, all results of one way of finding."""

    plan: str
    title: str
    """The chapter's heading; empty where results are not grouped by chapter."""
    how: Literal["text", "pinyin"]
    hits: tuple[Hit, ...]
    passages: int | None = None
    """Of the whole group, also where not all hits are here yet; None if that is not known yet."""
    count: int | None = None
    """Hits (处), likewise."""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What was found, arranged as it is listed: first what is written so, then what only sounds so."""

    question: SearchQuery
    found: Found
    """Its totals are exact; its results are in the order of the list."""
    whole: bool
    """All results are here, not only the first ones."""
    groups: tuple[ResultGroup, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of each plan that has results or notes, its title."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    """Plan → hits in each of its chapters, sections and boxes."""
    marks: Mapping[str, Spans] = field(default_factory=dict[str, Spans])
    """Plan → where its hits are."""
    rows: Mapping[tuple[str, str], tuple[str, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[str, ...]]
    )
    """(plan, key) of a project list's passage → names of the projects that the hits are in."""
    notes: tuple[NoteHit, ...] = ()
    """The reader's notes that hold the words, all of them, in the order of the plans."""
