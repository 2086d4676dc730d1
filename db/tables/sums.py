"""Sums and counts that lists of projects give of themselves, against their rows: 合计, 小计, the sum of a
group, 交通（2个）, 项目共3个. What differs is told with both figures, and nothing is mended.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from db.records import Amount, Passage, Place, Project, Span, Table
from db.source.project_names import money_in
from db.source.project_tables import ProjectLine, project_lines, said_count
from db.source.projects import counted_category, group_line, parts_named
from db.tables.facts import PlanFacts
from db.tables.findings import Finding
from db.tables.projects import in_words
from db.tables.table import counted, plain

_SHOWS = re.compile(r"下表|附表|如表|见表|如下")
"""A sentence above a table that speaks of it."""
_LONGEST = 30
"""Characters of what is quoted."""
_MOST = 8
"""Figures that a sum is told with; of more only what they come to."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A row that says something of others, and which they are: the likeliest first."""

    line: ProjectLine
    scopes: tuple[Sequence[ProjectLine], ...]


def said_sums(facts: PlanFacts) -> Iterator[Finding]:
    """What lists of projects say of themselves, compared: tables, boxes, then titles and headings."""
    above = {after.key: before for before, after in pairwise(facts.plan.passages)}
    for table in facts.plan.tables:
        yield from _of_table(facts, table, above.get(table.box))
    tabled = {table.box for table in facts.plan.tables}
    for title in facts.plan.passages:
        projects = facts.view.projects.get(title.key, ()) if title.kind == "box_title" else ()
        if projects and title.key not in tabled:
            yield from _of_box(facts, title.key)
        if projects:
            yield from _of_title(facts, title, projects)
    yield from _of_headings(facts)


def _of_table(facts: PlanFacts, table: Table, above: Passage | None) -> Iterator[Finding]:
    cells = {cell.key for cell in table.cells}
    notes = (item.text for item in facts.view.items.get(table.box, ()) if item.key not in cells)
    title = facts.view.passages[table.box].text
    lines = project_lines(table, title, notes)
    everything = [line for line in lines if line.kind == "project" and not line.part]
    told = _told_above(above, everything) if above is not None and everything else ()
    for said in (*told, *_said(lines)):
        if said.line.amount is not None:
            yield from _money(facts, said)
        if said.line.count is not None:
            yield from _number(facts, said)
    yield from _parts(facts, lines)


def _told_above(above: Passage, rows: Sequence[ProjectLine]) -> Iterator[_Said]:
    """What the sentence above a table says of it: 安排重大项目3个，总投资20.6亿元，详见下表。"""
    number, span = said_count(above.text), (0, len(above.text))
    if above.kind == "paragraph" and _SHOWS.search(above.text) and number is not None:
        money = money_in(above.text, span)
        yield _Said(
            ProjectLine(
                "sum", 0, above.key, "", span, amount=money, count=number, whole=span, label="总投资"
            ),
            (rows,),
        )


def _said(lines: Sequence[ProjectLine]) -> Iterator[_Said]:
    """The heads of groups and the sums, each with the rows that it speaks of."""
    everything = [line for line in lines if line.kind == "project" and not line.part]
    totals = [at for at, line in enumerate(lines) if line.kind == "sum" and not _is_part(line)]
    # The groups that are open.
    above: list[tuple[ProjectLine, Sequence[ProjectLine]]] = []
    groups: dict[str, Sequence[ProjectLine]] = {}
    since: list[ProjectLine] = []
    for at, line in enumerate(lines):
        if line.kind == "project":
            since += () if line.part else (line,)
        elif line.kind == "group":
            members = _members(lines, at)
            above = [each for each in above if len(each[0].fields) < len(line.fields)]
            above.append((line, members))
            groups[line.name] = members
            since = []
            yield _Said(line, (members,))
        else:
            own = groups.get(line.name)
            if own is not None:
                scopes: tuple[Sequence[ProjectLine], ...] = (own,)
            elif _is_part(line):
                # Right below the head of its group it is of all rows of that group.
                first = above and lines[at - 1].kind == "group"
                scopes = (list(since) or (above[-1][1] if first else ()),)
            elif len(totals) == 1 or (not since and at in (totals[0], totals[-1])):
                scopes = (everything, *((above[-1][1],) if above and len(totals) > 1 else ()))
            elif at == totals[-1]:
                scopes = (everything, list(since))
            else:
                # Between many sums each is of the rows since the last one.
                scopes = (list(since), *((everything,) if at == totals[0] else ()))
            since = []
            yield _Said(line, scopes)


