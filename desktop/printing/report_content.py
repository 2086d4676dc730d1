"""A report on a table or a township as blocks to be set: title, tables with their heads, what is said below
them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from db.export.names import name_part
from db.export.tables.report import (
    MarkedWords,
    ReportBand,
    ReportCell,
    ReportColumn,
    ReportTable,
    TableReport,
    cell_text,
)
from db.progress import QUIET, Progress
from desktop.printing.job import Paper
from desktop.printing.layouts import Layout, report_layout
from desktop.printing.line_breaker import plain_words
from desktop.printing.page_records import PT, Type
from desktop.printing.paper_blocks import (
    PaperBlock,
    PaperBox,
    PaperCell,
    PaperParagraph,
    PaperTable,
    PaperText,
)

_PADS = 2 * 5 * PT
"""Both sides of a cell, as box_strips pads it."""
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
"""How much smaller a wide table may be set."""
_LEAST, _WIDER = 6, 1.4
"""Characters that a column has at least, where it has a cell that is as long; and how many times its usual
width it asks for at most.
"""
_HEAD = 7
"""Characters of a head that stay on one line."""
_MEASURED = 500
"""Rows that are looked at for the widths of columns."""
_STEP = 200
"""Rows between two looks whether somebody still waits."""


@dataclass(frozen=True, slots=True)
class ReportJob:
    """A report that is printed, and how."""

    report: TableReport
    across: bool = True
    """On paper that lies on its long edge."""
    grey: bool = False
    duplex: bool = False
    paper: Paper = "A4"
    booklet: bool = False

    @property
    def layout(self) -> Layout:
        """The layout in full."""
        return report_layout(across=self.across)

    @property
    def title(self) -> str:
        """Of the document."""
        return self.report.title

    def file_name(self, ending: str) -> str:
        """A sensible name for the file."""
        return f"{name_part(self.report.stem or self.report.title, '表格')}.{ending}"


def report_blocks(
    job: ReportJob, *, rows: int | None = None, progress: Progress = QUIET
) -> Iterator[PaperBlock]:
    """The blocks of a report; of each table the first `rows` only, where that is given. Raises Stopped."""
    layout, report = job.layout, job.report
    yield PaperParagraph(plain_words(report.title, layout.title.type), layout.title.paragraph, keep=True)
    line = layout.under_title
    for at, text in enumerate(report.under, 1):
        below = line.paragraph.below if at == len(report.under) else 0.0
        style = replace(line.paragraph, below=below)
        yield PaperParagraph(plain_words(text, line.type), style, keep=True)
    several = len(report.tables) > 1
    for table in report.tables:
        if several:
            head = layout.heading(2)
            words = plain_words(f"{table.title}（{table.count}）", head.type)
            yield PaperParagraph(words, head.paragraph, keep=True)
        small = layout.note
        plain = replace(small.paragraph, first=0.0, left=0.0)
        if table.note or not table.count:
            said = table.note if table.count else "没有。"
            style = replace(plain, below=3 * PT)
            yield PaperParagraph(plain_words(said, small.type), style, keep=bool(table.count))
        if table.count:
            # Below a single table its lines are its last row: alone on a page they would tell nothing.
            made = _table(layout, table, () if several else report.foot, rows, progress)
            yield PaperBox(PaperParagraph((), layout.box_title.paragraph), (made,))
    if not several and report.count:
        return
    for at, text in enumerate(report.foot):
        style = replace(layout.note.paragraph, first=0.0, left=0.0, above=0.0 if at else 5 * PT)
        yield PaperParagraph(plain_words(text, layout.note.type), style)


def _table(
    layout: Layout, table: ReportTable, foot: Sequence[str], rows: int | None, progress: Progress
) -> PaperTable:
    longest = _longest(table)
    # The largest type in which each column has what it needs.
    needed = sum(min(length, _LEAST) + 0.3 for length in longest) * layout.box_item.type.size
    room = layout.width - len(longest) * _PADS
    scale = next((each for each in _SCALES if needed * each <= room), _SCALES[-1])
    em = layout.box_item.type.size * scale
    leasts = tuple((min(length, _LEAST) + 0.3) * em + _PADS for length in longest)
    most = (max(column.width * _WIDER, _LEAST) for column in table.columns)
    asked = map(min, longest, most)
    widths = tuple(
        max((length + 0.5) * em + _PADS, least) for length, least in zip(asked, leasts, strict=True)
    )
    plain = replace(layout.box_item.type, size=em)
    strong = replace(layout.table_head, size=min(layout.table_head.size, em))
    made: list[tuple[PaperCell, ...]] = []
    kept: set[int] = set()
    for at, row in enumerate(islice(table.rows(), rows)):
        if at % _STEP == 0:
            progress.check()
        if isinstance(row, ReportBand):
            kept.add(len(made))
            made.append((PaperCell(plain_words(row.words, strong), len(table.columns)),))
            continue
        made.append(
            tuple(_cell(cell, column, plain) for cell, column in zip(row, table.columns, strict=True))
        )
    # A row of the table stands before what is said of all, on whichever page that is.
    kept.add(len(made) - 1)
    if table.total:
        kept.add(len(made))
        made.append((PaperCell(plain_words(f"合计：{table.total}", strong), len(table.columns)),))
    if foot:
        made.append((PaperCell(plain_words("\n".join(foot), layout.note.type), len(table.columns)),))
    head = tuple(PaperCell(plain_words(column.title, strong), centred=True) for column in table.columns)
    return PaperTable(widths, tuple(made), (head,), 0, 0.0, leasts, scale, kept=frozenset(kept))


def _cell(cell: ReportCell, column: ReportColumn, type_: Type) -> PaperCell:
    if not isinstance(cell, MarkedWords):
        return PaperCell(plain_words(cell_text(cell), type_), right=column.right)
    words: list[PaperText] = []
    at = 0
    for start, end in cell.spans:
        words += (PaperText(cell.text[at:start], type_), PaperText(cell.text[start:end], type_, cell.ground))
        at = end
    words.append(PaperText(cell.text[at:], type_))
    return PaperCell(tuple(each for each in words if each.text))


def _longest(table: ReportTable) -> list[float]:
    """About how wide each column's longest words are, in characters, its head among them."""
    longest = [min(_ems(column.title), _HEAD) for column in table.columns]
    for row in islice(table.rows(), _MEASURED):
        if not isinstance(row, ReportBand):
            longest = [max(most, _ems(cell_text(cell))) for most, cell in zip(longest, row, strict=True)]
    return longest


def _ems(text: str) -> float:
    # Latin letters and figures are about half as wide as Chinese characters.
    return sum(1.0 if char > "\u2e7f" else 0.55 for char in text)
