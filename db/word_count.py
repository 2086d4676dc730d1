"""How many characters a text has (字数), counted as Word and WPS count Chinese text."""

import re

_FULL = "⺀-\u2fff、-鿿豈-﫿︰-﹏！-￮‘-”—…\U00020000-\U0003ffff"
"""Chinese characters and the punctuation that stands as wide as one."""
_COUNTED = re.compile(f"[{_FULL}]|[^{_FULL}\\s]+")


def word_count(text: str) -> int:
    """Each Chinese character and mark counts for one, each run of letters and digits (5G, 2025) for one,
    blanks for none.
    """
    # Counted, not listed: a large plan has half a million characters.
    return sum(1 for _ in _COUNTED.finditer(text))
