"""One township or street (涉及乡镇): its rows, its targets, and every passage that speaks of it.

The answer in a meeting.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.records import Passage, Span
from db.tables.facts import PlanFacts
from db.tables.townships import Mention


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
        by_place: dict[str, list[Mention]] = {}
        for mention in facts.mentions(passage.key):
            by_place.setdefault(mention.place, []).append(mention)
        for place, found in by_place.items():
            spoken = Spoken(passage, tuple(mention.span for mention in found), facts.source(passage.key))
            pages = named if any(mention.how == "named" for mention in found) else related
            pages.setdefault(place, []).append(spoken)
    for row, project in enumerate(facts.plan.projects):
        for place in dict.fromkeys(mention.place for mention in facts.mentions(project.key, project.span)):
            projects.setdefault(place, []).append(row)
    return tuple(
        TownshipPage(
            name, tuple(named.get(name, ())), tuple(related.get(name, ())), tuple(projects.get(name, ()))
        )
        for name in facts.finder.names
    )


def place_page(facts: PlanFacts, place: str) -> TownshipPage:
    """What the plan says of `place`; empty for one that it does not name."""
    return next((page for page in place_pages(facts) if page.place == place), TownshipPage(place, (), (), ()))


def known_places(plans: Sequence[PlanFacts]) -> tuple[str, ...]:
    """All places of several plans, each once."""
    return tuple(dict.fromkeys(name for facts in plans for name in facts.finder.names))
