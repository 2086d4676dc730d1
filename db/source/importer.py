"""The stages in order: a source file and its metadata become a Plan record."""

from pathlib import Path

from db.errors import SourceError
from db.records import Plan
from db.source.furniture import separate
from db.source.gaps import find_gaps
from db.source.lines import checksum, decode, read_bytes, split
from db.source.meta import Meta
from db.source.outline import build_outline
from db.source.projects import find_projects

PARSER = 1
"""Version of these stages: raised when the same source comes out differently, so that stored plans are built again."""


def import_plan(path: Path, meta: Meta) -> tuple[Plan, str]:
    """The plan in the text file at `path`, and the SHA-256 of the file.

    Raises SourceError when the file is missing, unreadable, empty, not UTF-8, or holds nothing but furniture.
    """
    data = read_bytes(path)
    lines = split(decode(data, path.name))
    body, dropped = separate(lines)
    if not body:
        raise SourceError(f"源文件“{path.name}”里没有正文，没有导入。")
    outline = build_outline(body, meta.info.jurisdiction, meta.own_titles, meta.notes)
    gaps = find_gaps(outline.passages)
    plan = Plan(
        info=meta.info,
        chapters=tuple(outline.chapters),
        passages=tuple(outline.passages),
        projects=tuple(find_projects(outline.passages, gaps)),
        gaps=tuple(gaps),
        dropped=tuple(dropped),
    )
    return plan, checksum(data)
