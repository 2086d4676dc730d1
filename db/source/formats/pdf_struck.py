"""Words of a PDF's page that were struck: a line is drawn through their middle."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from db.source.formats.pdf_spans import TextSpan
from db.source.formats.pdf_tables import RuledLine


def without_struck(spans: list[TextSpan], rules: Sequence[RuledLine]) -> tuple[list[TextSpan], str]:
    """The spans that are not struck, and the words that are."""
    lines = sorted((rule for rule in rules if rule.flat), key=attrgetter("at"))
    if not lines:
        return spans, ""
    heights = [rule.at for rule in lines]
    ends: dict[int, tuple[float, float]] = {}
    for span in spans:
        left, right = ends.get(round(span.base), (span.left, span.right))
        ends[round(span.base)] = min(left, span.left), max(right, span.right)
    kept: list[TextSpan] = []
    gone = ""
    for span in spans:
        low, high = (span.base + share * span.size for share in (0.18, 0.52))
        start, end = ends[round(span.base)]
        near = [
            rule
            for rule in lines[bisect_left(heights, low) : bisect_left(heights, high)]
            # A table's line runs on beyond the words of its cells.
            if start - 0.25 * span.size <= rule.start < span.right
            and span.left < rule.end <= end + 0.25 * span.size
        ]
        if not near or span.style.turn:
            kept.append(span)
            continue
        for part, struck in _parts(span, near):
            if not struck:
                kept.append(part)
                continue
            gone += part.text
            _close(kept, part)
    return kept, gone


def _parts(span: TextSpan, rules: Sequence[RuledLine]) -> list[tuple[TextSpan, bool]]:
    """A span cut into what is struck and what is not."""
    width = (span.right - span.left) / len(span.text)
    middles = [span.left + (at + 0.5) * width for at in range(len(span.text))]
    struck = [any(rule.start <= x <= rule.end for rule in rules) for x in middles]
    starts = [at for at in range(len(struck)) if at == 0 or struck[at] != struck[at - 1]]
    ends = [*starts[1:], len(struck)]
    return [(span.cut(start, end), struck[start]) for start, end in zip(starts, ends, strict=True)]


def _close(kept: list[TextSpan], gone: TextSpan) -> None:
    """Close the gap that struck words leave; two figures stay apart."""
    above = kept[-1] if kept else None
    if above is None or above.text[-1].isdigit() or abs(above.base - gone.base) > 0.1 * gone.size:
        return
    # Some programs set figures off from Chinese characters.
    if abs(above.right - gone.left) < 0.4 * gone.size:
        kept[-1] = replace(above, right=gone.right)
