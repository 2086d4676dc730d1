"""Workbooks of Excel, WPS and LibreOffice (.xlsx, .xlsm, new .et): cells as they are shown.

Read with the standard library's zip and expat, bounded, as Word documents are: what a sheet shows is its
stored value in its number format, and no package gives both with the marks inside of a cell.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element

from db.errors import SourceError
from db.source.formats.bounds import CELLS, CHARACTERS, too_much
from db.source.formats.docx_styles import is_on
from db.source.formats.encoding import whole_characters
from db.source.formats.number_formats import BUILT_IN, GENERAL
from db.source.formats.packages import OpenedPackage, Relation, relations, stream_xml, target_of, whole_number
from db.source.formats.page_styles import REMARKS
from db.source.formats.scripts import Script
from db.source.formats.sheet_styles import PLAIN, CellFont, CellStyle, CellWriter, Run
from db.source.formats.sheets import SHEETS, EnoughError, Workbook, too_large
from db.source.lines import SourceText

_MAIN = "xl/workbook.xml"
# Takes `AB12`, not `12`
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# A sign that XML can't hold: takes `_x000D_`, not `_x0D_`
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Cells and rows without words, of which a sheet may have millions: takes `<c r="A1" s="3"/>` and
# `<x:row r="5"/>`, not `<col min="1"/>`
_EMPTY = re.compile(rb"<(?:\w{1,10}:)?(?:c|row)(?:\s[^<>]*+)?(?<=/)>")
_SCRIPTS: dict[str, Script] = {"superscript": "raised", "subscript": "lowered"}
_STRINGS = 4 * CELLS
"""Texts that sheets share, hidden ones too."""
_CROWDED = 2 * CELLS
"""Signs of filled cells beyond which a sheet is not looked at: some cells are filled with nothing."""
_PIECE = 1 << 20
_FURTHEST = 1_048_576, 16_384


def read_xlsx(data: bytes, name: str) -> SourceText:
    """The sheets of a workbook. Raises SourceError when it is damaged, empty or too large."""
    package = OpenedPackage(name, data)
    main = target_of(relations(package, ""), "officeDocument", _MAIN)
    root = package.part(main)
    sheets = root.find("sheets") if root is not None else None
    if root is None or sheets is None:
        raise SourceError(
            f"“{name}”是表格，但里面没有工作表，没有导入；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
        )
    book = Workbook(name, "xlsx")
    parts = relations(package, main)
    dated = root.find("workbookPr")
    writer = CellWriter(book, from_1904=dated is not None and dated.get("date1904") in ("1", "true"))
    strings = _strings(package, target_of(parts, "sharedStrings"))
    styles = _styles(package.part(target_of(parts, "styles")))
    for sheet in list(sheets)[:SHEETS]:
        hidden = sheet.get("state") in ("hidden", "veryHidden")
        made = book.sheet(_unescaped(sheet.get("name", "")), hidden=hidden)
        part = parts.get(sheet.get("id", ""), Relation("", ""))
        if part.kind == "worksheet":
            _sheet(package, part.target, writer, strings, styles)
        else:
            made.drawn["图表"] += 1
    book.more = len(sheets) > SHEETS
    return book.source()


def _sheet(
    package: OpenedPackage, part: str, writer: CellWriter, strings: list[list[Run]], styles: list[CellStyle]
) -> None:
    content = package.content(part)
    if content is None:
        writer.book.doubts.append(f"工作表“{writer.book.sheets[-1].name}”的内容不在文件里。")
        return
    filled = sum(content.count(sign) for sign in (b"<v>", b":v>", b"<is>"))
    if filled > _CROWDED and not writer.book.sheets[-1].hidden:
        raise too_large(package.name)
    # Each of them costs the parser as much as one with words.
    if content.count(b"/>") > CELLS:
        content = b"".join(_filled(content))
    # What puts a ground behind words without the cell's own format.
    writer.white_ground = b"tableParts" not in content and b"conditionalFormatting" not in content
    with suppress(EnoughError):
        stream_xml(content, package.name, _SheetReader(writer, strings, styles))
    related = relations(package, part)
    _remarks(
        package.part(target_of(related, "comments")),
        package.part(target_of(related, "threadedComment")),
        writer,
    )
    for each in related.values():
        if each.kind == "drawing":
            _drawing(package.part(each.target), writer)


def _filled(content: bytes) -> Iterator[bytes]:
    """The XML of a sheet without its empty cells and rows, in pieces: all of them at once would fill the
    memory.
    """
    at = 0
    while at < len(content):
        # No tag is cut; where none ends, the rest is one piece.
        end = content.rfind(b">", at, at + _PIECE) + 1 or len(content)
        yield _EMPTY.sub(b"", content[at:end])
        at = end


class _RunReader:
    """Reads the runs of a text, in the shared strings and in cells."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._font = CellFont()
        self._words: list[str] | None = None
        self._reading = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            self._words = []
        elif tag == "r":
            self._font = CellFont()
        elif tag == "rPh":  # how the words are read aloud
            self._reading += 1
        elif tag == "vertAlign":
            self._font = CellFont(self._font.struck, _SCRIPTS.get(attributes.get("val", ""), ""))
        elif tag == "strike" and attributes.get("val", "1") not in ("0", "false"):
            self._font = CellFont(True, self._font.script)

    def end(self, tag: str) -> None:
        if tag == "t" and self._words is not None:
            if not self._reading:
                self.runs.append(Run(_unescaped("".join(self._words)), self._font))
            self._words = None
        elif tag == "r":
            self._font = CellFont()
        elif tag == "rPh":
            self._reading -= 1

    def data(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def taken(self) -> list[Run]:
        """The runs so far; the next ones begin a new text."""
        runs, self.runs = self.runs, []
        return runs


class _StringsReader(_RunReader):
    """Reads the texts that all sheets share. Raises SourceError where they are more than any plan has."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.strings: list[list[Run]] = []
        self._name = name
        self._length = 0

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag == "si":
            self.strings.append(self.taken())
            if len(self.strings) > _STRINGS:
                raise too_large(self._name)

    def data(self, words: str) -> None:
        super().data(words)
        self._length += len(words)
        if self._length > 2 * CHARACTERS:
            raise too_much(self._name)


class _SheetReader:
    """Reads the cells of a sheet as they come."""

    def __init__(self, writer: CellWriter, strings: list[list[Run]], styles: list[CellStyle]) -> None:
        self._writer = writer
        self._sheet = writer.book.sheets[-1]
        self._strings = strings
        self._styles = styles
        self._row, self._column = -1, -1
        self._sort = ""
        self._style = PLAIN
        self._value: list[str] | None = None
        self._stored: str | None = None
        self._formula = False
        self._inline: _RunReader | None = None
        self._runs: list[Run] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._inline is not None:
            self._inline.start(tag, attributes)
        elif tag == "c":
            self._cell(attributes)
        elif tag == "v":
            self._value = []
        elif tag == "f":
            self._formula = True
        elif tag == "is":
            self._inline = _RunReader()
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "col":
            self._columns(attributes)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        if self._inline is not None:
            if tag == "is":
                self._runs, self._inline = self._inline.taken(), None
            else:
                self._inline.end(tag)
        elif tag == "v" and self._value is not None:
            self._stored = "".join(self._value)
            self._value = None
        elif tag == "c":
            self._put()

    def data(self, words: str) -> None:
        if self._inline is not None:
            self._inline.data(words)
        elif self._value is not None:
            self._value.append(words)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        self._row = int(said) - 1 if said.isdecimal() and len(said) < 8 else self._row + 1
        self._column = -1
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") in ("0", "0.0"):
            self._sheet.hidden_rows.add(self._row)

    def _columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        gone = attributes.get("hidden") in ("1", "true") or attributes.get("width") in ("0", "0.0")
        if gone and first.isdecimal() and last.isdecimal() and len(self._sheet.hidden_columns) < _FURTHEST[1]:
            self._sheet.hidden_columns.append((int(first[:6]) - 1, int(last[:6]) - 1))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = place(first), place(last)
        if start and end and end[0] >= start[0] and end[1] >= start[1]:
            self._sheet.merges.append((*start, end[0] - start[0] + 1, end[1] - start[1] + 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        at = place(attributes.get("r", ""))
        self._row, self._column = at or (self._row, self._column + 1)
        self._sort = attributes.get("t", "n")
        style = attributes.get("s", "0")
        number = int(style) if style.isdecimal() and len(style) < 7 else 0
        self._style = self._styles[number] if number < len(self._styles) else PLAIN
        self._value = self._stored = None
        self._runs = []
        self._formula = False

    def _put(self) -> None:
        row, column, stored, style, writer = self._row, self._column, self._stored, self._style, self._writer
        if self._runs:
            writer.runs(row, column, self._runs, style)
        elif self._sort == "str" and (stored is not None or not self._formula):
            writer.runs(row, column, [Run(_unescaped(stored or ""), CellFont())], style)
        elif not stored:
            if self._formula:
                writer.lost(row, column)
        elif self._sort == "s":
            number = int(stored) if stored.isdecimal() and len(stored) < 9 else -1
            if 0 <= number < len(self._strings):
                writer.runs(row, column, self._strings[number], style)
            else:
                self._sheet.missing += 1
        elif self._sort == "b":
            writer.truth(row, column, style, true=stored.strip() in ("1", "true"))
        elif self._sort == "e":
            writer.error(row, column, stored, style)
        elif self._sort == "d":
            writer.runs(row, column, [Run(stored, CellFont())], PLAIN)
        else:
            writer.number(row, column, stored.strip(), style)


def place(reference: str) -> tuple[int, int] | None:
    """The row and column, from 0, of a cell's name such as AB12; None if it is none."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row - 1, column - 1) if 0 < row <= _FURTHEST[0] and column <= _FURTHEST[1] else None


def _unescaped(words: str) -> str:
    """Words with the signs that XML can't hold; one of them may be given as two halves."""
    if "_x" not in words:
        return words
    return whole_characters(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), words))


