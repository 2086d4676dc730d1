"""The stages in order: a source file and its metadata become a Plan record."""

from pathlib import Path, PurePath

from db.errors import SourceError
from db.filenames import shown
from db.progress import QUIET, Progress
from db.records import Dropped, Plan, PlanInfo
from db.source.corrections import Corrections
from db.source.formats.detection import read_source
from db.source.front_matter import jurisdiction_of, period_of
from db.source.furniture import separate
from db.source.gaps import find_gaps
from db.source.legibility import UNUSUAL, is_unusual
from db.source.lines import BROKEN, SourceText, checksum, read_bytes
from db.source.meta import Meta
from db.source.outline import Outline, build_outline
from db.source.projects import find_projects
from db.source.targets import find_targets


def import_plan(
    path: Path, meta: Meta, corrections: Corrections | None = None, progress: Progress = QUIET
) -> tuple[Plan, str]:
    """The plan in the file at `path`, and the SHA-256 of the file. What `meta` leaves empty is read from the
    text.

    Raises SourceError when the file is missing, unreadable, empty, of no known format, or holds nothing but
    furniture.
    """
    data = read_bytes(path)
    name = shown(path.name)
    source = read_source(data, name, progress)
    progress.check()
    plan = plan_of(source, meta, name, corrections, progress)
    return plan, checksum(data)


def plan_of(
    source: SourceText,
    meta: Meta,
    name: str,
    corrections: Corrections | None = None,
    progress: Progress = QUIET,
) -> Plan:
    """The plan in a text that was read. Raises SourceError when it holds nothing but furniture."""
    said = corrections or {}
    body, dropped = separate(source.lines, said)
    outline = build_outline(
        body, meta.info.jurisdiction, meta.own_titles, meta.notes, said, broken=source.kind in BROKEN
    )
    if not outline.passages:  # furniture, or a contents list and nothing below it
        raise SourceError(f"源文件“{name}”里没有正文，没有导入；请确认选对了文件。")
    progress.check()
    info = _card(meta.info, outline, source, name)
    # Before projects and targets, which have to know what the source lost.
    gaps = find_gaps(outline.passages)
    doubts = [Dropped(0, "", doubt) for doubt in source.doubts]
    if is_unusual(passage.text for passage in outline.passages):
        doubts.append(Dropped(0, "", UNUSUAL))
    doubts += outline.doubts
    return Plan(
        info=info,
        chapters=tuple(outline.chapters),
        passages=tuple(outline.passages),
        projects=tuple(find_projects(outline.passages, gaps, outline.tables)),
        gaps=tuple(gaps),
        dropped=tuple(sorted([*dropped, *outline.dropped], key=lambda each: each.line)),
        tables=tuple(outline.tables),
        targets=tuple(find_targets(outline.chapters, outline.passages, outline.tables, gaps, info.period)),
        doubts=tuple(doubts),
    )


def _card(known: PlanInfo, outline: Outline, source: SourceText, name: str) -> PlanInfo:
    """The plan's card: what is known, and what the text says where nothing is."""
    title = known.title or outline.title or source.title or PurePath(name).stem
    length = outline.front_length
    return PlanInfo(
        known.slug,
        title,
        known.jurisdiction or jurisdiction_of(title, outline.front, length),
        known.period or period_of(title, outline.front, length),
        known.source or f"导入文件：{PurePath(name).name}",
        known.badge,
    )