def _is_part(line: ProjectLine) -> bool:
    return line.label == "小计" or bool(line.name)


def _members(lines: Sequence[ProjectLine], at: int) -> list[ProjectLine]:
    """The projects below a group, to the next one of its level or above."""
    found: list[ProjectLine] = []
    for line in lines[at + 1 :]:
        if line.kind == "group" and len(line.fields) <= len(lines[at].fields):
            break
        if line.kind == "project" and not line.part:
            found.append(line)
    return found


def _money(facts: PlanFacts, said: _Said) -> Iterator[Finding]:
    total = said.line.amount
    scopes = [rows for rows in said.scopes if rows]
    if total is None or not total.figure or not scopes:
        return
    label = f"“{_label(said.line)}{in_words(total)}”"
    places = _places(facts, said.line, scopes[0])
    amounts = _amounts(scopes[0])
    without = sum(amount is None or not amount.figure for amount in amounts)
    if without:
        if without < len(amounts):
            message = f"{label}之下的{counted(len(amounts))}项中有{counted(without)}项没有写明数额。"
            yield Finding("total", message, places, agrees=True, open=True)
        return
    for rows in scopes:
        if (found := _sum([total, *_amounts(rows)])) and found[1] == found[0]:
            message = f"{label}与其{counted(len(rows))}项之和一致{_told(rows)}。"
            yield Finding("total", message, _places(facts, said.line, rows), agrees=True)
            return
    found = _sum([total, *amounts])
    if found is None:
        return
    rough = any(amount is not None and amount.about for amount in (total, *amounts))
    added = f"各项相加为{plain(found[1])}{found[2]}{_told(scopes[0])}{'，其中有约数' if rough else ''}"
    message = f"{label}与其{counted(len(amounts))}项之和不一致：{added}。"
    yield Finding("total", message, places, agrees=rough, open=rough)


def _amounts(rows: Sequence[ProjectLine]) -> list[Amount | None]:
    """What the rows cost, each sum of a row that gives several."""
    return [each for row in rows for each in (row.amounts or (row.amount,))]


def _sum(amounts: Sequence[Amount | None]) -> tuple[Decimal, Decimal, str] | None:
    """The first amount and what the others come to, in one unit: as printed, or else exactly in 亿元."""
    given = [amount for amount in amounts if amount is not None and amount.figure]
    units = {amount.unit for amount in given}
    if len(units) == 1:
        first, *rest = (Decimal(amount.figure) for amount in given)
        return first, sum(rest, Decimal()), units.pop()
    known = [yi for amount in given if (yi := amount.yi) is not None]
    if len(known) < len(given):
        return None
    return known[0], sum(known[1:], Decimal()), "亿元"


def _told(rows: Sequence[ProjectLine]) -> str:
    """（3.2＋8.8）, where that isn't long."""
    amounts = [amount for amount in _amounts(rows) if amount is not None]
    alike = len({amount.unit for amount in amounts}) == 1
    if not 1 < len(amounts) <= _MOST:
        return ""
    return f"（{'＋'.join(amount.figure if alike else in_words(amount) for amount in amounts)}）"


def _number(facts: PlanFacts, said: _Said) -> Iterator[Finding]:
    number = said.line.count
    scopes = [rows for rows in said.scopes if rows]
    if number is None or not scopes:
        return
    rows = next((rows for rows in scopes if len(rows) == number), scopes[0])
    words = facts.view.signed(said.line.key, *said.line.whole)
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    yield _counted(words, number, len(rows), _places(facts, said.line, rows))


def _counted(words: str, number: int, found: int, places: tuple[Place, ...]) -> Finding:
    agrees = number == found
    verdict = "一致" if agrees else f"不一致：列出的是{found}项"
    return Finding("count", f"“{words}”所说的{number}个与所列项目{verdict}。", places, agrees)