def _strings(package: OpenedPackage, part: str) -> list[list[Run]]:
    content = package.content(part) if part else None
    if not content:
        return []
    reader = _StringsReader(package.name)
    stream_xml(content, package.name, reader)
    return reader.strings


def _styles(root: Element | None) -> list[CellStyle]:
    if root is None:
        return []
    codes = dict(BUILT_IN)
    for each in root.iterfind("numFmts/numFmt"):
        number = whole_number(each, "numFmtId", otherwise=-1)
        if number >= 0:
            codes[number] = each.get("formatCode", GENERAL)
    fonts = [_font(each) for each in root.iterfind("fonts/font")]
    grounds = [_is_ground(each) for each in root.iterfind("fills/fill")]
    known: dict[tuple[int, int, int], CellStyle] = {}
    styles: list[CellStyle] = []
    for each in root.iterfind("cellXfs/xf"):
        code, font, fill = (whole_number(each, name) for name in ("numFmtId", "fontId", "fillId"))
        if (code, font, fill) not in known:
            known[code, font, fill] = CellStyle(
                codes.get(code, GENERAL),
                fonts[font] if font < len(fonts) else CellFont(),
                fill < len(grounds) and grounds[fill],
            )
        styles.append(known[code, font, fill])
    return styles


def _font(font: Element) -> CellFont:
    align, colour = font.find("vertAlign"), font.find("color")
    white = colour is not None and (
        colour.get("rgb", "").upper() in ("FFFFFFFF", "00FFFFFF")
        or (colour.get("theme") == "0" and not colour.get("tint"))
        or colour.get("indexed") in ("1", "9")
    )
    script = _SCRIPTS.get(align.get("val", ""), "") if align is not None else ""
    return CellFont(is_on(font.find("strike")), script, white)


