"""How much of a file is read.

A file beyond these is no plan, and reading it would make the user's computer useless for minutes.
"""

import re

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


def check_markup(content: bytes, name: str) -> None:
    """Raise SourceError for XML or HTML in UTF-8 that surely has more text than any plan, before it is read:
    to read it all, and refuse it then, would take a minute.
    """
    if len(content) > CHARACTERS:
        words = _NO_WORDS.sub(b"", content).decode("utf-8", "ignore")
        # What is hidden, or a field's code, is counted too, and is no text: a tenth may be that.
        if len(words) > CHARACTERS * 11 // 10:
            raise too_much(name)


def too_much(name: str) -> SourceError:
    """What is said of a file with more text than any plan has."""
    most = f"{CHARACTERS // 10_000} 万字或 {LINES // 10_000} 万行"
    return SourceError(f"源文件“{name}”的文字太多（超过 {most}），不像是规划文本，没有导入。")
