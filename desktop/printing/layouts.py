"""The layouts: 参照公文版式 after GB/T 9704-2012, a compact reading copy, large type.

Lengths are twips unless said otherwise.
"""

from dataclasses import dataclass, replace
from typing import Literal

from desktop.look.theme import PRINT
from desktop.printing.page_records import MM, PT, FontRole, Type

LayoutName = Literal["official", "compact", "large"]
Align = Literal["full", "left", "centre", "right"]

A4 = (210 * MM, 297 * MM)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """How a paragraph stands in its column."""

    pitch: float
    """From one line to the next."""
    align: Align = "full"
    first: float = 0.0
    """Indent of the first line; `left` and `right` of all."""
    left: float = 0.0
    right: float = 0.0
    above: float = 0.0
    below: float = 0.0


@dataclass(frozen=True, slots=True)
class LayoutStyle:
    """A paragraph's style and its type."""

    type: Type
    paragraph: ParagraphStyle


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. The type area is the same on every page, but moves sideways where sides alternate."""

    name: LayoutName
    label: str
    """As the dialog says it."""
    about: str
    """One line that says what it is for."""
    width: float
    height: float
    """Of the type area."""
    top: float
    inner: float
    """From the paper's edge to the type area: at the left of odd pages and, where sides alternate, the right
    of even ones.
    """
    alternate: bool
    columns: int
    """Characters on a full line."""
    lines: int
    """Body lines on a full page."""
    on_grid: bool
    """Every body line stands on a line of the page's grid, and every full-width character in a cell."""
    body: LayoutStyle
    lead: Type
    title: LayoutStyle
    under_title: LayoutStyle
    headings: tuple[LayoutStyle, ...]
    """By level; deeper levels take the last."""
    own: LayoutStyle
    """Remarks of the program's own (〔阅读器说明〕)."""
    box_title: LayoutStyle
    box_item: LayoutStyle
    box_lead: Type
    table_head: Type
    note: LayoutStyle
    """Foot-of-page notes."""
    number: Type
    """The page number, and `dashes` around it."""
    dashes: bool
    number_below: float
    """From the type area to the page number: its dashes, or the top of its figures."""
    number_inset: float
    """From the type area's outer side; less than 0: the number stands in the middle."""
    badge: Type
    running_head: Type | None = None
    paper: tuple[float, float] = A4
    """Width and height of the page."""

    @property
    def cell(self) -> float:
        """Width of a cell of the character grid."""
        return self.width / self.columns

    @property
    def pitch(self) -> float:
        """Height of a body line."""
        return self.height / self.lines

    def heading(self, level: int) -> LayoutStyle:
        """The style of a heading; 1 is the plan's top level."""
        return self.headings[min(max(level, 1), len(self.headings)) - 1]

    def left(self, number: int) -> float:
        """Where the type area begins on a page with that number."""
        return self.paper[0] - self.inner - self.width if self.alternate and number % 2 == 0 else self.inner


def _type(face: FontRole, points: float, *, bold: bool = False, colour: str = PRINT.text) -> Type:
    return Type(face, points * PT, bold, colour)


def _official() -> Layout:
    # GB/T 9704—2012, 5.2.1: 版心尺寸为156 mm×225 mm, 天头37 mm, 订口28 mm; 5.2.3: 每面排22行，每行排28个字.
    width, height = 156 * MM, 225 * MM
    pitch, cell = height / 22, width / 28
    # 7.3.3: 每个自然段左空二字.
    body = ParagraphStyle(pitch, first=2 * cell)
    heading = ParagraphStyle(pitch, "left", first=2 * cell)
    return Layout(
        name="official",
        label="参照公文版式",
        about="每页22行、每行28字，三号仿宋",
        width=width,
        height=height,
        top=37 * MM,
        inner=28 * MM,
        alternate=False,
        columns=28,
        lines=22,
        on_grid=True,
        # 三号 as printers count it: 28 characters of 15.75 points fill 156 mm, of Word's 16 points they do
        # not.
        body=LayoutStyle(_type("fang", 15.75), body),
        lead=_type("fang", 15.75, bold=True),
        # 7.3.1: 一般用2号小标宋体字 (22 points), 居中.
        title=LayoutStyle(_type("title", 22), ParagraphStyle(pitch, "centre", above=pitch)),
        under_title=LayoutStyle(
            _type("fang", 10.5, colour=PRINT.secondary), ParagraphStyle(pitch / 2, "centre", below=pitch)
        ),
        headings=(
            # 7.3.3: 第一层用黑体字、第二层用楷体字、第三层和第四层用仿宋体字. Bold keeps the third apart from
            # the fourth.
            LayoutStyle(_type("hei", 15.75), heading),
            LayoutStyle(_type("kai", 15.75), heading),
            LayoutStyle(_type("fang", 15.75, bold=True), heading),
            LayoutStyle(_type("fang", 15.75), heading),
        ),
        own=LayoutStyle(
            _type("fang", 12, colour=PRINT.secondary), ParagraphStyle(pitch * 0.75, left=2 * cell)
        ),
        box_title=LayoutStyle(_type("hei", 14), ParagraphStyle(24 * PT, "centre")),
        box_item=LayoutStyle(_type("fang", 12), ParagraphStyle(18.5 * PT, first=24 * PT)),
        box_lead=_type("hei", 12),
        table_head=_type("hei", 10.5),
        note=LayoutStyle(_type("song", 9), ParagraphStyle(13 * PT, left=18 * PT, first=-18 * PT)),
        # 7.5: 4号半角宋体阿拉伯数字 (14 points), with a dash at each side.
        number=_type("song", 14),
        dashes=True,
        number_below=7 * MM,
        number_inset=14 * PT,
        badge=_type("song", 9, colour=PRINT.secondary),
    )


