"""What a plan holds, counted from its records. Knows no Qt, so it is counted in the background."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from db.plan_counts import PlanCounts, counts_of
from db.records import Place, Plan, grouped
from db.tables.arrangement import NOTHING
from db.tables.facts import PlanFacts
from db.word_count import word_count


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: what it is called, how much it is, and the first place that belongs to it."""

    label: str
    value: int
    place: Place


@dataclass(frozen=True, slots=True)
class BoxCount:
    """A box: its title, how many items it has, and where it stands."""

    title: str
    items: int
    place: Place


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one plan."""

    counts: PlanCounts
    words: int
    """字数 of all that is the plan's own."""
    boxes: tuple[BoxCount, ...]
    lost: tuple[Place, ...]
    """Where figures or names are lost (原文缺失)."""
    doubtful: tuple[Place, ...]
    """Where the sentence reads as if something were gone (疑似缺失)."""
    indicators: bool
    """The plan has a table of 主要指标."""
    first_project: Place | None
    first_target: Place | None
    by_chapter: tuple[Share, ...]
    """字数 of each chapter."""
    by_field: tuple[Share, ...]
    """Projects of each field, the largest first."""
    by_stage: tuple[Share, ...]
    """Projects of each arrangement (规划安排), the largest first, those without one last."""


def figures_of(plan: Plan) -> Figures:
    """Count what `plan` holds."""
    facts = PlanFacts(plan)
    projects = [project for project in plan.projects if project.name is not None]
    by_field = _shares(facts, ((facts.field_of(project) or NOTHING, project.box) for project in projects))
    by_stage = _shares(facts, ((project.arranged or NOTHING, project.key) for project in projects))
    items = Counter(passage.box for passage in plan.passages if passage.kind == "box_item")
    return Figures(
        counts=counts_of(plan),
        # Without origins a passage is the program's own, such as a heading that the source lacks.
        words=sum(word_count(passage.text) for passage in plan.passages if passage.origins),
        boxes=tuple(
            BoxCount(passage.text, items[passage.key], facts.place(passage.key))
            for passage in plan.passages
            if passage.kind == "box_title"
        ),
        lost=tuple(facts.place(gap.key, gap.span) for gap in plan.gaps if gap.kind != "doubtful"),
        doubtful=tuple(facts.place(gap.key, gap.span) for gap in plan.gaps if gap.kind == "doubtful"),
        indicators=any(table.indicators for table in plan.tables),
        first_project=facts.place(projects[0].key, projects[0].span) if projects else None,
        first_target=facts.place(plan.targets[0].key, plan.targets[0].span) if plan.targets else None,
        by_chapter=_by_chapter(facts),
        by_field=by_field,
        by_stage=by_stage,
    )


def _shares(facts: PlanFacts, labelled: Iterable[tuple[str, str]]) -> tuple[Share, ...]:
    """How often each label comes, with the first key that it came with."""
    alike = grouped(labelled, lambda pair: pair[0])
    # Sorting is stable: of equal ones the first in the plan stays first.
    ordered = sorted(alike.items(), key=lambda each: (each[0] == NOTHING, -len(each[1])))
    return tuple(Share(label, len(pairs), facts.place(pairs[0][1])) for label, pairs in ordered)


def _by_chapter(facts: PlanFacts) -> tuple[Share, ...]:
    """字数 of each chapter of the top level, or of the level below it where a single one holds everything."""
    plan = facts.plan
    top = plan.view.children()
    # A single title over everything would give a chart of one bar.
    shown = (plan.view.children(top[0].key) if len(top) == 1 else ()) or top
    keys = {chapter.key for chapter in shown}
    words: Counter[str] = Counter()
    for passage in plan.passages:
        # A passage counts for the nearest chapter that has a bar.
        home = next((above.key for above in plan.view.above(passage.key) if above.key in keys), None)
        if home is not None and passage.origins:
            words[home] += word_count(passage.text)
    return tuple(Share(chapter.heading, words[chapter.key], facts.place(chapter.key)) for chapter in shown)
