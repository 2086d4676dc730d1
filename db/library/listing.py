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


def left_out_of(folder: Path) -> int:
    """How many files in a folder and those below it are imported only when they are named by themselves."""
    return sum(_is_left_out(Path(place, name)) for place, _, names in os.walk(folder) for name in names)


def left_out_words(count: int) -> str:
    """What is said of so many of them."""
    return f"文件夹里的 {count} 个表格文件没有导入；要导入表格，请单独选择这些文件。"


def _unread(folder: Path, error: OSError) -> tuple[Path, DataFolderError]:
    return folder, DataFolderError(
        f"文件夹“{shown(folder)}”读不出来：{unread(error)}，请检查路径和权限。", repr(error)
    )


def _is_document(path: Path) -> bool:
    # Late: what reads files is loaded when there is one to read, not before the first paint.
    from db.source.formats.detection import endings_in_folders

    return path.suffix.lower() in endings_in_folders() and _is_visible(path)


def _is_left_out(path: Path) -> bool:
    from db.source.formats.detection import endings_by_name_only  # late, as above

    return path.suffix.lower() in endings_by_name_only() and _is_visible(path)


def _is_visible(path: Path) -> bool:
    # ~$规划.docx is what Word keeps beside a document that is open.
    return not path.name.startswith((".", "~$")) and is_file(path)


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
