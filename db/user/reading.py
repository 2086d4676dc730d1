"""What the person entered, for whoever only reads it: whole, or told that it isn't. Nothing is changed, set
aside or made.
"""

import time
from pathlib import Path

from db.user.backup import Backups
from db.user.content import LOGS, DamagedError, UserContent, UserFiles, read_file
from db.user.errors import UnreadableError
from db.user.incidents import unsettled
from db.user.keeper import REPLACED
from db.user.rescue import lacking

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
            if missing := lacking(files, backups, content):
                raise UnreadableError(REPLACED.format(count=missing), str(path))
            return content
    except DamagedError as error:
        raise UnreadableError("批注文件已损坏，没有改动。", repr(error)) from error
    except OSError as error:
        raise UnreadableError(UNREADABLE, repr(error)) from error
    if backups.any() or any(files.user.with_name(files.user.name + end).exists() for end in LOGS):
        raise UnreadableError("批注文件不见了。", str(files.user))
    return UserContent()


def _read(path: Path) -> UserContent:
    for _ in range(_TRIES - 1):
        try:
            return read_file(path)
        except DamagedError:
            # Read without a lock, a file that is being written may look so.
            time.sleep(_PAUSE)
    return read_file(path)
