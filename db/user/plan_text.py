"""A plan's words as one string, in which marks are looked for, and the way back to passages and offsets.

The string is normal: no white space, full-width Latin letters, figures and marks as their ASCII twins,
passages joined without a sign. So a quote is found again when a parser sets another comma, or a paragraph was
parted in two. Nothing else is folded: words that differ are different words.
"""

import json
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from db.records import Kind, Passage, Span
from db.user.records import Edition, TextRange

# Full-width ！ to ～ stand 0xFEE0 above their ASCII twins.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_INVISIBLE = "\u200b\u2060\ufeff\u00ad"
_TABLE: dict[int, int | None] = {**_NARROW, **dict.fromkeys(map(ord, _INVISIBLE))}


def normal(text: str) -> str:
    """The text as it is compared."""
    # split() parts at every white space of Unicode, also at the wide one.
    return "".join(text.translate(_TABLE).split())


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What is kept of a passage, also of one of an edition long gone."""

    key: str
    kind: Kind
    text: str
    path: tuple[str, ...]
    """Headings of what it stands in, from the top, without its own."""


class PlanText:
    """The words of one edition. Reading only; may be used from any thread."""

    def __init__(self, stamp: str, lines: Sequence[PlanLine], edition: Edition | None = None) -> None:
        self.stamp = stamp
        self.lines = tuple(lines)
        self.edition = edition
        """None for an edition of which only the words are known."""
        self.at = {line.key: index for index, line in enumerate(self.lines)}
        """Where in `lines` a key is."""
        pieces: list[str] = []
        self.starts: list[int] = []
        """For each line, where it begins in `text`; one more for the end of the last."""
        self._shown_starts: list[int] = []
        self._offsets: list[array[int] | None] = []
        self._found: dict[str, tuple[int, ...]] = {}
        start = shown = 0
        for line in self.lines:
            piece = normal(line.text)
            # Nothing falls away in most passages: no need to say for each character where it was.
            self._offsets.append(None if len(piece) == len(line.text) else _offsets(line.text))
            self.starts.append(start)
            self._shown_starts.append(shown)
            pieces.append(piece)
            start += len(piece)
            # The line feed that joins passages counts.
            shown += len(line.text) + 1
        self.starts.append(start)
        self.text = "".join(pieces)

    @classmethod
    def of(cls, edition: Edition) -> "PlanText":
        """The words of a plan that is at hand."""
        plan = edition.plan
        lines = (
            PlanLine(each.key, each.kind, each.text, plan.view.headings(each.key)) for each in plan.passages
        )
        return cls(edition.stamp, tuple(lines), edition)

    @classmethod
    def unpack(cls, stamp: str, packed: bytes) -> "PlanText":
        """From what `pack` gave. Raises ValueError when it is damaged."""
        try:
            rows: list[list[Any]] = json.loads(zlib.decompress(packed))
            return cls(stamp, [PlanLine(key, kind, text, tuple(path)) for key, kind, text, path in rows])
        except (zlib.error, TypeError) as error:
            raise ValueError(str(error)) from error

    def pack(self) -> bytes:
        """The words in few bytes, to be kept while marks hold on to this edition."""
        rows = [[line.key, line.kind, line.text, line.path] for line in self.lines]
        return zlib.compress(
            json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6
        )

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        """The passages by key; none for an edition of which only the words are known."""
        return self.edition.plan.view.passages if self.edition else {}

    @cached_property
    def shown(self) -> str:
        """The shown text, passages joined by line feeds."""
        return "\n".join(line.text for line in self.lines)

    def span(self, reach: TextRange) -> Span | None:
        """Where a reach stands in `text`; None if its keys or offsets are not in this edition, or it holds no
        words.
        """
        first, last = self.at.get(reach.start_key), self.at.get(reach.end_key)
        if first is None or last is None or reach.start < 0:
            return None
        if reach.start > len(self.lines[first].text) or not 0 <= reach.end <= len(self.lines[last].text):
            return None
        start, end = self._normal_offset(first, reach.start), self._normal_offset(last, reach.end)
        return (start, end) if start < end else None

    def reach(self, start: int, end: int) -> TextRange:
        """The shown words of `text[start:end]`, which is not empty."""
        # By the last character: the place behind it may be in the next passage.
        first, last = self.line_at(start), self.line_at(end - 1)
        return TextRange(
            self.lines[first].key,
            self._shown_offset(first, start - self.starts[first]),
            self.lines[last].key,
            self._shown_offset(last, end - 1 - self.starts[last]) + 1,
        )

    def line_at(self, at: int) -> int:
        """Which line the character `text[at]` is of."""
        # Empty passages begin where the next one does: the last of them holds the character.
        return bisect_right(self.starts, at, 0, len(self.lines)) - 1

    def quote(self, reach: TextRange) -> str:
        """The shown words, passages joined by line feeds."""
        start, end = self.position(reach)
        return self.shown[start:end]

    def position(self, reach: TextRange) -> Span:
        """Where a reach of this edition stands in `shown`."""
        first, last = self.at[reach.start_key], self.at[reach.end_key]
        return self._shown_starts[first] + reach.start, self._shown_starts[last] + reach.end

    def find(self, words: str) -> tuple[int, ...]:
        """Where normal words stand in `text`, also overlapping."""
        if words not in self._found:
            places: list[int] = []
            at = self.text.find(words) if words else -1
            while at >= 0:
                places.append(at)
                # Not behind the words: 人民人民 stands twice in 人民人民人民.
                at = self.text.find(words, at + 1)
            self._found[words] = tuple(places)
        return self._found[words]

    def _normal_offset(self, index: int, offset: int) -> int:
        offsets = self._offsets[index]
        # A place in white space that falls away is that of the next character.
        inside = offset if offsets is None else bisect_right(offsets, offset - 1)
        return self.starts[index] + inside

    def _shown_offset(self, index: int, offset: int) -> int:
        offsets = self._offsets[index]
        return offset if offsets is None else offsets[offset]


def _offsets(text: str) -> "array[int]":
    """For each character of the normal text its offset in the shown one."""
    kept: Iterable[int] = (
        at for at, each in enumerate(text) if not each.isspace() and each not in _INVISIBLE
    )
    return array("I", kept)
