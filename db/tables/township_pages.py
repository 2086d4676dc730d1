"""One township or street (涉及乡镇): its rows, its targets, and every passage that speaks of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db.records import Passage, Place, Span, grouped
from db.tables.facts import PlanFacts, plan_column
from db.tables.maker import TableMaker
from db.tables.table import Column, RowTable


@dataclass(frozen=True, slots=True)
class Spoken:
    """A passage that speaks of a place."""

    passage: Passage
    spans: tuple[Span, ...]
    """Where, in its shown text."""
    source: str
    """Where it stands, in words."""


@dataclass(frozen=True, slots=True)
class TownshipPage:
    """What one plan says of one place."""

    place: str
    named: tuple[Spoken, ...]
    """明确提及, in the plan's order; also those that speak of it in other words besides."""
    related: tuple[Spoken, ...]
    """疑似相关: only in other words."""
    projects: tuple[int, ...]
    """Numbers of the plan's project rows whose words speak of it, named or related."""

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.named) + len(self.related)


def place_pages(facts: PlanFacts) -> tuple[TownshipPage, ...]:
    """The pages of all places of a plan, in the order in which the plan names them."""
    named: dict[str, list[Spoken]] = {}
    related: dict[str, list[Spoken]] = {}
    projects: dict[str, list[int]] = {}
    for passage in facts.plan.passages:
        for place, found in grouped(facts.mentions(passage.key), lambda mention: mention.place).items():
            spoken = Spoken(passage, tuple(mention.span for mention in found), facts.source(passage.key))
            pages = named if any(mention.how == "named" for mention in found) else related
            pages.setdefault(place, []).append(spoken)
    for row, project in enumerate(facts.plan.projects):
        for place in facts.townships(project.key, project.span):
            projects.setdefault(place, []).append(row)
    return tuple(
        TownshipPage(
            name, tuple(named.get(name, ())), tuple(related.get(name, ())), tuple(projects.get(name, ()))
        )
        for name in facts.finder.names
    )


@dataclass(frozen=True, slots=True)
class TownshipRow:
    """What one plan says of one place, as a row."""

    facts: PlanFacts
    page: TownshipPage


def township_table(plans: Sequence[PlanFacts]) -> RowTable[TownshipRow]:
    """The places of the plans, with how often each is spoken of."""
    rows = [TownshipRow(facts, page) for facts in plans for page in place_pages(facts)]
    return RowTable("places", "涉及乡镇", [plan_column(plans), *_COLUMNS], rows, _first)


def _first(row: TownshipRow) -> Place:
    """Where the plan first speaks of the place; of one that was only added by hand, the plan's beginning."""
    page = row.page
    if page.passages:
        spoken = (page.named or page.related)[0]
        return row.facts.place(spoken.passage.key, spoken.spans[0])
    return Place(row.facts.slug, row.facts.plan.passages[0].key)


_COLUMNS: tuple[Column[TownshipRow], ...] = (
    Column("place", "乡镇、街道", lambda row: row.page.place, width=8, searched=True),
    Column("named", "明确提及", lambda row: len(row.page.named), kind="number", width=5),
    Column("related", "疑似相关", lambda row: len(row.page.related), kind="number", width=5),
    Column("projects", "规划项目", lambda row: len(row.page.projects), kind="number", width=5),
)


def _described(table: RowTable[TownshipRow], rows: Sequence[int]) -> list[dict[str, Any]]:
    pages = [table.rows[row].page for row in rows]
    return [
        {
            "place": page.place,
            "named": [spoken.passage.key for spoken in page.named],
            "related": [spoken.passage.key for spoken in page.related],
            "projects": len(page.projects),
        }
        for page in pages
    ]


def _told(table: RowTable[TownshipRow], rows: Sequence[int]) -> Iterator[str]:
    for row in rows:
        page = table.rows[row].page
        yield (
            f"{page.place}  明确提及{len(page.named)}段  疑似相关{len(page.related)}段  "
            f"规划项目{len(page.projects)}项"
        )
    if not rows:
        yield "本规划没有提到具体的乡镇、街道。"


MAKER = TableMaker(lambda plans, _: (township_table(plans),), describe=_described, tell=_told)
