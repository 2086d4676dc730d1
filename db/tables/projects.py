"""The table of projects (规划项目) of one plan or several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from db.records import GAP_NAMES, LOST, Gap, Place, Project, Supplement, grouped
from db.tables.facts import PlanFacts, filled_number, plan_column
from db.tables.gaps import GapRow
from db.tables.maker import TableMaker
from db.tables.table import CellValue, Column, RowTable, counted, shown
from db.tables.title_words import remark_of

_FILLED = 11
"""Characters of 〔缺〕【补录：320】."""
TOTAL_ROW = "（分类合计）"
"""Shown as the name of a row of totals."""
_ABOUT = ("约", "左右", "上下")


@dataclass(slots=True)
class ProjectRow:
    """A project and the plan around it."""

    facts: PlanFacts
    project: Project


def project_table(plans: Sequence[PlanFacts]) -> RowTable[ProjectRow]:
    """All projects of the plans, in their order. The plan has a column of its own where there are several."""
    rows = [ProjectRow(facts, project) for facts in plans for project in facts.plan.projects]
    filled = any(facts.supplements for facts in plans)
    columns = [
        plan_column(plans),
        *(
            replace(each, width=_FILLED) if filled and each.name == "investment" else each
            for each in _COLUMNS
        ),
    ]
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
    words = row.facts.view.passages[row.project.key].text[slice(*row.project.span)]
    return row.project.investment is not None and any(word in words for word in _ABOUT)


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
    if project.name is None:
        return "约数" if is_about(row) else ""
    at = (
        tuple(gap.span[0] - project.span[0] for gap in row.facts.gaps_in(project.key, project.span))
        if project.lost
        else ()
    )
    return remark_of(project.name, at)


def _figure(kind: str, value: CellValue, row: ProjectRow) -> str:
    # An empty cell without a loss is empty in the source too.
    if value is not None or kind not in row.project.lost:
        return shown(value)
    gap = gap_of(row, kind)
    return gap.sign + row.facts.said(gap) if gap is not None else LOST


def _lost(row: ProjectRow) -> tuple[str, ...]:
    return tuple(GAP_NAMES[kind] for kind in dict.fromkeys(row.project.lost))


_COLUMNS: tuple[Column[ProjectRow], ...] = (
    Column(
        "field", "领域", lambda row: row.facts.field(row.project.box), width=6, groups=True, searched=True
    ),
    Column("category", "类别", lambda row: row.project.category, width=6, groups=True, searched=True),
    Column("stage", "规划安排", lambda row: row.project.stage, width=4, groups=True, searched=True),
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
    Column(
        "investment",
        "投资（亿元）",
        lambda row: row.project.investment,
        show=lambda row: _figure("sum", row.project.investment, row),
        kind="number",
        width=6,
    ),
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
    """“已知两项合计约150亿元，另3项原文缺失”."""
    known = [row for row in rows if row.project.investment is not None]
    lost = [row for row in rows if row.project.investment is None and "sum" in row.project.lost]
    by_hand = [
        number
        for row in lost
        if (each := filled_of(row, "sum")) and (number := filled_number(each)) is not None
    ]
    if not known and not lost:
        return []
    total = sum(row.project.investment or 0 for row in known)
    # One 约 among the parts makes the sum a rough one.
    about = "约" if any(map(is_about, known)) else ""
    if known and lost:
        words = (
            f"投资：已知{counted(len(known))}项合计{about}{shown(total)}亿元，"
            f"另{counted(len(lost))}项原文缺失"
        )
    elif known:
        words = f"投资：{counted(len(known))}项合计{about}{shown(total)}亿元"
    else:
        words = f"投资：{counted(len(lost))}项{'均' if len(lost) > 1 else ''}原文缺失"
    # After the source's own sum, so that both can be told apart.
    if filled and by_hand:
        words += (
            f"；计入人工补录{counted(len(by_hand))}项{shown(sum(by_hand))}亿元后，"
            f"{counted(len(known) + len(by_hand))}项合计{about}{shown(total + sum(by_hand))}亿元"
        )
    return [words]


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
    found = [(table.rows[row].facts.view.passages, table.rows[row].project) for row in rows]
    return [
        {
            "key": project.key,
            "table": passages[project.box].text,
            "category": project.category,
            "stage": project.stage,
            "name": project.name,
            "quantity": project.quantity,
            "unit": project.unit,
            "investment": project.investment,
            "lost": list(project.lost),
            "source_line": passages[project.key].source_line(project.span[0]),
            "span": list(project.span),
        }
        for passages, project in found
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
        money = table.text(number, "investment")
        words += [f"投资{money}亿元" if money else "", table.text(number, "place")]
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
