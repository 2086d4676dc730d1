"""CSV for files, TSV and HTML for the clipboard."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from db.export.tables.sheet import Lines, harmless
from db.files import exported
from db.progress import QUIET, Progress

_Row = Sequence[str | int | float]
"""The cells of a row: words, or what is a number."""


def to_tsv(lines: Lines) -> str:
    """Tab-separated, header first: what Word, WPS and Excel take as a table from the clipboard."""
    return tabbed([lines.header(), *lines.cells()])


def to_html(lines: Lines) -> str:
    """The same as a table of a web page."""
    return web_table(lines.cells(), lines.header())


def tabbed(rows: Iterable[_Row]) -> str:
    """A line for each row, with tabs between its cells; words are made `harmless`."""
    return "".join("\t".join(map(_tabbed_cell, row)) + "\n" for row in rows)


def _tabbed_cell(cell: str | int | float) -> str:
    # Line feeds and tabs within a cell would be taken for its end.
    return harmless(" ".join(cell.split())) if isinstance(cell, str) else f"{cell:.15g}"


def web_table(rows: Iterable[_Row], header: Sequence[str] = ()) -> str:
    """A plain table; cells of words are marked as words, so that a spreadsheet takes none for a formula, a
    date or a number.
    """
    head = "".join(f"<th>{escape(title)}</th>" for title in header)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td style=\"mso-number-format:'\\@'\">{escape(cell)}</td>"
            if isinstance(cell, str)
            else f"<td>{cell:.15g}</td>"
            for cell in row
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<table border="1" style="border-collapse:collapse">'
        f"{f'<thead><tr>{head}</tr></thead>' if header else ''}<tbody>{body}</tbody></table>"
    )


def to_csv(lines: Lines) -> str:
    """Comma-separated after RFC 4180."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(lines.header())
    writer.writerows(lines.texts())
    return file.getvalue()


def write_csv(lines: Lines, path: Path, progress: Progress = QUIET) -> int:
    """A .csv file in UTF-8 with BOM, so that Excel reads the Chinese; the number of its rows.

    Raises ExportError, Stopped.
    """
    with exported(path) as part:
        part.write_bytes(to_csv(lines).encode("utf-8-sig"))
        progress.tell(len(lines.rows), len(lines.rows))
    return len(lines.rows)
