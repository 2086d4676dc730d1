"""Making anchors: what a mark holds on to when it is put on words of a plan."""

from bisect import bisect_right
from dataclasses import replace

from db.records import Passage
from db.user.errors import AnchorError
from db.user.plan_text import PlanText, normal
from db.user.records import Anchor, Edition, SourceRange, TextRange

CONTEXT = 32
"""Characters of prefix and suffix, as the W3C model's own examples and most tools have it."""


def make_anchor(text: PlanText, reach: TextRange, *, whole: bool = False) -> Anchor:
    """The anchor of a reach of an edition at hand; with `whole`, of the passage as such.

    Raises AnchorError when the reach is not in this edition or holds no words.
    """
    if text.edition is None:
        raise ValueError("an anchor needs the plan itself, not only its words")
    if whole and reach.start_key in text.at:
        reach = TextRange(reach.start_key, 0, reach.start_key, len(text.lines[text.at[reach.start_key]].text))
    span = text.span(reach)
    if span is None:
        raise AnchorError("所选之处没有文字，或不在本规划中。", repr(reach))
    start, end = text.position(reach)
    shown = text.shown
    prefix, suffix = shown[max(start - CONTEXT, 0) : start], shown[end : end + CONTEXT]
    words = normal(shown[start:end])
    return Anchor(
        plan=text.edition.slug,
        reach=reach,
        quote=shown[start:end],
        prefix=prefix,
        suffix=suffix,
        whole=whole,
        position=(start, end),
        source=source_range(text, reach),
        path=text.lines[text.at[reach.start_key]].path,
        occurrences=len(text.find(words)),
        twins=text.text.count(normal(prefix) + words + normal(suffix)),
        edition=text.stamp,
    )


def moved(text: PlanText, old: Anchor, reach: TextRange) -> Anchor:
    """The anchor of the same mark at a place of another edition."""
    return replace(make_anchor(text, reach, whole=old.whole), plan=old.plan)


def find_quote(text: PlanText, key: str, quote: str, nth: int = 1) -> TextRange:
    """Where `quote` stands for the `nth` time (from 1) in the passage `key`; it may run on into the passages
    behind it.

    Raises AnchorError when the key is unknown or the words are not there.
    """
    if key not in text.at:
        raise AnchorError(f"本规划中没有编号为“{key}”的内容。")
    words = normal(quote)
    if not words:
        raise AnchorError("没有给出要批注的文字。")
    index = text.at[key]
    # It must begin in this passage; where it ends is open.
    places = [at for at in text.find(words) if text.starts[index] <= at < text.starts[index + 1]]
    if not places:
        raise AnchorError(f"“{key}”这一段里没有这几个字：“{quote}”。")
    if not 0 < nth <= len(places):
        raise AnchorError(f"“{key}”这一段里，这几个字只有 {len(places)} 处。")
    return text.reach(places[nth - 1], places[nth - 1] + len(words))


def source_range(text: PlanText, reach: TextRange) -> SourceRange | None:
    """Where the words stand in the source; None where they are the person's own."""
    first = _source_position(text.passages[reach.start_key], reach.start)
    # By the last character: the place behind it may be on another line of the source.
    last = _source_position(text.passages[reach.end_key], reach.end - 1)
    if first is None or last is None:
        return None
    return SourceRange(*first, last[0], last[1] + 1)


def _source_position(passage: Passage, offset: int) -> tuple[int, int] | None:
    # The last stretch of the source that begins at or before the character.
    at = bisect_right(passage.origins, offset, key=lambda origin: origin.start) - 1
    if at < 0:
        return None
    origin = passage.origins[at]
    inside = offset - origin.start
    # Behind the stretch stand characters that are not in the source.
    return (origin.line, origin.column + inside) if inside < origin.length else None


class SourceMap:
    """The way from source positions to the shown text of one edition."""

    def __init__(self, edition: Edition) -> None:
        runs = [
            (origin.line, origin.column, origin.length, passage.key, origin.start)
            for passage in edition.plan.passages
            for origin in passage.origins
        ]
        self._runs = sorted(runs)

    def reach(self, source: SourceRange) -> TextRange | None:
        """The shown words of a source range; None where its ends are not shown."""
        first = self._shown(source.start_line, source.start_column)
        last = self._shown(source.end_line, source.end_column - 1)
        if first is None or last is None:
            return None
        return TextRange(*first, last[0], last[1] + 1)

    def _shown(self, line: int, column: int) -> tuple[str, int] | None:
        at = bisect_right(self._runs, (line, column), key=lambda run: run[:2]) - 1
        if at < 0:
            return None
        run_line, run_column, length, key, start = self._runs[at]
        inside = column - run_column
        return (key, start + inside) if run_line == line and inside < length else None
