"""Marks (突出显示、批注) as the print room takes them: handed in by whoever has them, one record for each
passage touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from db.citation import cite
from db.records import Plan, Span
from db.user.note_text import plain
from db.user.records import Category, Mark

_PLAIN = "#ffd54f"
"""Colour of a mark without a category."""


@dataclass(frozen=True, slots=True)
class PaperMark:
    """A mark on one passage."""

    key: str
    """The passage."""
    span: Span | None
    """Code points of its shown text; None for the passage as a whole."""
    kind: Literal["highlight", "underline", "note", "bookmark"]
    colour: str = ""
    """#rrggbb; empty for a mark without one."""
    note: str = ""
    """Plain text; lines are paragraphs.

    Empty where it has no note, or where the mark goes on in another passage.
    """
    quote: str = ""
    """The marked words."""
    tags: tuple[str, ...] = ()
    """With the category's name and the state, where it has them."""
    author: str = ""
    citation: str = ""
    """Where it stands, in words."""


def from_records(plan: Plan, marks: Iterable[Mark], categories: Iterable[Category]) -> tuple[PaperMark, ...]:
    """The person's marks on the plan as they are printed; those that have no place in this edition are left
    out.

    A mark over several passages is one record for each, with its note on the last.
    """
    order = plan.view.order
    named = {category.id: category for category in categories}
    found: list[PaperMark] = []
    for mark in sorted(marks, key=lambda mark: mark.order):
        anchor, reach = mark.anchor, mark.anchor.reach
        first, last = order.get(reach.start_key), order.get(reach.end_key)
        if (
            anchor.plan != plan.info.slug
            or mark.placed != "placed"
            or first is None
            or last is None
            or first > last
        ):
            continue
        category = named.get(mark.category or "")
        tags = [*([category.name] if category else []), *mark.tags, *([mark.state] if mark.state else [])]
        points = (reach.start_key, reach.start), (reach.end_key, reach.end)
        for passage, start, end in plan.view.stretch(*points):
            found.append(
                PaperMark(
                    passage.key,
                    None if anchor.whole else (min(start, len(passage.text)), min(end, len(passage.text))),
                    mark.kind,
                    category.colour if category else _PLAIN,
                    plain(mark.note) if passage.key == reach.end_key else "",
                    anchor.quote,
                    tuple(dict.fromkeys(tags)),
                    mark.author,
                    cite(plan, reach.start_key, reach.end_key),
                )
            )
    return tuple(found)
