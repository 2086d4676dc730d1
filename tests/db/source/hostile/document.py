"""What stands in a hostile document, and which of it a person sees."""

import re
from dataclasses import dataclass, field
from typing import Literal

from hypothesis import strategies as st

Sort = Literal["plain", "note", "power", "index", "fraction", "hidden", "deleted", "struck", "ruby"]
"""How the words of a run stand: on the line, as a note's mark or an exponent above it, below it, one over the other,
or not to be read.
"""
GONE: tuple[Sort, ...] = ("hidden", "deleted", "struck")


@dataclass(frozen=True)
class Run:
    """Words that stand in one way."""

    words: str
    sort: Sort = "plain"
    beside: str = ""
    """The denominator of a fraction, or how a word is read."""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, the items of a numbered list, or a table."""

    kind: Literal["heading", "paragraph", "items", "table"]
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[tuple[Line, ...], ...], ...] = ()
    """Of a table: rows of cells, each of one or several lines."""
    inner: bool = False
    """The last cell holds its lines as a table of its own."""

    def all_lines(self) -> list[Line]:
        """Its lines, those of its cells too."""
        return [*self.lines, *(line for row in self.rows for cell in row for line in cell)]


@dataclass(frozen=True)
class Document:
    """A document."""

    blocks: tuple[Block, ...] = field(default=())

    def runs(self) -> list[Run]:
        """All runs."""
        return [run for block in self.blocks for line in block.all_lines() for run in line]

    def figures(self) -> set[str]:
        """The figures that a person sees."""
        seen: set[str] = set()
        for run in self.runs():
            if run.sort not in GONE and run.sort != "power":
                seen.update(figures_in(run.words))
            if run.sort == "fraction":
                seen.update(figures_in(run.beside))
        items = max((len(block.lines) for block in self.blocks if block.kind == "items"), default=0)
        # What an automatic list counts is not written anywhere.
        return seen | {str(number) for number in range(1, items + 1)}

    def shown(self) -> list[str]:
        """The words that a person sees."""
        return [run.words for run in self.runs() if run.sort == "plain" and run.words]

    def gone(self) -> list[str]:
        """The words that nobody sees."""
        return [run.words for run in self.runs() if run.sort in GONE]


def figures_in(words: str) -> list[str]:
    """The figures of a text; what is raised or lowered is none."""
    return re.findall(r"[0-9]+(?:\.[0-9]+)?", words)


_WORDS = ("全县公路里程达到", "完成投资约", "建成区面积为", "受益群众超过", "粮食产量稳定在", "新增绿地")
_TAILS = ("公里", "亿元，持续增长", "平方米以上", "万人。", "")
_NUMBERS = st.integers(11, 9_999).map(str) | st.floats(1, 99).map(lambda value: f"{value:.1f}")
_GONE_WORDS = st.integers(10, 99).map(lambda number: f"此处待核{number}处")


@st.composite
def lines(draw: st.DrawFn, *, special: bool = True) -> Line:
    """A line with one figure at least; behind what is raised or a fraction another figure may follow at once."""
    runs = [Run(f"{draw(st.sampled_from(_WORDS))}{draw(_NUMBERS)}")]
    if special:
        sort: Sort = draw(st.sampled_from(["plain", "note", "index", "fraction", *GONE, "ruby", "power"]))
        if sort == "power":
            runs[0] = Run(f"{runs[0].words}×10")
            runs.append(Run(draw(st.sampled_from(["8", "-3", "12"])), "power"))
        elif sort == "note":
            runs.append(Run(draw(st.sampled_from(["1", "2", "12"])), "note"))
        elif sort == "index":
            runs += (Run("排放CO"), Run("2", "index"))
        elif sort == "fraction":
            runs.append(
                Run(draw(st.sampled_from(["2", "13"])), "fraction", draw(st.sampled_from(["3", "25"])))
            )
        elif sort == "ruby":
            runs += (Run("，支持"), Run("嵊", "ruby", "shèng"), Run("州"))
        elif sort in GONE:
            runs.append(Run(draw(_GONE_WORDS), sort))
        if sort in ("note", "index", "fraction", "power") and draw(st.booleans()):
            runs.append(Run(draw(_NUMBERS)))
    return (*runs, Run(f"以上{draw(st.sampled_from(_TAILS))}"))


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """A paragraph, a list or a table."""
    kind = draw(st.sampled_from(["paragraph", "items", "table"]))
    if kind == "table":
        cells = st.lists(lines(), min_size=1, max_size=3).map(tuple)
        rows = draw(st.lists(st.lists(cells, min_size=2, max_size=2).map(tuple), min_size=2, max_size=3))
        head = (((Run("指标"),),), ((Run("目标值"),),))
        return Block("table", rows=(head, *rows), inner=draw(st.booleans()))
    found = draw(st.lists(lines(), min_size=1, max_size=3))
    return Block("items" if kind == "items" else "paragraph", tuple(found))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of two chapters."""
    prose = Block(
        "paragraph", ((Run("坚持统筹发展，推进公共服务能力，建设交通网络，完善水利设施，提升生态廊道。"),),)
    )
    made: list[Block] = []
    for title in ("第一章　总体要求", "第二章　重点任务"):
        made += (Block("heading", ((Run(title),),)), prose, *draw(st.lists(blocks(), max_size=3)), prose)
    return Document(tuple(made))
