"""Sets a plan, or a part of it, as a QTextDocument, and keeps the map of where everything stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtGui import QColor, QTextCursor, QTextDocument, QTextFormat, QTextLength

from db.records import Chapter, Passage, Plan, PlanInfo, Project
from desktop.typeset.box_table import write_box
from desktop.typeset.gap_sign import words
from desktop.typeset.page_style import PageStyle, Role
from desktop.typeset.pen import Pen, Sign
from desktop.typeset.text_map import TextMap


@dataclass(frozen=True, slots=True)
class Typeset:
    """A plan on the page."""

    document: QTextDocument
    map: TextMap
    signs: tuple[Sign, ...]
    """Where the signs of lost figures stand in the document."""

    def plain_text(self, start: int, end: int) -> str:
        """What a copy of a document range gets: the plan's words, a line for each passage, lost figures as 〔缺〕."""
        pieces = [(run.position, run.key, run.text) for run in self.map.runs(start, end)]
        pieces += [(sign.position, sign.key, words(sign.kind)) for sign in self.signs if start < sign.end and sign.position < end]
        pieces.sort()
        return "\n".join("".join(piece[2] for piece in line) for _, line in groupby(pieces, key=lambda piece: piece[1]))


def typeset(plan: Plan, style: PageStyle, passages: Sequence[Passage] | None = None, *, title: bool = True) -> Typeset:
    """Set the plan's `passages` (all, if None) in the style; `title` puts the plan's own card above them."""
    pen = Pen(plan, style)
    chapters = {chapter.key: chapter for chapter in plan.chapters}
    projects: dict[str, list[Project]] = {}
    for project in plan.projects:
        projects.setdefault(project.box, []).append(project)
    tables = {table.box: table for table in plan.tables}
    pen.cursor.beginEditBlock()
    if title:
        _card(pen, plan.info)
    for group in _groups(plan.passages if passages is None else passages):
        first = group[0]
        if first.box is not None:
            pen.cursor.movePosition(QTextCursor.MoveOperation.End)
            write_box(pen, group, projects.get(first.box, []), tables.get(first.box))
        elif first.kind == "heading":
            _heading(pen, first, chapters[first.chapter])
        else:
            pen.block(style.body_block)
            pen.words(first, 0, first.lead, "lead")
            pen.words(first, first.lead, len(first.text), "body")
    pen.cursor.endEditBlock()
    return Typeset(pen.document, pen.map, tuple(pen.signs))


def _groups(passages: Sequence[Passage]) -> list[list[Passage]]:
    """The passages one by one, but a box's title and items together."""
    groups: list[list[Passage]] = []
    for passage in passages:
        if passage.box is not None and groups and groups[-1][0].box == passage.box:
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return groups


def _card(pen: Pen, info: PlanInfo) -> None:
    style = pen.style
    pen.block(style.block(line=style.em(1.7)))
    pen.own(info.title, "plan_title")
    for line in ("　".join(part for part in (info.jurisdiction, info.period, info.source) if part), info.badge):
        if line:
            pen.block(style.block(line=style.em(1.35)))
            pen.own(line, "plan_line")


def _heading(pen: Pen, passage: Passage, chapter: Chapter) -> None:
    style, whole = pen.style, len(passage.text)
    role: Role = "own_heading" if chapter.own_title else "chapter" if chapter.level == 1 else "section"
    # An opening mark is blank on its left: let its ink begin where the lines below begin.
    indent = -0.45 * style.advance(role, passage.text[:1]) if passage.text[:1] in "（〔“" else 0
    if chapter.own_title:
        form = style.block(line=style.em(1.9), above=style.em(0.9), below=style.em(0.4), indent=indent, level=chapter.level)
    elif chapter.level == 1:
        form = style.block(line=style.em(2.35), above=style.em(1.7), below=style.em(0.75), level=1)
        # Qt draws a rule under a block in the colour of its background, and then no background.
        rule = QTextLength(QTextLength.Type.PercentageLength, 100)
        form.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, rule)
        form.setBackground(QColor(style.theme.accent))
    else:
        form = style.block(line=style.em(1.75), above=style.em(0.95), below=style.em(0.4), indent=indent, level=chapter.level)
    pen.block(form)
    pen.words(passage, 0, whole, role)
    if chapter.note:
        note = style.block(line=style.line, below=style.em(0.6))
        note.setBackground(QColor(style.theme.hover))
        pen.block(note)
        pen.own(f"〔阅读器说明〕{chapter.note}", "own_note")
