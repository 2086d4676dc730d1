"""Reads and writes files whole or not at all, and lets one program at a time into a piece of work.

Everything that the program writes goes through `written_whole`, so that a crash, a full disk or a power cut
leaves the old file or the new one. What somebody may have put in a file's place (a pipe, a device, a folder)
is never waited for: `read_whole` refuses it. What went wrong is told by `cause`, in one place for the whole
program.
"""

import errno
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import ExportError
from db.filenames import LONGEST, cut, shown
from db.rights import open_up, share

_PART = ".part"
_LONGEST_STEM = LONGEST - 30
"""Bytes of a file's name that its unfinished twin keeps: a name of the longest kind (some 80 Chinese
characters) has no room for what stands around it."""
_DAY = 24 * 60 * 60


def is_file(path: Path) -> bool:
    """Whether a regular file is there. Also False where one can't look, which Path.is_file raises for some
    reasons (a name too long, a folder that may not be entered).
    """
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder is there; False where one can't look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_whole(path: Path, most: int = sys.maxsize) -> bytes:
    """The bytes of a regular file.

    Raises OSError: also for a pipe, a socket or a device, which are not waited for (EINVAL), and for a file
    of more than `most` bytes (EFBIG).
    """
    # A pipe that nobody writes to would be waited for, for ever. Windows has none in folders.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        if found.st_size > most:
            raise OSError(errno.EFBIG, "file too large", str(path))
        return file.read()


def head(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, `most` of them at most; none of what can't be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        return b""


def read_text(path: Path, most: int = sys.maxsize, errors: str = "strict") -> str:
    """The text of a regular file in UTF-8. Raises OSError as `read_whole` does, and UnicodeDecodeError."""
    return read_whole(path, most).decode("utf-8", errors)


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
    cut. Two programs may write the same file at once: the later one stays. Raises OSError, also rather than
    take the place of what is no file (EINVAL); the caller knows what the file is for, and says so in a
    sentence.
    """
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
    stem = f".{cut(path.name, _LONGEST_STEM)}."
    clear_parts(path.parent, stem)
    # First, so that nothing is worked out for a place that can't be written.
    part, handle = _new_part(path.parent, stem)
    try:
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
        if handle is not None:
            os.close(handle)


def _new_part(folder: Path, stem: str) -> tuple[Path, int | None]:
    """A new empty file, and the lock that says that somebody is writing into it."""
    # O_EXCL: neither what a killed program left nor a link that somebody laid there is written into.
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    for _ in range(100):
        part = folder / f"{stem}{os.urandom(4).hex()}{_PART}"
        with suppress(FileExistsError):
            handle = os.open(part, flags, 0o666)
            if os.name == "nt":  # which renames no file that is open
                os.close(handle)
                return part, None
            if _is_ours(part, handle):
                return part, handle
            os.close(handle)
    raise FileExistsError(errno.EEXIST, "no free name", str(folder))


def _is_ours(part: Path, handle: int) -> bool:
    """Lock what was just made. False if another program took it for something left, and cleared it."""
    try:
        return _locked(handle) and os.path.samestat(os.fstat(handle), part.stat())
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return True


def clear_parts(folder: Path, stem: str = ".") -> None:
    """Take away the unfinished files that killed programs left in a folder, those whose names begin with
    `stem`; what another program is writing stays. Quiet if it can't.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(stem) and entry.name.endswith(_PART):
                with suppress(OSError):
                    _clear_part(Path(entry.path))


def _clear_part(part: Path) -> None:
    found = part.lstat()
    if not stat.S_ISREG(found.st_mode):
        if not stat.S_ISDIR(found.st_mode):
            part.unlink()  # a link or a pipe of this name is nobody's work
        return
    if os.name == "nt":
        if time.time() - found.st_mtime > _DAY:
            part.unlink()
        return
    handle = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        # Who writes holds the lock until the file has its name.
        if _locked(handle):
            part.unlink()
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        if time.time() - found.st_mtime > _DAY:
            part.unlink()
    finally:
        os.close(handle)


@contextmanager
def held_folder(parent: Path, stem: str) -> Iterator[Path]:
    """A new folder to work in, whose name begins with `stem`; gone at the end. What killed programs left
    under such names is cleared first; what another program works in stays. Raises OSError.
    """
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in [entry for entry in entries if entry.name.startswith(stem)]:
            with suppress(OSError):
                _clear_folder(Path(entry.path))
    folder, handle = _new_folder(parent, stem)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _new_folder(parent: Path, stem: str) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=stem, dir=parent))
        share(folder)
        if os.name == "nt":
            return folder, None
        with suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY)
            if _is_ours(folder, handle):
                return folder, handle
            os.close(handle)


