"""The vocabulary of marks (突出显示、下划线、批注、书签): frozen records that leave `db.user`.

Text offsets are Unicode code points in the shown text of one passage, as in `db.records`. Moments are UTC in
the one form `2026-11-23T14:50:00.123Z`, so that they sort as text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar

from db.records import PlaceWord, Plan, Span, Supplement

Moment = str
"""A point in time: ISO 8601, UTC, milliseconds, `Z`."""


def moment(at: datetime) -> Moment:
    """A point in time (with its zone) as a Moment."""
    at = at.astimezone(UTC)
    # Cut, not rounded: 999.6 ms would need a fourth digit.
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


def time_of(told: Moment) -> datetime | None:
    """The point in time of a Moment; None if it is none."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    # Without a zone nobody knows which moment it is.
    return at if at.tzinfo is not None else None


def local_time(told: Moment) -> str:
    """A moment for people: local time to the minute; empty if it is none."""
    at = time_of(told)
    try:
        return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""
    # The years 1 and 9999 have no other time zone beside them.
    except (OverflowError, ValueError, OSError):
        return told[:16].replace("T", " ")


MarkKind = Literal["highlight", "underline", "note", "bookmark"]
"""突出显示, 下划线, 批注, 书签."""

State = Literal["待办", "已办"]
"""Of a mark that is a task."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_id(text: str) -> bool:
    """Whether it is a mark's id: a UUID in its usual form."""
    return _ID.fullmatch(text) is not None


Placed = Literal["placed", "offered", "unplaced"]
"""Whether a mark stands in the plan's present edition, is offered a place for confirmation, or waits in the
tray 待重新定位.
"""

Rung = Literal["source", "same", "chapter", "plan", "fuzzy", "tray"]
"""Which way a mark went into another edition: by its source position, same key and quote, same chapter by
quote, whole plan by quote, by likeness (offered only), or into the tray.
"""


@dataclass(frozen=True, slots=True)
class Edition:
    """A plan's text as it is now, handed in by whoever opened its store."""

    plan: Plan
    source_sha256: str
    content_sha256: str

    @property
    def slug(self) -> str:
        """The plan's slug."""
        return self.plan.info.slug

    @property
    def stamp(self) -> str:
        """Which edition this is; `same_source` compares two."""
        # 64 bits of each: enough to tell a plan's few editions apart, short enough for every mark.
        return f"{self.source_sha256[:16]}:{self.content_sha256[:16]}"


def same_source(one: str, other: str) -> bool:
    """Whether two edition stamps are of the same source text, perhaps read by different parsers."""
    source = one.partition(":")[0]
    # Two stamps that are empty are of no source, not of one.
    return bool(source) and source == other.partition(":")[0]


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Where words stand in the source: 1-based lines, 0-based columns;
    the end is behind the last character.
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class TextRange:
    """A stretch of shown text, within one passage or over several:
    from `start` in one to `end` in the other.
    """

    start_key: str
    start: int
    end_key: str
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a mark holds on to, after the W3C Web Annotation model: quote, position, key, source; true of one
    edition.
    """

    plan: str
    """The plan's slug."""
    reach: TextRange
    quote: str
    """The words; over several passages, joined by line feeds."""
    prefix: str = ""
    """Up to 32 characters before them, passages joined by line feeds."""
    suffix: str = ""
    whole: bool = False
    """The mark is on the passage as such (a bookmark), not on these words of it."""
    position: Span = (0, 0)
    """In the plan's shown text, passages joined by line feeds: also the order of marks."""
    source: SourceRange | None = None
    """None for words that are the person's own and not in the source."""
    path: tuple[str, ...] = ()
    """Headings of the chapter, section and box around it, from the top: shown where it can't be placed."""
    occurrences: int = 0
    """How often the quote stood in that edition; 0 if not known."""
    twins: int = 0
    """How often quote, prefix and suffix together stood in it; 0 if not known."""
    edition: str = ""
    """Stamp of the edition in which all this is true."""


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """A place that a mark may have gone to; nothing is put there before someone says so."""

    reach: TextRange
    quote: str
    likeness: float
    """0 to 1; 1 means the same words."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the 任务分解表 needs of a mark that is a task."""

    lead_unit: str = ""
    """牵头单位"""
    units: str = ""
    """责任单位"""
    due: str = ""
    """完成时限, as the person wrote it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlight, underline, note or bookmark."""

    id: str
    """A UUID in its usual form."""
    kind: MarkKind
    anchor: Anchor
    category: str | None = None
    """Id of a Category: its colour and name."""
    note: str = ""
    """The small Markdown of `note_text`."""
    tags: tuple[str, ...] = ()
    state: State | None = None
    """None: no task."""
    task: Assignment = field(default_factory=Assignment)
    author: str = ""
    created: Moment = ""
    changed: Moment = ""
    placed: Placed = "placed"
    suggestion: PlaceSuggestion | None = None
    """With `offered`."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sorts marks as the plan runs."""
        # Of marks on the same words the one that was made first comes first.
        return (self.anchor.plan, *self.anchor.position, self.created, self.id)


@dataclass(frozen=True, slots=True)
class Category:
    """A colour with a name (重点、疑问、待办…).

    Up to eight are offered; others came with a colleague's file.
    """

    id: str
    name: str
    colour: str
    """`#rrggbb`"""
    ordinal: int
    offered: bool = True
    task: bool = False
    """A mark made with it begins as 待办."""
    own: bool = True
    """False: it came with a file and the person has not touched it."""


Addition = Supplement | PlaceWord
"""What the person adds to a plan beside marks: entries from the paper copy (人工补录), corrections of place
names.
"""


