"""The user's own folder of plans on disk: plans come and go whole, whatever is killed half-way.

A plan's folder holds `plan.db`, `index/`, the file as it was received and what the user called it.
It is made in the session's own folder and renamed into its place when it is complete; a removed one is
renamed away and stays there until the session ends. A session's folder is locked while its program runs:
whatever an earlier one left is cleared, and a plan that was being replaced goes back to its place.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from db.errors import DataFolderError
from db.files import FileLock, cause, write_text
from db.source.corrections import Correction, read_corrections, write_corrections

STORE = "plan.db"
"""In a plan's folder, which is named by the plan's slug."""
INDEX = "index"
"""A folder beside the store, derived from it."""
# Begins with a point, so that no list of plans shows a folder that is being made.
_SESSION = ".session-"
_LOCK = "lock"
_NOTE = "import.json"
_CORRECTIONS = ".corrections"


@dataclass(frozen=True, slots=True)
class ImportNote:
    """What is known of an imported file beside its text."""

    file: str
    """Name of the file in the plan's folder."""
    name: str
    """The file's own name as received."""
    title: str = ""
    """As the user called it; empty leaves what the text says."""


class UserPlans:
    """The user's own plans on disk. All methods raise DataFolderError when the folder can't be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._session: Path | None = None
        self._lock: FileLock | None = None

    def corrections(self, sha256: str) -> dict[int, Correction]:
        """What the user said of lines of the file with this checksum; none if nothing."""
        return read_corrections(self.folder / _CORRECTIONS / f"{sha256}.json")

    def keep_corrections(self, sha256: str, said: dict[int, Correction]) -> None:
        """Keep what the user said for the next import of the same file."""
        with _told(self.folder):
            write_corrections(said, self.folder / _CORRECTIONS / f"{sha256}.json")

    def note(self, slug: str) -> ImportNote | None:
        """What is known of the file that a plan came from; None if the plan wasn't imported here."""
        try:
            return ImportNote(**json.loads((self.folder / slug / _NOTE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A folder in which a plan is made; gone afterwards unless it was put in its place."""
        with _told(self.folder):
            # In the user's own folder, not in the system's: a rename works only within one file system.
            made = Path(tempfile.mkdtemp(prefix="incoming-", dir=self._own_session()))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def keep_source(self, made: Path, source: Path, note: ImportNote) -> None:
        """Put the file that a plan came from, and what is known of it, into the plan's folder."""
        with _told(self.folder):
            shutil.copyfile(source, made / note.file)
            write_text(made / _NOTE, json.dumps(asdict(note), ensure_ascii=False, indent=1) + "\n")

    def put(self, made: Path, slug: str) -> None:
        """Give a finished folder its place; a plan that has it is kept away until the session ends."""
        place = self.folder / slug
        with _told(self.folder):
            made.chmod(0o755)  # mkdtemp makes folders for their owner alone
            old: Path | None = None
            if place.exists():
                old = self._away("replaced", slug)
                place.rename(old)
            # Renamed, not copied: killed here, the old plan is away whole, and `tidy` brings it back.
            try:
                made.rename(place)
            except OSError:
                if old is not None:
                    old.rename(place)
                raise
            if old is not None:
                shutil.rmtree(old, ignore_errors=True)

    def take_away(self, slug: str) -> None:
        """Remove a plan; `bring_back` undoes it until the session ends."""
        with _told(self.folder):
            (self.folder / slug).rename(self._away("removed", slug))

    def discard(self, slug: str) -> None:
        """Remove a plan for good: its words stand elsewhere now."""
        gone = self._away("gone", slug)
        with _told(self.folder):
            (self.folder / slug).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def bring_back(self, slug: str) -> bool:
        """Undo a removal of this session.

        False if there is nothing to bring back, or another has its place.
        """
        if self._session is None or (self.folder / slug).exists():
            return False
        removed = self._session / "removed" / slug
        with _told(self.folder):
            if not removed.exists():
                return False
            removed.rename(self.folder / slug)
        return True

    def close(self) -> None:
        """End the session: what was removed is gone now."""
        if self._session is not None:
            if self._lock is not None:
                self._lock.release()
            # After the lock is let go: Windows takes no file away that is open.
            shutil.rmtree(self._session, ignore_errors=True)
            self._session, self._lock = None, None

    def tidy(self) -> None:
        """Clear what sessions left that were killed, and put back a plan whose replacement never came.

        Quiet if it can't.
        """
        for left in self.folder.glob(f"{_SESSION}*"):
            if left == self._session:
                continue
            # A lock that can't be had is held by a program that runs: its session is left alone.
            lock = _locked(left / _LOCK)
            if lock is None and (left / _LOCK).exists():
                continue
            for old in (left / "replaced").glob("*"):
                if (old / STORE).exists() and not (self.folder / old.name).exists():
                    with suppress(OSError):
                        old.rename(self.folder / old.name)
            if lock is not None:  # Windows takes no file away that is open
                lock.release()
            shutil.rmtree(left, ignore_errors=True)

    def _own_session(self) -> Path:
        if self._session is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.tidy()
            session = Path(tempfile.mkdtemp(prefix=_SESSION, dir=self.folder))
            self._lock = _locked(session / _LOCK)
            self._session = session
        return self._session

    def _away(self, kind: str, slug: str) -> Path:
        folder = self._own_session() / kind
        folder.mkdir(exist_ok=True)
        # A rename onto a folder that is not empty fails: the same plan may go twice in a session.
        shutil.rmtree(folder / slug, ignore_errors=True)
        return folder / slug


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataFolderError(
            f"规划库文件夹“{folder}”写不进去：{cause(error, folder)}；原有规划没有改动。", repr(error)
        ) from error


def _locked(path: Path) -> FileLock | None:
    """A session's lock, held; None if another program holds it.

    Also None where it can't be made or the file system knows no locks: then no program clears what might be
    in another's hands.
    """
    lock = FileLock(path)
    with suppress(OSError):
        return lock if lock.take() else None
    return None
