"""What is handed out of a table, or of all that is known of a township: title, what was asked for, tables
with 序号, groups and 合计, and where it was taken from. Paper, PDF, Word and Excel are all written from it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from db.export.tables.sheet import Lines
from db.records import DOUBTFUL, LOST, SIGNS, Span
from db.tables.facts import PlanFacts
from db.tables.table import counted, shown

_SIGNED = {LOST: f"{LOST}：原文缺失，未作补写", DOUBTFUL: f"{DOUBTFUL}：疑似缺失"}


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words of a cell, some of which have a ground behind them."""

    text: str
    spans: tuple[Span, ...]
    ground: str
    """#RRGGBB."""


ReportCell: TypeAlias = str | int | float | MarkedWords


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: its title, and how wide it is."""

    title: str
    width: int
    """Of its usual content, in Chinese characters."""
    right: bool = False
    """Set to the right, as figures are."""


@dataclass(frozen=True, slots=True)
class ReportBand:
    """The head of a group, across all columns."""

    words: str


ReportRow: TypeAlias = ReportBand | Sequence[ReportCell]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table; the first of its columns is 序号."""

    title: str
    columns: tuple[ReportColumn, ...]
    count: int
    """How many rows are numbered."""
    rows: Callable[[], Iterator[ReportRow]]
    """They are read anew each time: a hundred thousand need not be held."""
    total: str = ""
    """Its last line, across all columns."""
    note: str = ""
    """A sentence above it."""
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class TableReport:
    """All that is handed out."""

    title: str
    under: tuple[str, ...]
    """Lines under the title: of which plan, filtered, grouped and sorted how."""
    tables: tuple[ReportTable, ...]
    """Of several each has a title of its own."""
    foot: tuple[str, ...]
    """Lines below: what the signs mean, where it was taken from, when."""
    badge: str
    """The lasting caution of the plans, for the foot of each page."""
    wide: bool = True
    """It wants paper that lies on its long edge."""
    stem: str = ""
    """The name that is proposed for a file, without its ending; the title without one."""

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(table.count for table in self.tables)


NUMBER = ReportColumn("序号", 2)
"""As many characters as its title."""


def report_of(lines: Lines, day: date | None = None) -> TableReport:
    """The report on a table as it is shown; `day` is the one that it is handed out on, today without it."""
    several = sum(len(group.rows) for group in lines.groups) > len(lines.rows)
    told = list(lines.told)
    if several:
        told.append("一行属于几组的，各组都列出，序号相同，合计只计一次")
    total = "；".join(filter(None, lines.totals)) or f"共{counted(len(lines.rows))}行"
    table = table_of(lines, lines.table.title, total)
    return TableReport(
        lines.table.title,
        (*plans_in_words(lines.plans), *(["；".join(told)] if told else [])),
        (table,),
        (*signs_in_words(_words(lines)), *sources(lines.plans, day)),
        badge_of(lines.plans),
    )


def table_of(lines: Lines, title: str, total: str = "") -> ReportTable:
    """The rows of a table as it is shown, numbered."""
    columns = tuple(
        ReportColumn(column.title, column.width, column.kind == "number") for column in lines.shown
    )
    grouped = bool(lines.groups)
    return ReportTable(
        title, (NUMBER, *columns), len(lines.rows), lambda: _rows(lines), total, grouped=grouped
    )


def _rows(lines: Lines) -> Iterator[ReportRow]:
    read = lines.reader()
    if not lines.groups:
        for number, row in enumerate(lines.rows, 1):
            yield [number, *read(row)]
        return
    numbers: dict[int, int] = {}
    for group in lines.groups:
        yield ReportBand(f"{group.label}（{len(group.rows)}）" + (f"　{group.sums}" if group.sums else ""))
        for row in group.rows:
            yield [numbers.setdefault(row, len(numbers) + 1), *read(row)]


def _words(lines: Lines) -> Iterator[str]:
    """Words of all cells, until whoever reads them has seen enough."""
    for cells in lines.cells():
        yield from (cell for cell in cells if isinstance(cell, str))


def signs_in_words(words: Iterator[str]) -> tuple[str, ...]:
    """What the signs in the words mean, in one line; none where there are none."""
    wanted = set(SIGNS)
    seen: set[str] = set()
    for text in words:
        # Nearly all words have none: the bracket is looked for first.
        if "〔" in text:
            seen |= {sign for sign in wanted if sign in text}
            wanted -= seen
            if not wanted:
                break
    told = [_SIGNED[sign] for sign in SIGNS if sign in seen]
    return (f"{'；'.join(told)}。以正式文本为准。",) if told else ()


def plans_in_words(plans: Sequence[PlanFacts]) -> tuple[str, ...]:
    """Whose rows they are, in a line."""
    if len(plans) > 3:
        return (f"{len(plans)}部规划",)
    return ("".join(f"《{facts.plan.info.title}》" for facts in plans),) if plans else ()


def sources(plans: Sequence[PlanFacts], day: date | None = None) -> tuple[str, ...]:
    """Where the plans come from, and when this was handed out."""
    day = day or datetime.now().astimezone().date()
    told = dict.fromkeys(info.source for info in (facts.plan.info for facts in plans) if info.source)
    when = f"{day.year}年{day.month}月{day.day}日由规划阅读器整理"
    return (f"来源：{'；'.join(told)}。{when}" if told else when,)


def badge_of(plans: Sequence[PlanFacts]) -> str:
    """The cautions of the plans, each once."""
    return "；".join(dict.fromkeys(facts.plan.info.badge for facts in plans if facts.plan.info.badge))


def cell_text(cell: ReportCell) -> str:
    """The words of a cell."""
    if isinstance(cell, MarkedWords):
        return cell.text
    return cell if isinstance(cell, str) else shown(cell)
