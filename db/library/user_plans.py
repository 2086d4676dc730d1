"""The user's own folder of plans on disk: plans come and go whole, whatever is killed half-way.

A plan's folder holds `plan.db`, `index/`, the file as it was received and what the user called it.
It is made in the session's own folder, brought to the disk, and renamed into its place when it is complete; a
removed one is renamed away and stays there until the session ends. A session's folder is locked while its
program runs: whatever an earlier one left is cleared, and a plan that was being replaced goes back to its
place. Of several programs one at a time moves folders.

Beside the plans it is kept which file became which plan, and what the user said of its lines: a file that
comes again finds its plan, and with it its marks.
"""

import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from db.errors import DataFolderError
from db.filenames import shown
from db.files import (
    FileLock,
    alone,
    cause,
    clear_parts,
    is_file,
    is_folder,
    read_text,
    read_whole,
    swap,
    sync,
    sync_tree,
    write_text,
)
from db.rights import share
from db.source.corrections import Correction, Corrections, read_corrections, write_corrections

STORE = "plan.db"
"""In a plan's folder, which is named by the plan's slug."""
INDEX = "index"
"""A folder beside the store, derived from it."""
# Begins with a point, so that no list of plans shows a folder that is being made.
_SESSION = ".session-"
_CLEARED = ".cleared-"
_LOCK = "lock"
_GUARD = ".lock"
_PATIENCE = 20.0
"""Seconds that a program waits until another has moved its folders, which takes milliseconds."""
_LITTLE_PATIENCE = 2.0
"""The same for what can also be done the next time."""
_NOTE = "import.json"
_SOURCE = "source"
"""The file as it was received: with this name, and its own ending."""
_SAID = "corrections.json"
_SUM = "checksum.txt"
"""The checksum of the source beside it: that may be damaged too."""
_CORRECTIONS = ".corrections"
_KNOWN = ".sources"
_LARGEST = 2**20
"""Bytes of a note."""


@dataclass(frozen=True, slots=True)
class ImportNote:
    """What is known of an imported file beside its text."""

    file: str
    """Name of the file in the plan's folder."""
    name: str
    """The file's own name as received, as it can be read."""
    title: str = ""
    """As the user called it; empty leaves what the text says."""

    @classmethod
    def of(cls, path: Path, title: str) -> "ImportNote":
        """The note of a file that comes in."""
        # A name of the program's: the file's own may be too long, or one that Windows keeps for itself.
        ending = re.sub(r"[^.\w]", "", path.suffix.lower(), flags=re.ASCII)[:12]
        return cls(f"{_SOURCE}{ending}", shown(path.name), title)


@dataclass(frozen=True, slots=True)
class KnownSource:
    """Which plan a file became, also after that was removed."""

    slug: str
    name: str = ""
    title: str = ""
    """As in its ImportNote."""


