"""The person's marks: the one object through which they are read and changed.

All marks are held in memory, as records; every change is on disk before the next one. A change that can't be
written is kept, shown as not saved (`Saved.on_disk`, `trouble`), and written as soon as that is possible.
Each change comes back as a `Change`, whose inverse undoes it. All methods may be called from any thread:
changes wait for one another, reading waits for nothing, so that a window goes on while ten thousand marks are
brought into a new edition.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Unpack

from db.progress import QUIET, Progress
from db.user import merge, rescue
from db.user.anchors import moved
from db.user.content import DamagedError, GoneError, Lineage, StoredEdition, UserContent, Writing
from db.user.edition_move import Placer, Placing, place_by_hand
from db.user.errors import (
    BackupError,
    ChangedElsewhereError,
    NewerFileError,
    NotSavedError,
    UnknownMarkError,
)
from db.user.keeper import Keeper
from db.user.mark_edits import NAMES, Fields, edited, later
from db.user.merge import Lineages
from db.user.plan_text import PlanText, normal
from db.user.planmarks import PlanMarks, identities
from db.user.records import (
    Addition,
    Backup,
    Category,
    Change,
    Draft,
    Edit,
    Edition,
    Incident,
    Mark,
    MergeReport,
    PlaceSuggestion,
    Record,
    Recovery,
    RecoverySource,
    Rung,
    Saved,
    TextRange,
    in_menu_order,
    moment,
    now,
    same_source,
)
from db.user.recovery import RecoverySources, brought_back, chosen_of, differing
from db.user.second_place import PlaceReport, SecondPlace


@dataclass(frozen=True, slots=True)
class Preview:
    """What it would do to bring in a colleague's file."""

    file: PlanMarks
    new: tuple[Mark, ...]
    same: tuple[Mark, ...]
    """What is here already, in this version or a later one that was made of it."""
    conflicting: tuple[tuple[Mark, Mark], ...]
    """Mine and theirs: both will be kept."""
    updated: tuple[Mark, ...]
    """Those that were made of what is here, and nobody has changed here: they replace it."""
    unplaced: tuple[Mark, ...]
    """Of the new and conflicting ones those that can't be placed here: they wait in the tray."""
    additions: int
    """Entries and corrections of place names that come along, and aren't here yet."""
    change: Change
    lineages: Mapping[str, tuple[str, ...]]
    """Of the marks that change: `merge.Lineages`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What `Marks.check` found."""

    faults: tuple[str, ...]
    """In words; empty if all is well."""
    marks: int
    placed: int
    offered: int
    unplaced: int
    pending: int
    """Changes that are not on disk."""
    backups: tuple[Backup, ...]
    sources: tuple[RecoverySource, ...]
    """These and all else that marks can be brought back from, against what there is now."""


