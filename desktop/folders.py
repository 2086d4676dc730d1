"""Finds the folders for the person's own files, and opens the library over them and the shipped plans."""

import os
import re
import sys
from pathlib import Path

import resources
from db.errors import DataFolderError
from db.filenames import shown
from db.files import cause, is_folder, prove_writable
from db.library.library import Folders, Library
from db.rights import keep_private, narrow

VARIABLE = "PLAN_READER_HOME"
"""The environment variable that names the data folder."""
_NAME = "plan-reader"
SYNONYMS = "synonyms.tsv"
"""The list of synonyms, the shipped one and the person's own."""
_OURS = re.compile(
    r"(user\.(db(-journal|-wal|-shm|\.part)?|lock)|backups(\.json)?|damaged|plans|reports|running"
    r"|(settings|searches|person|backup-place)\.json|QtProject\.conf|synonyms\.(tsv|lock)|log(\.1)?\.txt)"
    r"(\.old-\d+|\.other)?"
)
"""What the program keeps in the data folder."""


def data_folder(given: Path | None = None) -> Path:
    """The folder for the person's own files: `given` (--data), else PLAN_READER_HOME, else the system's place
    for it.

    It need not exist yet. Raises DataFolderError where no place is meant: a person that there isn't
    (~nobody), or a path from a working folder that is gone.
    """
    if given is not None:
        return whole_path(given)
    if home := os.environ.get(VARIABLE):
        return whole_path(Path(home))
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(_home() / "AppData" / "Local")
        return Path(base) / _NAME
    # The XDG Base Directory Specification: a path that is not absolute is to be ignored.
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if Path(base).is_absolute() else _home() / ".local" / "share") / _NAME


def whole_path(given: Path) -> Path:
    """A path that a person gave, from the root, with ~ as their own folder and ~名 as that of another person.

    Raises DataFolderError where there is no such person, or the working folder is gone.
    """
    try:
        return given.expanduser().absolute()
    except RuntimeError as error:
        raise DataFolderError(
            f"“{shown(given)}”里“~”所指的个人文件夹找不到，请写出完整的路径。", repr(error)
        ) from error
    except OSError as error:
        raise DataFolderError(
            f"“{shown(given)}”是相对路径，而当前文件夹已不存在，请写出完整的路径。", repr(error)
        ) from error


def documents() -> Path:
    """Where a new document of the person's is offered to be put: their folder for documents, the desktop
    where there is none, or home.
    """
    # The command line asks for folders, too, and loads no Qt for it.
    from PySide6.QtCore import QStandardPaths

    places = QStandardPaths.StandardLocation
    for place in (places.DocumentsLocation, places.DesktopLocation):
        named = QStandardPaths.writableLocation(place)
        if named and is_folder(Path(named)):
            return Path(named)
    return _home()


def offered(last: str | Path = "") -> Path:
    """Where a dialog for files begins: in the folder that was chosen last, while that is there, else as for
    documents. Of a folder that is not there Qt would make the name of a file.
    """
    return Path(last) if str(last) not in ("", ".") and is_folder(Path(last)) else documents()


def ensure(folder: Path) -> Path:
    """Make `folder`, prove that it can be written, and keep it to its owner. Raises DataFolderError with one
    sentence.
    """
    keep_private()
    try:
        prove_writable(folder)
        narrow(folder, _OURS)
    except OSError as error:
        why = cause(error, folder)
        raise DataFolderError(
            f"数据文件夹“{shown(folder)}”无法写入（{why}），本次的批注和设置都不能保存；规划照常可读。",
            repr(error),
        ) from error
    return folder


def open_library(data: Path | None) -> Library:
    """The plans that are shipped, and those in the person's own folder `data`
    (None: nothing may be written).
    """
    own = data / "plans" if data is not None else None
    return Library(Folders(resources.READY, resources.FOLDER / "source", own, synonym_lists(data)))


def synonym_lists(data: Path | None) -> tuple[Path, ...]:
    """The lists of synonyms: the shipped one, and the person's own in `data`."""
    return (resources.FOLDER / SYNONYMS, *([data / SYNONYMS] if data is not None else []))


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise DataFolderError("找不到您的个人文件夹，请用 --data 指定数据文件夹。", str(error)) from error
