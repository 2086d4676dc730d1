"""Who may read what the program writes: the person's own files nobody else, what they export whoever may read
their other files.

On Windows nothing is done: the person's profile has its own rights.
"""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

_usual: list[int] = []
"""The process's umask before `keep_private`; none before it was asked for."""


def keep_private() -> None:
    """From here on files and folders that this process makes are for their owner alone (0600, 0700), also
    those that libraries make.
    """
    if os.name != "nt":
        before = os.umask(0o077)
        if not _usual:
            _usual.append(before)


def share(path: Path) -> None:
    """Give a file or folder that was made for its owner alone the rights that any other new one has now."""
    if os.name != "nt" and not _usual:
        path.chmod(0o755 if path.is_dir() else 0o644)


def open_up(part: Path, path: Path) -> None:
    """Give a file that the person asked for, and that is to stand at `path`, the rights of the file there, or
    those that any new file of theirs has.
    """
    if os.name != "nt" and _usual:
        with suppress(OSError):
            there = path.stat().st_mode if path.is_file() else 0o666 & ~_usual[0]
            part.chmod(stat.S_IMODE(there))


def narrow(folder: Path, ours: re.Pattern[str]) -> None:
    """Take from all others the rights that earlier versions left them: to the data folder, and to what is
    `ours` in it by its name.

    A folder that holds other things, too, is left open: it may be everybody's. Quiet if it can't; nothing
    outside is touched, also where a link leads there.
    """
    if os.name == "nt":
        return
    # The data folder itself may be a link.
    folder = Path(os.path.realpath(folder))
    try:
        there = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return
    mine = [path for path in there if ours.fullmatch(path.name)]
    wide = [path for path in mine if _narrowed(path)]
    if len(mine) == len(there) and _narrowed(folder):
        wide = mine
    # Only then: to look through a library of a thousand plans at each start takes too long.
    for top in wide:
        for place, folders, files in os.walk(top):
            for name in (*folders, *files):
                _narrowed(Path(place, name))


def _narrowed(path: Path) -> bool:
    """Whether something had to be taken."""
    with suppress(OSError):
        found = path.lstat()
        # A link has no rights of its own, and what it leads to is not ours.
        plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        if plain and found.st_mode & 0o077 and found.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(found.st_mode) & 0o700)
            return True
    return False
