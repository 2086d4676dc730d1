"""Watches for what later starts hand over."""

import logging

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from desktop.app.single_instance import Claim

_log = logging.getLogger(__name__)
_LOOK_MS = 1000
"""How often to look where the system can't tell (a network drive, no watches left)."""


class Inbox(QObject):
    """Says what was asked, from `start` on; what was asked before that is said first."""

    asked = Signal(object)
    """A Request."""

    def __init__(self, claim: Claim, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._claim = claim
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @Slot()
    def start(self) -> None:
        """Begin to watch."""
        if not self._watcher.addPath(str(self._claim.inbox)):
            _log.info("the inbox can't be watched, looking every %d ms", _LOOK_MS)
            self._timer.start()
        # What was handed over while the program started came before the watcher: it gives no signal.
        self._look()

    @Slot()
    def _look(self) -> None:
        for request in self._claim.waiting():
            self.asked.emit(request)
