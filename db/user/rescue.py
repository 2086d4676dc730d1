"""When user.db is damaged or gone: it is set aside, never deleted, and what there is of backups and readable
rows is offered.
"""

import shutil
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import database
from db.files import sync
from db.user import incidents
from db.user.backup import Backups, Turn
from db.user.content import COMPANIONS, DamagedError, UserContent, UserFiles, read_file
from db.user.errors import BackupError, NewerFileError
from db.user.incidents import SetAside
from db.user.merge import other_id
from db.user.note_text import clean
from db.user.records import Draft, Incident, Mark, Recovery
from db.user.salvage import Salvaged, salvage

DOUBTFUL_TAG = "待核对"
"""On marks that were read although their checksum is wrong."""


def adopt_part(files: UserFiles) -> bool:
    """Give a whole new file its name, if the program was stopped right before it could."""
    try:
        if not files.whole_part.is_file():
            return False
        # It raises DamagedError when the program was stopped before the file was whole.
        read_file(files.whole_part)
        # Its rows may still wait in a log beside it, which would not come along with the name.
        with closing(database.connect(files.whole_part, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        sync(files.whole_part)
        for name in (files.user.name, files.whole_part.name):
            for end in COMPANIONS:
                files.folder.joinpath(name + end).unlink(missing_ok=True)
        files.whole_part.replace(files.user)
        sync(files.folder)
    except (DamagedError, NewerFileError, OSError, sqlite3.Error):
        return False
    return True


def copy_aside(files: UserFiles, at: datetime, sentence: str, before: Turn, *, settled: bool = False) -> str:
    """Copy user.db and what belongs to it into a folder of its own; gives the folder's name, empty if that
    can't be done. The backups up to `before` are those of the time before it.
    """
    folder: Path | None = None
    try:
        folder = incidents.new_folder(files, at)
        for path in _belonging(files):
            shutil.copyfile(path, folder / path.name)
        incidents.write_note(folder, sentence, before, settled=settled)
    except OSError:
        # Half a copy saves nothing, and takes the room that is wanting.
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        return ""
    return folder.name


def move_aside(files: UserFiles, at: datetime, sentence: str, before: Turn, *, settled: bool = False) -> str:
    """The same by renaming, which needs no room on the disk. Empty if even that can't be done."""
    try:
        folder = incidents.new_folder(files, at)
        for path in _belonging(files):
            path.replace(folder / path.name)
    except OSError:
        return ""
    # Without the note the files are still there.
    with suppress(OSError):
        incidents.write_note(folder, sentence, before, settled=settled)
    return folder.name


def note_incident(files: UserFiles, at: datetime, sentence: str, before: Turn) -> str:
    """Note one in which there is nothing to set aside. Gives the folder's name, empty if that can't be
    done.
    """
    try:
        folder = incidents.new_folder(files, at)
        incidents.write_note(folder, sentence, before, settled=False)
    except OSError:
        return ""
    return folder.name


def remove(files: UserFiles) -> None:
    """Remove user.db and what belongs to it, after it was copied aside. Raises OSError."""
    for path in _belonging(files):
        path.unlink(missing_ok=True)


def incident(files: UserFiles, places: Collection[Backups], noted: SetAside) -> Incident:
    """What happened and what can be offered: the best from before it, and what is left of the files.

    `places`: where there are backups, the folder beside user.db first.
    """
    salvaged = salvage(files.damaged / noted.name / files.user.name) if noted.name else Salvaged()
    offers = _offers(places, salvaged, noted)
    return Incident(noted.sentence, noted.name, offers)


def together(found: Sequence[Incident]) -> Incident | None:
    """Incidents, the last first, as one: its first offer brings back what any of them can. None without
    any.
    """
    if len(found) < 2:
        return found[0] if found else None
    best = [each.offers[0] for each in found if each.offers]
    sentence = f"{found[0].sentence}此前还有 {len(found) - 1} 次没有处理。"
    offers = (_joined(best), *found[0].offers) if len(best) > 1 else tuple(best)
    return Incident(sentence, found[0].set_aside, offers)


def lacking(files: UserFiles, backups: Backups, content: UserContent) -> int:
    """How many marks of the newest backup are not in user.db, if that is another file: one that does not
    follow on the backup, as an older or a strange one that somebody put there.
    """
    newest = backups.newest_proof()
    if newest is None or content.follows(newest[1].sequence, newest[1].file_id):
        return 0
    # After every incident the count begins anew; that one is known.
    known = ((each.before or backups.before(each.time)) for each in incidents.all_of(files))
    if any(before >= newest[0] for before in known):
        return 0
    backup = backups.newest_sound()
    return len(backups.outline(backup.name).marks.keys() - content.marks.keys()) if backup else 0


def backup_recovery(backups: Backups, name: str) -> Recovery:
    """What one backup could bring back. Raises BackupError."""
    made = backups.made(name)
    return _offer(made, backups.content(name))


def salvage_recovery(files: UserFiles, noted: SetAside) -> Recovery:
    """What could bring back the files alone that were set aside."""
    salvaged = salvage(files.damaged / noted.name / files.user.name)
    return replace(_together("", UserContent(), salvaged), incidents=(noted.name,))


def file_recovery(path: Path) -> Recovery:
    """What any file could bring back: a backup or a user.db, sound or not, wherever it lies.

    Raises BackupError.
    """
    try:
        return _offer("", read_file(path))
    except NewerFileError:
        raise
    except OSError as error:
        raise BackupError(f"文件“{path.name}”读不出来，请检查它是否还在。", repr(error)) from error
    except DamagedError as error:
        recovery = _together("", UserContent(), salvage(path))
        if not (recovery.marks or recovery.additions):
            raise BackupError(
                f"文件“{path.name}”不是批注文件或它的备份，或已损坏，没有可以恢复的内容。", repr(error)
            ) from error
        return recovery


def _offers(places: Collection[Backups], salvaged: Salvaged, noted: SetAside) -> tuple[Recovery, ...]:
    newest, content = None, None
    for place in places:
        found = place.newest_sound(noted.before or place.before(noted.time))
        # In the second place there is a newer one only if those here were lost.
        if found is not None and (newest is None or place.turn(found.name) > place.turn(newest.name)):
            with suppress(BackupError):
                content = place.content(found.name)
                newest = found
    made, found = newest.made if newest is not None else "", salvaged.content
    offers: list[Recovery] = []
    if found.marks or salvaged.doubtful or found.drafts or found.additions:
        offers.append(_together(made, content or UserContent(), salvaged))
    if content is not None:
        offers.append(_offer(made, content))
    return tuple(replace(offer, incidents=(noted.name,)) for offer in offers)


def _joined(offers: Sequence[Recovery]) -> Recovery:
    """Of each mark the newest form in any of them, the last incident's first."""
    marks: dict[str, Mark] = {}
    for offer in offers:
        for mark in offer.marks:
            if mark.id not in marks or marks[mark.id].changed < mark.changed:
                marks[mark.id] = mark
    last_first = tuple(reversed(offers))
    return Recovery(
        "salvage" if any(offer.why == "salvage" for offer in offers) else "backup",
        max(offer.made for offer in offers),
        _sorted(marks),
        tuple(dict.fromkeys(id_ for offer in offers for id_ in offer.doubtful)),
        tuple({each.id: each for offer in last_first for each in offer.categories}.values()),
        tuple({each.mark: each for offer in last_first for each in offer.drafts}.values()),
        tuple({each.id: each for offer in last_first for each in offer.additions}.values()),
        tuple(dict.fromkeys(name for offer in offers for name in offer.incidents)),
    )


def _offer(made: str, content: UserContent) -> Recovery:
    return Recovery(
        "backup",
        made,
        _sorted(content.marks),
        categories=tuple(content.categories.values()),
        drafts=tuple(content.drafts.values()),
        additions=tuple(content.additions.values()),
    )


def _together(made: str, backup: UserContent, salvaged: Salvaged) -> Recovery:
    """Of each mark the newest sound form; doubtful ones beside them, with a tag."""
    marks = dict(backup.marks)
    for id_, mark in salvaged.content.marks.items():
        if id_ not in marks or marks[id_].changed <= mark.changed:
            marks[id_] = mark
    doubtful: list[str] = []
    for id_, mark in salvaged.doubtful.items():
        # What is sound and as new makes the doubtful one needless.
        if id_ in marks and marks[id_].changed >= mark.changed:
            continue
        tagged = replace(
            mark,
            note=clean(mark.note),
            author=clean(mark.author),
            tags=(*map(clean, mark.tags), DOUBTFUL_TAG),
            placed="unplaced",
            suggestion=None,
        )
        tagged = replace(tagged, id=other_id(tagged)) if id_ in marks else tagged
        marks[tagged.id] = tagged
        doubtful.append(tagged.id)
    drafts: dict[str, Draft] = backup.drafts | salvaged.content.drafts
    categories = backup.categories | salvaged.content.categories
    additions = backup.additions | salvaged.content.additions
    return Recovery(
        "salvage",
        made,
        _sorted(marks),
        tuple(doubtful),
        tuple(categories.values()),
        tuple(drafts.values()),
        tuple(additions.values()),
    )


def _sorted(marks: dict[str, Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks.values(), key=lambda mark: mark.order))


def _belonging(files: UserFiles) -> list[Path]:
    paths = [files.user, *(files.user.with_name(files.user.name + end) for end in COMPANIONS)]
    return [path for path in paths if path.exists() or path.is_symlink()]
