"""The lists of synonyms as they are now: read when first asked for, and again when a file changed."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import DataFolderError

if TYPE_CHECKING:
    from db.search.synonyms import SynonymList

_log = logging.getLogger(__name__)

_State = tuple[tuple[int, int] | None, ...]


class SynonymFiles:
    """Gives the list that is made of all of them. Any thread may ask."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)
        self._read: tuple[_State, SynonymList] | None = None

    def current(self) -> "SynonymList":
        """The list. A file that can't be read is logged and left out: the search goes on without it."""
        from db.search.synonyms import SynonymList, read_groups

        state = tuple(map(_state, self._files))
        # Two threads may read at once: both find the same.
        if self._read is None or self._read[0] != state:
            groups = []
            for file in self._files:
                try:
                    groups += read_groups(file)
                except DataFolderError as error:
                    _log.warning("%s %s", error, error.detail)
            self._read = state, SynonymList(groups)
        return self._read[1]


def _state(file: Path) -> tuple[int, int] | None:
    """What changes when the file does; None where none can be looked at."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
