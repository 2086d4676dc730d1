"""The table of projects (规划项目) of one plan or several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from db.records import GAP_NAMES, LOST, Amount, Gap, Place, Project, Supplement, grouped
from db.tables.facts import PlanFacts, filled_number, plan_column
from db.tables.gaps import GapRow
from db.tables.maker import TableMaker
from db.tables.table import CellValue, Column, RowTable, counted, plain, shown
from db.tables.title_words import remark_of

_FILLED = 11
"""Characters of 〔缺〕【补录：320】."""
TOTAL_ROW = "（分类合计）"
"""Shown as the name of a row of totals."""
_YI = "亿元"
UNKNOWN_UNIT = "（单位未注明）"
"""Stands in the place of a unit that the plan does not give."""


@dataclass(slots=True)
class ProjectRow:
    """A project and the plan around it."""

    facts: PlanFacts
    project: Project


def project_table(plans: Sequence[PlanFacts]) -> RowTable[ProjectRow]:
    """All projects of the plans, in their order. The plan has a column of its own where there are several."""
    rows = [ProjectRow(facts, project) for facts in plans for project in facts.plan.projects]
    filled = any(facts.supplements for facts in plans)
    columns = [plan_column(plans), *_columns(_units(rows), filled=filled)]
    return RowTable(
        "projects", "规划项目", columns, rows, lambda row: row.facts.place(row.project.key, row.project.span)
    )


def gap_of(row: ProjectRow, kind: str) -> Gap | None:
    """The lost figure of that kind in the row."""
    if kind not in row.project.lost:
        return None
    return next(
        (gap for gap in row.facts.gaps_in(row.project.key, row.project.span) if gap.kind == kind), None
    )


def filled_of(row: ProjectRow, kind: str) -> Supplement | None:
    """What the person filled in for the row's lost figure of that kind."""
    gap = gap_of(row, kind)
    return row.facts.filled(gap) if gap is not None else None


def is_about(row: ProjectRow) -> bool:
    """The row's investment is given as 约 or 左右."""
    return row.project.amount is not None and row.project.amount.about


def _units(rows: Iterable[ProjectRow]) -> list[str]:
    """The units of the rows' sums of money, each once."""
    return list(dict.fromkeys(row.project.amount.unit for row in rows if row.project.amount is not None))


def in_words(amount: Amount) -> str:
    """A sum of money as printed, with its unit: 86000万元, 约25亿元, 10亿元左右."""
    behind = next((word for word in ("左右", "上下", "以上", "以内") if amount.words.endswith(word)), "")
    return f"{amount.words.removesuffix(behind)}{amount.unit or UNKNOWN_UNIT}{behind}"


def _townships_shown(row: ProjectRow) -> str:
    project = row.project
    # Named once is named: （疑似） is only said where no words name the place in full.
    found: dict[str, bool] = {}
    for mention in row.facts.mentions(project.key, project.span):
        found[mention.place] = found.get(mention.place, False) or mention.how == "named"
    return "、".join(name if named else f"{name}（疑似）" for name, named in found.items())


def _name_shown(row: ProjectRow) -> str:
    project = row.project
    if project.name is None:
        return TOTAL_ROW
    return row.facts.signed(project.key, project.span) if project.lost else project.name


def _remark(row: ProjectRow) -> str:
    project = row.project
    about = "约数" if is_about(row) else ""
    if project.name is None:
        return about
    at = (
        tuple(gap.span[0] - project.span[0] for gap in row.facts.gaps_in(project.key, project.span))
        if project.lost
        else ()
    )
    return "；".join(filter(None, (remark_of(project.name, at), about)))


def _figure(kind: str, value: CellValue, row: ProjectRow) -> str:
    # An empty cell without a loss is empty in the source too.
    if value is not None or kind not in row.project.lost:
        return shown(value)
    gap = gap_of(row, kind)
    return gap.sign + row.facts.said(gap) if gap is not None else LOST


def _lost(row: ProjectRow) -> tuple[str, ...]:
    return tuple(GAP_NAMES[kind] for kind in dict.fromkeys(row.project.lost))


_FIRST: tuple[Column[ProjectRow], ...] = (
    Column("field", "领域", lambda row: row.facts.field_of(row.project), width=6, groups=True, searched=True),
    Column("category", "类别", lambda row: row.project.category, width=6, groups=True, searched=True),
    Column(
        "stage",
        "规划安排",
        lambda row: row.project.arranged,
        show=lambda row: arrangement_of(row.project),
        width=4,
        groups=True,
        searched=True,
    ),
    Column("name", "项目名称", lambda row: row.project.name, show=_name_shown, width=24, searched=True),
    Column(
        "quantity",
        "数量",
        lambda row: row.project.quantity,
        show=lambda row: _figure("count", row.project.quantity, row),
        kind="number",
        width=3,
    ),
    Column("unit", "单位", lambda row: row.project.unit, width=2),
)
_LAST: tuple[Column[ProjectRow], ...] = (
    Column(
        "place",
        "涉及乡镇",
        lambda row: row.facts.townships(row.project.key, row.project.span),
        show=_townships_shown,
        kind="list",
        width=10,
        groups=True,
    ),
    Column("remark", "备注", _remark, width=6),
    Column("lost", "原文缺失", _lost, kind="list", width=6, groups=True, shown=False),
    Column(
        "source", "出处", lambda row: row.facts.source(row.project.key), width=16, groups=True, shown=False
    ),
)


