"""Which characters of composed pages no font of this machine has: they come out as empty boxes."""

import unicodedata
from collections.abc import Iterable, Mapping

from desktop.printing.fonts import Fonts
from desktop.printing.page_records import FontRole, GlyphRun, Page

_MOST = 12
"""Characters that are named in one sentence."""
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Categories of what is never seen, with a font or without."""


def missing_glyphs(pages: Iterable[Page], faces: Fonts) -> dict[str, tuple[str, ...]]:
    """The characters that no font has, in their order on the pages, with the printed numbers of the pages."""
    known: dict[tuple[FontRole, bool], tuple[set[str], set[str]]] = {}
    found: dict[str, dict[str, None]] = {}
    for page in pages:
        for run in (*page.body, *page.edge):
            if not isinstance(run, GlyphRun):
                continue
            seen, lacking = known.setdefault((run.type.face, run.type.bold), (set(), set()))
            if new := set(run.text) - seen:
                cut = faces.cut(run.type)
                seen |= new
                lacking |= {
                    char for char in new if not cut[char].glyph and unicodedata.category(char) not in _UNSEEN
                }
            if lacking:
                for char in filter(lacking.__contains__, run.text):
                    found.setdefault(char, {})[page.label] = None
    return {char: tuple(labels) for char, labels in found.items()}


def missing_words(missing: Mapping[str, tuple[str, ...]]) -> str:
    """What is said of them before anything is printed; empty where there are none."""
    if not missing:
        return ""
    named = [f"{char}（{_pages(labels)}）" for char, labels in list(missing.items())[:_MOST]]
    more = "等" if len(missing) > _MOST else ""
    return (
        f"有{len(missing)}个字本机没有字体，会印成空框：{'、'.join(named)}{more}。"
        "请先安装含生僻字的字体，或印出后手写补上。"
    )


def _pages(labels: Iterable[str]) -> str:
    numbers = list(filter(None, labels))
    return f"第{'、'.join(numbers[:3])}{'…' if len(numbers) > 3 else ''}页" if numbers else "封面"
