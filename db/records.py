"""The vocabulary: frozen records that leave `db`, and nothing else does.

Text offsets are Unicode code points in the *shown* text of one passage; a span is half open, `(start, end)`.
Source positions are 1-based line numbers and 0-based columns (code points) of the source file as received.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import Literal, TypeVar

from db.errors import UnknownKeyError

Span = tuple[int, int]
"""Half-open range of code points in a passage's shown text; no width means a point between two characters."""

HitSpans = Mapping[str, tuple[Span, ...]]
"""What was found in one plan: spans by the key of the passage."""

Kind = Literal["heading", "paragraph", "box_title", "box_item"]
"""What a passage (段落) is. Rows of projects point into passages and are no passages themselves."""

Sought = Kind | Literal["note"]
"""What can be searched for: passages, and what the person wrote beside them (批注)."""

Stage = Literal["建成", "启动", "前期", "谋划", "重点建设"]
"""建设阶段: what the plan arranges for a project, never what has been done."""

GapKind = Literal["count", "sum", "year", "road", "name", "doubtful"]
"""What kind of figure or word the source lost (缺数); doubtful: the sentence reads so, but nothing proves it.
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """A run of shown characters and where it stands in the source;
    one source character for each shown one.
    """

    start: int
    """First code point of the run in the shown text."""
    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading, paragraph, box title or box item, whole: what search finds, a mark is anchored in, a
    citation names.

    `key` is stable across rebuilds (`4.1.p2`, `4.5.b1`, `4.5.b1.i3`; a heading has its chapter's key).
    """

    key: str
    kind: Kind
    text: str
    chapter: str
    """Key of the chapter or section that it stands in; for a heading, its own key."""
    box: str | None = None
    """Key of its box, for a box title and its items."""
    lead: int = 0
    """Length of the run-in lead (段首提示句) at the start of the text, its closing mark included; 0 if none.
    """
    origins: tuple[Origin, ...] = ()
    """Empty for words that are the program's own (a heading that the source does not have)."""

    @property
    def source_lines(self) -> tuple[int, ...]:
        """The source lines that the text came from, in order."""
        return tuple(dict.fromkeys(origin.line for origin in self.origins))

    def source_line(self, offset: int) -> int | None:
        """The source line of the character at `offset`; at the end of the text, of the last one."""
        # An offset before the first origin is told with the line of that one.
        at = bisect_right(self.origins, offset, key=attrgetter("start"))
        return self.origins[max(at - 1, 0)].line if self.origins else None

    def sentence_start(self, at: int) -> int:
        """Where the sentence begins that holds the character at `at`."""
        # -1 + 1 = 0: without a mark before it the sentence begins with the passage.
        return max(self.text.rfind(mark, 0, at) for mark in "。！？") + 1


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter (篇/章/节) of any level, in the order of the plan."""

    key: str
    level: int
    """1 is the plan's top level."""
    number: str | None
    """As printed, with its brackets (“（一）”); None where the source has none."""
    title: str
    parent: str | None
    own_title: bool = False
    """The title is the program's own: the source has none here."""
    note: str = ""
    """The program's remark where the source has nothing to show; never part of the text."""
    lines: tuple[int, ...] = ()
    """Source lines of the heading, with those that only announce it (a kicker line such as 嵊州)."""

    @property
    def heading(self) -> str:
        """Number and title as they are shown."""
        return f"{self.number or ''}{self.title}"


YI_YUAN: Mapping[str, Decimal] = {
    "亿元": Decimal(1),
    "亿": Decimal(1),
    "千万元": Decimal("0.1"),
    "百万元": Decimal("0.01"),
    "万元": Decimal("0.0001"),
    "万": Decimal("0.0001"),
    "千元": Decimal("0.00001"),
    "元": Decimal("0.00000001"),
}
"""What one of each unit of money is in 亿元 (hundred millions of yuan), exactly. Other money has no rate."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as the plan prints it."""

    words: str
    """As printed, without its unit: 86,000, 约3.2 or 3—5."""
    figure: str
    """The number alone, in digits: 86000. Empty where there is none, as of a range."""
    unit: str
    """As printed beside it or in its column's head or caption: 万元. Empty where nothing says it."""
    about: bool = False
    """It is said to be a rough one: 约, 左右, 近."""

    def __post_init__(self) -> None:
        # Looked at, because a plan may come from a process that read a hostile file.
        if self.figure and not self.figure.replace(".", "", 1).isdecimal():
            raise ValueError("no figure")

    @property
    def yi(self) -> Decimal | None:
        """Exactly in 亿元; None where it is no single number of yuan."""
        rate = YI_YUAN.get(self.unit)
        return Decimal(self.figure) * rate if self.figure and rate is not None else None


