"""Keeps the marks in memory and user.db the same: a change that can't be written waits, a damaged file is set
aside, what other programs write is taken over.
"""

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.files import unread
from db.user import incidents, merge, rescue
from db.user.backup import Backups, Turn
from db.user.content import (
    LOGS,
    REVISION,
    DamagedError,
    GoneError,
    OvertakenError,
    UserContent,
    UserFiles,
    Writing,
    read_file,
)
from db.user.errors import BackupError, LockedError, MigrationError, NewerFileError, NotSavedError
from db.user.incidents import SetAside
from db.user.records import (
    DEFAULT_CATEGORIES,
    Addition,
    Backup,
    Change,
    Edit,
    Incident,
    Mark,
    Recovery,
)
from db.user.retention import Why
from db.user.second_place import SecondPlace

# It brings SQLAlchemy, which the first paint must not wait for: whatever writes imports it where it writes.
if TYPE_CHECKING:
    from db.user.mark_file import MarkFile

_log = logging.getLogger(__name__)

_DAMAGED = "批注文件已损坏，原文件已另存到“damaged”文件夹；规划照常可读。"
_GONE = "批注文件不见了；规划照常可读。"
REPLACED = "批注文件被换成了较早或另外的一份，备份中有 {count} 条批注现在没有；规划照常可读。"
_UNREADABLE = "批注文件暂时读不出来（{why}）；新的改动会先留在内存中，请不要关闭程序。"

_UNWRITTEN = "批注文件写不进去，改动还没有保存；已留在内存中，请先导出批注，再重新启动程序。"


