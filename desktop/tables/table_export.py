"""Writing a table to a file, as `ExportBar` asks for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.export.tables.sheet import Lines
from db.tables.facts import PlanFacts

if TYPE_CHECKING:
    from db.export.tables.sheet import Progress


def write_lines(
    lines: Lines, plans: Sequence[PlanFacts], notes: Sequence[str], path: Path, progress: "Progress"
) -> None:
    """Write the lines, whole or not at all; the ending of `path` says which kind.

    Raises PlanReaderError, Stopped.
    """
    if path.suffix.lower() == ".csv":
        from db.export.tables.text import write_csv

        write_csv(lines, path)
    else:
        from db.export.tables.xlsx import write_xlsx

        write_xlsx(lines, plans, path, notes=notes, progress=progress)
