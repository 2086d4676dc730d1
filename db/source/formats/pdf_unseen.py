"""Words of a PDF's page that are none of its text: watermarks, words that nobody sees, struck ones."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from db.source.formats.page_styles import RUNNING
from db.source.formats.pdf_drawings import Drawings
from db.source.formats.pdf_spans import TextSpan, turned
from db.source.formats.pdf_struck import without_struck
from db.source.formats.pdf_tables import Box

WATERMARK = "水印"
_SLANTED = "斜排的文字"
_UNSEEN = "看不见的文字"
_OUTSIDE = "页面以外的文字"
_STRUCK = "划线删除的文字"
EDGE = 0.12
"""Share of a page's height at its top and bottom in which heads and feet stand."""
# Takes `— 12 —`, `第 3 页`, `3/120` and `IV`, not `2025年` or `第一章`
PAGE_NUMBER = re.compile(
    r"\A[-—–－·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–－·•\s]*(?:[/／]\s*\d{1,4})?|[IVXivx]{1,6}"
)
_TRUSTED = 0.3
"""Share of a page's characters below which the file is believed that they are none of its text."""
_LARGE = 1.8
"""So many times as large as the text is a watermark that is not light."""
_TINY, _TINY_BESIDE = 1.0, 2.0
"""Points below which nobody reads type, and type on a page whose usual one is several times as large."""


class LeftOut(NamedTuple):
    """Words that are not read, and why."""

    words: str
    why: str


def usual_size(spans: Iterable[TextSpan]) -> float:
    """The size of type that most characters have."""
    sizes = Counter[float]()
    for span in spans:
        sizes[round(span.size * 2) / 2] += len(span.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def seen(spans: list[TextSpan], drawings: Drawings, page: Box) -> tuple[list[TextSpan], list[LeftOut]]:
    """The words that are the page's text, and what is left out of them."""
    reasons: dict[int, str] = {}
    trusted = sum(len(span.text) for span in spans if span.style.artifact) < _TRUSTED * sum(
        len(span.text) for span in spans
    )
    small = min((span.size for span in spans), default=_TINY_BESIDE) < _TINY_BESIDE
    least = _TINY_BESIDE if small and usual_size(spans) >= 3 * _TINY_BESIDE else _TINY
    for at, span in enumerate(spans):
        style = span.style
        if style.artifact and trusted:
            reasons[at] = _kind(span, page)
        elif style.turn == 4:
            reasons[at] = WATERMARK if style.light or style.size >= 20 else _SLANTED
        elif style.size < least or (style.unseen and not _lies_on(span, drawings.pictures)):
            # The words of a scan lie on its picture, and are not drawn.
            reasons[at] = _UNSEEN
        elif style.white and not style.unseen and not _lies_on(span, drawings.grounds):
            reasons[at] = _UNSEEN
    _outside(spans, page, reasons)
    _stamps(spans, reasons)
    if not reasons and not drawings.rules:
        return spans, []
    kept = [span for at, span in enumerate(spans) if at not in reasons]
    told: dict[tuple[str, int], str] = {}
    for at, why in reasons.items():
        line = why, round(spans[at].base)
        told[line] = told.get(line, "") + spans[at].text
    left_out = [LeftOut(words, why) for (why, _), words in told.items()]
    kept, gone = without_struck(kept, drawings.rules)
    return kept, [*left_out, LeftOut(gone, _STRUCK)] if gone else left_out


def _kind(span: TextSpan, page: Box) -> str:
    """What words are of which the file says that they are none of the text."""
    height = (span.point[1] - page.bottom) / max(page.top - page.bottom, 1)
    if EDGE < height < 1 - EDGE or span.style.turn == 4:
        return WATERMARK
    return "页码" if PAGE_NUMBER.fullmatch(span.text) else RUNNING


def _lies_on(span: TextSpan, boxes: Sequence[Box]) -> bool:
    x, y = span.point
    return any(box.holds(x, y) for box in boxes[:500])


def _outside(spans: Sequence[TextSpan], page: Box, reasons: dict[int, str]) -> None:
    """Words beyond the page's edge; what runs on over it from within belongs to what stands within."""
    out: list[int] = []
    within: dict[tuple[int, int], list[float]] = {}
    for at, span in enumerate(spans):
        if at in reasons:
            continue
        turn = span.style.turn
        if not turn and page.holds(span.left, span.middle) and page.holds(span.right, span.middle):
            within.setdefault((turn, round(span.base)), []).append(span.right)
            continue
        ends = (turned(x, span.middle, -turn) for x in (span.left, span.center, span.right))
        if any(page.holds(x, y) for x, y in ends):
            within.setdefault((turn, round(span.base)), []).append(span.right)
        else:
            out.append(at)
    for at in sorted(out, key=lambda at: spans[at].left):
        span = spans[at]
        rights = within.get((span.style.turn, round(span.base)), [])
        if any(-1 < span.left - right < span.size for right in rights):
            rights.append(span.right)
        else:
            reasons[at] = _OUTSIDE


def _stamps(spans: Sequence[TextSpan], reasons: dict[int, str]) -> None:
    """Large or light words that other words stand on."""
    usual = usual_size(spans)
    stamps = [
        at
        for at, span in enumerate(spans)
        if at not in reasons and (span.size >= _LARGE * usual or span.style.light)
    ]
    if not stamps or len(stamps) > 200:
        return
    held = set(stamps)
    others = sorted(
        (span for at, span in enumerate(spans) if at not in reasons and at not in held),
        key=attrgetter("base"),
    )
    bases = [span.base for span in others]
    for at in stamps:
        span = spans[at]
        low, high = span.base - 0.15 * span.size, span.base + 0.85 * span.size
        most = max(usual, span.size)
        crossing = (
            other
            for other in others[bisect_left(bases, low - most) : bisect_left(bases, high)]
            if other.style.turn == span.style.turn
            # Lines of a text touch, and do not run through one another.
            and min(high, other.base + 0.85 * other.size) - max(low, other.base - 0.15 * other.size)
            > 0.15 * usual
            and other.left < span.right - 0.2 * span.size
            and other.right > span.left + 0.2 * span.size
        )
        if any(other.text != span.text for other in crossing):
            reasons[at] = WATERMARK
    # Letters of one stamp may stand each by itself, and some between the lines.
    kinds = {round(spans[at].size) for at in stamps if at in reasons and spans[at].style.light}
    for at in stamps:
        if spans[at].style.light and round(spans[at].size) in kinds and spans[at].size >= 1.3 * usual:
            reasons[at] = WATERMARK
