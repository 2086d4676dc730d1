"""Files on their way into the library: one job after another in the background, with progress, to be
cancelled at any time.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.errors import PlanReaderError
from db.library.library import Imported, Library
from db.progress import Progress, Stopped
from db.records import PlanInfo
from db.source.corrections import Corrections
from desktop.background import Latest, Work


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


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    then: Callable[[Any], None]
    added: Added | None = None


class ImportQueue(QObject):
    """Takes jobs; tells how far the present one is, and what came of each."""

    progressed = Signal(float, str)
    """How far, from 0 to 1, and what is being done."""
    busy_changed = Signal(bool)
    added = Signal(object)
    """The Added: all files were looked at, or it was cancelled on the way."""
    corrected = Signal(object)
    """The Imported that was made again with corrections."""
    replaced = Signal(object, str)
    """The Imported that took an older one's place, and the slug that it had before."""
    renamed = Signal(object)
    """The PlanInfo that a plan has now."""
    failed = Signal(object)
    """The PlanReaderError for which a plan was not corrected, renamed or replaced; the library is as it was.
    """

    def __init__(self, library: Library, pool: QThreadPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs: deque[_Job] = deque()
        self._task = Latest(pool, self)
        self._task.answered.connect(self._answered)
        self._task.failed.connect(self._not_done)
        self._task.told.connect(self._tell)

    @property
    def busy(self) -> bool:
        """A job is at work."""
        return bool(self._jobs)

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, and all documents in folders, one after the other."""
        added = Added(len(paths) > 1 or any(path.is_dir() for path in paths))
        self._ask(_Job(partial(_add, self._library, tuple(paths), added), self.added.emit, added))

    def correct(self, slug: str, said: Corrections) -> None:
        """Make a plan again with what the user said of its lines."""
        self._ask(_Job(partial(self._library.correct, slug, said), self.corrected.emit))

    def rename(self, slug: str, title: str) -> None:
        """Call a plan otherwise."""
        self._ask(_Job(partial(_rename, self._library, slug, title), self.renamed.emit))

    def replace(self, older: str, newer: str) -> None:
        """Give a newer edition the place of the older."""
        self._ask(_Job(partial(self._library.replace, older, newer), partial(self._say_replaced, newer)))

    @Slot()
    def cancel(self) -> None:
        """Give up what is at work and what waits; what was added already stays."""
        added = self._jobs[0].added if self._jobs else None
        self.drop()
        self.busy_changed.emit(False)
        if added is not None:
            added.stopped = True
            self.added.emit(Added(added.several, list(added.outcomes), stopped=True))

    def drop(self) -> None:
        """The same, and nothing is said: the window is about to close."""
        self._task.drop()
        self._jobs.clear()

    def _ask(self, job: _Job) -> None:
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self.busy_changed.emit(True)
            self._begin()

    def _begin(self) -> None:
        self._task.ask(self._jobs[0].work)

    @Slot(float, float, str)
    def _tell(self, done: float, whole: float, words: str) -> None:
        self.progressed.emit(done / whole if whole else 0.0, words)

    @Slot(object)
    def _answered(self, answer: object) -> None:
        job = self._jobs.popleft()
        self._go_on()
        job.then(answer)

    @Slot(object)
    def _not_done(self, error: PlanReaderError) -> None:
        self._jobs.popleft()
        self._go_on()
        self.failed.emit(error)

    def _go_on(self) -> None:
        if self._jobs:
            self._begin()
        else:
            self.busy_changed.emit(False)

    def _say_replaced(self, newer: str, imported: Imported) -> None:
        self.replaced.emit(imported, newer)


def _add(library: Library, paths: Sequence[Path], added: Added, progress: Progress) -> Added:
    for path, outcome in _each(library, paths, progress):
        if isinstance(outcome, PlanReaderError):
            added.outcomes.append(Outcome(path, error=outcome))
        else:
            added.outcomes.append(Outcome(path, outcome))
    return added


def _each(
    library: Library, paths: Sequence[Path], progress: Progress
) -> Iterator[tuple[Path, Imported | PlanReaderError]]:
    for at, path in enumerate(paths):
        try:
            if path.is_dir():
                yield from library.add_folder(path, progress=progress)
            elif len(paths) > 1:
                progress.tell(at, len(paths), f"第 {at + 1} 个，共 {len(paths)} 个：{path.name}")
                yield path, library.add(path, progress=progress.silent())
            else:
                progress.tell(0, 1, f"正在导入“{path.name}”…")
                yield path, library.add(path, progress=progress.named(f"“{path.name}”："))
        except Stopped:
            raise
        except PlanReaderError as error:
            yield path, error


def _rename(library: Library, slug: str, title: str, progress: Progress) -> PlanInfo:
    progress.tell(1, 2, "正在重命名…")
    return library.rename(slug, title)