class Marks:
    """The marks of one person. Made by `open`."""

    def __init__(self, folder: Path, *, patience: float, clock: Callable[[], datetime]) -> None:
        self._keeper = Keeper(folder, patience, clock)
        self._clock = clock
        # A thread may take it twice: `remove` asks `apply`, which takes it, too.
        self._lock = threading.RLock()
        self._texts: dict[str, PlanText] = {}
        """The plans that were handed in, by slug: what marks can be put on."""
        self._known: dict[str, PlanText | None] = {}
        """Words of editions, also of earlier ones, by stamp."""

    @classmethod
    def open(cls, folder: Path, *, patience: float = 1.0, clock: Callable[[], datetime] = now) -> "Marks":
        """Open the marks in the person's own folder; without a user.db there are none yet, and none is made.

        `patience`: seconds to wait for a file that another program has locked. A damaged file is set aside
        and gives an `incident`; one that can't be read now gives `trouble`. Raises NewerFileError (the file
        is left untouched) and MigrationError (it is as it was).
        """
        marks = cls(folder, patience=patience, clock=clock)
        marks._keeper.open()
        return marks

    def close(self) -> bool:
        """Write what waits, let go of the file.

        False if something could not be written: it is lost with this object.
        """
        with self._lock:
            return self._keeper.close()

    # Reading

    @property
    def incident(self) -> Incident | None:
        """user.db was found damaged, gone or replaced, now or earlier, and the person has not let that go; of
        several the last one, whose first offer brings back what any of them can.
        """
        return self._keeper.incident

    @property
    def trouble(self) -> str:
        """Why changes are not on disk, in one sentence; empty if they all are."""
        return self._keeper.trouble

    def all(self, plan: str | None = None) -> tuple[Mark, ...]:
        """All marks, or those of one plan, in the order of the plan; also those that are not on disk yet."""
        # A list first: another thread may add marks meanwhile.
        found = list(self._keeper.memory.marks.values())
        of_plan = (mark for mark in found if plan is None or mark.anchor.plan == plan)
        return tuple(sorted(of_plan, key=lambda mark: mark.order))

    def get(self, id_: str) -> Mark:
        """The mark with this id. Raises UnknownMarkError."""
        try:
            return self._keeper.memory.marks[id_]
        except KeyError:
            raise UnknownMarkError(f"没有编号为“{id_}”的批注。") from None

    def categories(self) -> tuple[Category, ...]:
        """All categories, those that are offered first, in their order."""
        return in_menu_order(list(self._keeper.memory.categories.values()))

    def additions(self) -> tuple[Addition, ...]:
        """Entries from the paper copy (人工补录) and corrections of place names, of all plans."""
        with self._lock:
            return tuple(self._keeper.memory.additions.values())

    def drafts(self) -> tuple[Draft, ...]:
        """Notes that were being typed when the program ended, or are being typed now."""
        return tuple(self._keeper.memory.drafts.values())

    def text(self, plan: str) -> PlanText | None:
        """The words of a plan that was handed in (`move_to_edition`); None if it was not."""
        return self._texts.get(plan)

    # Changing

    def apply(self, change: Change, lineages: Lineages | None = None) -> Saved:
        """Do a change, also one that undoes or redoes; `lineages` are those of marks that came with a file.
        Raises ChangedElsewhereError if marks are not as it says.

        The answer's change is what was really done: it can differ if another program wrote at the same
        moment.
        """
        with self._lock:
            # First: what starts from an older form is refused, not written over what others wrote.
            self._keeper.look_for_others()
            memory = self._keeper.memory
            _prove(change.edits, memory.marks, "这条批注")
            _prove(change.categories, memory.categories, "颜色")
            _prove(change.additions, memory.additions, "这条补录")
            return self._put(change, lineages=lineages)

    def add(self, *marks: Mark) -> Saved:
        """Add marks."""
        what = f"添加{NAMES[marks[0].kind]}" if marks else ""
        return self.apply(Change(what, tuple(Edit(None, mark) for mark in marks)))

    def remove(self, *ids: str) -> Saved:
        """Remove marks. Raises UnknownMarkError."""
        with self._lock:
            marks = [self.get(id_) for id_ in dict.fromkeys(ids)]
            what = f"删除{NAMES[marks[0].kind]}" if marks else ""
            return self.apply(Change(what, tuple(Edit(mark, None) for mark in marks)))

    def edit(self, *ids: str, **fields: Unpack[Fields]) -> Saved:
        """Give marks another note, tags, state, category… Raises UnknownMarkError."""
        with self._lock:
            marks = [self.get(id_) for id_ in dict.fromkeys(ids)]
            what = f"修改{NAMES[marks[0].kind]}" if marks else ""
            return self.apply(_edits(what, [(mark, edited(mark, self._clock(), **fields)) for mark in marks]))

    def place(self, id_: str, text_range: TextRange) -> Saved:
        """Put a mark on other words by hand.

        Raises UnknownMarkError, AnchorError; the plan must have been handed in.
        """
        with self._lock:
            mark = self.get(id_)
            after = self._put_by_hand(self._texts[mark.anchor.plan], mark, text_range)
            return self.apply(_edits("重新定位", [(mark, after)]))

    def accept(self, *ids: str) -> Saved:
        """Put marks where they were offered to go; others are left as they are."""
        with self._lock:
            pairs = [
                (mark, self._put_by_hand(text, mark, mark.suggestion.reach))
                for mark in map(self.get, dict.fromkeys(ids))
                if mark.suggestion is not None and (text := self._texts.get(mark.anchor.plan)) is not None
            ]
            return self.apply(_edits("确认位置", pairs))

    def decline(self, *ids: str) -> Saved:
        """Put marks whose offered place is wrong into the tray."""
        with self._lock:
            pairs = [
                (mark, replace(mark, placed=placed, suggestion=None))
                for mark in map(self.get, dict.fromkeys(ids))
                if mark.suggestion is not None
                for placed in ("placed" if mark.placed == "placed" else "unplaced",)
            ]
            return self.apply(_edits("不采用该位置", pairs))

    def candidates(self, id_: str) -> tuple[PlaceSuggestion, ...]:
        """Places to choose from for a mark in the tray. Raises UnknownMarkError."""
        mark = self.get(id_)
        text = self._texts.get(mark.anchor.plan)
        return Placer(text, self._words_of).candidates(mark.anchor) if text is not None else ()

    def save_draft(self, id_: str, text: str) -> bool:
        """Keep a note as it is being typed; `edit` with a note drops it. Gives whether it is on disk."""
        with self._lock:
            self._keeper.put(Writing(Change(""), drafts={id_: Draft(id_, text, moment(self._clock()))}))
            return not self._keeper.waiting

    def retry(self) -> bool:
        """Try again to read or write what could not be. Gives whether everything is on disk now."""
        with self._lock:
            return self._keeper.flush()

    def refresh(self) -> Change:
        """Take over what another program has written meanwhile; gives what changed."""
        with self._lock:
            before = self._keeper.memory
            self._keeper.look_for_others()
            return _difference("", before, self._keeper.memory)

    # Editions

    def move_to_edition(self, edition: Edition, progress: Progress = QUIET) -> MergeReport | None:
        """Hand in a plan as it is now, and bring its marks into this edition where they aren't yet.

        Gives which way each went; None if there was nothing to do. Undo steps from before hold no longer
        where the report's change has touched a mark. Call it for each plan after opening. `progress` hears
        how many of how many marks were looked for; raises Stopped when it is stopped: nothing has changed
        then.
        """
        with self._lock:
            text = self._texts.get(edition.slug)
            if text is None or text.stamp != edition.stamp:
                self._known.pop(text.stamp if text is not None else "", None)
                text = PlanText.of(edition)
                self._texts[edition.slug] = self._known[edition.stamp] = text
            new_edition = self._keeper.memory.settled.get(edition.slug) != text.stamp
            # Only what moves is looked for: with ten thousand marks at rest this takes no time.
            strays = [mark for mark in self.all(edition.slug) if _astray(mark, text, new_edition)]
            if not strays:
                return None
            placer = Placer(text, self._words_of)
            ways: dict[str, Rung] = {}
            pairs: list[tuple[Mark, Mark]] = []
            for done, mark in enumerate(strays):
                progress.tell(done, len(strays))
                placing = placer.place(mark.anchor)
                ways[mark.id] = placing.rung
                pairs.append((mark, _placed(mark, placing)))
            progress.tell(len(strays), len(strays))
            change = _edits("规划更新", pairs)
            if not change and not new_edition:
                # What waits in the tray of this very edition waits on.
                return None
            # A full disk must not keep marks from their words.
            with suppress(BackupError):
                self._keeper.back_up("edition")
            self._put(change, text)
            return MergeReport(edition.slug, ways, change)

    def forget(self, plan: str) -> None:
        """A plan is gone: let go of its words, until it is handed in again. Its marks stay as they are."""
        with self._lock:
            # The words of an edition that a mark holds on to are kept with the marks.
            text = self._texts.pop(plan, None)
            self._known.pop(text.stamp if text is not None else "", None)

    # Colleagues' files

    def preview(self, file: PlanMarks) -> Preview:
        """What bringing in a file would do; nothing is done yet.

        The plans must have been handed in (`move_to_edition`).
        """
        with self._lock:
            for stamp, words in (file.editions or {}).items():
                # What is known here counts, whatever a file says of it.
                if self._words_of(stamp) is None:
                    self._known[stamp] = words
            renamed = _renamed(file, list(self._texts.values()))
            theirs = self._here(renamed.marks)
            mine = self._keeper.memory
            lineages = {id_: lineage.versions for id_, lineage in mine.lineages.items()}
            found = merge.merged(mine.marks, theirs, lineages, file.lineages)
            coming = {merge.version(mark) for mark in found.marks.values()}
            new, same, updated = list[Mark](), list[Mark](), list[Mark]()
            for mark in theirs:
                there = mine.marks.get(mark.id)
                if merge.holds(mine.marks, mark) or merge.version(mark) not in coming:
                    same.append(mark)
                elif there is None:
                    new.append(mark)
                elif merge.version(there) in file.lineages.get(mark.id, ()):
                    updated.append(mark)
            told = {mark.id for mark in (*new, *same, *updated)}
            conflicting = [(mine.marks[mark.id], mark) for mark in theirs if mark.id not in told]
            used = {mark.category for mark in theirs}
            categories = [category for category in file.categories if category.id in used]
            additions = merge.merged_additions(mine.additions, renamed.additions)
            return Preview(
                file=file,
                new=tuple(new),
                same=tuple(same),
                conflicting=tuple(conflicting),
                updated=tuple(updated),
                unplaced=tuple(
                    mark for mark in (*new, *(other for _, other in conflicting)) if mark.placed != "placed"
                ),
                additions=len(additions),
                change=Change(
                    "合并他人批注",
                    merge.merged_edits(mine.marks, found),
                    merge.merged_categories(mine.categories, categories),
                    additions,
                ),
                lineages=found.lineages,
            )

    def merge(self, preview: Preview) -> Saved:
        """Bring in a file, after a backup.

        Raises BackupError (nothing was done), ChangedElsewhereError (preview again).
        """
        with self._lock:
            if preview.change:
                self._keeper.back_up("import")
            return self.apply(preview.change, preview.lineages)

    def handed_on(
        self, author: str, chosen: Iterable[Mark] | None = None, categories: Iterable[Category] | None = None
    ) -> PlanMarks:
        """All marks for a .planmarks file; or those that are `chosen`, which may be newer than what is kept
        here.

        What was added to their plans by hand goes along.
        """
        with self._lock:
            marks = self.all() if chosen is None else tuple(sorted(chosen, key=lambda mark: mark.order))
            used = {mark.category for mark in marks}
            stamps = {mark.anchor.edition for mark in marks}
            plans = {mark.anchor.plan for mark in marks}
            additions = tuple(
                each for each in self.additions() if chosen is None or not marks or each.plan in plans
            )
            plans |= {each.plan for each in additions}
            return PlanMarks(
                author=author,
                made=moment(self._clock()),
                plans=identities(text for slug, text in sorted(self._texts.items()) if slug in plans),
                marks=marks,
                categories=tuple(each for each in (categories or self.categories()) if each.id in used),
                editions={stamp: words for stamp in stamps if (words := self._words_of(stamp)) is not None},
                additions=additions,
                lineages=self._lineages_of(marks),
            )

    # Backups

    def backups(self) -> tuple[Backup, ...]:
        """All backups, the newest first, each read and proved."""
        return self._keeper.backups.all()

    def back_up(self) -> Backup | None:
        """Make a backup now, because the person asks for it; None if there is nothing yet. Raises
        BackupError.
        """
        with self._lock:
            return self._keeper.back_up("manual")

    def back_up_if_due(self) -> Backup | None:
        """Make the hourly backup if marks have changed since the last one.

        Raises BackupError. Call it now and then.
        """
        with self._lock:
            return (
                self._keeper.back_up("hourly")
                if self._keeper.backups.due(self._clock(), self._keeper.disk)
                else None
            )

    @property
    def second_place(self) -> SecondPlace:
        """Where copies of the backups go, if the person chose a place."""
        return self._keeper.second

    def copy_backups(self, progress: Progress = QUIET) -> PlaceReport | None:
        """Bring the second place up to date; None without one.

        It may take long, and nothing waits for it: call it on a thread of its own. Raises Stopped.
        """
        keeper = self._keeper
        return keeper.second.catch_up(keeper.backups, keeper.held(), moment(self._clock()), progress)

    def recovery_sources(self, *, anew: bool = False) -> tuple[RecoverySource, ...]:
        """All backups, here and in the second place, and all that was set aside after incidents, the newest
        first, against the marks as they are now; with `anew` each is read and proved once more.
        """
        return self._sources().against(self._keeper.memory, anew=anew)

    def recovery(self, name: str) -> Recovery:
        """What a backup, or what was set aside after an incident, could bring back. Raises BackupError."""
        return self._sources().recovery(name)

    @staticmethod
    def recovery_of_file(path: Path) -> Recovery:
        """What any file could bring back: a backup or a user.db of anywhere, sound or not. Raises
        BackupError, NewerFileError.
        """
        return rescue.file_recovery(path)

    def differing(self, recovery: Recovery) -> tuple[Mark, ...]:
        """The marks of a recovery that are there now, but say something else."""
        return differing(recovery, self._keeper.memory)

    def _sources(self) -> RecoverySources:
        return RecoverySources(self._keeper.files, self._keeper.places())

    def restore(self, recovery: Recovery, only: Collection[str] | None = None) -> Saved:
        """Bring back what is missing, after a backup; nothing that is there changes. One undo takes it back.

        With `only`, no more than the marks and additions with these ids; those of them that are there but say
        something else now come back beside what is there. Raises BackupError (nothing was done).
        """
        with self._lock:
            self._keeper.back_up("restore")
            memory = self._keeper.memory
            wanted = recovery if only is None else chosen_of(recovery, only)
            after = brought_back(memory, wanted, self._here(wanted.marks), only is not None)
            change = _difference("恢复批注", memory, after)
            missing = {each.mark: each for each in wanted.drafts if each.mark not in memory.drafts}
            saved = self._put(change, drafts=missing)
            # Not before: if the program is killed now, the offer must be there again.
            if saved.on_disk:
                brought = (edit.id for edit in (*change.edits, *change.additions))
                self._keeper.settle_restored({*brought, *missing})
            return saved

    def settle_incidents(self, *names: str) -> bool:
        """The person lets these incidents go, all of them without names: they are not told again, and hold no
        backups any more. What was set aside stays on disk, and `recovery` gives it. False if it could not be
        noted.
        """
        with self._lock:
            return self._keeper.settle(*names)

    def check(self) -> Checked:
        """Read everything again from disk and compare; also look whether each mark stands on its words, and
        at the backups.
        """
        with self._lock:
            keeper = self._keeper
            faults = [*self._faults_on_disk(), *([keeper.trouble] if keeper.trouble else [])]
            faults += [keeper.incident.sentence] if keeper.incident is not None else []
            marks = self.all()
            if lost := [mark.id for mark in marks if not self._on_its_words(mark)]:
                faults.append(f"有 {len(lost)} 条批注不在它的文字上：{'、'.join(lost[:3])}。")
            sources = self.recovery_sources(anew=True)
            backups = self.backups()
            faults += [f"备份“{backup.name}”已损坏。" for backup in backups if backup.state == "damaged"]
            faults += [f"备份“{backup.name}”读不出来。" for backup in backups if backup.state == "unknown"]
            standing = Counter(mark.placed for mark in marks)
            return Checked(
                faults=tuple(faults),
                marks=len(marks),
                placed=standing["placed"],
                offered=standing["offered"],
                unplaced=standing["unplaced"],
                pending=len(keeper.waiting),
                backups=backups,
                sources=sources,
            )

    def _faults_on_disk(self) -> list[str]:
        # Nothing was ever written.
        if self._keeper.disk.sequence == 0:
            return []
        try:
            found = self._keeper.read_anew()
        except (DamagedError, GoneError) as error:
            return [f"批注文件已损坏或不见了（{error}）；程序重新启动时会处理。"]
        except (NewerFileError, NotSavedError) as error:
            return [str(error)]
        there = self._keeper.disk
        same = found.marks == there.marks and found.additions == there.additions
        return [] if same else ["磁盘上的批注与内存中的不一致。"]

    def _on_its_words(self, mark: Mark) -> bool:
        text, reach = self._texts.get(mark.anchor.plan), mark.anchor.reach
        return (
            text is None
            or mark.placed != "placed"
            or (text.span(reach) is not None and normal(text.quote(reach)) == normal(mark.anchor.quote))
        )

    def _put(
        self,
        change: Change,
        settled: PlanText | None = None,
        drafts: Mapping[str, Draft] | None = None,
        lineages: Lineages | None = None,
    ) -> Saved:
        keeper = self._keeper
        if not change and settled is None and not drafts:
            return Saved(change, not keeper.waiting, keeper.trouble)
        memory = keeper.memory
        editions: dict[str, StoredEdition | None] = (
            dict.fromkeys(self._unused(change, settled)) if settled is not None else {}
        )
        # The words of an edition are kept from the first mark on that holds on to it.
        for stamp, slug in {
            (edit.after.anchor.edition, edit.after.anchor.plan) for edit in change.edits if edit.after
        }:
            words = self._words_of(stamp) if stamp not in memory.editions else None
            if words is not None:
                title = words.edition.plan.info.title if words.edition is not None else ""
                editions[stamp] = StoredEdition(stamp, slug, title, words.pack())
        # What was being typed is the note now, or the note was changed otherwise.
        done: dict[str, Draft | None] = {
            edit.id: None
            for edit in change.edits
            if edit.before and edit.after and edit.before.note != edit.after.note and edit.id in memory.drafts
        }
        item = keeper.put(
            Writing(
                change,
                {**done, **(drafts or {})},
                editions,
                self._settled(change, settled),
                self._lineages(change, lineages or {}),
            )
        )
        on_disk = item not in keeper.waiting
        return Saved(item.change, on_disk, "" if on_disk else keeper.trouble)

    def _lineages(self, change: Change, given: Lineages) -> dict[str, Lineage | None]:
        """What becomes of the lineages: those of changed marks grow, those that came are `given`."""
        memory = self._keeper.memory
        known = memory.lineages
        there = memory.marks.keys() | {edit.id for edit in change.edits}
        after = {
            edit.id: merge.followed(lineage.versions if lineage else (), edit.before, edit.after)
            for edit in change.edits
            if edit.before is not None
            and edit.after is not None
            # It gave way to another's when files were merged: it is still there, nothing was made of it.
            and merge.other_id(edit.before) not in there
            for lineage in (known.get(edit.id),)
        } | dict(given)
        changed: dict[str, Lineage | None] = {
            id_: Lineage(id_, versions)
            for id_, versions in after.items()
            if versions != (known[id_].versions if id_ in known else ())
        }
        # A removed mark that is brought back counts as one of unknown descent: at worst both are kept once.
        return changed | {edit.id: None for edit in change.edits if edit.after is None and edit.id in known}

    def _lineages_of(self, marks: Iterable[Mark]) -> dict[str, tuple[str, ...]]:
        memory = self._keeper.memory
        found: dict[str, tuple[str, ...]] = {}
        for mark in marks:
            versions = memory.lineages[mark.id].versions if mark.id in memory.lineages else ()
            # What is being typed may be newer than what is kept.
            kept = memory.marks.get(mark.id, mark)
            if versions := merge.followed(versions, kept, mark):
                found[mark.id] = versions
        return found

    def _settled(self, change: Change, text: PlanText | None) -> dict[str, str]:
        """Which editions marks are placed in from now on: also that of a plan's first mark."""
        if text is not None and text.edition is not None:
            return {text.edition.slug: text.stamp}
        slugs = {
            edit.after.anchor.plan for edit in change.edits if edit.after
        } - self._keeper.memory.settled.keys()
        return {slug: self._texts[slug].stamp for slug in slugs if slug in self._texts}

    def _unused(self, change: Change, text: PlanText) -> tuple[str, ...]:
        """Editions of this plan whose words no mark will need any more."""
        slug = text.edition.slug if text.edition is not None else ""
        after = self._keeper.memory.marks | {edit.id: edit.after for edit in change.edits if edit.after}
        used = {mark.anchor.edition for mark in after.values()} | {text.stamp}
        return tuple(
            stamp
            for stamp, kept in self._keeper.memory.editions.items()
            if kept.plan == slug and stamp not in used
        )

    def _words_of(self, stamp: str) -> PlanText | None:
        """The words of an edition, if it is at hand, was kept, or came with a file."""
        if self._known.get(stamp) is None and stamp in self._keeper.memory.editions:
            try:
                self._known[stamp] = PlanText.unpack(stamp, self._keeper.memory.editions[stamp].words)
            # Kept words that are damaged are as unknown: quote and context must do.
            except ValueError:
                return None
        return self._known.get(stamp)

    def _here(self, marks: Iterable[Mark]) -> list[Mark]:
        """Marks from elsewhere, placed in the plans as they are here; those of unknown plans as they came."""
        placers = {slug: Placer(text, self._words_of) for slug, text in self._texts.items()}
        found: list[Mark] = []
        for mark in marks:
            placer = placers.get(mark.anchor.plan)
            if placer is None:
                found.append(mark)
                continue
            placing = placer.place(mark.anchor)
            if placing.anchor is not None:
                # What a file says of itself is made again from the plan.
                text, reach = self._texts[mark.anchor.plan], placing.anchor.reach
                placing = replace(placing, anchor=moved(text, placing.anchor, reach))
            found.append(_placed(mark, placing))
        return found

    def _put_by_hand(self, text: PlanText, mark: Mark, text_range: TextRange) -> Mark:
        anchor = place_by_hand(text, mark.anchor, text_range)
        changed = later(mark.changed, self._clock())
        return replace(mark, anchor=anchor, placed="placed", suggestion=None, changed=changed)


