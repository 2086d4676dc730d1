"""How much of a file is read.

A file beyond these is no plan, and reading it would make the user's computer useless for minutes.
"""

import re
import zlib

from db.errors import SourceError

CHARACTERS = 3_000_000
"""Of text in one file; the longest plan that was seen has 0.12 million."""
LINES = 100_000
TAGS = 1_000_000
"""In one web page; of the longest text it would be one for every three characters."""
LINE = 100_000
"""Characters in one line; a longer one is cut into several."""
CELLS = 100_000
"""Cells in one table, merged ones counted as often as they cover."""
PAGES = 3_000
XML = 96 * 1024 * 1024
"""Bytes of a document's XML when it is unpacked."""
RATIO = 200
"""How many times smaller than its content a packed part may be, once it is larger than `SMALL`."""
# Takes `<w:t>`, `<!-- 注 -->` and ` `, not `甲` or `5`
_NO_WORDS = re.compile(rb"<(?:script|style)\b[^<>]*+>[^<]*+|<[^<>]*+>|\s++", re.IGNORECASE)
SMALL = 4 * 1024 * 1024
# A part of a PDF that may draw words: takes `<</Length 12>>stream\n`, not `endstream`
_PDF_PART = re.compile(rb"<<([^<>]{0,300})>>\s{0,4}stream\r?\n")
# What has no words: takes `/Subtype/Image`, `/Length1 20` and `/FontFile`, not `/Filter/FlateDecode`
_PDF_OTHER = re.compile(
    rb"/(?:Image|Length1|FontFile|ObjStm|XRef|CIDFontType0C|Type1C|OpenType|XML|DCTDecode)"
)
# Words that are drawn: takes `<4E00>` and `(abc)`, not `[`
_PDF_WORDS = re.compile(rb"<([0-9A-Fa-f\s]*+)>|\(([^()]*+)\)")
# A byte that is written with several: takes `\\001` and `\\(`, not `(`
_PDF_ESCAPE = re.compile(rb"\\(?:[0-7]{1,3}|.)", re.DOTALL)
_LONG_PDF = 1024 * 1024
"""Bytes from which on a PDF may have more text than any plan."""
_MOST_UNPACKED = 120 * 1024 * 1024
"""Bytes of a PDF's parts that are looked through."""


def check_markup(content: bytes, name: str) -> None:
    """Raise SourceError for XML or HTML in UTF-8 that surely has more text than any plan, before it is read:
    to read it all, and refuse it then, would take a minute.
    """
    if len(content) > CHARACTERS:
        words = _NO_WORDS.sub(b"", content).decode("utf-8", "ignore")
        # What is hidden, or a field's code, is counted too, and is no text: a tenth may be that.
        if len(words) > CHARACTERS * 11 // 10:
            raise too_much(name)


def check_pdf(content: bytes, name: str) -> None:
    """Raise SourceError for a PDF that surely has more text than any plan, before it is read."""
    if len(content) < _LONG_PDF:
        return
    # A character takes one byte, or two in composite fonts, which may be named in a packed part.
    wide = 2 if b"/Type0" in content or b"/ObjStm" in content else 1
    most, size, unpacked = wide * CHARACTERS * 11 // 10, 0, 0
    end = 0
    # From the end of one part on: each of many openings in it would be followed to the file's end.
    while part := _PDF_PART.search(content, end):
        end = content.find(b"endstream", part.end())
        end = end if end >= 0 else len(content)
        if _PDF_OTHER.search(part[1]):
            continue
        words = content[part.end() : end]
        if b"/FlateDecode" in part[1]:
            try:
                words = zlib.decompressobj().decompress(words, _MOST_UNPACKED - unpacked)
            except zlib.error:
                continue
        unpacked += len(words)
        if b"\\" in words:
            words = _PDF_ESCAPE.sub(b"x", words)
        size += sum(
            len(found[1]) // 2 if found[1] is not None else len(found[2])
            for found in _PDF_WORDS.finditer(words)
        )
        if size > most:
            raise too_much(name)
        if unpacked >= _MOST_UNPACKED:
            return


def too_much(name: str) -> SourceError:
    """What is said of a file with more text than any plan has."""
    most = f"{CHARACTERS // 10_000} 万字或 {LINES // 10_000} 万行"
    return SourceError(f"源文件“{name}”的文字太多（超过 {most}），不像是规划文本，没有导入。")
