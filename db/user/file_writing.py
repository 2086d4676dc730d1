"""Writing a file of marks whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from db.files import exported
from db.progress import Stopped

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
        with exported(path) as part:
            write(part)
            if not wanted():
                raise Stopped
    except Stopped:
        return
