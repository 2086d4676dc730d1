"""Bringing marks together that several people have worked on: nothing is deleted, and the order of the files
doesn't matter.

A mark is known by its id, a version of it by what it says. When two versions of a mark meet, the later one
keeps the id and the other gets one that follows from what it says; so whoever merges the same versions, in
whatever order, ends with the same marks. Each mark knows which versions it was made of: these it replaces.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from db.records import Supplement
from db.user.plan_text import normal
from db.user.records import Addition, Category, Edit, Mark

_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


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


Lineages = Mapping[str, tuple[str, ...]]
"""Of marks, by id: the versions that they were before, the oldest first."""

LONGEST_LINEAGE = 64
"""Versions that are remembered of a mark. An older one counts as another person's: both are kept then."""


def followed(lineage: tuple[str, ...], before: Mark, after: Mark) -> tuple[str, ...]:
    """The lineage of `after`, which was made of `before`."""
    # A change that was undone is nothing that the version before it comes from.
    reached = version(after)
    return tuple(each for each in (*lineage, version(before)) if each < reached)[-LONGEST_LINEAGE:]


@dataclass(frozen=True, slots=True)
class Merged:
    """What changes when marks come in, by id."""

    marks: dict[str, Mark]
    """Those that are new, or there in another version."""
    gone: frozenset[str]
    """Where a version stood from which one that is there now was made, under another id."""
    lineages: dict[str, tuple[str, ...]]
    """Of the marks above, and of those that now are known to come from more versions."""


def merged(
    mine: Mapping[str, Mark], theirs: Iterable[Mark], own: Lineages = _NONE, others: Lineages = _NONE
) -> Merged:
    """What changes in `mine` when `theirs` come in; `own` and `others` are the lineages of both.

    A version gives way to those that were made of it. Between all others nothing is lost.
    """
    coming = [(version(mark), mark) for mark in theirs]
    # One that claims to come from a later version is not believed: two could do away with one another.
    passed = {earlier for told, mark in coming for earlier in others.get(mark.id, ()) if earlier < told} - {
        told for told, _ in coming
    }
    # A version begins with its moment: few have to be told word by word.
    moments = {each.rpartition(":")[0] for each in passed}
    gone = {id_ for id_, mark in mine.items() if mark.changed in moments and version(mark) in passed}
    passed.update(*own.values())
    left = {id_: mark for id_, mark in mine.items() if id_ not in gone}
    changed: dict[str, Mark] = {}
    lineages: dict[str, tuple[str, ...]] = {}
    for told, mark in coming:
        if told not in passed:
            _sort_in(left, changed, lineages, own, mark, others.get(mark.id, ()))
    return Merged(
        {id_: mark for id_, mark in changed.items() if mine.get(id_) != mark},
        frozenset(gone - changed.keys()),
        {id_: lineage for id_, lineage in lineages.items() if own.get(id_, ()) != lineage},
    )


def holds(mine: Mapping[str, Mark], mark: Mark) -> bool:
    """Whether this version of a mark is there, under its own id or the one that it got when it gave way; not
    whether a later one is that was made of it.
    """
    there = mine.get(mark.id)
    if there is None or version(there) == version(mark):
        return there is not None
    return version(there) > version(mark) and holds(mine, replace(mark, id=other_id(mark)))


def _sort_in(
    mine: Mapping[str, Mark],
    changed: dict[str, Mark],
    lineages: dict[str, tuple[str, ...]],
    own: Lineages,
    mark: Mark,
    lineage: tuple[str, ...],
) -> None:
    there = changed.get(mark.id) or mine.get(mark.id)
    known = lineages.get(mark.id, own.get(mark.id, ()) if there is not None else ())
    if there is None:
        changed[mark.id], lineages[mark.id] = mark, lineage
    elif version(there) == version(mark):
        # The same version by two ways: it comes from what either knows of.
        lineages[mark.id] = tuple(sorted({*known, *lineage})[-LONGEST_LINEAGE:])
        best = max(there, mark, key=_rank)
        if best != there:
            changed[mark.id] = best
    else:
        pairs = sorted(((there, known), (mark, lineage)), key=lambda pair: version(pair[0]))
        (earlier, behind), (later, lineages[mark.id]) = pairs
        changed[mark.id] = later
        _sort_in(mine, changed, lineages, own, replace(earlier, id=other_id(earlier)), behind)


def _rank(mark: Mark) -> tuple[bool, str]:
    """Which of two marks of one version is kept: one that stands on its words, otherwise any, but always the
    same one.
    """
    # The whole mark counts: two marks of one version may still list their tags in another order, and with a
    # tie the file that came first would win.
    return mark.placed == "placed", repr(mark)


def merged_edits(mine: Mapping[str, Mark], found: Merged) -> tuple[Edit[Mark], ...]:
    """What `merged` found, as edits in the order of the plan."""
    edits = [Edit(mine.get(id_), mark) for id_, mark in found.marks.items()]
    edits += [Edit[Mark](mine[id_], None) for id_ in found.gone]
    return tuple(sorted(edits, key=lambda edit: (edit.after or mine[edit.id]).order))


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
