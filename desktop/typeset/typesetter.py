"""Sets a plan, or a part of it, as a QTextDocument, and keeps the map of where each character stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtGui import QColor, QTextCursor, QTextDocument, QTextFormat, QTextLength

from db.records import Chapter, Passage, Plan, PlanInfo
from desktop.typeset.box_table import write_box
from desktop.typeset.document_writer import DocumentWriter, Sign, empty_document
from desktop.typeset.page_blocks import PageBlock, PageBlocks
from desktop.typeset.page_style import PageStyle, TextRole
from desktop.typeset.text_map import BlockMaps, TextMap


@dataclass(frozen=True, slots=True)
class Typeset:
    """A plan on the page."""

    document: QTextDocument
    map: TextMap
    signs: tuple[Sign, ...]
    """Where the signs of lost figures stand in the document."""

    def plain_text(self, start: int, end: int) -> str:
        """What a copy of a document range gets."""
        return plain_text(self.map, self.signs, start, end)


def plain_text(text: TextMap | BlockMaps, signs: Sequence[Sign], start: int, end: int) -> str:
    """What a copy of a document range gets: the plan's words, a line for each passage,
    lost figures as 〔缺〕.
    """
    pieces = [(run.position, run.key, run.text) for run in text.runs(start, end)]
    pieces += [
        (sign.position, sign.gap.key, sign.gap.sign)
        for sign in signs
        if start < sign.end and sign.position < end
    ]
    pieces.sort()
    return "\n".join(
        "".join(piece[2] for piece in line) for _, line in groupby(pieces, key=lambda piece: piece[1])
    )


def typeset(
    plan: Plan, style: PageStyle, passages: Sequence[Passage] | None = None, *, title: bool = True
) -> Typeset:
    """Set the plan's `passages` (all, if None) in the style; `title` puts the plan's own card above them."""
    parts = PageBlocks(plan, passages, title=title)
    document = empty_document(style)
    root = document.rootFrame().frameFormat()
    root.setTopMargin(style.top)
    root.setBottomMargin(style.bottom)
    document.rootFrame().setFrameFormat(root)
    pen = DocumentWriter(parts, style, QTextCursor(document), fresh=True)
    # One edit block: Qt lays the document out once, at its end.
    pen.cursor.beginEditBlock()
    for number in range(len(parts)):
        write_part(pen, parts[number])
    pen.cursor.endEditBlock()
    return Typeset(document, pen.map, tuple(pen.signs))


def write_part(pen: DocumentWriter, part: PageBlock) -> None:
    """Write a heading, a paragraph, a box, or the card with the plan's name."""
    if not part.passages:
        _card(pen, pen.parts.plan.info)
        return
    first = part.passages[0]
    if first.box is not None:
        write_box(pen, part)
    elif first.kind == "heading":
        _heading(pen, first, pen.parts.view.chapters[first.chapter])
    else:
        pen.block(pen.style.body_block)
        pen.words(first, 0, first.lead, "lead")
        pen.words(first, first.lead, len(first.text), "body")


def _card(pen: DocumentWriter, info: PlanInfo) -> None:
    style = pen.style
    pen.block(style.block(line=style.em(1.7)))
    pen.own(info.title, "plan_title")
    for line in (
        "　".join(part for part in (info.jurisdiction, info.period, info.source) if part),
        info.badge,
    ):
        if line:
            pen.block(style.block(line=style.em(1.35)))
            pen.own(line, "plan_line")


def _heading(pen: DocumentWriter, passage: Passage, chapter: Chapter) -> None:
    style, whole = pen.style, len(passage.text)
    role: TextRole = "own_heading" if chapter.own_title else "chapter" if chapter.level == 1 else "section"
    # An opening mark is blank on its left: let its ink begin where the lines below begin.
    indent = -0.45 * style.advance(role, passage.text[:1]) if passage.text[:1] in "（〔“" else 0
    if chapter.own_title:
        form = style.block(
            line=style.em(1.9), above=style.em(0.9), below=style.em(0.4), indent=indent, level=chapter.level
        )
    elif chapter.level == 1:
        form = style.block(line=style.em(2.35), above=style.em(1.7), below=style.em(0.75), level=1)
        # Qt draws a ruler under a block in the colour of the block's background, and then no background.
        rule = QTextLength(QTextLength.Type.PercentageLength, 100)
        form.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, rule)
        form.setBackground(QColor(style.theme.accent))
    else:
        form = style.block(
            line=style.em(1.75), above=style.em(0.95), below=style.em(0.4), indent=indent, level=chapter.level
        )
    pen.block(form)
    pen.words(passage, 0, whole, role)
    if chapter.note:
        note = style.block(line=style.line, below=style.em(0.6))
        note.setBackground(QColor(style.theme.hover))
        pen.block(note)
        pen.own(f"〔阅读器说明〕{chapter.note}", "own_note")
