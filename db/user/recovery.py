"""What marks can be brought back from, held against those that are there; and bringing back all of it, or
what was chosen.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from db.user import incidents, rescue
from db.user.backup import Backups, Turn
from db.user.content import FileOutline, UserContent, UserFiles, time_of_name
from db.user.errors import BackupError, NewerFileError
from db.user.incidents import SetAside
from db.user.merge import other_id, version
from db.user.records import DEFAULT_CATEGORIES, Backup, Mark, Recovery, RecoverySource, moment


class RecoverySources:
    """All backups, here and in the second place, and all that was ever set aside."""

    def __init__(self, files: UserFiles, places: Collection[Backups]) -> None:
        """`places`: the folder of backups beside user.db, then the second place, if it is there."""
        self._files = files
        self._places = places
        self._incidents = {each.name: each for each in incidents.all_of(files)}

    def against(self, now: UserContent, *, anew: bool = False) -> tuple[RecoverySource, ...]:
        """All of them against what there is now, the newest first; with `anew` each backup is read and
        proved once more.
        """
        found: list[tuple[Turn, RecoverySource]] = []
        seen: set[str] = set()
        for at, place in enumerate(self._places):
            for backup in place.all(anew=anew):
                # Of two twins the one here counts, unless it is damaged.
                if backup.name in seen:
                    continue
                if backup.sound:
                    seen.add(backup.name)
                outline = place.outline(backup.name) if backup.sound else _readable(place, backup)
                source = RecoverySource(
                    *(backup.name, "backup", backup.made, backup.why, backup.state, len(outline.marks)),
                    *_held(outline, now),
                    away=at > 0,
                )
                found.append((place.turn(backup.name), source))
        for each in self._incidents.values():
            found.extend(self._of_incident(each, now))
        found.sort(key=lambda pair: (pair[0], pair[1].kind, pair[1].name), reverse=True)
        return tuple(source for _, source in found)

    def recovery(self, name: str) -> Recovery:
        """What a backup or an incident could bring back. Raises BackupError."""
        if name in self._incidents:
            return self._offer(self._incidents[name])
        holding = [place for place in self._places if name in place.names()]
        for place in holding:
            # Its twin in the second place may be whole.
            with suppress(BackupError):
                return rescue.backup_recovery(place, name)
        for place in holding:
            # Of a damaged one what can be read, as of a damaged user.db.
            with suppress(BackupError, NewerFileError):
                return rescue.file_recovery(place.folder / name)
        raise BackupError(f"备份“{name}”已损坏或不存在，请选择另一份。", name)

    def _offer(self, incident: SetAside) -> Recovery:
        if not incident.settled:
            offers = rescue.incident(self._files, self._places, incident).offers
            if offers:
                return offers[0]
        return rescue.salvage_recovery(self._files, incident)

    def _of_incident(self, incident: SetAside, now: UserContent) -> Iterable[tuple[Turn, RecoverySource]]:
        offer = self._offer(incident)
        # One that is settled and left nothing but its note is no source.
        if incident.settled and not (offer.marks or offer.additions):
            return
        outline = _outline(offer)
        at = time_of_name(incident.time)
        made = moment(at) if at is not None else ""
        source = RecoverySource(
            *(incident.name, "incident", made, incident.sentence, "sound", len(offer.marks)),
            *_held(outline, now),
            settled=incident.settled,
        )
        yield incident.before or max(place.before(incident.time) for place in self._places), source


def _readable(place: Backups, backup: Backup) -> FileOutline:
    """What can still be read of a damaged backup."""
    if backup.state == "damaged":
        with suppress(BackupError, NewerFileError):
            return _outline(rescue.file_recovery(place.folder / backup.name))
    return FileOutline({}, frozenset())


def _outline(recovery: Recovery) -> FileOutline:
    marks = {mark.id: mark.changed for mark in recovery.marks}
    return FileOutline(marks, frozenset(each.id for each in recovery.additions))


def _held(outline: FileOutline, now: UserContent) -> tuple[int, int, int, int]:
    """More, fewer, other, entries."""
    more = len(outline.marks.keys() - now.marks.keys())
    fewer = len(now.marks.keys() - outline.marks.keys())
    other = sum(id_ in now.marks and now.marks[id_].changed != at for id_, at in outline.marks.items())
    return more, fewer, other, len(outline.additions - now.additions.keys())


def chosen_of(recovery: Recovery, only: Collection[str]) -> Recovery:
    """Only the marks and additions with these ids, and what belongs to them."""
    marks = tuple(mark for mark in recovery.marks if mark.id in only)
    used = {mark.category for mark in marks}
    return replace(
        recovery,
        marks=marks,
        doubtful=tuple(id_ for id_ in recovery.doubtful if id_ in only),
        categories=tuple(each for each in recovery.categories if each.id in used),
        drafts=tuple(each for each in recovery.drafts if each.mark in only),
        additions=tuple(each for each in recovery.additions if each.id in only),
    )


def differing(recovery: Recovery, now: UserContent) -> tuple[Mark, ...]:
    """Its marks that are there now, but say something else."""
    return tuple(
        mark
        for mark in recovery.marks
        if (there := now.marks.get(mark.id)) is not None and version(there) != version(mark)
    )


def brought_back(now: UserContent, recovery: Recovery, placed: Iterable[Mark], copied: bool) -> UserContent:
    """What there is, with what is missing of it; nothing that is there changes.

    `placed`: its marks, where they stand in the plans as they are now. With `copied` marks that say something
    else now come back beside those, as after merging.
    """
    marks = {mark.id: mark for mark in placed}
    if copied:
        others = (
            replace(mark, id=other_id(mark))
            for mark in differing(replace(recovery, marks=tuple(marks.values())), now)
        )
        marks |= {mark.id: mark for mark in others}
    categories = {category.id: category for category in recovery.categories}
    additions = {each.id: each for each in recovery.additions}
    # A default colour that nobody touched gives way to what the person had made of it.
    untouched = {each.id for each in DEFAULT_CATEGORIES if now.categories.get(each.id) == each}
    kept = {id_: each for id_, each in now.categories.items() if id_ not in untouched}
    return replace(
        now,
        marks=marks | now.marks,
        categories=now.categories | categories | kept,
        additions=additions | now.additions,
    )