def _is_ground(fill: Element) -> bool:
    pattern = fill.find("patternFill")
    return fill.find("gradientFill") is not None or (
        pattern is not None and pattern.get("patternType", "none") != "none"
    )


def _remarks(notes: Element | None, talks: Element | None, writer: CellWriter) -> None:
    """Notes at cells, and remarks that people answer one another, of which older programs get a copy as a
    note.
    """
    told = [
        (each.get("ref", ""), each.findtext("text", ""))
        for each in (talks.iter("threadedComment") if talks is not None else ())
    ]
    talked_about = {where for where, _ in told}
    authors = [each.text or "" for each in notes.iter("author")] if notes is not None else []
    for each in notes.iter("comment") if notes is not None else ():
        author = whole_number(each, "authorId")
        is_copy = author < len(authors) and authors[author].startswith("tc=")
        if not is_copy or each.get("ref", "") not in talked_about:
            told.append((each.get("ref", ""), "".join(part.text or "" for part in each.iter("t"))))
    left_out = writer.book.sheets[-1].left_out
    left_out += ((f"{REMARKS}（{where}）", words) for where, words in told if words.strip())


def _drawing(root: Element | None, writer: CellWriter) -> None:
    """Text boxes are read, charts and pictures told."""
    sheet = writer.book.sheets[-1]
    if root is None:
        return
    for tag, what in (("graphicFrame", "图表"), ("pic", "图片")):
        if count := sum(1 for _ in root.iter(tag)):
            sheet.drawn[what] += count
    for body in root.iter("txBody"):
        for paragraph in body.iter("p"):
            words = "".join(part.text or "" for part in paragraph.iter("t"))
            if words.strip():
                sheet.texts.append(words)
