"""Words as they are to be set: what a paragraph on paper is made of, before it is broken into lines."""

from dataclasses import dataclass

from db.records import GapKind
from desktop.printing.layouts import ParagraphStyle
from desktop.printing.page_records import Type


@dataclass(frozen=True, slots=True)
class PaperNote:
    """A note of the person's: at the foot of the page, or a comment in Word."""

    number: int
    """As printed."""
    paragraphs: tuple["tuple[PaperText, ...]", ...]
    """As they are set, the number before the first, tags and author behind the last."""
    text: str
    """The note alone; lines are paragraphs."""
    tags: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True, slots=True)
class PaperText:
    """Characters of one look."""

    text: str
    type: Type
    ground: str = ""
    """Colour behind them; empty for none."""
    underline: str = ""
    """Colour of a line beneath them."""
    whole: bool = False
    """They are never parted."""
    sticks: bool = False
    """They never begin a line: a reference to a note."""
    lift: float = 0.0
    """How far they are raised, in twips."""
    gap: GapKind | None = None
    """They are the sign of something lost."""
    note: PaperNote | None = None
    """The note that they refer to."""
    own: bool = False
    """The program or the person added them: they are no part of the plan."""


@dataclass(frozen=True, slots=True)
class PaperParagraph:
    """A paragraph or a heading."""

    words: tuple[PaperText, ...]
    style: ParagraphStyle
    anchor: str = ""
    """Name of the place where it begins; empty for none."""
    level: int = 0
    """Of a heading; 0 for other paragraphs."""
    title: str = ""
    """For the outline and the contents."""
    link: str = ""
    """The anchor that it leads to."""
    row: str = ""
    """At the right end of its last line, after a row of dots: a page number in the contents."""
    keep: bool = False
    """It stands on one page with the beginning of what follows."""
    number: str = ""
    """In the margin beside its first line."""

    @property
    def text(self) -> str:
        """All its characters."""
        return "".join(words.text for words in self.words)


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A cell of a table."""

    words: tuple[PaperText, ...] = ()
    across: int = 1
    again: tuple[PaperText, ...] = ()
    """What it says when the table goes on here on another page: what the rows above it began."""
    right: bool = False
    """Set to the right, as figures are."""
    centred: bool = False
    goes_on: bool = False
    """It belongs to the cell above it: no rule between them."""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Rows of cells in columns. It breaks between rows; its head comes again."""

    widths: tuple[float, ...]
    """What each column asks for."""
    rows: tuple[tuple[PaperCell, ...], ...]
    head: tuple[tuple[PaperCell, ...], ...] = ()
    """Rows at its top that come again."""
    elastic: int = 1
    """How many of the last columns share what is left of the room, or what is missing; 0: all, each as it is
    wide.
    """
    least: float = 0.0
    """Below this width it is turned across the page."""
    leasts: tuple[float, ...] = ()
    """What each column gets before any gets more; without them each gets its share of what it asks for."""
    scale: float = 1.0
    """Its type and its lines, in parts of those of boxes: a very wide table is set smaller."""
    numbers: tuple[str, ...] = ()
    """In the margin beside its rows; none at all, or one for each, which may be empty."""
    kept: frozenset[int] = frozenset()
    """Rows that stand on the page of the next one: heads of groups."""

    def columns(self, width: float) -> tuple[float, ...]:
        """The widths of its columns where the whole is `width` wide."""
        whole = sum(self.widths)
        spare = width - sum(self.leasts)
        if self.leasts and spare >= 0:
            more = [share - least for share, least in zip(self.widths, self.leasts, strict=True)]
            # Each column first gets what it needs; the rest is shared by how much more it asks for.
            each = spare / sum(more) if sum(more) > 0 else 0.0
            rest = spare / len(more) if not each else 0.0
            return tuple(least + extra * each + rest for least, extra in zip(self.leasts, more, strict=True))
        if not self.elastic:
            return tuple(share * width / whole for share in self.widths)
        # Columns of names grow and shrink; what stands before them is as wide as its words.
        firm = len(self.widths) - self.elastic
        spare = (width - whole) / self.elastic
        return tuple(share if at < firm else share + spare for at, share in enumerate(self.widths))


@dataclass(frozen=True, slots=True)
class PaperBox:
    """A framed box (专栏): its title, then paragraphs and tables. A table without a title is framed alone."""

    title: PaperParagraph
    parts: tuple[PaperParagraph | PaperTable, ...]
    again: tuple[PaperText, ...] = ()
    """Its title on another page."""

    @property
    def wide(self) -> float:
        """The least width that its tables ask for."""
        return max((part.least for part in self.parts if isinstance(part, PaperTable)), default=0.0)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


PaperBlock = PaperParagraph | PaperBox | PageBreak
