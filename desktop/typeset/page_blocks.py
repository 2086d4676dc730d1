"""Cuts a plan into the blocks that a page is made of (headings, paragraphs and boxes), with what each needs
to be set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise

from db.errors import UnknownKeyError
from db.records import Gap, Passage, Plan, Span, Table
from db.references import References
from desktop.typeset.box_rows import BoxGrid, BoxRow, box_grid, box_rows
from desktop.typeset.page_style import PageStyle

ROWS = 40
"""Items of a box that are set at one go; a longer box is set piece by piece, its lines in the same columns.
"""


@dataclass(frozen=True, slots=True)
class PageBlock:
    """What is set in one go: a heading, a paragraph, a box, or one piece of a long box."""

    passages: tuple[Passage, ...]
    """Empty for the card with the plan's own name."""
    first: bool = True
    """A box begins here."""
    last: bool = True
    """A box ends here."""

    @property
    def box(self) -> str | None:
        """Key of the box, if it is one."""
        return self.passages[0].box if self.passages else None


class PageBlocks:
    """All parts of a plan, in order: first the card with its name.

    Made once; pages of any style are set from it.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.view = plan.view
        self.filled: Mapping[Gap, str] = {}
        """Lost figures for which something was entered by hand, and what is set beside the sign."""
        self.boxes: dict[str, tuple[Passage, ...]] = {}
        """Title and items of each box."""
        # Kept for all styles and pages.
        self._grids: dict[str, BoxGrid] = {}
        self._rows: dict[str, Mapping[str, BoxRow]] = {}
        self._parts = [PageBlock(())]
        for box, run in groupby(plan.passages, key=lambda passage: passage.box):
            if box is None:
                self._parts += [PageBlock((passage,)) for passage in run]
            else:
                self._add_box(box, tuple(run))
        self._numbers = {
            passage.key: number for number, part in enumerate(self._parts) for passage in part.passages
        }
        self._order = {key: at for at, key in enumerate(self._numbers)}
        self.passages = tuple(passage for part in self._parts for passage in part.passages)

    @classmethod
    def prepared(cls, plan: Plan) -> "PageBlocks":
        """The blocks of a large plan, with what setting them needs of the whole plan: made in the background,
        so that the window's thread finds it done.
        """
        blocks = cls(plan)
        for part in blocks._parts:
            if part.box is not None and part.first:
                (blocks.grid if part.box in blocks.view.tables else blocks.rows)(part.box)
        return blocks

    def __len__(self) -> int:
        return len(self._parts)

    def __getitem__(self, number: int) -> PageBlock:
        return self._parts[number]

    def __contains__(self, key: str) -> bool:
        return key in self._numbers

    def number_of(self, key: str) -> int:
        """Number of the part that holds the passage. Raises UnknownKeyError."""
        try:
            return self._numbers[key]
        except KeyError:
            raise UnknownKeyError(f"正文中没有编号为“{key}”的内容。") from None

    def order(self, key: str) -> int:
        """Number of a passage among `passages`. Raises UnknownKeyError."""
        self.number_of(key)
        return self._order[key]

    def within(self, key: str) -> tuple[Passage, ...]:
        """A chapter or section with all under it, a box with its items, or a passage alone.

        Raises UnknownKeyError.
        """
        first = self.order(key)
        passage = self.passages[first]
        if passage.box == key:
            return self.boxes[key]
        if passage.kind != "heading":
            return (passage,)
        level, end = self.view.chapters[passage.chapter].level, first + 1
        while end < len(self.passages):
            after = self.passages[end]
            if after.kind == "heading" and self.view.chapters[after.chapter].level <= level:
                break
            end += 1
        return self.passages[first:end]

    def grid(self, box: str) -> BoxGrid:
        """What the table in a box is set by."""
        if box not in self._grids:
            self._grids[box] = box_grid(self.view.tables[box])
        return self._grids[box]

    def rows(self, box: str) -> Mapping[str, BoxRow]:
        """What each item of a box that is no table is set as, by its key."""
        if box not in self._rows:
            rows = box_rows(self.boxes[box][1:], self.view.projects.get(box, ()))
            self._rows[box] = {row.key: row for row in rows}
        return self._rows[box]

    def links(self, passage: Passage) -> tuple[tuple[Span, str], ...]:
        """Words of a passage that name another place of the plan, and the key of the passage there."""
        return self._references.of(passage)

    @cached_property
    def _references(self) -> References:
        return References(self.plan)

    def share(self, key: str, offset: int) -> float:
        """How much of its part's text stands before a passage's code point, 0 to 1.

        Raises UnknownKeyError.
        """
        before = whole = 0
        for passage in self._parts[self.number_of(key)].passages:
            if passage.key == key:
                before = whole + min(offset, len(passage.text))
            whole += len(passage.text)
        return before / (whole or 1)

    @cached_property
    def characters(self) -> list[int]:
        """How many characters stand before each part; one number more than there are parts."""
        counts = (sum(len(passage.text) for passage in part.passages) for part in self._parts)
        return list(accumulate(counts, initial=0))

    def tops(self, style: PageStyle) -> list[float]:
        """About where each part begins, in pixels from the first one; one number more than there are parts.

        Only an estimate, for what is not set yet: some milliseconds for a hundred plans.
        """
        # `- -chars // measure` below is the number of lines, rounded up.
        size, line, measure = style.size, style.line, max(int(style.measure), 1)
        return list(
            accumulate((ems * size - -chars // measure * line for ems, chars in self._shapes), initial=0.0)
        )

    @cached_property
    def _shapes(self) -> list[tuple[float, int]]:
        """For each part, air in body sizes, and how many body characters fill as many lines."""
        return [self._shape(part) for part in self._parts]

    def _shape(self, part: PageBlock) -> tuple[float, int]:
        # The card of the plan's name has lines of 1.7, 1.35 and 1.35 (typesetter._card). Boxes are estimated:
        # test_estimates_are_near_the_truth says how near all this must be.
        if not part.passages:
            return 4.4, 0
        first = part.passages[0]
        if first.box is not None:
            # Boxes are set smaller, but leave more of a line blank.
            return 2.4 + 0.35 * len(part.passages), sum(len(passage.text) + 14 for passage in part.passages)
        if first.kind == "heading":
            # Line and air of a heading (typesetter._heading), less 0.45 below the paragraph before it: Qt
            # lets margins that meet overlap.
            return (4.35 if self.view.chapters[first.chapter].level == 1 else 2.65), 0
        # Two characters for the indent of the first line.
        return 0.45, len(first.text) + 2

    def _add_box(self, key: str, box: tuple[Passage, ...]) -> None:
        self.boxes[key] = box
        cuts = [0, *_cuts(box, self.view.tables.get(key)), len(box)]
        self._parts += [
            PageBlock(box[start:end], first=start == 0, last=end == len(box)) for start, end in pairwise(cuts)
        ]


def _cuts(box: Sequence[Passage], table: Table | None) -> list[int]:
    """Before which passages a long box is cut: never through cells that stand in several rows."""
    # Up to half as many items again go in one piece, so that no short piece is left at the end.
    if len(box) <= ROWS + ROWS // 2:
        return []
    rows = {cell.row: cell.key for cell in table.cells} if table else {}
    crossed = {
        rows.get(row)
        for cell in (table.cells if table else ())
        for row in range(cell.row + 1, cell.row + cell.rows)
    }
    cuts: list[int] = []
    for at in range(ROWS, len(box) - ROWS // 2):
        if at - (cuts[-1] if cuts else 0) >= ROWS and box[at].key not in crossed:
            cuts.append(at)
    return cuts
