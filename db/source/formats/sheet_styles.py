"""How the cells of a sheet look, as far as it says what a person sees: the number's format, what is struck
out, raised, lowered, or white on white. The same for the old and the new files of Excel and WPS.
"""

from dataclasses import dataclass, field

from db.source.formats.docx_words import ParagraphWords
from db.source.formats.number_formats import GENERAL, shown_number, shown_text
from db.source.formats.page_styles import DELETED, HIDDEN
from db.source.formats.scripts import Script
from db.source.formats.sheets import LOST, Workbook


@dataclass(frozen=True, slots=True)
class CellFont:
    """What matters of a font."""

    struck: bool = False
    script: Script = ""
    white: bool = False


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What matters of the format of a cell."""

    code: str = GENERAL
    font: CellFont = CellFont()
    ground: bool = False
    """It has a colour behind its words."""


@dataclass(slots=True)
class Run:
    """Words of one look in a cell."""

    words: str
    font: CellFont


PLAIN = CellStyle()


@dataclass(slots=True)
class CellWriter:
    """Puts cells into a workbook as they are shown."""

    book: Workbook
    from_1904: bool = False
    white_ground: bool = True
    """Nothing but the cells' own formats puts a colour behind words in this sheet."""
    _shown: dict[tuple[str, CellStyle], str | None] = field(
        default_factory=dict[tuple[str, CellStyle], "str | None"]
    )

    def number(self, row: int, column: int, stored: str, style: CellStyle) -> None:
        """A number, as the file writes it."""
        known = (stored, style)
        if known not in self._shown:
            try:
                value = float(stored)
            except ValueError:
                value = float("nan")
            self._shown[known] = shown_number(value, style.code, from_1904=self.from_1904)
        shown = self._shown[known]
        if shown is None:
            self.book.sheets[-1].unformed += 1
            shown = stored
        self._put(row, column, shown, style, stored)

    def runs(self, row: int, column: int, runs: list[Run], style: CellStyle) -> None:
        """A text, of one look or several."""
        words = ParagraphWords()
        for run in runs:
            font = run.font
            if style.font.struck or font.struck:
                words.leave_out(DELETED, run.words)
            else:
                words.add(run.words, bold=False, script=font.script or style.font.script)
        sheet = self.book.sheets[-1]
        sheet.left_out += words.left_out
        text = words.text()
        shown = shown_text(text, style.code) if text else ""
        self._put(row, column, shown, style, text, struck=False)

    def truth(self, row: int, column: int, style: CellStyle, *, true: bool) -> None:
        """TRUE or FALSE."""
        self._put(row, column, "TRUE" if true else "FALSE", style, "")

    def error(self, row: int, column: int, sign: str, style: CellStyle) -> None:
        """An error such as #REF!"""
        self.book.sheets[-1].errors += 1
        self._put(row, column, sign, style, sign)

    def lost(self, row: int, column: int) -> None:
        """A formula that came without its result; nothing is worked out in its place."""
        self.book.sheets[-1].lost += 1
        self.book.put(row, column, LOST)

    def _put(
        self, row: int, column: int, shown: str, style: CellStyle, stored: str, *, struck: bool = True
    ) -> None:
        font = style.font
        why = ""
        if font.struck and struck:
            why = DELETED
        elif not shown or (font.white and not style.ground and self.white_ground):
            why = HIDDEN
        if not why:
            self.book.put(row, column, shown)
        elif shown or stored:
            self.book.sheets[-1].left_out.append((why, shown or stored))
