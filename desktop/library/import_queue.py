"""Files on their way into the library: one job after another in the background, with progress, to be
cancelled at any time.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from db.errors import PlanReaderError, ReadingBugError
from db.filenames import shown
from db.files import is_folder
from db.library.library import Imported, Library
from db.library.listing import PassedOver, left_out_of
from db.progress import Progress, Stopped
from db.records import PlanInfo
from db.source.corrections import Corrections
from desktop.background import InOrder, Work


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: it was imported, or there is an error."""

    path: Path
    imported: Imported | None = None
    error: PlanReaderError | None = None


@dataclass(slots=True)
class Added:
    """What came of adding files. Filled from the background, file by file."""

    several: bool
    """A folder, or more than one file: told in sum."""
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    stopped: bool = False
    left_out: PassedOver = field(default_factory=PassedOver)
    """What was passed over in folders."""


class ImportQueue(QObject):
    """Takes jobs; tells how far the present one is, and what came of each."""

    progressed = Signal(float, str)
    """How far, from 0 to 1, and what is being done."""
    busy_changed = Signal(bool)
    added = Signal(object)
    """The Added: all files were looked at, or it was cancelled on the way."""
    corrected = Signal(object)
    """The Imported that was made again with corrections."""
    replaced = Signal(object)
    """The Imported that took an older one's place."""
    renamed = Signal(object)
    """The PlanInfo that a plan has now."""
    failed = Signal(object)
    """The PlanReaderError for which a plan was not corrected, renamed or replaced; the library is as it was.
    """

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._waiting: deque[Added | None] = deque()
        """Of each job that is not done, the first of which is at work: what it adds, if it adds files."""
        # On a thread of its own, so that a long import keeps nothing else waiting.
        self._queue = InOrder(self)
        self._queue.told.connect(self._tell)
        self._queue.emptied.connect(partial(self.busy_changed.emit, False))

    @property
    def busy(self) -> bool:
        """A job is at work."""
        return self._queue.busy

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, and all documents in folders, one after the other."""
        added = Added(len(paths) > 1 or any(is_folder(path) for path in paths))
        self._ask(partial(_add, self._library, tuple(paths), added), self.added, added)

    def correct(self, slug: str, said: Corrections) -> None:
        """Make a plan again with what the user said of its lines."""
        self._ask(partial(self._library.correct, slug, said), self.corrected)

    def rename(self, slug: str, title: str) -> None:
        """Call a plan otherwise."""
        self._ask(partial(_rename, self._library, slug, title), self.renamed)

    def replace(self, older: str, newer: str) -> None:
        """Give a newer edition the place of the older."""
        self._ask(partial(self._library.replace, older, newer), self.replaced)

    @Slot()
    def cancel(self) -> None:
        """Give up what is at work and what waits; what was added already stays."""
        added = self._waiting[0] if self._waiting else None
        self.drop()
        self.busy_changed.emit(False)
        if added is not None:
            # A copy: the work may put one more file into the list before it hears that it is to stop.
            self.added.emit(Added(added.several, list(added.outcomes), True, added.left_out))

    def drop(self) -> None:
        """The same, and nothing is said."""
        self._queue.drop()
        self._waiting.clear()

    def finish(self) -> None:
        """The window is about to close: drop everything, and wait until the work has heard of it."""
        self.drop()
        self._queue.finish()

    def _ask(self, work: Work, done: SignalInstance, added: Added | None = None) -> None:
        if not self.busy:
            self.busy_changed.emit(True)
        self._waiting.append(added)
        self._queue.add(work, partial(self._done, done), partial(self._done, self.failed))

    def _done(self, signal: SignalInstance, answer: object) -> None:
        self._waiting.popleft()
        signal.emit(answer)
        # A bug at one file must not keep the others out: it was told as its outcome, and is reported now.
        if isinstance(answer, Added):
            for outcome in answer.outcomes:
                if isinstance(outcome.error, ReadingBugError):
                    raise outcome.error.bug

    @Slot(float, float, str)
    def _tell(self, done: float, whole: float, words: str) -> None:
        self.progressed.emit(done / whole if whole else 0.0, words)


def _add(library: Library, paths: Sequence[Path], added: Added, progress: Progress) -> Added:
    for path in paths:
        if is_folder(path):
            added.left_out += left_out_of(path)
    for path, result in _each(library, paths, progress):
        failed = isinstance(result, PlanReaderError)
        added.outcomes.append(Outcome(path, error=result) if failed else Outcome(path, result))
    return added


def _each(
    library: Library, paths: Sequence[Path], progress: Progress
) -> Iterator[tuple[Path, Imported | PlanReaderError]]:
    for at, path in enumerate(paths):
        try:
            if is_folder(path):
                yield from library.add_folder(path, progress=progress)
            elif len(paths) > 1:
                progress.tell(at, len(paths), f"第 {at + 1} 个，共 {len(paths)} 个：{shown(path.name)}")
                # The bar counts files: how far each is would make it go back.
                yield path, library.add(path, progress=progress.silent())
            else:
                progress.tell(0, 1, f"正在导入“{shown(path.name)}”…")
                yield path, library.add(path, progress=progress.named(f"“{shown(path.name)}”："))
        # Stopped is a PlanReaderError, too, but no error of this file.
        except Stopped:
            raise
        except PlanReaderError as error:
            yield path, error


def _rename(library: Library, slug: str, title: str, progress: Progress) -> PlanInfo:
    progress.tell(1, 2, "正在重命名…")
    return library.rename(slug, title)