@dataclass(frozen=True, slots=True)
class Project:
    """One row of a project list (重点项目), pointing at the words that it came from."""

    key: str
    """The passage (box item) that holds it."""
    box: str
    category: str
    stage: Stage | None
    name: str | None
    """As it stands, brackets included; None for a row of totals."""
    span: Span
    """The name in the passage's shown text; for a row of totals, the whole statement."""
    quantity: int | None = None
    unit: str | None = None
    amount: Amount | None = None
    """What is invested, as printed."""
    lost: tuple[GapKind, ...] = ()
    arrangement: str = ""
    """What the plan arranges, as printed: 开工建设, 续建, 开展…前期工作. Empty where it says nothing."""
    field: str = ""
    """The field (领域) that a row or line above it names for it. Empty where only the box has one."""

    @property
    def investment(self) -> float | None:
        """In 亿元 (hundred millions of yuan), exactly converted where it is printed in 万元 or 元."""
        yi = self.amount.yi if self.amount is not None else None
        return float(yi) if yi is not None else None

    @property
    def arranged(self) -> str | None:
        """What the plan arranges: the stage, or where it is no known one the words as printed."""
        return self.stage or self.arrangement or None


GAP_NAMES: dict[GapKind, str] = {
    "count": "数量",
    "sum": "金额",
    "year": "年份",
    "road": "道路编号",
    "name": "名称",
    "doubtful": "疑似缺失",
}
"""What is lost, in words."""
LOST, DOUBTFUL = "〔缺〕", "〔疑缺〕"
SIGNS = (LOST, DOUBTFUL)
UNTITLED = "〔原文无标题〕"
"""Before a title that the program gave to what has none in the source."""
_RANGE_SIGNS = frozenset("-–—－~～至")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the source lost a figure or a name (缺数).

    A sign is written there. It is never part of the text: no offset counts it.
    """

    key: str
    """The passage that it stands in."""
    kind: GapKind
    span: Span
    """In the passage's shown text; of no width where nothing stands."""

    @property
    def sign(self) -> str:
        """What is written in its place, on the page and wherever words leave the program."""
        return DOUBTFUL if self.kind == "doubtful" else LOST

    @property
    def name(self) -> str:
        """What is lost, in words."""
        return GAP_NAMES[self.kind]

    def offsets(self, text: str) -> tuple[int, ...]:
        """Before which code points of the passage's text the sign is written, in order.

        Once, as a rule. Twice where only the dash of a range is left, because both its ends are lost:
        （-） is written （〔缺〕-〔缺〕）. A masked figure keeps its signs: 20XX年 is written 〔缺〕20XX年.
        """
        start, end = self.span
        # A gap of no width is an empty string, which no sign of a range is: one sign is written.
        return (start, end) if text[start:end] in _RANGE_SIGNS else (start,)


Comparison = Literal["=", "≥", ">", "≤", "<", "≈"]
"""How a target's figure is meant: 达到, 以上 or 不低于, 超过, 以内 or 不超过, 低于, 左右."""

Binding = Literal["约束性", "预期性"]
"""Whether a target binds the government or is an expectation, where the plan says so."""


YearFrom = Literal["sentence", "heading", "period", "table"]
"""What names the year of a target: its sentence, a heading above it, the plan's period, the head or title of
its table.
"""


