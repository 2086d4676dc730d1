"""Keeps the marks in memory and user.db the same: a change that can't be written waits, a damaged file is set
aside, what other programs write is taken over.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.user import merge, rescue
from db.user.backup import Backups, Why
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
from db.user.records import DEFAULT_CATEGORIES, Addition, Backup, Change, Edit, Incident, Mark

# It brings SQLAlchemy, which the first paint must not wait for: whatever writes imports it where it writes.
if TYPE_CHECKING:
    from db.user.mark_file import MarkFile

_log = logging.getLogger(__name__)

_DAMAGED = "批注文件已损坏，原文件已另存到“damaged”文件夹；规划照常可读。"
_GONE = "批注文件不见了；规划照常可读。"
_UNREADABLE = "批注文件暂时读不出来（没有权限，或正被其他程序占用）；新的改动会先留在内存中，请不要关闭程序。"

_UNWRITTEN = "批注文件写不进去，改动还没有保存；已留在内存中，请先导出批注，再重新启动程序。"


class Keeper:
    """The marks in memory, and their way to the disk. Not to be used by two threads at a time."""

    def __init__(self, folder: Path, patience: float, clock: Callable[[], datetime]) -> None:
        self.backups = Backups(folder / "backups")
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
        self.trouble = ""
        self._files = UserFiles(folder)
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
            self.trouble = _UNREADABLE
        self.memory = self.disk.copied()
        found = rescue.undecided(self._files)
        if found is not None and self.incident is None:
            self.incident = rescue.incident(self._files, self.backups, found[1], found[0])

    def _read_or_rescue(self) -> UserContent:
        files = self._files
        if not files.user.exists():
            log = any(files.user.with_name(files.user.name + end).exists() for end in LOGS)
            if not (files.whole_part.exists() or self.backups.any() or log):
                return _fresh()
            # Looked at once more under the lock: of two programs that start now only one begins anew.
            with self._alone():
                if not files.user.exists() and not rescue.adopt_part(files):
                    return self._rescued(_GONE) if self.backups.any() or log else _fresh()
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
            return read_file(self._files.user)
        except DamagedError:
            return read_file(self._files.user) if rescue.adopt_part(self._files) else None

    def _alone(self) -> AbstractContextManager[None]:
        """While user.db is made, replaced or set aside. Raises NotSavedError."""
        from db.user.mark_file import alone

        return alone(self._files.user, self._files.lock, self._patience)

    def _second_look(self) -> UserContent:
        """The file seems damaged; but perhaps another program was writing to it just now, so ask it with
        locks.

        SQLite writes to a file as it opens and closes it, so it is copied aside first.
        """
        name = rescue.copy_aside(self._files, self.clock(), _DAMAGED)
        if name:
            try:
                content = self._opened().read()
            except (LockedError, NewerFileError):
                rescue.drop_aside(self._files, name)
                raise
            except (DamagedError, GoneError, NotSavedError):
                pass
            else:
                rescue.drop_aside(self._files, name)
                return content
        return self._rescued(_DAMAGED, name)

    def _rescued(self, sentence: str, name: str = "") -> UserContent:
        """Begin anew beside what was set aside; raises OSError if the damaged file can't be put out of the
        way.
        """
        self._let_go()
        if name:
            rescue.remove(self._files)
        else:
            name = rescue.move_aside(self._files, self.clock(), sentence)
        if self._files.user.exists():
            raise PermissionError(str(self._files.user))
        self.incident = rescue.incident(self._files, self.backups, sentence, name)
        return _fresh()

    def _migrated(self, content: UserContent) -> UserContent:
        from db.user.mark_file import migrate

        try:
            self.disk = content
            # Without a copy that was read back and found to be the same, the file is not touched.
            self.back_up("migration")
            self._let_go()
            migrate(self._files.user, self._patience)
            return read_file(self._files.user)
        except (BackupError, NotSavedError, DamagedError) as error:
            raise MigrationError(
                "批注文件没有升级成功，文件保持原样；请检查磁盘空间后重新启动程序。", repr(error)
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
            if self.disk.sequence == 0 and not self._files.user.exists():
                return
            if self._opened().state() != self.disk.state:
                self.disk = self._opened().read()
                self.memory = self.disk.copied()
        except GoneError:
            self._let_go()
        except (NotSavedError, DamagedError):
            # Writing will meet it again, and deal with it.
            return

    def close(self) -> bool:
        """Write what waits and let go of the file. False if something is not on disk."""
        done = self.flush()
        self._let_go()
        return done or not self.waiting

    def back_up(self, why: Why) -> Backup | None:
        """Make a backup; None if there is nothing yet to back up. Raises BackupError."""
        self.look_for_others()
        if self.disk.sequence == 0:
            return None
        try:
            return self.backups.make(self._opened(), why, self.clock(), self.disk)
        except (DamagedError, GoneError) as error:
            _log.warning("a backup did not come out as it should: %r", error)
            if self.memory.revision == REVISION and self._readable and self._heal():
                return self.backups.make(self._opened(), why, self.clock(), self.disk)
            raise BackupError("备份没有做成：批注文件读不出来。", repr(error)) from error

    def read_anew(self) -> UserContent:
        """What is on disk now, asked as if for the first time.

        Raises DamagedError, GoneError, NotSavedError, NewerFileError.
        """
        from db.user.mark_file import MarkFile

        file = MarkFile(self._files.user, self._patience)
        try:
            return file.read()
        finally:
            file.close()

    def dismiss_incident(self) -> None:
        """The person has decided; what was set aside stays on disk."""
        rescue.note_decided(self._files)
        self.incident = None

    def _write_first(self) -> None:
        try:
            self._write(self.waiting[0])
            self.waiting.pop(0)
        except OvertakenError:
            # Their changes come first, ours on top of them.
            self.disk = self._opened().read()
            self._rebase()

    def _write(self, writing: Writing) -> None:
        from db.user.mark_file import create

        if self.disk.sequence:
            self._opened().write(writing, self.disk)
            return
        with self._alone():
            if self._files.user.exists():
                raise OvertakenError("someone else made the file")
            whole = self.disk.copied()
            whole.take(writing)
            self.disk = create(self._files.user, whole)

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

        try:
            self.disk = read_file(self._files.user)
        except (DamagedError, NewerFileError, OSError):
            pass
        else:
            # It is whole after all, or someone has put another one there.
            self._rebase()
            return True
        sentence = "批注文件在使用中损坏，已由程序重新写好，没有丢失批注。"
        if self._files.user.exists() and not rescue.copy_aside(
            self._files, self.clock(), sentence, settled=True
        ):
            rescue.move_aside(self._files, self.clock(), sentence, settled=True)
        self.disk = create(self._files.user, self.memory)
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
        return True

    def _opened(self) -> "MarkFile":
        if self._file is None:
            from db.user.mark_file import MarkFile

            self._file = MarkFile(self._files.user, self._patience)
        return self._file

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


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
