"""Old workbooks of Excel and WPS (.xls, .et; BIFF 5 and 8 in a compound file): cells as they are shown."""

import struct
from collections.abc import Callable, Iterator
from contextlib import suppress

from db.source.formats.biff import (
    BiffRecord,
    StringsReader,
    packed_number,
    records,
    short_text,
    stored,
)
from db.source.formats.bounds import CELLS, CHARACTERS, too_much
from db.source.formats.compound import CompoundFile
from db.source.formats.encoding import codec_of
from db.source.formats.number_formats import BUILT_IN, GENERAL
from db.source.formats.page_styles import REMARKS
from db.source.formats.programs import locked
from db.source.formats.scripts import Script
from db.source.formats.sheet_styles import CellFont, CellStyle, CellWriter, Run
from db.source.formats.sheets import LOST, SHEETS, EnoughError, Sheet, Workbook, too_large
from db.source.lines import SourceText

_BOF, _EOF, _PASSWORD = 0x809, 0x0A, 0x2F
_NEW = 0x600
_SCRIPTS: dict[int, Script] = {1: "raised", 2: "lowered"}
_WHITES = (1, 9, 0x41)
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip
_STRINGS = 4 * CELLS
"""Texts of all sheets at most."""
_COLUMNS = 16_384
_RICH = 0xD6
_FAILED, _BLANK = 2, 3
"""Results of formulas that are no numbers."""
_REMARK, _CHART, _PICTURE = 0x19, 5, 8
"""Kinds of drawn things."""


def read_xls(data: bytes, name: str) -> SourceText:
    """The sheets of an old workbook. Raises SourceError when it is damaged, empty, encrypted or too large."""
    compound = CompoundFile(data, name)
    stream = compound.stream("workbook") or compound.stream("book")
    if not stream:
        raise compound.damaged("no workbook")
    book = Workbook(name, "xls")
    try:
        _Reader(stream, book).read()
    except (struct.error, IndexError, LookupError, ValueError, OverflowError) as error:
        raise compound.damaged(repr(error)) from error
    return book.source()


class _Reader:
    """What stands in the stream before the sheets, and the sheets."""

    def __init__(self, stream: bytes, book: Workbook) -> None:
        self.book = book
        self.writer = CellWriter(book)
        self.codec = "gb18030"
        self.new = True
        self.strings: list[tuple[str, list[tuple[int, int]]]] = []
        self.fonts: list[CellFont] = []
        self.blank: list[tuple[Sheet, int, int]] = []
        """Formulas with empty words for a result."""
        self.worked_out = False
        """Some formula has another one."""
        self._stream = stream
        self._codes = dict(BUILT_IN)
        self._looks: list[tuple[int, int, bool]] = []
        """Of each format of cells: the number's format, the font, whether it has a ground."""
        self._styles: dict[int, CellStyle] = {}
        self._sheets: list[tuple[int, int, int, str]] = []

    def read(self) -> None:
        """Read everything."""
        for record in records(self._stream, 0):
            if record.number == _EOF:
                break
            if record.number == _BOF:
                self.new = struct.unpack_from("<H", record.data)[0] == _NEW
            elif record.number == _PASSWORD:
                raise locked(self.book.name, sheet=True)
            elif record.number in _GLOBALS:
                _GLOBALS[record.number](self, record)
        for start, state, kind, name in self._sheets[:SHEETS]:
            sheet = self.book.sheet(name, hidden=bool(state & 3))
            if kind == 2:
                sheet.drawn["图表"] += 1
            if kind == 0:
                with suppress(EnoughError):
                    _SheetReader(self).read(records(self._stream, start))
        # Where no formula has a result, nobody worked them out: empty words are none of theirs.
        for sheet, row, column in self.blank if not self.worked_out else ():
            sheet.cells[row, column] = LOST
            sheet.lost += 1
        self.book.more = len(self._sheets) > SHEETS

    def style(self, number: int) -> CellStyle:
        """A format of cells by its number."""
        if number not in self._styles:
            code, font, ground = self._looks[number] if number < len(self._looks) else (0, 0, False)
            self._styles[number] = CellStyle(self._codes.get(code, GENERAL), self.font(font), ground)
        return self._styles[number]

    def font(self, number: int) -> CellFont:
        """A font by its number; there is no number 4."""
        at = number - (number > 4)
        return self.fonts[at] if at < len(self.fonts) else CellFont()

    def code_page(self, record: BiffRecord) -> None:
        self.codec = codec_of(struct.unpack_from("<H", record.data)[0])

    def dates(self, record: BiffRecord) -> None:
        self.writer.from_1904 = record.data[:1] == b"\1"

    def add_font(self, record: BiffRecord) -> None:
        _, flags, colour, _, moved = struct.unpack_from("<5H", record.data)
        self.fonts.append(CellFont(bool(flags & 8), _SCRIPTS.get(moved, ""), colour in _WHITES))

    def add_code(self, record: BiffRecord) -> None:
        number = struct.unpack_from("<H", record.data)[0]
        self._codes[number] = short_text(record.data, 2, self.codec, wide=self.new, long=self.new)[0]

    def add_look(self, record: BiffRecord) -> None:
        font, code = struct.unpack_from("<HH", record.data)
        # The kind of pattern: none is 0.
        bits = struct.unpack_from("<I", record.data, 14 if self.new else 8)[0]
        pattern = bits >> 26 if self.new else bits >> 16 & 0x3F
        self._looks.append((code, font, pattern != 0))

    def add_sheet(self, record: BiffRecord) -> None:
        start, state, kind = struct.unpack_from("<IBB", record.data)
        self._sheets.append((start, state, kind, short_text(record.data, 6, self.codec, wide=self.new)[0]))

    def add_strings(self, record: BiffRecord) -> None:
        count = struct.unpack_from("<I", record.data, 4)[0]
        if count > _STRINGS:
            raise too_large(self.book.name)
        reader = StringsReader(record.parts, 0, 8)
        length = 0
        # Some programs tell a wrong number of them; what is missing is told where a cell needs it.
        with suppress(IndexError, struct.error):
            for _ in range(count):
                self.strings.append(reader.text())
                length += len(self.strings[-1][0])
                if length > 2 * CHARACTERS:
                    raise too_much(self.book.name)


