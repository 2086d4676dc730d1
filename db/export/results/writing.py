"""Progress of writing results."""

from db.export.tables.sheet import Progress
from db.export.tables.xlsx import Stopped

STEP = 50
"""Passages between two reports of progress."""


def tell(progress: Progress | None, done: int, total: int) -> None:
    """Report progress now and then. Raises Stopped when the reader asked for it."""
    if progress is not None and (done % STEP == 0 or done == total) and not progress(done, total):
        raise Stopped
