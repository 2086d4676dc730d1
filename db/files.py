"""Files that are there whole or not at all, and made by one program at a time."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk.

    On Windows folders need no such thing.
    """
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_STEP = 0.01


@contextmanager
def alone(lock: Path, patience: float) -> Iterator[None]:
    """Of all programs that ask with this file, only one is in here; when it ends, in whatever way, the system
    lets others in.

    Raises TimeoutError after `patience` seconds, OSError when the file can't be made. Where no locks are
    known, nobody waits.
    """
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + patience
        while not _took(handle):
            if time.monotonic() >= end:
                raise TimeoutError(str(lock))
            time.sleep(_STEP)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _took(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
else:
    import errno
    import fcntl

    def _took(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise
        return True


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write into, which takes the name `path` when the block ends without an error.

    What had that name stays until then, and whatever goes wrong, nothing half-written is left. What was
    written has reached the disk. Raises OSError; whoever knows what the file is for says so in a sentence.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.touch()  # first, so that nothing is worked out for a place that can't be written
        yield part
        sync(part)
        part.replace(path)
        sync(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