_GLOBALS: dict[int, Callable[[_Reader, BiffRecord], None]] = {
    0x42: _Reader.code_page,
    0x22: _Reader.dates,
    0x31: _Reader.add_font,
    0x231: _Reader.add_font,
    0x41E: _Reader.add_code,
    0xE0: _Reader.add_look,
    0x85: _Reader.add_sheet,
    0xFC: _Reader.add_strings,
}


class _SheetReader:
    """Reads the cells of one sheet."""

    def __init__(self, whole: _Reader) -> None:
        self._whole = whole
        self._writer = whole.writer
        self._sheet = whole.book.sheets[-1]
        self._open: tuple[int, int, CellStyle] | None = None
        """The formula whose words stand in the next record."""
        self._drawn = 0
        """Kind of the thing that was drawn last."""

    def read(self, found: Iterator[BiffRecord]) -> None:
        """Read the records of the sheet, but for those of charts in it."""
        depth = 0
        for record in found:
            number = record.number
            if number == _BOF:
                depth += 1
            elif number == _EOF:
                depth -= 1
                if depth <= 0:
                    break
            elif depth == 1 and number in _CELLS:
                _CELLS[number](self, record)

    def row(self, record: BiffRecord) -> None:
        row, _, _, high = struct.unpack_from("<4H", record.data)
        if struct.unpack_from("<I", record.data, 12)[0] & 0x20 or not high & 0x7FFF:
            self._sheet.hidden_rows.add(row)

    def columns(self, record: BiffRecord) -> None:
        first, last, wide, _, flags = struct.unpack_from("<5H", record.data)
        if (flags & 1 or not wide) and len(self._sheet.hidden_columns) < _COLUMNS:
            self._sheet.hidden_columns.append((first, last))

    def merges(self, record: BiffRecord) -> None:
        count = struct.unpack_from("<H", record.data)[0]
        for at in range(count):
            first, last, left, right = struct.unpack_from("<4H", record.data, 2 + 8 * at)
            if first <= last and left <= right:
                self._sheet.merges.append((first, left, last - first + 1, right - left + 1))

    def shared(self, record: BiffRecord) -> None:
        row, column, look, number = struct.unpack_from("<HHHI", record.data)
        if number < len(self._whole.strings):
            words, fonts = self._whole.strings[number]
            self._text(row, column, self._whole.style(look), words, fonts)
        else:
            self._sheet.missing += 1

    def label(self, record: BiffRecord) -> None:
        row, column, look = struct.unpack_from("<3H", record.data)
        new = self._whole.new
        words, end = short_text(record.data, 6, self._whole.codec, wide=new, long=True)
        fonts: list[tuple[int, int]] = []
        if record.number == _RICH:
            size, form = (2, "<HH") if new else (1, "<BB")
            count = int.from_bytes(record.data[end : end + size], "little")
            places = (end + size + at * size * 2 for at in range(count))
            fonts = [struct.unpack_from(form, record.data, place) for place in places]
        self._text(row, column, self._whole.style(look), words, fonts)

    def number(self, record: BiffRecord) -> None:
        row, column, look, number = struct.unpack_from("<3Hd", record.data)
        self._number(row, column, look, number)

    def packed(self, record: BiffRecord) -> None:
        row, column, look, number = struct.unpack_from("<3HI", record.data)
        self._number(row, column, look, packed_number(number))

    def several(self, record: BiffRecord) -> None:
        row, first = struct.unpack_from("<HH", record.data)
        for at in range((len(record.data) - 6) // 6):
            look, number = struct.unpack_from("<HI", record.data, 4 + 6 * at)
            self._number(row, first + at, look, packed_number(number))

    def truth(self, record: BiffRecord) -> None:
        row, column, look, value, is_error = struct.unpack_from("<3HBB", record.data)
        self._plain(row, column, self._whole.style(look), value, is_error=bool(is_error))

    def formula(self, record: BiffRecord) -> None:
        row, column, look = struct.unpack_from("<3H", record.data)
        result = record.data[6:14]
        style = self._whole.style(look)
        self._open = None
        if result[6:] != b"\xff\xff":
            self._number(row, column, look, struct.unpack("<d", result)[0])
        elif result[0] == 0:
            self._open = row, column, style
        elif result[0] == _BLANK:
            self._whole.blank.append((self._sheet, row, column))
            return
        else:
            self._plain(row, column, style, result[2], is_error=result[0] == _FAILED)
        self._whole.worked_out = True

    def words(self, record: BiffRecord) -> None:
        if self._open is not None:
            row, column, style = self._open
            self._open = None
            if self._whole.new:
                words = StringsReader(record.parts).text()[0]
            else:
                words = short_text(record.data, 0, self._whole.codec, wide=False, long=True)[0]
            self._text(row, column, style, words, [])

    def drawn(self, record: BiffRecord) -> None:
        self._drawn = struct.unpack_from("<H", record.data, 4)[0]
        what = {_CHART: "图表", _PICTURE: "图片"}.get(self._drawn, "")
        if what:
            self._sheet.drawn[what] += 1

    def box(self, record: BiffRecord) -> None:
        """The words of a remark, or of a text box."""
        length = struct.unpack_from("<H", record.data, 10)[0]
        if not self._whole.new or not length or len(record.parts) < 2:
            return
        wide = record.parts[1][:1] > b"\0"
        words = StringsReader(record.parts, 1, 1).signs(length, wide=wide)
        if self._drawn == _REMARK:
            self._sheet.left_out.append((REMARKS, words))
        elif words.strip():
            self._sheet.texts += words.split("\n")

    def _number(self, row: int, column: int, look: int, number: float) -> None:
        self._writer.number(row, column, stored(number), self._whole.style(look))

    def _plain(self, row: int, column: int, style: CellStyle, value: int, *, is_error: bool) -> None:
        if is_error:
            self._writer.error(row, column, _ERRORS.get(value, "#N/A"), style)
        else:
            self._writer.truth(row, column, style, true=bool(value))

    def _text(
        self, row: int, column: int, style: CellStyle, words: str, fonts: list[tuple[int, int]]
    ) -> None:
        ends = [start for start, _ in fonts] + [len(words)]
        runs = [Run(words[: ends[0]], CellFont())] if ends[0] else []
        runs += (
            Run(words[start:end], self._whole.font(font))
            for (start, font), end in zip(fonts, ends[1:], strict=True)
            if start < end
        )
        self._writer.runs(row, column, runs, style)


_CELLS: dict[int, Callable[[_SheetReader, BiffRecord], None]] = {
    0x208: _SheetReader.row,
    0x7D: _SheetReader.columns,
    0xE5: _SheetReader.merges,
    0xFD: _SheetReader.shared,
    0x204: _SheetReader.label,
    _RICH: _SheetReader.label,
    0x203: _SheetReader.number,
    0x27E: _SheetReader.packed,
    0xBD: _SheetReader.several,
    0x205: _SheetReader.truth,
    0x06: _SheetReader.formula,
    0x207: _SheetReader.words,
    0x5D: _SheetReader.drawn,
    0x1B6: _SheetReader.box,
}
