"""Writes files whole or not at all, and lets one program at a time into a piece of work.

Everything that the program writes goes through `written_whole`, so that a crash, a full disk or a power cut
leaves the old file or the new one. What went wrong is told by `cause`, in one place for the whole program.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import ExportError

_LONGEST_STEM = 60
"""Characters of a file's name that its unfinished twin keeps: a name of the longest kind (255 bytes, some 80
Chinese characters) has no room for `.part`."""


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk. Raises OSError.

    On Windows folders need no such thing.
    """
    folder = path.is_dir()
    if folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        # Network drives and folders shared with a virtual machine answer so for folders: they order the
        # names themselves.
        if not folder or error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


@contextmanager
def written_whole(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """A file beside `path` to write into, which takes the name `path` when the block ends without an error.

    What had that name stays until then, and whatever goes wrong, nothing half-written is left. What was
    written has reached the disk, unless it need not be `durable`: a message that nobody wants after a power
    cut. Raises OSError; the caller knows what the file is for, and says so in a sentence.
    """
    part = path.with_name(f".{path.name[:_LONGEST_STEM]}.part")
    try:
        # First, so that nothing is worked out for a place that can't be written. Empty, because a killed
        # program may have left the half of another file under this name.
        part.write_bytes(b"")
        yield part
        if durable:
            sync(part)
        # The bytes first, the name after them: a power cut must not leave the name over an empty file.
        part.replace(path)
        if durable:
            # The new name is an entry of the folder, which has to reach the disk by itself.
            sync(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a text in UTF-8 with line feeds, whole or not at all; half a surrogate pair, which a keyboard can
    produce, is kept as it is. Raises OSError.
    """
    with written_whole(path, durable=durable) as part:
        part.write_text(text, "utf-8", "surrogatepass", newline="\n")


# What the system says, what that means, and what the person can do about it.
_CAUSES: tuple[tuple[frozenset[int], str, str], ...] = (
    (frozenset({errno.ENOSPC, errno.EDQUOT}), "磁盘空间已满", "请腾出空间后再试，或换一个位置"),
    (frozenset({errno.EROFS}), "该位置是只读的", "请换一个位置"),
    (
        frozenset({errno.EBUSY, errno.ETXTBSY}),
        "文件正被其他程序打开",
        "请关闭那个程序后再试，或换一个文件名",
    ),
    (frozenset({errno.EACCES, errno.EPERM}), "没有写入权限", "请换一个位置"),
    (frozenset({errno.ENOENT, errno.ENOTDIR}), "文件夹不存在", "请换一个位置"),
    (frozenset({errno.EISDIR, errno.EEXIST}), "已有同名的文件夹", "请换一个文件名"),
    (frozenset({errno.ENAMETOOLONG}), "文件名太长", "请换一个短一些的文件名"),
)
_OTHERWISE = ("读写磁盘时出错", "请检查磁盘后再试，或换一个位置")
_SHARED = (32, 33)
"""Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""


def _explained(error: OSError, path: Path) -> tuple[str, str]:
    code = error.errno
    # Windows says "access denied" (EACCES) for a file that Word or Excel holds open. The folder took the
    # unfinished file, so it is not the folder that refuses.
    if code == errno.EACCES and (
        getattr(error, "winerror", None) in _SHARED or (os.name == "nt" and path.is_file())
    ):
        code = errno.EBUSY
    return next(((why, do) for codes, why, do in _CAUSES if code in codes), _OTHERWISE)


def cause(error: OSError, path: Path) -> str:
    """Why the file at `path` could not be written, in a few words without a full stop: 磁盘空间已满."""
    return _explained(error, path)[0]


def unwritten(error: OSError, path: Path) -> ExportError:
    """What the person is told when a file that they asked for could not be written: which, why, that nothing
    else was changed, and what to do.
    """
    why, do = _explained(error, path)
    return ExportError(f"文件“{path.name}”没有写成：{why}。原有文件没有改动；{do}。", repr(error))


@contextmanager
def exported(path: Path) -> Iterator[Path]:
    """`written_whole` for a file that the person asked for. Raises ExportError."""
    try:
        with written_whole(path) as part:
            yield part
    except OSError as error:
        raise unwritten(error, path) from error


_PAUSE = 0.01
"""Seconds between two looks at a lock."""
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
"""What a file system says that knows no locks, as some network drives don't."""


class FileLock:
    """A lock that one process holds at a time, and that the system lets go of when the process ends, however
    it ends. The file stays: removing it would let two others each lock a file of their own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Hold the lock; False while another process does. Raises OSError where there can be no lock: no
        folder, no right to write, or a file system without locks.
        """
        # Neither O_TRUNC nor O_EXCL: the file stays there from earlier runs.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            held = _locked(handle)
        except OSError:
            os.close(handle)
            raise
        if held:
            self._handle = handle
        else:
            os.close(handle)
        return held

    def release(self) -> None:
        """Let another process take it; nothing happens if it isn't held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def alone(lock: Path, patience: float) -> Iterator[None]:
    """Of all programs that ask with this file, only one is in here at a time.

    Raises TimeoutError after `patience` seconds, OSError when the file can't be made. Where the file system
    knows no locks, nobody waits.
    """
    held = FileLock(lock)
    end = time.monotonic() + patience
    try:
        while not held.take():
            if time.monotonic() >= end:
                raise TimeoutError(str(lock))
            time.sleep(_PAUSE)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    try:
        yield
    finally:
        held.release()


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        try:
            # Of its first byte: Windows locks ranges of bytes, also those beyond the end of an empty file.
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            # flock, not lockf: a lock of lockf is lost when the process closes any other handle of the file.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
