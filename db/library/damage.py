"""Plans that can't be opened, and whether what lies beside them is what they came from."""

import time
from dataclasses import dataclass
from pathlib import Path, PurePath

from db.errors import DataFolderError, PlanReaderError, StoreError
from db.library.user_plans import STORE, UserPlans
from db.plan.query import read_remains

_AGAIN = 10.0
"""Seconds after which it is tried again where only the disk was in the way."""
_State = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class DamagedPlan:
    """A plan that can't be opened, nor built again from its source. Nothing of it was removed."""

    slug: str
    title: str
    """As far as it is known; else the name of its file, or the slug."""
    file: str
    """The name of the file that it came from; empty if it isn't known."""
    why: str
    """What is wrong and what to do, in one sentence."""


class Failures:
    """Plans that could not be built again: it is not tried again before something has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_State, float, StoreError]] = {}

    def __contains__(self, slug: str) -> bool:
        """Whether one is remembered; something may have changed since."""
        return slug in self._known

    def add(self, slug: str, folders: list[Path], error: PlanReaderError) -> StoreError:
        """Remember why a plan in one of these folders could not be built again; the error to be raised."""
        end = time.monotonic() + _AGAIN if isinstance(error, DataFolderError) else float("inf")
        told = StoreError(str(error), error.detail)
        self._known[slug] = _state(folders), end, told
        return told

    def get(self, slug: str, folders: list[Path]) -> StoreError | None:
        """Why a plan can't be built again; None if that is not known, or may be otherwise now."""
        state, end, error = self._known.get(slug, ((), 0.0, None))
        if error is None or time.monotonic() > end or state != _state(folders):
            self._known.pop(slug, None)
            return None
        # A new one each time: an error collects the places that it was raised from.
        return StoreError(str(error), error.detail)


def _state(folders: list[Path]) -> _State:
    """What tells that somebody has changed something in a plan's folders."""
    found: list[tuple[int, int, int]] = []
    for folder in folders:
        try:
            paths = sorted([folder, *folder.iterdir()])
            states = [path.lstat() for path in paths]
        except OSError:
            continue
        found += [(state.st_ino, state.st_size, state.st_mtime_ns) for state in states]
    return tuple(found)


def is_origin(shelf: UserPlans, slug: str, sha256: str) -> bool:
    """Whether a file with this checksum may be what a plan was made from, and not a damaged one."""
    stamped, _ = read_remains(shelf.folder / slug / STORE)
    noted = {*shelf.sources_of(slug), *filter(None, (stamped, shelf.checksum(slug)))}
    # A slug is the beginning of the checksum, unless the plan took the place of an older edition.
    return sha256 in noted or slug.removeprefix("own-") == sha256[: len(slug) - 4] or not noted


def described(shelf: UserPlans | None, slug: str, why: StoreError) -> DamagedPlan:
    """What can be told of a plan that is beyond help."""
    if shelf is None:
        return DamagedPlan(slug, slug, "", str(why))
    note, known = shelf.note(slug), next(iter(shelf.sources_of(slug).values()), None)
    file = known.name if known is not None and known.name else note.name if note is not None else ""
    given = note.title if note is not None and note.title else known.title if known is not None else ""
    _, title = read_remains(shelf.folder / slug / STORE)
    return DamagedPlan(slug, given or title or PurePath(file).stem or slug, file, str(why))
