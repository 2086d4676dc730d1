"""How much of a file is read.

A file beyond these is no plan, and reading it would make the user's computer useless for minutes.
"""

from db.errors import SourceError

CHARACTERS = 3_000_000
"""Of text in one file; the longest plan that was seen has 0.12 million."""
LINES = 100_000
LINE = 100_000
"""Characters in one line; a longer one is cut into several."""
CELLS = 100_000
"""Cells in one table, merged ones counted as often as they cover."""
PAGES = 3_000
XML = 96 * 1024 * 1024
"""Bytes of a document's XML when it is unpacked."""
RATIO = 200
"""How many times smaller than its content a packed part may be, once it is larger than `SMALL`."""
SMALL = 4 * 1024 * 1024


def too_much(name: str) -> SourceError:
    """What is said of a file with more text than any plan has."""
    most = f"{CHARACTERS // 10_000} 万字或 {LINES // 10_000} 万行"
    return SourceError(f"源文件“{name}”的文字太多（超过 {most}），不像是规划文本，没有导入。")
