"""What is told of a hit: the words around it, and the rows of a project list that it is in."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.records import SIGNS, Hit, Project, Span

# Behind a mark and what closes with it (。”, ）、), and behind white space; a full stop in 3.5 is no cut.
_CUT = re.compile(r"[，。；：！？、,;:!?…]+[”’）》】」』\])\"']*|\s+")
_SIGN = re.compile("|".join(SIGNS))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a passage's words."""

    start: int
    """Where it stands in the passage."""
    text: str
    spans: tuple[Span, ...]
    """The hits in it, counted from the piece's own start."""
    cut_before: bool
    """There is more text before it."""
    cut_after: bool


def pieces(text: str, spans: Sequence[Span], width: int = 60) -> tuple[Snippet, ...]:
    """The pieces that show all hits, in order, not overlapping; each hit's own at most about `width`
    characters.

    A piece begins and ends at punctuation; inside a clause it is cut only where the clause is longer than
    `width`, and never through the sign of a lost figure. Pieces that meet become one. Without spans it is the
    beginning of the text.
    """
    breaks = sorted({0, len(text), *(match.end() for match in _CUT.finditer(text))})
    signs = [match.span() for match in _SIGN.finditer(text)]
    windows: list[Span] = []
    for span in spans or [(0, 0)]:
        start, end = _window(span, breaks, width)
        # A piece that begins or ends in the middle of 〔缺〕 takes all of it.
        start = next((first for first, after in signs if first < start < after), start)
        end = next((after for first, after in signs if first < end < after), end)
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], max(end, windows[-1][1])
        else:
            windows.append((start, end))
    return tuple(
        Snippet(
            start,
            text[start:end],
            tuple((first - start, last - start) for first, last in spans if start <= first and last <= end),
            cut_before=start > 0,
            cut_after=end < len(text),
        )
        for start, end in windows
    )


def rows(hit: Hit, projects: Iterable[Project]) -> tuple[Project, ...]:
    """The projects whose words a hit touches, in the order given; none if it stands only beside them.

    A row is no passage of its own: the passage around it was found.
    """
    return tuple(
        project
        for project in projects
        if project.key == hit.key
        and any(start < project.span[1] and project.span[0] < end for start, end in hit.spans)
    )


def _window(span: Span, breaks: list[int], width: int) -> Span:
    before = bisect_right(breaks, span[0]) - 1
    after = min(bisect_left(breaks, max(span[1], span[0] + 1)), len(breaks) - 1)
    start, end = breaks[before], breaks[after]
    if end - start > width:
        room = max(width - (span[1] - span[0]), 0)
        start = max(start, span[0] - room // 2)
        end = min(end, max(start + width, span[1]))
        return max(breaks[before], min(start, end - width, span[0])), end
    # Room is left: whole clauses are added, what follows before what precedes, as people read on.
    while True:
        if after + 1 < len(breaks) and breaks[after + 1] - start <= width:
            after += 1
            end = breaks[after]
        elif before > 0 and end - breaks[before - 1] <= width:
            before -= 1
            start = breaks[before]
        else:
            return start, end
