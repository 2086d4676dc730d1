"""Turns copied words into what the clipboard gets: plain text, tab-separated lines, HTML tables, and the
source (出处).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from PySide6.QtCore import QMimeData

from db.citation import cite
from db.records import Cell, Table
from desktop.reading.copied_passages import CopiedPassage
from desktop.typeset.box_rows import ListRow, Slice, TextRow, TotalsRow, box_rows
from desktop.typeset.page_blocks import PageBlocks

_JOINTS = "、，；。：;,:　 "
"""What stands between the items of a list, and says nothing in a cell of its own."""
# Takes 12.5 and −3; does not take 3-5 or 2030年.
_NUMBER = re.compile(r"[-−]?\d+(\.\d+)?")
_MOST = 3000
"""A copy of more passages than these is plain text: its tables would keep the person waiting."""
_GROUNDS = 'border="1" cellspacing="0" cellpadding="4" style="border-collapse:collapse"'


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a copied table."""

    text: str
    across: int = 1
    down: int = 1
    head: bool = False


CopiedRow = tuple[Square, ...]


def mime(parts: PageBlocks, taken: Sequence[CopiedPassage], *, source: bool = False) -> QMimeData:
    """What goes to the clipboard; with `source` also where the words stand."""
    citation = citation_of(parts, taken) if source and taken else ""
    data = QMimeData()
    data.setText("\n".join([plain_text(parts, taken), *([f"——{citation}"] if citation else [])]))
    if len(taken) <= _MOST:
        data.setHtml(html(parts, taken) + (f"<p>——{escape(citation)}</p>" if citation else ""))
    return data


def citation_of(parts: PageBlocks, taken: Sequence[CopiedPassage]) -> str:
    """Where the words stand, from the first passage to the last."""
    return cite(parts.plan, taken[0].passage.key, taken[-1].passage.key)


def plain_text(parts: PageBlocks, taken: Sequence[CopiedPassage]) -> str:
    """A line for each passage; tab-separated lines for cells of one table,
    as Excel, Word and WPS take them.
    """
    boxes = {each.passage.box for each in taken}
    if len(boxes) == 1 and None not in boxes:
        rows = table_rows(parts, taken)
        # One cell alone is pasted as words, not as a table.
        if sum(len(row) for row in rows) > 1:
            return "\n".join(_tabbed(rows))
    return "\n".join(each.text for each in taken)


def html(parts: PageBlocks, taken: Sequence[CopiedPassage]) -> str:
    """Headings, paragraphs and tables, as Word and WPS take them."""
    written: list[str] = []
    for box, group in groupby(taken, key=lambda each: each.passage.box):
        inside = list(group)
        rows = table_rows(parts, inside) if box is not None else []
        if sum(len(row) for row in rows) > 1:
            lines = (f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows)
            written.append(f"<table {_GROUNDS}>{''.join(lines)}</table>")
        else:
            written += [_html_passage(parts, each) for each in inside]
    return "".join(written)


def table_rows(parts: PageBlocks, taken: Sequence[CopiedPassage]) -> list[CopiedRow]:
    """The rows of a box that the words fill, as on the page but one project a row; none for a box without
    columns.
    """
    box = taken[0].passage.box or ""
    table = parts.view.tables.get(box)
    of_key = {each.passage.key: each for each in taken}
    return list(_grid(table, of_key) if table else _list(parts, box, of_key))


def _grid(table: Table, of_key: dict[str, CopiedPassage]) -> Iterator[CopiedRow]:
    cells: dict[str, list[Cell]] = {}
    for cell in table.cells:
        cells.setdefault(cell.key, []).append(cell)
    covered: set[tuple[int, int]] = set()
    for key, each in of_key.items():
        if key not in cells:
            yield (Square(each.text, table.width),)
            continue
        begins = {cell.column: cell for cell in cells[key]}
        number, column, row = min(cell.row for cell in cells[key]), 0, list[Square]()
        while column < table.width:
            cell = begins.get(column)
            if cell is None:
                # A cell that begins in a row above, which was perhaps not taken.
                row += [] if (number, column) in covered else [Square("")]
                column += 1
                continue
            row.append(Square(each.within(*cell.span), cell.columns, cell.rows, head=cell.row < table.header))
            covered |= {
                (number + down, column + over) for down in range(1, cell.rows) for over in range(cell.columns)
            }
            column += cell.columns
        yield tuple(row)


