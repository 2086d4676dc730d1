"""Making and editing marks as records; nothing is written here."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from db.user.note_text import LONGEST, clean
from db.user.records import Anchor, Assignment, Category, Mark, MarkKind, Moment, State, moment, time_of

LONGEST_TAG = 100
"""Characters of a tag."""
MOST_TAGS = 100
"""Tags of one mark."""
_LONGEST_FIELD = 1000
"""Characters of an author or of a field of a task."""

NAMES: dict[MarkKind, str] = {
    "highlight": "突出显示",
    "underline": "下划线",
    "note": "批注",
    "bookmark": "书签",
}
"""What each kind is called on the screen."""


class MarkWords(TypedDict, total=False):
    """What the person says of a place."""

    note: str
    tags: tuple[str, ...]
    state: State | None
    task: Assignment


class Fields(MarkWords, total=False):
    """What of a mark can be edited."""

    kind: MarkKind
    category: str | None
    author: str


def new_mark(
    kind: MarkKind,
    anchor: Anchor,
    author: str,
    at: datetime,
    category: Category | None = None,
    **words: Unpack[MarkWords],
) -> Mark:
    """A new mark with an id of its own.

    In a category for tasks it begins as 待办, unless `state` says otherwise.
    """
    made = moment(at)
    state: State | None = "待办" if category is not None and category.task else None
    mark = Mark(
        id=str(uuid.uuid4()),
        kind=kind,
        anchor=anchor,
        category=category.id if category is not None else None,
        state=state,
        author=tidy_field(author),
        created=made,
        changed=made,
    )
    return tidy(replace(mark, **words))


def edited(mark: Mark, at: datetime, **fields: Unpack[Fields]) -> Mark:
    """The mark with other content. Its moment is later, also when the clock was set back."""
    changed = tidy(replace(mark, **fields))
    # A change that changes nothing must not make it the later version when files are merged.
    if changed == mark:
        return mark
    return replace(changed, changed=later(mark.changed, at))


def later(before: Moment, at: datetime) -> Moment:
    """The moment of a change at `at`: after `before` also where the clock was set back or the change came in
    the same millisecond, because of two versions of a mark the one with the later moment is the later.
    """
    told = moment(at)
    if told <= before and (last := time_of(before)) is not None:
        return moment(last + timedelta(milliseconds=1))
    return told


def tidy(mark: Mark) -> Mark:
    """The mark without what no file can hold, tags once each and in order, and nothing endless."""
    task = Assignment(tidy_field(mark.task.lead_unit), tidy_field(mark.task.units), tidy_field(mark.task.due))
    return replace(mark, note=clean(mark.note)[:LONGEST], tags=tidy_tags(mark.tags), task=task)


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without white space at their ends and without a #, each once."""
    # People type #交通; the list shows the sign by itself.
    words = (" ".join(clean(tag).split()).lstrip("#＃").strip()[:LONGEST_TAG] for tag in tags)
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


def tidy_field(text: str) -> str:
    """One line of text, as an author or a field of a task is kept."""
    return " ".join(clean(text).split())[:_LONGEST_FIELD]