def _clear_folder(left: Path) -> None:
    if os.name != "nt":
        handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            if _locked(handle):
                shutil.rmtree(left, ignore_errors=True)
            return
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        finally:
            os.close(handle)
    if time.time() - left.stat().st_mtime > _DAY:
        shutil.rmtree(left, ignore_errors=True)


def swap(new: Path, place: Path, away: Path) -> bool:
    """Give a finished folder its place; whatever has it goes `away` first. Whether there was something.

    Raises OSError; then everything is where it was.
    """
    there = os.path.lexists(place)
    if there:
        place.rename(away)
    try:
        new.rename(place)
    except OSError:
        if there:
            away.rename(place)
        raise
    return there


def prove_writable(folder: Path) -> None:
    """Make the folder where it is missing, and prove that it can be written. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    clear_parts(folder, ".probe.")
    # Writing is the only sure test: what the system says of rights is not all that can refuse. A file of this
    # program's own: of several that start together each would take away the other's.
    handle, name = tempfile.mkstemp(_PART, ".probe.", folder)
    os.close(handle)
    Path(name).unlink(missing_ok=True)


def sync_tree(folder: Path) -> None:
    """`sync` all files in a folder and those below it, then the folders. Raises OSError."""
    for place, _, files in os.walk(folder, topdown=False):
        for name in files:
            sync(Path(place, name))
        sync(Path(place))


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
    (frozenset({errno.EISDIR, errno.ENOTEMPTY}), "已有同名的文件夹", "请换一个文件名"),
    (frozenset({errno.EEXIST}), "已有同名的文件", "请换一个文件名"),
    (frozenset({errno.EINVAL}), "那里不是普通文件，而是管道或设备", "请换一个位置"),
    (frozenset({errno.ELOOP}), "链接指向它自己", "请换一个位置"),
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
    if code == errno.EEXIST and is_folder(path):
        code = errno.EISDIR
    return next(((why, do) for codes, why, do in _CAUSES if code in codes), _OTHERWISE)


def cause(error: OSError, path: Path) -> str:
    """Why the file at `path` could not be written, in a few words without a full stop: 磁盘空间已满."""
    return _explained(error, path)[0]


def unwritten(error: OSError, path: Path) -> ExportError:
    """What the person is told when a file that they asked for could not be written: which, why, that nothing
    else was changed, and what to do.
    """
    why, do = _explained(error, path)
    return ExportError(f"文件“{shown(path.name)}”没有写成：{why}。原有文件没有改动；{do}。", repr(error))


@contextmanager
def exported(path: Path) -> Iterator[Path]:
    """`written_whole` for a file that the person asked for, with the rights of their others. Raises
    ExportError.
    """
    try:
        with written_whole(path) as part:
            yield part
            open_up(part, path)
    except OSError as error:
        raise unwritten(error, path) from error


def unread(error: OSError) -> str:
    """Why a file could not be read, in a few words without a full stop: 没有读取权限."""
    reasons = {
        errno.ENOENT: "找不到",
        errno.ENOTDIR: "找不到",
        errno.EACCES: "没有读取权限",
        errno.EPERM: "没有读取权限",
        errno.EISDIR: "它是文件夹，不是文件",
        errno.EINVAL: "它不是普通文件，而是管道或设备",
        errno.ENXIO: "它不是普通文件，而是管道或设备",
        errno.ENAMETOOLONG: "文件名太长",
        errno.ELOOP: "链接指向它自己",
        errno.EFBIG: "它太大",
    }
    return reasons.get(error.errno or 0, "读写磁盘时出错")


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
