"""The table of targets (量化目标) of one plan or several."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from db.records import Comparison, Gap, Target, YearFrom
from db.tables.facts import PlanFacts, plan_column
from db.tables.maker import TableMaker, Wanted, picked
from db.tables.table import Column, RowTable, counted, shown

COMPARISON_NAMES: dict[Comparison, str] = {
    "=": "达到",
    "≥": "不低于",
    ">": "超过",
    "≤": "不超过",
    "<": "低于",
    "≈": "左右",
}


@dataclass(slots=True)
class TargetRow:
    """A target and the plan around it."""

    facts: PlanFacts
    target: Target


def target_table(plans: Sequence[PlanFacts]) -> RowTable[TargetRow]:
    """All targets of the plans, in their order. The plan has a column of its own where there are several."""
    rows = [TargetRow(facts, target) for facts in plans for target in facts.plan.targets]
    columns = [plan_column(plans), *_COLUMNS]
    return RowTable(
        "targets", "量化目标", columns, rows, lambda row: row.facts.place(row.target.key, row.target.span)
    )


_YEAR_FROM: dict[YearFrom, str] = {"heading": "（标题）", "period": "（规划期）"}
"""What is said beside a year that the sentence or table does not name."""


def figure(target: Target) -> str:
    """Value or range with its unit: 70%, 3–5个, 1番; or the words that stand in place of a number."""
    return _number(target) + target.unit if target.value is not None else target.words


def _number(target: Target) -> str:
    """The value without its unit, both ends of a range: 3–5. Only where there is a value."""
    return shown(target.value) + (f"–{shown(target.value_to)}" if target.value_to is not None else "")


def _year(row: TargetRow) -> str | None:
    return f"{row.target.year}年" if row.target.year is not None else None


def _year_shown(row: TargetRow) -> str:
    """The year, or the sign where its sentence had one that the source lost,
    and what was filled in for it.
    """
    year, lost = _year(row), lost_year(row)
    if year is not None or lost is None:
        return (year or "") + _YEAR_FROM.get(row.target.year_from or "table", "")
    return lost.sign + row.facts.said(lost)


def lost_year(row: TargetRow) -> Gap | None:
    """The lost year that the target's sentence names before it."""
    target = row.target
    begin = row.facts.view.passages[target.key].sentence_start(target.span[0])
    return next(
        (gap for gap in row.facts.gaps_in(target.key, (begin, target.span[0])) if gap.kind == "year"), None
    )


def _comparison(row: TargetRow) -> str | None:
    return COMPARISON_NAMES[row.target.comparison] if row.target.value is not None else None


def _value_shown(row: TargetRow) -> str:
    """The number or range, or the words in its place; a sum of all years in brackets, as printed."""
    target = row.target
    if target.value is None:
        return target.words
    return f"〔{_number(target)}〕" if target.cumulative else _number(target)


def _base(row: TargetRow) -> float | None:
    return row.target.base.value if row.target.base is not None else None


def _base_shown(row: TargetRow) -> str:
    base = row.target.base
    if base is None:
        return ""
    return shown(base.value) + (f"（{base.year}年）" if base.year is not None else "")


def _growth(row: TargetRow) -> str | None:
    growth = row.target.growth
    if growth is None:
        return None
    return ("累计" if growth.kind == "cumulative" else "年均") + shown(growth.value) + growth.unit


def _name_shown(row: TargetRow) -> str:
    """The name, with the sign where it lost something: 〔缺〕亿级传统优势产业集群."""
    target = row.target
    # The name may be put together from several words, and then stands nowhere as it is.
    at = row.facts.view.passages[target.key].text.find(target.name, *target.span)
    return row.facts.signed(target.key, (at, at + len(target.name))) if at >= 0 else target.name


def _lost(row: TargetRow) -> tuple[str, ...]:
    gaps = row.facts.gaps_in(row.target.key, row.target.span)
    year = lost_year(row)
    return tuple(dict.fromkeys(gap.name for gap in (*gaps, *([year] if year is not None else []))))


_COLUMNS: tuple[Column[TargetRow], ...] = (
    Column("name", "指标", lambda row: row.target.name, show=_name_shown, width=16, searched=True),
    Column("category", "类别", lambda row: row.target.category or None, width=6, groups=True, shown=False),
    Column("comparison", "要求", _comparison, width=4, groups=True),
    Column("value", "数值", lambda row: row.target.value, kind="number", show=_value_shown, width=5),
    Column("unit", "单位", lambda row: row.target.unit or None, width=4, groups=True),
    Column("year", "到哪年", _year, show=_year_shown, width=6, groups=True),
    Column("words", "文字要求", lambda row: row.target.words or None, width=12, shown=False, searched=True),
    Column("base", "基期", _base, show=_base_shown, kind="number", width=6, shown=False),
    Column("growth", "增长", _growth, width=8, shown=False),
    Column("binding", "属性", lambda row: row.target.binding, width=5, groups=True),
    Column(
        "text",
        "原文",
        lambda row: row.target.text,
        show=lambda row: row.facts.signed(row.target.key, row.target.span),
        width=22,
        searched=True,
    ),
    Column("field", "所在章", lambda row: row.facts.view.top(row.target.key).heading, width=12, groups=True),
    Column(
        "place",
        "涉及乡镇",
        lambda row: row.facts.townships(row.target.key, row.target.span),
        kind="list",
        width=8,
        groups=True,
        shown=False,
    ),
    Column("lost", "原文缺失", _lost, kind="list", width=6, groups=True, shown=False),
    Column("source", "出处", lambda row: row.facts.source(row.target.key), width=16, shown=False),
)


def _picked(table: RowTable[TargetRow], wanted: Wanted) -> Sequence[int]:
    """A field is part of the title of a chapter or section: --field 水利 takes 完善水利设施."""
    rows = picked(table, {column: values for column, values in wanted.items() if column != "field"})
    if "field" not in wanted:
        return rows
    sources = table.values("source")
    return [row for row in rows if any(field in str(sources[row]) for field in wanted["field"])]


def _described(table: RowTable[TargetRow], rows: Sequence[int]) -> list[dict[str, Any]]:
    return [_plain(table.rows[row].target) for row in rows]


def _plain(target: Target) -> dict[str, Any]:
    """A target as JSON has it; null where the plan says nothing."""
    names = "key name comparison value value_to unit year year_from binding text cumulative".split()
    return {
        **{name: getattr(target, name) for name in names},
        "span": list(target.span),
        "category": target.category or None,
        "words": target.words or None,
        "base": asdict(target.base) if target.base is not None else None,
        "growth": asdict(target.growth) if target.growth is not None else None,
    }


def _told(table: RowTable[TargetRow], rows: Sequence[int]) -> Iterator[str]:
    for row in rows:
        target = table.rows[row].target
        name, year, text = (table.text(row, column) for column in ("name", "year", "text"))
        when = f"（{year}）" if year else ""
        sign = f"{COMPARISON_NAMES[target.comparison]} " if target.value is not None else ""
        yield f"{name}{when}  {sign}{figure(target)}  “{text}”"
    yield f"\n共 {len(rows)} 项"


MAKER = TableMaker(
    lambda plans, _: (target_table(plans),),
    totals=lambda rows, _: (f"量化目标{counted(len(rows))}项",),
    pick=_picked,
    describe=_described,
    tell=_told,
)
