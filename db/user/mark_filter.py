"""Choosing among marks: by kind, colour, tag, state and words; and their words for the search, which knows
neither marks nor their file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db.records import Note
from db.user.note_text import plain
from db.user.records import Mark, MarkKind, State


@dataclass(frozen=True, slots=True)
class Choice:
    """What marks must be; an empty part leaves it open, several values of one part are alternatives."""

    plans: frozenset[str] = frozenset()
    kinds: frozenset[MarkKind] = frozenset()
    categories: frozenset[str | None] = frozenset()
    """Ids; None: marks without a colour."""
    tags: frozenset[str] = frozenset()
    """All of them."""
    states: frozenset[State | None] = frozenset()
    """None: marks that are no tasks."""

    def of_plan(self, mark: Mark) -> bool:
        """Whether a mark stands in one of the plans, whatever else it is."""
        return not self.plans or mark.anchor.plan in self.plans

    def takes(self, mark: Mark) -> bool:
        """Whether a mark is one of those."""
        return (
            self.of_plan(mark)
            and (not self.kinds or mark.kind in self.kinds)
            and (not self.categories or mark.category in self.categories)
            and (not self.tags or self.tags.issubset(mark.tags))
            and (not self.states or mark.state in self.states)
        )


def chosen(marks: Iterable[Mark], choice: Choice) -> tuple[Mark, ...]:
    """The marks that are chosen, in their order."""
    return tuple(mark for mark in marks if choice.takes(mark))


def searchable(mark: Mark) -> str:
    """All words of a mark in one text: the quote, the note, tags, task, author; each on a line of its own."""
    task = mark.task
    parts = (
        mark.anchor.quote,
        plain(mark.note),
        *mark.tags,
        task.lead_unit,
        task.units,
        task.due,
        mark.author,
    )
    # Line by line: no words are found that begin in one part and end in the next.
    return "\n".join(part for part in parts if part)


def tags(marks: Iterable[Mark]) -> tuple[tuple[str, int], ...]:
    """All tags with how many marks have them, the most used first."""
    return most_used(Counter(tag for mark in marks for tag in mark.tags))


def most_used(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Tags with their numbers, the most used first; those that no mark has any more left out."""
    there = (pair for pair in counted.items() if pair[1] > 0)
    return tuple(sorted(there, key=lambda pair: (-pair[1], pair[0])))


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
    # Without a place it is listed all the same; there is nothing to go to.
    key = anchor.reach.start_key if mark.placed == "placed" else ""
    return Note(mark.id, anchor.plan, key, anchor.path, "" if anchor.whole else anchor.quote, words)
