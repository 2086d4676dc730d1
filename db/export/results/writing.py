"""Writing a file whole or not at all, with progress."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import DataFolderError
from db.export.tables.sheet import Progress
from db.export.tables.xlsx import Stopped

STEP = 50
"""Passages between two reports of progress."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` to write into; it takes the place of `path` when all went well.

    Raises DataFolderError.
    """
    half = path.with_name(path.name + ".half")
    try:
        half.touch()  # first, so that nothing is worked out for a place that can't be written
        yield half
        half.replace(path)
    except OSError as error:
        raise DataFolderError(
            f"查找结果写不进“{path}”，请检查该文件是否正被打开、位置是否可写。", str(error)
        ) from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def tell(progress: Progress | None, done: int, total: int) -> None:
    """Report progress now and then. Raises Stopped when the reader asked for it."""
    if progress is not None and (done % STEP == 0 or done == total) and not progress(done, total):
        raise Stopped
