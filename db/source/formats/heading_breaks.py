"""Headings that were broken over lines: one heading, its parts joined as they are read."""

import re
from collections.abc import Sequence

HEADING = 120
"""Characters of a heading at most; with more, what follows a break is text."""
# A number that has its line to itself: takes `第一章` and `专栏2`, not `第一章　总则`
_NUMBER = re.compile(r"(?:第\S{1,6}(?:[篇编章节]|部分)|专栏\s?\d{1,3}|附件\s?\d{0,3})\Z")


def heading_joint(above: str, below: str) -> str:
    """What stands between two parts of a heading that were set below one another."""
    before = above.rstrip()
    if _NUMBER.fullmatch(before.strip()):
        return "\u3000"
    return "" if _is_wide(before[-1:]) or _is_wide(below.lstrip()[:1]) else " "


def joined_heading(parts: Sequence[str]) -> list[str]:
    """The parts of a heading as one, as far as they are one."""
    heading = parts[0]
    for at, part in enumerate(parts[1:], start=1):
        longer = heading.rstrip() + heading_joint(heading, part) + part.lstrip()
        if len(longer) > HEADING:
            return [heading, *parts[at:]]
        heading = longer
    return [heading]


def _is_wide(sign: str) -> bool:
    return bool(sign) and ord(sign) >= 0x2E80
