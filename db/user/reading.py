"""What the person entered, for whoever only reads it: whole, or told that it isn't. Nothing is changed, set
aside or made.
"""

import time
from pathlib import Path

from db.user.backup import Backups
from db.user.content import LOGS, DamagedError, UserContent, UserFiles, read_file
from db.user.errors import UnreadableError
from db.user.incidents import all_of, unsettled
from db.user.keeper import REPLACED

UNREADABLE = "批注文件现在读不出来（没有权限，或正被其他程序占用），没有改动；请稍后再试。"
"""Of a file that is there."""
_TRIES = 10
_PAUSE = 0.1
"""Seconds between two looks at a file that another program may just be writing."""


def read_entered(folder: Path) -> UserContent:
    """All that is in user.db; nothing where there never was one.

    Raises UnreadableError where the file is damaged, gone or can't be read, or was so and nobody has decided
    yet what to bring back; NewerFileError.
    """
    files = UserFiles(folder)
    waiting = unsettled(files)
    if waiting:
        raise UnreadableError(waiting[0].sentence, waiting[0].name)
    backups = Backups(folder / "backups")
    try:
        # A program may have been stopped right before it gave the file its name.
        path = files.user if files.user.exists() else files.whole_part
        if path.exists():
            content = _read(path)
            if lacking := _lacking(files, backups, content):
                raise UnreadableError(REPLACED.format(count=lacking), str(path))
            return content
    except DamagedError as error:
        raise UnreadableError("批注文件已损坏，没有改动。", repr(error)) from error
    except OSError as error:
        raise UnreadableError(UNREADABLE, repr(error)) from error
    if backups.any() or any(files.user.with_name(files.user.name + end).exists() for end in LOGS):
        raise UnreadableError("批注文件不见了。", str(files.user))
    return UserContent()


def _lacking(files: UserFiles, backups: Backups, content: UserContent) -> int:
    """How many marks of the newest backup are not there, if someone has put an older file in the place of the
    marks, as `Keeper.open` finds it.
    """
    newest = backups.newest_state()
    if newest is None or content.sequence >= newest[1][0]:
        return 0
    if any((each.before or backups.before(each.time)) >= newest[0] for each in all_of(files)):
        return 0
    backup = backups.newest_sound()
    return len(backups.outline(backup.name).marks.keys() - content.marks.keys()) if backup else 0


def _read(path: Path) -> UserContent:
    for _ in range(_TRIES - 1):
        try:
            return read_file(path)
        except DamagedError:
            # Read without a lock, a file that is being written may look so.
            time.sleep(_PAUSE)
    return read_file(path)
