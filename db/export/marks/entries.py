"""What an exported mark says: its words, where they stand, the note; in the order of the plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.citation import cite, nested
from db.errors import UnknownKeyError
from db.records import Plan, PlanInfo
from db.user.mark_edits import NAMES
from db.user.note_text import NoteBlock, clean, parse
from db.user.records import Category, Mark, TextRange, local_time

TRAY = "待重新定位"


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """One mark, ready to be written out. No text holds a control character."""

    mark: Mark
    plan: str
    """The plan's title; its slug where the plan is not at hand."""
    badge: str
    """The plan's lasting caution; may be empty."""
    path: tuple[str, ...]
    """Headings that it stands under, from the top; for a mark without a place, 待重新定位 alone."""
    citation: str
    kind: str
    """As the screen calls it."""
    quote: str
    """What the source has lost is shown as lost, as on the page."""
    note: tuple[NoteBlock, ...]
    category: str
    """Name of its colour; may be empty."""
    colour: str
    """#rrggbb; empty without one."""
    tags: tuple[str, ...]
    state: str
    created: str
    """Local time to the minute."""
    changed: str

    @property
    def plain_note(self) -> str:
        """The note's words, a line for each of its lines."""
        return "\n".join(block.text for block in self.note)

    @property
    def assigned(self) -> tuple[tuple[str, str], ...]:
        """Who does a task, and until when: what each is called, and what it is; nothing empty."""
        task = self.mark.task
        given = (("牵头单位", task.lead_unit), ("责任单位", task.units), ("完成时限", task.due))
        return tuple((name, clean(value)) for name, value in given if value)

    @property
    def told(self) -> tuple[str, ...]:
        """What stands in small type beneath it: kind, colour, state, who does it and until when, tags,
        author, date; nothing empty.
        """
        task = (f"{name}：{value}" for name, value in self.assigned)
        tags = (f"#{tag}" for tag in self.tags)
        told = (self.kind, self.category, self.state, *task, *tags, self.mark.author, self.changed)
        return tuple(filter(None, told))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage of a collection (摘编)."""

    plan: str
    badge: str
    text: str
    """Passages are parted by line feeds."""
    citation: str


def _text(plan: Plan, reach: TextRange) -> str:
    """The words of a range with the signs of what is lost in them, passages parted by line feeds."""
    parts = plan.view.stretch((reach.start_key, reach.start), (reach.end_key, reach.end))
    return "\n".join(plan.view.signed(passage.key, start, end) for passage, start, end in parts)


def entries(
    marks: Iterable[Mark], plans: Iterable[Plan], categories: Iterable[Category]
) -> tuple[MarkEntry, ...]:
    """The entries of marks, plan by plan in their order; those without a place at the end of their plan."""
    known = {plan.info.slug: plan for plan in plans}
    names = {category.id: category for category in categories}
    ranks = {slug: rank for rank, slug in enumerate(known)}
    # A plan that is not at hand comes last: nothing tells its order.
    ordered = sorted(
        marks, key=lambda mark: (ranks.get(mark.anchor.plan, len(ranks)), mark.placed != "placed", mark.order)
    )
    return tuple(_entry(mark, known.get(mark.anchor.plan), names) for mark in ordered)


def collect(chosen: Iterable[tuple[str, TextRange]], plans: Iterable[Plan]) -> tuple[Excerpt, ...]:
    """Chosen passages (a plan's slug and what of it) in the order of the plans, each once, with their
    citations.

    Raises UnknownKeyError.
    """
    known = {plan.info.slug: plan for plan in plans}
    ranks = {slug: rank for rank, slug in enumerate(known)}
    wanted = list(dict.fromkeys(chosen))
    for slug, reach in wanted:
        # A chosen passage may be of an older edition than the one at hand.
        if slug not in known or not {reach.start_key, reach.end_key} <= known[slug].view.order.keys():
            raise UnknownKeyError(f"本规划中没有编号为“{reach.start_key}”的内容。")

    def rank(each: tuple[str, TextRange]) -> tuple[int, int, int, int, int]:
        slug, reach = each
        keys = known[slug].view.order
        return ranks[slug], keys[reach.start_key], reach.start, keys[reach.end_key], reach.end

    return tuple(
        Excerpt(
            plan=known[slug].info.title,
            badge=known[slug].info.badge,
            text=clean(_text(known[slug], reach)),
            citation=clean(cite(known[slug], reach.start_key, reach.end_key)),
        )
        for slug, reach in sorted(wanted, key=rank)
    )


def excerpts(marks: Iterable[Mark], plans: Iterable[Plan]) -> tuple[Excerpt, ...]:
    """What these marks stand on, in the order of the plans, each word once; at the end what has no place, as
    it was marked.
    """
    known = {plan.info.slug: plan for plan in plans}
    keys = {slug: plan.view.order.keys() for slug, plan in known.items()}
    placed: dict[str, list[TextRange]] = {}
    lost: list[Mark] = []
    for mark in marks:
        reach = mark.anchor.reach
        if mark.placed == "placed" and {reach.start_key, reach.end_key} <= keys.get(mark.anchor.plan, set()):
            placed.setdefault(mark.anchor.plan, []).append(reach)
        else:
            lost.append(mark)
    found = collect(
        [(slug, reach) for slug in placed for reach in _joined(known[slug], placed[slug])], known.values()
    )
    left = entries(lost, known.values(), ())
    return (*found, *(Excerpt(each.plan, each.badge, each.quote, each.citation) for each in left))


def _joined(plan: Plan, reaches: Iterable[TextRange]) -> list[TextRange]:
    """Reaches that overlap or touch one another made one, in the order of the plan."""
    keys, order = tuple(plan.view.order), plan.view.order
    ends = sorted(
        ((order[reach.start_key], reach.start), (order[reach.end_key], reach.end)) for reach in reaches
    )
    joined: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for start, end in ends:
        # Touching ones too: two marks side by side are one sentence to whoever reads the excerpt.
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [TextRange(keys[start[0]], start[1], keys[end[0]], end[1]) for start, end in joined]


def badges(given: Iterable[MarkEntry | Excerpt]) -> str:
    """The cautions of all plans, once each, in one line; empty if there are none."""
    return "；".join(dict.fromkeys(each.badge for each in given if each.badge))


def under_headings(
    given: Sequence[MarkEntry],
) -> Iterator[tuple[list[tuple[int, str]], MarkEntry]]:
    """The entries, each with the headings that are to be written before it; plans' titles only where there
    are several.
    """
    several = len({entry.plan for entry in given}) > 1
    before: tuple[str, ...] = ()
    for entry in given:
        headings = (*([entry.plan] if several else []), *entry.path)
        yield new_headings(before, headings), entry
        before = headings


def new_headings(before: tuple[str, ...], headings: tuple[str, ...]) -> list[tuple[int, str]]:
    """Which headings to write when those in force were `before`, each with its level from 1.

    Where a higher one changes all below it stand again, and going back up from a section its chapter's does.
    """
    same = 0
    # How far down the headings are the same as those in force.
    while same < min(len(before), len(headings)) and before[same] == headings[same]:
        same += 1
    # Without the chapter's heading once more the words would seem to belong to the section before.
    if same == len(headings) < len(before):
        same -= 1
    return list(enumerate(headings[same:], same + 1)) if same >= 0 else []


def _entry(mark: Mark, plan: Plan | None, categories: Mapping[str, Category]) -> MarkEntry:
    # A mark may have a colour that was deleted since.
    category = categories.get(mark.category or "")
    info = plan.info if plan is not None else PlanInfo(mark.anchor.plan, mark.anchor.plan, "", "", "")
    path, citation = _place(mark, plan)
    return MarkEntry(
        mark=mark,
        plan=clean(info.title),
        badge=clean(info.badge),
        path=path,
        citation=citation,
        kind=NAMES[mark.kind],
        quote=clean(
            _text(plan, mark.anchor.reach) if plan is not None and path != (TRAY,) else mark.anchor.quote
        ),
        note=parse(clean(mark.note)),
        category=clean(category.name) if category else "",
        colour=category.colour if category else "",
        tags=tuple(map(clean, mark.tags)),
        state=mark.state or "",
        created=local_time(mark.created),
        changed=local_time(mark.changed),
    )


def _place(mark: Mark, plan: Plan | None) -> tuple[tuple[str, ...], str]:
    reach = mark.anchor.reach
    ends = {reach.start_key, reach.end_key}
    if plan is not None and mark.placed == "placed" and ends <= plan.view.order.keys():
        # Without control characters, which no XML of Word or Excel can hold.
        path = tuple(clean(chapter.heading) for chapter in plan.view.above(reach.start_key))
        return path, clean(cite(plan, reach.start_key, reach.end_key))
    title = plan.info.title if plan is not None else mark.anchor.plan
    was = "".join(mark.anchor.path)
    return (TRAY,), clean(f"《{nested(title, '《》〈〉')}》{was}（原位置，{TRAY}）")
