"""Sheets of LibreOffice and other programs (.ods): the file itself holds the words that each cell shows."""

import re
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from operator import itemgetter

from db.errors import SourceError
from db.source.formats.docx_words import ParagraphWords
from db.source.formats.packages import OpenedPackage, stream_xml
from db.source.formats.page_styles import DELETED, HIDDEN, READINGS, REMARKS
from db.source.formats.programs import locked
from db.source.formats.scripts import Script
from db.source.formats.sheets import LOST, SHEETS, EnoughError, Sheet, Workbook
from db.source.lines import SourceText

_FURTHEST = 1_048_576, 16_384
# What a formula shows that could not be worked out: takes `#REF!` and `Err:502`, not `#1楼`
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|(?:Err|错误)[:：]\d{3}", re.IGNORECASE)
# Takes `super 58%` and `sub`, not `0% 100%`; the number is how far it is moved
_MOVED = re.compile(r"\A(?:(super)|(sub)|(-?)(?!0+%)\d{1,3}%)")
# Takes `#ffffff` and `#FFFFFF`, not `#fefefe`
_WHITE = re.compile(r"#ffffff", re.IGNORECASE)
_FORMATS = frozenset(
    "number-style currency-style percentage-style date-style time-style boolean-style text-style".split()
)
_NO_SIGN = ("text", "map", "text-properties")
_VALUES = ("string-value", "date-value", "time-value", "boolean-value", "value")
_SHAPES = ("frame", "custom-shape", "rect", "ellipse", "line", "polygon")
_BREAKS = {"tab": "\t", "line-break": "\n"}


