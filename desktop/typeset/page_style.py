"""Sizes, fonts and formats of the page. All sizes are in logical pixels, and follow from the body's."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextBlockFormat, QTextCharFormat, QTextFormat

from desktop.look.theme import HEI, KAI, SONG, Theme, families

TextRole = Literal[
    "body", "lead", "chapter", "section", "own_heading", "own_note", "plan_title", "plan_line",
    "box_title", "item", "item_lead", "cell", "cell_strong", "cell_weak", "header",
]  # fmt: skip
"""What a run of words is on the page; it decides font, weight and colour."""

BODY = 17.0
"""Body size at 100 %, in pixels."""
MEASURE = 38
"""Characters on a full line."""
_NARROWEST = 34.0
"""Pixels of the narrowest margin: room for the sign of a note or bookmark beside the words, and for the rail
of hits.
"""


@dataclass(frozen=True)
class PageStyle:
    """How a page looks at a theme and a zoom."""

    # No slots: cached_property keeps its values in the instance's __dict__.
    theme: Theme
    size: float = BODY
    """Body size in pixels."""
    measure: float = MEASURE
    """Width of the text in body characters."""
    margin: float = 60.0
    """From the sheet's edge to the text, left and right, in pixels."""
    top: float = 26.0
    bottom: float = 80.0
    song: tuple[str, ...] = field(default_factory=lambda: tuple(families(SONG)))
    hei: tuple[str, ...] = field(default_factory=lambda: tuple(families(HEI)))
    kai: tuple[str, ...] = field(default_factory=lambda: tuple(families((*KAI, *HEI))))

    @classmethod
    def screen(cls, theme: Theme, zoom: int = 100, *, hei: bool = False) -> "PageStyle":
        """The page on screen at `zoom` percent; with `hei` running text too is set in Hei."""
        size = round(BODY * zoom / 100, 1)
        return cls(theme, size=size, song=tuple(families(HEI))) if hei else cls(theme, size=size)

    def fitted(self, width: float) -> "PageStyle":
        """The same for a window `width` pixels wide: with narrower margins, and at last a shorter line, where
        it must.
        """
        if width >= self.sheet_width:
            return self
        margin = max(_NARROWEST, min(self.margin, (width - self.text_width) / 2))
        measure = min(self.measure, (width - 2 * margin) // self.size)
        return replace(self, margin=margin, measure=max(measure, 8))

    @property
    def text_width(self) -> float:
        """Pixels that a full line takes."""
        return self.measure * self.size

    @property
    def sheet_width(self) -> float:
        """Pixels from the sheet's left edge to its right one."""
        return self.text_width + 2 * self.margin

    def em(self, characters: float) -> float:
        """The width of that many body characters."""
        return round(characters * self.size, 1)

    @cached_property
    def line(self) -> float:
        """Height of a body line: 30 px at 17."""
        return round(self.size * 30 / 17)

    @cached_property
    def small(self) -> float:
        """Size of words in boxes and tables."""
        return round(self.size * 0.88, 1)

    @cached_property
    def small_line(self) -> float:
        """Height of a line in boxes and tables."""
        return round(self.small * 1.6)

    @cached_property
    def _chars(self) -> dict[TextRole, QTextCharFormat]:
        theme = self.theme
        bold, normal = QFont.Weight.Bold, QFont.Weight.Normal
        table: dict[TextRole, tuple[tuple[str, ...], float, QFont.Weight, str]] = {
            "body": (self.song, self.size, normal, theme.text),
            "lead": (self.song, self.size, bold, theme.text),
            "chapter": (self.hei, self.size * 1.53, bold, theme.text),
            "section": (self.hei, self.size * 1.18, bold, theme.text),
            "own_heading": (self.kai, self.size * 1.35, normal, theme.secondary),
            "own_note": (self.kai, self.small, normal, theme.secondary),
            "plan_title": (self.hei, self.size * 1.18, bold, theme.text),
            "plan_line": (self.hei, self.size * 0.82, normal, theme.secondary),
            "box_title": (self.hei, self.size * 0.97, bold, theme.text),
            "item": (self.hei, self.small, normal, theme.text),
            "item_lead": (self.hei, self.small, bold, theme.text),
            "cell": (self.hei, self.small, normal, theme.text),
            "cell_strong": (self.hei, self.small, bold, theme.text),
            "cell_weak": (self.hei, self.small, normal, theme.secondary),
            "header": (self.hei, self.size * 0.79, normal, theme.secondary),
        }
        return {role: _char(*row) for role, row in table.items()}

    def char(self, role: TextRole) -> QTextCharFormat:
        """The character format of a role. Don't change it: it is shared."""
        return self._chars[role]

    def block(
        self,
        *,
        line: float | None = None,
        above: float = 0,
        below: float = 0,
        indent: float = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        level: int = 0,
    ) -> QTextBlockFormat:
        """A block format with a fixed line height, which is surer across fonts than a percentage."""
        form = QTextBlockFormat()
        form.setLineHeight(line or self.line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        form.setTopMargin(above)
        form.setBottomMargin(below)
        form.setTextIndent(indent)
        form.setAlignment(align)
        if level:
            form.setHeadingLevel(min(level, 6))
        return form

    @cached_property
    def body_block(self) -> QTextBlockFormat:
        """A paragraph: justified, its first line two characters in (GB/T 9704—2012, 7.3.3:
        每个自然段左空二字).
        """
        return self.block(below=self.em(0.45), indent=self.em(2), align=Qt.AlignmentFlag.AlignJustify)

    def advance(self, role: TextRole, text: str) -> float:
        """Width of `text` in the role's font, in pixels."""
        return QFontMetricsF(self.char(role).font()).horizontalAdvance(text)

    def full_width(self, role: TextRole, char: str) -> bool:
        """Whether the role's font draws the punctuation mark as wide as a character."""
        known = self._widths.get((role, char))
        if known is None:
            # A font draws a mark about as wide as a character, or half as wide. Measured once: text is full
            # of marks.
            known = self._widths[role, char] = self.advance(role, char) > 0.9 * self.advance(role, "国")
        return known

    @cached_property
    def _widths(self) -> dict[tuple[TextRole, str], bool]:
        return {}


def _char(family: tuple[str, ...], size: float, weight: QFont.Weight, colour: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFontFamilies(list(family))
    # QTextCharFormat has a setter for points only.
    form.setProperty(QTextFormat.Property.FontPixelSize, round(size))
    form.setFontWeight(weight)
    form.setForeground(QColor(colour))
    return form
