"""The table of projects (规划项目) of one plan or several."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.records import Gap, Place, Project, Supplement
from db.source.report import GAP_NAMES
from db.tables.facts import PlanFacts, said
from db.tables.table import LOST, CellValue, Column, RowTable, shown
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
    several: list[Column[ProjectRow]] = [
        Column(
            "plan",
            "规划",
            lambda row: row.facts.plan.info.title,
            show=lambda row: row.facts.short_title,
            width=10,
            groups=True,
            shown=len(plans) > 1,
        )
    ]
    filled = any(facts.supplements for facts in plans)
    columns = [
        replace(each, width=_FILLED) if filled and each.name == "investment" else each for each in _COLUMNS
    ]
    return RowTable("projects", "规划项目", [*several, *columns], rows, place_of)


def place_of(row: ProjectRow) -> Place:
    """Where the row's words stand."""
    return row.facts.place(row.project.key, row.project.span)


def places_of(row: ProjectRow) -> tuple[str, ...]:
    """Townships and streets that the row's words speak of, named and related, each once."""
    project = row.project
    return tuple(dict.fromkeys(mention.place for mention in row.facts.mentions(project.key, project.span)))


def gap_of(row: ProjectRow, kind: str) -> Gap | None:
    """The lost figure of that kind in the row."""
    if kind not in row.project.lost:
        return None
    return next(
        (gap for gap in row.facts.gaps_in(row.project.key, row.project.span) if gap.kind == kind), None
    )


def filled_of(row: ProjectRow, kind: str) -> Supplement | None:
    """What the reader filled in for the row's lost figure of that kind."""
    gap = gap_of(row, kind)
    return row.facts.filled(gap) if gap is not None else None


def is_about(row: ProjectRow) -> bool:
    """The row's investment is given as 约 or 左右."""
    words = row.facts.passages[row.project.key].text[slice(*row.project.span)]
    return row.project.investment is not None and any(word in words for word in _ABOUT)


def _places_shown(row: ProjectRow) -> str:
    project = row.project
    found: dict[str, bool] = {}
    for mention in row.facts.mentions(project.key, project.span):
        found[mention.place] = found.get(mention.place, False) or mention.how == "named"
    return "、".join(name if named else f"{name}（疑似）" for name, named in found.items())


def _name_shown(row: ProjectRow) -> str:
    project = row.project
    if project.name is None:
        return TOTAL_ROW
    return row.facts.marked(project.key, project.span) if project.lost else project.name


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
    if value is not None or kind not in row.project.lost:
        return shown(value)
    gap = gap_of(row, kind)
    return LOST + "".join(map(said, row.facts.all_filled(gap))) if gap is not None else LOST


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
    Column("place", "涉及乡镇", places_of, show=_places_shown, kind="list", width=10, groups=True),
    Column("remark", "备注", _remark, width=6),
    Column("lost", "原文缺失", _lost, kind="list", width=6, groups=True, shown=False),
    Column(
        "source", "出处", lambda row: row.facts.source(row.project.key), width=16, groups=True, shown=False
    ),
)
