"""Bringing marks together that several people have worked on: nothing is deleted, and the order of the files
doesn't matter.

A mark is known by its id, a version of it by what it says. When two versions of a mark meet, the later one
keeps the id and the other gets one that follows from what it says; so whoever merges the same versions, in
whatever order, ends with the same marks.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace

from db.records import Supplement
from db.user.plan_text import normal
from db.user.records import Addition, Category, Edit, Mark


def version(mark: Mark) -> str:
    """What a mark says, in short: the same for two marks that differ only in where an edition made them
    stand.
    """
    # Where a mark stands is left out: it differs between two people's editions, what was said does not.
    told = [
        *(
            mark.changed,
            mark.created,
            mark.kind,
            normal(mark.anchor.quote),
            mark.anchor.whole,
            mark.category,
            mark.note,
        ),
        *(sorted(mark.tags), mark.state, mark.task.lead_unit, mark.task.units, mark.task.due, mark.author),
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    # The moment stands in front: the greater version is the later one.
    return (
        f"{mark.changed}:{hashlib.blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
    )


def other_id(mark: Mark) -> str:
    """The id of a version that gives way to a later one of the same mark."""
    return str(uuid.uuid5(uuid.UUID(mark.id), version(mark)))


def merged(mine: Mapping[str, Mark], theirs: Iterable[Mark]) -> dict[str, Mark]:
    """What changes in `mine` when `theirs` come in: marks by id, new or in another version."""
    changed: dict[str, Mark] = {}
    for mark in theirs:
        _sort_in(mine, changed, mark)
    return {id_: mark for id_, mark in changed.items() if mine.get(id_) != mark}


def holds(mine: Mapping[str, Mark], mark: Mark) -> bool:
    """Whether this version of a mark is there, under its own id or the one that it got when it gave way."""
    there = mine.get(mark.id)
    if there is None or version(there) == version(mark):
        return there is not None
    return version(there) > version(mark) and holds(mine, replace(mark, id=other_id(mark)))


def _sort_in(mine: Mapping[str, Mark], changed: dict[str, Mark], mark: Mark) -> None:
    there = changed.get(mark.id) or mine.get(mark.id)
    if there is None:
        changed[mark.id] = mark
    elif version(there) == version(mark):
        best = max(there, mark, key=_rank)
        if best != there:
            changed[mark.id] = best
    else:
        later, earlier = sorted((there, mark), key=version, reverse=True)
        changed[mark.id] = later
        _sort_in(mine, changed, replace(earlier, id=other_id(earlier)))


def _rank(mark: Mark) -> tuple[bool, str]:
    """Which of two marks of one version is kept: one that stands on its words, otherwise any, but always the
    same one.
    """
    # The whole mark counts: two marks of one version may still list their tags in another order, and with a
    # tie the file that came first would win.
    return mark.placed == "placed", repr(mark)


def merged_edits(mine: Mapping[str, Mark], theirs: Iterable[Mark]) -> tuple[Edit[Mark], ...]:
    """What `merged` gives, as edits in the order of the plan."""
    changes = merged(mine, theirs)
    return tuple(
        Edit(mine.get(mark.id), mark) for mark in sorted(changes.values(), key=lambda mark: mark.order)
    )


def merged_categories(mine: Mapping[str, Category], theirs: Iterable[Category]) -> tuple[Edit[Category], ...]:
    """Categories that come with a file are kept but not offered; what the person named stays as it is."""
    changed: dict[str, Category] = {}
    for category in theirs:
        there = changed.get(category.id) or mine.get(category.id)
        if there is not None and there.own:
            continue
        foreign = replace(category, ordinal=0, offered=False, own=False)
        best = (
            foreign
            if there is None
            else min(there, foreign, key=lambda each: (each.name, each.colour, each.task))
        )
        if best != there:
            changed[category.id] = best
    return tuple(Edit(mine.get(id_), category) for id_, category in changed.items())


def merged_additions(mine: Mapping[str, Addition], theirs: Iterable[Addition]) -> tuple[Edit[Addition], ...]:
    """Entries from the paper copy are all kept: of two that differ under one id the later keeps it, the other
    gets one that follows from what it says. What the person said of a place name stays as it is.
    """
    changed: dict[str, Addition] = {}
    for addition in theirs:
        _sort_addition(mine, changed, addition)
    return tuple(Edit(mine.get(id_), addition) for id_, addition in changed.items())


def _sort_addition(mine: Mapping[str, Addition], changed: dict[str, Addition], addition: Addition) -> None:
    id_ = addition.id
    there = changed.get(id_) or mine.get(id_)
    if there is None:
        changed[id_] = addition
    elif there != addition and isinstance(there, Supplement) and isinstance(addition, Supplement):
        # `_said` leaves out the plan, because ids hang on it; but of two that differ in it alone the same one
        # must win in whatever order they come.
        earlier, later = sorted((there, addition), key=lambda each: (_said(each), each.plan))
        if later != there:
            changed[id_] = later
        _sort_addition(
            mine, changed, replace(earlier, id=str(uuid.uuid5(uuid.UUID(id_), "\n".join(_said(earlier)))))
        )


def _said(supplement: Supplement) -> tuple[str, ...]:
    """What an entry says, its date first."""
    cells, place = json.dumps(supplement.cells, ensure_ascii=False), repr((supplement.key, supplement.span))
    return (
        supplement.date,
        cells,
        supplement.unit,
        supplement.source,
        supplement.name,
        supplement.quote,
        place,
    )
