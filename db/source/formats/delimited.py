"""Tables in plain text (.csv): values stay as they are written. Also what systems write so and call .xls."""

import csv
import io
import re

from db.errors import SourceError
from db.source.formats.bounds import CHARACTERS, too_much
from db.source.formats.encoding import decode_text
from db.source.formats.sheets import Workbook
from db.source.lines import SourceText

_SEPARATORS = ",\t;|"
_SAMPLE = 20_000
"""Characters by which the separator is chosen."""
# What Excel is told the separator by: takes `sep=;\n`, not `sep`
_SAID = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
# A figure that is to stay a text: takes `="00123"`, not `=A1`
_KEPT = re.compile(r'=\s*"([^"]*)"')


def read_delimited(data: bytes, name: str) -> SourceText:
    """The one table of a text whose cells are set apart by commas, tabs or semicolons.

    Raises SourceError when it is no text, or has more than any plan.
    """
    text, doubts = decode_text(data, name)
    if len(text) > CHARACTERS:
        raise too_much(name)
    text = text.lstrip("\ufeff")
    said = _SAID.match(text)
    separator = said[1] if said else _separator(text)
    book = Workbook(name, "csv")
    book.sheet("")
    book.doubts += doubts
    # Lines end as they do in files; csv itself takes CR, LF and both.
    rows = csv.reader(io.StringIO(text[said.end() if said else 0 :], newline=""), delimiter=separator)
    csv.field_size_limit(CHARACTERS)
    try:
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                kept = _KEPT.fullmatch(words.strip())
                book.put(at, column, kept[1] if kept else words)
    except csv.Error as error:
        raise SourceError(
            f"“{name}”的表格格式已损坏，没有导入；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
            repr(error),
        ) from error
    return book.source()


def _separator(text: str) -> str:
    """The sign that parts most lines into equally many cells."""
    sample = text[:_SAMPLE]
    found: dict[str, tuple[int, int]] = {}
    for separator in _SEPARATORS:
        widths = [
            len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)
        ][:200]
        usual = max(set(widths), key=widths.count, default=1)
        found[separator] = (widths.count(usual) if usual > 1 else 0, usual)
    best = max(_SEPARATORS, key=lambda separator: found[separator])
    return best if found[best][0] else ","
