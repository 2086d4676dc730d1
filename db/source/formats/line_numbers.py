"""Giving line numbers to formats that have no lines: a paragraph is a line, in reading order."""

import re
from collections.abc import Iterable
from dataclasses import replace

from db.source.formats.bounds import CHARACTERS, LINE, LINES, too_much
from db.source.formats.heading_breaks import joined_heading
from db.source.lines import SOFT_END, Grid, LinePiece, SourceLine

# Takes `第\u200b一章` and `\ufeff前言`, not `第一章\t总则`
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# Not the blank of Chinese texts, which sets a title off: takes `第一章  总则`, not `第一章\u3000总则`
_WHITE = re.compile(r"[ \t\r\n\u00a0]+")


class LineMaker:
    """Numbers paragraphs and tables as they come. Raises SourceError when there is more than any plan has."""

    def __init__(self, name: str) -> None:
        self.lines: list[SourceLine] = []
        self._name = name
        self._number = 0
        self._characters = 0

    def paragraph(
        self,
        words: str,
        *,
        level: int = 0,
        strong: bool = False,
        aside: str = "",
        indented: bool = False,
    ) -> None:
        """A paragraph; white space at its ends goes, unseen signs too. Where a line of it ends, as in a text,
        the rest is a paragraph of its own, or in a heading goes on.
        """
        parts = SOFT_END.split(words)
        for part in joined_heading(parts) if level else parts:
            self._paragraph(_shown(part), level=level, strong=strong, aside=aside, indented=indented)

    def _paragraph(self, shown: str, *, level: int, strong: bool, aside: str, indented: bool) -> None:
        for start in range(0, len(shown), LINE):
            part = shown[start : start + LINE]
            self._count(part)
            self.lines.append(
                SourceLine(self._number, part, 0, indented, level=level, strong=strong, aside=aside)
            )

    def table(self, grid: Grid) -> None:
        """A table: each paragraph of a cell is a line of its own."""
        first = self._number + 1
        title = LinePiece.joined(self._placed((grid.title,)))
        above = self._placed(grid.above)
        cells = tuple(replace(cell, pieces=self._placed(cell.pieces)) for cell in grid.cells)
        made = Grid(cells, title, above, self._placed(grid.below))
        if self._number >= first:
            self.lines.append(SourceLine(first, "", 0, indented=False, grid=made))

    def _placed(self, pieces: Iterable[LinePiece]) -> tuple[LinePiece, ...]:
        """Those that have words, each a line."""
        placed: list[LinePiece] = []
        for words in (part for piece in pieces for part in SOFT_END.split(piece.text)):
            if shown := _shown(words):
                self._count(shown)
                placed.append(LinePiece.of_run(shown, self._number, 0))
        return tuple(placed)

    def _count(self, words: str) -> None:
        """Give the next number to a line of these words."""
        self._characters += len(words)
        if self._characters > CHARACTERS or self._number > LINES:
            raise too_much(self._name)
        self._number += 1


def _shown(words: str) -> str:
    return _WHITE.sub(" ", _UNSEEN.sub("", words)).strip()
