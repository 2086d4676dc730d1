"""A second place for backups that the person chose: a stick, another disk, a folder of the network.

What is to be kept by the rules of `retention`, of all that is here or there, is copied and proved. The place
may be missing for weeks: that stops nothing, is told once, and made up for when it is back.
"""

import errno
import json
import logging
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from db.files import cause, is_folder, prove_writable, read_text, write_text
from db.progress import QUIET, Progress
from db.user import retention
from db.user.backup import Backups, Turn
from db.user.content import DamagedError, UserFiles
from db.user.errors import BackupError, NewerFileError
from db.user.incidents import make_way
from db.user.records import Moment

_log = logging.getLogger(__name__)

_SUBFOLDER = "规划阅读器备份"
_MOST = 2**16
"""Bytes: a longer file of ours is none."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is kept of it from one start to the next."""

    folder: str = ""
    """Empty: there is no second place."""
    id: str = ""
    """Tells the copies of this person from those of others in the same folder."""
    counter: int = 0
    """The highest number of a backup that was copied there."""
    reached: Moment = ""
    """When it was brought up to date last."""
    told: bool = False
    """The person knows that it is missing."""


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """How the second place stands."""

    folder: Path
    reached: Moment
    """When it was brought up to date last; empty: never."""
    trouble: str = ""
    """Why it is not up to date, in one sentence; empty if it is."""


class SecondPlace:
    """The second place of one person's backups."""

    def __init__(self, files: UserFiles) -> None:
        """Nothing is read before it is asked for."""
        self._file = files.folder / "backup-place.json"
        self._own = files.folder
        self._told = False
        self._backups: Backups | None = None

    @property
    def folder(self) -> Path | None:
        """The folder that the person chose; None without a second place."""
        chosen = self._chosen()
        return Path(chosen.folder) if chosen.folder else None

    @property
    def counter(self) -> int:
        """The highest number of a backup that was ever copied there."""
        return self._chosen().counter

    def choose(self, folder: Path | None) -> None:
        """Put copies into this folder from now on; None: nowhere. What is there already stays.

        Raises BackupError when it can't be written or is the person's own folder, and nothing has changed.
        """
        if folder is None:
            self._note(replace(self._chosen(), folder="", told=False, reached=""))
            return
        folder = folder.absolute()
        if not is_folder(folder):
            raise BackupError(f"文件夹“{folder}”不存在，没有设为第二备份位置；请先接好磁盘或新建文件夹。")
        if folder.resolve().is_relative_to(self._own.resolve()):
            raise BackupError("第二备份位置不能在个人文件的文件夹里，请另选一个磁盘或文件夹。")
        id_ = self._chosen().id or secrets.token_hex(4)
        within = _within(folder, id_)
        try:
            prove_writable(within)
        except OSError as error:
            raise BackupError(
                f"文件夹“{folder}”不能写入（{cause(error, within)}），没有设为第二备份位置。", repr(error)
            ) from error
        self._note(_Chosen(str(folder), id_, self._chosen().counter))

    def backups(self) -> Backups | None:
        """The backups there; None if there is no second place, or it is missing just now."""
        chosen = self._chosen()
        if not chosen.folder:
            return None
        within = _within(Path(chosen.folder), chosen.id)
        # Not the folder that was chosen: where a stick was, there may be an empty folder of the same name.
        if not is_folder(within):
            return None
        if self._backups is None or self._backups.folder != within:
            self._backups = Backups(within)
        return self._backups

    def report(self) -> PlaceReport | None:
        """How it stands, without copying anything; None if there is no second place."""
        chosen = self._chosen()
        if not chosen.folder:
            return None
        trouble = "" if self.backups() is not None else _missing(chosen)
        return PlaceReport(Path(chosen.folder), chosen.reached, trouble)

    def catch_up(
        self, ours: Backups, hold: Turn | None, at: Moment, progress: Progress = QUIET
    ) -> PlaceReport | None:
        """Copy what is wanted and not there yet, the newest first, and let go there what is too old.

        Gives how it stands then; never raises but Stopped. None if there is no second place.
        """
        report, there = self.report(), self.backups()
        if report is None or there is None:
            return report
        try:
            for name in _wanted(ours, there, hold):
                progress.check()
                # What rotated away here meanwhile, or is damaged here, is not copied.
                with suppress(DamagedError, NewerFileError):
                    if (ours.folder / name).is_file():
                        there.take(name, ours.folder / name)
            there.let_go(hold)
        except OSError as error:
            _log.warning("no copies to %s: %r", there.folder, error)
            if not is_folder(there.folder):
                return replace(report, trouble=_missing(self._chosen()))
            why = "磁盘空间已满" if error.errno == errno.ENOSPC else cause(error, there.folder)
            trouble = f"第二备份位置“{report.folder}”没有更新完（{why}），备份仍在本机。"
            return replace(report, trouble=trouble)
        self._told = False
        with suppress(OSError):
            counter = max(self.counter, there.counter)
            self._keep(replace(self._chosen(), counter=counter, reached=at, told=False))
        return replace(report, reached=at)

    def tell_once(self, report: PlaceReport | None) -> str:
        """The trouble of a report, if the person was not told since it was last up to date."""
        if report is None or not report.trouble or self._told or self._chosen().told:
            return ""
        self._told = True
        with suppress(OSError):
            self._keep(replace(self._chosen(), told=True))
        return report.trouble

    def _chosen(self) -> _Chosen:
        # Read each time: another program may have been told of another place meanwhile.
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return _checked(_Chosen(**json.loads(read_text(self._file, _MOST))))
        # A file that says nothing sensible is as none: there is no second place then.
        return _Chosen()

    def _note(self, chosen: _Chosen) -> None:
        self._told = False
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._keep(chosen)
        except OSError as error:
            why = cause(error, self._file)
            raise BackupError(f"第二备份位置没有记下来（{why}），仍与原来一样。", repr(error)) from error

    def _keep(self, chosen: _Chosen) -> None:
        make_way(self._file)
        write_text(self._file, json.dumps(asdict(chosen), indent=1) + "\n")


def _wanted(ours: Backups, there: Backups, hold: Turn | None) -> list[str]:
    """Names of what is to be copied, the newest first."""
    here, away = ours.weighed(), there.weighed()
    sound = {each.name for each in away if each.state == "sound"}
    # Of all that there is anywhere: otherwise what was let go there would be copied again and again.
    everything = {each.name: each for each in away} | {
        each.name: each for each in here if each.state == "sound" and each.name not in sound
    }
    order = sorted(everything, key=ours.turn)
    kept = retention.kept([everything[name] for name in order])
    return [
        name
        for name in reversed(order)
        if name not in sound
        and everything[name].state == "sound"
        and (name in kept or (hold is not None and ours.turn(name) <= hold))
    ]


def _checked(chosen: _Chosen) -> _Chosen:
    """Raises ValueError for values that none of ours has."""
    texts = all(isinstance(each, str) for each in (chosen.folder, chosen.id, chosen.reached))
    good = texts and type(chosen.counter) is int and isinstance(chosen.told, bool)
    if not good or not (chosen.id.isalnum() if chosen.folder else True) or "\0" in chosen.folder:
        raise ValueError(repr(chosen))
    return chosen


def _within(folder: Path, id_: str) -> Path:
    return folder / f"{_SUBFOLDER}-{id_}"


def _missing(chosen: _Chosen) -> str:
    return f"第二备份位置“{chosen.folder}”现在不在，备份只存在本机；接上后会自动补齐。"
