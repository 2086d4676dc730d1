"""The table of what the source lost (原文缺失), with what the person filled in beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db.plan_counts import Losses
from db.records import Gap, Passage, Span, Supplement
from db.tables.facts import PlanFacts, plan_column
from db.tables.maker import TableMaker
from db.tables.table import Column, RowTable

MISSING_TABLE, STRAY = "表格", "待重新定位"


@dataclass(slots=True)
class GapRow:
    """A lost figure, or a chapter whose table the source does not have."""

    facts: PlanFacts
    key: str
    gap: Gap | None
    """None for a missing table."""
    stray: Supplement | None = None
    """An entry whose gap is not found in this edition of the plan."""

    @property
    def span(self) -> Span | None:
        """Of the lost figure."""
        return self.gap.span if self.gap is not None else None

    @property
    def kind(self) -> str:
        """What is lost, in words."""
        if self.stray is not None:
            return STRAY
        return self.gap.name if self.gap is not None else MISSING_TABLE

    @property
    def quote(self) -> str:
        """The words around it, with its sign."""
        if self.stray is not None:
            return self.stray.quote
        view = self.facts.view
        return "".join(view.around(self.gap)) if self.gap is not None else view.chapters[self.key].title

    @property
    def anchor(self) -> str:
        """The words that an entry keeps, to be found again by."""
        return self.facts.anchor(self.gap) if self.gap is not None else self.quote

    @property
    def filled(self) -> Supplement | None:
        """What was filled in last."""
        return next(iter(self.all_filled), None)

    @property
    def all_filled(self) -> tuple[Supplement, ...]:
        """What was filled in, the latest first."""
        if self.stray is not None:
            return (self.stray,)
        return self.facts.all_filled(self.gap) if self.gap is not None else self.facts.tables_of(self.key)


def gap_table(plans: Sequence[PlanFacts]) -> RowTable[GapRow]:
    """All that the plans' sources lost, missing tables first in their chapters."""
    rows: list[GapRow] = []
    for facts in plans:
        found = [GapRow(facts, gap.key, gap) for gap in facts.plan.gaps]
        # The importer's note says that the source announces a table and has none.
        found += [GapRow(facts, chapter.key, None) for chapter in facts.plan.chapters if chapter.note]
        rows += sorted(found, key=lambda row: (row.facts.view.order[row.key], row.span or (0, 0)))
        first = facts.plan.passages[0].key if facts.plan.passages else ""
        # They have no place any more; the beginning of the plan is as good as any.
        rows += [GapRow(facts, first, None, stray) for stray in facts.strays if first]
    columns = [plan_column(plans), *_COLUMNS]
    return RowTable("gaps", "原文缺失", columns, rows, lambda row: row.facts.place(row.key, row.span))


def _value(row: GapRow) -> str | None:
    return _said(row.filled) if row.filled is not None else None


def _said(supplement: Supplement) -> str:
    return (
        supplement.value + supplement.unit
        if supplement.span is not None
        else f"{len(supplement.cells) - 1}行"
    )


def _shown(row: GapRow) -> str:
    return "；".join(
        f"【补录：{_said(each)}】（{each.source}，{each.date}，{each.name}）" for each in row.all_filled
    )


def _of_filled(name: str) -> Column[GapRow]:
    titles = {"source": "补录来源", "date": "补录日期", "name": "补录人"}
    return Column(
        f"filled_{name}", titles[name], lambda row: getattr(row.filled, name, None), width=8, shown=False
    )


_COLUMNS: tuple[Column[GapRow], ...] = (
    Column("kind", "缺失", lambda row: row.kind, width=6, groups=True, searched=True),
    Column("quote", "原文", lambda row: row.quote, width=26, searched=True),
    Column("filled", "人工补录", _value, show=_shown, width=16),
    _of_filled("source"),
    _of_filled("date"),
    _of_filled("name"),
    Column("source", "出处", lambda row: row.facts.source(row.key), width=20, searched=True),
)


def _totals(rows: Sequence[GapRow], _filled: bool) -> tuple[str, ...]:
    losses, filled = _losses(rows), sum(row.filled is not None for row in rows)
    strays = sum(row.stray is not None for row in rows)
    kinds = Counter(row.gap.name for row in rows if row.gap is not None)
    words = "、".join(f"{kind}{count}处" for kind, count in kinds.items())
    return (
        losses.words or "没有原文缺失",
        *([words] if len(kinds) > 1 else []),
        *([f"已人工补录{filled}处"] if filled else []),
        *([f"其中{strays}处待重新定位"] if strays else []),
    )


def _losses(rows: Sequence[GapRow]) -> Losses:
    """What these rows lost, as `losses_of` counts a whole plan; entries without a place lost nothing."""
    return Losses(
        places=sum(row.gap is not None for row in rows),
        tables=sum(row.gap is None and row.stray is None for row in rows),
    )


def _figures(table: RowTable[GapRow], rows: Sequence[int]) -> Iterator[tuple[Gap, Passage, str]]:
    """What the verb tells of: lost figures and names, not the chapters whose table is missing."""
    for row in map(table.rows.__getitem__, rows):
        if row.gap is not None:
            yield row.gap, row.facts.view.passages[row.key], row.quote


def _described(table: RowTable[GapRow], rows: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "key": gap.key,
            "kind": gap.kind,
            "text": passage.text,
            "span": list(gap.span),
            "source_line": passage.source_line(gap.span[0]),
        }
        for gap, passage, _ in _figures(table, rows)
    ]


def _told(table: RowTable[GapRow], rows: Sequence[int]) -> Iterator[str]:
    for gap, passage, words in _figures(table, rows):
        yield f"{gap.key}  原文第 {passage.source_line(gap.span[0])} 行  {gap.name}  {words}"
    for row in map(table.rows.__getitem__, rows):
        if row.gap is None and row.stray is None:
            yield f"{row.key}  {MISSING_TABLE}  {row.quote}"
    yield _losses([table.rows[row] for row in rows]).words or "没有原文缺失"


MAKER = TableMaker(
    lambda plans, _: (gap_table(plans),),
    totals=_totals,
    describe=_described,
    tell=_told,
    # An entry without a place can only be taken off: nobody knows what it would fill.
    gap_of=lambda row: row if row.stray is None else None,
    entry_of=lambda row: row.filled,
)
