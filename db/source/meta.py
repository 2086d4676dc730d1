"""The small metadata file beside a source: what the plan is called, and the program's own titles and remarks
for chapters where the source has none.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from db.errors import SourceError
from db.files import read_text, unread
from db.records import PlanInfo

_LARGEST = 2**20
"""Bytes of a metadata file."""


@dataclass(frozen=True, slots=True)
class Meta:
    """A metadata file's content."""

    info: PlanInfo
    sha256: str = ""
    """Checksum of the source that it was written for; empty if it doesn't say."""
    own_titles: dict[str, str] = field(default_factory=dict[str, str])
    """Chapter key → title, for text that stands under no heading of its own."""
    notes: dict[str, str] = field(default_factory=dict[str, str])
    """Chapter key → the program's remark."""


def read_meta(path: Path) -> Meta:
    """Read a metadata file (TOML). Raises SourceError when it is missing, no TOML, or lacks slug or title."""
    try:
        table = tomllib.loads(read_text(path, _LARGEST))
    except OSError as error:
        raise SourceError(
            f"说明文件“{path.name}”读不出来：{unread(error)}，请检查路径和权限。", repr(error)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"说明文件“{path.name}”的格式不对，没有导入。", str(error)) from error
    words = {
        name: table.get(name, "")
        for name in ("slug", "title", "jurisdiction", "period", "source", "badge", "sha256")
    }
    if (
        not all(isinstance(value, str) for value in words.values())
        or not words["slug"].strip()
        or not words["title"].strip()
    ):
        raise SourceError(f"说明文件“{path.name}”缺少 slug 或 title，没有导入。")
    # It becomes a folder's name, on every system that the program runs on.
    if not words["slug"].isascii() or not words["slug"].replace("-", "").isalnum():
        raise SourceError(f"说明文件“{path.name}”的 slug 只能用字母、数字和连字符。")
    sha256 = words.pop("sha256")
    return Meta(
        PlanInfo(**words), sha256, _strings(table, "own_titles", path), _strings(table, "notes", path)
    )


def _strings(table: dict[str, object], name: str, path: Path) -> dict[str, str]:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise SourceError(f"说明文件“{path.name}”的 {name} 一节格式不对，没有导入。")
    return {str(key): str(value) for key, value in section.items()}
