"""What frames the text of a web page: menus, and the name of the site behind its title."""

import re
from collections.abc import Sequence
from dataclasses import replace

from db.source.formats.markup import MarkupBlock
from db.source.formats.markup_words import CHROME, MarkupParagraph

# What parts a title from the names of column and site: takes `规划_县政府`, `规划 - 政务公开` and
# `规划-县政府网`, not `2026-2030年规划`
_PARTED = re.compile(
    r"(?<!\s)\s*+(?:[_＿|｜]\s*+|(?<=\s)[-–—]{1,3}\s++|"
    r"[-–—]{1,2}\s*+(?=[^\s_|｜-]{0,20}(?:政府|网站?|门户)[^\s_|｜-]{0,4}\Z))"
)
# Takes `规划` and `工作报告`, not `首页`
_NAMED = re.compile(r"规划|纲要|报告|方案|意见|计划|通知|办法|决定|要点")
_SHORT = 14
"""Characters of an entry of a menu."""
_RUN = 4
"""Links below one another from which they are a menu."""
_BODY = 40


def page_title(words: str) -> str:
    """The title of a page without the names of its site and column."""
    parts = [part for part in _PARTED.split(words.strip()) if part]
    named = [part for part in parts if _NAMED.search(part) and len(part) >= 6]
    return (named or parts or [""])[0].strip()


def without_menus(blocks: Sequence[MarkupBlock]) -> list[MarkupBlock]:
    """The blocks of a page, its menus told as such. Where next to all of a page stands in what is a menu or a
    form by its tags, it is the page.
    """
    found = list(blocks)
    frames = sum(
        _length(block) for block in found if isinstance(block, MarkupParagraph) and block.aside == CHROME
    )
    if frames > sum(_length(block) for block in found) * 0.8:
        found = [
            replace(block, aside="")
            if isinstance(block, MarkupParagraph) and block.aside == CHROME
            else block
            for block in found
        ]
    sure = [at for at, block in enumerate(found) if _is_text(block)]
    first, last = (sure[0], sure[-1]) if sure else (len(found), -1)
    for start, end in ((0, first), (last + 1, len(found))):
        _tell_menus(found, start, end)
    return found


def _tell_menus(found: list[MarkupBlock], start: int, end: int) -> None:
    at = start
    while at < end:
        run = at
        while run < end and _is_entry(found[run]):
            run += 1
        if run - at >= _RUN:
            for index in range(at, run):
                block = found[index]
                assert isinstance(block, MarkupParagraph)
                found[index] = replace(block, aside=CHROME)
        at = run + 1


def _is_entry(block: MarkupBlock) -> bool:
    return (
        isinstance(block, MarkupParagraph)
        and block.linked
        and not block.level
        and len(block.piece.text) <= _SHORT
    )


def _is_text(block: MarkupBlock) -> bool:
    """Whether it is surely text: a table, a heading, a long paragraph."""
    if not isinstance(block, MarkupParagraph):
        return True
    return not block.aside and (block.level > 0 or _length(block) >= _BODY)


def _length(block: MarkupBlock) -> int:
    return len(block.piece.text)
