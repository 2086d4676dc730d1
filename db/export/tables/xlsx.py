"""An .xlsx workbook: the rows as they are shown, a sheet of sources, and one of lost figures."""

from collections.abc import Iterator
from pathlib import Path

from db.export.excel import SheetCell, add_sheet, workbook
from db.export.tables.sheet import Lines
from db.progress import QUIET, Progress

_WIDEST = 60
"""Characters of a column: wider ones don't fit on a screen beside others."""
_SOURCES = (("行", 8), ("编号", 14), ("原文行", 8), ("出处", 70), ("规划", 40))
_LOST = (
    *(("规划", 30), ("编号", 14), ("缺失", 10), ("原文", 60), ("出处", 60)),
    *(("人工补录", 16), ("补录来源", 30), ("补录日期", 12), ("补录人", 10)),
)


def write_xlsx(lines: Lines, path: Path, progress: Progress = QUIET) -> int:
    """Write a workbook, whole or not at all; the number of its rows. Raises ExportError, Stopped."""
    # Two columns for a Chinese character, and the button of the filter.
    columns = [
        (column.title, min(max(column.width, len(column.title)) * 2 + 3, _WIDEST)) for column in lines.shown
    ]
    with workbook(path) as book:
        rows = add_sheet(
            book, lines.table.title, columns, lines.cells(), whole=len(lines.rows), progress=progress
        )
        sources = _SOURCES if len(lines.plans) > 1 else _SOURCES[:-1]
        above = [*_about(lines), *lines.notes]
        add_sheet(book, "出处", sources, _sources(lines), above=above, progress=progress)
        add_sheet(book, "原文缺失", _LOST, _lost(lines), progress=progress)
    return rows


def _about(lines: Lines) -> Iterator[str]:
    """What the workbook is taken from."""
    for facts in lines.plans:
        info = facts.plan.info
        yield from filter(None, (f"《{info.title}》", info.badge, info.source))


def _sources(lines: Lines) -> Iterator[list[SheetCell]]:
    """For each row, in the same order, its number on the first sheet, and where its words stand."""
    by_slug = {facts.slug: facts for facts in lines.plans}
    # From 2: the head of the first sheet is its row 1.
    for number, row in enumerate(lines.rows, 2):
        place = lines.table.place(row)
        facts = by_slug.get(place.plan)
        told: list[SheetCell] = [number, "", "", "", ""]
        if facts is not None:
            line = facts.view.passages[place.key].source_line(place.span[0] if place.span else 0)
            told = [
                number,
                place.key,
                "" if line is None else line,
                facts.source(place.key),
                facts.plan.info.title,
            ]
        yield told if len(lines.plans) > 1 else told[:-1]


def _lost(lines: Lines) -> Iterator[list[SheetCell]]:
    for facts in lines.plans:
        for gap in facts.plan.gaps:
            filled = [
                (each.value + each.unit, each.source, each.date, each.name) for each in facts.all_filled(gap)
            ]
            # Each column tells of all entries: colleagues may have read the paper copy differently.
            by_hand = ["；".join(words) for words in zip(*filled, strict=True)] or [""] * 4
            told = [facts.plan.info.title, gap.key, gap.name, "".join(facts.view.around(gap))]
            yield [*told, facts.source(gap.key), *by_hand]
