"""Files that are dragged over the window: a cue says what will become of them, and the room that takes them
gets them when they are let go.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent

from desktop.room import Drop, Shell
from desktop.shell.rooms import Rooms
from desktop.widgets.drop_cue import DropCue
from desktop.widgets.local_paths import local_paths

_LIBRARY = "library"
"""The room that takes what the one in front has no use for."""
_KINDS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class Drops(QObject):
    """Hears of all that is dragged over the window before any widget in it does: a field takes words, and
    would take a file for its address.
    """

    def __init__(self, shell: Shell, rooms: Rooms) -> None:
        frame = shell.frame
        super().__init__(frame)
        self._shell = shell
        self._frame = frame
        self._rooms = rooms
        self._drop: Drop | None = None
        self.cue = DropCue(frame)
        frame.setAcceptDrops(True)
        # Its native window comes when it is first shown, and may be made anew.
        frame.installEventFilter(self)

    def of(self, paths: Sequence[Path]) -> Drop:
        """What becomes of files that are dropped now."""
        room = self._rooms.get(self._shell.front)
        found = self.claimed(paths) or (room.drop(paths) if room is not None else None)
        found = found or self._rooms[_LIBRARY].drop(paths)
        assert found is not None
        return found

    def claimed(self, paths: Sequence[Path]) -> Drop | None:
        """What becomes of them wherever they come in: one of them is a sheet that the program wrote."""
        claims = (room.claim(paths) for room in self._rooms.made)
        return next((claim for claim in claims if claim is not None), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._frame:
            if kind in (QEvent.Type.Show, QEvent.Type.WinIdChange):
                self._watch()
        elif kind in _KINDS and isinstance(event, QDropEvent):
            return self._hear(event)
        elif kind == QEvent.Type.DragLeave:
            self._end()
        return False

    def _watch(self) -> None:
        native = self._frame.windowHandle()
        if native is not None:
            native.installEventFilter(self)

    def _hear(self, event: QDropEvent) -> bool:
        paths = local_paths(event.mimeData().urls())
        if not paths:
            # Words that are dragged go where they are let go.
            self._end()
            return False
        # Asked once as they come in: what they are is read from their first bytes.
        if self._drop is None or event.type() == QEvent.Type.DragEnter:
            self._drop = self.of(paths)
            self.cue.say(self._drop.words, refused=self._drop.take is None)
        take = self._drop.take
        if take is None:
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.ignore()
        else:
            # A file manager that moves would take the file away from where it was.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        if event.type() == QEvent.Type.Drop:
            self._end()
            # Whoever drags a file from another window has that in front.
            self._shell.come_forward()
            if take is not None:
                take()
        return True

    def _end(self) -> None:
        self._drop = None
        self.cue.hide()
