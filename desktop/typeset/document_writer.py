"""Writes a plan's words into a QTextDocument, in their order, and notes where each character went."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from db.records import Gap, Passage
from desktop.typeset.gap_sign import OWN, filled_form, sign_parts
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.page_style import PageStyle, TextRole
from desktop.typeset.text_map import TextMap

if TYPE_CHECKING:
    from desktop.typeset.box_layout import BoxCard

_OPENING = "“‘（《〈「『【〔［｛"
_CLOSING = "”’）》〉」』】〕］｝，。、；：！？"
_SHARES_BLANK = re.compile(f"[{_CLOSING}](?=[{_OPENING}{_CLOSING}])|[{_OPENING}](?=[{_OPENING}])")
"""A mark before another mark: one half of the blank between the two goes (标点挤压, W3C's CLREQ).

Takes ） in ），and 》 in 》《; does not take ， before a character.
"""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign 〔缺〕 in the document."""

    position: int
    offset: int
    """The code point of the passage before which it stands."""
    gap: Gap

    @property
    def end(self) -> int:
        """The document position after it."""
        return self.position + len(self.gap.sign)


class DocumentWriter:
    """Positions are final as soon as they are written: write in the order of the document only."""

    def __init__(
        self,
        parts: PageBlocks,
        style: PageStyle,
        cursor: QTextCursor,
        cards: dict[str, "BoxCard"],
    ) -> None:
        """Write at the cursor, in blocks of its own."""
        self.parts = parts
        self.style = style
        self.cursor = cursor
        self.cards = cards
        """Boxes and how they are set, one for all pieces of a long one."""
        self.map = TextMap()
        """Positions count from where the pen began."""
        self.signs: list[Sign] = []
        """Positions count from where the pen began."""
        self._origin = cursor.position()
        self._fresh = False

    def move(self, cursor: QTextCursor) -> None:
        """Go on at the cursor (a table's cell, or what follows a table), in a block where nothing is yet."""
        self.cursor = cursor
        self._fresh = True

    def block(self, form: QTextBlockFormat) -> None:
        """Begin a block."""
        empty = self._fresh or self.cursor.block().length() == 1
        if not self._fresh:
            self.cursor.insertBlock(form)
        if empty:
            # insertBlock in an empty block puts the new block before it, and the cursor stays in the old one.
            self.cursor.setBlockFormat(form)
        self._fresh = False

    def own(self, text: str, role: TextRole, tip: str = "") -> None:
        """Write words of the program's own: they are seen, and are no part of the plan."""
        form = QTextCharFormat(self.style.char(role))
        form.setProperty(OWN, True)
        if tip:
            form.setToolTip(tip)
        self.cursor.insertText(text, form)

    def words(self, passage: Passage, start: int, end: int, role: TextRole) -> None:
        """Write a passage's code points from `start` to `end`, with the signs that stand among them."""
        form, at = self.style.char(role), start
        for offset, gap in self.parts.view.signs(passage.key, start, end):
            self._run(passage, at, offset, role)
            self.signs.append(Sign(self.cursor.position() - self._origin, offset, gap))
            for text, part in sign_parts(gap, form, self.style.theme.lost):
                self.cursor.insertText(text, part)
            # One gap may have several signs: what was filled in is written once, after the last.
            if (filled := self.parts.filled.get(gap)) and offset == gap.offsets(passage.text)[-1]:
                self.cursor.insertText(filled, filled_form(form, self.style.theme.filled))
            at = offset
        self._run(passage, at, end, role)

    def signs_width(self, passage: Passage, start: int, end: int) -> float:
        """About how wide the signs among those characters are, in characters, with what was filled in."""
        found = self.parts.view.signs(passage.key, start, end)
        # 2.2: the sign 〔缺〕 is one character between two brackets of 60 % (see gap_sign).
        return sum(2.2 + len(self.parts.filled.get(gap, "")) for _, gap in found)

    def _run(self, passage: Passage, start: int, end: int, role: TextRole) -> None:
        at, form = start, self.style.char(role)
        for (first, after), key in self.parts.links(passage):
            # A link that a sign or a cell's edge cuts through is set as plain words.
            if start <= first and after <= end:
                self._letters(passage, at, first, role, form)
                self._letters(passage, first, after, role, _leading(form, key, self.style.theme.accent))
                at = after
        self._letters(passage, at, end, role, form)

    def _letters(self, passage: Passage, start: int, end: int, role: TextRole, form: QTextCharFormat) -> None:
        text, at = passage.text[start:end], 0
        # One run, however many formats it is written in: formats take no positions.
        self.map.add(self.cursor.position() - self._origin, passage.key, start, text)
        for mark in _SHARES_BLANK.finditer(text):
            # Some fonts draw “ and ” as narrow as Latin quotes: these have no blank to give.
            if self.style.full_width(role, mark.group()):
                self.cursor.insertText(text[at : mark.start()], form)
                self.cursor.insertText(mark.group(), _closed_up(form))
                at = mark.end()
        self.cursor.insertText(text[at:], form)


def _leading(form: QTextCharFormat, key: str, colour: str) -> QTextCharFormat:
    """The format of words that lead to the passage with this key; `colour` as #RRGGBB."""
    link = QTextCharFormat(form)
    link.setAnchor(True)
    link.setAnchorHref(key)
    link.setForeground(QColor(colour))
    link.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    return link


def _closed_up(form: QTextCharFormat) -> QTextCharFormat:
    """The format of a mark whose neighbour stands in its blank half."""
    closer = QTextCharFormat(form)
    closer.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    # Qt adds letter spacing after a character: a negative one pulls up the next mark.
    closer.setFontLetterSpacing(-0.5 * form.intProperty(QTextFormat.Property.FontPixelSize))
    return closer


def empty_document(style: PageStyle) -> QTextDocument:
    """A document for words in this style, with a sheet's side margins."""
    document = QTextDocument()
    # Nobody edits the page; undo would record every part that is set or taken away.
    document.setUndoRedoEnabled(False)
    # The margins are the root frame's alone.
    document.setDocumentMargin(0)
    option = QTextOption()
    # A Latin word or a number that is longer than its cell is broken, and not cut off.
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    font = QFont()
    font.setFamilies(list(style.song))
    font.setPixelSize(round(style.size))
    document.setDefaultFont(font)
    root = document.rootFrame().frameFormat()
    root.setLeftMargin(style.margin)
    root.setRightMargin(style.margin)
    document.rootFrame().setFrameFormat(root)
    return document
