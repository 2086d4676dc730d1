"""Files that are there whole or not at all, and made by one program at a time."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db.user.errors import ExportError


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk. On Windows folders need no such thing."""
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
    """Of all programs that ask with this file, only one is in here; when it ends, in whatever way, the system lets others in.

    Raises TimeoutError after `patience` seconds, OSError when the file can't be made. Where no locks are known, nobody waits.
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


Wanted = Callable[[], bool]
"""Asked at last: False when the reader has thought better of it."""


def always() -> bool:
    """It is wanted."""
    return True


def write_whole(path: Path, write: Callable[[Path], None], wanted: Wanted = always) -> None:
    """Let `write` make a file, which takes the name `path` only when it is complete; what had that name stays until then.

    Nothing is left of a file that is not `wanted` any more. Raises ExportError when it can't be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        try:
            write(part)
            sync(part)
            if wanted():
                part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"文件“{path.name}”没有写成：磁盘空间已满，或该文件夹不能写入，或文件正被其他程序打开。", repr(error)
        ) from error
