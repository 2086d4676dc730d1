"""Documents as PDFs, set as people and programs do: two columns, cells of several lines, watermarks, turned pages."""

from dataclasses import dataclass, field

from tests.db.source.hostile.document import Block, Document, Line, Run
from tests.db.source.hostile.pages import Page, pdf, width

_SIZE, _SMALL = 12, 7
_TOP, _FOOT, _PITCH = 770, 100, 22
_LEFT, _WIDE = 80.0, 36 * _SIZE
_COLUMNS = (80.0, 240.0, 512.0)
_LINE = (_COLUMNS[2] - _COLUMNS[1]) - 12


def _drawn_width(run: Run) -> float:
    return width(run.words, _SMALL if run.sort in ("note", "power", "index") else _SIZE)


@dataclass
class _Pen:
    """Sets lines from the top of a page, and begins another one where it is full."""

    pages: list[Page] = field(default_factory=lambda: [Page()])
    y: float = _TOP
    angle: int = 0

    @property
    def page(self) -> Page:
        """The page that is set."""
        return self.pages[-1]

    def room(self, high: float) -> None:
        """Begin a page if there is not so much room."""
        if self.y - high < _FOOT:
            self.pages.append(Page())
            self.y = _TOP

    def line(self, line: Line, left: float, right: float, y: float, pitch: float = _PITCH) -> float:
        """A line of a document, broken at the right edge; gives the height of its last one."""
        x = left
        for run in line:
            wide = 10 if run.sort == "fraction" else _drawn_width(run)
            whole = run.sort != "plain"
            for words in [run.words] if whole else list(run.words):
                step = wide if whole else width(words, _SIZE)
                if x + step > right and (whole or not words.isascii()):
                    x, y = left, y - pitch
                x = self._run(Run(words, run.sort, run.beside), x, y)
        return y

    def _run(self, run: Run, x: float, y: float) -> float:
        page = self.page
        match run.sort:
            case "note" | "power":
                return page.words(x, y + 0.36 * _SIZE, run.words, _SMALL)
            case "index":
                return page.words(x, y - 0.14 * _SIZE, run.words, _SMALL)
            case "fraction":
                page.words(x + 1, y + 6, run.words, _SMALL)
                page.words(x + 1, y - 3.5, run.beside, _SMALL)
                page.line(x, y + 4.2, x + 10, y + 4.2)
                return x + 10
            case "hidden":
                # Nobody sees it, and it takes no room.
                page.words(x, y, run.words, _SIZE, mode=3)
                return x
            case "deleted":
                page.words(x, y, run.words, _SIZE, ink="1 g")
                return x
            case "struck":
                end = page.words(x, y, run.words)
                page.line(x, y + 4, end, y + 4)
                return end
            case "ruby":
                page.words(x, y + 11, run.beside.encode("ascii", "replace").decode().replace("?", "e"), 5)
                return page.words(x, y, run.words)
            case _:
                return page.words(x, y, run.words)


def document_pdf(document: Document) -> bytes:
    """As a PDF."""
    pen = _Pen()
    for block in document.blocks:
        if block.kind == "heading":
            pen.room(2 * _PITCH)
            words = block.lines[0][0].words
            pen.page.words(_LEFT + (_WIDE - width(words, 16)) / 2, pen.y - 6, words, 16)
            pen.y -= 2 * _PITCH
        elif block.kind == "table":
            _table(pen, block)
        else:
            for at, line in enumerate(block.lines, start=1):
                pen.room(4 * _PITCH)
                number = (Run(f"{at}. "),) if block.kind == "items" else ()
                pen.y = pen.line((*number, *line), _LEFT + 2 * _SIZE, _LEFT + _WIDE, pen.y) - _PITCH
    for number, page in enumerate(pen.pages, start=1):
        page.words(290, 40, str(number))
        page.words(180, 300, "征求意见稿", 60, ink="0.85 g", angle=45)
    return pdf(pen.pages)


def _table(pen: _Pen, block: Block) -> None:
    """A ruled table, each line of a cell on lines of its own."""
    pen.y -= 6
    for row in block.rows:
        pen.room(16 * _PITCH)
        top = pen.y + 16
        lowest = pen.y
        for column, cell in enumerate(row):
            y = pen.y
            left, right = _COLUMNS[column] + 6, _COLUMNS[column + 1] - 6
            for line in cell:
                y = pen.line(line, left, right, y, 18) - 18
            lowest = min(lowest, y)
        pen.page.table(list(_COLUMNS), [top, lowest + 12])
        pen.y = lowest - 4
    pen.y -= _PITCH
