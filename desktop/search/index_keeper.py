"""Looks after the search indexes in the background: those that are missing, old, damaged or half written are
made again.

Searching works meanwhile, by plain scan; nobody has to wait or to know.
"""

import logging
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal, SignalInstance, Slot

from db.errors import PlanReaderError
from db.library.library import Library
from db.progress import Progress
from desktop.background import Latest

_log = logging.getLogger(__name__)


class IndexKeeper(QObject):
    """Checks the indexes of some plans, one after the other."""

    said = Signal(str)
    """What is being made; empty when all is done."""

    def __init__(self, library: Library, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._task = Latest(pool, self, self._done, self._done)

    @property
    def busy(self) -> bool:
        """Indexes are being looked at, or made."""
        return self._task.busy

    def check(self, slugs: Sequence[str]) -> None:
        """Make the indexes of these plans again where they need it, in this order; an earlier request is
        given up.
        """
        self._task.ask(partial(_check, self._library, tuple(slugs), self.said))

    def stop(self) -> None:
        """Begin no further index."""
        self._task.drop()

    @Slot(object)
    def _done(self, _nothing: object) -> None:
        self.said.emit("")


def _check(library: Library, slugs: Sequence[str], said: SignalInstance, progress: Progress) -> None:
    """Runs in the background. What can't be made is logged: it is found by plain scan, only slower.

    Only the first plan is opened and its index checked whole: a library may hold a thousand.
    """
    for at, slug in enumerate(slugs):
        if progress.stopped:
            return
        try:
            # Looking at a seal takes a moment, checking all of an index reads it through.
            if at and library.looks_indexed(slug):
                continue
            if library.needs_index(slug):
                said.emit(f"正在为《{library.store(slug).info.title}》建立查找索引，查找照常可用……")
                library.build_index(slug)
        except PlanReaderError as error:
            _log.warning("no index for %s: %s %s", slug, error, error.detail)
