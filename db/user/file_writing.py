"""Writing a file of marks whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from db.files import written_whole
from db.progress import Stopped
from db.user.errors import ExportError

LockWanted = Callable[[], bool]
"""Asked at last: False when the reader has thought better of it."""


def always() -> bool:
    """It is wanted."""
    return True


def write_whole(path: Path, write: Callable[[Path], None], wanted: LockWanted = always) -> None:
    """Let `write` make a file, which takes the name `path` only when it is complete.

    Nothing is left of a file that is not `wanted` any more. Raises ExportError when it can't be written.
    """
    try:
        with written_whole(path) as part:
            write(part)
            if not wanted():
                raise Stopped
    except Stopped:
        return
    except OSError as error:
        raise ExportError(
            f"文件“{path.name}”没有写成：磁盘空间已满，或该文件夹不能写入，或文件正被其他程序打开。",
            repr(error),
        ) from error
