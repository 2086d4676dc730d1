"""When user.db is damaged or gone: it is set aside, never deleted, and what there is of backups and readable
rows is offered.
"""

import json
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import database
from db.files import sync
from db.user.backup import Backups
from db.user.content import COMPANIONS, DamagedError, UserContent, UserFiles, name_of, read_file
from db.user.errors import BackupError
from db.user.merge import other_id
from db.user.note_text import clean
from db.user.records import Draft, Incident, Mark, Recovery
from db.user.salvage import Salvaged, salvage

DOUBTFUL_TAG = "待核对"
"""On marks that were read although their checksum is wrong."""

_NOTE = "incident.json"


def adopt_part(files: UserFiles) -> bool:
    """Give a whole new file its name, if the program was stopped right before it could."""
    try:
        if not files.whole_part.exists():
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
    except (DamagedError, OSError, sqlite3.Error):
        return False
    return True


def copy_aside(files: UserFiles, at: datetime, sentence: str, *, settled: bool = False) -> str:
    """Copy user.db and what belongs to it into a folder of its own; gives the folder's name, empty if that
    can't be done.
    """
    name = name_of(at)
    folder = files.damaged / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in _belonging(files):
            shutil.copyfile(path, folder / path.name)
        _write_note(folder, sentence, settled=settled)
    except OSError:
        # Half a copy saves nothing, and takes the room that is wanting.
        shutil.rmtree(folder, ignore_errors=True)
        return ""
    return name


def move_aside(files: UserFiles, at: datetime, sentence: str, *, settled: bool = False) -> str:
    """The same by renaming, which needs no room on the disk. Empty if even that can't be done."""
    name = name_of(at)
    folder = files.damaged / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in _belonging(files):
            path.replace(folder / path.name)
    except OSError:
        return ""
    # Without the note the files are still there.
    with suppress(OSError):
        _write_note(folder, sentence, settled=settled)
    return name


def drop_aside(files: UserFiles, name: str) -> None:
    """Take back a copy of a file that turned out to be sound."""
    shutil.rmtree(files.damaged / name, ignore_errors=True)


def remove(files: UserFiles) -> None:
    """Remove user.db and what belongs to it, after it was copied aside. Raises OSError."""
    for path in _belonging(files):
        path.unlink(missing_ok=True)


def undecided(files: UserFiles) -> tuple[str, str] | None:
    """The last incident that nobody has settled: the folder's name and the sentence;
    None if there is none.
    """
    try:
        # Their names begin with the time: the last incident first.
        folders = sorted((path for path in files.damaged.iterdir() if path.is_dir()), reverse=True)
    except OSError:
        return None
    for folder in folders:
        try:
            note = json.loads((folder / _NOTE).read_text("utf-8"))
            if not note["settled"]:
                return folder.name, str(note["sentence"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def note_decided(files: UserFiles) -> None:
    """Note that the person has decided about every incident; the files stay where they are."""
    while (found := undecided(files)) is not None:
        try:
            _write_note(files.damaged / found[0], found[1], settled=True)
        # It will be asked about again; and without this the loop would not end.
        except OSError:
            return


def incident(files: UserFiles, backups: Backups, sentence: str, name: str) -> Incident:
    """What happened and what can be offered."""
    salvaged = salvage(files.damaged / name / files.user.name) if name else Salvaged()
    return Incident(sentence, name, _offers(backups, salvaged))


def backup_recovery(backups: Backups, name: str) -> Recovery:
    """What one backup could bring back. Raises BackupError."""
    content = backups.content(name)
    made = next((backup.made for backup in backups.all() if backup.name == name), "")
    return _offer(made, content)


def _offers(backups: Backups, salvaged: Salvaged) -> tuple[Recovery, ...]:
    newest = backups.newest_sound()
    content = None
    if newest is not None:
        with suppress(BackupError):
            content = backups.content(newest.name)
    made, found = newest.made if newest is not None else "", salvaged.content
    offers: list[Recovery] = []
    if found.marks or salvaged.doubtful or found.drafts or found.additions:
        offers.append(_together(made, content or UserContent(), salvaged))
    if content is not None:
        offers.append(_offer(made, content))
    return tuple(offers)


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
    return [path for path in paths if path.exists()]


def _write_note(folder: Path, sentence: str, *, settled: bool) -> None:
    note = {"sentence": sentence, "settled": settled}
    (folder / _NOTE).write_text(json.dumps(note, ensure_ascii=False), "utf-8")
