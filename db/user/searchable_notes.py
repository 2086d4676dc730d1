"""The reader's own words as records for the search, which knows neither marks nor their file."""

from collections.abc import Iterable

from db.records import Note
from db.user.note_text import plain
from db.user.records import Mark


def notes(marks: Iterable[Mark]) -> tuple[Note, ...]:
    """A note for each mark that says something of its own, in the order given: the words it is about are the
    plan's.
    """
    return tuple(_note(mark, words) for mark in marks if (words := _own_words(mark)))


def _own_words(mark: Mark) -> str:
    task = mark.task
    parts = (plain(mark.note), *mark.tags, task.lead_unit, task.units, task.due)
    return "　".join(" ".join(part.split("\n")) for part in parts if part)


def _note(mark: Mark, words: str) -> Note:
    anchor = mark.anchor
    key = anchor.reach.start_key if mark.placed == "placed" else ""
    return Note(mark.id, anchor.plan, key, anchor.path, "" if anchor.whole else anchor.quote, words)
