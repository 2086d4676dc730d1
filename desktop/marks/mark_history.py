"""What was done to the marks, step by step: taken back and done again, and no words of the person's lost."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from db.user.records import Addition, Category, Change, Edit, Mark

STEPS = 5_000
"""Words and acts that can be taken back: more than anybody asks for, but not all of weeks with an open
window.
"""
_Record = TypeVar("_Record", Mark, Category, Addition)


class MarkHistory(QUndoStack):
    """Steps, the last one first.

    Steps with the same `act` were one act: words that were typed into a note, which its editor takes back one
    by one, and everything else all at once.

    Whoever takes steps back and then does something else can't do them again. Where words would be lost so,
    the steps stay below the new one, followed by what took them back.
    """

    def __init__(
        self,
        commit: Callable[[Change], object],
        now: Callable[[], Mapping[str, Mark | Addition]],
        parent: QObject,
    ) -> None:
        """`commit` shows a change and writes it; `now` gives the marks and additions there are, by id."""
        super().__init__(parent)
        self.setUndoLimit(STEPS)
        self._commit = commit
        self._now = now
        self._gathered: list[Change] | None = None
        self._backs = 0

    def do(self, change: Change, act: str = "", *, done: bool = False) -> None:
        """Do a change; one that is `done` already is only remembered."""
        self._keep_words()
        self.push(_Step(self.commit, change, act, done=done))

    def undo_act(self) -> None:
        """Take back the last act."""
        self._walk(self.undo, -1)

    def redo_act(self) -> None:
        """Do the next act again."""
        self._walk(self.redo, 0)

    def undo_in(self, note: str) -> None:
        """Take back the last word that was typed into the note of the mark with this id; where something else
        came last, that as a whole.
        """
        self._step_in(note, self.undo, self.undo_act, -1)

    def redo_in(self, note: str) -> None:
        """Do the next word or act again, as `undo_in` takes it back."""
        self._step_in(note, self.redo, self.redo_act, 0)

    def take_back(self, change: Change) -> None:
        """Undo this one, whatever was done since; what was brought back already, or is another now, stays."""
        if self.index() and (last := self._step(self.index() - 1)).change == change:
            self.undo_act() if last.act else self.undo()
            return
        now = self._now()
        back = change.inverse
        still = Change(
            f"恢复{back.what.removeprefix('删除')}",
            tuple(edit for edit in back.edits if now.get(edit.id) == edit.before),
            back.categories,
            tuple(edit for edit in back.additions if now.get(edit.id) == edit.before),
        )
        if still:
            self.do(still)

    def commit(self, change: Change) -> None:
        """Do a step now, or together with the others of its act."""
        if self._gathered is not None:
            self._gathered.append(change)
        else:
            self._commit(change)

    def _walk(self, step: Callable[[], None], at: int) -> None:
        """Take steps as long as they are of the same act: all at once, so that one change is written."""
        if not 0 <= self.index() + at < self.count():
            return
        act = self._step(self.index() + at).act
        self._gathered = []
        try:
            step()
            while act and 0 <= self.index() + at < self.count() and self._step(self.index() + at).act == act:
                step()
        finally:
            changes, self._gathered = self._gathered, None
        self._commit(composed(changes))

    def _step_in(self, note: str, step: Callable[[], None], act: Callable[[], None], at: int) -> None:
        there = 0 <= self.index() + at < self.count()
        (step if there and self._step(self.index() + at).act.startswith(act_of(note)) else act)()

    def _step(self, at: int) -> "_Step":
        step = self.command(at)
        assert isinstance(step, _Step)
        return step

    def _keep_words(self) -> None:
        later = [self._step(at) for at in range(self.index(), self.count())]
        if not later:
            return
        earlier = (self._step(at).change for at in range(self.index()))
        there = {word for change in earlier for word in _words(change)}
        now = self._now()
        ids = {edit.id for step in later for edit in (*step.change.edits, *step.change.additions)}
        there |= {word for id_ in ids for word in _words_of(id_, now.get(id_))}
        if all(word in there for step in later for word in _words(step.change)):
            return
        self._backs += 1
        back = f"back {self._backs}"
        # Done and taken back already: nothing happens, it is only remembered.
        for step in later:
            self.push(_Step(self.commit, step.change, step.act, done=True))
        for step in reversed(_lasting(later)):
            self.push(_Step(self.commit, step.change.inverse, back, done=True))


def _lasting(steps: Iterable["_Step"]) -> list["_Step"]:
    """Those that no other of them takes back: steps that were kept once stand there with what took them back,
    and keeping both once more would double them each time.
    """
    lasting: list[_Step] = []
    for step in steps:
        if lasting and step.change == lasting[-1].change.inverse:
            lasting.pop()
        else:
            lasting.append(step)
    return lasting


class _Step(QUndoCommand):
    """One change; its first `redo` is the change itself."""

    def __init__(
        self, commit: Callable[[Change], object], change: Change, act: str = "", *, done: bool = False
    ) -> None:
        super().__init__(change.what)
        self.change, self.act = change, act
        self._commit, self._done = commit, done

    def redo(self) -> None:
        # QUndoStack.push calls this at once; what is done already is not done again.
        if not self._done:
            self._commit(self.change)
        self._done = False

    def undo(self) -> None:
        self._commit(self.change.inverse)


def act_of(note: str, number: int | None = None) -> str:
    """The name of the act of typing into the note of the mark with this id, each time anew; without a number
    what all of them begin with.
    """
    return f"{note}#" if number is None else f"{note}#{number}"


def composed(changes: Iterable[Change]) -> Change:
    """What changes come to that follow one another; what ends as it began is left out."""
    made = list(changes)
    return Change(
        made[0].what if made else "",
        _ends(edit for change in made for edit in change.edits),
        _ends(edit for change in made for edit in change.categories),
        _ends(edit for change in made for edit in change.additions),
    )


def _ends(edits: Iterable[Edit[_Record]]) -> tuple[Edit[_Record], ...]:
    found: dict[str, Edit[_Record]] = {}
    for edit in edits:
        first = found.get(edit.id)
        found[edit.id] = Edit(first.before if first is not None else edit.before, edit.after)
    return tuple(edit for edit in found.values() if edit.before != edit.after)


def _words(change: Change) -> Iterator[Hashable]:
    """What the person wrote, in all states that the change knows."""
    edits: list[Edit[Any]] = [*change.edits, *change.additions]
    for edit in edits:
        for record in (edit.before, edit.after):
            yield from _words_of(edit.id, record)


def _words_of(id_: str, record: Mark | Addition | None) -> Iterator[Hashable]:
    if isinstance(record, Mark):
        if record.note or record.tags or any((record.task.lead_unit, record.task.units, record.task.due)):
            yield id_, record.note, record.tags, record.task
    elif record is not None:
        yield record
