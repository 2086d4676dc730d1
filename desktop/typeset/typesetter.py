"""Sets the parts of a plan: the card with its name, headings, paragraphs, boxes."""

from PySide6.QtGui import QColor, QTextFormat, QTextLength

from db.records import Chapter, Passage, PlanInfo
from desktop.typeset.box_table import write_box
from desktop.typeset.document_writer import DocumentWriter
from desktop.typeset.page_blocks import PageBlock
from desktop.typeset.page_style import TextRole


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