def _columns(units: Sequence[str], *, filled: bool) -> Iterator[Column[ProjectRow]]:
    """The columns, for rows whose sums of money have these units.

    Figures of one unit are numbers below it. Of several, each is shown with its own, and beside it in 亿元.
    """
    yield from _FIRST
    width = _FILLED if filled else 6
    if len(units) < 2:
        unit = units[0] if units else _YI
        title = f"投资（{unit or '单位未注明'}）"
        yield Column("investment", title, _printed, show=_printed_shown, kind="number", width=width)
    else:
        yield Column("investment", "投资", _in_words, show=_money, width=width + 2)
        yield Column(
            "converted", "折合投资（亿元）", lambda row: row.project.investment, kind="number", width=6
        )
    yield from _LAST


def arrangement_of(project: Project) -> str:
    """What the plan arranges as it is shown: as printed, but for what is printed around the name."""
    return (
        project.arranged or "" if "…" in project.arrangement else project.arrangement or project.stage or ""
    )


def _printed(row: ProjectRow) -> float | None:
    amount = row.project.amount
    return float(amount.figure) if amount is not None and amount.figure else None


def _printed_shown(row: ProjectRow) -> str:
    amount = row.project.amount
    return amount.words if amount is not None and not amount.figure else _figure("sum", _printed(row), row)


def _in_words(row: ProjectRow) -> str | None:
    return in_words(row.project.amount) if row.project.amount is not None else None


def _money(row: ProjectRow) -> str:
    """The investment in words with its unit; what is lost as lost."""
    text = _in_words(row) or _figure("sum", None, row)
    return text if row.project.amount is not None or not text else f"{text}{_YI}"


def project_totals(rows: Sequence[ProjectRow], filled: bool = False) -> tuple[str, ...]:
    """Sentences on these rows, to stand in the line under the table.

    `filled`: figures that the person filled in by hand count too, and are named.
    """
    projects = [row for row in rows if row.project.name is not None]
    totals = [row for row in rows if row.project.name is None]
    parts = [f"规划项目{counted(len(projects))}项"] if projects or not totals else []
    if totals:
        parts.append(f"分类合计{counted(len(totals))}行")
    return (
        "，".join(parts),
        *_quantities(projects),
        *_parts_of(totals, filled),
        *_investments(rows, filled),
    )


def _quantities(rows: list[ProjectRow]) -> list[str]:
    """“列明数量的5项合计24所，另4项未列数量”, for each unit."""
    given = _by_unit(rows)
    without = len(rows) - sum(map(len, given.values()))
    parts = [f"{counted(len(numbers))}项合计{sum(numbers)}{unit}" for unit, numbers in given.items()]
    others = f"，另{without}项未列数量" if without else ""
    return [f"列明数量的{'、'.join(parts)}{others}"] if given else []


def _by_unit(rows: Iterable[ProjectRow]) -> dict[str, list[int]]:
    """The quantities that are given, by their units; a bare number has the unit ""."""
    given = grouped((row for row in rows if row.project.quantity is not None), _unit)
    return {unit: [row.project.quantity or 0 for row in some] for unit, some in given.items()}


def _unit(row: ProjectRow) -> str:
    return row.project.unit or ""


def _parts_of(rows: list[ProjectRow], filled: bool) -> list[str]:
    """“分项合计154个，原总数缺失”, for the rows of totals of each box and unit."""
    sentences: list[str] = []
    for (facts, box), group in groupby(rows, key=lambda row: (row.facts, row.project.box)):
        members = list(group)
        units = _by_unit(members)
        lost = sum(row.project.quantity is None and "count" in row.project.lost for row in members)
        # Parts of one unit, and all of them: 55个、42个…, not the few that a filter left.
        whole = len(units) == 1 and len(members) == facts.total_rows[box]
        total = facts.lost_totals.get(box) if whole else None
        for unit, numbers in units.items():
            words = f"分项合计{sum(numbers)}{unit}"
            if lost:
                words += f"，另{counted(lost)}项原文缺失"
            elif total is not None:
                # Only named, never put in the place of the parts: it is another source.
                by_hand = facts.filled(total) if filled else None
                words += "，原总数缺失" + (f"（人工补录总数{by_hand.value}{unit}）" if by_hand else "")
            sentences.append(words)
    return sentences


