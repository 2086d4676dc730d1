"""What became of each source line: the review step's view of an import, and how it comes out under the
user's corrections.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from db.progress import QUIET, Progress
from db.records import Dropped, Kind, Plan
from db.source.corrections import Correction, Corrections
from db.source.lines import SourceLine, SourceText
from db.source.meta import Meta
from db.source.report import ImportReport, report_on

Became = Literal["front", "heading", "body", "box", "item", "table", "dropped"]
"""What a line was read as: title or front matter, heading, paragraph, a box's title, its item, a table's row,
nothing.
"""
_BECAME: dict[Kind, Became] = {"heading": "heading", "box_title": "box", "box_item": "item"}


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A source line, and what it was read as."""

    number: int
    text: str
    """As the source has it."""
    became: Became
    asked: int
    """The line that a correction of it is kept under: its own number, for rows of a table that of the first
    row.
    """
    level: int = 0
    """Of a heading, from 1."""
    key: str = ""
    """The passage that it is in; empty if dropped."""
    why: str = ""
    """Why it was dropped."""
    cut: bool = False
    """A heading and a paragraph (or a box and its items) stand in it."""
    joined: bool = False
    """It goes on with the passage of the line above."""
    lost: bool = False
    """The source lost a figure or a name in it."""
    doubts: tuple[str, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An import, line by line."""

    report: ImportReport
    lines: tuple[ReviewLine, ...]
    said: dict[int, Correction]
    """The corrections that it was read with."""

    @property
    def general(self) -> tuple[str, ...]:
        """What is said of the whole: that it lost many figures, and doubts."""
        damage = (self.report.damage,) if self.report.damage else ()
        return (*damage, *(doubt.why for doubt in self.report.doubts if not doubt.line))


class Review:
    """A file that was read once, and what it becomes under corrections.

    Holds records only: may be used from any thread.
    """

    def __init__(self, source: SourceText, meta: Meta, name: str, said: Corrections) -> None:
        """`said`: the corrections that are kept for this file."""
        self._source = source
        self._meta = meta
        self.title = name
        """The file's own name."""
        self.said = dict(said)

    def read(self, said: Corrections, progress: Progress = QUIET) -> Reviewed:
        """What the file becomes with these corrections.

        Raises SourceError when nothing would be left of it, Stopped.
        """
        # Late: the program itself wants the records of a review; a worker makes them, with the grammar.
        from db.source.importer import plan_of

        plan = plan_of(self._source, self._meta, self.title, said, progress)
        report = report_on(plan, self._meta, "")
        return Reviewed(report, review_lines(self._source.lines, plan, report.doubts, said), dict(said))


def review_lines(
    lines: Iterable[SourceLine], plan: Plan, doubts: Iterable[Dropped], said: Corrections
) -> tuple[ReviewLine, ...]:
    """The source's lines in order, each with what it became in `plan`."""
    told = _from_passages(plan)
    dropped = {each.line: each for each in plan.dropped}
    lost = {plan.view.passages[gap.key].source_line(gap.span[0]) for gap in plan.gaps}
    doubtful: dict[int, list[str]] = {}
    for doubt in doubts:
        if doubt.line:
            doubtful.setdefault(doubt.line, []).append(doubt.why)
    found: list[ReviewLine] = []
    above = ""
    for line in lines:
        for number, text in _texts(line):
            why = dropped[number].why if number in dropped else ""
            at = told.get(number, ReviewLine(number, text, "dropped", number, why=why))
            grid = line.grid is not None
            found.append(
                replace(
                    at,
                    text=text,
                    asked=line.number,
                    became="table" if grid and at.became == "item" else at.became,
                    joined=bool(at.key) and at.key == above and not grid,
                    lost=number in lost,
                    doubts=tuple(doubtful.get(number, ())),
                    corrected=line.number in said,
                )
            )
            above = at.key
    return tuple(found)


def _from_passages(plan: Plan) -> dict[int, ReviewLine]:
    """Line → what it was read as, from the passages that words of it stand in."""
    found: dict[int, ReviewLine] = {}
    # First the headings: a line that only announces one (a kicker) stands in no passage.
    for chapter in plan.chapters:
        for line in chapter.lines:
            found[line] = ReviewLine(line, "", "heading", line, chapter.level, chapter.key)
    for passage in plan.passages:
        became = _BECAME.get(passage.kind, "front" if passage.chapter == "f" else "body")
        for line in passage.source_lines:
            there = found.get(line)
            if there is None:
                level = plan.view.chapters[passage.key].level if became == "heading" else 0
                found[line] = ReviewLine(line, "", became, line, level, passage.key)
            elif there.key != passage.key:
                found[line] = replace(there, cut=True)
    return found


def _texts(line: SourceLine) -> list[tuple[int, str]]:
    """The numbers that a line of the reading stands for, with their words."""
    # A cell may be cut from the middle of a line, and a line have several cells.
    words: dict[int, list[str]] = {number: [] for number in line.numbers}
    for piece in line.grid.pieces if line.grid else ():
        for origin in piece.origins:
            words[origin.line].append(piece.text[origin.start : origin.start + origin.length])
    return [(number, "　".join(parts) or line.source) for number, parts in words.items()]
