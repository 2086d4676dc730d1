"""Pieces of Markdown (CommonMark) in which no word is taken for a sign."""

import re
import unicodedata

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LIST_LIKE = re.compile(r"^([^\S\n]*)([-+=]|\d+[.)](?=\s|$))", re.MULTILINE)
"""What would begin a list or underline a heading: “- 甲”, “1. 乙”, “===”; not “甲-乙” or “2.浙东”.
"""


def escaped(text: str) -> str:
    """Words in which no sign means anything, at the beginning of a line or within one."""
    return _LIST_LIKE.sub(_shielded, _SPECIAL.sub(r"\\\1", text))


def bold(words: str) -> str:
    """Words in bold."""
    # Asterisks beside punctuation or a space are no emphasis in CommonMark: **“甲”** stays as it is.
    if any(unicodedata.category(sign)[0] in "PSZC" for sign in (words[0], words[-1])):
        return f"<b>{escaped(words)}</b>"
    return f"**{escaped(words)}**"


def _shielded(match: re.Match[str]) -> str:
    sign = match.group(2)
    return f"{match.group(1)}{sign[:-1]}\\{sign[-1]}"
