"""Names for files, made of titles and of words that somebody typed."""

import re

_REFUSED = re.compile(r"[\\/:*?\"<>|“”‘’《》\x00-\x1f\x7f\ud800-\udfff]")
"""What Windows refuses in a name; quotation marks, which read badly there; and half characters, which no disk
can hold.
"""
_BRACKETED = re.compile(r"（[^（）]*）|【[^】]{0,200}】")
"""（网络转载节选）, 【人工补录】: what is said of a title, not the title."""
LONGEST = 40
"""Characters: two such parts and an ending stay far below the 255 bytes that file systems allow."""


def name_part(text: str, otherwise: str = "", *, longest: int = LONGEST, bracketed: bool = True) -> str:
    """A title or words as a part of a file's name that every system takes; `otherwise` if nothing is left.

    Without `bracketed`, what stands in （） or 【】 is left out: 嵊州市“十四五”规划（网络转载节选） →
    嵊州市十四五规划.
    """
    kept = _REFUSED.sub("", text if bracketed else _BRACKETED.sub("", text))
    return " ".join(kept.split()).strip(" .！？。")[:longest] or otherwise
