"""Writes a plan's words into a QTextDocument, from its start to its end, and notes where each character went."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat, QTextOption

from db.records import Gap, GapKind, Passage, Plan
from desktop.typeset.gap_sign import OWN, sign_parts, words
from desktop.typeset.page_style import PageStyle, Role
from desktop.typeset.text_map import TextMap

_OPENING = "“‘（《〈「『【〔［｛"
_CLOSING = "”’）》〉」』】〕］｝，。、；：！？"
_SHARES_BLANK = re.compile(f"[{_CLOSING}](?=[{_OPENING}{_CLOSING}])|[{_OPENING}](?=[{_OPENING}])")
"""A mark before another mark: one half of the blank between the two goes (as CLREQ asks)."""
_RANGES = "-–—－~～至"


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign 〔缺〕 in the document."""

    position: int
    key: str
    """The passage that it stands in."""
    kind: GapKind

    @property
    def end(self) -> int:
        """The document position after it."""
        return self.position + len(words(self.kind))


class Pen:
    """Positions are final as soon as they are written: write in the order of the document only."""

    def __init__(self, plan: Plan, style: PageStyle) -> None:
        self.style = style
        self.document = _empty_document(style)
        self.cursor = QTextCursor(self.document)
        self.map = TextMap()
        self.signs: list[Sign] = []
        self._fresh = True
        self._gaps: dict[str, list[Gap]] = {}
        for gap in plan.gaps:
            self._gaps.setdefault(gap.key, []).append(gap)
        self._full_width: dict[tuple[Role, str], bool] = {}

    def move(self, cursor: QTextCursor) -> None:
        """Go on at the cursor (a table's cell, or what follows a table), in a block where nothing is yet."""
        self.cursor = cursor
        self._fresh = True

    def block(self, form: QTextBlockFormat) -> None:
        """Begin a block."""
        if self._fresh:
            self.cursor.setBlockFormat(form)
            self._fresh = False
        else:
            self.cursor.insertBlock(form)

    def own(self, text: str, role: Role, tip: str = "") -> None:
        """Write words that are the reader's own: seen, and no part of the plan."""
        form = QTextCharFormat(self.style.char(role))
        form.setProperty(OWN, True)
        if tip:
            form.setToolTip(tip)
        self.cursor.insertText(text, form)

    def words(self, passage: Passage, start: int, end: int, role: Role) -> None:
        """Write a passage's code points from `start` to `end`, with the signs that stand among them."""
        form, at = self.style.char(role), start
        for offset, gap in self._gap_points(passage, start, end):
            self._run(passage, at, offset, role)
            self.signs.append(Sign(self.cursor.position(), passage.key, gap.kind))
            for text, part in sign_parts(gap, form, self.style.theme.lost):
                self.cursor.insertText(text, part)
            at = offset
        self._run(passage, at, end, role)

    def gaps_within(self, passage: Passage, start: int, end: int) -> int:
        """How many signs are drawn among those characters."""
        return len(self._gap_points(passage, start, end))

    def _run(self, passage: Passage, start: int, end: int, role: Role) -> None:
        text = passage.text[start:end]
        self.map.add(self.cursor.position(), passage.key, start, text)
        form, at = self.style.char(role), 0
        for mark in _SHARES_BLANK.finditer(text):
            if self._is_full_width(role, mark.group()):
                self.cursor.insertText(text[at : mark.start()], form)
                self.cursor.insertText(mark.group(), _closed_up(form))
                at = mark.end()
        self.cursor.insertText(text[at:], form)

    def _is_full_width(self, role: Role, mark: str) -> bool:
        known = self._full_width.get((role, mark))
        if known is None:
            known = self._full_width[role, mark] = self.style.full_width(role, mark)
        return known

    def _gap_points(self, passage: Passage, start: int, end: int) -> list[tuple[int, Gap]]:
        last = end == len(passage.text)
        points: list[tuple[int, Gap]] = []
        for gap in self._gaps.get(passage.key, []):
            first, after = gap.span
            # A range of which only the dash is left has lost both its ends.
            both = first < after and passage.text[first:after] in _RANGES
            ends: Iterable[int] = (first, after) if both else (first,)
            points += [(offset, gap) for offset in ends if start <= offset < end or (last and offset == end)]
        return sorted(points, key=lambda point: point[0])


def _closed_up(form: QTextCharFormat) -> QTextCharFormat:
    """The format of a mark whose neighbour stands in its blank half."""
    closer = QTextCharFormat(form)
    closer.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    closer.setFontLetterSpacing(-0.5 * form.intProperty(QTextFormat.Property.FontPixelSize))
    return closer


def _empty_document(style: PageStyle) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    font = QFont()
    font.setFamilies(list(style.song))
    font.setPixelSize(round(style.size))
    document.setDefaultFont(font)
    root = document.rootFrame().frameFormat()
    root.setLeftMargin(style.margin)
    root.setRightMargin(style.margin)
    root.setTopMargin(style.top)
    root.setBottomMargin(style.bottom)
    document.rootFrame().setFrameFormat(root)
    return document
