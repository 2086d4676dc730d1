"""Files that are there whole or not at all."""

import os
from collections.abc import Callable
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
