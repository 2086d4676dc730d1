"""The marks as the window knows them: shown at once, written in the background, confirmed when they are on
disk.
"""

from __future__ import annotations  # what opens user.db is loaded when it is opened, after the first paint

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from db.errors import PlanReaderError, StoreError
from db.progress import Progress
from db.records import Plan
from db.user.records import (
    Addition,
    Category,
    Change,
    Edition,
    Mark,
    MergeReport,
    Saved,
    in_menu_order,
    put,
)
from desktop.background import InOrder

if TYPE_CHECKING:
    from db.user.marks import Marks
    from db.user.plan_text import PlanText

_log = logging.getLogger(__name__)

_RETRY_MS = 5_000
"""Between two tries to write what could not be."""
_BACKUP_MS = 10 * 60_000
"""Between two looks whether the hourly backup is due."""
_CLOSING_MS = 10_000
"""How long closing waits for what is being written."""
_PATIENCE = 2.0
"""Seconds to wait for a file that another program has locked; not on the window's thread."""


@dataclass(frozen=True, slots=True)
class KnownPlans:
    """The plans that marks stand in; both are called from the background."""

    slugs: Callable[[], Sequence[str]]
    edition: Callable[[str], Edition]
    """Raises StoreError for a plan that can't be opened."""


@dataclass(frozen=True, slots=True)
class _Moved:
    slug: str
    text: PlanText | None
    report: MergeReport | None


