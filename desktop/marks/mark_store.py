"""The marks as the window knows them: shown at once, written in the background, confirmed when they are on
disk.
"""

from __future__ import annotations  # what opens user.db is loaded when it is opened, after the first paint

import logging
from collections import ChainMap
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from db.errors import PlanReaderError, StoreError
from db.progress import Progress
from db.records import Plan
from db.user.mark_edits import edited
from db.user.records import (
    Addition,
    Backup,
    Category,
    Change,
    Edit,
    Edition,
    Mark,
    MergeReport,
    Saved,
    in_menu_order,
    now,
    put,
)
from desktop.background import InOrder
from desktop.marks.mark_history import MarkHistory
from desktop.marks.ordered_marks import OrderedMarks
from desktop.widgets.controls import one_shot

if TYPE_CHECKING:
    from db.library.library import Library
    from db.user.marks import Marks
    from db.user.plan_text import PlanText
    from db.user.second_place import PlaceReport

_log = logging.getLogger(__name__)

_RETRY_MS = 5_000
"""Milliseconds between two tries to write what could not be written."""
_BACKUP_MS = 10 * 60_000
"""Milliseconds between two looks whether the hourly backup is due."""
_CLOSING_MS = 10_000
"""Milliseconds that closing waits for what is being written."""
_PATIENCE = 2.0
"""Seconds to wait for a file that another program has locked; not on the window's thread."""


