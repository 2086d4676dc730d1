"""What lies in folders: plans, metadata, documents to be imported."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from db.errors import DataFolderError
from db.filenames import shown
from db.files import is_file, unread

_MOST_KINDS = 4
"""Endings that are named in one sentence."""
_CLUTTER = ("thumbs.db", "desktop.ini")
"""What Windows puts into folders by itself."""


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


@dataclass(frozen=True, slots=True)
class PassedOver:
    """The files of a folder that are passed over when it is imported whole."""

    sheets: tuple[Path, ...] = ()
    """Spreadsheets: they are imported when they are named by themselves."""
    strange: tuple[Path, ...] = ()
    """Of a format that nothing reads: pictures, programs."""

    def __add__(self, other: "PassedOver") -> "PassedOver":
        return PassedOver(self.sheets + other.sheets, self.strange + other.strange)

    @property
    def reasons(self) -> tuple[tuple[Path, str], ...]:
        """Each of them, with why."""
        return (
            *((path, "表格请单独选择导入") for path in self.sheets),
            *((path, "不是可以导入的格式") for path in self.strange),
        )

    @property
    def words(self) -> str:
        """How many there are, which, and why; empty if there are none."""
        if not self.sheets and not self.strange:
            return ""
        parts = [f"{len(self.sheets)} 个表格（要导入表格，请单独选择这些文件）"] if self.sheets else []
        endings = Counter(path.suffix.lower() for path in self.strange).most_common()
        kinds = [f"{shown(ending) or '没有扩展名的'} {count} 个" for ending, count in endings[:_MOST_KINDS]]
        kinds += ["等"] if len(endings) > _MOST_KINDS else []
        why = f"{len(self.strange)} 个不是可以导入的格式（{'、'.join(kinds)}）"
        parts += [why.replace("、等", "等")] if self.strange else []
        return f"文件夹里另有 {len(self.sheets) + len(self.strange)} 个文件未导入：{'，'.join(parts)}。"


def left_out_of(folder: Path) -> PassedOver:
    """What is passed over in a folder and those below it."""
    # Late: what reads files is loaded when there is one to read, not before the first paint.
    from db.source.formats.detection import endings_by_name_only, endings_in_folders

    alone, read = endings_by_name_only(), endings_in_folders()
    paths = sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)
    left = [
        path
        for path in paths
        if path.suffix.lower() not in read and path.name.lower() not in _CLUTTER and _is_visible(path)
    ]
    sheets = tuple(path for path in left if path.suffix.lower() in alone)
    return PassedOver(sheets, tuple(path for path in left if path.suffix.lower() not in alone))


def _unread(folder: Path, error: OSError) -> tuple[Path, DataFolderError]:
    return folder, DataFolderError(
        f"文件夹“{shown(folder)}”读不出来：{unread(error)}，请检查路径和权限。", repr(error)
    )


def _is_document(path: Path) -> bool:
    # Late: what reads files is loaded when there is one to read, not before the first paint.
    from db.source.formats.detection import endings_in_folders

    return path.suffix.lower() in endings_in_folders() and _is_visible(path)


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
