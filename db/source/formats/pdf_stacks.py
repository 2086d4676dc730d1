"""Upright letters one below the other: a vertical text, or the label of several rows, read downwards."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from db.source.formats.pdf_spans import TextSpan

_DOWNWARDS = 3
"""The turn of a line that runs down the page."""
_LETTERS = 3
"""In a stack at least."""
_CLOSEST, _WIDEST = 0.9, 2.1
"""Sizes from one letter to the next below."""
_UNEVEN = 1.25
"""The widest step of a stack, of its narrowest."""
_LOOKED_AT = 40
"""Neighbours of a letter on its line, to each side."""


def with_stacks(spans: list[TextSpan]) -> list[TextSpan]:
    """The spans, letters below one another as one that runs down the page."""
    letters = [span for span in spans if len(span.text) == 1 and not span.style.turn]
    if len(letters) < _LETTERS:
        return spans
    ordered = sorted((span for span in spans if not span.style.turn), key=attrgetter("base"))
    bases = [span.base for span in ordered]
    stacks = [stack for stack in _stacks(letters) if _stands_alone(stack, ordered, bases)]
    if not stacks:
        return spans
    gone = {id(span) for stack in stacks for span in stack}
    return [*(span for span in spans if id(span) not in gone), *map(_as_line, stacks)]


def _stacks(letters: Sequence[TextSpan]) -> Iterator[list[TextSpan]]:
    """Letters of one size at even steps below one another, a third of them Chinese."""
    group: list[TextSpan] = []
    for span in sorted(letters, key=attrgetter("center")):
        if group and span.center - group[0].center > 0.3 * span.size:
            yield from _runs(group)
            group = []
        group.append(span)
    yield from _runs(group)


def _runs(group: list[TextSpan]) -> Iterator[list[TextSpan]]:
    run: list[TextSpan] = []
    low = high = 0.0
    for span in sorted(group, key=attrgetter("base"), reverse=True):
        step = run[-1].base - span.base if run else 0
        near = bool(run) and _CLOSEST * span.size <= step <= _WIDEST * span.size
        alike = near and abs(run[-1].size - span.size) < 0.1 * span.size
        even = len(run) < 2 or max(high, step) <= _UNEVEN * min(low, step)
        if alike and even:
            low, high = (step, step) if len(run) == 1 else (min(low, step), max(high, step))
            run.append(span)
            continue
        if _is_word(run):
            yield run
        run = [span]
    if _is_word(run):
        yield run


def _is_word(run: Sequence[TextSpan]) -> bool:
    chinese = sum("\u3400" <= span.text <= "\u9fff" or span.text == "〇" for span in run)
    return chinese >= _LETTERS and 3 * chinese >= len(run)


def _stands_alone(stack: Sequence[TextSpan], ordered: Sequence[TextSpan], bases: Sequence[float]) -> bool:
    """Whether letters stand nearer to those above and below than to those beside them, and are no cells of
    the rows that they stand in.
    """
    steps = [above.base - below.base for above, below in pairwise(stack)]
    room = sum(steps) / len(steps) - stack[0].size
    close = in_rows = 0
    for span in stack:
        low, high = span.base - 0.5 * span.size, span.base + 0.5 * span.size
        first, end = bisect_left(bases, low), bisect_right(bases, high)
        if end - first > _LOOKED_AT:
            return False
        beside = [other for other in ordered[first:end] if other is not span]
        gaps = (max(other.left - span.right, span.left - other.right) for other in beside)
        close += min(gaps, default=room + 1) <= max(room, 0.2 * span.size)
        in_rows += any(
            len(other.text) > 1 and abs(other.base - span.base) < 0.08 * span.size for other in beside
        )
    return 3 * close <= len(stack) and 2 * in_rows <= len(stack)


def _as_line(stack: Sequence[TextSpan]) -> TextSpan:
    first, last = stack[0], stack[-1]
    size = first.size
    base = sum(span.center for span in stack) / len(stack) - 0.35 * size
    style = replace(first.style, turn=_DOWNWARDS, base=base)
    text = "".join(span.text for span in stack)
    return TextSpan(text, -(first.base + 0.88 * size), -(last.base - 0.12 * size), base, style)
