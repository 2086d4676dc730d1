"""Totals that say what they are: what is known, what is given for how many rows, what the source lost.

Never “至少”.
"""

from collections.abc import Sequence
from itertools import groupby

from db.records import Gap
from db.tables.facts import PlanFacts, filled_number
from db.tables.projects import ProjectRow, filled_of, is_about


def project_totals(rows: Sequence[ProjectRow], *, filled: bool = False) -> tuple[str, ...]:
    """Sentences on these rows, to stand in the line under the table.

    `filled`: figures that the reader filled in by hand count too, and are named.
    """
    projects = [row for row in rows if row.project.name is not None]
    totals = [row for row in rows if row.project.name is None]
    parts = [f"规划项目{counted(len(projects))}项"] if projects or not totals else []
    if totals:
        parts.append(f"分类合计{counted(len(totals))}行")
    sentences = ["，".join(parts)]
    sentences += _quantities(projects)
    sentences += _parts_of(totals, filled)
    sentences += _investments(rows, filled)
    return tuple(sentences)


def counted(number: int) -> str:
    """Two as 两, as it is said before a measure word."""
    return "两" if number == 2 else str(number)


def plain(number: float) -> str:
    """A number without needless zeros."""
    return f"{number:.10g}"


def _quantities(rows: list[ProjectRow]) -> list[str]:
    """“列明数量的5项合计24所，另4项未列数量”, for each unit."""
    given: dict[str, list[int]] = {}
    for row in rows:
        if row.project.quantity is not None:
            given.setdefault(row.project.unit or "", []).append(row.project.quantity)
    without = sum(row.project.quantity is None for row in rows)
    if not given:
        return []
    parts = [f"{counted(len(numbers))}项合计{sum(numbers)}{unit}" for unit, numbers in given.items()]
    return [f"列明数量的{'、'.join(parts)}" + (f"，另{without}项未列数量" if without else "")]


def _parts_of(rows: list[ProjectRow], filled: bool) -> list[str]:
    """“分项合计154个，原总数缺失”, for the rows of totals of each box and unit."""
    sentences: list[str] = []
    for (facts, box), group in groupby(rows, key=lambda row: (row.facts, row.project.box)):
        members = list(group)
        units: dict[str, list[int]] = {}
        lost = 0
        for row in members:
            if row.project.quantity is not None:
                units.setdefault(row.project.unit or "", []).append(row.project.quantity)
            elif "count" in row.project.lost:
                lost += 1
        total = lost_total(facts, box) if len(units) == 1 and len(members) == facts.total_rows[box] else None
        for unit, numbers in units.items():
            words = f"分项合计{sum(numbers)}{unit}"
            if lost:
                words += f"，另{counted(lost)}项原文缺失"
            elif total is not None:
                by_hand = facts.filled(total) if filled else None
                words += "，原总数缺失" + (f"（人工补录总数{by_hand.cells[0][0]}{unit}）" if by_hand else "")
            sentences.append(words)
    return sentences


def lost_total(facts: PlanFacts, box: str) -> Gap | None:
    """Where the box has a sentence of its own with a lost number of projects: the total that its rows are
    parts of.
    """
    return facts.lost_totals.get(box)


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
    about = "约" if any(map(is_about, known)) else ""
    if known and lost:
        words = (
            f"投资：已知{counted(len(known))}项合计{about}{plain(total)}亿元，"
            f"另{counted(len(lost))}项原文缺失"
        )
    elif known:
        words = f"投资：{counted(len(known))}项合计{about}{plain(total)}亿元"
    else:
        words = f"投资：{counted(len(lost))}项{'均' if len(lost) > 1 else ''}原文缺失"
    if filled and by_hand:
        words += (
            f"；计入人工补录{counted(len(by_hand))}项{plain(sum(by_hand))}亿元后，"
            f"{counted(len(known) + len(by_hand))}项合计{about}{plain(total + sum(by_hand))}亿元"
        )
    return [words]
