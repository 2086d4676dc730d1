"""The lists beside the source: what is doubtful, the outline, what was dropped, what is lost, what was cut or
joined.
"""

from dataclasses import dataclass

from db.records import GAP_NAMES
from db.source.review import Reviewed

_QUOTE = 30
"""Characters of a line that a list quotes."""


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """A line of one of the lists."""

    number: int
    """The source line; 0 for what concerns the whole."""
    words: str


@dataclass(frozen=True, slots=True)
class NoteList:
    """One of the lists."""

    title: str
    notes: tuple[ReviewNote, ...]
    empty: str
    """What is said where there is nothing in it."""


def note_lists(found: Reviewed) -> tuple[NoteList, ...]:
    """The lists of an import, the doubtful lines first."""
    report = found.report
    texts = {line.number: line.text for line in found.lines}
    # Line 0 is none: the doubt is about the whole text.
    doubts = [
        ReviewNote(
            doubt.line,
            f"第 {doubt.line} 行：{doubt.why}{_quoted(texts.get(doubt.line, ''))}"
            if doubt.line
            else doubt.why,
        )
        for doubt in report.doubts
    ]
    outline = [
        ReviewNote(chapter.lines[-1] if chapter.lines else 0, "　" * (chapter.level - 1) + chapter.heading)
        for chapter in report.plan.chapters
    ]
    dropped = [
        ReviewNote(each.line, f"{each.text[:_QUOTE] or '（空）'}　{each.why}") for each in report.left_out
    ]
    lost = [ReviewNote(each.line, f"…{each.text}…　{GAP_NAMES[each.kind]}") for each in report.lost]
    changed = [
        ReviewNote(
            line.number,
            f"第 {line.number} 行{'拆成标题和正文' if line.cut else '与上一行接成一段'}{_quoted(line.text)}",
        )
        for line in found.lines
        if (line.cut and line.became == "heading") or (line.joined and line.became == "body")
    ]
    return (
        NoteList("需核对", tuple(doubts), "没有需要核对的地方。"),
        NoteList("目录", tuple(outline), "没有识别出标题。"),
        NoteList("不收入", tuple(dropped), "原文的每一行都收入了正文。"),
        NoteList("缺失", tuple(lost), "没有发现缺失的数字或名称。"),
        NoteList("拆合", tuple(changed), "没有拆开或接合的行。"),
    )


def _quoted(text: str) -> str:
    words = text if len(text) <= _QUOTE else text[:_QUOTE] + "…"
    return f"“{words}”" if words else ""