class MarkStore(QObject):
    """All changes go through here: each is in memory and on the undo stack at once, and on disk as soon as
    that is possible.
    """

    opened = Signal()
    """The marks were read; `marks` holds them."""
    changed = Signal()
    """Marks or colours are not what they were."""
    ready = Signal(str)
    """Marks can be put on the plan with this slug."""
    saving_changed = Signal()
    """`saving` or `trouble` is not what it was."""
    said = Signal(str)
    """A sentence for the reader: something was not done, or was done for them."""
    incident_found = Signal(object)
    """The Incident: user.db was damaged or gone."""
    reported = Signal(object)
    """The Report on marks that were brought into a newer edition."""
    progressed = Signal(int, int)
    """How many of how many marks were looked for in a newer edition."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.marks: dict[str, Mark] = {}
        self._ordered: list[Mark] | None = None
        self.categories: tuple[Category, ...] = ()
        self.additions: dict[str, Addition] = {}
        """Entries from the paper copy and corrections of place names, of all plans."""
        self.trouble = ""
        self.refused = ""
        """Why there are no marks this time: their file is a newer program's, or there is no folder."""
        self._store: Marks | None = None
        self._plans: KnownPlans | None = None
        self._texts: dict[str, PlanText] = {}
        self._drafts: dict[str, str] = {}
        self._writes = 0
        self._finished = False
        self._queue = InOrder(self)
        self._retry = QTimer(self)
        self._retry.setInterval(_RETRY_MS)
        self._retry.timeout.connect(self.retry)
        self._backup = QTimer(self)
        self._backup.setInterval(_BACKUP_MS)
        self._backup.timeout.connect(self._back_up)

    # What there is

    @property
    def is_open(self) -> bool:
        """The marks were read."""
        return self._store is not None

    @property
    def store(self) -> Marks | None:
        """The marks themselves, for the background; None as long as they were not read."""
        return self._store

    @property
    def saving(self) -> bool:
        """Something is on its way to the disk."""
        return self._writes > 0

    @property
    def saved(self) -> bool:
        """All that is shown is on disk."""
        return not self._writes and not self.trouble

    def text(self, slug: str) -> PlanText | None:
        """The words of a plan that marks can be put on; None as long as they can't."""
        return self._texts.get(slug)

    def plan_of(self, slug: str) -> Plan:
        """A plan by its slug; for the background. Raises StoreError."""
        if self._plans is None:
            raise StoreError("规划还没有打开，请稍候再试。", slug)
        return self._plans.edition(slug).plan

    def of_plan(self, slug: str) -> list[Mark]:
        """The marks of one plan, in its order."""
        return [mark for mark in self.in_order() if mark.anchor.plan == slug]

    def in_order(self) -> list[Mark]:
        """All marks, plan by plan, in the order of the plan."""
        if self._ordered is None:
            self._ordered = sorted(self.marks.values(), key=lambda mark: mark.order)
        return list(self._ordered)

    def category(self, id_: str | None) -> Category | None:
        """The category with this id."""
        return next((each for each in self.categories if each.id == id_), None)

    def colours(self) -> dict[str, str]:
        """#rrggbb by a category's id."""
        return {each.id: each.colour for each in self.categories}

    # Opening and closing

    def open(self, folder: Path, plans: KnownPlans, first: str) -> None:
        """Read the marks in the background, then bring them into the plans' present editions, that of `first`
        before all.
        """
        self._plans = plans
        self._add(partial(_open, folder), partial(self._take_store, first), self._refuse)

    def move_to_edition(self, slug: str) -> None:
        """A plan was opened, or is another edition now: find its marks in it."""
        if self._store is None or self._plans is None or not slug:
            return
        work = partial(_move_to_edition, self._store, self._plans, slug, self.progressed)
        self._add(work, self._take_moved, self._tell)

    def hand_in_all(self) -> None:
        """Hand in every plan that there is: what a colleague's file needs."""
        for slug in self._plans.slugs() if self._plans is not None else ():
            if slug not in self._texts:
                self.move_to_edition(slug)

    def wait(self) -> None:
        """Stay until what is under way is on disk or can't be written, so that a reader who closes the window
        is told which.
        """
        loop, timer = QEventLoop(), QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(loop.quit)
        self.saving_changed.connect(loop.quit)
        timer.start(_CLOSING_MS)
        while self._writes and timer.isActive():
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.saving_changed.disconnect(loop.quit)

    def finish(self) -> None:
        """Write what is left, and let go of the file. The window is gone."""
        if self._finished:
            return
        self._finished = True
        self._retry.stop()
        self._backup.stop()
        self._queue.finish()
        if self._store is not None and not self._store.close():
            _log.warning("marks were not saved: %s", self._store.trouble)

    # Changing

    def do(self, change: Change) -> None:
        """Do a change that can be undone."""
        if change and self._store is not None:
            self.stack.push(_Step(self, change))

    def commit(self, change: Change) -> None:
        """Show a change and write it; the undo stack calls it."""
        store = self._store
        if store is None:
            return
        self._show(change)
        self._writing(1)
        self._add(partial(store.apply, change), partial(self._saved, change), self._not_applied)

    def ask(self, work: Callable[[Marks], Saved]) -> None:
        """Let the marks do something themselves (`place`, `accept`, `restore`…); it is one undo step."""
        if self._store is not None:
            self._writing(1)
            self._add(partial(work, self._store), self._done, self._not_done)

    def question(self, work: Callable[[Marks], Any], then: Callable[[Any], None]) -> None:
        """Ask the marks something in the background that changes nothing."""
        if self._store is not None:
            self._add(partial(work, self._store), then, self._tell)

    def save_draft(self, id_: str, text: str) -> None:
        """Keep a note as it is being typed; of several that wait the last one is written."""
        if self._store is not None:
            self._drafts[id_] = text
            self._add(partial(_save_draft, self._store, self._drafts, id_), self._draft_saved, self._tell)

    @Slot()
    def retry(self) -> None:
        """Try again to write what could not be written."""
        if self._store is not None:
            self._add(self._store.retry, self._retried, self._tell)

    @Slot()
    def refresh(self) -> None:
        """Take over what another program wrote meanwhile."""
        if self._store is not None and not self._queue.busy:
            self._add(self._store.refresh, self._refreshed, self._tell)

    def _add(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        failed: Callable[[PlanReaderError], object],
    ) -> None:
        self._queue.add(partial(_run, work), then, failed)

    # What comes back

    def _take_store(self, first: str, store: Marks) -> None:
        self._store = store
        self._reload()
        self.opened.emit()
        if store.incident is not None:
            self.incident_found.emit(store.incident)
        self.move_to_edition(first)
        for slug in dict.fromkeys(mark.anchor.plan for mark in store.all()):
            if slug != first:
                self.move_to_edition(slug)
        self._take_up_drafts(store)
        self._look_at_trouble()
        self._back_up()
        self._backup.start()

    def _take_up_drafts(self, store: Marks) -> None:
        """What was being typed when the program ended becomes the note; one undo takes that back."""
        from db.user.mark_edits import edited
        from db.user.records import Edit, now

        drafts = {draft.mark: draft.text for draft in store.drafts()}
        pairs = [
            (self.marks[id_], text)
            for id_, text in drafts.items()
            if id_ in self.marks and self.marks[id_].note != text
        ]
        if pairs:
            edits = tuple(Edit(mark, edited(mark, now(), note=text)) for mark, text in pairs)
            self.do(Change("恢复未写完的批注", edits))
            self.said.emit(f"上次有 {len(pairs)} 条批注没有写完就关闭了，已恢复到最后输入的文字。")

    def _refuse(self, error: PlanReaderError) -> None:
        _log.warning("%s %s", error, error.detail)
        self.refused = str(error)
        self.saving_changed.emit()
        self.said.emit(str(error))

    @Slot(object)
    def _take_moved(self, moved: _Moved) -> None:
        if moved.text is not None:
            self._texts[moved.slug] = moved.text
        if moved.report is not None:
            # Undo steps from before may hold anchors of the old edition.
            self.stack.clear()
            self._reload()
            self.reported.emit(moved.report)
        self.ready.emit(moved.slug)
        self._look_at_trouble()

    def _saved(self, change: Change, saved: Saved) -> None:
        if saved.change != change:
            self._reload()
        self._look_at_trouble()
        self._writing(-1)

    def _not_applied(self, error: PlanReaderError) -> None:
        """Somebody else has changed the same mark: what is true is shown again, and steps that build on it
        go.
        """
        self._writing(-1)
        self.stack.clear()
        self._tell(error)
        self._reload()
        self._look_at_trouble()

    def _done(self, saved: Saved) -> None:
        self._writing(-1)
        self._show(saved.change)
        if saved.change:
            self.stack.push(_Step(self, saved.change, done=True))
        self._look_at_trouble()

    def _not_done(self, error: PlanReaderError) -> None:
        self._writing(-1)
        self._tell(error)
        self._look_at_trouble()

    def _draft_saved(self, _on_disk: bool) -> None:
        self._look_at_trouble()

    def _retried(self, _on_disk: bool) -> None:
        if (
            self._store is not None
            and self.marks != {mark.id: mark for mark in self._store.all()}
            and not self._writes
        ):
            self._reload()
        self._look_at_trouble()

    def _refreshed(self, change: Change) -> None:
        if change and not self._writes:
            self._reload()

    def _tell(self, error: PlanReaderError) -> None:
        _log.warning("%s %s", error, error.detail)
        self.said.emit(str(error))

    def _back_up(self) -> None:
        if self._store is not None:
            self._add(self._store.back_up_if_due, _nothing, self._tell)

    def _show(self, change: Change) -> None:
        self._ordered = None
        put(self.marks, {edit.id: edit.after for edit in change.edits})
        put(self.additions, {edit.id: edit.after for edit in change.additions})
        if change.categories:
            found = {each.id: each for each in self.categories}
            put(found, {edit.id: edit.after for edit in change.categories})
            self.categories = in_menu_order(found.values())
        if change:
            self.changed.emit()

    def _reload(self) -> None:
        if self._store is not None:
            self.marks = {mark.id: mark for mark in self._store.all()}
            self._ordered = None
            self.categories = self._store.categories()
            self.additions = {each.id: each for each in self._store.additions()}
            self.changed.emit()

    def _writing(self, by: int) -> None:
        self._writes += by
        self.saving_changed.emit()

    def _look_at_trouble(self) -> None:
        trouble = self._store.trouble if self._store is not None else ""
        if trouble and not self._retry.isActive():
            self._retry.start()
        elif not trouble:
            self._retry.stop()
        if trouble != self.trouble:
            self.trouble = trouble
            self.saving_changed.emit()


