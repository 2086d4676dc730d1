"""What lies in folders: plans, metadata, documents to be imported."""

import os
from pathlib import Path

from db.errors import DataFolderError
from db.filenames import shown
from db.files import is_file, unread


def documents_in(folder: Path) -> tuple[list[Path], list[tuple[Path, DataFolderError]]]:
    """All documents in a folder and those below it, sorted; and the folders that can't be read, with why."""
    failed: list[OSError] = []
    found = [
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=failed.append)
        for name in names
        if _is_document(Path(place, name))
    ]
    return sorted(found), [_unread(Path(error.filename or folder), error) for error in failed]


def _unread(folder: Path, error: OSError) -> tuple[Path, DataFolderError]:
    return folder, DataFolderError(
        f"文件夹“{shown(folder)}”读不出来：{unread(error)}，请检查路径和权限。", repr(error)
    )


def _is_document(path: Path) -> bool:
    # Late: what reads files is loaded when there is one to read, not before the first paint.
    from db.source.formats.detection import endings

    # ~$规划.docx is what Word keeps beside a document that is open.
    return path.suffix.lower() in endings() and not path.name.startswith((".", "~$")) and is_file(path)


def folders_in(folder: Path) -> list[str]:
    """Names of the folders in a folder, hidden ones left out; a thousand in about a millisecond."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()
            )
    except OSError:
        return []


def names_in(folder: Path, pattern: str) -> list[str]:
    """Names of the files of a pattern, without their endings, sorted."""
    try:
        return sorted(path.stem for path in folder.glob(pattern) if not path.name.startswith("."))
    except OSError:
        return []
