"""Rows of user.db and records, one into the other,
and the checksums that prove a row to be what was written.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from db.records import PlaceWord, Supplement
from db.user.records import (
    Addition,
    Anchor,
    Assignment,
    Category,
    Draft,
    Mark,
    PlaceSuggestion,
    SourceRange,
    TextRange,
    addition_id,
)

_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""Checksums hang on this form: it must stay."""

StoredValue = str | int | float | bytes | None
StoredRow = tuple[StoredValue, ...]
"""The values of a row in the order of its columns below, without number and checksum."""

MARK = (
    *("id", "kind", "plan", "start_key", "start", "end_key", "end", "quote", "prefix", "suffix", "whole"),
    *(
        "position_start",
        "position_end",
        "source",
        "path",
        "occurrences",
        "twins",
        "edition",
        "category",
        "note",
        "tags",
    ),
    *("state", "lead_unit", "units", "due", "author", "created", "changed", "placed", "suggestion"),
)
CATEGORY = ("id", "name", "colour", "ordinal", "offered", "task", "own")
DRAFT = ("mark", "text", "saved")
EDITION = ("stamp", "plan", "title", "words")
ADDITION = ("id", "kind", "plan", "key", "told")

COLUMNS = {"mark": MARK, "category": CATEGORY, "draft": DRAFT, "edition": EDITION, "addition": ADDITION}
"""For each table with checksums, the columns that they cover."""
SINCE = {"addition": 2}
"""Tables that older files lack, and the revision that brought them."""


def check(table: str, row: Sequence[StoredValue]) -> int:
    """The checksum of a row: 64 bits with a sign, as SQLite keeps them."""
    told = [hashlib.blake2b(value).hexdigest() if isinstance(value, bytes) else value for value in row]
    text = _json([table, *told])
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True
    )


def mark_row(mark: Mark) -> StoredRow:
    """The row of a mark."""
    anchor, reach, source, suggestion = mark.anchor, mark.anchor.reach, mark.anchor.source, mark.suggestion
    return (
        *(mark.id, mark.kind, anchor.plan, reach.start_key, reach.start, reach.end_key, reach.end),
        *(anchor.quote, anchor.prefix, anchor.suffix, int(anchor.whole), *anchor.position),
        _json([source.start_line, source.start_column, source.end_line, source.end_column])
        if source
        else None,
        *(_json(anchor.path), anchor.occurrences, anchor.twins, anchor.edition),
        *(
            mark.category,
            mark.note,
            _json(mark.tags),
            mark.state,
            mark.task.lead_unit,
            mark.task.units,
            mark.task.due,
        ),
        *(mark.author, mark.created, mark.changed, mark.placed),
        _json([*_reach_values(suggestion.reach), suggestion.quote, suggestion.likeness])
        if suggestion
        else None,
    )


def mark_from(row: Sequence[Any]) -> Mark:
    """The mark of a row.

    Raises ValueError, TypeError or KeyError when the row can't have been one of ours.
    """
    (
        id_, kind, plan, start_key, start, end_key, end, quote, prefix, suffix, whole,
        position_start, position_end, source, path, occurrences, twins, edition, category, note, tags,
        state, lead_unit, units, due, author, created, changed, placed, suggestion,
    ) = row  # fmt: skip
    return Mark(
        id=id_,
        kind=kind,
        anchor=Anchor(
            plan=plan,
            reach=TextRange(start_key, start, end_key, end),
            quote=quote,
            prefix=prefix,
            suffix=suffix,
            whole=bool(whole),
            position=(position_start, position_end),
            source=SourceRange(*json.loads(source)) if source is not None else None,
            path=_list(path),
            occurrences=occurrences,
            twins=twins,
            edition=edition,
        ),
        category=category,
        note=note,
        tags=_list(tags),
        state=state,
        task=Assignment(lead_unit, units, due) if lead_unit or units or due else Assignment(),
        author=author,
        created=created,
        changed=changed,
        placed=placed,
        suggestion=_suggestion(suggestion) if suggestion is not None else None,
    )


def category_row(category: Category) -> StoredRow:
    """The row of a category."""
    flags = (int(category.offered), int(category.task), int(category.own))
    return (category.id, category.name, category.colour, category.ordinal, *flags)


def category_from(row: Sequence[Any]) -> Category:
    """The category of a row."""
    id_, name, colour, ordinal, offered, task, own = row
    return Category(id_, name, colour, ordinal, bool(offered), bool(task), bool(own))


def draft_row(draft: Draft) -> StoredRow:
    """The row of a draft."""
    return (draft.mark, draft.text, draft.saved)


def draft_from(row: Sequence[Any]) -> Draft:
    """The draft of a row."""
    return Draft(*row)


def addition_row(addition: Addition) -> StoredRow:
    """The row of an addition."""
    if isinstance(addition, Supplement):
        span = list(addition.span) if addition.span is not None else None
        told = {
            "span": span,
            "quote": addition.quote,
            "cells": addition.cells,
            "unit": addition.unit,
            "source": addition.source,
            "date": addition.date,
            "name": addition.name,
        }
        return (addition_id(addition), "supplement", addition.plan, addition.key, _json(told))
    told = {"word": addition.word, "how": addition.how}
    return (addition_id(addition), "place_word", addition.plan, addition.place, _json(told))


def addition_from(row: Sequence[Any]) -> Addition:
    """The addition of a row.

    Raises ValueError, TypeError or KeyError when the row can't have been one of ours.
    """
    id_, kind, plan, key, words = row
    told = json.loads(words)
    if kind == "place_word":
        return PlaceWord(plan, key, told["word"], told["how"])
    start_end = told["span"]
    return Supplement(
        id=id_,
        plan=plan,
        key=key,
        span=(start_end[0], start_end[1]) if start_end is not None else None,
        quote=told["quote"],
        cells=tuple(tuple(line) for line in told["cells"]),
        unit=told["unit"],
        source=told["source"],
        date=told["date"],
        name=told["name"],
    )


def _reach_values(reach: TextRange) -> tuple[str, int, str, int]:
    return reach.start_key, reach.start, reach.end_key, reach.end


def _suggestion(text: str) -> PlaceSuggestion:
    start_key, start, end_key, end, quote, likeness = json.loads(text)
    return PlaceSuggestion(TextRange(start_key, start, end_key, end), quote, likeness)


@lru_cache(4096)
def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