@dataclass(frozen=True, slots=True)
class Base:
    """Where a target starts from."""

    value: float
    year: int | None


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much a target grows, as its table has it."""

    value: float
    unit: str
    """As written; empty if nothing says it."""
    kind: Literal["average", "cumulative"]
    """A year, or over all years together."""


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified target (量化目标), pointing at the words that it was read from."""

    key: str
    """The passage that holds it."""
    name: str
    """What is measured, with its verb where that belongs to the measure (“全社会研发经费投入年均增长”)."""
    comparison: Comparison
    value: float | None
    """None where the plan's table has words in place of a number."""
    value_to: float | None
    """Upper end of a range."""
    unit: str
    """As written (%, 亿元, 家, 番); empty for a bare number."""
    year: int | None
    """The year by which; `year_from` says what names it."""
    binding: Binding | None
    text: str
    """The words that it was read from, as shown."""
    span: Span
    """Those words in the passage's shown text."""
    year_from: YearFrom | None = None
    category: str = ""
    """The group of a table's row: 创新驱动."""
    base: Base | None = None
    growth: Growth | None = None
    cumulative: bool = False
    """The value is the sum of all years: 〔25〕."""
    words: str = ""
    """What the table says in place of a number: 与经济增长基本同步."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: where it stands, and its words in the passage of its row."""

    row: int
    """From 0, header rows included."""
    column: int
    rows: int
    """How many rows it covers; merged cells stand once, in their first row."""
    columns: int
    text: str
    key: str
    """The passage (a box item) that holds the row."""
    span: Span
    """Its words in that passage's shown text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表).

    Each of its rows is a passage, a box item, so that search finds it; the cells point into them.
    """

    key: str
    """Such as `4.1.t1`."""
    box: str
    """Key of the box that shows it; its own key where it stands in no box."""
    title: str
    """Empty where the source has none."""
    width: int
    """Number of columns."""
    header: int
    """How many rows at the top are its head."""
    cells: tuple[Cell, ...]
    """In reading order."""
    indicators: bool = False
    """It is a table of 主要指标."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of its columns, merged ones repeated, those of several rows put together."""
        return self.heads(0, self.header)

    def heads(self, first: int, end: int) -> tuple[str, ...]:
        """The same of the rows from `first` to `end`, which may be others than its head."""
        heads: list[list[str]] = [[] for _ in range(self.width)]
        for cell in self.cells:
            if first <= cell.row < end:
                for column in range(cell.column, min(cell.column + cell.columns, self.width)):
                    if cell.text not in heads[column]:
                        heads[column].append(cell.text)
        return tuple("".join(parts) for parts in heads)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The words of all cells below the head,
        merged ones repeated in each row and column that they cover.
        """
        height = max((cell.row + cell.rows for cell in self.cells), default=0)
        grid = [[""] * self.width for _ in range(height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, min(cell.column + cell.columns, self.width)):
                    grid[row][column] = cell.text
        return tuple(tuple(row) for row in grid[self.header :])


@dataclass(frozen=True, slots=True)
class Dropped:
    """A source line that is not part of the plan's text, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """What a plan is: the card in the library."""

    slug: str
    title: str
    jurisdiction: str
    period: str
    source: str
    """Where the text is from, in words for the person."""
    badge: str = ""
    """A lasting caution such as 网络转载节选，非正式文本; empty for an official text."""


# No slots: the view is kept in the record's own dictionary.
@dataclass(frozen=True)
class Plan:
    """A whole plan (规划纲要) as the importer gives it and the store returns it. All tuples are in the plan's
    order.

    `passages` runs in reading order: a heading comes before what stands under it, a box title before its
    items.
    """

    info: PlanInfo
    chapters: tuple[Chapter, ...]
    passages: tuple[Passage, ...]
    projects: tuple[Project, ...]
    gaps: tuple[Gap, ...]
    dropped: tuple[Dropped, ...]
    tables: tuple[Table, ...] = ()
    targets: tuple[Target, ...] = ()
    doubts: tuple[Dropped, ...] = ()
    """Lines that want a look (a gap in a numbering, a short line that may be a heading), and why; line 0: the
    whole.
    """

    @cached_property
    def view(self) -> "PlanView":
        """The one view of this plan: what is found by key, above and below one another, and with signs."""
        return PlanView(self)


_Record = TypeVar("_Record")
_Key = TypeVar("_Key", bound=Hashable)


