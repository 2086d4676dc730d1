"""A line of the log: first what can be told to anybody, then, after a mark, what it was in full.

The first part is the program's own sentence with numbers and names of errors filled in, and … for all other
words, which may be the reader's. A report takes that part only.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.files import is_file, is_folder

MARK = " ‖ "
"""Between the two parts; a line without it has nothing to hide."""


class _Hidden:
    """Stands for a word that may be the reader's."""

    def __str__(self) -> str:
        return "…"

    __repr__ = __str__


class LogFormat(logging.Formatter):
    """Time, level and where from, then both parts; the second only where it says more."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        told, full = _tellable(record), record.message
        record.message = told if told == full else f"{told}{MARK}{full}"
        return super().formatMessage(record)


def _tellable(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return "…"
    if not isinstance(record.args, tuple) or not record.args:
        # A dictionary of arguments is not looked into: better nothing told than a word of the person's.
        return record.msg if not record.args else "…"
    try:
        return record.msg % tuple(map(_shown, record.args))
    except (TypeError, ValueError):
        return record.msg


def _shown(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else _Hidden()


class LogFile(logging.FileHandler):
    """The log in a data folder: made with its first line, and silent about what became of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        self.setFormatter(LogFormat())

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line where that can be done; a pipe of this name is not waited for."""
        path = Path(self.baseFilename)
        if self.stream is not None or is_file(path) or (is_folder(path.parent) and not os.path.lexists(path)):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk keeps nobody from going on."""


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """While it lasts warnings go to the log of this data folder, if there is such a folder."""
    handler = LogFile(folder / "log.txt")
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