def _investments(rows: Sequence[ProjectRow], filled: bool) -> list[str]:
    """“已知两项合计约150亿元，另3项原文缺失”: each unit apart, and of several what they come to, exactly."""
    given = [row for row in rows if row.project.amount is not None]
    known = [row for row in given if row.project.amount is not None and row.project.amount.figure]
    lost = [row for row in rows if row.project.amount is None and "sum" in row.project.lost]
    by_hand = [
        number
        for row in lost
        if (each := filled_of(row, "sum")) and (number := filled_number(each)) is not None
    ]
    if not given and not lost:
        return []
    about = "约" if any(map(is_about, known)) else ""
    parts = [
        _added(some, _sum(some), unit or UNKNOWN_UNIT) for unit, some in grouped(known, _unit_of).items()
    ]
    whole = _in_yi(known)
    if len(parts) > 1 and whole is not None:
        parts.append(f"换算后{_added(known, whole, _YI)}")
    words = "，".join(parts)
    if known and lost:
        words = f"投资：已知{words}，另{counted(len(lost))}项原文缺失"
    elif known:
        words = f"投资：{words}"
    elif lost:
        words = f"投资：{counted(len(lost))}项{'均' if len(lost) > 1 else ''}原文缺失"
    else:
        words = "投资："
    if len(given) > len(known):
        comma = "，另" if known or lost else ""
        words += f"{comma}{counted(len(given) - len(known))}项原文不是一个数，没有计入"
    # After the source's own sum, so that both can be told apart.
    if filled and by_hand and whole is not None:
        total = float(whole) + sum(by_hand)
        words += (
            f"；计入人工补录{counted(len(by_hand))}项{shown(sum(by_hand))}{_YI}后，"
            f"{counted(len(known) + len(by_hand))}项合计{about}{shown(total)}{_YI}"
        )
    return [words]


def _unit_of(row: ProjectRow) -> str:
    return row.project.amount.unit if row.project.amount is not None else ""


def _added(rows: Sequence[ProjectRow], total: Decimal, unit: str) -> str:
    # One 约 among the parts makes the sum a rough one.
    about = "约" if any(map(is_about, rows)) else ""
    return f"{counted(len(rows))}项合计{about}{plain(total)}{unit}"


def _sum(rows: Iterable[ProjectRow]) -> Decimal:
    """Of figures of one unit, exactly."""
    return sum((Decimal(row.project.amount.figure) for row in rows if row.project.amount), Decimal())


def _in_yi(rows: Iterable[ProjectRow]) -> Decimal | None:
    """Of figures of any unit of yuan, exactly in 亿元; None where one has another unit."""
    sums = [row.project.amount.yi for row in rows if row.project.amount is not None]
    return sum((each for each in sums if each is not None), Decimal()) if None not in sums else None


def has_words(project: Project, place: Place) -> bool:
    """Whether the place lies in the project's words, or takes part of them in."""
    if project.key != place.key:
        return False
    # Without a span the passage as a whole is meant, and any of its projects fits.
    start, end = place.span or project.span
    return project.span[0] <= start < project.span[1] or (start < project.span[1] and project.span[0] < end)


def _gap(row: ProjectRow) -> GapRow | None:
    gaps = row.facts.gaps_in(row.project.key, row.project.span) if row.project.lost else ()
    return GapRow(row.facts, row.project.key, gaps[0]) if gaps else None


def _described(table: RowTable[ProjectRow], rows: Sequence[int]) -> list[dict[str, Any]]:
    found = [(table.rows[row].facts, table.rows[row].project) for row in rows]
    return [
        {
            "key": project.key,
            "table": facts.view.passages[project.box].text,
            "field": facts.field_of(project),
            "category": project.category,
            "stage": project.stage,
            "arrangement": project.arrangement or None,
            "name": project.name,
            "quantity": project.quantity,
            "unit": project.unit,
            "investment": project.investment,
            "amount": project.amount and {"words": project.amount.words, "unit": project.amount.unit},
            "lost": list(project.lost),
            "source_line": facts.view.passages[project.key].source_line(project.span[0]),
            "span": list(project.span),
        }
        for facts, project in found
    ]


def _told(table: RowTable[ProjectRow], rows: Sequence[int]) -> Iterator[str]:
    """The rows under the titles of their boxes, and below them what they come to."""
    box = None
    for number in rows:
        row = table.rows[number]
        if (row.facts.slug, row.project.box) != box:
            box = row.facts.slug, row.project.box
            yield f"\n{row.facts.view.signed(row.project.box)}"
        words = [table.text(number, name) for name in ("category", "stage", "name", "quantity", "unit")]
        money = _money(row)
        words += [f"投资{money}" if money else "", table.text(number, "place")]
        yield "  " + "  ".join(filter(None, words))
    totals = project_totals([table.rows[row] for row in rows])
    yield f"\n共 {len(rows)} 行：{'；'.join(totals)}。"


MAKER = TableMaker(
    lambda plans, _: (project_table(plans),),
    totals=project_totals,
    counts_filled=True,
    charts=("field", "stage", "place"),
    describe=_described,
    tell=_told,
    gap_of=_gap,
)
