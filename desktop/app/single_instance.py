"""One window for each data folder: a second start hands over what it was given, and ends.

The first start holds a lock in the data folder, which the system lets go of when the process ends, however it
ends. A second one finds it taken and puts a small file into an inbox beside it; the first takes the file
away, which is the answer. Nothing of Qt is needed to hand over, and no network.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from db.files import FileLock, is_folder, read_whole, write_text

_log = logging.getLogger(__name__)

_FOLDER, _LOCK, _ENDING = "running", "lock", ".json"
PATIENCE = 10.0
"""Seconds that a second start waits for the first to answer, which may still be starting itself."""
_PAUSE = 0.02
"""Seconds between two looks at whether the request was taken."""
_FORGOTTEN = 120.0
"""Seconds after which nobody waits for an answer any more."""
_LARGEST = 65_536
"""Bytes of a request."""
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Variables in which a Linux desktop hands over the right to come forward: Wayland's, then X11's."""


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What a start was given. Without file and key it is only to come forward."""

    file: str = ""
    """Absolute path of a document to be opened."""
    plan: str = ""
    """Slug of the plan that the key is of; the open one if it is empty."""
    key: str = ""
    """Key of the passage to be shown."""
    token: str = ""
    """What the desktop gave the second start, so that a window may come forward."""


class Claim:
    """The right to be the first, for as long as the process lives.

    `folder` is the data folder; it must be there.
    """

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / _FOLDER
        self._lock = FileLock(self.inbox / _LOCK)

    def take(self) -> bool:
        """Become the first; False when another process is. Raises OSError where there can be no lock."""
        self.inbox.mkdir(exist_ok=True)
        return self._lock.take()

    def release(self) -> None:
        """Let another be the first."""
        self._lock.release()

    def hand_over(self, request: StartRequest, patience: float = PATIENCE) -> bool:
        """Give the request to the first. False when this process has become the first itself, or nobody has
        answered.

        Raises OSError where the inbox can't be written.
        """
        _let_others_come_forward()
        # The time first, so that names sort by age; the process, because two starts may share a moment.
        path = self.inbox / f"{time.time_ns()}-{os.getpid()}{_ENDING}"
        # Not durable: after a power cut there is nobody left to answer.
        write_text(path, json.dumps(asdict(request)), durable=False)
        end = time.monotonic() + patience
        while path.exists():
            # The first may have ended without an answer: then its lock is free, and this start is first.
            if self.take() or time.monotonic() > end:
                return not _withdrawn(path)
            time.sleep(_PAUSE)
        return True

    def waiting(self) -> Iterator[StartRequest]:
        """What lies in the inbox, oldest first; each is answered by being taken."""
        try:
            paths = sorted(self.inbox.glob(f"*{_ENDING}"))
        except OSError as error:
            _log.warning("inbox not read: %r", error)
            return
        for path in paths:
            try:
                # A start that was killed while it waited leaves its request: nobody wants that any more.
                forgotten = time.time() - path.lstat().st_mtime > _FORGOTTEN
                text = _taken(path)
            except OSError as error:
                _log.warning("request not taken: %r", error)
                continue
            request = None if forgotten or text is None else _read(text)
            if request is not None:
                yield request


def claim(folder: Path | None, request: StartRequest) -> Claim | None:
    """The claim of the first start in this data folder, or None when the request was handed over to an
    earlier one.

    Where there can be no lock (no folder, or one that can't be written), every start is a first one.
    """
    alone = Claim(folder or Path())
    if folder is None:
        return alone
    try:
        handed_over = not alone.take() and alone.hand_over(request)
    except OSError as error:
        _log.warning("no lock, started beside any other: %r", error)
        return alone
    return None if handed_over else alone


def token() -> str:
    """What the desktop gave this start, so that a window may come forward; empty if nothing."""
    return next((found for name in _TOKENS if (found := os.environ.get(name))), "")


def _taken(path: Path) -> bytes | None:
    """What a request says, which is gone then; None if it is no file. Raises OSError."""
    try:
        return read_whole(path, _LARGEST)
    except OSError as error:
        # Neither waited for nor looked at again and again.
        _log.warning("request not read: %r", error)
        return None
    finally:
        path.rmdir() if is_folder(path) and not path.is_symlink() else path.unlink()


def _read(text: bytes) -> StartRequest | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        _log.warning("request not understood: %r", error)
        return None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        _log.warning("request not understood")
        return None
    # By name: another version of the program may write fields that this one does not know.
    return StartRequest(**{name: found.get(name, "") for name in ("file", "plan", "key", "token")})


def _withdrawn(path: Path) -> bool:
    """Take the request back; False if it was taken meanwhile."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


if sys.platform == "win32":
    import ctypes

    def _let_others_come_forward() -> None:
        """Windows lets only the process in front, or one that it names, come forward: name any."""
        ctypes.windll.user32.AllowSetForegroundWindow(-1)

else:

    def _let_others_come_forward() -> None:
        """Elsewhere the token does it."""
