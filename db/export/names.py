"""Names for files, made of titles and of words that somebody typed."""

import re

from db.filenames import cut

_REFUSED = re.compile(
    r"[\\/:*?\"<>|“”‘’《》\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What Windows refuses in a name; quotation marks, which read badly there; what turns the direction of what
follows; and half characters, which no disk can hold.
"""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever ending they have: `CON`, `com1`; not `command`."""
_BRACKETED = re.compile(r"（[^（）]*）|【[^】]{0,200}】")
"""（网络转载节选）, 【人工补录】: what is said of a title, not the title."""
LONGEST = 40
"""Characters, of three bytes at most on the average: two such parts and an ending stay below the 255 bytes
that file systems allow.
"""


def name_part(text: str, otherwise: str = "", *, longest: int = LONGEST, bracketed: bool = True) -> str:
    """A title or words as a part of a file's name that every system takes; `otherwise` if nothing is left.

    Without `bracketed`, what stands in （） or 【】 is left out: 嵊州市“十四五”规划（网络转载节选） →
    嵊州市十四五规划.
    """
    kept = _REFUSED.sub("", text if bracketed else _BRACKETED.sub("", text))
    name = " ".join(kept.split()).strip(" .！？。")[:longest]
    # Rare characters take four bytes.
    name = cut(name, 3 * longest).rstrip(" .")
    return f"_{name}" if _DEVICE.fullmatch(name) else name or otherwise