class _Step(QUndoCommand):
    """One change on the undo stack; its first `redo` is the change itself."""

    def __init__(self, store: MarkStore, change: Change, *, done: bool = False) -> None:
        super().__init__(change.what)
        self._store, self._change, self._done = store, change, done

    def redo(self) -> None:
        if not self._done:
            self._store.commit(self._change)
        self._done = False

    def undo(self) -> None:
        self._store.commit(self._change.inverse)


def _run(work: Callable[[], Any], _progress: Progress) -> Any:
    return work()


def _open(folder: Path) -> Marks:
    from db.user.marks import Marks

    return Marks.open(folder, patience=_PATIENCE)


def _move_to_edition(marks: Marks, plans: KnownPlans, slug: str, progressed: SignalInstance) -> _Moved:
    try:
        edition = plans.edition(slug)
    except StoreError:
        # Its marks stay as they are until the plan can be opened again.
        return _Moved(slug, None, None)
    report = marks.move_to_edition(edition, Progress(partial(_tell_progress, progressed)))
    return _Moved(slug, marks.text(slug), report)


def _tell_progress(progressed: SignalInstance, done: float, whole: float, _words: str) -> None:
    progressed.emit(int(done), int(whole))


def _save_draft(marks: Marks, drafts: dict[str, str], id_: str) -> bool:
    text = drafts.pop(id_, None)
    return text is None or marks.save_draft(id_, text)


def _nothing(_answer: object) -> None:
    """Nobody waits for the answer."""