class Keeper:
    """The marks in memory, and their way to the disk. Not to be used by two threads at a time."""

    def __init__(self, folder: Path, patience: float, clock: Callable[[], datetime]) -> None:
        self.backups = Backups(folder / "backups")
        self.second = SecondPlace(UserFiles(folder))
        self.clock = clock
        # Two contents, not one: `write` proves by the confirmed one that nobody else has written since, and
        # seals by the rows that it holds; what waits must not be taken for that.
        self.disk = _fresh()
        """What is on disk: confirmed."""
        self.memory = _fresh()
        """What is on disk, with the changes that wait to be written."""
        self.waiting: list[Writing] = []
        """Changes on their way to the disk, in their order."""
        self.incident: Incident | None = None
        """All that the person has not let go, as one."""
        self.trouble = ""
        self.files = UserFiles(folder)
        self._offers: dict[str, Recovery] = {}
        """The best that can be offered after each incident that is not settled, by its name."""
        self._healed = False
        """The file was written anew, and nothing was written since."""
        self._closed = False
        """What was confirmed is the past: whatever is put in its place from now on is meant so."""
        self._replaced = False
        """The file that was open no longer has its name: what has it now is another one."""
        self._patience = patience
        self._file: MarkFile | None = None
        self._readable = True

    # Opening

    def open(self) -> None:
        """Read what there is.

        Raises NewerFileError, MigrationError; all else becomes an incident or trouble.
        """
        try:
            self.disk = self._read_or_rescue()
        except (OSError, NotSavedError) as error:
            _log.warning("user.db can't be read: %r", error)
            self._readable = False
            why = error.why if isinstance(error, NotSavedError) else unread(error)
            self.trouble = _UNREADABLE.format(why=why)
        self.memory = self.disk.copied()
        if self._readable:
            self._look_for_another_file()
        self._take_incidents()

    def _take_incidents(self) -> None:
        found = [rescue.incident(self.files, self.places(), each) for each in incidents.unsettled(self.files)]
        self._offers = {each.set_aside: each.offers[0] for each in found if each.offers}
        # One that could not be noted, for want of room, is known as long as the program runs.
        unnoted = [self.incident] if self.incident is not None and not self.incident.set_aside else []
        self.incident = rescue.together([*unnoted, *found])

    def _look_for_another_file(self) -> None:
        """Someone may have put another sound file in the place of the marks, an older or an empty one: it
        does not follow on the newest backup, which never happens otherwise.
        """
        if self.incident is not None:
            return
        lacking = rescue.lacking(self.files, self.backups, self.disk)
        if lacking:
            # Another program may have written, and backed that up, since the file was read here.
            self.look_for_others()
            lacking = rescue.lacking(self.files, self.backups, self.disk)
        if lacking:
            sentence = REPLACED.format(count=lacking)
            _log.warning("user.db is another one: %s marks of the newest backup are not in it", lacking)
            rescue.note_incident(self.files, self.clock(), sentence, self._last())

    def _read_or_rescue(self) -> UserContent:
        files = self.files
        incidents.make_room(files)
        if not files.user.exists():
            log = any(files.user.with_name(files.user.name + end).exists() for end in LOGS)
            if not (files.whole_part.exists() or self._ever_backed_up() or log):
                return _fresh()
            # Looked at once more under the lock: of two programs that start now only one begins anew.
            with self._alone():
                if not files.user.exists() and not rescue.adopt_part(files):
                    gone = log or (self._ever_backed_up() and not self._waits_already())
                    return self._rescued(_GONE) if gone else _fresh()
        try:
            content = read_file(files.user)
        except DamagedError as error:
            _log.warning("user.db is damaged: %s", error)
            with self._alone():
                content = self._looked_again() or self._second_look()
        return content if content.revision == REVISION else self._migrated(content)

    def _looked_again(self) -> UserContent | None:
        """Another program may have put a damaged file right meanwhile, or has left a whole one beside it."""
        try:
            return read_file(self.files.user)
        except DamagedError:
            return read_file(self.files.user) if rescue.adopt_part(self.files) else None

    def _alone(self) -> AbstractContextManager[None]:
        """While user.db is made, replaced or set aside. Raises NotSavedError."""
        from db.user.mark_file import alone

        return alone(self.files.user, self.files.lock, self._patience)

    def _second_look(self) -> UserContent:
        """The file seems damaged; but perhaps another program was writing to it just now, so ask it with
        locks.

        SQLite writes to a file as it opens and closes it, so it is copied aside first.
        """
        name = rescue.copy_aside(self.files, self.clock(), _DAMAGED, self._last())
        if name:
            try:
                content = self._opened().read()
            except (LockedError, NewerFileError):
                incidents.drop(self.files, name)
                raise
            except (DamagedError, GoneError, NotSavedError):
                pass
            else:
                incidents.drop(self.files, name)
                return content
        return self._rescued(_DAMAGED, name)

    def _rescued(self, sentence: str, name: str = "") -> UserContent:
        """Begin anew beside what was set aside; raises OSError if the damaged file can't be put out of the
        way.
        """
        self._let_go()
        if name:
            rescue.remove(self.files)
        else:
            name = rescue.move_aside(self.files, self.clock(), sentence, self._last())
        if self.files.user.exists():
            raise PermissionError(str(self.files.user))
        if not name:
            unnoted = SetAside("", sentence, settled=False, before=self._last())
            self.incident = rescue.incident(self.files, self.places(), unnoted)
        return _fresh()

    def _migrated(self, content: UserContent) -> UserContent:
        from db.user.mark_file import migrate

        try:
            self.disk = content
            # Without a copy that was read back and found to be the same, the file is not touched.
            self.back_up("migration")
            self._let_go()
            migrate(self.files.user, self._patience)
            return read_file(self.files.user)
        except (BackupError, NotSavedError, DamagedError) as error:
            # What was wrong with a backup is told in its own sentence.
            why = error.why if isinstance(error, NotSavedError) else str(error).partition("。")[0]
            told = f"（{why}）" if isinstance(error, NotSavedError | BackupError) else ""
            raise MigrationError(
                f"批注文件没有升级成功{told}，文件保持原样；请处理后重新启动程序。", repr(error)
            ) from error

    # Writing

    def put(self, writing: Writing) -> Writing:
        """Do a change in memory and, if it can be, on disk.

        Gives what was really done; it still waits if it is not on disk.
        """
        last = self.waiting[-1] if self.waiting else None
        # In memory first: whatever becomes of the disk, the change is there and is tried again.
        self.memory.take(writing)
        if last is not None and last.only_drafts and writing.only_drafts:
            # While the disk is full a draft takes the place of the one before it.
            last.drafts = {**last.drafts, **writing.drafts}
            writing = last
        else:
            self.waiting.append(writing)
        self.flush()
        return writing

    def flush(self) -> bool:
        """Read or write what could not be, in its order. Gives whether everything is on disk now."""
        if not self._readable and not self._read_again():
            return False
        healed = False
        while self.waiting:
            try:
                self._write_first()
            except NotSavedError as error:
                _log.warning("not saved: %s", error.detail)
                self.trouble = str(error)
                return False
            except (DamagedError, GoneError) as error:
                _log.warning("user.db was lost under us: %r", error)
                # Once only: a disk that damages what it is given would keep us here for ever.
                if healed or not self._heal():
                    self.trouble = self.trouble or _UNWRITTEN
                    return False
                healed = True
        self.trouble = ""
        return True

    def look_for_others(self) -> None:
        """Take over what another program has written, unless something of ours waits."""
        if self.waiting or not self._readable:
            return
        try:
            if self.disk.sequence == 0 and not self.files.user.exists():
                return
            if self._state() != self.disk.state:
                self._take_over(self._opened().read())
                self.flush()
        except (GoneError, DamagedError):
            # At once, and not with the next change: there may be none before the program ends. But not over
            # and over, on a disk that damages what it is given.
            if self.disk.sequence and not self._healed:
                self._healed = self._heal()
                self.flush()
        except NewerFileError as error:
            self.trouble = str(error)
        except NotSavedError:
            # Writing will meet it again, and deal with it.
            return

    def _state(self) -> tuple[int, int]:
        """`UserContent.state` of the file that has the name now. Raises as `MarkFile.state`."""
        try:
            return self._opened().state()
        except GoneError:
            self._let_go()
            self._replaced = True
            return self._opened().state()

    def _take_over(self, found: UserContent) -> None:
        """What is on disk is what counts, and on top of it what waits. But if another file was put in the
        place of ours, or an older one, what was confirmed here and is not in it comes back.
        """
        ours = self.disk
        another = self._replaced or not found.follows(ours.sequence, ours.file_id)
        another = another and ours.sequence > 0 and not self._closed
        self._replaced = self._closed = False
        self.disk = found
        if another and (lost := _lost(ours, found)) is not None:
            _log.warning("user.db is another one: what it lacks is written to it")
            self.waiting.insert(0, lost)
        self._rebase()

    def close(self) -> bool:
        """Write what waits and let go of the file. False if something is not on disk."""
        self.look_for_others()
        done = self.flush()
        self._closed = True
        self._let_go()
        return done or not self.waiting

    def back_up(self, why: Why) -> Backup | None:
        """Make a backup; None if there is nothing yet to back up. Raises BackupError."""
        self.look_for_others()
        if self.disk.sequence == 0:
            return None
        try:
            return self._backed_up(why)
        except (DamagedError, GoneError) as error:
            _log.warning("a backup did not come out as it should: %r", error)
            if self.memory.revision == REVISION and self._readable and self._heal() and self.flush():
                return self._backed_up(why)
            raise BackupError("备份没有做成：批注文件读不出来。", repr(error)) from error

    def _backed_up(self, why: Why) -> Backup:
        above, hold = self.second.counter, self.held()
        return self.backups.make(self._opened(), why, self.clock(), self.disk, above=above, hold=hold)

    def held(self) -> Turn | None:
        """Up to where no backup may go: those of before an incident that nobody has settled."""
        noted = incidents.unsettled(self.files)
        if not noted:
            return self._last() if self.incident is not None else None
        return max(map(self._before, noted))

    def places(self) -> list[Backups]:
        """Where there are backups: beside user.db, and in the second place, if it is there."""
        second = self.second.backups()
        return [self.backups] if second is None else [self.backups, second]

    def _waits_already(self) -> bool:
        """The same incident was noted at an earlier start, and nothing was written since."""
        return any(self._before(each) >= self._last() for each in incidents.unsettled(self.files))

    def _last(self) -> Turn:
        """Whatever backup is made from now on comes behind this."""
        return Turn(max(self.backups.counter, self.second.counter), "~")

    def _before(self, noted: SetAside) -> Turn:
        return noted.before or self.backups.before(noted.time)

    def _ever_backed_up(self) -> bool:
        return self.backups.any() or self.second.counter > 0

    def read_anew(self) -> UserContent:
        """What is on disk now, asked as if for the first time.

        Raises DamagedError, GoneError, NotSavedError, NewerFileError.
        """
        from db.user.mark_file import MarkFile

        file = MarkFile(self.files.user, self._patience)
        try:
            return file.read()
        finally:
            file.close()

    def settle(self, *names: str) -> bool:
        """The person has let these incidents go, all of them without names; what was set aside stays on disk.

        False if that can't be noted: they will be told again.
        """
        found = [each for each in incidents.unsettled(self.files) if not names or each.name in names]
        done = incidents.settle(self.files, found) and self._begun()
        if self.incident is not None and (not names or self.incident.set_aside in names):
            self.incident = None
        self._take_incidents()
        return done

    def _begun(self) -> bool:
        """Put a file without marks where there is none: otherwise the next start would miss it again."""
        if self.disk.sequence or self.waiting or not self._readable:
            return True
        self.waiting.append(Writing(Change("")))
        return self.flush()

    def settle_restored(self, brought: Collection[str]) -> None:
        """Let go of the incidents whose offers are all there now, if something of them was `brought` back
        just now: ids of marks and additions.
        """
        there = self.memory.marks.keys() | self.memory.additions.keys()
        done: list[str] = []
        for name, offer in self._offers.items():
            ids = {each.id for each in (*offer.marks, *offer.additions)}
            if ids <= there and (ids | {draft.mark for draft in offer.drafts}).intersection(brought):
                done.append(name)
        if done:
            self.settle(*done)

    def _write_first(self) -> None:
        try:
            self._write(self.waiting[0])
            self.waiting.pop(0)
            self._healed = False
        except OvertakenError:
            # Their changes come first, ours on top of them.
            self._take_over(self._opened().read())

    def _write(self, writing: Writing) -> None:
        from db.user.mark_file import create

        if self.disk.sequence:
            self._opened().write(writing, self.disk)
            return
        with self._alone():
            if self.files.user.exists():
                raise OvertakenError("someone else made the file")
            whole = self.disk.copied()
            whole.take(writing)
            self.disk = create(self.files.user, whole)

    def _rebase(self) -> None:
        self.memory = self.disk.copied()
        for item in self.waiting:
            item.change = _rebased(item.change, self.memory)
            self.memory.take(item)

    def _heal(self) -> bool:
        """The file was damaged or deleted while it was open: memory holds all of it, and is written anew."""
        self._let_go()
        try:
            with self._alone():
                return self._put_right()
        except NotSavedError as error:
            self.trouble = str(error)
            return False
        except DamagedError as error:
            _log.error("what is in memory can't be written: %r", error)
            self.trouble = _UNWRITTEN
            return False

    def _put_right(self) -> bool:
        from db.user.mark_file import create

        incidents.make_room(self.files)
        try:
            found = read_file(self.files.user)
            if found.revision != REVISION:
                found = self._migrated(found)
        except (DamagedError, NewerFileError, MigrationError, OSError):
            pass
        else:
            # It is whole after all, or someone has put another one there.
            self._replaced = True
            self._take_over(found)
            return True
        sentence = "批注文件在使用中损坏，已由程序重新写好，没有丢失批注。"
        aside = self.files, self.clock(), sentence, self._last()
        if self.files.user.exists() and not rescue.copy_aside(*aside, settled=True):
            rescue.move_aside(*aside, settled=True)
        # Or the count would fall behind that of the newest backup, as if an older file had been put there.
        self.memory.sequence = max(self.memory.sequence, self.disk.sequence + len(self.waiting))
        self.memory.file_id = self.disk.file_id
        self.disk = create(self.files.user, self.memory)
        self.memory = self.disk.copied()
        self.waiting.clear()
        return True

    def _read_again(self) -> bool:
        """A file that could not be read at first: what was done meanwhile comes on top of it."""
        try:
            self.disk = self._read_or_rescue()
        except (OSError, NotSavedError):
            return False
        except (NewerFileError, MigrationError) as error:
            self.trouble = str(error)
            return False
        self._readable = True
        self._rebase()
        self._take_incidents()
        return True

    def _opened(self) -> "MarkFile":
        if self._file is None:
            from db.user.mark_file import MarkFile

            self._file = MarkFile(self.files.user, self._patience)
        return self._file

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lost(ours: UserContent, found: UserContent) -> Writing | None:
    """What was confirmed here and another file lacks, or has in an older form; None if there is nothing."""
    edits = tuple(
        Edit(there, mark)
        for id_, mark in ours.marks.items()
        if (there := found.marks.get(id_)) is None or (there != mark and there.changed <= mark.changed)
    )
    additions = tuple(Edit(None, each) for id_, each in ours.additions.items() if id_ not in found.additions)
    if not (edits or additions):
        return None
    categories = tuple(
        Edit(None, each) for id_, each in ours.categories.items() if id_ not in found.categories
    )
    drafts = {id_: draft for id_, draft in ours.drafts.items() if id_ not in found.drafts}
    editions = {stamp: each for stamp, each in ours.editions.items() if stamp not in found.editions}
    settled = {slug: stamp for slug, stamp in ours.settled.items() if slug not in found.settled}
    return Writing(Change("", edits, categories, additions), drafts, editions, settled)