def _parts(facts: PlanFacts, lines: Sequence[ProjectLine]) -> Iterator[Finding]:
    """The whole against the sums that the groups of the top give, where these differ."""
    groups = [line for line in lines if line.kind == "group" and not line.fields]
    totals = [line for line in lines if line.kind == "sum" and not _is_part(line)]
    if len(groups) < 2 or len(totals) != 1 or totals[0].amount is None or not totals[0].amount.figure:
        return
    amounts = [line.amount for line in groups]
    if any(amount is None or not amount.figure for amount in amounts):
        return
    found = _sum([totals[0].amount, *amounts])
    if found is not None and found[0] != found[1]:
        message = (
            f"“{_label(totals[0])}{in_words(totals[0].amount)}”与各类之和不一致："
            f"各类相加为{plain(found[1])}{found[2]}{_told(groups)}。"
        )
        yield Finding("total", message, _places(facts, totals[0], groups), agrees=False)


def _label(line: ProjectLine) -> str:
    return f"{line.name}{line.label}" if line.kind == "sum" else line.name


def _places(facts: PlanFacts, line: ProjectLine, rows: Sequence[ProjectLine]) -> tuple[Place, ...]:
    own = line.amount_span or line.span
    return (facts.place(line.key, own), *(facts.place(row.key, row.amount_span or row.span) for row in rows))


def _of_box(facts: PlanFacts, box: str) -> Iterator[Finding]:
    """Lines such as 一、交通（2个）, and 交通（2个）：甲路、乙路."""
    by_key: Mapping[str, Sequence[Project]] = facts.view.rows
    # A line with a count, and the rows below it so far.
    head: tuple[Passage, int] | None = None
    below: list[Project] = []
    for item in (*facts.view.items.get(box, ()), None):
        group = group_line(item.text) if item is not None else None
        if item is None or group is not None:
            if head is not None and below:
                yield _of_line(facts, head[0], (0, len(head[0].text)), head[1], below)
            number = said_count(item.text) if item is not None else None
            head, below = ((item, number) if item is not None and number is not None else None), []
            continue
        rows = [row for row in by_key.get(item.key, ()) if row.name is not None]
        for total in by_key.get(item.key, ()) if rows else ():
            opened = "等" in item.text and len(rows) < (total.quantity or 0)
            # Names that were not understood can't be counted: nothing is said of such a list.
            if total.name is None and not opened and parts_named(item.text) == len(rows):
                yield from _of_parts(facts, total, rows)
        below += rows
        said = counted_category(item.text)
        # A list that ends in 等 is open.
        if said is not None and rows and not ("等" in item.text and len(rows) < said[1]):
            yield _of_line(facts, item, said[0], said[1], rows)


def _of_parts(facts: PlanFacts, total: Project, rows: Sequence[Project]) -> Iterator[Finding]:
    """交通类项目3个，总投资20亿元。其中：…"""
    lines = [
        ProjectLine("project", 0, row.key, row.name or "", row.span, amount=row.amount, whole=row.span)
        for row in rows
    ]
    head = ProjectLine("sum", 0, total.key, total.category, total.span, label="项目", whole=total.span)
    said = _Said(replace(head, amount=total.amount, count=total.quantity), (lines,))
    yield from _money(facts, said)
    yield from _number(facts, said)


def _of_line(facts: PlanFacts, item: Passage, span: Span, number: int, rows: Sequence[Project]) -> Finding:
    places = (facts.place(item.key, span), *(facts.place(row.key, row.span) for row in rows))
    return _counted(facts.view.signed(item.key, *span).rstrip("："), number, len(rows), places)


def _of_title(facts: PlanFacts, title: Passage, projects: Sequence[Project]) -> Iterator[Finding]:
    number = said_count(title.text)
    # Rows of totals give numbers of their own.
    if number is not None and all(row.name is not None for row in projects):
        yield _of_line(facts, title, (0, len(title.text)), number, projects)


def _of_headings(facts: PlanFacts) -> Iterator[Finding]:
    """第二章 重大项目（3个） against all projects below it."""
    said = {
        chapter.key: number
        for chapter in facts.plan.chapters
        if (number := said_count(facts.view.passages[chapter.key].text)) is not None
    }
    rows: dict[str, list[Project]] = {key: [] for key in said}
    for project in facts.plan.projects if said else ():
        for chapter in facts.view.above(project.key):
            if chapter.key in rows:
                rows[chapter.key].append(project)
    for key, number in said.items():
        if rows[key] and all(row.name is not None for row in rows[key]):
            heading = facts.view.passages[key]
            yield _of_line(facts, heading, (0, len(heading.text)), number, rows[key])
