"""Cuts a box (专栏) into rows and cells. Every character of an item stands in exactly one cell, in order.

The plan's project rows decide which items become rows of a table; an item without them stays a paragraph.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal

from db.records import Cell, Passage, Project, Table

Tone = Literal["strong", "plain", "weak"]
_STOPS = "；。，;"


@dataclass(frozen=True, slots=True)
class Slice:
    """Code points `start` to `end` of an item, and their weight: names are plain, what joins them is weak."""

    start: int
    end: int
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class BoxGroup:
    """Projects of one category with one arrangement (规划安排)."""

    stage: str | None
    verb: Slice | None
    """The plan's words for the stage, where they are exactly its name (建成). None where it is said
    otherwise: then the program writes the name beside the projects.
    """
    entries: tuple[tuple[Slice, ...], ...]
    """One for each project: its name and what joins it to the next."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """An item that lists projects: 铁路：建成甲、乙；启动丙。"""

    key: str
    category: Slice
    groups: tuple[BoxGroup, ...]


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """An item that gives totals, clause by clause: 文化旅游类：项目数9个，五年完成投资约80亿元。"""

    key: str
    category: Slice
    clauses: tuple[tuple[Slice, ...], ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """An item that is a paragraph."""

    key: str
    subhead: bool = False
    """It only announces the items after it ("1.3个亿级传统优势产业集群发展方向")."""


BoxRow = ListRow | TotalsRow | TextRow


@dataclass(frozen=True, slots=True)
class BoxGrid:
    """What a table of the plan is set by, whatever the style."""

    cells: Mapping[str, Sequence[Cell]]
    """Passage → its cells."""
    longest: tuple[float, ...]
    """For each column, how many characters it should hold."""


def box_grid(table: Table) -> BoxGrid:
    """A table's cells by their passages, and how wide its columns should be."""
    cells: dict[str, list[Cell]] = {}
    longest = [2.0] * table.width
    for cell in table.cells:
        cells.setdefault(cell.key, []).append(cell)
        # A merged cell does not say how wide one of its columns must be; a long one does not starve the
        # others.
        if cell.columns == 1 and cell.column < table.width:
            longest[cell.column] = max(longest[cell.column], min(len(cell.text), 16))
    return BoxGrid(cells, tuple(longest))


def lead_end(item: Passage, *, subhead: bool = False) -> int:
    """Where the words end that an item opens with and that are set bold; 0 for none."""
    # Items open with what they are about: takes 领带服装：… (up to 12 characters); not （一）甲：….
    colon = item.text.find("：") + 1
    opened = colon if 1 < colon <= 13 and item.text[0] not in "（(" else 0
    return len(item.text) if subhead else item.lead or opened


def box_rows(items: Sequence[Passage], projects: Sequence[Project]) -> list[BoxRow]:
    """One row for each of a box's items; `projects` are the box's rows."""
    of_item: dict[str, list[Project]] = {}
    for project in projects:
        of_item.setdefault(project.key, []).append(project)
    rows = [_row(item, of_item.get(item.key, [])) for item in items]
    widths = {len(row.clauses) for row in rows if isinstance(row, TotalsRow)}
    if len(widths) > 1:
        # Totals with different numbers of clauses would not line up in columns.
        return [TextRow(row.key) if isinstance(row, TotalsRow) else row for row in rows]
    return rows


def _row(item: Passage, projects: list[Project]) -> BoxRow:
    colon = item.text.find("：")
    # The category's cell shows the item's own words, so the item must begin with the category and a colon.
    # Subheads: takes 1.3个亿级传统优势产业集群发展方向; not 1.建设甲，改造乙, which has a stop.
    # Brackets may say how many there are: 交通（2个）：….
    if not projects or colon < 0 or item.text[:colon].partition("（")[0] != projects[0].category:
        return TextRow(item.key, subhead=bool(re.fullmatch(r"\d+\.[^，。；：]{2,24}", item.text)))
    category = Slice(0, colon + 1, "strong")
    named = [project for project in projects if project.name is not None]
    if not named:
        return TotalsRow(item.key, category, tuple(_clauses(item.text, colon + 1)))
    if len(named) < len(projects):
        # Names and totals in one item: no set of columns fits both.
        return TextRow(item.key)
    return ListRow(item.key, category, tuple(_groups(item.text, colon + 1, named)))


def _clauses(text: str, start: int) -> list[tuple[Slice, ...]]:
    """The statement cut after each comma, its figures (or where they were) louder than the words
    around them.
    """
    clauses: list[tuple[Slice, ...]] = []
    for match in re.compile(r"[^，]*，|[^，]+$").finditer(text, start):
        parts: list[Slice] = []
        at = match.start()
        # A unit alone (亿元) counts as a figure too: the source has lost the number that stood before it.
        for figure in re.compile(r"\d[\d.]{0,40}(亿元|万元|个|项|所)|(亿元|万元)").finditer(
            text, match.start(), match.end()
        ):
            parts += [Slice(at, figure.start(), "weak"), Slice(figure.start(), figure.end())]
            at = figure.end()
        parts.append(Slice(at, match.end(), "weak"))
        clauses.append(tuple(part for part in parts if part.start < part.end))
    return clauses


def _groups(text: str, start: int, projects: list[Project]) -> list[BoxGroup]:
    groups: list[BoxGroup] = []
    # Runs of neighbours with one stage, and not all of a stage together: the item keeps its order.
    runs = [list(run) for _, run in groupby(projects, key=attrgetter("stage", "arrangement"))]
    for index, run in enumerate(runs):
        stage, first = run[0].arranged, run[0].span[0]
        lead_in = text[start:first]
        # 开展…前期 is said around the name: such words stay with the name and are no verb of their own.
        verb = Slice(start, first, "weak") if lead_in and lead_in == run[0].arrangement else None
        end = _boundary(text, run[-1].span[1], runs[index + 1][0]) if index + 1 < len(runs) else len(text)
        entries: list[tuple[Slice, ...]] = []
        for project, after in zip(run, [*(other.span[0] for other in run[1:]), end], strict=True):
            before = first if entries or verb else start
            parts = [
                Slice(before, first, "weak"),
                Slice(*project.span),
                Slice(project.span[1], after, "weak"),
            ]
            entries.append(tuple(part for part in parts if part.start < part.end))
            first = after
        groups.append(BoxGroup(stage, verb, tuple(entries)))
        start = end
    return groups


def _boundary(text: str, end: int, following: Project) -> int:
    """Where the words of the next stage begin, between the last name's `end` and the next name."""
    between = text[end : following.span[0]]
    if following.arrangement and between.endswith(following.arrangement):
        return following.span[0] - len(following.arrangement)
    # -1 where there is no stop: then the next stage begins right after the name.
    stop = max(between.rfind(mark) for mark in _STOPS)
    return end + stop + 1