def _fresh() -> UserContent:
    return UserContent(categories={category.id: category for category in DEFAULT_CATEGORIES})


def _rebased(change: Change, content: UserContent) -> Change:
    """A change of ours on top of what someone else wrote meanwhile."""
    return replace(
        change,
        edits=tuple(each for edit in change.edits if (each := _rebased_edit(edit, content)) is not None),
        categories=tuple(Edit(content.categories.get(edit.id), edit.after) for edit in change.categories),
        additions=tuple(each for edit in change.additions for each in _rebased_addition(edit, content)),
    )


def _rebased_edit(edit: Edit[Mark], content: UserContent) -> Edit[Mark] | None:
    """Where both touched a mark, both versions are kept."""
    there = content.marks.get(edit.id)
    if there == edit.before:
        return edit
    if edit.after is None or there == edit.after:
        return None
    if there is None:
        return Edit(None, edit.after)
    copy: Mark = replace(edit.after, id=merge.other_id(edit.after))
    return Edit(None, copy) if copy.id not in content.marks else None


def _rebased_addition(edit: Edit[Addition], content: UserContent) -> tuple[Edit[Addition], ...]:
    """The same of an entry or a correction."""
    if content.additions.get(edit.id) == edit.before:
        return (edit,)
    return merge.merged_additions(content.additions, (edit.after,) if edit.after is not None else ())
