"""A job as pages: cover, contents, text.

The text comes page by page; page numbers in the contents are known at its end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

from db.progress import QUIET, Progress
from desktop.printing.composer import Composer
from desktop.printing.content import ContentsEntry, PrintContent
from desktop.printing.errors import NothingToPrintError
from desktop.printing.fonts import Fonts
from desktop.printing.job import Job
from desktop.printing.layouts import A4
from desktop.printing.missing_glyphs import missing_glyphs
from desktop.printing.page_edge import Edge, Numbering
from desktop.printing.page_records import Page
from desktop.printing.paper_blocks import PaperBlock
from desktop.printing.report_content import ReportJob, report_blocks

AnyJob: TypeAlias = Job | ReportJob
_FIRST_ROWS = 120
"""Rows of a table that fill the pages which are shown before all are composed."""


@dataclass(frozen=True, slots=True)
class Composed:
    """All pages of a job, in order."""

    pages: tuple[Page, ...]
    front: int
    """How many of them come before the numbered ones."""
    entries: tuple[ContentsEntry, ...]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Characters that no font has, with the numbers of their pages."""


class Composition:
    """Composes one job on the thread that made it."""

    def __init__(self, job: Job, composed: Composed | None = None) -> None:
        """With `composed`, the pages of the same job made before, nothing is composed again.

        Raises UnknownKeyError, and NothingToPrintError when nothing is ticked.
        """
        self.job = job
        self._composed = composed
        self.content = PrintContent(job)
        if not self.content.passages:
            raise NothingToPrintError("没有选中要打印的章节。请在左侧目录里勾选。")
        # Made here: raw fonts of Qt belong to the thread that made them.
        self.faces = Fonts()

    def front(self, text: Sequence[Page] = ()) -> Iterator[Page]:
        """Cover and contents, one by one.

        Without the text's pages numbers are left open; it is as many pages either way.
        """
        if self.job.cover:
            yield from self._to_the_front(self._compose(self.content.cover(), "none"))
        if self.job.contents:
            # The contents come before the text, but can name its pages only when it is composed.
            numbers = {anchor.name: page.label for page in text for anchor in page.anchors}
            yield from self._to_the_front(self._compose(self.content.contents(numbers), "roman"))

    def _to_the_front(self, pages: Iterable[Page]) -> Iterator[Page]:
        """The pages, and an empty one where what follows would otherwise begin on the back of a sheet."""
        count = 0
        for page in pages:
            yield page
            count += 1
        if self.job.duplex and count % 2:
            # An empty back, so that what follows begins on the front of a sheet.
            yield Page(*A4)

    def text(self) -> Iterator[Page]:
        """The numbered pages, one by one."""
        return self._compose(self.content.text(), "figures")

    def first(self) -> Iterator[Page]:
        """All pages one by one, before the numbers in the contents are known."""
        return chain(self.front(), self.text())

    def whole(self, progress: Progress = QUIET) -> Composed:
        """All pages; tells how many there are so far. Raises Stopped."""
        # The preview has composed them: they are not composed again to be saved or printed.
        if self._composed is not None:
            return self._composed
        text: list[Page] = []
        for page in self.text():
            text.append(page)
            progress.tell(len(text))
        front = list(self.front(text))
        pages = (*front, *text)
        missing = missing_glyphs(pages, self.faces)
        return Composed(pages, len(front), tuple(self.content.entries()), missing)

    def _compose(self, blocks: Iterator[PaperBlock], numbering: Numbering) -> Iterator[Page]:
        info, layout = self.job.plan.info, self.job.layout
        edge = Edge(layout, self.faces, info.title, info.badge, numbering)
        return Composer(layout, self.faces, edge, self.content.gap_note).pages(blocks)


class ReportComposition:
    """Composes a report on the thread that made it."""

    def __init__(self, job: ReportJob, composed: Composed | None = None) -> None:
        """With `composed`, the pages of the same job made before, nothing is composed again."""
        self.job = job
        self._composed = composed
        self.faces = Fonts()

    def first(self) -> Iterator[Page]:
        """The first pages one by one: of a long table there are more."""
        return self._compose(report_blocks(self.job, rows=_FIRST_ROWS))

    def whole(self, progress: Progress = QUIET) -> Composed:
        """All pages; tells how many there are so far. Raises Stopped."""
        if self._composed is not None:
            return self._composed
        pages: list[Page] = []
        for page in self._compose(report_blocks(self.job, progress=progress)):
            pages.append(page)
            progress.tell(len(pages))
        return Composed(tuple(pages), 0, (), missing_glyphs(pages, self.faces))

    def _compose(self, blocks: Iterator[PaperBlock]) -> Iterator[Page]:
        report, layout = self.job.report, self.job.layout
        edge = Edge(layout, self.faces, report.title, report.badge)
        # What the signs mean is said below the tables.
        return Composer(layout, self.faces, edge, lambda _gaps: "").pages(blocks)


def composition_of(job: AnyJob, composed: Composed | None = None) -> Composition | ReportComposition:
    """What composes a job. Raises as Composition does."""
    return ReportComposition(job, composed) if isinstance(job, ReportJob) else Composition(job, composed)
