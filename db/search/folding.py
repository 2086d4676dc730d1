"""Folding: what is written differently but reads the same becomes the same, and every span finds its way
back.

Full and half width, capitals, traditional and simplified, Chinese signs and their half-width twins, all white
space. Folding goes cluster by cluster, a character with its combining marks; almost all are one character
that folds to one, so that one `str.translate` does the work and the offset map is the identity.

Then goes what says nothing: the commas of thousands (12,000), and blanks, but for those that part two Latin
words or two figures (中 心 城 区, 5 G, but not 3 5 and not "carbon sink"). What stands right beside a blank
tells whether it goes: words cut out of a text fold as they do in it. What is only written with other signs
(〇 and 零, 〔 and [) stays as it is: a query looks for all of them, see `twins`.
"""

import hashlib
import json
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from db.records import Span

_TABLE = Path(__file__).with_name("data") / "fold.json"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back to the shown one."""

    text: str
    starts: "array[int] | None" = None
    """For each folded character, where its cluster starts in the shown text; None means that offsets are the
    same.
    """
    ends: "array[int] | None" = None
    odd: bool = False
    """Some cluster does not fold to just one character: two folded places may be one shown sign."""

    def shown(self, start: int, end: int) -> Span:
        """The shown span of a folded one that is not empty,
        widened to whole clusters (the "2" of ㎡ gives ㎡).
        """
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold any text; the same characters fold the same way in a query and in a passage."""
    tables = _tables()
    # Nearly every text: one C loop, and no map.
    if tables.odd.search(text) is None:
        return _without_empty(text, Folded(text.translate(tables.plain)))
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    clusters = [match.span() for match in tables.clusters.finditer(text)]
    # The last one is empty: what stands before it is what follows all others.
    for start, end in (*clusters, (len(text), len(text))):
        folded = _fold_cluster(text[start:end])
        pieces += (text[done:start].translate(tables.plain), folded)
        starts.extend((*range(done, start), *[start] * len(folded)))
        ends.extend((*range(done + 1, start + 1), *[end] * len(folded)))
        done = end
    return _without_empty(text, Folded("".join(pieces), starts, ends, odd=True))


def fold_but_commas(text: str) -> str:
    """Fold a text, and leave the commas between thousands."""
    # A comma of the other width than its figure's parts no thousands.
    return fold(_THOUSANDS.sub(lambda figure: figure[0].translate(_OTHER_WIDTH), text)).text


def fold_plain(text: str) -> str | None:
    """Fold a text in which every character folds to one by itself or goes; None if some cluster is odd."""
    tables = _tables()
    if tables.odd.search(text):
        return None
    return _without_empty(text, Folded(text.translate(tables.plain))).text


# Zs of Unicode; not what ends a line or parts the cells of a row (a tab): words don't go on over them.
_BLANK = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANKS = re.compile(f"[{_BLANK}]+")
_RUN = re.compile(" +")
# `12,000` and `1,234,567.8`, not `2025,300`, `1,23` or `0.1,234`; full width only where all of it is.
_THOUSANDS = re.compile(
    r"(?<![0-9])(?<![0-9][.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]|,[0-9])"
    "|(?<![０-９])(?<![０-９][．，])[０-９]{1,3}(?:，[０-９]{3})+(?![０-９]|，[０-９])"
)
_COMMA = re.compile("[,，]")
_OTHER_WIDTH = str.maketrans(",，", "，,")
# What any of them needs: one set of characters, which is looked for quickly, and few texts have one of it.
_SUSPECT = re.compile(f"[{_BLANK},０-９]")


def _without_empty(text: str, folded: Folded) -> Folded:
    """What `text` folded to, without the blanks and commas that say nothing."""
    if _SUSPECT.search(text) is None:
        return folded
    gone = [*_empty_blanks(text, folded), *_empty_commas(text, folded)]
    if not gone:
        return folded
    whole, starts, ends = folded.text, folded.starts, folded.ends
    if starts is None or ends is None:
        starts, ends = array("I", range(len(whole))), array("I", range(1, len(whole) + 1))
    pieces: list[str] = []
    kept_starts, kept_ends = array("I"), array("I")
    done = 0
    for start, end in (*sorted(gone), (len(whole), len(whole))):
        pieces.append(whole[done:start])
        kept_starts += starts[done:start]
        kept_ends += ends[done:start]
        done = end
    return Folded("".join(pieces), kept_starts, kept_ends, folded.odd)


def _empty_blanks(text: str, folded: Folded) -> Iterator[Span]:
    """Where blanks of the folded text go."""
    whole, starts = folded.text, folded.starts
    for run in _RUN.finditer(whole):
        start, end = run.span()
        # What folds to a blank may have been a tab, or a part of an accent that stands alone.
        first, last = (start, end - 1) if starts is None else (starts[start], starts[end - 1])
        if _BLANKS.fullmatch(text, first, last + 1) and not (
            start > 0 and end < len(whole) and _apart(whole[start - 1], whole[end])
        ):
            yield start, end


def _apart(before: str, after: str) -> bool:
    """Whether a blank between two folded characters says something: it parts two words or two figures."""
    return (_of_word(before) and _of_word(after)) or (before.isdecimal() and after.isdecimal())


def _of_word(character: str) -> bool:
    # Latin, Greek, Cyrillic …, and Hangul; Chinese and kana are written without blanks.
    return character.isalpha() and (character < "\u2e80" or "\uac00" <= character <= "\ud7a3")


def _empty_commas(text: str, folded: Folded) -> Iterator[Span]:
    """Where commas of the folded text go: those between thousands."""
    for number in _THOUSANDS.finditer(text):
        for comma in _COMMA.finditer(text, *number.span()):
            at = comma.start() if folded.starts is None else bisect_left(folded.starts, comma.start())
            yield at, at + 1


def tables_checksum() -> str:
    """Tells one state of the tables from another: an index holds folded texts."""
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Tables:
    plain: dict[int, str]
    """Characters that fold to one other."""
    expand: dict[str, str]
    """Characters that fold to several, or to none."""
    ignored: frozenset[str]
    odd: re.Pattern[str]
    """Finds out quickly whether a text has anything that `plain` can't do."""
    clusters: re.Pattern[str]
    """Finds each cluster that `plain` can't do."""


@cache
def _tables() -> _Tables:
    packed = json.loads(_TABLE.read_text("utf-8"))
    expand: dict[str, str] = packed["expand"]
    marks = _ranges(packed["marks"])
    # Beyond the basic plane every character counts as odd: a set with such members is slow to test.
    odd = "".join(re.escape(each) for each in expand if each < "\U00010000")
    beyond = "\U00010000-\U0010ffff"
    near = _ranges([pair for pair in packed["marks"] if pair[0] < 0x10000])
    return _Tables(
        plain=dict(zip(map(ord, packed["from"]), packed["to"], strict=True)),
        expand=expand,
        ignored=frozenset(
            chr(point) for first, last in packed["ignored"] for point in range(first, last + 1)
        ),
        odd=re.compile(f"[{odd}{near}{beyond}]"),
        clusters=re.compile(f"[^{marks}]?[{marks}]+|[{odd}{beyond}]", re.DOTALL),
    )


def _ranges(pairs: list[list[int]]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in pairs)


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    tables = _tables()
    # A combining mark may change what it stands on (e + ◌́ is é): only NFKC knows, before and after the case.
    if len(cluster) > 1:
        cluster = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    whole = "".join(tables.expand.get(each) or each.translate(tables.plain) for each in cluster)
    return "".join(each for each in whole if each not in tables.ignored)