class UserPlans:
    """The user's own plans on disk. All methods raise DataFolderError when the folder can't be written; they
    may be called from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._session: Path | None = None
        self._lock: FileLock | None = None
        self._opening = threading.Lock()

    def slugs(self) -> list[str]:
        """Names of the plans' folders; a thousand in about a millisecond."""
        names, away = self._listed()
        if away.difference(names):
            # A program was killed while it replaced them.
            self.tidy()
            names, _ = self._listed()
        return sorted(names)

    def _listed(self) -> tuple[set[str], set[str]]:
        """The plans that stand in their places, and those that were put away to be replaced."""
        names: set[str] = set()
        away: set[str] = set()
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.startswith(_SESSION):
                    with suppress(OSError):
                        away.update(path.name for path in Path(entry.path, "replaced").iterdir())
                elif not entry.name.startswith(".") and _is_folder(entry):
                    names.add(entry.name)
        return names, away

    def corrections(self, sha256: str) -> dict[int, Correction]:
        """What the user said of lines of the file with this checksum; none if nothing."""
        return read_corrections(self.folder / _CORRECTIONS / f"{sha256}.json")

    def keep_corrections(self, sha256: str, said: dict[int, Correction]) -> None:
        """Keep what the user said for the next import of the same file."""
        with _told(self.folder):
            write_corrections(said, _cleared(self.folder / _CORRECTIONS / f"{sha256}.json"))

    def known(self, sha256: str) -> KnownSource | None:
        """Which plan the file with this checksum became; None if it never came, or nobody noted it."""
        found = _strings(self.folder / _KNOWN / f"{sha256}.json")
        if found is None or not is_plain(found.get("slug", "")):
            return None
        return KnownSource(found["slug"], found.get("name", ""), found.get("title", ""))

    def keep_known(self, sha256: str, known: KnownSource) -> None:
        """Note which plan a file became."""
        if self.known(sha256) == known:
            return
        with _told(self.folder):
            path = _cleared(self.folder / _KNOWN / f"{sha256}.json")
            write_text(path, json.dumps(asdict(known), ensure_ascii=False, indent=1) + "\n")

    def sources_of(self, slug: str) -> dict[str, KnownSource]:
        """The checksums of all files that were noted to have become this plan, with what was noted."""
        found: dict[str, KnownSource] = {}
        with suppress(OSError), os.scandir(self.folder / _KNOWN) as entries:
            for entry in entries:
                sha256 = entry.name.removesuffix(".json")
                known = self.known(sha256) if sha256 != entry.name else None
                if known is not None and known.slug == slug:
                    found[sha256] = known
        return found

    def note(self, slug: str) -> ImportNote | None:
        """What is known of the file that a plan came from; None if the plan wasn't imported here.

        Where only the note is damaged, the file is found by its name.
        """
        found = _strings(self.folder / slug / _NOTE)
        if found is not None and is_plain(found.get("file", "")):
            return ImportNote(found["file"], found.get("name", ""), found.get("title", ""))
        with suppress(OSError), os.scandir(self.folder / slug) as entries:
            for name in sorted(entry.name for entry in entries):
                if name.partition(".")[0] == _SOURCE and is_file(self.folder / slug / name):
                    return ImportNote(name, name)
        return None

    def source(self, slug: str) -> Path | None:
        """The file that a plan came from, as it was received; None if it isn't there."""
        note = self.note(slug)
        path = self.folder / slug / note.file if note is not None else None
        return path if path is not None and is_file(path) else None

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

    def checksum(self, slug: str) -> str:
        """The checksum of a plan's source as it was received; empty if nobody noted it."""
        with suppress(OSError, UnicodeDecodeError):
            found = read_text(self.folder / slug / _SUM, _LARGEST).strip()
            return found if re.fullmatch("[0-9a-f]{64}", found) else ""
        return ""

    def holds(self, slug: str) -> bool:
        """Whether there is, or was, anything of an imported plan in a folder."""
        folder = self.folder / slug
        there = os.path.lexists(folder / STORE) or os.path.lexists(folder / _NOTE)
        return there or self.note(slug) is not None or bool(self.sources_of(slug))

    def said_of(self, slug: str, sha256: str) -> dict[int, Correction]:
        """What the user said of lines of the file, also where that is only kept with the plan."""
        return self.corrections(sha256) or read_corrections(self.folder / slug / _SAID)

    def keep_source(self, made: Path, source: Path, note: ImportNote, said: Corrections) -> Path:
        """Put the file that a plan came from, and what is known and was said of it, into the plan's folder;
        where it is there.
        """
        # What reads files is loaded when there is one to read, not before the first paint.
        from db.source.lines import checksum

        with _told(self.folder):
            shutil.copyfile(source, made / note.file)
            write_text(made / _SUM, checksum(read_whole(made / note.file)) + "\n", durable=False)
            if said:
                write_corrections(said, made / _SAID)
            write_text(
                made / _NOTE, json.dumps(asdict(note), ensure_ascii=False, indent=1) + "\n", durable=False
            )
        return made / note.file

    def sync(self, made: Path) -> None:
        """Bring a finished folder to the disk: before `put` gives it the place of another."""
        with _told(self.folder):
            sync_tree(made)

    def put(self, made: Path, slug: str) -> None:
        """Give a finished folder its place; a plan that has it is kept away until that is done."""
        place = self.folder / slug
        with _told(self.folder):
            share(made)
            away = self._away("replaced", slug)
            with self._alone():
                # Renamed, not copied: killed here, the old one is away whole, and `tidy` brings it back.
                old = swap(made, place, away)
                sync(self.folder)
            if old:
                _clear(away)

    def take_away(self, slug: str) -> None:
        """Remove a plan; `bring_back` undoes it until the session ends."""
        with _told(self.folder):
            away = self._away("removed", slug)
            with self._alone():
                (self.folder / slug).rename(away)
                sync(self.folder)

    def discard(self, slug: str) -> None:
        """Remove a plan for good: its words stand elsewhere now."""
        with _told(self.folder):
            gone = self._away("gone", slug)
            with self._alone():
                (self.folder / slug).rename(gone)
                sync(self.folder)
            _clear(gone)

    def bring_back(self, slug: str) -> bool:
        """Undo a removal of this session.

        False if there is nothing to bring back, or another has its place.
        """
        if self._session is None:
            return False
        removed = self._session / "removed" / slug
        with _told(self.folder), self._alone():
            if not removed.exists() or os.path.lexists(self.folder / slug):
                return False
            removed.rename(self.folder / slug)
            sync(self.folder)
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
        if not is_folder(self.folder):
            return
        with suppress(OSError, DataFolderError), self._alone(_LITTLE_PATIENCE):
            self._tidy()
        # Outside, because it may take long; what has this name is nobody's any more.
        for cleared in self._begun_with(_CLEARED):
            _clear(cleared)
        for kept in (self.folder, self.folder / _CORRECTIONS, self.folder / _KNOWN):
            clear_parts(kept)

    def _tidy(self) -> None:
        for left in self._begun_with(_SESSION):
            if left == self._session:
                continue
            # A lock that can't be had is held by a program that runs: its session is left alone.
            lock = _locked(left / _LOCK)
            if lock is None and (left / _LOCK).exists():
                continue
            back = self._put_back(left / "replaced")
            if lock is not None:  # Windows takes no file away that is open
                lock.release()
            if back:
                with suppress(OSError):
                    left.rename(left.with_name(_CLEARED + left.name.removeprefix(_SESSION)))

    def _put_back(self, replaced: Path) -> bool:
        """Give plans that were being replaced their places again; whether none is left without one."""
        back = True
        for old in replaced.iterdir() if is_folder(replaced) else ():
            if not os.path.lexists(self.folder / old.name):
                try:
                    old.rename(self.folder / old.name)
                except OSError:
                    back = False
        return back

    def _begun_with(self, start: str) -> list[Path]:
        with suppress(OSError), os.scandir(self.folder) as entries:
            return [Path(entry.path) for entry in entries if entry.name.startswith(start)]
        return []

    def _own_session(self) -> Path:
        with self._opening:
            if self._session is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self.tidy()
                # While nobody tidies: a session that has no lock yet would look like one that was left.
                with self._alone():
                    session = Path(tempfile.mkdtemp(prefix=_SESSION, dir=self.folder))
                    self._lock = _locked(session / _LOCK)
                self._session = session
            return self._session

    def _away(self, kind: str, slug: str) -> Path:
        folder = self._own_session() / kind
        folder.mkdir(exist_ok=True)
        # A rename onto a folder that is not empty fails: the same plan may go twice in a session.
        _clear(folder / slug)
        return folder / slug

    @contextmanager
    def _alone(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Of all programs only this one moves folders here; not to be asked for again inside.

        Raises DataFolderError where another doesn't come to an end.
        """
        with ExitStack() as held:
            try:
                held.enter_context(alone(self.folder / _GUARD, patience))
            except TimeoutError as error:
                raise DataFolderError(
                    "另一个程序正在改动规划库，请稍候再试；原有规划没有改动。", repr(error)
                ) from error
            except OSError:
                # Somebody laid something else there, or nothing can be written, which is told by what comes.
                pass
            yield


def is_plain(name: str) -> bool:
    """Whether a text is the name of something in a folder, and leads nowhere else."""
    return bool(name) and not name.startswith(".") and Path(name).name == name and "\0" not in name


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataFolderError(
            f"规划库文件夹“{shown(folder)}”写不进去：{cause(error, folder)}；原有规划没有改动。", repr(error)
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


def _clear(path: Path) -> None:
    """Take away a folder with all that is in it, or a file. Quiet if it can't."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _cleared(path: Path) -> Path:
    """A place for a file of ours: in a folder, and with nothing there that is no file. Raises OSError."""
    if os.path.lexists(path.parent) and not is_folder(path.parent):
        path.parent.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not is_file(path):
        _clear(path)
    return path


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _strings(path: Path) -> dict[str, str] | None:
    """The texts in a small file of ours, by name; None if it is missing or damaged."""
    try:
        found: Any = json.loads(read_text(path, _LARGEST, "surrogatepass"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {str(name): value for name, value in found.items() if isinstance(value, str)}
