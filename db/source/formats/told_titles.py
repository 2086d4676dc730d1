"""The title that stands among a document's properties."""

import re

# Takes `云溪县交通规划`, not `文档1`
_CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
_TOO_LONG = 80


def told_title(words: str) -> str:
    """The title, where it may be the plan's; empty if not.

    What stands there is often a file's name (文档1); a plan's title has more Chinese characters than that.
    """
    title = words.strip()
    return title if _CHINESE.search(title) and len(title) < _TOO_LONG else ""