def read_ods(data: bytes, name: str) -> SourceText:
    """The sheets of an OpenDocument file.

    Raises SourceError when it is damaged, empty, encrypted or too large.
    """
    package = OpenedPackage(name, data)
    manifest = package.content("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise locked(name, sheet=True)
    content = package.content("content.xml")
    if not content:
        raise SourceError(
            f"“{name}”是表格，但里面没有工作表，没有导入；请用 WPS 或 LibreOffice 打开，另存后再导入。"
        )
    book = Workbook(name, "ods")
    styles = _StylesReader(coloured=b"conditional-format" in content)
    for part in (package.content("styles.xml"), content):
        with suppress(EnoughError):
            stream_xml(part or b"<none/>", name, styles)
    stream_xml(content, name, _ContentReader(book, styles))
    return book.source()


class _StylesReader:
    """Which styles hide a sheet or what its cells hold, strike words out, or raise and lower them."""

    def __init__(self, *, coloured: bool) -> None:
        """`coloured`: cells may get a colour behind their words that their styles don't name."""
        self.hidden: set[str] = set()
        self.white: dict[str, bool] = {}
        self.ground: dict[str, bool] = {}
        self.empty: set[str] = set()
        """Of cells whose numbers are shown as nothing."""
        self._coloured = coloured
        self._blank: set[str] = set()
        """Formats of numbers without a sign."""
        self._format = ""
        self.struck: set[str] = set()
        self.scripts: dict[str, Script] = {}
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "body":
            # They all stand above it.
            raise EnoughError
        if tag == "style":
            self._begin_style(attributes)
        elif tag == "table-properties" and attributes.get("display") == "false":
            self.hidden.add(self._name)
        elif tag in _FORMATS:
            self._format = attributes.get("name", "")
            self._blank.add(self._format)
        elif self._format:
            # A format for some numbers only stands above the one that names it.
            shown = (
                attributes.get("apply-style-name") not in self._blank if tag == "map" else tag not in _NO_SIGN
            )
            if shown:
                self._blank.discard(self._format)
        elif tag == "table-cell-properties" and "background-color" in attributes:
            self.ground[self._name] = attributes["background-color"].lower() not in ("transparent", "#ffffff")
        elif tag == "map":
            # It looks otherwise under some condition.
            self.ground[self._name] = True
        elif tag == "text-properties" and self._name:
            self._words(attributes)

    def _begin_style(self, attributes: dict[str, str]) -> None:
        self._name = attributes.get("name", "")
        parent = attributes.get("parent-style-name", "")
        self.white[self._name] = self.white.get(parent, False)
        self.ground[self._name] = self.ground.get(parent, self._coloured)
        if attributes.get("data-style-name") in self._blank:
            self.empty.add(self._name)
        if parent in self.struck:
            self.struck.add(self._name)

    def _words(self, attributes: dict[str, str]) -> None:
        if "color" in attributes:
            self.white[self._name] = _WHITE.fullmatch(attributes["color"]) is not None
        line = attributes.get("text-line-through-style") or attributes.get("text-line-through-type")
        if line and line != "none":
            self.struck.add(self._name)
        elif line:
            self.struck.discard(self._name)
        moved = _MOVED.match(attributes.get("text-position", ""))
        if moved:
            self.scripts[self._name] = "lowered" if moved[2] or moved[3] else "raised"

    def end(self, tag: str) -> None:
        if tag == "style":
            self._name = ""
        elif tag in _FORMATS:
            self._format = ""

    def data(self, words: str) -> None:
        """What a format shows beside the number."""
        if self._format and words.strip():
            self._blank.discard(self._format)


class _ContentReader:
    """Reads the sheets as they come."""

    def __init__(self, book: Workbook, styles: _StylesReader) -> None:
        self._book = book
        self._styles = styles
        self._row = self._column = 0
        self._repeated = self._rows = 1
        self._gone_row = False
        self._groups: list[bool] = []
        self._cell: dict[str, str] | None = None
        self._style = ""
        self._columns: list[tuple[int, str]] = []
        """The columns up to which each style goes, of cells that name none."""
        self._row_style = ""
        self._span = (1, 1)
        self._words = ParagraphWords()
        self._paragraphs = 0
        self._open: list[str] = []
        self._spans: list[str] = []
        self._remark: list[str] | None = None
        self._box: list[str] | None = None
        self._drawn = ""
        self._full = False
        self._tables = 0
        """Tables that are open; one within another, in a drawing or a cell, is words and no sheet."""
        self._in_words = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._open.append(tag)
        self._tables += tag == "table"
        begins_sheet = tag == "table" and self._tables == 1
        if self._remark is not None or (self._passed_over and not begins_sheet):
            return
        if tag in _PLACES and (self._tables < 2 or tag in _PARAGRAPHS):
            _PLACES[tag](self, attributes)
        elif tag == "annotation":
            self._remark = []
        elif tag in _SHAPES and self._box is None:
            self._box = []
            self._drawn = ""
        elif tag in ("object", "image") and self._box is not None:
            self._draw(tag)
        elif tag == "span":
            self._spans.append(attributes.get("style-name", ""))
        elif tag == "s":
            self._add(" " * min(_count(attributes.get("c")), 200))
        elif tag in _BREAKS and self._in_words:
            self._add(_BREAKS[tag])

    def end(self, tag: str) -> None:
        passed_over = self._passed_over
        within = self._tables > 1
        self._open.pop()
        self._tables -= tag == "table"
        if tag == "annotation" and self._remark is not None:
            words = "".join(self._remark)
            if words.strip() and self._book.sheets:
                self._book.sheets[-1].left_out.append((REMARKS, words))
            self._remark = None
        elif (
            self._remark is not None or passed_over or (within and tag in _PLACES and tag not in _PARAGRAPHS)
        ):
            return
        elif tag in ("p", "h"):
            self._in_words -= 1
        elif tag == "span" and self._spans:
            self._spans.pop()
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_cell(covered=tag.startswith("covered"))
        elif tag == "table-row":
            self._row = min(self._row + self._rows, _FURTHEST[0])
        elif tag in ("table-row-group", "table-column-group") and self._groups:
            self._groups.pop()
        elif tag in _SHAPES and self._box is not None:
            self._end_box()

    def data(self, words: str) -> None:
        if self._remark is not None:
            # Who wrote it and when stands beside its paragraphs.
            if self._open[-1] not in ("date", "creator", "date-string", "creator-initials"):
                self._remark.append(words)
        elif self._in_words and not self._passed_over:
            self._add(" ".join(words.split("\n")))

    @property
    def _passed_over(self) -> bool:
        """Whether what stands here is not read: a sheet too many, or the figures that a chart is made of."""
        return self._full or (self._tables > 1 and "object" in self._open)

    def table(self, attributes: dict[str, str]) -> None:
        self._full = len(self._book.sheets) >= SHEETS
        self._book.more |= self._full
        if not self._full:
            hidden = attributes.get("style-name", "") in self._styles.hidden
            self._book.sheet(attributes.get("name", ""), hidden=hidden)
            self._row = self._column = 0
            self._columns = []

    def columns(self, attributes: dict[str, str]) -> None:
        count = _count(attributes.get("number-columns-repeated"))
        gone = attributes.get("visibility") in ("collapse", "filter") or any(self._groups)
        if gone and self._book.sheets:
            self._book.sheets[-1].hidden_columns.append((self._column, self._column + count - 1))
        self._column = min(self._column + count, _FURTHEST[1])
        self._columns.append((self._column, attributes.get("default-cell-style-name", "")))

    def group(self, attributes: dict[str, str]) -> None:
        self._groups.append(attributes.get("display") == "false")

    def begin_row(self, attributes: dict[str, str]) -> None:
        self._rows = _count(attributes.get("number-rows-repeated"))
        self._gone_row = attributes.get("visibility") in ("collapse", "filter")
        self._row_style = attributes.get("default-cell-style-name", "")
        self._column = 0

    def begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._style = attributes.get("style-name", "") or self._row_style or self._column_style()
        self._repeated = _count(attributes.get("number-columns-repeated"))
        self._span = (
            _count(attributes.get("number-rows-spanned")),
            _count(attributes.get("number-columns-spanned")),
        )
        self._words = ParagraphWords()
        self._paragraphs = 0
        self._in_words = 0

    def _column_style(self) -> str:
        at = bisect_right(self._columns, self._column, key=itemgetter(0))
        return self._columns[at][1] if at < len(self._columns) else ""

    def _end_cell(self, *, covered: bool) -> None:
        attributes = self._cell or {}
        self._cell = None
        column, self._column = self._column, min(self._column + self._repeated, _FURTHEST[1])
        words = self._words.text()
        sheet = self._book.sheets[-1] if self._book.sheets else None
        if sheet is None:
            return
        sheet.left_out += self._words.left_out
        if covered:
            if words.strip():
                sheet.left_out.append((HIDDEN, words))
            return
        if not words.strip() and not self._words.left_out:
            words = self._wordless(attributes, sheet)
        if not words.strip():
            return
        sheet.errors += _ERROR.fullmatch(words.strip()) is not None
        if self._span != (1, 1):
            sheet.merges.append((self._row, column, self._span[0], self._span[1]))
        try:
            for row in range(self._row, min(self._row + self._rows, _FURTHEST[0])):
                if self._gone_row or any(self._groups):
                    sheet.hidden_rows.add(row)
                for at in range(column, column + self._repeated):
                    self._book.put(row, at, words)
        except EnoughError:
            self._full = True

    def _wordless(self, attributes: dict[str, str], sheet: Sheet) -> str:
        """What a cell without words shows."""
        value = next((attributes[name] for name in _VALUES if attributes.get(name)), "")
        # It says itself that it shows nothing, or its format does (;;;).
        if value and (self._paragraphs or self._style in self._styles.empty):
            sheet.left_out.append((HIDDEN, value))
            return ""
        # Its bare value, where another program wrote the file.
        if value and attributes.get("value-type") != "string":
            sheet.unformed += 1
        elif not value and "formula" in attributes and not attributes.get("value-type"):
            sheet.lost += 1
            return LOST
        return value

    def paragraph(self, _attributes: dict[str, str]) -> None:
        self._in_words += 1
        if self._box is not None:
            self._box.append("\n")
        elif self._cell is not None:
            self._paragraphs += 1
            if self._paragraphs > 1:
                self._words.add("\n", bold=False)

    def _add(self, words: str) -> None:
        if self._box is not None:
            self._box.append(words)
            return
        if self._cell is None:
            return
        if "ruby-text" in self._open[-3:]:
            self._words.leave_out(READINGS, words)
            return
        names = [self._style, *self._spans]
        white = False
        for name in names:
            white = self._styles.white.get(name, white)
        if any(name in self._styles.struck for name in names):
            self._words.leave_out(DELETED, words)
        elif white and not any(self._styles.ground.get(name) for name in names):
            self._words.leave_out(HIDDEN, words)
        else:
            script: Script = ""
            for name in names:
                script = self._styles.scripts.get(name, script)
            self._words.add(words, bold=False, script=script)

    def _draw(self, tag: str) -> None:
        sheet = self._book.sheets[-1] if self._book.sheets else None
        if sheet is not None:
            # A chart comes with a picture of itself.
            if tag == "object" or self._drawn != "object":
                sheet.drawn["图表" if tag == "object" else "图片"] += 1
            self._drawn = tag

    def _end_box(self) -> None:
        words, self._box = "".join(self._box or ()), None
        if self._book.sheets:
            self._book.sheets[-1].texts += (line for line in words.split("\n") if line.strip())


_PLACES: dict[str, Callable[[_ContentReader, dict[str, str]], None]] = {
    "table": _ContentReader.table,
    "table-column": _ContentReader.columns,
    "table-row-group": _ContentReader.group,
    "table-column-group": _ContentReader.group,
    "table-row": _ContentReader.begin_row,
    "table-cell": _ContentReader.begin_cell,
    "covered-table-cell": _ContentReader.begin_cell,
    "p": _ContentReader.paragraph,
    "h": _ContentReader.paragraph,
}
_PARAGRAPHS = frozenset(("p", "h"))


def _count(said: str | None) -> int:
    """How often something stands there, at most as far as a sheet goes."""
    return min(int(said), _FURTHEST[0]) if said and said.isdecimal() and len(said) < 9 and int(said) else 1
