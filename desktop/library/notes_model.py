"""The lists beside the source: what is doubtful, the outline, what was dropped, what is lost, what was cut or
joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.records import GAP_NAMES
from db.source.review import Reviewed

NumberRole = Qt.ItemDataRole.UserRole + 1
"""The source line; 0 for what concerns the whole."""
_Index = QModelIndex | QPersistentModelIndex
_QUOTE = 30


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """A line of one of the lists."""

    number: int
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
        ReviewNote(each.line, f"{each.text[:_QUOTE] or '（空）'}　{each.why}") for each in report.plan.dropped
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


class NotesModel(QAbstractListModel):
    """One list at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notes: tuple[ReviewNote, ...] = ()

    def set_notes(self, notes: Sequence[ReviewNote]) -> None:
        """Show these."""
        self.beginResetModel()
        self.notes = tuple(notes)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        note = self.notes[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return note.words
        return note.number if role == NumberRole else None