def in_menu_order(categories: Iterable[Category]) -> tuple[Category, ...]:
    """Categories as menus list them: those that are offered first."""
    return tuple(sorted(categories, key=lambda each: (not each.offered, each.ordinal, each.name, each.id)))


OFFERED_CATEGORIES = 8
"""As many as have a key: Alt+1 to Alt+8."""

DEFAULT_CATEGORIES = (
    # The ids stand in people's files, and stay when names or colours change.
    Category("important", "重点", "#ffd54f", 0),
    Category("question", "疑问", "#80cbc4", 1),
    Category("todo", "待办", "#f48fb1", 2, task=True),
)


Record = TypeVar("Record", Mark, Category, Addition)


@dataclass(frozen=True, slots=True)
class Edit(Generic[Record]):
    """One mark, category or addition before and after a change; None before it was made, None after it was
    removed.
    """

    before: Record | None
    after: Record | None

    @property
    def id(self) -> str:
        """The id of what is edited."""
        record = self.after or self.before
        return record.id if record else ""


def put(into: dict[str, Any], records: Mapping[str, object | None]) -> None:
    """Let these records stand under their keys; where there is None, nothing does."""
    for key, record in records.items():
        if record is None:
            into.pop(key, None)
        else:
            into[key] = record


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, whole: views update by it, and its inverse undoes it."""

    what: str
    """In words for 撤销/恢复, such as 添加批注."""
    edits: tuple[Edit[Mark], ...] = ()
    """Each mark at most once."""
    categories: tuple[Edit[Category], ...] = ()
    additions: tuple[Edit[Addition], ...] = ()

    @property
    def inverse(self) -> "Change":
        """The change that takes this one back; its own inverse is this one again."""
        return Change(
            self.what,
            tuple(Edit(edit.after, edit.before) for edit in reversed(self.edits)),
            tuple(Edit(edit.after, edit.before) for edit in reversed(self.categories)),
            tuple(Edit(edit.after, edit.before) for edit in reversed(self.additions)),
        )

    def __bool__(self) -> bool:
        return bool(self.edits or self.categories or self.additions)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a change. It is always in memory; confirmed is only what is on disk."""

    change: Change
    on_disk: bool
    why: str = ""
    """One sentence, if it is not on disk yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as it was being typed when it was last put on disk."""

    mark: str
    text: str
    saved: Moment


@dataclass(frozen=True, slots=True)
class MergeReport:
    """Which way the marks of one plan went into another edition of it."""

    plan: str
    ways: Mapping[str, Rung]
    """By mark id."""
    change: Change

    def count(self, *rungs: Rung) -> int:
        """How many went one of these ways."""
        return sum(way in rungs for way in self.ways.values())

    @property
    def sentence(self) -> str:
        """For the person."""
        kept = self.count("source", "same")
        moved = self.count("chapter", "plan")
        parts = [f"规划已更新，共 {len(self.ways)} 条批注：{kept} 条仍在原处"]
        if moved:
            parts.append(f"{moved} 条随文字移到新位置")
        if self.count("fuzzy"):
            parts.append(f"{self.count('fuzzy')} 条找到相近文字，待您确认")
        if self.count("tray"):
            parts.append(f"{self.count('tray')} 条待重新定位")
        return "，".join(parts) + "。"


@dataclass(frozen=True, slots=True)
class Backup:
    """A sound or damaged copy of user.db."""

    name: str
    """The file's name in the folder of backups."""
    made: Moment
    why: Literal["hourly", "manual", "import", "migration", "edition", "restore"]
    """What it was made for, or before; manual: the person asked for it."""
    sound: bool
    marks: int
    """0 if it is not sound."""
    newest: Moment
    """When its newest mark was changed; empty without marks."""
    state: Literal["sound", "damaged", "unknown"] = "sound"
    """Unknown: it can't be read just now, or a newer program wrote it."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Marks that could be brought back, for a preview."""

    why: Literal["backup", "salvage"]
    """A sound backup; or that together with what could be read from the damaged file."""
    made: Moment
    """When the backup was made; empty without one."""
    marks: tuple[Mark, ...]
    doubtful: tuple[str, ...] = ()
    """Ids of marks that were read, but whose check sum is wrong: to be looked at."""
    categories: tuple[Category, ...] = ()
    drafts: tuple[Draft, ...] = ()
    additions: tuple[Addition, ...] = ()
    incidents: tuple[str, ...] = ()
    """Names of the incidents after which this is offered, if it is."""

    @property
    def newest(self) -> Moment:
        """When its newest mark was changed; empty without marks."""
        return max((mark.changed for mark in self.marks), default="")


@dataclass(frozen=True, slots=True)
class RecoverySource:
    """A backup, or what was set aside after an incident, held against the marks as they are now."""

    name: str
    """The backup's file or the incident's folder; `Marks.recovery` takes it."""
    kind: Literal["backup", "incident"]
    made: Moment
    why: str
    """Of a backup as in `Backup.why`; of an incident its sentence."""
    state: Literal["sound", "damaged", "unknown"]
    """Unknown: it can't be read just now."""
    marks: int
    """Of a damaged backup those that can still be read."""
    more: int
    """Marks in it that are not there now."""
    fewer: int
    """Marks that are there now and not in it."""
    other: int
    """Marks that were changed since."""
    entries: int
    """Entries from the paper copy and corrections of place names in it that are not there now."""
    away: bool = False
    """It lies in the second place only."""
    settled: bool = True
    """False for an incident that the person has not let go."""


@dataclass(frozen=True, slots=True)
class Incident:
    """user.db was found damaged or gone; the program went on with an empty one."""

    sentence: str
    set_aside: str
    """Name of the folder, beside user.db, that the damaged files were moved to; empty if there were none."""
    offers: tuple[Recovery, ...]
    """The best first."""