class MarkStore(QObject):
    """All changes go through here: each is in memory and on the undo stack at once, and on disk as soon as
    that is possible.
    """

    opened = Signal()
    """The marks were read; `marks` holds them."""
    changed = Signal(object)
    """Marks, colours or additions are not what they were: the Change, or None where all was read anew."""
    ready = Signal(str)
    """Marks can be put on the plan with this slug."""
    saving_changed = Signal()
    """`saving` or `trouble` is not what it was."""
    said = Signal(str)
    """A sentence for the person: something was not done, or was done for them."""
    failed = Signal(str)
    """A sentence for the person: why something could not be done."""
    incident_found = Signal(object)
    """The Incident: user.db was damaged or gone."""
    place_changed = Signal(object)
    """How the second place of the backups stands: a PlaceReport, None without one."""
    reported = Signal(object)
    """The MergeReport on marks that were brought into a newer edition."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks: dict[str, Mark] = {}
        self._ordered = OrderedMarks()
        self.categories: tuple[Category, ...] = ()
        self.additions: dict[str, Addition] = {}
        """Entries from the paper copy and corrections of place names, of all plans."""
        self.stack = MarkHistory(self.commit, lambda: ChainMap[str, Any](self.marks, self.additions), self)
        self.trouble = ""
        self.refused = ""
        """Why there are no marks this time: their file is a newer program's, or there is no folder."""
        self.kept: Marks | None = None
        """The marks as user.db has them, to be asked in the background; None before they were read."""
        self._library: Library | None = None
        # Only what the background has answered: while it still moves a plan's marks, none can be put on it.
        self._texts: dict[str, PlanText] = {}
        self._writes = 0
        self._finished = False
        # One queue for all: what is asked sees what was changed before.
        self._queue = InOrder(self)
        self.told = self._queue.told
        """How many of how many marks were looked for in a newer edition: done, whole, nothing."""
        # Copies to a stick may take minutes: nothing that is saved waits behind them.
        self._copying = InOrder(self)
        self._retry = QTimer(self, interval=_RETRY_MS)
        self._retry.timeout.connect(self.retry)
        self._backup = QTimer(self, interval=_BACKUP_MS)
        self._backup.timeout.connect(self._back_up)

    # What there is

    @property
    def is_open(self) -> bool:
        """The marks were read."""
        return self.kept is not None

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
        if self._library is None:
            raise StoreError("规划还没有打开，请稍候再试。", slug)
        return self._library.store(slug).plan

    def of_plan(self, slug: str) -> list[Mark]:
        """The marks of one plan, in its order."""
        return self._ordered.of_plan(slug)

    def beginning(self, slug: str, key: str) -> Collection[Mark]:
        """The marks that begin in a passage of a plan, in no order; also those without a place."""
        return self._ordered.beginning(slug, key)

    def in_order(self) -> tuple[Mark, ...]:
        """All marks, plan by plan, in the order of the plan."""
        return self._ordered.all()

    def category(self, id_: str | None) -> Category | None:
        """The category with this id."""
        return next((each for each in self.categories if each.id == id_), None)

    def colours(self) -> dict[str, str]:
        """#rrggbb by a category's id."""
        return {each.id: each.colour for each in self.categories}

    # Opening and closing

    def open(self, folder: Path, library: Library, first: str) -> None:
        """Read the marks in the background, then bring them into the plans' present editions, that of `first`
        before all.
        """
        self._library = library
        self._queue.add(partial(_open, folder), partial(self._take_store, first), self._refuse)

    def move_to_edition(self, slug: str) -> None:
        """A plan was opened, or is another edition now: find its marks in it."""
        if self.kept is not None and self._library is not None and slug:
            work = partial(_move_to_edition, self.kept, self._library, slug)
            self._queue.add(work, partial(self._take_moved, slug), self._tell)

    def forget(self, slug: str) -> None:
        """A plan is gone: let go of its words. Its marks stay, and find their places when it comes back."""
        self._texts.pop(slug, None)
        self.question(lambda marks: marks.forget(slug))

    def hand_in_all(self) -> None:
        """Hand every plan to the marks: those of a colleague's file find their places only in such plans."""
        for slug in self._library.slugs() if self._library is not None else ():
            if slug not in self._texts:
                self.move_to_edition(slug)

    def wait(self) -> None:
        """Stay until what is under way is on disk or can't be written, so that a person who closes the window
        is told which.
        """
        loop = QEventLoop()
        timer = one_shot(loop, _CLOSING_MS, loop.quit)
        self.saving_changed.connect(loop.quit)
        timer.start()
        while self._writes and timer.isActive():
            # Input is kept back: another click on 关闭 would lead here a second time.
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.saving_changed.disconnect(loop.quit)

    def finish(self) -> None:
        """Write what is left, and let go of the file. The window is gone."""
        if self._finished:
            return
        self._finished = True
        self._retry.stop()
        self._backup.stop()
        # What is not copied now is copied after the next start.
        self._copying.drop()
        self._queue.finish()
        if self.kept is not None and not self.kept.close():
            _log.warning("marks were not saved: %s", self.kept.trouble)

    # Changing

    def do(self, change: Change, act: str = "") -> None:
        """Do a change that can be undone; those of one `act` (see `act_of`) are taken back together."""
        if change and self.kept is not None:
            self.stack.do(change, act)

    def commit(self, change: Change) -> None:
        """Show a change and write it; the history calls it."""
        if not change:
            return
        self._show(change)
        self._writing(1)
        self.question(lambda marks: marks.apply(change), partial(self._saved, change), self._not_applied)

    def ask(self, work: Callable[[Marks], Saved]) -> None:
        """Let the marks do something themselves (`place`, `accept`, `restore`…); it is one undo step."""
        if self.kept is not None:
            self._writing(1)
            self.question(work, self._done, self._not_done)

    def question(
        self,
        work: Callable[[Marks], Any],
        then: Callable[[Any], object] | None = None,
        failed: Callable[[PlanReaderError], object] | None = None,
    ) -> None:
        """Ask the marks something in the background; nothing is asked as long as they were not read."""
        if self.kept is not None:
            self._queue.add(partial(_run, work, self.kept), then or _nothing, failed or self._tell)

    @Slot()
    def retry(self) -> None:
        """Try again to write what could not be written."""
        self.question(lambda marks: marks.retry(), self._retried)

    @Slot()
    def refresh(self) -> None:
        """Take over what another program wrote meanwhile."""
        if not self._queue.busy:
            self.question(lambda marks: marks.refresh(), self._refreshed)

    @Slot()
    def _back_up(self) -> None:
        # Also when none is due: the second place may be there again.
        self.question(lambda marks: marks.back_up_if_due(), self._copy_backups)

    def back_up(self, then: Callable[[object], object]) -> None:
        """Make a backup now, because the person asks for it."""

        def made(backup: Backup | None) -> None:
            self.said.emit(f"已备份 {backup.marks} 条批注。" if backup else "还没有批注，没有需要备份的。")
            self._copy_backups()
            then(backup)

        self.question(lambda marks: marks.back_up(), made)

    def choose_second_place(self, folder: str | None) -> None:
        """Put copies of the backups into this folder too from now on; None: nowhere."""
        place = Path(folder) if folder is not None else None
        self.question(lambda marks: marks.second_place.choose(place), self._copy_backups)

    def _copy_backups(self, _answer: object = None) -> None:
        if self.kept is not None and not self._finished:
            self._copying.add(partial(_copy_backups, self.kept), self._copied, self._tell)

    def _copied(self, answer: tuple[PlaceReport | None, str]) -> None:
        report, told = answer
        self.place_changed.emit(report)
        if told:
            self.said.emit(told)

    # What comes back

    def _take_store(self, first: str, store: Marks) -> None:
        self.kept = store
        self._reload(store)
        self.opened.emit()
        if store.incident is not None:
            self.incident_found.emit(store.incident)
        self.move_to_edition(first)
        # The plan that is open is looked after first; the others follow behind what the person does now.
        for slug in dict.fromkeys(mark.anchor.plan for mark in store.all()):
            if slug != first:
                self.move_to_edition(slug)
        self._take_up_drafts(store)
        self._look_at_trouble()
        self._back_up()
        self._backup.start()

    def _take_up_drafts(self, store: Marks) -> None:
        """What was being typed when an earlier version of the program ended becomes the note; one undo takes
        that back.
        """
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
        self.failed.emit(str(error))

    def _take_moved(self, slug: str, answer: tuple[PlanText | None, MergeReport | None]) -> None:
        text, report = answer
        if text is not None:
            self._texts[slug] = text
        if report is not None:
            # Undo steps from before may hold anchors of the old edition.
            self.stack.clear()
            self._reload(self.kept)
            self.reported.emit(report)
        self.ready.emit(slug)
        self._look_at_trouble()

    def _saved(self, change: Change, saved: Saved) -> None:
        # Another program wrote at the same moment, and ours was put on top of theirs.
        if saved.change != change:
            self._reload(self.kept)
        self._look_at_trouble()
        self._writing(-1)

    def _not_applied(self, error: PlanReaderError) -> None:
        """Somebody else has changed the same mark: what is true is shown again, and steps that build on it
        go.
        """
        self._writing(-1)
        self.stack.clear()
        self._tell(error)
        self._reload(self.kept)
        self._look_at_trouble()

    def _done(self, saved: Saved) -> None:
        self._writing(-1)
        self._show(saved.change)
        if saved.change:
            self.stack.do(saved.change, done=True)
        self._look_at_trouble()

    def _not_done(self, error: PlanReaderError) -> None:
        self._writing(-1)
        self._tell(error)
        self._look_at_trouble()

    def _retried(self, _on_disk: bool) -> None:
        # While something is on its way to the disk, what is shown is rightly ahead of it.
        if not self._writes and self.kept is not None and self.in_order() != self.kept.all():
            self._reload(self.kept)
        self._look_at_trouble()

    def _refreshed(self, change: Change) -> None:
        # What is on its way is shown already, and is not yet in what was read.
        if change and not self._writes:
            self._reload(self.kept)

    def _tell(self, error: PlanReaderError) -> None:
        _log.warning("%s %s", error, error.detail)
        self.failed.emit(str(error))

    def _show(self, change: Change) -> None:
        # By what is shown: a change that was overtaken says of a mark what it no longer is.
        after = {edit.id: edit.after for edit in change.edits}
        pairs = ((self.marks.get(id_), mark) for id_, mark in after.items())
        edits = tuple(Edit(*pair) for pair in pairs if pair != (None, None))
        change = replace(change, edits=edits)
        self._ordered.take(edits)
        put(self.marks, after)
        put(self.additions, {edit.id: edit.after for edit in change.additions})
        if change.categories:
            found = {each.id: each for each in self.categories}
            put(found, {edit.id: edit.after for edit in change.categories})
            self.categories = in_menu_order(found.values())
        if change:
            self.changed.emit(change)

    def _reload(self, store: Marks | None) -> None:
        if store is not None:
            self._ordered = OrderedMarks(store.all())
            self.marks = {mark.id: mark for mark in self._ordered.all()}
            self.categories = store.categories()
            self.additions = {each.id: each for each in store.additions()}
            self.changed.emit(None)

    def _writing(self, by: int) -> None:
        self._writes += by
        self.saving_changed.emit()

    def _look_at_trouble(self, _answer: object = None) -> None:
        trouble = self.kept.trouble if self.kept is not None else ""
        if trouble and not self._retry.isActive():
            self._retry.start()
        elif not trouble:
            self._retry.stop()
        if trouble != self.trouble:
            self.trouble = trouble
            self.saving_changed.emit()


def _run(work: Callable[[Marks], Any], marks: Marks, _progress: Progress) -> Any:
    return work(marks)


def _open(folder: Path, _progress: Progress) -> Marks:
    from db.user.marks import Marks

    return Marks.open(folder, patience=_PATIENCE)


def _copy_backups(marks: Marks, progress: Progress) -> tuple[PlaceReport | None, str]:
    report = marks.copy_backups(progress)
    return report, marks.second_place.tell_once(report)


def _move_to_edition(
    marks: Marks, library: Library, slug: str, progress: Progress
) -> tuple[PlanText | None, MergeReport | None]:
    try:
        plan = library.mended(slug)
    except StoreError:
        # Its marks stay as they are until the plan can be opened again.
        return None, None
    edition = Edition(plan.plan, plan.stamp.source_sha256, plan.stamp.content_sha256)
    report = marks.move_to_edition(edition, progress)
    return marks.text(slug), report


def _nothing(_answer: object) -> None:
    """Nobody waits for the answer."""
