"""The stages in order: a source file and its metadata become a Plan record."""

from pathlib import Path

from db.errors import SourceError
from db.records import Dropped, Plan
from db.source.corrections import Corrections
from db.source.formats.reading import read_source
from db.source.furniture import separate
from db.source.gaps import find_gaps
from db.source.lines import SourceText, checksum, read_bytes
from db.source.meta import Meta
from db.source.outline import build_outline
from db.source.projects import find_projects

PARSER = 2
"""Version of these stages: raised when the same source comes out differently, so that stored plans are built again."""


def import_plan(path: Path, meta: Meta, corrections: Corrections | None = None) -> tuple[Plan, str]:
    """The plan in the file at `path`, and the SHA-256 of the file. What `meta` leaves empty is read from the text.

    Raises SourceError when the file is missing, unreadable, empty, of no known format, or holds nothing but furniture.
    """
    data = read_bytes(path)
    source = read_source(data, path.name)
    plan = plan_of(source, meta, path.name, corrections)
    return plan, checksum(data)


def plan_of(source: SourceText, meta: Meta, name: str, corrections: Corrections | None = None) -> Plan:
    """The plan in a text that was read. Raises SourceError when it holds nothing but furniture."""
    said = corrections or {}
    body, dropped = separate(source.lines, said)
    if not body:
        raise SourceError(f"源文件“{name}”里没有正文，没有导入。")
    outline = build_outline(body, meta.info.jurisdiction, meta.own_titles, meta.notes, said)
    gaps = find_gaps(outline.passages)
    doubts = [Dropped(0, "", doubt) for doubt in source.doubts]
    doubts += (Dropped(line.number, line.source, note) for line in source.lines for note in line.notes)
    doubts += outline.doubts
    return Plan(
        info=meta.info,
        chapters=tuple(outline.chapters),
        passages=tuple(outline.passages),
        projects=tuple(find_projects(outline.passages, gaps)),
        gaps=tuple(gaps),
        dropped=tuple(sorted([*dropped, *outline.dropped], key=lambda each: each.line)),
        tables=tuple(outline.tables),
        doubts=tuple(doubts),
    )