class PlanView:
    """A plan's records by key, what they stand in, and its words with the signs of what was lost.

    There is one for each plan, `Plan.view`. Each map is made when it is first asked for, because the page
    needs few of them before the first paint. Nothing changes afterwards, so any thread may ask.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._headings: dict[tuple[str, str | None, bool], tuple[str, ...]] = {}
        self._signs: dict[str, list[tuple[int, Gap]]] = {}

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        """The passages by key."""
        return {passage.key: passage for passage in self.plan.passages}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """For each passage's key its number in the plan, from 0."""
        return {passage.key: at for at, passage in enumerate(self.plan.passages)}

    @cached_property
    def chapters(self) -> Mapping[str, Chapter]:
        """The chapters and sections by key."""
        return {chapter.key: chapter for chapter in self.plan.chapters}

    @cached_property
    def gaps(self) -> Mapping[str, tuple[Gap, ...]]:
        """The lost figures of each passage that has any, in the order of its text."""
        ordered = sorted(self.plan.gaps, key=lambda gap: gap.span)
        return grouped(ordered, lambda gap: gap.key)

    @cached_property
    def items(self) -> Mapping[str, tuple[Passage, ...]]:
        """The passages in each box, without its title."""
        inside = (passage for passage in self.plan.passages if passage.kind == "box_item")
        return grouped(inside, lambda passage: passage.box or "")

    @cached_property
    def projects(self) -> Mapping[str, tuple[Project, ...]]:
        """The projects of each box, rows of totals among them."""
        return grouped(self.plan.projects, lambda project: project.box)

    @cached_property
    def rows(self) -> Mapping[str, tuple[Project, ...]]:
        """The projects that are read from each passage."""
        return grouped(self.plan.projects, lambda project: project.key)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """The tables by the box that shows them."""
        return {table.box: table for table in self.plan.tables}

    @cached_property
    def ordinals(self) -> Mapping[str, int]:
        """For each paragraph its number within its section, for each box item within its box, from 1: as
        citations count them.
        """
        # By kind too: the items of a box and the paragraphs around it are counted apart.
        counts: dict[tuple[str, str], int] = {}
        found: dict[str, int] = {}
        for passage in self.plan.passages:
            if passage.kind in ("paragraph", "box_item"):
                group = (passage.kind, passage.box or passage.chapter)
                counts[group] = found[passage.key] = counts.get(group, 0) + 1
        return found

    def passage(self, key: str) -> Passage:
        """The passage with this key; a chapter's key gives its heading, a box's its title.

        Raises UnknownKeyError.
        """
        return _found(self.passages, key)

    def chapter(self, key: str) -> Chapter:
        """The chapter or section with this key. Raises UnknownKeyError."""
        return _found(self.chapters, key)

    def children(self, key: str | None = None) -> tuple[Chapter, ...]:
        """The chapters directly under `key`; without it, those of the top level."""
        return tuple(chapter for chapter in self.plan.chapters if chapter.parent == key)

    @cached_property
    def _chains(self) -> Mapping[str, tuple[Chapter, ...]]:
        chains: dict[str, tuple[Chapter, ...]] = {}
        for chapter in self.plan.chapters:
            chains[chapter.key] = (*chains.get(chapter.parent or "", ()), chapter)
        return chains

    def above(self, key: str) -> tuple[Chapter, ...]:
        """The chapters that a passage stands in, from the top; the last of a heading is its own.

        Raises UnknownKeyError.
        """
        # A heading has its chapter's key; every other passage names its chapter.
        return self._chains.get(key) or self._chains.get(self.passage(key).chapter, ())

    def top(self, key: str) -> Chapter:
        """The chapter of the top level that a passage stands in. Raises UnknownKeyError."""
        return self.above(key)[0]

    def ancestors(self, key: str) -> tuple[str, ...]:
        """Keys of the chapters and the box that a passage stands in, from the top, without its own.

        Raises UnknownKeyError.
        """
        box = self.passage(key).box
        keys = (*(chapter.key for chapter in self.above(key)), *((box,) if box is not None else ()))
        return tuple(above for above in keys if above != key)

    def path(self, key: str) -> tuple[str, ...]:
        """Titles of what a passage stands in, from the top, without numbers and without its own.

        Raises UnknownKeyError.
        """
        return tuple(
            self.chapters[above].title if above in self.chapters else self.passage(above).text
            for above in self.ancestors(key)
        )

    def headings(self, key: str) -> tuple[str, ...]:
        """Like `path`, with the chapters' numbers. Raises UnknownKeyError."""
        passage = self.passage(key)
        home = (passage.chapter, passage.box, passage.key in (passage.chapter, passage.box))
        # Kept once for all passages of a section: a large plan has a hundred thousand.
        if home not in self._headings:
            self._headings[home] = tuple(
                self.chapters[above].heading if above in self.chapters else self.passage(above).text
                for above in self.ancestors(key)
            )
        return self._headings[home]

    def within(self, key: str) -> tuple[Passage, ...]:
        """All passages of a chapter, section or box, in reading order, without its own heading or title.

        Raises UnknownKeyError.
        """
        self.passage(key)
        return tuple(
            passage
            for passage in self.plan.passages
            if passage.key != key and key in self._ancestors[passage.key]
        )

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        return {passage.key: frozenset(self.ancestors(passage.key)) for passage in self.plan.passages}

    def stretch(self, first: tuple[str, int], last: tuple[str, int]) -> Iterator[tuple[Passage, int, int]]:
        """The passages from one point of the plan to another, each with the part of it that lies between.

        A point is a passage's key and a code point. Raises KeyError.
        """
        begin, finish = self.order[first[0]], self.order[last[0]]
        for at in range(begin, finish + 1):
            passage = self.plan.passages[at]
            yield (
                passage,
                first[1] if at == begin else 0,
                last[1] if at == finish else len(passage.text),
            )

    def signs(self, key: str, start: int = 0, end: int | None = None) -> tuple[tuple[int, Gap], ...]:
        """The signs in a part of a passage, each with the code point before which it is written, in order.

        A sign goes with the character after it, and at the end of the passage with the last part. Without
        `end`, to the passage's end. Raises UnknownKeyError.
        """
        if key not in self.gaps:
            return ()
        text = self.passage(key).text
        # Kept, and looked up: a passage may have as many gaps as words, and each is asked for.
        if key not in self._signs:
            # A gap that lost both ends of a range has two signs, so gaps in order are not signs in order.
            points = [(at, gap) for gap in self.gaps[key] for at in gap.offsets(text)]
            self._signs[key] = sorted(points, key=itemgetter(0))
        points, stop = self._signs[key], len(text) if end is None else end
        to = (bisect_right if stop == len(text) else bisect_left)(points, stop, key=itemgetter(0))
        return tuple(points[bisect_left(points, start, key=itemgetter(0)) : to])

    def signed(
        self,
        key: str,
        start: int = 0,
        end: int | None = None,
        beside: Callable[[Gap], str] | None = None,
    ) -> str:
        """The words of a part of a passage with its signs: this is how words leave the program.

        `beside` gives what is written after a gap's last sign, such as a figure that was filled in by hand.
        Raises UnknownKeyError.
        """
        text, at, pieces = self.passage(key).text, start, list[str]()
        for offset, gap in self.signs(key, start, end):
            # The sign goes before the character at its offset: （亿元） with a loss at 1 is （〔缺〕亿元）.
            pieces += [text[at:offset], gap.sign]
            if beside is not None and offset == gap.offsets(text)[-1]:
                pieces.append(beside(gap))
            at = offset
        return "".join((*pieces, text[at:end]))

    def project_name(self, project: Project) -> str:
        """The name of a project with its signs; 合计 for a row of totals."""
        return "合计" if project.name is None else self.signed(project.key, *project.span)

    def around(self, gap: Gap, reach: int = 12) -> tuple[str, str, str]:
        """The words before a lost figure, its signs with what stands between them, and the words after it,
        `reach` characters on each side.
        """
        text, (start, end) = self.passages[gap.key].text, gap.span
        first, last = max(start - reach, 0), min(end + reach, len(text))
        at = gap.offsets(text)[-1]
        # Between the two signs of a lost range stands its dash.
        lost = gap.sign if at == start else f"{gap.sign}{text[start:end]}{gap.sign}"
        after = self.signed(gap.key, at, last)[len(gap.sign) :]
        return self.signed(gap.key, first, last)[: -len(lost + after)], lost, after

    def signed_spans(self, key: str, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Spans of a passage's shown text as spans of its `signed` words.

        A sign inside a span belongs to it, one at its edge does not. Raises UnknownKeyError.
        """
        signs = self.signs(key)
        places = [at for at, _ in signs]
        lengths = list(accumulate((len(gap.sign) for _, gap in signs), initial=0))
        return tuple(
            (
                start + lengths[bisect_right(places, start)],
                end + lengths[bisect_left(places, max(end, start + 1))],
            )
            for start, end in spans
        )


def grouped(records: Iterable[_Record], key: Callable[[_Record], _Key]) -> dict[_Key, tuple[_Record, ...]]:
    """Records that have a key in common, in the order in which the keys first come."""
    groups: dict[_Key, list[_Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return {name: tuple(group) for name, group in groups.items()}


def _found(records: Mapping[str, _Record], key: str) -> _Record:
    try:
        return records[key]
    except KeyError:
        raise UnknownKeyError(f"本规划中没有编号为“{key}”的内容。") from None


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a plan: the one word of everything that navigates."""

    plan: str
    """The plan's slug."""
    key: str
    """A passage's key."""
    span: Span | None = None
    """None means the passage as a whole."""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """What the person entered by hand from the paper copy (人工补录), for a lost figure or a table that the
    source lacks.

    It stands beside the gap and is never merged into the text.
    """

    id: str
    """The same in every copy that is handed on."""
    plan: str
    key: str
    """The passage with the gap, or the heading under which the table is missing."""
    span: Span | None
    """The gap's; None for a table."""
    quote: str
    """The words around the gap with 〔缺〕 in its place, to find it again in a new edition."""
    cells: tuple[tuple[str, ...], ...]
    """As entered: for a figure one row of one cell; for a table its header and its rows."""
    unit: str
    """Of a figure, such as 亿元; may be empty."""
    source: str
    """What it was copied from, with the page."""
    date: str
    """Of the entry, YYYY-MM-DD."""
    name: str
    """Who entered it."""

    @property
    def value(self) -> str:
        """The figure as it was entered; of a table, its first cell. Empty where there is none."""
        return self.cells[0][0] if self.cells and self.cells[0] else ""


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """What the person says of a word and a township or street:
    the correction of what the plan itself yields.
    """

    plan: str
    place: str
    """As it is called in full: 黄泽镇."""
    word: str
    """The full name itself, or one that looks like it: 黄泽江."""
    how: Literal["named", "related", "none"]
    """明确提及, 疑似相关, or neither; for the full name, `none` takes the place off the list."""

    @property
    def id(self) -> str:
        """What it is known by in every copy that is handed on."""
        return "\t".join((self.plan, self.place, self.word))


@dataclass(frozen=True, slots=True)
class Note:
    """What the person wrote beside words of a plan (批注), as it is handed to the search: the words as such
    are the plan's.
    """

    id: str
    """The mark's."""
    plan: str
    """The plan's slug."""
    key: str
    """The passage that it begins in; empty while it waits for a place in a new edition."""
    path: tuple[str, ...]
    """Headings of the chapter, section and box around it, from the top."""
    quote: str
    """The plan's words that it is about; empty for a passage as a whole."""
    text: str
    """The note, then tags, task and units: the person's own words in one line."""


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that a search found."""

    note: Note
    spans: tuple[Span, ...]
    """In the note's `text`, in order, not overlapping."""
    how: Literal["text", "pinyin"] = "text"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found."""

    plan: str
    key: str
    kind: Kind
    path: tuple[str, ...]
    """Titles of the chapters, sections and box that it stands in, from the top; its own title is not among
    them.
    """
    text: str
    spans: tuple[Span, ...]
    """In `text`, in order, not overlapping."""
    how: Literal["text", "pinyin"] = "text"
    """原文匹配, or 拼音匹配 (Latin letters read as pinyin)."""
    score: float = 0.0
