"""The few words around a hit that are shown in the list of results."""

from db.records import Span

_CUTS = "。；！？"
_SOFT = "，、：）”》"


def snippet(text: str, spans: tuple[Span, ...], room: int) -> tuple[str, tuple[Span, ...]]:
    """At most about `room` characters of `text` around its first hit, cut at punctuation, with the spans moved along.

    An ellipsis stands where something was cut off.
    """
    if len(text) <= room or not spans:
        return text, spans
    start, end = spans[0]
    left = _start(text, start, max(room // 3, 6))
    right = min(len(text), max(left + room, end))
    head = "…" if left else ""
    tail = "…" if right < len(text) else ""
    moved = tuple(
        (max(first, left) - left + len(head), min(last, right) - left + len(head))
        for first, last in spans
        if first < right and last > left
    )
    return head + text[left:right] + tail, moved


def _start(text: str, start: int, reach: int) -> int:
    """Where to begin so that at most `reach` characters stand before the hit: after a full stop, else after a comma."""
    if start <= reach:
        return 0
    before = text[start - reach : start]
    for marks in (_CUTS, _SOFT):
        found = max(before.rfind(mark) for mark in marks)
        if found >= 0:
            return start - reach + found + 1
    return start - reach