def _list(parts: PageBlocks, box: str, of_key: dict[str, CopiedPassage]) -> Iterator[CopiedRow]:
    title, *items = parts.boxes[box]
    rows = box_rows(items, parts.view.projects.get(box, ()))
    if all(isinstance(row, TextRow) for row in rows):
        return
    staged = any(group.stage for row in rows if isinstance(row, ListRow) for group in row.groups)
    totals = [len(row.clauses) for row in rows if isinstance(row, TotalsRow)]
    width = max([3 if staged else 2, *(1 + count for count in totals)])
    if title.key in of_key:
        yield (Square(of_key[title.key].text, width, head=True),)
        if staged:
            yield tuple(Square(word, head=True) for word in ("领域", "规划安排", "项目"))
    tabular = [(row, of_key[row.key]) for row in rows if row.key in of_key and not isinstance(row, TextRow)]
    named = any(_trimmed(each, row.category) for row, each in tabular)
    for row in rows:
        each = of_key.get(row.key)
        if each is None:
            continue
        match row:
            case TextRow():
                yield (Square(each.text, width),)
            case TotalsRow():
                yield tuple(
                    Square(text)
                    for text in (_trimmed(each, row.category), *(_joined(each, part) for part in row.clauses))
                )
            case ListRow() if named:
                yield from _projects(each, row, staged=staged)
            case ListRow():
                # Only names were selected, cell by cell.
                yield from (
                    (Square(name),)
                    for group in row.groups
                    for entry in group.entries
                    if (name := _joined(each, entry))
                )


def _projects(each: CopiedPassage, row: ListRow, *, staged: bool) -> Iterator[CopiedRow]:
    """One project a row, its category and its arrangement before the first one of each."""
    groups = [
        (group.stage or "", [name for entry in group.entries if (name := _joined(each, entry))])
        for group in row.groups
    ]
    groups = [(stage, names) for stage, names in groups if names]
    first, whole = _trimmed(each, row.category), sum(len(names) for _, names in groups)
    for stage, names in groups:
        for at, name in enumerate(names):
            squares = [Square(first, down=whole)] if whole else []
            whole = 0
            if staged and at == 0:
                squares.append(Square(stage, down=len(names)))
            yield (*squares, Square(name))


def _trimmed(each: CopiedPassage, part: Slice) -> str:
    return each.within(part.start, part.end).strip(_JOINTS)


def _joined(each: CopiedPassage, entry: Sequence[Slice]) -> str:
    return each.within(entry[0].start, entry[-1].end).strip(_JOINTS)


def _tabbed(rows: Sequence[CopiedRow]) -> Iterator[str]:
    """Lines of equal columns: what a merged cell covers stays empty."""
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        line, column = list[str](), 0
        for square in row:
            while (number, column) in covered:
                line.append("")
                column += 1
            line += [square.text.replace("\t", " "), *[""] * (square.across - 1)]
            covered |= {
                (number + down, column + over)
                for down in range(1, square.down)
                for over in range(square.across)
            }
            column += square.across
        # A row of one cell is a title over all columns: no empty cells after it.
        yield "\t".join(line).rstrip("\t") if len(row) == 1 else "\t".join(line)


def _html_cell(square: Square) -> str:
    name = "th" if square.head else "td"
    spans = "".join(
        f' {what}="{count}"'
        for what, count in (("colspan", square.across), ("rowspan", square.down))
        if count > 1
    )
    # As a number, or as the text that it is: Excel would take 3-5 for the fifth of March.
    form = ' align="right"' if _NUMBER.fullmatch(square.text) else " style=\"mso-number-format:'\\@'\""
    return f"<{name}{spans}{form}>{escape(square.text)}</{name}>"


def _html_passage(parts: PageBlocks, each: CopiedPassage) -> str:
    passage, text = each.passage, escape(each.text)
    if passage.kind == "heading":
        level = min(parts.view.chapters[passage.chapter].level, 6)
        return f"<h{level}>{text}</h{level}>"
    if passage.kind == "box_title":
        return f"<p><b>{text}</b></p>"
    full = passage.lead > 0 and sum(end - start for start, end, _ in each.pieces) == len(passage.text)
    lead = escape(each.within(0, passage.lead)) if full else ""
    # Escaping goes character by character, so the escaped text begins with the escaped lead.
    return f"<p><b>{lead}</b>{text[len(lead) :]}</p>" if lead else f"<p>{text}</p>"
