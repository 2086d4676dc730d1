"""Fractions that a PDF draws as one figure above another with a line between."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from db.source.formats.pdf_spans import TextSpan
from db.source.formats.pdf_tables import RuledLine
from db.source.formats.scripts import fraction

_LONGEST = 120.0
"""Points of a fraction's line."""
_MOST = 500
"""Short lines on a page that are looked at."""


def with_fractions(spans: list[TextSpan], rules: Sequence[RuledLine]) -> list[TextSpan]:
    """The spans with each fraction as one: 2/3."""
    short = [rule for rule in rules if rule.flat and rule.end - rule.start <= _LONGEST]
    if not short or len(short) > _MOST:
        return spans
    ordered = sorted((span for span in spans if span.style.turn == 0), key=attrgetter("base"))
    bases = [span.base for span in ordered]
    gone: set[int] = set()
    made: list[TextSpan] = []
    for rule in short:
        around = ordered[bisect_left(bases, rule.at - 30) : bisect_right(bases, rule.at + 30)]
        held = [
            span for span in around if rule.start - 1 <= span.center <= rule.end + 1 and id(span) not in gone
        ]
        over = [span for span in held if -0.05 * span.size <= span.base - rule.at <= 0.7 * span.size]
        under = [span for span in held if 0.6 * span.size <= rule.at - span.base <= 1.4 * span.size]
        beside = next((span for span in around if span not in held and _is_beside(span, rule)), None)
        if not over or not under or beside is None:
            continue
        words = _apart(
            fraction(_text(over), _text(under)), rule, [span for span in around if span not in held]
        )
        style = replace(beside.style, base=beside.base)
        made.append(TextSpan(words, rule.start, rule.end, beside.base, style))
        gone.update(id(span) for span in (*over, *under))
    return [*(span for span in spans if id(span) not in gone), *made] if made else spans


def _is_beside(span: TextSpan, rule: RuledLine) -> bool:
    """Whether a fraction's line stands at the middle of a text beside it."""
    level = span.base + 0.12 * span.size <= rule.at <= span.base + 0.6 * span.size
    return level and (
        -0.3 * span.size <= rule.start - span.right <= span.size
        or -0.3 * span.size <= span.left - rule.end <= span.size
    )


def _apart(words: str, rule: RuledLine, around: Sequence[TextSpan]) -> str:
    """A fraction with a blank where a figure stands beside it: 11 2/3 is not 112/3."""
    beside = [span for span in around if _is_beside(span, rule)]
    if any(span.center < rule.start and span.text[-1].isdigit() for span in beside):
        words = f" {words}"
    return f"{words} " if any(span.center > rule.end and span.text[0].isdigit() for span in beside) else words


def _text(spans: Sequence[TextSpan]) -> str:
    return "".join(span.text for span in sorted(spans, key=attrgetter("left")))