def _compact() -> Layout:
    size = 10.5
    columns, lines, pitch = 44, 42, 17 * PT
    em = size * PT

    def heading(points: float, above: float, below: float, face: FontRole = "hei") -> LayoutStyle:
        bold = face == "hei"
        lines_high = ParagraphStyle(
            # A heading that breaks needs more than the body's pitch between its lines.
            max(pitch, points * 1.45 * PT),
            "left",
            above=above * pitch,
            below=below * pitch,
        )
        return LayoutStyle(_type(face, points, bold=bold), lines_high)

    return Layout(
        name="compact",
        label="紧凑",
        about="双面阅读，五号宋体，有页眉",
        width=columns * em,
        height=lines * pitch,
        top=24 * MM,
        inner=25 * MM,
        alternate=True,
        columns=columns,
        lines=lines,
        on_grid=False,
        body=LayoutStyle(_type("song", size), ParagraphStyle(pitch, first=2 * em)),
        lead=_type("song", size, bold=True),
        title=LayoutStyle(_type("title", 18), ParagraphStyle(28 * PT, "centre", below=4 * PT)),
        under_title=LayoutStyle(
            _type("song", 9, colour=PRINT.secondary), ParagraphStyle(14 * PT, "centre", below=pitch)
        ),
        headings=(
            heading(15, 1.2, 0.5),
            heading(12, 0.8, 0.3),
            heading(10.5, 0.5, 0.2),
            heading(10.5, 0.3, 0.1, "kai"),
        ),
        own=LayoutStyle(
            _type("fang", 9, colour=PRINT.secondary), ParagraphStyle(14 * PT, left=2 * em, below=0.3 * pitch)
        ),
        box_title=LayoutStyle(_type("hei", 10.5, bold=True), ParagraphStyle(18 * PT, "left")),
        box_item=LayoutStyle(_type("song", 9), ParagraphStyle(14 * PT, first=18 * PT)),
        box_lead=_type("hei", 9, bold=True),
        table_head=_type("hei", 8),
        note=LayoutStyle(_type("song", 8), ParagraphStyle(11.5 * PT, left=16 * PT, first=-16 * PT)),
        number=_type("song", 9),
        dashes=False,
        number_below=7 * MM,
        number_inset=0.0,
        badge=_type("song", 8, colour=PRINT.secondary),
        running_head=_type("song", 8.5, colour=PRINT.secondary),
    )


def _large() -> Layout:
    size = 22.0
    columns, lines, pitch = 20, 20, 33 * PT
    em = size * PT

    def heading(face: FontRole, points: float, above: float) -> LayoutStyle:
        return LayoutStyle(
            _type(face, points, bold=True),
            ParagraphStyle(points * 1.5 * PT, "left", above=above * pitch, below=0.2 * pitch),
        )

    return Layout(
        name="large",
        label="大字",
        about="单面，二号字，1.5倍行距",
        width=columns * em,
        height=lines * pitch,
        top=28 * MM,
        inner=(A4[0] - columns * em) / 2,
        alternate=False,
        columns=columns,
        lines=lines,
        on_grid=False,
        body=LayoutStyle(_type("song", size), ParagraphStyle(pitch, first=2 * em)),
        lead=_type("song", size, bold=True),
        title=LayoutStyle(_type("title", 28), ParagraphStyle(42 * PT, "centre", below=0.2 * pitch)),
        under_title=LayoutStyle(
            _type("song", 12, colour=PRINT.secondary), ParagraphStyle(20 * PT, "centre", below=0.6 * pitch)
        ),
        headings=(heading("hei", 26, 0.6), heading("hei", 23, 0.4), heading("kai", 22, 0.2)),
        own=LayoutStyle(
            _type("fang", 16, colour=PRINT.secondary), ParagraphStyle(25 * PT, left=2 * em, below=0.2 * pitch)
        ),
        box_title=LayoutStyle(_type("hei", 20, bold=True), ParagraphStyle(32 * PT, "left")),
        box_item=LayoutStyle(_type("song", 18), ParagraphStyle(27 * PT, first=36 * PT)),
        box_lead=_type("hei", 18, bold=True),
        table_head=_type("hei", 14),
        note=LayoutStyle(_type("song", 12), ParagraphStyle(17 * PT, left=24 * PT, first=-24 * PT)),
        number=_type("song", 16),
        dashes=False,
        number_below=6 * MM,
        number_inset=-1.0,
        badge=_type("song", 10, colour=PRINT.secondary),
    )


LAYOUTS: dict[LayoutName, Layout] = {layout.name: layout for layout in (_official(), _compact(), _large())}


def report_layout(*, across: bool) -> Layout:
    """The layout of tables that are handed out: as compact, on one side, on paper that lies on its long edge
    if it goes `across`.
    """
    plain = _compact()
    paper = (A4[1], A4[0]) if across else A4
    side, top, foot = 16 * MM, 16 * MM, 20 * MM
    return replace(
        plain,
        width=paper[0] - 2 * side,
        height=paper[1] - top - foot,
        top=top,
        inner=side,
        alternate=False,
        paper=paper,
        box_item=LayoutStyle(_type("song", 10), ParagraphStyle(15 * PT)),
        table_head=_type("hei", 10, bold=True),
        under_title=LayoutStyle(
            _type("song", 9.5, colour=PRINT.secondary), ParagraphStyle(15 * PT, "centre", below=4 * PT)
        ),
        note=LayoutStyle(_type("song", 9, colour=PRINT.secondary), ParagraphStyle(14 * PT)),
        # In the middle: nobody binds it.
        number_inset=-1.0,
        running_head=None,
    )