def _prove(edits: Iterable[Edit[Record]], there: Mapping[str, Record], what: str) -> None:
    """Raises ChangedElsewhereError if an edit starts from something else than what is there."""
    for edit in edits:
        if there.get(edit.id) != edit.before:
            raise ChangedElsewhereError(f"{what}已在别处改动过，这一步没有做。", edit.id)


def _edits(what: str, pairs: Iterable[tuple[Mark, Mark]]) -> Change:
    return Change(what, tuple(Edit(before, after) for before, after in pairs if before != after))


def _difference(what: str, before: UserContent, after: UserContent) -> Change:
    return Change(
        what,
        tuple(_changed(before.marks, after.marks)),
        tuple(_changed(before.categories, after.categories)),
        tuple(_changed(before.additions, after.additions)),
    )


def _changed(before: Mapping[str, Record], after: Mapping[str, Record]) -> Iterator[Edit[Record]]:
    """From what is in one to what is in the other, where that differs."""
    for id_ in dict.fromkeys((*before, *after)):
        if before.get(id_) != after.get(id_):
            yield Edit(before.get(id_), after.get(id_))


def _astray(mark: Mark, text: PlanText, new_edition: bool) -> bool:
    """Whether a mark must be looked for: it is of another edition, and that was not done yet; or its own has
    come back.
    """
    if mark.anchor.edition == text.stamp:
        return mark.placed != "placed"
    return new_edition or mark.placed == "placed"


def _placed(mark: Mark, placing: Placing) -> Mark:
    if placing.anchor is not None:
        return replace(mark, anchor=placing.anchor, placed="placed", suggestion=None)
    if placing.suggestion is not None:
        return replace(mark, placed="offered", suggestion=placing.suggestion)
    return replace(mark, placed="unplaced", suggestion=None)


def _renamed(file: PlanMarks, texts: list[PlanText]) -> PlanMarks:
    """The file, with the slugs that its plans have here."""
    here = [text.edition for text in texts if text.edition is not None]
    slugs: dict[str, str] = {}
    for plan in file.plans:
        # A colleague may have imported the same source under another name.
        like = (
            [edition for edition in here if same_source(edition.stamp, plan.edition)]
            or [edition for edition in here if edition.slug == plan.slug]
            or [edition for edition in here if edition.plan.info.title == plan.title]
        )
        if like:
            slugs[plan.slug] = like[0].slug

    def slug(plan: str) -> str:
        return slugs.get(plan, plan)

    return replace(
        file,
        marks=tuple(
            replace(mark, anchor=replace(mark.anchor, plan=slug(mark.anchor.plan))) for mark in file.marks
        ),
        additions=tuple(replace(each, plan=slug(each.plan)) for each in file.additions),
    )
